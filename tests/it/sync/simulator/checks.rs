//! What must hold of folders and repositories, whenever they are looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid, Repository};
use handover::schema::layout;
use handover::store::CommitId;

use super::super::people::{front_matter_parses, shows_markers};
use super::image::{State, Thing};
use super::moving::Saved;

/// The contents of a folder's files, git's own and our temporary ones aside.
pub(super) type Contents = BTreeMap<PathBuf, Vec<u8>>;

pub(super) fn contents(state: &State) -> Contents {
    let file = |(path, thing): (&PathBuf, &Thing)| match thing {
        Thing::File { bytes, .. } if !path.starts_with(".git") && !is_temporary(path) => {
            Some((path.clone(), bytes.to_vec()))
        }
        _ => None,
    };
    state.iter().filter_map(file).collect()
}

fn is_temporary(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".handover-"))
}

/// Each file holds what it held before, what somebody `saved` meanwhile, or a version that git knows, or
/// one of those with something filled in or brought: none is cut short, mixed or empty.
pub(super) fn are_whole(
    before: &Contents,
    saved: Option<&Saved>,
    now: &Contents,
    repo: &Repository,
) {
    let odb = repo.odb().expect("objects");
    for (path, bytes) in now.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)) {
        let id = Oid::hash_object(ObjectType::Blob, bytes).expect("a hash");
        let saved = saved.filter(|(at, _)| at == path).map(|(_, saved)| saved);
        let mut typed = before.get(path).into_iter().chain(saved);
        let brought = brought(repo, path);
        let chosen = chosen(before);
        let is_whole = |typed: &Vec<u8>| {
            has_lines_of(bytes, typed, &chosen)
                || brought.as_ref().is_some_and(|brought| is_both(bytes, typed, brought))
        };
        assert!(
            odb.exists(id) || typed.any(is_whole),
            "{} is neither old nor new: {:?}, before {:?}",
            path.display(),
            String::from_utf8_lossy(bytes),
            before.get(path).map(|bytes| String::from_utf8_lossy(bytes)),
        );
    }
}

/// What a sync fills in, and puts right where somebody else has sent since: who sent it, and when.
const SENT: [&[u8]; 2] = [b"sent_by: ", b"sent_at: "];

/// Tells whether a text has all lines of an earlier one; the `chosen` ones may be there for others of their key.
fn has_lines_of(bytes: &[u8], before: &[u8], chosen: &[String]) -> bool {
    let now = lines(bytes);
    let is_put_right = |line: &[u8]| {
        let key = SENT.into_iter().find(|key| line.starts_with(key));
        let is_chosen = |one: &&String| {
            let key = one.split_inclusive(' ').next().unwrap_or_default();
            line.starts_with(key.as_bytes()) && now.contains(one.as_bytes())
        };
        key.is_some_and(|key| now.iter().any(|line| line.starts_with(key)))
            || chosen.iter().any(|one| is_chosen(&one))
    };
    let is_there = |line: &&[u8]| now.contains(line) || is_put_right(line);
    !before.is_empty() && lines(before).iter().all(is_there)
}

/// Returns the lines that somebody has chosen, by ticking a box in a note, instead of those that stand for now.
fn chosen(contents: &Contents) -> Vec<String> {
    let notes = contents.iter().filter(|(path, _)| path.starts_with(layout::CONFLICTS));
    let texts = notes.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
    let line = |text: String| {
        let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key));
        let field = value("field: ")?;
        let own = value("- [x] Something else: ");
        let other = || value("- [x] Take ").and(value("other: "));
        Some(format!("{field}: {}", own.or_else(other)?.trim_matches('"')))
    };
    texts.filter_map(line).collect()
}

/// Tells whether a text has every word that was typed in one of two, and no line that is in neither: what
/// is not sent yet takes in what was brought without becoming a version of git's.
fn is_both(bytes: &[u8], typed: &[u8], brought: &[u8]) -> bool {
    let (now, mine, theirs) = (lines(bytes), lines(typed), lines(brought));
    let words = |bytes: &[u8]| -> BTreeSet<String> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let words = text.split_whitespace().filter(|word| word.starts_with("word"));
        words.map(str::to_owned).collect()
    };
    now.iter().all(|line| mine.contains(line) || theirs.contains(line))
        && words(bytes).is_superset(&words(typed))
        && bytes.ends_with(b"\n") == (typed.ends_with(b"\n") || brought.ends_with(b"\n"))
}

fn lines(bytes: &[u8]) -> BTreeSet<&[u8]> {
    bytes.split(|byte| *byte == b'\n').collect()
}

/// Returns what a file was in the version that was fetched last.
fn brought(repo: &Repository, path: &Path) -> Option<Vec<u8>> {
    let tip = repo.find_reference("refs/worktree/handover/fetched").ok()?;
    let entry = tip.peel_to_tree().ok()?.get_path(path).ok()?;
    Some(repo.find_blob(entry.id()).ok()?.content().to_vec())
}

/// Whatever the refs of a repository lead to is there and sound.
pub(super) fn is_sound(git_dir: &Path, seen: &mut BTreeSet<Oid>) {
    let repo = Repository::open(git_dir).expect("a repository");
    let odb = repo.odb().expect("objects");
    let mut left = Vec::new();
    for reference in repo.references().expect("refs") {
        let reference = reference.expect("a sound ref");
        left.extend(reference.target());
    }
    if let Ok(index) = repo.index() {
        left.extend(index.iter().map(|entry| entry.id));
    }
    while let Some(id) = left.pop() {
        if !seen.insert(id) {
            continue;
        }
        let object = odb.read(id).unwrap_or_else(|error| {
            panic!("{id} is not there, or damaged, in {}: {error}", git_dir.display())
        });
        match object.kind() {
            ObjectType::Commit => {
                let commit = repo.find_commit(id).expect("a commit");
                left.push(commit.tree_id());
                left.extend(commit.parent_ids());
            }
            ObjectType::Tree => {
                let tree = repo.find_tree(id).expect("a tree");
                left.extend(tree.iter().map(|entry| entry.id()));
            }
            _ => {}
        }
    }
}

/// Every document that a commit brings to the shared place can be read.
pub(super) fn can_be_read(repo: &Repository, before: Option<CommitId>, now: CommitId) {
    let tree = |id: CommitId| {
        let id = Oid::from_str(&id.to_string()).expect("an id");
        repo.find_commit(id).expect("a commit").tree().expect("a tree")
    };
    let before = before.map(tree);
    let diff = repo.diff_tree_to_tree(before.as_ref(), Some(&tree(now)), None).expect("compared");
    for delta in diff.deltas() {
        let file = delta.new_file();
        let path = file.path().expect("a path");
        if file.id().is_zero() || path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let blob = repo.find_blob(file.id()).expect("a version");
        let text = String::from_utf8_lossy(blob.content());
        assert!(front_matter_parses(&text), "{} was shared as {text}", path.display());
        let path = path.to_string_lossy();
        assert!(!shows_markers(&path, &text), "{path} was shared with markers: {text}");
    }
}
