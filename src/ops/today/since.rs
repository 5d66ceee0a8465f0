use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;

use crate::changes::{Change, Version};
use crate::index::history::{self, History, HistoryError, Step, Touch, UNWATCHED, with_history};
use crate::ops::Place;
use crate::ops::amended::{Amended, amended_in, is_term};
use crate::ops::story::{StoryError, hidden, moment, repository, tip_of};
use crate::rules::MAX_TEXT;
use crate::schema::{Record, Value, layout};
use crate::store::{CommitId, Repo};
use crate::text::RepoPath;
use crate::workflow::{Sources, State, guide_of};

/// Since when something is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since {
    pub at: Timestamp,
    /// Whether the others can know of it.
    pub shared: bool,
    pub known: Known,
}

/// How that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The commit that brought it.
    History,
    /// What the reply itself says, or its file's name: there is no history of it.
    Reply,
}

/// What shows since when.
#[derive(Clone, Copy, Debug)]
pub(super) enum Evidence<'a> {
    /// A reply or a review.
    Said(&'a Record),
    /// The task itself, which stands in this state.
    Task(&'a Record, State),
    /// What changed of the terms since something was agreed to.
    Changed { task: &'a Record, agreed: &'a Record },
}

/// What others changed of what tasks ask for, by path.
type AllAmended = BTreeMap<RepoPath, Amended>;
/// Since when each is so, and that.
type Found = (Vec<Option<Since>>, AllAmended);

/// Tells since when each is so, in the same order, and what others changed of what some `tasks` ask for; without a
/// history by what replies say of themselves, and nothing.
pub(super) fn since(place: &Place, all: &[Evidence<'_>], tasks: &[&Record]) -> Found {
    let by_themselves =
        || all.iter().map(|one| one.by_itself(place).map(|at| at.since(true))).collect();
    if all.is_empty() {
        return (Vec::new(), AllAmended::new());
    }
    let found = from_history(place, all, tasks).ok().flatten();
    found.unwrap_or_else(|| (by_themselves(), AllAmended::new()))
}

fn from_history(
    place: &Place,
    all: &[Evidence<'_>],
    tasks: &[&Record],
) -> Result<Option<Found>, StoryError> {
    let repo = repository(place.snapshot.root())?;
    let Some(tip) = tip_of(&repo)? else { return Ok(None) };
    let hidden = hidden(&repo)?;
    let tips: Vec<CommitId> = [tip].into_iter().chain(hidden.iter().flatten().copied()).collect();
    let cache = history::cache_of(&repo, place.snapshot.index().note());
    let found = with_history(&repo, &cache, &tips, UNWATCHED, |history| {
        let unshared: HashSet<Step> = match &hidden {
            Some(hidden) => history.steps(tip, hidden)?.into_iter().collect(),
            None => HashSet::new(),
        };
        let amended = amended_in(place, &repo, history, tip, tasks)?;
        let looker = Looker { place, repo: &repo, history, tip, unshared };
        let since = all.iter().map(|one| looker.since(*one));
        Ok::<_, HistoryError>((since.collect::<Result<Vec<_>, HistoryError>>()?, amended))
    });
    Ok(Some(found?))
}

struct Looker<'a> {
    place: &'a Place,
    repo: &'a Repo,
    history: &'a History<'a>,
    tip: CommitId,
    unshared: HashSet<Step>,
}

impl Looker<'_> {
    fn since(&self, evidence: Evidence<'_>) -> Result<Option<Since>, HistoryError> {
        let trail = self.history.trail(self.tip, &evidence.record().path)?;
        let Some((first, _)) = trail.last() else {
            // It was never committed, so nobody else can know of it.
            let now =
                evidence.by_itself(self.place).or_else(|| Itself::of(self.place.snapshot.now()));
            return Ok(now.map(|at| at.since(false)));
        };
        let step = match evidence {
            Evidence::Said(_) => *first,
            Evidence::Task(_, State::Draft) => *first,
            Evidence::Task(task, _) if self.is_sent_since(task)? => {
                let now = Itself::of(self.place.snapshot.now());
                return Ok(now.map(|at| at.since(false)));
            }
            Evidence::Task(..) => self.handed_over(&trail).unwrap_or(*first),
            Evidence::Changed { task, agreed } => {
                let Some(agreed) = self.history.trail(self.tip, &agreed.path)?.pop() else {
                    return Ok(Itself::of(self.place.snapshot.now()).map(|at| at.since(false)));
                };
                self.changed_since(task, agreed.0)?.unwrap_or(agreed.0)
            }
        };
        Ok(Some(Since {
            at: Timestamp::from_second(self.history.committed(step))
                .unwrap_or_else(|_| moment(&self.history.author(step))),
            shared: !self.unshared.contains(&step),
            known: Known::History,
        }))
    }

    /// Finds the last time that the task was sent, or given to somebody, in its own fields.
    fn handed_over(&self, trail: &[(Step, Touch)]) -> Option<Step> {
        let touches: Vec<&Touch> = trail.iter().map(|(_, touch)| touch).collect();
        let schema = self.place.snapshot.schema();
        let told = self.history.told(schema, schema.digest(), &touches);
        let hands_over = |change: &Change| match change {
            Change::Field { key, from, to: Some(to) } => match key.as_str() {
                "to" => true,
                "status" => is_draft(from.as_ref().and_then(Value::text)) && !is_draft(to.text()),
                _ => false,
            },
            _ => false,
        };
        let found = trail.iter().zip(&told).find(|(_, told)| told.changes.iter().any(hands_over));
        found.map(|((step, _), _)| *step)
    }

    /// Finds the first change of a task's own terms, or of its brief's, behind `agreed`.
    ///
    /// None is found where a file changed that they link to.
    fn changed_since(&self, task: &Record, agreed: Step) -> Result<Option<Step>, HistoryError> {
        let near = self.place.snapshot.near();
        let guide = guide_of(task).and_then(|name| near.brief(name));
        let documents = [Some(&task.path), guide.as_ref().map(|guide| &guide.path)];
        let schema = self.place.snapshot.schema();
        let after = self.history.committed(agreed);
        let mut found = Vec::new();
        for path in documents.into_iter().flatten() {
            let trail = self.history.trail(self.tip, path)?;
            // Whatever went in one commit with the agreement was known to whoever agreed.
            let is_later = |step: &Step| *step != agreed && self.history.committed(*step) >= after;
            let later: Vec<_> = trail.iter().take_while(|(step, _)| is_later(step)).collect();
            let touches: Vec<&Touch> = later.iter().map(|(_, touch)| touch).collect();
            let told = self.history.told(schema, schema.digest(), &touches);
            let mut changed = later.iter().zip(&told).filter(|(_, told)| {
                told.changes.iter().any(|change| is_term(change, *path == task.path))
            });
            found.extend(changed.next_back().map(|((step, _), _)| *step));
        }
        Ok(found.into_iter().min_by_key(|step| self.history.committed(*step)))
    }

    /// Tells whether the task is a draft as it was committed last, or somebody else's.
    fn is_sent_since(&self, task: &Record) -> Result<bool, HistoryError> {
        let tree = self.repo.tree_of(self.tip)?;
        let Some(blob) = self.repo.entry(tree, &task.path)? else { return Ok(false) };
        let Ok(bytes) = self.repo.read_blob(blob.id, MAX_TEXT) else { return Ok(false) };
        let version = Version::read(self.place.snapshot.schema(), &task.path, Some(&bytes));
        let Some(before) = version.record() else { return Ok(false) };
        let drafted = is_draft(before.text("status"));
        Ok(drafted && !is_draft(task.text("status")) || before.value("to") != task.value("to"))
    }
}

fn is_draft(status: Option<&str>) -> bool {
    status.is_none_or(|status| status == State::Draft.name())
}

/// What something says of its own time.
#[derive(Clone, Copy)]
struct Itself(Timestamp);

impl Itself {
    fn of(now: Option<&jiff::ZonedDateTime>) -> Option<Self> {
        now.map(|now| Self(now.timestamp()))
    }

    fn since(self, shared: bool) -> Since {
        Since { at: self.0, shared, known: Known::Reply }
    }
}

impl<'a> Evidence<'a> {
    fn record(self) -> &'a Record {
        match self {
            Self::Said(record) | Self::Task(record, _) | Self::Changed { task: record, .. } => {
                record
            }
        }
    }

    /// Returns the time that a reply says it is of, else that in its file's name; a task says none.
    fn by_itself(self, place: &Place) -> Option<Itself> {
        let Self::Said(record) = self else { return None };
        let zone = &place.snapshot.config().zone;
        let named = || {
            let local = layout::reply_time(record.path.file_name())?;
            zone.to_ambiguous_timestamp(local).compatible().ok()
        };
        record.moment("at").map(|at| at.in_zone(zone)).or_else(named).map(Itself)
    }
}
