//! Reads the outline of a body with pulldown-cmark.
//!
//! Headings inside quotes and lists open no section: they belong to what they are quoted in.
//! Checks, links and tables count wherever they stand outside of code.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::lines::line_at;
use super::outline::{Check, Link, LinkStyle, Outline, Section, Table, TableRow};
use super::plain_body::PlainBody;
use super::wording::{Wording, Writer};
use crate::text::Span;

/// Reads what `body` of `text` consists of.
pub(super) fn read(text: &str, body: Span) -> Outline {
    let mut reader = Reader { text, body, ..Reader::default() };
    events(text, body, |event, span| reader.event(event, span));
    reader.finish()
}

/// Reads what `body` of `text` says.
pub(super) fn wording(text: &str, body: Span) -> Wording {
    let mut wording = Writer::default();
    events(text, body, |event, span| wording.event(&event, span, text));
    wording.finish()
}

/// Reads both in one go.
pub(super) fn both(text: &str, body: Span) -> (Outline, Wording) {
    let mut reader = Reader { text, body, ..Reader::default() };
    let mut wording = Writer::default();
    events(text, body, |event, span| {
        wording.event(&event, span, text);
        reader.event(event, span);
    });
    (reader.finish(), wording.finish())
}

/// Hands out what the parser sees, with its place in `text`.
fn events(text: &str, body: Span, mut each: impl FnMut(Event<'_>, Span)) {
    let markdown = with_line_feeds(body.of(text));
    if let Some(plain) = PlainBody::read(&markdown) {
        return plain.events(|event, range| each(event, Span::from(range).offset(body.start)));
    }
    for (event, range) in Parser::new_ext(&markdown, OPTIONS).into_offset_iter() {
        each(event, Span::from(range_in_order(range)).offset(body.start));
    }
}

/// What a body may hold beside CommonMark.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_WIKILINKS);

/// Tells whether `text` holds nothing but white space and HTML comments.
///
/// A comment that is never closed hides all that follows it, as it does when shown.
pub(super) fn is_blank_prose(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        rest = comment.find("-->").map_or("", |end| &comment[end + 3..]).trim_start();
    }
    rest.is_empty()
}

/// Writes a lone CR as LF, which the parser does not read as a line end everywhere; every offset
/// stays the same.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let lone = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', bytes).any(lone) {
        return Cow::Borrowed(text);
    }
    let chars = text.char_indices();
    Cow::Owned(chars.map(|(at, c)| if c == '\r' && lone(at) { '\n' } else { c }).collect())
}

fn range_in_order(range: Range<usize>) -> Range<usize> {
    range.start..range.end.max(range.start)
}

/// Link texts are handed on to the image or link around them this often.
const DEEPEST_LINK_TEXT: usize = 8;

