use std::error::Error;
use std::path::{Path, PathBuf};

use jiff::ZonedDateTime;

use super::DemoError;
use super::clock::StoryClock;
use super::hand;
use super::stage::{Scene, Shows, Stage, Who};
use crate::merge::{ContentId, Files};
use crate::ops::check::{self, check};
use crate::ops::init::{self, Answers, Side, Someone};
use crate::ops::join;
use crate::ops::list::{ListOptions, list};
use crate::ops::moves::{self, Moved};
use crate::ops::new::{self, Made, new};
use crate::ops::set::{Assignment, set};
use crate::ops::show::show;
use crate::ops::sync::{self, Silent, SyncOptions, Synced};
use crate::ops::today::{TodayOptions, today};
use crate::ops::{Place, clone_settings};
use crate::schema::Language;
use crate::store::files::{self, Done};
use crate::store::{Repo, SafePath, transport};
use crate::sync::Clock;
use crate::text::RepoPath;
use crate::workflow::MoveName;
use crate::workspace::SILENT;

const BRANCH: &str = "main";
const SHARED: &str = "shared.git";

/// Does what the two people do, and shows it.
pub(super) struct Player<'a> {
    pub(super) folder: PathBuf,
    clock: StoryClock,
    stage: &'a mut dyn Stage,
}

impl<'a> Player<'a> {
    pub(super) fn new(folder: &Path, now: ZonedDateTime, stage: &'a mut dyn Stage) -> Self {
        Self { folder: folder.to_owned(), clock: StoryClock::before(&now), stage }
    }

    /// Returns the folder of one of them.
    pub(super) fn home(&self, who: Who) -> PathBuf {
        self.folder.join(who.id())
    }

    /// Returns the moment of the story.
    pub(super) fn now(&self) -> ZonedDateTime {
        self.clock.now()
    }

    pub(super) fn chapter(&mut self, title: &str) -> Result<(), DemoError> {
        self.clock.step();
        Ok(self.stage.show(&Scene::Chapter(title))?)
    }

    pub(super) fn tell(&mut self, text: &str) -> Result<(), DemoError> {
        Ok(self.stage.show(&Scene::Told(text))?)
    }

    fn ran(&mut self, who: Who, command: &str, shows: Shows<'_>) -> Result<(), DemoError> {
        self.clock.step();
        Ok(self.stage.show(&Scene::Ran { who, command, shows })?)
    }

    /// Makes the shared repository and Ola's workspace.
    pub(super) fn begin(&mut self) -> Result<(), DemoError> {
        let shared = self.folder.join(SHARED);
        Repo::init_bare(&shared, BRANCH).map_err(failed("make the shared repository"))?;
        let someone = |name: &str, email: &str| Someone {
            name: Some(name.to_owned()),
            email: Some(email.to_owned()),
        };
        let command = "handover init ola --remote shared.git";
        let made = init::make(&init::Options {
            folder: self.home(Who::Ola),
            base: self.folder.clone(),
            language: Language::English,
            name: Some("Nordlys".to_owned()),
            answers: Answers {
                client: someone("Ola Nordmann", "ola@example.com"),
                assistant: someone("Kari Hansen", "kari@example.com"),
                zone: self.now().time_zone().iana_name().map(str::to_owned),
                hours: None,
                remote: Some(SHARED.to_owned()),
            },
            me: Side::Client,
            now: self.now(),
            registry: None,
            nested: true,
            program: None,
        })
        .map_err(failed(command))?;
        self.alone(Who::Ola)?;
        self.ran(Who::Ola, command, Shows::Begun(&made))
    }

    pub(super) fn join(&mut self) -> Result<(), DemoError> {
        let command = "handover join shared.git kari --as kari";
        let joined = join::join(
            &join::Options {
                url: SHARED.to_owned(),
                base: self.folder.clone(),
                folder: Some(PathBuf::from(Who::Kari.id())),
                person: Some(Who::Kari.id().to_owned()),
                registry: None,
                nested: true,
                program: None,
                transport: transport::Options::default(),
            },
            &|_, _| {},
        )
        .map_err(failed(command))?;
        self.alone(Who::Kari)?;
        self.ran(Who::Kari, command, Shows::Joined(&joined))
    }

