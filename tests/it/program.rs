//! What holds for the program as a whole: exit codes, streams, colour.

use crate::support::Sandbox;

#[test]
fn help_goes_to_stdout_and_mistakes_to_stderr() {
    let sandbox = Sandbox::new();
    let help = sandbox.handover(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    assert!(help.stdout.contains("Usage: handover"), "{}", help.stdout);
    let mistake = sandbox.handover(&["frobnicate"]);
    assert_eq!((mistake.code, mistake.stdout.as_str()), (2, ""));
    assert!(mistake.stderr.contains("frobnicate"), "{}", mistake.stderr);
    assert_eq!(sandbox.handover(&[]).code, 2);
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let run = Sandbox::new().handover(&["-C", "nowhere", "completions", "bash"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.starts_with("error: cannot work in "), "{}", run.stderr);
    assert!(run.stderr.contains("nowhere"), "{}", run.stderr);
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    use std::process::Stdio;
    let sandbox = Sandbox::new();
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_handover"));
    command.args(["completions", "zsh"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
