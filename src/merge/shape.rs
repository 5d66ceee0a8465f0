//! Byte order marks and line ends, put aside while the text itself is merged.

use std::borrow::Cow;

use super::core::Three;

/// How the lines of a text end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ends {
    Lf,
    CrLf,
    Cr,
}

impl Ends {
    fn text(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
            Self::Cr => "\r",
        }
    }
}

/// What the merged text is given back at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    bom: bool,
    /// `None` where the texts were merged with the line ends that they have.
    ends: Option<Ends>,
}

/// Takes byte order marks and line ends off the three versions where each has one kind of them.
///
/// A side that changed only these has changed nothing else, then. Where a version mixes line ends,
/// all versions keep theirs.
pub(super) fn strip<'t>(
    base: Option<&'t str>,
    left: &'t str,
    right: &'t str,
) -> (Shape, Option<Cow<'t, str>>, Cow<'t, str>, Cow<'t, str>) {
    let bom = |text: &str| text.starts_with('\u{feff}');
    let shape_bom = Three::new(base.map(bom), Some(bom(left)), Some(bom(right))).or_lower();
    let bare = |text: &'t str| text.strip_prefix('\u{feff}').unwrap_or(text);
    let (base, left, right) = (base.map(bare), bare(left), bare(right));
    let kinds = [base.unwrap_or(""), left, right].map(ends);
    let mut shape = Shape { bom: shape_bom.unwrap_or(false), ends: None };
    let [Some(of_base), Some(of_left), Some(of_right)] = kinds else {
        return (shape, base.map(Cow::Borrowed), Cow::Borrowed(left), Cow::Borrowed(right));
    };
    // A text of one line has no line ends to speak for.
    let merged = match (of_left, of_right) {
        (Some(left), Some(right)) => Three::new(of_base, Some(left), Some(right)).or_lower(),
        (left, right) => left.or(right).or(of_base),
    };
    shape.ends = Some(merged.unwrap_or(Ends::Lf));
    (shape, base.map(to_lf), to_lf(left), to_lf(right))
}

impl Shape {
    /// Gives a merged text its byte order mark and line ends.
    pub(super) fn restore(self, text: String) -> String {
        let text = match self.ends {
            Some(ends) if ends != Ends::Lf => text.replace('\n', ends.text()),
            _ => text,
        };
        if self.bom { format!("\u{feff}{text}") } else { text }
    }
}

/// Returns the one kind of line ends; `Some(None)` where there is no line end, `None` for a mix.
fn ends(text: &str) -> Option<Option<Ends>> {
    let bytes = text.as_bytes();
    let (mut pairs, mut feeds, mut returns) = (0, 0, 0);
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        let is_return = bytes[at] == b'\r';
        returns += usize::from(is_return);
        feeds += usize::from(!is_return);
        pairs += usize::from(is_return && bytes.get(at + 1) == Some(&b'\n'));
    }
    match (pairs, feeds - pairs, returns - pairs) {
        (0, 0, 0) => Some(None),
        (_, 0, 0) => Some(Some(Ends::CrLf)),
        (0, _, 0) => Some(Some(Ends::Lf)),
        (0, 0, _) => Some(Some(Ends::Cr)),
        _ => None,
    }
}

fn to_lf(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns the lines of a text with their line ends.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let bytes = rest.as_bytes();
        let end = match memchr::memchr2(b'\n', b'\r', bytes) {
            Some(at) if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') => at + 2,
            Some(at) => at + 1,
            None => rest.len(),
        };
        let (line, after) = rest.split_at(end);
        rest = after;
        Some(line)
    })
}

/// Returns the text by which two versions are the same: white space at line ends does not count.
pub(super) fn canonical(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in lines(text) {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(base: &str, left: &str, right: &str, expected: &str) {
        let (shape, _, left, _) = strip(Some(base), left, right);
        assert_eq!(shape.restore(left.into_owned()), expected);
    }

    #[test]
    fn a_change_of_line_ends_stands() {
        check("a\nb\n", "a\r\nb\r\n", "a\nc\n", "a\r\nb\r\n");
        check("a\r\nb\r\n", "a\r\nb\r\n", "a\nc\n", "a\nb\n");
        check("a\rb\r", "a\rb\r", "a\rc\r", "a\rb\r");
        check("a", "a\r\nb", "a", "a\r\nb");
    }

    #[test]
    fn mixed_line_ends_are_kept() {
        check("a\nb\r\n", "a\nc\r\n", "a\nb\r\n", "a\nc\r\n");
    }

    #[test]
    fn a_byte_order_mark_stands_once() {
        check("a\n", "\u{feff}a\n", "a\n", "\u{feff}a\n");
        check("\u{feff}a\n", "\u{feff}a\n", "a\n", "a\n");
        check("\u{feff}a\n", "\u{feff}a\n", "\u{feff}b\n", "\u{feff}a\n");
    }

    #[test]
    fn lines_keep_their_ends() {
        assert_eq!(lines("a\r\nb\rc\n\nd").collect::<Vec<_>>(), ["a\r\n", "b\r", "c\n", "\n", "d"]);
        assert_eq!(canonical("a  \r\nb\n\n"), "a\nb");
    }
}
