//! Which editor to open a file in, and opening it.

use std::ffi::OsString;
use std::path::Path;
use std::process::{ExitStatus, Stdio};

use thiserror::Error;

use super::environment::Environment;
use crate::store::program;

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
        let mut command = program::program(program);
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

/// Editors that open a window of their own, and how they are told a line.
const WINDOWS: &[(&str, Line)] = &[
    ("code", Line::Goto),
    ("code-insiders", Line::Goto),
    ("codium", Line::Goto),
    ("cursor", Line::Goto),
    ("gedit", Line::Plus),
    ("kate", Line::None),
    ("notepad", Line::None),
    ("open", Line::None),
    ("subl", Line::Colon),
    ("xdg-open", Line::None),
    ("zed", Line::Colon),
];

/// Editors in the terminal that are told a line by `+12`; others are told none.
const PLUS: &[&str] = &[
    "emacs",
    "emacsclient",
    "jed",
    "joe",
    "kak",
    "mg",
    "micro",
    "nano",
    "ne",
    "nvim",
    "vi",
    "vim",
    "view",
];

/// How an editor is told at which line to open a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    None,
    /// `+12 FILE`
    Plus,
    /// `FILE:12`
    Colon,
    /// `-g FILE:12`
    Goto,
}

impl Editor {
    /// Tells whether it opens a window of its own, and leaves the terminal alone.
    pub(super) fn has_a_window(&self) -> bool {
        !self.waits || self.window().is_some()
    }

    fn program(&self) -> &str {
        let program = self.words.first().map(Path::new);
        program.and_then(Path::file_stem).and_then(|stem| stem.to_str()).unwrap_or_default()
    }

    fn window(&self) -> Option<Line> {
        let program = self.program();
        WINDOWS.iter().find(|(name, _)| *name == program).map(|(_, line)| *line)
    }

    /// Returns the words that open `file` at a line.
    fn words_at(&self, file: &Path, line: Option<usize>) -> Vec<OsString> {
        let window = self.window();
        let how = match window {
            Some(how) => how,
            None if PLUS.contains(&self.program()) => Line::Plus,
            None if self.program() == "hx" || self.program() == "helix" => Line::Colon,
            None => Line::None,
        };
        // A window stays open beside the screen; nobody waits for it.
        let waits = |word: &&String| matches!(word.as_str(), "--wait" | "-w" | "-W");
        let kept = self.words.iter().filter(|word| window.is_none() || !waits(word));
        let mut words: Vec<OsString> = kept.map(OsString::from).collect();
        let with_line = |line: usize| {
            let mut file = file.as_os_str().to_owned();
            file.push(format!(":{line}"));
            file
        };
        match (how, line) {
            (Line::None, _) | (_, None) => words.push(file.into()),
            (Line::Plus, Some(line)) => words.extend([format!("+{line}").into(), file.into()]),
            (Line::Colon, Some(line)) => words.push(with_line(line)),
            (Line::Goto, Some(line)) => words.extend(["-g".into(), with_line(line)]),
        }
        words
    }

    /// Opens `file` at a line; returns when it is closed, at once where it has a window of its own.
    pub(super) fn open_at(&self, file: &Path, line: Option<usize>) -> Result<(), EditorError> {
        let words = self.words_at(file, line);
        let (program, arguments) = words.split_first().ok_or(EditorError::None)?;
        let named = || program.to_string_lossy().into_owned();
        let mut command = program::program(program);
        command.args(arguments);
        if !self.has_a_window() {
            let status = command
                .status()
                .map_err(|source| EditorError::Start { program: named(), source })?;
            return match status.success() {
                true => Ok(()),
                false => Err(EditorError::Failed { program: named(), status }),
            };
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let started = command.spawn();
        let mut child =
            started.map_err(|source| EditorError::Start { program: named(), source })?;
        // Somebody must wait for it, or the system keeps it on its list.
        std::thread::spawn(move || child.wait());
        Ok(())
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
    fn a_line_is_told_as_the_editor_knows_it() {
        let check = |line: &str, at: Option<usize>, expected: &[&str], window: bool| {
            let editor = Editor { words: words(line), waits: true };
            assert_eq!(editor.words_at(Path::new("/w/a b.md"), at), expected, "{line}");
            assert_eq!(editor.has_a_window(), window, "{line}");
        };
        check("vim -p", Some(4), &["vim", "-p", "+4", "/w/a b.md"], false);
        check("/usr/bin/nvim", None, &["/usr/bin/nvim", "/w/a b.md"], false);
        check("hx", Some(4), &["hx", "/w/a b.md:4"], false);
        check("myeditor", Some(4), &["myeditor", "/w/a b.md"], false);
        check("code --wait", Some(4), &["code", "-g", "/w/a b.md:4"], true);
        check("subl -w", Some(4), &["subl", "/w/a b.md:4"], true);
    }

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
