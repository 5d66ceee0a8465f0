//! Fits a page of headed lists to the height of a screen: the first of each section always, then more
//! of the first section than of the others.

use std::io::{self, Write};

use anstyle::Style;

use super::style::{BOLD, DIM};

/// A heading with what stands below it.
pub(super) struct Section {
    pub(super) heading: String,
    /// How many there are, those that are not among the entries too.
    pub(super) count: usize,
    /// The most important first, never none.
    pub(super) entries: Vec<Entry>,
}

/// One thing: its name, and what is to be said of it.
pub(super) struct Entry {
    pub(super) head: Vec<Row>,
    pub(super) more: Vec<Row>,
}

/// One row of the screen.
pub(super) struct Row {
    pub(super) style: Style,
    pub(super) text: String,
}

/// How much of a section is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Part {
    /// Entries by name; the section is left out where there is none.
    heads: usize,
    /// How many of these, the first, with all that is to be said.
    whole: usize,
}

/// Folds a text into rows of this width; what follows the first is indented by two more.
pub(super) fn rows(text: &str, indent: usize, width: usize, style: Style) -> Vec<Row> {
    let first = " ".repeat(indent);
    let next = " ".repeat(indent + 2);
    let width = width.max(indent + 12);
    let options = textwrap::Options::new(width).initial_indent(&first).subsequent_indent(&next);
    let lines = textwrap::wrap(text, options);
    lines.into_iter().map(|line| Row { style, text: line.trim_end().to_owned() }).collect()
}

/// Writes what fits into `height` rows, all of it where none is given. `rest` says where the rest is, and
/// stands at the end where there is one; `part` says how many of how many are shown. Returns whether
/// all was shown.
pub(super) fn write(
    sections: &[Section],
    height: Option<usize>,
    rest: &[Row],
    part: &dyn Fn(usize, usize) -> String,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let (parts, gaps) = fitted(sections, height, rest.len());
    let mut whole = true;
    for (section, shown) in sections.iter().zip(&parts) {
        whole &= shown.whole == section.entries.len() && section.count <= section.entries.len();
        if shown.heads == 0 {
            continue;
        }
        if gaps {
            writeln!(out)?;
        }
        let count = match shown.heads < section.count {
            true => part(shown.heads, section.count),
            false => section.count.to_string(),
        };
        writeln!(out, "{BOLD}{}{BOLD:#} {DIM}({count}){DIM:#}", section.heading)?;
        for (at, entry) in section.entries.iter().take(shown.heads).enumerate() {
            let more = if at < shown.whole { entry.more.as_slice() } else { &[] };
            for Row { style, text } in entry.head.iter().chain(more) {
                writeln!(out, "{style}{text}{style:#}")?;
            }
        }
    }
    if !whole {
        if gaps {
            writeln!(out)?;
        }
        for Row { style, text } in rest {
            writeln!(out, "{style}{text}{style:#}")?;
        }
    }
    Ok(whole)
}

/// Chooses what is shown, and whether there is room for empty lines between sections. The end takes
/// `rest` rows where not all is shown.
fn fitted(sections: &[Section], height: Option<usize>, rest: usize) -> (Vec<Part>, bool) {
    let all: Vec<Part> = sections
        .iter()
        .map(|section| Part { heads: section.entries.len(), whole: section.entries.len() })
        .collect();
    let Some(height) = height else { return (all, true) };
    let whole = sections.iter().all(|section| section.count <= section.entries.len());
    if whole && cost(sections, &all, true) <= height {
        return (all, true);
    }
    // Of the first section one entry is to be there whole, of the others its name.
    let least: Vec<Part> =
        (0..sections.len()).map(|at| Part { heads: 1, whole: usize::from(at == 0) }).collect();
    let gaps = cost(sections, &least, true) + sections.len() + 1 + rest <= height;
    let room = height.saturating_sub(rest + usize::from(gaps));
    let mut parts = vec![Part::default(); sections.len()];
    let mut closed = vec![false; sections.len()];
    let grow = |parts: &mut Vec<Part>, at: usize| {
        let before = parts[at];
        let section = &sections[at];
        let after = match before {
            Part { heads, whole } if whole < heads => Part { heads, whole: whole + 1 },
            Part { heads, whole } if heads < section.entries.len() => {
                Part { heads: heads + 1, whole }
            }
            _ => return false,
        };
        parts[at] = after;
        let fits = cost(sections, parts, gaps) <= room;
        if !fits {
            parts[at] = before;
        }
        fits
    };
    if cost(sections, &least, gaps) <= room {
        parts = least;
    } else {
        for (at, closed) in closed.iter_mut().enumerate() {
            *closed = !grow(&mut parts, at);
        }
    }
    while closed.iter().any(|closed| !closed) {
        for (at, closed) in closed.iter_mut().enumerate() {
            // The first is what the page is read for.
            let steps = if at == 0 { 4 } else { 1 };
            for _ in 0..steps {
                *closed = *closed || !grow(&mut parts, at);
            }
        }
    }
    (parts, gaps)
}

