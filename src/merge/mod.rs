//! Three-way merge of values, front matter, bodies and trees. Pure: same three versions, same bytes.

mod content;

pub use content::{Blob, ContentId, NotAContentId};
