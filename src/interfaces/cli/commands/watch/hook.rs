use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::store::program;

/// A command of the user's own that is run for each event.
#[derive(Clone, Debug)]
pub(super) struct Hook(String);

impl Hook {
    pub(super) fn new(command: String) -> Self {
        Self(command)
    }

    /// Runs it with an event, and waits for nothing: what becomes of it is its own business.
    pub(super) fn tell(&self, event: &Value) {
        let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
        let mut command = program::program(shell);
        // What it says would stand among the events.
        command.args([flag, &self.0]).stdin(Stdio::piped()).stdout(Stdio::null());
        let Ok(mut child) = command.spawn() else { return };
        let text = format!("{event}\n");
        std::thread::spawn(move || {
            if let Some(mut input) = child.stdin.take() {
                // Whoever reads nothing wants nothing.
                let _ = input.write_all(text.as_bytes());
            }
            let _ = child.wait();
        });
    }
}
