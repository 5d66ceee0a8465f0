//! `unearned-status`: a status that nothing written supports.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use super::work::Said;
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::Record;

pub(super) const RULE: Rule = Rule {
    name: rule_name::UNEARNED_STATUS,
    summary: "A task claims a status that no reply or review supports",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
`status:` says that a task was accepted, and no review of it accepts; that it was delivered, and nobody delivered;
that it was confirmed, asked about, declined or the like, and there is no such reply. `sent` and `in_progress` need
none, nor does one's own task.

**Why.** What someone wrote moves a task; a status alone could be a slip of the keyboard, and the other person
would rely on it.

**To mend it**, write the reply or the review in the task's folder, or set the status back.",
    bad: Example(&[
        ("workspace.yml", Text("format: 1\n")),
        ("tasks/ola-1-flights.md", Text("---\nid: ola-1\ntitle: Book flights\nfrom: ola\nto: kari\nstatus: delivered\n---\n")),
    ]),
    good: Example(&[
        ("workspace.yml", Text("format: 1\n")),
        ("tasks/ola-1-flights.md", Text("---\nid: ola-1\ntitle: Book flights\nfrom: ola\nto: kari\nstatus: delivered\n---\n")),
        ("tasks/ola-1-flights/2026-11-24-091203-kari-delivery-7f3a.md", Text("---\ntype: delivery\n---\n\n## Delivered\n\n[Tickets](https://example.com/t)\n")),
    ]),
    check: Check::Tree(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    if !tree.is_whole_workspace() {
        return;
    }
    let said = Said::of(tree);
    for task in tree.of_kind("task").filter(|task| task.readable) {
        let (Some(status), Some(field)) = (task.text("status"), task.field("status")) else { continue };
        let Some(evidence) = Evidence::of(status) else { continue };
        let own = task.text("from").is_some() && task.text("from") == task.text("to");
        if own || said.about(task).iter().any(|record| evidence.is_given_by(record)) {
            continue;
        }
        let message = format!("`{status}` is claimed, but there is no {}", evidence.name());
        out.add(
            &task.path,
            Finding::new(RULE.name, field.value_span, message)
                .note("write it in the task's folder, or set the status back"),
        );
    }
}

/// What a status rests on.
enum Evidence {
    /// A review with this verdict.
    Verdict(&'static str),
    /// A reply of this type.
    Reply(&'static str),
}

impl Evidence {
    fn of(status: &str) -> Option<Self> {
        Some(match status {
            "accepted" => Self::Verdict("accepted"),
            "returned" => Self::Verdict("returned"),
            "delivered" => Self::Reply("delivery"),
            "confirmed" => Self::Reply("confirm"),
            "asked" => Self::Reply("question"),
            "proposed" => Self::Reply("proposal"),
            "declined" => Self::Reply("decline"),
            "paused" => Self::Reply("pause"),
            "cancelled" => Self::Reply("cancel"),
            _ => return None,
        })
    }

    /// Tells whether a reply or review may be the evidence. A reply whose type nobody has written
    /// may be any.
    fn is_given_by(&self, record: &Record) -> bool {
        match self {
            Self::Verdict(verdict) => record.is("review") && record.text("verdict") == Some(*verdict),
            Self::Reply(wanted) => record.is("reply") && record.text("type").is_none_or(|given| given == *wanted),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Verdict(verdict) => format!("review with `verdict: {verdict}`"),
            Self::Reply(wanted) => format!("reply of `type: {wanted}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_files;
    use crate::rules::Sample;
    use crate::text::RepoPath;

    fn check(task: &'static str, reply: &'static str, earned: bool) {
        let files = [("workspace.yml", "format: 1\n"), ("tasks/ola-1-a.md", task), ("tasks/ola-1-a/r.md", reply)];
        let files: Vec<_> = files.iter().map(|(path, text)| (RepoPath::new(path), Sample::Text(text))).collect();
        let found = check_files(&files);
        assert_eq!(found.iter().all(|one| one.rule != super::RULE.name), earned, "{found:#?}");
    }

    #[test]
    fn evidence_is_a_review_or_a_reply() {
        const ACCEPTED: &str = "---\nid: ola-1\nfrom: ola\nto: kari\nstatus: accepted\n---\n";
        check(ACCEPTED, "---\nkind: review\nverdict: accepted\n---\n", true);
        check(ACCEPTED, "---\nkind: review\nverdict: returned\n---\n", false);
        check(ACCEPTED, "---\ntype: delivery\n---\n", false);
        check("---\nid: ola-1\nfrom: ola\nto: ola\nstatus: accepted\n---\n", "x\n", true);
        check("---\nid: ola-1\nstatus: asked\n---\n", "---\ntype: question\n---\n", true);
        check("---\nid: ola-1\nstatus: asked\n---\n", "Which month?\n", true);
        check("---\nid: ola-1\nstatus: asked\n---\n", "---\ntype: praise\n---\n", false);
        check("---\nid: ola-1\nstatus: in_progress\n---\n", "---\ntype: praise\n---\n", true);
    }
}
