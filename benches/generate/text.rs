//! Sentences, lists and tables.

use crate::random::Random;
use crate::words::Words;

impl Random {
    pub(crate) fn title(&mut self, words: &Words) -> String {
        let (verb, noun) = (self.pick(words.verbs), self.pick(words.nouns));
        format!("{verb} {noun} {}", 1 + self.below(900))
    }

    pub(crate) fn sentence(&mut self, words: &Words) -> String {
        let (start, verb) = (self.pick(words.starts), self.pick(words.verbs));
        let (noun, end) = (self.pick(words.nouns), self.pick(words.ends));
        format!("{start} {} {noun} {end}.", verb.to_lowercase())
    }

    pub(crate) fn prose(&mut self, words: &Words, sentences: u64) -> String {
        (0..sentences).map(|_| self.sentence(words) + "\n").collect()
    }

    pub(crate) fn list(&mut self, words: &Words, marker: &str, items: u64) -> String {
        (0..items).map(|_| format!("{marker} {}\n", self.sentence(words))).collect()
    }

    pub(crate) fn table(&mut self, words: &Words, rows: u64) -> String {
        let [what, number, place] = words.columns;
        let mut text = format!("| {what} | {number} | {place} |\n| --- | ---: | --- |\n");
        for _ in 0..rows {
            let (noun, verb) = (self.pick(words.nouns), self.pick(words.verbs));
            text += &format!("| {noun} | {} | {verb} |\n", self.below(9_000));
        }
        text
    }

    /// How much longer than usual a text is: one in two hundred is large, one in ten thousand huge.
    pub(crate) fn size(&mut self) -> u64 {
        match self.below(10_000) {
            0 => 1_000,
            1..=50 => 30,
            _ => 1,
        }
    }
}

/// The part of a file's name that says what it is about, in ASCII.
pub(crate) fn slug(title: &str) -> String {
    let ascii = title.to_lowercase().replace('æ', "ae").replace('ø', "oe").replace('å', "aa");
    join(ascii.split(|c: char| !c.is_ascii_alphanumeric()))
}

/// The same with the letters of the language, each in one character or in two.
pub(crate) fn name(title: &str, decomposed: bool) -> String {
    let lower = title.to_lowercase();
    let name = join(lower.split(|c: char| !c.is_alphanumeric()));
    if decomposed { name.replace('å', "a\u{30a}") } else { name }
}

fn join<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}
