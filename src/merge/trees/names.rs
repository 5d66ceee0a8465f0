//! One path for each file: what wants a name that another has gets a name of its own.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::Placed;
use crate::merge::ContentId;
use crate::merge::core::Three;
use crate::merge::model::Notice;
use crate::text::RepoPath;

/// Returns the name under which the version that lost stands beside the other.
pub(super) fn beside(path: &RepoPath, content: ContentId) -> RepoPath {
    with_suffix(path, &content.hex()[..8])
}

fn with_suffix(path: &RepoPath, suffix: &str) -> RepoPath {
    let name = match path.extension() {
        Some(extension) => format!("{}-{suffix}.{extension}", path.stem()),
        None => format!("{}-{suffix}", path.file_name()),
    };
    RepoPath::in_folder(path.parent(), &name)
}

/// Settles names that several files want: the lower id keeps it, else the lower content.
///
/// Names that are one on some systems (case, composed letters) count as one where the sides made
/// them independently; a file also gives way to a folder of its name. `holds` tells whether one of
/// the trees has something else than this content at a path.
pub(super) fn settle(
    placed: &mut Vec<Placed>,
    holds: &dyn Fn(&RepoPath, Option<ContentId>) -> bool,
) -> Vec<Notice> {
    let mut losers = outranked(placed);
    let same: BTreeSet<usize> = losers.iter().copied().filter(|at| is_copy(placed, *at)).collect();
    losers.retain(|at| !same.contains(at));
    losers.extend(over_folders(placed));
    losers.extend((0..placed.len()).filter(|at| {
        let file = &placed[*at];
        file.beside.is_some() && holds(&file.path, Some(file.content()))
    }));
    let mut used: BTreeSet<String> = (0..placed.len())
        .filter(|at| !losers.contains(at))
        .map(|at| folded(&placed[at].path))
        .collect();
    let mut order: Vec<usize> = losers.into_iter().filter(|at| !same.contains(at)).collect();
    order.sort_by_cached_key(|at| (placed[*at].path.clone(), rank(&placed[*at])));
    let mut notices = Vec::new();
    for at in order {
        let given = free(&placed[at], |path| used.contains(&folded(path)) || holds(path, None));
        used.insert(folded(&given));
        let wanted = std::mem::replace(&mut placed[at].path, given.clone());
        if placed[at].beside.is_none() {
            notices.push(Notice::NameTaken { wanted, given });
        }
    }
    let mut at = 0;
    placed.retain(|_| {
        at += 1;
        !same.contains(&(at - 1))
    });
    notices
}

/// Returns the files that are not alone in wanting their name.
pub(super) fn contested(placed: &[Placed]) -> Vec<usize> {
    by_name(placed).into_iter().flatten().collect()
}

/// Groups the files that want one name, two or more each.
fn by_name(placed: &[Placed]) -> Vec<Vec<usize>> {
    let mut wanted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, file) in placed.iter().enumerate() {
        wanted.entry(folded(&file.path)).or_default().push(at);
    }
    wanted.into_values().filter(|files| files.len() > 1).collect()
}

/// Finds the files that must give way to another of their name: those that no tree has together with
/// the ones that keep it.
fn outranked(placed: &[Placed]) -> BTreeSet<usize> {
    let mut losers = BTreeSet::new();
    for mut files in by_name(placed) {
        files.sort_by_cached_key(|at| rank(&placed[*at]));
        let mut kept: Vec<usize> = Vec::new();
        for at in files {
            let fits = |other: &usize| are_together(&placed[*other], &placed[at]);
            match kept.iter().all(fits) {
                true => kept.push(at),
                false => drop(losers.insert(at)),
            }
        }
    }
    losers
}

/// Tells whether one of the trees has both files, each at its path.
fn are_together(one: &Placed, other: &Placed) -> bool {
    let (one, other) = (has(one), has(other));
    (0..one.len()).any(|tree| one[tree] && other[tree])
}

/// Tells which trees have the file at its path: the merge base, the left and the right one.
fn has(file: &Placed) -> [bool; 3] {
    let Three { base, left, right } = &file.unit.versions;
    [base, left, right]
        .map(|version| version.as_ref().is_some_and(|version| version.path == file.path))
}

/// Tells whether another file of the same path has the same content.
fn is_copy(placed: &[Placed], at: usize) -> bool {
    let content = placed[at].content();
    let others = placed.iter().enumerate().filter(|(other, _)| *other != at);
    others.into_iter().any(|(_, other)| other.path == placed[at].path && other.content() == content)
}

/// Finds the files at whose path others need a folder.
fn over_folders(placed: &[Placed]) -> Vec<usize> {
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    for file in placed {
        let mut folder = file.path.parent();
        while !folder.is_empty() && folders.insert(folder) {
            folder = folder.rfind('/').map_or("", |at| &folder[..at]);
        }
    }
    (0..placed.len()).filter(|at| folders.contains(placed[*at].path.as_str())).collect()
}

/// Sorts those who want one name: documents first, by id; then by content.
fn rank(file: &Placed) -> (bool, Option<String>, ContentId, RepoPath) {
    (file.id.is_none(), file.id.clone(), file.content(), file.path.clone())
}

/// Finds a name that nobody has: with the id behind it, else with the content's digits.
fn free(file: &Placed, taken: impl Fn(&RepoPath) -> bool) -> RepoPath {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let id = file.id.as_deref().filter(|id| id.chars().all(is_safe) && id.len() <= 40);
    let digits = file.content().hex();
    let suffixes = id.into_iter().chain([&digits[..8], &digits[..16]]);
    let path = file.beside.as_ref().unwrap_or(&file.path);
    let mut names = suffixes.map(|suffix| with_suffix(path, suffix));
    names.find(|name| !taken(name)).unwrap_or_else(|| with_suffix(path, &digits))
}

fn folded(path: &RepoPath) -> String {
    path.as_str().nfc().flat_map(char::to_lowercase).collect()
}
