//! FAILURES 75: merges that were made without our rules, by plain git or at a hosting site.

use super::team::{Member, Team, task};

const PATH: &str = "tasks/ola-1.md";
const RESULT: &str = "One.\n\nTwo.\n\nThree.";

/// A task that everybody has.
fn shared() -> Team {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(PATH, task("ola-1", "2099-12-10", RESULT));
    ola.synced();
    kari.synced();
    team
}

/// Merges what is shared with plain git, commits whatever comes of it, and pushes it.
fn merge_by_git(member: &Member<'_>, options: &[&str]) {
    merge_here(member, options);
    member.git(&["push", "--quiet", "origin", "main"]);
}

fn merge_here(member: &Member<'_>, options: &[&str]) {
    member.git(&["fetch", "--quiet", "origin"]);
    let mut command = member.sandbox.command("git");
    command.current_dir(&member.root).args(["merge", "--quiet", "--no-edit"]).args(options);
    let clean = command.arg("origin/main").output().expect("git runs").status.success();
    if !clean {
        member.commit("merged by hand");
    }
}

/// Lets both change the same place, and Kari merge that with plain git, markers and all.
fn marked(team: &Team) {
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.edit(PATH, "due: 2099-12-10", "due: 2099-12-03");
    ola.edit(PATH, "One.", "One, by Ola.");
    ola.synced();
    kari.edit(PATH, "due: 2099-12-10", "due: 2099-12-04");
    kari.edit(PATH, "Three.", "Three, by Kari.");
    kari.commit("by hand");
}

/// The task as our own merge has it, and the note about its date.
fn is_whole(member: &Member<'_>) {
    let text = member.read(PATH);
    let expected = task("ola-1", "2099-12-03", "One, by Ola.\n\nTwo.\n\nThree, by Kari.");
    assert_eq!(text, expected);
    let notes = notes(member);
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(member.read(&notes[0]).contains("2099-12-04"), "{notes:?}");
}

fn notes(member: &Member<'_>) -> Vec<String> {
    member.paths().into_iter().filter(|path| path.starts_with("conflicts/")).collect()
}

#[test]
fn markers_that_arrive_are_put_together_from_both_versions() {
    let team = shared();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    marked(&team);
    merge_by_git(&kari, &[]);
    assert!(team.shared(PATH).is_some_and(|text| text.contains("<<<<<<<")));
    let synced = ola.synced();
    assert_eq!(synced.paths("repaired"), [PATH], "{synced:?}");
    is_whole(&ola);
    assert!(kari.synced().paths("repaired").is_empty());
    is_whole(&kari);
    team.settle(&[&ola, &kari]);
}

#[test]
fn markers_of_ones_own_merge_never_leave() {
    let team = shared();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    marked(&team);
    merge_here(&kari, &[]);
    kari.write("notes/kari.md", "Typed meanwhile.\n");
    let synced = kari.synced();
    assert_eq!(synced.paths("repaired"), [PATH], "{synced:?}");
    assert!(synced.paths("held_back").is_empty(), "{synced:?}");
    is_whole(&kari);
    team.settle(&[&kari, &ola]);
    is_whole(&ola);
    assert!(ola.has("notes/kari.md"));
}

#[test]
fn a_key_that_git_doubled_stands_once() {
    let team = shared();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.edit(PATH, "due: 2099-12-10\n", "");
    ola.synced();
    kari.synced();
    ola.edit(PATH, "kind: task\n", "kind: task\ndue: 2099-12-03\n");
    ola.synced();
    kari.edit(PATH, "status: sent\n", "status: sent\ndue: 2099-12-04\n");
    kari.commit("by hand");
    merge_by_git(&kari, &[]);
    let doubled = team.shared(PATH).expect("shared");
    assert_eq!(doubled.matches("\ndue:").count(), 2, "{doubled}");
    assert_eq!(ola.synced().paths("repaired"), [PATH]);
    let text = ola.read(PATH);
    assert!(text.contains("\ndue: 2099-12-03\n") && !text.contains("2099-12-04"), "{text}");
    assert_eq!(notes(&ola).len(), 1);
    team.settle(&[&ola, &kari]);
}

