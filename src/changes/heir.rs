//! Which of several files goes on where one ended that is gone.

use std::collections::HashMap;

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
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            *count.entry(line).or_default() += step;
        }
    }
    count.values().map(|left_over| left_over.unsigned_abs()).sum()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_fewest_lines_that_differ_decide_then_the_order() {
        let old = "---\nid: ola-1\n---\n\nOne.\nTwo.\n";
        let check = |candidates: &[&str], expected: Option<usize>| {
            assert_eq!(nearest(old, candidates), expected, "{candidates:?}");
        };
        check(
            &["---\nid: ola-1\n---\n\nThree.\n", "---\nid: ola-1\n---\n\nOne.\nTwo, too.\n"],
            Some(1),
        );
        check(&["---\nid: ola-1\n---\nOne.\nTwo.\nThree.\n", old], Some(1));
        check(&["---\r\nid: ola-1\r\n---\r\nTwo.\r\nOne.\r\n", old], Some(0));
        check(&[old, old], Some(0));
        check(&[], None);
    }
}
