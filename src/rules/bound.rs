//! What the rules on confirmations and reviews share.

use crate::schema::Record;
use crate::text::Span;
use crate::workflow::TermsPart;

/// Tells whether a reply or a review says what it was given for.
pub(super) fn is_bound(record: &Record) -> bool {
    record.field("terms").is_some() || record.field("delivery").is_some()
}

/// Says which parts of the terms are meant, with the verb behind: `` `due` is ``.
pub(super) fn parts(parts: &[TermsPart]) -> String {
    let word = |part: &TermsPart| match part {
        TermsPart::Field(name) | TermsPart::Section(name) => format!("`{name}`"),
        TermsPart::Files => "a linked file".to_owned(),
        TermsPart::Brief => "the brief's text".to_owned(),
    };
    let words: Vec<String> = parts.iter().map(word).collect();
    match words.as_slice() {
        [] => "something in the task is".to_owned(),
        [one] => format!("{one} is"),
        [first @ .., last] => format!("{} and {last} are", first.join(", ")),
    }
}

/// Returns where to tell of it: at the first part that stands in the task, else at its id.
pub(super) fn named(task: &Record, parts: &[TermsPart]) -> Span {
    let place = |part: &TermsPart| match part {
        TermsPart::Field(key) => task.field(key).map(|field| field.value_span()),
        TermsPart::Section(name) => task.section(name).map(|section| section.heading()),
        TermsPart::Files | TermsPart::Brief => None,
    };
    parts.iter().find_map(place).or_else(|| task.id_span()).unwrap_or(Span::at(0))
}
