//! `shared-email`: two people with one e-mail address.

use std::collections::HashMap;

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::Record;

pub(super) const RULE: Rule = Rule {
    name: rule_name::SHARED_EMAIL,
    summary: "Two people have the same e-mail address",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The same address stands in the files of two people.

**Why.** Who wrote something is told by the address in git; with one for two, nobody can say who accepted a
delivery.

**To mend it**, give each their own address; what git uses counts.",
    bad: Example(&[
        ("people/kari.md", Text("---\nname: Kari\nemail: post@example.com\n---\n")),
        ("people/ola.md", Text("---\nname: Ola\nemail: [ola@example.com, Post@example.com]\n---\n")),
    ]),
    good: Example(&[
        ("people/kari.md", Text("---\nname: Kari\nemail: kari@example.com\n---\n")),
        ("people/ola.md", Text("---\nname: Ola\nemail: ola@example.com\n---\n")),
    ]),
    check: Check::Tree(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    let mut owners: HashMap<String, &Record> = HashMap::new();
    if tree.subjects_of("person").next().is_none() {
        return;
    }
    let people = tree.of_kind("person");
    for person in people.iter().copied() {
        let Some(field) = person.field("email") else { continue };
        for (email, span) in field.placed_items() {
            let Some(email) = email.text() else { continue };
            let owner = *owners.entry(email.trim().to_lowercase()).or_insert(person);
            if owner.path != person.path {
                let message = format!("`{}` has the same address", owner.id);
                out.add(
                    &person.path,
                    Finding::new(RULE.name, span, message).note("give each their own; what git uses counts"),
                );
            }
        }
    }
}
