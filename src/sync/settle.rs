//! Ticks in conflict notes, carried out by the clone of whoever ticked.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::engine::{Break, Told};
use super::fill;
use super::judge::Versions;
use super::origin::origin;
use super::outcome::{Settled, Unsettled, Why};
use super::people::People;
use super::plan::Files;
use super::remembered::Replacement;
use super::round::Round;
use super::unwritable;
use crate::merge::{self, Blob, Choice, ContentId, OpenNote};
use crate::rules::MAX_TEXT;
use crate::schema::layout;
use crate::store::files;
use crate::store::{CommitId, SafePath, read};
use crate::text::RepoPath;

/// A note in the folder with something ticked in it.
struct Ticked {
    path: RepoPath,
    blob: Blob,
    text: String,
    note: OpenNote,
}

/// Carries out what this clone's person ticked: the document gets the value, and the note goes.
///
/// Tells whether anything was written. A note with more typed in it than that goes into a commit
/// as it is first; `told.postponed` says so.
pub(super) fn carry_out(
    round: &mut Round<'_>,
    remote: Option<CommitId>,
    shared: &Arc<Files>,
    told: &mut Told,
) -> Result<bool, Break> {
    told.unsettled.clear();
    let ticked = ticked(round);
    if ticked.is_empty() {
        return Ok(false);
    }
    let mine = mine(round, remote, shared, ticked)?;
    let mut any = false;
    for ticked in mine {
        any |= settle(round, shared, ticked, told)?;
    }
    Ok(any)
}

/// Reads the notes in the folder.
fn ticked(round: &Round<'_>) -> Vec<Ticked> {
    let folder = RepoPath::new(layout::CONFLICTS);
    let notes = round.scan.files.below(&folder);
    let read = |(path, blob): (&RepoPath, &Blob)| {
        let text = text(round, path).filter(|_| path.is_markdown() && !round.is_opaque(path))?;
        let note = OpenNote::read(&text)?;
        let is_ticked = note.ticked != Ok(None);
        is_ticked.then(|| Ticked { path: path.clone(), blob: *blob, text, note })
    };
    notes.filter_map(read).collect()
}

fn text(round: &Round<'_>, path: &RepoPath) -> Option<String> {
    let bytes = read::read_bounded(&round.engine.repo.root().join(path.as_str()), MAX_TEXT).ok()?;
    String::from_utf8(bytes).ok()
}

/// Leaves out what others ticked: carrying that out is for them to do.
fn mine(
    round: &Round<'_>,
    remote: Option<CommitId>,
    shared: &Arc<Files>,
    ticked: Vec<Ticked>,
) -> Result<Vec<Ticked>, Break> {
    let people = People::here(round, &round.names(shared));
    let others = people.unsent_of_others(round, remote)?;
    let mut mine = Vec::new();
    for one in ticked {
        let is_mine = match shared.get(&one.path) {
            Some(blob) if *blob == one.blob => {
                let email = ticked_by(round, &one.path, one.blob)?;
                email.is_some_and(|email| people.is_me(&email))
            }
            _ => !others.contains(&one.path),
        };
        if is_mine {
            mine.push(one);
        }
    }
    Ok(mine)
}

/// Returns the address of who committed this version of a note first.
fn ticked_by(round: &Round<'_>, path: &RepoPath, blob: Blob) -> Result<Option<String>, Break> {
    let first = origin(round, path, Some(blob))?.filter(|origin| origin.is_first);
    let Some(origin) = first else { return Ok(None) };
    let commit = round.engine.repo.read_commit(origin.commit)?;
    // A merge of two versions of the note is nobody's choice.
    Ok((commit.parents.len() <= 1).then_some(commit.author.email))
}

