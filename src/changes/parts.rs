//! The body of a version, part by part: its words without markup, and its boxes.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Change, Part};
use crate::document::{Document, comments};
use crate::schema::Record;
use crate::text::{Span, matches};

/// A part of a body by what it says.
#[derive(Clone, Debug)]
pub(super) struct PartText {
    pub(super) part: Part,
    /// Which one it is of those with the same heading.
    pub(super) nth: u32,
    /// A digest of each word; markup, comments and the marks of boxes are none.
    pub(super) words: Vec<u64>,
    pub(super) boxes: Vec<TickBox>,
}

#[derive(Clone, Debug)]
pub(super) struct TickBox {
    /// On one line.
    pub(super) text: String,
    pub(super) ticked: bool,
}

/// Takes the body of a document apart.
pub(super) fn of(document: &Document, record: &Record) -> Vec<PartText> {
    let outline = document.outline();
    let mut skipped = comments(document.text(), document.body());
    skipped.extend(outline.checks.iter().map(|check| mark(document.text(), check.mark)));
    skipped.sort_unstable_by_key(|span| span.start);
    let opening = outline
        .sections
        .first()
        .map_or(document.body(), |first| Span::new(document.body().start, first.heading.start));
    let sections = outline.sections.iter().zip(&record.sections);
    let sections =
        sections.map(|(section, fact)| (Part::Section(fact.name.to_string()), section.own));
    let mut seen: HashMap<Part, u32> = HashMap::new();
    let mut out = Vec::with_capacity(outline.sections.len() + 1);
    for (part, span) in std::iter::once((Part::Opening, opening)).chain(sections) {
        let nth = seen.entry(part.clone()).or_default();
        let inside = |at: usize| span.start <= at && at < span.end;
        let checks = outline.checks.iter().filter(|check| inside(check.mark.start));
        out.push(PartText {
            nth: *nth,
            part,
            words: words(document.text(), span, &skipped),
            boxes: checks
                .map(|check| TickBox { text: one_line(&check.text), ticked: check.ticked })
                .collect(),
        });
        *nth += 1;
    }
    out
}

/// The mark of a box with the brackets around it.
fn mark(text: &str, mark: Span) -> Span {
    let end = text[mark.end..].find(']').map_or(mark.end, |at| mark.end + at + 1);
    Span::new(mark.start.saturating_sub(1), end)
}

/// Reads the words of a span, but for what lies in `skipped`, which is sorted.
fn words(text: &str, span: Span, skipped: &[Span]) -> Vec<u64> {
    let mut out = Vec::new();
    let mut at = span.start;
    let from = skipped.partition_point(|one| one.end <= span.start);
    for gap in skipped[from..].iter().take_while(|one| one.start < span.end) {
        push_words(text.get(at..gap.start).unwrap_or(""), &mut out);
        at = at.max(gap.end);
    }
    push_words(text.get(at..span.end).unwrap_or(""), &mut out);
    out
}

fn push_words(text: &str, out: &mut Vec<u64>) {
    for line in text.lines() {
        for (at, word) in line.split_whitespace().enumerate() {
            let numbered = || word.trim_end_matches(['.', ')']).bytes().all(|b| b.is_ascii_digit());
            let is_marker = at == 0 && word.ends_with(['.', ')']) && numbered();
            let word = word.trim_matches(['*', '_', '|', '>', '#']);
            let is_rule = word.bytes().all(|byte| matches!(byte, b'-' | b'+' | b':' | b'=' | b'|'));
            if !is_marker && !is_rule {
                let mut hasher = DefaultHasher::new();
                word.hash(&mut hasher);
                out.push(hasher.finish());
            }
        }
    }
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl PartText {
    /// Tells whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.boxes.is_empty()
    }

    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.words.len()).unwrap_or(u32::MAX)
    }
}

/// Which parts of two versions are the same one.
pub(super) struct Paired<'v> {
    pub(super) both: Vec<(&'v PartText, &'v PartText)>,
    pub(super) removed: Vec<&'v PartText>,
    pub(super) added: Vec<&'v PartText>,
}

/// Pairs parts by heading, then by text; the first heading of all stays the first.
pub(super) fn pair<'v>(old: &'v [PartText], new: &'v [PartText]) -> Paired<'v> {
    let key = |one: &'v PartText| (&one.part, one.nth);
    let mut waiting: HashMap<_, &PartText> = old.iter().map(|one| (key(one), one)).collect();
    let (mut both, mut added) = (Vec::new(), Vec::new());
    for one in new {
        match waiting.remove(&key(one)) {
            Some(before) => both.push((before, one)),
            None => added.push(one),
        }
    }
    let mut removed: Vec<&PartText> =
        old.iter().filter(|one| waiting.contains_key(&key(one))).collect();
    let is_first =
        |one: &PartText, all: &[PartText]| all.get(1).is_some_and(|first| std::ptr::eq(first, one));
    added.retain(|one| {
        let same_text = |gone: &&PartText| !gone.is_empty() && gone.words == one.words;
        let first = |gone: &&PartText| is_first(gone, old) && is_first(one, new);
        let found = removed.iter().position(|gone| same_text(gone) || first(gone));
        if let Some(at) = found {
            both.push((removed.remove(at), one));
        }
        found.is_none()
    });
    Paired { both, removed, added }
}

/// Tells what differs between the bodies; headings that are the title's are left to it.
pub(super) fn compare(old: &[PartText], new: &[PartText], titles: (&str, &str)) -> Vec<Change> {
    let paired = pair(old, new);
    let mut out = Vec::new();
    for (before, after) in paired.both {
        if let (Part::Section(from), Part::Section(to)) = (&before.part, &after.part)
            && from != to
            && (one_line(from).as_str(), one_line(to).as_str()) != titles
        {
            out.push(Change::Renamed { from: from.clone(), to: to.clone() });
        }
        let (added, removed) = count(&before.words, &after.words);
        if added + removed > 0 {
            out.push(Change::Text { part: after.part.clone(), added, removed });
        }
        out.extend(ticks(&after.part, &before.boxes, &after.boxes));
    }
    let said = |one: &&PartText| !one.is_empty();
    let added = paired.added.into_iter().filter(said);
    out.extend(added.map(|one| Change::Added { part: one.part.clone(), words: one.count() }));
    let removed = paired.removed.into_iter().filter(said);
    out.extend(removed.map(|one| Change::Removed { part: one.part.clone(), words: one.count() }));
    out
}

/// Counts the words that are new, and those that are gone.
fn count(old: &[u64], new: &[u64]) -> (u32, u32) {
    if old == new {
        return (0, 0);
    }
    let same = matches(old, new).into_iter().flatten().count();
    let count = |all: &[u64]| u32::try_from(all.len() - same).unwrap_or(u32::MAX);
    (count(new), count(old))
}

/// Tells which boxes were ticked and unticked; those that came or went are a matter of the text.
fn ticks(part: &Part, old: &[TickBox], new: &[TickBox]) -> Option<Change> {
    let mut before: HashMap<&str, Vec<bool>> = HashMap::new();
    for one in old.iter().rev() {
        before.entry(&one.text).or_default().push(one.ticked);
    }
    let (mut ticked, mut unticked) = (Vec::new(), Vec::new());
    for one in new {
        match before.get_mut(one.text.as_str()).and_then(Vec::pop) {
            Some(false) if one.ticked => ticked.push(one.text.clone()),
            Some(true) if !one.ticked => unticked.push(one.text.clone()),
            _ => {}
        }
    }
    let any = !ticked.is_empty() || !unticked.is_empty();
    any.then(|| Change::Ticks { part: part.clone(), ticked, unticked })
}
