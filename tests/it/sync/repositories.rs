//! Repositories that are not the plain clone: each works, or is refused in plain words before
//! anything is touched.

use super::team::{Member, Team, task};

const PATH: &str = "tasks/ola-1.md";

/// A shared workspace with some history: ten versions of one task.
fn with_history() -> Team {
    let team = Team::new();
    let ola = team.member("ola");
    for day in 10..20 {
        ola.write(PATH, task("ola-1", &format!("2099-12-{day}"), "One.\n\nTwo.\n\nThree."));
        ola.synced();
    }
    team
}

/// Clones with further arguments; the clone is `kari`'s.
fn clone<'t>(team: &'t Team, args: &[&str]) -> Member<'t> {
    let hub = format!("file://{}", team.hub.display());
    let root = team.sandbox.root();
    team.git(&team.hub, &["config", "uploadpack.allowFilter", "true"]);
    team.git(&root, &[&["clone", "--quiet"], args, &[&hub, "kari"]].concat());
    let kari = team.member("kari");
    kari.git(&["config", "user.name", "kari"]);
    kari.git(&["config", "user.email", "kari@example.org"]);
    kari
}

/// Both change the task, in different places, and end alike.
fn share(team: &Team, kari: &Member<'_>) {
    let ola = team.member("ola");
    ola.edit(PATH, "One.", "One, by Ola.");
    ola.synced();
    kari.edit(PATH, "Three.", "Three, by Kari.");
    assert_eq!(kari.synced().result(), "merged");
    ola.synced();
    let text = ola.read(PATH);
    assert!(text.contains("One, by Ola.") && text.contains("Three, by Kari."), "{text}");
    team.settle(&[&ola, kari]);
}

#[test]
fn a_shallow_clone_shares_like_any_other() {
    let team = with_history();
    let kari = clone(&team, &["--depth", "1"]);
    share(&team, &kari);
}

#[test]
fn a_partial_clone_fetches_what_it_needs() {
    let team = with_history();
    let kari = clone(&team, &["--filter=blob:none"]);
    share(&team, &kari);
}

#[test]
fn a_work_tree_beside_has_its_own_state() {
    let team = with_history();
    let ola = team.member("ola");
    ola.git(&["worktree", "add", "--quiet", "-b", "drafts", "../beside"]);
    let beside = Member { sandbox: &team.sandbox, root: team.sandbox.root().join("beside") };
    beside.write("notes/draft.md", "A draft.\n");
    ola.write("notes/ola.md", "A note.\n");
    let reason = beside.stopped();
    assert!(reason.contains("drafts") && reason.contains("main"), "{reason}");
    beside.git(&["push", "--quiet", "-u", "origin", "drafts"]);
    beside.synced();
    ola.synced();
    // Each branch is shared under its own name.
    let branches = team.git(&team.hub, &["branch", "--format=%(refname:short)"]);
    assert_eq!(branches.lines().collect::<Vec<_>>(), ["drafts", "main"]);
    assert!(!ola.has("notes/draft.md") && !beside.has("notes/ola.md"));
    assert_eq!(ola.synced().result(), "up_to_date");
    assert_eq!(beside.synced().result(), "up_to_date");
}

#[test]
fn the_branchs_own_remote_is_taken_of_several() {
    let team = with_history();
    let kari = clone(&team, &["--origin", "office"]);
    kari.git(&["remote", "add", "backup", "/nowhere/at/all.git"]);
    kari.git(&["remote", "add", "origin", "/nowhere/either.git"]);
    share(&team, &kari);
}

#[test]
fn a_branch_of_another_name_is_shared_under_its_own() {
    let team = with_history();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    for member in [&ola, &kari] {
        member.synced();
        member.git(&["switch", "--quiet", "-c", "år/2099"]);
        member.git(&["push", "--quiet", "-u", "origin", "år/2099"]);
    }
    ola.write("notes/a.md", "By Ola.\n");
    ola.synced();
    kari.write("notes/b.md", "By Kari.\n");
    kari.synced();
    ola.synced();
    assert!(ola.has("notes/b.md"));
    assert!(team.shared("notes/a.md").is_none(), "main stays as it was");
    team.settle(&[&ola, &kari]);
}

#[test]
fn a_detached_head_is_refused_and_nothing_touched() {
    let team = with_history();
    let ola = team.member("ola");
    ola.git(&["switch", "--quiet", "--detach", "HEAD~1"]);
    ola.write("notes/a.md", "By Ola.\n");
    let before = (ola.files(), ola.git(&["for-each-ref"]));
    ola.stopped();
    assert_eq!((ola.files(), ola.git(&["for-each-ref"])), before);
}

