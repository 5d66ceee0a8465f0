//! Real shells, in which Tab is pressed.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use crate::support::{Run, Sandbox, needs};

fn workspace() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("workspace.yml", "format: 1\nqueries:\n  urgent: \"priority:high\"\n");
    sandbox.write("people/kari.md", "---\nid: kari\nname: Kari Hansen\n---\n");
    let task = |id: &str, title: &str, more: &str| {
        let text = format!("---\nid: {id}\ntitle: \"{title}\"\nto: kari\n{more}---\n");
        sandbox.write(&format!("tasks/{id}.md"), &text);
    };
    task("ola-14", "Reconcile November", "priority: high\n");
    task("ola-9", "Contacts: the $(touch gone) ones", "status: sent\n");
    // What a stranger could wish to have on a command line.
    sandbox.write("tasks/x.md", "---\nid: \"ola-1;touch gone\"\ntitle: Bad\n---\n");
    sandbox.git_init("Ola", "ola@example.org");
    sandbox
}

/// Where programs are found, this one first.
fn path() -> std::ffi::OsString {
    let own = Path::new(env!("CARGO_BIN_EXE_handover")).parent().unwrap().to_owned();
    let others = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths([own].into_iter().chain(std::env::split_paths(&others))).unwrap()
}

/// Types into a shell on a terminal of its own, and returns what stands there in the end.
fn typed(sandbox: &Sandbox, shell: &str, keys: &str) -> Option<String> {
    let script = needs("script")?;
    let mut command = sandbox.command(script);
    command.args(["-qec", shell, "/dev/null"]).env("TERM", "dumb").env("PATH", path());
    command.env("COLUMNS", "100").env("PS1", "").env("HISTFILE", "/dev/null");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("script runs");
    child.stdin.take().unwrap().write_all(keys.as_bytes()).unwrap();
    let run = Run::of(child.wait_with_output().unwrap());
    assert!(!sandbox.path("gone").exists(), "a document had something run");
    Some(run.stdout)
}

#[track_caller]
fn says(screen: &str, wanted: &[&str]) {
    for text in wanted {
        assert!(screen.contains(text), "{text:?} is not in\n{screen}");
    }
    assert!(!screen.contains("error"), "{screen}");
}

#[test]
fn bash_completes_ids_and_words_of_queries() {
    if needs("bash").is_none() {
        return;
    }
    let sandbox = workspace();
    let keys = "eval \"$(handover completions bash)\"\n\
        handover sh\tola-14\t| head -1; echo one\n\
        handover list stat\tse\t--format ids\n\
        handover list to:ka\t@ur\t--form\tids; echo two\n\
        handover list 'status:se\t--format ids; echo four\n\
        handover expl\tvague-d\t| head -1\n\
        handover -C /nowhere show o\tx 2>/dev/null; echo three\n\
        handover set ola-14 prior\tlo\t; handover show ola-14 | grep priority\n\
        exit\n";
    let Some(screen) = typed(&sandbox, "bash --norc --noprofile -i", keys) else { return };
    says(
        &screen,
        &[
            "handover show ola-14 | head -1",
            "Reconcile November\r\none",
            "handover list status:sent --format ids",
            "handover list to:kari @urgent --format ids",
            "ola-14\r\ntwo",
            "handover list 'status:sent' --format ids; echo four",
            "handover explain vague-deadline | head -1",
            "three",
            "handover set ola-14 priority=low",
        ],
    );
}

#[test]
fn zsh_completes_with_titles_beside() {
    if needs("zsh").is_none() {
        return;
    }
    let sandbox = workspace();
    let keys = "autoload -Uz compinit; compinit -u -D; zstyle ':completion:*' insert-tab false\n\
        eval \"$(handover completions zsh)\"\n\
        handover show ola-1\t| head -1; echo one\n\
        handover list status:se\t--format ids\n\
        handover list @ur\t--format ids; echo two\n\
        handover show ola-\t14 | head -1\n\
        exit\n";
    let Some(screen) = typed(&sandbox, "zsh -f -i", keys) else { return };
    says(&screen, &["Reconcile November\r\none", "ola-14\r\ntwo", "-- Reconcile November"]);
}

#[test]
fn fish_completes_with_titles_beside() {
    let Some(fish) = needs("fish") else { return };
    let sandbox = workspace();
    let ask = |line: &str| {
        let mut command = sandbox.command(&fish);
        let text = format!("handover completions fish | source; complete --do-complete '{line}'");
        let run = Run::of(
            command.env("PATH", path()).args(["--no-config", "-c", &text]).output().unwrap(),
        );
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
        run.stdout
    };
    let ids = ask("handover show ola-");
    assert_eq!(ids, "ola-9\tContacts: the $(touch gone) ones\nola-14\tReconcile November\n");
    assert!(ask("handover list status:se").starts_with("status:sent"));
    assert!(ask("handover list @").starts_with("@urgent\tpriority:high"));
    assert!(ask("handover check ta").starts_with("tasks/"), "files where nothing else is meant");
    assert!(!sandbox.path("gone").exists());
}

/// Looking for what may be meant leaves nothing behind, and never speaks up.
#[test]
fn nothing_is_written_and_nothing_is_said() {
    let sandbox = workspace();
    let ask = |args: &[&str]| {
        let run = sandbox.handover(&[&["completions", "fish", "--", "handover"], args].concat());
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
        run.stdout
    };
    assert!(ask(&["show", ""]).contains("ola-14\tReconcile November\n"));
    assert!(!sandbox.path(".git/handover").exists(), "nothing was made");
    assert_eq!(ask(&["-C", "/nowhere", "show", "o"]), "");
    assert_eq!(ask(&["nosuch", ""]), "");
    // With what earlier commands have left, a new document is found all the same.
    sandbox.handover(&["list"]);
    let cache = || std::fs::read(sandbox.path(".git/handover/cache/index.db")).unwrap();
    let before = cache();
    sandbox.write("tasks/new.md", "---\nid: ola-140\ntitle: New\n---\n");
    assert!(ask(&["show", "ola-140"]).contains("New"));
    assert!(cache() == before, "the cache was written");
    std::fs::write(sandbox.path(".git/handover/cache/index.db"), "garbage").unwrap();
    assert!(ask(&["show", "ola-140"]).contains("New"));
    sandbox.write("workspace.yml", "format: [\n");
    ask(&["list", "to:"]);
}
