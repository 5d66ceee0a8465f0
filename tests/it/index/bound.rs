//! What was confirmed and accepted, when a brief or an attachment changes and nothing else does.

use handover::schema::Record;
use handover::text::RepoPath;
use handover::workflow::{Standing, State, Terms, delivered};
use handover::workspace::{SILENT, Workspace};

use super::same::{rebuilt, whole};
use crate::support::Sandbox;

const DONE: &str = "tasks/ola-1-post.md";
const OPEN: &str = "tasks/ola-3-mail.md";
const DELIVERY: &str = "tasks/ola-1-post/1.md";
const LIST: &str = "attachments/list.csv";
const BRIEF: &str = "briefs/ola-2-month.md";

fn workspace(sandbox: &Sandbox) -> Workspace {
    Workspace::require(&sandbox.root()).expect("found")
}

fn brief(sandbox: &Sandbox, result: &str, background: &str) {
    let text = format!(
        "---\nid: ola-2\ntitle: Month\n---\n## Background\n\n{background}\n\n## Result\n\n{result} See [[form.csv]].\n"
    );
    sandbox.write(BRIEF, &text);
}

/// A task that was accepted and one that was confirmed, both with one brief.
fn agreed() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("workspace.yml", "format: 1\nname: Nordlys\n");
    sandbox.git_init("Ola", "ola@example.org");
    brief(&sandbox, "All is posted.", "Each month.");
    sandbox.write("attachments/form.csv", "a\n");
    sandbox.write(LIST, "a,b\n");
    for (path, id) in [(DONE, "ola-1"), (OPEN, "ola-3")] {
        let text = format!(
            "---\nid: {id}\ntitle: Post\nfrom: ola\nto: kari\nstatus: sent\nbrief: ola-2\ndue: 2099-12-01\n---\n"
        );
        sandbox.write(path, &text);
    }
    let list = format!("[list](../../{LIST})");
    sandbox.write(DELIVERY, &format!("---\ntype: delivery\nby: kari\n---\n{list}\n"));
    let snapshot = workspace(&sandbox).snapshot(None, SILENT).expect("listed");
    let near = snapshot.near();
    let record = |path: &str| -> &Record { near.record(&RepoPath::new(path)).expect(path) };
    let terms = |path: &str| Terms::of(record(path), near).expect("known").to_string();
    let delivery = delivered(&[record(DELIVERY)], near).expect("known");
    let review = format!(
        "---\nverdict: accepted\nby: ola\nterms: {}\ndelivery: {delivery}\n---\n",
        terms(DONE)
    );
    let confirm = format!("---\ntype: confirm\nby: kari\nterms: {}\n---\nYes.\n", terms(OPEN));
    sandbox.write("tasks/ola-1-post/2.md", &review);
    sandbox.write("tasks/ola-3-mail/1.md", &confirm);
    sandbox
}

/// Says where both stand, looked at alone and with everything, as a rebuild from nothing would.
#[track_caller]
fn check(sandbox: &Sandbox, accepted: bool, terms_changed: bool) {
    let state = if accepted { State::Accepted } else { State::Delivered };
    let waiting_on = (!accepted).then(|| "ola".to_owned());
    let done = Standing { state, waiting_on, terms_changed: false };
    let (state, waiting_on) = (State::Confirmed, Some("kari".to_owned()));
    let open = Standing { state, waiting_on, terms_changed };
    let snapshot = workspace(sandbox).near(None, SILENT).expect("opened");
    for (path, expected) in [(DONE, &done), (OPEN, &open)] {
        let near = snapshot.near();
        let task = near.record(&RepoPath::new(path)).expect(path);
        assert_eq!(near.standing(task).as_ref(), Some(expected), "{path} alone");
    }
    let snapshot = workspace(sandbox).snapshot(None, SILENT).expect("listed");
    for (path, expected) in [(DONE, &done), (OPEN, &open)] {
        let entry = snapshot.index().entry(&RepoPath::new(path)).expect(path);
        assert_eq!(entry.standing, Some(expected), "{path}");
    }
    whole(snapshot.index(), &rebuilt(&snapshot));
}

/// FAILURES 13, 82.
#[test]
fn whatever_is_bound_is_judged_anew_when_it_changes() {
    let sandbox = agreed();
    check(&sandbox, true, false);
    brief(&sandbox, "*All* is\nposted.", "Each month, and why.");
    check(&sandbox, true, false);
    brief(&sandbox, "Half is posted.", "Each month.");
    check(&sandbox, true, true);
    brief(&sandbox, "All is posted.", "Each month.");
    check(&sandbox, true, false);
    sandbox.write("attachments/form.csv", "b\n");
    check(&sandbox, true, true);
    sandbox.write("attachments/form.csv", "a\n");
    sandbox.write(LIST, "a,b\n1,2\n");
    check(&sandbox, false, false);
    // Larger than what is looked through for secrets.
    sandbox.write(LIST, &"a,b\n".repeat(400_000));
    check(&sandbox, false, false);
    std::fs::remove_file(sandbox.path(LIST)).expect("removed");
    check(&sandbox, false, false);
    sandbox.write(LIST, "a,b\n");
    check(&sandbox, true, false);
    std::fs::rename(sandbox.path(BRIEF), sandbox.path("briefs/month.md")).expect("renamed");
    check(&sandbox, true, false);
}
