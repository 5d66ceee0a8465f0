//! `duplicate-id`: two documents with one id.

use std::collections::BTreeMap;

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use super::numbers::Numbers;
use crate::diagnostic::{Finding, Fix, Severity, rule_name};
use crate::schema::{Identity, Record};
use crate::text::{Edit, Span};

pub(super) const RULE: Rule = Rule {
    name: rule_name::DUPLICATE_ID,
    summary: "Two documents have the same id",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: false,
    docs: "\
Two documents, of whatever kind, carry the same `id`. It is told at the one that the shared version lacks; where
that is not known, at all but the first.

**Why.** What is said about one would be filed with the other. Mostly a document was copied to start a new one.

**To mend it**, delete the `id` of the newer one: it gets a number of its own when it is sent. `check --fix`
writes the next free number where it is certain which one is newer.",
    bad: Example(&[
        ("tasks/flights.md", Text("---\nid: ola-1\ntitle: Book flights\n---\n")),
        ("tasks/hotel.md", Text("---\nid: ola-1\ntitle: Book a hotel\n---\n")),
    ]),
    good: Example(&[
        ("tasks/flights.md", Text("---\nid: ola-1\ntitle: Book flights\n---\n")),
        ("tasks/hotel.md", Text("---\nid: ola-2\ntitle: Book a hotel\n---\n")),
    ]),
    check: Check::Tree(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    let has_twin = |id: &str| tree.find(id).iter().filter(|other| has_id(tree, other)).nth(1).is_some();
    if !tree.subjects.iter().any(|record| has_id(tree, record) && has_twin(&record.id)) {
        return;
    }
    // Each clash gets a number of its own: which one, depends on all that come before it.
    let Some(all) = tree.all() else { return alone(tree, out) };
    let mut by_id: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in all.records.iter().filter(|record| has_id(tree, record)) {
        by_id.entry(&record.id).or_default().push(record);
    }
    let mut clashes: Vec<Vec<&Record>> = by_id.into_values().filter(|same| same.len() > 1).collect();
    clashes.sort_by(|left, right| left[0].path.cmp(&right[0].path));
    let mut numbers = Numbers::of(all.records, all.files, tree.facts());
    for mut records in clashes {
        // The one that stays: what is shared, then what stands first.
        records.sort_by_key(|record| (!tree.is_shared(&record.path), &record.path));
        for record in &records[1..] {
            let number = record.id_span().and_then(|_| numbers.next_like(&record.id));
            tell(tree, records[0], record, number, out);
        }
    }
}

/// Tells of the documents judged alone, without a number for any.
fn alone(tree: &Tree<'_>, out: &mut TreeFindings) {
    for record in tree.subjects.iter().filter(|record| has_id(tree, record)) {
        let found = tree.find(&record.id);
        let same = found.iter().copied().filter(|other| has_id(tree, other));
        let first = same.min_by_key(|other| (!tree.is_shared(&other.path), &other.path));
        if let Some(first) = first.filter(|first| first.path != record.path) {
            tell(tree, first, record, None, out);
        }
    }
}

fn tell(tree: &Tree<'_>, first: &Record, record: &Record, number: Option<String>, out: &mut TreeFindings) {
    let span = record.id_span().unwrap_or(Span::at(0));
    let message = format!("`{}` is already the id of `{}`", record.id, first.path);
    let finding = Finding::new(RULE.name, span, message)
        .note("delete the `id` of the newer one: it gets its own when it is sent");
    let certain = tree.is_shared(&first.path) && !tree.is_shared(&record.path);
    out.add(&record.path, match number {
        Some(id) if certain => finding.fix(Fix::safe(vec![Edit::replace(span, id)])),
        Some(id) => finding.fix(Fix::r#unsafe(vec![Edit::replace(span, id)])),
        None => finding,
    });
}

/// Tells whether what a document is called by is its own for good: a written id, or the short name
/// of a person.
fn has_id(tree: &Tree<'_>, record: &Record) -> bool {
    let kind = record.kind.as_deref().and_then(|name| tree.schema.kind(name));
    kind.is_some_and(|kind| record.id_span().is_some() || kind.identity == Identity::Named)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check_tree_with, check_with};
    use crate::rules::{Facts, Sample};
    use crate::text::RepoPath;

    const FILES: &[(&str, &str)] = &[
        ("tasks/a.md", "---\nid: ola-1\ntitle: A\n---\n"),
        ("briefs/b.md", "---\nid: ola-7\ntitle: B\nstatus: draft\n---\n"),
        ("tasks/c.md", "---\nid: ola-1\ntitle: C\n---\n"),
    ];

    #[test]
    fn the_one_that_is_not_shared_gets_a_new_number() {
        let shared = |facts: &mut Facts| {
            facts.shared = Some(std::sync::Arc::new(std::collections::BTreeSet::from(["tasks/c.md".into()])));
        };
        check_tree_with(FILES, shared, &["tasks/a.md duplicate-id"]);
        let files: Vec<_> = FILES.iter().map(|(path, text)| (RepoPath::new(path), Sample::Text(text))).collect();
        let found = check_with(&files, shared);
        let fix = found[0].fix.as_ref().expect("a fix");
        assert_eq!(fix.edits[0].text, "ola-8");
        assert!(found[0].holds_back);
    }

    #[test]
    fn stems_are_no_ids() {
        let files = ["plans/w.md", "reports/w.md", "tasks/a/x.md", "tasks/b/x.md"];
        let files: Vec<_> = files.iter().map(|path| (RepoPath::new(path), Sample::Text("x\n"))).collect();
        assert!(check_with(&files, |_| {}).iter().all(|one| one.rule != super::RULE.name));
    }
}
