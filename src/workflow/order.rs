//! In which order things were said.

use std::cmp::Ordering;

use jiff::Span;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;

use crate::schema::{Moment, Record, layout};

/// Returns when a reply or a review was said, as its file's name has it; where the name tells no time,
/// as `at` does. `None` where neither does.
///
/// A minute counts to its end and a day to its end: what a person noted by hand answers what was said
/// until then. A time with a zone of its own is read in UTC.
pub fn said_at(record: &Record) -> Option<DateTime> {
    layout::reply_time(record.path.file_name()).or_else(|| {
        Some(match record.moment("at")? {
            Moment::Date(date) => date.to_datetime(Time::constant(23, 59, 59, 0)),
            Moment::Local(at) if at.second() == 0 => {
                at.checked_add(Span::new().seconds(59)).unwrap_or(at)
            }
            Moment::Local(at) => at,
            Moment::Instant(at) => TimeZone::UTC.to_datetime(at),
        })
    })
}

/// Compares two replies or reviews by when they were said; what tells no time is the newest. What was
/// said in one second goes by the names of the files.
pub fn in_order(one: &Record, other: &Record) -> Ordering {
    let key = |record: &Record| {
        let at = said_at(record);
        (at.is_none(), at)
    };
    let names = || (one.path.file_name(), &one.path).cmp(&(other.path.file_name(), &other.path));
    key(one).cmp(&key(other)).then_with(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::schema::Schema;
    use crate::text::{RepoPath, Source};

    fn record(name: &str, at: &str) -> Record {
        let text = format!("---\nkind: reply\n{at}\n---\nText\n");
        let path = RepoPath::new(format!("tasks/ola-1-a/{name}.md"));
        Schema::builtin().decode(&path, &Document::parse(Source::new(text))).0
    }

    #[test]
    fn what_has_a_name_of_its_own_has_its_place_by_its_time() {
        let stamped =
            |time: &str| record(&format!("2026-11-27-{time}-kari-start-0000"), "by: kari");
        let check = |one: &Record, other: &Record| {
            assert_eq!(in_order(one, other), Ordering::Less, "{} {}", one.path, other.path);
            assert_eq!(in_order(other, one), Ordering::Greater);
        };
        let ok = record("ok", "at: 2026-11-27 09:12");
        check(&stamped("091230"), &ok);
        check(&ok, &stamped("091300"));
        check(&record("ok", "at: 2026-11-27 09:12:10"), &stamped("091230"));
        check(&stamped("235900"), &record("ok", "at: 2026-11-27"));
        check(&record("0", "at: 2026-11-27T09:12:10Z"), &stamped("091230"));
        // What says no time was written just now.
        check(&stamped("235900"), &record("0", "by: ola"));
        check(&record("a", "by: ola"), &record("b", "by: ola"));
        assert_eq!(in_order(&ok, &ok), Ordering::Equal);
    }
}
