//! A git that its user, or another program, has settled in its own way.

use super::server::{self, synced};
use crate::sync::team::Team;

/// FAILURES 57: what a hook of git's leaves in the environment leads nothing astray.
#[test]
fn leaked_variables_divert_nothing() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let other = team.sandbox.root().join("other");
    std::fs::create_dir(&other).unwrap();
    team.git(&other, &["init", "--quiet", "-b", "main"]);
    let git = other.join(".git");
    let before = |path: &str| std::fs::read_dir(git.join(path)).unwrap().count();
    let counts = (before("."), before("objects"));
    for member in [&ola, &kari] {
        member.write(&format!("notes/{}.md", member.root.ends_with("ola")), "Typed.\n");
        let mut command = server::sync(member);
        command
            .env("GIT_DIR", &git)
            .env("GIT_WORK_TREE", &other)
            .env("GIT_INDEX_FILE", git.join("elsewhere"))
            .env("GIT_OBJECT_DIRECTORY", git.join("objects"))
            .env("GIT_COMMON_DIR", &git)
            .env("GIT_NAMESPACE", "elsewhere")
            .env("GIT_PREFIX", "notes/")
            .env("GIT_QUARANTINE_PATH", git.join("objects"))
            .env("GIT_CONFIG_PARAMETERS", "'remote.origin.url=/nowhere'")
            .env("GIT_AUTHOR_DATE", "not a date")
            .env("GIT_EDITOR", "false");
        let done = synced(&mut command);
        assert_eq!(done.code, 0, "{done:?}");
    }
    assert_eq!((before("."), before("objects")), counts);
    assert_eq!(std::fs::read_dir(&other).unwrap().count(), 1);
    team.settle(&[&ola, &kari]);
    assert!(ola.has("notes/true.md") && ola.has("notes/false.md"));
}

/// FAILURES 79: the user's own hooks stay, wherever they are; those in the folder never run.
#[cfg(unix)]
#[test]
fn hooks_of_the_users_own_are_obeyed_and_those_that_arrive_are_not() {
    use std::os::unix::fs::PermissionsExt;
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let ran = team.sandbox.root().join("ran");
    let script = format!("#!/bin/sh\necho \"$0\" >> '{}'\nexit 1\n", ran.display());
    let hook = |path: std::path::PathBuf| {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &script).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    };
    let names = ["pre-commit", "post-checkout", "post-merge", "pre-push", "reference-transaction"];
    for name in names {
        hook(ola.path("hooks").join(name));
    }
    ola.git(&["config", "core.hooksPath", "hooks"]);
    ola.synced();
    kari.synced();
    team.settle(&[&ola, &kari]);
    assert!(!ran.exists(), "{}", std::fs::read_to_string(&ran).unwrap());
    assert!(kari.has("hooks/pre-push"));
    hook(team.sandbox.home().join("hooks/pre-push"));
    kari.git(&["config", "core.hooksPath", "~/hooks"]);
    kari.write("notes/a.md", "Kept.\n");
    let reason = kari.stopped();
    assert!(reason.contains("a hook of your own on this machine (pre-push)"), "{reason}");
    assert!(ran.exists());
    assert_eq!(team.shared("notes/a.md"), None);
    kari.git(&["config", "--unset", "core.hooksPath"]);
    kari.synced();
    team.settle(&[&ola, &kari]);
}

/// FAILURES 48: nothing that git's settings or attributes name is run on a file.
#[cfg(unix)]
#[test]
fn filters_and_drivers_change_no_file() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    for member in [&ola, &kari] {
        for key in ["filter.x.clean", "filter.x.smudge", "merge.x.driver", "diff.x.textconv"] {
            member.git(&["config", key, "touch ran; exit 1"]);
        }
        member.git(&["config", "core.fsmonitor", "touch ran; exit 1"]);
    }
    ola.write(".gitattributes", "* -text filter=x merge=x diff=x\n");
    ola.write("notes/a.md", "One.\n\nTwo.\n\nThree.\n");
    ola.synced();
    kari.synced();
    kari.edit("notes/a.md", "One.", "One, by Kari.");
    kari.synced();
    ola.edit("notes/a.md", "Three.", "Three, by Ola.");
    ola.synced();
    kari.synced();
    for member in [&ola, &kari] {
        assert!(!member.has("ran") && !member.has(".git/ran"));
        assert_eq!(member.read("notes/a.md"), "One, by Kari.\n\nTwo.\n\nThree, by Ola.\n");
    }
}
