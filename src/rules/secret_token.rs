//! `secret-token`: tokens and keys of well-known services, by their exact form.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use super::scan::clues::is_word;
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::SECRET_TOKEN,
    summary: "An access token or key of a well-known service",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: true,
    docs: "\
A token with the prefix, the length and the characters that a service gives its own: Amazon, GitHub, GitLab,
Slack, Stripe (live), Google, OpenAI, Anthropic, npm, PyPI, SendGrid, Twilio, Azure, DigitalOcean, Shopify,
Telegram and others.

**Why.** Whoever reads it can act as its owner, and programs look for exactly these. The form is certain
enough that `allow` does not silence it.

**To mend it**, remove the token and keep it in a password manager. If it was ever shared, revoke it.",
    bad: Example(&[("sops/publish.md", Text("Use ghp_0000exampleexampleexampleexample0000 for it.\n"))]),
    good: Example(&[("sops/publish.md", Text("Use the token under GitHub in the vault (it starts with `ghp_`).\n"))]),
    check: Check::File(check),
};

/// The form of a service's token.
struct Form {
    service: &'static str,
    prefix: &'static str,
    /// What follows the prefix: pieces one after the other.
    rest: &'static [Piece],
}

/// A part of a token: so many characters of a set, or these.
enum Piece {
    Exactly(usize, Set),
    AtLeast(usize, Set),
    Is(&'static str),
}

#[derive(Clone, Copy)]
enum Set {
    Digit,
    Hex,
    Upper,
    Alnum,
    /// Letters, digits and `_`.
    Word,
    /// Letters, digits, `_` and `-`.
    Url,
    /// Base64: letters, digits, `+` and `/`.
    Base64,
}

use Piece::{AtLeast, Exactly, Is};
use Set::{Alnum, Base64, Digit, Hex, Upper, Url, Word};

const fn form(service: &'static str, prefix: &'static str, rest: &'static [Piece]) -> Form {
    Form { service, prefix, rest }
}

const FORMS: &[Form] = &[
    form("an Amazon access key", "AKIA", &[Exactly(16, Upper)]),
    form("an Amazon access key", "ASIA", &[Exactly(16, Upper)]),
    form("a GitHub token", "ghp_", &[Exactly(36, Alnum)]),
    form("a GitHub token", "gho_", &[Exactly(36, Alnum)]),
    form("a GitHub token", "ghu_", &[Exactly(36, Alnum)]),
    form("a GitHub token", "ghs_", &[Exactly(36, Alnum)]),
    form("a GitHub token", "ghr_", &[AtLeast(36, Alnum)]),
    form("a GitHub token", "github_pat_", &[Exactly(22, Alnum), Is("_"), Exactly(59, Alnum)]),
    form("a GitLab token", "glpat-", &[AtLeast(20, Url)]),
    form("a GitLab token", "gldt-", &[AtLeast(20, Url)]),
    form("a GitLab token", "glrt-", &[AtLeast(20, Url)]),
    form("a GitLab token", "glptt-", &[Exactly(40, Hex)]),
    form("a Slack token", "xoxb-", &[AtLeast(10, Digit), Is("-"), AtLeast(10, Url)]),
    form("a Slack token", "xoxp-", &[AtLeast(10, Digit), Is("-"), AtLeast(10, Url)]),
    form("a Slack token", "xoxa-", &[AtLeast(10, Digit), Is("-"), AtLeast(10, Url)]),
    form("a Slack token", "xoxe.xox", &[AtLeast(20, Url)]),
    form("a Slack token", "xapp-", &[Exactly(1, Digit), Is("-A"), AtLeast(20, Url)]),
    form("a Slack webhook", "hooks.slack.com/services/T", &[AtLeast(8, Upper), Is("/B"), AtLeast(8, Upper), Is("/"), Exactly(24, Alnum)]),
    form("a Stripe live key", "sk_live_", &[AtLeast(16, Alnum)]),
    form("a Stripe live key", "rk_live_", &[AtLeast(16, Alnum)]),
    form("a Stripe webhook secret", "whsec_", &[AtLeast(32, Base64)]),
    form("a Google API key", "AIza", &[Exactly(35, Url)]),
    form("a Google client secret", "GOCSPX-", &[Exactly(28, Url)]),
    form("a Google access token", "ya29.", &[AtLeast(40, Url)]),
    form("an Anthropic key", "sk-ant-", &[AtLeast(40, Url)]),
    form("an OpenAI key", "sk-proj-", &[AtLeast(40, Url)]),
    form("an OpenAI key", "sk-svcacct-", &[AtLeast(40, Url)]),
    form("an API key", "sk-or-v1-", &[Exactly(64, Hex)]),
    form("an API key", "sk-", &[Exactly(48, Alnum)]),
    form("an npm token", "npm_", &[Exactly(36, Alnum)]),
    form("a PyPI token", "pypi-AgEIcHlwaS5vcmc", &[AtLeast(50, Url)]),
    form("a crates.io token", "cio", &[Exactly(32, Alnum)]),
    form("a SendGrid key", "SG.", &[Exactly(22, Url), Is("."), Exactly(43, Url)]),
    form("a Twilio key", "SK", &[Exactly(32, Hex)]),
    form("an Azure storage key", "AccountKey=", &[Exactly(86, Base64), Is("==")]),
    form("a DigitalOcean token", "dop_v1_", &[Exactly(64, Hex)]),
    form("a DigitalOcean token", "doo_v1_", &[Exactly(64, Hex)]),
    form("a Hugging Face token", "hf_", &[Exactly(34, Alnum)]),
    form("a Shopify token", "shpat_", &[Exactly(32, Hex)]),
    form("a Shopify token", "shpss_", &[Exactly(32, Hex)]),
    form("a Shopify token", "shpca_", &[Exactly(32, Hex)]),
    form("a Shopify token", "shppa_", &[Exactly(32, Hex)]),
    form("a Square token", "sq0atp-", &[Exactly(22, Url)]),
    form("a Square secret", "sq0csp-", &[Exactly(43, Url)]),
    form("a Linear key", "lin_api_", &[Exactly(40, Alnum)]),
    form("a Notion token", "ntn_", &[AtLeast(40, Alnum)]),
    form("an Atlassian token", "ATATT3xFfGF0", &[AtLeast(100, Url)]),
    form("a Dropbox token", "sl.", &[AtLeast(120, Url)]),
    form("a Databricks token", "dapi", &[Exactly(32, Hex)]),
    form("a Grafana token", "glsa_", &[Exactly(32, Alnum), Is("_"), Exactly(8, Hex)]),
    form("a Vault token", "hvs.", &[AtLeast(90, Word)]),
    form("a Postman key", "PMAK-", &[Exactly(24, Hex), Is("-"), Exactly(34, Hex)]),
    form("an Airtable token", "pat", &[Exactly(14, Alnum), Is("."), Exactly(64, Hex)]),
    form("a Figma token", "figd_", &[AtLeast(40, Url)]),
    form("a Docker token", "dckr_pat_", &[AtLeast(27, Url)]),
    form("a Mailgun key", "key-", &[Exactly(32, Hex)]),
];

/// Of each first byte of a token the second ones, as bits: each prefix has two bytes or more, of ASCII.
const SECOND: [u128; 256] = {
    let mut second = [0; 256];
    let mut at = 0;
    while at < FORMS.len() {
        let prefix = FORMS[at].prefix.as_bytes();
        second[prefix[0] as usize] |= 1 << prefix[1];
        at += 1;
    }
    second
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let text = context.text();
    for word in &context.clues().long_words {
        for (span, service) in tokens(text.as_bytes(), *word) {
            out.add(
                Finding::new(RULE.name, span, format!("this is {service}"))
                    .note("remove it and keep it in a password manager; if it was ever shared, revoke it"),
            );
            if out.is_full() {
                return;
            }
        }
    }
}

/// Returns what a token in a short text is; `None` where there is none.
pub(super) fn in_text(text: &str) -> Option<&'static str> {
    tokens(text.as_bytes(), Span::new(0, text.len())).next().map(|(_, service)| service)
}

