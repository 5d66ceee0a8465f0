//! A server program of a test's own.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::Run;
use crate::sync::team::{Member, Synced};

/// The longest that a server may take to listen, or a program to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that runs until the test is over.
pub(super) struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// Starts a program and waits until it is `ready`; `None` when it ended before it was.
    pub(super) fn start(
        command: &mut Command,
        log: &Path,
        ready: impl Fn() -> bool,
    ) -> Option<Self> {
        let log = std::fs::File::create(log).expect("a log");
        let again = log.try_clone().expect("a log");
        command.stdin(Stdio::null()).stdout(log).stderr(again);
        let mut server = Self(command.spawn().expect("the server starts"));
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if server.0.try_wait().expect("a child").is_some() {
                return None;
            }
            if ready() {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        None
    }

    /// Starts a program that is told its port, on another one when somebody was faster.
    #[track_caller]
    pub(super) fn on_a_port(log: &Path, command: impl Fn(u16) -> Command) -> (Self, u16) {
        for _ in 0..5 {
            let port = free_port();
            if let Some(server) = Self::start(&mut command(port), log, || listens(port)) {
                return (server, port);
            }
        }
        panic!("no server: {}", std::fs::read_to_string(log).unwrap_or_default());
    }
}

/// A port on which nobody listens.
pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("bound").port()
}

fn listens(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_ok()
}

/// Runs a program to its end, which must come.
#[track_caller]
pub(super) fn run(command: &mut Command) -> Run {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let begun = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        if begun.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("it hangs: {:?}", child.wait_with_output());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Run::of(child.wait_with_output().expect("it ended"))
}

/// Prepares a sync in a member's folder as a person would start it: git may ask, as far as the
/// environment goes.
pub(super) fn sync(member: &Member<'_>) -> Command {
    let mut command = member.sandbox.command(env!("CARGO_BIN_EXE_handover"));
    command.current_dir(&member.root).args(["sync", "--json"]).env_remove("GIT_TERMINAL_PROMPT");
    command
}

/// Syncs, and it must end.
#[track_caller]
pub(super) fn synced(command: &mut Command) -> Synced {
    let run = run(command);
    let json = serde_json::from_str(&run.stdout)
        .unwrap_or_else(|_| panic!("no JSON: {} {}", run.stdout, run.stderr));
    Synced { code: run.code, json }
}

/// Syncs and returns why it stopped.
#[track_caller]
pub(super) fn stopped(command: &mut Command) -> String {
    let synced = synced(command);
    assert_eq!((synced.result(), synced.code), ("stopped", 2), "{synced:?}");
    synced.json["reason"].as_str().expect("a reason").to_owned()
}

/// Lets two people share one file each, and both have both.
#[track_caller]
pub(super) fn exchange(one: &Member<'_>, other: &Member<'_>) {
    one.write("notes/one.md", "By one.\n");
    other.write("notes/other.md", "By the other.\n");
    let done = synced(&mut sync(one));
    assert_eq!((done.result(), done.code), ("sent", 0), "{done:?}");
    let done = synced(&mut sync(other));
    assert_eq!((done.result(), done.code), ("merged", 0), "{done:?}");
    let done = synced(&mut sync(one));
    assert_eq!((done.result(), done.code), ("received", 0), "{done:?}");
    assert_eq!(one.files(), other.files());
    assert!(one.has("notes/other.md"));
}