    /// Keeps the hooks of whoever runs the demo out of it.
    fn alone(&self, who: Who) -> Result<(), DemoError> {
        const WHAT: &str = "set a clone up";
        let repo = Repo::open(&self.home(who)).map_err(failed(WHAT))?;
        clone_settings::no_hooks(&repo).map_err(failed(WHAT))
    }

    pub(super) fn place(&self, who: Who) -> Result<Place, DemoError> {
        Place::open(&self.home(who), Some(self.now()), SILENT).map_err(failed("read the workspace"))
    }

    pub(super) fn make(
        &mut self,
        who: Who,
        kind: &str,
        title: &str,
        fields: &[(&str, &str)],
    ) -> Result<Made, DemoError> {
        let quoted = if title.contains(' ') { format!("\"{title}\"") } else { title.to_owned() };
        let mut command = format!("handover new {kind} {quoted}");
        for (key, value) in fields {
            command += &format!(" -f {key}={value}");
        }
        let fields: Vec<(String, String)> =
            fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let now = self.now();
        let options = new::Options { kind, title, fields: &fields, now: &now, salt: 0 };
        let made = new(&self.place(who)?, &options).map_err(failed(&command))?;
        self.ran(who, &command, Shows::Made(&made))?;
        Ok(made)
    }

    pub(super) fn set(&mut self, who: Who, id: &str, change: &str) -> Result<(), DemoError> {
        let command = format!("handover set {id} {change}");
        let assignment = Assignment::parse(change).map_err(failed(&command))?;
        let changed = set(&self.place(who)?, id, &[assignment]).map_err(failed(&command))?;
        self.ran(who, &command, Shows::Set(&changed))
    }

