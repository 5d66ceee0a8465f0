//! The folder in which git looks for hooks, and scripts of ours in it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Repo;
use super::read::read_bounded;

/// The most bytes of a hook that are looked at.
const MOST: u64 = 1 << 20;

/// Where git looks for the hooks of a clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HooksFolder {
    /// In the clone's own git folder.
    Own(PathBuf),
    /// Elsewhere on this machine, perhaps for many clones.
    Elsewhere(PathBuf),
    /// In the work tree, where whoever shares it writes.
    Shared(PathBuf),
}

/// What stands where a hook would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hook {
    Nothing,
    /// A script that says that it is ours.
    Ours(String),
    Other,
}

impl Repo {
    /// Finds the folder in which git looks for hooks, whether it is there or not.
    pub fn hooks_folder(&self) -> HooksFolder {
        let set = self.git.config().and_then(|config| config.get_path("core.hooksPath"));
        let Ok(set) = set else { return HooksFolder::Own(self.common_dir().join("hooks")) };
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let path = real(&self.root().join(set));
        let own = [self.git_dir(), self.common_dir()];
        if own.into_iter().any(|folder| path.starts_with(real(folder))) {
            return HooksFolder::Own(path);
        }
        match path.starts_with(self.root()) {
            true => HooksFolder::Shared(path),
            false => HooksFolder::Elsewhere(path),
        }
    }
}

/// Looks what stands at `path`; a script is ours when `mark` stands in it.
pub fn hook_at(path: &Path, mark: &str) -> Hook {
    if path.symlink_metadata().is_err() {
        return Hook::Nothing;
    }
    let text = read_bounded(path, MOST).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.filter(|text| text.contains(mark)).map_or(Hook::Other, Hook::Ours)
}

/// Lists the files of a folder by their names; nothing where there is none.
pub fn hooks_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// Writes a script that git may run; whole or not at all.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_hook(path: &Path, script: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(script.as_bytes())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o755))?;
    }
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Gives a hook another name in its folder, byte for byte.
///
/// # Errors
/// When that name is taken, or the folder cannot be written.
pub fn set_hook_aside(path: &Path, aside: &Path) -> io::Result<()> {
    if aside.symlink_metadata().is_ok() {
        let taken = format!("{} is there already", aside.display());
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, taken));
    }
    fs::rename(path, aside)
}
