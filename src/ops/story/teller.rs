use std::collections::HashSet;

use jiff::Timestamp;

use super::{Event, People, StoryError, What, Who};
use crate::index::history::{History, Step, Told, Touch};
use crate::schema::Schema;
use crate::store::{CommitId, Head, Repo, Stamp, Target};
use crate::sync::{FETCHED, shared_tip};

/// Makes events of what the history holds.
pub(crate) struct Teller<'a> {
    pub(crate) history: &'a History<'a>,
    pub(crate) schema: &'a Schema,
    pub(crate) people: &'a People,
    kinds: u64,
    unshared: HashSet<Step>,
}

/// Returns the commit that is checked out; `None` where there is none yet.
pub(crate) fn tip_of(repo: &Repo) -> Result<Option<CommitId>, StoryError> {
    Ok(match repo.head()? {
        Head::Branch { commit, .. } | Head::Detached { commit } => Some(commit),
        Head::Unborn { .. } => None,
    })
}

/// Returns the commits with whose history everybody is provided; `None` where there is nobody to
/// share with.
pub(crate) fn hidden(repo: &Repo) -> Result<Option<Vec<CommitId>>, StoryError> {
    if repo.remotes().is_empty() {
        return Ok(None);
    }
    let tracked = match repo.head()? {
        Head::Branch { name, .. } | Head::Unborn { name } => match repo.upstream(&name) {
            Some(upstream) => repo.tracked_tip(&upstream.remote, &upstream.branch)?,
            None => None,
        },
        Head::Detached { .. } => None,
    };
    // Where no branch is checked out, it is known all the same what was fetched last.
    let fetched = match repo.private(FETCHED)? {
        Some(Target::Commit(tip)) => Some(tip),
        _ => None,
    };
    Ok(Some([shared_tip(repo)?, tracked, fetched].into_iter().flatten().collect()))
}

/// Returns the moment of a stamp; what no calendar holds is its end.
pub(crate) fn moment(stamp: &Stamp) -> Timestamp {
    let end = if stamp.seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(stamp.seconds).unwrap_or(end)
}

/// Returns whoever works in this clone.
pub(crate) fn me(repo: &Repo, people: &People) -> Who {
    let own = repo.identity();
    let (name, email) = (own.name.unwrap_or_default(), own.email.unwrap_or_default());
    people.author(&Stamp { name, email, seconds: 0, offset: 0 })
}

impl<'a> Teller<'a> {
    /// Makes a teller of the history of `tip`; `hidden` is what everybody has.
    pub(crate) fn new(
        history: &'a History<'a>,
        schema: &'a Schema,
        people: &'a People,
        tip: CommitId,
        hidden: Option<&[CommitId]>,
    ) -> Result<Self, StoryError> {
        let unshared = match hidden {
            Some(hidden) => history.steps(tip, hidden)?.into_iter().collect(),
            None => HashSet::new(),
        };
        Ok(Self { history, schema, people, kinds: schema.digest(), unshared })
    }

    /// Returns when a commit was written.
    pub(crate) fn at(&self, step: Step) -> Timestamp {
        moment(&self.history.author(step))
    }

    pub(crate) fn who(&self, step: Step) -> Who {
        self.people.author(&self.history.author(step))
    }

    pub(crate) fn is_shared(&self, step: Step) -> bool {
        !self.unshared.contains(&step)
    }

    /// Tells what was done, in the same order; what says nothing is left out.
    ///
    /// Where a task was moved on by what was said in the same commit, its status is not told again.
    pub(crate) fn events(&self, touches: &[(Step, Touch)]) -> Vec<Event> {
        let all: Vec<&Touch> = touches.iter().map(|(_, touch)| touch).collect();
        let told = self.history.told(self.schema, self.kinds, &all);
        let told = touches.iter().zip(told);
        let mut events: Vec<Event> =
            told.map(|((step, touch), told)| self.event(*step, touch, told)).collect();
        super::words::drop_repeated(&mut events);
        events.retain(Event::says_something);
        events
    }

    fn event(&self, step: Step, touch: &Touch, told: Told) -> Event {
        let by = self.who(step);
        let what = what(&told, touch.new.is_none(), touch.is_new(), &by, self.people);
        Event {
            commit: Some(self.history.commit(step)),
            at: Some(self.at(step)),
            by,
            shared: self.is_shared(step),
            path: touch.path.clone(),
            moved_from: touch.moved_from().cloned(),
            kind: told.kind,
            what,
            changes: told.changes,
        }
    }
}

/// Tells what was done by something that means `told`.
pub(super) fn what(told: &Told, gone: bool, new: bool, by: &Who, people: &People) -> What {
    match &told.said {
        Some(_) if gone => What::Unsaid,
        Some(said) if new => {
            let other = said.by.as_deref().filter(|name| by.person.as_deref() != Some(*name));
            let on_behalf_of = other.map(|person| people.name(person).to_owned());
            let to = said.to.as_deref().map(|person| people.name(person).to_owned());
            What::Said { what: said.what.clone(), on_behalf_of, gist: said.gist.clone(), to }
        }
        Some(said) => What::Resaid { what: said.what.clone() },
        None if gone => What::Deleted { title: told.title.clone() },
        None if new => What::Made { title: told.title.clone() },
        None => What::Changed,
    }
}
