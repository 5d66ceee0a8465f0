//! What is remembered of single files, so that a save of an editor that was open all along is known again.
//!
//! It is a tree under a ref of this work tree: below a folder of the file's name one entry for each
//! version. What is asked for of a file is read once, and what did not change is not written.

use std::collections::{BTreeMap, BTreeSet};

use super::SyncError;
use super::plan::{Aside, Replaced};
use super::state::State;
use crate::merge::{Blob, ContentId};
use crate::store::{Head, Repo, Target, TreeId};
use crate::text::RepoPath;

/// The ref of the tree.
const REPLACED: &str = "replaced";
/// The one of the replaced versions that was saved again and recognised.
const TOLD: &str = "told";
/// The version that stands there since, as far as it was written by somebody who knew what did: what a
/// sync put there, or what was made of that here.
const PUT: &str = "put";
/// The text as it was typed in which something was filled in last, and what that came to.
const TYPED: &str = "typed";
const FILLED: &str = "filled";
/// In front of the numbers of what saves here have taken the place of.
const OWN: &str = "own";
/// The version that was taken away here, and the one that everybody had by then.
const GONE: &str = "gone";
const GONE_FROM: &str = "gone-from";
/// Where the branch stood by then, as a text that names the commit.
const GONE_AT: &str = "gone-at";
/// The version that was taken away here before others' work came that has nothing of it, and the version that this
/// work was made of.
const ASIDE: &str = "aside";
const ASIDE_FROM: &str = "aside-from";
/// In front of the numbers of the texts that stayed here, and that others' work was merged into.
const STAYED: &str = "stayed";
/// What a command wrote on purpose, as a text that names the content.
const MEANT: &str = "meant";

/// The version that stood there when whoever works here was told what others have changed in it, and that it is
/// theirs to say.
const ASKED: &str = "asked";

/// How many versions of a file are remembered: an editor may be open over as many syncs that change
/// what it shows.
const VERSIONS: usize = 32;
/// How many of those are remembered that saves here have taken the place of, and of the texts that stayed here.
const OWN_VERSIONS: usize = 8;

/// One version of a file that another one was put in the place of.
pub(super) struct Replacement {
    pub(super) old: Blob,
    /// The other one, where git has it.
    pub(super) put: Option<Blob>,
}

/// A file that was taken away here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gone {
    /// What stood there.
    pub(super) last: Blob,
    /// What everybody had there by then.
    pub(super) shared: Blob,
    /// A text that names the commit at which the branch stood by then.
    pub(super) at: Option<Blob>,
}

/// What is remembered of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Memory {
    /// The versions that syncs have replaced in the folder, the latest first.
    versions: Vec<Blob>,
    /// The versions that saves here have taken the place of since a sync put something there, the latest
    /// first. They are no versions that a sync replaced, so that people may take back what they typed
    /// themselves.
    own: Vec<Blob>,
    /// The texts that stayed here when a sync merged others' work into them, the latest first. They are versions that
    /// a sync replaced as soon as the branch has what was made of them.
    stayed: Vec<Blob>,
    put: Option<Blob>,
    /// The text as it was typed in which something was filled in last, and what that came to.
    filled: Option<(Blob, Blob)>,
    told: Option<Blob>,
    meant: Option<Blob>,
    asked: Option<Blob>,
    gone: Option<Gone>,
    aside: Option<Aside>,
}

impl Memory {
    fn of(entries: &BTreeMap<String, Blob>) -> Self {
        let named = |name: &str| entries.get(name).copied();
        let numbered = |name: &str, most: usize| -> Vec<Blob> {
            (0..most).map_while(|at| named(&format!("{name}{at}"))).collect()
        };
        let gone = named(GONE).zip(named(GONE_FROM));
        let aside = named(ASIDE).zip(named(ASIDE_FROM));
        Self {
            versions: numbered("", VERSIONS),
            own: numbered(OWN, OWN_VERSIONS),
            stayed: numbered(STAYED, OWN_VERSIONS),
            put: named(PUT),
            filled: named(TYPED).zip(named(FILLED)),
            told: named(TOLD),
            meant: named(MEANT),
            asked: named(ASKED),
            gone: gone.map(|(last, shared)| Gone { last, shared, at: named(GONE_AT) }),
            aside: aside.map(|(last, from)| Aside { last, from }),
        }
    }

