//! A body cut into sections and blocks, every byte of it in one of them.

use super::super::shape::{canonical, lines};
use crate::document::Document;
use crate::text::Span;

/// What a block is to a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A list, with ticks or without.
    List,
    Table,
    /// Anything that is one whole: a paragraph, code, a quote, a comment.
    Whole,
}

/// What follows a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Followed {
    Block,
    Heading,
    Nothing,
}

/// One block, or a heading.
#[derive(Clone, Debug)]
pub(super) struct Chunk<'t> {
    pub(super) kind: Kind,
    /// Without the last line end and the blank lines behind it.
    pub(super) core: &'t str,
    /// The rest.
    pub(super) gap: &'t str,
    pub(super) followed: Followed,
    pub(super) canonical: String,
}

/// A heading and the blocks under it; what stands before the first heading has none.
#[derive(Clone, Debug)]
pub(super) struct Segment<'t> {
    /// The heading's plain text and level.
    pub(super) title: Option<(String, u8)>,
    pub(super) heading: Option<Chunk<'t>>,
    pub(super) blocks: Vec<Chunk<'t>>,
}

impl Segment<'_> {
    /// Returns what stands under the heading, white space at line ends aside.
    pub(super) fn content(&self) -> String {
        self.blocks.iter().map(|block| block.canonical.as_str()).collect::<Vec<_>>().join("\n\n")
    }
}

/// Cuts the body of a document.
pub(super) fn segments(document: &Document) -> Vec<Segment<'_>> {
    let text = document.text();
    let body = document.body();
    let outline = document.outline();
    let line_start = |at: usize| {
        let before = text.get(body.start..at).unwrap_or("");
        body.start + before.rfind(['\n', '\r']).map_or(0, |at| at + 1)
    };
    let headings: Vec<usize> =
        outline.sections.iter().map(|section| line_start(section.heading.start)).collect();
    let tables: Vec<usize> =
        outline.tables.iter().map(|table| line_start(table.span.start)).collect();
    let mut starts: Vec<usize> = outline
        .blocks
        .iter()
        .map(|block| line_start(block.start))
        .chain(headings.clone())
        .collect();
    starts.extend(unseen(text, body, &outline.blocks, &starts));
    starts.sort_unstable();
    starts.dedup();
    let mut out = vec![Segment { title: None, heading: None, blocks: Vec::new() }];
    let mut next_heading = 0;
    // Blank lines before the first block are a block of nothing.
    let first = starts.first().copied().unwrap_or(body.end);
    if first > body.start {
        starts.insert(0, body.start);
    }
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(body.end);
        let is_heading = headings.get(next_heading) == Some(start);
        let followed = match starts.get(index + 1) {
            None => Followed::Nothing,
            Some(next) if headings.contains_from(next_heading, next) => Followed::Heading,
            Some(_) => Followed::Block,
        };
        let is_table = tables.binary_search(start).is_ok();
        let chunk = chunk(Span::new(*start, end).of(text), is_table, followed);
        if is_heading {
            let section = &outline.sections[next_heading];
            let title = Some((section.title.clone(), section.level));
            out.push(Segment { title, heading: Some(chunk), blocks: Vec::new() });
            next_heading += 1;
        } else if let Some(segment) = out.last_mut() {
            segment.blocks.push(chunk);
        }
    }
    out
}

/// Returns where lines begin that stand behind a block and are none themselves: definitions of links,
/// of which an outline says nothing.
fn unseen(text: &str, body: Span, blocks: &[Span], starts: &[usize]) -> Vec<usize> {
    let mut rising: Vec<usize> = starts.to_vec();
    rising.sort_unstable();
    let behind = |block: &Span| {
        let next = rising.partition_point(|start| *start < block.end);
        let next = rising.get(next).copied().unwrap_or(body.end);
        let mut at = block.end;
        for line in lines(text.get(block.end..next)?) {
            // The rest of the block's own last line is the block's.
            let is_own = at == block.end && !text[..at].ends_with(['\n', '\r']);
            if !is_own && !line.trim().is_empty() {
                return Some(at);
            }
            at += line.len();
        }
        None
    };
    blocks.iter().filter_map(behind).collect()
}

