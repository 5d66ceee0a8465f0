//! What comes back: a sync makes its tasks, wherever it runs, and each of them once.

use std::time::Duration;

use handover::ops::sync::{Silent, SyncOptions, Synced, sync};
use handover::sync::{Clock, Verdict};
use jiff::ZonedDateTime;

use super::team::{Member, Team};

const ROUTINE: &str = "routines/ola-4-invoices.md";
const FIRST: &str = "tasks/ola-4.2026-12-01-invoices.md";
const SECOND: &str = "tasks/ola-4.2026-12-02-invoices.md";

/// A clock that stands at one moment.
struct At(ZonedDateTime);

impl Clock for At {
    fn now(&self) -> ZonedDateTime {
        self.0.clone()
    }

    fn wait(&self, _: Duration) {}

    fn jitter(&self) -> u64 {
        7
    }
}

fn at(moment: &str) -> At {
    At(format!("{moment}[Europe/Oslo]").parse().expect("a time"))
}

pub(super) fn sync_at(member: &Member<'_>, moment: &str) -> Synced {
    let synced = sync(&SyncOptions::at(&member.root), &at(moment), &Silent).expect("synced");
    assert!(!matches!(synced.outcome.verdict, Verdict::Stopped(_)), "{:?}", synced.outcome);
    synced
}

fn routine(fields: &str) -> String {
    format!(
        "---\nkind: routine\nid: ola-4\ntitle: Invoices\nfrom: ola\nto: kari\n{fields}---\n\n## Result\n\nAll \
         invoices are sent.\n\n## Done when\n\n- [ ] As many as customers\n"
    )
}

fn team(fields: &str) -> Team {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write(ROUTINE, routine(fields));
    ola.commit("a routine");
    ola.git(&["push", "--quiet"]);
    team.member("kari");
    team
}

fn made(synced: &Synced) -> Vec<&str> {
    synced.made.iter().map(|path| path.file_name()).collect()
}

#[test]
fn two_machines_make_the_same_and_nothing_is_in_dispute() {
    let team = team("rule: FREQ=WEEKLY;BYDAY=TU\nstarts: 2026-12-01\ndue_after: 2 days\n");
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    // Not before a week ahead.
    assert!(made(&sync_at(&kari, "2026-11-23T12:00:00+01:00")).is_empty());
    let synced = sync_at(&kari, "2026-11-24T12:00:00+01:00");
    assert_eq!(made(&synced), ["ola-4.2026-12-01-invoices.md"]);
    assert_eq!(synced.outcome.sent.len(), 1, "it is sent at once");
    let text = team.shared(FIRST).expect("shared");
    assert!(text.contains("due: 2026-12-03\n") && text.contains("routine: ola-4\n"), "{text}");
    // Ola's machine has not seen it, and makes it, too.
    ola.write(FIRST, &text);
    ola.commit("made here");
    let synced = sync_at(&ola, "2026-11-26T18:00:00+01:00");
    assert!(made(&synced).is_empty() && synced.outcome.conflicts.is_empty());
    assert!(synced.outcome.renumbered.is_empty());
    assert_eq!(ola.read(FIRST), text);
    let again = sync_at(&kari, "2026-11-26T18:00:00+01:00");
    assert!(made(&again).is_empty());
    assert_eq!(ola.files(), kari.files());
}

#[test]
fn what_was_removed_is_not_made_again() {
    let team = team("rule: FREQ=DAILY\nstarts: 2026-12-01\nends: 2026-12-02\n");
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let synced = sync_at(&ola, "2026-11-26T12:00:00+01:00");
    assert_eq!(made(&synced).len(), 2);
    ola.remove(FIRST);
    sync_at(&ola, "2026-11-26T12:01:00+01:00");
    assert!(!ola.has(FIRST) && ola.has(SECOND));
    assert!(made(&sync_at(&kari, "2026-11-26T12:02:00+01:00")).is_empty());
    assert!(!kari.has(FIRST) && kari.has(SECOND));
    assert!(made(&sync_at(&kari, "2026-11-27T12:02:00+01:00")).is_empty());
}