    fn entries(&self) -> BTreeMap<String, Blob> {
        fn numbered<'m>(
            name: &'m str,
            versions: &'m [Blob],
        ) -> impl Iterator<Item = (String, Blob)> + 'm {
            versions.iter().enumerate().map(move |(at, one)| (format!("{name}{at}"), *one))
        }
        let versions = numbered("", &self.versions);
        let own = numbered(OWN, &self.own).chain(numbered(STAYED, &self.stayed));
        let single = [
            (PUT, self.put),
            (TYPED, self.filled.map(|(typed, _)| typed)),
            (FILLED, self.filled.map(|(_, filled)| filled)),
            (TOLD, self.told),
            (MEANT, self.meant),
            (ASKED, self.asked),
            (GONE, self.gone.map(|gone| gone.last)),
            (GONE_FROM, self.gone.map(|gone| gone.shared)),
            (GONE_AT, self.gone.and_then(|gone| gone.at)),
            (ASIDE, self.aside.map(|aside| aside.last)),
            (ASIDE_FROM, self.aside.map(|aside| aside.from)),
        ];
        let single = single.into_iter().filter_map(|(name, one)| Some((name.to_owned(), one?)));
        versions.chain(own).chain(single).collect()
    }

    /// Puts what was replaced in front of what is known, with what stands there since; `is_there` tells
    /// which versions git has, as another can be compared with nothing. Tells whether any is remembered.
    fn put_in_front(
        &mut self,
        Replacement { old, put }: &Replacement,
        own: Vec<Blob>,
        is_there: impl Fn(&Blob) -> bool,
    ) -> bool {
        let mut versions: Vec<Blob> = Vec::new();
        let mut known = std::mem::take(&mut self.versions);
        // What came was made beside what was taken away here, and not of it, nor of what was saved here before.
        let beside = self.gone.filter(|gone| ![gone.last.id, gone.shared.id].contains(&old.id));
        let own = if beside.is_some() { Vec::new() } else { own };
        if let Some(gone) = beside {
            known.retain(|known| ![gone.last.id, gone.shared.id].contains(&known.id));
        }
        let stayed = if put.is_some() { &*self.stayed } else { &[] };
        for version in std::iter::once(*old).chain(own).chain(stayed.iter().copied()).chain(known) {
            let is_new = versions.iter().all(|one| one.id != version.id);
            if is_new && versions.len() < VERSIONS && is_there(&version) {
                versions.push(version);
            }
        }
        self.versions = versions;
        if self.versions.is_empty() {
            return false;
        }
        match self.gone.take() {
            Some(gone) if gone.last.id != old.id => {
                self.aside = Some(Aside { last: gone.last, from: *old });
            }
            // Now it is one that was replaced.
            _ => self.aside = self.aside.filter(|aside| aside.last.id != old.id),
        }
        self.put = *put;
        true
    }

    /// Takes note that the branch has what was made of the texts that stayed here.
    fn take_in_stayed(&mut self) {
        let stayed = self.stayed.iter().filter(|one| !self.versions.contains(one));
        let versions: Vec<Blob> = stayed.chain(&self.versions).copied().take(VERSIONS).collect();
        self.versions = versions;
    }

    /// Forgets unsent versions, of which the branch goes back to the `shared` one.
    fn take_back(&mut self, shared: Option<Blob>, is_unsent: impl Fn(&Blob) -> bool) {
        self.versions.retain(|version| !is_unsent(version));
        self.own.retain(|version| !is_unsent(version));
        // The branch has nothing any more of what was made of these.
        self.versions.retain(|version| !self.stayed.contains(version));
        // What was typed is nothing that everybody had, but for where it was filled in.
        if let Some((typed, _)) = self.filled.take_if(|(_, filled)| is_unsent(filled)) {
            self.versions.retain(|version| version.id != typed.id);
        }
        if self.put.as_ref().is_some_and(is_unsent) {
            self.put = shared;
        }
    }
}

/// What is remembered of all files, and what of it changes.
struct Memories<'a> {
    repo: &'a Repo,
    tree: Option<TreeId>,
    changes: BTreeMap<RepoPath, Option<Blob>>,
}

