//! What stands below a box, or in its line, and is the program's own text, in whatever shape an editor has saved it.
//!
//! Texts are compared by their letters and digits alone: editors wrap lines, cut them, escape signs, and set
//! quotes and dashes in their own way.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::boxes::{numbered, unlisted};
use super::offer::Choice;
use crate::schema::Language;

/// A part of a text of ours with fewer letters may well be somebody's words.
const FEWEST: usize = 12;
/// A line that begins or ends with so many letters of a hint holds that hint, and something else.
const LIKELY: usize = 20;

/// The letters of all that stands below a box, or says what it decides, and the hints alone, as they are written.
static TEXTS: LazyLock<[Vec<String>; 2]> = LazyLock::new(|| {
    let all =
        || Choice::ALL.into_iter().flat_map(|one| Language::ALL.map(|language| (one, language)));
    let hints = || all().filter_map(|(one, language)| one.needed(language));
    let labels = all().map(|(one, language)| one.label(None, language));
    let mut own: Vec<String> = hints().chain(labels).map(|text| letters_of(&text)).collect();
    own.retain(|letters| letters.chars().count() >= FEWEST);
    // One that holds another one is looked for first.
    own.sort_by_key(|letters| std::cmp::Reverse(letters.len()));
    [own, hints().collect()]
});

/// Returns the letters and digits of a line, each with where it stands and ends; what an editor writes for a
/// sign, as `&nbsp;`, and the mark of a list are none.
fn letters(line: &str) -> Vec<(char, usize, usize)> {
    let plain = unlisted(line.trim());
    let plain = numbered(plain).map_or(plain, |(_, text)| text);
    let start = line.trim_end().len() - plain.len();
    let mut out = Vec::new();
    let mut rest = plain.char_indices();
    while let Some((at, c)) = rest.next() {
        let entity = plain[at..].strip_prefix('&').and_then(|text| text.split_once(';'));
        if let Some((name, _)) = entity
            && (1..=8).contains(&name.len())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
        {
            rest.nth(name.len());
            continue;
        }
        if c.is_alphanumeric() {
            let (from, to) = (start + at, start + at + c.len_utf8());
            // Some systems write an accent as a sign of its own.
            let plain = c.to_lowercase().nfd().filter(|c| c.is_alphanumeric());
            out.extend(plain.map(|c| (c, from, to)));
        }
    }
    out
}

fn letters_of(line: &str) -> String {
    letters(line).into_iter().map(|(c, ..)| c).collect()
}

/// Tells whether a line is what stands below a ticked box that needs words, or a part of it, whatever was typed
/// beside it.
pub(super) fn is_hint(choice: Choice, line: &str) -> bool {
    let line = letters_of(line);
    if line.chars().count() < FEWEST {
        return false;
    }
    Language::ALL.into_iter().filter_map(|language| choice.needed(language)).any(|hint| {
        let hint = letters_of(&hint);
        let begins = hint.chars().zip(line.chars()).take_while(|(one, other)| one == other).count();
        hint.contains(&line) || line.contains(&hint) || begins >= LIKELY
    })
}

/// Returns lines without what of them is the program's own.
pub(super) fn without(lines: &[&str]) -> Vec<String> {
    let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    for own in &TEXTS[0] {
        while take_whole(&mut lines, own) {}
    }
    take_parts(&mut lines);
    lines.iter_mut().for_each(take_ends);
    lines
}

/// Takes a whole text of ours out of lines, over which an editor may have spread it.
fn take_whole(lines: &mut [String], own: &str) -> bool {
    let mut text = String::new();
    let mut places = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        for (c, from, to) in letters(line) {
            places.push((text.len(), at, from, to));
            text.push(c);
        }
    }
    let place = |byte: usize| places.partition_point(|(at, ..)| *at < byte);
    let found = text.match_indices(own).find_map(|(at, _)| {
        let (_, first, from, _) = *places.get(place(at))?;
        let (_, last, _, to) = *places.get(place(at + own.len()).checked_sub(1)?)?;
        let is_whole = is_bound(&lines[first], from) && is_bound(&lines[last], to);
        is_whole.then_some((first, from, last, to))
    });
    let Some((first, from, last, to)) = found else { return false };
    if first == last {
        cut(&mut lines[first], from, to);
    } else {
        let end = lines[first].len();
        cut(&mut lines[first], from, end);
        lines[first + 1..last].iter_mut().for_each(String::clear);
        cut(&mut lines[last], 0, to);
    }
    true
}

/// Takes out lines that are a part of a text of ours, one or several one behind another.
fn take_parts(lines: &mut [String]) {
    let mut at = 0;
    while at < lines.len() {
        let mut joined = String::new();
        let mut end = at;
        for (behind, line) in lines.iter().enumerate().skip(at) {
            joined.push_str(&letters_of(line));
            if !TEXTS[0].iter().any(|own| own.contains(&joined)) {
                break;
            }
            if joined.chars().count() >= FEWEST {
                end = behind + 1;
            }
        }
        lines[at..end].iter_mut().for_each(String::clear);
        at = end.max(at + 1);
    }
}

