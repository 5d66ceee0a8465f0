//! Where front matter starts and ends.
//!
//! The opening fence is a line `---` (white space behind it is fine), the first line of the file
//! that is not blank. The closing fence is the next line `---` or `...`. Since YAML itself ends
//! there, such a line can be neither in a block scalar (whose lines are indented) nor in the
//! body. A file that merely starts with a thematic break has no front matter: what follows the
//! fence must look like it, that is, the first run of lines with text holds a line `key:`, starts
//! with `{`, or has a conflict marker; or there is nothing but comments before the closing fence.

//!
//! Editors turn `---` into a dash or a rule, and people delete the first line. Fields that stand right
//! at the top, right above a fence, are front matter all the same, whose opening fence is wrong.

use super::conflict;
use super::key_line::KeyLine;
use super::lines::{Line, lines};
use crate::text::Span;

/// The fences of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fences {
    /// There is no front matter.
    Absent,
    Closed {
        open: Span,
        content: Span,
        close: Span,
    },
    /// The opening line is something else, or missing: then `open` is empty. The closing one may be
    /// something else too.
    Misopened {
        open: Span,
        content: Span,
        close: Span,
    },
    /// The closing line is missing; `content` is what seems to be meant as front matter.
    Unclosed {
        open: Span,
        content: Span,
    },
}

/// Finds the fences of `text`, whose content starts at `start` (behind a byte order mark).
pub(super) fn find(text: &str, start: usize) -> Fences {
    let rest = Span::new(start, text.len());
    let Some(open) = lines(text, rest).find(|line| !line.is_blank(text)) else {
        return Fences::Absent;
    };
    if open.of(text).trim_end_matches([' ', '\t']) != "---" {
        return misopened(text, open);
    }
    let inside = Span::new(open.full.end, text.len());
    match lines(text, inside).find(|line| is_closing(line.of(text))) {
        Some(close) => {
            let content = Span::new(open.full.end, close.full.start);
            if looks_like_front_matter(text, content) || has_no_text(text, content) {
                Fences::Closed { open: open.full, content, close: close.full }
            } else {
                Fences::Absent
            }
        }
        None if looks_like_front_matter(text, inside) => {
            Fences::Unclosed { open: open.full, content: likely_content(text, inside) }
        }
        None => Fences::Absent,
    }
}

/// Finds front matter whose opening fence is `first`, though that is none, or is missing before it.
fn misopened(text: &str, first: Line) -> Fences {
    let read = first.of(text);
    let is_fence = is_nearly_fence(read) || is_touched_fence(read);
    let open = if is_fence { first.full } else { Span::at(first.full.start) };
    let inside = Span::new(open.end, text.len());
    let content = likely_content(text, inside);
    let is_field = |line: &Line| {
        KeyLine::read(line.of(text), 0).is_some_and(|key| !key.key.of(line.of(text)).contains(' '))
    };
    let starts = lines(text, content).next().is_some_and(|line| is_field(&line));
    // With a heading in between it is a page with a rule in it.
    if lines(text, content).any(|line| may_be_heading(line.of(text))) {
        return Fences::Absent;
    }
    // One `Note: words` above a rule, or between two, may be just that.
    let enough = if is_fence && !read.is_ascii() { 1 } else { 2 };
    if !starts || lines(text, content).filter(is_field).take(enough).count() < enough {
        return Fences::Absent;
    }
    let behind = Span::new(content.end, text.len());
    match lines(text, behind).next() {
        Some(close)
            if is_closing(close.of(text)) || is_fence && is_nearly_fence(close.of(text)) =>
        {
            Fences::Misopened { open, content, close: close.full }
        }
        _ => Fences::Absent,
    }
}

/// Tells whether a line may have been a fence before an editor, or a hand, made something else of it.
pub(super) fn is_nearly_fence(line: &str) -> bool {
    let line = line.trim();
    let drawn = |each: char| matches!(each, '-' | '–' | '—' | '―' | '−' | '*' | '_' | ' ');
    let marks = line.chars().filter(|each| *each != ' ').count();
    !line.is_empty() && line.chars().all(drawn) && line != "---" && (marks > 1 || !line.is_ascii())
}

/// Tells whether a line is a fence but for a character or two that slipped in, or for being indented.
fn is_touched_fence(line: &str) -> bool {
    let (dashes, others): (Vec<char>, Vec<char>) =
        line.trim().chars().partition(|each| *each == '-');
    dashes.len() == 3 && others.len() <= 2 && line.trim_end() != "---"
}

/// Tells whether `line` is a closing fence.
pub(super) fn is_closing(line: &str) -> bool {
    matches!(line.trim_end_matches([' ', '\t']), "---" | "...")
}

