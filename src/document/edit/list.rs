//! Edits of the items of a list.

use super::super::Document;
use super::super::front_matter::{Entry, Node, Value};
use super::super::lines::{line_at, line_start};
use super::style::Style;
use super::{EditError, NewValue, list_node, text_node};
use crate::text::{Edit, Span, matches};

impl Document {
    /// Adds an item to a list unless it is there already; a single value becomes a list of two,
    /// and a missing field one of one.
    ///
    /// # Errors
    /// When the field holds a mapping, or the front matter cannot be read.
    pub fn add_item(&self, key: &str, item: &str) -> Result<Document, EditError> {
        self.editable()?;
        let Ok(entry) = self.entry(key) else {
            return self.set(key, &NewValue::List(vec![item.to_owned()]));
        };
        match &entry.value.value {
            Value::Sequence { items, .. } => {
                if items.iter().any(|one| one.text() == Some(item)) {
                    return Ok(self.clone());
                }
                let kept = items.iter().enumerate().map(|(at, _)| Wanted::Kept(at));
                self.with_items(entry, kept.chain([Wanted::New(item)]).collect())
            }
            Value::Scalar(_) => match entry.value.text() {
                Some(one) if one == item => Ok(self.clone()),
                one => {
                    let items = one.into_iter().chain([item]).map(str::to_owned).collect();
                    self.set(key, &NewValue::List(items))
                }
            },
            Value::Mapping { .. } => Err(EditError::NoList(key.to_owned())),
        }
    }

    /// Removes an item from a list, each time it is in it; a single value leaves an empty field.
    ///
    /// # Errors
    /// When there is no such field or item, or the front matter cannot be read.
    pub fn remove_item(&self, key: &str, item: &str) -> Result<Document, EditError> {
        self.editable()?;
        let entry = self.entry(key)?;
        match &entry.value.value {
            Value::Sequence { items, .. } => {
                let kept: Vec<Wanted<'_>> = items
                    .iter()
                    .enumerate()
                    .filter(|(_, one)| one.text() != Some(item))
                    .map(|(at, _)| Wanted::Kept(at))
                    .collect();
                if kept.len() == items.len() {
                    return Err(no_such_item(key, item));
                }
                self.with_items(entry, kept)
            }
            Value::Scalar(_) if entry.value.text() == Some(item) => self.set(key, &NewValue::Null),
            _ => Err(no_such_item(key, item)),
        }
    }

    /// Makes the list of `entry` hold `items`, leaving those that are there already untouched.
    pub(super) fn set_items(&self, entry: &Entry, items: &[String]) -> Result<Document, EditError> {
        let Value::Sequence { items: old, .. } = &entry.value.value else {
            return Err(EditError::NoList(entry.key.clone()));
        };
        let before: Vec<String> = old.iter().map(Node::canonical).collect();
        let after: Vec<String> = items.iter().map(|item| text_node(item).canonical()).collect();
        let mut wanted: Vec<_> = items.iter().map(|item| Wanted::New(item)).collect();
        for (kept, place) in matches(&before, &after).into_iter().enumerate() {
            if let Some(place) = place {
                wanted[place] = Wanted::Kept(kept);
            }
        }
        self.with_items(entry, wanted)
    }

    fn with_items(&self, entry: &Entry, wanted: Vec<Wanted<'_>>) -> Result<Document, EditError> {
        let Value::Sequence { items: old, flow } = &entry.value.value else {
            return Err(EditError::NoList(entry.key.clone()));
        };
        let result = list_node(
            wanted
                .iter()
                .map(|one| match one {
                    Wanted::Kept(at) => old[*at].clone(),
                    Wanted::New(text) => text_node(text),
                })
                .collect(),
        );
        let style = self.style();
        let list = List { text: self.text(), whole: entry.value.span, old, style: &style };
        let edits = match (flow, wanted.is_empty()) {
            (false, true) => self.replace_value(entry, &NewValue::List(Vec::new()), &style),
            (false, false) => list.block_edits(&wanted),
            (true, _) => list.flow_edits(&wanted),
        };
        self.with_entry(entry, &edits, &result)
    }
}

fn no_such_item(key: &str, item: &str) -> EditError {
    EditError::NoSuchItem { key: key.to_owned(), item: item.to_owned() }
}

/// An item of the list that is asked for; kept ones are in their old order.
enum Wanted<'n> {
    /// The old item of this index.
    Kept(usize),
    New(&'n str),
}

