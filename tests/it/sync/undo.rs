//! FAILURES 77: taking back what was sent, and nothing else.

use serde_json::Value;

use super::team::{Member, Team, task};

const PATH: &str = "tasks/ola-1.md";

fn undo(member: &Member<'_>, args: &[&str]) -> (i32, Value) {
    let run = member.handover(&[&["undo", "--json"], args].concat());
    (run.code, serde_json::from_str(&run.stdout).unwrap_or(Value::Null))
}

fn taken_back(member: &Member<'_>) -> Value {
    let (code, json) = undo(member, &["--yes"]);
    assert_eq!(code, 0, "{json}");
    assert_eq!(json["taken_back"], true, "{json}");
    json
}

#[test]
fn only_mine_is_taken_back_and_received_work_stays() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(PATH, task("ola-1", "2099-12-01", "One.\n\nTwo.\n\nThree."));
    ola.synced();
    kari.synced();
    kari.edit(PATH, "Three.", "Three, by Kari.");
    kari.write("notes/kari.md", "Kari's note.\n");
    kari.synced();
    ola.edit(PATH, "due: 2099-12-01", "due: 2099-12-09");
    ola.write("notes/ola.md", "Ola's note.\n");
    ola.synced();
    ola.write("notes/unsent.md", "Not sent yet.\n");
    ola.edit("notes/kari.md", "Kari's", "Both their");
    let json = taken_back(&ola);
    assert_eq!(team.shared("notes/unsent.md"), None, "what was not sent is not shared");
    assert_eq!(team.shared("notes/kari.md").as_deref(), Some("Kari's note.\n"));
    assert_eq!(ola.read("notes/kari.md"), "Both their note.\n");
    assert_eq!(json["files"], serde_json::json!(["notes/ola.md", PATH]));
    let text = ola.read(PATH);
    assert!(text.contains("due: 2099-12-01") && text.contains("Three, by Kari."), "{text}");
    assert!(ola.has("notes/kari.md") && !ola.has("notes/ola.md") && ola.has("notes/unsent.md"));
    team.settle(&[&ola, &kari]);
    assert!(!kari.has("notes/ola.md"));
}

#[test]
fn where_others_went_on_theirs_stands() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(PATH, task("ola-1", "2099-12-05", "One.\n\nTwo."));
    ola.synced();
    ola.edit(PATH, "due: 2099-12-05", "due: 2099-12-20");
    ola.edit(PATH, "One.", "One, more.");
    ola.synced();
    kari.synced();
    kari.edit(PATH, "due: 2099-12-20", "due: 2099-12-22");
    kari.synced();
    // What Kari sent is no work of Ola's, and his own was changed again by her.
    let before = ola.synced();
    assert_eq!(before.result(), "received");
    let (code, json) = undo(&ola, &["--yes"]);
    assert_eq!((code, &json["left"]), (0, &serde_json::json!([PATH])), "{json}");
    assert!(ola.read(PATH).contains("due: 2099-12-22"));
    assert_eq!(ola.git(&["ls-files", "conflicts"]), "");
    team.settle(&[&ola, &kari]);
}

#[test]
fn an_undo_is_undone_by_another() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(PATH, task("ola-1", "2099-12-05", "One."));
    ola.synced();
    ola.edit(PATH, "due: 2099-12-05", "due: 2099-12-20");
    ola.synced();
    taken_back(&ola);
    assert!(ola.read(PATH).contains("due: 2099-12-05"));
    taken_back(&ola);
    assert!(ola.read(PATH).contains("due: 2099-12-20"));
    team.settle(&[&ola, &kari]);
}

#[test]
fn unsent_work_in_the_same_file_stays() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(PATH, task("ola-1", "2099-12-05", "One.\n\nTwo.\n\nThree."));
    ola.synced();
    ola.edit(PATH, "due: 2099-12-05", "due: 2099-12-20");
    ola.synced();
    ola.edit(PATH, "Three.", "Three, later.");
    taken_back(&ola);
    let text = ola.read(PATH);
    assert!(text.contains("due: 2099-12-05") && text.contains("Three, later."), "{text}");
    team.settle(&[&ola, &kari]);
}

#[test]
fn looking_changes_nothing_and_nobody_is_not_asked() {
    let team = Team::new();
    let ola = team.member("ola");
    let (code, json) = undo(&team.member("kari"), &["--yes"]);
    assert_eq!((code, &json["files"]), (0, &serde_json::json!([])), "nothing was sent by Kari");
    ola.write("notes/a.md", "A note.\n");
    ola.synced();
    let commits = team.commits();
    let (code, json) = undo(&ola, &["--dry-run"]);
    assert_eq!((code, &json["files"]), (0, &serde_json::json!(["notes/a.md"])));
    assert_eq!(undo(&ola, &[]).0, 2, "without a terminal nobody can be asked");
    assert!(ola.has("notes/a.md"));
    assert_eq!(team.commits(), commits);
}

/// A sync that was killed behind its push is taken back like any other.
#[test]
fn what_was_sent_by_a_sync_that_was_stopped_is_known() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("notes/a.md", "First.\n");
    ola.synced();
    for at in (1..300).step_by(5) {
        ola.write("notes/b.md", format!("Second {at}.\n"));
        let mut command = ola.sandbox.command(env!("CARGO_BIN_EXE_handover"));
        command.current_dir(&ola.root).arg("sync").env("HANDOVER_FAIL_AT", at.to_string());
        let done = command.output().expect("the program runs").status.success();
        ola.synced();
        taken_back(&ola);
        assert_eq!(ola.read("notes/a.md"), "First.\n", "stopped at {at}");
        assert!(!ola.has("notes/b.md"), "stopped at {at}");
        if done {
            break;
        }
    }
    team.settle(&[&ola, &kari]);
}

/// What is taken back by an undo that was stopped does not come back with what is typed before the next sync.
#[test]
fn what_is_typed_behind_an_undo_that_was_stopped_brings_nothing_back() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let mut taken_back = 0;
    for at in (1..300).step_by(3) {
        let path = format!("notes/n{at}.md");
        ola.write(&path, "One.\n\nEnd.\n");
        ola.synced();
        ola.write(&path, "One.\n\nTwo.\n\nEnd.\n");
        ola.synced();
        let mut command = ola.sandbox.command(env!("CARGO_BIN_EXE_handover"));
        command.current_dir(&ola.root).args(["undo", "--yes"]);
        let stopped = command.env("HANDOVER_FAIL_AT", at.to_string()).output();
        let done = stopped.expect("the program runs").status.success();
        let typed = ola.read(&path).replace("End.", "End.\n\nThree.");
        ola.write(&path, typed);
        // What the stopped one left half written is removed by the sync, or by the next.
        ola.sync(&[]);
        let is_taken_back = ola.git(&["log", "--format=%s", "-5"]).contains("Take back");
        let expected = if is_taken_back {
            "One.\n\nEnd.\n\nThree.\n"
        } else {
            "One.\n\nTwo.\n\nEnd.\n\nThree.\n"
        };
        assert_eq!(ola.read(&path), expected, "stopped at {at}");
        // The next round finds no earlier one in the log.
        for more in 0..5 {
            ola.git(&["commit", "--quiet", "--allow-empty", "-m", &format!("{at} {more}")]);
        }
        taken_back += usize::from(is_taken_back && !done);
        if done {
            break;
        }
    }
    assert!(taken_back > 0, "no undo was stopped behind its beginning");
    team.settle(&[&ola, &kari]);
}
