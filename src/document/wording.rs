//! What a body says, whatever its markup: the words by which two texts are the same or not.
//!
//! White space, line ends, wrapping, emphasis, bullets, escapes, the style of headings, of links and
//! of quotes, comments and the widths of tables are left out. What is struck out, the cells of a
//! table, where a link leads, and numbers that do not simply count on, are left in.

use std::borrow::Cow;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::target::{self, Target};
use crate::text::{RepoPath, Span, composed};

/// Stands for the mark of a ticked box.
const TICK: char = '\u{4}';
/// Stands before and behind what is no text that one reads: where a link leads.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

/// Lists deeper than this are no days: what stands in them is not moved again and again.
const DEEPEST_DAY: usize = 8;

/// The words of a body: between words a blank, between blocks a line end, before a cell a tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    text: String,
    /// Where each block begins: in the file, and in `text`.
    marks: Vec<(usize, usize)>,
}

impl Wording {
    /// Returns what is said in a part of the file that consists of whole blocks; boxes are lines like
    /// any other.
    pub fn without_ticks(&self, part: Span) -> String {
        self.words(part, false)
    }

    /// The same, in which a ticked box is another than an empty one.
    pub fn with_ticks(&self, part: Span) -> String {
        self.words(part, true)
    }

    fn words(&self, part: Span, ticks: bool) -> String {
        let place = |at: usize| {
            let mark = self.marks.partition_point(|(start, _)| *start < at);
            self.marks.get(mark).map_or(self.text.len(), |(_, text)| *text)
        };
        let text = self.text.get(place(part.start)..place(part.end)).unwrap_or_default();
        let mut text = composed(text);
        if !ticks && text.contains(TICK) {
            text = Cow::Owned(text.replace(TICK, ""));
        }
        let mut words = String::with_capacity(text.len());
        let mut rest = &*text;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            let line = trimmed(&rest[..end]);
            rest = rest.get(end + 1..).unwrap_or_default();
            if !line.is_empty() {
                if !words.is_empty() {
                    words.push('\n');
                }
                words.push_str(line);
            }
        }
        words
    }
}

/// Cuts the blanks at both ends.
fn trimmed(line: &str) -> &str {
    let is_written = |byte: &u8| *byte != b' ';
    let Some(start) = line.bytes().position(|byte| is_written(&byte)) else { return "" };
    let end = line.as_bytes().iter().rposition(is_written).map_or(start, |last| last + 1);
    &line[start..end]
}

/// Returns one text of a field, in which white space and the look of quotes and dashes mean nothing.
pub fn plain_words(text: &str) -> String {
    let mut writer = Writer::default();
    writer.words(text);
    composed(&writer.finish().text).into_owned()
}

/// Writes a wording from the events of the parser.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: Wording,
    /// White space was read that no word has followed yet.
    space: bool,
    /// The open links: where their text begins, and where they lead.
    links: Vec<(usize, String)>,
    /// The open lists with numbers: the last number, the first item's place, and how many there are.
    lists: Vec<Option<Numbers>>,
    /// A block of HTML, as far as it was read.
    html: Option<String>,
    /// In front of which the marks of an emphasis inside a word stand, by how deep it is nested.
    inside_words: Vec<bool>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Numbers {
    last: Option<u64>,
    first_item: usize,
    items: usize,
}

impl Writer {
    pub(super) fn finish(self) -> Wording {
        self.out
    }

