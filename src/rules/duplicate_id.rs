//! `duplicate-id`: two documents with one id.

use std::collections::BTreeMap;

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use super::numbers::Numbers;
use crate::diagnostic::{Finding, Fix, Severity, rule_name};
use crate::schema::{Identity, Record};
use crate::text::{Edit, RepoPath, Span};

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
that is not known, at all but the first. Where the shared version lacks both, since its own was renamed and copied,
the one that says what was shared keeps the id; where both were changed, a sync sends none of them before the
`id` is taken out of the copy.

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
        let (first, certain) = first_of(tree, &records);
        // Numbers are given in the order of the paths, shared ones first.
        records.sort_by_key(|record| (!tree.is_shared(&record.path), &record.path));
        for record in records.iter().filter(|record| record.path != first.path) {
            let number = record.id_span().and_then(|_| numbers.next_like(&record.id));
            let certain = certain && !tree.is_shared(&record.path);
            tell(first, record, number.map(|id| (id, certain)), out);
        }
    }
}

/// Tells of the documents judged alone, without a number for any.
fn alone(tree: &Tree<'_>, out: &mut TreeFindings) {
    for record in tree.subjects.iter().filter(|record| has_id(tree, record)) {
        let found = tree.find(&record.id);
        let same: Vec<&Record> = found.iter().copied().filter(|other| has_id(tree, other)).collect();
        if same.len() > 1 {
            let (first, _) = first_of(tree, &same);
            if first.path != record.path {
                tell(first, record, None, out);
            }
        }
    }
}

/// Returns which of several documents with one id keeps it, and whether that is certain: the one that is
/// shared, else the one that goes on where the shared one ended, else the first by path.
fn first_of<'r>(tree: &Tree<'_>, same: &[&'r Record]) -> (&'r Record, bool) {
    let by_path = |one: &&&Record| one.path.clone();
    if let Some(first) = same.iter().filter(|one| tree.is_shared(&one.path)).min_by_key(by_path) {
        return (first, true);
    }
    let paths: Vec<&RepoPath> = same.iter().map(|one| &one.path).collect();
    let heir = tree.heir(&same[0].id, &paths);
    match same.iter().find(|one| heir.as_ref() == Some(&one.path)) {
        Some(heir) => (heir, true),
        None => (same.iter().min_by_key(by_path).unwrap_or(&same[0]), false),
    }
}

/// Tells of one of them; `number` is the next that is free, and whether this one is sure to be the newer.
fn tell(first: &Record, record: &Record, number: Option<(String, bool)>, out: &mut TreeFindings) {
    let span = record.id_span().unwrap_or(Span::at(0));
    let message = format!("`{}` is already the id of `{}`", record.id, first.path);
    let finding = Finding::new(RULE.name, span, message)
        .note("delete the `id` of the newer one: it gets its own when it is sent");
    out.add(&record.path, match number {
        Some((id, true)) => finding.fix(Fix::safe(vec![Edit::replace(span, id)])),
        Some((id, false)) => finding.fix(Fix::r#unsafe(vec![Edit::replace(span, id)])),
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
    use crate::diagnostic::Safety;
    use crate::rules::{Facts, Paths, Sample};
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

    /// What everybody has is gone here; `tasks/c.md` goes on with it.
    #[derive(Debug)]
    struct Renamed;

    impl Paths for Renamed {
        fn has(&self, _: &RepoPath) -> bool {
            false
        }

        fn heir(&self, id: &str, among: &[&RepoPath]) -> Option<RepoPath> {
            assert_eq!((id, among.len()), ("ola-1", 2));
            Some(RepoPath::new("tasks/c.md"))
        }
    }

    #[test]
    fn of_two_new_ones_that_which_goes_on_with_the_shared_one_keeps_the_id() {
        let renamed = |facts: &mut Facts| facts.shared = Some(std::sync::Arc::new(Renamed));
        check_tree_with(FILES, renamed, &["tasks/a.md duplicate-id"]);
        let files: Vec<_> = FILES.iter().map(|(path, text)| (RepoPath::new(path), Sample::Text(text))).collect();
        let fix = |facts: &dyn Fn(&mut Facts)| check_with(&files, facts)[0].fix.clone().expect("a fix");
        assert_eq!(fix(&renamed).safety, Safety::Safe);
        let unknown = |facts: &mut Facts| {
            facts.shared = Some(std::sync::Arc::new(std::collections::BTreeSet::new()));
        };
        check_tree_with(FILES, unknown, &["tasks/c.md duplicate-id"]);
        assert_eq!(fix(&unknown).safety, Safety::Unsafe, "which one is the copy, nobody knows");
    }

    #[test]
    fn stems_are_no_ids() {
        let files = ["plans/w.md", "reports/w.md", "tasks/a/x.md", "tasks/b/x.md"];
        let files: Vec<_> = files.iter().map(|path| (RepoPath::new(path), Sample::Text("x\n"))).collect();
        assert!(check_with(&files, |_| {}).iter().all(|one| one.rule != super::RULE.name));
    }
}
