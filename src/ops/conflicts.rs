//! Open conflict notes, with who wrote which of the two versions, and when.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Place;
use super::story::{People, Who, moment, tip_of};
use crate::index::history::{self, HistoryError, UNWATCHED, with_history};
use crate::merge::{OpenNote, What, part_words, stands, value_words};
use crate::rules::MAX_TEXT;
use crate::schema::message::moment_words;
use crate::schema::{Language, Message, Moment, Record};
use crate::store::Repo;
use crate::text::{RepoPath, harmless};
use crate::workspace::SILENT;

/// Changes of a document that are looked through for whoever wrote a version.
const MOST_CHANGES: usize = 200;
/// The most characters that a sentence quotes of a text.
const GIST: usize = 60;

/// A conflict note that nobody has settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute {
    pub note: RepoPath,
    pub open: OpenNote,
    /// The document; `None` where it is gone, or several go by its name.
    pub path: Option<RepoPath>,
    pub kept_by: Option<Wrote>,
    pub other_by: Option<Wrote>,
    /// Whether no other note about the document is open.
    pub alone: bool,
}

/// Who wrote something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrote {
    pub by: Who,
    pub at: Timestamp,
}

/// Returns the open notes about a document, by path.
pub fn about<'p>(place: &'p Place, document: &Record) -> Vec<&'p Record> {
    let near = place.snapshot.near();
    let mut notes = near.mentioning(Some(&document.id), &document.path);
    notes.retain(|one| one.is("conflict") && is_about(one, document));
    notes.sort_by(|one, other| one.path.cmp(&other.path));
    notes
}

fn is_about(note: &Record, document: &Record) -> bool {
    note.text("document") == Some(&document.id)
}

/// Returns the document that a note is about; `None` where none or several go by its name.
///
/// One that has come since the last look at the folder is found by another look.
pub fn document_of<'p>(place: &'p Place, open: &OpenNote) -> Option<&'p Record> {
    let find = || {
        let mut called = place.snapshot.near().called(&open.document);
        called.retain(|one| *one.id == *open.document && !one.is("conflict"));
        called
    };
    let mut called = find();
    if called.is_empty() && !place.snapshot.index().is_fresh() {
        // Where the folder cannot be listed any more, what is known of it must do.
        let _ = place.snapshot.refresh(SILENT);
        called = find();
    }
    match called.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// Reads an open note; `None` where it is none, or cannot be read.
///
/// Where the history cannot be read, nobody is named.
pub fn dispute(place: &Place, note: &RepoPath) -> Option<Dispute> {
    let source = place.snapshot.source(note)?;
    let open = OpenNote::read(source.text())?;
    let document = document_of(place, &open);
    let alone = document.is_some_and(|document| about(place, document).len() == 1);
    let path = document.map(|document| document.path.clone());
    let [kept_by, other_by] =
        path.as_ref().and_then(|path| who_wrote(place, path, &open).ok()).unwrap_or_default();
    Some(Dispute { note: note.clone(), open, path, kept_by, other_by, alone })
}

/// Finds who wrote the version that stands and the other one.
fn who_wrote(
    place: &Place,
    path: &RepoPath,
    open: &OpenNote,
) -> Result<[Option<Wrote>; 2], HistoryError> {
    let Ok(repo) = Repo::open(place.snapshot.root()) else { return Ok([None, None]) };
    let Ok(Some(tip)) = tip_of(&repo) else { return Ok([None, None]) };
    let people = People::of(place.snapshot.people());
    let cache = history::cache_of(&repo, place.snapshot.index().note());
    with_history(&repo, &cache, &[tip], UNWATCHED, |history| {
        let mut found = [None, None];
        let values = [&open.kept, &open.other];
        let text = |id| {
            let bytes = repo.read_blob(id, MAX_TEXT).ok()?;
            String::from_utf8(bytes).ok()
        };
        for (step, touch) in history.trail(tip, path)?.into_iter().take(MOST_CHANGES) {
            let Some(new) = touch.new.and_then(text) else { continue };
            for (value, found) in values.iter().zip(&mut found) {
                let Some(value) = value.as_deref().filter(|_| found.is_none()) else { continue };
                let has = |text: &str| stands(&open.what, value, &touch.path, text);
                let before = touch.before.iter().filter_map(|before| text(before.content?));
                if has(&new) && !before.into_iter().any(|before| has(&before)) {
                    let author = history.author(step);
                    *found = Some(Wrote { by: people.author(&author), at: moment(&author) });
                }
            }
            if found.iter().all(Option::is_some) {
                break;
            }
        }
        Ok(found)
    })
}

