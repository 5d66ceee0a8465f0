//! `uncounted-move`: a reply or a review that changes nothing.

use std::collections::BTreeMap;

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::Record;
use crate::text::{RepoPath, Span};
use crate::workflow::{
    Actor, Evidence, Flaw, Lacking, Life, Uncounted, Why, flaw, lacking, sent_for, task_of, who_may,
};

pub(super) const RULE: Rule = Rule {
    name: rule_name::UNCOUNTED_MOVE,
    summary: "A reply or a review does not count",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The person whom `by` names may not say that of the task, or accepts what they delivered themselves while they stood in
for the assignee; somebody else filed it (`captured_by`) and it accepts something
without the signature of whoever accepts, it sends a task that is not theirs to send (`sent_by`), it is a
copy that came along with a copied folder and names the other task still, or it came when the task was not so far and has not been since: a start before the confirmation.

**Why.** It stands there and looks as if something had been decided, and the task is where it was before.

**To mend it**, let the person who may say it write it, in a file of their own; where it came too early, make the move before it
first, and say it again.",
    bad: Example(&[
        ("workspace.yml", Text("format: 1\n")),
        ("tasks/ola-1-flights.md", Text(TASK)),
        ("tasks/ola-1-flights/2026-11-24-091203-per-confirm-7f3a.md", Text("---\ntype: confirm\nby: per\n---\n\nYes.\n")),
    ]),
    good: Example(&[
        ("workspace.yml", Text("format: 1\n")),
        ("tasks/ola-1-flights.md", Text(TASK)),
        ("tasks/ola-1-flights/2026-11-24-091203-kari-confirm-7f3a.md", Text("---\ntype: confirm\nby: kari\n---\n\nYes.\n")),
    ]),
    check: Check::Documents(check),
};

const TASK: &str = "---\nid: ola-1\ntitle: Book flights\nfrom: ola\nto: kari\nstatus: sent\nbrief: ola-2\ndue: 2026-12-01\n---\n";

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    if !tree.is_whole_workspace() {
        return;
    }
    let mut about: BTreeMap<&str, Vec<&RepoPath>> = BTreeMap::new();
    for record in tree.subjects_of("reply").chain(tree.subjects_of("review")).filter(|one| one.readable) {
        if let Some(task) = task_of(record) {
            about.entry(task).or_default().push(&record.path);
        }
    }
    for task in tree.subjects_of("task").filter(|task| task.readable && sent_for(task).is_some()) {
        let missing = lacking(task, &tree.about(task), tree.team());
        if missing.iter().any(|one| matches!(one, Lacking::Sender(_))) {
            out.add(&task.path, sent_in_vain(tree, task));
        }
    }
    for (task, judged) in about {
        let Some(task) = tree.find_kind(task, "task").filter(|task| task.readable) else { continue };
        let said = tree.about(task);
        let life = Life::of(task, &said, tree.team(), None);
        for (copy, of) in life.copies.iter().filter(|(copy, _)| judged.contains(&&copy.path)) {
            let place = copy.field("task").map_or(Span::at(0), |field| field.value_span());
            let message = format!("this does not count: it is a copy of {}", of.path);
            let note = format!("what was said about {} stands there; delete the copy", task.id);
            out.add(&copy.path, Finding::new(RULE.name, place, message).note(note));
        }
        for one in life.in_vain().filter(|one| judged.contains(&&one.record.path)) {
            if let Some(finding) = finding(tree, task, one) {
                out.add(&one.record.path, finding);
            }
        }
    }
}

fn sent_in_vain(tree: &Tree<'_>, task: &Record) -> Finding {
    let names = who_may(task, Actor::Sender, tree.team()).join(" or ");
    let names = if names.is_empty() { Actor::Sender.words().to_owned() } else { names };
    let place = task.field("sent_by").map_or(Span::at(0), |field| field.value_span());
    Finding::new(RULE.name, place, format!("this does not count: only {names} may send it"))
        .note(format!("{names} sends it, or takes out this line"))
}

