//! Files that a sync leaves as they are this time, since they can still be taken back.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::Duration;

use handover::ops::sync::{Silent, SyncOptions, Synced, sync};
use handover::sync::{Clock, Verdict};
use handover::text::RepoPath;
use jiff::ZonedDateTime;
use serde_json::Value;

use super::team::{Member, Team, task};

const TASK: &str = "tasks/ola-1.md";

struct Now;

impl Clock for Now {
    fn now(&self) -> ZonedDateTime {
        ZonedDateTime::now()
    }

    fn wait(&self, _: Duration) {}

    fn jitter(&self) -> u64 {
        7
    }
}

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn sync_without(member: &Member<'_>, waiting: &[&str]) -> Synced {
    let waiting = waiting.iter().map(RepoPath::new).collect();
    let options = SyncOptions { waiting, ..SyncOptions::at(&member.root) };
    let synced = sync(&options, &Now, &Silent).expect("synced");
    assert!(!matches!(synced.outcome.verdict, Verdict::Stopped(_)), "{:?}", synced.outcome);
    assert!(synced.outcome.held_back.is_empty(), "{:?}", synced.outcome);
    synced
}

fn draft(result: &str) -> String {
    task("ola-1", "2099-12-01", result).replace("status: sent", "status: draft")
}

#[test]
fn what_waits_stays_and_the_rest_goes() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(TASK, draft("One."));
    ola.synced();
    let before = ola.read(TASK);
    ola.edit(TASK, "status: draft", "status: sent");
    let new = task("ola-2", "2099-12-01", "Another.").replace("id: ola-2\n", "");
    ola.write("tasks/another.md", &new);
    ola.write("shopping.md", "Milk\n");
    let waiting = [TASK, "tasks/another.md"];
    let synced = sync_without(&ola, &waiting);
    assert_eq!(synced.outcome.sent, [RepoPath::new("shopping.md")]);
    assert_eq!(synced.outcome.left, []);
    assert_eq!(ola.read("tasks/another.md"), new, "nothing is filled in that waits");
    assert_eq!(sync_without(&ola, &waiting).outcome.verdict, Verdict::UpToDate);
    kari.synced();
    assert!(!kari.has("tasks/another.md"));
    assert_eq!(kari.read(TASK), before);
    // One is taken back, the other goes when its time has come.
    ola.write(TASK, &before);
    let synced = sync_without(&ola, &[]);
    assert_eq!(synced.outcome.sent, [RepoPath::new("tasks/another.md")]);
    team.settle(&[&ola, &kari]);
    assert_eq!(kari.read(TASK), before);
}

#[test]
fn what_others_did_meanwhile_is_merged_with_what_waits() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(TASK, draft("One.\n\nTwo.\n\nThree."));
    ola.synced();
    kari.synced();
    ola.edit(TASK, "status: draft", "status: sent");
    ola.edit(TASK, "Three.", "Three, by Ola.");
    sync_without(&ola, &[TASK]);
    kari.edit(TASK, "One.", "One, by Kari.");
    kari.synced();
    sync_without(&ola, &[TASK]);
    let shared = team.shared(TASK).expect("shared");
    assert!(shared.contains("One, by Kari.") && shared.contains("status: draft"), "{shared}");
    assert!(!shared.contains("by Ola"), "{shared}");
    // It is edited further, and the watch is killed: the next sync knows of nothing that waits.
    ola.edit(TASK, "Two.", "Two, by Ola.");
    ola.synced();
    team.settle(&[&ola, &kari]);
    let text = kari.read(TASK);
    for part in ["One, by Kari.", "Two, by Ola.", "Three, by Ola.", "status: sent"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// A task that was moved and is given another name is not gone for the others meanwhile.
#[test]
fn what_waits_under_a_new_name_stays_under_the_old_one() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(TASK, draft("One."));
    ola.synced();
    kari.synced();
    ola.edit(TASK, "status: draft", "status: sent");
    ola.rename(TASK, "tasks/ola-1-post.md");
    ola.write("shopping.md", "Milk\n");
    let synced = sync_without(&ola, &["tasks/ola-1-post.md"]);
    assert_eq!(synced.outcome.sent, [RepoPath::new("shopping.md")]);
    kari.synced();
    assert!(kari.has(TASK));
    ola.synced();
    team.settle(&[&ola, &kari]);
    assert!(kari.has("tasks/ola-1-post.md") && !kari.has(TASK));
}

#[test]
fn a_move_made_by_hand_keeps_nothing_else_waiting() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write(TASK, draft("One."));
    let mut command = team.sandbox.command(env!("CARGO_BIN_EXE_handover"));
    command.current_dir(&ola.root).args(["watch", "--sync", "--json", "--after", "1"]);
    let mut child = Running(command.stdout(Stdio::piped()).spawn().expect("it starts"));
    let out = BufReader::new(child.0.stdout.take().expect("piped")).lines();
    let mut events = out.map(|line| {
        serde_json::from_str::<Value>(&line.expect("a line")).expect("one object a line")
    });
    let mut until = |fits: &dyn Fn(&Value) -> bool| events.find(fits).expect("it goes on");
    until(&|event| event["sent"] == serde_json::json!([TASK]));
    ola.edit(TASK, "status: draft", "status: sent");
    until(&|event| event["event"] == "handoff");
    ola.write("shopping.md", "Milk\n");
    until(&|event| event["sent"] == serde_json::json!(["shopping.md"]));
    let waiting = until(&|event| event["result"] == "waiting");
    assert_eq!(waiting["paths"], serde_json::json!([TASK]));
    assert!(waiting["seconds"].as_u64().is_some_and(|seconds| seconds > 0), "{waiting}");
    assert!(team.shared(TASK).expect("shared").contains("status: draft"));
}