fn is_comment(line: &str) -> bool {
    line.trim_start_matches([' ', '\t']).starts_with('#')
}

fn has_no_text(text: &str, content: Span) -> bool {
    lines(text, content).all(|line| line.is_blank(text) || is_comment(line.of(text)))
}

fn looks_like_front_matter(text: &str, content: Span) -> bool {
    lines(text, content)
        .skip_while(|line| line.is_blank(text) || is_comment(line.of(text)))
        .take_while(|line| !line.is_blank(text))
        .any(|line| looks_like_entry(line, text))
}

fn looks_like_entry(line: Line, text: &str) -> bool {
    let line = line.of(text);
    let flow = line.starts_with('{') && line.contains(':');
    flow || line.starts_with("? ")
        || conflict::is_marker(line)
        || KeyLine::read(line, 0).is_some_and(|key| key.key.of(line).split(' ').count() <= 4)
}

/// Returns what was meant as front matter when `content`, which cannot be read, runs on into the
/// body up to a thematic break: the closing fence is missing.
///
/// That is so where prose follows the lines that look like front matter, headings skipped. A field
/// that merely is broken looks like a field.
pub(super) fn before_swallowed_body(text: &str, content: Span) -> Option<Span> {
    let meant = likely_content(text, content);
    let behind = Span::new(meant.end, content.end);
    let first = lines(text, behind)
        .find(|line| !line.is_blank(text) && !is_comment(line.of(text)))
        .filter(|line| !looks_like_entry(*line, text))?;
    let read = first.of(text);
    let prose = read.starts_with(char::is_alphabetic) && read.contains(' ') && !read.contains('=');
    let blank_between = lines(text, behind).next().is_some_and(|line| line.is_blank(text));
    (prose && blank_between && !meant.is_empty()).then_some(meant)
}

/// Returns the lines from the start that look like front matter, up to the first that does not.
///
/// What may be a comment or a heading belongs to them where such a line follows it at once, and so do
/// blank lines above the first.
fn likely_content(text: &str, inside: Span) -> Span {
    let mut end = inside.start;
    for line in lines(text, inside) {
        let read = line.of(text);
        let part = looks_like_entry(line, text)
            || read.starts_with([' ', '\t'])
            || read.starts_with("- ")
            || (is_comment(read) && !may_be_heading(read));
        if line.is_blank(text) {
            if end > inside.start {
                break;
            }
        } else if part {
            end = line.full.end;
        } else if !may_be_heading(read) {
            break;
        }
    }
    Span::new(inside.start, end)
}

fn may_be_heading(line: &str) -> bool {
    line.starts_with("# ") || line.starts_with("##")
}

/// Tells whether front matter without a closing fence ends where [`likely_content`] does beyond doubt:
/// nothing in it may be the body's, and nothing right behind it may be a field.
pub(super) fn ends_surely(text: &str, content: Span) -> bool {
    let mut within = lines(text, content).skip_while(|line| may_be_heading(line.of(text)));
    let behind = || lines(text, Span::new(content.end, text.len()));
    let paragraph = behind().take_while(|line| !line.is_blank(text));
    let next = behind().find(|line| !line.is_blank(text));
    let is_field = |line: &Line| {
        KeyLine::read(line.of(text), 0).is_some_and(|key| !key.key.of(line.of(text)).contains(' '))
    };
    !content.is_empty()
        && !within.any(|line| line.is_blank(text) || may_be_heading(line.of(text)))
        && !paragraph.chain(next).any(|line| is_field(&line))
}

