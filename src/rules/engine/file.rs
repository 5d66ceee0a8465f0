use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::schema::{Record, layout};
use crate::text::{DecodeError, RepoPath, Source, in_any_encoding};

/// The most bytes of a Markdown file that are read.
pub const MAX_TEXT: u64 = 8 * 1024 * 1024;

/// The most bytes of an attachment that are looked through for secrets.
pub const MAX_PLAIN: u64 = 1024 * 1024;

/// The most bytes of an attachment whose content is known, so that terms and deliveries are bound to it.
pub const MAX_BOUND: u64 = 64 * 1024 * 1024;

/// One file of a tree, as far as it was read.
#[derive(Clone, Debug)]
pub struct File {
    pub path: RepoPath,
    /// In bytes.
    pub size: u64,
    pub content: Content,
}

/// What a file holds.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "most files are Markdown, and few live at once")]
pub enum Content {
    /// Markdown, with or without front matter.
    Text(Document),
    /// Text that is no Markdown: looked through for secrets, and `workspace.yml` read.
    Plain(Source),
    /// Markdown, settings or a kind in an encoding that is not read.
    Undecodable(DecodeError),
    /// Markdown of more than [`MAX_TEXT`] bytes; settings or a kind of more than [`MAX_PLAIN`].
    TooLarge {
        bytes: u64,
    },
    /// The system did not let us read it; its reason.
    Unreadable(String),
    Symlink,
    /// No Markdown: only its name and size are judged.
    Other,
}

/// Reads a copy of a page of the day that an editor has saved in an older encoding; `None` for all else.
fn copied_page(bytes: &[u8]) -> Option<Source> {
    let text = in_any_encoding(bytes)?;
    text.contains(layout::PAGE_MARK).then(|| Source::new(text))
}

/// What the first pass knows of a file.
#[derive(Clone, Debug)]
pub struct Checked {
    /// `None` for what is no readable Markdown.
    pub record: Option<Record>,
    /// Whether it is meant as a document; whatever else stands in a workspace is nobody's to mend.
    pub is_document: bool,
    /// By place.
    pub diagnostics: Vec<Diagnostic>,
}

impl File {
    /// Makes the file at `path` of its bytes, as a reader from disk or from git would.
    ///
    /// Bytes beyond [`MAX_TEXT`] need not be handed in for a Markdown file, nor beyond
    /// [`MAX_PLAIN`] for another: `size` decides.
    pub fn from_bytes(path: RepoPath, size: u64, bytes: &[u8]) -> Self {
        let content = if path.is_markdown() {
            match Source::decode(bytes) {
                _ if size > MAX_TEXT => Content::TooLarge { bytes: size },
                Ok(source) => Content::Text(Document::parse(source)),
                Err(error) => Content::Undecodable(error),
            }
        } else {
            let is_settings = layout::is_settings(&path);
            match Source::decode(bytes) {
                _ if size > MAX_PLAIN && is_settings => Content::TooLarge { bytes: size },
                _ if size > MAX_PLAIN => Content::Other,
                Ok(source) => Content::Plain(source),
                Err(error) if is_settings => Content::Undecodable(error),
                Err(_) => copied_page(bytes).map_or(Content::Other, Content::Plain),
            }
        };
        Self { path, size, content }
    }

    /// Makes the file at `path` that was not read.
    pub fn unread(path: RepoPath, size: u64, content: Content) -> Self {
        Self { path, size, content }
    }
}
