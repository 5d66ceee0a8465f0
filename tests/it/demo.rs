//! The demo, as someone runs it who has just built the program.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Sandbox, needs};

/// All files of a clone but git's own, with their bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && name != ".git" {
                folders.push(path);
            } else if path.is_file() {
                all.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    all
}

#[test]
fn a_round_is_played_and_left_to_explore() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_handover"));
    for variable in ["HOME", "USERPROFILE", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "TZ"] {
        command.env_remove(variable);
    }
    let output = command.arg("demo").output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    for words in [
        "only here for now",
        "error[yaml-colon]",
        "mended 1 problem",
        "changed by both of you",
        "stands for now",
        "ola-7  task  accepted",
        "byte for byte",
    ] {
        assert!(told.contains(words), "{words:?} is not in {told}");
    }
    let (ola, kari) = (sandbox.path("handover-demo/ola"), sandbox.path("handover-demo/kari"));
    let both = files(&ola);
    assert_eq!(both.keys().collect::<Vec<_>>(), files(&kari).keys().collect::<Vec<_>>());
    assert!(both == files(&kari), "the folders differ");
    for clone in ["ola", "kari"] {
        let clone = format!("handover-demo/{clone}");
        let git = |args: &[&str]| sandbox.git(&[&["-C", &clone], args].concat());
        assert_eq!(git(&["fsck", "--strict", "--no-dangling"]), "");
        assert_eq!(git(&["status", "--porcelain"]), "");
        let check = sandbox.handover(&["-C", &clone, "check"]);
        assert_eq!(check.code, 0, "{check:?}");
        assert_eq!(sandbox.handover(&["-C", &clone, "sync"]).code, 0);
    }
    let authors = sandbox.git(&["-C", "handover-demo/ola", "log", "--format=%an"]);
    assert!(authors.contains("Kari Hansen") && authors.contains("Ola Nordmann"), "{authors}");
    let left: Vec<_> = std::fs::read_dir(sandbox.home()).unwrap().collect();
    assert!(left.is_empty(), "the home was touched: {left:?}");
}

#[test]
fn another_repository_and_its_owners_hooks_do_not_matter() {
    if needs("sh").is_none() {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.git_init("Somebody", "somebody@example.org");
    sandbox.write("handover-demo/notes.md", "mine\n");
    sandbox.write("hooks/pre-push", "#!/bin/sh\nexit 1\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(sandbox.path("hooks/pre-push"), mode).unwrap();
    }
    let hooks = sandbox.path("hooks");
    sandbox.git(&["config", "--global", "core.hooksPath", hooks.to_str().unwrap()]);
    sandbox.git(&["config", "--global", "core.autocrlf", "true"]);
    let before = sandbox.git(&["config", "--global", "--list"]);

    let run = sandbox.handover(&["demo", "handover-demo"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("not empty") && run.stderr.contains("hint"), "{}", run.stderr);

    let run = sandbox.handover(&["demo"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("left in handover-demo-2"), "{}", run.stdout);
    assert!(sandbox.path("handover-demo-2/kari/workspace.yml").exists());
    assert_eq!(sandbox.read("handover-demo/notes.md"), "mine\n");
    assert_eq!(sandbox.git(&["config", "--global", "--list"]), before);
    assert!(!sandbox.home().join(".config").exists(), "the list of workspaces was touched");
}

/// FAILURES 61.
#[test]
fn a_cloud_folder_is_refused_before_anything_is_made() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path("Dropbox")).unwrap();
    let run = sandbox.handover(&["-C", "Dropbox", "demo"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("Dropbox") && run.stderr.contains("handover demo DIR"));
    assert!(!sandbox.path("Dropbox/handover-demo").exists());
}
