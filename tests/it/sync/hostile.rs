use super::team::{Member, Team};

/// Commits a tree made by hand and pushes it: lines of `mode type id path` for `git mktree`.
fn push_tree(member: &Member<'_>, entries: &[(&str, &str, &str)]) {
    use std::io::Write;
    let base = member.git(&["ls-tree", "HEAD"]);
    let mut input = base;
    for (mode, id, name) in entries {
        let kind = if *mode == "160000" { "commit" } else { "blob" };
        let kind = if *mode == "040000" { "tree" } else { kind };
        input.push_str(&format!("{mode} {kind} {id}\t{name}\n"));
    }
    let mut command = member.sandbox.command("git");
    command.current_dir(&member.root).args(["mktree", "--missing"]);
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().expect("git runs");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("ended");
    assert!(output.status.success());
    let tree = String::from_utf8(output.stdout).expect("an id");
    let commit = member.git(&["commit-tree", tree.trim(), "-p", "HEAD", "-m", "hostile"]);
    member.git(&["push", "-q", "origin", &format!("{}:refs/heads/main", commit.trim())]);
}

fn blob(member: &Member<'_>, text: &str) -> String {
    member.write("x.tmp", text);
    let id = member.git(&["hash-object", "-w", "x.tmp"]).trim().to_owned();
    member.remove("x.tmp");
    id
}

/// FAILURES 46, 47: links and other repositories are not put into the folder, the rest is.
#[test]
fn links_and_repositories_stay_out_and_the_rest_comes() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let text = blob(&kari, "Fine.\n");
    let target = blob(&kari, "/etc/passwd");
    let head = kari.git(&["rev-parse", "HEAD"]);
    push_tree(
        &kari,
        &[
            ("100644", &text, "fine.md"),
            ("120000", &target, "link.md"),
            ("160000", head.trim(), "module"),
            ("100644", &text, "CON.md"),
            ("100644", &text, "a:b.md"),
            ("100644", &text, "back\\slash.md"),
        ],
    );
    let received = ola.synced();
    assert!(ola.has("fine.md"));
    for path in ["link.md", "module", "CON.md", "a:b.md", "back\\slash.md"] {
        assert!(!ola.has(path), "{path}");
        assert!(received.paths("quarantined").contains(&path), "{path}: {received:?}");
    }
    // What Ola does not have she has not deleted.
    ola.write("notes/a.md", "More.\n");
    ola.synced();
    let tree = team.git(&team.hub, &["ls-tree", "-r", "--name-only", "main"]);
    for path in ["link.md", "module", "CON.md", "a:b.md", "notes/a.md"] {
        assert!(tree.contains(path), "{path} is gone: {tree}");
    }
}

/// FAILURES 47: what is not put into the folder is no change there, so that plain git takes it away from nobody.
#[test]
fn what_stays_out_outlives_a_commit_by_hand() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let (text, target) = (blob(&kari, "Fine.\n"), blob(&kari, "workspace.yml"));
    let head = kari.git(&["rev-parse", "HEAD"]);
    let apart = ["a:b.md", "back\\slash.md", "link.md", "module"];
    let [colon, slash, link, module] = apart;
    let file = |name| ("100644", text.as_str(), name);
    let entries = [file(colon), file(slash), ("120000", &target, link)];
    push_tree(&kari, &[&entries[..], &[("160000", head.trim(), module)]].concat());
    let url = team.hub.to_string_lossy().into_owned();
    let joined = team.sandbox.handover(&["join", &url, "new", "--as", "ola"]);
    assert!(joined.stdout.contains("link.md is a link to another place"), "{joined:?}");
    ola.synced();
    for folder in [&ola.root, &team.sandbox.root().join("new")] {
        assert_eq!(team.git(folder, &["status", "--porcelain"]), "", "{}", folder.display());
    }
    ola.write("notes/a.md", "More.\n");
    ola.git(&["add", "-A"]);
    ola.git(&["commit", "-qam", "by hand", "--no-verify"]);
    ola.synced();
    let shared = || team.git(&team.hub, &["ls-tree", "-z", "--name-only", "main"]);
    assert!(apart.iter().all(|name| shared().split('\0').any(|one| one == *name)), "{}", shared());
    // A link that others turn into a file is one.
    kari.git(&["pull", "-q"]);
    kari.remove(link);
    kari.write(link, "A file.\n");
    kari.commit("a file");
    kari.git(&["push", "-q", "--no-verify"]);
    ola.synced();
    assert_eq!(ola.read(link), "A file.\n");
    assert_eq!(ola.git(&["status", "--porcelain"]), "");
}

