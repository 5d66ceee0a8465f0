use std::borrow::Cow;

use crate::document::target::{self, Target};
use crate::schema::{LinkFact, Record};
use crate::text::RepoPath;

/// What terms and deliveries are made of, beside the task and what was said about it.
pub trait Sources {
    /// Returns the brief or the routine that is called so.
    fn brief(&self, name: &str) -> Option<Cow<'_, Record>>;

    /// Tells what a file holds.
    fn held(&self, path: &RepoPath) -> Held;

    /// Returns a file of this name, extension included, the first one by path.
    fn called(&self, name: &str) -> Option<RepoPath>;
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// There is no such file.
    Nothing,
    /// The content of this git blob.
    Content([u8; 20]),
    /// It is not known what.
    Unknown,
}

/// Hands what each link in `record` to a file of the workspace leads to to `found`: `Held::Nothing` where there
/// is none. A link to anywhere else says all that it says in its own words.
///
/// `counts` tells of a path whether its content matters.
pub(super) fn linked(
    record: &Record,
    links: impl Iterator<Item = usize>,
    sources: &dyn Sources,
    counts: &dyn Fn(&RepoPath) -> bool,
    mut found: impl FnMut(Held),
) {
    let links = links.filter_map(|at| record.links.get(at));
    for path in links.filter_map(|link| file(record, link, sources)).filter(counts) {
        found(sources.held(&path));
    }
}

/// Returns the file that a link leads to, if it may be one.
fn file(record: &Record, link: &LinkFact, sources: &dyn Sources) -> Option<RepoPath> {
    let written = &link.target;
    if link.wiki {
        let path = written.split(['|', '#']).next().unwrap_or_default().trim();
        let name = path.rsplit('/').next().unwrap_or(path);
        return name.contains('.').then(|| sources.called(name)).flatten();
    }
    match target::target(written, &record.path) {
        Target::Rooted(path) => Some(RepoPath::new(path)),
        Target::Inside(path) => {
            let there = RepoPath::new(path);
            if sources.held(&there) != Held::Nothing {
                return Some(there);
            }
            target::normal("", &target::path(written)).map(RepoPath::new)
        }
        Target::Elsewhere | Target::Machine(_) | Target::Above => None,
    }
}

/// Returns the files of the workspace that a document links to, in order of its text.
pub fn linked_files(record: &Record, sources: &dyn Sources) -> Vec<RepoPath> {
    let files = record.links.iter().filter_map(|link| file(record, link, sources));
    files.filter(|path| sources.held(path) != Held::Nothing).collect()
}

/// Returns the files that the terms of a task, a brief or a routine link to, in order of its text, each once: what
/// they hold is a part of the terms.
pub fn files_of_terms(record: &Record, sources: &dyn Sources) -> Vec<RepoPath> {
    let links = record.binding.iter().flat_map(|binding| binding.links.iter());
    let links = links.filter_map(|at| record.links.get(*at as usize));
    let mut found: Vec<RepoPath> = Vec::new();
    for path in links.filter_map(|link| file(record, link, sources)) {
        if !path.is_markdown() && sources.held(&path) != Held::Nothing && !found.contains(&path) {
            found.push(path);
        }
    }
    found
}
