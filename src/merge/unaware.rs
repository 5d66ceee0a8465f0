//! Whether a text was written by somebody who had not seen a later version.

use super::core::{Changed, Three, Touching, regions};
use super::shape::{lines, strip};

/// Tells whether `text` continues `before` as if `after` had never been: it has nothing of what
/// `after` changed, and leaves at least one such place as it was.
///
/// So it is when an editor that had opened `before` saves over `after`. Line ends and a byte order
/// mark say nothing.
pub fn unaware(before: &str, after: &str, text: &str) -> bool {
    let (_, before, text, after) = strip(Some(before), text, after);
    let before = before.unwrap_or_default();
    let all = Three::new(&*before, &*text, &*after).map(|text| lines(text).collect::<Vec<_>>());
    let slices = Three::new(&all.base[..], &all.left[..], &all.right[..]);
    let mut untouched = false;
    for region in regions(slices, Touching::Apart) {
        match region.changed {
            Changed::Neither | Changed::Left => {}
            Changed::Right => untouched = true,
            Changed::Both => {
                let after = &all.right[region.at.right];
                let text = &all.left[region.at.left];
                let has_some =
                    text.iter().any(|line| !line.trim().is_empty() && after.contains(line));
                if has_some || text == after {
                    return false;
                }
            }
        }
    }
    untouched
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, text: &str, expected: bool) {
        assert_eq!(
            unaware(before, after, text),
            expected,
            "{before:?} → {after:?}, saved {text:?}"
        );
    }

    #[test]
    fn the_old_text_with_or_without_additions_is_unaware() {
        check("a\nb\nc\n", "a\nB\nc\n", "a\nb\nc\n", true);
        check("a\nb\nc\n", "a\nB\nc\n", "a\nb\nc\nmine\n", true);
        check("a\nb\nc\n", "a\nb\nc\ntheirs\n", "A\nb\nc\n", true);
        check("a\r\nb\r\n", "a\nB\n", "a\r\nb\r\nmine\r\n", true);
        check("a\nb\nc\nd\n", "A\nb\nc\nd\ntheirs\n", "a\nb\nc\nD\n", true);
    }

    #[test]
    fn whoever_has_some_of_the_new_text_has_seen_it() {
        check("a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\nmine\n", false);
        check("a\nb\nc\nd\n", "A\nb\nc\nD\n", "A\nb\nc\nd\n", false);
        check("a\nb\nc\n", "a\nb\nc\none\ntwo\n", "a\nb\nc\ntwo\n", false);
    }

    #[test]
    fn where_nothing_changed_or_all_was_rewritten_nothing_can_be_told() {
        check("a\nb\n", "a\nb\n", "a\nb\nc\n", false);
        check("a\n", "b\n", "c\n", false);
    }
}
