//! What a disk keeps of what was not forced to it, as a number decides.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::rc::Rc;

/// How much of what was not forced to the disk is kept, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Loss {
    pub(super) seed: u64,
    /// Of a hundred names and contents.
    pub(super) kept: u64,
}

impl Loss {
    /// Tells whether a new name, or that one is gone, is kept.
    pub(super) fn keeps_name(&self, path: &Path) -> bool {
        self.roll(path, "name") % 100 < self.kept
    }

    /// Returns what a file holds of which `forced` was forced to the disk, and that holds `now`.
    pub(super) fn content(
        &self,
        path: &Path,
        forced: Option<&Rc<[u8]>>,
        now: Option<&Rc<[u8]>>,
    ) -> Rc<[u8]> {
        let Some(now) = now else { return forced.cloned().unwrap_or_default() };
        if forced == Some(now) || self.roll(path, "content") % 100 < self.kept {
            return Rc::clone(now);
        }
        let roll = self.roll(path, "rest");
        match (forced, roll % 3) {
            (Some(forced), 0) => Rc::clone(forced),
            (_, 1) => now[..usize::try_from(roll).unwrap_or(0) % (now.len() + 1)].into(),
            _ => Rc::default(),
        }
    }

    /// The same for the same number and path, whatever else happens; the names of temporary files
    /// are of chance, and stand for one.
    fn roll(&self, path: &Path, what: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let name = if name.starts_with(".handover-") { "temporary".into() } else { name };
        (self.seed, path.parent(), name, what).hash(&mut hasher);
        hasher.finish()
    }
}