struct List<'d> {
    text: &'d str,
    whole: Span,
    old: &'d [Node],
    style: &'d Style,
}

impl List<'_> {
    /// Returns the whole lines of an item in a list of `- ` lines.
    fn lines(&self, at: usize) -> Span {
        let all = Span::new(0, self.text.len());
        let item = self.old[at].span;
        let before = Span::new(self.whole.start, item.start).of(self.text);
        let dash = before.trim_end().len().saturating_sub(1) + self.whole.start;
        Span::new(line_start(self.text, all, dash), line_at(self.text, all, item.end).full.end)
    }

    fn gone(&self, wanted: &[Wanted<'_>]) -> Vec<bool> {
        let mut gone = vec![true; self.old.len()];
        for one in wanted {
            if let Wanted::Kept(at) = one {
                gone[*at] = false;
            }
        }
        gone
    }

    fn block_edits(&self, wanted: &[Wanted<'_>]) -> Vec<Edit> {
        let mut edits: Vec<Edit> = Vec::new();
        for (at, gone) in self.gone(wanted).into_iter().enumerate() {
            if gone {
                edits.push(Edit::delete(self.lines(at)));
            }
        }
        let all = Span::new(0, self.text.len());
        let first = line_start(self.text, all, self.whole.start);
        let indent = Span::new(first, self.whole.start).of(self.text);
        let mut place = first;
        for one in wanted {
            match one {
                Wanted::Kept(at) => place = self.lines(*at).end,
                Wanted::New(text) => {
                    let written = self.style.item(text, self.old.last(), false);
                    let line = format!("{indent}- {written}{}", self.style.line_end);
                    edits.push(Edit::insert(place, line));
                }
            }
        }
        edits
    }

    fn flow_edits(&self, wanted: &[Wanted<'_>]) -> Vec<Edit> {
        let gone = self.gone(wanted);
        if gone.iter().all(|gone| *gone) {
            let items: Vec<String> = wanted
                .iter()
                .map(|one| match one {
                    Wanted::Kept(at) => self.old[*at].span.of(self.text).to_owned(),
                    Wanted::New(text) => self.style.item(text, self.old.last(), true),
                })
                .collect();
            let inside = Span::new(
                self.whole.start + 1,
                self.whole.end.saturating_sub(1).max(self.whole.start + 1),
            );
            return vec![Edit::replace(inside, items.join(", "))];
        }
        let mut edits = self.flow_deletions(&gone);
        let mut after = None;
        for one in wanted {
            match (one, after) {
                (Wanted::Kept(at), _) => after = Some(*at),
                (Wanted::New(text), Some(at)) => {
                    let written = self.style.item(text, self.old.last(), true);
                    let end = self.old[at].span.end;
                    edits.push(Edit::insert(end, format!(", {written}")));
                }
                (Wanted::New(text), None) => {
                    let written = self.style.item(text, self.old.last(), true);
                    let start = self.old[0].span.start;
                    edits.push(Edit::insert(start, format!("{written}, ")));
                }
            }
        }
        edits
    }

    /// Returns the place of the last items, from one to another, with what divides them from the one
    /// before. A comment behind that one is about it, and stays.
    fn last_of_flow(&self, before: usize, (first, last): (usize, usize)) -> Span {
        let (start, end) = (self.old[before].span.end, self.old[last].span.end);
        let between = Span::new(start, self.old[first].span.start).of(self.text);
        let all = Span::new(0, self.text.len());
        let Some(comment) = between.find('#') else { return Span::new(start, end) };
        let line = line_at(self.text, all, end);
        let end = if line.span.end == end { line.full.end } else { end };
        Span::new(line_at(self.text, all, start + comment).full.end, end)
    }

    /// Removes runs of items with the commas that divide them from what stays.
    fn flow_deletions(&self, gone: &[bool]) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut at = 0;
        while at < gone.len() {
            let run = gone[at..].iter().take_while(|gone| **gone).count();
            if run == 0 {
                at += 1;
                continue;
            }
            let end = at + run;
            let span = match (self.old.get(end), at.checked_sub(1)) {
                (Some(next), _) => Span::new(self.old[at].span.start, next.span.start),
                (None, Some(before)) => self.last_of_flow(before, (at, end - 1)),
                (None, None) => self.whole,
            };
            edits.push(Edit::delete(span));
            at = end;
        }
        edits
    }
}
