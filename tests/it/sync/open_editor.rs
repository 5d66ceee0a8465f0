//! FAILURES 69: an editor that was open during a sync saves what it had.

use super::team::{KARI, Member, Team, task};

const PATH: &str = "tasks/ola-1.md";

/// A task of both, changed by Kari while Ola's editor shows `OLD`; returns what Ola's editor shows.
fn changed_meanwhile(team: &Team) -> String {
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(PATH, task("ola-1", "2099-12-01", "One.\n\nTwo.\n\nThree."));
    ola.synced();
    kari.synced();
    let shown = ola.read(PATH);
    kari.edit(PATH, "due: 2099-12-01", "due: 2099-11-30");
    kari.edit(PATH, "Two.", "Two, by Kari.");
    kari.synced();
    ola.synced();
    assert!(ola.read(PATH).contains("Two, by Kari."));
    shown
}

#[test]
fn the_old_text_saved_again_takes_nothing_back() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let shown = changed_meanwhile(&team);
    ola.write(PATH, &shown);
    let synced = ola.synced();
    assert_eq!(synced.paths("reopened"), [PATH]);
    assert_eq!(synced.result(), "up_to_date");
    let text = ola.read(PATH);
    assert!(text.contains("due: 2099-11-30") && text.contains("Two, by Kari."), "{text}");
    team.settle(&[&ola, &kari]);
}

#[test]
fn what_was_written_into_the_old_text_is_added_to_the_new_one() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let shown = changed_meanwhile(&team);
    // The editor stays open over several syncs, and saves each time.
    for (at, addition) in ["Three, by Ola.", "Three, by Ola.\n\nFour."].into_iter().enumerate() {
        ola.write(PATH, shown.replace("Three.", addition));
        let synced = ola.synced();
        assert_eq!(synced.paths("reopened"), [PATH], "{at}");
        let text = ola.read(PATH);
        assert!(text.contains("due: 2099-11-30") && text.contains("Two, by Kari."), "{text}");
        assert!(text.contains(addition), "{text}");
    }
    team.settle(&[&ola, &kari]);
    assert_eq!(kari.read(PATH), ola.read(PATH));
    assert!(!ola.git(&["ls-files", "conflicts"]).contains("conflicts"));
}

#[test]
fn taking_it_out_once_more_is_meant() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let shown = changed_meanwhile(&team);
    ola.write(PATH, &shown);
    ola.synced();
    ola.write(PATH, &shown);
    let synced = ola.synced();
    assert!(synced.paths("reopened").is_empty());
    assert_eq!(synced.paths("sent"), [PATH]);
    assert_eq!(ola.read(PATH), shown);
    team.settle(&[&ola, &kari]);
}

#[test]
fn an_editor_that_goes_on_is_recognised_after_having_saved_the_old_text() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let shown = changed_meanwhile(&team);
    for text in [shown.clone(), shown.replace("Three.", "Three, by Ola.")] {
        ola.write(PATH, text);
        assert_eq!(ola.synced().paths("reopened"), [PATH]);
    }
    let text = ola.read(PATH);
    assert!(text.contains("Two, by Kari.") && text.contains("Three, by Ola."), "{text}");
    team.settle(&[&ola, &kari]);
}

#[test]
fn whoever_has_seen_the_new_text_may_change_it_back() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let shown = changed_meanwhile(&team);
    ola.edit(PATH, "Two, by Kari.", "Two.");
    assert!(ola.synced().paths("reopened").is_empty());
    assert!(!ola.read(PATH).contains("by Kari"));
    // Another window may show the old text all the same: saved as it was, it is asked for once more.
    ola.write(PATH, &shown);
    assert_eq!(ola.synced().paths("reopened"), [PATH]);
    assert!(ola.read(PATH).contains("due: 2099-11-30"));
    ola.write(PATH, &shown);
    assert!(ola.synced().paths("reopened").is_empty());
    assert_eq!(ola.read(PATH), shown);
    team.settle(&[&ola, &kari]);
}

#[test]
fn what_a_sync_filled_in_is_not_lost_to_an_open_editor() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("tasks/post.md", "---\ntitle: Post it\nto: kari\n---\n\nBody\n");
    let filled = ola.synced();
    assert_eq!(filled.paths("sent"), ["tasks/post.md"]);
    ola.write("tasks/post.md", "---\ntitle: Post it\nto: kari\n---\n\nBody\n\nMore\n");
    assert_eq!(ola.synced().paths("reopened"), ["tasks/post.md"]);
    let text = ola.read("tasks/post.md");
    assert!(text.contains("id: ola-1") && text.contains("More"), "{text}");
}

#[test]
fn a_dry_run_recognises_and_forgets_nothing() {
    let team = Team::new();
    let ola = team.member("ola");
    let shown = changed_meanwhile(&team);
    ola.write(PATH, &shown);
    for _ in 0..2 {
        assert_eq!(ola.sync(&["--dry-run"]).paths("reopened"), [PATH]);
        assert_eq!(ola.read(PATH), shown);
    }
    assert_eq!(ola.synced().paths("reopened"), [PATH]);
}

