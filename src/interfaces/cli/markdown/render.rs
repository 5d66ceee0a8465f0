//! Goes through a text once and lays out its blocks.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::inline::Inline;
use super::lists::Containers;
use super::table::Table;
use super::{Look, options};
use crate::interfaces::cli::style::{BOLD, CODE, ITALIC, STRUCK, TITLE};
use crate::text::{harmless, harmless_lines};

/// How far code stands in.
const CODE_INDENT: &str = "    ";

pub(super) fn render(events: Parser<'_>, look: Look<'_>) -> String {
    let mut page = Page {
        look,
        out: String::new(),
        containers: Containers::default(),
        lists: Vec::new(),
        inline: Inline::default(),
        table: None,
        verbatim: None,
        gap: false,
    };
    for event in events {
        page.event(event);
    }
    page.flush();
    page.out
}

struct Page<'a> {
    look: Look<'a>,
    out: String,
    containers: Containers,
    lists: Vec<List>,
    inline: Inline,
    table: Option<Table>,
    verbatim: Option<Verbatim>,
    /// Whether a blank line belongs before the next block.
    gap: bool,
}

struct List {
    /// The number of the next item; `None` for one without numbers.
    next: Option<u64>,
    /// Whether its items are paragraphs, with blank lines between them.
    loose: bool,
    begun: bool,
    /// How many containers are around what stands in its items.
    depth: usize,
}

/// A block whose lines stay as they are.
struct Verbatim {
    text: String,
    code: bool,
}

