//! Lists, merged item by item; the tick, the words and what is nested, each on its own.

use super::super::core::{Named, Three, Units};
use super::super::shape::{canonical, lines};
use super::super::value::spelling;
use super::chunk::Marker;
use super::pieces::Pieces;

/// One item: marker, tick, words, nested list and the blank lines behind it.
#[derive(Clone, Debug, Default)]
struct Item<'t> {
    marker: &'t str,
    /// `[ ] ` or `[x] `, empty where the item has no box.
    tick: &'t str,
    words: &'t str,
    nested: &'t str,
    gap: &'t str,
}

impl Item<'_> {
    fn is_ticked(&self) -> bool {
        self.tick.contains(['x', 'X'])
    }

    fn named(&self) -> Named {
        let mut key = String::with_capacity(self.words.len());
        for word in self.words.split_whitespace() {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(word);
        }
        let content = if self.nested.is_empty() { String::new() } else { canonical(self.nested) };
        Named { key, content, ..Named::default() }
    }

    fn differs(&self, other: &Item) -> bool {
        self.named() != other.named()
            || self.tick.is_empty() != other.tick.is_empty()
            || self.is_ticked() != other.is_ticked()
    }
}

/// Lists in lists are merged by item down to this depth.
const DEEPEST: usize = 16;

/// Merges three lists; each is whole lines, the last without its line end.
pub(super) fn merge(base: &str, left: &str, right: &str) -> Pieces {
    merge_at(base, left, right, 0)
}

fn merge_at(base: &str, left: &str, right: &str, depth: usize) -> Pieces {
    let items = Three::new(base, left, right).map(read);
    let named = items.as_ref().map(|items| items.iter().map(Item::named).collect::<Vec<_>>());
    let units = Units::by_likeness(Three::new(&named.base[..], &named.left, &named.right));
    let (alive, _) = units.alive(
        |b, l| items.base[b].differs(&items.left[l]),
        |b, r| items.base[b].differs(&items.right[r]),
    );
    let key = |unit: usize| {
        let at = &units.places[unit];
        let sides =
            at.left.map(|i| &items.left[i]).into_iter().chain(at.right.map(|i| &items.right[i]));
        sides
            .map(|item| [item.words, item.nested, item.tick, item.marker, item.gap].concat())
            .min()
            .unwrap_or_default()
    };
    let order = units.merged_order(&alive, key);
    let mut out = Pieces::default();
    let mut gap = String::new();
    for unit in order {
        let at = &units.places[unit];
        let old = at.base.map(|i| &items.base[i]);
        let (l, r) = (at.left.map(|i| &items.left[i]), at.right.map(|i| &items.right[i]));
        let (Some(one), Some(other)) = (l.or(r), r.or(l)) else { continue };
        if !out.0.is_empty() && !gap.contains(['\n', '\r']) {
            gap.push('\n');
        }
        out.push(&gap);
        match (l, r) {
            (Some(l), Some(r)) => item(&mut out, old, l, r, depth),
            _ => {
                [one.marker, one.tick, one.words, one.nested].iter().for_each(|part| out.push(part))
            }
        }
        gap = spelling(old.map(|old| old.gap), one.gap, other.gap).to_owned();
    }
    out
}

