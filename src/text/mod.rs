//! Text as bytes with places in it: spans, lines, edits, decoding, paths.
//!
//! Owns everything that can be said about a text without knowing what it means. Knows no
//! Markdown, no YAML and no files.

mod composed;
mod edit;
mod harmless;
mod line_index;
mod older;
mod path;
mod place;
mod portable;
mod sequence;
mod source;
mod span;
mod submodules;

pub use composed::composed;
pub use edit::{Edit, OverlappingEdits, apply};
pub use harmless::{harmless, harmless_lines, is_misleading};
pub use line_index::{LineIndex, Position};
pub use older::{as_in_single_bytes, in_any_encoding};
pub use path::RepoPath;
pub use place::Place;
pub use portable::{NameFault, is_git_folder, name_fault, path_fault};
pub(crate) use sequence::matches;
pub use source::{DecodeError, Encoding, Source};
pub use span::Span;
pub use submodules::{is_of_submodules, unsafe_submodule};
