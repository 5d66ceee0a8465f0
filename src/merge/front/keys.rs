//! The merge of two front matters, key by key.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::super::core::{Named, Three, Units};
use super::super::fields::Fields;
use super::super::model::{Reason, What};
use super::super::shape::lines;
use super::super::value::{Meaning, choose, spelling};
use super::comments::{comment, comment_lines, inside, lost_comments};
use super::parts::{Part, Parts, cut};
use super::set::{self, List};
use crate::document::FrontMatter;
use crate::schema::MergeRule;
use crate::workflow::State;

/// One version's front matter, in the text that it stands in.
#[derive(Clone, Copy)]
pub(in crate::merge) struct Side<'t> {
    pub(in crate::merge) text: &'t str,
    pub(in crate::merge) front: &'t FrontMatter,
}

impl<'t> Side<'t> {
    /// Returns the opening or the closing fence, with the blank lines before the former.
    fn fence(self, open: bool) -> &'t str {
        let span = if open { (0..self.front.open.end).into() } else { self.front.close };
        span.of(self.text)
    }

    /// Returns the front matter with its fences.
    pub(in crate::merge) fn whole(self) -> &'t str {
        &self.text[..self.front.close.end]
    }

    fn cut(self, fields: &Fields) -> Option<Parts<'t>> {
        cut(self.text, self.front, fields)
    }
}

/// A value that both sides changed.
pub(in crate::merge) struct Lost {
    pub(in crate::merge) what: What,
    pub(in crate::merge) base: Option<String>,
    pub(in crate::merge) kept: String,
    pub(in crate::merge) other: String,
    pub(in crate::merge) reason: Reason,
}

/// A merged front matter.
#[derive(Default)]
pub(in crate::merge) struct Merged {
    /// With its fences.
    pub(in crate::merge) text: String,
    pub(in crate::merge) lost: Vec<Lost>,
    pub(in crate::merge) restored: Vec<What>,
}

/// Merges two readable front matters; a base that cannot be read counts as none.
pub(in crate::merge) fn merge(
    fields: &Fields,
    base: Option<Side>,
    left: Side,
    right: Side,
) -> Merged {
    let fence = |open: bool| {
        let of = |side: Side| side.fence(open).to_owned();
        let of_base = base.map(of);
        spelling(of_base.as_deref(), &of(left), &of(right)).to_owned()
    };
    let parts = (base.map(|side| side.cut(fields)), left.cut(fields), right.cut(fields));
    let mut out = match parts {
        (Some(None), ..) | (_, None, _) | (_, _, None) => whole(base, left, right),
        (base_parts, Some(left_parts), Some(right_parts)) => {
            let texts = Three::new(base.map_or("", |side| side.text), left.text, right.text);
            let base_parts = base_parts.flatten().unwrap_or_default();
            let led =
                fields.is_kind("task") && ![&left_parts, &right_parts].into_iter().any(is_own);
            let keys = Keys { fields, texts, is_led_by_evidence: led };
            keys.merge(Three::new(base_parts, left_parts, right_parts))
        }
    };
    let (open, close) = (fence(true), fence(false));
    if !out.text.is_empty() && !out.text.ends_with(['\n', '\r']) {
        out.text.push('\n');
    }
    out.text = format!("{open}{}{close}", out.text);
    out
}

/// Front matters whose entries share lines: one of them stands whole.
fn whole(base: Option<Side>, left: Side, right: Side) -> Merged {
    let content = |side: Side| side.front.content.of(side.text).to_owned();
    let all = Three::new(base.map(content), Some(content(left)), Some(content(right)));
    if let Some(text) = all.clone().settled() {
        return Merged { text: text.unwrap_or_default(), ..Merged::default() };
    }
    let (kept, other) = {
        let (l, r) = (content(left), content(right));
        if l <= r { (l, r) } else { (r, l) }
    };
    let lost = Lost {
        what: What::FrontMatter,
        base: all.base,
        kept: kept.clone(),
        other,
        reason: Reason::Order,
    };
    Merged { text: kept, lost: vec![lost], restored: Vec::new() }
}

