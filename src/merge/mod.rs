//! Three-way merge of values, front matter, bodies and trees.
//!
//! Pure: the same three versions give the same bytes on every machine, whichever side is called
//! left. Knows no git, no files and no history; what history knows comes in through [`Context`].

mod awareness;
mod bases;
mod body;
mod broken;
mod content;
mod core;
mod documents;
mod fields;
mod files;
mod front;
mod lines;
mod marked;
mod model;
mod moved;
mod note;
mod renumber;
mod settle;
mod shape;
#[cfg(test)]
mod tests;
mod together;
mod trees;
mod value;

pub use awareness::{Awareness, awareness, differ_in_values};
pub use bases::bases;
pub use broken::is_broken;
pub use content::{Blob, ContentId, NotAContentId};
pub use documents::{MAX_DOCUMENT, documents};
pub use files::Files;
pub use marked::{Unmarked, unmarked};
pub use model::{
    Change, Clash, Conflict, Contents, Context, Merged, Notice, Outcome, ReadError, Reason,
    TreeConflict, TreeMerge, What,
};
pub use note::{Note, part_words, path as note_path, text_digest, value_words};
pub use renumber::renumber;
pub use settle::{Choice, OpenNote, Refusal, Unclear, is_bare_change, settle, stands};
pub use trees::{Changes, trees};
