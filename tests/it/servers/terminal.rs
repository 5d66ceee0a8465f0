//! A person's terminal, on which a program could ask and wait for ever.

use super::server::run;
use crate::support::{Run, needs};
use crate::sync::team::Member;

/// Runs the program with a terminal of its own, where nobody answers; `None` where none can be had.
pub(crate) fn with_terminal(member: &Member<'_>, args: &str) -> Option<Run> {
    let script = needs("script")?;
    let mut command = member.sandbox.command(script);
    let program = format!("{} {args}", env!("CARGO_BIN_EXE_handover"));
    command.current_dir(&member.root).args(["-qec", &program, "/dev/null"]);
    Some(run(command.env_remove("GIT_TERMINAL_PROMPT").env("TERM", "xterm")))
}

/// Syncs, and returns all that was on the terminal.
pub(crate) fn synced(member: &Member<'_>) -> Option<String> {
    let run = with_terminal(member, "sync")?;
    assert_eq!(run.code, 0, "{run:?}");
    Some(run.stdout)
}

/// Syncs, and returns why it stopped.
pub(super) fn stopped(member: &Member<'_>) -> Option<String> {
    let run = with_terminal(member, "sync --json 2>/dev/null")?;
    let json: serde_json::Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("no JSON: {run:?}"));
    assert_eq!((run.code, json["result"].as_str()), (2, Some("stopped")), "{json}");
    Some(json["reason"].as_str().expect("a reason").to_owned())
}