/// Plain git commits what such an editor saved, before any sync looks.
#[test]
fn a_commit_of_the_old_text_takes_nothing_back() {
    let team = Team::new();
    let ola = team.member("ola");
    let shown = changed_meanwhile(&team);
    ola.write(PATH, shown.replace("Three.", "Three, by Ola."));
    ola.git(&["commit", "-qam", "by hand"]);
    assert_eq!(ola.synced().paths("reopened"), [PATH]);
    ola.write(PATH, shown.replace("Three.", "Three, by Ola, again."));
    ola.git(&["commit", "-qam", "by hand"]);
    ola.write(PATH, shown.replace("Three.", "Three, by Ola, at last."));
    assert_eq!(ola.synced().paths("reopened"), [PATH]);
    let text = ola.read(PATH);
    for typed in ["due: 2099-11-30", "Two, by Kari.", "Three, by Ola, at last."] {
        assert!(text.contains(typed), "{typed} is lost: {text}");
    }
}

/// Plain git has brought the others' changes, and no sync has seen that: an editor was open over it, or the file
/// was put aside and came back.
#[test]
fn what_a_pull_by_plain_git_brought_is_not_taken_back() {
    for typed in ["Three.", "Three, by Ola."] {
        let team = Team::new();
        let (ola, kari) = (team.member("ola"), team.member("kari"));
        ola.write(PATH, task("ola-1", "2099-12-10", "One.\n\nTwo.\n\nThree."));
        ola.synced();
        kari.synced();
        let shown = ola.read(PATH);
        kari.edit(PATH, "Two.", "Two, by Kari.");
        kari.synced();
        ola.git(&["pull", "--quiet", "--ff-only"]);
        assert!(ola.read(PATH).contains("Two, by Kari."));
        ola.write(PATH, shown.replace("Three.", typed));
        assert_eq!(ola.synced().paths("reopened"), [PATH]);
        let text = ola.read(PATH);
        assert!(text.contains("Two, by Kari.") && text.contains(typed), "{text}");
        // What one has committed oneself may be taken back.
        ola.edit(PATH, "One.", "One, by Ola.");
        ola.git(&["commit", "-qam", "by hand"]);
        ola.write(PATH, &text);
        assert!(ola.synced().paths("reopened").is_empty());
        assert_eq!(ola.read(PATH), text);
    }
}

/// The same, and the save is committed by plain git, sent by it even, before a sync looks.
#[test]
fn what_a_pull_brought_is_not_taken_back_by_a_commit() {
    let commit: &[&str] = &["commit", "-qam", "by hand"];
    let [pull, push]: [&[&str]; 2] = [&["pull", "-q", "--ff-only"], &["push", "-q"]];
    for steps in [&[commit] as &[_], &[commit, push], &[commit, pull], &[commit, pull, push]] {
        let team = Team::new();
        let (ola, kari) = (team.member("ola"), team.member("kari"));
        ola.write(PATH, task("ola-1", "2099-12-10", "One.\n\nTwo.\n\nThree."));
        ola.synced();
        kari.synced();
        let shown = ola.read(PATH);
        kari.edit(PATH, "Two.", "Two, by Kari.");
        kari.synced();
        ola.git(pull);
        ola.write(PATH, shown.replace("Three.", "Three, by Ola."));
        steps.iter().for_each(|step| drop(ola.git(step)));
        assert_eq!(ola.synced().paths("reopened"), [PATH], "{steps:?}");
        kari.synced();
        let text = kari.read(PATH);
        assert!(text.contains("Two, by Kari.") && text.contains("Three, by Ola."), "{text}");
        assert_eq!(text, ola.read(PATH));
    }
}

/// Whoever takes back by plain git what the others did, and nothing else, means it.
#[test]
fn a_revert_by_plain_git_is_meant() {
    let team = Team::new();
    let ola = team.member("ola");
    let shown = changed_meanwhile(&team);
    ola.write(PATH, &shown);
    ola.git(&["commit", "-qam", "taken back"]);
    assert!(ola.synced().paths("reopened").is_empty());
    assert_eq!(ola.read(PATH), shown);
}

/// A command writes into what an editor that was open all along had saved, before any sync looks.
#[test]
fn a_command_on_the_old_text_takes_nothing_back() {
    let commands: [&[&str]; 2] =
        [&["set", "ola-1", "priority=high"], &["cancel", "ola-1", "-r", "Not needed"]];
    for command in commands {
        let team = Team::new();
        let ola = team.member("ola");
        let shown = changed_meanwhile(&team);
        ola.write(PATH, shown.replace("Three.", "Three, by Ola."));
        let run = ola.handover(command);
        assert_eq!(run.code, 0, "{run:?}");
        ola.synced();
        let text = ola.read(PATH);
        for typed in ["due: 2099-11-30", "Two, by Kari.", "Three, by Ola."] {
            assert!(text.contains(typed), "{command:?}: {typed} is lost: {text}");
        }
    }
}

