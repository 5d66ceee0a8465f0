use super::version::Read;
use super::{Change, Version, fields, parts};

/// Tells what differs between two versions of one file: fields first, then the body in its order.
///
/// Empty where they mean the same, whatever their bytes.
pub fn between(old: &Version, new: &Version) -> Vec<Change> {
    let (before, after) = match (&old.0, &new.0) {
        (Read::Document(before), Read::Document(after)) => (before, after),
        (Read::Document(_), Read::Unread) => return vec![Change::Unreadable],
        (Read::Unread, Read::Document(_)) => return vec![Change::Readable],
        _ => return vec![Change::Content],
    };
    let (from, to) = (&before.record, &after.record);
    let mut out = Vec::new();
    out.extend(match (from.readable, to.readable) {
        (true, false) => Some(Change::Unreadable),
        (false, true) => Some(Change::Readable),
        _ => None,
    });
    out.extend(fields::compare(from, to, from.readable && to.readable));
    out.extend(parts::compare(&before.parts, &after.parts, (&from.title, &to.title)));
    out
}