#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    body: Span,
    out: Outline,
    /// How many blocks are open.
    depth: usize,
    in_heading: bool,
    in_cell: bool,
    /// The spans of the open list items.
    items: Vec<Span>,
    /// The check whose text is being read.
    check: Option<usize>,
    /// The open links, as indices into `out.links`.
    links: Vec<usize>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.words(&text),
            Event::Code(text) => {
                self.words(&text);
                self.out.code.push(span);
            }
            Event::SoftBreak | Event::HardBreak => self.words(" "),
            Event::InlineHtml(html) if html.starts_with("<!--") => self.out.code.push(span),
            Event::TaskListMarker(ticked) => self.task_marker(ticked, span),
            Event::Rule if self.depth == 0 => self.out.blocks.push(self.block(span)),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        let inline = matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Link { .. }
                | Tag::Image { .. }
        );
        if !inline {
            if self.depth == 0 {
                self.out.blocks.push(self.block(span));
            }
            // In `- [ ] text` with blank lines around it the paragraph starts before the mark.
            self.check = None;
            self.depth += 1;
        }
        match tag {
            Tag::Heading { level, .. } if self.depth == 1 => self.heading(level as u8, span),
            Tag::Item => self.items.push(span),
            Tag::CodeBlock(_) => self.out.code.push(span),
            Tag::HtmlBlock if span.of(self.text).trim_start().starts_with("<!--") => {
                self.out.code.push(span);
            }
            Tag::Table(_) => {
                self.out.tables.push(Table { span: self.block(span), rows: Vec::new() });
            }
            Tag::TableHead | Tag::TableRow => self.table_row(span),
            Tag::TableCell => {
                self.in_cell = true;
                if let Some(row) = self.row() {
                    row.cells.push(String::new());
                }
            }
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                self.link(LinkStyle::Auto, &format!("mailto:{dest_url}"), span);
            }
            Tag::Link { link_type, dest_url, .. } => self.link(style(link_type), &dest_url, span),
            Tag::Image { link_type, dest_url, .. } => {
                let wiki = style(link_type) == LinkStyle::Wiki;
                let style = if wiki { LinkStyle::Wiki } else { LinkStyle::Image };
                self.link(style, &dest_url, span);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => return,
            TagEnd::Link | TagEnd::Image => return self.link_end(),
            TagEnd::Heading(_) => self.in_heading = false,
            TagEnd::Item => {
                self.items.pop();
            }
            TagEnd::TableCell => {
                self.in_cell = false;
                if let Some(cell) = self.row().and_then(|row| row.cells.last_mut()) {
                    *cell = cell.trim().to_owned();
                }
            }
            _ => {}
        }
        self.check = None;
        self.depth = self.depth.saturating_sub(1);
    }

    /// Adds words to whatever is being read.
    fn words(&mut self, words: &str) {
        if self.in_heading
            && let Some(section) = self.out.sections.last_mut()
        {
            section.title.push_str(words);
        }
        if let Some(check) = self.check {
            self.out.checks[check].text.push_str(words);
        }
        if let Some(link) = self.links.last() {
            self.out.links[*link].text.push_str(words);
        }
        if self.in_cell
            && let Some(cell) = self.row().and_then(|row| row.cells.last_mut())
        {
            cell.push_str(words);
        }
    }

    fn heading(&mut self, level: u8, span: Span) {
        self.in_heading = true;
        let first = line_at(self.text, self.body, span.start);
        let last = line_at(self.text, self.body, self.block(span).end);
        let behind = Span::at(last.full.end);
        self.out.sections.push(Section {
            title: String::new(),
            level,
            heading: Span::new(first.span.start, last.span.end),
            body: behind,
            own: behind,
        });
    }

    fn task_marker(&mut self, ticked: bool, span: Span) {
        let Some(item) = self.items.last().copied() else { return };
        let Some(open) = span.of(self.text).find('[') else { return };
        let mark = Span::new(span.start + open + 1, span.start + open + 2);
        self.check = Some(self.out.checks.len());
        self.out.checks.push(Check {
            span: self.block(item),
            mark,
            ticked,
            text: String::new(),
            section: self.out.sections.len().checked_sub(1),
        });
    }

    fn table_row(&mut self, span: Span) {
        let line = line_at(self.text, self.body, span.start);
        if let Some(table) = self.out.tables.last_mut() {
            table.rows.push(TableRow { span: line.span, cells: Vec::new() });
        }
    }

    fn row(&mut self) -> Option<&mut TableRow> {
        self.out.tables.last_mut()?.rows.last_mut()
    }

    fn link(&mut self, style: LinkStyle, target: &str, span: Span) {
        // In a table, `[[a\|b]]` needs the backslash.
        let target = match style {
            LinkStyle::Wiki => target.strip_suffix('\\').unwrap_or(target),
            _ => target,
        };
        self.links.push(self.out.links.len());
        self.out.links.push(Link { style, span, target: target.to_owned(), text: String::new() });
    }

    fn link_end(&mut self) {
        let Some(ended) = self.links.pop() else { return };
        if self.links.len() >= DEEPEST_LINK_TEXT {
            return;
        }
        if let Some(outer) = self.links.last().copied() {
            let text = self.out.links[ended].text.clone();
            self.out.links[outer].text.push_str(&text);
        }
    }

    /// Cuts line ends and blank lines from the end of a block.
    fn block(&self, span: Span) -> Span {
        let length = span.of(self.text).trim_end_matches(['\n', '\r', ' ', '\t']).len();
        Span::new(span.start, span.start + length)
    }

    fn finish(mut self) -> Outline {
        let mut open: Vec<usize> = Vec::new();
        for at in 0..self.out.sections.len() {
            let (start, level) = (self.out.sections[at].heading.start, self.out.sections[at].level);
            if let Some(before) = at.checked_sub(1) {
                self.out.sections[before].own.end = start;
            }
            while let Some(ended) = open.pop_if(|open| self.out.sections[*open].level >= level) {
                self.out.sections[ended].body.end = start;
            }
            open.push(at);
        }
        for at in open {
            self.out.sections[at].body.end = self.body.end;
        }
        if let Some(last) = self.out.sections.last_mut() {
            last.own.end = self.body.end;
        }
        for section in &mut self.out.sections {
            section.title = section.title.trim().to_owned();
        }
        self.out
    }
}