/// Returns what stands in the place of the closing fence right behind `content` and is none.
pub(super) fn near_closing(text: &str, content: Span) -> Option<Span> {
    let next = lines(text, Span::new(content.end, text.len())).next()?;
    let read = next.of(text);
    let drawn = read.starts_with(['-', '–', '—', '―', '−']) && is_nearly_fence(read);
    drawn.then(|| Span::new(next.full.start, next.full.start + read.trim_end().len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows the fences as `content|body`, `-` where there are none, `?` before unclosed content.
    fn check(text: &str, expected: &str) {
        let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let found = match find(text, start) {
            Fences::Absent => "-".to_owned(),
            Fences::Closed { content, close, .. } => {
                format!("{}|{}", content.of(text), &text[close.end..])
            }
            Fences::Misopened { open, content, close } => {
                let open = open.of(text).trim_end();
                format!("!{open}!{}|{}", content.of(text), &text[close.end..])
            }
            Fences::Unclosed { content, .. } => format!("?{}", content.of(text)),
        };
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn fences_of_every_shape() {
        check("---\na: 1\n---\nbody", "a: 1\n|body");
        check("\u{feff}---\r\na: 1\r\n---\r\nbody", "a: 1\r\n|body");
        check("---\ra: 1\r---\rbody", "a: 1\r|body");
        check("--- \t\na: 1\n...  \nbody", "a: 1\n|body");
        check("---\na: 1\n---", "a: 1\n|");
        check("---\n---\n", "|");
        check("---\n# nothing yet\n\n---\nx", "# nothing yet\n\n|x");
        check("\n  \n---\na: 1\n---\nbody", "a: 1\n|body");
        check("---\na: |\n  ---\n---\nbody", "a: |\n  ---\n|body");
        check("---\na: 1\n---\n```\n---\n```\n", "a: 1\n|```\n---\n```\n");
        check("---\n<<<<<<< ours\na: 1\n---\n", "<<<<<<< ours\na: 1\n|");
    }

    #[test]
    fn a_thematic_break_opens_nothing() {
        check("", "-");
        check("# Title\n", "-");
        check("---\n", "-");
        check("---\n\nSome words.\n\n---\n\nnote: more\n", "-");
        check("---\n# Title\n\ntext\n", "-");
        check("----\na: 1\n----\n", "-");
        check("text\n---\na: 1\n---\n", "-");
    }

    #[test]
    fn an_opening_fence_that_became_something_else_is_noticed() {
        check("—\ntitle: A\n—\n\nbody", "!—!title: A\n|\nbody");
        check("–-\ntitle: A\nto: kari\n---\nbody", "!–-!title: A\nto: kari\n|body");
        check("***\ntitle: A\nto: kari\n***\nbody", "!***!title: A\nto: kari\n|body");
        check("--\r\na: 1\r\nb: 2\r\n---\r\nx", "!--!a: 1\r\nb: 2\r\n|x");
        check(
            "title: A\ntags:\n  - b\nto: kari\n---\nbody",
            "!!title: A\ntags:\n  - b\nto: kari\n|body",
        );
        check("\n\u{2014}\na: 1\n...\n", "!—!a: 1\n|");
        check("a---\na: 1\nb: 2\n---\nx", "!a---!a: 1\nb: 2\n|x");
        check("--ol-\na: 1\nb: 2\n---\nx", "!--ol-!a: 1\nb: 2\n|x");
        check("  ---\na: 1\nb: 2\n---\nx", "!  ---!a: 1\nb: 2\n|x");
        check("\u{200b}---\na: 1\n---\nx", "!\u{200b}---!a: 1\n|x");
        for text in [
            "***\nNote: one thing\n***\n",
            "Note: words\n---\n",
            "title: A\nto: kari\n",
            "title: A\nto: kari\n\n---\n",
            "Dear Kari: hello\nAs said: yes\n---\n",
            "- a: 1\n- b: 2\n---\n",
            "—\nwords\n—\n",
            "# a: 1\nb: 2\n---\n",
            "--\nOla\n",
            "a---\nNote: words\n---\n",
            "a---\na: 1\nb: 2\n\nwords\n",
            "Ola---\na: 1\nb: 2\n---\n",
        ] {
            check(text, "-");
        }
    }

    #[test]
    fn prose_behind_the_fields_is_the_body() {
        for (content, meant) in [
            ("a: 1\n\n# Title\n\nSome words.\n\n", Some("a: 1\n")),
            ("a: 1\nb:\n  - c\n\nSome words here.\nnote: x\n", Some("a: 1\nb:\n  - c\n")),
            ("a: 1\n\n# comment\nb: c: d\n", None),
            ("a: 1\nstray words\nb: 2\n", None),
            ("a: 1\n\nb = 2\n", None),
        ] {
            let found = before_swallowed_body(content, Span::new(0, content.len()));
            assert_eq!(found.map(|found| found.of(content)), meant, "{content:?}");
        }
    }

    #[test]
    fn a_missing_fence_is_noticed_where_keys_stand() {
        check("---\na: 1\nb:\n  - c\n\n# Title\n", "?a: 1\nb:\n  - c\n");
        check("---\na: 1\n# Title\ntext\n", "?a: 1\n");
        check("---\na: 1", "?a: 1");
        check(
            "---\n# from the template\na: 1\nb: 2\n\n## R\n",
            "?# from the template\na: 1\nb: 2\n",
        );
        check("---\n\na: 1\n\n## R\n", "?\na: 1\n");
        check("---\na: 1\n# note\nb: 2\n\nx\n", "?a: 1\n# note\nb: 2\n");
    }
}