/// Finds the tokens that start in `part`.
fn tokens(bytes: &[u8], part: Span) -> impl Iterator<Item = (Span, &'static str)> {
    // A token starts where a word starts: each word is looked at once, from its first byte.
    let word_length = |at: usize| bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
    let mut at = part.start;
    if at > 0 && is_word(bytes[at - 1]) {
        at += word_length(at);
    }
    std::iter::from_fn(move || {
        while at < part.end {
            let start = at;
            at += word_length(start).max(1);
            let found = token(bytes, start).or_else(|| bot_token(bytes, start));
            if let Some((service, end)) = found {
                at = end;
                return Some((Span::new(start, end), service));
            }
        }
        None
    })
}

/// Reads a token at `start`; returns what it is and where it ends.
fn token(bytes: &[u8], start: usize) -> Option<(&'static str, usize)> {
    // The first two bytes settle nearly every word.
    let [first, second, ..] = bytes[start..] else { return None };
    if !second.is_ascii() || SECOND[usize::from(first)] & (1 << second) == 0 {
        return None;
    }
    FORMS.iter().filter(|form| bytes[start..].starts_with(form.prefix.as_bytes())).find_map(|form| {
        let mut end = start + form.prefix.len();
        for piece in form.rest {
            end = piece.read(bytes, end)?;
        }
        let ends = bytes.get(end).is_none_or(|byte| !is_word(*byte));
        let secret = &bytes[start + form.prefix.len()..end];
        // Amazon's own documentation ends its keys so; `AKIAIOSFODNN7EXAMPLE` opens nothing.
        (ends && is_random(secret) && !secret.ends_with(b"EXAMPLE")).then_some((form.service, end))
    })
}