    /// Makes a move, as `handover` with these arguments would; the task is the second one.
    pub(super) fn make_move(
        &mut self,
        who: Who,
        step: MoveName,
        arguments: &str,
        said: impl FnOnce(&mut moves::Options<'_>),
    ) -> Result<Moved, DemoError> {
        let command = format!("handover {arguments}");
        let task = arguments.split(' ').nth(1).unwrap_or_default();
        let now = self.now();
        let mut options = moves::Options::new(task, step, &now);
        said(&mut options);
        let place = self.place(who)?;
        let prepared = moves::prepare(&place, &options).map_err(failed(&command))?;
        let moved = moves::carry_out(&prepared, None, &self.clock, &Silent);
        let moved = moved.map_err(failed(&command))?;
        self.ran(who, &command, Shows::Moved(&moved))?;
        Ok(moved)
    }

    pub(super) fn list(&mut self, who: Who, query: &str) -> Result<(), DemoError> {
        let command = format!("handover list {query}");
        let place = self.place(who)?;
        let found = list(&place.snapshot, ListOptions::of(query)).map_err(failed(&command))?.items;
        if found.is_empty() {
            return Err(DemoError::Story(format!("`{command}` finds nothing")));
        }
        self.ran(who, &command, Shows::Listed(&found))
    }

    /// Tells a person's day, in which `id` must wait for them.
    pub(super) fn today(&mut self, who: Who, id: &str) -> Result<(), DemoError> {
        let command = "handover today";
        let place = self.place(who)?;
        let options =
            TodayOptions { person: None, full: false, boxes: false, now: self.now().timestamp() };
        let today = today(&place, options).map_err(failed(command))?;
        if !today.mine.iter().any(|item| item.id == id) {
            return Err(DemoError::Story(format!(
                "`{command}` does not tell {} of {id}",
                who.name()
            )));
        }
        self.ran(who, command, Shows::Day { place: &place, today: &today })
    }

    pub(super) fn show(&mut self, who: Who, wanted: &str) -> Result<(), DemoError> {
        let command = format!("handover show {wanted}");
        let shown = show(&self.place(who)?, wanted).map_err(failed(&command))?;
        self.ran(who, &command, Shows::Shown(&shown))
    }

    /// Checks the whole workspace; returns how many errors and warnings are left.
    pub(super) fn check(&mut self, who: Who, fix: bool) -> Result<usize, DemoError> {
        let command = if fix { "handover check --fix" } else { "handover check" };
        let options = check::Options {
            directory: &self.home(who),
            paths: &[],
            now: Some(self.now()),
            fix,
            progress: SILENT,
        };
        let outcome = check(&options).map_err(failed(command))?;
        self.ran(who, command, Shows::Checked { outcome: &outcome, fix })?;
        Ok(outcome.report.diagnostics.len())
    }

    pub(super) fn sync(&mut self, who: Who) -> Result<Synced, DemoError> {
        const COMMAND: &str = "handover sync";
        let options = SyncOptions::at(self.home(who));
        let synced = sync::sync(&options, &self.clock, &Silent).map_err(failed(COMMAND))?;
        self.ran(who, COMMAND, Shows::Synced(&synced))?;
        Ok(synced)
    }

    /// Returns a file as it stands.
    pub(super) fn text(&self, who: Who, path: &RepoPath) -> Result<String, DemoError> {
        let source = self.place(who)?.snapshot.source(path);
        let lost = || DemoError::Story(format!("{path} is not there"));
        Ok(source.ok_or_else(lost)?.text().to_owned())
    }

    /// Changes a file as someone does in an editor; `edit` takes the text and returns the new one.
    pub(super) fn edit(
        &mut self,
        who: Who,
        path: &RepoPath,
        edit: impl FnOnce(&str) -> Option<String>,
    ) -> Result<(), DemoError> {
        let before = self.text(who, path)?;
        let lost = || DemoError::Story(format!("{path} is not as it was expected"));
        let after = edit(&before).ok_or_else(lost)?;
        let old = ContentId::of_blob(before.as_bytes());
        self.write(who, path, after.as_bytes(), Some(old))?;
        let changes = hand::changes(&before, &after);
        self.clock.step();
        Ok(self.stage.show(&Scene::Edited { who, path, changes: &changes })?)
    }

    pub(super) fn attach(
        &mut self,
        who: Who,
        path: &RepoPath,
        bytes: &[u8],
    ) -> Result<(), DemoError> {
        self.write(who, path, bytes, None)?;
        Ok(self.stage.show(&Scene::Attached { who, path, bytes: bytes.len() })?)
    }

    fn write(
        &self,
        who: Who,
        path: &RepoPath,
        bytes: &[u8],
        old: Option<ContentId>,
    ) -> Result<(), DemoError> {
        let step = format!("write {path}");
        let safe = SafePath::new(path).map_err(failed(&step))?;
        let done = files::write_atomic(&self.home(who), &safe, bytes, None, old);
        match done.map_err(failed(&step))? {
            Done::Done => Ok(()),
            _ => Err(DemoError::Story(format!("{path} was changed by someone else"))),
        }
    }

    pub(super) fn delete(&mut self, who: Who, path: &RepoPath) -> Result<(), DemoError> {
        let step = format!("delete {path}");
        let safe = SafePath::new(path).map_err(failed(&step))?;
        let home = self.home(who);
        let gone = || DemoError::Story(format!("{path} is not there"));
        let id = files::content_id(&home, &safe).map_err(failed(&step))?.ok_or_else(gone)?;
        match files::delete(&home, &safe, id).map_err(failed(&step))? {
            Done::Done => Ok(self.stage.show(&Scene::Deleted { who, path })?),
            _ => Err(DemoError::Story(format!("{path} was changed by someone else"))),
        }
    }

    /// Counts the files that both hold; they must be the same, byte for byte.
    pub(super) fn compare(&self) -> Result<usize, DemoError> {
        let scan = |who: Who| -> Result<Files, DemoError> {
            let repo = Repo::open(&self.home(who)).map_err(failed("read a folder"))?;
            Ok(repo.scan(&Files::new()).map_err(failed("read a folder"))?.files)
        };
        let (ola, kari) = (scan(Who::Ola)?, scan(Who::Kari)?);
        if ola == kari {
            return Ok(ola.len());
        }
        let path = ola.differing(&kari).first().map(ToString::to_string).unwrap_or_default();
        Err(DemoError::Story(format!("the two folders differ in {path}")))
    }
}

/// Says at which step something failed.
fn failed<E>(step: &str) -> impl FnOnce(E) -> DemoError
where
    E: Error + Send + Sync + 'static,
{
    let step = step.to_owned();
    move |source| DemoError::Step { step, source: Box::new(source) }
}
