//! One document in three versions.

use super::body::{self, Settle};
use super::core::Three;
use super::fields::Fields;
use super::front::{self, Side};
use super::lines::merge_lines;
use super::model::{Conflict, Merged, Reason, What};
use super::shape::strip;
use super::together;
use crate::document::{Document, FrontMatter};
use crate::text::{RepoPath, Source};

/// Longer texts are not taken apart: one of them stands whole.
pub const MAX_DOCUMENT: usize = 8 * 1024 * 1024;

/// Merges two versions of a document that both come from `base`.
///
/// The result is a function of the three texts and the path alone, the same when the sides change
/// places. It never holds a conflict marker that neither side had. Where one side left the document
/// as it was, it is the other side's bytes; front matter that both sides could be read by can be
/// read. What both changed and cannot both be is in [`Merged::conflicts`] in full.
pub fn documents(path: &RepoPath, base: Option<&str>, left: &str, right: &str) -> Merged {
    if let Some(Some(settled)) = Three::new(base, Some(left), Some(right)).settled() {
        return Merged { text: settled.to_owned(), ..Merged::default() };
    }
    // What both wrote into an empty file has come about as in one that both made.
    let base = base.filter(|text| !text.is_empty());
    let (shape, base, left, right) = strip(base, left, right);
    let mut merged = texts(path, base.as_deref(), &left, &right);
    merged.text = shape.restore(merged.text);
    merged
}

fn texts(path: &RepoPath, base: Option<&str>, left: &str, right: &str) -> Merged {
    if let Some(Some(settled)) = Three::new(base, Some(left), Some(right)).settled() {
        return Merged { text: settled.to_owned(), ..Merged::default() };
    }
    if [base.unwrap_or(""), left, right].iter().any(|text| text.len() > MAX_DOCUMENT) {
        return one_whole(path, base, left, right, Reason::Order);
    }
    let read = |text: &str| Document::parse(Source::new(text));
    let (base_doc, left_doc, right_doc) = (base.map(read), read(left), read(right));
    let merge = Merge {
        path,
        fields: Fields::of(
            path,
            [base_doc.as_ref(), Some(&left_doc), Some(&right_doc)].into_iter().flatten(),
        ),
        base: base_doc.as_ref(),
        left: &left_doc,
        right: &right_doc,
    };
    match (is_sound(&left_doc), is_sound(&right_doc)) {
        (true, true) => merge.sound(),
        (true, false) => merge.one_broken(&left_doc, &right_doc),
        (false, true) => merge.one_broken(&right_doc, &left_doc),
        (false, false) => match merge_lines(base, left, right) {
            Some(text) => Merged { text, ..Merged::default() },
            None => one_whole(path, base, left, right, Reason::Order),
        },
    }
}

/// Tells whether the front matter, if any, can be read.
fn is_sound(document: &Document) -> bool {
    document.front().is_none_or(|front| front.readable)
}

/// Keeps the lower of two texts, with the other in full.
fn one_whole(
    path: &RepoPath,
    base: Option<&str>,
    left: &str,
    right: &str,
    reason: Reason,
) -> Merged {
    let (kept, other) = if left <= right { (left, right) } else { (right, left) };
    let conflict = Conflict {
        document: path.stem().to_owned(),
        what: What::File,
        base: base.map(str::to_owned),
        kept: kept.to_owned(),
        other: other.to_owned(),
        reason,
        to: None,
    };
    Merged { text: kept.to_owned(), conflicts: vec![conflict], restored: Vec::new() }
}

struct Merge<'a> {
    path: &'a RepoPath,
    fields: Fields,
    base: Option<&'a Document>,
    left: &'a Document,
    right: &'a Document,
}

