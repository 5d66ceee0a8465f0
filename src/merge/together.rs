//! Values that each side had good reason for and that do not hold together.

use super::fields::Fields;
use super::front::Lost;
use super::model::{Reason, What};
use super::value::Meaning;
use crate::document::Document;
use crate::schema::Moment;

/// The first of each is never later than the second.
const IN_ORDER: [(&str, &str); 2] = [("starts", "ends"), ("checkpoint", "due")];

/// Finds what holds on both sides and does not in the merged document.
pub(super) fn check(
    fields: &Fields,
    base: Option<&Document>,
    left: &Document,
    right: &Document,
    merged: &Document,
) -> Vec<Lost> {
    let broken = |document: &Document, (first, second): (&str, &str)| {
        let at = |key| moment(fields, document, key).map(|(_, moment)| moment.merge_key());
        at(first).zip(at(second)).is_some_and(|(first, second)| first > second)
    };
    let found = IN_ORDER.into_iter().filter_map(|pair| {
        if !broken(merged, pair) || broken(left, pair) || broken(right, pair) {
            return None;
        }
        let text = |document, key| moment(fields, document, key).map(|(text, _)| text);
        [pair.1, pair.0].into_iter().find_map(|key| {
            let (kept, l, r) = (text(merged, key)?, text(left, key), text(right, key));
            let other = [l, r].into_iter().flatten().find(|side| *side != kept)?;
            let base = base.and_then(|base| text(base, key));
            let what = What::Field(key.to_owned());
            Some(Lost { what, base, kept, other, reason: Reason::Together })
        })
    });
    found.collect()
}

fn moment(fields: &Fields, document: &Document, english: &str) -> Option<(String, Moment)> {
    let front = document.front()?;
    let entry = front.entries.iter().find(|entry| fields.is(&entry.key, english))?;
    let text = Meaning::of(&entry.value, fields.field(&entry.key)).bytes();
    let moment = Moment::parse(&text).ok()?;
    Some((text, moment))
}
