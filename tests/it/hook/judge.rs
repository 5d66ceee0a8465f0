//! What may be pushed, by whom.

use handover::ops::hook::Update;

use super::world::{DELIVERY, Hub, LISE, TASK, review, sent};
use crate::sync::team::{KARI, OLA, SETTINGS};

const REVIEW: &str = "tasks/ola-1/2026-11-25-101500-ola-review-11aa.md";
const KEY: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\n\
     b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n\
     QyNTUxOQAAACB7tVXv2y3m2n3vWJ5t8q0VnN0oGZ1mCkq7hYxk3f9m5QAAAJgJm2vZCZtr\n\
     -----END OPENSSH PRIVATE KEY-----\n";

#[test]
fn a_round_of_two_people_comes_in() {
    let hub = Hub::new();
    let status = |status: &str| sent().replace("status: sent", &format!("status: {status}"));
    let confirm =
        "---\ntype: confirm\nby: kari\ncan_meet_due: yes\n---\n\n## Read-back\n\nPost all.\n";
    let confirm = ("tasks/ola-1/2026-11-23-091203-kari-confirm-7f3a.md", confirm);
    hub.accepts("kari", hub.next(&[confirm, (TASK, &status("confirmed"))]));
    let delivered = hub.next(&[DELIVERY, (TASK, &status("delivered"))]);
    hub.refuses("ola", delivered, &["deliver", "the assignee", "it comes from ola"][..1]);
    hub.accepts("kari", delivered);
    hub.accepts("ola", hub.next(&[(REVIEW, &review("ola", "")), (TASK, &status("accepted"))]));
}

/// FAILURES 53.
#[test]
fn whoever_signs_in_anothers_name_is_refused() {
    let hub = Hub::new();
    hub.accepts("kari", hub.next(&[DELIVERY]));
    let accepted = hub.next(&[(REVIEW, &review("ola", ""))]);
    hub.refuses("kari", accepted, &[REVIEW, "it says that ola wrote it", "it comes from kari"]);
    hub.accepts("ola", accepted);
    let hub = Hub::new();
    hub.accepts("kari", hub.next(&[DELIVERY]));
    // Without a name it is the pusher's.
    let nobodys = review("", "").replace("by: \n", "");
    let accepted = hub.next(&[(REVIEW, &nobodys)]);
    hub.refuses("kari", accepted, &[REVIEW, "`accept`", "never the assignee"]);
    let listed = hub.next(&[(REVIEW, &review("[ola]", ""))]);
    assert!(!hub.push("kari", listed).is_empty());
    hub.accepts("ola", accepted);
    let claimed = hub.next(&[(TASK, &sent().replace("status: sent", "status: cancelled"))]);
    hub.refuses("kari", claimed, &[TASK, "`status: cancelled`", "the sender or a lead"]);
}

/// In whose place somebody speaks is for people's pages to say, as everybody had them, and for nobody else's.
#[test]
fn nobody_speaks_in_a_place_that_is_not_theirs() {
    let hub = Hub::new();
    const DECLINE: &str = "tasks/ola-1/2026-11-23-091203-lise-decline-7f3a.md";
    let said = |what: &str, by: &str, of: &str| {
        format!("---\ntype: {what}\nby: {by}\nacting_for: {of}\n---\n\n## Reason\n\nNo.\n")
    };
    // A lead acts for the sender, and does nobody's work.
    let declined = hub.next(&[(DECLINE, &said("decline", "lise", "kari"))]);
    hub.refuses("lise", declined, &[DECLINE, "`decline`", "the assignee"]);
    let paused = DECLINE.replace("decline", "pause");
    hub.accepts("lise", hub.next(&[(&paused, &said("pause", "lise", "ola"))]));
    let resumed = DECLINE.replace("decline", "resume").replace("0912", "0913");
    let resumed = hub.next(&[(&resumed, &said("resume", "kari", "ola"))]);
    hub.refuses("kari", resumed, &["in place of ola", "people/"]);
    hub.accepts("ola", hub.next(&[("notes/a.md", "A.\n")]));
    // What was said while somebody stood in becomes nothing else afterwards.
    let per = KARI.replace("Kari", "Per").replace("kari", "per");
    let away = KARI.replace("role:", "away: 2026-11-01..2026-11-30\nbackup: per\nrole:");
    hub.accepts("ola", hub.next(&[("people/per.md", &per), ("people/kari.md", &away)]));
    let progress = DECLINE.replace("lise-decline", "per-progress").replace("0912", "0914");
    hub.accepts("per", hub.next(&[(&progress, &said("progress", "per", "kari"))]));
    hub.accepts("ola", hub.next(&[("people/kari.md", KARI)]));
    let more = said("progress", "per", "kari").replace("No.", "No.\n\nMore.");
    hub.accepts("per", hub.next(&[(&progress, &more)]));
    let retyped = hub.next(&[(&progress, &said("decline", "per", "kari"))]);
    hub.refuses("per", retyped, &["`decline`", "the assignee"]);
}

