//! The sections of a body: paired by heading, in the order of who moved them.

use foldhash::HashSet;

use super::super::core::{Named, Three, Units};
use super::super::fields::Fields;
use super::super::model::What;
use super::super::shape::{canonical, lines};
use super::super::value::spelling;
use super::blocks::{self, Block};
use super::chunk::{Chunk, Followed, Segment, segments};
use super::open;
use super::pieces::Pieces;
use crate::document::Document;
use crate::schema::fold_heading;

/// What becomes of a text that both sides changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::merge) enum Settle {
    /// The lower one stays, the other is handed back.
    Lower,
    /// Both stand, the lower one first: for conflict notes, which have no notes of their own.
    Both,
}

/// A text that both sides changed.
pub(in crate::merge) struct Lost {
    pub(in crate::merge) what: What,
    pub(in crate::merge) base: Option<String>,
    pub(in crate::merge) kept: String,
    pub(in crate::merge) other: String,
}

/// A merged body.
#[derive(Default)]
pub(in crate::merge) struct Merged {
    pub(in crate::merge) text: String,
    pub(in crate::merge) lost: Vec<Lost>,
    pub(in crate::merge) restored: Vec<What>,
}

/// Merges the bodies of three documents.
pub(in crate::merge) fn merge(
    fields: &Fields,
    base: Option<&Document>,
    left: &Document,
    right: &Document,
    settle: Settle,
) -> Merged {
    let all = Three::new(base.map(segments).unwrap_or_default(), segments(left), segments(right));
    let named = all.as_ref().map(|segments| names(fields, segments));
    let units = Units::by_likeness(Three::new(&named.base[..], &named.left, &named.right));
    let differs = |one: &Segment, other: &Segment| {
        one.title != other.title || one.content() != other.content()
    };
    let (mut alive, mut restored) = units.alive(
        |b, l| differs(&all.base[b], &all.left[l]),
        |b, r| differs(&all.base[b], &all.right[r]),
    );
    let segment = |unit: usize| {
        let at = &units.places[unit];
        Three::new(
            at.base.map(|i| &all.base[i]),
            at.left.map(|i| &all.left[i]),
            at.right.map(|i| &all.right[i]),
        )
    };
    for (order, version) in [(&units.order.left, &all.left), (&units.order.right, &all.right)] {
        for unit in parents(order, version, &alive) {
            alive.insert(unit);
            restored.insert(unit);
        }
    }
    let order = units.merged_order(&alive, |unit| {
        let at = segment(unit);
        at.left.into_iter().chain(at.right).map(sort_text).min().unwrap_or_default()
    });
    let mut out = Out { settle, merged: Merged::default(), last: None };
    for unit in order {
        let again = restored.contains(&unit);
        out.segment(fields, segment(unit), again);
    }
    out.finish()
}

/// Names sections by their headings, and those of their parents.
fn names(fields: &Fields, segments: &[Segment]) -> Vec<Named> {
    let mut parents: Vec<(u8, String)> = Vec::new();
    let name = |segment: &Segment| {
        let Some((title, level)) = &segment.title else { return Named::default() };
        parents.retain(|(parent, _)| parent < level);
        let known = fields.section(title).map(str::to_owned);
        let title = known.unwrap_or_else(|| fold_heading(title));
        let mut path: Vec<&str> = parents.iter().map(|(_, title)| title.as_str()).collect();
        path.push(&title);
        let key = path.join("\n");
        // The title of the whole document is no place: it may change with all else staying put.
        if *level > 1 {
            parents.push((*level, title.clone()));
        }
        Named { key, leaf: title, content: segment.content() }
    };
    segments.iter().map(name).collect()
}

/// Returns the headings that living sections of a version stand under, and that do not live.
fn parents(order: &[usize], version: &[Segment], alive: &HashSet<usize>) -> Vec<usize> {
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut out = Vec::new();
    for (unit, segment) in order.iter().zip(version) {
        let Some((_, level)) = segment.title else { continue };
        open.retain(|(parent, _)| *parent < level);
        if alive.contains(unit) {
            out.extend(open.iter().map(|(_, unit)| *unit).filter(|unit| !alive.contains(unit)));
        }
        open.push((level, *unit));
    }
    out
}

/// Puts deeper sections first, so that none slips under another's heading.
fn sort_text(segment: &Segment) -> String {
    let level = segment.title.as_ref().map_or(0, |(_, level)| *level);
    let chunks = segment.heading.iter().chain(&segment.blocks);
    let text: String = chunks.flat_map(|chunk| [chunk.core, chunk.gap]).collect();
    format!("{} {text}", 9 - level.min(9))
}

/// The text as it grows.
struct Out {
    settle: Settle,
    merged: Merged,
    /// What followed the last block where it comes from, the white space behind it, and where in the
    /// text it begins.
    last: Option<(Followed, String, usize)>,
}

