use jiff::Timestamp;

use super::parties::Parties;
use super::{Clocks, Life, Sources, State, Team, Want};
use crate::schema::Record;
use crate::schema::layout::id_of_name;

/// Where a task stands and for whom it waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub state: State,
    /// The one person whose turn it is; nobody's when it is closed, or when the task names nobody.
    pub waiting_on: Option<String>,
    /// What the assignee confirmed is not what the task says now: they are asked whether it is
    /// still fine.
    pub terms_changed: bool,
}

impl Standing {
    /// Tells where a task stands, by what was said about it, in the order of the files' names;
    /// `None` for what is no task, or cannot be read.
    pub fn of(
        task: &Record,
        said: &[&Record],
        team: &Team,
        sources: Option<&dyn Sources>,
    ) -> Option<Self> {
        if !task.is("task") || !task.readable {
            return None;
        }
        let life = Life::of(task, said, team, sources);
        Some(Self {
            state: life.state,
            waiting_on: waiting_on(task, life.state, team).map(str::to_owned),
            terms_changed: life.doubt.is_some(),
        })
    }

    /// Returns whose turn it is now: that of whom it waits for, else that of whoever stands in for them
    /// as the assignee.
    pub fn turn<'a>(&'a self, clocks: &'a Clocks, now: Timestamp) -> Option<&'a str> {
        let on = self.waiting_on.as_deref()?;
        match Want::of(self.state).is_some_and(Want::is_assignees) {
            true => Some(clocks.acting(on, now)),
            false => Some(on),
        }
    }
}

/// Returns the one person that a task in this state waits for; nobody when it is closed.
///
/// A draft waits for its sender; where none is written yet, or nobody of the workspace is called so, for
/// whoever made it, as the id says. `None` for an open task only when it names nobody at all.
pub fn waiting_on<'a>(task: &'a Record, state: State, team: &Team) -> Option<&'a str> {
    let parties = Parties::of(task);
    let named = || [parties.from, maker(task), parties.to].into_iter().flatten();
    let sender = || named().find(|one| team.knows(one)).or_else(|| named().next());
    match state {
        State::Accepted | State::Cancelled => None,
        State::Draft | State::Asked | State::Proposed | State::Paused | State::Declined => sender(),
        State::Sent | State::Confirmed | State::InProgress | State::Returned => {
            parties.to.or_else(sender)
        }
        State::Delivered => {
            let judge = [parties.judge(), parties.from].into_iter().flatten();
            judge.into_iter().find(|one| team.knows(one)).or_else(sender)
        }
    }
}

/// Returns when a task is due: a bare date ends with the working day of whoever sends it.
pub fn deadline(task: &Record, clocks: &Clocks) -> Option<Timestamp> {
    let sender = Parties::of(task).from.unwrap_or_default();
    Some(clocks.deadline(task.moment("due")?, sender))
}

/// Tells whether the work is owed and its time, as [`deadline`] has it, is over. What is delivered, laid
/// aside or a draft is not late.
pub fn is_late(state: State, deadline: Option<Timestamp>, now: Timestamp) -> bool {
    state.is_under_way() && is_over(deadline, now)
}

/// Tells whether a time, as [`deadline`] has it, has passed: on work that is owed, late; where nobody has
/// sent it yet, too late to be sent.
pub fn is_over(deadline: Option<Timestamp>, now: Timestamp) -> bool {
    deadline.is_some_and(|deadline| deadline < now)
}

/// Returns who made a task, as its written id says: `ola` of `ola-14`.
fn maker(task: &Record) -> Option<&str> {
    task.id_span()?;
    let (person, _) = id_of_name(&task.id)?.split('.').next()?.rsplit_once('-')?;
    Some(person)
}
