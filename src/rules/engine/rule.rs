use super::context::FileContext;
use super::findings::Findings;
use super::tree::{Tree, TreeFindings};
use crate::diagnostic::{RuleName, Severity};

/// A rule: what it is called, how much it weighs, how it is explained, and how it is checked.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub name: RuleName,
    /// One line: what it reports.
    pub summary: &'static str,
    /// The weight unless `rules:` in `workspace.yml` says otherwise.
    pub severity: Severity,
    /// Whether it is an error under `strictness: new` though it is a warning otherwise.
    pub strict: bool,
    pub holds_back: HoldsBack,
    /// Whether `allow` may silence it: it guesses, and may guess wrong.
    pub allowable: bool,
    /// Whether `rules:` in `workspace.yml` leaves it alone: the rules on paths and secrets.
    pub locked: bool,
    /// What it reports, why, and how to mend it, in Markdown.
    pub docs: &'static str,
    pub bad: Example,
    pub good: Example,
    pub(in crate::rules) check: Check,
}

/// Whether a finding keeps its file from being shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldsBack {
    Never,
    Always,
    /// Only while the front matter as a whole cannot be read.
    WhenUnreadable,
}

/// A tree of files that a rule does or does not report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example(pub &'static [(&'static str, Sample)]);

/// What lies at a path of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    Text(&'static str),
    /// A file that is not UTF-8.
    Bytes(&'static [u8]),
    /// A file of so many bytes, whatever they are.
    Size(u64),
    /// A file that the system does not let us read, with its reason.
    Unreadable(&'static str),
    Symlink,
}

/// How a rule is checked.
#[derive(Clone, Copy, Debug)]
pub(in crate::rules) enum Check {
    /// Found by what reads the text: the document, the schema, the settings.
    Reader,
    /// Found in one file, whatever it is.
    File(fn(&FileContext<'_>, &mut Findings)),
    /// Found in the documents of a tree one by one, with the others looked up: it may be handed some of
    /// them at a time.
    Documents(fn(&Tree<'_>, &mut TreeFindings)),
    /// Found between the documents of a tree: all that are judged are handed in at once.
    Tree(fn(&Tree<'_>, &mut TreeFindings)),
    /// Found by the engine itself.
    Engine,
}