fn finding(tree: &Tree<'_>, task: &Record, one: &Uncounted<'_>) -> Option<Finding> {
    let (words, who) = (one.step.words, one.step.who);
    let field = |key: &str| one.record.field(key).map(|field| field.value_span());
    let (place, why, note) = match one.why {
        Why::NotEntitled if is_filed_yes(one) && flaw(task, one.record, tree.team()).is_some() => (
            field("captured_by"),
            match flaw(task, one.record, tree.team()) {
                None | Some(Flaw::Absent) => "what somebody else filed accepts nothing".to_owned(),
                Some(flaw) => format!("what somebody else filed accepts nothing, and {flaw}"),
            },
            format!("accepting is their own hand: `status: accepted` in {}, or a signed mail", task.path),
        ),
        Why::NotEntitled => {
            let names = one.who_may(task, tree.team()).join(" or ");
            let names = if names.is_empty() { who.words().to_owned() } else { names };
            (field("by"), format!("only {names} may {words}"), format!("{names} says it in a file of their own"))
        }
        Why::OwnWork => {
            let by = one.record.text("by").unwrap_or_default();
            let why = format!("{by} delivered it, standing in for the assignee, and nobody accepts their own work");
            let note = match one.who_may(task, tree.team()).join(" or ") {
                names if names.is_empty() => "name somebody else as `approver:` in the task".to_owned(),
                names => format!("{names} says it in a file of their own"),
            };
            (field("by"), why, note)
        }
        Why::NotNow(state) => (
            field("type").or_else(|| field("verdict")),
            format!("the task was `{}` when it was said", state.name()),
            "what comes before it is said first, then this once more".to_owned(),
        ),
        Why::NotThis => return None,
    };
    let place = place.unwrap_or(Span::at(0));
    Some(Finding::new(RULE.name, place, format!("this does not count: {why}")).note(note))
}