/// Both put it right before either hears of the other.
#[test]
fn two_machines_alone_write_the_same_bytes() {
    let team = shared();
    let (ola, kari, per) = (team.member("ola"), team.member("kari"), team.member("per"));
    per.synced();
    marked(&team);
    per.write("notes/per.md", "By Per.\n");
    merge_by_git(&kari, &[]);
    let elsewhere = team.sandbox.root().join("elsewhere.git").to_string_lossy().into_owned();
    let hub = team.hub.to_string_lossy().into_owned();
    team.git(&team.sandbox.root(), &["clone", "--quiet", "--bare", &hub, &elsewhere]);
    per.git(&["remote", "set-url", "origin", &elsewhere]);
    for member in [&ola, &per] {
        assert_eq!(member.synced().paths("repaired"), [PATH]);
        is_whole(member);
    }
    let version =
        |member: &Member<'_>, path: &str| member.git(&["rev-parse", &format!("HEAD:{path}")]);
    assert_eq!(version(&ola, PATH), version(&per, PATH));
    assert_eq!(version(&ola, "conflicts"), version(&per, "conflicts"));
    ola.git(&["pull", "--quiet", "--no-rebase", "--no-edit", &elsewhere, "main"]);
    team.settle(&[&ola, &kari]);
    is_whole(&kari);
}

#[test]
fn what_was_mended_by_hand_is_not_touched() {
    let team = shared();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    marked(&team);
    merge_here(&kari, &[]);
    let mended = task("ola-1", "2099-12-24", "Said otherwise.");
    kari.write(PATH, &mended);
    assert!(kari.synced().paths("repaired").is_empty());
    assert!(ola.synced().paths("repaired").is_empty());
    assert_eq!(ola.read(PATH), mended);
    assert_eq!(notes(&ola), [""; 0]);
    team.settle(&[&ola, &kari]);
}

/// Ola and Kari merge each other's work crosswise, and both go on.
#[test]
fn a_merge_over_a_criss_cross_is_put_right() {
    let team = shared();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    marked(&team);
    let per = team.member("per");
    per.synced();
    kari.git(&["push", "--quiet", "origin", "main:kari"]);
    for (member, other, title) in [(&ola, "kari", "by Ola"), (&kari, "main", "by Kari")] {
        member.git(&["fetch", "--quiet", "origin"]);
        let side = format!("origin/{other}");
        member.git(&["merge", "--quiet", "--no-edit", "-X", "ours", &side]);
        member.edit(PATH, "title: Post the invoices", &format!("title: Post them, {title}"));
        member.commit("by hand");
    }
    ola.git(&["push", "--quiet", "origin", "main"]);
    merge_by_git(&kari, &[]);
    assert!(team.shared(PATH).is_some_and(|text| text.contains("<<<<<<<")));
    let synced = per.synced();
    assert_eq!(synced.paths("repaired"), [PATH], "{synced:?}");
    let text = per.read(PATH);
    assert!(text.contains("One, by Ola.") && text.contains("Three, by Kari."), "{text}");
    assert!(text.contains("title: Post them, by "), "{text}");
    team.settle(&[&per, &ola, &kari]);
    assert!(notes(&ola).iter().any(|note| note.contains("-title-")), "{:?}", notes(&ola));
}

/// Git took one of two dates without a word: the other one is told, once.
#[test]
fn a_note_that_a_clean_merge_lacks_is_made_once() {
    let team = shared();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    marked(&team);
    merge_by_git(&kari, &["-X", "theirs"]);
    let synced = ola.synced();
    assert!(synced.paths("repaired").is_empty(), "{synced:?}");
    is_whole(&ola);
    let note = notes(&ola).remove(0);
    assert_eq!(synced.paths("conflicts"), [note.as_str()]);
    ola.remove(&note);
    team.settle(&[&ola, &kari]);
    assert_eq!(notes(&kari), [""; 0]);
    kari.edit(PATH, "Two.", "Two, later.");
    team.settle(&[&kari, &ola]);
    assert_eq!(notes(&ola), [""; 0]);
}

/// Whoever merged by hand and chose the other date has settled it.
#[test]
fn a_merge_that_somebody_decided_otherwise_needs_no_note() {
    let team = shared();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    marked(&team);
    merge_by_git(&kari, &["-X", "ours"]);
    assert!(ola.synced().paths("conflicts").is_empty());
    assert!(ola.read(PATH).contains("due: 2099-12-04"));
    team.settle(&[&ola, &kari]);
}

