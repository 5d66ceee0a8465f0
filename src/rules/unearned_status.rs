//! `unearned-status`: a status that nothing written supports.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::Span;
use crate::workflow::{self, State, Unearned, Why};

pub(super) const RULE: Rule = Rule {
    name: rule_name::UNEARNED_STATUS,
    summary: "A task claims a status that no reply or review supports",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
`status:` says that a task was accepted, and no review of a delivery accepts it; that it was delivered, and nobody
delivered; that it was confirmed, asked about, declined or the like, and there is no such reply, or none by someone
who may write it. Or it says `draft`, and the work on it has begun: no move leads back there. `sent` and `in_progress` need no
evidence, nor does one's own task.

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
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    if !tree.is_whole_workspace() {
        return;
    }
    for task in tree.subjects_of("task").filter(|task| task.readable) {
        let said = tree.about(task);
        if let (Some(state), Some(field)) = (workflow::taken_back(task, &said, tree.team()), task.field("status")) {
            out.add(&task.path, no_way_back(state, field.value_span()));
            continue;
        }
        let Some(unearned) = workflow::unearned(task, &said, tree.team()) else { continue };
        // An acceptance that another delivery has overtaken is told by `acceptance-void`.
        let overtaken = || tree.life(task, &said).void.is_some();
        if unearned.attempt.is_some_and(|attempt| attempt.why == Why::NotThis) && overtaken() {
            continue;
        }
        let Some(field) = task.field("status") else { continue };
        out.add(&task.path, finding(&unearned, field.value_span()));
    }
}

fn no_way_back(state: State, place: Span) -> Finding {
    let name = state.name();
    let message = format!("no move leads back to `draft`: by what was said it is `{name}`");
    Finding::new(RULE.name, place, message)
        .note(format!("write `status: {name}`; its sender can lay it aside with `pause`, or `cancel` it"))
}

fn finding(unearned: &Unearned<'_>, place: Span) -> Finding {
    let claimed = unearned.claimed.name();
    let evidence = unearned.lacks.evidence.words();
    let Some(attempt) = unearned.attempt else {
        let message = format!("`{claimed}` is claimed, but there is no {evidence}");
        return Finding::new(RULE.name, place, message)
            .note("write it in the task's folder, or set the status back");
    };
    let message = format!("`{claimed}` is claimed, but the {evidence} does not count");
    let why = match attempt.why {
        Why::NotEntitled => format!("only {} may {}", attempt.step.who.words(), attempt.step.words),
        Why::NotNow(state) => format!("the task was `{}` when it was written", state.name()),
        Why::OwnWork => "nobody accepts what they delivered themselves".to_owned(),
        Why::NotThis => "it judges something else than what was last handed in".to_owned(),
    };
    Finding::new(RULE.name, place, message).note(format!("{}: {why}", attempt.record.path))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_files;
    use crate::rules::Sample;
    use crate::text::RepoPath;

    /// Files are of the folder of task `ola-1`.
    #[track_caller]
    fn check(task: &'static str, said: &[(&'static str, &'static str)], expected: Option<&str>) {
        let mut files = vec![("workspace.yml", "format: 1\n"), ("tasks/ola-1-a.md", task)];
        files.extend(said);
        let files: Vec<_> = files.iter().map(|(path, text)| (RepoPath::new(path), Sample::Text(text))).collect();
        let found = check_files(&files);
        let found = found.iter().find(|one| one.rule == super::RULE.name);
        assert_eq!(found.map(|one| one.message.as_str()), expected);
    }

    const DELIVERY: (&str, &str) = ("tasks/ola-1-a/1.md", "---\ntype: delivery\nby: kari\n---\n");

    #[test]
    fn evidence_is_a_review_or_a_reply() {
        const ACCEPTED: &str = "---\nid: ola-1\nfrom: ola\nto: kari\nstatus: accepted\n---\n";
        let review = |text| ("tasks/ola-1-a/2.md", text);
        let none = Some("`accepted` is claimed, but there is no review with `verdict: accepted`");
        let vain = Some("`accepted` is claimed, but the review with `verdict: accepted` does not count");
        check(ACCEPTED, &[DELIVERY, review("---\nkind: review\nverdict: accepted\n---\n")], None);
        check(ACCEPTED, &[DELIVERY, review("---\nverdict: accepted\nby: ola\n---\n")], None);
        check(ACCEPTED, &[DELIVERY, review("---\nverdict: accepted\nby: kari\n---\n")], vain);
        check(ACCEPTED, &[review("---\nverdict: accepted\nby: ola\n---\n")], vain);
        check(ACCEPTED, &[DELIVERY, review("---\nverdict: returned\n---\n")], none);
        check(ACCEPTED, &[DELIVERY], none);
        check("---\nid: ola-1\nfrom: ola\nto: ola\nstatus: accepted\n---\n", &[], None);
    }

    #[test]
    fn a_reply_that_does_not_say_its_type_may_be_any() {
        const ASKED: &str = "---\nid: ola-1\nstatus: asked\n---\n";
        let reply = |text| ("tasks/ola-1-a/1.md", text);
        let none = Some("`asked` is claimed, but there is no reply of `type: question`");
        check(ASKED, &[reply("---\ntype: question\n---\n")], None);
        check(ASKED, &[reply("Which month?\n")], None);
        check(ASKED, &[reply("---\ntype: praise\n---\n")], none);
        check("---\nid: ola-1\nstatus: in_progress\n---\n", &[reply("---\ntype: praise\n---\n")], None);
    }

    #[test]
    fn no_move_leads_back_to_a_draft() {
        const DRAFT: &str = "---\nid: ola-1\nfrom: ola\nto: kari\nstatus: draft\n---\n";
        let reply = |text| ("tasks/ola-1-a/1.md", text);
        let back = Some("no move leads back to `draft`: by what was said it is `confirmed`");
        check(DRAFT, &[reply("---\ntype: confirm\nby: kari\n---\nYes.\n")], back);
        check(DRAFT, &[reply("---\ntype: confirm\nby: ola\n---\nYes.\n")], None);
        check(DRAFT, &[reply("---\ntype: note\nby: kari\n---\nHi.\n")], None);
        check(DRAFT, &[], None);
        check("---\nid: ola-1\nfrom: ola\nto: kari\n---\n", &[reply("---\ntype: confirm\nby: kari\n---\n")], None);
    }

    #[test]
    fn what_was_earned_once_is_only_old() {
        const DELIVERED: &str = "---\nid: ola-1\nfrom: ola\nto: kari\nstatus: delivered\n---\n";
        let returned = ("tasks/ola-1-a/2.md", "---\nverdict: returned\nby: ola\n---\n");
        check(DELIVERED, &[DELIVERY, returned], None);
    }
}
