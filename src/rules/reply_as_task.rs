//! `reply-as-task`: an answer in the folder of a task whose name does not tell that it is one.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::Record;
use crate::text::{RepoPath, Span};

pub(super) const RULE: Rule = Rule {
    name: rule_name::REPLY_AS_TASK,
    summary: "A note beside a task seems to answer it, but is taken for a task of its own",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: true,
    locked: false,
    docs: "\
The file lies in a folder that is called like a task's file, and says nothing that only a task says. What lies in
a task's folder is a reply, but only where the folder's name begins with the task's id.

**Why.** What was answered is not filed with the task, and the task goes on waiting.

**To mend it**, sync: what is new is filled in as a reply to that task. What was shared as it is needs `kind: reply`
between two lines `---` at its top, with `task:` and the id of the task. A real task gets a `title`.",
    bad: Example(&[
        ("tasks/november.md", Text("---\nid: ola-7\ntitle: Reconcile November\n---\n")),
        ("tasks/november/answer.md", Text("Done, the list is in the shared folder.\n")),
    ]),
    good: Example(&[
        ("tasks/november.md", Text("---\nid: ola-7\ntitle: Reconcile November\n---\n")),
        ("tasks/november/answer.md", Text("---\nkind: reply\ntask: ola-7\ntype: note\n---\nDone, the list is in the shared folder.\n")),
    ]),
    check: Check::Documents(check),
};

/// What a reply never says.
const OF_TASKS: [&str; 4] = ["title", "to", "due", "status"];

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    for record in tree.subjects {
        let taken = record.is("task") && !record.kind_written && record.readable;
        if !taken || OF_TASKS.iter().any(|key| record.field(key).is_some()) {
            continue;
        }
        let Some(task) = task_of_folder(tree, record) else { continue };
        let message = format!("this lies in the folder of the task `{}`, but is taken for a task of its own", task.id);
        let folder = format!("{}-{}", task.id, task.path.stem());
        out.add(
            &record.path,
            Finding::new(RULE.name, Span::at(0), message)
                .note(format!("if it answers that task, write `kind: reply` and `task: {}` at its top", task.id))
                .note(format!("what lies in a folder `{folder}`, beside a file `{folder}.md`, is a reply without that")),
        );
    }
}

/// The task whose file is called like the folder that a document lies in.
fn task_of_folder<'a>(tree: &Tree<'a>, record: &Record) -> Option<&'a Record> {
    let folder = RepoPath::new(record.path.parent());
    let path = format!("{folder}.md");
    tree.find(folder.file_name())
        .iter()
        .find(|one| one.is("task") && one.path.as_str() == path)
        .copied()
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_tree;

    #[test]
    fn only_what_says_nothing_of_a_task_is_told() {
        let task = ("tasks/november.md", "---\nid: ola-7\ntitle: A\n---\n");
        let told = ["tasks/november/x.md reply-as-task"];
        check_tree(&[task, ("tasks/november/x.md", "Done.\n")], &told);
        check_tree(&[task, ("tasks/november/x.md", "---\nby: kari\n---\nDone.\n")], &told);
        check_tree(&[task, ("tasks/november/x.md", "---\ntitle: B\n---\n")], &[]);
        check_tree(&[task, ("tasks/december/x.md", "Done.\n")], &[]);
        check_tree(&[("tasks/november/x.md", "Done.\n")], &[]);
        check_tree(&[("tasks/ola-7-n.md", "---\ntitle: A\n---\n"), ("tasks/ola-7-n/x.md", "Done.\n")], &[]);
    }
}