    /// Takes in one event; `span` is its place in `text`, the whole file.
    pub(super) fn event(&mut self, event: &Event<'_>, span: Span, text: &str) {
        match event {
            Event::Start(tag) => self.start(tag, span, text),
            Event::End(tag) => self.end(*tag, span, text),
            Event::Text(words) | Event::Code(words) => match &mut self.html {
                Some(html) => html.push_str(words),
                None => self.words(words),
            },
            Event::Html(html) => match &mut self.html {
                Some(block) => block.push_str(html),
                None => self.html(html),
            },
            Event::InlineHtml(html) => self.html(html),
            Event::SoftBreak | Event::HardBreak => self.space = true,
            Event::TaskListMarker(true) => self.sign(TICK),
            Event::FootnoteReference(label) => self.aside(&format!("^{label}")),
            Event::Rule => self.block(span.start),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span, text: &str) {
        match tag {
            Tag::Emphasis | Tag::Strong => self.emphasis(span.start, text),
            Tag::Strikethrough => self.words("~~"),
            Tag::Superscript | Tag::Subscript => {}
            Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. } => {
                let title = if title.is_empty() { String::new() } else { format!(" {title}") };
                self.links.push((self.out.text.len(), format!("{}{title}", leads_to(dest_url))));
            }
            Tag::TableCell => self.sign('\t'),
            Tag::HtmlBlock => {
                self.block(span.start);
                self.html = Some(String::new());
            }
            Tag::List(first) => {
                self.block(span.start);
                self.lists.push(first.map(|_| Numbers::default()));
            }
            Tag::Item => {
                self.block(span.start);
                self.number(span.of(text));
            }
            Tag::FootnoteDefinition(label) => {
                self.block(span.start);
                self.aside(&format!("^{label}"));
            }
            _ => self.block(span.start),
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span, text: &str) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => self.emphasis_end(span.end, text),
            TagEnd::Strikethrough => self.words("~~"),
            TagEnd::Link | TagEnd::Image => self.link_end(),
            TagEnd::Superscript | TagEnd::Subscript | TagEnd::TableCell => {}
            TagEnd::HtmlBlock => {
                let html = self.html.take().unwrap_or_default();
                self.html(&html);
                self.line_end();
            }
            TagEnd::List(_) => {
                self.only_item();
                self.line_end();
            }
            _ => self.line_end(),
        }
    }

    /// Begins a block that stands at `start` of the file.
    fn block(&mut self, start: usize) {
        self.line_end();
        self.out.marks.push((start, self.out.text.len()));
    }

    fn line_end(&mut self) {
        self.space = false;
        if !self.out.text.is_empty() && !self.out.text.ends_with('\n') {
            self.out.text.push('\n');
        }
    }

    /// Adds words, typographic signs written plainly.
    fn words(&mut self, words: &str) {
        let mut rest = words;
        loop {
            let (run, behind) = rest.split_at(plain_run(rest.as_bytes()));
            if !run.is_empty() {
                self.blank();
                self.out.text.push_str(run);
            }
            let mut chars = behind.chars();
            let Some(c) = chars.next() else { return };
            rest = chars.as_str();
            self.letter(c);
        }
    }

    fn letter(&mut self, c: char) {
        match c {
            '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => self.sign('"'),
            '‘' | '’' | '‚' | '‛' | '′' => self.sign('\''),
            '-' | '–' | '—' | '‑' | '‐' | '−' => {
                if self.space || !self.out.text.ends_with('-') {
                    self.sign('-');
                }
            }
            '…' => "...".chars().for_each(|dot| self.sign(dot)),
            c if c.is_whitespace() => self.space = true,
            c => self.sign(c),
        }
    }

    fn sign(&mut self, c: char) {
        self.blank();
        self.out.text.push(c);
    }

    /// Writes the white space that was read as one blank, unless a line begins here.
    fn blank(&mut self) {
        let text = &mut self.out.text;
        if std::mem::take(&mut self.space) && !text.is_empty() && !text.ends_with(['\n', '\t']) {
            text.push(' ');
        }
    }

    /// Adds what is said and not seen.
    fn aside(&mut self, what: &str) {
        self.space = false;
        self.out.text.push(OPEN);
        self.out.text.push_str(what);
        self.out.text.push(CLOSE);
    }

    /// Adds HTML as it is written, but for comments and line breaks.
    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some(open) = rest.find("<!--") {
            self.tags(&rest[..open]);
            let behind = &rest[open + 4..];
            rest = behind.find("-->").map_or("", |close| &behind[close + 3..]);
        }
        self.tags(rest);
    }

    fn tags(&mut self, html: &str) {
        let is_break = html.trim_end_matches([' ', '/', '>']).eq_ignore_ascii_case("<br");
        if is_break { self.space = true } else { self.words(html) }
    }

    /// Marks inside a word may be meant as they stand there, such as `2*3*4`.
    fn emphasis(&mut self, at: usize, text: &str) {
        let inside = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        self.inside_words.push(inside);
        if inside {
            self.sign('*');
        }
    }

    fn emphasis_end(&mut self, at: usize, text: &str) {
        let opened_inside = self.inside_words.pop().unwrap_or_default();
        let inside = text[at..].chars().next().is_some_and(char::is_alphanumeric);
        if opened_inside || inside {
            self.sign('*');
        }
    }

    /// Adds where a link leads, unless its text says it.
    fn link_end(&mut self) {
        let Some((start, leads)) = self.links.pop() else { return };
        let text = self.out.text.get(start..).unwrap_or_default().trim();
        let leads = leads.trim();
        if text != leads && text != plain_words(leads) {
            self.aside(leads);
        }
    }

    /// Adds the number of an item, unless it counts on from the one before.
    fn number(&mut self, item: &str) {
        let start = self.out.text.len();
        let Some(Some(list)) = self.lists.last_mut() else { return };
        let digits = item.trim_start().bytes().take_while(u8::is_ascii_digit).count();
        let number: u64 = item.trim_start()[..digits].parse().unwrap_or(0);
        let expected = match list.last {
            Some(last) => number == last || number == last.saturating_add(1),
            None => number == 1,
        };
        list.last = Some(number);
        list.items += 1;
        if list.items == 1 {
            list.first_item = start;
        }
        if !expected {
            self.words(&format!("{number}."));
            self.space = true;
        }
    }

    /// A list of one item may be none: `1. desember` is a day.
    fn only_item(&mut self) {
        let depth = self.lists.len();
        let Some(Some(list)) = self.lists.pop() else { return };
        if list.items == 1 && list.last == Some(1) && depth <= DEEPEST_DAY {
            self.out.text.insert_str(list.first_item, "1. ");
            for (_, at) in self.out.marks.iter_mut().rev() {
                if *at <= list.first_item {
                    break;
                }
                *at += 3;
            }
        }
    }
}

