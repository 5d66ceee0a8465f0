//! Which of several files goes on where one ended that is gone.

/// Returns the place of the text in `candidates` that says what `old` said, the first of several; `None` where all say
/// something else: then it is for whoever wrote them to say which is a copy.
///
/// Blank lines and spaces at the ends of lines do not count, nor where a line stands.
pub fn heir(old: &str, candidates: &[&str]) -> Option<usize> {
    let old = lines(old);
    candidates.iter().position(|text| lines(text) == old)
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
    use super::heir;

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
}
