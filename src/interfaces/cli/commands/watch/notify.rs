use std::process::Stdio;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use crate::interfaces::cli::Hint;
use crate::schema::Language;
use crate::schema::message::Live;
use crate::store::program;

/// What comes within this of one another, as what one sync brings, is told together.
const TOGETHER: Duration = Duration::from_secs(2);
/// So many are named.
const MOST: usize = 3;

/// Tells on the desktop, by a program that the system has for it: none of ours would be as much at home
/// there, and a library brings some sixty others with it.
#[derive(Clone, Debug)]
pub(super) struct Notifier(Sender<(String, Language)>);

/// A program and what it is told.
#[derive(Debug, PartialEq, Eq)]
struct Call {
    program: &'static str,
    args: Vec<String>,
    variables: Vec<(&'static str, String)>,
}

/// What shows something on a desktop.
#[derive(Clone, Copy, Debug)]
enum Desktop {
    Freedesktop,
    Mac,
    Windows,
}

impl Notifier {
    /// Begins to wait for something to tell.
    ///
    /// # Errors
    /// When the system has no program for it.
    pub(super) fn begin() -> anyhow::Result<Self> {
        let desktop = Desktop::here();
        let program = desktop.call("", "").program;
        let mut asked = program::program(program);
        asked.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        asked.args(desktop.harmless_args());
        let found = asked.status();
        if let Err(error) = found {
            let told = anyhow::anyhow!("`{program}` cannot be run: {error}");
            return Err(told).hint("install it (libnotify-bin on Debian), or tell by `--exec`");
        }
        let (tell, told) = channel();
        std::thread::spawn(move || show_all(desktop, &told));
        Ok(Self(tell))
    }

    /// Tells of one thing that waits, in a moment.
    pub(super) fn tell(&self, what: String, language: Language) {
        // Its thread ends with the program.
        let _ = self.0.send((what, language));
    }
}

fn show_all(desktop: Desktop, told: &Receiver<(String, Language)>) {
    while let Ok((first, language)) = told.recv() {
        let mut all = vec![first];
        while let Ok((next, _)) = told.recv_timeout(TOGETHER) {
            all.push(next);
        }
        let title = Live::WaitsForYou { count: all.len() }.text(language);
        let call = desktop.call(&title, &body(&all));
        let mut command = program::program(call.program);
        command.args(call.args).envs(call.variables);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // A desktop that is not there now may be there for the next.
        let _ = command.status();
    }
}

fn body(all: &[String]) -> String {
    let mut lines: Vec<&str> = all.iter().take(MOST).map(String::as_str).collect();
    if all.len() > MOST {
        lines.push("…");
    }
    lines.join("\n")
}

impl Desktop {
    fn here() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::Mac
        } else {
            Self::Freedesktop
        }
    }

    /// Returns arguments with which its program shows nothing.
    fn harmless_args(self) -> &'static [&'static str] {
        match self {
            Self::Freedesktop => &["--version"],
            Self::Mac => &["-e", "0"],
            Self::Windows => &["-NoProfile", "-Command", "0"],
        }
    }

    /// Says what shows a text; nothing in it is taken for a command or a mark.
    fn call(self, title: &str, text: &str) -> Call {
        let args = |args: &[&str]| args.iter().map(|arg| (*arg).to_owned()).collect();
        match self {
            Self::Freedesktop => {
                let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                let args = args(&["--app-name=handover", "--", title, &text]);
                Call { program: "notify-send", args, variables: Vec::new() }
            }
            Self::Mac => {
                let show = "display notification (item 2 of argv) with title (item 1 of argv)";
                let args = args(&["-e", "on run argv", "-e", show, "-e", "end run", title, text]);
                Call { program: "osascript", args, variables: Vec::new() }
            }
            Self::Windows => {
                let show = "Add-Type -AssemblyName System.Windows.Forms; \
                            $n = New-Object System.Windows.Forms.NotifyIcon; \
                            $n.Icon = [System.Drawing.SystemIcons]::Information; \
                            $n.Visible = $true; \
                            $n.ShowBalloonTip(10000, $env:HANDOVER_TITLE, $env:HANDOVER_TEXT, 'None'); \
                            Start-Sleep 10; $n.Dispose()";
                let variables =
                    vec![("HANDOVER_TITLE", title.to_owned()), ("HANDOVER_TEXT", text.to_owned())];
                let args = args(&["-NoProfile", "-Command", show]);
                Call { program: "powershell", args, variables }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_title_says_is_text_everywhere() {
        let (title, text) = ("-x", "ola-1 <b>$(id)</b> \"; quit & \u{27}");
        let call = Desktop::Freedesktop.call(title, text);
        let shown = "ola-1 &lt;b&gt;$(id)&lt;/b&gt; \"; quit &amp; \u{27}";
        assert_eq!(call.args[1..], ["--", title, shown]);
        let call = Desktop::Mac.call("Waits", text);
        assert_eq!(call.args[6..], ["Waits", text]);
        let call = Desktop::Windows.call(title, text);
        assert!(call.args.iter().all(|arg| !arg.contains("ola-1")), "{call:?}");
        assert_eq!(call.variables[1], ("HANDOVER_TEXT", text.to_owned()));
    }

    #[test]
    fn many_are_told_together() {
        let all: Vec<String> = (1..=5).map(|number| format!("ola-{number}")).collect();
        assert_eq!(body(&all), "ola-1\nola-2\nola-3\n…");
        assert_eq!(body(&all[..1]), "ola-1");
    }
}
