//! What was done in the whole workspace since some time, or since a person last looked.

mod gather;
mod looked;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use jiff::{Timestamp, ToSpan};

use super::Place;
use super::story::{Event, People, StoryError, Who, me, repository, tip_of};
use crate::index::history::{self, End, History, Step, Touch, Watch, with_history};
use crate::store::{CommitId, Repo};
use crate::text::RepoPath;
use crate::workspace::Snapshot;
use gather::Gatherer;
use looked::{last_look, remember_look};

/// How far back somebody sees who never looked, in days.
pub const FIRST_LOOK: i32 = 7;

/// Since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Since this person last looked; what others did.
    Last,
    /// What anybody did since.
    At(Timestamp),
}

/// What to tell.
#[derive(Clone, Copy, Debug)]
pub struct ChangesOptions {
    pub since: Since,
    pub now: Timestamp,
    /// Remember that this person looked now; only where it is told since they last did.
    pub mark: bool,
}

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    pub since: Basis,
    /// Those with the youngest change first.
    pub documents: Vec<Changed>,
    /// Steps that did something to very many files, the youngest first.
    pub many: Vec<Many>,
    /// Where the history ends that is known here, and when that was.
    pub ends: Vec<(End, Timestamp)>,
}

/// What is told starts behind this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// This commit, which was the last one when this person last looked.
    Look(CommitId),
    /// Nothing is known of an earlier look.
    FirstLook(Timestamp),
    At(Timestamp),
}

/// A document to which something was done, or about which something was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    pub id: String,
    pub kind: Option<String>,
    pub title: Option<String>,
    /// Where it is now, or was last.
    pub path: RepoPath,
    /// The youngest first.
    pub events: Vec<Event>,
}

/// What one commit did to very many files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Many {
    pub commit: CommitId,
    pub at: Timestamp,
    pub by: Who,
    pub made: usize,
    pub changed: usize,
    pub moved: usize,
    pub deleted: usize,
}

impl Changes {
    /// Keeps the documents that changed last, `limit` of them; returns how many were left out.
    pub fn keep(&mut self, limit: Option<NonZeroUsize>) -> usize {
        let all = self.documents.len();
        self.documents.truncate(limit.map_or(all, NonZeroUsize::get));
        all - self.documents.len()
    }
}

/// Tells what was done, document by document.
///
/// # Errors
/// When the history cannot be read, or the look cannot be remembered.
pub fn changes(
    place: &Place,
    options: ChangesOptions,
    watch: Watch<'_>,
) -> Result<Changes, StoryError> {
    let repo = repository(place.snapshot.root())?;
    let people = People::of(place.snapshot.people());
    let me = me(&repo, &people);
    let since = basis(&repo, &me, options.since, options.now);
    let Some(tip) = tip_of(&repo)? else {
        let (documents, many, ends) = Default::default();
        return Ok(Changes { since, documents, many, ends });
    };
    let cache = history::cache_of(&repo, place.snapshot.index().note());
    let own = (options.since != Since::Last).then_some(&me);
    let told = with_history(&repo, &cache, &tips(tip, since), watch, |history| {
        let gatherer = Gatherer { place, repo: &repo, people: &people, tip, me: &me };
        gatherer.changes(history, since, own.is_some())
    })?;
    if options.mark && options.since == Since::Last {
        remember_look(&repo, &me, tip)?;
    }
    Ok(told)
}

/// Remembers that whoever works in this clone has seen all up to a commit.
pub(super) fn looked_at(place: &Place, tip: CommitId) -> Result<(), StoryError> {
    let repo = repository(place.snapshot.root())?;
    let me = me(&repo, &People::of(place.snapshot.people()));
    Ok(remember_look(&repo, &me, tip)?)
}

/// Returns the commit up to which whoever works in this clone has seen everything.
pub(super) fn looked_up_to(place: &Place, repo: &Repo) -> Option<CommitId> {
    last_look(repo, &me(repo, &People::of(place.snapshot.people())))
}

/// Returns the files that others changed since this person last looked, by the paths that they have
/// now; of those who never did, in the last days. A task to which something was said is among them.
///
/// # Errors
/// When the history cannot be read.
pub fn news(
    snapshot: &Snapshot,
    now: Timestamp,
    watch: Watch<'_>,
) -> Result<BTreeSet<RepoPath>, StoryError> {
    let repo = repository(snapshot.root())?;
    let people = People::of(snapshot.people());
    let me = me(&repo, &people);
    let Some(tip) = tip_of(&repo)? else { return Ok(BTreeSet::new()) };
    let since = basis(&repo, &me, Since::Last, now);
    let cache = history::cache_of(&repo, snapshot.index().note());
    with_history(&repo, &cache, &tips(tip, since), watch, |history| {
        let steps = steps(history, tip, since)?;
        Ok(history.news(&steps, &|author| people.author(author) != me)?)
    })
}

fn basis(repo: &Repo, me: &Who, since: Since, now: Timestamp) -> Basis {
    match since {
        Since::At(at) => Basis::At(at),
        Since::Last => match last_look(repo, me) {
            Some(commit) => Basis::Look(commit),
            None => {
                let week = now.checked_sub((24 * FIRST_LOOK).hours());
                Basis::FirstLook(week.unwrap_or(Timestamp::MIN))
            }
        },
    }
}

fn tips(tip: CommitId, since: Basis) -> Vec<CommitId> {
    match since {
        Basis::Look(commit) => vec![tip, commit],
        Basis::FirstLook(_) | Basis::At(_) => vec![tip],
    }
}

/// Returns the commits behind the basis, the youngest first.
fn steps(history: &History<'_>, tip: CommitId, since: Basis) -> Result<Vec<Step>, StoryError> {
    let (hidden, at) = match since {
        Basis::Look(commit) => (vec![commit], None),
        Basis::FirstLook(at) | Basis::At(at) => (Vec::new(), Some(at)),
    };
    let mut steps = history.steps(tip, &hidden)?;
    steps.retain(|step| at.is_none_or(|at| history.author(*step).seconds >= at.as_second()));
    Ok(steps)
}

/// Counts what was done to very many files.
fn many(history: &History<'_>, people: &People, step: Step, touches: &[Touch]) -> Many {
    let count = |counts: &dyn Fn(&Touch) -> bool| touches.iter().filter(|one| counts(one)).count();
    let author = history.author(step);
    let made = count(&|touch| touch.new.is_some() && touch.is_new());
    let deleted = count(&|touch| touch.new.is_none());
    let moved = count(&|touch| touch.moved_from().is_some());
    Many {
        commit: history.commit(step),
        at: super::story::moment(&author),
        by: people.author(&author),
        made,
        deleted,
        moved,
        changed: touches.len() - made - deleted - moved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_that_changed_last_are_kept() {
        let one = |id: &str| Changed {
            id: id.to_owned(),
            kind: None,
            title: None,
            path: RepoPath::new(id),
            events: Vec::new(),
        };
        let mut changes = Changes {
            since: Basis::At(Timestamp::UNIX_EPOCH),
            documents: vec![one("a"), one("b"), one("c")],
            many: Vec::new(),
            ends: Vec::new(),
        };
        assert_eq!((changes.keep(None), changes.documents.len()), (0, 3));
        assert_eq!((changes.keep(NonZeroUsize::new(2)), changes.documents.len()), (1, 2));
        assert_eq!(changes.documents[1].id, "b");
    }
}
