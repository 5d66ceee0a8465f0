use super::super::fields::Fields;
use super::super::model::What;
use super::super::shape::{lines, strip};
use super::super::value::Meaning;
use super::read::{Choice, OpenNote};
use crate::document::{Document, Entry, NewValue, Section, Value};
use crate::schema::{FieldType, Schema};
use crate::text::{RepoPath, Source, Span};

/// Why a choice is not carried out; the document stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The fields of the document, or those that it would get, cannot be read.
    Unreadable,
    /// Neither version stands there any more; what does, where it is short.
    MovedOn { now: Option<String> },
    /// The note does not hold the versions any more.
    NoText,
    /// The value is none of its field.
    NoValue { value: String, field: String },
    /// It would change more than its place, or is no value that can be written for somebody.
    ByHand,
}

/// Carries out a choice in the document at `path`; `None` where it is so already.
///
/// Bytes outside the place that both sides changed stay identical.
///
/// # Errors
/// When the place has changed meanwhile, or the choice cannot be written there.
pub fn settle(
    note: &OpenNote,
    choice: &Choice,
    path: &RepoPath,
    text: &str,
) -> Result<Option<String>, Refusal> {
    match &note.what {
        What::Field(key) => {
            let document = Document::parse(Source::new(text));
            let fields = Fields::of(path, [&document]);
            let field = Place { path, document: &document, fields: &fields, key };
            field.settle(note, choice)
        }
        what => {
            let (shape, _, bare, _) = strip(None, text, text);
            let document = Document::parse(Source::new(&bare));
            let settled = settle_text(note, what, choice, path, &document)?;
            Ok(settled.map(|text| shape.restore(text)))
        }
    }
}

/// Tells whether a version of the document has `value` in the place that a note is about.
pub fn stands(what: &What, value: &str, path: &RepoPath, text: &str) -> bool {
    let (_, _, text, _) = strip(None, text, text);
    let document = Document::parse(Source::new(&text));
    match what {
        What::Field(key) => {
            let fields = Fields::of(path, [&document]);
            let place = Place { path, document: &document, fields: &fields, key };
            document.front().is_some_and(|front| front.readable) && place.has(value)
        }
        what => {
            let places = places(what, path, &document);
            places.iter().any(|place| filled(place.of(document.text())).eq(filled(value)))
        }
    }
}

/// What stands in a place that both sides once changed; equal where it means the same.
#[derive(Clone, Debug)]
pub(in crate::merge) struct Standing {
    /// As a note would hold it.
    pub(in crate::merge) text: String,
    meaning: Meaning,
}

impl PartialEq for Standing {
    fn eq(&self, other: &Self) -> bool {
        self.meaning == other.meaning
    }
}

/// Returns what stands in that place of a document; `None` where the place cannot be told.
pub(in crate::merge) fn standing(what: &What, path: &RepoPath, text: &str) -> Option<Standing> {
    let (_, _, text, _) = strip(None, text, text);
    let document = Document::parse(Source::new(&text));
    if let What::Field(key) = what {
        document.front().filter(|front| front.readable)?;
        let fields = Fields::of(path, [&document]);
        let place = Place { path, document: &document, fields: &fields, key };
        return Some(Standing { text: place.now(), meaning: place.meaning(&document) });
    }
    let text = places(what, path, &document).first()?.of(document.text()).trim().to_owned();
    let lines: Vec<&str> = filled(&text).collect();
    Some(Standing { meaning: Meaning::One(lines.join("\n")), text })
}

/// A field of a document.
struct Place<'a> {
    path: &'a RepoPath,
    document: &'a Document,
    fields: &'a Fields,
    /// The English key; as written where it is not known.
    key: &'a str,
}

