//! What a document must have, given its kind, its state and its own fields.

use crate::document::Document;
use crate::schema::{Condition, Kind, Record, Required, SectionFact};
use crate::text::Span;
use crate::workflow::State;

/// How much a field or section is needed in one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    No,
    Expected,
    Yes,
}

/// Tells how much something is needed in `record`.
pub(super) fn need(required: &Required, when: Option<&Condition>, record: &Record) -> Need {
    let holds = |field: &str, is: &[String]| {
        record.text(field).is_some_and(|value| is.iter().any(|one| one == value))
    };
    let need = match required {
        Required::Yes => Need::Yes,
        Required::Expected => Need::Expected,
        Required::When { field, is } if holds(field, is) => Need::Yes,
        Required::No | Required::Filled | Required::When { .. } => return Need::No,
    };
    match when.is_none_or(|when| holds(&when.field, &when.is)) {
        true => need,
        false => Need::No,
    }
}

/// Tells whether a document is sent or used, so that what it must have is asked for: a draft, or a
/// task whose status nobody has set, may lack anything; so may a reply typed without any field.
pub(super) fn in_use(kind: &Kind, record: &Record) -> bool {
    if kind.field("status").is_some() && kind.field("to").is_some() {
        return !matches!(record.text("status"), None | Some("draft"));
    }
    !(kind.in_task_folder && record.fields.is_empty()) && record.text("status") != Some("draft")
}

/// Tells whether a blank (a key without a value, a heading without text) is still to be filled in,
/// as `new` leaves it, and no omission: what has states is a draft until it is sent, and a reply says
/// something as soon as a part of it is written.
pub(super) fn may_be_blank(kind: &Kind, record: &Record) -> bool {
    let has_states = kind.field("status").is_some() && kind.field("to").is_some();
    !has_states && (!kind.in_task_folder || is_unwritten(record))
}

/// Tells whether nothing stands under the headings; there is at least one.
pub(super) fn is_unwritten(record: &Record) -> bool {
    let boxes = |section: &SectionFact| section.boxes() > 0;
    !record.sections.is_empty()
        && record.sections.iter().all(|section| section.empty || boxes(section))
}

/// Tells whether the work of a document is over.
pub(super) fn is_closed(record: &Record) -> bool {
    record.text("status").and_then(State::parse).is_some_and(State::is_closed)
}

/// Returns where something absent is told: the line that opens the front matter, else the start.
pub(super) fn anchor(document: &Document) -> Span {
    match document.front() {
        Some(front) => Span::new(front.open.start, front.open.start + 3),
        None => Span::at(document.body().start),
    }
}

/// Returns the same for a record, whose text is put aside: its title, else the start.
pub(super) fn title_place(record: &Record) -> Span {
    record.field("title").map_or(Span::at(0), |title| title.value_span())
}