fn settle(
    round: &mut Round<'_>,
    shared: &Arc<Files>,
    ticked: Ticked,
    told: &mut Told,
) -> Result<bool, Break> {
    let mut refuse = |why| {
        told.unsettled.push(Unsettled {
            note: ticked.path.clone(),
            document: ticked.note.document.clone(),
            what: ticked.note.what.clone(),
            why,
        });
        Ok(false)
    };
    let choice = match &ticked.note.ticked {
        Ok(Some(choice)) => choice.clone(),
        Ok(None) => return Ok(false),
        Err(unclear) => return refuse(Why::Unclear(unclear.clone())),
    };
    let (path, blob) = match document(round, shared, &ticked.note.document) {
        Found::One(path, blob) => (path, blob),
        Found::None => return refuse(Why::NoDocument),
        Found::Several => return refuse(Why::SeveralDocuments),
    };
    let Some(before) = text(round, &path) else {
        return refuse(Why::Refused(merge::Refusal::Unreadable));
    };
    let after = match merge::settle(&ticked.note, &choice, &path, &before) {
        Ok(after) => after,
        Err(refusal) => return refuse(Why::Refused(refusal)),
    };
    if round.tree.get(&ticked.path) != Some(&ticked.blob) && !is_bare(round, &ticked, &choice) {
        if told.committed_notes {
            return refuse(Why::WordsStayHere);
        }
        told.postponed = true;
        return Ok(false);
    }
    for path in [&ticked.path, &path] {
        if !fill::at_rest(round, path, told)? {
            return Ok(false);
        }
    }
    if let Some(after) = &after
        && !write(round, &path, blob, (&before, after), told)?
    {
        return Ok(false);
    }
    let Ok(safe) = SafePath::new(&ticked.path) else { return Ok(false) };
    let done = files::delete(round.engine.repo.root(), &safe, ticked.blob.id);
    if !unwritable::wrote(told, &ticked.path, None, done)? {
        return Ok(false);
    }
    round.scan.files.remove(&ticked.path);
    told.settled.push(Settled { note: ticked.path, path, open: ticked.note, choice });
    Ok(true)
}

/// Tells whether nothing but the choice was typed into the note since it was committed.
fn is_bare(round: &Round<'_>, ticked: &Ticked, choice: &Choice) -> bool {
    let before = round.tree.get(&ticked.path).and_then(|blob| round.versions().bytes(blob));
    let before = before.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    before.is_some_and(|before| merge::is_bare_change(&before, &ticked.text, choice))
}

/// Puts the settled text into the folder; `false` where somebody typed there meanwhile.
fn write(
    round: &mut Round<'_>,
    path: &RepoPath,
    blob: Blob,
    (before, after): (&str, &str),
    told: &mut Told,
) -> Result<bool, Break> {
    let repo = round.engine.repo;
    let Ok(safe) = SafePath::new(path) else { return Ok(false) };
    let old = Blob { id: repo.write_blob(before.as_bytes())?, executable: blob.executable };
    let expect = Some(ContentId::of_blob(before.as_bytes()));
    // An editor that shows the old text and saves it later takes nothing back, whatever stops this
    // run behind the write.
    round.engine.state().add_replaced([(path.clone(), Replacement { old, put: None })])?;
    let done = files::write_atomic(repo.root(), &safe, after.as_bytes(), None, expect);
    if !unwritable::wrote(told, path, Some(after.as_bytes()), done)? {
        return Ok(false);
    }
    let id = ContentId::of_blob(after.as_bytes());
    round.scan.files.insert(path.clone(), Blob { id, executable: blob.executable });
    Ok(true)
}

enum Found {
    None,
    One(RepoPath, Blob),
    Several,
}

/// Finds a document of the folder by its id, or its stem.
fn document(round: &Round<'_>, shared: &Arc<Files>, id: &str) -> Found {
    let names = round.names(shared);
    let is_meant = |(path, blob): &(&RepoPath, &Blob)| {
        let named = names.of(blob.id).and_then(|named| named.id.as_deref());
        path.is_markdown()
            && !path.is_below(layout::CONFLICTS)
            && !round.is_opaque(path)
            && named.unwrap_or(path.stem()) == id
    };
    let found: BTreeSet<(RepoPath, Blob)> = round
        .scan
        .files
        .iter()
        .filter(is_meant)
        .map(|(path, blob)| (path.clone(), *blob))
        .collect();
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (None, _) => Found::None,
        (Some((path, blob)), None) => Found::One(path, blob),
        (Some(_), Some(_)) => Found::Several,
    }
}