/// The shared place takes nothing from Ola: what is there comes all the same, as it is.
#[cfg(unix)]
#[test]
fn whoever_may_only_read_still_receives() {
    use std::os::unix::fs::PermissionsExt;
    let team = shared();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    marked(&team);
    merge_by_git(&kari, &[]);
    let hook = team.hub.join("hooks/pre-receive");
    std::fs::create_dir_all(team.hub.join("hooks")).unwrap();
    std::fs::write(&hook, "#!/bin/sh\nexit 1\n").unwrap();
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    let synced = ola.synced();
    assert_eq!((synced.result(), synced.paths("repaired").len()), ("received", 0), "{synced:?}");
    assert!(ola.read(PATH).contains("<<<<<<<"));
    std::fs::remove_file(hook).unwrap();
    assert_eq!(kari.synced().paths("repaired"), [PATH]);
    team.settle(&[&kari, &ola]);
    is_whole(&ola);
}

/// One side has renamed the document: the markers stand under the new name, and the other version has
/// another one.
#[test]
fn markers_in_a_renamed_document_are_put_together_too() {
    let team = shared();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    marked(&team);
    let moved = "tasks/archive/post-the-invoices.md";
    kari.rename(PATH, moved);
    kari.commit("renamed by hand");
    merge_by_git(&kari, &[]);
    assert!(team.shared(moved).is_some_and(|text| text.contains("<<<<<<<")));
    let synced = ola.synced();
    assert_eq!(synced.paths("repaired"), [moved], "{synced:?}");
    assert!(!ola.has(PATH));
    ola.rename(moved, PATH);
    ola.synced();
    is_whole(&ola);
    team.settle(&[&ola, &kari]);
}

/// The same, and it is the other side that renamed it.
#[test]
fn markers_under_the_name_that_others_gave_are_put_together_too() {
    let team = shared();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    marked(&team);
    let moved = "tasks/invoices.md";
    ola.rename(PATH, moved);
    ola.synced();
    merge_by_git(&kari, &[]);
    assert!(team.shared(moved).is_some_and(|text| text.contains("<<<<<<<")));
    assert_eq!(ola.synced().paths("repaired"), [moved]);
    let expected = task("ola-1", "2099-12-03", "One, by Ola.\n\nTwo.\n\nThree, by Kari.");
    assert_eq!(ola.read(moved), expected);
    team.settle(&[&ola, &kari]);
    assert_eq!(notes(&kari).len(), 1);
}

/// A hosting site made one commit of a branch, markers and all: of its two versions, which stand
/// between the markers, nothing is lost, and one of them stands.
#[test]
fn markers_of_a_squashed_branch_are_put_together_from_themselves() {
    let team = shared();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    marked(&team);
    kari.git(&["fetch", "--quiet", "origin"]);
    kari.git(&["branch", "side"]);
    kari.git(&["reset", "--quiet", "--hard", "origin/main"]);
    let mut merge = kari.sandbox.command("git");
    merge.current_dir(&kari.root).args(["merge", "--quiet", "--squash", "side"]);
    assert!(!merge.output().expect("git runs").status.success());
    kari.commit("squashed");
    kari.git(&["push", "--quiet", "origin", "main"]);
    assert!(team.shared(PATH).is_some_and(|text| text.contains("<<<<<<<")));
    let synced = ola.synced();
    assert_eq!(synced.paths("repaired"), [PATH], "{synced:?}");
    is_whole(&ola);
    team.settle(&[&ola, &kari]);
    is_whole(&kari);
}

/// One's own squashed merge with markers in it stays here, and is told.
#[test]
fn markers_of_ones_own_squashed_merge_never_leave() {
    let team = shared();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    marked(&team);
    kari.git(&["fetch", "--quiet", "origin"]);
    let mut merge = kari.sandbox.command("git");
    merge.current_dir(&kari.root).args(["merge", "--quiet", "--squash", "origin/main"]);
    assert!(!merge.output().expect("git runs").status.success());
    kari.commit("squashed");
    let marked = kari.read(PATH);
    let synced = kari.synced();
    let whole = synced.paths("repaired") == [PATH];
    assert!(whole || synced.paths("held_back") == [PATH], "{synced:?}");
    assert!(whole || kari.read(PATH) == marked);
    ola.synced();
    assert!(!ola.read(PATH).contains("<<<<<<<"));
}
