//! Which of several files goes on where one ended that is gone.

use std::collections::HashMap;

/// Returns the place of the text in `candidates` that says what `old` said, the first of several; `None` where all say
/// something else: then it is for whoever wrote them to say which is a copy.
///
/// Blank lines and spaces at the ends of lines do not count, nor where a line stands.
pub fn heir(old: &str, candidates: &[&str]) -> Option<usize> {
    let old = lines(old);
    candidates.iter().position(|text| lines(text) == old)
}

/// Returns the place of the text in `candidates` that differs in the fewest lines from `old`, the first
/// of those that are equally near; `None` where there is none.
///
/// Blank lines and spaces at the ends of lines do not count, nor where a line stands.
pub fn nearest(old: &str, candidates: &[&str]) -> Option<usize> {
    (0..candidates.len()).min_by_key(|at| distance(old, candidates[*at]))
}

/// Counts the lines that only one of two texts has.
fn distance(left: &str, right: &str) -> u64 {
    let mut count: HashMap<&str, i64> = HashMap::new();
    for (text, step) in [(left, 1), (right, -1)] {
        for line in lines(text) {
            *count.entry(line).or_default() += step;
        }
    }
    count.values().map(|left_over| left_over.unsigned_abs()).sum()
}

/// Returns the lines of a text in an order that no text decides.
fn lines(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut lines: Vec<&str> = lines.collect();
    lines.sort_unstable();
    lines
}

#[cfg(test)]
mod tests {
    use super::{heir, nearest};

    #[test]
    fn the_one_that_nobody_has_changed_goes_on() {
        let old = "---\nid: ola-1\n---\n\nOne.\nTwo.\n";
        let check = |candidates: &[&str], expected: Option<usize>| {
            assert_eq!(heir(old, candidates), expected, "{candidates:?}");
        };
        let edited = "---\nid: ola-1\n---\n\nOne.\nTwo, too.\n";
        check(&["---\nid: ola-1\n---\n\nThree.\n", edited], None);
        check(&[edited, old], Some(1));
        check(&["---\r\nid: ola-1\r\n---\r\nTwo.\r\nOne.\r\n", old], Some(0));
        check(&[old, old], Some(0));
        check(&["---\nid: ola-1\n---\n\nOne.\nTwo.\nTwo.\n"], None);
        check(&[], None);
    }

    #[test]
    fn the_fewest_lines_that_differ_are_the_nearest_then_the_order() {
        let old = "---\nid: ola-1\n---\n\nOne.\nTwo.\n";
        let check = |candidates: &[&str], expected: Option<usize>| {
            assert_eq!(nearest(old, candidates), expected, "{candidates:?}");
        };
        let edited = "---\nid: ola-1\n---\n\nOne.\nTwo, too.\n";
        check(&["---\nid: ola-1\n---\n\nThree.\n", edited], Some(1));
        check(&["---\r\nid: ola-1\r\n---\r\nTwo.\r\nOne.\r\n", old], Some(0));
        check(&[], None);
    }
}
