//! The style of a front matter, and values written in it.

use super::super::front_matter::{Entry, FrontMatter, Node, ScalarStyle, Value};
use super::super::lines::line_start;
use super::super::quoting::{self, Quotes};
use super::NewValue;
use crate::text::Span;

/// How a front matter is written.
#[derive(Clone, Debug)]
pub(super) struct Style {
    pub(super) line_end: &'static str,
    /// The white space before each top-level key.
    pub(super) indent: String,
    /// The white space before a list item's dash, further in than the key.
    pub(super) item_indent: String,
    /// Whether lists are written as `[a, b]`.
    pub(super) flow_lists: bool,
    /// Whether the whole front matter stands in braces.
    pub(super) in_braces: bool,
    /// Whether a text of several lines may be written as a block.
    blocks: bool,
    /// The quotes that a new value gets.
    quotes: Quotes,
}

impl Style {
    /// Reads the style of `front`; `None` stands for a front matter that is yet to be made.
    pub(super) fn of(text: &str, front: Option<&FrontMatter>, line_end: &'static str) -> Self {
        let mut style = Self {
            line_end,
            indent: String::new(),
            item_indent: "  ".to_owned(),
            flow_lists: false,
            in_braces: false,
            blocks: true,
            quotes: Quotes::Plain,
        };
        let Some((front, first)) = front.and_then(|front| Some((front, front.entries.first()?)))
        else {
            return style;
        };
        let before = before_on_line(text, front.content, first.key_span.start);
        if before.bytes().all(|byte| byte == b' ') {
            style.indent = before.to_owned();
        } else {
            style.in_braces = true;
        }
        if let Some((list, flow)) = front.entries.iter().find_map(first_list) {
            style.flow_lists = flow;
            if !flow {
                let dash = before_on_line(text, front.content, list.span.start);
                style.item_indent = dash.get(style.indent.len()..).unwrap_or_default().to_owned();
            }
        }
        let uses = |wanted| {
            front.entries.iter().any(|entry| {
                matches!(&entry.value.value, Value::Scalar(scalar) if scalar.style == wanted)
            })
        };
        if uses(ScalarStyle::SingleQuoted) && !uses(ScalarStyle::DoubleQuoted) {
            style.quotes = Quotes::PlainElseSingle;
        }
        style
    }

    /// Returns this style with every text in quotes on one line.
    pub(super) fn without_blocks(&self) -> Self {
        Self { blocks: false, ..self.clone() }
    }

    /// Tells whether lists are written as lines of items.
    pub(super) fn lists_in_lines(&self) -> bool {
        !self.flow_lists && !self.in_braces
    }

    /// Writes one text as the value that was `old`; as a block of lines only where it stands
    /// `alone` on its line.
    pub(super) fn scalar(&self, text: &str, old: Option<&Node>, alone: bool) -> String {
        let quotes = old.and_then(quotes_of);
        match self.literal(text) {
            Some(block)
                if alone && self.blocks && !self.in_braces && quotes != Some(Quotes::Double) =>
            {
                block
            }
            _ => quoting::scalar(text, quotes.unwrap_or(self.quotes), self.in_braces),
        }
    }

    /// Writes one item of a list as its neighbour `like` is written.
    pub(super) fn item(&self, text: &str, like: Option<&Node>, flow: bool) -> String {
        let quotes = like.and_then(quotes_of).unwrap_or(self.quotes);
        quoting::scalar(text, quotes, flow)
    }

    /// Writes what stands behind `key:`, the space included, without a line end after it.
    pub(super) fn behind_colon(&self, value: &NewValue) -> String {
        match value {
            NewValue::Null => String::new(),
            NewValue::Scalar(text) => format!(" {}", self.scalar(text, None, true)),
            NewValue::List(items) if items.is_empty() || !self.lists_in_lines() => {
                let items: Vec<String> =
                    items.iter().map(|item| self.item(item, None, true)).collect();
                format!(" [{}]", items.join(", "))
            }
            NewValue::List(items) => self.items(items),
        }
    }

    /// Writes the lines of a list, each with a line end before it.
    pub(super) fn items(&self, items: &[String]) -> String {
        let line = |item: &String| {
            let (end, out, further) = (self.line_end, &self.indent, &self.item_indent);
            format!("{end}{out}{further}- {}", self.item(item, None, false))
        };
        items.iter().map(line).collect()
    }

    /// Writes a text of several lines as a literal block; `None` where a block cannot hold it.
    fn literal(&self, text: &str) -> Option<String> {
        let (body, header) = match text.strip_suffix('\n') {
            Some(body) => (body, "|"),
            None => (text, "|-"),
        };
        let lines: Vec<&str> = body.split('\n').collect();
        let odd = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{85}')
        };
        let holds = body.contains('\n')
            && !text.contains(odd)
            && !body.starts_with([' ', '\n'])
            && !body.ends_with('\n')
            && lines.iter().all(|line| line.is_empty() || !line.trim().is_empty());
        if !holds {
            return None;
        }
        let mut out = header.to_owned();
        for line in lines {
            out.push_str(self.line_end);
            if !line.is_empty() {
                out.push_str(&self.indent);
                out.push_str("  ");
                out.push_str(line);
            }
        }
        Some(out)
    }
}

fn first_list(entry: &Entry) -> Option<(&Node, bool)> {
    match &entry.value.value {
        Value::Sequence { items, flow } if !items.is_empty() => Some((&entry.value, *flow)),
        _ => None,
    }
}

fn before_on_line(text: &str, within: Span, at: usize) -> &str {
    Span::new(line_start(text, within, at), at).of(text)
}

/// Returns the quotes that a value is written in; `None` where there is none to go by.
fn quotes_of(node: &Node) -> Option<Quotes> {
    match &node.value {
        Value::Scalar(scalar) => match scalar.style {
            ScalarStyle::SingleQuoted => Some(Quotes::Single),
            ScalarStyle::DoubleQuoted => Some(Quotes::Double),
            _ => None,
        },
        _ => None,
    }
}
