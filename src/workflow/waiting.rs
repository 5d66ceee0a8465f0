use super::{Life, MoveName, Sources, State, Team, judges, waiting_on};
use crate::schema::Record;

/// What is wanted of the person that a task waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Want {
    /// An answer to a question without which nothing goes on.
    Answer,
    /// A judgement of a delivery.
    Judge,
    /// Somebody else to judge a delivery: whoever did the work is the only one who could.
    NameJudge,
    /// A judgement of another date or scope.
    JudgeProposal,
    /// What is to become of a task that was declined.
    Decide,
    /// What was understood, and whether the date can be met.
    Confirm,
    /// The word that what was changed since the confirmation is fine, too.
    Reconfirm,
    /// The changes with which a delivery came back.
    Mend,
    /// An answer to a question with which the work goes on meanwhile.
    AnswerAside,
    /// The work, that is under way.
    Deliver,
    /// The work, that is not begun.
    Start,
    /// The word that a draft is meant.
    Send,
    /// The word that the work goes on.
    Resume,
}

impl Want {
    /// All of them, in order.
    pub const ALL: [Want; 13] = [
        Want::Answer,
        Want::Judge,
        Want::NameJudge,
        Want::JudgeProposal,
        Want::Decide,
        Want::Confirm,
        Want::Reconfirm,
        Want::Mend,
        Want::AnswerAside,
        Want::Deliver,
        Want::Start,
        Want::Send,
        Want::Resume,
    ];

    /// Returns the name that other programs know it by.
    pub fn name(self) -> &'static str {
        match self {
            Want::Answer => "answer",
            Want::Judge => "judge",
            Want::NameJudge => "name_judge",
            Want::JudgeProposal => "judge_proposal",
            Want::Decide => "decide",
            Want::Confirm => "confirm",
            Want::Reconfirm => "reconfirm",
            Want::Mend => "mend",
            Want::AnswerAside => "answer_aside",
            Want::Deliver => "deliver",
            Want::Start => "start",
            Want::Send => "send",
            Want::Resume => "resume",
        }
    }

    /// Returns what a task in this state wants of whomever it waits for; nothing when it is closed.
    pub fn of(state: State) -> Option<Self> {
        Some(match state {
            State::Draft => Want::Send,
            State::Sent => Want::Confirm,
            State::Asked => Want::Answer,
            State::Proposed => Want::JudgeProposal,
            State::Confirmed => Want::Start,
            State::Paused => Want::Resume,
            State::InProgress => Want::Deliver,
            State::Returned => Want::Mend,
            State::Delivered => Want::Judge,
            State::Declined => Want::Decide,
            State::Cancelled | State::Accepted => return None,
        })
    }

    /// Tells whether it is wanted of the assignee, as whom somebody may stand in.
    pub fn is_assignees(self) -> bool {
        use Want::{Confirm, Deliver, Mend, Reconfirm, Start};
        matches!(self, Confirm | Reconfirm | Start | Deliver | Mend)
    }

    /// Returns the move by which the person gives it.
    pub fn step(self) -> MoveName {
        match self {
            Want::Answer | Want::AnswerAside => MoveName::Answer,
            Want::Judge => MoveName::Accept,
            Want::NameJudge => MoveName::Return,
            Want::JudgeProposal => MoveName::AcceptProposal,
            Want::Decide => MoveName::Reassign,
            Want::Confirm | Want::Reconfirm => MoveName::Confirm,
            Want::Mend | Want::Deliver => MoveName::Deliver,
            Want::Start => MoveName::Start,
            Want::Send => MoveName::Send,
            Want::Resume => MoveName::Resume,
        }
    }
}

/// Something that one person owes a task.
#[derive(Clone, Copy, Debug)]
pub struct Demand<'a> {
    pub want: Want,
    /// The short name of that person.
    pub on: &'a str,
    /// The reply or review that made it wanted; `None` where the task itself did.
    pub raised: Option<&'a Record>,
    /// What the assignee had agreed to before the terms changed that the task has now: that change made
    /// it wanted.
    pub agreed: Option<&'a Record>,
}

/// Replies further back than this are not gone through for who handed over last.
const MOST_SAID: usize = 200;

