use std::path::Path;

use thiserror::Error;

use super::{SILENT, Snapshot};
use crate::index::documents::{Form, Summary};
use crate::query::{Subject, Word};
use crate::schema::{self, Record};
use crate::text::RepoPath;

/// The most candidates that an error names.
const MOST: usize = 8;
/// So many files that have come are looked at one by one.
const FEW: usize = 200;
/// The most documents that it asks about.
const MOST_SIMILAR: usize = 3;

/// What was asked for names no document, or several.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum LookupError {
    #[error("no document is called `{wanted}`{}", hint(.similar))]
    Unknown {
        wanted: String,
        /// What it may have meant, the likeliest first.
        similar: Vec<Similar>,
    },
    #[error("{path} cannot be read{}", .why.as_ref().map(|why| format!(": {why}")).unwrap_or_default())]
    Unread {
        path: RepoPath,
        /// What is wrong with it.
        why: Option<String>,
        /// What to do about that.
        advice: Vec<String>,
    },
    #[error("`{wanted}` may mean several documents: {}", candidates.join(", "))]
    Ambiguous {
        wanted: String,
        /// Ids, or paths where ids are not enough; the first few.
        candidates: Vec<String>,
    },
}

/// A document that a mistyped name may have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    pub id: String,
    pub title: String,
}

fn hint(similar: &[Similar]) -> String {
    let shown = similar.iter().map(|one| match one.title == one.id {
        true => format!("`{}`", one.id),
        false => format!("`{}` ({})", one.id, one.title),
    });
    let shown: Vec<String> = shown.collect();
    match shown.split_last() {
        None => String::new(),
        Some((last, [])) => format!("; did you mean {last}?"),
        Some((last, others)) => format!("; did you mean {} or {last}?", others.join(", ")),
    }
}

impl Snapshot {
    /// Finds the document that a person means by an id, an unambiguous part of it, or a path.
    ///
    /// `here` is the path of the folder the person is in, for paths relative to it. A whole id or a
    /// path costs no look at the whole folder; anything else does.
    ///
    /// # Errors
    /// When none or several are meant.
    pub fn find(&self, wanted: &str, here: Option<&RepoPath>) -> Result<&Record, LookupError> {
        let wanted = wanted.trim();
        if let Some(found) = self.find_exactly(wanted, here)? {
            return Ok(found);
        }
        if !self.index().is_fresh() {
            // Where the folder cannot be listed any more, what is known of it must do.
            let _ = self.refresh(SILENT);
            if let Some(found) = self.find_exactly(wanted, here)? {
                return Ok(found);
            }
        }
        self.find_by_part(wanted)
    }

    /// Returns the paths that a person may mean, whether something is there or not: from the folder
    /// that they are in, then from the top. One that is whole, as of a file that was dropped on a terminal, is
    /// one of this machine.
    pub fn named(&self, wanted: &str, here: Option<&RepoPath>) -> Vec<RepoPath> {
        let whole = Path::new(wanted);
        if whole.is_absolute() {
            return self.workspace().relative(whole).into_iter().collect();
        }
        let wanted = wanted.strip_prefix("./").unwrap_or(wanted).replace('\\', "/");
        let near = here.and_then(|here| from_folder(here.as_str(), &wanted));
        near.into_iter().chain([RepoPath::new(&wanted)]).collect()
    }

    /// Finds a document by its path, its id or its file's name.
    fn find_exactly(
        &self,
        wanted: &str,
        here: Option<&RepoPath>,
    ) -> Result<Option<&Record>, LookupError> {
        let near = self.near();
        let mut paths = self.named(wanted, here).into_iter();
        let read = paths.clone().find_map(|path| near.record(&path));
        if let Some(found) = read {
            return Ok(Some(found));
        }
        if let Some(path) = paths.find(|path| path.is_markdown() && near.entry(path).is_some()) {
            return Err(self.unread(&path));
        }
        if wanted.is_empty() {
            return Ok(None);
        }
        let mut found = near.called(wanted);
        // A copy that was just made has the same id.
        if !found.is_empty() {
            let came = near.came();
            if came.len() > FEW {
                // All of them are looked at once, and not by each command. Where the folder cannot be listed any
                // more, what is known of it must do.
                let _ = self.refresh(SILENT);
                found = near.called(wanted);
            } else {
                found.extend(came.iter().filter_map(|path| near.record(path)));
            }
            found.sort_by(|one, other| one.path.cmp(&other.path));
            found.dedup_by(|one, other| one.path == other.path);
        }
        let same = |text: &str| text.eq_ignore_ascii_case(wanted);
        let exact: Vec<&Record> =
            found.iter().copied().filter(|record| *record.id == *wanted).collect();
        let similar: Vec<&Record> =
            found.into_iter().filter(|one| same(&one.id) || same(one.path.stem())).collect();
        for tier in [exact, similar] {
            match tier.as_slice() {
                [] => {}
                [one] => return Ok(Some(one)),
                several => return Err(ambiguous(wanted, several)),
            }
        }
        Ok(None)
    }

    /// Says what is wrong with a file that cannot be read at all.
    fn unread(&self, path: &RepoPath) -> LookupError {
        let found = self.near().entry(path).and_then(|entry| entry.diagnostics.first());
        LookupError::Unread {
            path: path.clone(),
            why: found.map(|one| one.message.clone()),
            advice: found.map(|one| one.notes.clone()).unwrap_or_default(),
        }
    }