/// Adds one item that both sides have.
fn item<'t>(
    out: &mut Pieces,
    base: Option<&Item<'t>>,
    left: &Item<'t>,
    right: &Item<'t>,
    depth: usize,
) {
    let of = |get: fn(&Item<'t>) -> &'t str| spelling(base.map(get), get(left), get(right));
    let old = |get: fn(&Item<'t>) -> &'t str| base.map_or("", get);
    out.push(of(|item| item.marker));
    let boxes = !left.tick.is_empty() && !right.tick.is_empty();
    if boxes
        && base.is_none_or(|base| base.tick.is_empty())
        && left.is_ticked() != right.is_ticked()
    {
        out.push(if left.is_ticked() { left.tick } else { right.tick });
    } else {
        out.push(of(|item| item.tick));
    }
    out.push_whole(old(|item| item.words), left.words, right.words);
    if left.nested == right.nested {
        return out.push(left.nested);
    }
    let nested = Pieces::whole(old(|item| item.nested), left.nested, right.nested);
    let lists = [left, right].iter().all(|item| !item.nested.is_empty());
    if nested.is_open() && lists && depth < DEEPEST {
        out.append(merge_at(old(|item| item.nested), left.nested, right.nested, depth + 1));
    } else {
        out.append(nested);
    }
}

/// Divides a list into its items.
fn read(list: &str) -> Vec<Item<'_>> {
    let mut starts = Vec::new();
    let mut at = 0;
    let mut width = usize::MAX;
    for line in lines(list) {
        if let Some(marker) = Marker::read(line)
            && (starts.is_empty() || marker.indent < width)
        {
            starts.push(at);
            width = marker.width;
        }
        at += line.len();
    }
    if starts.first() != Some(&0) && !list.is_empty() {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([list.len()]);
    starts.iter().zip(ends).map(|(start, end)| read_item(&list[*start..end])).collect()
}

fn read_item(text: &str) -> Item<'_> {
    let (core, gap) = text.split_at(text.trim_end().len());
    let Some(marker) = lines(core).next().and_then(Marker::read) else {
        return Item { words: core, gap, ..Item::default() };
    };
    let (head, rest) = core.split_at(marker.width.min(core.len()));
    let boxed = ["[ ]", "[x]", "[X]"].iter().any(|tick| {
        rest.strip_prefix(tick)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n']))
    });
    let (tick, rest) = rest.split_at(if boxed { 3 } else { 0 });
    let mut words = lines(rest).next().unwrap_or("").len();
    for line in lines(rest).skip(1) {
        if Marker::read(line).is_some_and(|nested| nested.indent >= marker.width.min(2)) {
            break;
        }
        words += line.len();
    }
    let (words, nested) = rest.split_at(words);
    Item { marker: head, tick, words, nested, gap }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::body::pieces::Piece;

    fn check(base: &str, left: &str, right: &str, expected: &str) {
        for (left, right) in [(left, right), (right, left)] {
            let merged = merge(base, left, right);
            let shown = merged.with(|all| {
                let (one, other) = (all.left.trim(), all.right.trim());
                format!("<{}|{}>", one.min(other), one.max(other))
            });
            assert_eq!(shown, expected);
            assert!(merged.0.iter().all(|piece| *piece != Piece::Text(String::new())));
        }
    }

    #[test]
    fn ticks_and_words_are_merged_apart() {
        check("- [ ] a\n- [ ] b", "- [x] a\n- [ ] b", "- [ ] a\n- [x] b", "- [x] a\n- [x] b");
        check("- [ ] call bank", "- [x] call bank", "- [ ] call the bank", "- [x] call the bank");
        check("- [x] a", "- [ ] a", "- [x] a", "- [ ] a");
        check("", "- [x] a", "- [ ] a", "- [x] a");
    }

    #[test]
    fn items_are_added_removed_and_moved() {
        check("- a\n- b", "- a\n- x\n- b", "- a\n- y\n- b", "- a\n- x\n- y\n- b");
        check("- a\n- b\n- c", "- a\n- c", "- c\n- a\n- b", "- c\n- a");
        check("1. a\n2. b", "1. a\n2. b\n3. c", "1. z\n2. b", "1. z\n2. b\n3. c");
        check("- a\n- b", "- a", "- a\n- b\n  more", "- a\n- b\n  more");
    }

    #[test]
    fn nested_items_are_merged_too() {
        check(
            "- a\n  - [ ] x\n  - [ ] y",
            "- a\n  - [x] x\n  - [ ] y",
            "- a\n  - [ ] x\n  - [x] y",
            "- a\n  - [x] x\n  - [x] y",
        );
        check("- a b c", "- a b d", "- a b e", "- <a b d|a b e>");
    }
}
