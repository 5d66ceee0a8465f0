//! A Markdown document with front matter, read without loss and edited without damage.
//!
//! Owns the front matter as a tree with byte spans, the outline of the body, and edits that leave
//! every other byte alone. Knows no kinds and no fields: `title` is just a key here.

mod front_matter;
mod outline;

pub use front_matter::{Entry, FrontMatter, Node, Scalar, ScalarStyle, Value};
pub use outline::{Check, Link, LinkStyle, Outline, Section, Table, TableRow};