/// Returns how many bytes at the start stand for themselves, as nearly all of a text do: letters and
/// signs of ASCII, letters of Europe, and single blanks between them. They end where a character does.
fn plain_run(bytes: &[u8]) -> usize {
    let start = plain_blocks(bytes);
    let mut last_is_sign = start > 0 && bytes[start - 1] != b' ';
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        let is_sign = IS_PLAIN[usize::from(*byte)];
        if !(is_sign || last_is_sign && *byte == b' ') {
            return if last_is_sign { at } else { at.saturating_sub(1) };
        }
        last_is_sign = is_sign;
    }
    bytes.len() - usize::from(!last_is_sign && !bytes.is_empty())
}

/// Returns the length of the blocks at the start that are plain as a whole: what is told of many bytes at
/// once costs a few instructions.
fn plain_blocks(bytes: &[u8]) -> usize {
    const BLOCK: usize = 16;
    if bytes.first().is_none_or(|first| *first == b' ') {
        return 0;
    }
    let mut at = 0;
    while let Some(block) = bytes.get(at..=at + BLOCK) {
        let pairs = block.iter().zip(&block[1..]);
        let is_plain = pairs.fold(true, |plain, (byte, next)| {
            let ascii = (byte.wrapping_sub(b' ') <= b'~' - b' ') & (*byte != b'-');
            // Whatever leads to such a byte is one itself, or ends what is plain.
            let beyond =
                (*byte >= 0x80) & (byte.wrapping_sub(0xe1) > 2) & (*byte != 0xc2) & (*byte != 0xef);
            plain & (ascii | beyond) & ((*byte != b' ') | (*next != b' '))
        });
        if !is_plain {
            break;
        }
        at += BLOCK;
    }
    at
}

/// The bytes of what is written plainly: signs of ASCII, and characters none of which is white space,
/// invisible, a quote or a dash. Those all begin with one of five bytes.
const IS_PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b'!';
    while byte < u8::MAX {
        plain[byte as usize] = !matches!(byte, b'-' | 0x7f | 0xc2 | 0xe1 | 0xe2 | 0xe3 | 0xef);
        byte += 1;
    }
    plain
};

/// Returns where a link leads, whatever folder it is written in: an address as it stands, of a file
/// its name.
fn leads_to(written: &str) -> String {
    let written = written.trim();
    let path = match target::target(written, &RepoPath::new("x")) {
        Target::Elsewhere => return written.to_owned(),
        Target::Inside(_) | Target::Rooted(_) | Target::Machine(_) | Target::Above => {
            target::path(written)
        }
    };
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let name = name.strip_suffix(".md").unwrap_or(name);
    let place = written.find('#').map_or("", |at| &written[at..]);
    format!("{name}{place}")
}

#[cfg(test)]
mod tests;
