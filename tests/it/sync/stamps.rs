//! Time offline makes nobody late: what waited here counts from when it was sent.

use handover::sync::Verdict;

use super::routines::sync_at;
use super::team::{Member, Team, task};

/// Where nobody answers.
const NOWHERE: &str = "http://127.0.0.1:9/hub.git";
const QUESTION: &str = "tasks/ola-1/2026-11-23-091203-kari-question-7f3a.md";

fn with_task() -> Team {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One."));
    ola.synced();
    team.member("kari");
    team
}

/// Says where a clone looks for the shared repository.
fn look_at(member: &Member<'_>, place: &str) {
    member.git(&["remote", "set-url", "origin", place]);
}

/// When the last commits were written and when they were made, the youngest first.
fn times(member: &Member<'_>, count: usize) -> Vec<String> {
    let log = member.git(&["log", &format!("-{count}"), "--format=%aI %cI"]);
    log.lines().map(str::to_owned).collect()
}

#[test]
fn two_days_offline_count_from_when_it_was_sent() {
    let team = with_task();
    let kari = team.member("kari");
    look_at(&kari, NOWHERE);
    kari.write(
        QUESTION,
        "---\ntype: question\nby: kari\nblocking: yes\n---\n\n## Questions\n\n1. Which bank?\n",
    );
    for (day, note) in [("23", "a"), ("24", "b")] {
        kari.write(&format!("notes/{note}.md"), "A note.\n");
        let synced = sync_at(&kari, &format!("2026-11-{day}T10:00:00+01:00"));
        assert!(matches!(synced.outcome.verdict, Verdict::Offline(_)), "{:?}", synced.outcome);
    }
    look_at(&kari, &team.hub.to_string_lossy());
    sync_at(&kari, "2026-11-25T10:00:00+01:00");
    assert_eq!(
        times(&kari, 2),
        [
            "2026-11-24T10:00:00+01:00 2026-11-25T10:00:00+01:00",
            "2026-11-23T10:00:00+01:00 2026-11-25T10:00:00+01:00",
        ]
    );
    let ola = team.member("ola");
    ola.synced();
    let today = ola.handover(&["today", "--json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&today).expect("JSON");
    let since = &json["waits_for_you"][0]["since"];
    assert!(since["at"].as_str().is_some_and(|at| at.contains("2026-11-25")), "{since}");
    // What everybody has stays as it is, however long ago that was.
    let tip = kari.git(&["rev-parse", "HEAD"]);
    sync_at(&kari, "2026-11-29T10:00:00+01:00");
    assert_eq!(kari.git(&["rev-parse", "HEAD"]), tip);
    assert_eq!(kari.git(&["for-each-ref", "refs/worktree/handover/unsent"]), "");
    team.settle(&[&ola, &kari]);
}

#[test]
fn what_a_person_committed_is_never_made_anew() {
    let team = with_task();
    let kari = team.member("kari");
    look_at(&kari, NOWHERE);
    kari.write("notes/a.md", "A note.\n");
    sync_at(&kari, "2026-11-23T10:00:00+01:00");
    kari.write("notes/b.md", "Another.\n");
    kari.commit("by hand");
    let by_hand = kari.git(&["rev-parse", "HEAD"]);
    kari.write("notes/c.md", "A third.\n");
    sync_at(&kari, "2026-11-24T10:00:00+01:00");
    look_at(&kari, &team.hub.to_string_lossy());
    sync_at(&kari, "2026-11-26T10:00:00+01:00");
    assert_eq!(kari.git(&["rev-parse", "HEAD~1"]), by_hand);
    assert_eq!(times(&kari, 1), ["2026-11-24T10:00:00+01:00 2026-11-26T10:00:00+01:00"]);
    team.settle(&[&team.member("ola"), &kari]);
}
