//! This user's own folders, and programs of the system that are asked to keep something running.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use etcetera::BaseStrategy;

use super::program::program;

/// Where a user's things lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    pub folder: PathBuf,
    /// Settings of programs.
    pub settings: PathBuf,
    /// How Windows calls the user, as far as the environment says.
    pub account: Option<String>,
}

impl Home {
    /// Names the folders of the user who runs this; `None` when they have none.
    pub fn of_user() -> Option<Self> {
        let strategy = etcetera::choose_base_strategy().ok()?;
        let folder = strategy.home_dir().to_owned();
        let text = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
        let account = text("USERNAME").map(|name| match text("USERDOMAIN") {
            Some(domain) => format!("{domain}\\{name}"),
            None => name,
        });
        Some(Self { folder, settings: strategy.config_dir(), account })
    }
}

/// Writes a file of the user's own settings, wholly or not at all, with the folders that it needs.
///
/// # Errors
/// When the disk refuses.
pub fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Removes such a file; tells whether there was one.
///
/// # Errors
/// When it is there and stays.
pub fn remove(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Runs a program that asks nothing; returns whether it was content, and what it said.
///
/// # Errors
/// When it cannot be run.
pub fn run(command: &[String]) -> io::Result<(bool, String)> {
    let (name, args) = command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let output = program(name).args(args).stdin(Stdio::null()).output()?;
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    Ok((output.status.success(), said.trim().to_owned()))
}
