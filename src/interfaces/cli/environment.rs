use std::io::IsTerminal;
use std::path::PathBuf;

use terminal_size::{Height, Width, terminal_size_of};

use crate::store::program::KEPT_MEMORY;

/// What the process was started with, read once.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `None` when the folder is gone or cannot be named.
    pub current_dir: Option<PathBuf>,
    /// The file that this program was started from.
    pub program: Option<PathBuf>,
    /// The folders of `PATH`, in which programs are found by their name.
    pub search: Vec<PathBuf>,
    /// `NO_COLOR`, when it is not empty: <https://no-color.org>.
    pub no_color: bool,
    /// `TERM=dumb`.
    pub dumb: bool,
    /// `VISUAL`, else `EDITOR`.
    pub editor: Option<String>,
    /// Inside the terminal of VS Code.
    pub vscode: bool,
    /// A graphical desktop is there to open a window on.
    pub desktop: bool,
    /// The language of the user's messages, such as `nb_NO.UTF-8`.
    pub locale: Option<String>,
    /// `COLUMNS`, else the width of the terminal that the output goes to.
    pub width: Option<usize>,
    /// `LINES`, else the height of that terminal.
    pub height: Option<usize>,
    /// It was settled how much free memory is kept from the system.
    pub keeps_little: bool,
    pub stdin_is_terminal: bool,
    pub stdout_is_terminal: bool,
    pub stderr_is_terminal: bool,
}

impl Environment {
    /// Tells whether whoever works here sees a line that is drawn again and again.
    pub(super) fn shows_progress(&self) -> bool {
        self.stderr_is_terminal && !self.dumb
    }

    pub(super) fn read() -> Self {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let number = |name: &str| text(name).and_then(|value| value.parse().ok());
        let (columns, lines): (Option<usize>, Option<usize>) = (number("COLUMNS"), number("LINES"));
        let terminal = terminal_size_of(std::io::stdout());
        let (width, height) =
            terminal.map(|(Width(width), Height(height))| (width, height)).unzip();
        Self {
            current_dir: std::env::current_dir().ok(),
            program: std::env::current_exe().ok(),
            search: std::env::var_os("PATH")
                .map(|path| std::env::split_paths(&path).collect())
                .unwrap_or_default(),
            no_color: std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
            dumb: text("TERM").is_some_and(|term| term == "dumb"),
            editor: text("VISUAL").or_else(|| text("EDITOR")),
            vscode: text("TERM_PROGRAM").is_some_and(|program| program == "vscode"),
            desktop: text("DISPLAY").or_else(|| text("WAYLAND_DISPLAY")).is_some(),
            locale: text("LC_ALL").or_else(|| text("LC_MESSAGES")).or_else(|| text("LANG")),
            width: columns.or(width.map(usize::from)).filter(|width| *width > 0),
            height: lines.or(height.map(usize::from)).filter(|height| *height > 0),
            keeps_little: std::env::var_os(KEPT_MEMORY).is_some(),
            stdin_is_terminal: std::io::stdin().is_terminal(),
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
        }
    }
}
