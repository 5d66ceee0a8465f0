//! Whole documents; the cases in folders and the random ones are in `tests/it`.

use super::{Merged, documents};
use crate::text::RepoPath;

fn merge(base: &str, left: &str, right: &str) -> Merged {
    let path = RepoPath::new("tasks/ola-1-x.md");
    let merged = documents(&path, Some(base), left, right);
    assert_eq!(merged, documents(&path, Some(base), right, left), "the sides change places");
    merged
}

fn check(base: &str, left: &str, right: &str, expected: &str, conflicts: &[(&str, &str)]) {
    let merged = merge(base, left, right);
    assert_eq!(merged.text, expected);
    let found = merged.conflicts.iter().map(|c| (c.kept.as_str(), c.other.as_str()));
    assert_eq!(found.collect::<Vec<_>>(), conflicts);
}

#[test]
fn keys_of_both_sides_stand() {
    check(
        "---\nid: ola-1\ntitle: x\n---\n",
        "---\nid: ola-1\ndue: 2026-12-03\ntitle: x\n---\n",
        "---\nid: ola-1\ntitle: x\nfrist: 2026-12-04\n---\n",
        "---\nid: ola-1\ndue: 2026-12-03\ntitle: x\n---\n",
        &[("2026-12-03", "2026-12-04")],
    );
}

#[test]
fn prose_of_both_sides_is_in_the_document_or_handed_back() {
    check(
        "# One\n\nfirst\n\n# Two\n\nsecond\n",
        "# One\n\nfirst of Ola\n\n# Two\n\nsecond, more\n",
        "# One\n\nfirst of Kari\n\n# Two\n\nsecond\n",
        "# One\n\nfirst of Kari\n\n# Two\n\nsecond, more\n",
        &[("first of Kari", "first of Ola")],
    );
}

#[test]
fn additions_at_the_end_are_parted() {
    check("a\n", "a\n\nb\n", "a\n\nc\n", "a\n\nb\n\nc\n", &[]);
    check("a", "a\n\nb", "a\n\n# H", "a\n\nb\n\n# H", &[]);
}
