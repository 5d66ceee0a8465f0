use jiff::civil::DateTime;

use super::{Held, Lack, MoveError, Unsaid};
use crate::diagnostic::{Diagnostic, RuleName, Severity, rule_name};
use crate::document::Document;
use crate::ops::{Place, PlaceError, new};
use crate::rules::File;
use crate::schema::{Record, Schema, ValueRef};
use crate::text::RepoPath;
use crate::workflow::{
    Actor, Call, Clocks, Lacking, Leads, Life, MOVES, Move, MoveName, Sources, State, Team,
    Uncounted, Want, Why, attempt, guide_of, is_copied, lacking, said_at, waiting_on, who_may,
};

/// Findings that mean that something is not said yet, however mildly `check` tells of it.
const UNSAID: [RuleName; 5] = [
    rule_name::MISSING_FIELD,
    rule_name::MISSING_SECTION,
    rule_name::EMPTY_SECTION,
    rule_name::NO_DONE_WHEN,
    rule_name::UNEXPLAINED_LINE,
];

/// So many signs of a faulty line are told.
const MOST_WORDS: usize = 100;

/// A task, what was said about it, and who wants to say more.
pub(super) struct Scene<'p> {
    pub(super) place: &'p Place,
    pub(super) task: Record,
    pub(super) document: Document,
    pub(super) said: Vec<Record>,
    pub(super) team: Team,
    /// Who says it: whoever works here, unless it was said elsewhere.
    pub(super) me: String,
    /// Who files it, where it was said elsewhere.
    pub(super) captured_by: Option<String>,
}

/// What a move makes of a task.
pub(super) struct Judged {
    pub(super) step: MoveName,
    /// Where the task stands then.
    pub(super) state: State,
    /// For whom it waits then.
    pub(super) waiting_on: Option<String>,
}

impl<'p> Scene<'p> {
    pub(super) fn open(place: &'p Place, wanted: &str) -> Result<Self, MoveError> {
        let snapshot = &place.snapshot;
        let task = place.find(wanted).map_err(PlaceError::from)?.clone();
        if !task.is("task") {
            let kind = task.kind.as_deref().unwrap_or("plain text").to_owned();
            return Err(MoveError::NotATask { id: task.id.to_string(), kind });
        }
        let no_text = || MoveError::Unreadable(task.path.clone());
        let document = Document::parse(snapshot.source(&task.path).ok_or_else(no_text)?);
        if !task.readable {
            return Err(no_text());
        }
        let near = snapshot.near();
        let said = near.about(&task).into_iter().cloned().collect();
        let team = Team::of(near.people());
        let me = new::author(place).map_err(MoveError::Nobody)?;
        Ok(Self { place, task, document, said, team, me, captured_by: None })
    }

    pub(super) fn schema(&self) -> &Schema {
        self.place.snapshot.schema()
    }

