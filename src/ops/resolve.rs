//! Settles what two people changed at once: the choice goes into the document, the note goes.

use thiserror::Error;

use super::conflicts::{Dispute, about, dispute, document_of};
use super::story::tip_of;
use super::sync::refused;
use super::{Place, PlaceError, SaveError, save};
use crate::merge::{Choice, Refusal, is_bare_change, settle};
use crate::rules::MAX_TEXT;
use crate::schema::Language;
use crate::store::Repo;
use crate::text::RepoPath;
use crate::workspace::LookupError;

/// What was settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    pub dispute: Dispute,
    /// The document.
    pub path: RepoPath,
    /// Whether the document was changed; where what was chosen stood already, it was not.
    pub changed: bool,
}

/// A choice that was not carried out; every file is as before.
#[derive(Debug, Error)]
pub enum ResolveError {
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error("nothing in `{0}` waits to be settled")]
    NothingOpen(String),
    #[error("several notes about `{document}` wait to be settled")]
    SeveralNotes { document: String, notes: Vec<RepoPath> },
    #[error("{0} is no conflict note that can be read; `check` says what is wrong with it")]
    NoNote(RepoPath),
    #[error("{note} is about `{document}`, and {}", if *.several { "several files go by that name" } else { "there is no such document any more" })]
    NoDocument { note: RepoPath, document: String, several: bool },
    #[error("{text}")]
    Refused { refusal: Refusal, text: String },
    #[error("something is written in {0} that is in no commit yet, and would be lost with it")]
    OwnWords(RepoPath),
    #[error("nothing is written where the value should be")]
    Empty,
    #[error(transparent)]
    Save(#[from] SaveError),
}

impl From<LookupError> for ResolveError {
    fn from(error: LookupError) -> Self {
        Self::Place(error.into())
    }
}

/// Finds the note that is meant: by its own name, or by the document where only one is open.
///
/// # Errors
/// When none or several are meant.
pub fn find(place: &Place, wanted: &str) -> Result<Dispute, ResolveError> {
    let record = place.find(wanted)?;
    let read =
        |path: &RepoPath| dispute(place, path).ok_or_else(|| ResolveError::NoNote(path.clone()));
    if record.is("conflict") {
        return read(&record.path);
    }
    match about(place, record).as_slice() {
        [] => Err(ResolveError::NothingOpen(record.id.to_string())),
        [one] => read(&one.path),
        several => Err(ResolveError::SeveralNotes {
            document: record.id.to_string(),
            notes: several.iter().map(|one| one.path.clone()).collect(),
        }),
    }
}

/// Carries out a choice: writes the document, then removes the note. The next sync shares both.
///
/// # Errors
/// When the document has changed in that place meanwhile, the value does not fit there, or a file
/// cannot be written.
pub fn resolve(place: &Place, dispute: Dispute, choice: &Choice) -> Result<Resolved, ResolveError> {
    if matches!(choice, Choice::Own(text) if text.trim().is_empty()) {
        return Err(ResolveError::Empty);
    }
    let root = place.snapshot.root();
    let text = |path: &RepoPath| {
        let source = place.snapshot.source(path);
        source.ok_or_else(|| PlaceError::NoText(path.clone()))
    };
    let note = text(&dispute.note)?;
    if !is_kept(place, &dispute.note, note.text(), choice) {
        return Err(ResolveError::OwnWords(dispute.note));
    }
    let Some(path) = document_of(place, &dispute.open).map(|record| record.path.clone()) else {
        let document = dispute.open.document.clone();
        let several = place
            .snapshot
            .near()
            .called(&document)
            .iter()
            .filter(|one| !one.is("conflict"))
            .count()
            > 1;
        return Err(ResolveError::NoDocument { note: dispute.note, document, several });
    };
    let before = text(&path)?;
    let after = settle(&dispute.open, choice, &path, before.text()).map_err(|refusal| {
        let open = &dispute.open;
        let text = refused(&open.document, &open.what, &refusal, Language::English);
        ResolveError::Refused { refusal, text }
    })?;
    if let Some(after) = &after {
        save::replace(root, &path, before.text(), after)?;
    }
    save::remove(root, &dispute.note, note.text())?;
    Ok(Resolved { dispute, path, changed: after.is_some() })
}

/// Tells whether all that is typed in a note is in the last commit, or taken up by the choice.
fn is_kept(place: &Place, note: &RepoPath, text: &str, choice: &Choice) -> bool {
    let committed = || {
        let repo = Repo::open(place.snapshot.root()).ok()?;
        let tree = repo.tree_of(tip_of(&repo).ok()??).ok()?;
        let blob = repo.entry(tree, note).ok()??;
        String::from_utf8(repo.read_blob(blob.id, MAX_TEXT).ok()?).ok()
    };
    committed().is_some_and(|before| before == text || is_bare_change(&before, text, choice))
}
