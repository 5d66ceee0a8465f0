//! Texts of which nothing is known but their lines.

use super::core::{Changed, Three, Touching, regions};
use super::shape::{lines, strip};

/// Merges three texts line by line; `None` where both sides changed the same lines.
pub(super) fn merge_lines(base: Option<&str>, left: &str, right: &str) -> Option<String> {
    let (shape, base, left, right) = strip(base, left, right);
    let base = base.unwrap_or_default();
    let all = Three::new(&*base, &*left, &*right).map(|text| lines(text).collect::<Vec<_>>());
    let slices = Three::new(&all.base[..], &all.left[..], &all.right[..]);
    let mut out = String::with_capacity(left.len().max(right.len()));
    for region in regions(slices, Touching::Together) {
        let (l, r) = (&all.left[region.at.left], &all.right[region.at.right]);
        let chosen = match region.changed {
            Changed::Neither | Changed::Left => l,
            Changed::Right => r,
            Changed::Both if l == r => l,
            Changed::Both => return None,
        };
        out.extend(chosen.iter().copied());
    }
    Some(shape.restore(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(base: &str, left: &str, right: &str, expected: Option<&str>) {
        assert_eq!(merge_lines(Some(base), left, right).as_deref(), expected);
        assert_eq!(merge_lines(Some(base), right, left).as_deref(), expected);
    }

    #[test]
    fn lines_of_one_side_are_taken() {
        check("a\nb\nc\n", "x\nb\nc\n", "a\nb\ny\n", Some("x\nb\ny\n"));
        check("a\nb\n", "a\r\nb\r\n", "a\nb\nc\n", Some("a\r\nb\r\nc\r\n"));
        check("a\nb\n", "a\nc\n", "a\nc\n", Some("a\nc\n"));
    }

    #[test]
    fn no_marker_is_ever_written() {
        check("a\n", "b\n", "c\n", None);
        check("a\nb\n", "a\nb\nc\n", "a\nb\nd\n", None);
        assert_eq!(merge_lines(None, "a\n", "b\n"), None);
        assert_eq!(merge_lines(None, "a\n", "a\n").as_deref(), Some("a\n"));
    }
}
