//! Reads bodies that are written plainly, faster than a parser of all of Markdown can.
//!
//! That is headings with `#`, paragraphs, and lists with `- ` one line an item, boxes included, in words
//! without any markup. Whatever else stands there is left to the parser: nothing is guessed. What is
//! read here is exactly what the parser reads, places included; tests compare the two.

use std::ops::Range;

use memchr::{memchr, memchr_iter};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd};

/// A body whose lines are all plain.
pub(super) struct PlainBody<'t> {
    text: &'t str,
    lines: Vec<Line>,
}

/// A line; places are those in the body.
#[derive(Clone, Copy)]
struct Line {
    sort: Sort,
    start: usize,
    /// Where its words begin, and where they end.
    words: usize,
    end: usize,
    /// Where the next line begins.
    next: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Blank,
    Heading(HeadingLevel),
    /// Of a list; whether its box is ticked, where it has one.
    Item(Option<bool>),
    Words,
}

impl<'t> PlainBody<'t> {
    /// Divides a body into its lines; `None` where it is for the parser to read.
    pub(super) fn read(text: &'t str) -> Option<Self> {
        let mut lines = Vec::with_capacity(text.len() / 48);
        let mut start = 0;
        let (mut before, mut written) = (Sort::Blank, Sort::Blank);
        while start < text.len() {
            let end =
                memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |end| start + end);
            let line = Line::read(text, start, end)?;
            let is_item = |sort: Sort| matches!(sort, Sort::Item(_));
            // A line may belong to the item above it, and a list with blank lines has paragraphs.
            let goes_on = line.sort == Sort::Words && is_item(before);
            let is_loose = is_item(line.sort) && before == Sort::Blank && is_item(written);
            if goes_on || is_loose {
                return None;
            }
            before = line.sort;
            if before != Sort::Blank {
                written = before;
            }
            start = line.next;
            lines.push(line);
        }
        Some(Self { text, lines })
    }

    /// Hands out what the parser would see, with its place in the body.
    pub(super) fn events(&self, mut each: impl FnMut(Event<'t>, Range<usize>)) {
        let mut rest = self.lines.as_slice();
        while let Some(first) = rest.first() {
            let same = |line: &&Line| match first.sort {
                Sort::Item(_) => matches!(line.sort, Sort::Item(_)),
                Sort::Words => line.sort == Sort::Words,
                Sort::Blank | Sort::Heading(_) => false,
            };
            let count = 1 + rest[1..].iter().take_while(same).count();
            let (lines, behind) = rest.split_at(count);
            match first.sort {
                Sort::Blank => {}
                Sort::Heading(level) => self.heading(level, first, &mut each),
                Sort::Words => self.paragraph(lines, &mut each),
                Sort::Item(_) => {
                    // Blank lines belong to the list before them.
                    let blank = behind.iter().take_while(|line| line.sort == Sort::Blank).last();
                    self.list(lines, blank.map(|line| line.next), &mut each);
                }
            }
            rest = behind;
        }
    }

    fn heading(
        &self,
        level: HeadingLevel,
        line: &Line,
        each: &mut impl FnMut(Event<'t>, Range<usize>),
    ) {
        let whole = line.start..line.next;
        let tag = Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() };
        each(Event::Start(tag), whole.clone());
        self.words(line, each);
        each(Event::End(TagEnd::Heading(level)), whole);
    }

    fn paragraph(&self, lines: &[Line], each: &mut impl FnMut(Event<'t>, Range<usize>)) {
        let whole = lines[0].start..lines[lines.len() - 1].next;
        each(Event::Start(Tag::Paragraph), whole.clone());
        for (at, line) in lines.iter().enumerate() {
            self.words(line, each);
            if at + 1 < lines.len() {
                each(Event::SoftBreak, line.end..line.next);
            }
        }
        each(Event::End(TagEnd::Paragraph), whole);
    }

    fn list(
        &self,
        items: &[Line],
        end: Option<usize>,
        each: &mut impl FnMut(Event<'t>, Range<usize>),
    ) {
        let end = end.unwrap_or(items[items.len() - 1].next);
        let whole = items[0].start..end;
        each(Event::Start(Tag::List(None)), whole.clone());
        for (at, item) in items.iter().enumerate() {
            let own = item.start..if at + 1 < items.len() { item.next } else { end };
            each(Event::Start(Tag::Item), own.clone());
            if let Sort::Item(Some(ticked)) = item.sort {
                let mark = item.start + ITEM.len();
                each(Event::TaskListMarker(ticked), mark..mark + BOX_LENGTH);
            }
            self.words(item, each);
            each(Event::End(TagEnd::Item), own);
        }
        each(Event::End(TagEnd::List(false)), whole);
    }

    fn words(&self, line: &Line, each: &mut impl FnMut(Event<'t>, Range<usize>)) {
        let words = line.words..line.end;
        each(Event::Text(CowStr::Borrowed(&self.text[words.clone()])), words);
    }
}

/// What begins an item.
const ITEM: &str = "- ";
/// The boxes that an item may begin with, and whether they are ticked.
const BOXES: [(&str, bool); 3] = [("[ ] ", false), ("[x] ", true), ("[X] ", true)];
/// The length of a box, without the blank behind it.
const BOX_LENGTH: usize = 3;

impl Line {
    /// Reads the line between two places; `None` where it is not plain.
    fn read(text: &str, start: usize, end: usize) -> Option<Self> {
        let line = &text[start..end];
        let next = text.len().min(end + 1);
        if line.is_empty() {
            return Some(Self { sort: Sort::Blank, start, words: start, end, next });
        }
        let (sort, words) = match line.as_bytes()[0] {
            b'#' => {
                let level = line.bytes().take_while(|byte| *byte == b'#').count();
                let words =
                    line[level..].strip_prefix(' ').filter(|words| !words.ends_with('#'))?;
                (Sort::Heading(HeadingLevel::try_from(level).ok()?), words)
            }
            b'-' => {
                let words = line.strip_prefix(ITEM)?;
                let in_box = |(written, ticked): &(&str, bool)| {
                    Some((Sort::Item(Some(*ticked)), words.strip_prefix(written)?))
                };
                BOXES.iter().find_map(in_box).unwrap_or((Sort::Item(None), words))
            }
            _ => (Sort::Words, line),
        };
        let is_plain = starts_words(words.as_bytes()) && is_plain(words.as_bytes());
        is_plain.then_some(Self { sort, start, words: end - words.len(), end, next })
    }
}

/// Tells whether words begin with a letter or a digit, and are no item of a list with numbers.
fn starts_words(bytes: &[u8]) -> bool {
    match bytes.first() {
        Some(first) if first.is_ascii_digit() => {
            let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            !matches!(bytes.get(digits), Some(b'.' | b')'))
        }
        // U+00C0 to U+07FF.
        Some(first) => first.is_ascii_alphabetic() || matches!(first, 0xc3..=0xdf),
        None => false,
    }
}

/// Tells whether words hold no sign that may be markup, and end with none that is white space.
///
/// Beside ASCII there are the letters of Europe, and dashes, quotes and dots.
fn is_plain(bytes: &[u8]) -> bool {
    let (blocks, rest) = bytes.as_chunks::<16>();
    // What is told of many bytes at once costs a few instructions.
    let mut others = [0; 16];
    for block in blocks {
        for (other, byte) in others.iter_mut().zip(block) {
            *other |= is_other(*byte);
        }
    }
    let is_sign = |at: usize| matches!(bytes.get(at + 1..at + 3), Some([0x80, 0x93..=0xa6]));
    bytes.last() != Some(&b' ')
        && others == [0; 16]
        && rest.iter().all(|byte| is_other(*byte) == 0)
        && memchr_iter(0xe2, bytes).all(is_sign)
}

/// Returns more than 0 for a byte that belongs to no plain words; of 0xe2, which begins dashes and quotes,
/// [`is_plain`] asks what follows.
fn is_other(byte: u8) -> u8 {
    let is = |one: u8| u8::from(byte == one);
    let within = |from: u8, to: u8| u8::from(byte.wrapping_sub(from) <= to - from);
    // Brackets, the backslash, `^`, `_`, the backtick; braces, `|`, `~`.
    let markup =
        is(b'*') | is(b'<') | is(b'&') | is(b'$') | within(b'[', b'`') | within(b'{', 0x7f);
    // U+0080 to U+00BF, and all from U+0800 on but for 0xe2.
    markup | within(0, 0x1f) | within(0xc0, 0xc2) | within(0xe0, 0xe1) | within(0xe3, 0xff)
}

#[cfg(test)]
mod tests;