impl<'a> Memories<'a> {
    fn open(repo: &'a Repo) -> Result<Self, SyncError> {
        let tree = match repo.private(REPLACED)? {
            Some(Target::Tree(tree)) => Some(tree),
            _ => None,
        };
        Ok(Self { repo, tree, changes: BTreeMap::new() })
    }

    fn entries(&self, path: &RepoPath) -> Result<BTreeMap<String, Blob>, SyncError> {
        let Some(tree) = self.tree else { return Ok(BTreeMap::new()) };
        let files = self.repo.files_below(tree, &folder_of(path))?;
        let named = files.into_iter().map(|(path, blob)| (path.file_name().to_owned(), blob));
        Ok(named.collect())
    }

    fn of(&self, path: &RepoPath) -> Result<Memory, SyncError> {
        Ok(Memory::of(&self.entries(path)?))
    }

    /// Changes what is remembered of a file.
    fn change(
        &mut self,
        path: &RepoPath,
        change: impl FnOnce(&mut Memory),
    ) -> Result<(), SyncError> {
        let before = self.entries(path)?;
        let mut memory = Memory::of(&before);
        change(&mut memory);
        let (folder, after) = (folder_of(path), memory.entries());
        let name = |name: &str| RepoPath::in_folder(folder.as_str(), name);
        let lost = before.keys().filter(|known| !after.contains_key(*known));
        self.changes.extend(lost.map(|known| (name(known), None)));
        let new = after.iter().filter(|(known, blob)| before.get(*known) != Some(blob));
        self.changes.extend(new.map(|(known, blob)| (name(known), Some(*blob))));
        Ok(())
    }

    fn save(self) -> Result<(), SyncError> {
        if self.changes.is_empty() {
            return Ok(());
        }
        let tree = self.repo.write_tree(self.tree, &self.changes)?;
        Ok(self.repo.set_private(REPLACED, Target::Tree(tree))?)
    }
}

/// Names the folder of a file's versions: the file's name with a mark behind it, since a folder may not be
/// called as some of git's own files are.
fn folder_of(path: &RepoPath) -> RepoPath {
    RepoPath::new(format!("{path}!"))
}

/// Says that whoever wrote `written` at `path` had read `read` there and knows it: a text that a sync had
/// replaced is meant, and no save of an editor that was open all along.
///
/// That holds where it is what a sync put there, what was written so before, or the branch's version where
/// neither is known. Anything else was saved since, perhaps by such an editor; the next sync looks.
///
/// # Errors
/// When the repository fails.
pub fn has_seen(
    repo: &Repo,
    path: &RepoPath,
    read: ContentId,
    written: ContentId,
) -> Result<(), SyncError> {
    let (Head::Branch { commit, .. } | Head::Detached { commit }) = repo.head()? else {
        return Ok(());
    };
    let mut memories = Memories::open(repo)?;
    let memory = memories.of(path)?;
    if memory.versions.is_empty() {
        return Ok(());
    }
    let known = match memory.put {
        Some(put) => Some(put),
        None => repo.entry(repo.tree_of(commit)?, path)?,
    };
    if known.is_some_and(|known| known.id == read) || is_meant(&memory, read) {
        let named = Blob::file(repo.write_blob(written.to_string().as_bytes())?);
        memories.change(path, |memory| memory.meant = Some(named))?;
        memories.save()?;
    }
    Ok(())
}

/// Says that whoever works here has been told what others have changed in some files, as these stand now, and that
/// it is theirs to say: values that they set back are meant.
///
/// # Errors
/// When the repository fails.
pub fn has_been_told(repo: &Repo, paths: &BTreeSet<RepoPath>) -> Result<(), SyncError> {
    let mut memories = Memories::open(repo)?;
    for path in paths {
        memories.change(path, |memory| memory.asked = memory.put)?;
    }
    memories.save()
}

fn is_meant(memory: &Memory, content: ContentId) -> bool {
    let named = ContentId::of_blob(content.to_string().as_bytes());
    memory.meant.is_some_and(|meant| meant.id == named)
}

