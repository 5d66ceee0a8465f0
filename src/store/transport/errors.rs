//! What git and the far end say, in plain words.
//!
//! Git has no codes for its failures: they are told by its English messages, as git 2.30 to 2.47
//! word them. What is not known keeps git's own words.

use std::fmt;
use std::io;

use thiserror::Error;

use super::command::{GitVersion, OLDEST_GIT};

/// Nothing could be fetched, sent or asked.
#[derive(Debug, Error)]
pub enum TransportError {
    #[error("the program `git` is not found; install it from https://git-scm.com")]
    NoGit(#[source] io::Error),
    #[error("the program `git` cannot be run")]
    CannotRun(#[source] io::Error),
    #[error(
        "git {found} is too old; handover needs {}.{} or newer, from https://git-scm.com",
        OLDEST_GIT.0, OLDEST_GIT.1
    )]
    OldGit { found: GitVersion },
    #[error("the program `git` does not say its version, but “{text}”")]
    UnknownGit { text: String },
    #[error("{}", .problem.sentence(remote))]
    Failed {
        problem: Problem,
        /// The other end, without passwords.
        remote: String,
        /// What git said, without passwords and control characters; may be empty.
        detail: String,
    },
    #[error(transparent)]
    Open(#[from] crate::store::OpenError),
    #[error(transparent)]
    Ref(#[from] crate::store::RefError),
}

impl TransportError {
    pub(super) fn from_start(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NoGit(error),
            _ => Self::CannotRun(error),
        }
    }

    pub(super) fn failed(problem: Problem, remote: &str, detail: String) -> Self {
        Self::Failed { problem, remote: remote.to_owned(), detail }
    }

    /// Returns what went wrong at the other end or on the way, when that is it.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Failed { problem, .. } => Some(problem),
            _ => None,
        }
    }

    /// Tells whether the other end was just not reached: work goes on, and is sent later.
    pub fn is_offline(&self) -> bool {
        matches!(
            self.problem(),
            Some(
                Problem::NoSuchHost { .. }
                    | Problem::Offline
                    | Problem::Interrupted
                    | Problem::Silent
                    | Problem::ServerTrouble
            )
        )
    }
}

/// What went wrong at the other end, or on the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    NoSuchHost {
        host: String,
    },
    /// No network, nobody listening, or no answer in time.
    Offline,
    /// The connection was there and broke. What was sent may have arrived.
    Interrupted,
    /// Nothing was heard for too long.
    Silent,
    /// We were told to stop.
    Stopped,
    HostKeyUnknown,
    HostKeyChanged,
    /// The server knows none of the ssh keys offered.
    KeyRefused,
    /// User name, password or token were refused.
    LoginRefused,
    /// A password was needed and nobody could be asked.
    LoginNeeded,
    /// Known, and not allowed to do this.
    Forbidden,
    /// There is no such repository, or none this person may see.
    NoRepository,
    Certificate,
    /// The server sent us on to a host that nobody chose.
    Redirected {
        host: String,
    },
    /// Another user of this machine owns the folder of the repository.
    OtherOwner,
    DiskFullHere,
    DiskFullThere,
    /// What arrived is not what an honest git would have made.
    BadObjects,
    /// The kind of address is not allowed.
    Protocol,
    /// The other end failed by a fault of its own.
    ServerTrouble,
    /// The folder to clone into has something in it.
    FolderNotEmpty,
    Other {
        words: String,
    },
}

