//! What keeps a task from being sent.

use jiff::tz::TimeZone;

use super::guide::guide_field;
use super::parties::Parties;
use super::{Actor, Leads, Life, Move, State, Team};
use crate::schema::{Moment, Record, ValueRef};

/// Something without which a task counts as a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// The sender's word that it is meant.
    Status,
    /// To whom it goes.
    Assignee,
    /// `to` names several, and one has it.
    SeveralAssignees,
    /// `to` names somebody who is not in the workspace.
    NoSuchPerson(String),
    /// Until when.
    Due,
    /// `due` is no date that can be read.
    DueUnread,
    /// It was due when it was sent.
    DuePast,
    /// Somebody else than its sender sent it.
    Sender(String),
    /// The same, and `from` names somebody who is not in the workspace.
    NoSuchSender(String),
    /// A section in which nothing is written, by its English heading.
    Section(&'static str),
}

impl Lacking {
    /// Returns the field that it is about; `None` where it is about none.
    pub fn key(&self) -> Option<&'static str> {
        match self {
            Self::Status | Self::Sender(_) => Some("status"),
            Self::Assignee | Self::SeveralAssignees | Self::NoSuchPerson(_) => Some("to"),
            Self::NoSuchSender(_) => Some("from"),
            Self::Due | Self::DueUnread | Self::DuePast => Some("due"),
            Self::Section(_) => None,
        }
    }
}

/// Lists what `task` lacks to be sent: its text, to whom, until when, and the sender's word; empty
/// when it is sent. One's own task needs only the word, and that one is somebody.
///
/// A status that is missing or cannot be read says nothing either way: what was done about the task then
/// tells that it was sent.
///
/// Who has `said` something about it is somebody, even where nobody of that name is left in the
/// workspace; where `team` knows no people at all, everybody is.
///
/// What cannot be read any more of a task that was taken up keeps it from nothing: see [`to_mend`].
pub fn lacking(task: &Record, said: &[&Record], team: &Team) -> Vec<Lacking> {
    let mut found = Vec::new();
    if stated(task, said, team) == State::Draft {
        found.push(Lacking::Status);
    }
    let parties = Parties::of(task);
    match parties.to {
        None if names_several(task) => found.push(Lacking::SeveralAssignees),
        None => found.push(Lacking::Assignee),
        Some(to) => {
            let has_spoken = || said.iter().any(|one| one.text("by") == Some(to));
            if !team.knows(to) && !has_spoken() {
                found.push(Lacking::NoSuchPerson(to.to_owned()));
            }
        }
    }
    if parties.is_own() {
        return found;
    }
    // Whoever has taken it up does not mind.
    let taken = || parties.to.is_some() && said.iter().any(|one| one.text("by") == parties.to);
    match unread_due(task) {
        Some(_) if taken() => {}
        Some(unread) => found.push(unread),
        None if task.moment("due").is_none() => found.push(Lacking::Due),
        None => {}
    }
    if is_sent_too_late(task) && !taken() {
        found.push(Lacking::DuePast);
    }
    // What the sender says about it afterwards is their word for it.
    let meant = || said.iter().any(|one| one.text("by").is_some_and(|by| is_sender(task, by)));
    if let Some(by) = sent_for(task).filter(|_| !meant()) {
        found.push(match parties.from.filter(|from| !team.knows(from)) {
            Some(from) => Lacking::NoSuchSender(from.to_owned()),
            None => Lacking::Sender(by.to_owned()),
        });
    }
    let written =
        |name: &str| task.sections.iter().any(|section| section.name == name && !section.empty);
    // A brief and a routine bring their own sections.
    if guide_field(task).is_none() {
        let sections = ["Result", "Done when"].into_iter().filter(|name| !written(name));
        found.extend(sections.map(Lacking::Section));
    }
    found
}

/// Tells whether `to` is a list.
fn names_several(task: &Record) -> bool {
    let value = task.value("to");
    matches!(value, Some(ValueRef::Mistyped(text)) if text.trim_start().starts_with('['))
}

/// Lists what is written in `task` and cannot be read, though it was taken up: it stands where it stood and waits
/// for whom it waited, and somebody is to put that right.
///
/// To whom it goes is not among it: by that it is judged who may say what, and whoever says something first would
/// have it.
pub fn to_mend(task: &Record, said: &[&Record], team: &Team) -> Vec<Lacking> {
    if Parties::of(task).is_own() {
        return Vec::new();
    }
    let missing = lacking(task, said, team);
    unread_due(task).into_iter().filter(|one| !missing.contains(one)).collect()
}

/// Returns who was at work on a task last that goes to nobody any more: `to` names nobody who is here. It counts
/// as not sent, since it is for nobody else to say who has it.
pub fn left_behind<'r>(task: &Record, said: &[&'r Record], team: &Team) -> Option<&'r str> {
    let is_nobody = |one: &Lacking| matches!(one, Lacking::Assignee | Lacking::NoSuchPerson(_));
    if !lacking(task, said, team).iter().any(is_nobody) {
        return None;
    }
    let worked = said.iter().rev().filter(|one| one.is("reply")).filter_map(|one| {
        let step = Move::of_reply(one.text("type")?)?;
        let by = one.text("by").filter(|by| !is_sender(task, by))?;
        (step.who == Actor::Assignee).then_some(by)
    });
    worked.into_iter().next()
}

