use super::QueryError;
use crate::text::Span;

/// A piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// White space between terms.
    Blank,
    /// `-` before a term.
    Minus,
    /// `@` before a name.
    At,
    /// Text without quotes, as it stands in the query.
    Bare,
    /// Text in quotes, without them.
    Quoted(String),
    /// Behind a key.
    Colon,
    /// Between values.
    Comma,
    /// `<`, `<=`, `>`, `>=` or `=` before a value.
    Sign,
    /// `..` between or beside values.
    Dots,
}

/// What may follow at some place of a term.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A sign that a term begins with, or text.
    Start,
    /// The text of a word or a key.
    Word,
    /// The start of a value.
    Value,
    /// Text within a value.
    InValue,
}

/// Divides a query into tokens.
///
/// # Errors
/// When a quote is never closed.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, QueryError> {
    let mut tokens = Vec::new();
    let mut state = State::Start;
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length, next) = match (first, state) {
            (first, _) if first.is_whitespace() => {
                let end = rest.find(|each: char| !each.is_whitespace());
                (TokenKind::Blank, end.unwrap_or(rest.len()), State::Start)
            }
            ('-', State::Start) if !ends_term(&rest[1..]) && !after_minus(&tokens) => {
                (TokenKind::Minus, 1, State::Start)
            }
            ('@', State::Start) if !ends_term(&rest[1..]) => (TokenKind::At, 1, State::Word),
            (open, _) if closing(open).is_some() => {
                let (inside, length) = quoted(rest, at)?;
                let next = if is_value(state) { State::InValue } else { State::Word };
                (TokenKind::Quoted(inside), length, next)
            }
            (':', State::Start | State::Word) => (TokenKind::Colon, 1, State::Value),
            (',', State::Value | State::InValue) => (TokenKind::Comma, 1, State::Value),
            ('<' | '>' | '=', State::Value) => (TokenKind::Sign, sign(rest), State::InValue),
            _ if is_value(state) && rest.starts_with("..") => (TokenKind::Dots, 2, State::InValue),
            _ => {
                let in_value = is_value(state);
                let next = if in_value { State::InValue } else { State::Word };
                (TokenKind::Bare, bare(rest, in_value), next)
            }
        };
        tokens.push(Token { kind, span: Span::new(at, at + length) });
        at += length;
        state = next;
    }
    Ok(tokens)
}

fn is_value(state: State) -> bool {
    matches!(state, State::Value | State::InValue)
}

fn after_minus(tokens: &[Token]) -> bool {
    tokens.last().is_some_and(|last| last.kind == TokenKind::Minus)
}

/// Tells whether a term ends where `rest` begins.
fn ends_term(rest: &str) -> bool {
    rest.chars().next().is_none_or(char::is_whitespace)
}

fn sign(rest: &str) -> usize {
    if rest.starts_with("<=") || rest.starts_with(">=") { 2 } else { 1 }
}

/// Returns the length of the text up to what ends it: at least one character.
fn bare(rest: &str, in_value: bool) -> usize {
    let ends = |(at, each): (usize, char)| {
        let divides = match in_value {
            true => each == ',' || rest[at..].starts_with(".."),
            false => each == ':',
        };
        at > 0 && (divides || each.is_whitespace() || closing(each).is_some())
    };
    rest.char_indices().find(|found| ends(*found)).map_or(rest.len(), |(at, _)| at)
}

/// Returns what closes a quote that this character opens.
///
/// Word processors write other quotes than keyboards do, and other ones in Norwegian.
fn closing(open: char) -> Option<&'static [char]> {
    match open {
        '"' => Some(&['"']),
        '“' | '”' | '„' => Some(&['”', '“']),
        '«' => Some(&['»']),
        _ => None,
    }
}

/// Reads a quoted text at the start of `rest`; returns it, and its length with the quotes.
///
/// A backslash stands before the quote, or before a backslash, that is meant itself.
fn quoted(rest: &str, at: usize) -> Result<(String, usize), QueryError> {
    let mut chars = rest.char_indices();
    let open = chars.next().map_or('"', |(_, open)| open);
    let close = closing(open).unwrap_or_default();
    let mut inside = String::new();
    let mut escaped = false;
    for (offset, each) in chars {
        let is_close = close.contains(&each);
        if escaped {
            if !is_close && each != '\\' {
                inside.push('\\');
            }
            inside.push(each);
            escaped = false;
        } else if each == '\\' {
            escaped = true;
        } else if is_close {
            return Ok((inside, offset + each.len_utf8()));
        } else {
            inside.push(each);
        }
    }
    let close: String = close.iter().take(1).collect();
    let error = QueryError::new(Span::new(at, at + open.len_utf8()), "this quote is never closed");
    Err(error.expected(format!("a second `{close}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown: Vec<String> = tokens(text)
            .expect(text)
            .into_iter()
            .map(|token| match token.kind {
                TokenKind::Blank => "_".to_owned(),
                TokenKind::Quoted(inside) => format!("[{inside}]"),
                _ => token.span.of(text).to_owned(),
            })
            .collect();
        assert_eq!(shown.join("|"), expected, "{text}");
    }

    #[test]
    fn a_query_falls_into_tokens() {
        check("", "");
        check("  november\t-kind:task ", "_|november|_|-|kind|:|task|_");
        check("due:<=2026-12-01,none", "due|:|<=|2026-12-01|,|none");
        check("at:2026-11-24T15:00", "at|:|2026-11-24T15:00");
        check("due:today..7d", "due|:|today|..|7d");
        check("due:..7d", "due|:|..|7d");
        check("@late -@mine", "@|late|_|-|@|mine");
        check("- -- @ a-b x@y", "-|_|-|-|_|@|_|a-b|_|x@y");
        check("--all", "-|-all");
        check("a..b, <c", "a..b,|_|<c");
        check("\"på ås\" title:\"a, b\",c", "[på ås]|_|title|:|[a, b]|,|c");
        check(r#""a \"b\" \\ \n""#, r#"[a "b" \ \n]"#);
        check("«på ås» “a”", "[på ås]|_|[a]");
        check(":x a:", ":|x|_|a|:");
        check("a:b:c", "a|:|b:c");
    }

    #[test]
    fn an_open_quote_is_told_at_its_place() {
        let check = |text: &str, at: usize| {
            let error = tokens(text).expect_err(text);
            assert_eq!(error.span.start, at, "{text}");
        };
        check("på \"ås", 4);
        check("\"a\\\"", 0);
        check("to:«", 3);
    }
}
