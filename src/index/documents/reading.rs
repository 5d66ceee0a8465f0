use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::entry::Entry;
use crate::merge::ContentId;
use crate::rules::{Content, File, MAX_BOUND, MAX_PLAIN, MAX_TEXT, Ruleset};
use crate::schema::{Config, Schema};
use crate::store::read::{self, Reader};
use crate::store::tree_state::Signature;
use crate::store::walk::FoundKind;
use crate::store::{SafePath, files};
use crate::text::RepoPath;

/// What files are read by.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The folder that all paths are relative to.
    pub root: PathBuf,
    pub config: Arc<Config>,
    pub schema: Arc<Schema>,
    /// Whether the folder that a file lies in may say what it is.
    pub workspace: bool,
    /// A digest of the settings and kinds: what was read by others is worth nothing.
    pub fingerprint: [u8; 20],
}

/// What a file turned out to hold.
#[derive(Debug)]
pub(super) enum Found {
    /// The content that was known.
    Same,
    New(Entry),
    /// It could not be read: perhaps the next time.
    Failed(Entry),
    /// It went after it was seen.
    Gone,
}

impl Terms {
    /// Returns the rules with the settings.
    pub fn ruleset(&self) -> Ruleset<'_> {
        Ruleset::new(&self.schema, &self.config).in_workspace(self.workspace)
    }

    /// Reads a file, and parses and checks it unless it holds what is `known`.
    pub(super) fn read(
        &self,
        path: &RepoPath,
        location: &Path,
        signature: &Signature,
        known: Option<ContentId>,
        reader: &mut Reader,
    ) -> Found {
        let size = signature.size;
        let most = if path.is_markdown() { MAX_TEXT } else { MAX_PLAIN };
        let unread = |content| File::unread(path.clone(), size, content);
        let file = match signature.kind {
            FoundKind::Symlink => unread(Content::Symlink),
            FoundKind::Special if path.is_markdown() => {
                unread(Content::Unreadable(read::NOT_A_FILE.to_owned()))
            }
            FoundKind::Special => unread(Content::Other),
            _ if size > most => {
                let id = self.content_id(path, size);
                if id.is_some() && known == id {
                    return Found::Same;
                }
                return Found::New(self.check(File::from_bytes(path.clone(), size, b""), id));
            }
            kind => match read_as(kind, reader, location, most) {
                Ok(bytes) => {
                    let id = ContentId::of_blob(&bytes);
                    if known == Some(id) {
                        return Found::Same;
                    }
                    let file = File::from_bytes(path.clone(), bytes.len() as u64, &bytes);
                    return Found::New(self.check(file, Some(id)));
                }
                Err(read::ReadError::TooLarge { bytes, .. }) => {
                    File::from_bytes(path.clone(), bytes, b"")
                }
                Err(error) if error.is_absent() => return Found::Gone,
                Err(error) => {
                    let file = unread(Content::Unreadable(error.reason()));
                    return Found::Failed(self.check(file, None));
                }
            },
        };
        Found::New(self.check(file, None))
    }

    /// Returns what an attachment holds that is too large to be looked through.
    fn content_id(&self, path: &RepoPath, size: u64) -> Option<ContentId> {
        if path.is_markdown() || size > MAX_BOUND {
            return None;
        }
        files::content_id(&self.root, &SafePath::new(path).ok()?).ok()?
    }

    fn check(&self, file: File, content: Option<ContentId>) -> Entry {
        let checked = self.ruleset().check_file(&file);
        Entry::new(file.path, content, checked)
    }

    pub(super) fn location(&self, path: &RepoPath) -> PathBuf {
        self.root.join(path.as_str())
    }
}

/// Reads what was seen as this.
fn read_as<'r>(
    kind: FoundKind,
    reader: &'r mut Reader,
    location: &Path,
    most: u64,
) -> Result<Cow<'r, [u8]>, read::ReadError> {
    match kind {
        FoundKind::File => reader.read_seen(location, most).map(Cow::Borrowed),
        _ => read::read_bounded(location, most).map(Cow::Owned),
    }
}
