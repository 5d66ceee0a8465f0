//! Merges by plain git, through our driver, that were given up: the note that the driver wrote beside
//! tells of nothing then, and goes.

use super::team::{Member, Team, task};
use crate::support::Run;

const PATH: &str = "tasks/ola-1.md";
const OTHER: &str = "data.txt";

/// Ola and Kari changed the same date, and the same line of a file that no driver merges; Kari's is
/// committed by hand and merges through the driver. `kari` is the date that she gave.
fn diverged(kari_due: &str) -> Team {
    let team = Team::new();
    {
        let (ola, kari) = (team.member("ola"), team.member("kari"));
        ola.write(PATH, task("ola-1", "2099-12-10", "One."));
        ola.write(OTHER, "one\n");
        ola.write(".gitattributes", "* -text\n*.md merge=handover\n");
        ola.synced();
        kari.synced();
        assert_eq!(kari.handover(&["merge-driver", "--install"]).code, 0);
        ola.edit(PATH, "2099-12-10", "2099-12-04");
        ola.edit(PATH, "One.", "One, by Ola.");
        ola.write(OTHER, "by Ola\n");
        ola.synced();
        kari.edit(PATH, "2099-12-10", kari_due);
        kari.write(OTHER, "by Kari\n");
        kari.commit("by hand");
        kari.git(&["fetch", "--quiet", "origin"]);
    }
    team
}

/// Runs git, whatever comes of it.
fn git(member: &Member<'_>, args: &[&str]) -> Run {
    let mut command = member.sandbox.command("git");
    Run::of(command.current_dir(&member.root).args(args).output().expect("git runs"))
}

fn notes(member: &Member<'_>) -> Vec<String> {
    member.paths().into_iter().filter(|path| path.starts_with("conflicts/")).collect()
}

/// Whatever was begun was given up: a look that shares nothing takes the note away.
fn the_note_goes(member: &Member<'_>) {
    assert_eq!(notes(member).len(), 1, "git has merged the document");
    let elsewhere = member.root.with_extension("git").to_string_lossy().into_owned();
    member.git(&["remote", "set-url", "origin", &elsewhere]);
    assert_eq!(member.sync(&[]).result(), "offline");
    assert_eq!(notes(member), [""; 0]);
}

#[test]
fn the_note_of_a_merge_that_was_given_up_goes() {
    // Whether Kari's date stands in the merged document, or Ola's.
    for due in ["2099-12-03", "2099-12-05"] {
        let team = diverged(due);
        let kari = team.member("kari");
        assert_ne!(git(&kari, &["merge", "--quiet", "origin/main"]).code, 0);
        let before = kari.files();
        assert_eq!(kari.sync(&[]).result(), "stopped");
        assert_eq!(kari.files(), before, "what is not finished is left alone");
        kari.git(&["merge", "--abort"]);
        the_note_goes(&kari);
        assert!(kari.read(PATH).contains(due));
    }
}

#[test]
fn the_note_of_a_rebase_that_was_given_up_goes() {
    for due in ["2099-12-03", "2099-12-05"] {
        let team = diverged(due);
        let kari = team.member("kari");
        assert_ne!(git(&kari, &["rebase", "--quiet", "origin/main"]).code, 0);
        kari.git(&["rebase", "--abort"]);
        the_note_goes(&kari);
    }
}

#[test]
fn the_note_of_a_pick_that_was_given_up_goes() {
    let team = diverged("2099-12-05");
    let kari = team.member("kari");
    assert_ne!(git(&kari, &["cherry-pick", "origin/main"]).code, 0);
    kari.git(&["cherry-pick", "--abort"]);
    the_note_goes(&kari);
}

#[test]
fn the_note_of_a_stash_that_was_put_back_goes() {
    let team = diverged("2099-12-05");
    let kari = team.member("kari");
    kari.git(&["reset", "--quiet", "--soft", "HEAD~"]);
    kari.git(&["stash", "--quiet"]);
    kari.git(&["merge", "--quiet", "--ff-only", "origin/main"]);
    kari.edit(PATH, "2099-12-04", "2099-12-06");
    kari.commit("by hand");
    assert_ne!(git(&kari, &["stash", "pop", "--quiet"]).code, 0);
    kari.git(&["reset", "--quiet", "--hard"]);
    the_note_goes(&kari);
    assert!(!kari.git(&["stash", "list"]).is_empty(), "what was put aside is there still");
}

/// Each way to the end: the note stays, and is shared.
#[test]
fn the_note_of_a_merge_that_was_brought_to_its_end_stays() {
    let ways: [&[&[&str]]; 3] = [
        &[
            &["merge", "--quiet", "origin/main"],
            &["add", "data.txt"],
            &["commit", "--quiet", "-m", "m"],
        ],
        &[
            &["rebase", "--quiet", "origin/main"],
            &["add", "data.txt"],
            &["-c", "core.editor=true", "rebase", "--continue"],
        ],
        &[
            &["cherry-pick", "origin/main"],
            &["add", "data.txt"],
            &["-c", "core.editor=true", "cherry-pick", "--continue"],
        ],
    ];
    for way in ways {
        let team = diverged("2099-12-03");
        let (ola, kari) = (team.member("ola"), team.member("kari"));
        assert_ne!(git(&kari, way[0]).code, 0);
        kari.write(OTHER, "by both\n");
        for command in &way[1..] {
            assert_eq!(git(&kari, command).code, 0, "{command:?}");
        }
        assert_eq!(notes(&kari).len(), 1, "{way:?}");
        let note = notes(&kari).remove(0);
        kari.synced();
        assert_eq!(notes(&kari), [note.as_str()], "{way:?}");
        assert!(team.shared(&note).is_some(), "{way:?}");
        team.settle(&[&kari, &ola]);
        assert_eq!(kari.git(&["for-each-ref", "refs/worktree/handover/driven"]), "", "{way:?}");
    }
}

/// Somebody has ticked a box: that was typed, and stays.
#[test]
fn a_note_in_which_somebody_wrote_stays() {
    let team = diverged("2099-12-03");
    let kari = team.member("kari");
    assert_ne!(git(&kari, &["merge", "--quiet", "origin/main"]).code, 0);
    kari.git(&["merge", "--abort"]);
    let note = notes(&kari).remove(0);
    kari.edit(&note, "\n---\n", "\n---\n\nI shall ask Ola.\n");
    kari.synced();
    assert!(kari.read(&note).contains("I shall ask Ola."));
}
