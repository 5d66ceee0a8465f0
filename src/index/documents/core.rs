use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::base::{Base, Damaged};
use super::current::{Current, Delta, Kept};
use super::entry::{Entry, EntryRef};
use super::full::Full;
use super::keys;
use super::makers::Makers;
use super::reading::Terms;
use crate::rules::Numbers;
use crate::schema::Record;
use crate::store::cache::{Cache, CacheNote, Part};
use crate::store::tree_state::{self, Herald, Look, TreeState};
use crate::store::walk::WalkError;
use crate::text::RepoPath;

/// Is told, from any thread, how many of how many files are read.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// All documents and files of a folder, as they are now or as they were when last looked at.
///
/// Opened, it looks at nothing: single documents are found by [`Near`](super::Near), which looks at
/// them alone. [`refresh`](Self::refresh) looks at the whole folder, once; everything else that is
/// asked for does so first.
#[derive(Debug)]
pub struct Index {
    pub(super) terms: Terms,
    pub(super) cache: Cache,
    pub(super) makers: Makers,
    /// What an earlier look has left in the cache.
    pub(super) base: Option<Base>,
    pub(super) current: OnceLock<Current>,
}

/// What a look has seen of the folder, for the next one that is taken by somebody who was told of
/// changes.
#[derive(Clone, Debug)]
pub struct Seen {
    tree: Arc<TreeState>,
    /// The generation of the cache that holds it.
    generation: u64,
    fingerprint: [u8; 20],
}

/// What stood in the folders at the last look that a cache holds.
#[derive(Clone, Debug)]
pub struct Remembered {
    pub tree: Arc<TreeState>,
    /// The generation of the cache that holds it.
    generation: u64,
}

impl Index {
    /// Opens the index of a folder, kept in the git folder `git_dir` where there is one.
    ///
    /// `stamp` names the version of the program.
    pub fn open(terms: Terms, git_dir: Option<PathBuf>, stamp: &str) -> Self {
        let cache = match git_dir {
            Some(git_dir) => Cache::open(&git_dir, stamp),
            None => Cache::memory(),
        };
        Self::over(terms, cache)
    }

    /// Opens the index that a cache holds.
    pub fn over(terms: Terms, cache: Cache) -> Self {
        let base = Base::open(&cache, terms.fingerprint);
        let makers = Makers::of(&terms.root, cache.note().clone());
        Self { terms, cache, makers, base, current: OnceLock::new() }
    }

    /// Returns about how many files were there at the last look; `None` where nothing is left of
    /// one.
    pub fn remembered(&self) -> Option<usize> {
        Some(self.base.as_ref()?.len())
    }

    /// Reads from a cache what stood in the folders of the workspace when they were last looked at.
    pub fn remembered_folders(cache: &Cache) -> Option<Remembered> {
        let base = Base::of_any_settings(cache)?;
        Some(Remembered { tree: base.tree(cache).ok()?.into(), generation: base.seen })
    }

    /// Takes what the last look has left for what is there, without a look at the folder.
    pub fn recall(&self) {
        // Where the folder was looked at already, that is better.
        let _ = self.current.set(Current::default());
    }

    /// Returns the generation of the cache that holds what the look has seen; `None` where none was
    /// taken, or it could not be kept.
    pub fn kept(&self) -> Option<u64> {
        self.current.get()?.generation()
    }

    /// Writes down what a [heralded](Self::refresh_heralded) look has read.
    pub fn keep(&self) {
        let Some(current) = self.current.get() else { return };
        current.keep(|head, over| {
            let (full, tree) = (current.full.get()?, current.tree.get()?);
            self.writer(over).all(head, full, tree)
        });
    }

    /// Takes what the cache holds for what is there: somebody who watches the folder says that nothing
    /// has changed since this generation was written. Tells whether it holds that generation or a
    /// later one, which is of a later look and so of the same folder.
    pub fn trust(&self, generation: u64) -> bool {
        self.trusting(generation, OnceLock::new())
    }

    /// Does the same for what is `seen`, where the cache holds just that: the folders need not be read from it.
    pub fn trust_seen(&self, seen: &Seen) -> bool {
        self.follows(seen) && self.trusting(seen.generation, Arc::clone(&seen.tree).into())
    }

    fn trusting(&self, generation: u64, tree: OnceLock<Arc<TreeState>>) -> bool {
        let Some(base) = self.base.as_ref().filter(|base| base.seen >= generation) else {
            return false;
        };
        let numbers = Numbers::default().and(&base.head.numbers);
        let kept = Kept::In(generation).into();
        self.current.set(Current { tree, numbers, kept, ..Current::default() }).is_ok()
    }

    /// Returns what stood in the folders at the look, or at the one that is trusted.
    pub fn looked(&self) -> &TreeState {
        self.current().tree.get_or_init(|| {
            let known = self.base.as_ref().and_then(|base| base.tree(&self.cache).ok());
            // The cache was damaged since it was opened.
            known.or_else(|| self.take(None, None).ok()).unwrap_or_default().into()
        })
    }