impl Place<'_> {
    fn settle(&self, note: &OpenNote, choice: &Choice) -> Result<Option<String>, Refusal> {
        let (Some(kept), Some(other)) = (&note.kept, &note.other) else {
            return Err(Refusal::NoText);
        };
        if self.document.front().is_none_or(|front| !front.readable) {
            return Err(Refusal::Unreadable);
        }
        let wanted = match choice {
            Choice::Keep => kept,
            Choice::Take => other,
            Choice::Own(value) => value,
        };
        if self.has(wanted) {
            return Ok(None);
        }
        if !self.has(kept) {
            return Err(Refusal::MovedOn { now: Some(self.now()) });
        }
        let edited = self.with(wanted)?;
        if self.complaints(&edited) > self.complaints(self.document) {
            let field = self.key.to_owned();
            return Err(Refusal::NoValue { value: wanted.clone(), field });
        }
        Ok(Some(edited.text().to_owned()))
    }

    fn entry<'d>(&self, document: &'d Document) -> Option<&'d Entry> {
        let named = |entry: &&Entry| entry.key == self.key || self.fields.is(&entry.key, self.key);
        document.front()?.entries.iter().find(named)
    }

    fn meaning(&self, document: &Document) -> Meaning {
        let field = self.fields.field(self.key);
        self.entry(document).map_or(Meaning::Nothing, |entry| Meaning::of(&entry.value, field))
    }

    /// Tells whether the field means this value, as a note holds it.
    fn has(&self, value: &str) -> bool {
        let edited = self.with(value);
        edited.is_ok_and(|edited| self.meaning(&edited) == self.meaning(self.document))
    }

    /// Returns what stands in the field, as a note would hold it.
    fn now(&self) -> String {
        let entry = self.entry(self.document);
        entry.map_or_else(String::new, |entry| match entry.value.text() {
            Some(scalar) => scalar.trim_end().to_owned(),
            None => entry.value.span.of(self.document.text()).trim().to_owned(),
        })
    }

    /// Writes a value as a note holds it: the text of a scalar, or a list as it was written.
    fn with(&self, value: &str) -> Result<Document, Refusal> {
        let entry = self.entry(self.document);
        let key = entry.map_or(self.key, |entry| &entry.key);
        let of_list = self
            .fields
            .field(self.key)
            .is_some_and(|field| matches!(field.r#type, FieldType::List(_)));
        let is_list = entry.is_some_and(|entry| !matches!(entry.value.value, Value::Scalar(_)));
        let written = (of_list || is_list).then(|| items(value)).flatten();
        let new = match (value, written) {
            ("", _) => NewValue::Null,
            (_, Some(items)) => NewValue::List(items.ok_or(Refusal::ByHand)?),
            (text, None) => NewValue::Scalar(text.to_owned()),
        };
        if new == NewValue::Null && entry.is_none() {
            return Ok(self.document.clone());
        }
        self.document.set(key, &new).map_err(|_| Refusal::ByHand)
    }

    /// Counts what the schema says against the field.
    fn complaints(&self, document: &Document) -> usize {
        let Some(entry) = self.entry(document) else { return 0 };
        let (_, findings) = Schema::builtin().decode(self.path, document);
        let place = Span::new(entry.key_span.start, entry.value.span.end);
        findings
            .iter()
            .filter(|one| place.start <= one.span.start && one.span.end <= place.end)
            .count()
    }
}

/// Reads a list as a note holds it; `Some(None)` where it is a list or a mapping that is more than
/// plain values, `None` where it is neither.
fn items(written: &str) -> Option<Option<Vec<String>>> {
    // A list of lines lost the blanks before its first one.
    let read = |indent: usize| {
        let text = format!("---\nx:\n{}{written}\n---\n", " ".repeat(indent));
        let document = Document::parse(Source::new(text));
        let front = document.front().filter(|front| front.readable && front.entries.len() == 1)?;
        match &front.entries.first()?.value.value {
            Value::Scalar(_) => None,
            Value::Mapping { .. } => Some(None),
            Value::Sequence { items, .. } => {
                Some(items.iter().map(|item| item.text().map(str::to_owned)).collect())
            }
        }
    };
    (0..=8).find_map(read)
}

/// Puts a text in the place of another.
fn settle_text(
    note: &OpenNote,
    what: &What,
    choice: &Choice,
    path: &RepoPath,
    document: &Document,
) -> Result<Option<String>, Refusal> {
    let (Some(kept), Some(other)) = (&note.kept, &note.other) else {
        return Err(Refusal::NoText);
    };
    let wanted = match choice {
        Choice::Keep => kept,
        Choice::Take => other,
        Choice::Own(text) => text,
    };
    let places = places(what, path, document);
    let text = document.text();
    let has = |place: &&Span, version: &str| filled(place.of(text)).eq(filled(version));
    if places.iter().any(|place| has(&place, wanted)) {
        return Ok(None);
    }
    let mut found = places.iter().filter(|place| has(place, kept));
    let place = match (found.next(), found.next()) {
        (Some(place), None) => *place,
        (Some(_), Some(_)) => return Err(Refusal::ByHand),
        (None, _) => return Err(Refusal::MovedOn { now: None }),
    };
    let edited = put(text, place, wanted);
    check(what, document, place, &Document::parse(Source::new(edited.clone())))?;
    Ok(Some(edited))
}

/// Returns the lines that are not blank, white space at their ends aside.
fn filled(text: &str) -> impl Iterator<Item = &str> {
    lines(text).map(str::trim_end).filter(|line| !line.is_empty())
}

/// Returns the places in which the text may stand, with and without its heading.
fn places(what: &What, path: &RepoPath, document: &Document) -> Vec<Span> {
    let body = document.body();
    let sections = &document.outline().sections;
    match what {
        What::Field(_) => Vec::new(),
        What::File => vec![Span::new(0, document.text().len())],
        What::FrontMatter => {
            let content = document.front().map(|front| front.content);
            [Some(Span::new(0, body.start)), content].into_iter().flatten().collect()
        }
        What::Opening => {
            let end = sections.first().map_or(body.end, |first| first.heading.start);
            vec![Span::new(body.start, end)]
        }
        What::Section(name) => {
            let fields = Fields::of(path, [document]);
            let named = |section: &&Section| {
                section.title == *name || fields.section(&section.title) == Some(name)
            };
            let with_heading = |section: &Section| {
                [section.own, Span::new(section.heading.start, section.own.end)]
            };
            sections.iter().filter(named).flat_map(with_heading).collect()
        }
    }
}

/// Puts a text into a place; blank lines around it stay.
fn put(text: &str, place: Span, wanted: &str) -> String {
    let (before, inside, behind) = (&text[..place.start], place.of(text), &text[place.end..]);
    let wanted = wanted.trim_end();
    let first: usize =
        lines(inside).take_while(|line| line.trim_end().is_empty()).map(str::len).sum();
    if first == inside.len() {
        let end = if behind.is_empty() { "\n" } else { "\n\n" };
        let start = if before.is_empty() || before.ends_with("\n\n") { "" } else { "\n" };
        let missing = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
        return format!("{before}{missing}{start}{wanted}{end}{behind}");
    }
    let last = inside.trim_end().len();
    format!("{before}{}{wanted}{}{behind}", &inside[..first], &inside[last..])
}

/// Refuses what would reach beyond its place.
fn check(what: &What, old: &Document, place: Span, new: &Document) -> Result<(), Refusal> {
    let readable = |document: &Document| document.front().is_none_or(|front| front.readable);
    if readable(old) && !readable(new) {
        return Err(Refusal::Unreadable);
    }
    let (before, behind) = (&old.text()[..place.start], &old.text()[place.end..]);
    let front = |document: &Document| document.text()[..document.body().start].to_owned();
    let stays = match what {
        What::File | What::Field(_) => true,
        What::FrontMatter => {
            new.front().is_some() && new.body().of(new.text()) == old.body().of(old.text())
        }
        What::Opening | What::Section(_) => {
            let titles = |document: &Document| -> Vec<(u8, String)> {
                let all = document.outline().sections.iter();
                all.map(|section| (section.level, section.title.clone())).collect()
            };
            let count = |part: &dyn Fn(&Section) -> bool| {
                old.outline().sections.iter().filter(|section| part(section)).count()
            };
            let first = count(&|section| section.heading.start < place.start);
            let last = count(&|section| section.heading.start >= place.end);
            let (old_titles, new_titles) = (titles(old), titles(new));
            front(old) == front(new)
                && new_titles.len() >= first + last
                && old_titles[..first] == new_titles[..first]
                && old_titles[old_titles.len() - last..] == new_titles[new_titles.len() - last..]
        }
    };
    let whole = new.text().starts_with(before) && new.text().ends_with(behind);
    if stays && whole { Ok(()) } else { Err(Refusal::ByHand) }
}
