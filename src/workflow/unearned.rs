use super::parties::Parties;
use super::{Leads, Life, MOVES, Move, State, Team, Uncounted};
use crate::schema::Record;

/// A status that nothing written supports.
#[derive(Debug)]
pub struct Unearned<'a> {
    pub claimed: State,
    /// The move that leads there, and was not made.
    pub lacks: &'static Move,
    /// The last attempt at it that does not count, when there is one.
    pub attempt: Option<Uncounted<'a>>,
}

/// Tells where the work on a task stands that calls itself a draft: no move leads back to that. `None`
/// where nothing has been done about it.
pub fn taken_back(task: &Record, said: &[&Record], team: &Team) -> Option<State> {
    let is_draft = task.text("status").and_then(State::parse) == Some(State::Draft);
    if !is_draft || Parties::of(task).is_own() {
        return None;
    }
    let life = Life::from_start(task, said, team, None, State::Sent);
    // What does not say who wrote it proves nothing yet.
    let done = life
        .counted
        .iter()
        .any(|(record, step)| matches!(step.leads, Leads::To(_)) && record.text("by").is_some());
    (done && life.passed.len() > 1).then_some(life.state)
}

/// Tells what a task claims without evidence.
///
/// Nothing when it went through the claimed state, even if it is elsewhere by now; when a reply
/// that does not say its type may be the evidence; and for what needs none: a draft, sending,
/// starting, one's own task. What sending needs is not asked for here.
pub fn unearned<'a>(task: &'a Record, said: &[&'a Record], team: &Team) -> Option<Unearned<'a>> {
    let claimed = State::parse(task.text("status")?)?;
    let by_hand = matches!(claimed, State::Draft | State::Sent | State::InProgress);
    if by_hand || Parties::of(task).is_own() {
        return None;
    }
    let life = Life::from_start(task, said, team, None, State::Sent);
    if life.passed.contains(&claimed) || life.perhaps.contains(&claimed) {
        return None;
    }
    let leads_there = |step: &Move| step.leads == Leads::To(claimed);
    let lacks = MOVES.iter().find(|step| leads_there(step))?;
    let attempt = life.uncounted.iter().rev().find(|one| leads_there(one.step)).copied();
    Some(Unearned { claimed, lacks, attempt })
}
