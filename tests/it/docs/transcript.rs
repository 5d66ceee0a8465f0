//! What somebody typed and saw: `$ command` lines, each followed by what it printed.
//!
//! In the expected output a line `...` stands for any lines, `[..]` for any text within a line.

use std::path::{Path, PathBuf};

use crate::support::Sandbox;

/// Returns each command with the output expected of it; a `> ` line goes on with the command.
pub(super) fn commands(block: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), line.strip_prefix("> "), found.last_mut()) {
            (Some(command), _, _) => found.push((command.to_owned(), String::new())),
            (None, Some(more), Some((command, output))) if output.is_empty() => {
                command.push('\n');
                command.push_str(more);
            }
            (None, _, Some((_, output))) => {
                output.push_str(line);
                output.push('\n');
            }
            (None, _, None) => panic!("a transcript begins with a command, not with {line:?}"),
        }
    }
    found
}

/// Runs one line in a shell in which `handover` is the program under test; `cd` is remembered.
pub(super) fn run(sandbox: &Sandbox, shell: &Path, folder: &mut PathBuf, line: &str) -> String {
    if let Some(to) = line.strip_prefix("cd ") {
        *folder = folder.join(to.trim()).canonicalize().unwrap();
        return String::new();
    }
    let program = Path::new(env!("CARGO_BIN_EXE_handover")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(program.to_owned()).chain(std::env::split_paths(&path));
    let mut command = sandbox.command(shell);
    command.env("PATH", std::env::join_paths(paths).unwrap()).current_dir(folder);
    let output = command.arg("-c").arg(format!("{{ {line}\n}} 2>&1")).output().unwrap();
    String::from_utf8(output.stdout).expect("programs speak UTF-8")
}

/// Tells whether `found` is what was expected.
pub(super) fn matches(expected: &str, found: &str) -> bool {
    let expected: Vec<&str> = expected.trim_end().lines().collect();
    let found: Vec<&str> = found.trim_end().lines().map(str::trim_end).collect();
    these(&expected, &found)
}

fn these(expected: &[&str], found: &[&str]) -> bool {
    match (expected, found) {
        ([], []) => true,
        (["...", rest @ ..], _) => (0..=found.len()).any(|at| these(rest, &found[at..])),
        ([one, rest @ ..], [line, others @ ..]) => this(one, line) && these(rest, others),
        _ => false,
    }
}

fn this(expected: &str, line: &str) -> bool {
    match expected.split_once("[..]") {
        None => expected == line,
        Some((start, rest)) => line.strip_prefix(start).is_some_and(|line| {
            let mut ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
            ends.any(|at| this(rest, &line[at..]))
        }),
    }
}

#[test]
fn wildcards_match_as_they_say() {
    let check = |expected: &str, found: &str, yes: bool| {
        assert_eq!(matches(expected, found), yes, "{expected:?} and {found:?}");
    };
    check("a\nb\n", "a\nb", true);
    check("a [..] c", "a b c", true);
    check("a [..] c", "a b d", false);
    check("...\nb\n...", "a\nb\nc\n", true);
    check("...\nb", "a\nb\nc", false);
    check("", "", true);
    check("", "error", false);
    check("a", "", false);
}

#[test]
fn transcripts_are_taken_apart() {
    let found = commands("$ cat > a <<'E'\n> x\n> E\n$ cat a\nx\n> y\n");
    let expected = [("cat > a <<'E'\nx\nE", ""), ("cat a", "x\n> y\n")];
    assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
}
