//! What a mail is about, as its head says it.

use super::CaptureError;
use super::read::Incoming;
use crate::ops::Place;
use crate::ops::mail::thread;
use crate::schema::Record;
use crate::schema::layout::slug;

/// What a mail is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Topic<'p> {
    Task(&'p Record),
    /// Several things, or nothing that the head tells.
    Several,
}

/// Finds it: by an id in brackets in the subject, else by the mail that it answers.
///
/// # Errors
/// When another workspace is named.
pub(super) fn topic<'p>(
    place: &'p Place,
    mail: &Incoming,
    listed_as: Option<&str>,
) -> Result<Topic<'p>, CaptureError> {
    let task = |id: &str| {
        let found = place.snapshot.near().called(id);
        found
            .into_iter()
            .find(|one| one.is("task") && (*one.id == *id || thread::token(&one.id) == id))
    };
    let config = place.snapshot.config();
    let workspace = config.name.as_deref().unwrap_or_default();
    let mentioned = || mail.mentions.iter().filter_map(|id| thread::topic(workspace, id));
    // What another clone calls this workspace is known to nobody else; the mail that is answered tells.
    let answers_ours = mentioned().next().is_some();
    for (other, id) in tags(&mail.subject) {
        let own = |name: &str| {
            let known = [listed_as, config.name.as_deref()].into_iter().flatten();
            known.map(slug).any(|known| known == slug(name))
        };
        if let Some(other) = other.filter(|name| !answers_ours && !own(name)) {
            return Err(CaptureError::OtherWorkspace(other.to_owned()));
        }
        if let Some(found) = task(id) {
            return Ok(Topic::Task(found));
        }
    }
    let found = mentioned().filter_map(task).next();
    Ok(found.map_or(Topic::Several, Topic::Task))
}

/// Reads `[ola-14]` and `[nordlys/ola-14]`: the workspace, the id.
fn tags(subject: &str) -> impl Iterator<Item = (Option<&str>, &str)> {
    subject.split('[').skip(1).filter_map(|part| {
        let inside = part.split_once(']')?.0.trim();
        let is_id = |id: &str| {
            let digits = id.trim_end_matches(|c: char| c.is_ascii_digit());
            digits.ends_with('-') && digits.len() < id.len() && !id.contains(char::is_whitespace)
        };
        let (workspace, id) = match inside.rsplit_once('/') {
            Some((workspace, id)) => (Some(workspace), id),
            None => (None, inside),
        };
        is_id(id).then_some((workspace, id))
    })
}

/// Divides a mailbox file into its mails; anything else is one.
pub fn messages(bytes: &[u8]) -> Vec<Vec<u8>> {
    if !bytes.starts_with(b"From ") {
        return vec![bytes.to_vec()];
    }
    let all = mail_parser::mailbox::mbox::MessageIterator::new(bytes);
    all.filter_map(Result::ok).map(|message| message.unwrap_contents()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_from_a_subject() {
        let check = |subject: &str, expected: &[(Option<&str>, &str)]| {
            assert_eq!(tags(subject).collect::<Vec<_>>(), expected, "{subject}");
        };
        check("SV: Re: [ola-14] Reconcile", &[(None, "ola-14")]);
        check(
            "[EXTERNAL] Re: [nordlys/ola-3.2026-12-01] x",
            &[(Some("nordlys"), "ola-3.2026-12-01")],
        );
        check("[ola-14", &[]);
        check("[list] [a 1] [2026]", &[]);
    }

    #[test]
    fn a_mailbox_is_divided() {
        let mbox = b"From a@b Tue Nov 24 09:12:03 2026\nFrom: a@b\n\nx\n>From y\n\nFrom c@d Tue Nov 24 09:12:04 2026\nFrom: c@d\n\nz\n";
        let found = messages(mbox);
        let found: Vec<_> =
            found.iter().map(|one| String::from_utf8_lossy(one).into_owned()).collect();
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("From: a@b") && found[0].contains("\nFrom y"), "{found:?}");
        assert_eq!(messages(b"Hello").len(), 1);
    }
}