/// Lists what is owed to a task that stands in `state`, after what was said about it: by the one
/// person that it waits for, then the answers to questions that do not keep it from going on.
pub fn demands<'a>(
    task: &'a Record,
    said: &[&'a Record],
    team: &'a Team,
    sources: Option<&dyn Sources>,
    state: State,
) -> Vec<Demand<'a>> {
    let Some(want) = Want::of(state) else { return Vec::new() };
    let life = Life::of(task, said, team, sources);
    // What was agreed has changed: nothing else is wanted before the assignee knows.
    let on = waiting_on(task, state, &life.round, team);
    let did_it = |on: &str| life.is_work_of(on) && !judges(task, &life, team).contains(&on);
    let want = match want {
        Want::Judge if on.is_some_and(did_it) => Want::NameJudge,
        want if life.doubt.is_some() && want.is_assignees() => Want::Reconfirm,
        want => want,
    };
    let mut found = Vec::new();
    if let Some(on) = on {
        let raised = raised(task, said, team, &life, want, on);
        let doubt = life.doubt.as_ref().filter(|_| want == Want::Reconfirm);
        found.push(Demand { want, on, raised, agreed: doubt.map(|doubt| doubt.agreed) });
    }
    if state != State::Draft
        && let Some(on) = waiting_on(task, State::Asked, &[], team)
    {
        let aside = |record: &'a Record| Demand {
            want: Want::AnswerAside,
            on,
            raised: Some(record),
            agreed: None,
        };
        found.extend(unanswered(&life).into_iter().map(aside));
    }
    found
}

/// Returns what made it wanted.
fn raised<'a>(
    task: &'a Record,
    said: &[&'a Record],
    team: &Team,
    life: &Life<'a>,
    want: Want,
    on: &str,
) -> Option<&'a Record> {
    let called = |id: &str| said.iter().copied().find(|one| *one.id == *id);
    let last = |steps: &[MoveName]| {
        let found = life.counted.iter().rev().find(|(_, step)| steps.contains(&step.name));
        found.map(|(record, _)| *record)
    };
    match want {
        Want::Answer => life.questions.first().and_then(|id| called(id)),
        Want::JudgeProposal => life.proposal.and_then(called),
        Want::Judge | Want::NameJudge => life.delivery.and_then(called),
        Want::Mend => last(&[MoveName::Return]),
        Want::Decide => last(&[MoveName::Decline]),
        Want::Resume => last(&[MoveName::Pause]),
        // What was said to somebody who had it already, or what gave it back to them.
        Want::Confirm => {
            let steps = [MoveName::Correct, MoveName::Reopen, MoveName::Reassign];
            later(said, last(&steps), handed_over(task, said, team, on))
        }
        Want::Start | Want::Deliver => handed_over(task, said, team, on),
        Want::Send | Want::AnswerAside | Want::Reconfirm => None,
    }
}

/// Returns the one of two that was said later.
fn later<'a>(
    said: &[&'a Record],
    one: Option<&'a Record>,
    other: Option<&'a Record>,
) -> Option<&'a Record> {
    said.iter()
        .rev()
        .copied()
        .find(|record| [one, other].into_iter().flatten().any(|found| std::ptr::eq(*record, found)))
}

/// Returns what made the task wait for `on`, who has it now: the last thing said before which it
/// waited for somebody else.
fn handed_over<'a>(
    task: &'a Record,
    said: &[&'a Record],
    team: &Team,
    on: &str,
) -> Option<&'a Record> {
    let first = said.len().saturating_sub(MOST_SAID);
    let before = |count: &usize| {
        // What was said then, whatever the terms are by now.
        let life = Life::of(task, &said[..*count], team, None);
        waiting_on(task, life.state, &life.round, team) != Some(on)
    };
    (first..said.len()).rev().find(before).map(|at| said[at])
}

/// Lists the questions that nobody has answered and that do not keep the work from going on.
fn unanswered<'a>(life: &Life<'a>) -> Vec<&'a Record> {
    let mut open: Vec<&'a Record> = Vec::new();
    for (record, step) in &life.counted {
        match step.name {
            MoveName::Ask => open.push(record),
            MoveName::Answer => {
                let named: Vec<&str> =
                    record.texts("re").filter_map(|re| re.split('#').next()).collect();
                open.retain(|one| !named.is_empty() && !named.contains(&&*one.id));
            }
            _ => {}
        }
    }
    open.retain(|one| !life.questions.contains(&&*one.id));
    open
}

