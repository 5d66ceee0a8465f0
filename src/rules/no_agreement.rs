//! `no-agreement`: people who work together without having said how.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::layout::WORKSPACE_FILE;
use crate::text::{RepoPath, Span};

pub(super) const RULE: Rule = Rule {
    name: rule_name::NO_AGREEMENT,
    summary: "A client and an assistant have no agreement on how they work",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
There is a client and an assistant in `people/`, and no document of the kind `agreement`.

**Why.** How fast a question is answered, and what goes by mail and what by phone, is what most trouble is about
when nobody has said it.

**To mend it**, write `agreement.md`: `handover new agreement \"How we work\"`.",
    bad: Example(&[
        ("workspace.yml", Text("format: 1\n")),
        ("people/kari.md", Text("---\nname: Kari\nrole: assistant\n---\n")),
        ("people/ola.md", Text("---\nname: Ola\nrole: client\n---\n")),
    ]),
    good: Example(&[
        ("workspace.yml", Text("format: 1\n")),
        ("agreement.md", Text("---\nanswer_within_hours: 8\nreview_within_days: 2\n---\n")),
        ("people/kari.md", Text("---\nname: Kari\nrole: assistant\n---\n")),
        ("people/ola.md", Text("---\nname: Ola\nrole: client\n---\n")),
    ]),
    check: Check::Tree(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    let has_role = |role: &str| tree.of_kind("person").iter().any(|person| person.text("role") == Some(role));
    let agreed = || !tree.of_kind("agreement").is_empty();
    if tree.is_whole_workspace() && !agreed() && has_role("client") && has_role("assistant") {
        let message = "there is no agreement on how client and assistant work together";
        out.add(
            &RepoPath::new(WORKSPACE_FILE),
            Finding::new(RULE.name, Span::at(0), message).note("`handover new agreement \"How we work\"` begins one"),
        );
    }
}