impl State<'_> {
    fn memory(&self, path: &RepoPath) -> Result<Memory, SyncError> {
        Memories::open(self.repo)?.of(path)
    }

    /// Returns the versions of a file that syncs have replaced, and what stands there since.
    pub(super) fn replaced(&self, path: &RepoPath) -> Result<Replaced, SyncError> {
        let Memory { versions, put, aside, .. } = self.memory(path)?;
        let put = put.filter(|_| !versions.is_empty());
        Ok(Replaced { versions, put, aside })
    }

    /// Returns what was taken away at a path.
    pub(super) fn gone(&self, path: &RepoPath) -> Result<Option<Gone>, SyncError> {
        Ok(self.memory(path)?.gone)
    }

    /// Tells whether a command wrote just this there.
    pub(super) fn is_meant(&self, path: &RepoPath, content: ContentId) -> Result<bool, SyncError> {
        Ok(is_meant(&self.memory(path)?, content))
    }

    /// Tells whether whoever works here was told of `after` at a path, and that it is theirs to say.
    pub(super) fn is_asked(&self, path: &RepoPath, after: &Blob) -> Result<bool, SyncError> {
        Ok(self.memory(path)?.asked.is_some_and(|asked| asked.id == after.id))
    }

    /// Returns the replaced version that was saved again and recognised.
    pub(super) fn told_replaced(&self, path: &RepoPath) -> Result<Option<Blob>, SyncError> {
        Ok(self.memory(path)?.told)
    }

    /// Remembers what was replaced in the folder, each in front of what is remembered of its file,
    /// and what is put there, where git has that.
    ///
    /// What saves here had taken the place of goes along: now others' words would be taken out with it.
    pub(super) fn add_replaced(
        &self,
        replaced: impl IntoIterator<Item = (RepoPath, Replacement)>,
    ) -> Result<(), SyncError> {
        self.put_in_front(replaced, |memory, _| std::mem::take(&mut memory.own))
    }

    /// Remembers texts that stay here, and that others' work is merged into now.
    pub(super) fn add_stayed(
        &self,
        stayed: impl IntoIterator<Item = (RepoPath, Blob)>,
    ) -> Result<(), SyncError> {
        let mut memories = Memories::open(self.repo)?;
        for (path, text) in stayed {
            memories.change(&path, |memory| {
                memory.stayed.retain(|known| known.id != text.id);
                memory.stayed.insert(0, text);
                memory.stayed.truncate(OWN_VERSIONS);
            })?;
        }
        memories.save()
    }

    /// Remembers what was filled in: nobody's words were added.
    pub(super) fn add_filled(
        &self,
        filled: impl IntoIterator<Item = (RepoPath, Replacement)>,
    ) -> Result<(), SyncError> {
        self.put_in_front(filled, |memory, filled| {
            memory.filled = filled.put.map(|put| (filled.old, put));
            Vec::new()
        })
    }

    fn put_in_front(
        &self,
        replaced: impl IntoIterator<Item = (RepoPath, Replacement)>,
        own: impl Fn(&mut Memory, &Replacement) -> Vec<Blob>,
    ) -> Result<(), SyncError> {
        let mut memories = Memories::open(self.repo)?;
        for (path, replacement) in replaced {
            memories.change(&path, |memory| {
                let mut with = memory.clone();
                let own = own(&mut with, &replacement);
                let is_any =
                    with.put_in_front(&replacement, own, |version| self.repo.has_blob(version.id));
                if is_any {
                    *memory = with;
                }
            })?;
        }
        memories.save()
    }

    /// Remembers saves by people who knew what stood there: the version that each took the place of, and
    /// what stands there now. Whatever is put there later is compared with that.
    pub(super) fn add_own(
        &self,
        saves: impl IntoIterator<Item = (RepoPath, Replacement)>,
    ) -> Result<(), SyncError> {
        let mut memories = Memories::open(self.repo)?;
        for (path, Replacement { old, put }) in saves {
            let is_there = self.repo.has_blob(old.id);
            memories.change(&path, |memory| {
                if is_there {
                    memory.own.retain(|known| known.id != old.id);
                    memory.own.insert(0, old);
                    memory.own.truncate(OWN_VERSIONS);
                }
                memory.take_in_stayed();
                (memory.put, memory.told, memory.meant) = (put, None, None);
            })?;
        }
        memories.save()
    }

    /// Remembers files that are taken away here: what stood there, and what everybody has there.
    pub(super) fn add_gone(
        &self,
        gone: impl IntoIterator<Item = (RepoPath, Gone)>,
    ) -> Result<(), SyncError> {
        let mut memories = Memories::open(self.repo)?;
        for (path, gone) in gone {
            let known = self.repo.has_blob(gone.last.id) && self.repo.has_blob(gone.shared.id);
            memories.change(&path, |memory| {
                let same = |known: &Gone| (known.last, known.shared) == (gone.last, gone.shared);
                memory.gone = memory.gone.filter(same).or(Some(gone)).filter(|_| known);
            })?;
        }
        memories.save()
    }

    /// Forgets what is remembered of these paths: there is no such file any more, or another one.
    pub(super) fn forget_replaced<'p>(
        &self,
        paths: impl Iterator<Item = &'p RepoPath>,
    ) -> Result<(), SyncError> {
        let mut memories = Memories::open(self.repo)?;
        for path in paths {
            memories.change(path, |memory| *memory = Memory::default())?;
        }
        memories.save()
    }

    /// Remembers that a replaced version was saved again and recognised.
    pub(super) fn tell_replaced(&self, path: &RepoPath, blob: Blob) -> Result<(), SyncError> {
        let mut memories = Memories::open(self.repo)?;
        memories.change(path, |memory| memory.told = Some(blob))?;
        memories.save()
    }

    /// Forgets of files whose unsent versions are taken back (to what everybody has, by path) those that `is_unsent`
    /// knows: the branch has nothing of them any more, and compared with it they would seem to be taken out.
    pub(super) fn take_back(
        &self,
        taken_back: &BTreeMap<RepoPath, Option<Blob>>,
        is_unsent: impl Fn(&RepoPath, &Blob) -> bool,
    ) -> Result<(), SyncError> {
        let mut memories = Memories::open(self.repo)?;
        for (path, shared) in taken_back {
            memories
                .change(path, |memory| memory.take_back(*shared, |one| is_unsent(path, one)))?;
        }
        memories.save()
    }

    /// Takes back that these versions count as saved again: what recognised them did not come about.
    pub(super) fn untell_replaced<'p>(
        &self,
        paths: impl Iterator<Item = &'p RepoPath>,
    ) -> Result<(), SyncError> {
        let mut memories = Memories::open(self.repo)?;
        for path in paths {
            memories.change(path, |memory| memory.told = None)?;
        }
        memories.save()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(text: &str) -> Blob {
        Blob::file(ContentId::of_blob(text.as_bytes()))
    }

    fn filled() -> Memory {
        let at = Some(blob("at"));
        let gone = Gone { last: blob("last"), shared: blob("shared"), at };
        let (put, told, meant) = (Some(blob("put")), Some(blob("told")), Some(blob("meant")));
        Memory {
            versions: ["b", "a"].map(blob).into(),
            own: ["c"].map(blob).into(),
            stayed: ["e"].map(blob).into(),
            put,
            filled: Some((blob("typed"), blob("filled"))),
            told,
            meant,
            asked: Some(blob("asked")),
            gone: Some(gone),
            aside: Some(Aside { last: blob("aside"), from: blob("from") }),
        }
    }

    #[test]
    fn what_is_remembered_comes_back_from_its_entries() {
        for memory in [Memory::default(), filled()] {
            assert_eq!(Memory::of(&memory.entries()), memory);
        }
    }

    #[test]
    fn what_was_replaced_stands_in_front_once_and_only_what_git_has() {
        let check = |old: &str, own: &[&str], expected: &[&str]| {
            let mut memory = filled();
            memory.gone = memory.gone.map(|gone| Gone { last: blob(old), ..gone });
            let replacement = Replacement { old: blob(old), put: Some(blob("new")) };
            let own = own.iter().copied().map(blob).collect();
            let any = memory.put_in_front(&replacement, own, |one| *one != blob("unknown"));
            assert!(any);
            let expected: Vec<Blob> = expected.iter().copied().map(blob).collect();
            assert_eq!(memory.versions, expected, "{old}");
            assert_eq!((memory.put, memory.gone), (Some(blob("new")), None));
        };
        check("d", &["c"], &["d", "c", "e", "b", "a"]);
        check("a", &[], &["a", "e", "b"]);
        check("unknown", &[], &["e", "b", "a"]);
        let nothing = Replacement { old: blob("unknown"), put: None };
        assert!(!Memory::default().put_in_front(&nothing, Vec::new(), |_| false));
    }

    #[test]
    fn what_others_made_beside_what_was_taken_away_does_not_go_on_from_that() {
        let check = |old: &str, expected: &[&str]| {
            let mut memory = filled();
            memory.versions = ["last", "b", "shared"].map(blob).into();
            let replacement = Replacement { old: blob(old), put: Some(blob("new")) };
            memory.put_in_front(&replacement, vec![blob("saved")], |_| true);
            let expected: Vec<Blob> = expected.iter().copied().map(blob).collect();
            assert_eq!(memory.versions, expected, "{old}");
        };
        check("last", &["last", "saved", "e", "b", "shared"]);
        check("shared", &["shared", "saved", "e", "last", "b"]);
        check("earlier", &["earlier", "e", "b"]);
    }

    #[test]
    fn what_was_taken_away_is_known_beside_what_came_until_it_is_there_again() {
        let aside = |memory: &Memory| memory.aside.map(|aside| (aside.last, aside.from));
        let mut memory = filled();
        let put = |memory: &mut Memory, old: &str, put: &str| {
            let replacement = Replacement { old: blob(old), put: Some(blob(put)) };
            assert!(memory.put_in_front(&replacement, Vec::new(), |_| true));
        };
        put(&mut memory, "shared", "theirs");
        assert_eq!(aside(&memory), Some((blob("last"), blob("shared"))));
        put(&mut memory, "theirs", "later");
        assert_eq!(aside(&memory), Some((blob("last"), blob("shared"))));
        put(&mut memory, "last", "both");
        assert_eq!(aside(&memory), None);
        memory.gone = filled().gone;
        put(&mut memory, "last", "theirs");
        assert_eq!(aside(&memory), None);
    }

    #[test]
    fn a_text_that_stayed_was_replaced_once_the_branch_has_it() {
        let replaced = |put: Option<&str>| {
            let mut memory = Memory { stayed: vec![blob("stayed")], ..Memory::default() };
            let replacement = Replacement { old: blob("based on"), put: put.map(blob) };
            memory.put_in_front(&replacement, Vec::new(), |_| true);
            memory
        };
        assert_eq!(replaced(Some("both")).versions, ["based on", "stayed"].map(blob));
        let mut memory = replaced(None);
        assert_eq!(memory.versions, [blob("based on")]);
        for _ in 0..2 {
            memory.take_in_stayed();
            assert_eq!(memory.versions, ["stayed", "based on"].map(blob));
        }
        memory.take_back(None, |_| false);
        assert_eq!(memory.versions, [blob("based on")]);
    }

    #[test]
    fn unsent_versions_that_are_taken_back_are_forgotten() {
        let mut memory = filled();
        memory.take_back(Some(blob("shared")), |one| [blob("put"), blob("b")].contains(one));
        assert_eq!(memory.versions, [blob("a")]);
        assert_eq!((memory.own.clone(), memory.put), (vec![blob("c")], Some(blob("shared"))));
        memory.take_back(None, |one| *one == blob("c"));
        assert_eq!((&*memory.own, memory.put), (&[][..], Some(blob("shared"))));
        // What was typed goes with what it was made into.
        memory.versions = ["typed", "a"].map(blob).into();
        memory.take_back(None, |one| *one == blob("c"));
        assert_eq!(memory.versions, ["typed", "a"].map(blob));
        memory.take_back(None, |one| *one == blob("filled"));
        assert_eq!((memory.versions, memory.filled), (vec![blob("a")], None));
    }

    #[test]
    fn a_folder_remembers_so_many_versions_and_no_more() {
        let mut memory = Memory::default();
        for number in 0..VERSIONS + 8 {
            let replacement = Replacement { old: blob(&number.to_string()), put: None };
            memory.put_in_front(&replacement, Vec::new(), |_| true);
        }
        assert_eq!(memory.versions.len(), VERSIONS);
        assert_eq!(memory.versions[0], blob(&(VERSIONS + 7).to_string()));
    }
}
