//! Running the `git` program: found, new enough, in an environment of our making, and never waited
//! for without end.

use std::env;
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use super::errors::{Problem, TransportError};
use super::redact::{redact, redirected_host};
use crate::store::program::program;

/// The oldest git that has every option used here.
pub const OLDEST_GIT: (u32, u32) = (2, 30);

/// How git is run.
pub struct Options<'a> {
    /// Somebody sits at a terminal and can answer questions for a password or a host key.
    pub interactive: bool,
    /// Is told each line of progress as it comes: `Receiving objects:  42% (21/50)`.
    pub progress: &'a dyn Fn(&str),
    /// Is asked now and then; git is stopped when it says yes.
    pub stop: &'a dyn Fn() -> bool,
    /// Git is stopped when nothing has been heard of it for so long.
    pub silence: Duration,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            interactive: false,
            progress: &|_| {},
            stop: &|| false,
            silence: Duration::from_secs(300),
        }
    }
}

/// What a run of git left.
#[derive(Debug)]
pub(super) struct Output {
    pub(super) status: ExitStatus,
    pub(super) stdout: String,
    /// Without the lines of progress.
    pub(super) stderr: String,
}

/// The version of the `git` program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GitVersion(pub u32, pub u32, pub u32);

impl std::fmt::Display for GitVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// Returns the version of the `git` program that is found.
///
/// # Errors
/// When there is none, it cannot be run, or it does not say its version.
pub fn git_version() -> Result<GitVersion, TransportError> {
    let output = clean(&mut program("git"), None, false).arg("--version").output();
    let output = output.map_err(TransportError::from_start)?;
    let text = String::from_utf8_lossy(&output.stdout);
    parse_version(&text).ok_or_else(|| TransportError::UnknownGit { text: text.trim().to_owned() })
}

fn parse_version(text: &str) -> Option<GitVersion> {
    let number = text.trim().strip_prefix("git version ")?.split_whitespace().next()?;
    let mut parts = number.split('.').map(|part| part.parse::<u32>());
    let mut next = || parts.next().and_then(Result::ok);
    Some(GitVersion(next()?, next()?, next().unwrap_or(0)))
}

/// Refuses a git that is too old; asks it once a process.
fn check_version() -> Result<(), TransportError> {
    static GOOD: OnceLock<()> = OnceLock::new();
    if GOOD.get().is_some() {
        return Ok(());
    }
    let found = git_version()?;
    if (found.0, found.1) < OLDEST_GIT {
        return Err(TransportError::OldGit { found });
    }
    let _ = GOOD.set(());
    Ok(())
}

/// One call of git to be made.
pub(super) struct Git {
    command: Command,
    /// What messages call the other end.
    remote: String,
}

impl Git {
    /// Prepares `git` in `folder`; `ssh` is the user's own setting `core.sshCommand`.
    pub(super) fn new(
        folder: &Path,
        remote: &str,
        ssh: Option<&str>,
        options: &Options<'_>,
    ) -> Result<Self, TransportError> {
        check_version()?;
        let mut command = program("git");
        clean(&mut command, ssh, options.interactive);
        command.arg("-C").arg(folder);
        Ok(Self { command, remote: redact(remote) })
    }

    /// Prepares `git` outside of any repository, in the empty folder `folder`.
    pub(super) fn outside(
        folder: &Path,
        remote: &str,
        options: &Options<'_>,
    ) -> Result<Self, TransportError> {
        let mut git = Self::new(folder, remote, None, options)?;
        if let Some(above) = folder.parent() {
            git.command.env("GIT_CEILING_DIRECTORIES", above);
        }
        Ok(git)
    }

    pub(super) fn setting(&mut self, key: &str, value: &str) -> &mut Self {
        self.args(["-c".into(), format!("{key}={value}")])
    }

    pub(super) fn variable(&mut self, name: &str, value: &str) -> &mut Self {
        self.command.env(name, value);
        self
    }

    pub(super) fn args<A: Into<OsString>>(
        &mut self,
        args: impl IntoIterator<Item = A>,
    ) -> &mut Self {
        self.command.args(args.into_iter().map(Into::into));
        self
    }