impl Problem {
    fn sentence(&self, remote: &str) -> String {
        match self {
            Self::NoSuchHost { host } => format!(
                "no server named {host} is found; check the address ({remote}) and the network"
            ),
            Self::Offline => format!("{remote} is out of reach; check the network"),
            Self::Interrupted => format!("the connection to {remote} broke off"),
            Self::Silent => format!("{remote} did not answer for a long time"),
            Self::Stopped => "stopped".to_owned(),
            Self::HostKeyUnknown => format!(
                "this machine does not know the server of {remote} yet; connect to it once with ssh \
                 and compare its key with the one you were told"
            ),
            Self::HostKeyChanged => format!(
                "the server of {remote} shows another key than before: ask who runs it before you go \
                 on, for someone may be listening"
            ),
            Self::KeyRefused => format!(
                "{remote} accepts none of your ssh keys; ask whoever runs it to add your public key"
            ),
            Self::LoginRefused => {
                format!("{remote} refuses the user name, password or token that is stored for it")
            }
            Self::LoginNeeded => format!(
                "{remote} wants a user name and a password or token; run `git fetch` once in a \
                 terminal and enter them"
            ),
            Self::Forbidden => format!(
                "you may not do this at {remote}; ask whoever runs it for the right to write"
            ),
            Self::NoRepository => format!(
                "there is no repository at {remote}, or you have no access to it; check the address, \
                 and ask to be let in"
            ),
            Self::Certificate => {
                format!("the certificate of {remote} cannot be trusted; nothing was sent")
            }
            Self::Redirected { host } => {
                format!("{remote} sends you on to another server, {host}; nothing was sent there")
            }
            Self::OtherOwner => format!(
                "the folder of {remote} belongs to another user; if that is as it should be, run `git \
                 config --global --add safe.directory PATH` with its path"
            ),
            Self::DiskFullHere => "the disk of this machine is full".to_owned(),
            Self::DiskFullThere => format!("the disk at {remote} is full"),
            Self::BadObjects => {
                format!(
                    "{remote} holds something that git holds to be unsafe; nothing was taken over"
                )
            }
            Self::Protocol => format!("addresses such as {remote} are not allowed"),
            Self::ServerTrouble => format!("{remote} has trouble of its own; try again later"),
            Self::FolderNotEmpty => "the folder is not empty".to_owned(),
            Self::Other { words } => format!("{remote}: {words}"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence("the shared repository"))
    }
}

/// Why the other end did not take what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Somebody else was first: fetch, merge, send again.
    Stale,
    /// Somebody else writes there at this moment: send again.
    Busy,
    /// A check there said no; its words, a line each.
    Hook {
        text: String,
    },
    /// Nobody, or not this person, may write to the branch; the server's words.
    Protected {
        text: String,
    },
    /// The branch is checked out there: the other end is no bare repository.
    CheckedOut,
    DiskFull,
    /// The other end cannot write into its own folder.
    NotWritable {
        text: String,
    },
    /// A hook on this machine (`pre-push`) said no.
    OwnHook {
        text: String,
    },
    Other {
        reason: String,
        text: String,
    },
}

impl Rejection {
    /// Tells whether it is worth to fetch and send again at once.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Stale | Self::Busy)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale => f.write_str("someone else shared something first"),
            Self::Busy => f.write_str("someone else is sharing something at this moment"),
            Self::Hook { text } => write!(f, "the server's check refused it: {text}"),
            Self::Protected { text } => write!(f, "the branch is protected at the server: {text}"),
            Self::CheckedOut => f.write_str(
                "the other end is somebody's working folder; share through a bare repository",
            ),
            Self::DiskFull => f.write_str("the disk at the server is full"),
            Self::NotWritable { text } => {
                write!(f, "the server cannot write its own files: {text}")
            }
            Self::OwnHook { text } => {
                write!(f, "a hook of your own on this machine (pre-push) refused it: {text}")
            }
            Self::Other { reason, text } if text.is_empty() => write!(f, "refused: {reason}"),
            Self::Other { reason, text } => write!(f, "refused: {reason}: {text}"),
        }
    }
}

