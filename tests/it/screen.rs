//! The live screen in a terminal: what it leaves behind when it ends.
#![cfg(all(unix, feature = "tui"))]

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::support::{Sandbox, needs};

/// Nothing takes nearly as long; whoever waits in vain fails.
const LONGEST: Duration = Duration::from_secs(60);

/// Begins the screen in a terminal of 80 by 24; behind it the shell tells how the terminal is.
const BEGIN: &str = "stty cols 80 rows 24\n\
    sh -c 'echo $$ > pid; exec \"$HANDOVER\" watch'\n\
    echo \"ended $?\"; stty -a\n";

/// The same, and the shell outlives the terminal.
const OUTLIVE: &str = "trap : HUP\nstty cols 80 rows 24\n\
    sh -c 'echo $$ > pid; exec \"$HANDOVER\" watch'\n\
    echo $? > told; mv told code\n";

struct Opened {
    sandbox: Sandbox,
    child: Child,
    output: Receiver<Vec<u8>>,
    seen: String,
}

impl Opened {
    /// Opens it; `None` where there is no `script`.
    fn new() -> Option<Self> {
        Self::begun_by(BEGIN)
    }

    fn begun_by(begin: &str) -> Option<Self> {
        let script = needs("script")?;
        let sandbox = Sandbox::in_memory();
        sandbox.write("workspace.yml", "format: 1\nname: Nordlys\n");
        sandbox.write("begin.sh", begin);
        sandbox.git_init("Ola", "ola@example.org");
        let mut command = sandbox.command(script);
        command.args(["-qec", "sh begin.sh", "/dev/null"]).env("TERM", "xterm");
        command.env("HANDOVER", env!("CARGO_BIN_EXE_handover"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("script runs");
        let mut from = child.stdout.take().expect("piped");
        let (tell, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = from.read(&mut bytes) {
                if tell.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let mut opened = Self { sandbox, child, output, seen: String::new() };
        opened.until("has the address");
        Some(opened)
    }

    fn until(&mut self, text: &str) {
        while !self.seen.contains(text) {
            let more = self.output.recv_timeout(LONGEST);
            let more = more.unwrap_or_else(|_| panic!("{text:?} is not in {:?}", self.seen));
            self.seen.push_str(&String::from_utf8_lossy(&more));
        }
    }

    /// The terminal is as it was, and the program ended like this.
    #[track_caller]
    fn left_clean(mut self, ended: &str) {
        self.until("icanon");
        let _ = self.child.kill();
        let _ = self.child.wait();
        let (screen, after) = self.seen.split_once("ended ").expect("the program ended");
        assert!(after.starts_with(ended), "{after:?}");
        assert!(!after.contains("-icanon"), "{after:?}");
        let [entered, left, cursor] =
            ["\u{1b}[?1049h", "\u{1b}[?1049l", "\u{1b}[?25h"].map(|code| screen.rfind(code));
        assert!(entered.is_some() && left > entered && cursor > entered, "{screen:?}");
    }
}

#[test]
fn a_key_ends_it_and_the_terminal_is_as_it_was() {
    let Some(mut opened) = Opened::new() else { return };
    let keys = opened.child.stdin.as_mut().expect("piped");
    keys.write_all(b"?\x1b[Bq").and_then(|()| keys.flush()).expect("typed");
    opened.until("Ctrl+Z");
    let keys = opened.child.stdin.as_mut().expect("piped");
    keys.write_all(b"q").and_then(|()| keys.flush()).expect("typed");
    opened.left_clean("0");
}

#[test]
fn a_signal_ends_it_and_the_terminal_is_as_it_was() {
    let Some(opened) = Opened::new() else { return };
    let pid = opened.sandbox.read("pid");
    let status = Command::new("kill").args(["-TERM", pid.trim()]).status().expect("kill runs");
    assert!(status.success());
    opened.left_clean("143");
}

/// The window was closed, or the connection broke: nothing stays behind, and nothing fails.
#[test]
fn with_its_terminal_gone_it_ends() {
    let Some(mut opened) = Opened::begun_by(OUTLIVE) else { return };
    opened.child.kill().expect("killed");
    opened.child.wait().expect("gone");
    let code = opened.sandbox.path("code");
    let begun = std::time::Instant::now();
    while !code.exists() {
        assert!(begun.elapsed() < LONGEST, "it still runs");
        std::thread::sleep(Duration::from_millis(20));
    }
    // By the signal, or because nobody types any more; not by a fault.
    let code = opened.sandbox.read("code");
    assert!(["0", "129"].contains(&code.trim()), "{code}");
}