fn style(link: LinkType) -> LinkStyle {
    match link {
        LinkType::WikiLink { .. } => LinkStyle::Wiki,
        LinkType::Autolink => LinkStyle::Auto,
        _ => LinkStyle::Inline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::text::Source;

    fn read(text: &str) -> (Document, String) {
        let document = Document::parse(Source::new(text));
        document.outline();
        (document, text.to_owned())
    }

    #[test]
    fn sections_and_what_they_hold() {
        let (document, text) =
            read("---\na: 1\n---\nintro\n\n# One *bold*\n\na\n## Two\nb\n\nThree\n=====\nc\n");
        let shown: Vec<_> = document
            .outline()
            .sections
            .iter()
            .map(|one| (one.title.as_str(), one.level, one.own.of(&text), one.body.of(&text)))
            .collect();
        assert_eq!(
            shown,
            [
                ("One bold", 1, "\na\n", "\na\n## Two\nb\n\n"),
                ("Two", 2, "b\n\n", "b\n\n"),
                ("Three", 1, "c\n", "c\n"),
            ]
        );
        assert_eq!(document.outline().sections[2].heading.of(&text), "Three\n=====");
    }

    #[test]
    fn line_ends_of_every_sort() {
        for end in ["\n", "\r\n", "\r"] {
            let text = "# A\n\n- [x] one\n- [ ] two\n\n## B\ntext".replace('\n', end);
            let (document, _) = read(&text);
            let outline = document.outline();
            let sections: Vec<_> = outline
                .sections
                .iter()
                .map(|one| (one.title.as_str(), one.own.of(&text).trim()))
                .collect();
            assert_eq!(sections[1], ("B", "text"), "{end:?}");
            let checks: Vec<_> =
                outline.checks.iter().map(|one| (one.ticked, one.text.as_str())).collect();
            assert_eq!(checks, [(true, "one"), (false, "two")], "{end:?}");
        }
    }

    #[test]
    fn quotes_lists_and_code_open_no_section() {
        let (document, _) = read("> # no\n\n- # no\n\n```\n# no\n- [ ] no\n```\n<!-- [[no]] -->\n");
        let outline = document.outline();
        assert!(outline.sections.is_empty() && outline.checks.is_empty());
        assert!(outline.links.is_empty());
        assert_eq!(outline.code.len(), 2);
    }

    #[test]
    fn checks_know_their_place() {
        let text = "# Done when\n\n1. [ ] first *x*\n   - [X] nested\n\n2. [x] loose\n\n   more\n";
        let (document, _) = read(text);
        let shown: Vec<_> = document
            .outline()
            .checks
            .iter()
            .map(|one| (one.ticked, one.mark.of(text), one.text.as_str(), one.section))
            .collect();
        assert_eq!(
            shown,
            [
                (false, " ", "first x", Some(0)),
                (true, "X", "nested", Some(0)),
                (true, "x", "loose", Some(0)),
            ]
        );
        assert_eq!(document.outline().checks[0].span.of(text), "1. [ ] first *x*\n   - [X] nested");
    }

    #[test]
    fn links_of_every_sort() {
        let text = "[a](b%20c.md#x) ![i](p.png) [[kari]] [[ola-1|the *task*]] <https://x.no> [r]\n\n\
                    [r]: <sp ace.md>\n";
        let (document, _) = read(text);
        let shown: Vec<_> = document
            .outline()
            .links
            .iter()
            .map(|one| (one.style, one.target.as_str(), one.text.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                (LinkStyle::Inline, "b%20c.md#x", "a"),
                (LinkStyle::Image, "p.png", "i"),
                (LinkStyle::Wiki, "kari", "kari"),
                (LinkStyle::Wiki, "ola-1", "the task"),
                (LinkStyle::Auto, "https://x.no", "https://x.no"),
                (LinkStyle::Inline, "sp ace.md", "r"),
            ]
        );
    }

    #[test]
    fn embedded_files_and_footnotes() {
        let text = "![[plan.png|300]] text[^1]\n\n[^1]: word\n";
        let (document, _) = read(text);
        let shown: Vec<_> =
            document.outline().links.iter().map(|one| (one.style, one.target.as_str())).collect();
        assert_eq!(shown, [(LinkStyle::Wiki, "plan.png")]);
    }

    #[test]
    fn a_mail_address_in_angle_brackets_is_no_path() {
        let (document, _) = read("Write to <kari@example.com>.\n");
        let link = &document.outline().links[0];
        assert_eq!((link.style, &*link.target), (LinkStyle::Auto, "mailto:kari@example.com"));
        assert_eq!(link.text, "kari@example.com");
    }

    /// FAILURES 51.
    #[test]
    fn hostile_bodies_are_read() {
        for piece in
            [">", "> ", "- ", "1. ", "[", "[[", "![", "[a](", "*a_ ", "<a ", "|", "`a", "<!--"]
        {
            let (document, text) = read(&piece.repeat(50_000));
            assert_eq!(document.body().end, text.len());
        }
    }

    #[test]
    fn tables_by_row() {
        let text = "| day | min |\n|---|---|\n| mon | 5 *x* |\n| [[a\\|b]] | |\n";
        let (document, _) = read(text);
        let table = &document.outline().tables[0];
        let rows: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect();
        assert_eq!(rows, [vec!["day", "min"], vec!["mon", "5 x"], vec!["b", ""]]);
        assert_eq!(table.rows[1].span.of(text), "| mon | 5 *x* |");
        assert_eq!(document.outline().links[0].target, "a");
    }

    #[test]
    fn blank_prose() {
        for blank in ["", " \n\t", "<!-- hint -->\n", "<!-- a --> <!-- b -->", "<!-- open\nx"] {
            assert!(is_blank_prose(blank), "{blank:?}");
        }
        assert!(!is_blank_prose("<!-- a --> b"));
    }
}
