//! What runs the rules: the model of a rule, of a file and of a tree, and the engine.

mod by_name;
mod context;
mod facts;
mod file;
mod findings;
mod reference;

mod rule;
mod ruleset;
mod settings;
mod tree;
mod universe;

pub use facts::{Facts, FileContents, FileSet, Paths};
pub use file::{Checked, Content, File, MAX_BOUND, MAX_PLAIN, MAX_TEXT};
pub use reference::{page, reference};

pub use rule::{Example, HoldsBack, Rule, Sample};
pub use ruleset::Ruleset;
pub use universe::{All, Documents, MANY, SourcesOf, Universe, Whole};

pub(in crate::rules) use context::FileContext;
pub(in crate::rules) use findings::Findings;
pub(in crate::rules) use rule::Check;
pub(in crate::rules) use tree::{Tree, TreeFindings};
