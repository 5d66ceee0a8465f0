//! A person's terminal, on which a program could ask and wait for ever.

use super::server::run;
use crate::support::needs;
use crate::sync::team::Member;

/// Syncs with a terminal of its own, where nobody answers, and returns why it stopped; `None` where
/// no terminal can be had.
pub(super) fn stopped(member: &Member<'_>) -> Option<String> {
    let script = needs("script")?;
    let mut command = member.sandbox.command(script);
    let program = format!("{} sync --json 2>/dev/null", env!("CARGO_BIN_EXE_handover"));
    command.current_dir(&member.root).args(["-qec", &program, "/dev/null"]);
    let run = run(command.env_remove("GIT_TERMINAL_PROMPT").env("TERM", "dumb"));
    let json: serde_json::Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("no JSON: {run:?}"));
    assert_eq!((run.code, json["result"].as_str()), (2, Some("stopped")), "{json}");
    Some(json["reason"].as_str().expect("a reason").to_owned())
}