/// A merge of two front matters, each entry of which stands on lines of its own.
struct Keys<'a> {
    fields: &'a Fields,
    /// The versions as a whole.
    texts: Three<&'a str>,
    /// It is a task of two people: what was said about it leads, and its status follows.
    is_led_by_evidence: bool,
}

impl Keys<'_> {
    fn merge(&self, all: Three<Parts>) -> Merged {
        let doubled = doubled(&all);
        let named = all.as_ref().map(|parts| {
            let name = |part: &Part| {
                let key = if doubled.contains(&part.key) { &part.entry.key } else { &part.key };
                Named { key: key.clone(), ..Named::default() }
            };
            parts.parts.iter().map(name).collect::<Vec<_>>()
        });
        let units = Units::by_key(Three::new(&named.base[..], &named.left, &named.right));
        let before = self.texts.base;
        let known: HashSet<&str> =
            all.base.parts.iter().flat_map(|part| comments(before, part)).collect();
        let changed = |old: &Part, text: &str, new: &Part| {
            old.meaning != new.meaning || comments(text, new).any(|one| !known.contains(one))
        };
        let (alive, restored) = units.alive(
            |b, l| changed(&all.base.parts[b], self.texts.left, &all.left.parts[l]),
            |b, r| changed(&all.base.parts[b], self.texts.right, &all.right.parts[r]),
        );
        let part = |unit: usize| {
            let at = &units.places[unit];
            Three::new(
                at.base.map(|i| &all.base.parts[i]),
                at.left.map(|i| &all.left.parts[i]),
                at.right.map(|i| &all.right.parts[i]),
            )
        };
        let order = units.merged_order(&alive, |unit| {
            let part = part(unit);
            part.left
                .into_iter()
                .chain(part.right)
                .map(|part| [part.core, part.tail, part.lead].concat())
                .min()
                .unwrap_or_default()
        });
        let mut out = Merged::default();
        for unit in order {
            self.entry(part(unit), &mut out);
            if restored.contains(&unit)
                && let Some(part) = part(unit).left.or(part(unit).right)
            {
                out.restored.push(What::Field(part.key.clone()));
            }
        }
        out.text.push_str(&comment_lines(all.base.rest, all.left.rest, all.right.rest));
        for comment in strayed(&all.left, &all.right, &out.text) {
            if !out.text.ends_with(['\n', '\r']) {
                out.text.push('\n');
            }
            out.text.push_str(&format!("{comment}\n"));
        }
        out
    }

    /// Writes one entry.
    fn entry(&self, part: Three<Option<&Part>>, out: &mut Merged) {
        let (Some(left), Some(right)) = (part.left.or(part.right), part.right.or(part.left)) else {
            return;
        };
        let base_lead = part.base.map_or("", |base| base.lead);
        if part.left.is_some() && part.right.is_some() {
            out.text.push_str(&comment_lines(base_lead, left.lead, right.lead));
            let list = self.core(part.base, left, right, out);
            let lost = lost_comments(self.texts, part.base, [left, right], &list);
            let List { text, written } = list;
            for comment in lost {
                out.text.push_str(&format!("{comment}\n"));
            }
            out.text.push_str(&text);
            let tail = |part: &Part| match written && set::has_tail(part) {
                true => String::new(),
                false => part.tail.to_owned(),
            };
            let base_tail = part.base.map(tail).unwrap_or_default();
            out.text.push_str(&comment(&base_tail, &tail(left), &tail(right)));
        } else {
            out.text.push_str(&[left.lead, left.core, left.tail].concat());
        }
        let end = spelling(part.base.map(|base| base.end), left.end, right.end);
        out.text.push_str(if end.is_empty() { "\n" } else { end });
    }

    /// Writes `key: value` of an entry that both sides have.
    fn core(&self, base: Option<&Part>, left: &Part, right: &Part, out: &mut Merged) -> List {
        let cores = Three::new(base.map(|part| part.core), Some(left.core), Some(right.core));
        if let Some(Some(settled)) = cores.settled() {
            return List::of_side(settled);
        }
        let meanings =
            Three::new(base.map(|part| &part.meaning), Some(&left.meaning), Some(&right.meaning));
        if left.meaning == right.meaning {
            return List::of_side(left.core.min(right.core));
        }
        let field = self.fields.field(&left.key);
        let is_set = field.is_some_and(|field| field.merge == MergeRule::Set);
        if is_set && let Some(merged) = set::merge(self.texts, base, left, right) {
            return merged;
        }
        if meanings.settled().is_some() {
            let changed = if meanings.left == meanings.base { right } else { left };
            return List::of_side(changed.core);
        }
        if field.is_some_and(|field| field.merge == MergeRule::Evidence)
            && self.is_led_by_evidence
            && let Some((left_state, right_state)) = state(left).zip(state(right))
        {
            // Whichever is written, what was said decides: nothing is to be settled.
            let kept = if right_state.outweighs(left_state) { right } else { left };
            return List::of_side(kept.core);
        }
        let choice = choose(field, &left.meaning, &right.meaning);
        let (kept, other) = if choice.left { (left, right) } else { (right, left) };
        let texts = self.texts;
        let (kept_text, other_text) =
            if choice.left { (texts.left, texts.right) } else { (texts.right, texts.left) };
        out.lost.push(Lost {
            what: What::Field(left.key.clone()),
            base: base.map(|part| value_text(part, texts.base)),
            kept: value_text(kept, kept_text),
            other: value_text(other, other_text),
            reason: choice.reason,
        });
        List::of_side(kept.core)
    }
}