/// FAILURES 47: what somebody puts where the others have a link takes its place, and is never taken away with it.
#[cfg(unix)]
#[test]
fn a_file_in_the_place_of_a_link_is_a_file() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let shared = |change: &dyn Fn()| {
        kari.git(&["pull", "-q"]);
        change();
        kari.git(&["add", "-A"]);
        kari.git(&["commit", "-qm", "by hand"]);
        kari.git(&["push", "-q", "--no-verify"]);
    };
    let link = |path: &str| {
        std::fs::remove_file(kari.path(path)).ok();
        std::os::unix::fs::symlink("workspace.yml", kari.path(path)).expect("a link");
    };
    ola.write("notes/b.md", "Ola's.\n");
    ola.synced();
    shared(&|| ["a.md", "folder", "notes/b.md"].into_iter().for_each(link));
    ola.synced();
    assert!(!ola.has("notes/b.md"), "it is a link now");
    ola.write("a.md", "Typed.\n");
    ola.write("notes/b.md", "Typed anew.\n");
    ola.write("folder/c.md", "Below a link.\n");
    ola.synced();
    assert_eq!(team.shared("a.md").as_deref(), Some("Typed.\n"));
    assert_eq!(team.shared("notes/b.md").as_deref(), Some("Typed anew.\n"));
    shared(&|| std::fs::remove_file(kari.path("folder")).expect("removed"));
    ola.synced();
    ola.synced();
    for (path, text) in [("a.md", "Typed.\n"), ("folder/c.md", "Below a link.\n")] {
        assert_eq!(ola.read(path), text);
        assert_eq!(team.shared(path).as_deref(), Some(text));
    }
    // Where links cannot be, git makes a file of where one points to: that is none.
    shared(&|| link("late.md"));
    ola.synced();
    ola.write("late.md", "workspace.yml");
    ola.synced();
    assert!(team.git(&team.hub, &["ls-tree", "main", "late.md"]).starts_with("120000"));
}

/// FAILURES 48: git looks at what comes for the first time alone, and so at each new word of it.
#[test]
fn a_command_for_another_repository_is_refused_each_time() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    kari.write(".gitmodules", "[submodule \"x\"]\n path = x\n url = ./x\n update = !touch owned\n");
    kari.commit("a command");
    kari.git(&["push", "-q", "--no-verify"]);
    let refused = ola.handover(&["sync"]);
    assert!(refused.code == 2 && !ola.has(".gitmodules"), "{refused:?}");
    // Whatever brought it here, git does not look at it any more.
    ola.git(&["fetch", "-q"]);
    let refused = ola.handover(&["sync"]);
    assert!(refused.code == 2 && !ola.has(".gitmodules"), "{refused:?}");
    assert!(refused.stderr.contains("a file .gitmodules"), "{refused:?}");
    kari.git(&["rm", "-q", ".gitmodules"]);
    kari.git(&["commit", "-qm", "taken out"]);
    kari.git(&["push", "-q", "--no-verify"]);
    ola.synced();
}

/// FAILURES 48: it stays with whoever wrote it; and once it is gone, everything goes on, for newcomers, too.
#[test]
fn a_command_for_another_repository_is_kept_here_and_history_alone_stops_nobody() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    kari.write(".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = -u./p\n");
    kari.write("notes/a.md", "Fine.\n");
    let told = kari.handover(&["check", "--format", "concise"]);
    assert!(told.stdout.contains(".gitmodules:3:"), "{told:?}");
    let kept = kari.sync(&[]);
    assert_eq!(kept.paths("held_back"), [".gitmodules"], "{kept:?}");
    ola.synced();
    assert!(ola.has("notes/a.md") && team.shared(".gitmodules").is_none());
    kari.commit("by plain git");
    kari.git(&["push", "-q", "--no-verify"]);
    let join = |folder: &str| {
        let args = ["join", team.hub.to_str().unwrap(), folder, "--as", "kari"];
        team.sandbox.handover(&args)
    };
    let refused = join("first");
    assert!(refused.code == 2 && refused.stderr.contains(".gitmodules"), "{refused:?}");
    kari.git(&["rm", "-q", ".gitmodules"]);
    kari.git(&["commit", "-qm", "taken out"]);
    kari.git(&["push", "-q", "--no-verify"]);
    ola.synced();
    let joined = join("second");
    assert_eq!(joined.code, 0, "{joined:?}");
}

