//! From what git and the far end say to what went wrong.
//!
//! Git has no codes for its failures: they are told by its English messages, as git 2.30 to 2.47
//! word them. What is not known keeps git's own words.

use super::errors::{Problem, Rejection};
use super::redact::redact;

/// Tells from what git said why it failed.
pub(super) fn classify(stderr: &str) -> Problem {
    let lower = stderr.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|words| lower.contains(words));
    if let Some(host) = unknown_host(stderr) {
        return Problem::NoSuchHost { host };
    }
    if let Some(id) = damaged_here(stderr) {
        return Problem::DamagedHere { id };
    }
    let rules: [(&[&str], Problem); 22] = [
        (&["not valid: is this a git repository"], Problem::NoGitThere),
        (&["operation too slow"], Problem::Silent),
        (&["mismatched algorithms", "unknown object format"], Problem::OtherDigest),
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
            bad_objects(stderr),
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
        (
            // A lock that git made and could not fill: it does not say why.
            &["no space left on device", "disk quota exceeded", "couldn't write '"],
            Problem::DiskFullHere,
        ),
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

/// Returns the id of an object of this machine that git could not read.
fn damaged_here(stderr: &str) -> Option<String> {
    let says = |line: &str| {
        let object = line.contains("object") || line.contains("unable to read");
        let bad = [
            "is empty",
            "is corrupt",
            "bad object",
            "missing blob",
            "missing tree",
            "unable to read",
        ];
        line.starts_with(['f', 'e']) && object && bad.iter().any(|bad| line.contains(bad))
    };
    stderr.lines().filter(|line| says(line)).find_map(|line| {
        // The file of an object has a slash behind the first two digits.
        let line = line.replace('/', "");
        let mut runs = line.split(|c: char| !matches!(c, '0'..='9' | 'a'..='f'));
        runs.find(|run| run.len() >= 40).map(|run| run[run.len() - 40..].to_owned())
    })
}

/// Tells which object git found to be unsafe, and why: `object ID: CHECK: WORDS`. What a check's name says
/// of the file stands in for it.
fn bad_objects(stderr: &str) -> Problem {
    let parts = |line: &str| {
        let (_, after) = line.split_once("object ")?;
        let (id, said) = after.split_once(": ")?;
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_id.then(|| (id.to_owned(), said.trim().to_owned()))
    };
    let (object, said) = stderr.lines().find_map(parts).unwrap_or_default();
    let words = match said.split_once(": ") {
        Some((check, why)) if check.starts_with("gitmodules") => format!(".gitmodules: {why}"),
        Some((check, why)) if check.starts_with("gitattributes") => {
            format!(".gitattributes: {why}")
        }
        _ => said,
    };
    Problem::BadObjects { object, words: harmless(&redact(&words)) }
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
            let reason = harmless(reason);
            Rejection::Busy {
                text: if text.is_empty() { reason } else { format!("{reason}: {text}") },
            }
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
            (
                "fatal: http://a.example/x.git/info/refs not valid: is this a git repository?\n",
                Problem::NoGitThere,
            ),
            (
                "fatal: unable to access 'http://a.example/x.git/': Operation too slow. Less than 1 bytes/sec transferred the last 90 seconds\n",
                Problem::Silent,
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
    fn damage_on_this_disk() {
        let id = "3b18e512dba79e4c8300dd08aeb37f8e728b8dad";
        let damaged = Problem::DamagedHere { id: id.to_owned() };
        for words in [
            "error: object file .git/objects/3b/18e512dba79e4c8300dd08aeb37f8e728b8dad is empty\n",
            "fatal: loose object 3b18e512dba79e4c8300dd08aeb37f8e728b8dad (stored in x) is corrupt\n",
            "fatal: bad object 3b18e512dba79e4c8300dd08aeb37f8e728b8dad\n",
            "fatal: unable to read 3b18e512dba79e4c8300dd08aeb37f8e728b8dad\n",
        ] {
            check(words, &damaged);
            assert_ne!(classify(&format!("remote: {words}")), damaged);
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
        let bad = |object: &str, words: &str| {
            let (object, words) = (object.to_owned(), words.to_owned());
            Problem::BadObjects { object, words }
        };
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
                bad("1f", "hasDotgit: contains '.git'"),
            ),
            (
                "error: object 2e: gitmodulesUpdate: disallowed submodule update setting: !cmd\nfatal: fsck error\n",
                bad("2e", ".gitmodules: disallowed submodule update setting: !cmd"),
            ),
            ("fatal: fsck error in pack objects\n", bad("", "")),
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
        for (summary, busy) in [
            ("[rejected] (non-fast-forward)", None),
            ("[rejected] (fetch first)", None),
            ("[rejected] (stale info)", None),
            (
                "[remote rejected] (cannot lock ref 'refs/heads/main': is at 1f but expected 2e)",
                Some("cannot lock ref 'refs/heads/main': is at 1f but expected 2e"),
            ),
            ("[remote rejected] (reference already exists)", Some("reference already exists")),
            ("[remote rejected] (failed to update ref)", Some("failed to update ref")),
            (
                "[remote rejected] (incorrect old value provided)",
                Some("incorrect old value provided"),
            ),
        ] {
            let found = refused(summary, "error: failed to push some refs to '/srv/x.git'\n");
            let busy = busy.map(|text| Rejection::Busy { text: text.to_owned() });
            let expected = busy.unwrap_or(Rejection::Stale);
            assert_eq!(found.as_ref(), Some(&expected), "{summary}");
            assert!(expected.is_passing());
        }
        let locked = "remote: error: cannot lock ref: main.lock: File exists.\n";
        let found = refused("[remote rejected] (failed to update ref)", locked);
        assert!(matches!(found, Some(Rejection::Busy { text }) if text.contains("main.lock")));
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
}
