//! The value that a line of front matter seems to hold.

use super::super::complaints::shown;
use super::super::key_line::KeyLine;
use super::super::lines::Line;
use crate::text::Span;

/// What stands behind the key or the dash of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineValue<'y> {
    /// The key; `None` in an item of a list.
    pub(super) key: Option<&'y str>,
    /// The value up to a comment behind it, without white space around it.
    pub(super) span: Span,
}

impl<'y> LineValue<'y> {
    /// Reads the value of `line`; `None` where it has neither a key nor a dash, or no value.
    pub(super) fn read(yaml: &'y str, line: Line) -> Option<Self> {
        let text = line.of(yaml);
        let indent = line.indent(yaml).len();
        let dashes = dashes(&text[indent..]);
        let start = line.span.start + indent + dashes;
        let rest = Span::new(start, line.span.end);
        let (key, value) = match KeyLine::read(rest.of(yaml), start) {
            Some(found) if dashes == 0 || found.spaced && quoted(found, yaml) => {
                (Some(found.key.of(yaml)), Span::new(found.after_colon, line.span.end))
            }
            _ if dashes > 0 => (None, rest),
            _ => return None,
        };
        let span = trimmed(yaml, value);
        (!span.is_empty()).then_some(Self { key, span })
    }

    /// Names it for a message.
    pub(super) fn name(self) -> String {
        match self.key {
            Some(key) => format!("`{}`", shown(key)),
            None => "this item".to_owned(),
        }
    }
}

fn quoted(found: KeyLine, yaml: &str) -> bool {
    found.key.of(yaml).starts_with(['"', '\''])
}

/// Returns the length of the `- ` that `text` starts with, one or several.
fn dashes(text: &str) -> usize {
    let rest = text.trim_start_matches(['-', ' ', '\t']);
    let taken = &text[..text.len() - rest.len()];
    // In `- -1` the last dash belongs to the item.
    taken
        .rfind([' ', '\t'])
        .filter(|_| taken.starts_with("- ") || taken.starts_with("-\t"))
        .map_or(0, |at| at + 1)
}

/// Cuts white space around the value and a comment behind it.
fn trimmed(yaml: &str, value: Span) -> Span {
    const BLANK: [char; 2] = [' ', '\t'];
    let text = value.of(yaml);
    let start = value.start + text.len() - text.trim_start_matches(BLANK).len();
    let text = Span::new(start, value.end).of(yaml);
    let comment = if text.starts_with(['"', '\'']) { None } else { text.find(" #") };
    let text = text[..comment.unwrap_or(text.len())].trim_end_matches(BLANK);
    Span::new(start, start + text.len())
}