/// Reads a Telegram bot's token: its number, a colon, `AA` and 33 characters.
fn bot_token(bytes: &[u8], start: usize) -> Option<(&'static str, usize)> {
    let digits = Digit.run(&bytes[start..], 11);
    let secret = start + digits + 1;
    let fits = (8..=10).contains(&digits)
        && bytes.get(secret - 1) == Some(&b':')
        && bytes.get(secret..secret + 2) == Some(b"AA")
        && Url.run(&bytes[secret..], 36) == 35;
    fits.then_some(("a Telegram bot's token", secret + 35))
}

/// Tells tokens from placeholders such as `xxxxxxxx`: at least five different characters.
fn is_random(secret: &[u8]) -> bool {
    let mut seen = [false; 256];
    secret.iter().for_each(|byte| seen[usize::from(*byte)] = true);
    seen.iter().filter(|seen| **seen).count() >= 5
}

impl Piece {
    /// Returns where the piece ends when it stands at `at`.
    fn read(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let rest = &bytes[at..];
        match self {
            Is(text) => rest.starts_with(text.as_bytes()).then_some(at + text.len()),
            Exactly(count, set) => (set.run(rest, *count) == *count).then_some(at + count),
            AtLeast(count, set) => {
                let len = set.run(rest, 4096);
                (len >= *count).then_some(at + len)
            }
        }
    }
}

impl Set {
    /// Returns how many bytes at the start belong to the set, up to `most`.
    fn run(self, bytes: &[u8], most: usize) -> usize {
        bytes.iter().take(most).take_while(|byte| self.has(**byte)).count()
    }

    fn has(self, byte: u8) -> bool {
        match self {
            Digit => byte.is_ascii_digit(),
            Hex => byte.is_ascii_hexdigit(),
            Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Alnum => byte.is_ascii_alphanumeric(),
            Word => byte.is_ascii_alphanumeric() || byte == b'_',
            Url => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::scan::clues::SHORTEST_TOKEN;
    use crate::rules::testing::{check, secrets};

    #[test]
    fn no_token_is_shorter_than_what_is_looked_at() {
        for form in FORMS {
            let rest = form.rest.iter().map(|piece| match piece {
                Is(text) => text.len(),
                Exactly(count, _) | AtLeast(count, _) => *count,
            });
            assert!(form.prefix.len() + rest.sum::<usize>() >= SHORTEST_TOKEN, "{}", form.prefix);
        }
    }

    /// Makes a token of a form, so that none stands in this file.
    fn sample(form: &Form) -> String {
        let letters = "0a1b2c3d4e5f6789";
        let fill = |count: usize, set: Set| {
            letters.chars().cycle().map(|c| if matches!(set, Upper) { c.to_ascii_uppercase() } else { c })
                .filter(|c| !matches!(set, Digit) || c.is_ascii_digit()).take(count).collect::<String>()
        };
        let rest = form.rest.iter().map(|piece| match piece {
            Is(text) => (*text).to_owned(),
            Exactly(count, set) | AtLeast(count, set) => fill(*count, *set),
        });
        format!("{}{}", form.prefix, rest.collect::<String>())
    }

    #[test]
    fn every_form_is_found_and_only_whole() {
        for form in FORMS {
            let token = sample(form);
            check(&format!("Use {token}, please"), &["secret-token"]);
            check(&format!("key=\"{token}\""), &["secret-token"]);
            secrets(&format!("x{token}"), &[]);
            secrets(&format!("{}…", form.prefix), &[]);
            secrets(&format!("{}{}", form.prefix, "x".repeat(90)), &[]);
        }
        check(&format!("12345678:AA{}", "b1c2d".repeat(7).get(..33).expect("33")), &["secret-token"]);
    }

    #[test]
    fn words_and_hashes_are_left_alone() {
        for text in [
            "sk-learn and ski-lift",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "commit d72b89b4f0b7c1a2e3d4c5b6a7988776655443322",
            "pattern of a patient path",
            "ghp_short",
            "AKIA",
            "AKIAIOSFODNN7EXAMPLE",
            "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
        ] {
            secrets(text, &[]);
        }
    }
}
