//! HTML comments of a body: the hints that a new document carries.

use super::read_outline;
use crate::text::Span;

/// Returns the comments in `body` of `text`, but for those inside code, in order of the text.
///
/// A comment that is never closed hides the rest of its block.
pub fn comments(text: &str, body: Span) -> Vec<Span> {
    const OPEN: &str = "<!--";
    const CLOSE: &str = "-->";
    if !body.of(text).contains(OPEN) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for code in read_outline::read(text, body).code {
        let whole = code.of(text);
        if !whole.trim_start().starts_with('<') {
            continue;
        }
        // A block of HTML ends with its line: what is written behind the comment stays.
        let mut at = 0;
        while let Some(open) = whole[at..].find(OPEN).map(|open| at + open) {
            let close = whole[open + OPEN.len()..].find(CLOSE);
            let end = close.map_or(whole.len(), |close| open + OPEN.len() + close + CLOSE.len());
            found.push(Span::new(open, end).offset(code.start));
            at = end;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_told_from_code() {
        let check = |text: &str, expected: &[&str]| {
            let found = comments(text, Span::new(0, text.len()));
            let found: Vec<&str> = found.iter().map(|span| span.of(text)).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("# A\n\n<!-- hint -->\nText\n", &["<!-- hint -->"]);
        check("Text <!-- x --> on <!-- y\nz -->.\n", &["<!-- x -->", "<!-- y\nz -->"]);
        check("<!-- x --> An answer <!-- y -->!\n", &["<!-- x -->", "<!-- y -->"]);
        check("```\n<!-- code -->\n```\n`<!-- too -->`\n", &[]);
        check("<!-- never closed\n\nText", &["<!-- never closed\n\nText"]);
        check("No comment", &[]);
    }
}
