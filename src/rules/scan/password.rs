//! Values behind names such as `password:`, and whether they are the thing itself.

use memchr::{memchr, memchr_iter, memchr2_iter, memchr3_iter, memrchr};

use super::placeholder::is_placeholder;
use crate::text::Span;

/// The longest line that is looked at: a longer one is data, not something that a person wrote.
const LONGEST_LINE: usize = 4096;

/// What a name stands for, which decides what its value looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Password,
    Pin,
    /// Keys and tokens that machines make.
    Key,
}

/// Finds passwords; each with what it looks like, in words.
///
/// In a program's source only what stands in quotes is a value; the rest names something.
pub(in crate::rules) fn find(text: &str, is_source: bool) -> Vec<(Span, &'static str)> {
    let mut found = Vec::new();
    let mut columns: Vec<Option<Sort>> = Vec::new();
    let mut signs = Signs::default();
    let mut at = 0;
    while let Some(line) = signs.next_line(text.as_bytes(), at) {
        if line.start > at {
            columns.clear();
        }
        at = line.end;
        let (start, line) = (line.start, line.of(text));
        if line.len() > LONGEST_LINE {
            columns.clear();
            continue;
        }
        let (in_line, what) = (line.trim_end(), found.len());
        let is_quoted = |span: &Span| {
            in_line.as_bytes()[..span.start]
                .last()
                .is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'`'))
        };
        found.extend(
            behind_names(in_line)
                .filter(|(span, _)| !is_source || is_quoted(span))
                .map(|(span, sort)| (span.offset(start), describe(sort))),
        );
        if found.len() == what {
            found.extend(
                in_addresses(in_line)
                    .map(|span| (span.offset(start), "a password in a web address")),
            );
            found.extend(
                in_columns(in_line, &mut columns)
                    .into_iter()
                    .map(|(span, sort)| (span.offset(start), describe(sort))),
            );
        }
    }
    found
}

/// No name reaches further back from its sign, in characters and in bytes: none of them has more than
/// four.
const LONGEST_TAIL: usize = 60;
const LONGEST_TAIL_BYTES: usize = 4 * LONGEST_TAIL;

/// What was seen of names in front of signs so far: no part of a text is looked through twice.
#[derive(Default)]
struct Signs {
    /// Up to here names were looked for, wherever that mattered.
    seen: usize,
    /// Where the last one begins.
    last: Option<usize>,
}

impl Signs {
    /// Returns the next line from the start of a line on that may hold a value, its end included: one
    /// with a name before a sign, with an address, or with cells of a table.
    fn next_line(&mut self, bytes: &[u8], at: usize) -> Option<Span> {
        let mut signs = memchr3_iter(b':', b'=', b'|', &bytes[at..]).map(|sign| at + sign);
        let sign = signs.find(|sign| {
            bytes[*sign] == b'|'
                || bytes[sign + 1..].starts_with(b"//")
                || self.is_named(bytes, at, *sign)
        })?;
        let start = memrchr(b'\n', &bytes[at..sign]).map_or(at, |end| at + end + 1);
        let end = memchr(b'\n', &bytes[sign..]).map_or(bytes.len(), |end| sign + end + 1);
        Some(Span::new(start, end))
    }

    /// Tells whether a part of a name stands before a sign, on the same line.
    fn is_named(&mut self, bytes: &[u8], from: usize, sign: usize) -> bool {
        /// The longest part of a name that [`last_name`] looks for, less one.
        const OVERLAP: usize = 5;
        let Some(end) = name_end(&bytes[from..sign]).map(|end| from + end) else { return false };
        let from = from.max(end.saturating_sub(LONGEST_TAIL_BYTES));
        let from = memrchr(b'\n', &bytes[from..end]).map_or(from, |at| from + at + 1);
        let new = from.max(self.seen.saturating_sub(OVERLAP));
        if let Some(last) = bytes.get(new..end).and_then(last_name) {
            self.last = Some(new + last);
        }
        self.seen = self.seen.max(end);
        self.last.is_some_and(|last| last >= from)
    }
}

/// Returns where a name ends that stands before a sign, markup and quotes taken off.
fn name_end(before: &[u8]) -> Option<usize> {
    Some(before.iter().rposition(|byte| !b"*\"'` \t_]".contains(byte))? + 1)
}

fn describe(sort: Sort) -> &'static str {
    match sort {
        Sort::Password => "a password",
        Sort::Pin => "a PIN",
        Sort::Key => "a secret key",
    }
}

/// Finds `name: value` and `name = value` in one line.
fn behind_names(line: &str) -> impl Iterator<Item = (Span, Sort)> + '_ {
    let mut from = 0;
    memchr2_iter(b':', b'=', line.as_bytes()).filter_map(move |sign| {
        if sign < from {
            return None;
        }
        let sort = name_before(&line[..sign])?;
        let rest = &line[sign + 1..];
        // `==`, `=>`, `://` and `::` give no value to a name.
        if rest.starts_with(['=', '>', ':', '/']) || line[..sign].ends_with(['=', '!', ':']) {
            return None;
        }
        let span = value(rest, sort)?.offset(sign + 1);
        from = span.end;
        Some((span, sort))
    })
}

