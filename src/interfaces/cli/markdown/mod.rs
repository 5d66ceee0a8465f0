//! Markdown as a terminal shows it: folded to its width, with lists, boxes, quotes and tables laid
//! out, and links as their text with where they lead.
//!
//! Where no colour is wanted the marks of headings and emphasis stay, so that plain text says the
//! same. Time and memory grow with the text, however it is nested.

mod inline;
mod lists;
mod render;
mod table;

use pulldown_cmark::{Options, Parser};

use crate::text::harmless_lines;

/// Lines longer than this are hard to read even where there is room.
const WIDEST: usize = 100;
/// Less than this is not folded to: words would no longer fit.
const NARROWEST: usize = 20;

/// How Markdown is to look.
#[derive(Clone, Copy)]
pub(in crate::interfaces::cli) struct Look<'a> {
    /// In columns.
    pub(in crate::interfaces::cli) width: usize,
    /// Whether colours and weights say what is a heading, strong, or code; else the marks do.
    pub(in crate::interfaces::cli) styled: bool,
    /// Says in a few words where a link leads; `None` where its target says it.
    pub(in crate::interfaces::cli) leads: &'a dyn Fn(&Target<'_>) -> Option<String>,
}

/// Where a link leads, as it is written.
pub(in crate::interfaces::cli) struct Target<'a> {
    pub(in crate::interfaces::cli) written: &'a str,
    /// `[[written]]`, which is looked for by name.
    pub(in crate::interfaces::cli) wiki: bool,
}

impl<'a> Look<'a> {
    /// Shows links with their targets as they are written.
    pub(in crate::interfaces::cli) fn new(width: usize, styled: bool) -> Self {
        Self { width, styled, leads: &|_| None }
    }
}

/// Returns how text is folded: between words, and never inside of one.
pub(in crate::interfaces::cli) fn options<'a>(width: usize) -> textwrap::Options<'a> {
    textwrap::Options::new(width)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
}

/// Returns the text laid out, made harmless, with a line end behind its last line; empty when there
/// is nothing in it.
pub(in crate::interfaces::cli) fn shown(text: &str, look: Look<'_>) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_WIKILINKS;
    // Comments that were cut leave blank lines behind; a blank one before indented text stays code.
    let text = harmless_lines(text);
    let look = Look { width: look.width.clamp(NARROWEST, WIDEST), ..look };
    render::render(Parser::new_ext(&text, options), look)
}

#[cfg(test)]
mod tests;