impl Out {
    fn segment(&mut self, fields: &Fields, at: Three<Option<&Segment>>, restored: bool) {
        let (Some(one), Some(other)) = (at.left.or(at.right), at.right.or(at.left)) else { return };
        let old = at.base;
        let both = at.left.is_some() && at.right.is_some();
        let (found, again) = match (both, old) {
            (true, _) => {
                let blocks = Three::new(
                    old.map_or(&[][..], |segment| &segment.blocks),
                    &one.blocks[..],
                    &other.blocks[..],
                );
                blocks::merge(blocks)
            }
            (false, _) => (one.blocks.iter().map(Block::of).collect::<Vec<_>>(), false),
        };
        let heading = match (&one.heading, &other.heading) {
            (Some(l), Some(r)) => {
                Some(merge_heading(old.and_then(|old| old.heading.as_ref()), l, r))
            }
            _ => None,
        };
        let what = what(fields, one.title.as_ref().min(other.title.as_ref()));
        if restored || again {
            self.merged.restored.push(what.clone());
        }
        let open = |block: &Block| block.pieces.is_open();
        if !heading.iter().chain(&found).any(open) {
            for block in heading.iter().chain(&found) {
                self.block(block, |_| String::new());
            }
            return;
        }
        let with_heading = heading.as_ref().is_some_and(open);
        let version = |choose: &dyn Fn(&Three<String>) -> String| {
            let mut text = String::new();
            let told = heading.iter().filter(|_| with_heading).chain(&found);
            for block in told {
                text.push_str(&block.pieces.with(choose));
                text.push_str(if block.gap.is_empty() { "\n" } else { &block.gap });
            }
            text.truncate(text.trim_end().len());
            text
        };
        let left: &dyn Fn(&Three<String>) -> String = &|all| all.left.clone();
        let right: &dyn Fn(&Three<String>) -> String = &|all| all.right.clone();
        let texts = [version(left), version(right)];
        let left_stays = (canonical(&texts[0]), &texts[0]) <= (canonical(&texts[1]), &texts[1]);
        for block in heading.iter().chain(&found) {
            match self.settle {
                Settle::Lower => {
                    self.block(block, if left_stays { left } else { right });
                }
                Settle::Both => self.block(block, |all| {
                    let (l, r) = (&all.left, &all.right);
                    let (first, second) = if l <= r { (l, r) } else { (r, l) };
                    if first.is_empty() || second.is_empty() {
                        return format!("{first}{second}");
                    }
                    let end = open::closing(first).map_or(String::new(), |end| format!("\n{end}"));
                    format!("{first}{end}\n\n{second}")
                }),
            }
        }
        if self.settle == Settle::Lower {
            let base = version(&|all| all.base.clone());
            let [l, r] = texts;
            let (kept, other) = if left_stays { (l, r) } else { (r, l) };
            let base = old.is_some().then_some(base);
            self.merged.lost.push(Lost { what, base, kept, other });
        }
    }

    /// Writes a block, parted from the one before as Markdown needs it.
    fn block(&mut self, block: &Block, choose: impl Fn(&Three<String>) -> String) {
        let text = block.pieces.with(choose);
        let is_heading = block.heading;
        if let Some((followed, gap, start)) = self.last.take() {
            let ends = gap.matches('\n').count().max(gap.matches('\r').count());
            let wanted = match followed {
                Followed::Block => 1,
                Followed::Heading if is_heading => 1,
                Followed::Heading | Followed::Nothing => 2,
            };
            let end = if gap.contains("\r\n") { "\r\n" } else { "\n" };
            // What stood last and was never closed would take in what now follows it.
            if followed == Followed::Nothing
                && let Some(closing) = open::closing(&self.merged.text[start..])
            {
                self.merged.text.push_str(end);
                self.merged.text.push_str(&closing);
            }
            self.merged.text.push_str(&gap);
            if !self.merged.text.is_empty() {
                for _ in ends..wanted {
                    self.merged.text.push_str(end);
                }
            }
        }
        let start = self.merged.text.len();
        self.merged.text.push_str(&text);
        self.last = Some((block.followed, block.gap.clone(), start));
    }

    fn finish(mut self) -> Merged {
        if let Some((followed, gap, _)) = self.last.take() {
            // Blank lines that parted it from what followed part it from nothing here.
            let end = match followed {
                Followed::Nothing => gap.as_str(),
                _ => lines(&gap).next().unwrap_or(""),
            };
            self.merged.text.push_str(end);
        }
        self.merged
    }
}

fn merge_heading(base: Option<&Chunk>, left: &Chunk, right: &Chunk) -> Block {
    let old = base.map_or("", |heading| heading.core);
    Block {
        pieces: Pieces::whole(old, left.core, right.core),
        gap: spelling(base.map(|heading| heading.gap), left.gap, right.gap).to_owned(),
        followed: left.followed.max(right.followed),
        heading: true,
    }
}

/// Names a section as people are told of it.
fn what(fields: &Fields, title: Option<&(String, u8)>) -> What {
    match title {
        None => What::Opening,
        Some((title, _)) => {
            What::Section(fields.section(title).map_or_else(|| title.clone(), str::to_owned))
        }
    }
}