/// Tells from what git said why it failed.
pub(super) fn classify(stderr: &str) -> Problem {
    let lower = stderr.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|words| lower.contains(words));
    if let Some(host) = unknown_host(stderr) {
        return Problem::NoSuchHost { host };
    }
    let rules: [(&[&str], Problem); 19] = [
        (&["remote host identification has changed"], Problem::HostKeyChanged),
        (&["host key verification failed", "host key is known for"], Problem::HostKeyUnknown),
        (&["permission denied (", "too many authentication failures"], Problem::KeyRefused),
        (&["dubious ownership", "unsafe repository ("], Problem::OtherOwner),
        (
            &[
                "could not read username",
                "could not read password",
                "terminal prompts disabled",
                "unable to read askpass",
            ],
            Problem::LoginNeeded,
        ),
        (
            &[
                "authentication failed",
                "invalid username or",
                "returned error: 401",
                "http basic: access denied",
            ],
            Problem::LoginRefused,
        ),
        (
            &[
                "repository not found",
                "' not found",
                "does not appear to be a git repository",
                "returned error: 404",
                "could not be found or you don't have permission",
                "no such repository",
                "not a git repository",
                "repository does not exist",
                "' does not exist",
                "access denied or repository not exported",
            ],
            Problem::NoRepository,
        ),
        (
            &[
                "returned error: 403",
                "write access to repository not granted",
                "not allowed to push code",
                "denied to ",
                "the requested repository is read-only",
                "service not enabled",
            ],
            Problem::Forbidden,
        ),
        (
            &["certificate", "ssl_error", "gnutls_handshake", "schannel: ", "tlsv1 alert"],
            Problem::Certificate,
        ),
        (&["already exists and is not an empty directory"], Problem::FolderNotEmpty),
        (
            &[
                "transport '",
                "is not allowed to be used",
                "unable to find remote helper",
                "is not a git command",
            ],
            Problem::Protocol,
        ),
        (
            &[
                "fsck error",
                "hasdotgit",
                "hasdotdot",
                "gitmodules",
                "invalid index-pack output: bad",
            ],
            Problem::BadObjects,
        ),
        (
            &[
                "connection refused",
                "connection timed out",
                "operation timed out",
                "timed out after",
                "timeout was reached",
                "no route to host",
                "network is unreachable",
                "network is down",
                "couldn't connect to server",
                "could not connect to server",
                "failed to connect to",
                "temporary failure in name resolution",
                "host is down",
            ],
            Problem::Offline,
        ),
        (
            &["remote: fatal: write error: no space", "remote: error: file write error"],
            Problem::DiskFullThere,
        ),
        (&["no space left on device", "disk quota exceeded"], Problem::DiskFullHere),
        (
            &["returned error: 5", "internal server error", "service unavailable", "bad gateway"],
            Problem::ServerTrouble,
        ),
        (
            &[
                "hung up unexpectedly",
                "early eof",
                "connection reset",
                "broken pipe",
                "connection closed by",
                "rpc failed",
                "empty reply from server",
                "unexpected disconnect",
                "send disconnect",
                "expected flush after",
                "connection to ",
            ],
            Problem::Interrupted,
        ),
        (&["permission denied", "insufficient permission"], Problem::Forbidden),
        (&["could not read from remote repository"], Problem::NoRepository),
    ];
    let rule = rules.into_iter().find(|(words, _)| has(words));
    rule.map_or_else(|| Problem::Other { words: last_words(stderr) }, |(_, problem)| problem)
}

fn unknown_host(stderr: &str) -> Option<String> {
    let markers = [
        "Could not resolve hostname ",
        "Could not resolve host: ",
        "unable to look up ",
        "Unable to look up ",
    ];
    let after = markers.iter().find_map(|marker| stderr.split_once(marker))?.1;
    let host: String =
        after.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_')).collect();
    Some(host.trim_end_matches('.').to_owned())
}

/// Returns the last line in which git itself speaks, as it is shown to people.
fn last_words(stderr: &str) -> String {
    let lines: Vec<_> = stderr.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let own = |line: &&&str| line.starts_with("fatal: ") || line.starts_with("error: ");
    let line = lines.iter().find(own).or(lines.last());
    let line = line.map_or("git failed without a word", |line| line);
    let line = line.trim_start_matches("fatal: ").trim_start_matches("error: ");
    harmless(&redact(line))
}

/// Tells from the lines of `git push --porcelain` why one branch was refused; `None` when it was not.
pub(super) fn rejection(stdout: &str, stderr: &str) -> Option<Rejection> {
    let line = stdout.lines().find(|line| line.starts_with("!\t"))?;
    let summary = line.split('\t').nth(2).unwrap_or_default();
    let reason =
        summary.split_once('(').map_or(summary, |(_, reason)| reason.trim_end_matches(')'));
    let text = remote_words(stderr);
    let lower = format!("{reason}\n{text}\n{stderr}").to_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| reason.to_lowercase().contains(words));
    let anywhere = |words: &[&str]| words.iter().any(|words| lower.contains(words));
    Some(
        if says(&[
            "non-fast-forward",
            "fetch first",
            "stale info",
            "remote ref updated since checkout",
        ]) {
            Rejection::Stale
        } else if anywhere(&["no space left on device", "disk quota exceeded"]) {
            Rejection::DiskFull
        } else if says(&["branch is currently checked out"]) {
            Rejection::CheckedOut
        } else if anywhere(&[
            "protected branch",
            "gh006",
            "gh013",
            "tf402455",
            "branch is protected",
        ]) {
            Rejection::Protected { text }
        } else if says(&["hook declined"]) {
            Rejection::Hook { text }
        } else if anywhere(&[
            "insufficient permission",
            "unable to create temporary object directory",
            "read-only file system",
        ]) {
            Rejection::NotWritable { text }
        } else if anywhere(&[
            "cannot lock ref",
            "unable to create",
            "reference already exists",
            "incorrect old value",
        ]) || says(&["failed to update ref", "failed to lock", "failed to write"])
        {
            Rejection::Busy
        } else {
            Rejection::Other { reason: harmless(reason), text }
        },
    )
}

