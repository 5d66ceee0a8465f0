//! Held-back files that plain git commits, sends or merges.

use super::team::{Team, task};

/// FAILURES 63, 70: a file that was held back is committed with plain git, mended or not.
#[test]
fn plain_git_does_not_forget_what_a_held_back_file_was_based_on() {
    for mended_first in [true, false] {
        let team = Team::new();
        let (ola, kari) = (team.member("ola"), team.member("kari"));
        ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One.\n\nTwo.\n\nThree."));
        ola.synced();
        kari.synced();
        ola.edit("tasks/ola-1.md", "title: Post the invoices", "title: Post: the invoices");
        ola.edit("tasks/ola-1.md", "Three.", "Three, by Ola.");
        kari.edit("tasks/ola-1.md", "due: 2099-12-01", "due: 2099-11-30");
        kari.edit("tasks/ola-1.md", "One.", "One, by Kari.");
        kari.synced();
        assert_eq!(ola.sync(&[]).paths("held_back"), ["tasks/ola-1.md"]);
        let mend = || ola.edit("tasks/ola-1.md", "title: Post: the", "title: Post the");
        if mended_first {
            mend();
            ola.commit("by hand");
        } else {
            ola.commit("by hand");
            assert_eq!(ola.sync(&[]).paths("held_back"), ["tasks/ola-1.md"]);
            mend();
        }
        ola.synced();
        let text = ola.read("tasks/ola-1.md");
        for part in ["due: 2099-11-30", "One, by Kari.", "Three, by Ola."] {
            assert!(text.contains(part), "{mended_first}: {part} is not in {text}");
        }
        team.settle(&[&ola, &kari]);
    }
}

/// FAILURES 63, 70: a held-back file is committed with plain git, then mended.
#[test]
fn a_held_back_file_that_was_committed_by_hand_takes_nothing_back() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One.\n\nTwo.\n\nThree."));
    ola.synced();
    kari.synced();
    ola.edit("tasks/ola-1.md", "title: Post the", "title: Post: the");
    ola.edit("tasks/ola-1.md", "Three.", "Three, by Ola.");
    kari.edit("tasks/ola-1.md", "One.", "One, by Kari.");
    kari.synced();
    assert_eq!(ola.sync(&[]).paths("held_back"), ["tasks/ola-1.md"]);
    ola.commit("by hand");
    ola.edit("tasks/ola-1.md", "title: Post: the", "title: Post the");
    ola.synced();
    let text = ola.read("tasks/ola-1.md");
    assert!(text.contains("One, by Kari.") && text.contains("Three, by Ola."), "{text}");
    team.settle(&[&ola, &kari]);
}

/// FAILURES 63, 64: plain git sends what stayed here, or merges others' later work over it.
#[test]
fn what_stayed_here_takes_nothing_back_when_plain_git_goes_on_with_it() {
    for way in ["pushed", "merged and edited"] {
        let team = Team::new();
        let (ola, kari) = (team.member("ola"), team.member("kari"));
        ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One.\n\nTwo.\n\nThree."));
        ola.synced();
        kari.synced();
        ola.edit("tasks/ola-1.md", "title: Post the", "title: Post: the");
        ola.edit("tasks/ola-1.md", "Three.", "Three, by Ola.");
        kari.edit("tasks/ola-1.md", "One.", "One, by Kari.");
        kari.synced();
        assert_eq!(ola.sync(&[]).paths("held_back"), ["tasks/ola-1.md"]);
        ola.edit("tasks/ola-1.md", "title: Post: the", "title: Post the");
        ola.commit("by hand");
        if way == "pushed" {
            ola.git(&["push", "--quiet", "origin", "HEAD:main"]);
        } else {
            kari.edit("tasks/ola-1.md", "Post the", "Mail the");
            kari.synced();
            ola.git(&["pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main"]);
            ola.edit("tasks/ola-1.md", "Two.", "Two, by Ola.");
        }
        ola.synced();
        let text = ola.read("tasks/ola-1.md");
        let all = ["One, by Kari.", "Three, by Ola."];
        assert!(all.iter().all(|words| text.contains(words)), "{way}: {text}");
        team.settle(&[&ola, &kari]);
    }
}

#[test]
fn a_held_back_file_that_was_committed_by_hand_is_in_conflict_where_both_changed_one_thing() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One."));
    ola.synced();
    kari.synced();
    ola.edit("tasks/ola-1.md", "title: Post the", "title: Send: the");
    kari.edit("tasks/ola-1.md", "title: Post the", "title: Mail the");
    kari.synced();
    assert_eq!(ola.sync(&[]).paths("held_back"), ["tasks/ola-1.md"]);
    ola.commit("by hand");
    ola.edit("tasks/ola-1.md", "title: Send: the", "title: Send the");
    let synced = ola.synced();
    assert_eq!(synced.paths("conflicts").len(), 1, "{synced:?}");
    team.settle(&[&ola, &kari]);
}

/// FAILURES 65, 69, 71: renamed and broken, and then committed with plain git, or away during a sync.
#[test]
fn a_held_back_rename_takes_nothing_back_whatever_plain_git_does_with_it() {
    for way in ["commit", "stash"] {
        let team = Team::new();
        let (ola, kari) = (team.member("ola"), team.member("kari"));
        ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One."));
        ola.synced();
        kari.synced();
        kari.rename("tasks/ola-1.md", "tasks/other.md");
        kari.edit("tasks/other.md", "to: kari\n", "to: kari\nx: [a, b\n");
        assert_eq!(kari.sync(&[]).code, 1, "{way}");
        ola.edit("tasks/ola-1.md", "One.", "One.\n\nTwo, by Ola.");
        ola.synced();
        kari.sync(&[]);
        if way == "commit" {
            kari.commit("mine");
        } else {
            kari.git(&["stash", "--quiet", "--include-untracked"]);
            kari.synced();
            kari.git(&["stash", "pop", "--quiet"]);
            assert_eq!(kari.sync(&[]).code, 1);
        }
        kari.edit("tasks/other.md", "x: [a, b\n", "x: [a, b]\n");
        kari.synced();
        ola.synced();
        let text = ola.read("tasks/other.md");
        assert!(text.contains("Two, by Ola.") && text.contains("x: [a, b]"), "{way}: {text}");
        assert!(!ola.has("tasks/ola-1.md"), "{way}");
        team.settle(&[&ola, &kari]);
    }
}