/// FAILURES 53.
#[test]
fn who_pushes_must_be_known() {
    let hub = Hub::new();
    let note = hub.next(&[("notes/a.md", "A note.\n")]);
    hub.refuses("", note, &["HANDOVER_PUSHER"]);
    hub.refuses("mallory", note, &["`mallory`", "people/"]);
    hub.accepts("Kari@example.org", note);
}

#[test]
fn what_is_captured_may_answer_and_never_accept() {
    let hub = Hub::new();
    hub.accepts("kari", hub.next(&[DELIVERY]));
    let filed = "captured_by: kari\n";
    let accepted = hub.next(&[(REVIEW, &review("ola", filed))]);
    hub.refuses("kari", accepted, &[REVIEW, "cannot be filed"]);
    let answer = "---\ntype: answer\nby: ola\ncaptured_by: kari\n---\n\nThe large one.\n";
    let path = "tasks/ola-1/2026-11-25-101500-ola-answer-11aa.md";
    hub.accepts("kari", hub.next(&[(path, answer)]));
}

/// FAILURES 54.
#[test]
fn a_rule_broken_and_mended_again_is_broken() {
    let hub = Hub::new();
    let lead = KARI.replace("role: assistant", "role: lead");
    let broken = hub.next(&[("people/kari.md", &lead)]);
    let mended = hub.commit(&[broken], &[("people/kari.md", KARI)]);
    hub.refuses("kari", mended, &["people/kari.md", "`role`", &broken.short()]);
    let broken = hub.next(&[("people/ola.md", "---\nkind: [\n---\n")]);
    let mended = hub.commit(&[broken], &[("people/ola.md", OLA)]);
    assert!(hub.push("kari", mended).iter().any(|why| why.contains(&broken.short())));
}

/// FAILURES 54.
#[test]
fn a_rule_broken_inside_a_merge_is_broken() {
    let hub = Hub::new();
    let mine = hub.next(&[("notes/kari.md", "A note.\n")]);
    hub.accepts("ola", hub.next(&[("notes/ola.md", "A note.\n")]));
    let tip = hub.tip().expect("a tip");
    let theirs = ("notes/ola.md", "A note.\n");
    hub.refuses(
        "kari",
        hub.commit(&[mine, tip], &[theirs, ("workspace.yml", "format: 1\nrules: {}\n")]),
        &["workspace.yml", "a client or a lead"],
    );
    let taken = hub.commit(&[mine, tip], &[theirs, (TASK, "")]);
    hub.refuses("kari", taken, &[TASK, "removed by its sender"]);
    hub.accepts("kari", hub.commit(&[mine, tip], &[theirs]));
}

#[test]
fn a_merge_that_brings_what_others_may_do_is_nobodys_breach() {
    let hub = Hub::new();
    let mine = hub.next(&[("notes/kari.md", "A note.\n")]);
    let settings = format!("{SETTINGS}max_file_mb: 10\n");
    hub.accepts("ola", hub.next(&[("workspace.yml", &settings)]));
    let tip = hub.tip().expect("a tip");
    hub.accepts("kari", hub.commit(&[mine, tip], &[("workspace.yml", &settings)]));
}

/// FAILURES 55.
#[test]
fn rules_that_come_along_do_not_count() {
    let hub = Hub::new();
    let more = "---\nkind: person\nid: per\nname: Per\nemail: per@example.org\nrole: lead\n---\n";
    let added = hub.next(&[("people/per.md", more)]);
    hub.refuses("per", added, &["`per`"]);
    // Kari makes herself a lead, and acts as one in the same push.
    let lead = KARI.replace("role: assistant", "role: lead");
    let promoted = hub.next(&[("people/kari.md", &lead)]);
    let cancel = "---\ntype: cancel\nby: kari\n---\n\nNo need.\n";
    let cancel = ("tasks/ola-1/2026-11-25-101500-kari-cancel-11aa.md", cancel);
    let cancelled = hub.commit(&[promoted], &[cancel]);
    assert_eq!(hub.push("kari", cancelled).len(), 2, "{:?}", hub.push("kari", cancelled));
    hub.accepts("ola", promoted);
    hub.accepts("kari", hub.next(&[cancel]));
}

