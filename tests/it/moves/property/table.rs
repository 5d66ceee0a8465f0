//! Who may make which move, written down anew from the table of the design: what the program thinks is
//! compared with this.

use handover::schema::Record;
use jiff::civil::Date;

/// While Kari is away Per stands in for her.
pub(super) const AWAY: (Date, Date) =
    (jiff::civil::date(2026, 12, 3), jiff::civil::date(2026, 12, 6));

/// Everything that can be said of a task that is a move, by the type of a reply or the verdict of a
/// review.
pub(super) const SAID: [&str; 18] = [
    "confirm", "correct", "question", "answer", "start", "progress", "proposal", "delivery",
    "accepted", "returned", "decline", "pause", "resume", "cancel", "reopen", "reassign", "praise",
    "note",
];

/// Tells whether a person who says this on a day may say it of a task, as the task is then.
pub(super) fn may(what: &str, person: &str, task: &Record, day: Date) -> bool {
    may_of(what, person, (task, task.text("to")), day)
}

/// The same, of a task while somebody else had it.
pub(super) fn may_of(
    what: &str,
    person: &str,
    (task, to): (&Record, Option<&str>),
    day: Date,
) -> bool {
    let [from, approver] = ["from", "approver"].map(|key| task.text(key));
    let sender = match from {
        Some(from) => from == person,
        None => to != Some(person),
    };
    let stands_in = person == "per" && to == Some("kari") && AWAY.0 <= day && day <= AWAY.1;
    let assignee = match to {
        Some(to) => to == person || stands_in,
        None => from != Some(person),
    };
    let own = from.is_some() && from == to && approver.is_none_or(|one| Some(one) == to);
    let judge = (sender || approver == Some(person)) && (own || to != Some(person));
    match what {
        "confirm" | "question" | "start" | "progress" | "proposal" | "delivery" | "decline" => {
            assignee
        }
        "correct" | "answer" => sender,
        // A proposal is the sender's to judge, whoever approves the work.
        "accepted" | "returned" => judge || sender,
        "pause" | "resume" | "cancel" | "reopen" | "reassign" => sender || person == "lise",
        "praise" | "note" => true,
        other => panic!("no move: {other}"),
    }
}