    fn take(
        &self,
        known: Option<&TreeState>,
        herald: Option<Herald<'_>>,
    ) -> Result<TreeState, WalkError> {
        let clock = self.cache.folder();
        let look = Look::at(&self.terms.root, known, clock.as_deref());
        tree_state::take(Look { herald, ..look })
    }

    /// Returns where it is written down why the cache cannot be used.
    pub fn note(&self) -> &CacheNote {
        self.cache.note()
    }

    /// Returns the cache, for what else is kept in it.
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// Returns what files are read by.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Returns what the look has seen; `None` where none was taken, or it could not be kept.
    pub fn seen(&self) -> Option<Seen> {
        let current = self.current.get()?;
        Some(Seen {
            tree: Arc::clone(current.tree.get()?),
            generation: current.generation()?,
            fingerprint: self.terms.fingerprint,
        })
    }

    /// Tells whether the cache held just what is `seen` when it was opened, so that the changes that the
    /// look found are all that came since.
    pub fn follows(&self, seen: &Seen) -> bool {
        self.base.as_ref().is_some_and(|base| base.seen == seen.generation)
    }

    /// Looks at these paths alone, reads what changed there, and keeps it: somebody who watches the
    /// folder says that nothing has changed elsewhere since what is `seen`. Tells whether that could be
    /// done: the cache must hold just that.
    pub fn refresh_at(&self, seen: &Seen, paths: &BTreeSet<RepoPath>) -> bool {
        let Some(base) = self.base.as_ref().filter(|_| self.follows(seen)) else { return false };
        if self.current.get().is_some() || self.terms.fingerprint != seen.fingerprint {
            return false;
        }
        let clock = self.cache.folder();
        let look = Look::at(&self.terms.root, Some(&seen.tree), clock.as_deref());
        let Some(mut tree) = tree_state::again(look, paths) else { return false };
        let Ok(current) = self.follow(base, &seen.tree, &mut tree, &|_, _| {}) else {
            return false;
        };
        let is_taken = self.current.set(current.with(tree)).is_ok();
        self.keep();
        is_taken
    }

    /// Tells whether nothing is known before a [`refresh`](Self::refresh), which will read it all.
    pub fn is_empty(&self) -> bool {
        self.base.is_none() && self.current.get().is_none()
    }

    /// Tells whether the folder was looked at.
    pub fn is_fresh(&self) -> bool {
        self.current.get().is_some()
    }