    /// Runs it to its end, however it ends.
    ///
    /// # Errors
    /// When it cannot be started, was told to stop, fell silent, or was sent to another host.
    pub(super) fn run(&mut self, options: &Options<'_>) -> Result<Output, TransportError> {
        self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = Running(self.command.spawn().map_err(TransportError::from_start)?);
        let (to, from) = mpsc::channel();
        if let Some(pipe) = child.0.stdout.take() {
            forward(pipe, to.clone(), Heard::Out);
        }
        if let Some(pipe) = child.0.stderr.take() {
            forward(pipe, to.clone(), Heard::Err);
        }
        drop(to);
        let mut listener =
            Listener { options, remote: &self.remote, out: Vec::new(), err: Vec::new(), line: 0 };
        listener.listen(&from)?;
        let status = child.0.wait().map_err(TransportError::from_start)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Output {
            status,
            stdout: text(&listener.out),
            stderr: without_progress(&text(&listener.err)),
        })
    }

    pub(super) fn remote(&self) -> &str {
        &self.remote
    }
}

enum Heard {
    Out(Vec<u8>),
    Err(Vec<u8>),
}

/// A child that does not outlive its owner.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.0.try_wait() {
            // It may have ended by itself meanwhile.
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }
}

struct Listener<'a> {
    options: &'a Options<'a>,
    remote: &'a str,
    out: Vec<u8>,
    err: Vec<u8>,
    /// Where in `err` the line begins that is not complete yet.
    line: usize,
}

/// The most that is kept of either stream: a server may say anything.
const MOST_HEARD: usize = 4 << 20;

