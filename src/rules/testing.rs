//! Helpers that keep the tests of rules off the engine.

use std::sync::Arc;

use super::mentions::{Leads, Links, names_of};
use super::{Content, Example, Facts, File, FileSet, Ruleset, Sample, Whole};
use crate::diagnostic::{Diagnostic, Finding, RuleName, Severity};
use crate::schema::{Config, Record, Schema};
use crate::text::{RepoPath, Source};
use crate::workflow::{Contents, Held};

/// The moment at which examples and tests are checked: a Tuesday morning in Oslo.
pub(super) const NOW: &str = "2026-11-24T10:00:00+01:00[Europe/Oslo]";

/// Checks a whole tree of files: both passes, placed, by path and place.
pub(super) fn check_files(files: &[(RepoPath, Sample)]) -> Vec<Diagnostic> {
    check_with(files, |_| {})
}

/// The same with other facts.
pub(super) fn check_with(
    files: &[(RepoPath, Sample)],
    change: impl FnOnce(&mut Facts),
) -> Vec<Diagnostic> {
    let text_of = |wanted: &str| {
        files.iter().find_map(|(path, sample)| match sample {
            Sample::Text(text) if path.as_str() == wanted => Some(*text),
            _ => None,
        })
    };
    let config = text_of("workspace.yml")
        .map_or_else(Config::default, |text| Config::read(&Source::new(text)).0);
    let kinds: Vec<(RepoPath, Source)> = files
        .iter()
        .filter(|(path, _)| path.is_below("kinds"))
        .map(|(path, _)| (path.clone(), Source::new(text_of(path.as_str()).unwrap_or_default())))
        .collect();
    let (schema, kind_findings) = Schema::with_workspace_kinds(&kinds);
    let ruleset = Ruleset::new(&schema, &config);
    let mut facts = Facts {
        now: Some(NOW.parse().expect("a moment")),
        complete: true,
        workspace: text_of("workspace.yml").is_some(),
        files: files.iter().map(|(path, _)| path.clone()).collect::<FileSet>(),
        contents: Some(Arc::new(Sizes(files.to_vec()))),
        ..Facts::default()
    };
    change(&mut facts);
    let mut records = Vec::new();
    let mut diagnostics = Vec::new();
    for (path, sample) in files {
        let checked = ruleset.check_file(&file(path, sample));
        records.extend(checked.record);
        diagnostics.extend(checked.diagnostics);
    }
    let between = ruleset.check_tree(&records, &facts);
    each_alone_is_told_the_same(ruleset, &records, &facts, &between);
    all_is_found_by_its_name(&schema, &records, &facts);
    for (path, finding) in kind_findings.into_iter().chain(between) {
        let text = text_of(path.as_str()).unwrap_or_default();
        diagnostics.extend(ruleset.place(&path, text, vec![finding]));
    }
    diagnostics.sort_by(|left, right| {
        (&left.path, left.span, left.rule).cmp(&(&right.path, right.span, right.rule))
    });
    diagnostics
}

/// Files whose content is as their size.
#[derive(Debug)]
struct Sizes(Vec<(RepoPath, Sample)>);

impl Contents for Sizes {
    fn held(&self, path: &RepoPath) -> Held {
        match self.0.iter().find(|(one, _)| one == path) {
            Some((_, Sample::Text(text))) => Held::Content([text.len().to_le_bytes()[0]; 20]),
            Some(_) => Held::Unknown,
            None => Held::Nothing,
        }
    }

    fn called(&self, name: &str) -> Option<RepoPath> {
        self.0.iter().map(|(path, _)| path.clone()).filter(|path| path.file_name() == name).min()
    }
}

/// Asserts that a document judged by itself is told what the whole tree is told of it.
fn each_alone_is_told_the_same(
    ruleset: Ruleset<'_>,
    records: &[Record],
    facts: &Facts,
    between: &[(RepoPath, Finding)],
) {
    let universe = Whole::new(records, &facts.files);
    let facts = Facts { files: FileSet::default(), ..facts.clone() };
    for record in records {
        let alone = ruleset.check_one(record, &universe, &facts);
        let of_tree: Vec<Finding> = between
            .iter()
            .filter(|(path, _)| *path == record.path)
            .map(|(_, finding)| finding.clone())
            .collect();
        assert_eq!(alone, of_tree, "{}", record.path);
    }
}

/// Asserts that what is mentioned has the name that the mention is filed under.
fn all_is_found_by_its_name(schema: &Schema, records: &[Record], facts: &Facts) {
    let universe = Whole::new(records, &facts.files);
    let links = Links::new(schema, &universe, facts);
    for record in records {
        links.of(record, |mention, leads| {
            let names: Vec<String> = match &leads {
                Leads::Document(other) | Leads::OtherKind(other) => {
                    names_of(Some(&other.id), &other.path).collect()
                }
                Leads::File(path) if !path.as_str().is_empty() => names_of(None, path).collect(),
                _ => return,
            };
            assert!(
                mention.name().is_some_and(|name| names.contains(&name)),
                "{mention:?} {leads:?}"
            );
        });
    }
}

