//! Reads the front matter that people mostly write, faster than a parser of all of YAML can.
//!
//! That is a `key: value` a line, the key a word; values that are plain, or in quotes without escapes,
//! or a list of such, in brackets on one line or one `- ` a line. Whatever else stands there, a comment
//! included, is left to the parser: nothing is guessed. What is read here is exactly what the parser
//! reads, places included; tests compare the two on front matter of every sort.

use memchr::memchr;

use super::front_matter::{Entry, Node, Scalar, ScalarStyle, Value};
use crate::text::Span;

/// More values than this are left to the parser, which has a bound.
const MOST_VALUES: usize = 1_000;

/// Keys longer than this, in bytes, are left to the parser, which has a bound.
const LONGEST_KEY: usize = 100;

/// Reads `yaml`, which stands at `base` of the file; `None` where it is for the parser to read.
pub(super) fn read(yaml: &str, base: usize) -> Option<Vec<Entry>> {
    if !is_harmless(yaml.as_bytes()) {
        return None;
    }
    let mut lines = Lines { rest: Part { text: yaml, start: base } };
    let mut entries: Vec<Entry> = Vec::new();
    let mut values = 0;
    while let Some(line) = lines.next() {
        let (key, written) = line.key_and_value()?;
        let value = match written.text {
            "" => match lines.items()? {
                items if items.is_empty() => written.scalar(ScalarStyle::Plain, written.span()),
                items => list(items)?,
            },
            _ => written.value()?,
        };
        values += match &value.value {
            Value::Sequence { items, .. } => 1 + items.len(),
            _ => 1,
        };
        if values > MOST_VALUES || entries.iter().any(|entry| entry.key == key.text) {
            return None;
        }
        entries.push(Entry { key: key.text.to_owned(), key_span: key.span(), value });
    }
    Some(entries)
}

/// Tells whether a text holds only signs that mean in any text what they look like: no tab, no
/// invisible character, no typographic quote; beside ASCII the letters of Europe, and dashes.
fn is_harmless(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b' '..=b'~' | b'\n' => 1,
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
            // U+00C0 to U+07FF.
            0xc3..=0xdf => 2,
            0xe2 if matches!(bytes.get(at + 1..at + 3), Some([0x80, 0x93 | 0x94])) => 3,
            _ => return false,
        };
    }
    true
}

/// A part of the front matter.
#[derive(Clone, Copy)]
struct Part<'y> {
    text: &'y str,
    /// Where it starts in the file.
    start: usize,
}

impl<'y> Part<'y> {
    fn span(self) -> Span {
        Span::new(self.start, self.start + self.text.len())
    }

    /// Returns what lies behind the first `at` bytes.
    fn behind(self, at: usize) -> Self {
        Part { text: &self.text[at..], start: self.start + at }
    }

    /// Cuts the spaces at both ends.
    fn trimmed(self) -> Self {
        let text = self.text.trim_start_matches(' ');
        Part { text: text.trim_end_matches(' '), start: self.start + self.text.len() - text.len() }
    }