/// A reply that is made empty, as desktops make files, is one reply when it is written.
#[test]
fn a_reply_that_is_made_empty_is_one_file() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "Once."));
    ola.synced();
    ola.write("tasks/ola-1/no.md", "");
    ola.synced();
    ola.write("tasks/ola-1/no.md", "---\ntype: note\n---\nAnother page\n");
    ola.synced();
    let text = ola.read("tasks/ola-1/no.md");
    assert!(text.contains("by: ola\n") && text.contains("Another page"), "{text}");
    assert_eq!(ola.paths().iter().filter(|path| path.contains("/no")).count(), 1);
}

/// What `today` says was saved over what had come in, and whether that is set back; the page says as many.
fn saved_over(member: &Member<'_>) -> Vec<(String, bool)> {
    let day = member.handover(&["today", "--json"]);
    let day: serde_json::Value = serde_json::from_str(&day.stdout).expect("JSON");
    let one = |one: &serde_json::Value| {
        (one["path"].as_str().unwrap_or_default().to_owned(), one["set_back"] == true)
    };
    let found: Vec<_> = day["saved_over"].as_array().into_iter().flatten().map(one).collect();
    let is_said = member.read("Today.md").contains("## Saved over what had come in");
    assert_eq!(is_said, !found.is_empty(), "{}", member.read("Today.md"));
    found
}

/// What others have changed and the sender is told of is theirs to say: set back in the file, it stays so the first
/// time. Of words that holds no more than of an old window's.
#[test]
fn values_that_the_sender_is_told_of_may_be_set_back_at_once() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let list = "- [ ] All are posted\n- [ ] The bank knows\n";
    let text = task("ola-1", "2099-12-01", "One.").replace("- [ ] All are posted\n", list);
    ola.write(PATH, &text);
    ola.synced();
    kari.synced();
    let confirm =
        ["confirm", "ola-1", "-w", "I post them", "--first-step", "x", "--can-meet-due", "yes"];
    assert_eq!(kari.handover(&confirm).code, 0);
    kari.synced();
    ola.synced();
    let change = |from: &str, to: &str| {
        kari.edit(PATH, from, to);
        kari.synced();
        ola.synced()
    };
    let told = change("due: 2099-12-01", "due: 2099-12-20");
    assert_eq!(told.json["lapsed"][0]["changed_by"][0], "kari", "{told:?}");
    // The whole text as it was, and with something typed beside.
    ola.write(PATH, &text);
    let synced = ola.synced();
    assert_eq!((synced.paths("set_back"), synced.paths("sent")), (vec![PATH], vec![PATH]));
    assert!(synced.paths("reopened").is_empty());
    assert_eq!(ola.read(PATH), text);
    assert_eq!(saved_over(&ola), [(PATH.to_owned(), true)]);
    kari.synced();
    change("- [ ] The bank knows\n", "");
    ola.edit(PATH, "- [ ] All are posted\n", list);
    ola.edit(PATH, "One.", "One, and two.");
    assert_eq!(ola.synced().paths("set_back"), [PATH]);
    assert!(ola.read(PATH).contains("The bank knows") && ola.read(PATH).contains("One, and two."));
    kari.synced();
    // Words take the others' out no more than before, and that is told.
    change("One, and two.", "One, two or three.");
    ola.edit(PATH, "One, two or three.", "One, and two.");
    assert_eq!(ola.synced().paths("reopened"), [PATH]);
    ola.synced();
    assert_eq!(saved_over(&ola), [(PATH.to_owned(), false)]);
    ola.edit(PATH, "One, two or three.", "One, and two.");
    assert!(ola.synced().paths("reopened").is_empty());
    assert!(saved_over(&ola).is_empty());
    // A command that writes such a value says what it does itself.
    kari.synced();
    change("due: 2099-12-01", "due: 2099-12-20");
    assert_eq!(ola.handover(&["set", "ola-1", "due=2099-12-01"]).code, 0);
    assert!(ola.synced().json.get("set_back").is_none());
    team.settle(&[&ola, &kari]);
    assert!(kari.read(PATH).contains("One, and two."));
}

/// So is an address that somebody else has taken: who is told to take it out has taken it out.
#[test]
fn an_address_that_others_have_taken_is_given_back_at_once() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    kari.edit("people/kari.md", "email: kari@", "email: [ola@example.org, kari@");
    kari.edit("people/kari.md", ".org\n", ".org]\n");
    kari.synced();
    let synced = ola.synced();
    assert_eq!(synced.json["shared_addresses"][0]["address"], "ola@example.org", "{synced:?}");
    ola.write("people/kari.md", KARI);
    let synced = ola.synced();
    assert_eq!(synced.paths("set_back"), ["people/kari.md"]);
    assert_eq!(ola.read("people/kari.md"), KARI);
    team.settle(&[&ola, &kari]);
}
