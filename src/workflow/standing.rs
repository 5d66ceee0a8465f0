use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::parties::Parties;
use super::{Life, Sources, State, Team};
use crate::schema::layout::id_of_name;
use crate::schema::{Moment, Record};

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
            waiting_on: waiting_on(task, life.state).map(str::to_owned),
            terms_changed: life.doubt.is_some(),
        })
    }
}

/// Returns the one person that a task in this state waits for; nobody when it is closed.
///
/// A draft waits for its sender; where none is written yet, for whoever made it, as the id says.
/// `None` for an open task only when it names nobody at all.
pub fn waiting_on(task: &Record, state: State) -> Option<&str> {
    let parties = Parties::of(task);
    let sender = || parties.from.or_else(|| maker(task)).or(parties.to);
    match state {
        State::Accepted | State::Cancelled => None,
        State::Draft | State::Asked | State::Proposed | State::Paused | State::Declined => sender(),
        State::Sent | State::Confirmed | State::InProgress | State::Returned => {
            parties.to.or_else(sender)
        }
        State::Delivered => parties.judge().or_else(sender),
    }
}

/// Tells whether the work is owed and its time is over.
///
/// A bare date counts to the end of that day in `zone`, the workspace's; working hours are not
/// looked at. What is delivered, laid aside or a draft is not late.
pub fn is_late(task: &Record, state: State, now: Timestamp, zone: &TimeZone) -> bool {
    task.moment("due").is_some_and(|due| is_overdue(state, due, now, zone))
}

/// The same, of a task in this state that is due then.
pub fn is_overdue(state: State, due: Moment, now: Timestamp, zone: &TimeZone) -> bool {
    state.is_under_way() && due.in_zone(zone) < now
}

/// Returns who made a task, as its written id says: `ola` of `ola-14`.
fn maker(task: &Record) -> Option<&str> {
    task.id_span()?;
    let (person, _) = id_of_name(&task.id)?.split('.').next()?.rsplit_once('-')?;
    Some(person)
}
