use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::entry::Slot;
use super::makers::Unsigned;
use crate::store::tree_state::Signature;
use crate::text::RepoPath;

/// What the index keeps of all files together. It is read first, and says what the rest must be.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Head {
    /// Of the settings and kinds that everything was read by.
    pub(super) fingerprint: [u8; 20],
    /// When the look began that it goes by, as in `TreeState`.
    pub(super) taken: i64,
    pub(super) nested: Vec<RepoPath>,
    pub(super) unreadable: Vec<(RepoPath, String)>,
    #[serde(with = "places")]
    pub(super) odd: BTreeMap<RepoPath, PathBuf>,
    /// The first slot that was never given.
    pub(super) next: Slot,
    /// Slots that are free again.
    pub(super) free: Vec<Slot>,
    /// Files that could not be read, and are tried again at each look.
    pub(super) unread: Vec<RepoPath>,
    /// Tasks that do not say who made them, and who did.
    pub(super) unsigned: Unsigned,
    /// The highest number that an id ever had, by person; it never falls.
    pub(super) numbers: BTreeMap<String, u32>,
    /// The folders that hold more than what was said about one task.
    pub(super) outline: Vec<(RepoPath, Signature)>,
    /// The generation that wrote each block of files; 0 where there is none.
    pub(super) blocks: Vec<u64>,
    /// The same of the buckets of folders and of names; how many there are never changes.
    pub(super) folders: Vec<u64>,
    pub(super) names: Vec<u64>,
}

/// Keeps places on this machine as the system names them: a name need not be text.
mod places {
    use std::collections::BTreeMap;
    use std::ffi::OsString;
    use std::path::PathBuf;

    use serde::{Deserialize, Deserializer, Serializer};

    use crate::text::RepoPath;

    pub(super) fn serialize<S: Serializer>(
        places: &BTreeMap<RepoPath, PathBuf>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(places.iter().map(|(path, place)| (path, place.as_os_str())))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<RepoPath, PathBuf>, D::Error> {
        let places = BTreeMap::<RepoPath, OsString>::deserialize(deserializer)?;
        Ok(places.into_iter().map(|(path, place)| (path, place.into())).collect())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use super::*;
    use crate::index::documents::stored::to_bytes;

    #[test]
    fn a_name_that_is_no_text_is_kept_as_it_is() {
        let place = PathBuf::from(OsStr::from_bytes(b"/w/caf\xe9.txt"));
        let odd = BTreeMap::from([(RepoPath::from("caf\u{fffd}.txt"), place)]);
        let kept = to_bytes(&Head { odd: odd.clone(), ..Head::default() });
        assert_eq!(postcard::from_bytes::<Head>(&kept).expect("read").odd, odd);
    }
}
