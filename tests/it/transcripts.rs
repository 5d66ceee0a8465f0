//! Runs the transcripts under `tests/transcripts`: commands, and what they say.
//!
//! A transcript is Markdown. A block ` ```file PATH ` writes a file; a block ` ```console ` holds
//! commands behind `$ ` (`handover`, `git`, and `cat`, which shows a file), each followed by what it
//! writes: standard output as it is, standard error behind `! `, and `? CODE` when it does not end
//! with 0. `HANDOVER_UPDATE=1` writes down what the commands say now.

use std::path::{Path, PathBuf};

use crate::support::{Run, Sandbox};

#[test]
fn transcripts_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = Vec::new();
    for file in files {
        let expected = std::fs::read_to_string(&file).unwrap();
        let found = played(&expected);
        if expected == found {
            continue;
        }
        if std::env::var_os("HANDOVER_UPDATE").is_some() {
            std::fs::write(&file, found).unwrap();
        } else {
            let diff = similar::TextDiff::from_lines(&expected, &found);
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            wrong.push(diff.unified_diff().header(&name, "what it says now").to_string());
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Plays a transcript and returns it with what the commands say.
fn played(text: &str) -> String {
    let sandbox = Sandbox::new();
    let mut out = String::new();
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        out.push_str(line);
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks < 3 {
            continue;
        }
        let fence = "`".repeat(ticks);
        let (what, path) =
            line[ticks..].trim().split_once(' ').unwrap_or((line[ticks..].trim(), ""));
        let block: Vec<&str> = lines.by_ref().take_while(|line| line.trim_end() != fence).collect();
        match what {
            "file" => {
                sandbox.write(path, &block.concat());
                out.push_str(&block.concat());
            }
            "console" => {
                for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
                    out.push_str(&format!("$ {command}"));
                    out.push_str(&shown(&run(&sandbox, command.trim())));
                }
            }
            _ => out.push_str(&block.concat()),
        }
        out.push_str(&fence);
        out.push('\n');
    }
    out
}

fn run(sandbox: &Sandbox, line: &str) -> Run {
    let words = words(line);
    let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    match words[0].as_str() {
        "handover" => sandbox.handover(&arguments),
        "git" => Run { code: 0, stdout: sandbox.git(&arguments), stderr: String::new() },
        "cat" => Run { code: 0, stdout: sandbox.read(arguments[0]), stderr: String::new() },
        other => panic!("a transcript cannot run `{other}`"),
    }
}

fn shown(run: &Run) -> String {
    let mut out = run.stdout.clone();
    if !out.is_empty() && !out.ends_with('\n') {
        out.push_str("(no line end)\n");
    }
    for line in run.stderr.lines() {
        out.push_str(format!("! {line}").trim_end());
        out.push('\n');
    }
    if run.code != 0 {
        out.push_str(&format!("? {}\n", run.code));
    }
    out
}

/// Divides a command at blanks; quotes hold them together, and hold what is empty.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for each in line.chars() {
        match (each, quote) {
            (each, Some(open)) if each == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(each);
                word.get_or_insert_default();
            }
            (' ', None) => words.extend(word.take()),
            _ => word.get_or_insert_default().push(each),
        }
    }
    words.extend(word);
    words
}