/// Reads the name that ends where `before` ends, markup and quotes taken off.
fn name_before(before: &str) -> Option<Sort> {
    let end = name_end(before.as_bytes())?;
    last_name(&before.as_bytes()[end.saturating_sub(LONGEST_TAIL_BYTES)..end])?;
    let before = &before[..end];
    let tail_start = before.char_indices().rev().take(LONGEST_TAIL).last().map_or(0, |(at, _)| at);
    let tail = before[tail_start..].to_lowercase();
    let words: Vec<&str> = tail
        .split([' ', '\t', '|', '"', '\'', '`', '*', '(', '[', '{', ',', ';'])
        .filter(|word| !word.is_empty())
        .collect();
    let (last, earlier) = words.split_last()?;
    if let Some(sort) = name(last) {
        return Some(sort);
    }
    let two = earlier.last().and_then(|before_last| name(&format!("{before_last}_{last}")));
    if two.is_some() {
        return two;
    }
    // "Passord til Fiken:", "Password for the bank:": up to three words behind a preposition.
    let preposition = words
        .iter()
        .rposition(|word| matches!(*word, "til" | "for" | "to" | "på" | "hos" | "i"))?;
    let of = preposition.checked_sub(1)?;
    (words.len() - preposition <= 4).then(|| name(words[of])).flatten()
}

/// Returns where the last part of any name that [`name`] knows begins in `tail`: nearly no line has one,
/// and the rest need not be taken apart.
fn last_name(tail: &[u8]) -> Option<usize> {
    let starts = |at: usize, part: &[u8]| {
        tail.get(at..at + part.len()).is_some_and(|head| head.eq_ignore_ascii_case(part))
    };
    (0..tail.len()).rev().find(|at| match tail[*at] | 0x20 {
        b'p' => starts(*at, b"pass") || starts(*at, b"pwd") || starts(*at, b"pin"),
        b'k' => starts(*at, b"key") || starts(*at, b"kode") || starts(*at, b"kkel"),
        b's' => starts(*at, b"secret"),
        b't' => starts(*at, b"token"),
        b'c' => starts(*at, b"code"),
        _ => false,
    })
}

/// Tells what a name stands for; `DB_PASSWORD` and `wifi-passord` count by their last part.
fn name(word: &str) -> Option<Sort> {
    let joined = word.replace('-', "_");
    let last = joined.rsplit(['_', '.', '/', '?', '&']).next().unwrap_or("");
    match last {
        "password" | "passwd" | "passphrase" | "passord" | "passordet" | "passfrase" | "pwd"
        | "adgangskode" => {
            return Some(Sort::Password);
        }
        "pin" | "pinkode" | "pincode" => return Some(Sort::Pin),
        _ if last.ends_with("passord") || last.ends_with("password") => {
            return Some(Sort::Password);
        }
        _ => {}
    }
    let whole = joined.replace(['.', '/'], "_");
    let ends = |name: &str| whole == name || whole.ends_with(&format!("_{name}"));
    match () {
        () if ends("pin_kode") || ends("pin_code") => Some(Sort::Pin),
        () if [
            "api_key",
            "apikey",
            "secret_key",
            "client_secret",
            "access_token",
            "auth_token",
            "access_key",
            "api_token",
            "private_token",
            "api_nøkkel",
        ]
        .into_iter()
        .any(ends) =>
        {
            Some(Sort::Key)
        }
        () => None,
    }
}

/// Returns the span of the value at the start of `rest`, when it is the thing itself.
fn value(rest: &str, sort: Sort) -> Option<Span> {
    let opening = |c: char| c.is_whitespace() || matches!(c, '*' | '"' | '\'' | '`');
    let start = rest.len() - rest.trim_start_matches(opening).len();
    let quote = rest[..start].chars().rev().find(|c| matches!(c, '"' | '\'' | '`'));
    let behind = &rest[start..];
    let end = match quote.and_then(|quote| behind.find(quote)) {
        Some(end) => end,
        None => behind
            .find(|c: char| c.is_whitespace() || matches!(c, '|' | '"' | '`'))
            .unwrap_or(behind.len()),
    };
    let word = behind[..end].trim_end_matches(['*', ',', ';', '.', ')', '\'']);
    let more = behind[end..].trim_matches(|c: char| !c.is_alphanumeric());
    let alone = quote.is_some()
        || more.is_empty()
        || behind[end..].trim_start().starts_with(['|', '(', '#', '<', ',']);
    let fits = match sort {
        Sort::Password => is_password(word, alone),
        Sort::Pin => {
            alone && (4..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
        }
        Sort::Key => {
            word.len() >= 16
                && is_password(word, alone)
                && has_digit(word)
                && word.chars().any(char::is_alphabetic)
        }
    };
    fits.then(|| Span::new(start, start + word.len()))
}

/// Tells a password from a word about passwords. `alone`: nothing else stands in its place.
fn is_password(word: &str, alone: bool) -> bool {
    let count = word.chars().count();
    if !(3..=200).contains(&count) || is_placeholder(word) {
        return false;
    }
    let letters = word.chars().all(char::is_alphabetic);
    let signs = word.chars().any(|c| !c.is_alphanumeric() && !matches!(c, '-' | '/' | '.'));
    let mixed = word.chars().any(char::is_alphabetic) && (has_digit(word) || signs);
    let starts_low = word.starts_with(|c: char| !c.is_uppercase());
    match alone {
        true if letters => starts_low,
        true => mixed || count >= 6 && (has_digit(word) || word.contains('-')),
        false => mixed && has_digit(word) && count >= 6 && !is_date(word),
    }
}

pub(super) fn has_digit(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit())
}

