//! Lists that are sets: items of both sides, each once, in an order that keeps what was moved.

use std::collections::HashMap;

use super::super::core::{Named, Three, Units};
use super::super::value::spelling;
use super::comments::{behind_key, comment};
use super::parts::Part;
use crate::document::{Node, Value, yaml_scalar};

/// One item as a side has it.
struct Item<'t> {
    meaning: String,
    /// As it is written.
    raw: &'t str,
    text: &'t str,
    /// The comment behind it.
    tail: &'t str,
}

impl Item<'_> {
    /// Tells whether there is a comment behind it that the base has not.
    fn is_noted(&self, base: &[Item]) -> bool {
        let same = |old: &Item| old.meaning == self.meaning && old.tail.trim() == self.tail.trim();
        !self.tail.is_empty() && !base.iter().any(same)
    }
}

/// A merged list: the bytes of `key: value`, without the last line end.
pub(super) struct List {
    pub(super) text: String,
    /// Whether the comments behind the items are in it; else the list is one side's.
    pub(super) written: bool,
}

impl List {
    /// Takes the entry as one side has it.
    pub(super) fn of_side(core: &str) -> Self {
        Self { text: core.to_owned(), written: false }
    }
}

/// Merges a list that both sides changed; `None` where one of them is no list of plain values.
pub(super) fn merge<'t>(
    texts: Three<&'t str>,
    base: Option<&Part<'t>>,
    left: &Part<'t>,
    right: &Part<'t>,
) -> Option<List> {
    let lists = Three::new(
        base.map_or(Some(Vec::new()), |part| items(texts.base, part))?,
        items(texts.left, left)?,
        items(texts.right, right)?,
    );
    let named = lists.as_ref().map(|items| {
        let name = |item: &Item| Named { key: item.meaning.clone(), ..Named::default() };
        items.iter().map(name).collect::<Vec<_>>()
    });
    let units = Units::by_key(Three::new(&named.base[..], &named.left, &named.right));
    let (alive, _) = units.alive(
        |_, l| lists.left[l].is_noted(&lists.base),
        |_, r| lists.right[r].is_noted(&lists.base),
    );
    let text = |unit: usize| {
        let at = &units.places[unit];
        let item = at.left.map(|i| &lists.left[i]).or_else(|| at.right.map(|i| &lists.right[i]));
        item.map(|item| item.meaning.clone()).unwrap_or_default()
    };
    let order = units.merged_order(&alive, text);
    let merged: Vec<String> = order.iter().map(|unit| text(*unit)).collect();
    let is = |part: &Part| part.meaning.items().is_some_and(|items| items == merged);
    let noted = |items: &[Item]| items.iter().any(|item| item.is_noted(&lists.base));
    let (l_stands, r_stands) = (is(left) && !noted(&lists.right), is(right) && !noted(&lists.left));
    match (l_stands, r_stands) {
        (true, true) => return Some(List::of_side(left.core.min(right.core))),
        (true, false) => return Some(List::of_side(left.core)),
        (false, true) => return Some(List::of_side(right.core)),
        (false, false) => {}
    }
    let chosen: Vec<(String, String, String)> = order
        .iter()
        .filter_map(|unit| {
            let at = &units.places[*unit];
            let old = at.base.map(|i| &lists.base[i]);
            let (l, r) = (at.left.map(|i| &lists.left[i]), at.right.map(|i| &lists.right[i]));
            let (one, other) = (l.or(r)?, r.or(l)?);
            let pick =
                |of: fn(&Item<'t>) -> &'t str| spelling(old.map(of), of(one), of(other)).to_owned();
            let tail = comment(old.map_or("", |old| old.tail), one.tail, other.tail);
            Some((pick(|item| item.raw), pick(|item| item.text), tail))
        })
        .collect();
    Some(List { text: write(texts, base, left, right, &chosen), written: true })
}

/// Writes the list in the notation of the side that changed it, as lines where both did.
fn write(
    texts: Three<&str>,
    base: Option<&Part>,
    left: &Part,
    right: &Part,
    items: &[(String, String, String)],
) -> String {
    let key = |text: &str, part: &Part| {
        let start = part.entry.key_span.start;
        let colon = text[part.entry.key_span.end..].find(':').unwrap_or(0);
        text[start..part.entry.key_span.end + colon + 1].to_owned()
    };
    let keys =
        (base.map(|part| key(texts.base, part)), key(texts.left, left), key(texts.right, right));
    let key = spelling(keys.0.as_deref(), &keys.1, &keys.2);
    let commented = items.iter().any(|(.., tail)| !tail.trim().is_empty());
    let flow = Three::new(base.map(is_flow), Some(is_flow(left)), Some(is_flow(right)));
    if flow.or_lower() == Some(true) && !commented {
        let written: Vec<String> = items.iter().map(|(raw, text, _)| in_flow(raw, text)).collect();
        return format!("{key} [{}]", written.join(", "));
    }
    let indents = (
        base.and_then(|part| indent(texts.base, part)),
        indent(texts.left, left),
        indent(texts.right, right),
    );
    let indent = match (indents.1, indents.2) {
        (Some(left), Some(right)) => spelling(indents.0, left, right),
        (one, other) => one.or(other).unwrap_or("  "),
    };
    let end =
        if texts.left.contains("\r\n") && texts.right.contains("\r\n") { "\r\n" } else { "\n" };
    let tails = Three::new(
        base.map_or("", |part| behind_key(texts.base, part)),
        behind_key(texts.left, left),
        behind_key(texts.right, right),
    );
    let tail = comment(tails.base, tails.left, tails.right);
    let lines = items.iter().map(|(raw, text, tail)| {
        let raw = if raw.contains(['\n', '\r']) { yaml_scalar(text, false) } else { raw.clone() };
        format!("{end}{indent}- {raw}{}", tail.trim_end())
    });
    format!("{key}{tail}{}", lines.collect::<String>())
}

/// Returns the items in order, each meaning once.
fn items<'t>(text: &'t str, part: &Part<'t>) -> Option<Vec<Item<'t>>> {
    let meanings = part.meaning.items()?;
    let nodes: Vec<&Node> = match &part.entry.value.value {
        Value::Sequence { items, .. } => items.iter().collect(),
        _ if meanings.is_empty() => Vec::new(),
        _ => vec![&part.entry.value],
    };
    if nodes.len() != meanings.len() {
        return None;
    }
    let mut seen = HashMap::new();
    let mut out = Vec::with_capacity(nodes.len());
    for (node, meaning) in nodes.into_iter().zip(meanings) {
        let Value::Scalar(scalar) = &node.value else { return None };
        if seen.insert(meaning, ()).is_none() {
            let raw = node.span.of(text);
            let line = text[node.span.end..].split(['\n', '\r']).next().unwrap_or("");
            let tail = if line.trim_start().starts_with('#') { line } else { "" };
            out.push(Item {
                meaning: meaning.to_owned(),
                raw,
                text: scalar_text(&scalar.text),
                tail,
            });
        }
    }
    Some(out)
}

fn scalar_text(text: &str) -> &str {
    text.trim_end_matches('\n')
}

/// Tells whether the comment on the last line is the last item's: behind a list between brackets it
/// is the whole list's.
pub(super) fn has_tail(part: &Part) -> bool {
    is_lines(part) || matches!(&part.entry.value.value, Value::Scalar(scalar) if !scalar.is_null())
}

/// Tells whether the list stands on lines of its own, with comments behind its items.
pub(super) fn is_lines(part: &Part) -> bool {
    matches!(part.entry.value.value, Value::Sequence { flow: false, .. })
}

fn is_flow(part: &Part) -> bool {
    match &part.entry.value.value {
        Value::Sequence { flow, .. } => *flow,
        // One value or none takes either notation; lines are the lower one.
        _ => true,
    }
}

/// Returns what stands before the dash of the first item of a list of lines.
fn indent<'t>(text: &'t str, part: &Part<'t>) -> Option<&'t str> {
    let Value::Sequence { items, flow: false } = &part.entry.value.value else { return None };
    let before = &text[..items.first()?.span.start];
    let line = &before[before.rfind(['\n', '\r']).map_or(0, |at| at + 1)..];
    let indent = &line[..line.len() - line.trim_start_matches(' ').len()];
    line[indent.len()..].starts_with('-').then_some(indent)
}

/// Writes an item between brackets.
fn in_flow(raw: &str, text: &str) -> String {
    let quotes = raw.starts_with(['"', '\'']);
    let plain =
        !raw.contains([',', '[', ']', '{', '}', '\n', '\r']) && !raw.starts_with(['|', '>']);
    if raw.is_empty() || (!plain && (!quotes || raw.contains(['\n', '\r']))) {
        yaml_scalar(text, true)
    } else {
        raw.to_owned()
    }
}
