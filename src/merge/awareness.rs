//! Whether a text was written by somebody who had not seen a later version.

use super::core::{Changed, Three, Touching, regions};
use super::shape::{lines, strip};

/// What a text has of the changes that another version made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awareness {
    /// At least one of them stands in it.
    Seen,
    /// None does, and at least one place is as it was before.
    Unaware,
    /// None does, and each place was changed to something else; or there is nothing to see.
    Unknown,
}

/// Compares `text`, made from `before`, with what `after` changed there.
///
/// An editor that had opened `before` saves a text that is [`Awareness::Unaware`] of `after`. Line
/// ends and a byte order mark say nothing. Where `before` was nothing, every line of `after` must
/// stand in a text that has seen it: the two may have begun alike elsewhere.
pub fn awareness(before: &str, after: &str, text: &str) -> Awareness {
    let (_, before, text, after) = strip(Some(before), text, after);
    let before = before.unwrap_or_default();
    if before.trim().is_empty() && !after.trim().is_empty() {
        let there: Vec<&str> = lines(&text).map(str::trim).collect();
        let has_all = lines(&after).map(str::trim).all(|line| there.contains(&line));
        return if has_all { Awareness::Seen } else { Awareness::Unaware };
    }
    let all = Three::new(&*before, &*text, &*after).map(|text| lines(text).collect::<Vec<_>>());
    let slices = Three::new(&all.base[..], &all.left[..], &all.right[..]);
    let mut found = Awareness::Unknown;
    for region in regions(slices, Touching::Apart) {
        match region.changed {
            Changed::Neither | Changed::Left => {}
            Changed::Right => found = Awareness::Unaware,
            Changed::Both => {
                let after = &all.right[region.at.right];
                let text = &all.left[region.at.left];
                let has = |line: &&str| !line.trim().is_empty() && after.contains(line);
                if text.iter().any(has) || text == after {
                    return Awareness::Seen;
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Awareness::{Seen, Unaware, Unknown};
    use super::*;

    fn check(before: &str, after: &str, text: &str, expected: Awareness) {
        let found = awareness(before, after, text);
        assert_eq!(found, expected, "{before:?} → {after:?}, saved {text:?}");
    }

    #[test]
    fn the_old_text_with_or_without_additions_is_unaware() {
        check("a\nb\nc\n", "a\nB\nc\n", "a\nb\nc\n", Unaware);
        check("a\nb\nc\n", "a\nB\nc\n", "a\nb\nc\nmine\n", Unaware);
        check("a\nb\nc\n", "a\nb\nc\ntheirs\n", "A\nb\nc\n", Unaware);
        check("a\r\nb\r\n", "a\nB\n", "a\r\nb\r\nmine\r\n", Unaware);
        check("a\nb\nc\nd\n", "A\nb\nc\nd\ntheirs\n", "a\nb\nc\nD\n", Unaware);
    }

    #[test]
    fn whoever_has_some_of_the_new_text_has_seen_it() {
        check("a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\nmine\n", Seen);
        check("a\nb\nc\nd\n", "A\nb\nc\nD\n", "A\nb\nc\nd\n", Seen);
        check("a\nb\nc\n", "a\nb\nc\none\ntwo\n", "a\nb\nc\ntwo\n", Seen);
    }

    #[test]
    fn whoever_began_from_nothing_has_seen_what_stands_there_whole() {
        check("", "a\nb\n", "a\nmine\n", Unaware);
        check("", "a\nb\n", "a\nmine\nb\n", Seen);
        check("\n", "a\n", "mine\n", Unaware);
        check("", "", "mine\n", Unknown);
    }

    #[test]
    fn where_nothing_changed_or_all_was_rewritten_nothing_can_be_told() {
        check("a\nb\n", "a\nb\n", "a\nb\nc\n", Unknown);
        check("a\n", "b\n", "c\n", Unknown);
    }
}
