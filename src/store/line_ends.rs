//! Line ends that git turned over when it put a version into the folder.
//!
//! Where `core.autocrlf` or an attribute asks for it, plain git writes CRLF for each LF of a version
//! and takes it back when it commits. Such a file is as it was shared, and an edit of it is shared as
//! git would share it: without the turned line ends. What a sync writes has the shared bytes. Other
//! filters of git's are never run.

use std::path::Path;

use git2::{AttrCheckFlags, AttrValue};

use super::Repo;
use super::read::read_bounded;
use crate::merge::ContentId;
use crate::text::RepoPath;

/// The largest file, in bytes, whose line ends are looked at.
pub(crate) const MOST: u64 = 8 << 20;

/// Takes back the turned line ends of a text; `None` when it has none, or is not what git takes for
/// a text.
pub(crate) fn to_lf(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\r') {
        if rest.get(at + 1) != Some(&b'\n') {
            return None;
        }
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
    }
    let turned = rest.len() < bytes.len();
    out.extend_from_slice(rest);
    (turned && !out.contains(&0)).then_some(out)
}

/// Returns the content `id` that a file holds: its bytes, or these without turned line ends. `None`
/// when it holds another.
pub(crate) fn content(bytes: Vec<u8>, id: ContentId) -> Option<Vec<u8>> {
    let is = |bytes: &Vec<u8>| ContentId::of_blob(bytes) == id;
    if is(&bytes) { Some(bytes) } else { to_lf(&bytes).filter(is) }
}

impl Repo {
    /// Returns the id by which a file of the folder is shared, when that is not the id of its bytes,
    /// which is `raw`: git turns its line ends over, and `known`, the version in git's index, has
    /// none of CRLF.
    pub(crate) fn shared_as(
        &self,
        path: &RepoPath,
        raw: ContentId,
        known: ContentId,
    ) -> Option<ContentId> {
        if raw == known {
            return None;
        }
        let bytes = read_bounded(&self.root().join(path.as_str()), MOST).ok()?;
        let turned = to_lf(&bytes)?;
        // For an attribute libgit2 reads the whole index, which most files are not worth.
        if !self.turns_line_ends(path) {
            return None;
        }
        let version = self.read_blob(known, MOST).ok()?;
        let same = ContentId::of_blob(&bytes) == raw && !version.contains(&b'\r');
        same.then(|| ContentId::of_blob(&turned))
    }

    /// Tells whether git turns the line ends of a file over, by its settings and attributes.
    pub(crate) fn turns_line_ends(&self, path: &RepoPath) -> bool {
        let attribute = |name: &str| {
            let flags = AttrCheckFlags::FILE_THEN_INDEX;
            let value = self.git.get_attr_bytes(Path::new(path.as_str()), name, flags);
            AttrValue::from_bytes(value.ok().flatten())
        };
        match attribute("text") {
            AttrValue::False => false,
            AttrValue::True | AttrValue::String(_) | AttrValue::Bytes(_) => true,
            AttrValue::Unspecified => {
                matches!(attribute("eol"), AttrValue::String(_))
                    || self.setting("core.autocrlf").is_some_and(|value| {
                        matches!(
                            value.to_ascii_lowercase().as_str(),
                            "true" | "input" | "1" | "yes" | "on"
                        )
                    })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::repo::tests::repo;
    use super::*;

    #[test]
    fn only_a_text_with_crlf_is_turned() {
        let check = |bytes: &[u8], expected: Option<&[u8]>| {
            assert_eq!(to_lf(bytes).as_deref(), expected, "{bytes:?}");
        };
        check(b"a\r\nb\r\n", Some(b"a\nb\n"));
        check(b"a\r\nb\n", Some(b"a\nb\n"));
        check(b"a\nb\n", None);
        check(b"a\rb\r\n", None);
        check(b"a\r\n\0", None);
        check(b"", None);
    }

    #[test]
    fn attributes_come_before_settings() {
        let (_dir, repo) = repo();
        let turns = |path: &str| repo.turns_line_ends(&path.into());
        assert!(!turns("a.md"));
        repo.set_setting("core.autocrlf", "true").expect("set");
        assert!(turns("a.md"));
        let text = "*.md -text\n*.txt text=auto\n*.csv eol=crlf\n*.png binary\n";
        std::fs::write(repo.root().join(".gitattributes"), text).expect("written");
        let repo = Repo::open(repo.root()).expect("opened");
        let turns = |path: &str| repo.turns_line_ends(&path.into());
        assert!(!turns("a.md") && !turns("a.png") && turns("a.yml"));
        repo.set_setting("core.autocrlf", "false").expect("set");
        assert!(turns("a.txt") && turns("a.csv") && !turns("a.yml"));
    }
}