impl Page<'_> {
    fn event(&mut self, event: Event<'_>) {
        let look = self.look;
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) => match &mut self.verbatim {
                Some(block) => block.text.push_str(&text),
                None => self.inline.text(&text, look),
            },
            Event::InlineHtml(tag) if is_line_end(&tag) => self.inline.line_end(),
            Event::InlineHtml(text) => self.inline.text(&text, look),
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => {
                self.inline.code(&code, look);
            }
            Event::FootnoteReference(name) => self.inline.text(&format!("[{name}]"), look),
            Event::SoftBreak => self.inline.text(" ", look),
            Event::HardBreak => self.inline.line_end(),
            Event::TaskListMarker(ticked) => {
                self.containers.check(if ticked { "[x] " } else { "[ ] " });
            }
            Event::Rule => {
                self.flush();
                self.lines(&["─".repeat(look.width.min(24))]);
                self.gap = true;
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let look = self.look;
        match tag {
            Tag::Emphasis => self.inline.begin(ITALIC, "*", look),
            Tag::Strong => self.inline.begin(BOLD, "**", look),
            Tag::Strikethrough => self.inline.begin(STRUCK, "~~", look),
            Tag::Link { link_type, dest_url, .. } => {
                self.inline.begin_link(link_type, &dest_url, false, look);
            }
            Tag::Image { link_type, dest_url, .. } => {
                self.inline.begin_link(link_type, &dest_url, true, look);
            }
            Tag::TableHead | Tag::TableRow | Tag::TableCell => {}
            block => {
                self.flush();
                self.start_block(block);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => {
                let depth = self.containers.depth();
                if let Some(list) = self.lists.last_mut().filter(|list| list.depth == depth) {
                    list.loose = true;
                }
            }
            Tag::Heading { level, .. } => self.start_heading(level),
            Tag::BlockQuote(_) => {
                self.blank();
                self.containers.quote();
            }
            Tag::CodeBlock(_) => self.verbatim = Some(Verbatim { text: String::new(), code: true }),
            Tag::HtmlBlock => self.verbatim = Some(Verbatim { text: String::new(), code: false }),
            Tag::List(next) => {
                let depth = self.containers.depth() + 1;
                self.lists.push(List { next, loose: false, begun: false, depth });
            }
            Tag::Item => self.start_item(),
            Tag::FootnoteDefinition(name) => {
                self.blank();
                self.containers.item(format!("[{}] ", harmless(&name)));
            }
            Tag::Table(aligned) => self.table = Some(Table::new(aligned)),
            _ => {}
        }
    }

    fn start_heading(&mut self, level: HeadingLevel) {
        let style = if level == HeadingLevel::H1 { TITLE } else { BOLD };
        if !self.look.styled {
            self.inline.text(&format!("{} ", "#".repeat(level as usize)), self.look);
        }
        self.inline.begin(style, "", self.look);
    }

    fn start_item(&mut self) {
        let Some(list) = self.lists.last_mut() else { return };
        if list.begun && !list.loose {
            self.gap = false;
        }
        list.begun = true;
        let marker = match &mut list.next {
            None => "- ".to_owned(),
            Some(number) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
                marker
            }
        };
        self.blank();
        self.containers.item(marker);
    }

    fn end(&mut self, tag: TagEnd) {
        let look = self.look;
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image => self.inline.end(look),
            TagEnd::TableCell => {
                let cell = self.inline.take();
                if let Some(table) = &mut self.table {
                    table.cell(cell);
                }
            }
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.end_head();
                }
            }
            TagEnd::TableRow => {
                if let Some(table) = &mut self.table {
                    table.end_row();
                }
            }
            block => self.end_block(block),
        }
    }

    fn end_block(&mut self, tag: TagEnd) {
        if matches!(tag, TagEnd::Heading(_)) {
            self.inline.end(self.look);
        }
        let tight = matches!(tag, TagEnd::Item);
        self.flush();
        match tag {
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.end_verbatim(),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    let lines = table.lines(self.room(), self.look);
                    self.lines(&lines);
                }
            }
            TagEnd::Item => {
                if self.containers.is_unwritten() {
                    self.lines(&[String::new()]);
                }
                self.containers.pop();
            }
            TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition => self.containers.pop(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            _ => {}
        }
        if !tight {
            self.gap = true;
        }
    }

    fn end_verbatim(&mut self) {
        let Some(block) = self.verbatim.take() else { return };
        let text = harmless_lines(&block.text);
        let line = |line: &str| match (block.code, self.look.styled) {
            (false, _) => line.to_owned(),
            (true, _) if line.is_empty() => String::new(),
            (true, true) => format!("{CODE_INDENT}{CODE}{line}{CODE:#}"),
            (true, false) => format!("{CODE_INDENT}{line}"),
        };
        let lines: Vec<String> = text.trim_end_matches('\n').lines().map(line).collect();
        if !lines.is_empty() {
            self.lines(&lines);
        }
    }

    /// Writes the text that was gathered, folded.
    fn flush(&mut self) {
        if self.inline.is_empty() {
            return;
        }
        self.blank();
        let (first, rest) = self.containers.prefixes(self.widest());
        let folding = options(self.look.width).initial_indent(&first).subsequent_indent(&rest);
        for line in textwrap::wrap(self.inline.take().trim(), folding) {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
        self.gap = false;
    }

    /// Returns how many columns are left for the lines of a block.
    fn room(&self) -> usize {
        self.look.width - self.containers.width(self.widest())
    }

    /// Returns the most columns that may stand before a line.
    fn widest(&self) -> usize {
        self.look.width / 2
    }

    fn lines(&mut self, lines: &[String]) {
        self.blank();
        let (mut before, rest) = self.containers.prefixes(self.widest());
        for line in lines {
            self.out.push_str(format!("{before}{line}").trim_end());
            self.out.push('\n');
            before.clone_from(&rest);
        }
    }

    /// Writes the blank line that belongs before the next block.
    fn blank(&mut self) {
        if self.gap && !self.out.is_empty() && !self.containers.is_unwritten() {
            self.out.push_str(&self.containers.blank(self.widest()));
            self.out.push('\n');
        }
        self.gap = false;
    }
}

/// Tells whether a tag of HTML is `<br>`.
fn is_line_end(tag: &str) -> bool {
    let name = tag.trim_matches(['<', '>', '/', ' ']);
    name.eq_ignore_ascii_case("br")
}