/// How a dispute is told.
pub struct Telling<'a> {
    pub language: Language,
    pub zone: &'a TimeZone,
    /// The short name of whoever reads it.
    pub me: Option<&'a str>,
}

impl Telling<'_> {
    /// Says what is in dispute, without the versions.
    pub fn heading(&self, dispute: &Dispute) -> String {
        let what = part_words(&dispute.open.what, self.language);
        format!("{}, {what}:", dispute.open.document)
    }

    /// Says what stands and the other version, with who wrote them and when.
    pub fn versions(&self, dispute: &Dispute) -> [String; 2] {
        let open = &dispute.open;
        let words = |value: &Option<String>| match value {
            None => "…".to_owned(),
            Some(value) => self.words(value, &open.what),
        };
        let mut both = [words(&open.kept), words(&open.other)];
        if let (true, Some(kept), Some(other)) = (both[0] == both[1], &open.kept, &open.other) {
            both = differing(kept, other).map(|part| self.quoted(&part));
        }
        let [kept, other] = both;
        [
            self.version(kept, dispute.kept_by.as_ref()),
            self.version(other, dispute.other_by.as_ref()),
        ]
    }

    /// Says what is in dispute: both versions, who wrote them and when, and what stands.
    pub fn sentence(&self, dispute: &Dispute) -> String {
        let open = &dispute.open;
        let [kept, other] = self.versions(dispute);
        let what = part_words(&open.what, self.language);
        let (document, what) = (open.document.as_str(), what.as_str());
        Message::Dispute { document, what, kept: &kept, other: &other }.text(self.language)
    }

    /// Says how it is settled.
    pub fn advice(&self, dispute: &Dispute) -> String {
        let id = if dispute.alone { &dispute.open.document } else { dispute.note.as_str() };
        let command = format!("handover resolve {id}");
        let note = dispute.note.as_str();
        Message::DisputeAdvice { note, command: &command }.text(self.language)
    }

    /// Says one version, short, with who wrote it and when.
    fn version(&self, value: String, wrote: Option<&Wrote>) -> String {
        let Some(Wrote { by, at }) = wrote else { return value };
        let is_me = by.person.is_some() && by.person.as_deref() == self.me;
        let at = moment_words(Moment::Local(self.zone.to_datetime(*at)), self.language);
        let message = match is_me {
            true => Message::VersionByYou { value: &value, at: &at },
            false => Message::VersionBy { value: &value, who: &by.name, at: &at },
        };
        message.text(self.language)
    }

    fn words(&self, value: &str, what: &What) -> String {
        let line = value.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let is_short = line == value && line.chars().count() <= GIST;
        if is_short && matches!(what, What::Field(_)) || value.is_empty() {
            return value_words(what, value, self.language);
        }
        let mut gist: String = harmless(line).chars().take(GIST).collect();
        if gist.trim_end() != value.trim_end() {
            gist.push('…');
        }
        self.quoted(&gist)
    }

    fn quoted(&self, gist: &str) -> String {
        match self.language {
            Language::English => format!("“{gist}”"),
            Language::Bokmal => format!("«{gist}»"),
        }
    }
}

/// How much of what two versions have in common stands before the first place where they differ.
const SHARED: usize = 12;

/// Returns the first place at which two versions differ, on one line each, with a little of what
/// stands before it in both.
fn differing(kept: &str, other: &str) -> [String; 2] {
    let line = |text: &str| -> Vec<char> {
        let words: Vec<&str> = text.split_whitespace().collect();
        harmless(&words.join(" ")).chars().collect()
    };
    let both = [kept, other].map(line);
    let alike = both[0].iter().zip(&both[1]).take_while(|(one, other)| one == other).count();
    // From the beginning of a word on.
    let from = alike.saturating_sub(SHARED);
    let from = (from..alike).find(|at| *at == 0 || both[0][at - 1] == ' ').unwrap_or(alike);
    both.map(|text| {
        let mut gist: String = text.iter().skip(from).take(GIST).collect();
        if from > 0 {
            gist.insert(0, '…');
        }
        if text.len() > from + GIST {
            gist.push('…');
        }
        gist
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_that_begin_alike_are_shown_where_they_differ() {
        let check = |kept: &str, other: &str, expected: [&str; 2]| {
            assert_eq!(differing(kept, other), expected);
        };
        let long =
            "The accountant begins on the first day of the month, and all that is there by then";
        check(
            &format!("{long} counts.\n\nNothing else."),
            &format!("{long} matters."),
            ["…by then counts. Nothing else.", "…by then matters."],
        );
        check("a b", "a c", ["a b", "a c"]);
        check("abc", "abcd", ["abc", "abcd"]);
    }
}