fn unread_due(task: &Record) -> Option<Lacking> {
    (task.field("due").is_some() && task.moment("due").is_none()).then_some(Lacking::DueUnread)
}

/// Tells whether the status of a task says nothing: it is missing, or no status.
pub fn states_nothing(task: &Record) -> bool {
    task.text("status").and_then(State::parse).is_none()
}

/// Returns the status of a task; where it says nothing, `sent` or `draft` by what was done about it.
pub(super) fn stated(task: &Record, said: &[&Record], team: &Team) -> State {
    match task.text("status").and_then(State::parse) {
        Some(status) => status,
        None if is_begun(task, said, team) => State::Sent,
        None => State::Draft,
    }
}

/// Tells whether a task says that it was sent; where it says nothing, by what was done about it.
pub fn says_sent(task: &Record, said: &[&Record], team: &Team) -> bool {
    stated(task, said, team) != State::Draft
}

/// Tells whether somebody has made a move that counts only once a task is sent. What does not say who
/// wrote it proves nothing yet.
fn is_begun(task: &Record, said: &[&Record], team: &Team) -> bool {
    if said.is_empty() {
        return false;
    }
    let life = |start| Life::from_start(task, said, team, None, start);
    let (sent, draft) = (life(State::Sent), life(State::Draft));
    let counts_anyway =
        |record: &Record| draft.counted.iter().any(|(one, _)| std::ptr::eq(*one, record));
    sent.counted.iter().any(|(record, step)| {
        step.leads != Leads::Stays && record.text("by").is_some() && !counts_anyway(record)
    })
}

/// Tells whether a task was due when it was sent, as its author's sync has written that down. A date that
/// passes later is late, and nothing else.
///
/// A bare date ends with the sender's working day; that it was over on its own day is what the sync says by
/// writing it down.
pub fn is_sent_too_late(task: &Record) -> bool {
    let Some((due, sent)) = task.moment("due").zip(task.moment("sent_at")) else { return false };
    match due {
        Moment::Date(day) => day <= sent.date_in(&TimeZone::UTC),
        due => due.merge_key() <= sent.merge_key(),
    }
}

/// Returns who sent a task that is not theirs to send, as the sync of whoever did it has written down.
pub fn sent_for(task: &Record) -> Option<&str> {
    task.text("sent_by").filter(|by| !is_sender(task, by))
}

