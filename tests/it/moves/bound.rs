//! What was confirmed and accepted, when the task or the delivery changes.

use serde_json::Value;

use super::{TASK, confirm, leads, listed, moved, newest, share, stands, team};
use crate::sync::team::{Member, Team};

pub(super) const LIST: &str = "attachments/list.csv";

/// Sends, confirms, and delivers a file; both have it.
fn delivered(team: &Team) -> (Member<'_>, Member<'_>) {
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    confirm(&kari);
    kari.write(LIST, "a,b\n");
    let deliver = ["deliver", "ola-1", "--file", LIST, "--tick-all", "-m", "The whole list."];
    leads(&kari, &deliver, "delivered", Some("ola"));
    share(&kari, &ola);
    (ola, kari)
}

/// Syncs, and expects these words.
#[track_caller]
pub(super) fn told(who: &Member<'_>, words: &[&str]) {
    let run = who.handover(&["sync"]);
    assert_eq!(run.code, 0, "{run:?}");
    for word in words {
        assert!(run.stdout.contains(word), "{word:?} is not in {}", run.stdout);
    }
}

/// FAILURES 82.
#[test]
fn accepted_while_the_delivery_changes_does_not_hold_and_both_are_told() {
    let team = team();
    let (ola, kari) = delivered(&team);
    leads(&ola, &["accept", "ola-1"], "accepted", None);
    kari.write(LIST, "a,b\n1,2\n");
    ola.synced();
    told(
        &kari,
        &[
            "what was delivered has changed (attachments/list.csv) since it was accepted",
            "It waits for Ola again",
        ],
    );
    told(&ola, &["so that does not hold any more", "It waits for you again"]);
    for who in [&ola, &kari] {
        stands(who, "delivered", Some("ola"));
        let check = who.handover(&["check", "--format", "concise"]);
        assert!(check.stdout.contains("error[acceptance-void]"), "{check:?}");
    }
    // Shown with what it is, and settled by whoever looks again.
    let show: Value =
        serde_json::from_str(&ola.handover(&["show", "ola-1", "--json"]).stdout).unwrap();
    assert_eq!(show["item"]["lapsed"]["delivery"], true, "{show}");
    leads(&ola, &["accept", "ola-1"], "accepted", None);
    share(&ola, &kari);
    for who in [&ola, &kari] {
        stands(who, "accepted", None);
        let check = who.handover(&["check"]);
        assert_eq!(check.code, 0, "{check:?}");
    }
    team.settle(&[&ola, &kari]);
}

/// FAILURES 82: the delivery that came meanwhile is another reply.
#[test]
fn accepted_while_there_is_another_delivery_does_not_hold() {
    let team = team();
    let (ola, kari) = delivered(&team);
    leads(
        &kari,
        &["deliver", "ola-1", "-m", "https://example.com/2", "--tick-all"],
        "delivered",
        Some("ola"),
    );
    leads(&ola, &["accept", "ola-1"], "accepted", None);
    kari.synced();
    told(&ola, &["so that does not hold any more"]);
    kari.synced();
    stands(&kari, "delivered", Some("ola"));
    // Kari never accepts, and does not deliver what is closed.
    super::refused(&kari, &["accept", "ola-1"], &["only ola may accept"]);
    leads(&ola, &["accept", "ola-1"], "accepted", None);
    share(&ola, &kari);
    super::refused(
        &kari,
        &["deliver", "ola-1", "-m", "https://example.com/3", "--tick-all"],
        &["it is `accepted`"],
    );
}

#[test]
fn terms_that_change_are_confirmed_anew() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    confirm(&kari);
    leads(&kari, &["start", "ola-1"], "in_progress", Some("kari"));
    share(&kari, &ola);
    // Formatting, ticks and other words change nothing.
    ola.edit(TASK, "- [ ] Every payment", "* [x] Every *payment*");
    ola.edit(TASK, "due:", "frist:");
    share(&ola, &kari);
    assert_eq!(listed(&kari)["terms_changed"], Value::Null);
    ola.edit(TASK, "2099-12-01", "2099-11-20");
    ola.edit(TASK, "of all payments", "of all payments and refunds");
    told(&ola, &["since Kari confirmed it. Kari is asked whether it is still fine."]);
    told(
        &kari,
        &["2099-12-01 → 2099-11-20", "Result", "since you confirmed it. Is it still fine?"],
    );
    stands(&kari, "in_progress", Some("kari"));
    assert_eq!(listed(&kari)["terms_changed"], true);
    let check = kari.handover(&["check", "--format", "concise"]);
    assert!(
        check
            .stdout
            .contains("warning[terms-changed]: `due` and `Result` are not what was confirmed"),
        "{check:?}"
    );
    let shown = kari.handover(&["show", "ola-1"]);
    assert!(shown.stdout.contains("still fine?"), "{shown:?}");
    let today = kari.handover(&["today"]);
    assert!(today.stdout.contains("has changed since it was confirmed; still fine?"), "{today:?}");
    assert!(today.stdout.contains("handover confirm ola-1 · handover propose ola-1"), "{today:?}");
    // It waits since the change, whatever the status of the task was written for before.
    let run = kari.handover(&["today", "--json"]);
    let items: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let since = items["waits_for_you"][0]["since"]["at"].as_str().expect("a time").to_owned();
    let changed = kari.git(&["log", "-1", "--format=%ct", "--", TASK]);
    let since: jiff::Timestamp = since.parse().expect("a time");
    assert_eq!(since.as_second().to_string(), changed.trim(), "{items}");
    let words = [
        "confirm",
        "ola-1",
        "-w",
        "Refunds too, and sooner",
        "--first-step",
        "Count",
        "--can-meet-due",
        "yes",
    ];
    leads(&kari, &words, "in_progress", Some("kari"));
    super::refused(&kari, &words, &["it is `in_progress`"]);
    share(&kari, &ola);
    assert_eq!(listed(&ola)["terms_changed"], Value::Null);
}

