//! The template of a workspace, embedded in the program: English, with Bokmål laid over it.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use super::Language;
use crate::text::RepoPath;

static TEMPLATE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/template-repo");

/// The folder of kind definitions, in the template and in a workspace.
pub const KINDS_FOLDER: &str = "kinds";

/// Returns the embedded folder as it stands in the source.
pub fn template() -> &'static Dir<'static> {
    &TEMPLATE
}

/// Returns the files of a new workspace in `language`, by path.
///
/// The definitions of kinds are not among them: the program carries those.
pub fn files(language: Language) -> Vec<(RepoPath, &'static [u8])> {
    let mut files = BTreeMap::new();
    collect(&TEMPLATE, "", &mut files);
    let overlays: Vec<String> = Language::ALL.iter().map(|one| format!("{}/", one.tag())).collect();
    let mut result: BTreeMap<RepoPath, &'static [u8]> = files
        .iter()
        .filter(|(path, _)| !path.starts_with("kinds/"))
        .filter(|(path, _)| !overlays.iter().any(|folder| path.starts_with(folder)))
        .map(|(path, bytes)| (RepoPath::new(path), *bytes))
        .collect();
    let overlay = format!("{}/", language.tag());
    for (path, bytes) in &files {
        if let Some(path) = path.strip_prefix(&overlay) {
            result.insert(RepoPath::new(path), bytes);
        }
    }
    result.into_iter().collect()
}

/// Returns the embedded definition files, by path, such as `kinds/task.yml`.
pub fn kind_files() -> Vec<(RepoPath, &'static str)> {
    let mut files = BTreeMap::new();
    collect(&TEMPLATE, "", &mut files);
    files
        .into_iter()
        .filter(|(path, _)| path.starts_with("kinds/"))
        .filter_map(|(path, bytes)| Some((RepoPath::new(path), std::str::from_utf8(bytes).ok()?)))
        .collect()
}

fn collect(dir: &'static Dir<'static>, prefix: &str, files: &mut BTreeMap<String, &'static [u8]>) {
    for file in dir.files() {
        if let Some(name) = file.path().file_name().and_then(|name| name.to_str()) {
            files.insert(format!("{prefix}{name}"), file.contents());
        }
    }
    for dir in dir.dirs() {
        if let Some(name) = dir.path().file_name().and_then(|name| name.to_str()) {
            collect(dir, &format!("{prefix}{name}/"), files);
        }
    }
}