/// Tells whether a task is this person's to send.
pub fn is_sender(task: &Record, person: &str) -> bool {
    Parties::of(task).is_sender(person)
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

    const BODY: &str = "## Result\n\nA list.\n\n## Done when\n\n- [ ] it is whole\n";

    #[track_caller]
    fn check(front: &str, body: &str, expected: &[Lacking]) {
        let person = |id: &str| record(&format!("people/{id}.md"), "---\nname: A\n---\n");
        let team = Team::of(&[person("ola"), person("kari")]);
        let from = if front.contains("from:") { "" } else { "from: ola\n" };
        let task = record("tasks/ola-1-a.md", &format!("---\nid: ola-1\n{from}{front}---\n{body}"));
        assert_eq!(lacking(&task, &[], &team), expected, "{front}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let whole = "to: kari\ndue: 2026-12-01\nstatus: sent\n";
        check(whole, BODY, &[]);
        check("to: kari\ndue: 2026-12-01\n", BODY, &[Lacking::Status]);
        check("to: ola\nstatus: sent\n", "", &[]);
        let missing = [Lacking::Assignee, Lacking::Due];
        check("status: sent\n", BODY, &missing);
        let several = "to: [kari, ola]\ndue: 2026-12-01\nstatus: sent\n";
        check(several, BODY, &[Lacking::SeveralAssignees]);
        let stranger = format!("from: \"[[Ola Nordmann]]\"\nsent_by: ola\n{whole}");
        check(&stranger, BODY, &[Lacking::NoSuchSender("ola nordmann".to_owned())]);
        let unread = Lacking::DueUnread;
        check("to: kari\nfrist: 10.12.2026\nstatus: sent\n", BODY, &[unread]);
        check(
            whole,
            "## Result\n\nA list.\n\n## Done when\n\n- [ ] \n",
            &[Lacking::Section("Done when")],
        );
        check(&format!("{whole}brief: ola-2\n"), "", &[]);
        check(&format!("{whole}routine: ola-4\n"), "", &[]);
    }

    #[test]
    fn what_somebody_else_sent_is_not_sent_until_its_sender_says_something() {
        let text = |by: &str| {
            format!(
                "---\nfrom: ola\nto: kari\ndue: 2099-12-01\nstatus: sent\nsent_by: {by}\n---\n{BODY}"
            )
        };
        let task = record("tasks/ola-1-a.md", &text("kari"));
        let said = |by: &str| {
            record("tasks/ola-1-a/1.md", &format!("---\ntype: note\nby: {by}\n---\nYes.\n"))
        };
        let lacks = |task: &Record, said: &[&Record]| lacking(task, said, &Team::default());
        assert_eq!(lacks(&task, &[]), [Lacking::Sender("kari".to_owned())]);
        assert_eq!(lacks(&task, &[&said("kari")]), [Lacking::Sender("kari".to_owned())]);
        assert_eq!(lacks(&task, &[&said("ola")]), []);
        assert_eq!(lacks(&record("tasks/ola-1-a.md", &text("ola")), &[]), []);
    }

    #[test]
    fn what_was_due_before_it_was_sent_is_not_sent() {
        let whole =
            |due: &str| format!("to: kari\ndue: {due}\nstatus: sent\nsent_at: 2026-12-01 18:30\n");
        check(&whole("2026-11-30"), BODY, &[Lacking::DuePast]);
        check(&whole("2026-12-01 18:30"), BODY, &[Lacking::DuePast]);
        // Over on its own day, by the sender's working hours; and what is later is fine.
        check(&whole("2026-12-01"), BODY, &[Lacking::DuePast]);
        check(&whole("2026-12-01 19:00"), BODY, &[]);
        check(&whole("2026-12-02"), BODY, &[]);
        let task = record(
            "tasks/ola-1-a.md",
            &format!("---\nfrom: ola\n{}---\n{BODY}", whole("2026-11-30")),
        );
        let said = record("tasks/ola-1-a/1.md", "---\ntype: confirm\nby: kari\n---\nYes.\n");
        assert_eq!(lacking(&task, &[&said], &Team::default()), []);
    }

    /// A slip of the pen in a task that is under way.
    #[test]
    fn a_date_that_cannot_be_read_any_more_takes_nothing_back() {
        let person = |id: &str| record(&format!("people/{id}.md"), "---\nname: A\n---\n");
        let team = Team::of(&[person("ola"), person("kari")]);
        let task = |due: &str| {
            let front = format!("id: ola-1\nfrom: ola\nto: kari\ndue: {due}\nstatus: sent\n");
            record("tasks/ola-1-a.md", &format!("---\n{front}---\n{BODY}"))
        };
        let confirm = "---\ntype: confirm\nby: kari\n---\nYes.\n";
        let confirmed = record("tasks/ola-1-a/1.md", confirm);
        for (due, mend) in [("2099-12-01", vec![]), ("01.12.2099", vec![Lacking::DueUnread])] {
            let task = task(due);
            assert_eq!(lacking(&task, &[&confirmed], &team), [], "{due}");
            assert_eq!(to_mend(&task, &[&confirmed], &team), mend, "{due}");
            let life = Life::of(&task, &[&confirmed], &team, None);
            assert_eq!(life.state, State::Confirmed, "{due}");
            // Nobody has taken that one up: it is its sender's to mend.
            assert_eq!(lacking(&task, &[], &team), mend, "{due}");
            assert_eq!(to_mend(&task, &[], &team), []);
        }
    }

    #[test]
    fn whoever_was_at_work_on_it_is_known_where_it_goes_to_nobody() {
        let person = |id: &str| record(&format!("people/{id}.md"), "---\nname: A\n---\n");
        let team = Team::of(&[person("ola"), person("kari")]);
        let said = |name: &str, what: &str| {
            record(&format!("tasks/ola-1-a/{name}.md"), &format!("---\n{what}---\nYes.\n"))
        };
        let confirmed = said("1", "type: confirm\nby: kari\n");
        let answered = said("2", "type: answer\nby: ola\n");
        for (to, expected) in [("kari", None), ("karri", Some("kari")), ("", Some("kari"))] {
            let front = format!("id: ola-1\nfrom: ola\nto: {to}\ndue: 2099-12-01\nstatus: sent\n");
            let task = record("tasks/ola-1-a.md", &format!("---\n{front}---\n{BODY}"));
            assert_eq!(left_behind(&task, &[&confirmed, &answered], &team), expected, "{to}");
            assert_eq!(left_behind(&task, &[&answered], &team), None, "{to}");
        }
    }

    #[test]
    fn a_task_for_nobody_is_not_sent() {
        let nobody = [Lacking::NoSuchPerson("zoe".to_owned())];
        check("from: zoe\nto: zoe\nstatus: sent\n", BODY, &nobody);
        let whole = |to: &str| format!("to: {to}\ndue: 2026-12-01\nstatus: sent\n");
        for to in ["zoe", "kari hansen"] {
            check(&whole(to), BODY, &[Lacking::NoSuchPerson(to.to_owned())]);
        }
        check(&whole("\"[[Kari]]\""), BODY, &[]);
        // Whoever has left and did something with it is remembered by that.
        let task = record("tasks/ola-1-a.md", &format!("---\n{}---\n{BODY}", whole("zoe")));
        let said = record("tasks/ola-1-a/1.md", "---\ntype: confirm\nby: zoe\n---\nYes.\n");
        let team = Team::of(&[record("people/ola.md", "---\nname: A\n---\n")]);
        assert_eq!(lacking(&task, &[&said], &team), []);
        assert_eq!(lacking(&task, &[], &Team::default()), []);
    }
}