/// Returns the rows that are taken.
fn cost(sections: &[Section], parts: &[Part], gaps: bool) -> usize {
    let of = |(section, part): (&Section, &Part)| {
        if part.heads == 0 {
            return 0;
        }
        let heads = section.entries.iter().take(part.heads).map(|entry| entry.head.len());
        let more = section.entries.iter().take(part.whole).map(|entry| entry.more.len());
        1 + usize::from(gaps) + heads.sum::<usize>() + more.sum::<usize>()
    };
    sections.iter().zip(parts).map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(entries: usize, more: usize, count: usize) -> Section {
        let row = || Row { style: Style::new(), text: "x".to_owned() };
        let entry = |_| Entry { head: vec![row()], more: (0..more).map(|_| row()).collect() };
        Section { heading: "H".to_owned(), count, entries: (0..entries).map(entry).collect() }
    }

    fn shown(sections: &[Section], height: Option<usize>) -> (usize, bool) {
        let mut out = Vec::new();
        let rest = [Row { style: Style::new(), text: "rest".to_owned() }];
        let part = |shown: usize, count: usize| format!("{shown} of {count}");
        let whole = write(sections, height, &rest, &part, &mut out).expect("written");
        (String::from_utf8(out).expect("text").lines().count(), whole)
    }

    #[test]
    fn what_fits_is_shown_whole() {
        let sections = [section(2, 3, 2), section(1, 1, 1)];
        assert_eq!(shown(&sections, Some(14)), (14, true));
        assert_eq!(shown(&sections, None), (14, true));
        assert_eq!(shown(&[], Some(0)), (0, true));
    }

    #[test]
    fn nothing_is_higher_than_the_screen() {
        for height in 3..60 {
            for (a, b, c) in [(100, 1, 7), (3, 40, 1), (1, 1, 1)] {
                let sections = [section(a, 3, a * 2), section(b, 1, b), section(c, 0, c)];
                let (rows, whole) = shown(&sections, Some(height));
                assert!(rows <= height, "{rows} rows on {height}");
                assert!(!whole);
            }
        }
    }

    #[test]
    fn every_section_is_there_and_the_first_has_most() {
        let sections = [section(100, 3, 100), section(100, 3, 100), section(100, 3, 100)];
        let (parts, gaps) = fitted(&sections, Some(40), 1);
        assert!(gaps && parts.iter().all(|part| part.heads > 0), "{parts:?}");
        assert!(parts[0].whole > parts[1].whole, "{parts:?}");
        let (parts, gaps) = fitted(&sections, Some(8), 1);
        assert!(!gaps && parts.iter().all(|part| part.heads == 1), "{parts:?}");
    }

    #[test]
    fn rows_keep_to_their_width() {
        let found = rows("one two three four five six", 2, 16, Style::new());
        let texts: Vec<&str> = found.iter().map(|row| row.text.as_str()).collect();
        assert_eq!(texts, ["  one two three", "    four five", "    six"]);
    }
}