#[test]
fn five_at_most_wait_to_be_confirmed() {
    let team = team("rule: FREQ=DAILY\nstarts: 2026-11-01\n");
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let synced = sync_at(&ola, "2026-11-26T12:00:00+01:00");
    // What is over is not made up for.
    assert_eq!(made(&synced).first(), Some(&"ola-4.2026-11-26-invoices.md"));
    assert_eq!(made(&synced).len(), 5);
    assert!(made(&sync_at(&ola, "2026-11-27T12:00:00+01:00")).is_empty());
    sync_at(&kari, "2026-11-27T12:01:00+01:00");
    kari.write(
        "tasks/ola-4.2026-11-26-invoices/2026-11-27-091203-kari-confirm-7f3a.md",
        "---\ntype: confirm\nby: kari\ncan_meet_due: yes\nestimate_hours: 1\n---\n\n## In my own words\n\nI \
         send one to each.\n\n## First step\n\nThe list.\n",
    );
    let synced = sync_at(&kari, "2026-11-27T12:02:00+01:00");
    assert_eq!(made(&synced), ["ola-4.2026-12-01-invoices.md"]);
}

/// FAILURES 12.
#[test]
fn a_clock_wrong_by_years_makes_nothing() {
    let team = team("rule: FREQ=DAILY\nstarts: 2026-12-01\n");
    let kari = team.member("kari");
    sync_at(&kari, "2026-11-20T12:00:00+01:00");
    for year in ["2016", "2036"] {
        assert!(made(&sync_at(&kari, &format!("{year}-11-26T12:00:00+01:00"))).is_empty());
    }
}

#[test]
fn drafts_and_what_is_held_back_wait() {
    let team = team("rule: FREQ=DAILY\nstarts: 2026-12-01\nactive: no\n");
    let ola = team.member("ola");
    let kari = team.member("kari");
    assert!(made(&sync_at(&ola, "2026-11-26T12:00:00+01:00")).is_empty());
    ola.edit(ROUTINE, "active: no\n", "");
    ola.write("notes/x.md", "x\n");
    assert_eq!(made(&sync_at(&ola, "2026-11-26T12:05:00+01:00")).len(), 3);
    // A second routine that cannot be shared has no tasks yet.
    let secret = routine("rule: FREQ=DAILY\nstarts: 2026-12-01\n").replace("ola-4", "ola-5");
    ola.write("routines/ola-5-x.md", secret + "\n4111 1111 1111 1111\n");
    let synced = sync_at(&ola, "2026-11-26T12:06:00+01:00");
    assert!(made(&synced).is_empty() && synced.outcome.held_back.len() == 1);
    sync_at(&kari, "2026-11-26T12:07:00+01:00");
    assert!(kari.has(FIRST));
}

#[test]
fn result_and_done_when_are_those_of_the_routine() {
    let team = team("rule: FREQ=DAILY\nstarts: 2026-12-01\nends: 2026-12-01\n");
    let ola = team.member("ola");
    sync_at(&ola, "2026-11-26T12:00:00+01:00");
    let checked = ola.handover(&["check", "--format", "concise", FIRST]);
    assert_eq!((checked.code, checked.stdout.contains("error")), (0, false), "{checked:?}");
    let id = "ola-4.2026-12-01";
    let shown = ola.handover(&["show", id]);
    assert!(shown.stdout.contains("from the routine ola-4"), "{shown:?}");
    assert!(shown.stdout.contains("As many as customers"), "{shown:?}");
    let listed = ola.handover(&["list", "routine:ola-4", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&listed.stdout).expect("JSON");
    assert_eq!(json["items"][0]["id"], id);
    assert_eq!(json["items"][0]["routine"], "ola-4");
    assert_eq!(json["items"][0]["effective_status"], "sent");
    let shown = ola.handover(&["show", "ola-4", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&shown.stdout).expect("JSON");
    assert_eq!(json["item"]["idle"], serde_json::Value::Null);
    // The deliverer ticks the routine's lines; a routine that says something else asks anew.
    let kari = team.member("kari");
    sync_at(&kari, "2026-11-26T12:10:00+01:00");
    let words =
        ["--words", "I send one to each.", "--first-step", "The list.", "--estimate-hours", "1"];
    let run = kari.handover(&[&["confirm", id, "--can-meet-due", "yes"], &words[..]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    let run = kari.handover(&[
        "deliver",
        id,
        "-m",
        "https://example.org/x",
        "--tick-all",
        "--minutes",
        "30",
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    let folder = kari.path("tasks/ola-4.2026-12-01-invoices");
    let names = std::fs::read_dir(folder).expect("a folder");
    let texts = names.map(|one| std::fs::read_to_string(one.expect("one").path()).expect("text"));
    assert!(texts.into_iter().any(|text| text.contains("- [x] As many as customers")));
}
