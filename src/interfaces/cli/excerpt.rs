//! One line of a text with what was found in it.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::style::BOLD;
use crate::text::{Span, harmless};

/// A line is never cut shorter than this.
const LEAST: usize = 20;

/// Returns `line` with `matches` set off, cut to `width` columns where one is given, so that the
/// first match is seen; ellipses stand for what is gone. What misleads is shown harmless.
///
/// The matches lie in order on character boundaries.
pub(super) fn excerpt(line: &str, matches: &[Span], width: Option<usize>) -> String {
    let room = width.map_or(usize::MAX, |width| width.max(LEAST));
    let begin = begin(line, matches.first().copied(), room);
    let cut_before = !line[..begin].trim_start().is_empty();
    let mut used = usize::from(cut_before);
    let rest = &line[begin..];
    let fits = used + harmless(rest).width() <= room;
    let mut out = if cut_before { "…".to_owned() } else { String::new() };
    let mut set_off = false;
    // Each character is shown as exactly one.
    for ((at, _), each) in rest.char_indices().zip(harmless(rest).chars()) {
        used += each.width().unwrap_or(0);
        if !fits && used >= room {
            break;
        }
        let found = matches.iter().any(|span| span.contains(begin + at));
        if found != set_off {
            out += &if found { format!("{BOLD}") } else { format!("{BOLD:#}") };
            set_off = found;
        }
        out.push(each);
    }
    if set_off {
        out += &format!("{BOLD:#}");
    }
    if !fits {
        out.push('…');
    }
    out
}

/// Where the part of a line begins that is shown: at its first letter, or a third of the room
/// before the first match where that would not be seen.
fn begin(line: &str, first: Option<Span>, room: usize) -> usize {
    let start = line.len() - line.trim_start().len();
    let Some(first) = first.filter(|first| first.start >= start) else { return start };
    let width = |text: &str| harmless(text).width();
    if width(&line[start..]) <= room || width(&line[start..first.end]) < room / 3 * 2 {
        return start;
    }
    let near = |at: &usize| width(&line[*at..first.start]) <= room / 3;
    let before = || line[start..first.start].char_indices().map(|(at, _)| start + at);
    let boundaries = || before().filter(near);
    let word = |at: &usize| line[..*at].ends_with(char::is_whitespace);
    boundaries().find(word).or_else(|| boundaries().next()).unwrap_or(first.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The matches are those of the capital X.
    fn check(line: &str, width: Option<usize>, expected: &str) {
        let matches: Vec<Span> =
            line.match_indices('X').map(|(at, found)| Span::new(at, at + found.len())).collect();
        let shown = excerpt(line, &matches, width);
        let marked = shown.replace(&format!("{BOLD}"), "[").replace(&format!("{BOLD:#}"), "]");
        assert_eq!(marked, expected);
        let plain = anstream::adapter::strip_str(&shown).to_string();
        assert!(width.is_none_or(|width| plain.width() <= width.max(LEAST)), "{plain}");
    }

    #[test]
    fn matches_are_set_off() {
        check("  - aXb X", None, "- a[X]b [X]");
        check("XX a", None, "[XX] a");
        check("nothing", None, "nothing");
        check("\u{1b}[2J X\u{202e}", None, "␛[2J [X]\u{fffd}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_first_match() {
        check("one two X three four five six seven", Some(20), "one two [X] three fou…");
        check("one two three four five X six seven eight", Some(20), "…five [X] six seven e…");
        check("one two three four five six seven X", Some(20), "…seven [X]");
        check("ååååååååååååååååååååååååååååååX", Some(20), "…åååååå[X]");
        check("one two three four X", Some(20), "one two three four [X]");
        check("日本語日本語日本語日本語 X", Some(20), "…本語 [X]");
        check("abcdefghijklmnopqrstuvwxyz", Some(1), "abcdefghijklmnopqrs…");
        check("", Some(1), "");
    }
}