    /// Divides a line into its key and what is written behind the colon; where nothing is, its place
    /// is just behind the colon.
    fn key_and_value(self) -> Option<(Self, Self)> {
        let bytes = self.text.as_bytes();
        let in_key =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | 0x80..);
        let colon = bytes.iter().take(LONGEST_KEY + 1).take_while(|byte| in_key(byte)).count();
        let first = *bytes.first()?;
        let is_word = first.is_ascii_alphabetic() || matches!(first, b'_' | 0xc3..=0xdf);
        if !is_word || colon > LONGEST_KEY || bytes.get(colon) != Some(&b':') {
            return None;
        }
        let key = Part { text: &self.text[..colon], ..self };
        let behind = self.behind(colon + 1);
        let written = behind.trimmed();
        match (behind.text.as_bytes().first(), written.text) {
            (_, "") => Some((key, Part { text: "", ..behind })),
            (Some(b' '), _) => Some((key, written)),
            _ => None,
        }
    }

    /// Reads the value of a key.
    fn value(self) -> Option<Node> {
        match self.text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(inside) => self.flow_list(Part { text: inside, start: self.start + 1 }),
            None => self.quoted().or_else(|| self.plain()),
        }
    }

    /// Reads one line of quoted text in which nothing is escaped.
    fn quoted(self) -> Option<Node> {
        let (style, quote) = match self.text.as_bytes().first()? {
            b'"' => (ScalarStyle::DoubleQuoted, '"'),
            b'\'' => (ScalarStyle::SingleQuoted, '\''),
            _ => return None,
        };
        let inside = self.text[1..].strip_suffix(quote)?;
        let is_plain = !inside.bytes().any(|byte| byte == quote as u8 || byte == b'\\');
        is_plain.then(|| Part { text: inside, ..self }.scalar(style, self.span()))
    }

    /// Reads unquoted text on one line, outside of brackets.
    fn plain(self) -> Option<Node> {
        let bytes = self.text.as_bytes();
        if !starts_text(bytes) {
            return None;
        }
        // A colon before a space divides a key from its value, a `#` behind one starts a comment.
        let mut signs = memchr::memchr2_iter(b':', b'#', bytes);
        let divided = signs.any(|at| match bytes[at] {
            b':' => matches!(bytes.get(at + 1), None | Some(b' ')),
            _ => bytes[at - 1] == b' ',
        });
        (!divided).then(|| self.scalar(ScalarStyle::Plain, self.span()))
    }

    /// Reads the list whose items stand `inside` its brackets.
    fn flow_list(self, inside: Self) -> Option<Node> {
        let mut items = Vec::new();
        let mut rest = Some(inside).filter(|inside| !inside.trimmed().text.is_empty());
        while let Some(part) = rest {
            let comma = memchr(b',', part.text.as_bytes());
            let item = Part { text: &part.text[..comma.unwrap_or(part.text.len())], ..part };
            let item = item.trimmed();
            items.push(item.quoted().or_else(|| item.plain_in_list())?);
            rest = comma.map(|comma| part.behind(comma + 1));
        }
        Some(Node { span: self.span(), value: Value::Sequence { items, flow: true } })
    }

    /// Reads unquoted text between brackets, where more signs have a meaning.
    fn plain_in_list(self) -> Option<Node> {
        let bytes = self.text.as_bytes();
        let harmless = |byte: &u8| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b' ' | b'_' | b'-' | b'.' | b'/' | 0x80..)
        };
        let is_plain = starts_text(bytes) && bytes.iter().all(harmless);
        is_plain.then(|| self.scalar(ScalarStyle::Plain, self.span()))
    }

    fn scalar(self, style: ScalarStyle, span: Span) -> Node {
        let text = self.text.to_owned();
        Node { span, value: Value::Scalar(Scalar { text, style }) }
    }
}

/// Tells whether unquoted text may start so: with a letter, a digit or a sign without meaning.
fn starts_text(bytes: &[u8]) -> bool {
    let harmless =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'(' | b'/' | 0xc3..=0xdf);
    bytes.first().is_some_and(harmless)
}

/// The lines that were not read yet.
struct Lines<'y> {
    rest: Part<'y>,
}

impl<'y> Lines<'y> {
    /// Returns the next line that is not empty, without its line end, and what lies behind it.
    fn peek(&self) -> Option<(Part<'y>, Part<'y>)> {
        let mut rest = self.rest;
        while !rest.text.is_empty() {
            let end = memchr(b'\n', rest.text.as_bytes()).unwrap_or(rest.text.len());
            let line = Part { text: &rest.text[..end], ..rest };
            let text = line.text.strip_suffix('\r').unwrap_or(line.text);
            rest = rest.behind(rest.text.len().min(end + 1));
            if !text.is_empty() {
                return Some((Part { text, ..line }, rest));
            }
        }
        None
    }

    fn next(&mut self) -> Option<Part<'y>> {
        let (line, rest) = self.peek()?;
        self.rest = rest;
        Some(line)
    }

    /// Reads the `- ` lines that come next, all indented alike; each with the place of its dash.
    fn items(&mut self) -> Option<Vec<(usize, Node)>> {
        let mut items = Vec::new();
        let mut indent = None;
        while let Some((line, rest)) = self.peek() {
            let spaces = line.text.bytes().take_while(|byte| *byte == b' ').count();
            let Some(item) = line.text[spaces..].strip_prefix("- ") else { break };
            if *indent.get_or_insert(spaces) != spaces {
                return None;
            }
            let dash = line.start + spaces;
            let item = Part { text: item, start: dash + 2 }.trimmed();
            items.push((dash, item.quoted().or_else(|| item.plain())?));
            self.rest = rest;
        }
        Some(items)
    }
}

/// Makes a list of the items of `- ` lines.
fn list(items: Vec<(usize, Node)>) -> Option<Node> {
    let (first, _) = items.first()?;
    let (_, last) = items.last()?;
    let span = Span::new(*first, last.span.end);
    let items = items.into_iter().map(|(_, item)| item).collect();
    Some(Node { span, value: Value::Sequence { items, flow: false } })
}

#[cfg(test)]
mod tests;