    /// Finds a document by a part of its id, else of its file's name; what was said about a task only
    /// where nothing else is meant.
    fn find_by_part(&self, wanted: &str) -> Result<&Record, LookupError> {
        let lower = wanted.to_lowercase();
        let part = |text: &str| !lower.is_empty() && has_part(&text.to_lowercase(), &lower);
        let summaries = self.index().summaries();
        let mut documents = summaries.all();
        let is_called = |one: &&Summary<'_>| one.path.stem().eq_ignore_ascii_case(wanted);
        let unread = documents.iter().filter(is_called).find(|one| one.form == Form::Unread);
        let unread = unread.map(|one| one.path.clone());
        documents.retain(|one| one.kind().is_some());
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        let by = |is: &dyn Fn(&Summary<'_>) -> bool| -> Vec<&Record> {
            let found = documents.iter().filter(|one| is(one));
            found.filter_map(|one| self.near().record(&one.path)).collect()
        };
        // The name of a reply holds a date, a time and its author: any number is a part of some.
        let is_said = |one: &Summary<'_>| matches!(one.kind(), Some("reply" | "review"));
        let tiers: [&dyn Fn(&Summary<'_>) -> bool; 3] = [
            &|one| !is_said(one) && part(one.id()),
            &|one| !is_said(one) && part(one.path.stem()),
            &|one| is_said(one) && part(one.path.stem()),
        ];
        for tier in tiers.map(by) {
            match tier.as_slice() {
                [] => {}
                [one] => return Ok(one),
                several => return Err(ambiguous(wanted, several)),
            }
        }
        if let Some(path) = unread {
            return Err(self.unread(&path));
        }
        Err(LookupError::Unknown {
            wanted: wanted.to_owned(),
            similar: similar(wanted, &documents),
        })
    }
}

/// The documents whose ids are nearest to `wanted`, and where none are, those with its words in
/// their titles.
fn similar(wanted: &str, documents: &[Summary<'_>]) -> Vec<Similar> {
    let of = |one: &Summary<'_>| Similar { id: one.id().to_owned(), title: one.title().to_owned() };
    let near = schema::nearest(wanted, documents.iter().map(Subject::id));
    if !near.is_empty() {
        let find = |id: &&str| documents.iter().find(|one| one.id() == *id).map(of);
        return near.iter().filter_map(find).collect();
    }
    let words: Vec<Word> = wanted.split_whitespace().filter_map(Word::typed).collect();
    let is_said = |one: &&Summary<'_>| matches!(one.kind(), Some("reply" | "review"));
    let titled = documents.iter().filter(|one| !is_said(one) && one.has_words(&words));
    titled.filter(|_| !words.is_empty()).take(MOST_SIMILAR).map(of).collect()
}

/// Tells whether `part` stands in `text` without cutting a number: `ola-1` is no part of `ola-10`.
fn has_part(text: &str, part: &str) -> bool {
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    text.match_indices(part).any(|(at, found)| {
        let end = at + found.len();
        let cut_before = digit(bytes.get(at)) && at > 0 && digit(bytes.get(at - 1));
        let cut_behind = end > 0 && digit(bytes.get(end - 1)) && digit(bytes.get(end));
        !cut_before && !cut_behind
    })
}

/// Returns the path that `wanted` names from a folder; `None` where it leads out of the workspace.
fn from_folder(here: &str, wanted: &str) -> Option<RepoPath> {
    let mut parts: Vec<&str> = here.split('/').filter(|part| !part.is_empty()).collect();
    for part in wanted.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(RepoPath::new(parts.join("/")))
}

fn ambiguous(wanted: &str, several: &[&Record]) -> LookupError {
    let ids_differ = several.windows(2).all(|pair| pair[0].id != pair[1].id);
    let name = |record: &&Record| {
        if ids_differ { record.id.to_string() } else { record.path.to_string() }
    };
    let mut candidates: Vec<String> = several.iter().take(MOST).map(name).collect();
    if several.len() > MOST {
        candidates.push(format!("and {} more", several.len() - MOST));
    }
    LookupError::Ambiguous { wanted: wanted.to_owned(), candidates }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_never_cuts_a_number() {
        for (text, part) in [("ola-14", "14"), ("ola-14-reconcile", "ola-14"), ("ola-14", "ola")] {
            assert!(has_part(text, part), "{part} in {text}");
        }
        for (text, part) in [("ola-10", "ola-1"), ("ola-10", "0"), ("ola-114", "14"), ("a", "b")] {
            assert!(!has_part(text, part), "{part} in {text}");
        }
    }

    #[test]
    fn a_path_is_read_from_the_folder_that_one_is_in() {
        let check = |here: &str, wanted: &str, expected: Option<&str>| {
            let found = from_folder(here, wanted);
            assert_eq!(found.as_ref().map(RepoPath::as_str), expected, "{here} {wanted}");
        };
        check("attachments", "a.pdf", Some("attachments/a.pdf"));
        check("attachments", "../my file.txt", Some("my file.txt"));
        check("tasks/ola-1", "../../attachments/a.pdf", Some("attachments/a.pdf"));
        check("", "./a.pdf", Some("a.pdf"));
        check("attachments", "../../a.pdf", None);
    }
}
