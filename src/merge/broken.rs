//! Whether a document is one that no merge of ours would have made.

use std::collections::BTreeSet;

use super::fields::Fields;
use crate::document::Document;
use crate::text::{RepoPath, Source};

/// Tells whether a document cannot be used as it is: its front matter cannot be read, a key stands
/// there twice under any of its names, or a merge was never brought to its end there.
///
/// What looks like a conflict inside of code is plain text.
pub fn is_broken(path: &RepoPath, text: &str) -> bool {
    let document = Document::parse(Source::new(text));
    if !document.body_conflicts().is_empty() {
        return true;
    }
    let Some(front) = document.front() else { return false };
    let fields = Fields::of(path, [&document]);
    let name = |key: &'_ str| fields.field(key).map_or(key.to_owned(), |field| field.name.clone());
    let mut names = BTreeSet::new();
    !front.readable || !front.entries.iter().all(|entry| names.insert(name(&entry.key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: bool) {
        assert_eq!(is_broken(&RepoPath::new("tasks/a.md"), text), expected, "{text}");
    }

    #[test]
    fn what_plain_git_leaves_behind_is_broken() {
        check("---\ntitle: A\n<<<<<<< a\ndue: 1\n=======\ndue: 2\n>>>>>>> b\n---\n", true);
        check("---\ntitle: A\n---\n\n<<<<<<< a\nOne.\n=======\nTwo.\n>>>>>>> b\n", true);
        check("One.\n<<<<<<< a\nTwo.\n=======\n>>>>>>> b\n", true);
        check("---\ndue: 2026-12-01\ntitle: A\ndue: 2026-12-02\n---\n", true);
        check("---\ndue: 2026-12-01\ntitle: A\nfrist: 2026-12-02\n---\n", true);
        check("---\ntitle: A: B\n---\n", true);
    }

    /// FAILURES 27.
    #[test]
    fn plain_text_is_not() {
        check("---\ntitle: A\n---\n\n```\n<<<<<<< a\nOne.\n=======\nTwo.\n>>>>>>> b\n```\n", false);
        check("---\ntitle: A\nx: 1\ny: 1\n---\n\nHead\n=======\n", false);
        check("No document.\n", false);
    }
}
