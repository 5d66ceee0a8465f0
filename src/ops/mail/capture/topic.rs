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
/// When another workspace is named, or several tasks are.
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
    let workspace = place.snapshot.config().name.as_deref().unwrap_or_default();
    let mentioned = || mail.mentions.iter().filter_map(|id| thread::topic(workspace, id));
    // What another clone calls this workspace is known to nobody else; the mail that is answered tells.
    let answers_ours = mentioned().next().is_some();
    let mut named: Vec<&Record> = Vec::new();
    for (other, id) in tags(&mail.subject) {
        let is_other = |name: &&str| !answers_ours && !is_called(place, name, listed_as);
        if let Some(other) = other.filter(is_other) {
            return Err(CaptureError::OtherWorkspace(other.to_owned()));
        }
        let found = task(id).filter(|found| named.iter().all(|one| one.path != found.path));
        named.extend(found);
    }
    match named.as_slice() {
        [] => {}
        [found] => return Ok(Topic::Task(found)),
        several => return Err(CaptureError::SeveralTasks(ids_of(several))),
    }
    let found = mentioned().filter_map(task).next();
    Ok(found.map_or(Topic::Several, Topic::Task))
}

fn is_called(place: &Place, name: &str, listed_as: Option<&str>) -> bool {
    let known = [listed_as, place.snapshot.config().name.as_deref()].into_iter().flatten();
    known.map(slug).any(|known| known == slug(name))
}

/// Returns the ids of some tasks.
pub(super) fn ids_of(tasks: &[&Record]) -> Vec<String> {
    tasks.iter().map(|one| one.id.to_string()).collect()
}

/// Finds the tasks whose ids stand in a subject as words of their own, each once, in whatever case.
///
/// # Errors
/// When an id stands there that is written as those of somebody in the workspace are, and that nothing has.
pub(super) fn bare<'p>(
    place: &'p Place,
    subject: &str,
    listed_as: Option<&str>,
) -> Result<Vec<&'p Record>, CaptureError> {
    let near = place.snapshot.near();
    let is_anybodys = |id: &str| {
        let maker = id.split('.').next().unwrap_or_default();
        let maker = maker.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
        near.people().iter().any(|one| one.id.to_lowercase() == maker)
    };
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let mut found: Vec<&Record> = Vec::new();
    for word in subject.split(|c| !is_part(c)) {
        let (workspace, id) = match word.trim_matches(['.', '/', '-']).rsplit_once('/') {
            Some((workspace, id)) => (Some(workspace), id),
            None => (None, word.trim_matches(['.', '/', '-'])),
        };
        if !is_id(id) || workspace.is_some_and(|name| !is_called(place, name, listed_as)) {
            continue;
        }
        let id = id.to_lowercase();
        let called = near.called(&id);
        if called.is_empty() && is_anybodys(&id) {
            return Err(CaptureError::UnknownTask(id));
        }
        let task = called.into_iter().find(|one| one.is("task") && one.id.to_lowercase() == id);
        found.extend(task.filter(|task| found.iter().all(|one| one.path != task.path)));
    }
    Ok(found)
}

/// Returns the id in brackets in a subject that is nobody's here.
pub(super) fn unknown(subject: &str) -> Option<&str> {
    tags(subject).map(|(_, id)| id).next()
}

/// Tells whether a text is written as an id is: it ends in a dash and a number.
fn is_id(id: &str) -> bool {
    let digits = id.trim_end_matches(|c: char| c.is_ascii_digit());
    digits.ends_with('-') && digits.len() < id.len() && !id.contains(char::is_whitespace)
}

/// Reads `[ola-14]` and `[nordlys/ola-14]`: the workspace, the id.
fn tags(subject: &str) -> impl Iterator<Item = (Option<&str>, &str)> {
    subject.split('[').skip(1).filter_map(|part| {
        let inside = part.split_once(']')?.0.trim();
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
