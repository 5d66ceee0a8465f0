//! Decisions where the person reads the document itself: the boxes at the end of a delivery and of a
//! proposal. And what was due before it was sent.

use super::{TASK, confirm, leads, moved, share, team};
use crate::sync::team::{Member, Team};

/// Sends, confirms and delivers; both have it.
fn delivered(team: &Team) -> (Member<'_>, Member<'_>, String) {
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    confirm(&kari);
    let deliver = ["deliver", "ola-1", "--tick-all", "-m", "https://example.com/list"];
    leads(&kari, &deliver, "delivered", Some("ola"));
    share(&kari, &ola);
    let path = ola.paths().into_iter().rfind(|path| path.contains("-delivery-")).expect("one");
    (ola, kari, path)
}

#[track_caller]
fn stands(who: &Member<'_>, state: &str) {
    let listed = who.handover(&["list", "kind:task", "--json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    assert_eq!(json["items"][0]["effective_status"], state, "{listed}");
}

fn review(who: &Member<'_>) -> String {
    let path = who.paths().into_iter().rfind(|path| path.contains("-ola-review-"));
    who.read(&path.unwrap_or_else(|| panic!("no review: {:?}", who.paths())))
}

#[test]
fn a_delivery_is_accepted_in_it_by_whoever_may() {
    let team = team();
    let (ola, kari, path) = delivered(&team);
    assert!(ola.read(&path).ends_with(
        "## Decision\n\n- [ ] I accept this delivery\n- [ ] It goes back, and what is to change stands below, a line each\n"
    ), "{}", ola.read(&path));
    ola.edit(&path, "[ ] I accept this delivery\n", "[x] I accept this delivery\n  Well done.\n");
    let told = ola.handover(&["sync"]).stdout;
    assert!(told.contains("You decided about ola-1 with a tick"), "{told}");
    kari.synced();
    for who in [&ola, &kari] {
        stands(who, "accepted");
    }
    let review = review(&kari);
    for part in
        ["verdict: accepted\n", "delivery: 1:", "terms: 1:", "## What is good\n\nWell done.\n"]
    {
        assert!(review.contains(part), "{review}");
    }
    // A tick that is taken out again changes nothing of what was accepted.
    ola.edit(&path, "[x] I accept", "[ ] I accept");
    share(&ola, &kari);
    stands(&kari, "accepted");
}

/// Nor by what was ticked before.
#[test]
fn a_tick_of_whoever_delivered_decides_nothing() {
    let team = team();
    let (ola, kari, path) = delivered(&team);
    kari.edit(&path, "[ ] I accept", "[x] I accept");
    share(&kari, &ola);
    ola.edit(&path, "## Decision\n", "## Decision\n\nI have not looked yet.\n");
    share(&ola, &kari);
    for who in [&ola, &kari] {
        stands(who, "delivered");
        assert!(!who.paths().iter().any(|path| path.contains("review")), "{:?}", who.paths());
    }
}

/// A tick that says nothing is told to whoever made it, by the sync and on their page.
#[test]
fn ticks_that_say_nothing_are_told() {
    let team = team();
    let (ola, _kari, path) = delivered(&team);
    ola.edit(&path, "[ ] I accept", "[x] I accept");
    ola.edit(&path, "[ ] It goes back", "[x] It goes back");
    let told = ola.handover(&["sync"]).stdout;
    assert!(told.contains("another box as well"), "{told}");
    stands(&ola, "delivered");
    let page = ola.read("Today.md");
    assert!(page.contains("## Ticked, and not done") && page.contains(&path), "{page}");
}

#[test]
fn a_delivery_goes_back_with_what_was_typed_below_the_box() {
    let team = team();
    let (ola, kari, path) = delivered(&team);
    ola.edit(&path, "[ ] It goes back", "[x] It goes back");
    share(&ola, &kari);
    stands(&kari, "delivered");
    // The words may come later than the tick.
    ola.write(&path, format!("{}  The logo is old.\n  The date is wrong.\n", ola.read(&path)));
    share(&ola, &kari);
    stands(&kari, "returned");
    let review = review(&kari);
    assert!(
        review.contains("## Changes\n\n1. The logo is old.\n2. The date is wrong.\n"),
        "{review}"
    );
}

#[test]
fn a_proposal_is_agreed_to_in_it_and_moves_the_date() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    let propose = ["propose", "ola-1", "--due", "2099-12-04", "-m", "Days", "-r", "Late"];
    leads(&kari, &propose, "proposed", Some("ola"));
    share(&kari, &ola);
    let path = ola.paths().into_iter().rfind(|path| path.contains("-proposal-")).expect("one");
    ola.edit(&path, "[ ] I agree", "[x] I agree");
    share(&ola, &kari);
    let task = kari.read(TASK);
    assert!(
        task.contains("due: 2099-12-04\n") && task.contains("original_due: 2099-12-01\n"),
        "{task}"
    );
    stands(&kari, "confirmed");
    assert!(review(&kari).contains("terms: 1:"));
    let found = kari.handover(&["check"]).stdout;
    assert!(!found.contains("terms-changed"), "{found}");
}

/// DESIGN: a `due` after the moment of sending; one that passes later is late.
#[test]
fn what_was_due_before_it_was_sent_by_hand_is_a_draft() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.edit(TASK, "status: draft\ndue: 2099-12-01", "status: sent\ndue: 2020-12-01");
    share(&ola, &kari);
    assert!(kari.read(TASK).contains("sent_at: "), "{}", kari.read(TASK));
    for who in [&ola, &kari] {
        stands(who, "draft");
        let found = who.handover(&["check", "--format", "concise"]).stdout;
        assert!(found.contains("this was over when the task was sent"), "{found}");
    }
    let page = ola.read("Today.md");
    assert!(page.contains("“due” was over when you sent it: write a date to come"), "{page}");
    // Still over, and then to come.
    ola.edit(TASK, "due: 2020-12-01", "due: 2021-12-01");
    share(&ola, &kari);
    stands(&kari, "draft");
    ola.edit(TASK, "due: 2021-12-01", "due: 2099-12-01");
    share(&ola, &kari);
    stands(&kari, "sent");
}

/// Only a draft is sent: what goes on from any other state was sent before, whoever does it, and when.
#[test]
fn what_goes_on_is_not_sent_anew() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    confirm(&kari);
    share(&kari, &ola);
    moved(&kari, &["start", "ola-1"]);
    share(&kari, &ola);
    assert!(!ola.read(TASK).contains("sent_by"), "{}", ola.read(TASK));
    stands(&ola, "in_progress");
}

#[test]
fn a_day_is_named_as_people_say_it() {
    let team = team();
    let ola = team.member("ola");
    let due =
        |text: &str| text.lines().find(|line| line.starts_with("due:")).expect("a due").to_owned();
    for day in ["due=+3d", "due=fredag", "due=i morgen"] {
        let run = ola.handover(&["set", "ola-1", day]);
        assert_eq!(run.code, 0, "{run:?}");
        let due = due(&ola.read(TASK));
        assert!(due.starts_with("due: 20") && due.len() == "due: 2026-12-01".len(), "{due}");
    }
    moved(&ola, &["send", "ola-1", "--due", "+2w"]);
    let made = ola.handover(&["new", "task", "Book it", "-f", "to=kari", "-f", "due=tomorrow"]);
    assert_eq!(made.code, 0, "{made:?}");
    let path = ola.paths().into_iter().find(|path| path.contains("book-it")).expect("made");
    assert!(due(&ola.read(&path)).starts_with("due: 20"), "{}", ola.read(&path));
}
