//! Writing in an editor: on a terminal, and with `--edit`.

use std::fs;

use super::{TASK, leads, moved, share, team};
use crate::support::Run;
use crate::sync::team::Member;

/// Makes a move with a script as the editor.
#[cfg(unix)]
fn with_editor(who: &Member<'_>, script: &str, args: &[&str]) -> Run {
    who.sandbox.write("editor", &format!("#!/bin/sh\n{script}\n"));
    who.sandbox.make_executable("editor");
    let editor = who.sandbox.path("editor");
    let mut command = who.sandbox.command(env!("CARGO_BIN_EXE_handover"));
    Run::of(command.current_dir(&who.root).env("EDITOR", editor).args(args).output().unwrap())
}

#[cfg(unix)]
#[test]
fn the_editor_opens_on_the_right_headings_and_what_is_left_of_them_goes() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    let script = "cp \"$1\" ../seen.md\n\
        sed -i -e 's/^can_meet_due:$/can_meet_due: yes/' \
        -e 's/^## In my own words$/&\\n\\nEach payment gets its receipt./' \
        -e 's/^## First step$/&\\n\\nCount them./' \"$1\"";
    let run = with_editor(&kari, script, &["confirm", "ola-1", "--edit"]);
    assert_eq!(run.code, 0, "{run:?}");
    let seen = fs::read_to_string(kari.root.join("../seen.md")).unwrap();
    assert!(seen.contains("## In my own words\n\n<!-- "), "{seen}");
    let reply = kari.git(&["show", "--name-only", "--format=", "HEAD"]);
    let reply = reply.lines().find(|line| line.contains("confirm")).unwrap();
    let text = kari.read(reply);
    assert!(
        text.ends_with(
            "## In my own words\n\nEach payment gets its receipt.\n\n## First step\n\nCount them.\n"
        ),
        "{text}"
    );
    assert!(kari.read(TASK).contains("status: confirmed"));
}

#[cfg(unix)]
#[test]
fn a_text_that_is_refused_is_kept_and_offered_again() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    let half = "sed -i 's/^## In my own words$/&\\n\\nEach payment./' \"$1\"";
    let run = with_editor(&kari, half, &["confirm", "ola-1", "--edit"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(
        run.stderr.contains("`First step`") && run.stderr.contains("your text is kept"),
        "{run:?}"
    );
    assert_eq!(kari.git(&["status", "--porcelain"]), "");
    let rest = "sed -i -e 's/^can_meet_due:$/can_meet_due: yes/' -e 's/^## First step$/&\\n\\nCount./' \"$1\"";
    let run = with_editor(&kari, rest, &["confirm", "ola-1", "--edit"]);
    assert_eq!(run.code, 0, "{run:?}");
    leads(&kari, &["start", "ola-1"], "in_progress", Some("kari"));
    let untouched = with_editor(&kari, "true", &["progress", "ola-1", "--edit"]);
    assert_eq!(untouched.code, 2);
    assert!(untouched.stderr.contains("nothing was written"), "{untouched:?}");
}
