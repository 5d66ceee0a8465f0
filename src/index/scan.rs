use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Finding, Report};
use crate::rules::{Checked, Content, Facts, File, Ruleset};
use crate::schema::Record;
use crate::text::RepoPath;

/// Hands out files of a tree, from a folder or from git.
pub trait Reader: Sync {
    /// Reads the file at `path`; what cannot be read is said in its content.
    fn read(&self, path: &RepoPath) -> File;
}

/// What one pass over a tree found, the texts put aside.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// By path.
    pub records: Vec<Record>,
    /// What each file alone has, by path and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and checks every file of `paths`, in parallel; no text is kept.
///
/// `progress` is told, from any thread, how many files are done.
pub fn scan(
    ruleset: Ruleset<'_>,
    paths: &[RepoPath],
    reader: &dyn Reader,
    progress: &(dyn Fn(usize) + Sync),
) -> Scan {
    let done = AtomicUsize::new(0);
    let checked: Vec<Checked> = paths
        .par_iter()
        .map(|path| {
            let checked = ruleset.check_file(&reader.read(path));
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
            checked
        })
        .collect();
    let mut scan = Scan::default();
    for Checked { record, diagnostics, .. } in checked {
        scan.records.extend(record);
        scan.diagnostics.extend(diagnostics);
    }
    scan
}

/// Runs the rules between documents and places what they find, reading those files again.
pub fn check_between(
    ruleset: Ruleset<'_>,
    records: &[Record],
    facts: &Facts,
    reader: &dyn Reader,
) -> Vec<Diagnostic> {
    let mut groups: Vec<(RepoPath, Vec<Finding>)> = Vec::new();
    for (path, finding) in ruleset.check_tree(records, facts) {
        match groups.last_mut() {
            Some((last, findings)) if *last == path => findings.push(finding),
            _ => groups.push((path, vec![finding])),
        }
    }
    groups
        .into_par_iter()
        .flat_map_iter(|(path, findings)| {
            let file = reader.read(&path);
            ruleset.place(&path, text_of(&file), findings)
        })
        .collect()
}

/// Returns the text of a file; `""` where none was read.
pub fn text_of(file: &File) -> &str {
    match &file.content {
        Content::Text(document) => document.text(),
        Content::Plain(source) => source.text(),
        _ => "",
    }
}

/// Puts the findings of both passes together, by path and place.
pub fn report(files: usize, alone: Vec<Diagnostic>, between: Vec<Diagnostic>) -> Report {
    let mut diagnostics = alone;
    diagnostics.extend(between);
    diagnostics.sort_by(|a, b| (&a.path, a.span, a.rule).cmp(&(&b.path, b.span, b.rule)));
    Report { files, diagnostics }
}