impl Listener<'_> {
    fn listen(&mut self, from: &Receiver<Heard>) -> Result<(), TransportError> {
        let fail = |problem| Err(TransportError::failed(problem, self.remote, String::new()));
        let mut last = Instant::now();
        loop {
            match from.recv_timeout(Duration::from_millis(100)) {
                Ok(heard) => {
                    last = Instant::now();
                    self.take(heard)?;
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if (self.options.stop)() {
                return fail(Problem::Stopped);
            }
            if last.elapsed() > self.options.silence {
                return fail(Problem::Silent);
            }
        }
    }

    fn take(&mut self, heard: Heard) -> Result<(), TransportError> {
        match heard {
            Heard::Out(bytes) => keep(&mut self.out, &bytes),
            Heard::Err(bytes) => {
                keep(&mut self.err, &bytes);
                while let Some(end) =
                    self.err[self.line..].iter().position(|b| matches!(b, b'\r' | b'\n'))
                {
                    let line = String::from_utf8_lossy(&self.err[self.line..self.line + end]);
                    let line = line.trim();
                    if let Some(host) = redirected_host(line, self.remote) {
                        let problem = Problem::Redirected { host };
                        return Err(TransportError::failed(problem, self.remote, redact(line)));
                    }
                    if is_progress(line) {
                        (self.options.progress)(line);
                    }
                    self.line += end + 1;
                }
            }
        }
        Ok(())
    }
}

fn keep(all: &mut Vec<u8>, more: &[u8]) {
    let room = MOST_HEARD.saturating_sub(all.len());
    all.extend_from_slice(&more[..more.len().min(room)]);
}

fn forward(mut pipe: impl Read + Send + 'static, to: Sender<Heard>, wrap: fn(Vec<u8>) -> Heard) {
    thread::spawn(move || {
        let mut buffer = vec![0; 8192];
        loop {
            match pipe.read(&mut buffer) {
                Ok(0) => return,
                Ok(count) => {
                    if to.send(wrap(buffer[..count].to_vec())).is_err() {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return,
            }
        }
    });
}

/// Tells whether a line is one of git's meters, the far end's too.
fn is_progress(line: &str) -> bool {
    let line = line.strip_prefix("remote: ").unwrap_or(line);
    let Some((what, rest)) = line.split_once(": ") else { return false };
    let count = rest.trim_start();
    what.split_whitespace().count() <= 3
        && what.chars().all(|c| c.is_ascii_alphabetic() || c == ' ')
        && (count.contains("% (")
            || count.trim_end_matches(", done.").bytes().all(|b| b.is_ascii_digit()))
        && count.starts_with(|c: char| c.is_ascii_digit())
}

fn without_progress(text: &str) -> String {
    let lines = text.split(['\r', '\n']).map(str::trim_end).filter(|line| !line.is_empty());
    lines.filter(|line| !is_progress(line)).map(|line| format!("{line}\n")).collect()
}

/// Variables of git's that are the user's settings and not the traces of another git command.
const KEPT: [&str; 11] = [
    "GIT_ALLOW_PROTOCOL",
    "GIT_ASKPASS",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_EXEC_PATH",
    "GIT_PROXY_COMMAND",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSH_VARIANT",
];

fn is_kept(name: &str) -> bool {
    let prefixes = ["GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "GIT_SSL_", "GIT_HTTP_"];
    KEPT.contains(&name) || prefixes.iter().any(|prefix| name.starts_with(prefix))
}

/// Gives git an environment in which `GIT_DIR` and its like do not divert it, messages are in
/// English, and nothing is asked where nobody can answer.
fn clean<'c>(command: &'c mut Command, ssh: Option<&str>, interactive: bool) -> &'c mut Command {
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.to_ascii_uppercase().starts_with("GIT_") && !is_kept(&name) {
            command.env_remove(name);
        }
    }
    command.env("LC_ALL", "C").env("LANGUAGE", "C").env("HANDOVER_RUNS", "1");
    if !interactive {
        command.env("GIT_TERMINAL_PROMPT", "0").env("GCM_INTERACTIVE", "never");
        let set = env::var("GIT_SSH_COMMAND").ok();
        let set = set.as_deref().or(ssh).map(str::to_owned);
        if let Some(ssh) = quiet_ssh(set.as_deref(), env::var_os("GIT_SSH").is_some()) {
            command.env("GIT_SSH_COMMAND", ssh);
        }
    }
    command
}

/// Returns the command that keeps ssh from asking on the terminal; `None` to leave what the user set.
fn quiet_ssh(set: Option<&str>, other_program: bool) -> Option<String> {
    let Some(set) = set else {
        return (!other_program).then(|| "ssh -o BatchMode=yes".to_owned());
    };
    let first = set.split_whitespace().next()?;
    let name = first.rsplit(['/', '\\']).next()?.trim_end_matches(['"', '\'']);
    matches!(name, "ssh" | "ssh.exe").then(|| format!("{set} -o BatchMode=yes"))
}

/// Returns where the `git` program lies that would be run.
pub fn find_git() -> Option<PathBuf> {
    let name = format!("git{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        let check = |text: &str, expected: Option<GitVersion>| {
            assert_eq!(parse_version(text), expected, "{text}");
        };
        check("git version 2.47.3\n", Some(GitVersion(2, 47, 3)));
        check("git version 2.39.5 (Apple Git-154)\n", Some(GitVersion(2, 39, 5)));
        check("git version 2.45.1.windows.1\r\n", Some(GitVersion(2, 45, 1)));
        check("git version 2.30.GIT", Some(GitVersion(2, 30, 0)));
        check("hub version 2.14", None);
    }

    #[test]
    fn meters_are_told_from_messages() {
        let check = |line: &str, expected: bool| assert_eq!(is_progress(line), expected, "{line}");
        check("Receiving objects:  42% (21/50), 1.00 MiB | 2.00 MiB/s", true);
        check("remote: Counting objects: 100% (5/5), done.", true);
        check("remote: Enumerating objects: 5, done.", true);
        check("Writing objects: 100% (3/3), 250 bytes | 250.00 KiB/s, done.", true);
        check("remote: error: hook declined", false);
        check("fatal: unable to access 'https://x/': The requested URL returned error: 403", false);
        check("remote: 80% (4/5) of your space is used", false);
        check("", false);
    }

    #[test]
    fn ssh_does_not_ask_where_nobody_can_answer() {
        let check = |set: Option<&str>, other: bool, expected: Option<&str>| {
            assert_eq!(quiet_ssh(set, other).as_deref(), expected);
        };
        check(None, false, Some("ssh -o BatchMode=yes"));
        check(None, true, None);
        check(Some("ssh -i ~/.ssh/nordlys"), false, Some("ssh -i ~/.ssh/nordlys -o BatchMode=yes"));
        check(Some("/usr/bin/ssh"), true, Some("/usr/bin/ssh -o BatchMode=yes"));
        check(Some("plink -batch"), false, None);
    }

    #[test]
    fn leaked_variables_are_dropped_and_settings_kept() {
        for name in
            ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_TRACE", "GIT_CONFIG_PARAMETERS"]
        {
            assert!(!is_kept(name), "{name}");
        }
        for name in ["GIT_SSH_COMMAND", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_KEY_0", "GIT_SSL_CAINFO"] {
            assert!(is_kept(name), "{name}");
        }
    }
}
