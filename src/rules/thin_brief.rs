//! `thin-brief`: work that is asked for in too few words.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use super::need::{Need, in_use, is_closed, is_unwritten, may_be_blank, need, title_place};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::{Kind, Language, Record};
use crate::workflow::guide_field;

pub(super) const RULE: Rule = Rule {
    name: rule_name::THIN_BRIEF,
    summary: "Sections that a good brief has are missing or empty",
    severity: Severity::Warning,
    strict: true,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
A sent task or a brief says nothing under one of Background, Requirements, Material and Not included, and
links neither a `brief` nor a `sop` that someone approved. A task of a routine says what its routine says.

**Why.** How well work comes back depends on how well it was described; what is obvious to the one who asks is
what the other does not know. Between two people who are new to each other (`strictness: new`) this is an error.

**To mend it**, write a line under each heading; *none* is an answer too. Or link the brief or the procedure
that says it.",
    bad: Example(&[(
        "briefs/month-end.md",
        Text("---\ntitle: Month end\n---\n\n## Result\n\nThe books are closed.\n\n## Done when\n\n- [ ] All bank lines are matched\n"),
    )]),
    good: Example(&[(
        "briefs/month-end.md",
        Text("---\ntitle: Month end\n---\n\n## Result\n\nThe books are closed.\n\n## Done when\n\n- [ ] All bank lines are matched\n\n## Background\n\nFor the accountant.\n\n## Requirements\n\nIn Fiken.\n\n## Material\n\nThe bank's statement.\n\n## Not included\n\nPayroll.\n"),
    )]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    for record in tree.subjects.iter().filter(|record| record.readable && !is_closed(record)) {
        let Some(kind) = record.kind.as_deref().and_then(|name| tree.schema.kind(name)) else { continue };
        if !in_use(kind, record) || guide_field(record).is_some() || follows_approved(tree, record) {
            continue;
        }
        let missing = missing(kind, record, tree.config.language());
        if !missing.is_empty() {
            let message = format!("nothing is said under {}", list(&missing));
            out.add(
                &record.path,
                Finding::new(RULE.name, title_place(record), message)
                    .note("write a line under each, or link a `brief` or an approved `sop`")
                    .mild(may_be_blank(kind, record) && is_unwritten(record)),
            );
        }
    }
}

/// Returns the names of what is expected and absent: sections without text, then fields.
fn missing<'a>(kind: &'a Kind, record: &Record, language: Language) -> Vec<&'a str> {
    let sections = kind.sections.iter().filter(|section| {
        let said = record.sections.iter().any(|one| one.name == section.name && !one.empty);
        !said && need(&section.required, section.when.as_ref(), record) == Need::Expected
    });
    let fields = kind.fields.iter().filter(|field| {
        record.field(&field.name).is_none() && need(&field.required, field.when.as_ref(), record) == Need::Expected
    });
    sections.map(|section| section.heading(language)).chain(fields.map(|field| field.key(language))).collect()
}

/// Tells whether the work follows a procedure that someone approved; one that is not known here
/// may be.
fn follows_approved(tree: &Tree<'_>, record: &Record) -> bool {
    record.text("sop").is_some_and(|sop| match tree.find_kind(sop, "sop") {
        Some(sop) => sop.field("approved_by").is_some() || sop.field("approved_on").is_some(),
        None => !tree.is_complete() || tree.is_held_back(sop),
    })
}

fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check_files, is_error};
    use crate::rules::{Sample, find};
    use crate::text::RepoPath;

    const THIN: &str = "---\ntitle: A\nto: kari\nfrom: ola\nstatus: sent\ndue: 2026-12-01\nsop: ola-9\n---\n# Result\nx\n# Done when\n- [ ] y\n";

    fn check(files: &[(&str, &'static str)], expected: Option<bool>) {
        let files: Vec<_> = files.iter().map(|(path, text)| (RepoPath::new(path), Sample::Text(text))).collect();
        let found = check_files(&files);
        let thin = found.iter().find(|one| one.rule == super::RULE.name);
        assert_eq!(thin.map(is_error), expected, "{found:#?}");
        assert!(find(super::RULE.name).is_some());
    }

    #[test]
    fn an_approved_procedure_is_enough() {
        check(&[("tasks/a.md", THIN)], Some(false));
        check(&[("tasks/a.md", THIN), ("sops/s.md", "---\nid: ola-9\ntitle: S\napproved_by: ola\n---\n")], None);
        check(&[("tasks/a.md", THIN), ("sops/s.md", "---\nid: ola-9\ntitle: S\n---\n")], Some(false));
    }

    #[test]
    fn between_new_people_it_is_an_error() {
        check(&[("tasks/a.md", THIN), ("workspace.yml", "format: 1\nstrictness: new\n")], Some(true));
    }
}
