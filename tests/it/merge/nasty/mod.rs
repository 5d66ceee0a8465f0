//! Documents as bad as people, editors and other programs make them, and random edits of them.
//!
//! A page is kept as its parts until it is written, so that an edit can be what a person means by
//! one: a row is taken out, a section moves, a list is turned about. Every word that is typed is
//! another one, `w`, the letter of who typed it and a number, so that it can be looked for.

mod body;
mod change;
mod front;
mod odd;

use std::fmt::Write;

pub(in crate::merge) use change::edited;

use self::body::Section;
use crate::support::Dice;

/// Words that stand everywhere, so that different things look alike.
const COMMON: [&str; 12] =
    ["the", "bank", "and", "list", "ærlig", "done", "Møte:", "#", "to", "[[kari]]", "`x`", "it's"];

/// How the lines of a file end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Feeds,
    Pairs,
    /// Some the one, some the other.
    Mixed,
}

/// A document under edit.
#[derive(Clone)]
pub(in crate::merge) struct Page {
    side: char,
    typed: usize,
    /// The entries of the front matter, each with its lines.
    front: Option<Vec<Vec<String>>>,
    /// What stands where the fences of the front matter should.
    fences: [String; 2],
    sections: Vec<Section>,
    ends: Ends,
    mark: bool,
    ended: bool,
    /// Accents as letters of their own.
    decomposed: bool,
    empty: bool,
}

impl Page {
    /// Makes a page of a few sections.
    pub(in crate::merge) fn random(dice: &mut Dice) -> Self {
        let mut page = Self {
            side: 'b',
            typed: 0,
            front: None,
            fences: ["---".to_owned(), "---".to_owned()],
            sections: Vec::new(),
            ends: Ends::Feeds,
            mark: dice.below(20) == 0,
            ended: dice.below(10) > 0,
            decomposed: dice.below(25) == 0,
            empty: dice.below(60) == 0,
        };
        page.ends = match dice.below(20) {
            0 | 1 => Ends::Pairs,
            2 => Ends::Mixed,
            _ => Ends::Feeds,
        };
        if dice.below(12) > 0 {
            page.front = Some(page.entries(dice));
        }
        for _ in 0..=dice.below(6) {
            let section = page.section(dice);
            page.sections.push(section);
        }
        page
    }

    /// Types a word.
    fn word(&mut self, dice: &mut Dice) -> String {
        self.typed += 1;
        let mut word = format!("w{}{}", self.side, self.typed);
        match dice.below(14) {
            0 => word.push_str(" é"),
            1 => word.push(','),
            2 => word.push('.'),
            3 => word.insert_str(0, "å "),
            _ => {}
        }
        word
    }

    /// Types a few words, one of them at least new.
    fn words(&mut self, dice: &mut Dice) -> String {
        let mut out = self.word(dice);
        for _ in 0..dice.below(4) {
            let more = match dice.below(3) {
                0 => self.word(dice),
                _ => (*dice.one(&COMMON)).to_owned(),
            };
            if dice.below(8) == 0 && !more.starts_with(['#', '[']) {
                out.insert_str(0, &format!("{more} "));
            } else {
                write!(out, " {more}").expect("a text");
            }
        }
        out
    }

    /// Writes the page as a file.
    pub(in crate::merge) fn text(&self) -> String {
        if self.empty {
            return String::new();
        }
        let mut text = String::new();
        if let Some(entries) = &self.front {
            let [open, close] = &self.fences;
            for line in [open].into_iter().chain(entries.iter().flatten()).chain([close]) {
                text.push_str(line);
                text.push('\n');
            }
        }
        for section in &self.sections {
            section.write(&mut text);
        }
        if !self.ended {
            text.truncate(text.trim_end_matches('\n').len());
        }
        if self.decomposed {
            text = text.replace('é', "e\u{301}").replace('å', "a\u{30a}");
        }
        match self.ends {
            Ends::Feeds => {}
            Ends::Pairs => text = text.replace('\n', "\r\n"),
            Ends::Mixed => {
                let lines = text.split_inclusive('\n').enumerate();
                let ended = lines.map(|(at, line)| match at % 3 {
                    1 => line.replace('\n', "\r\n"),
                    _ => line.to_owned(),
                });
                text = ended.collect();
            }
        }
        if self.mark { format!("\u{feff}{text}") } else { text }
    }
}
