//! `secret-private-key`: private keys, in the forms that programs write them.

use std::cell::LazyCell;
use std::ops::Deref;
use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::SECRET_PRIVATE_KEY,
    summary: "A private key (PEM, OpenSSH, PGP, PuTTY, age)",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: true,
    docs: "\
The beginning of a private key with key material behind it: `-----BEGIN … PRIVATE KEY-----`, an OpenSSH, PGP
or PuTTY key, an `AGE-SECRET-KEY-1…`. The heading alone, as in instructions, is left alone.

**Why.** Whoever reads it can log in, sign or decrypt as its owner. This is certain enough that `allow` does
not silence it.

**To mend it**, remove the key and keep it in a password manager. If it was ever shared, replace it.",
    bad: Example(&[("sops/server.md", Text("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n-----END OPENSSH PRIVATE KEY-----\n"))]),
    good: Example(&[("sops/server.md", Text("The file starts with `-----BEGIN OPENSSH PRIVATE KEY-----`; it is in the vault.\n"))]),
    check: Check::File(check),
};

/// How far behind a heading the key material may begin: headers such as `Proc-Type` stand between.
const REACH: usize = 400;

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let text = context.text();
    // Most texts have no heading, and need not be read for this.
    let private_lines = LazyCell::new(|| memmem::rfind(text.as_bytes(), b"Private-Lines:"));
    for (start, heading) in headings(text) {
        if out.is_full() {
            return;
        }
        if let Some(span) = key_at(text, start, heading, &private_lines) {
            out.add(
                Finding::new(RULE.name, span, "this is a private key")
                    .note("remove it and keep it in a password manager; if it was ever shared, replace it"),
            );
        }
    }
}

/// What private keys start with.
const HEADINGS: [&str; 3] = ["-----BEGIN ", "AGE-SECRET-KEY-1", "PuTTY-User-Key-File-"];

/// Finds the places where a key may start, in their order.
fn headings(text: &str) -> impl Iterator<Item = (usize, &'static str)> + '_ {
    static FINDERS: LazyLock<[Finder<'static>; HEADINGS.len()]> = LazyLock::new(|| HEADINGS.map(Finder::new));
    let mut places = FINDERS.each_ref().map(|finder| finder.find_iter(text.as_bytes()).peekable());
    std::iter::from_fn(move || {
        let next = places.iter_mut().enumerate().filter_map(|(which, places)| Some((*places.peek()?, which)));
        let (_, which) = next.min()?;
        Some((places[which].next()?, HEADINGS[which]))
    })
}

/// Returns the span of the heading, when key material follows it.
fn key_at(
    text: &str,
    start: usize,
    heading: &str,
    private_lines: &impl Deref<Target = Option<usize>>,
) -> Option<Span> {
    let behind = start + heading.len();
    match heading {
        "AGE-SECRET-KEY-1" => {
            let len = run(&text[behind..], |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
            (len == 58).then(|| Span::new(start, behind + len))
        }
        "PuTTY-User-Key-File-" => {
            private_lines.is_some_and(|last| last > start).then(|| Span::new(start, behind))
        }
        _ => {
            let label_len = run(&text[behind..], |byte| byte.is_ascii_uppercase() || matches!(byte, b' ' | b'0'..=b'9'));
            let label = &text[behind..behind + label_len];
            let private = label.ends_with("PRIVATE KEY") || label == "PGP PRIVATE KEY BLOCK";
            let end = behind + label_len;
            (private && text[end..].starts_with("-----") && has_material(&text.as_bytes()[end + 5..]))
                .then(|| Span::new(start, end + 5))
        }
    }
}

/// Tells whether a run of Base64 long enough for key material begins within reach.
fn has_material(bytes: &[u8]) -> bool {
    let mut len = 0;
    for byte in bytes.iter().take(REACH) {
        len = if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/') { len + 1 } else { 0 };
        if len >= 40 {
            return true;
        }
    }
    false
}

fn run(text: &str, wanted: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| wanted(*byte)).count()
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, secrets};

    const LINE: &str = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";

    #[test]
    fn keys_are_found_in_every_form() {
        for kind in ["", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED "] {
            check(&format!("-----BEGIN {kind}PRIVATE KEY-----\n{LINE}\n"), &["secret-private-key"]);
        }
        check(&format!("-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n{LINE}\n"), &["secret-private-key"]);
        check(&format!("\"-----BEGIN PRIVATE KEY-----\\n{LINE}\\n\""), &["secret-private-key"]);
        check(&format!("    -----BEGIN RSA PRIVATE KEY-----\n    Proc-Type: 4,ENCRYPTED\n\n    {LINE}\n"), &["secret-private-key"]);
        check(&format!("AGE-SECRET-KEY-1{}", "Q".repeat(58)), &["secret-private-key"]);
        check("PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\nAAAA\n", &["secret-private-key"]);
    }

    #[test]
    fn public_keys_and_headings_are_left_alone() {
        secrets(&format!("-----BEGIN PUBLIC KEY-----\n{LINE}\n"), &[]);
        secrets(&format!("-----BEGIN CERTIFICATE-----\n{LINE}\n"), &[]);
        secrets("It starts with -----BEGIN PRIVATE KEY-----, then letters.", &[]);
        secrets("AGE-SECRET-KEY-1 is the prefix", &[]);
        secrets(&"-----BEGIN ".repeat(1000), &[]);
    }
}