/// Looks at the next headings only: both lists rise.
trait ContainsFrom {
    fn contains_from(&self, from: usize, at: &usize) -> bool;
}

impl ContainsFrom for Vec<usize> {
    fn contains_from(&self, from: usize, at: &usize) -> bool {
        self.iter().skip(from).take(2).any(|heading| heading == at)
    }
}

fn chunk(text: &str, is_table: bool, followed: Followed) -> Chunk<'_> {
    let (core, gap) = text.split_at(text.trim_end().len());
    let kind = match () {
        () if is_table => Kind::Table,
        () if lines(core).next().is_some_and(|line| Marker::read(line).is_some()) => Kind::List,
        () => Kind::Whole,
    };
    Chunk { kind, core, gap, followed, canonical: canonical(core) }
}

/// The marker of a list item at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// Blanks before it.
    pub(super) indent: usize,
    /// Bytes up to the item's text, blanks included.
    pub(super) width: usize,
}

impl Marker {
    /// Reads `- `, `* `, `+ `, `1. ` or `1) `.
    pub(super) fn read(line: &str) -> Option<Self> {
        let line = line.trim_end_matches(['\n', '\r']);
        let text = line.trim_start_matches([' ', '\t']);
        let indent = line.len() - text.len();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let marker = match text.as_bytes().get(digits)? {
            b'-' | b'*' | b'+' if digits == 0 => 1,
            b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
            _ => return None,
        };
        let rest = &text[marker..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let is_rule = digits == 0 && text.bytes().all(|b| matches!(b, b'-' | b'*' | b'_' | b' '));
        if (blanks == 0 && !rest.is_empty()) || (is_rule && text.trim().len() > 1) {
            return None;
        }
        Some(Self { indent, width: indent + marker + blanks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    /// Shows each block as its kind's letter and its first line.
    fn check(text: &str, expected: &str) {
        let document = Document::parse(Source::new(text));
        let cut = segments(&document);
        let whole: String = cut
            .iter()
            .flat_map(|segment| segment.heading.iter().chain(&segment.blocks))
            .flat_map(|chunk| [chunk.core, chunk.gap])
            .collect();
        assert_eq!(whole, document.body().of(text), "every byte is in one block");
        let show = |chunk: &Chunk| {
            let first = lines(chunk.core).next().unwrap_or("").trim();
            format!(
                "{}:{first}",
                match chunk.kind {
                    Kind::List => 'l',
                    Kind::Table => 't',
                    Kind::Whole => 'w',
                }
            )
        };
        let shown = cut.iter().flat_map(|segment| segment.heading.iter().chain(&segment.blocks));
        assert_eq!(shown.map(show).collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn blocks_cover_the_body() {
        check("", "");
        check("\n\nText\nmore\n\n# One\n- a\n- b\n", "w: w:Text w:# One l:- a");
        check("---\na: 1\n---\nx\n\n| a |\n|---|\n| 1 |\n\nz", "w:x t:| a | w:z");
        check("One\n===\n\n```\n# no\n---\n```\n", "w:One w:```");
        check("  - a\n\n  - b\n\n1. c\n", "l:- a l:1. c");
        check("a\n\n* * *\n\nb\n", "w:a w:* * * w:b");
    }

    #[test]
    fn definitions_of_links_are_blocks_of_their_own() {
        check("# One\n[a]: b\n\n# Two\n", "w:# One w:[a]: b w:# Two");
        check("x\n\n[a]: b\n[c]: d\n\ny\n", "w:x w:[a]: b w:y");
        check("[a]: b\n\n- x\n\n[c]: d", "w:[a]: b l:- x w:[c]: d");
    }
}
