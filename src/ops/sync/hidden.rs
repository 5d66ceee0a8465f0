//! Documents that Notepad has given another ending, so that they are read as none.

use std::path::Path;

use crate::schema::layout;
use crate::store::read;
use crate::text::RepoPath;

/// A text that is larger is no document that somebody has typed.
const MOST: u64 = 1 << 20;

/// Returns the files among those that were sent which look like documents, and are read as none: the name says
/// so, or what lies among tasks, or what is said about them, begins as documents do.
pub(super) fn hidden_documents(root: &Path, sent: &[RepoPath]) -> Vec<RepoPath> {
    let is_hidden = |path: &&RepoPath| {
        let name = path.file_name().to_lowercase();
        let is_text = name.ends_with(".txt");
        is_text
            && (name.ends_with(".md.txt")
                || path.is_below(layout::TASKS) && begins_as_document(root, path))
    };
    sent.iter().filter(is_hidden).cloned().collect()
}

fn begins_as_document(root: &Path, path: &RepoPath) -> bool {
    let Ok(bytes) = read::read_bounded(&root.join(path.as_str()), MOST) else { return false };
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let rest = text.strip_prefix(b"---").unwrap_or_default();
    rest.starts_with(b"\n") || rest.starts_with(b"\r\n")
}

/// Returns the name with which such a file is read.
pub fn name_as_document(path: &RepoPath) -> String {
    let stem = path.stem();
    let is_whole = stem.to_lowercase().ends_with(".md");
    if is_whole { stem.to_owned() } else { format!("{stem}.md") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_look_like_documents_are_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let check = |path: &str, text: &str, better: Option<&str>| {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            std::fs::write(&file, text).expect("written");
            let found = hidden_documents(folder.path(), &[RepoPath::new(path)]);
            let found: Vec<String> = found.iter().map(name_as_document).collect();
            assert_eq!(found, better.into_iter().collect::<Vec<_>>(), "{path}");
        };
        let task = "---\ntitle: A\n---\n";
        check("tasks/a.md.txt", "A", Some("a.md"));
        check("tasks/New Text.txt", task, Some("New Text.md"));
        check(
            "tasks/a/answer.TXT",
            &format!("\u{feff}{}", task.replace('\n', "\r\n")),
            Some("answer.md"),
        );
        check("tasks/a/list.txt", "--- all of it ---\n", None);
        check("tasks/a.md", task, None);
        check("attachments/export.txt", task, None);
    }
}
