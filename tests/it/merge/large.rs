//! Large texts: what is bounded by counting ends, whatever the text.

use handover::merge::{Merged, documents};
use handover::text::RepoPath;

fn merge(base: &str, left: &str, right: &str) -> Merged {
    let merged = documents(&RepoPath::new("notes/large.md"), Some(base), left, right);
    assert!(merged.text.len() >= left.len().min(right.len()) / 2);
    merged
}

#[test]
fn twenty_thousand_lines_in_one_paragraph() {
    let base: String = (0..20_000).map(|n| format!("line {n}\n")).collect();
    let left = base.replace("line 7000\n", "line 7000 of Ola\n");
    let right = base.replace("line 20\n", "line 20 of Kari\n");
    let merged = merge(&base, &left, &right);
    assert_eq!(merged.conflicts.len(), 1, "one paragraph");
}

#[test]
fn twenty_thousand_blocks() {
    let base: String = (0..20_000).map(|n| format!("block {n}\n\n")).collect();
    let left = base.replace("block 7000\n", "block 7000 of Ola\n");
    let right = base.replace("block 20\n", "block 20 of Kari\n");
    let merged = merge(&base, &left, &right);
    assert!(merged.conflicts.is_empty());
    assert!(merged.text.contains("of Ola") && merged.text.contains("of Kari"));
}

#[test]
fn many_sections_turned_about() {
    let section = |n: usize| format!("## Section {n}\n\ntext of {n}\n\n");
    let base: String = (0..3_000).map(section).collect();
    let left: String = (0..3_000).rev().map(section).collect();
    let right = base.replace("text of 1000\n", "text of Kari\n");
    let merged = merge(&base, &left, &right);
    assert!(merged.text.contains("text of Kari") && merged.text.starts_with("## Section 2999"));
}

#[test]
fn a_megabyte_that_say_the_same_over_and_over() {
    let base = "same\n\nother\n\n".repeat(60_000);
    let left = format!("{}\n\nend of Ola\n", "same\n\nother\n\n".repeat(40_000));
    let right = format!("start of Kari\n\n{}", "other\n\nsame\n\n".repeat(50_000));
    let merged = merge(&base, &left, &right);
    let told: String = merged.conflicts.iter().map(|c| format!("{}{}", c.kept, c.other)).collect();
    for words in ["end of Ola", "start of Kari"] {
        assert!(merged.text.contains(words) || told.contains(words), "{words}");
    }
}
