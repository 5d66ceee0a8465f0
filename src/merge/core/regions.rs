//! Three sequences cut into the regions that one side changed, both did, or none (diff3).
//!
//! After Khanna, Kunal and Pierce, "A Formal Investigation of Diff3" (2007), with hunks that only
//! touch kept apart where the caller wants that.

use std::hash::Hash;
use std::ops::Range;

use super::Three;
use crate::text::matches;

/// Whether changes side by side, with nothing unchanged between them, are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::merge) enum Touching {
    /// They are two changes: right for blocks, which don't depend on their neighbours.
    Apart,
    /// They are one: right for lines of a text whose meaning is unknown.
    Together,
}

/// Who changed a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::merge) enum Changed {
    Neither,
    Left,
    Right,
    /// Both, perhaps to the same.
    Both,
}

/// A stretch of the three sequences, by index ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::merge) struct Region {
    pub(in crate::merge) changed: Changed,
    pub(in crate::merge) at: Three<Range<usize>>,
}

/// Cuts the three sequences into regions, in order, each sequence covered whole.
pub(in crate::merge) fn regions<T: Eq + Hash>(all: Three<&[T]>, touching: Touching) -> Vec<Region> {
    let left = Side::new(all.base, all.left);
    let right = Side::new(all.base, all.right);
    let mut out = Vec::new();
    let (mut l, mut r, mut done) = (0, 0, 0);
    let mut push = |changed, from: (usize, usize, usize), to: (usize, usize, usize)| {
        let at = Three::new(
            from.0..to.0,
            left.place(from.0, from.1)..left.place(to.0, to.1),
            right.place(from.0, from.2)..right.place(to.0, to.2),
        );
        out.push(Region { changed, at });
    };
    loop {
        let first = [left.hunks.get(l), right.hunks.get(r)];
        let Some(start) = first.iter().flatten().map(|hunk| hunk.base.start).min() else { break };
        if done < start {
            push(Changed::Neither, (done, l, r), (start, l, r));
        }
        let (l0, r0) = (l, r);
        let mut span: Option<Range<usize>> = None;
        while let Some((hunk, is_left)) = lower(left.hunks.get(l), right.hunks.get(r)) {
            match &mut span {
                None => span = Some(hunk.base.clone()),
                Some(span) if joins(span, &hunk.base, touching) => {
                    span.end = span.end.max(hunk.base.end);
                }
                Some(_) => break,
            }
            if is_left { l += 1 } else { r += 1 }
        }
        let end = span.map_or(start, |span| span.end);
        let changed = match (l > l0, r > r0) {
            (true, false) => Changed::Left,
            (false, _) => Changed::Right,
            (true, true) => Changed::Both,
        };
        push(changed, (start, l0, r0), (end, l, r));
        done = end;
    }
    if done < all.base.len() {
        push(Changed::Neither, (done, l, r), (all.base.len(), l, r));
    }
    out
}

/// Tells whether a hunk belongs to the stretch that earlier hunks cover.
fn joins(span: &Range<usize>, hunk: &Range<usize>, touching: Touching) -> bool {
    match touching {
        Touching::Together => hunk.start <= span.end,
        Touching::Apart => hunk.start < span.end || (span.is_empty() && hunk == span),
    }
}

/// Returns the hunk that starts first, an insertion before a replacement, and whether it is left's.
fn lower<'a>(left: Option<&'a Hunk>, right: Option<&'a Hunk>) -> Option<(&'a Hunk, bool)> {
    match (left, right) {
        (Some(l), Some(r)) if (r.base.start, r.base.end) < (l.base.start, l.base.end) => {
            Some((r, false))
        }
        (Some(l), _) => Some((l, true)),
        (None, right) => right.map(|r| (r, false)),
    }
}

/// A stretch of the base and what a side has in its place.
struct Hunk {
    base: Range<usize>,
    side: Range<usize>,
}

/// How a side differs from the base.
struct Side {
    hunks: Vec<Hunk>,
}

impl Side {
    fn new<T: Eq + Hash>(base: &[T], side: &[T]) -> Self {
        let mut hunks = Vec::new();
        let (mut in_base, mut in_side) = (0, 0);
        let ends = [(base.len(), side.len())];
        let found = matches(base, side);
        let pairs = found.iter().enumerate().filter_map(|(at, to)| Some((at, (*to)?)));
        for (at, to) in pairs.chain(ends) {
            if in_base < at || in_side < to {
                hunks.push(Hunk { base: in_base..at, side: in_side..to });
            }
            (in_base, in_side) = (at + 1, to + 1);
        }
        Self { hunks }
    }

    /// Returns the place of a base index in the side, `hunks` of whose hunks lie before it.
    fn place(&self, base: usize, hunks: usize) -> usize {
        match hunks.checked_sub(1).and_then(|last| self.hunks.get(last)) {
            Some(hunk) => base - hunk.base.end + hunk.side.end,
            None => base,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes regions as `=abc`, `<new`, `>new` and `?base|left|right`.
    fn show(base: &str, left: &str, right: &str, touching: Touching) -> String {
        let chars = Three::new(base, left, right).map(|text| text.chars().collect::<Vec<_>>());
        let all = Three::new(&chars.base[..], &chars.left[..], &chars.right[..]);
        let text = |chars: &[char], at: &Range<usize>| chars[at.clone()].iter().collect::<String>();
        let shown = regions(all, touching).into_iter().map(|region| {
            let at = &region.at;
            let (b, l, r) =
                (text(all.base, &at.base), text(all.left, &at.left), text(all.right, &at.right));
            match region.changed {
                Changed::Neither => format!("={b}"),
                Changed::Left => format!("<{l}"),
                Changed::Right => format!(">{r}"),
                Changed::Both => format!("?{b}|{l}|{r}"),
            }
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    fn check(base: &str, left: &str, right: &str, apart: &str, together: &str) {
        assert_eq!(show(base, left, right, Touching::Apart), apart);
        assert_eq!(show(base, left, right, Touching::Together), together);
    }

    #[test]
    fn regions_say_who_changed_what() {
        check("", "", "", "", "");
        check("abc", "abc", "abc", "=abc", "=abc");
        check("abc", "xbc", "aby", "<x =b >y", "<x =b >y");
        check("abc", "axc", "ayc", "=a ?b|x|y =c", "=a ?b|x|y =c");
        check("ab", "axb", "ayb", "=a ?|x|y =b", "=a ?|x|y =b");
        check("", "x", "y", "?|x|y", "?|x|y");
    }

    #[test]
    fn changes_that_touch_are_apart_or_together() {
        check("abcd", "axcd", "abyd", "=a <x >y =d", "=a ?bc|xc|by =d");
        check("abc", "axc", "abyc", "=a <x >y =c", "=a ?b|x|by =c");
        check("abc", "axc", "aybc", "=a >y <x =c", "=a ?b|x|yb =c");
        check("abc", "", "abc", "<", "<");
        check("abc", "", "axc", "?abc||axc", "?abc||axc");
    }
}
