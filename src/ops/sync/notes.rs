//! Conflict notes in the words of whoever reads what a sync did.

use crate::merge::{Choice, OpenNote, Refusal, Unclear, What, part_words, value_words};
use crate::schema::{FieldType, Language, Message, Schema};
use crate::sync::{Settled, Unsettled, Why};

/// Says what a note that was settled here came to.
pub(super) fn settled(one: &Settled, language: Language) -> String {
    settled_words(&one.open, &one.choice, language)
}

/// Says what a choice in a note comes to.
pub fn settled_words(open: &OpenNote, choice: &Choice, language: Language) -> String {
    let what = part_words(&open.what, language);
    let document = open.document.as_str();
    let value = match choice {
        Choice::Keep => return Message::SettledKept { document, what: &what }.text(language),
        Choice::Take => open.other.as_deref(),
        Choice::Own(value) => Some(value.as_str()),
    };
    let short = value.filter(|value| is_short(&open.what, value));
    match short.map(|value| value_words(&open.what, value, language)) {
        Some(value) => {
            Message::SettledValue { document, what: &what, value: &value }.text(language)
        }
        None => Message::SettledText { document, what: &what }.text(language),
    }
}

/// Tells whether a value fits into a sentence.
fn is_short(what: &What, value: &str) -> bool {
    matches!(what, What::Field(_)) && !value.contains(['\n', '\r']) && value.chars().count() <= 80
}

/// Says why a tick was not carried out, and what to do.
pub(super) fn unsettled(one: &Unsettled, language: Language) -> String {
    let document = one.document.as_str();
    let reason = match &one.why {
        Why::Unclear(unclear) => self::unclear(unclear, language),
        Why::Refused(refusal) => refused(document, &one.what, refusal, language),
        Why::NoDocument => Message::TickedNoDocument { document }.text(language),
        Why::SeveralDocuments => Message::TickedSeveralDocuments { document }.text(language),
        Why::WordsStayHere => Message::TickedWordsStay.text(language),
    };
    Message::UnsettledNote { note: one.note.as_str(), reason: &reason }.text(language)
}

fn unclear(unclear: &Unclear, language: Language) -> String {
    match unclear {
        Unclear::Several => Message::TickedSeveral,
        Unclear::Unknown(label) => Message::TickedUnknown { label },
        Unclear::NothingWritten => Message::TickedNothing,
    }
    .text(language)
}

/// Says why a choice cannot be carried out in the document.
pub(in crate::ops) fn refused(
    document: &str,
    what: &What,
    refusal: &Refusal,
    language: Language,
) -> String {
    let part = part_words(what, language);
    match refusal {
        Refusal::Unreadable => Message::TickedUnreadable { document }.text(language),
        Refusal::ByHand => Message::TickedByHand { document }.text(language),
        Refusal::NoText => Message::TickedNoText.text(language),
        Refusal::MovedOn { now: Some(now) } if is_short(what, now) => {
            let now = value_words(what, now, language);
            Message::TickedMovedOn { document, what: &part, now: &now }.text(language)
        }
        Refusal::MovedOn { .. } => {
            Message::TickedMovedOnText { document, what: &part }.text(language)
        }
        Refusal::NoValue { value, .. } => {
            let said = value_words(what, value, language);
            match is_date(what) {
                true => Message::TickedNoDate { value: &said }.text(language),
                false => Message::TickedNoValue { value: &said, what: &part }.text(language),
            }
        }
    }
}

fn is_date(what: &What) -> bool {
    let What::Field(key) = what else { return false };
    let field = Schema::builtin().kinds().find_map(|kind| kind.field(key));
    field.is_some_and(|field| matches!(field.r#type, FieldType::Date | FieldType::Moment))
}