/// FAILURES 56.
#[test]
fn a_secret_in_the_middle_of_a_push_is_refused() {
    let hub = Hub::new();
    let with = hub.next(&[("notes/key.md", KEY)]);
    let without = hub.commit(&[with], &[("notes/key.md", "Gone.\n")]);
    hub.refuses("ola", without, &["notes/key.md", &with.short(), "private key"]);
    // No setting of the workspace switches that off.
    let off = format!("{SETTINGS}rules: {{secret-private-key: off}}\n");
    hub.accepts("ola", hub.next(&[("workspace.yml", &off)]));
    hub.refuses("ola", hub.next(&[("notes/key.md", KEY)]), &["notes/key.md", "private key"]);
}

#[test]
fn the_format_is_judged_at_the_end_of_a_push() {
    let hub = Hub::new();
    let broken = hub.next(&[("tasks/kari-1.md", "---\ntitle: a: b\nkind: task\n---\n")]);
    hub.refuses("kari", broken, &["tasks/kari-1.md", "line 2"]);
    let mended = "---\ntitle: \"a: b\"\nkind: task\nid: kari-1\n---\n";
    hub.accepts("kari", hub.commit(&[broken], &[("tasks/kari-1.md", mended)]));
    let twin = sent().replace("title: Post", "title: Send");
    hub.refuses("ola", hub.next(&[("tasks/other.md", &twin)]), &["tasks/other.md", "ola-1"]);
    hub.refuses("ola", hub.next(&[("workspace.yml", "")]), &["workspace.yml"]);
    hub.refuses("ola", hub.next(&[("workspace.yml", "format: 99\n")]), &["format 99"]);
}

/// FAILURES 46 and 47.
#[test]
fn hostile_names_are_refused_wherever_they_stand() {
    let hub = Hub::new();
    hub.refuses("ola", hub.next(&[("notes/CON.md", "x\n")]), &["notes/CON.md"]);
    let clean = hub.tip().map(|tip| hub.repo.tree_of(tip).expect("a tree"));
    for (mode, name, words) in [
        ("100644", "git~1", "leads out"),
        ("100644", "..", "leads out"),
        ("100644", ".g\u{200c}it", "leads out"),
        ("100644", "workspace.yml", "leads out"),
        ("120000", "link", "a link"),
        ("160000", "module", "another repository"),
    ] {
        let hostile = hub.strange(&[(mode, name, "x\n")]);
        assert!(hub.push("ola", hostile).iter().any(|why| why.contains(words)), "{name}");
        // Taken out again, it still lies in the history that everybody gets.
        if words == "leads out" {
            let away = hub.clean(hostile, clean.expect("a tree"));
            hub.refuses("ola", away, &[words]);
        }
    }
}

#[test]
fn only_client_and_lead_change_what_all_work_by() {
    let hub = Hub::new();
    for path in ["workspace.yml", "kinds/recipe.yml", "agreement.md"] {
        let text = if path == "workspace.yml" { SETTINGS } else { "doc: x\n" };
        let new = hub.next(&[(path, &format!("{text}# more\n"))]);
        hub.refuses("kari", new, &[path, "a client or a lead"]);
        assert_eq!(hub.push("lise", new), [""; 0], "{path}");
    }
    let away = KARI.replace("role:", "away: 2026-12-20..2026-12-24\nrole:");
    hub.accepts("kari", hub.next(&[("people/kari.md", &away)]));
    hub.refuses("kari", hub.next(&[("people/lise.md", "")]), &["people/lise.md", "take one away"]);
}

#[test]
fn whoever_comes_first_is_a_client_or_a_lead() {
    let hub = Hub::empty();
    let files = [("workspace.yml", SETTINGS), ("people/ola.md", OLA), ("people/kari.md", KARI)];
    let first = hub.commit(&[], &files);
    hub.refuses("kari", first, &["a client or a lead", "this comes from kari"]);
    hub.refuses("mallory", first, &["`mallory`"]);
    hub.refuses("ola", hub.commit(&[], &files[1..]), &["workspace.yml"]);
    hub.accepts("ola", first);
}

