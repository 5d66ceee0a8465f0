//! A text in which git left both versions of what it could not merge, between markers.

use super::shape::lines;
use crate::document::Document;
use crate::text::{Source, Span};

/// What a text with conflict markers was made of, as far as it tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmarked {
    /// What both come from: without what stands between the markers, where git did not add the common
    /// ancestor's version.
    pub base: String,
    pub left: String,
    pub right: String,
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Both,
    Left,
    Base,
    Right,
}

/// Takes a text with conflict markers apart; `None` where there are none, or where one is missing.
///
/// Every line but the markers is in a version. What looks like markers in a block of code is text.
pub fn unmarked(text: &str) -> Option<Unmarked> {
    if !text.contains("<<<<<<<") {
        return None;
    }
    let document = Document::parse(Source::new(text));
    let in_code = |at: usize| document.outline().code.iter().any(|span: &Span| span.contains(at));
    let mut out = Unmarked { base: String::new(), left: String::new(), right: String::new() };
    let mut part = Part::Both;
    let (mut at, mut count) = (0, 0);
    for line in lines(text) {
        let start = at;
        at += line.len();
        let is_text = part == Part::Both && in_code(start);
        match marker(line).filter(|_| !is_text) {
            Some('<') if part == Part::Both => part = Part::Left,
            Some('|') if part == Part::Left => part = Part::Base,
            Some('=') if matches!(part, Part::Left | Part::Base) => part = Part::Right,
            Some('>') if part == Part::Right => {
                part = Part::Both;
                count += 1;
            }
            // A second divider may be a line under a heading: which of the two is git's cannot be told.
            Some('=') if part == Part::Right => return None,
            Some('<' | '>') => return None,
            _ => {
                let is_in = |one| part == Part::Both || part == one;
                let texts = [
                    (&mut out.base, Part::Base),
                    (&mut out.left, Part::Left),
                    (&mut out.right, Part::Right),
                ];
                for (text, one) in texts {
                    if is_in(one) {
                        text.push_str(line);
                    }
                }
            }
        }
    }
    (part == Part::Both && count > 0).then_some(out)
}

/// Returns the sign of a line that git adds.
fn marker(line: &str) -> Option<char> {
    let line = line.trim_end_matches(['\n', '\r']);
    let sign = line.chars().next().filter(|sign| matches!(sign, '<' | '|' | '=' | '>'))?;
    let rest = line.trim_start_matches(sign);
    let is_marker = line.len() - rest.len() == 7 && (rest.is_empty() || rest.starts_with(' '));
    (is_marker && (sign != '=' || rest.is_empty())).then_some(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<[&str; 3]>) {
        let expected = expected.map(|[base, left, right]| Unmarked {
            base: base.to_owned(),
            left: left.to_owned(),
            right: right.to_owned(),
        });
        assert_eq!(unmarked(text), expected, "{text}");
    }

    #[test]
    fn both_versions_are_taken_out() {
        check(
            "a\n<<<<<<< x\nb\n=======\nc\n>>>>>>> y\nd\n",
            Some(["a\nd\n", "a\nb\nd\n", "a\nc\nd\n"]),
        );
        check(
            "<<<<<<< x\nb\n||||||| z\no\n=======\n>>>>>>> y\r\n<<<<<<< x\n=======\nc\n>>>>>>> y\n",
            Some(["o\n", "b\n", "c\n"]),
        );
    }

    #[test]
    fn what_is_not_whole_or_is_code_stays() {
        check("a\n=======\nb\n", None);
        check("a\n<<<<<<< x\nb\n=======\nc\n", None);
        check("<<<<<<< x\n<<<<<<< x\n=======\n>>>>>>> y\n", None);
        check("```\n<<<<<<< x\nb\n=======\nc\n>>>>>>> y\n```\n", None);
    }
}
