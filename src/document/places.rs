//! Exact places that the events of the YAML parser do not tell.

use super::lines::{is_blank, lines};
use crate::text::Span;

/// Returns where an empty value stands: just behind the `:` or `-` that follows `from`.
pub(super) fn behind_indicator(yaml: &str, from: usize, indicator: Option<u8>) -> usize {
    let at = skip_space_and_comments(yaml, from);
    let ends = matches!(
        yaml.as_bytes().get(at + 1),
        None | Some(b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}')
    );
    match yaml.as_bytes().get(at) {
        Some(byte) if Some(*byte) == indicator && ends => at + 1,
        _ => from,
    }
}

/// Returns where the first `-` of a list stands that is the value of the key before `from`; the
/// parser's `start` lies behind the dash of a list that is not indented.
pub(super) fn first_dash(yaml: &str, from: usize, start: usize) -> usize {
    let colon = skip_space_and_comments(yaml, from);
    let dash = skip_space_and_comments(yaml, colon + 1);
    let found = yaml.as_bytes().get(colon) == Some(&b':')
        && yaml.as_bytes().get(dash) == Some(&b'-')
        && dash <= start;
    if found { dash } else { start }
}

/// Widens the content of a block scalar to what is written: from its `|` or `>`, which follows
/// `from`, to the end of its last line.
///
/// Blank lines at the end belong to it only under `+`.
pub(super) fn block_scalar(yaml: &str, from: usize, content: Span) -> Span {
    let header = block_header(yaml, from, content.end).unwrap_or(content.start);
    let whole = Span::new(header.min(content.start), content.end);
    let mut seen = lines(yaml, whole);
    let first = seen.next().map_or(Span::at(header), |line| line.span);
    let keeps = first.of(yaml).split('#').next().is_some_and(|head| head.contains('+'));
    let last = seen.filter(|line| keeps || !is_blank(line.of(yaml))).last();
    let end = last.map_or(first.end, |line| line.span.end);
    Span::new(whole.start, end.max(whole.start))
}

/// Finds `|` or `>` behind `from`, past the indicators, anchors, tags and comments before it.
fn block_header(yaml: &str, from: usize, until: usize) -> Option<usize> {
    let bytes = yaml.as_bytes();
    let mut at = from;
    while at < until {
        at = skip_space_and_comments(yaml, at);
        match bytes.get(at)? {
            b'|' | b'>' => return Some(at),
            b'&' | b'!' => {
                while at < until && !bytes[at].is_ascii_whitespace() {
                    at += 1;
                }
            }
            _ => at += 1,
        }
    }
    None
}

/// Returns where the next sign stands that is neither white space nor in a comment.
pub(super) fn skip_space_and_comments(yaml: &str, from: usize) -> usize {
    let bytes = yaml.as_bytes();
    let mut at = from;
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\t' | b'\n' | b'\r') => at += 1,
            Some(b'#') if at == 0 || bytes[at - 1].is_ascii_whitespace() => {
                let line = bytes[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                at = line.map_or(bytes.len(), |length| at + length);
            }
            _ => return at,
        }
    }
}

/// Tells whether the last line with text before `line_start` is a `?` alone, which marks what
/// follows as a key.
pub(super) fn follows_lone_question_mark(yaml: &str, line_start: usize) -> bool {
    let before = yaml[..line_start].trim_end();
    before.strip_suffix('?').is_some_and(|rest| {
        let line = rest.rsplit(['\n', '\r']).next().unwrap_or(rest);
        is_blank(line)
    })
}
