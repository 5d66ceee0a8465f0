//! `file-name-twin`: two names that some systems take for one.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::{RepoPath, Span};

pub(super) const RULE: Rule = Rule {
    name: rule_name::FILE_NAME_TWIN,
    summary: "Two names differ only in the case or the form of their letters",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: true,
    docs: "\
Two files, or two folders on their way, have names that differ only in capital letters, or in how an accent is
written.

**Why.** Windows and macOS take both for one file: there, the second overwrites the first.

**To mend it**, rename one of them; of two folders, move what lies in one into the other. Of two, the one that the
shared version lacks is reported and stays on this machine.",
    bad: Example(&[("notes/Oslo.md", Text("# Oslo\n")), ("notes/oslo.md", Text("# oslo\n"))]),
    good: Example(&[("notes/oslo.md", Text("# oslo\n")), ("notes/oslo-2.md", Text("# Oslo\n"))]),
    check: Check::Tree(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    if !tree.may_have_twins() {
        return;
    }
    let Some(all) = tree.all() else { return };
    // The first spelling of each name and of each folder on the way; what is shared came first.
    let mut known: HashMap<String, &str> = HashMap::new();
    let mut folder = "";
    let (shared, new): (Vec<&RepoPath>, Vec<&RepoPath>) =
        all.files.paths().partition(|path| tree.is_shared(path));
    for path in shared.into_iter().chain(new) {
        // Files come folder by folder: a folder that was just looked at is not folded again.
        let parent = path.parent();
        let mut twin = None;
        if parent != folder {
            let ends = parent.match_indices('/').map(|(at, _)| at).chain([parent.len()]);
            let mut twins = ends.filter_map(|end| {
                let name = &parent[..end];
                Some((name, other_spelling(&mut known, name)?))
            });
            twin = twins.next();
            folder = parent;
        }
        let told = match twin {
            Some((name, twin)) => {
                let (name, twin) = (name.escape_debug(), twin.escape_debug());
                let message = format!("on Windows and macOS its folder `{name}` is the same as `{twin}`");
                Some((message, format!("move it into `{twin}/`, or give one of the two folders another name")))
            }
            None => other_spelling(&mut known, path.as_str()).map(|twin| {
                let message = format!("on Windows and macOS this name is the same as `{}`", twin.escape_debug());
                (message, "rename one of the two".to_owned())
            }),
        };
        if let Some((message, note)) = told {
            out.add(path, Finding::new(RULE.name, Span::at(0), message).note(note));
            folder = "";
        }
    }
}

/// Remembers a name by what is left of it on a system that knows no case; returns the first
/// spelling where that is another.
fn other_spelling<'a>(known: &mut HashMap<String, &'a str>, name: &'a str) -> Option<&'a str> {
    let first = *known.entry(twin_name(name)).or_insert(name);
    (first != name).then_some(first)
}

/// Returns what is left of a path where neither case nor the form of letters counts: that of its
/// twins is the same.
pub fn twin_name(path: &str) -> String {
    if path.is_ascii() {
        path.to_ascii_lowercase()
    } else {
        path.nfkc().flat_map(char::to_lowercase).nfc().collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_tree_with;

    #[test]
    fn case_form_and_folders_count() {
        let check = |left: &'static str, right: &'static str, expected: &[&str]| {
            check_tree_with(&[(left, "a\n"), (right, "a\n")], |_| {}, expected);
        };
        check("n/\u{e5}.md", "n/\u{c5}.md", &["n/\u{e5}.md file-name-twin"]);
        check("Notes/a.md", "notes/b.md", &["notes/b.md file-name-twin"]);
        check("n/x.md", "n/a\u{30a}.md", &["n/a\u{30a}.md decomposed-name"]);
        check("n/a.md", "n/b.md", &[]);
    }

    #[test]
    fn the_one_that_is_not_shared_is_told() {
        let files = [("n/A.md", "a\n"), ("n/a.md", "a\n")];
        let shared = |facts: &mut crate::rules::Facts| {
            facts.shared = Some(std::sync::Arc::new(std::collections::BTreeSet::from(["n/a.md".into()])));
        };
        check_tree_with(&files, shared, &["n/A.md file-name-twin"]);
    }
}
