//! The list of this user's workspaces: a name for each, and where it lies.
//!
//! One small file in the user's settings folder, `handover/workspaces.yml`. A workspace works
//! without standing in it; `nordlys/ola-14` and what looks at several workspaces at once need it.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use thiserror::Error;

use super::read::{ReadError, read_bounded};

const FOLDER: &str = "handover";
const FILE: &str = "workspaces.yml";
const LOCK: &str = "workspaces.lock";
const HEADER: &str =
    "# Your workspaces, by name. Written by `handover init` and `handover join`.\n";
/// Far more than a person has workspaces.
const MAX_BYTES: u64 = 1 << 20;

/// Where this user's workspaces are listed.
#[derive(Clone, Debug)]
pub struct Registry {
    folder: PathBuf,
}

/// A list of workspaces that could not be read or written.
#[derive(Debug, Error)]
pub enum RegistryError {
    #[error("cannot read the list of your workspaces")]
    Read(#[from] ReadError),
    #[error(
        "{} is not a list of names and folders; correct it, or delete it and run `handover init` \
         or `handover join` again", path.display()
    )]
    Malformed { path: PathBuf, source: serde_yaml::Error },
    #[error("cannot write the list of your workspaces, {}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{} cannot be listed: its name is not UTF-8", path.display())]
    NotText { path: PathBuf },
}

impl Registry {
    /// Names the list of the user who runs this; `None` when they have no home folder.
    pub fn of_user() -> Option<Self> {
        Some(Self::below(&etcetera::choose_base_strategy().ok()?.config_dir()))
    }

    /// Names the list that lies below a settings folder.
    pub fn below(settings: &Path) -> Self {
        Self { folder: settings.join(FOLDER) }
    }

    /// Returns where the list is written.
    pub fn file(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// Returns all workspaces by name; none where there is no list yet.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn read(&self) -> Result<BTreeMap<String, PathBuf>, RegistryError> {
        let path = self.file();
        let bytes = match read_bounded(&path, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if error.is_absent() => return Ok(BTreeMap::new()),
            Err(error) => return Err(error.into()),
        };
        let list: Option<BTreeMap<String, PathBuf>> = serde_yaml::from_slice(&bytes)
            .map_err(|source| RegistryError::Malformed { path, source })?;
        Ok(list.unwrap_or_default())
    }

    /// Lists the workspace in `root`, and returns the name it has now.
    ///
    /// A workspace that is listed keeps its name. `wished` is taken where it is free, or where what
    /// it named is no workspace any more; else a number is added.
    ///
    /// # Errors
    /// When the list cannot be read or written.
    pub fn add(&self, wished: &str, root: &Path) -> Result<String, RegistryError> {
        let write = |source| RegistryError::Write { path: self.file(), source };
        let Some(text) = root.to_str() else {
            return Err(RegistryError::NotText { path: root.to_owned() });
        };
        fs::create_dir_all(&self.folder).map_err(write)?;
        let _lock = self.lock().map_err(write)?;
        let mut list = self.read()?;
        if let Some((name, _)) = list.iter().find(|(_, path)| path.as_path() == root) {
            return Ok(name.clone());
        }
        let name = free_name(wished, &list);
        list.insert(name.clone(), PathBuf::from(text));
        let text = serde_yaml::to_string(&list)
            .map_err(|source| RegistryError::Malformed { path: self.file(), source })?;
        self.replace(&format!("{HEADER}{text}")).map_err(write)?;
        Ok(name)
    }

    /// Waits for its turn; the lock ends when the file is closed.
    fn lock(&self) -> io::Result<File> {
        let file = OpenOptions::new().create(true).append(true).open(self.folder.join(LOCK))?;
        file.lock()?;
        Ok(file)
    }

    fn replace(&self, text: &str) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(self.file())?;
        Ok(())
    }
}

fn free_name(wished: &str, list: &BTreeMap<String, PathBuf>) -> String {
    let gone = |path: &PathBuf| path.join("workspace.yml").symlink_metadata().is_err();
    let free = |name: &String| list.get(name).is_none_or(gone);
    let wished = if wished.is_empty() { "workspace" } else { wished };
    let numbered = (2..).map(|n| format!("{wished}-{n}"));
    std::iter::once(wished.to_owned())
        .chain(numbered)
        .find(free)
        .expect("a list that was read has an end, so some number is free")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(root: &Path, name: &str) -> PathBuf {
        let folder = root.join(name);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("workspace.yml"), "format: 1\n").expect("written");
        folder
    }

    #[test]
    fn workspaces_get_names_of_their_own() {
        let dir = tempfile::tempdir().expect("a folder");
        let registry = Registry::below(&dir.path().join("settings"));
        assert_eq!(registry.read().expect("nothing yet"), BTreeMap::new());

        let one = workspace(dir.path(), "one");
        let two = workspace(dir.path(), "two");
        let add = |path: &Path| registry.add("nordlys", path).expect("added");
        assert_eq!(add(&one), "nordlys");
        assert_eq!(add(&two), "nordlys-2");
        assert_eq!(add(&one), "nordlys", "a listed one keeps its name");

        fs::remove_dir_all(&one).expect("removed");
        let three = workspace(dir.path(), "three");
        assert_eq!(add(&three), "nordlys", "the name of one that is gone is free");
        let list = registry.read().expect("read");
        assert_eq!(
            list.into_iter().collect::<Vec<_>>(),
            [("nordlys".to_owned(), three), ("nordlys-2".to_owned(), two)]
        );
    }

    #[test]
    fn a_damaged_list_is_told_and_kept() {
        let dir = tempfile::tempdir().expect("a folder");
        let registry = Registry::below(dir.path());
        fs::create_dir_all(dir.path().join(FOLDER)).expect("a folder");
        fs::write(registry.file(), "- no map\n").expect("written");
        let root = workspace(dir.path(), "one");
        let error = registry.add("one", &root).expect_err("refused");
        assert!(matches!(error, RegistryError::Malformed { .. }), "{error}");
        assert_eq!(fs::read_to_string(registry.file()).expect("there"), "- no map\n");
    }

    #[test]
    fn writers_do_not_lose_each_other() {
        let dir = tempfile::tempdir().expect("a folder");
        let registry = Registry::below(dir.path());
        std::thread::scope(|scope| {
            for n in 0..8 {
                let root = workspace(dir.path(), &format!("w{n}"));
                let registry = &registry;
                scope.spawn(move || registry.add("same", &root).expect("added"));
            }
        });
        assert_eq!(registry.read().expect("read").len(), 8);
    }
}
