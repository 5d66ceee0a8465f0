use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::schema::layout;
use crate::text::RepoPath;

/// A folder in which something is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Absolute; links are resolved as far as it exists.
    pub path: PathBuf,
    pub holds: Holds,
    /// The nearest folder, itself or one above, that is a git repository.
    pub repository: Option<PathBuf>,
}

/// What a folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// It does not exist yet.
    Absent,
    /// Nothing but what editors and desktops leave behind.
    Nothing,
    Something,
    /// A file stands in its place.
    NotAFolder,
}

/// Looks at a folder, which may not exist yet.
///
/// # Errors
/// When it cannot be read, or its path means nothing.
pub fn place(folder: &Path) -> io::Result<Place> {
    let absolute = std::path::absolute(folder)?;
    let existing = absolute.ancestors().find_map(|at| Some((at, at.canonicalize().ok()?)));
    let path = match existing {
        // Joining an empty rest would put a slash at the end.
        Some((at, real)) if at == absolute => real,
        Some((at, real)) => real.join(absolute.strip_prefix(at).unwrap_or(Path::new(""))),
        None => absolute,
    };
    let repository = path.ancestors().find(|at| at.join(".git").symlink_metadata().is_ok());
    Ok(Place { holds: holds(&path)?, repository: repository.map(Path::to_owned), path })
}

fn holds(path: &Path) -> io::Result<Holds> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Holds::Absent),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Ok(Holds::NotAFolder);
        }
        Err(error) => return Err(error),
    };
    for entry in entries {
        let name = entry?.file_name();
        if !layout::is_local_only(&RepoPath::new(name.to_string_lossy())) {
            return Ok(Holds::Something);
        }
    }
    Ok(Holds::Nothing)
}

/// Takes back what was begun in a folder that held nothing `before`; removes the folder itself where
/// it was not there. What editors and desktops leave behind stays.
///
/// # Errors
/// When something in it cannot be removed.
pub fn take_back(folder: &Path, before: Holds) -> io::Result<()> {
    match before {
        Holds::Absent => return fs::remove_dir_all(folder),
        Holds::Nothing => {}
        Holds::Something | Holds::NotAFolder => return Ok(()),
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if layout::is_local_only(&RepoPath::new(entry.file_name().to_string_lossy())) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_by_what_it_holds() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().canonicalize().expect("real");
        let check = |name: &str, holds: Holds, repository: Option<&str>| {
            let found = place(&root.join(name)).expect("looked at");
            let expected = Place {
                path: root.join(name),
                holds,
                repository: repository.map(|at| root.join(at)),
            };
            assert_eq!(found, expected);
        };
        for folder in ["empty/.obsidian", "full", "repo/.git", "repo/below"] {
            fs::create_dir_all(root.join(folder)).expect("a folder");
        }
        fs::write(root.join("full/a.md"), "x").expect("written");
        check("absent/deeper", Holds::Absent, None);
        check("empty", Holds::Nothing, None);
        check("full", Holds::Something, None);
        check("full/a.md", Holds::NotAFolder, None);
        check("repo", Holds::Something, Some("repo"));
        check("repo/below/new", Holds::Absent, Some("repo"));
    }

    #[test]
    fn what_was_begun_is_taken_back() {
        let dir = tempfile::tempdir().expect("a folder");
        let [new, old] = ["new", "old"].map(|name| dir.path().join(name));
        fs::create_dir_all(new.join(".git")).expect("a folder");
        fs::create_dir_all(old.join(".git/refs")).expect("a folder");
        fs::create_dir_all(old.join(".obsidian")).expect("a folder");
        fs::write(old.join("a.md"), "x").expect("written");
        take_back(&new, Holds::Absent).expect("gone");
        take_back(&old, Holds::Something).expect("untouched");
        assert!(old.join("a.md").exists());
        take_back(&old, Holds::Nothing).expect("gone");
        assert!(!new.exists() && old.join(".obsidian").is_dir());
        assert!(!old.join(".git").exists() && !old.join("a.md").exists());
    }
}
