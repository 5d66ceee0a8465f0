//! Lets a finding stand that a person has looked at, with the reason.

use thiserror::Error;

use super::{Place, PlaceError, SaveError, save, set};
use crate::diagnostic::{Diagnostic, RuleName};
use crate::document::{Document, EditError};
use crate::rules::{self, File, allow};
use crate::text::RepoPath;

/// What was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    pub path: RepoPath,
    pub entries: Vec<Entry>,
}

/// One entry of `allow:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub rule: RuleName,
    /// Such as `section Material`.
    pub place: String,
    /// How many findings of the rule at that place are not allowed yet; while there are any, all
    /// of them are reported.
    pub left: usize,
}

/// A finding that was not allowed; the file is as before.
#[derive(Debug, Error)]
pub enum AllowError {
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error("nothing is found in line {line} of {path}")]
    Nothing {
        path: RepoPath,
        line: usize,
        /// Lines with something that may be allowed.
        lines: Vec<usize>,
    },
    #[error("`{0}` cannot be allowed: it does not guess")]
    NotAllowable(RuleName),
    #[error(
        "{0} is no Markdown, and nothing else can say of itself that something may stand in it"
    )]
    NoMarkdown(RepoPath),
    #[error("say why it may stand")]
    NoReason,
    #[error(transparent)]
    Edit(#[from] EditError),
    #[error(transparent)]
    Save(#[from] SaveError),
}

/// Writes an `allow` entry for each rule that guesses and reports something in `line`.
///
/// # Errors
/// When nothing of that kind is found there, or the file cannot be written.
pub fn allow(
    place: &Place,
    wanted: &str,
    line: usize,
    reason: &str,
) -> Result<Allowed, AllowError> {
    if reason.trim().is_empty() {
        return Err(AllowError::NoReason);
    }
    let snapshot = &place.snapshot;
    let record = place.find(wanted).map_err(|error| {
        let is_it = |path: &RepoPath| path.as_str() == wanted && !path.is_markdown();
        match snapshot.index().paths().find(is_it) {
            Some(path) => AllowError::NoMarkdown(path),
            None => PlaceError::from(error).into(),
        }
    })?;
    let path = &record.path;
    let source = snapshot.source(path).ok_or_else(|| PlaceError::NoText(path.clone()))?;
    let old = source.text().to_owned();
    let file = File::from_bytes(path.clone(), old.len() as u64, old.as_bytes());
    let found = snapshot.ruleset().check_file(&file).diagnostics;
    let here = allowable(path, &found, line)?;
    let document = Document::parse(source);
    let kind = record.kind.as_deref().and_then(|kind| snapshot.schema().kind(kind));
    let key = set::key_in(&document, snapshot.schema(), kind, "allow");
    let known: Vec<allow::Entry> =
        allow::entries(record).into_iter().filter_map(|(entry, _)| entry).collect();
    let mut entries = Vec::new();
    let mut edited = document.clone();
    for (rule, at, count) in counted(&document, &here) {
        let all = found
            .iter()
            .filter(|one| one.rule == rule && allow::Place::of(&document, one.span) == at);
        let total = all.count();
        let before = known.iter().find(|entry| entry.rule == rule && entry.place == at);
        let allowed = (before.map_or(0, |entry| entry.count) + count).min(total);
        if let Some(before) = before {
            edited = edited.remove_item(&key, &before.to_string())?;
        }
        let entry = allow::entry(rule, at.clone(), allowed, reason);
        edited = edited.add_item(&key, &entry.to_string())?;
        entries.push(Entry { rule, place: at.to_string(), left: total - allowed });
    }
    save::replace(snapshot.root(), path, &old, edited.text())?;
    Ok(Allowed { path: path.clone(), entries })
}

/// What is found in `line` by rules that guess.
fn allowable<'a>(
    path: &RepoPath,
    found: &'a [Diagnostic],
    line: usize,
) -> Result<Vec<&'a Diagnostic>, AllowError> {
    let guesses = |one: &&Diagnostic| rules::find(one.rule).is_some_and(|rule| rule.allowable);
    let here = |one: &&Diagnostic| (one.start.line..=one.end.line).contains(&line);
    let chosen: Vec<&Diagnostic> = found.iter().filter(guesses).filter(here).collect();
    if !chosen.is_empty() {
        return Ok(chosen);
    }
    if let Some(one) = found.iter().find(here) {
        return Err(AllowError::NotAllowable(one.rule));
    }
    let mut lines: Vec<usize> = found.iter().filter(guesses).map(|one| one.start.line).collect();
    lines.dedup();
    Err(AllowError::Nothing { path: path.clone(), line, lines })
}

/// Counts findings by rule and place, in order.
fn counted(document: &Document, found: &[&Diagnostic]) -> Vec<(RuleName, allow::Place, usize)> {
    let mut counted: Vec<(RuleName, allow::Place, usize)> = Vec::new();
    for one in found {
        let at = allow::Place::of(document, one.span);
        match counted.iter_mut().find(|(rule, place, _)| *rule == one.rule && *place == at) {
            Some((_, _, count)) => *count += 1,
            None => counted.push((one.rule, at, 1)),
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::today::tests::world::World;

    #[test]
    fn what_is_no_markdown_allows_nothing() {
        let world = World::empty();
        world.write("card.txt", "4111 1111 1111 1111\n");
        let found = |wanted| allow(&world.place(), wanted, 1, "a test number").err();
        assert!(
            matches!(found("card.txt"), Some(AllowError::NoMarkdown(path)) if path.as_str() == "card.txt")
        );
        assert!(matches!(found("none.txt"), Some(AllowError::Place(_))));
    }
}
