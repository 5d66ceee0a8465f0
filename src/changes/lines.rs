//! The lines of two texts that differ, with a few around them.

use crate::text::matches;

/// Lines around a change that are shown.
const AROUND: usize = 2;

/// A run of lines with a change in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// Where it begins in the old and in the new text; lines count from 1.
    pub old: usize,
    pub new: usize,
    pub lines: Vec<Line>,
}

/// A line without its line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Same(String),
    Removed(String),
    Added(String),
}

/// Returns the lines that differ, with two lines around each; none where all lines are equal.
///
/// Line ends are not compared.
pub fn line_changes(old: &str, new: &str) -> Vec<Hunk> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let steps = steps(&old, &new);
    let changed: Vec<usize> = steps
        .iter()
        .enumerate()
        .filter(|(_, (.., line))| !matches!(line, Line::Same(_)))
        .map(|(at, _)| at)
        .collect();
    let mut hunks: Vec<(usize, usize)> = Vec::new();
    for at in changed {
        let (from, to) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(steps.len()));
        match hunks.last_mut() {
            Some(last) if from <= last.1 => last.1 = to,
            _ => hunks.push((from, to)),
        }
    }
    let hunk = |(from, to): (usize, usize)| Hunk {
        old: steps[from].0 + 1,
        new: steps[from].1 + 1,
        lines: steps[from..to].iter().map(|(.., line)| line.clone()).collect(),
    };
    hunks.into_iter().map(hunk).collect()
}

/// Goes through both texts at once: where each step stands in them, and its line.
fn steps(old: &[&str], new: &[&str]) -> Vec<(usize, usize, Line)> {
    let mut out = Vec::with_capacity(old.len().max(new.len()));
    let mut at = 0;
    for (from, to) in matches(old, new).into_iter().enumerate() {
        match to {
            None => out.push((from, at, Line::Removed(old[from].to_owned()))),
            Some(to) => {
                for (next, line) in (at..to).zip(&new[at..to]) {
                    out.push((from, next, Line::Added((*line).to_owned())));
                }
                out.push((from, to, Line::Same(old[from].to_owned())));
                at = to + 1;
            }
        }
    }
    for (next, line) in new.iter().enumerate().skip(at) {
        out.push((old.len(), next, Line::Added((*line).to_owned())));
    }
    out
}