/// FAILURES 46.
#[test]
fn a_way_into_git_is_refused_whole() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let hook = blob(&kari, "#!/bin/sh\ntouch /tmp/owned\n");
    for name in [".GIT", "git~1", ".g\u{200c}it"] {
        kari.git(&["reset", "-q", "--hard", "origin/main"]);
        let inner = kari.git(&["rev-parse", "HEAD^{tree}"]);
        let _ = &inner;
        push_tree(&kari, &[("100644", &hook, name)]);
        let before = ola.files();
        let refused = ola.sync(&[]);
        assert_eq!(refused.code, 2, "{name}: {refused:?}");
        assert_eq!(ola.files(), before, "{name}");
        kari.git(&["push", "-q", "--force", "origin", "HEAD:main"]);
    }
}

/// FAILURES 47: a folder of the workspace that is a link leads nowhere.
#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let outside = team.sandbox.root().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, ola.path("notes")).unwrap();
    kari.write("notes/a.md", "By Kari.\n");
    kari.synced();
    ola.sync(&[]);
    assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 0);
    assert_eq!(team.shared("notes/a.md").as_deref(), Some("By Kari.\n"));
    ola.sync(&[]);
    assert_eq!(team.shared("notes/a.md").as_deref(), Some("By Kari.\n"));
}

/// FAILURES 48: nothing of a repository runs.
#[test]
fn filters_and_drivers_of_a_repository_do_not_run() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let mark = team.sandbox.root().join("ran");
    let command = format!("touch {}", mark.display());
    for key in ["filter.evil.smudge", "filter.evil.clean", "merge.evil.driver", "core.fsmonitor"] {
        ola.git(&["config", key, &command]);
    }
    kari.write(".gitattributes", "* filter=evil merge=evil\n");
    kari.write("notes/a.md", "By Kari.\n");
    kari.synced();
    ola.write("notes/b.md", "By Ola.\n");
    ola.synced();
    assert!(ola.has("notes/a.md"));
    assert!(!mark.exists(), "something ran");
}

/// FAILURES 47: a folder made here under the name of a link or of another repository.
#[test]
fn a_folder_in_the_place_of_a_link_stays_here() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let target = blob(&kari, "/etc");
    let head = kari.git(&["rev-parse", "HEAD"]);
    push_tree(&kari, &[("120000", &target, "link"), ("160000", head.trim(), "module")]);
    ola.synced();
    ola.write("link/a.md", "Mine.\n");
    ola.write("module/a.md", "Mine.\n");
    ola.write("notes/fine.md", "Fine.\n");
    let synced = ola.synced();
    assert_eq!(synced.paths("sent"), ["notes/fine.md"]);
    assert_eq!(synced.paths("held_back"), ["link/a.md", "module/a.md"], "{synced:?}");
    assert_eq!(ola.read("link/a.md"), "Mine.\n");
    assert!(team.git(&team.hub, &["ls-tree", "main", "link", "module"]).contains("120000 blob"));
}