impl Merge<'_> {
    /// Merges two versions whose front matter can be read.
    fn sound(&self) -> Merged {
        let front = self.front();
        let merged = self.joined(front);
        let expected = [self.left, self.right].iter().any(|side| side.front().is_some());
        let document = Document::parse(Source::new(&merged.text));
        let fronts_kept = self.left.front().is_none() || self.right.front().is_none();
        if is_sound(&document) && (fronts_kept || document.front().is_some() == expected) {
            return self.settled(merged, &document);
        }
        // Entries that depend on their neighbours: one side's front matter stands whole.
        let merged = self.joined(self.whole_front());
        let document = Document::parse(Source::new(&merged.text));
        if is_sound(&document) {
            return self.settled(merged, &document);
        }
        let (left, right) = (self.left.text(), self.right.text());
        one_whole(self.path, self.base.map(Document::text), left, right, Reason::Order)
    }

    /// Merges the front matters, each of which can be read.
    fn front(&self) -> front::Merged {
        let base = self.base.and_then(side).filter(|side| side.front.readable);
        match (side(self.left), side(self.right)) {
            (None, None) => front::Merged::default(),
            (Some(left), Some(right)) => front::merge(&self.fields, base, left, right),
            (Some(one), None) | (None, Some(one)) => {
                let old = self.base.and_then(side).map(Side::whole);
                if old == Some(one.whole()) {
                    return front::Merged::default();
                }
                let restored = if old.is_some() { vec![What::FrontMatter] } else { Vec::new() };
                front::Merged { text: one.whole().to_owned(), restored, ..Default::default() }
            }
        }
    }

    /// Keeps the lower front matter of the two.
    fn whole_front(&self) -> front::Merged {
        let of = |document| side(document).map_or("", Side::whole);
        let (l, r) = (of(self.left), of(self.right));
        let (kept, other) = if l <= r { (l, r) } else { (r, l) };
        let lost = front::Lost {
            what: What::FrontMatter,
            base: self.base.and_then(side).map(|side| side.whole().to_owned()),
            kept: kept.to_owned(),
            other: other.to_owned(),
            reason: Reason::Order,
        };
        front::Merged { text: kept.to_owned(), lost: vec![lost], restored: Vec::new() }
    }

    /// Merges the bodies and puts them under a front matter.
    fn joined(&self, front: front::Merged) -> Merged {
        let is_note = self.fields.is_kind("conflict");
        let settle = if is_note { Settle::Both } else { Settle::Lower };
        let body = match self.settled_body() {
            Some(text) => body::Merged { text: text.to_owned(), ..body::Merged::default() },
            None => body::merge(&self.fields, self.base, self.left, self.right, settle),
        };
        // What is told of a note nobody would settle: both values stand in it.
        let beside = is_note.then(|| front::with_lost(&front.text, &front.lost)).flatten();
        let stands_in_front = beside.is_some();
        let mut text = beside.unwrap_or(front.text);
        if !text.is_empty() && !body.text.is_empty() && !text.ends_with(['\n', '\r']) {
            text.push('\n');
        }
        text.push_str(&body.text);
        let is_clean = front.lost.is_empty() && body.lost.is_empty();
        let (id, to) = if is_clean { Default::default() } else { self.id(&text) };
        let conflict = |what, base, kept, other, reason| Conflict {
            document: id.clone(),
            what,
            base,
            kept,
            other,
            reason,
            to: to.clone(),
        };
        let of_front = front
            .lost
            .into_iter()
            .filter(|_| !stands_in_front)
            .map(|lost| conflict(lost.what, lost.base, lost.kept, lost.other, lost.reason));
        let of_body = body
            .lost
            .into_iter()
            .map(|lost| conflict(lost.what, lost.base, lost.kept, lost.other, Reason::Order));
        let conflicts = of_front.chain(of_body).collect();
        let restored = front.restored.into_iter().chain(body.restored).collect();
        Merged { text, conflicts, restored }
    }

    /// Returns the body, where at most one side changed it: most of what people do is in fields.
    fn settled_body(&self) -> Option<&str> {
        let [left, right] = [self.left, self.right].map(|side| side.body().of(side.text()));
        let base = self.base.map(|base| base.body().of(base.text()));
        Three::new(base, Some(left), Some(right)).settled()?
    }

    /// Adds what holds in neither value alone.
    fn settled(&self, mut merged: Merged, document: &Document) -> Merged {
        if !self.fields.is_kind("conflict") {
            let found = together::check(&self.fields, self.base, self.left, self.right, document);
            let (id, to) =
                if found.is_empty() { Default::default() } else { self.id(&merged.text) };
            for lost in found {
                let what = lost.what;
                if merged.conflicts.iter().any(|known| known.what == what) {
                    continue;
                }
                merged.conflicts.push(Conflict {
                    document: id.clone(),
                    what,
                    base: lost.base,
                    kept: lost.kept,
                    other: lost.other,
                    reason: lost.reason,
                    to: to.clone(),
                });
            }
        }
        merged
    }

    /// Keeps the front matter that can be read; the other one is handed back in full.
    fn one_broken(&self, valid: &Document, broken: &Document) -> Merged {
        let unclosed = broken.front().is_some_and(|front| front.close.is_empty());
        if unclosed {
            let (id, to) = self.id(valid.text());
            let conflict = Conflict {
                document: id,
                what: What::File,
                base: self.base.map(|base| base.text().to_owned()),
                kept: valid.text().to_owned(),
                other: broken.text().to_owned(),
                reason: Reason::Readable,
                to,
            };
            let text = valid.text().to_owned();
            return Merged { text, conflicts: vec![conflict], restored: Vec::new() };
        }
        let of = |document| side(document).map_or("", Side::whole).to_owned();
        let base = self.base.map(of);
        let lost = front::Lost {
            what: What::FrontMatter,
            base,
            kept: of(valid),
            other: of(broken),
            reason: Reason::Readable,
        };
        let front = front::Merged { text: of(valid), lost: vec![lost], restored: Vec::new() };
        self.joined(front)
    }

    /// Returns the id of a document with this text, and whom its conflicts wait for.
    fn id(&self, text: &str) -> (String, Option<String>) {
        let document = Document::parse(Source::new(text));
        let front = document.front();
        let id = front
            .filter(|_| self.fields.has_id())
            .and_then(|front| self.field(front, "id"))
            .unwrap_or_else(|| self.path.stem().to_owned());
        let person = |key| front.and_then(|front| self.field(front, key));
        (id, person("from").or_else(|| person("owner")))
    }

    fn field(&self, front: &FrontMatter, english: &str) -> Option<String> {
        let entry = front.entries.iter().find(|entry| self.fields.is(&entry.key, english))?;
        let field = self.fields.field(&entry.key)?;
        let text = super::value::Meaning::of(&entry.value, Some(field)).bytes();
        (!text.is_empty() && !text.contains(['\n', '\r'])).then_some(text)
    }
}

fn side(document: &Document) -> Option<Side<'_>> {
    document.front().map(|front| Side { text: document.text(), front })
}
