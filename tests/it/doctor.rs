//! What `doctor` sees, one fault at a time.

use serde_json::Value;

use crate::support::Sandbox;
use crate::support::setup::shared;

/// The findings of one topic: level, what was found, advice.
fn doctor(sandbox: &Sandbox, folder: &str, topic: &str) -> (i32, Vec<(String, String)>) {
    let run = sandbox.handover(&["-C", folder, "doctor", "--json"]);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(json["version"], 1);
    assert_eq!(json["healthy"], run.code == 0);
    let checks = json["checks"].as_array().expect("checks").iter();
    let of_topic = checks.filter(|check| check["topic"] == topic).map(|check| {
        let text = |key: &str| check[key].as_str().unwrap_or_default().to_owned();
        assert_eq!(text("level") == "ok", text("advice").is_empty(), "{check}");
        (text("level"), format!("{} {}", text("found"), text("advice")))
    });
    (run.code, of_topic.collect())
}

#[track_caller]
fn check(sandbox: &Sandbox, topic: &str, level: &str, words: &str) {
    let (code, found) = doctor(sandbox, "ola", topic);
    assert_eq!(code, i32::from(level == "problem"), "{found:?}");
    let hit = found.iter().any(|(one, text)| one == level && text.contains(words));
    assert!(hit, "no {level} with {words:?} in {found:?}");
}

#[test]
fn a_sound_workspace_has_nothing_to_tell() {
    let sandbox = shared("en");
    let run = sandbox.handover(&["-C", "ola", "doctor"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    for line in run.stdout.lines() {
        assert!(line.starts_with("ok "), "{line}");
    }
    assert!(run.stdout.contains("Ola Nordmann (ola), client"), "{}", run.stdout);
    assert_eq!(sandbox.git(&["-C", "ola", "status", "--porcelain"]), "", "nothing is left behind");
}

#[test]
fn outside_of_a_workspace_it_looks_at_the_machine() {
    let sandbox = Sandbox::new();
    let (code, found) = doctor(&sandbox, ".", "workspace");
    assert_eq!((code, found[0].0.as_str()), (0, "warning"));
    assert_eq!(doctor(&sandbox, ".", "git").1[0].0, "ok");
}

#[test]
fn each_fault_is_told_with_what_to_do() {
    let sandbox = shared("en");
    let git = |args: &[&str]| sandbox.git(&[&["-C", "ola"], args].concat());

    git(&["config", "--unset", "merge.handover.driver"]);
    check(&sandbox, "settings", "warning", "handover merge-driver --install");
    git(&["config", "merge.handover.driver", "'/no/such 5%% place/handover' merge-driver -- %O"]);
    check(&sandbox, "settings", "warning", "/no/such 5% place/handover");
    assert_eq!(sandbox.handover(&["-C", "ola", "merge-driver", "--install"]).code, 0);

    git(&["config", "user.email", "nobody@example.org"]);
    check(&sandbox, "you", "problem", "nobody@example.org");
    git(&["config", "user.email", "OLA@nordlys.no"]);
    check(&sandbox, "you", "ok", "Ola Nordmann");

    git(&["config", "core.autocrlf", "true"]);
    check(&sandbox, "settings", "warning", "git config core.autocrlf false");
    git(&["config", "core.autocrlf", "false"]);
    sandbox.write("ola/.gitattributes", "* text=auto\n");
    check(&sandbox, "settings", "warning", "* -text");
    git(&["checkout", "-q", ".gitattributes"]);

    git(&["remote", "set-url", "origin", "missing.git"]);
    check(&sandbox, "shared at", "problem", "no repository");
    let shared = sandbox.path("shared.git");
    git(&["remote", "set-url", "origin", shared.to_str().unwrap()]);
    git(&["branch", "-q", "-m", "other"]);
    git(&["branch", "-q", "--unset-upstream"]);
    check(&sandbox, "shared at", "problem", "no branch other, but main");
    git(&["branch", "-q", "-m", "main"]);
    git(&["remote", "remove", "origin"]);
    check(&sandbox, "shared at", "warning", "git remote add origin");

    git(&["checkout", "-q", "--detach"]);
    check(&sandbox, "repository", "problem", "git switch main");
    git(&["switch", "-q", "main"]);
    std::fs::write(sandbox.path("ola/.git/index.lock"), "").unwrap();
    check(&sandbox, "repository", "warning", "index.lock");
    std::fs::remove_file(sandbox.path("ola/.git/index.lock")).unwrap();

    sandbox.write("ola/workspace.yml", "format: 9\n");
    check(&sandbox, "workspace", "problem", "format 9");
    sandbox.write("ola/workspace.yml", "format: 1\ntimezone: Mars\n");
    check(&sandbox, "workspace", "warning", "Mars");
}

/// FAILURES 61.
#[test]
fn a_cloud_folder_is_told() {
    let sandbox = shared("en");
    std::fs::create_dir(sandbox.path("Dropbox")).unwrap();
    std::fs::rename(sandbox.path("ola"), sandbox.path("Dropbox/ola")).unwrap();
    let (code, found) = doctor(&sandbox, "Dropbox/ola", "folder");
    assert_eq!((code, found[0].0.as_str()), (1, "problem"));
    assert!(found[0].1.contains("Dropbox"), "{found:?}");
}

#[test]
fn repositories_that_cannot_be_worked_in_are_told() {
    let sandbox = shared("en");
    sandbox.git(&["clone", "-q", "--depth", "1", "--no-local", "shared.git", "shallow"]);
    let found = doctor(&sandbox, "shallow", "repository");
    assert!(found.1[0].1.contains("git fetch --unshallow"), "{found:?}");
    for (folder, kind) in [("sha", "--object-format=sha256"), ("ref", "--ref-format=reftable")] {
        let run = sandbox.command("git").args(["init", "-q", kind, folder]).output().unwrap();
        if run.status.success() {
            sandbox.write(&format!("{folder}/workspace.yml"), "format: 1\n");
            let (code, found) = doctor(&sandbox, folder, "repository");
            assert_eq!((code, found[0].0.as_str()), (1, "problem"), "{found:?}");
        }
    }
    sandbox.write("bare/workspace.yml", "format: 1\n");
    let (code, found) = doctor(&sandbox, "bare", "repository");
    assert_eq!(code, 1);
    assert!(found[0].1.contains("git init"), "{found:?}");
}