/// Tells whether a failed push without a word from the far end was refused by the user's own hook.
pub(super) fn own_hook(stdout: &str, stderr: &str) -> Option<Rejection> {
    let refused = !stdout.contains("To ") && stderr.contains("failed to push some refs");
    let known = classify(stderr);
    (refused && matches!(known, Problem::Other { .. })).then(|| {
        let text = stderr.lines().filter(|line| !line.contains("failed to push some refs"));
        Rejection::OwnHook {
            text: text.map(|line| harmless(&redact(line))).collect::<Vec<_>>().join("\n"),
        }
    })
}

/// Returns what the far end said, a line each, harmless on a terminal.
pub(super) fn remote_words(stderr: &str) -> String {
    const LINES: usize = 40;
    let lines = stderr.lines().filter_map(|line| line.strip_prefix("remote: "));
    let lines = lines.map(|line| harmless(line.trim_end())).filter(|line| !line.is_empty());
    lines.take(LINES).collect::<Vec<_>>().join("\n")
}

/// Makes all that git said fit to be shown: no passwords, no control characters.
pub(super) fn detail(stderr: &str) -> String {
    let lines = stderr.lines().map(|line| harmless(&redact(line)));
    lines.take(40).collect::<Vec<_>>().join("\n")
}

/// Takes out what could move the cursor, colour the terminal or turn the text, and cuts long lines.
fn harmless(text: &str) -> String {
    let bad = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| if bad(c) { ' ' } else { c })
        .take(500)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Takes user names, passwords and tokens out of the addresses in a text; the user of an ssh address
/// stays.
pub fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '<' | '>'));
        let (address, further) = after.split_at(end.unwrap_or(after.len()));
        let host_end = address.find('/').unwrap_or(address.len());
        // A password may hold an `@` or even a `/`: the last `@` of what could still be the host ends it.
        let user_end = address[..host_end].rfind('@').or_else(|| {
            let colon = address[..host_end].find(':')?;
            let number = address[colon + 1..host_end].bytes().all(|b| b.is_ascii_digit());
            if number { None } else { address.rfind('@') }
        });
        let is_ssh = before[..at].ends_with("ssh");
        match user_end {
            Some(user_end) => {
                let user = address[..user_end].split(':').next().unwrap_or_default();
                if is_ssh {
                    out.push_str(user);
                    out.push('@');
                }
                out.push_str(without_query(&address[user_end + 1..]));
            }
            None => out.push_str(without_query(address)),
        }
        rest = further;
    }
    out.push_str(rest);
    out
}

fn without_query(address: &str) -> &str {
    address.split('?').next().unwrap_or(address)
}

/// Returns the host that a server sends us on to, when it is another one than that of `remote`.
pub(super) fn redirected_host(line: &str, remote: &str) -> Option<String> {
    let to = line.strip_prefix("warning: redirecting to ")?;
    let there = host(to)?;
    let same = host(remote).is_none_or(|here| here.eq_ignore_ascii_case(&there));
    (!same).then_some(there)
}

