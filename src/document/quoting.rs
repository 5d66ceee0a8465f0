//! Writing a text as a YAML scalar: plain where YAML reads the same text back, else in quotes.

use std::fmt::Write;

use super::smart_quote;

/// How a scalar is put in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// None, unless they are needed; then double.
    Plain,
    /// None, unless they are needed; then single where the text allows it.
    PlainElseSingle,
    /// Single where the text allows it.
    Single,
    Double,
}

/// Writes `text` as a scalar on one line; `flow` means inside `[ ]` or `{ }`.
pub(super) fn scalar(text: &str, quotes: Quotes, flow: bool) -> String {
    match quotes {
        Quotes::Plain | Quotes::PlainElseSingle if is_plain(text, flow) => text.to_owned(),
        Quotes::Single | Quotes::PlainElseSingle if text.chars().all(is_printable) => single(text),
        _ => double(text),
    }
}

/// Puts `text` in double quotes; in single ones where that saves escapes.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) && text.chars().all(is_printable) && !text.contains('\'') {
        single(text)
    } else {
        double(text)
    }
}

/// Tells whether YAML reads `text` without quotes as just that text.
pub(super) fn is_plain(text: &str, flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let second = text[first.len_utf8()..].chars().next();
    let starts_badly = match first {
        '-' | '?' | ':' => second.is_none_or(|c| c == ' ' || (flow && ",[]{}".contains(c))),
        first => ",[]{}#&*!|>'\"%@`".contains(first),
    };
    let means_something = matches!(text, "~" | "null" | "Null" | "NULL" | "---" | "..." | "<<");
    let breaks = text.contains(": ") || text.contains(" #") || text.ends_with(':');
    let flow_breaks = flow && (text.contains([',', '[', ']', '{', '}']));
    !starts_badly
        && !means_something
        && !breaks
        && !flow_breaks
        && text.trim() == text
        && text.chars().all(is_printable)
        && !text.starts_with("--- ")
        && !text.starts_with("... ")
        && smart_quote::inside(text).is_none()
}

/// Whether a character can stand in quotes or plain text as itself; a tab or a line end cannot.
fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn double(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let written = scalar(text, Quotes::Plain, false);
        assert_eq!(written, expected);
        let tree = crate::document::tree::build(&format!("k: {written}\n"), 0).expect("YAML");
        assert_eq!(tree.entries[0].value.text(), Some(text), "{written}");
    }

    #[test]
    fn quotes_only_where_yaml_needs_them() {
        for plain in ["no", "2026-12-01", "a:b", "C#", "-1", "Ola's", "x, y", "true", "1.0", "å"] {
            check(plain, plain);
        }
        check("Fix: the invoice", "\"Fix: the invoice\"");
        check("Fix #3", "Fix #3".replace("Fix #3", "\"Fix #3\"").as_str());
        check("~", "\"~\"");
        check("[[kari]]", "\"[[kari]]\"");
        check("- x", "\"- x\"");
        check(" x", "\" x\"");
        check("say \"hi\": now", "\"say \\\"hi\\\": now\"");
        check("a\tb\nc", "\"a\\tb\\nc\"");
        check("“x”", "\"“x”\"");
        check("", "\"\"");
    }

    #[test]
    fn flow_and_styles() {
        assert_eq!(scalar("a, b", Quotes::Plain, true), "\"a, b\"");
        assert_eq!(scalar("it's", Quotes::Single, false), "'it''s'");
        assert_eq!(scalar("x", Quotes::Double, false), "\"x\"");
        assert_eq!(scalar("a\nb", Quotes::Single, false), "\"a\\nb\"");
        assert_eq!(quoted("say \"hi\""), "'say \"hi\"'");
    }
}