/// Tells whether a task is one's own, which nobody else approves: its status leads.
fn is_own(parts: &Parts) -> bool {
    let person = |key: &str| {
        let part = parts.parts.iter().find(|part| part.key == key);
        part.map(|part| &part.meaning).filter(|meaning| **meaning != Meaning::Nothing)
    };
    let (from, to) = (person("from"), person("to"));
    from.is_some() && from == to && person("approver").is_none_or(|one| Some(one) == to)
}

/// Returns the state that a status says; `None` where it says nothing, or is evidence by itself.
fn state(part: &Part) -> Option<State> {
    let Meaning::One(name) = &part.meaning else { return None };
    State::parse(name).filter(|state| !state.counts_by_itself())
}

/// Returns all comments of an entry of `text`: before it, inside of it and behind it.
fn comments<'p>(text: &'p str, part: &'p Part<'_>) -> impl Iterator<Item = &'p str> {
    part.comments().chain(inside(text, part))
}

/// Returns the comments that both sides have and the merged entries lack: one that stood before an
/// entry on one side and before another on the other, and went with each.
fn strayed(left: &Parts, right: &Parts, merged: &str) -> Vec<String> {
    let all = |parts: &Parts| -> BTreeSet<String> {
        let of_parts = parts.parts.iter().flat_map(Part::comments);
        let behind = lines(parts.rest).map(str::trim).filter(|line| !line.is_empty());
        of_parts.chain(behind).map(str::to_owned).collect()
    };
    let (left, right) = (all(left), all(right));
    left.intersection(&right).filter(|one| !merged.contains(one.as_str())).cloned().collect()
}

/// Returns the keys that one side holds twice, under two names.
///
/// What only the base held twice stands once in the result.
fn doubled(all: &Three<Parts>) -> HashSet<String> {
    let mut out = HashSet::new();
    for parts in [&all.left, &all.right] {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for part in &parts.parts {
            *counts.entry(&part.key).or_default() += 1;
        }
        out.extend(counts.into_iter().filter(|(_, n)| *n > 1).map(|(key, _)| key.to_owned()));
    }
    out
}

/// Returns a value as a note holds it: a scalar's text, anything else as it is written.
fn value_text(part: &Part, text: &str) -> String {
    match &part.meaning {
        Meaning::Nothing => String::new(),
        _ => match part.entry.value.text() {
            Some(scalar) => scalar.trim_end().to_owned(),
            None => part.entry.value.span.of(text).trim().to_owned(),
        },
    }
}