    /// Returns what became of the task until now.
    pub(super) fn life(&self) -> Life<'_> {
        let said: Vec<&Record> = self.said.iter().collect();
        Life::of(&self.task, &said, &self.team, Some(self.place.snapshot.near()))
    }

    /// Returns what `new` makes of the task, when it counts.
    pub(super) fn judge(&self, task: &Record, new: &Record) -> Result<Judged, MoveError> {
        let said: Vec<&Record> = self.said.iter().collect();
        let (life, step) = attempt(task, &said, &self.team, Some(self.place.snapshot.near()), new)
            .map_err(|refused| self.refused(refused))?;
        Ok(Judged {
            step: step.map_or(MoveName::Note, |step| step.name),
            state: life.state,
            waiting_on: self.waiting_on(task, life.state, &life.round),
        })
    }

    /// Returns the time of the last thing said.
    pub(super) fn last_said(&self) -> Option<DateTime> {
        self.said.iter().filter_map(said_at).max()
    }

    /// Returns what keeps the task, as `task` says it, from being sent.
    pub(super) fn lacking(&self, task: &Record) -> Vec<Lacking> {
        let said: Vec<&Record> = self.said.iter().collect();
        lacking(task, &said, &self.team)
    }

    /// Refuses to give the task to somebody who is not there.
    pub(super) fn refuse_strangers(
        &self,
        fields: &[(&'static str, String)],
    ) -> Result<(), MoveError> {
        let people = fields.iter().filter(|(key, _)| matches!(*key, "to" | "approver"));
        match people.map(|(_, name)| name).find(|name| !self.team.knows(name)) {
            None => Ok(()),
            Some(name) => {
                let Lack { message, notes, .. } = self.no_such_person(name);
                Err(MoveError::Value { message, notes })
            }
        }
    }

    pub(super) fn no_such_person(&self, name: &str) -> Lack {
        let people = self.place.snapshot.near().people();
        let known: Vec<&str> = people.iter().map(|person| &*person.id).collect();
        Lack {
            message: format!("there is nobody in people/ called `{name}`"),
            what: Unsaid::Else,
            notes: vec![format!(
                "write one of {}; `handover invite` adds someone",
                known.join(", ")
            )],
        }
    }

    /// Returns for whom a task waits; `delivered` is what was handed in last.
    pub(super) fn waiting_on(
        &self,
        task: &Record,
        state: State,
        delivered: &[&Record],
    ) -> Option<String> {
        let on = waiting_on(task, state, delivered, &self.team)?;
        let snapshot = &self.place.snapshot;
        let stands_in = Want::of(state).is_some_and(Want::is_assignees);
        let now = snapshot.now().filter(|_| stands_in);
        let acting = now.map(|now| {
            let clocks = Clocks::of(snapshot.near().people(), snapshot.config());
            clocks.acting(on, now.timestamp()).to_owned()
        });
        Some(acting.unwrap_or_else(|| on.to_owned()))
    }

    /// Refuses a move of someone else's.
    pub(super) fn not_yours(&self, who: Actor, what: &'static str) -> MoveError {
        let names = who_may(&self.task, who, &self.team);
        let who = match names.as_slice() {
            [] => who.words().to_owned(),
            names => names.join(" or "),
        };
        MoveError::NotYours { who, what, task: self.task.id.to_string(), you: self.me.clone() }
    }

    /// Refuses to let somebody judge what they delivered.
    fn own_work(&self, what: &'static str, others: Vec<&str>) -> MoveError {
        let task = &self.task.id;
        let instead = match others.as_slice() {
            [] => format!("name somebody else who may: `handover set {task} approver=NAME`"),
            names => format!("that is for {} to do", names.join(" or ")),
        };
        self.not_now(what, format!("you delivered it yourself, standing in; {instead}"))
    }

    pub(super) fn not_now(&self, what: &'static str, why: String) -> MoveError {
        MoveError::NotNow { what, task: self.task.id.to_string(), why }
    }

    fn refused(&self, refused: Uncounted<'_>) -> MoveError {
        let Move { words, who, leads, .. } = *refused.step;
        match refused.why {
            Why::NotEntitled => self.not_yours(who, words),
            Why::NotNow(state) => {
                let is = format!("it is `{}`", state.name());
                self.not_now(
                    words,
                    match leads == Leads::To(state) {
                        true => format!("{is} already"),
                        false => format!("{is}, and {}", self.first(state, refused.step.from)),
                    },
                )
            }
            Why::OwnWork => self.own_work(words, refused.who_may(&self.task, &self.team)),
            Why::NotThis => self.not_now(words, "that is not what waits to be judged".to_owned()),
        }
    }

    /// Says what comes first where a task in `state` must be in one of `wanted`: the move of whoever asks,
    /// else whose it is.
    fn first(&self, state: State, wanted: &[State]) -> String {
        let leads = |one: &&Move| {
            let there = matches!(one.leads, Leads::To(to) if wanted.contains(&to));
            // Before anything else a draft is sent, what is closed opened again, and what is paused goes on.
            let before = match state {
                State::Draft => one.name == MoveName::Send,
                State::Paused => one.name == MoveName::Resume,
                _ => one.name == MoveName::Reopen && state.is_closed(),
            };
            // Nobody asks, or proposes something, for the sake of what may follow.
            let aside = matches!(one.name, MoveName::Ask | MoveName::Propose);
            one.from.contains(&state) && (there && !aside || before) && one.command().is_some()
        };
        let all: Vec<&Move> = MOVES.iter().filter(leads).collect();
        let names = |one: &Move| who_may(&self.task, one.who, &self.team);
        let mine = all.iter().find(|one| names(one).contains(&&*self.me));
        let task = &self.task.id;
        match (mine, all.first()) {
            (Some(one), _) => {
                format!("`handover {} {task}` comes first", one.command().unwrap_or(one.words))
            }
            (None, Some(one)) if !names(one).is_empty() => {
                format!("{} is to {} first", names(one).join(" or "), one.words)
            }
            _ => {
                let wanted: Vec<&str> = wanted.iter().map(|state| state.name()).collect();
                format!("it must be one of: {}", wanted.join(", "))
            }
        }
    }

    /// Returns what a document lacks, by the rules that `check` goes by.
    pub(super) fn lacks(&self, path: &RepoPath, text: &str) -> Vec<Lack> {
        let lacking = |one: &Diagnostic| {
            one.severity == Severity::Error && !one.holds_back || UNSAID.contains(&one.rule)
        };
        let lack = |one: Diagnostic| Lack {
            what: Unsaid::Rule(one.rule, faulty(&one, text)),
            message: one.message,
            notes: one.notes,
        };
        self.checked(path, text).into_iter().filter(lacking).map(lack).collect()
    }

    /// Refuses a text that must not be shared.
    pub(super) fn refuse_secrets(&self, path: &RepoPath, text: &str) -> Result<(), MoveError> {
        let held =
            |one: Diagnostic| Held { path: path.clone(), why: one.message, rule: Some(one.rule) };
        let found = self.checked(path, text).into_iter().filter(|one| one.holds_back);
        let held: Vec<Held> = found.map(held).collect();
        if held.is_empty() { Ok(()) } else { Err(MoveError::HeldBack(held)) }
    }

    fn checked(&self, path: &RepoPath, text: &str) -> Vec<Diagnostic> {
        let file = File::from_bytes(path.clone(), text.len() as u64, text.as_bytes());
        self.place.snapshot.ruleset().check_file(&file).diagnostics
    }

    /// Returns the lines of the task's `Done when`, or its brief's or routine's, as they are written
    /// behind their boxes.
    pub(super) fn done_when(&self) -> Vec<String> {
        let own = lines_to_tick(&self.task, &self.document);
        if !own.is_empty() {
            return own;
        }
        let guide = self.guide();
        guide.map(|(guide, document)| lines_to_tick(&guide, &document)).unwrap_or_default()
    }

    /// Returns the brief or the routine of the task.
    pub(super) fn guide(&self) -> Option<(Record, Document)> {
        let guide = self.place.snapshot.near().brief(guide_of(&self.task)?)?.into_owned();
        let document = Document::parse(self.place.snapshot.source(&guide.path)?);
        Some((guide, document))
    }

    /// Says what else may be done after a move that leaves the task as `task` says.
    pub(super) fn advice(
        &self,
        step: MoveName,
        said: Option<&Record>,
        task: &Record,
    ) -> Vec<String> {
        let call = || {
            let before: Vec<&Record> = self.said.iter().chain(said).collect();
            said.and_then(|said| Call::about(said, &before))
        };
        let cannot = |record: &Record| record.value("can_meet_due") == Some(ValueRef::Bool(false));
        let id = &self.task.id;
        match step {
            MoveName::Ask if call() == Some(Call::Suggested) => {
                vec!["so much was asked about this task by now: a call may be quicker".to_owned()]
            }
            MoveName::Confirm => {
                let guide = self.guide().map(|(guide, _)| guide);
                let asked: Vec<&Record> = std::iter::once(task).chain(guide.as_ref()).collect();
                let copied = said.is_some_and(|said| is_copied(said, &asked)).then(|| {
                    "that is what the task says, in the same words; your own would show how you \
                     understood it"
                        .to_owned()
                });
                let propose = said
                    .is_some_and(cannot)
                    .then(|| format!("propose another date: `handover propose {id} --due DATE`"));
                copied.into_iter().chain(propose).collect()
            }
            MoveName::AcceptProposal => {
                let due = task.moment("due");
                let said = due.map(|due| match self.task.moment("due") == Some(due) {
                    true => format!(
                        "it is due {due} still, since the proposal has no `new_due`; \
                         `handover set {id} due=DATE` changes that"
                    ),
                    false => format!("it is due {due} now"),
                });
                said.into_iter().collect()
            }
            MoveName::Accept => {
                vec![format!("a kind word costs nothing: `handover praise {id}`")]
            }
            _ => Vec::new(),
        }
    }
}

/// Returns the words of the line in which something was found, as far as they are short, else what was found:
/// so it is where nothing stands yet.
fn faulty(found: &Diagnostic, text: &str) -> String {
    let is_missing =
        [rule_name::MISSING_FIELD, rule_name::MISSING_SECTION, rule_name::NO_DONE_WHEN];
    let line = text.lines().nth(found.start.line.saturating_sub(1)).map(str::trim);
    let has_words = |line: &&str| line.contains(char::is_alphanumeric);
    match line.filter(has_words).filter(|_| !is_missing.contains(&found.rule)) {
        Some(line) if line.chars().count() > MOST_WORDS => {
            format!("{}…", line.chars().take(MOST_WORDS).collect::<String>())
        }
        Some(line) => line.to_owned(),
        None => found.message.clone(),
    }
}

/// Returns the lines under `Done when`, in any of its names, folded to one line each.
fn lines_to_tick(record: &Record, document: &Document) -> Vec<String> {
    let is_done_when = |section: Option<usize>| {
        let section = section.and_then(|at| record.sections.get(at));
        section.is_some_and(|section| section.name == *"Done when")
    };
    let checks = document.outline().checks.iter().filter(|check| is_done_when(check.section));
    let lines = checks.map(|check| check.text.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect()
}
