use std::cell::OnceCell;

use rayon::prelude::*;

use super::context::FileContext;
use super::facts::Facts;
use super::file::{Checked, Content, File};
use super::findings::{Findings, MOST};
use super::rule::{Check, HoldsBack, Rule};
use super::settings;
use super::tree::{Common, PART, Tree, TreeFindings};
use super::universe::{Universe, Whole};
use crate::diagnostic::{Diagnostic, Finding, RuleName, Severity};
use crate::document::{Document, FrontMatter};
use crate::rules;
use crate::rules::allow;
use crate::schema::layout::WORKSPACE_FILE;
use crate::schema::{Config, Record, RuleSetting, Schema, Strictness};
use crate::text::{LineIndex, RepoPath};

/// All rules with the settings of one workspace; cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Ruleset<'a> {
    schema: &'a Schema,
    config: &'a Config,
    /// Whether the folder that a file lies in may say what it is.
    workspace: bool,
}

impl<'a> Ruleset<'a> {
    /// Takes the kinds and the settings that the rules go by.
    pub fn new(schema: &'a Schema, config: &'a Config) -> Self {
        Self { schema, config, workspace: true }
    }

    /// The same for a tree that may be anybody's: what lies there is a document of ours only when
    /// its own `kind:` says so.
    #[must_use]
    pub fn in_workspace(self, workspace: bool) -> Self {
        Self { workspace, ..self }
    }

    /// Finds what must never be shared in a text that is no file, such as the message of a commit; says in which
    /// line, counted from 1, and what.
    pub fn secret_in(&self, text: &str) -> Option<(usize, RuleName)> {
        // A name that no kind, setting or exception is meant for.
        let path = RepoPath::new("message.md");
        // What looks like front matter is none, and allows nothing.
        let below = format!("\n{text}");
        let checked =
            self.check_file(&File::from_bytes(path, below.len() as u64, below.as_bytes()));
        let is_secret =
            |one: &&Diagnostic| one.holds_back && one.rule.as_str().starts_with("secret-");
        let first = checked.diagnostics.iter().find(is_secret)?;
        Some((first.start.line.saturating_sub(1), first.rule))
    }

    /// Runs everything that needs one file alone: the reader's problems, the schema's, the rules'.
    pub fn check_file(&self, file: &File) -> Checked {
        let mut findings = Vec::new();
        let (mut record, mut meant) = (None, false);
        let document = match &file.content {
            Content::Text(document) => Some(document),
            _ => None,
        };
        if let Some(document) = document {
            let (decoded, found) = match self.workspace {
                true => self.schema.decode(&file.path, document),
                false => self.schema.decode_elsewhere(&file.path, document),
            };
            meant = self.is_document(&decoded, document);
            if meant {
                findings.extend(document.findings().iter().take(MOST).cloned());
                findings.extend(found.into_iter().take(MOST));
            }
            record = Some(decoded);
        }
        let kind = record
            .as_ref()
            .and_then(|record| record.kind.as_deref())
            .and_then(|name| self.schema.kind(name));
        let context = FileContext {
            config: self.config,
            file,
            record: record.as_ref(),
            kind,
            is_document: meant,
            workspace: self.workspace,
            clues: OnceCell::new(),
        };
        let mut readable = document.and_then(Document::front).is_none_or(|front| front.readable);
        if let (Content::Plain(source), WORKSPACE_FILE) = (&file.content, file.path.as_str()) {
            readable = Config::is_readable(source);
            let (config, found) = Config::read(source);
            findings.extend(found.into_iter().take(MOST));
            findings.extend(settings::ignored(&config, source.text()));
        }
        for rule in rules::all() {
            if let Check::File(check) = rule.check {
                let mut found = Findings::default();
                check(&context, &mut found);
                findings.extend(found.into_vec());
            }
        }
        if let (Some(document), Some(record)) = (document, &record) {
            findings = allow::silence(document, record, findings);
        }
        let diagnostics = self.place_as(&file.path, context.text(), findings, readable);
        Checked { record, is_document: meant, diagnostics }
    }

    /// Runs the rules between documents over the records of a tree.
    ///
    /// The findings come by path, then by place; [`place`](Self::place) makes diagnostics of those
    /// of one file, with its text read again.
    pub fn check_tree(&self, records: &[Record], facts: &Facts) -> Vec<(RepoPath, Finding)> {
        self.run(records, &Whole::new(records, &facts.files).with_said(), facts)
    }

