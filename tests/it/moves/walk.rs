//! Random moves by random people: none leaves an open task waiting for nobody.

use serde_json::Value;

use super::{TASK, team};
use crate::support::{Dice, number};
use crate::sync::team::Member;

const MOVES: &[&[&str]] = &[
    &["send", "ola-1"],
    &["confirm", "ola-1", "-w", "All of it", "--first-step", "Count", "--can-meet-due", "yes"],
    &["correct", "ola-1", "-m", "Not all"],
    &["ask", "ola-1", "-q", "Which?"],
    &["ask", "ola-1", "--not-blocking", "-q", "Paper?"],
    &["answer", "ola-1", "-a", "This"],
    &["propose", "ola-1", "--due", "2099-12-24", "-m", "Later", "-r", "Ill"],
    &["start", "ola-1"],
    &["progress", "ola-1", "--done", "Half"],
    &["deliver", "ola-1", "-m", "https://example.com", "--tick-all"],
    &["accept", "ola-1"],
    &["return", "ola-1", "-c", "Line 1: no"],
    &["decline", "ola-1", "-r", "No time"],
    &["pause", "ola-1", "-r", "Closed"],
    &["resume", "ola-1"],
    &["cancel", "ola-1", "-r", "No"],
    &["reopen", "ola-1", "-r", "Yes"],
    &["reassign", "ola-1", "--to", "kari", "-r", "Please"],
    &["praise", "ola-1", "-m", "Good"],
];

/// What `list` says of the task: where it stands, and for whom it waits.
fn standing(who: &Member<'_>) -> (String, Option<String>) {
    let run = who.handover(&["list", "kind:task", "--json"]);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let item = &json["items"][0];
    let text = |key: &str| item[key].as_str().map(str::to_owned);
    (text("effective_status").unwrap(), text("waiting_on"))
}

/// `HANDOVER_SEEDS` says how many walks.
#[test]
fn every_open_task_waits_for_one_person_and_refusals_change_nothing() {
    for seed in 0..number("HANDOVER_SEEDS").unwrap_or(1).min(500) {
        let mut dice = Dice(seed);
        let team = team();
        let (ola, kari) = (team.member("ola"), team.member("kari"));
        for _ in 0..30 {
            let who = if dice.below(2) == 0 { &ola } else { &kari };
            let wanted = *dice.one(MOVES);
            let (before, head) = (standing(who), who.git(&["rev-parse", "HEAD"]));
            let run = who.handover(wanted);
            let (after, now) = (standing(who), who.git(&["rev-parse", "HEAD"]));
            let told = format!("seed {seed}: {wanted:?} after {before:?}: {run:?}");
            match run.code {
                0 => {
                    assert_ne!(head, now, "{told}");
                    assert_eq!(who.git(&["rev-parse", "HEAD~1"]), head, "{told}");
                    assert!(who.read(TASK).contains(&format!("status: {}\n", after.0)), "{told}");
                }
                2 => assert_eq!((&before, &head), (&after, &now), "{told}"),
                _ => panic!("{told}"),
            }
            let closed = matches!(after.0.as_str(), "accepted" | "cancelled");
            assert_eq!(after.1.is_none(), closed, "{told}");
            assert_eq!(who.git(&["status", "--porcelain"]), "", "{told}");
            if dice.below(3) == 0 {
                ola.synced();
                kari.synced();
                ola.synced();
            }
        }
    }
}