/// Whoever does the work changes what it is to be, confirms that to herself, and hands it in.
#[test]
fn whoever_sends_a_task_sees_what_others_made_of_it() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    confirm(&kari);
    share(&kari, &ola);
    kari.edit(TASK, "2099-12-01", "2099-12-24");
    kari.edit(TASK, "of all payments", "of some payments");
    told(&kari, &["2099-12-01 → 2099-12-24", "you changed it", "handover propose ola-1"]);
    told(&ola, &["2099-12-01 → 2099-12-24", "and Kari changed it", "handover correct ola-1"]);
    let words = ["confirm", "ola-1", "-w", "Some, and later", "--first-step", "Count"];
    moved(&kari, &[&words[..], &["--can-meet-due", "yes"]].concat());
    share(&kari, &ola);
    let amended = |words: &str| {
        let day = ola.handover(&["today", "--full", "--json"]);
        let day: Value = serde_json::from_str(&day.stdout).expect("JSON");
        let page = ola.read("Today.md");
        assert!(page.contains("Kari changed what it asks for: due: 2099-12-01"), "{page}");
        let amended = day[words][0]["amended"].clone();
        assert_eq!(amended["by"], serde_json::json!(["kari"]), "{day}");
        assert_eq!(amended["changes"][0]["field"], "due", "{amended}");
    };
    amended("understood");
    moved(&kari, &["deliver", "ola-1", "-m", "https://example.com/1", "--tick-all"]);
    share(&kari, &ola);
    amended("waits_for_you");
    // Once it says what its sender wrote there is nothing to see.
    kari.edit(TASK, "2099-12-24", "2099-12-01");
    kari.edit(TASK, "of some payments", "of all payments");
    share(&kari, &ola);
    assert!(!ola.read("Today.md").contains("Kari changed"), "{}", ola.read("Today.md"));
    // What its sender changes is theirs to change, and says nothing of another part.
    let text = kari.read(TASK);
    let line = text.lines().find(|line| line.contains("Every payment")).expect("a box");
    kari.edit(TASK, &format!("{line}\n"), "");
    ola.edit(TASK, "2099-12-01", "2099-12-30");
    kari.synced();
    share(&ola, &kari);
    ola.edit(TASK, "of all payments", "of each payment");
    share(&ola, &kari);
    let page = ola.read("Today.md");
    assert!(page.contains("Kari changed what it asks for: Done when: 5 words removed."), "{page}");
}

/// Without a guard at the server whoever does the work may make it their own; whoever sent it is told.
#[test]
fn whoever_sent_a_task_is_told_when_it_becomes_somebody_elses() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    kari.edit(TASK, "from: ola", "from: kari");
    kari.synced();
    told(
        &ola,
        &["Kari changed whose task it is (from: ola → kari)", "handover set ola-1 from=ola"],
    );
    // On her page, too: a watch that syncs is read by nobody.
    let page = ola.read("Today.md");
    assert!(
        page.contains(
            "ola-1: Kari changed whose task it is (from: ola → kari). That is yours to say"
        ),
        "{page}"
    );
    let day = ola.handover(&["today", "--json"]);
    let day: Value = serde_json::from_str(&day.stdout).expect("JSON");
    let parties = day["new"].as_array().and_then(|new| new.iter().find(|one| one["id"] == "ola-1"));
    assert_eq!(parties.expect("news")["parties_amended"]["by"][0], "kari", "{day}");
    let back = ola.handover(&["set", "ola-1", "from=ola"]);
    assert_eq!(back.code, 0, "{back:?}");
    share(&ola, &kari);
    assert!(kari.read(TASK).contains("from: ola"));
    // Giving it to somebody else is the sender's to say, and nobody is told of that.
    ola.edit(TASK, "to: kari", "to: ola");
    share(&ola, &kari);
    kari.write("notes/a.md", "More.\n");
    share(&kari, &ola);
    let run = ola.handover(&["sync"]);
    assert!(!run.stdout.contains("yours to say"), "{run:?}");
}

