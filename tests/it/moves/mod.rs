//! The moves of a task, as commands of the real program.

mod bad_input;
mod bound;
mod by_hand;
mod everyday;
mod guarded;
mod in_place;
mod refused;
mod page;
mod property;
mod ticked;
mod walk;
mod week;
mod writing;

use serde_json::Value;

use crate::support::Run;
use crate::sync::team::{Member, Team};

const TASK: &str = "tasks/ola-1-bank.md";
const DRAFT: &str = "---\nkind: task\nid: ola-1\ntitle: Reconcile the bank\nfrom: ola\nto: kari\nstatus: draft\ndue: 2099-12-01\n---\n\n## Result\n\nA list of all payments.\n\n## Done when\n\n- [ ] Every payment has a receipt\n- [ ] What is missing is named\n";

/// A shared draft of Ola's for Kari.
fn team() -> Team {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write(TASK, DRAFT);
    ola.synced();
    team.member("kari").synced();
    team
}

/// Makes a move that must succeed, and returns what it says as JSON.
#[track_caller]
fn moved(who: &Member<'_>, args: &[&str]) -> Value {
    let run = who.handover(&[args, &["--json"]].concat());
    assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
    serde_json::from_str(&run.stdout).expect("JSON")
}

/// Makes a move, which must lead there.
#[track_caller]
fn leads(who: &Member<'_>, args: &[&str], state: &str, waiting_on: Option<&str>) -> Value {
    let moved = moved(who, args);
    let found = (moved["effective_status"].as_str(), moved["waiting_on"].as_str());
    assert_eq!(found, (Some(state), waiting_on), "{args:?}");
    moved
}

/// Makes a move that must be refused with all of these words, and must change nothing at all.
#[track_caller]
fn refused(who: &Member<'_>, args: &[&str], words: &[&str]) -> Run {
    let before =
        (who.files(), who.git(&["rev-parse", "HEAD"]), who.git(&["status", "--porcelain"]));
    let run = who.handover(args);
    assert_eq!(run.code, 2, "{args:?}: {run:?}");
    for word in words {
        assert!(run.stderr.contains(word), "{word:?} is not in {}", run.stderr);
    }
    let after = (who.files(), who.git(&["rev-parse", "HEAD"]), who.git(&["status", "--porcelain"]));
    assert_eq!(before, after, "{args:?} changed something");
    run
}

/// Confirms as Kari.
fn confirm(kari: &Member<'_>) {
    let words =
        ["confirm", "ola-1", "-w", "Each payment gets its receipt", "--first-step", "Count"];
    leads(kari, &[&words[..], &["--can-meet-due", "yes"]].concat(), "confirmed", Some("kari"));
}

/// Syncs both, the first one first.
fn share(one: &Member<'_>, other: &Member<'_>) {
    one.synced();
    other.synced();
}

/// Returns what `list` says of the task.
fn listed(who: &Member<'_>) -> Value {
    let run = who.handover(&["list", "kind:task", "--json"]);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    json["items"][0].clone()
}

#[track_caller]
fn stands(who: &Member<'_>, state: &str, waiting_on: Option<&str>) {
    let item = listed(who);
    let found = (item["effective_status"].as_str(), item["waiting_on"].as_str());
    assert_eq!(found, (Some(state), waiting_on), "{item}");
}

/// Returns the newest file of the task's folder whose name holds `word`.
fn newest(who: &Member<'_>, word: &str) -> String {
    let found = who.paths().into_iter().rfind(|path| path.contains(word));
    found.unwrap_or_else(|| panic!("no {word}: {:?}", who.paths()))
}
