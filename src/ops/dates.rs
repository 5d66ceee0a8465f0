//! Days as people say them on a command line: `friday`, `+3d`, `i morgen`. A file gets the date that is meant.

use super::Place;
use crate::query::day_named;
use crate::schema::{Field, FieldType, Kind};

/// What commands take beside dates.
pub(super) const AS_PEOPLE_SAY_IT: &str =
    "a command also takes `friday`, `tomorrow`, `in 2 weeks` or `+3d`";

/// Tells whether a field takes a day, which commands take as people say it, too.
pub(super) fn takes_days(field: &Field) -> bool {
    field.r#type == FieldType::Moment
}

/// Returns the value that a field of `kind` gets, `key` in any of its names: a date for a day as people say
/// it where the field takes one, else the value as it is.
pub(super) fn written(place: &Place, kind: Option<&Kind>, key: &str, value: &str) -> String {
    let schema = place.snapshot.schema();
    let field = kind.and_then(|kind| schema.field(kind, key));
    let is_time = field.is_some_and(takes_days);
    let named = || {
        let now = place.snapshot.now().filter(|_| is_time)?;
        day_named(value, now.timestamp(), &place.snapshot.config().zone)
    };
    named().map_or_else(|| value.to_owned(), |day| day.to_string())
}