fn host(address: &str) -> Option<String> {
    let address = redact(address);
    let rest = address.split_once("://")?.1;
    let authority = rest.split('/').next()?.rsplit('@').next()?;
    let host = match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next()?,
        None => authority.split(':').next()?,
    };
    Some(host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stderr: &str, expected: &Problem) {
        assert_eq!(&classify(stderr), expected, "{stderr}");
    }

    const READ: &str = "fatal: Could not read from remote repository.\n\nPlease make sure you have \
                        the correct access rights\nand the repository exists.\n";

    #[test]
    fn failures_of_ssh() {
        let host = |host: &str| Problem::NoSuchHost { host: host.to_owned() };
        let cases = [
            (
                "ssh: Could not resolve hostname no.example: Name or service not known\r\n",
                host("no.example"),
            ),
            (
                "ssh: Could not resolve hostname no.example: nodename nor servname provided, or not known\r\n",
                host("no.example"),
            ),
            ("ssh: connect to host a.example port 22: Connection refused\r\n", Problem::Offline),
            ("ssh: connect to host a.example port 22: Connection timed out\r\n", Problem::Offline),
            (
                "ssh: connect to host a.example port 22: Network is unreachable\r\n",
                Problem::Offline,
            ),
            (
                "No ED25519 host key is known for a.example and you have requested strict checking.\r\nHost key verification failed.\r\n",
                Problem::HostKeyUnknown,
            ),
            ("Host key verification failed.\r\n", Problem::HostKeyUnknown),
            (
                "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\nHost key verification failed.\r\n",
                Problem::HostKeyChanged,
            ),
            ("git@a.example: Permission denied (publickey).\r\n", Problem::KeyRefused),
            ("git@a.example: Permission denied (publickey,password).\r\n", Problem::KeyRefused),
            (
                "Received disconnect from 192.0.2.1 port 22:2: Too many authentication failures\r\n",
                Problem::KeyRefused,
            ),
            ("ERROR: Repository not found.\n", Problem::NoRepository),
            (
                "remote: ERROR: The project you were looking for could not be found or you don't have permission to view it.\n",
                Problem::NoRepository,
            ),
            ("fatal: '/srv/x.git' does not appear to be a git repository\n", Problem::NoRepository),
            ("ERROR: Permission to nordlys/ola.git denied to kari.\n", Problem::Forbidden),
            (
                "kex_exchange_identification: Connection closed by remote host\r\n",
                Problem::Interrupted,
            ),
            (
                "client_loop: send disconnect: Broken pipe\r\nfatal: the remote end hung up unexpectedly\n",
                Problem::Interrupted,
            ),
            (
                "fatal: detected dubious ownership in repository at '/srv/x.git'\n",
                Problem::OtherOwner,
            ),
            (
                "fatal: unsafe repository ('/srv/x.git' is owned by someone else)\n",
                Problem::OtherOwner,
            ),
        ];
        for (stderr, expected) in cases {
            check(&format!("{stderr}{READ}"), &expected);
        }
    }

    #[test]
    fn failures_of_http() {
        let access =
            |words: &str| format!("fatal: unable to access 'https://a.example/x.git/': {words}\n");
        let cases = [
            (
                "Could not resolve host: a.example",
                Problem::NoSuchHost { host: "a.example".to_owned() },
            ),
            (
                "Failed to connect to a.example port 443 after 2 ms: Connection refused",
                Problem::Offline,
            ),
            (
                "Failed to connect to a.example port 443 after 2 ms: Couldn't connect to server",
                Problem::Offline,
            ),
            ("Failed to connect to a.example port 443: Connection timed out", Problem::Offline),
            (
                "Operation timed out after 300000 milliseconds with 0 out of 0 bytes received",
                Problem::Offline,
            ),
            ("The requested URL returned error: 403", Problem::Forbidden),
            ("The requested URL returned error: 404", Problem::NoRepository),
            ("The requested URL returned error: 502", Problem::ServerTrouble),
            ("SSL certificate problem: self-signed certificate", Problem::Certificate),
            (
                "SSL certificate problem: unable to get local issuer certificate",
                Problem::Certificate,
            ),
            (
                "server certificate verification failed. CAfile: none CRLfile: none",
                Problem::Certificate,
            ),
            ("Empty reply from server", Problem::Interrupted),
        ];
        for (words, expected) in cases {
            check(&access(words), &expected);
        }
        let cases = [
            (
                "fatal: could not read Username for 'https://a.example': terminal prompts disabled\n",
                Problem::LoginNeeded,
            ),
            (
                "fatal: could not read Username for 'https://a.example': No such device or address\n",
                Problem::LoginNeeded,
            ),
            (
                "remote: Invalid username or password.\nfatal: Authentication failed for 'https://a.example/x.git/'\n",
                Problem::LoginRefused,
            ),
            (
                "remote: Repository not found.\nfatal: repository 'https://a.example/x.git/' not found\n",
                Problem::NoRepository,
            ),
            (
                "error: RPC failed; curl 56 GnuTLS recv error (-9)\nfatal: early EOF\n",
                Problem::Interrupted,
            ),
            ("fatal: transport 'ext' not allowed\n", Problem::Protocol),
            (
                "error: object 1f: hasDotgit: contains '.git'\nfatal: fsck error in packed object\n",
                Problem::BadObjects,
            ),
            ("fatal: write error: No space left on device\n", Problem::DiskFullHere),
            (
                "fatal: destination path 'x' already exists and is not an empty directory.\n",
                Problem::FolderNotEmpty,
            ),
        ];
        for (stderr, expected) in cases {
            check(stderr, &expected);
        }
        let words = "something new".to_owned();
        check("warning: x\nfatal: something new\nmore\n", &Problem::Other { words });
        assert!(matches!(classify(""), Problem::Other { .. }));
    }

    fn refused(summary: &str, stderr: &str) -> Option<Rejection> {
        let stdout = format!("To /srv/x.git\n!\tHEAD:refs/heads/main\t{summary}\nDone\n");
        rejection(&stdout, stderr)
    }

    /// FAILURES 1.
    #[test]
    fn pushes_that_come_too_late_are_tried_again() {
        for (summary, expected) in [
            ("[rejected] (non-fast-forward)", Rejection::Stale),
            ("[rejected] (fetch first)", Rejection::Stale),
            ("[rejected] (stale info)", Rejection::Stale),
            (
                "[remote rejected] (cannot lock ref 'refs/heads/main': is at 1f but expected 2e)",
                Rejection::Busy,
            ),
            ("[remote rejected] (reference already exists)", Rejection::Busy),
            ("[remote rejected] (failed to update ref)", Rejection::Busy),
            ("[remote rejected] (incorrect old value provided)", Rejection::Busy),
        ] {
            let found = refused(summary, "error: failed to push some refs to '/srv/x.git'\n");
            assert_eq!(found.as_ref(), Some(&expected), "{summary}");
            assert!(expected.is_passing());
        }
        assert_eq!(rejection("To /srv/x.git\n=\ta:b\t[up to date]\nDone\n", ""), None);
    }

    #[test]
    fn refusals_keep_the_servers_words() {
        let hook = refused(
            "[remote rejected] (pre-receive hook declined)",
            "remote: ola-14: \u{1b}[31ma password\u{1b}[0m   \nremote: not accepted\n",
        );
        let text = "ola-14:  [31ma password [0m\nnot accepted".to_owned();
        assert_eq!(hook, Some(Rejection::Hook { text }));
        let protected = refused(
            "[remote rejected] (protected branch hook declined)",
            "remote: error: GH006: Protected branch update failed for refs/heads/main.\n",
        );
        assert!(matches!(protected, Some(Rejection::Protected { text }) if text.contains("GH006")));
        let full = refused(
            "[remote rejected] (unpacker error)",
            "remote: fatal: write error: No space left on device\n",
        );
        assert_eq!(full, Some(Rejection::DiskFull));
        assert_eq!(
            refused("[remote rejected] (branch is currently checked out)", ""),
            Some(Rejection::CheckedOut)
        );
        let denied = refused(
            "[remote rejected] (unpacker error)",
            "remote: error: insufficient permission for adding an object to repository database ./objects\n",
        );
        assert!(matches!(denied, Some(Rejection::NotWritable { .. })));
    }

    #[test]
    fn passwords_are_never_shown() {
        let check = |text: &str, expected: &str| assert_eq!(redact(text), expected);
        check("'https://kari:s3cret@a.example/x.git'", "'https://a.example/x.git'");
        check("https://token@a.example/x.git", "https://a.example/x.git");
        check("https://kari:a/b@c@a.example/x", "https://a.example/x");
        check("ssh://git@a.example:22/x", "ssh://git@a.example:22/x");
        check("ssh://git:s3cret@a.example/x", "ssh://git@a.example/x");
        check("https://a.example:8443/x@y?token=s3cret end", "https://a.example:8443/x@y end");
        check("two https://u:p@a/x and https://v:q@b/y", "two https://a/x and https://b/y");
        check("git@a.example:x.git", "git@a.example:x.git");
    }

    /// FAILURES 57.
    #[test]
    fn another_host_is_noticed() {
        let check = |remote: &str, to: &str, expected: Option<&str>| {
            let line = format!("warning: redirecting to {to}");
            assert_eq!(redirected_host(&line, remote).as_deref(), expected, "{remote} {to}");
        };
        check("https://a.example/x", "https://a.example/x.git/", None);
        check("http://A.example/x", "https://a.example:8443/x/", None);
        check("https://a.example/x", "https://evil.example/x/", Some("evil.example"));
        check("https://a.example@evil.example/x", "https://a.example/x/", Some("a.example"));
        check("https://[2001:db8::1]/x", "https://[2001:db8::2]/x/", Some("2001:db8::2"));
        check("gh:x", "https://a.example/x/", None);
    }
}
