//! Which editor to open a file in, and opening it.

use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use thiserror::Error;

use super::environment::Environment;

/// An editor's command line, without the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Editor {
    /// The program and its arguments.
    words: Vec<String>,
    /// Whether the command ends when the file is closed.
    pub(super) waits: bool,
}

/// No editor, or one that failed.
#[derive(Debug, Error)]
pub(super) enum EditorError {
    #[error("no editor is set, and none was found")]
    None,
    #[error("the editor `{program}` could not be started")]
    Start { program: String, source: std::io::Error },
    #[error("the editor `{program}` ended with {status}")]
    Failed { program: String, status: ExitStatus },
}

impl Editor {
    /// Finds the editor: `VISUAL` or `EDITOR`, VS Code inside its own terminal, then what the
    /// system opens such files with. Never vi unasked: who has not chosen it cannot leave it.
    pub(super) fn find(
        environment: &Environment,
        exists: &dyn Fn(&str) -> bool,
    ) -> Result<Self, EditorError> {
        let editor = |words: &[&str], waits| Self {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            waits,
        };
        if let Some(line) = &environment.editor {
            let words = words(line);
            return if words.is_empty() {
                Err(EditorError::None)
            } else {
                Ok(Self { words, waits: true })
            };
        }
        if environment.vscode && exists("code") {
            return Ok(editor(&["code", "--wait"], true));
        }
        if cfg!(windows) {
            return Ok(editor(&["notepad"], true));
        }
        if cfg!(target_os = "macos") {
            return Ok(editor(&["open", "-W", "-t"], true));
        }
        if environment.desktop && exists("xdg-open") {
            return Ok(editor(&["xdg-open"], false));
        }
        let plain = ["nano", "micro"].into_iter().find(|program| exists(program));
        plain.map(|program| editor(&[program], true)).ok_or(EditorError::None)
    }

    /// Opens `file` and waits for the command to end.
    pub(super) fn open(&self, file: &Path) -> Result<(), EditorError> {
        let (program, arguments) = self.words.split_first().ok_or(EditorError::None)?;
        let mut command = Command::new(program);
        command.args(arguments).arg(file);
        if !self.waits {
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        }
        let status = command
            .status()
            .map_err(|source| EditorError::Start { program: program.clone(), source })?;
        if status.success() {
            return Ok(());
        }
        Err(EditorError::Failed { program: program.clone(), status })
    }
}

/// Divides a command line at blanks; quotes hold them together, no other sign means anything.
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
            (each, None) if each.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(each),
        }
    }
    words.extend(word);
    words
}

/// Tells whether a program stands in one of the folders of `PATH`.
pub(super) fn is_program(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_person_chose_comes_first() {
        let check = |environment: Environment, there: &[&str], expected: Option<&[&str]>| {
            let found = Editor::find(&environment, &|name| there.contains(&name)).ok();
            let words = found.map(|editor| editor.words);
            let expected =
                expected.map(|words| words.iter().map(|word| (*word).to_owned()).collect());
            assert_eq!(words, expected, "{environment:?} {there:?}");
        };
        let set = |editor: &str| Environment {
            editor: Some(editor.to_owned()),
            vscode: true,
            ..Environment::default()
        };
        check(set("vim -p"), &["code"], Some(&["vim", "-p"]));
        check(set("'/a b/ed' \"x y\" ''"), &[], Some(&["/a b/ed", "x y", ""]));
        check(set("  "), &["nano"], None);
        let vscode = Environment { vscode: true, ..Environment::default() };
        check(vscode, &["code", "nano"], Some(&["code", "--wait"]));
        if cfg!(target_os = "linux") {
            let desktop = Environment { desktop: true, ..Environment::default() };
            check(desktop, &["xdg-open", "nano"], Some(&["xdg-open"]));
            check(Environment::default(), &["vi", "xdg-open", "nano"], Some(&["nano"]));
            check(Environment::default(), &["vi", "vim"], None);
        }
    }
}
