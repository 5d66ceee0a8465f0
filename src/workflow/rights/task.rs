use super::super::lacking::{says_sent, stated};
use super::super::{Evidence, Leads, MOVES, Move, PARTY_FIELDS, Uncounted, flaw};
use super::{Actor, Breach, Edited, Life, MoveName, Parties, State, Team, Why, Writer, may};
use crate::schema::Record;

/// Finds what a change of a task breaks, what it claims aside.
///
/// Who sends a task is not for others to say even while it is a draft: merged with what became of it
/// since, that would make it theirs.
pub(super) fn breaches(edited: &Edited<'_>, writer: Writer<'_>, team: &Team) -> Vec<Breach> {
    let Some(before) = edited.before else { return Vec::new() };
    if may(before, writer, Actor::Lead, team) {
        return Vec::new();
    }
    let is_sent = says_sent(before, edited.said, team);
    let Some(after) = edited.after else {
        return if is_sent { vec![Breach::TaskRemoved] } else { Vec::new() };
    };
    let guarded = |field: &str| is_sent || field == "from" && before.value(field).is_some();
    let fields = PARTY_FIELDS.into_iter().filter(|field| guarded(field));
    let other = fields.filter(|field| before.value(field) != after.value(field));
    other.map(Breach::Party).collect()
}

/// Finds the moves among what was said that their authors may not make; `is_new` picks out what is to be
/// judged.
pub fn breaches_of_moves<'r>(
    task: &'r Record,
    said: &[&'r Record],
    team: &Team,
    is_new: impl Fn(&Record) -> bool,
) -> Vec<(&'r Record, Breach)> {
    let uncounted = Life::of(task, said, team, None).uncounted;
    let refused = uncounted.into_iter().filter(|one| is_new(one.record));
    let breach = |one: &Uncounted<'r>| match one.why {
        Why::NotEntitled => Some(breach(task, one.record, one.step, team)),
        Why::OwnWork => Some(Breach::OwnWork),
        Why::NotNow(_) | Why::NotThis => None,
    };
    refused.filter_map(|one| Some((one.record, breach(&one)?))).collect()
}

fn breach(task: &Record, record: &Record, step: &Move, team: &Team) -> Breach {
    let accepts = step.evidence == Evidence::Review("accepted");
    let unsigned = || flaw(task, record, team).is_some();
    match accepts && record.field("captured_by").is_some() && unsigned() {
        true => Breach::CapturedYes,
        false => Breach::Move(step.name),
    }
}

/// Tells whether `writer` sets a status that is not theirs to set: nothing that was said supports it, and
/// they may make none of the moves that lead there.
///
/// `before` is the task as it was, `None` for a new one. One's own task is one's own affair.
pub fn breaches_of_claim(
    before: Option<&Record>,
    task: &Record,
    said: &[&Record],
    team: &Team,
    writer: Writer<'_>,
) -> Option<Breach> {
    let old = before.map_or(State::Draft, |before| stated(before, said, team));
    let new = stated(task, said, team);
    if old == new {
        return None;
    }
    let own = |task: &Record| Parties::of(task).is_own() && may(task, writer, Actor::Sender, team);
    if own(task) && before.is_none_or(own) {
        return None;
    }
    let refused = |step: MoveName| Some(Breach::Status(new, step));
    let sends = match (old, new) {
        // Of a draft that was cancelled anybody's tool may write that down.
        (State::Draft, new) => !Life::from_start(task, said, team, None, old).passed.contains(&new),
        (_, new) => new == State::Draft,
    };
    if sends && !may(task, writer, Actor::Lead, team) {
        return refused(MoveName::Send);
    }
    if matches!(new, State::Draft | State::Sent) || is_supported(task, said, team, new) {
        return None;
    }
    let mut leading = MOVES.iter().filter(|step| step.leads == Leads::To(new));
    let first = leading.clone().next()?;
    if leading.any(|step| may(task, writer, step.who, team)) {
        return None;
    }
    refused(first.name)
}

/// Tells whether what was said brought a task to a state, or may have.
fn is_supported(task: &Record, said: &[&Record], team: &Team, state: State) -> bool {
    let life = Life::from_start(task, said, team, None, State::Sent);
    let begun = |(_, step): &(&Record, &Move)| step.leads == Leads::To(state);
    match state {
        // The status itself counts for that, so it supports nothing here.
        State::InProgress => {
            life.counted.iter().any(begun) || life.perhaps.contains(&State::InProgress)
        }
        state => life.passed.contains(&state) || life.perhaps.contains(&state),
    }
}
