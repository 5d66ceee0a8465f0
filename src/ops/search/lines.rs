//! The lines of a document that show why it was found.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::query::Word;
use crate::query::words::{Found, Place, find, passages};
use crate::text::{LineIndex, Span};

/// A line with words in it that were searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: usize,
    /// Where the line starts in the file, a byte order mark left aside.
    pub byte: usize,
    /// Without its line end.
    pub text: String,
    /// Where the words stand in `text`: in order, apart from each other, never empty.
    pub matches: Vec<Span>,
}

/// More lines of one document are not shown.
const MOST: usize = 3;

/// A line before it is chosen.
#[derive(Default)]
struct Candidate {
    /// Outside of the front matter.
    is_prose: bool,
    /// Which words stand here, and which of them whole.
    words: BTreeSet<usize>,
    whole: BTreeSet<usize>,
    matches: Vec<Span>,
}

/// Returns the lines of `text` that show most of `words`, in order of the text, and which of them
/// is the best.
pub(super) fn matching(text: &str, words: &[Word]) -> (Vec<Line>, usize) {
    let index = LineIndex::new(text);
    let mut candidates: BTreeMap<usize, Candidate> = BTreeMap::new();
    for passage in passages(text) {
        for Found { span, word, whole } in find(words, passage.span.of(text)) {
            let span = span.offset(passage.span.start);
            let line = index.position(text, span.start).line;
            let candidate = candidates.entry(line).or_default();
            candidate.is_prose |= passage.place != Place::Value;
            candidate.words.insert(word);
            candidate.whole.extend(whole.then_some(word));
            candidate.matches.push(span);
        }
    }
    let chosen = choose(&candidates);
    let best = chosen.first().copied().unwrap_or(0);
    let mut numbers = chosen;
    numbers.sort_unstable();
    let at = numbers.iter().position(|number| *number == best).unwrap_or(0);
    let line = |number: &usize| Some(line(text, &index, *number, &candidates.get(number)?.matches));
    (numbers.iter().filter_map(line).collect(), at)
}

/// Chooses lines that show as many of the words as can be, the best first; once all are shown, only
/// those that are as good as the best.
fn choose(candidates: &BTreeMap<usize, Candidate>) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    let mut shown: BTreeSet<usize> = BTreeSet::new();
    let mut most = 0;
    while chosen.len() < MOST {
        let new = |one: &Candidate| one.words.difference(&shown).count();
        let worth = |(number, one): &(&usize, &Candidate)| {
            (new(one), one.words.len(), one.whole.len(), one.is_prose, Reverse(**number))
        };
        let rest = candidates.iter().filter(|(number, _)| !chosen.contains(number));
        let Some((number, best)) = rest.max_by_key(worth) else { break };
        most = most.max(best.words.len());
        if new(best) == 0 && best.words.len() < most {
            break;
        }
        shown.extend(&best.words);
        chosen.push(*number);
    }
    chosen
}

/// Cuts out a line; what reaches beyond it of a match is left away.
fn line(text: &str, index: &LineIndex, number: usize, matches: &[Span]) -> Line {
    let mark = if number == 1 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let byte = index.line_start(number).unwrap_or(0) + mark;
    let end = index.line_start(number + 1).unwrap_or(text.len());
    let line = Span::new(byte, end).of(text).trim_end_matches(['\n', '\r']);
    let mut cut: Vec<Span> = Vec::new();
    for found in matches {
        let span = Span::new(found.start - byte, (found.end - byte).min(line.len()));
        match cut.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => cut.push(span),
        }
    }
    Line { number, byte, text: line.to_owned(), matches: cut }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as they are shown: the number, a star at the best, the matches in brackets.
    fn check(text: &str, typed: &[&str], expected: &[&str]) {
        let words: Vec<Word> = typed.iter().filter_map(|typed| Word::typed(typed)).collect();
        let (lines, best) = matching(text, &words);
        let shown: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(at, line)| {
                assert!(text[line.byte..].starts_with(&line.text));
                let mut shown = line.text.clone();
                for span in line.matches.iter().rev() {
                    shown.insert(span.end, ']');
                    shown.insert(span.start, '[');
                }
                format!("{}{} {shown}", line.number, if at == best { "*" } else { "" })
            })
            .collect();
        assert_eq!(shown, expected, "{typed:?}");
    }

    #[test]
    fn lines_show_as_many_words_as_can_be() {
        check("a b\nc d\na c\n", &["a", "c"], &["3* [a] [c]"]);
        check("a\nb\na\nb\nc\n", &["a", "b", "c"], &["1* [a]", "2 [b]", "5 [c]"]);
        check("a c\nx\na c\nc a\nc a\n", &["a", "c"], &["1* [a] [c]", "3 [a] [c]", "4 [c] [a]"]);
        check("ab\na\n", &["a"], &["1 [a]b", "2* [a]"]);
        check("nothing", &["a"], &[]);
    }

    #[test]
    fn prose_comes_before_fields() {
        let text = "---\nto: kari\ntitle: Faktura\n---\n\nFaktura til Kari.\n";
        check(text, &["kari", "faktura"], &["6* [Faktura] til [Kari]."]);
        check("\u{feff}a\r\nb\r\n", &["a"], &["1* [a]"]);
        check("a <!-- a --> b\n", &["a"], &["1* [a] <!-- a --> b"]);
    }

    #[test]
    fn matches_stay_apart_and_inside_the_line() {
        check("kari@example.com", &["kari", "kari@example"], &["1* [kari@example].com"]);
        let words = [Word::quoted("på gata").expect("a phrase")];
        let (lines, _) = matching("midt på\ngata", &words);
        assert_eq!(lines[0].matches, [Span::new(5, 8)]);
        assert_eq!(lines[0].text, "midt på");
    }
}