#[test]
fn what_is_written_by_hand_is_bound_to_what_its_author_had() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    // Confirmed and committed with plain git; what is changed afterwards was not confirmed.
    let by_hand = "tasks/ola-1-bank/2026-11-24-091203-kari-confirm-0001.md";
    kari.write(by_hand, "---\ntype: confirm\ncan_meet_due: yes\n---\n\n## In my own words\n\nA receipt each.\n\n## First step\n\nCount.\n");
    kari.commit("confirmed");
    kari.edit(TASK, "2099-12-01", "2099-12-24");
    kari.commit("later");
    kari.synced();
    assert!(kari.read(by_hand).contains("\nterms: 1:"), "{}", kari.read(by_hand));
    assert_eq!(listed(&kari)["terms_changed"], true);
    kari.edit(TASK, "2099-12-24", "2099-12-01");
    share(&kari, &ola);
    assert_eq!(listed(&ola)["terms_changed"], Value::Null);
    // Delivered and reviewed by hand: a file with nothing but what only its author knows.
    kari.write("tasks/ola-1-bank/2026-11-25-091203-kari-delivery-0001.md", "---\ntype: delivery\n---\n\n## Delivered\n\nhttps://example.com/list\n\n## Done when\n\n- [x] Every payment has a receipt\n- [x] What is missing is named\n");
    share(&kari, &ola);
    let review = "tasks/ola-1-bank/2026-11-26-091203-ola-review-0001.md";
    ola.write(review, "---\nverdict: accepted\n---\n");
    share(&ola, &kari);
    let text = ola.read(review);
    assert!(text.contains("\nterms: 1:") && text.contains("\ndelivery: 1:"), "{text}");
    stands(&kari, "accepted", None);
    kari.edit(TASK, "What is missing", "What is lost");
    share(&kari, &ola);
    stands(&ola, "delivered", Some("ola"));
}

#[test]
fn accepted_in_an_editor_is_written_down_as_a_review_by_who_may() {
    let team = team();
    let (ola, kari) = delivered(&team);
    // The assignee can never accept.
    kari.edit(TASK, "status: delivered", "status: accepted");
    kari.synced();
    stands(&kari, "delivered", Some("ola"));
    assert!(!kari.paths().iter().any(|path| path.contains("review")));
    kari.edit(TASK, "status: accepted", "status: delivered");
    share(&kari, &ola);
    ola.edit(TASK, "status: delivered", "status: accepted");
    told(&ola, &["You set ola-1 to accepted, so your review was written: tasks/ola-1-bank/"]);
    let review = ola.read(&newest(&ola, "ola-review"));
    for part in ["verdict: accepted\n", "re: [", "terms: 1:", "delivery: 1:", "by: ola\n"] {
        assert!(review.contains(part), "{review}");
    }
    kari.synced();
    stands(&kari, "accepted", None);
    team.settle(&[&ola, &kari]);
    kari.write(LIST, "a,b\n1,2\n");
    share(&kari, &ola);
    stands(&ola, "delivered", Some("ola"));
}

#[test]
fn an_answer_typed_under_the_questions_is_written_down_as_one() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    leads(
        &kari,
        &["ask", "ola-1", "-q", "Which account?", "-q", "Since when?"],
        "asked",
        Some("ola"),
    );
    share(&kari, &ola);
    let question = newest(&ola, "kari-question");
    ola.edit(&question, "Which account?", "Which account?\n\n   The company's");
    ola.synced();
    stands(&ola, "asked", Some("ola"));
    ola.edit(&question, "Since when?", "Since when? January");
    told(&ola, &["You answered the questions on ola-1"]);
    let answer = ola.read(&newest(&ola, "ola-answer"));
    assert!(answer.contains("1. The company's\n2. January\n"), "{answer}");
    kari.synced();
    stands(&kari, "sent", Some("kari"));
    team.settle(&[&ola, &kari]);
}