fn is_date(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '/' | ':' | 'T'))
}

/// Tells a host that exists in examples only (RFC 2606).
fn is_example(host: &str) -> bool {
    let host = host.split(':').next().unwrap_or(host);
    let domain = |name: &str| {
        host.strip_suffix(name).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
    };
    ["example.com", "example.org", "example.net", "example", "invalid"].into_iter().any(domain)
}

/// Finds `scheme://user:password@host` in one line.
fn in_addresses(line: &str) -> impl Iterator<Item = Span> + '_ {
    let colons = memchr_iter(b':', line.as_bytes());
    colons.filter(|at| line[*at..].starts_with("://")).filter_map(move |at| {
        let behind = at + 3;
        let rest = &line[behind..];
        let end = rest
            .find(|c: char| c.is_whitespace() || "/?#\"'<>)`|".contains(c))
            .unwrap_or(rest.len());
        let (user, _) = rest[..end].rsplit_once('@').filter(|(_, host)| !is_example(host))?;
        let (name, password) = user.split_once(':')?;
        let start = behind + name.len() + 1;
        (is_password(password, true) || password.chars().count() >= 6 && !is_placeholder(password))
            .then(|| Span::new(start, start + password.len()))
    })
}

/// Finds passwords in the columns of a table whose head says so; `columns` is remembered from row
/// to row.
fn in_columns(line: &str, columns: &mut Vec<Option<Sort>>) -> Vec<(Span, Sort)> {
    if !line.trim_start().starts_with('|') {
        columns.clear();
        return Vec::new();
    }
    // Nearly no table has a column of secrets.
    if !columns.is_empty() && columns.iter().all(Option::is_none) {
        return Vec::new();
    }
    let cells: Vec<(usize, &str)> = line
        .split('|')
        .scan(0, |at, cell| {
            let start = *at;
            *at += cell.len() + 1;
            Some((start, cell))
        })
        .collect();
    if columns.is_empty() {
        *columns = cells.iter().map(|(_, cell)| name_before(cell.trim())).collect();
        return Vec::new();
    }
    let under_heads = cells
        .iter()
        .zip(columns.iter())
        .filter_map(|((start, cell), sort)| Some((*start, *cell, (*sort)?)));
    under_heads
        .filter_map(|(start, cell, sort)| Some((value(cell, sort)?.offset(start), sort)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_looked_at(text: &str) -> bool {
        Signs::default().next_line(text.as_bytes(), 0).is_some()
    }

    #[test]
    fn a_name_before_a_sign_is_seen_however_far_it_stands() {
        let names = [
            "password", "Passord", "PWD", "pin", "api_key", "kode", "nøkkel", "secret", "Token",
            "code",
        ];
        for name in names {
            for before in 0..140 {
                for behind in [0, 1, 70] {
                    let (before, behind) = (".".repeat(before), ".".repeat(behind));
                    // What was looked through for another sign is not looked through again.
                    for between in ["", "a:", "a: *`", "\n:"] {
                        let text = format!("{before}{between}{name}{behind}\"`:");
                        assert!(is_looked_at(&text), "{text}");
                    }
                    assert!(!is_looked_at(&format!("{before}{name}\n{behind}:")));
                }
            }
            for cut in (1..name.len()).filter(|cut| name.is_char_boundary(*cut)) {
                let (one, other) = name.split_at(cut);
                assert!(is_looked_at(&format!("{one} =\n:{name}{other}=")));
            }
        }
        for text in ["", "p", "pi", "a: result", "Result: the books are closed", "spenning:"] {
            assert!(!is_looked_at(text), "{text}");
        }
        assert!(is_looked_at("https://a") && is_looked_at("| a"));
    }

    #[test]
    fn what_stands_in_no_line_that_is_looked_at_ends_a_table() {
        let table = "| Passord |\n|---|\n";
        assert_eq!(find(&format!("{table}| hemmelig9 |\n"), false).len(), 1);
        assert_eq!(find(&format!("{table}a: b\n| hemmelig9 |\n"), false).len(), 0);
        assert_eq!(find(&format!("{table}a\n| hemmelig9 |\n"), false).len(), 0);
    }
}
