//! The blocks under one heading.

use std::collections::HashSet;

use super::super::core::{Changed, Three, Touching, regions};
use super::super::value::spelling;
use super::chunk::{Chunk, Followed, Kind};
use super::pieces::Pieces;
use super::{items, likeness, rows};

/// A merged block and what followed it where it comes from.
pub(super) struct Block {
    pub(super) pieces: Pieces,
    pub(super) gap: String,
    pub(super) followed: Followed,
    pub(super) heading: bool,
}

impl Block {
    /// Takes a block as one side has it.
    pub(super) fn of(chunk: &Chunk) -> Self {
        let (pieces, gap) = (Pieces::text(chunk.core), chunk.gap.to_owned());
        Self { pieces, gap, followed: chunk.followed, heading: false }
    }

    /// Merges a block that all three versions have, or that both sides added.
    pub(super) fn merged(base: Option<&Chunk>, left: &Chunk, right: &Chunk) -> Self {
        let old = base.map_or("", |chunk| chunk.core);
        let mut pieces = Pieces::whole(old, left.core, right.core);
        let all =
            |kind| left.kind == kind && right.kind == kind && base.is_none_or(|b| b.kind == kind);
        if pieces.is_open() && all(Kind::List) {
            pieces = items::merge(old, left.core, right.core);
        } else if pieces.is_open() && all(Kind::Table) {
            pieces = rows::merge(old, left.core, right.core);
        }
        Self {
            pieces,
            gap: spelling(base.map(|chunk| chunk.gap), left.gap, right.gap).to_owned(),
            followed: left.followed.max(right.followed),
            heading: false,
        }
    }
}

/// Merges the blocks of a section; tells whether one that a side removed was restored.
pub(super) fn merge(all: Three<&[Chunk]>) -> (Vec<Block>, bool) {
    let names = all.map(|chunks| chunks.iter().map(|chunk| &chunk.canonical).collect::<Vec<_>>());
    let slices = Three::new(&names.base[..], &names.left, &names.right);
    let mut out = Vec::new();
    let mut restored = false;
    for region in regions(slices, Touching::Apart) {
        let at = region.at;
        let (b, l, r) = (&all.base[at.base], &all.left[at.left], &all.right[at.right]);
        match region.changed {
            Changed::Left => out.extend(l.iter().map(Block::of)),
            Changed::Right => out.extend(r.iter().map(Block::of)),
            Changed::Neither => {
                for ((b, l), r) in b.iter().zip(l).zip(r) {
                    out.push(Block::merged(Some(b), l, r));
                }
            }
            Changed::Both => restored |= both(b, l, r, &mut out),
        }
    }
    (out, restored)
}

/// Merges a run of blocks that both sides changed; tells whether something was restored.
fn both(base: &[Chunk], left: &[Chunk], right: &[Chunk], out: &mut Vec<Block>) -> bool {
    let same = |one: &[Chunk], other: &[Chunk]| {
        one.iter().map(|chunk| &chunk.canonical).eq(other.iter().map(|chunk| &chunk.canonical))
    };
    if same(base, left) || same(base, right) {
        let changed = if same(base, left) { right } else { left };
        out.extend(changed.iter().map(Block::of));
        return false;
    }
    if left.is_empty() || right.is_empty() {
        out.extend(left.iter().chain(right).map(Block::of));
        return !(left.is_empty() && right.is_empty());
    }
    if same(left, right) {
        out.extend(left.iter().zip(right).map(|(l, r)| Block::merged(None, l, r)));
        return false;
    }
    if base.is_empty() {
        added(left, right, out);
        return false;
    }
    if base.len() == left.len() && base.len() == right.len() {
        for ((b, l), r) in base.iter().zip(left).zip(right) {
            out.push(Block::merged(Some(b), l, r));
        }
        return false;
    }
    let Some(at) = likeness::split(base, left, right) else {
        out.push(whole(base, left, right));
        return false;
    };
    let before = both(&base[..at.base], &left[..at.left], &right[..at.right], out);
    out.push(Block::merged(Some(&base[at.base]), &left[at.left], &right[at.right]));
    let behind = both(&base[at.base + 1..], &left[at.left + 1..], &right[at.right + 1..], out);
    before || behind
}

/// Takes the runs that both sides added at one place: the longer where it holds the other, else
/// both, the lower first.
fn added(left: &[Chunk], right: &[Chunk], out: &mut Vec<Block>) {
    let names = |run: &[Chunk]| run.iter().map(|c| c.canonical.clone()).collect::<Vec<_>>();
    let (l, r) = (names(left), names(right));
    let holds = |long: &[String], short: &[String]| long.windows(short.len()).any(|w| w == short);
    if holds(&l, &r) {
        return out.extend(left.iter().map(Block::of));
    }
    if holds(&r, &l) {
        return out.extend(right.iter().map(Block::of));
    }
    if let ([one], [other]) = (left, right)
        && one.kind == Kind::List
        && other.kind == Kind::List
        && !shared_items(one, other).is_empty()
    {
        return out.push(Block::merged(None, one, other));
    }
    let (first, second) = if l <= r { (left, right) } else { (right, left) };
    out.extend(first.iter().chain(second).map(Block::of));
}

/// Returns the lines that two lists share, ticks aside.
fn shared_items<'t>(one: &'t Chunk, other: &'t Chunk) -> HashSet<&'t str> {
    fn words<'t>(chunk: &'t Chunk) -> HashSet<&'t str> {
        let words = chunk.canonical.lines().map(|line| {
            line.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[')
                .trim_start_matches(['[', ']', ' ', 'x', 'X'])
        });
        words.filter(|words| !words.is_empty()).collect()
    }
    words(one).intersection(&words(other)).copied().collect()
}

/// Runs of different length are one choice.
fn whole(base: &[Chunk], left: &[Chunk], right: &[Chunk]) -> Block {
    let text = |run: &[Chunk]| {
        let mut text: String = run.iter().flat_map(|chunk| [chunk.core, chunk.gap]).collect();
        text.truncate(text.trim_end().len());
        text
    };
    let gap = |run: &[Chunk]| run.last().map_or(String::new(), |chunk| chunk.gap.to_owned());
    let followed = |run: &[Chunk]| run.last().map_or(Followed::Block, |chunk| chunk.followed);
    Block {
        pieces: Pieces::whole(&text(base), &text(left), &text(right)),
        gap: spelling(Some(&gap(base)), &gap(left), &gap(right)).to_owned(),
        followed: followed(left).max(followed(right)),
        heading: false,
    }
}