#[test]
fn a_submodule_beside_stays_as_it_is() {
    let team = with_history();
    let ola = team.member("ola");
    let other = team.sandbox.root().join("other");
    team.git(&team.sandbox.root(), &["init", "--quiet", "other"]);
    team.git(&other, &["config", "user.email", "o@example.org"]);
    team.git(&other, &["config", "user.name", "o"]);
    team.git(&other, &["commit", "--quiet", "--allow-empty", "-m", "first"]);
    let source = other.to_string_lossy().into_owned();
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &source, "lib"];
    ola.git(&add);
    ola.git(&["commit", "--quiet", "-m", "a library beside"]);
    ola.write("notes/a.md", "By Ola.\n");
    ola.synced();
    let kari = clone(&team, &[]);
    kari.edit(PATH, "Three.", "Three, by Kari.");
    kari.synced();
    assert_eq!(ola.synced().paths("received"), [PATH]);
    for member in [&ola, &kari] {
        assert_eq!(member.git(&["status", "--porcelain"]), "");
        let entry = member.git(&["ls-tree", "HEAD", "lib"]);
        assert!(entry.starts_with("160000 commit"), "{entry}");
    }
}

#[test]
fn a_repository_inside_is_told_of_unless_git_ignores_it() {
    let team = with_history();
    let ola = team.member("ola");
    for name in ["code", "old"] {
        team.git(&ola.root, &["init", "--quiet", name]);
        ola.write(&format!("{name}/a.md"), "By Ola.\n");
    }
    ola.write(".gitignore", "/old/\n");
    let synced = ola.synced();
    assert_eq!(synced.paths("nested"), ["code"]);
    assert_eq!(synced.paths("sent"), [".gitignore"]);
}

/// A file under git-lfs, without that program: the pointer is what is shared.
#[test]
fn files_of_lfs_are_kept_as_they_are() {
    let team = with_history();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:\
                   4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
    ola.write(".gitattributes", "* -text\n*.psd filter=lfs diff=lfs merge=lfs -text\n");
    ola.write("attachments/a.psd", pointer);
    ola.synced();
    kari.synced();
    assert_eq!(kari.read("attachments/a.psd"), pointer);
    kari.write("notes/k.md", "By Kari.\n");
    kari.synced();
    team.settle(&[&ola, &kari]);
    assert_eq!(ola.read("attachments/a.psd"), pointer);
}

#[test]
fn forms_of_repositories_that_are_not_read_are_refused() {
    let team = Team::new();
    for (name, argument) in [("hash", "--object-format=sha256"), ("table", "--ref-format=reftable")]
    {
        let root = team.sandbox.root().join(name);
        let mut init = team.sandbox.command("git");
        init.args(["init", "--quiet", argument]).arg(&root);
        if !init.output().expect("git runs").status.success() {
            // An older git knows no such form.
            continue;
        }
        let member = Member { sandbox: &team.sandbox, root };
        member.write("workspace.yml", super::team::SETTINGS);
        let run = member.handover(&["sync"]);
        assert_eq!(run.code, 2, "{argument}: {}", run.stderr);
        let plain = !run.stderr.contains("libgit2") && run.stderr.contains("handover cannot read");
        assert!(plain, "{argument}: {}", run.stderr);
    }
}

#[test]
fn a_protected_branch_refuses_in_words_and_the_work_stays() {
    let team = with_history();
    let ola = team.member("ola");
    let hook = team.hub.join("hooks/update");
    std::fs::create_dir_all(hook.parent().expect("a folder")).expect("a folder");
    let script = "#!/bin/sh\necho 'GH006: Protected branch update failed for refs/heads/main.' >&2\n\
                  echo 'Changes must be made through a pull request.' >&2\nexit 1\n";
    std::fs::write(&hook, script).expect("written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).expect("set");
    }
    ola.write("notes/a.md", "By Ola.\n");
    let reason = ola.stopped();
    assert!(reason.contains("pull request"), "{reason}");
    assert_eq!(ola.read("notes/a.md"), "By Ola.\n");
    std::fs::remove_file(&hook).expect("removed");
    assert_eq!(ola.synced().paths("sent"), ["notes/a.md"]);
}

/// What git leaves out of a folder is neither gone nor there.
#[test]
fn a_sparse_folder_says_what_it_leaves_out() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("extra/a.md", "One.\n");
    ola.write("notes/b.md", "One.\n");
    ola.synced();
    kari.synced();
    kari.git(&["sparse-checkout", "set", "people", "notes"]);
    assert!(!kari.has("extra/a.md"));
    assert_eq!(kari.sync(&[]).result(), "up_to_date");
    ola.write("extra/a.md", "Two.\n");
    ola.write("notes/b.md", "Two.\n");
    ola.synced();
    let synced = kari.sync(&[]);
    assert_eq!(synced.paths("received"), ["notes/b.md"], "{synced:?}");
    assert_eq!(synced.paths("not_shown"), ["extra/a.md"], "{synced:?}");
    kari.write("notes/b.md", "Three.\n");
    assert_eq!(kari.synced().paths("sent"), ["notes/b.md"]);
    kari.git(&["sparse-checkout", "disable"]);
    assert_eq!(kari.read("extra/a.md"), "Two.\n");
    team.settle(&[&ola, &kari]);
}
