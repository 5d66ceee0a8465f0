use jiff::Timestamp;

use super::parties::Parties;
use super::{Actor, Clocks, Life, Sources, State, Team, Want, who_may};
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
            waiting_on: waiting_on(task, life.state, &life.round, team).map(str::to_owned),
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
/// whoever made it, as the id says, or else the history. `None` for an open task only when it names nobody at all.
///
/// `delivered` is what was handed in last: whoever did that work, standing in, does not judge it while
/// somebody else may.
pub fn waiting_on<'a>(
    task: &'a Record,
    state: State,
    delivered: &[&Record],
    team: &'a Team,
) -> Option<&'a str> {
    let parties = Parties::of(task);
    let made = || task.made_by.as_deref().and_then(|made| team.of_address(&made.address));
    let named = || [parties.from, maker(task).or_else(made), parties.to].into_iter().flatten();
    let sender = || named().find(|one| team.knows(one)).or_else(|| named().next());
    match state {
        State::Accepted | State::Cancelled => None,
        State::Draft | State::Asked | State::Proposed | State::Paused | State::Declined => sender(),
        State::Sent | State::Confirmed | State::InProgress | State::Returned => {
            parties.to.or_else(sender)
        }
        State::Delivered => {
            let did = |one: &&str| delivered.iter().any(|part| part.text("by") == Some(*one));
            let judges = || [parties.judge(), parties.from].into_iter().flatten();
            let mut known = judges().filter(|one| team.knows(one));
            known.clone().find(|one| !did(one)).or_else(|| known.next()).or_else(sender)
        }
    }
}

/// Returns who may accept what lies there to be judged: the approver and the sender, without whoever did
/// the work, unless the task is one's own.
pub fn judges<'a>(task: &'a Record, life: &Life<'_>, team: &'a Team) -> Vec<&'a str> {
    let mut names = who_may(task, Actor::Approver, team);
    if !Parties::of(task).is_own() {
        names.retain(|name| !life.is_work_of(name));
    }
    names
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

/// Tells whether a task says neither from whom it is nor who made it.
pub fn is_unsigned(task: &Record) -> bool {
    task.is("task") && task.text("from").is_none() && maker(task).is_none()
}

/// Returns who made a task, as its written id says: `ola` of `ola-14`.
fn maker(task: &Record) -> Option<&str> {
    task.id_span()?;
    let (person, _) = id_of_name(&task.id)?.split('.').next()?.rsplit_once('-')?;
    Some(person)
}
