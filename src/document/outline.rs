//! The outline of a Markdown body: sections, checklists, links, images, tables, code.

use crate::text::Span;

/// What a body consists of; all spans are offsets into the whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// In order of the text, subsections after the section they lie in.
    pub sections: Vec<Section>,
    /// Task-list items, in order of the text.
    pub checks: Vec<Check>,
    /// Links, images, autolinks and `[[wiki links]]`, in order of the text.
    pub links: Vec<Link>,
    /// Table rows are spans of whole lines.
    pub tables: Vec<Table>,
    /// Fenced, indented and inline code, and HTML comments: what is no prose.
    pub code: Vec<Span>,
    /// The first level of blocks: paragraphs, lists, fences and so on, headings included.
    pub blocks: Vec<Span>,
}

/// A heading and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading's plain text, markup removed.
    pub title: String,
    /// 1 to 6.
    pub level: u8,
    /// The heading line, or lines when underlined, without the last line end.
    pub heading: Span,
    /// From behind the heading's line end to the next heading of the same or a higher level.
    pub body: Span,
    /// From behind the heading's line end to the next heading of any level.
    pub own: Span,
}

/// One `- [ ]` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The item with its marker and what is nested in it.
    pub span: Span,
    /// The character between the brackets.
    pub mark: Span,
    pub ticked: bool,
    /// The item's own first paragraph as plain text.
    pub text: String,
    /// The section it lies in: an index into `sections`.
    pub section: Option<usize>,
}

/// How a link is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStyle {
    /// `[text](target)`, or a reference to a definition.
    Inline,
    /// `![text](target)`
    Image,
    /// `[[target]]` or `[[target|text]]`, embedded with `!` before it too
    Wiki,
    /// `<https://…>`, and `<kari@example.com>`, whose target is `mailto:kari@example.com`
    Auto,
}

/// A link and its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub style: LinkStyle,
    /// The whole link.
    pub span: Span,
    /// As the author meant it: escapes and entities decoded, `%20` not, `#fragment` kept.
    pub target: String,
    /// The link's text.
    pub text: String,
}

/// A table with its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub span: Span,
    /// The header row first; the line of dashes is not among them.
    pub rows: Vec<TableRow>,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    pub span: Span,
    /// The text of each cell, trimmed.
    pub cells: Vec<String>,
}