/// Checks a tree of files as bytes.
pub(super) fn check_bytes(files: &[(RepoPath, &'static [u8])]) -> Vec<Diagnostic> {
    let sample = |bytes: &'static [u8]| {
        std::str::from_utf8(bytes).map_or(Sample::Bytes(bytes), Sample::Text)
    };
    let files: Vec<_> = files.iter().map(|(path, bytes)| (path.clone(), sample(bytes))).collect();
    check_files(&files)
}

fn file(path: &RepoPath, sample: &Sample) -> File {
    let unread = |content, size| File::unread(path.clone(), size, content);
    match sample {
        Sample::Text(text) => File::from_bytes(path.clone(), text.len() as u64, text.as_bytes()),
        Sample::Bytes(bytes) => File::from_bytes(path.clone(), bytes.len() as u64, bytes),
        Sample::Size(size) => unread(Content::Other, *size),
        Sample::Unreadable(reason) => unread(Content::Unreadable((*reason).to_owned()), 1),
        Sample::Symlink => unread(Content::Symlink, 1),
    }
}

/// Checks the files of an example as a sync would: what the first pass holds back is not shared.
pub(super) fn check_example(example: &Example) -> Vec<Diagnostic> {
    let files: Vec<(RepoPath, Sample)> =
        example.0.iter().map(|(path, sample)| (RepoPath::new(path), *sample)).collect();
    let held_back =
        |path: &RepoPath| check_files(&files).iter().any(|one| one.holds_back && one.path == *path);
    let ids = files
        .iter()
        .filter(|(path, _)| held_back(path))
        .map(|(path, _)| (path.clone(), path.stem().to_owned()));
    let ids = ids.collect();
    // What everybody knows of a document in the examples.
    let known = [("tasks/offer.md".into(), "ola-7".to_owned())];
    check_with(&files, |facts| {
        facts.held_back = ids;
        facts.known_ids = known.into();
    })
}

/// Returns what one file is told by the first pass.
pub(super) fn findings_at(path: &str, text: &str) -> Vec<Diagnostic> {
    let config = Config::default();
    let ruleset = Ruleset::new(Schema::builtin(), &config);
    ruleset
        .check_file(&File::from_bytes(RepoPath::new(path), text.len() as u64, text.as_bytes()))
        .diagnostics
}

/// Returns what a note is told by the first pass.
pub(super) fn findings(text: &str) -> Vec<Diagnostic> {
    findings_at("notes/note.md", text)
}

/// Asserts which rules the first pass reports in a note, by place.
#[track_caller]
pub(super) fn check(text: &str, expected: &[&str]) {
    let found: Vec<&str> = findings(text).iter().map(|one| one.rule.as_str()).collect();
    assert_eq!(found, expected, "{}", text.chars().take(300).collect::<String>());
}

/// Asserts which secrets the first pass reports in a note; other rules do not count.
#[track_caller]
pub(super) fn secrets(text: &str, expected: &[&str]) {
    let found: Vec<&str> = findings(text)
        .iter()
        .map(|one| one.rule.as_str())
        .filter(|name| name.starts_with("secret-") || *name == "iban")
        .collect();
    assert_eq!(found, expected, "{}", text.chars().take(300).collect::<String>());
}

/// Returns what is found between documents, by path.
pub(super) fn tree_findings<'a>(
    files: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<(RepoPath, Finding)> {
    let config = Config::default();
    let ruleset = Ruleset::new(Schema::builtin(), &config);
    let files = files.map(|(path, text)| {
        let file = File::from_bytes(RepoPath::new(path), text.len() as u64, text.as_bytes());
        ruleset.check_file(&file).record
    });
    let mut records: Vec<Record> = files.flatten().collect();
    records.sort_by(|a, b| a.path.cmp(&b.path));
    let files = records.iter().map(|record| record.path.clone()).collect();
    ruleset.check_tree(&records, &Facts { complete: true, files, ..Facts::default() })
}

/// Asserts which rules a whole tree is told, as `path rule`.
#[track_caller]
pub(super) fn check_tree(files: &[(&'static str, &'static str)], expected: &[&str]) {
    check_tree_with(files, |_| {}, expected);
}

/// The same with other facts.
#[track_caller]
pub(super) fn check_tree_with(
    files: &[(&'static str, &'static str)],
    change: impl FnOnce(&mut Facts),
    expected: &[&str],
) {
    let files: Vec<(RepoPath, Sample)> =
        files.iter().map(|(path, text)| (RepoPath::new(path), Sample::Text(text))).collect();
    let found: Vec<String> =
        check_with(&files, change).iter().map(|one| format!("{} {}", one.path, one.rule)).collect();
    assert_eq!(found, expected);
}

/// Returns the rules that a path alone breaks.
pub(super) fn names(path: &str) -> Vec<RuleName> {
    let found = check_files(&[(RepoPath::new(path), Sample::Size(1))]);
    found.iter().map(|one| one.rule).collect()
}

/// Tells whether a diagnostic is an error.
pub(super) fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error
}
