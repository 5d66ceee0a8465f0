//! What people get wrong about each other, about time and about what they may: each is told, and where.

use crate::support::{Sandbox, setup::refused};
use crate::sync::team::{KARI, OLA, SETTINGS, task};

const CONFIRM: &str = "---\ntype: confirm\nby: ola\ncan_meet_due: yes\n---\n\n## In my own words\n\nAll.\n\n## First step\n\nCount.\n";

fn workspace() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.git_init("kari", "kari@example.org");
    sandbox.write("workspace.yml", SETTINGS);
    sandbox.write("people/ola.md", OLA);
    sandbox.write("people/kari.md", KARI);
    sandbox.write("tasks/ola-1-a.md", &task("ola-1", "2099-12-01", "One."));
    sandbox
}

/// `check` tells of the file by this rule, in these words.
#[track_caller]
fn told(sandbox: &Sandbox, path: &str, rule: &str, words: &str) {
    let check = sandbox.handover(&["check", "--format", "concise"]).stdout;
    let fits = |line: &str| line.starts_with(path) && line.contains(rule) && line.contains(words);
    assert!(check.lines().any(fits), "{path} {rule} {words:?} is not in {check}");
}

#[test]
fn each_slip_is_told_at_its_place() {
    let sandbox = workspace();
    let write = |path: &str, text: &str| sandbox.write(path, text);
    let to =
        |who: &str| task("ola-2", "2099-12-01", "Two.").replace("to: kari", &format!("to: {who}"));
    write("tasks/ola-2-a.md", &to("zoe"));
    write("tasks/ola-3-a.md", &task("ola-3", "2027-03-28 02:30", "Three."));
    write(
        "tasks/ola-4-a.md",
        &task("ola-4", "2099-12-01", "Four.").replace("status: sent", "status: drafft"),
    );
    write(
        "tasks/ola-5-a.md",
        &task("ola-5", "2099-12-01", "Five.").replace("status: sent", "status: draft"),
    );
    let by_kari = CONFIRM.replace("by: ola", "by: kari");
    write("tasks/ola-5-a/2026-01-05-091200-kari-confirm-0001.md", &by_kari);
    write("tasks/ola-1-a/2026-01-05-091200-ola-confirm-0001.md", CONFIRM);
    write(
        "tasks/ola-9-a/2026-01-05-091200-kari-note-0001.md",
        "---\ntask: ola-9\ntype: note\nby: kari\n---\n\nHello.\n",
    );
    write(
        "tasks/ola-1-a/2099-01-05-091200-kari-note-0001.md",
        "---\ntype: note\nby: kari\n---\n\nHello.\n",
    );
    told(&sandbox, "tasks/ola-2-a.md", "dangling-reference", "zoe");
    told(&sandbox, "tasks/ola-3-a.md", "skipped-time", "there is no 02:30 on 2027-03-28");
    told(&sandbox, "tasks/ola-4-a.md", "unknown-status", "drafft");
    told(&sandbox, "tasks/ola-5-a.md", "unearned-status", "no move leads back to `draft`");
    told(&sandbox, "tasks/ola-1-a/2026-01-05", "uncounted-move", "only kari may confirm");
    told(&sandbox, "tasks/ola-9-a/", "dangling-reference", "ola-9");
    told(&sandbox, "tasks/ola-1-a/2099-01-05", "future-time", "yet to come");
    // Nobody called Zoe has the turn: whoever sent it has.
    let list = sandbox.handover(&["list", "waiting:ola", "--json"]).stdout;
    assert!(list.contains("\"ola-2\"") && list.contains("\"ola-4\""), "{list}");
}

#[test]
fn who_works_here_is_known_or_asked_for() {
    let sandbox = workspace();
    let confirm =
        ["confirm", "ola-1", "-w", "All", "--first-step", "Count", "--can-meet-due", "yes"];
    sandbox.git(&["config", "user.email", "zoe@example.org"]);
    refused(&sandbox.handover(&confirm), &["nobody in people/ has the e-mail zoe@example.org"]);
    refused(&sandbox.handover(&["today"]), &["nobody in `people/` has the address"]);
    // Two with one address: neither is taken for the author.
    sandbox.git(&["config", "user.email", "kari@example.org"]);
    let twin = KARI.replace("id: kari", "id: per").replace("Kari Nordmann", "Per Nordmann");
    sandbox.write("people/per.md", &twin);
    let both = "kari and per have the same e-mail kari@example.org";
    refused(&sandbox.handover(&confirm), &[both, "give each their own"]);
    let today = ["It is not known who you are", "people/kari.md, people/per.md", "take it out"];
    refused(&sandbox.handover(&["today"]), &today);
    told(&sandbox, "people/per.md", "shared-email", "`kari` has the same address");
}
