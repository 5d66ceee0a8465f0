//! A new id for a document whose id another has as well.

use super::fields::Fields;
use crate::document::{Document, EditError, NewValue};
use crate::text::RepoPath;

/// Gives a document another id; the one it had is kept under `formerly`.
///
/// Which of two documents is renumbered is for sync to say: the one that the remote lacks.
///
/// # Errors
/// When the front matter cannot be edited, or holds no id.
pub fn renumber(path: &RepoPath, document: &Document, id: &str) -> Result<Document, EditError> {
    let fields = Fields::of(path, [document]);
    let key = |english: &str| {
        let front = document.front()?;
        let entry = front.entries.iter().find(|entry| fields.is(&entry.key, english))?;
        Some((entry.key.clone(), entry.value.text().unwrap_or_default().trim().to_owned()))
    };
    let (id_key, old) = key("id").ok_or_else(|| EditError::NoSuchKey("id".to_owned()))?;
    let renumbered = document.set(&id_key, &NewValue::Scalar(id.to_owned()))?;
    if old.is_empty() || old == id {
        return Ok(renumbered);
    }
    match key("formerly") {
        Some((formerly, _)) => renumbered.add_item(&formerly, &old),
        None => renumbered.set_after(&id_key, "formerly", &NewValue::List(vec![old])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    fn check(text: &str, expected: &str) {
        let path = RepoPath::new("tasks/ola-14-x.md");
        let document = Document::parse(Source::new(text));
        let renumbered = renumber(&path, &document, "ola-15");
        assert_eq!(renumbered.as_ref().map(Document::text), Ok(expected));
    }

    #[test]
    fn the_old_id_is_kept() {
        check(
            "---\nid: ola-14\ntitle: x\n---\n",
            "---\nid: ola-15\nformerly:\n  - ola-14\ntitle: x\n---\n",
        );
        check(
            "---\nid: ola-14\nformerly: [ola-9]\n---\n",
            "---\nid: ola-15\nformerly: [ola-9, ola-14]\n---\n",
        );
        check("---\nid: ola-15\n---\n", "---\nid: ola-15\n---\n");
    }

    #[test]
    fn without_an_id_nothing_is_renumbered() {
        let document = Document::parse(Source::new("# A draft\n"));
        assert!(renumber(&RepoPath::new("tasks/x.md"), &document, "ola-15").is_err());
    }
}