/// `status: sent` by whoever is to do the work: it waits for its sender, for everybody, until they say so.
#[test]
fn what_the_assignee_sends_to_themselves_is_not_sent() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    kari.edit(TASK, "status: draft", "status: sent");
    share(&kari, &ola);
    assert!(ola.read(TASK).contains("\nsent_by: kari\n"), "{}", ola.read(TASK));
    for who in [&ola, &kari] {
        stands(who, "draft", Some("ola"));
    }
    // Taking the line out does not make it hers to send.
    kari.edit(TASK, "sent_by: kari\n", "");
    share(&kari, &ola);
    stands(&ola, "draft", Some("ola"));
    let check = ola.handover(&["check", "--format", "concise"]);
    assert!(check.stdout.contains("only ola may send it"), "{check:?}");
    leads(&ola, &["send", "ola-1"], "sent", Some("kari"));
    share(&ola, &kari);
    stands(&kari, "sent", Some("kari"));
    confirm(&kari);
}

#[test]
fn each_step_may_be_shared_by_itself() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    leads(&ola, &["send", "ola-1"], "sent", Some("kari"));
    share(&ola, &kari);
    confirm(&kari);
    share(&kari, &ola);
    leads(&kari, &["start", "ola-1"], "in_progress", Some("kari"));
    share(&kari, &ola);
    for who in [&ola, &kari] {
        stands(who, "in_progress", Some("kari"));
        assert!(!who.read(TASK).contains("sent_by"), "{}", who.read(TASK));
    }
}

/// FAILURES 65: whoever moves a file, or puts it back, sends nothing.
#[test]
fn what_was_sent_stays_so_under_another_name_and_when_it_comes_back() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    leads(&ola, &["send", "ola-1"], "sent", Some("kari"));
    share(&ola, &kari);
    kari.rename(TASK, "tasks/other.md");
    share(&kari, &ola);
    let text = kari.read("tasks/other.md");
    kari.remove("tasks/other.md");
    share(&kari, &ola);
    kari.write("tasks/other.md", text);
    share(&kari, &ola);
    for who in [&ola, &kari] {
        assert!(!who.read("tasks/other.md").contains("sent_by"), "{}", who.read("tasks/other.md"));
        stands(who, "sent", Some("kari"));
    }
}

/// Nobody accepts their own work by another's name, where no server looks either.
#[test]
fn what_is_written_in_anothers_name_is_filed_and_accepts_nothing() {
    let team = team();
    let (ola, kari) = delivered(&team);
    let forged = newest(&kari, "kari-delivery").replace("kari-delivery", "ola-review");
    kari.write(&forged, "---\nkind: review\nby: ola\nverdict: accepted\n---\nFine.\n");
    share(&kari, &ola);
    assert!(ola.read(&forged).contains("captured_by: kari"), "{}", ola.read(&forged));
    for who in [&ola, &kari] {
        stands(who, "delivered", Some("ola"));
    }
}

/// What both read is what holds: there is nothing to be settled.
#[test]
fn called_off_while_it_is_delivered_it_is_called_off_for_both() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    confirm(&kari);
    share(&kari, &ola);
    let deliver = ["deliver", "ola-1", "--tick-all", "-m", "https://example.com"];
    leads(&kari, &deliver, "delivered", Some("ola"));
    leads(&ola, &["cancel", "ola-1", "-r", "The customer is gone."], "cancelled", None);
    ola.synced();
    for who in [&kari, &ola] {
        assert_eq!(who.synced().json["conflicts"], serde_json::json!([]));
        stands(who, "cancelled", None);
        assert!(who.read(TASK).contains("status: cancelled\n"), "{}", who.read(TASK));
    }
}

/// A finished task is copied with its folder, as a file manager does, to begin another one.
#[test]
fn a_copied_folder_reopens_nothing() {
    let team = team();
    let (ola, kari) = delivered(&team);
    leads(&ola, &["accept", "ola-1"], "accepted", None);
    share(&ola, &kari);
    let text = ola.read(TASK).replace("id: ola-1\n", "").replace("the bank", "the cards");
    ola.write("tasks/cards.md", text.replace("status: accepted", "status: sent"));
    for path in ola.paths().into_iter().filter(|path| path.starts_with("tasks/ola-1-bank/")) {
        let text = ola.read(&path);
        ola.write(&path.replace("ola-1-bank", "cards"), text);
    }
    let told = ola.handover(&["sync"]);
    assert!(!told.stdout.contains("has changed"), "{}", told.stdout);
    kari.synced();
    for who in [&ola, &kari] {
        let run = who.handover(&["list", "ola-1", "--json"]);
        assert!(run.stdout.contains("\"accepted\""), "{}", run.stdout);
        let run = who.handover(&["list", "ola-2", "--json"]);
        assert!(run.stdout.contains("\"effective_status\": \"sent\""), "{}", run.stdout);
        let told = who.handover(&["check", "--format", "concise"]).stdout;
        let copies = told.lines().filter(|line| line.contains("it is a copy of tasks/ola-1-bank/"));
        assert_eq!(copies.count(), 3, "{told}");
    }
}
