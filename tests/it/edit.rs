//! `edit` with an editor that a test can be.

use crate::support::Sandbox;

fn workspace() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("workspace.yml", "format: 1\n");
    sandbox.write("tasks/ola-1-a.md", "---\nid: ola-1\ntitle: A\nstatus: draft\n---\n");
    sandbox
}

#[cfg(unix)]
#[test]
fn the_file_is_checked_when_the_editor_ends() {
    let sandbox = workspace();
    sandbox.write(
        "editor",
        "#!/bin/sh\nprintf '%s\\n' \"$1\" > \"$2.log\"\nsed -i 's/^title: A/title: A: B/' \"$2\"\n",
    );
    sandbox.make_executable("editor");
    let run = sandbox.handover_with(&[("EDITOR", "./editor 'two words'")], &["edit", "ola-1"]);
    assert!(run.stdout.contains("error[yaml-colon]"), "{run:?}");
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    assert_eq!(sandbox.read("tasks/ola-1-a.md.log"), "two words\n");
}

#[test]
fn an_editor_that_fails_is_told() {
    let sandbox = workspace();
    let run = sandbox.handover_with(&[("VISUAL", "no-such-editor-here")], &["edit", "ola-1"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("`no-such-editor-here` could not be started"), "{}", run.stderr);
}

/// Never vi unasked.
#[test]
fn without_an_editor_nothing_is_opened() {
    let sandbox = workspace();
    let run = sandbox.handover_with(&[("PATH", "")], &["edit", "ola-1"]);
    if cfg!(target_os = "linux") {
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("set EDITOR"), "{}", run.stderr);
    }
}

/// A list may be written in brackets, and a name that nobody has is told.
#[test]
fn what_is_set_is_what_was_meant() {
    let sandbox = workspace();
    sandbox.write("people/ola.md", "---\nname: Ola\n---\n");
    let run = sandbox.handover(&["set", "ola-1", "tags=[x, y]", "to=nobody", "project=nothing"]);
    assert_eq!(run.code, 0, "{run:?}");
    let text = sandbox.read("tasks/ola-1-a.md");
    assert!(text.contains("tags:\n  - x\n  - y\n"), "{text}");
    let told = format!("{}{}", run.stdout, run.stderr);
    for words in ["nobody in people/ called `nobody`", "no document called `nothing`"] {
        assert!(told.contains(words), "{words:?} is not in {told}");
    }
    // The status of one's own task counts, and nothing else earns it.
    let run = sandbox.handover(&["set", "ola-1", "from=ola", "to=ola", "status=accepted"]);
    let told = format!("{}{}", run.stdout, run.stderr);
    assert!(run.code == 0 && !told.contains("where it is earned"), "{told}");
}
