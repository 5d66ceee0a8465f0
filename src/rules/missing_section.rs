//! `missing-section`: sections without which a document cannot be sent or used.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use super::need::{Need, anchor, in_use, need};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::{Kind, Record, SectionRule};
use crate::workflow::guide_field;

pub(super) const RULE: Rule = Rule {
    name: rule_name::MISSING_SECTION,
    summary: "A section is missing that a document of this kind must have",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The kind asks for a heading that the text does not have: a sent task without `Result`, a returned review
without `Changes`. Headings count in English and Bokmål and in every other name of theirs. A task with a
`brief` has the sections of that brief, one with a `routine` those of that routine.

**Why.** A date agrees on when, a title on what about; only the text says what is to exist in the end.

**To mend it**, add the heading and write a sentence or two under it.",
    bad: Example(&[(
        "briefs/month-end.md",
        Text("---\ntitle: Month end\n---\n\n## Done when\n\n- [ ] All bank lines are matched\n"),
    )]),
    good: Example(&[(
        "briefs/month-end.md",
        Text(
            "---\ntitle: Month end\n---\n\n## Result\n\nThe books of the month are closed.\n\n## Done when\n\n- [ ] All bank lines are matched\n",
        ),
    )]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let (Some((kind, record)), Some(document)) = (context.known(), context.document()) else { return };
    let required: Vec<&SectionRule> = required(kind, record).filter(|section| !section.checklist).collect();
    // A reply typed without headings says the one thing that it is asked for.
    let plain = kind.in_task_folder && required.len() == 1 && record.sections.is_empty();
    if plain && !document.is_blank_prose(document.body()) {
        return;
    }
    for section in required {
        if record.section(&section.name).is_none() {
            let language = context.language();
            let heading = section.heading(language);
            let message = format!("the section `{heading}` is missing");
            let note = format!("add a heading `## {heading}`. {}", section.hint.text(language));
            out.add(Finding::new(RULE.name, anchor(document), message).note(note));
        }
    }
}

/// Returns the sections that a document must have; none for a draft, nor for what has a brief or a
/// routine.
pub(super) fn required<'a>(kind: &'a Kind, record: &'a Record) -> impl Iterator<Item = &'a SectionRule> {
    let asked = in_use(kind, record) && guide_field(record).is_none();
    kind.sections
        .iter()
        .filter(move |section| asked && need(&section.required, section.when.as_ref(), record) == Need::Yes)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check_tree_with, findings_at};

    fn check(path: &str, text: &str, expected: usize) {
        let found = findings_at(path, text);
        let count = found.iter().filter(|one| one.rule == super::RULE.name).count();
        assert_eq!(count, expected, "{found:#?}");
    }

    #[test]
    fn headings_count_in_every_name() {
        check("briefs/a.md", "---\ntitle: A\n---\n# Ønsket resultat\nX\n# Ferdig når\n- [ ] y\n", 0);
    }

    #[test]
    fn drafts_and_tasks_with_a_brief_need_none() {
        check("tasks/a.md", "---\ntitle: A\nstatus: draft\n---\n", 0);
        check("tasks/a.md", "---\ntitle: A\nstatus: sent\nbrief: ola-2\n---\n", 0);
        check("tasks/a.md", "---\ntitle: A\nstatus: sent\nroutine: ola-4\n---\n", 0);
        check("tasks/a.md", "---\ntitle: A\nstatus: sent\n---\n", 1);
    }

    #[test]
    fn a_reply_without_headings_says_its_one_thing() {
        let path = "tasks/ola-1-a/x.md";
        check(path, "---\ntype: decline\n---\nI am away that week.\n", 0);
        check(path, "---\ntype: decline\n---\n", 1);
        check(path, "---\ntype: confirm\n---\nI will do it.\n", 2);
    }

    #[test]
    fn a_review_that_returns_needs_changes() {
        let returned = ("tasks/ola-1-a/r.md", "---\nverdict: returned\n---\n");
        check_tree_with(&[returned], |facts| facts.complete = false, &["tasks/ola-1-a/r.md missing-section"]);
        let accepted = ("tasks/ola-1-a/r.md", "---\nverdict: accepted\n---\n");
        check_tree_with(&[accepted], |facts| facts.complete = false, &[]);
    }
}