/// Takes the beginning of a hint out of the beginning of a line, and the end of one out of its end.
fn take_ends(line: &mut String) {
    let found = letters(line);
    let begins = |hint: &String| {
        let ours = letters(hint);
        let same = ours.iter().zip(&found).take_while(|((one, ..), (c, ..))| one == c);
        let same: Vec<_> = same.map(|((.., one), (.., to))| (*one, *to)).collect();
        let last = ours.last().map_or(0, |(.., to)| *to);
        // The first word of what goes there may be somebody's own.
        let is_part = |at: usize| at == last || !hint[..at].contains(':');
        let is_whole =
            |at: &&(usize, usize)| is_bound(hint, at.0) && is_bound(line, at.1) && is_part(at.0);
        same.iter().rev().find(is_whole).filter(|_| same.len() >= LIKELY).map(|at| at.1)
    };
    if let Some(end) = TEXTS[1].iter().filter_map(begins).max() {
        cut(line, 0, end);
    }
    let found = letters(line);
    let ends = |hint: &String| {
        let ours = letters(hint);
        let same = ours.iter().rev().zip(found.iter().rev());
        let same = same.take_while(|((one, ..), (c, ..))| one == c);
        let same: Vec<_> = same.map(|((_, one, _), (_, from, _))| (*one, *from)).collect();
        let is_whole = |at: &&(usize, usize)| is_bound(hint, at.0) && is_bound(line, at.1);
        same.iter().rev().find(is_whole).filter(|_| same.len() >= LIKELY).map(|at| at.1)
    };
    if let Some(start) = TEXTS[1].iter().filter_map(ends).min() {
        let end = line.len();
        cut(line, start, end);
    }
}

/// Tells whether no word goes on at a place in a line.
fn is_bound(line: &str, at: usize) -> bool {
    let before = line[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    !before || !line[at..].starts_with(char::is_alphanumeric)
}

/// Cuts a part out of a line, with the signs that join it to the rest.
fn cut(line: &mut String, from: usize, to: usize) {
    let is_sign = |c: char| {
        c.is_whitespace()
            || matches!(c, '`' | '\'' | '"' | '\\' | '*' | '_' | ':' | ';' | ',' | '.')
            || ('\u{2010}'..'\u{2060}').contains(&c)
    };
    let joins = |c: char| is_sign(c) && c != '.';
    let before = unlisted(line[..from].trim_start()).trim_end_matches(joins);
    let behind = line[to..].trim_start_matches(is_sign).trim_end();
    let is_empty = |text: &str| !text.contains(char::is_alphanumeric);
    let before = if is_empty(before) { "" } else { before };
    let behind = if is_empty(behind) { "" } else { behind };
    let gap = if before.is_empty() || behind.is_empty() { "" } else { " " };
    *line = format!("{before}{gap}{behind}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_text_is_no_words_in_any_shape() {
        for language in Language::ALL {
            for choice in Choice::ALL {
                let Some(hint) = choice.needed(language) else { continue };
                let check = |typed: &str, words: &[&str]| {
                    let lines: Vec<&str> = typed.lines().collect();
                    let mut left = without(&lines);
                    left.retain(|line| !line.trim().is_empty());
                    assert_eq!(left, words, "{typed}");
                };
                let cuts = hint.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at);
                for at in cuts {
                    let (one, two) = hint.split_at(at);
                    check(&format!("{one}\n{two}"), &[]);
                    check(&format!("- {one}\n  {two}\nThe date"), &["The date"]);
                    if letters_of(one).chars().count() >= FEWEST {
                        check(one, &[]);
                        check(&format!("    {one}\n\nThe date"), &["The date"]);
                        assert!(is_hint(choice, one), "{one}");
                    }
                    if letters_of(two).chars().count() >= FEWEST {
                        check(two, &[]);
                    }
                    if letters_of(one).chars().count() >= LIKELY && !one[..at - 1].contains(':') {
                        check(&format!("{one} The date"), &["The date"]);
                    }
                }
                check(&hint.replace('`', "'"), &[]);
                check(&hint.replace('`', "\\`").replace(' ', "&nbsp;"), &[]);
                check(&hint.to_uppercase().nfd().collect::<String>(), &[]);
                check(&hint.replace(' ', "\n"), &[]);
                check(&format!("{hint} The date"), &["The date"]);
                let upto = hint.split_inclusive(':').next().unwrap_or_default();
                check(&format!("{upto} The date"), &["The date"]);
                check(&format!("The logo. {hint}\nThe date"), &["The logo.", "The date"]);
                check(&choice.label(None, language), &[]);
            }
        }
    }

    #[test]
    fn what_somebody_says_stays() {
        let said = [
            "Please add the date",
            "This x was a mistake, sorry",
            "it goes on",
            "here",
            "1. Agreed, but what is to change goes below zero",
            "---",
            "  - the sum & the date; R&D too",
            "Jeg mente det som står under avtalen",
        ];
        assert_eq!(without(&said), said);
    }
}