/// A file that may not be written or read here keeps nothing else from going or arriving.
#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_keeps_no_other_back() {
    use std::os::unix::fs::PermissionsExt;
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    for path in ["locked/a.md", "notes/b.md"] {
        ola.write(path, "One.\n");
    }
    ola.synced();
    kari.synced();
    kari.write("locked/c.md", "---\nkind: task\ntitle: To be filled in\nto: ola\n---\n");
    kari.write("notes/d.md", "Nobody reads it.\n");
    kari.write("notes/e.md", "Three.\n");
    let set = |path: &str, mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(kari.path(path), mode).unwrap();
    };
    let lock = |folder, file| {
        set("locked", folder);
        set("notes/d.md", file);
    };
    lock(0o555, 0o000);
    if std::fs::write(kari.path("locked/probe"), "").is_ok() {
        // This user may write everywhere.
        return;
    }
    for path in ["locked/a.md", "notes/b.md"] {
        ola.write(path, "Two.\n");
    }
    ola.synced();
    let synced = kari.sync(&[]);
    assert!(synced.json["quarantined"].to_string().contains("locked/a.md"), "{synced:?}");
    for held in ["locked/c.md", "notes/d.md"] {
        assert!(synced.json["held_back"].to_string().contains(held), "{synced:?}");
    }
    assert_eq!((synced.code, synced.paths("sent")), (1, vec!["notes/e.md"]));
    assert_eq!(
        (kari.read("locked/a.md"), kari.read("notes/b.md")),
        ("One.\n".into(), "Two.\n".into())
    );
    lock(0o755, 0o644);
    kari.synced();
    team.settle(&[&ola, &kari]);
}

/// FAILURES 51: folders deeper than any version is read with stay here, alone.
#[test]
fn folders_too_deep_keep_nothing_else_back() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(&format!("{}a.md", "d/".repeat(70)), "Deep.\n");
    ola.write(&format!("{}a.md", "e/".repeat(63)), "Less deep.\n");
    let sent = ola.sync(&[]);
    assert_eq!(sent.paths("sent").len(), 1);
    assert!(sent.json.to_string().contains("d/d/d"), "{sent:?}");
    ola.write("CON.md", "Ours.\n");
    let held = ola.sync(&[]);
    assert!(held.json["held_back"].to_string().contains("CON.md"), "{held:?}");
    assert!(!held.json["quarantined"].to_string().contains("CON.md"), "{held:?}");
    kari.synced();
    assert!(kari.has(&format!("{}a.md", "e/".repeat(63))));
}

/// FAILURES 47: links and other repositories are not ours to put anywhere, nor to take away.
#[cfg(unix)]
#[test]
fn a_link_committed_by_hand_outlives_a_merge() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let head = kari.git(&["rev-parse", "HEAD"]);
    std::os::unix::fs::symlink("notes", kari.path("link")).unwrap();
    std::os::unix::fs::symlink("notes", kari.path("taken")).unwrap();
    kari.git(&["add", "-A"]);
    let module = format!("160000,{},module", head.trim());
    kari.git(&["update-index", "--add", "--cacheinfo", &module]);
    kari.git(&["commit", "--quiet", "-m", "by hand"]);
    ola.write("notes/a.md", "Ola's.\n");
    ola.write("taken/a.md", "Ola's.\n");
    ola.synced();
    kari.synced();
    let tree = team.git(&team.hub, &["ls-tree", "main", "link", "module", "taken"]);
    for kept in ["120000 blob", "160000 commit", "040000 tree"] {
        assert!(tree.contains(kept), "{kept}: {tree}");
    }
    ola.write("late/b.md", "Ola's.\n");
    ola.commit("by hand");
    kari.git(&["pull", "-q"]);
    std::os::unix::fs::symlink("notes", kari.path("late")).unwrap();
    kari.git(&["add", "late"]);
    kari.git(&["commit", "--quiet", "-m", "by hand"]);
    kari.git(&["push", "-q", "origin", "main"]);
    ola.synced();
    assert!(team.shared("late/b.md").is_some());
}

/// FAILURES 47: what is two names here and one on other systems comes in, and is told of.
#[test]
fn names_that_are_one_elsewhere_are_told() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    kari.write("notes/\u{e5}.md", "One.\n");
    kari.synced();
    ola.synced();
    for name in ["notes/a\u{30a}.md", "Notes/b.md", "Aa.txt", "aA.txt"] {
        kari.write(name, name);
    }
    kari.commit("names");
    kari.git(&["push", "--quiet", "--no-verify"]);
    let run = ola.handover(&["sync", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let twins = json["twins"].as_array().expect("told");
    assert_eq!((run.code, twins.len()), (1, 3), "{}", run.stdout);
    assert!(twins.contains(&serde_json::json!(["notes/a\u{30a}.md", "notes/\u{e5}.md"])));
    assert_eq!(ola.handover(&["sync"]).code, 0, "it is told once");
}