    /// Runs the rules between documents for one document, with the others looked up in `universe`.
    ///
    /// It is told the same as by [`check_tree`](Self::check_tree), but that there misspelt names are
    /// compared with others only up to a number. `facts.files` may be empty.
    pub fn check_one(
        &self,
        record: &Record,
        universe: &dyn Universe,
        facts: &Facts,
    ) -> Vec<Finding> {
        let found = self.check_some(std::slice::from_ref(record), universe, facts).into_iter();
        found.filter(|(path, _)| *path == record.path).map(|(_, finding)| finding).collect()
    }

    /// Runs the rules between documents for some documents, with the others looked up in `universe`.
    ///
    /// Of these documents it is told the same as by [`check_tree`](Self::check_tree); of others only
    /// some of what is wrong with them.
    pub fn check_some(
        &self,
        records: &[Record],
        universe: &dyn Universe,
        facts: &Facts,
    ) -> Vec<(RepoPath, Finding)> {
        self.run(records, universe, facts)
    }

    fn run(
        &self,
        subjects: &[Record],
        universe: &dyn Universe,
        facts: &Facts,
    ) -> Vec<(RepoPath, Finding)> {
        let common = Common::new(facts, universe);
        let (mut whole, mut single) = (Vec::new(), Vec::new());
        for rule in rules::all().iter().filter(|rule| self.severity(rule).is_some()) {
            match rule.check {
                Check::Tree(check) => whole.push(check),
                Check::Documents(check) => single.push(check),
                Check::Reader | Check::File(_) | Check::Engine => {}
            }
        }
        let check_whole = |check: &fn(&Tree<'_>, &mut TreeFindings)| {
            let mut out = TreeFindings::default();
            check(&Tree::new(self.schema, self.config, &common, subjects), &mut out);
            out
        };
        // Some documents at a time, so that each is near while one rule after another looks at it.
        let check_some = |some: &[Record]| -> Vec<TreeFindings> {
            let tree = Tree::new(self.schema, self.config, &common, some);
            let found = single.iter().map(|check| {
                let mut out = TreeFindings::default();
                check(&tree, &mut out);
                out
            });
            found.filter(|found| !found.is_empty()).collect()
        };
        let (mut found, some): (Vec<TreeFindings>, Vec<Vec<TreeFindings>>) = match subjects.len() {
            0..PART => (whole.iter().map(check_whole).collect(), vec![check_some(subjects)]),
            _ => rayon::join(
                || whole.par_iter().map(check_whole).collect(),
                || subjects.par_chunks(PART).map(check_some).collect(),
            ),
        };
        found.extend(some.into_iter().flatten());
        TreeFindings::sorted(found)
    }

    /// Makes diagnostics of findings in the file at `path` whose text is `text`, by place.
    ///
    /// Rules that are switched off are left out; where a file has too many diagnostics, the last
    /// one kept says how many more there are.
    pub fn place(&self, path: &RepoPath, text: &str, findings: Vec<Finding>) -> Vec<Diagnostic> {
        self.place_as(path, text, findings, true)
    }

    /// Returns the weight of a rule under the settings; `None` when it is switched off.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        let strict = rule.strict && self.config.strictness == Strictness::New;
        let usual = if strict { Severity::Error } else { rule.severity };
        if rule.locked {
            return Some(usual);
        }
        match self.config.rules.get(rule.name.as_str()) {
            Some(RuleSetting::Off) if rule.holds_back == HoldsBack::Never => None,
            Some(RuleSetting::Off) | None => Some(usual),
            Some(RuleSetting::Warning) => Some(Severity::Warning),
            Some(RuleSetting::Error) => Some(Severity::Error),
        }
    }

    /// Tells whether a file is meant as a document: only then its front matter is judged.
    ///
    /// Where the front matter cannot be read, a line that names a kind is enough.
    fn is_document(&self, record: &Record, document: &Document) -> bool {
        let names_kind = |line: &str| {
            let name = KIND_KEYS.iter().find_map(|key| line.strip_prefix(key));
            let name = name.map(|name| name.trim().trim_matches(['"', '\'']));
            name.is_some_and(|name| self.workspace || self.schema.kind(name).is_some())
        };
        let says_kind = |front: &FrontMatter| {
            front.content.of(document.text()).lines().take(MOST).any(names_kind)
        };
        record.kind.is_some() || document.front().is_some_and(says_kind)
    }

    fn place_as(
        &self,
        path: &RepoPath,
        text: &str,
        findings: Vec<Finding>,
        readable: bool,
    ) -> Vec<Diagnostic> {
        if findings.is_empty() {
            return Vec::new();
        }
        let lines = LineIndex::new(text);
        let mut placed: Vec<Diagnostic> = findings
            .into_iter()
            .filter_map(|finding| {
                let rule = rules::find(finding.rule)?;
                let is_asked_for = self.config.rules.contains_key(rule.name.as_str());
                let severity = match self.severity(rule)? {
                    Severity::Error if finding.mild && !is_asked_for => Severity::Warning,
                    severity => severity,
                };
                let holds_back = match rule.holds_back {
                    HoldsBack::Never => false,
                    HoldsBack::Always => true,
                    HoldsBack::WhenUnreadable => !readable,
                };
                Some(Diagnostic::place(finding, severity, holds_back, path, text, &lines))
            })
            .collect();
        limit(&mut placed);
        placed.sort_by_key(|one| (one.span, one.rule));
        placed
    }
}