#[test]
fn the_shared_history_is_neither_rewound_nor_removed() {
    let hub = Hub::new();
    let first = hub.tip();
    hub.accepts("ola", hub.next(&[("notes/a.md", "A note.\n")]));
    let other = hub.commit(&[first.expect("a tip")], &[("notes/b.md", "A note.\n")]);
    hub.refuses("lise", other, &["taken back"]);
    let gone = Update { old: hub.tip(), new: None, name: "refs/heads/main".into() };
    assert_eq!(hub.judged("lise", &[gone]).refusals.len(), 1);
    // Another branch is judged by the same rules, and is nobody's but its maker's.
    let aside = |new| Update { old: None, new, name: "refs/heads/aside".into() };
    assert_eq!(hub.judged("kari", &[aside(Some(other))]).refusals, []);
    let settings = hub.next(&[("workspace.yml", "format: 1\n")]);
    assert_eq!(hub.judged("kari", &[aside(Some(settings))]).refusals.len(), 1);
    assert_eq!(hub.judged("kari", &[aside(None)]).refusals, []);
}

/// FAILURES 82: what overtook it lands, too, and the acceptance does not hold.
#[test]
fn an_acceptance_that_was_overtaken_comes_in() {
    let hub = Hub::new();
    hub.accepts("kari", hub.next(&[DELIVERY]));
    let judged =
        hub.next(&[(REVIEW, &review("ola", "re: 2026-11-24-091203-kari-delivery-7f3a\n"))]);
    let again = ("tasks/ola-1/2026-11-25-091203-kari-delivery-7f3b.md", DELIVERY.1);
    hub.accepts("kari", hub.next(&[again]));
    hub.accepts("ola", hub.commit(&[judged, hub.tip().expect("a tip")], &[again]));
    let forged = review("kari", "re: 2026-11-25-091203-kari-delivery-7f3b\n");
    let path = "tasks/ola-1/2026-11-26-101500-kari-review-11aa.md";
    hub.refuses("kari", hub.next(&[(path, &forged)]), &[path, "`accept`"]);
}

#[test]
fn whoever_pushes_is_spoken_to_in_their_language() {
    let hub = Hub::new();
    let person = LISE.replace("role: lead", "role: assistant\nlanguage: nb");
    hub.accepts("ola", hub.next(&[("people/lise.md", &person)]));
    let new = hub.next(&[("workspace.yml", "format: 1\n")]);
    hub.refuses("lise", new, &["bare en oppdragsgiver eller en leder kan endre den"]);
    let told = |text: &str, expected: &[&str]| {
        hub.refuses("lise", hub.next(&[("notes/key.md", text)]), expected);
    };
    told(
        &format!("\n{KEY}"),
        &["notes/key.md (i ", "en hemmelighet, linje 2: den inneholder en privat nøkkel"],
    );
    let broken = "---\ntitle: a: b\nkind: task\n---\n";
    let why = ["tasks/b.md (i ", "linje 2: et kolon i det som står bak det første"];
    hub.refuses("lise", hub.next(&[("tasks/b.md", broken)]), &why);
    let twin =
        hub.next(&[("tasks/ola-1-copy.md", &sent().replace("status: sent", "status: draft"))]);
    hub.refuses("lise", twin, &["et annet dokument har samme id"]);
}

/// The task of a routine is everybody's to make, as the routine says and no other.
#[test]
fn tasks_of_a_routine_come_from_anybody() {
    const ROUTINE: &str = "---\nkind: routine\nid: ola-4\ntitle: Invoices\nfrom: ola\nto: kari\nrule: \
         FREQ=WEEKLY;BYDAY=TU\nstarts: 2026-12-01\n---\n\n## Result\n\nAll sent.\n\n## Done when\n\n- [ ] All\n";
    const MADE: &str = "---\nkind: task\nid: ola-4.2026-12-01\ntitle: Invoices\nfrom: ola\nto: kari\nstatus: \
         sent\ndue: 2026-12-01\nroutine: ola-4\n---\n";
    let path = "tasks/ola-4.2026-12-01-invoices.md";
    let hub = Hub::new();
    let routine = ("routines/ola-4-invoices.md", ROUTINE);
    hub.refuses(
        "kari",
        hub.next(&[routine]),
        &["routines/ola-4-invoices.md", "in the name of ola"],
    );
    hub.refuses("kari", hub.next(&[(path, MADE)]), &[path, "`status: sent`"]);
    hub.accepts("ola", hub.next(&[routine]));
    for (text, other) in [
        (MADE.replace("due: 2026-12-01", "due: 2026-12-02"), path),
        (MADE.replace("2026-12-01", "2026-12-02"), "tasks/ola-4.2026-12-02-invoices.md"),
        (MADE.to_owned(), "tasks/another.md"),
    ] {
        hub.refuses("kari", hub.next(&[(other, &text)]), &[other, "`status: sent`"]);
    }
    hub.accepts("kari", hub.next(&[(path, MADE)]));
}