/// Tells whether it accepts something in the name of somebody else than whoever filed it.
fn is_filed_yes(one: &Uncounted<'_>) -> bool {
    one.step.evidence == Evidence::Review("accepted") && one.record.field("captured_by").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::check_files;

    /// Each is said about `ola-1`, in this order.
    #[track_caller]
    fn check(said: &[&'static str], expected: &[&str]) {
        let mut files = vec![
            (RepoPath::new("people/kari.md"), Text("---\nname: Kari\n---\n")),
            (RepoPath::new("people/ola.md"), Text("---\nname: Ola\n---\n")),
            (RepoPath::new("people/per.md"), Text("---\nname: Per\n---\n")),
            (RepoPath::new("tasks/ola-1-a.md"), Text(TASK)),
            (RepoPath::new("workspace.yml"), Text("format: 1\n")),
        ];
        let path = |at: usize| RepoPath::new(format!("tasks/ola-1-a/{at}.md"));
        files.extend(said.iter().enumerate().map(|(at, text)| (path(at), Text(text))));
        let found = check_files(&files);
        let found: Vec<&str> =
            found.iter().filter(|one| one.rule == RULE.name).map(|one| one.message.as_str()).collect();
        assert_eq!(found, expected, "{said:?}");
    }

    #[test]
    fn whoever_may_not_send_sends_nothing() {
        let check = |by: &'static str, expected: usize| {
            let text = format!("{}sent_by: {by}\n---\n", TASK.trim_end_matches("---\n"));
            let text: &'static str = Box::leak(text.into_boxed_str());
            let files = vec![
                (RepoPath::new("people/kari.md"), Text("---\nname: Kari\n---\n")),
                (RepoPath::new("people/ola.md"), Text("---\nname: Ola\n---\n")),
                (RepoPath::new("tasks/ola-1-a.md"), Text(text)),
                (RepoPath::new("workspace.yml"), Text("format: 1\n")),
            ];
            let found = check_files(&files);
            let found: Vec<&str> =
                found.iter().filter(|one| one.rule == RULE.name).map(|one| one.message.as_str()).collect();
            assert_eq!(found, vec!["this does not count: only ola may send it"; expected], "{by}");
        };
        check("kari", 1);
        check("ola", 0);
    }

    const CONFIRM: &str = "---\ntype: confirm\nby: kari\n---\nYes.\n";
    const START: &str = "---\ntype: start\nby: kari\n---\n";

    #[test]
    fn evidence_of_someone_who_may_not_is_told() {
        check(&[CONFIRM, START], &[]);
        check(
            &["---\ntype: confirm\nby: ola\n---\nYes.\n"],
            &["this does not count: only kari may confirm"],
        );
        check(
            &["---\ntype: cancel\nby: per\n---\nNo.\n"],
            &["this does not count: only ola may cancel"],
        );
        check(&["---\ntype: note\nby: per\n---\nHi.\n", "---\ntype: praise\nby: per\n---\nGood.\n"], &[]);
    }

    #[test]
    fn what_came_too_early_is_told_until_it_is_so() {
        check(&[START], &["this does not count: the task was `sent` when it was said"]);
        check(&[START, CONFIRM], &["this does not count: the task was `sent` when it was said"]);
        check(&[START, CONFIRM, START], &[]);
        // What came twice changes nothing, and nothing is to be done about it.
        check(&[CONFIRM, CONFIRM], &[]);
    }

    #[test]
    fn what_was_copied_with_its_folder_counts_once() {
        const SAID: &str = "---\nkind: reply\ntask: ola-1\ntype: start\nby: kari\nat: 2026-11-28 10:00:01\n---\n";
        let files = [
            (RepoPath::new("people/kari.md"), Text("---\nname: Kari\n---\n")),
            (RepoPath::new("tasks/another.md"), Text("---\ntitle: Another\n---\n")),
            (RepoPath::new("tasks/another/2026-11-28-100001-kari-start-0001.md"), Text(SAID)),
            (RepoPath::new("tasks/ola-1-a.md"), Text(TASK)),
            (RepoPath::new("tasks/ola-1-a/2026-11-28-100000-kari-confirm-0001.md"), Text(CONFIRM)),
            (RepoPath::new("tasks/ola-1-a/2026-11-28-100001-kari-start-0001.md"), Text(SAID)),
            (RepoPath::new("workspace.yml"), Text("format: 1\n")),
        ];
        let found = check_files(&files);
        let found: Vec<(&str, &str)> = found
            .iter()
            .filter(|one| one.rule == RULE.name)
            .map(|one| (one.path.as_str(), one.message.as_str()))
            .collect();
        let of = "this does not count: it is a copy of tasks/ola-1-a/2026-11-28-100001-kari-start-0001.md";
        assert_eq!(found, [("tasks/another/2026-11-28-100001-kari-start-0001.md", of)]);
    }

    #[test]
    fn nobody_accepts_what_they_delivered_standing_in() {
        let check = |task: &'static str, by: &str, expected: [&str; 2]| {
            let person = |id: &str, more: &str| -> (RepoPath, crate::rules::Sample) {
                let text = format!("---\nname: {id}\n{more}---\n");
                (RepoPath::new(format!("people/{id}.md")), Text(Box::leak(text.into_boxed_str())))
            };
            let said = |at: usize, fields: &str| {
                let text = format!("---\n{fields}by: {by}\nat: 2026-11-30\n---\nhttps://example.com\n");
                (RepoPath::new(format!("tasks/ola-1-a/{at}.md")), Text(Box::leak(text.into_boxed_str())))
            };
            let away = format!("away: 2026-11-26..2026-12-31\nbackup: {by}\n");
            let files = vec![
                person("kari", &away),
                person("ola", ""),
                person("per", ""),
                (RepoPath::new("tasks/ola-1-a.md"), Text(task)),
                said(1, "type: delivery\n"),
                said(2, "kind: review\nverdict: accepted\n"),
                (RepoPath::new("workspace.yml"), Text("format: 1\n")),
            ];
            let found = check_files(&files);
            let found: Vec<[&str; 2]> = found
                .iter()
                .filter(|one| one.rule == RULE.name)
                .map(|one| [one.message.as_str(), one.notes[0].as_str()])
                .collect();
            assert_eq!(found, [expected], "{by}");
        };
        const APPROVED: &str =
            "---\nid: ola-1\ntitle: A\nfrom: ola\nto: kari\napprover: per\nstatus: sent\nbrief: ola-2\ndue: 2026-12-01\n---\n";
        let what = |by: &str| {
            format!("this does not count: {by} delivered it, standing in for the assignee, and nobody accepts their own work")
        };
        check(APPROVED, "per", [&what("per"), "ola says it in a file of their own"]);
        check(TASK, "ola", [&what("ola"), "name somebody else as `approver:` in the task"]);
    }

    #[test]
    fn nobody_accepts_for_another() {
        const DELIVERY: &str = "---\ntype: delivery\nby: kari\n---\nhttps://example.com\n";
        check(
            &[DELIVERY, "---\nkind: review\nverdict: accepted\nby: ola\ncaptured_by: kari\n---\nFine.\n"],
            &["this does not count: what somebody else filed accepts nothing"],
        );
        check(
            &[DELIVERY, "---\nkind: review\nverdict: accepted\nby: kari\n---\nFine.\n"],
            &["this does not count: only ola may accept"],
        );
    }
}