/// How a line starts that names a kind.
const KIND_KEYS: [&str; 3] = ["kind:", "slag:", "dokumenttype:"];

/// Keeps the gravest diagnostics of a file, and says how many more there are.
fn limit(diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.len() <= MOST {
        return;
    }
    let more = diagnostics.len() - MOST;
    diagnostics.sort_by_key(|one| (!one.holds_back, one.severity, one.span, one.rule));
    diagnostics.truncate(MOST);
    if let Some(last) = diagnostics.iter_mut().max_by_key(|one| (one.span, one.rule)) {
        last.notes.push(format!("{more} more problems in this file are not shown"));
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Severity;
    use crate::rules::Sample;
    use crate::rules::testing::{check_files, findings, findings_at};
    use crate::text::RepoPath;

    const CARD_AND_COLON: &str = "---\nkind: task\ntitle: a: b\n---\n4111 1111 1111 1111\n";

    /// Checks which rules the settings leave, with weight and whether they hold the file back.
    fn check(rules: &str, text: &'static str, expected: &[(&str, Severity, bool)]) {
        let settings = format!("format: 1\nrules: {rules}\n");
        let settings = Box::leak(settings.into_boxed_str());
        let files = [("workspace.yml", &*settings), ("notes/n.md", text)];
        let files: Vec<_> =
            files.iter().map(|(path, text)| (RepoPath::new(path), Sample::Text(text))).collect();
        let found = check_files(&files);
        let found: Vec<_> = found
            .iter()
            .filter(|one| one.path.as_str() == "notes/n.md")
            .map(|one| (one.rule.as_str(), one.severity, one.holds_back))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn settings_change_the_weight_and_never_what_is_held_back() {
        use Severity::{Error, Warning};
        let usual = [("yaml-colon", Error, true), ("secret-card", Error, true)];
        check("{}", CARD_AND_COLON, &usual);
        check("{yaml-colon: off, secret-card: off}", CARD_AND_COLON, &usual);
        let lighter = [("yaml-colon", Warning, true), ("secret-card", Error, true)];
        check("{yaml-colon: warning, secret-card: warning}", CARD_AND_COLON, &lighter);
        check("{iban: off}", "NO93 8601 1117 947\n", &[]);
        check("{iban: error}", "NO93 8601 1117 947\n", &[("iban", Error, false)]);
    }

    #[test]
    fn settings_without_effect_are_told() {
        let text = "format: 1\nrules:\n  secret-card: off\n  yaml-colon: off\n  iban: off\n";
        let found = findings_at("workspace.yml", text);
        let places: Vec<&str> = found.iter().map(|one| one.span.of(text)).collect();
        assert_eq!(places, ["secret-card", "yaml-colon"]);
    }

    #[test]
    fn other_peoples_markdown_may_have_any_front_matter() {
        assert!(findings("---\ntitle: a: b\n---\n").is_empty());
        assert!(findings("---\n\nA line of dashes first\n").is_empty());
        assert_eq!(findings("---\nkind: task\ntitle: a: b\n---\n").len(), 1);
    }

    #[test]
    fn the_gravest_of_many_are_kept() {
        let lines = "NO93 8601 1117 947\n".repeat(300);
        let found = findings(&format!("{lines}4111 1111 1111 1111\n"));
        assert_eq!(found.len(), 200);
        assert!(found.iter().any(|one| one.holds_back));
        assert!(found.iter().any(|one| {
            one.notes.iter().any(|note| note == "1 more problems in this file are not shown")
        }));
    }
}