/// Returns the last time that the assignee said how they understood the task, unless the sender, or
/// anybody else, has said something since.
pub fn read_back<'a>(life: &Life<'a>) -> Option<&'a Record> {
    let is_confirm = |name: MoveName| name == MoveName::Confirm;
    let at = life.counted.iter().rposition(|(_, step)| is_confirm(step.name))?;
    let (record, _) = life.counted[at];
    let by = record.text("by");
    let others = life.counted[at + 1..].iter().any(|(one, _)| one.text("by") != by);
    (!others).then_some(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::schema::Schema;
    use crate::text::{RepoPath, Source};

    fn record(path: &str, text: &str) -> Record {
        Schema::builtin().decode(&RepoPath::new(path), &Document::parse(Source::new(text))).0
    }

    /// Of a task that Ola sent to Kari; each line of `said` is `type by`, with more fields behind
    /// commas, and is called by its number.
    fn world(said: &[&str]) -> (Record, Vec<Record>) {
        let task = record(
            "tasks/ola-1-a.md",
            "---\nid: ola-1\ntitle: A\nfrom: ola\nto: kari\ndue: 2026-12-01\nstatus: sent\n---\n\
             ## Result\n\nA list.\n\n## Done when\n\n- [ ] it is whole\n",
        );
        let one = |(at, line): (usize, &&str)| {
            let mut parts = line.split(", ");
            let (what, by) = parts.next().and_then(|part| part.split_once(' ')).expect("a line");
            let key = if matches!(what, "accepted" | "returned") { "verdict" } else { "type" };
            let rest: String = parts.map(|part| format!("{part}\n")).collect();
            let text = format!("---\n{key}: {what}\nby: {by}\n{rest}---\nText\n");
            record(&format!("tasks/ola-1-a/{:02}.md", at + 1), &text)
        };
        (task, said.iter().enumerate().map(one).collect())
    }

    #[track_caller]
    fn check(lines: &[&str], expected: &[(Want, &str, &str)]) {
        let (task, said) = world(lines);
        let said: Vec<&Record> = said.iter().collect();
        let team = Team::default();
        let state = Life::of(&task, &said, &team, None).state;
        let found: Vec<(Want, &str, &str)> = demands(&task, &said, &team, None, state)
            .into_iter()
            .map(|one| (one.want, one.on, one.raised.map_or("", |record| &*record.id)))
            .collect();
        assert_eq!(found, expected, "{lines:?}");
    }

    #[test]
    fn what_is_wanted_is_wanted_since_it_was_said() {
        use Want::{Answer, AnswerAside, Confirm, Decide, Deliver, Judge, Mend, Resume, Start};
        check(&[], &[(Confirm, "kari", "")]);
        check(&["confirm kari, can_meet_due: yes"], &[(Start, "kari", "")]);
        check(&["confirm kari", "correct ola"], &[(Confirm, "kari", "02")]);
        let asked = "question kari, blocking: yes";
        check(&[asked, "answer ola"], &[(Confirm, "kari", "02")]);
        check(&["confirm kari", asked, "answer ola", "correct ola"], &[(Confirm, "kari", "04")]);
        check(&["confirm kari", "correct ola", asked, "answer ola"], &[(Confirm, "kari", "04")]);
        check(&["proposal kari", "returned ola, re: 01"], &[(Confirm, "kari", "02")]);
        check(&["pause ola", "resume ola", "note kari"], &[(Confirm, "kari", "02")]);
        let asked = ["question kari, blocking: yes", "question kari, blocking: yes", "note ola"];
        check(&asked, &[(Answer, "ola", "01")]);
        let answered = [asked[0], "answer ola", "confirm kari", "start kari", "progress kari"];
        check(&answered, &[(Deliver, "kari", "02")]);
        check(
            &["confirm kari", "question kari, blocking: no", "start kari"],
            &[(Deliver, "kari", ""), (AnswerAside, "ola", "02")],
        );
        check(
            &["confirm kari", "question kari, blocking: no", "answer ola, re: 02"],
            &[(Start, "kari", "")],
        );
        check(&["proposal kari"], &[(Want::JudgeProposal, "ola", "01")]);
        check(&["confirm kari", "delivery kari", "praise ola"], &[(Judge, "ola", "02")]);
        check(&["delivery kari", "returned ola, re: 01"], &[(Mend, "kari", "02")]);
        check(&["decline kari"], &[(Decide, "ola", "01")]);
        check(&["pause ola"], &[(Resume, "ola", "01")]);
        check(&["delivery kari", "accepted ola, re: 01"], &[]);
    }

    #[test]
    fn whoever_stands_in_is_the_assignee_while_the_assignee_is_away() {
        let person = |id: &str, more: &str| {
            record(&format!("people/{id}.md"), &format!("---\nid: {id}\nname: A\n{more}---\n"))
        };
        let team = Team::of(&[
            person("kari", "away: 2026-12-20..2026-12-31\nbackup: per\n"),
            person("per", "away: 2026-12-24\nbackup: liv\n"),
        ]);
        let check = |by: &str, day: &str, counts: bool| {
            let (task, said) = world(&[&format!("confirm {by}, at: {day}")]);
            let said: Vec<&Record> = said.iter().collect();
            let state = Life::of(&task, &said, &team, None).state;
            assert_eq!(state == State::Confirmed, counts, "{by} on {day}");
        };
        check("per", "2026-12-21", true);
        check("kari", "2026-12-21", true);
        check("per", "2026-12-19 23:00", false);
        check("liv", "2026-12-23", false);
        check("liv", "2026-12-24 09:00", true);
        check("ola", "2026-12-24", false);
    }

    #[test]
    fn what_was_said_in_anothers_place_counts_whatever_their_page_says_now() {
        let check = |line: &str, counts: bool| {
            let (task, said) = world(&["confirm kari", line]);
            let said: Vec<&Record> = said.iter().collect();
            let life = Life::of(&task, &said, &Team::default(), None);
            assert_eq!(life.uncounted.is_empty(), counts, "{line}");
        };
        check("delivery per", false);
        check("delivery per, acting_for: kari", true);
        check("cancel lise, acting_for: ola", true);
        // The wrong place: nobody delivers for the sender, or calls off for the assignee.
        check("delivery per, acting_for: ola", false);
        check("cancel per, acting_for: kari", false);
        // Nobody judges in another's place.
        check("accepted per, acting_for: ola", false);
    }

    #[test]
    fn whoever_stands_in_does_not_judge_what_they_delivered() {
        let person = |id: &str, more: &str| {
            record(&format!("people/{id}.md"), &format!("---\nid: {id}\nname: A\n{more}---\n"))
        };
        let check = |fields: &str,
                     backup: &str,
                     lines: &[&str],
                     expected: (State, Option<(Want, &str)>)| {
            let away = format!("away: 2026-12-01..2026-12-31\nbackup: {backup}\n");
            let team = Team::of(&[person("ola", ""), person("per", ""), person("kari", &away)]);
            let at = |line: &&str| format!("{line}, at: 2026-12-02");
            let lines: Vec<String> = lines.iter().map(at).collect();
            let (_, said) = world(&lines.iter().map(String::as_str).collect::<Vec<_>>());
            let said: Vec<&Record> = said.iter().collect();
            let text = format!(
                "---\nid: ola-1\ntitle: A\n{fields}due: 2026-12-24\nstatus: sent\n---\n\
                 ## Result\n\nA list.\n\n## Done when\n\n- [ ] it is whole\n"
            );
            let task = record("tasks/ola-1-a.md", &text);
            let state = Life::of(&task, &said, &team, None).state;
            let found = demands(&task, &said, &team, None, state);
            let found = (state, found.first().map(|one| (one.want, one.on)));
            assert_eq!(found, expected, "{fields:?} {backup} {lines:?}");
        };
        let approved = "from: ola\nto: kari\napprover: per\n";
        let accepted = (State::Accepted, None);
        let judged_by = |on| (State::Delivered, Some((Want::Judge, on)));
        check(approved, "per", &["delivery kari"], judged_by("per"));
        check(approved, "per", &["delivery kari", "accepted per"], accepted);
        // It waits for the only one who may still accept it.
        check(approved, "per", &["delivery per"], judged_by("ola"));
        check(approved, "per", &["delivery per", "accepted per"], judged_by("ola"));
        check(
            approved,
            "per",
            &["delivery per", "delivery kari", "accepted per"],
            judged_by("ola"),
        );
        check(approved, "per", &["delivery per", "accepted per", "accepted ola"], accepted);
        // What is sent back and done by the assignee is nobody else's work any more.
        let again = ["delivery per", "returned per", "delivery kari", "accepted per"];
        check(approved, "per", &again, accepted);
        let own = "from: ola\nto: kari\n";
        let name = (State::Delivered, Some((Want::NameJudge, "ola")));
        check(own, "ola", &["delivery ola"], name);
        check(own, "ola", &["delivery ola", "accepted ola"], name);
        check(&format!("{own}approver: per\n"), "ola", &["delivery ola"], judged_by("per"));
        check("from: kari\nto: kari\n", "per", &["delivery kari", "accepted kari"], accepted);
    }

    #[test]
    fn a_read_back_is_open_until_somebody_reacts() {
        let check = |lines: &[&str], expected: Option<&str>| {
            let (task, said) = world(lines);
            let said: Vec<&Record> = said.iter().collect();
            let life = Life::of(&task, &said, &Team::default(), None);
            assert_eq!(read_back(&life).map(|one| &*one.id), expected, "{lines:?}");
        };
        check(&[], None);
        check(&["confirm kari", "start kari"], Some("01"));
        check(&["confirm kari", "praise ola"], None);
        check(&["confirm kari", "correct ola", "confirm kari"], Some("03"));
    }
}
