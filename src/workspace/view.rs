use super::{SILENT, Snapshot};
use crate::diagnostic::{Diagnostic, Finding, RuleName, rule_name};
use crate::document::Document;
use crate::index::{self, documents::Near};
use crate::query::graph::{Around, Arrow, Arrows};
use crate::rules::mentions::Links;
use crate::rules::{Facts, File};
use crate::schema::Record;
use crate::text::RepoPath;

/// Single documents and what is around them, looked at one by one.
pub struct View<'a> {
    snapshot: &'a Snapshot,
    facts: Facts,
}

/// Rules that report what is not found: a document that has come since the last look at the whole
/// folder would be.
const ABSENT: [RuleName; 2] = [rule_name::DANGLING_REFERENCE, rule_name::DANGLING_LINK];

impl<'a> View<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        Self { snapshot, facts: snapshot.facts_without_files() }
    }

    fn near(&self) -> &'a Near {
        self.snapshot.near()
    }

    /// Returns what leads out of a document, in order of its text.
    pub fn arrows_of(&self, path: &RepoPath) -> Vec<Arrow> {
        self.around().out_of(path)
    }

    /// Returns what leads to a document or a file, but for fields that name people.
    pub fn arrows_to(&self, path: &RepoPath) -> Vec<Arrow> {
        self.around().leading_to(path)
    }

    /// Returns all that leads from one document to another, one document at a time.
    pub fn around(&self) -> Around<'_> {
        let universe = self.near();
        Around::new(universe, Links::new(self.snapshot.schema(), universe, &self.facts))
    }

    /// Returns what is wrong with the document of this text, by itself and between it and others:
    /// what a check of the whole workspace says of it.
    pub fn problems(&self, record: &Record, document: &Document) -> Vec<Diagnostic> {
        let (ruleset, text) = (self.snapshot.ruleset(), document.text());
        let file = File::from_bytes(record.path.clone(), text.len() as u64, text.as_bytes());
        let alone = ruleset.check_file(&file).diagnostics;
        let between = || ruleset.check_one(record, self.near(), &self.facts);
        let mut found = between();
        let is_absent = |finding: &Finding| ABSENT.contains(&finding.rule);
        let may_look = !self.near().is_closed() && !self.snapshot.index().is_fresh();
        if found.iter().any(is_absent) && may_look {
            // Where the folder cannot be listed any more, what is known of it must do.
            let _ = self.snapshot.refresh(SILENT);
            found = between();
        }
        index::report(1, alone, ruleset.place(&record.path, text, found)).diagnostics
    }
}
