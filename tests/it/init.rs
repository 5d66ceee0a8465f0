//! A workspace made in one step, in a new folder and in a repository that is there already.

use std::path::Path;

use crate::support::setup::refused;
use crate::support::{Run, Sandbox};

const OLA: [&str; 4] = ["--client-name", "Ola Nordmann", "--client-email", "ola@nordlys.no"];

fn init(sandbox: &Sandbox, args: &[&str]) -> Run {
    sandbox.handover(&[&["init"], args].concat())
}

#[test]
fn a_workspace_is_made_in_one_step() {
    let sandbox = Sandbox::new();
    let kari = ["--assistant-name", "Kåre Ås", "--assistant-email", "kare@example.org"];
    let more =
        ["--timezone", "Europe/Oslo", "--hours", "9-15", "--remote", "git@example.org:n.git"];
    let run = init(&sandbox, &[&["nordlys", "--lang", "nb"], &OLA[..], &kari, &more].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    for words in
        ["Arbeidsområdet ditt er klart", "START-HERE.md", "handover invite kaare", "handover sync"]
    {
        assert!(run.stdout.contains(words), "{words:?} is not in {}", run.stdout);
    }
    assert!(sandbox.read("nordlys/people/kaare.md").contains("e-post: kare@example.org"));
    assert!(sandbox.read("nordlys/people/ola.md").contains("arbeidstid: 09:00-15:00"));
    assert!(sandbox.read("nordlys/tasks/ola-1-contacts.md").contains("til: kaare\n"));

    let git = |args: &[&str]| sandbox.git(&[&["-C", "nordlys"], args].concat());
    assert_eq!(git(&["status", "--porcelain"]), "");
    assert_eq!(
        git(&["log", "--format=%an <%ae> %D"]),
        "Ola Nordmann <ola@nordlys.no> HEAD -> main\n"
    );
    assert_eq!(git(&["config", "--local", "user.email"]), "ola@nordlys.no\n");
    assert_eq!(git(&["config", "--local", "core.autocrlf"]), "false\n");
    assert_eq!(git(&["remote", "get-url", "origin"]), "git@example.org:n.git\n");
    assert_eq!(git(&["fsck", "--strict"]), "");
    assert_eq!(sandbox.git(&["config", "--global", "--default", "none", "user.email"]), "none\n");

    let list = sandbox.home().join(".config/handover/workspaces.yml");
    let list = std::fs::read_to_string(list).unwrap();
    assert!(list.contains("nordlys: ") && list.contains("work/nordlys"), "{list}");
    refused(&init(&sandbox, &[&["nordlys"], &OLA[..]].concat()), &["is a workspace already"]);
}

#[test]
fn git_settings_say_who_makes_it() {
    let sandbox = Sandbox::new();
    refused(&init(&sandbox, &["w"]), &["nobody is there", "--client-email"]);
    assert!(!sandbox.path("w").exists(), "nothing was made");
    sandbox.git(&["config", "--global", "user.name", "Kari Hansen"]);
    sandbox.git(&["config", "--global", "user.email", "kari@example.org"]);
    let run = init(&sandbox, &["w", "--as", "assistant"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(sandbox.read("w/people/kari.md").contains("email: kari@example.org"));
    assert!(run.stdout.contains("people/ola.md is still an example"), "{}", run.stdout);
    assert!(run.stdout.contains("git remote add origin"), "{}", run.stdout);
}

/// FAILURES 61.
#[test]
fn places_where_it_cannot_work_are_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("Dropbox/notes.md", "x\n");
    sandbox.write("full/notes.md", "x\n");
    sandbox.git(&["init", "-q", "repo"]);
    let try_in = |folder: &str| init(&sandbox, &[&[folder], &OLA[..]].concat());
    refused(&try_in("Dropbox/w"), &["Dropbox", "damage"]);
    refused(&try_in("full"), &["not empty"]);
    refused(&try_in("full/notes.md"), &["not a folder"]);
    refused(&try_in("repo/below"), &["inside the git repository"]);
    for path in ["Dropbox/w", "full/.git", "repo/below"] {
        assert!(!sandbox.path(path).exists(), "{path} was made");
    }
}

#[test]
fn answers_that_cannot_be_used_make_nothing() {
    let sandbox = Sandbox::new();
    let check = |flag: &str, value: &str, words: &str| {
        refused(&init(&sandbox, &[&["w"], &OLA[..], &[flag, value]].concat()), &[words]);
        assert!(!sandbox.path("w").exists());
    };
    check("--hours", "early", "08:00-16:00");
    check("--timezone", "Mars/Base", "Europe/Oslo");
    check("--assistant-email", "kari at home", "kari at home");
    check("--remote", "https://ola:hunter2@example.org/x", "password");
    let run = init(&sandbox, &["w", "--remote", "https://ola:hunter2@example.org/x"]);
    assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
}

#[test]
fn a_repository_with_files_keeps_them() {
    let sandbox = Sandbox::new();
    sandbox.git_init("Ola Nordmann", "ola@nordlys.no");
    sandbox.write("agreement.md", "Our own.\n");
    sandbox.write("code.txt", "x\n");
    sandbox.write(".gitattributes", "*.png binary");
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-q", "-m", "before"]);
    sandbox.write("people/kari.md", "not committed\n");
    sandbox.write("code.txt", "changed\n");

    let run = init(&sandbox, &["--name", "Nordlys AS"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("agreement.md was there already"), "{}", run.stdout);
    assert_eq!(sandbox.read("agreement.md"), "Our own.\n");
    let attributes = sandbox.read(".gitattributes");
    assert_eq!(attributes, "*.png binary\n* -text\n*.md merge=handover\n");
    assert_eq!(sandbox.read("people/kari.md"), "not committed\n");
    assert!(sandbox.read("workspace.yml").contains("name: Nordlys AS"));
    let status = sandbox.git(&["status", "--porcelain"]);
    assert_eq!(status, " M code.txt\n?? people/kari.md\n", "work that is not ours stays as it was");
    assert_eq!(sandbox.git(&["log", "--format=%s"]), "Begin the workspace Nordlys AS\nbefore\n");
}

/// A page that is there already is nobody's of the two: who works here gets another short name.
#[test]
fn a_page_of_somebody_else_keeps_its_name() {
    let sandbox = Sandbox::new();
    sandbox.git_init("X", "x@y.z");
    sandbox.write("people/ola.md", "About Ola, the band.\n");
    sandbox.write(".gitattributes", "*.png binary\n");
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-q", "-m", "before"]);
    let run = init(&sandbox, &OLA);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.stdout.contains("git takes you for olan from now on, and no more for x@y.z"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains(".gitattributes was there already and got our lines"),
        "{}",
        run.stdout
    );
    assert_eq!(sandbox.read("people/ola.md"), "About Ola, the band.\n");
    assert!(sandbox.read("people/olan.md").contains("id: olan\n"));
    let today = sandbox.handover(&["today"]);
    assert_eq!(today.code, 0, "{today:?}");
    // Their own page, with another address beside theirs, is theirs.
    sandbox.git(&["init", "-q", "-b", "main", "w"]);
    let own = sandbox.read("people/olan.md").replace("olan", "ola");
    let own = own.replace("email: ola@nordlys.no", "email: [o@old.no, ola@nordlys.no]");
    sandbox.write("w/people/ola.md", &own);
    let run = init(&sandbox, &[&["w"], &OLA[..]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(sandbox.read("w/people/ola.md"), own);
    assert!(!sandbox.path("w/people/olan.md").exists());
}

#[test]
fn a_run_that_was_stopped_is_taken_up() {
    let sandbox = Sandbox::new();
    let whole = init(&sandbox, &[&["whole", "--name", "N"], &OLA[..]].concat());
    assert_eq!(whole.code, 0);
    sandbox.git(&["init", "-q", "-b", "main", "w"]);
    sandbox.write("w/people/ola.md", &sandbox.read("whole/people/ola.md"));
    let run = init(&sandbox, &[&["w", "--name", "N"], &OLA[..]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!run.stdout.contains("there already"), "{}", run.stdout);
    let tree = |folder: &str| sandbox.git(&["-C", folder, "rev-parse", "HEAD^{tree}"]);
    assert_eq!(tree("w"), tree("whole"), "the same files as in one go");
}

#[test]
fn a_remote_that_is_a_folder_is_meant_from_here() {
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "-q", "--bare", "shared.git"]);
    let run = init(&sandbox, &[&["w", "--remote", "shared.git"], &OLA[..]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    let url = sandbox.git(&["-C", "w", "remote", "get-url", "origin"]);
    assert!(Path::new(url.trim()).is_absolute(), "{url}");
    assert_eq!(sandbox.git(&["-C", "w", "ls-remote", "origin"]), "", "nothing was sent");
    assert!(!sandbox.home().join(".gitconfig").exists(), "the user's settings stay untouched");
}