    /// Looks at the folder, reads what changed since the last look, and keeps it; does nothing when
    /// that was done already.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn refresh(&self, progress: Progress<'_>) -> Result<(), WalkError> {
        if self.look(None, progress)? {
            self.keep();
        }
        Ok(())
    }

    /// Does the same; `herald` is told of each folder before it is looked at. Where nearly everything had to be read,
    /// that is not kept before somebody says so: [`keep`](Self::keep).
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn refresh_heralded(
        &self,
        herald: Herald<'_>,
        progress: Progress<'_>,
    ) -> Result<(), WalkError> {
        self.look(Some(herald), progress)?;
        Ok(())
    }

    /// Does the same where the folder was looked at a moment ago; what was written in place since may
    /// be found by the next look only. Of folders that are in `remembered` as they were `seen`, files are not compared.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn refresh_soon_after(
        &self,
        seen: &TreeState,
        remembered: Option<Remembered>,
        progress: Progress<'_>,
    ) -> Result<(), WalkError> {
        if self.current.get().is_some() {
            return Ok(());
        }
        let clock = self.cache.folder();
        let look = Look::at(&self.terms.root, Some(seen), clock.as_deref());
        let is_of = |base: &Base, one: &Remembered| one.generation == base.seen;
        let known = self.base.as_ref().and_then(|base| {
            let remembered = remembered.filter(|one| is_of(base, one)).map(|one| one.tree);
            remembered.or_else(|| base.tree(&self.cache).ok().map(Arc::new))
        });
        let followed = match &known {
            Some(known) => {
                let tree = tree_state::take(Look { soon: true, ..look })?;
                self.followed(known, tree, progress)
            }
            None => None,
        };
        let current = followed.map_or_else(|| self.look_anew(None, progress), Ok)?;
        let _ = self.current.set(current);
        self.keep();
        Ok(())
    }

    /// Looks at the folder, where that was not done; tells whether what it saw is what counts from now on.
    fn look(&self, herald: Option<Herald<'_>>, progress: Progress<'_>) -> Result<bool, WalkError> {
        if self.current.get().is_some() {
            return Ok(false);
        }
        let known = self.base.as_ref().and_then(|base| base.tree(&self.cache).ok());
        let followed = match &known {
            Some(known) => self.followed(known, self.take(Some(known), herald)?, progress),
            None => None,
        };
        let current = followed.map_or_else(|| self.look_anew(herald, progress), Ok)?;
        // Where two threads look at once, either has seen what there is.
        Ok(self.current.set(current).is_ok())
    }

    /// Takes in what changed since `known`, by a look that was taken; `None` where what is kept is damaged.
    fn followed(
        &self,
        known: &TreeState,
        mut tree: TreeState,
        progress: Progress<'_>,
    ) -> Option<Current> {
        let current = self.follow(self.base.as_ref()?, known, &mut tree, progress).ok()?;
        Some(current.with(tree))
    }

    /// Looks at the folder and reads everything.
    fn look_anew(
        &self,
        herald: Option<Herald<'_>>,
        progress: Progress<'_>,
    ) -> Result<Current, WalkError> {
        // What others write from now on is of a later look than this one, and is not written over. A part that turned
        // out to be damaged has been cleared since the cache was opened.
        self.cache.renew();
        let over = self.cache.generation(Part::Documents);
        let tree = self.take(None, herald)?;
        Ok(self.anew(tree, over, progress))
    }

    /// Returns what the folder was seen to hold.
    ///
    /// A folder that cannot be listed any more, after it was opened, counts as empty.
    pub(super) fn current(&self) -> &Current {
        // An error is that the folder is gone or closed since it was opened.
        let _ = self.refresh(&|_, _| {});
        self.current.get_or_init(Current::default)
    }

    /// Returns everything, read from the cache where it is not in memory.
    pub(super) fn full(&self) -> &Full {
        let current = self.current();
        current.full.get_or_init(|| {
            let read = self.base.as_ref().map(|base| self.merged(base, &current.delta));
            match read {
                Some(Ok(full)) => full,
                // The cache was damaged between the look and now.
                _ => self.read_again(),
            }
        })
    }

    /// Puts base and changes together.
    pub(super) fn merged(&self, base: &Base, delta: &Delta) -> Result<Full, Damaged> {
        let mut full = Full::with_capacity(base.len());
        base.all_entries(&self.cache, |slot, entry| {
            if !delta.files.contains_key(&slot) {
                full.push(slot, entry);
            }
        })?;
        for (slot, entry) in &delta.files {
            if let Some(entry) = entry {
                full.push(*slot, entry.clone());
            }
        }
        Ok(full.sorted())
    }

    /// Reads everything that the look has seen, whatever the cache says; the next look keeps it.
    pub(super) fn read_again(&self) -> Full {
        let again = self.anew(self.looked().clone(), 0, &|_, _| {});
        again.full.into_inner().unwrap_or_default()
    }

    /// Returns the files below the folder that were not entered: another repository or workspace
    /// begins there.
    pub fn nested(&self) -> &[RepoPath] {
        &self.looked().nested
    }

    /// Returns folders that cannot be listed and names that are left out, with the reason.
    pub fn unreadable(&self) -> &[(RepoPath, String)] {
        &self.looked().unreadable
    }

    /// Returns the folders that could not be listed, with the reason, as far as it is known without a look:
    /// none where none was taken.
    pub fn unread(&self) -> Vec<(&RepoPath, &str)> {
        let Some(current) = self.current.get() else { return Vec::new() };
        let before = || self.base.as_ref().map_or(&[][..], |base| &base.head.unreadable);
        let all = current.tree.get().map_or_else(before, |tree| &tree.unreadable);
        let all = all.iter().filter(|(_, why)| !tree_state::is_for_its_name(why));
        all.map(|(path, why)| (path, why.as_str())).collect()
    }

    /// Lists all files with their sizes, by folder.
    pub fn files(&self) -> impl Iterator<Item = (RepoPath, u64)> {
        self.looked().files().map(|(path, signature)| (path, signature.size))
    }

    /// Lists the paths of all files, in no order.
    pub fn paths(&self) -> impl Iterator<Item = RepoPath> {
        let current = self.current();
        // Those that are in memory already are not put together once more.
        let full = current.full.get();
        let looked = full.is_none().then(|| self.looked().files().map(|(path, _)| path));
        let known = full.into_iter().flat_map(|full| full.iter().map(|entry| entry.path.clone()));
        known.chain(looked.into_iter().flatten())
    }

    /// Returns the records of all Markdown that was read, by path.
    pub fn records(&self) -> &[Record] {
        self.full().records()
    }

    /// Returns all files, by path.
    pub fn entries(&self) -> impl Iterator<Item = EntryRef<'_>> {
        self.full().iter()
    }

    /// Returns the file at `path`; `None` when there is none.
    pub fn entry(&self, path: &RepoPath) -> Option<EntryRef<'_>> {
        self.full().at(path)
    }

    /// Says of those of `records`, read from the folder, that do not say so who made them.
    pub fn sign<'r>(&self, records: impl Iterator<Item = &'r mut Record>) {
        self.makers.sign(records);
    }

    /// Returns the highest number that an id ever had here, by person, as far as is remembered.
    pub fn numbers(&self) -> &Numbers {
        &self.current().numbers
    }
}

/// Returns the digests of all names of an entry.
pub(super) fn digests(terms: &Terms, entry: &Entry) -> Vec<u64> {
    keys::digests(&terms.schema, &entry.path, entry.record.as_ref())
}
