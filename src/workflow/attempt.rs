use super::{
    Lacking, Leads, Life, Move, MoveName, Sources, State, Team, Uncounted, Why, in_order, lacking,
    states_nothing,
};
use crate::schema::Record;

/// Tells what would become of a task if `new`, a reply or a review, were said about it now, and which
/// move that is; `None` where it says nothing that is one.
///
/// `said` is what was said before, in its order, and `new` takes its place among
/// them by its own time: a clock that is behind is judged as everybody will judge it. The answer is given by the same walk that judges
/// what stands in the files, so a command refuses just what would not count.
///
/// # Errors
/// Why it would not count.
pub fn attempt<'a>(
    task: &'a Record,
    said: &[&'a Record],
    team: &Team,
    sources: Option<&dyn Sources>,
    new: &'a Record,
) -> Result<(Life<'a>, Option<&'static Move>), Uncounted<'a>> {
    let mut all = said.to_vec();
    let at = all.partition_point(|one| in_order(one, new).is_le());
    all.insert(at, new);
    let life = Life::of(task, &all, team, sources);
    if let Some(refused) = life.uncounted.iter().find(|one| std::ptr::eq(one.record, new)) {
        return Err(*refused);
    }
    let made = life.counted.iter().find(|(record, _)| std::ptr::eq(*record, new));
    let step = made.map(|(_, step)| *step);
    // Made by hand it would show that the task was sent; who knows that it was not has it sent first.
    let begins = |step: &&Move| step.leads != Leads::Stays && !step.from.contains(&State::Draft);
    if let Some(step) = step.filter(begins)
        && states_nothing(task)
        && lacking(task, said, team).contains(&Lacking::Status)
    {
        return Err(Uncounted { record: new, step, why: Why::NotNow(State::Draft) });
    }
    // Who did not know of the acceptance delivers or returns all the same; who knows has it reopened
    // first.
    let anew = |step: &&Move| matches!(step.name, MoveName::Deliver | MoveName::Return);
    if let Some(step) = step.filter(anew)
        && Life::of(task, said, team, sources).state == State::Accepted
    {
        return Err(Uncounted { record: new, step, why: Why::NotNow(State::Accepted) });
    }
    Ok((life, step))
}
