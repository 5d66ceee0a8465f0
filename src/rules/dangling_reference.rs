//! `dangling-reference`: fields that name a person or a document that does not exist.

use rayon::prelude::*;

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use super::mentions::{Form, Kinds, Leads, Mention};
use crate::diagnostic::{Finding, Fix, Severity, rule_name};
use crate::schema::{Record, did_you_mean};
use crate::text::Edit;

pub(super) const RULE: Rule = Rule {
    name: rule_name::DANGLING_REFERENCE,
    summary: "A field names a person or a document that does not exist",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
`to`, `from`, `brief`, `depends` or another field names someone who has no file in `people/`, or a document that
is not there, or one of another kind. Where there is nobody in `people/` at all, people are not looked for.

**Why.** A task for someone who does not exist waits for nobody.

**To mend it**, correct the name, or invite the person with `handover invite`.",
    bad: Example(&[
        ("tasks/flights.md", Text("---\ntitle: Book flights\nto: kati\n---\n")),
        ("people/kari.md", Text("---\nname: Kari Nordmann\nemail: kari@example.com\nrole: assistant\n---\n")),
    ]),
    good: Example(&[
        ("tasks/flights.md", Text("---\ntitle: Book flights\nto: kari\n---\n")),
        ("people/kari.md", Text("---\nname: Kari Nordmann\nemail: kari@example.com\nrole: assistant\n---\n")),
    ]),
    check: Check::Tree(check),
};

/// How many misspelt names are compared with all others, which takes time.
const MOST_GUESSES: usize = 50;

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    if !tree.is_complete() {
        return;
    }
    let anyone = !tree.of_kind("person").is_empty();
    let found: Vec<Wrong<'_>> = tree.in_parts(|part| {
        let mut found = Vec::new();
        part.each_name(|from, mention| {
            let (Form::Name(kinds), Some(key)) = (mention.form, mention.key) else { return };
            if kinds.is_person() && !anyone {
                return;
            }
            let other = match part.leads(from, &mention) {
                Leads::OtherKind(other) => Some(other),
                Leads::Nowhere => None,
                _ => return,
            };
            found.push(Wrong { from, key, mention, kinds, other });
        });
        found
    });
    let nowhere: Vec<&Wrong<'_>> = found.iter().filter(|wrong| wrong.other.is_none()).take(MOST_GUESSES).collect();
    let near = |wrong: &&Wrong<'_>| near(tree, wrong.mention.written, wrong.kinds);
    let near: Vec<Option<String>> = nowhere.par_iter().map(near).collect();
    let mut near = near.into_iter();
    for wrong in found {
        let finding = match wrong.other {
            Some(other) => wrong.of_another_kind(other),
            None => wrong.nowhere(near.next().flatten()),
        };
        out.add(&wrong.from.path, finding);
    }
}

/// A name that does not lead to what its field takes.
struct Wrong<'a> {
    from: &'a Record,
    key: &'a str,
    mention: Mention<'a>,
    kinds: Kinds<'a>,
    /// What it leads to, of a kind that is not taken; `None` where it leads nowhere.
    other: Option<&'a Record>,
}

impl Wrong<'_> {
    fn of_another_kind(&self, other: &Record) -> Finding {
        let kind = other.kind.as_deref().unwrap_or_default();
        let message = format!("`{}` names `{}`, which is of the kind `{kind}`", self.key, self.mention.written);
        Finding::new(RULE.name, self.mention.span, message).note(format!("it takes {}", words(self.kinds)))
    }

    fn nowhere(&self, near: Option<String>) -> Finding {
        let Mention { written, span, .. } = self.mention;
        let what = if self.kinds.is_person() { "person" } else { "document" };
        let hint = near.as_ref().map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let finding = Finding::new(RULE.name, span, format!("there is no {what} `{written}`{hint}"));
        match near {
            Some(near) => finding.fix(Fix::r#unsafe(vec![Edit::replace(span, near)])),
            None if self.kinds.is_person() => {
                finding.note("`handover invite` adds someone; people have a file in `people/`")
            }
            None => finding.note("correct the name, or delete the line"),
        }
    }
}

fn words(kinds: Kinds<'_>) -> String {
    match kinds {
        Kinds::Person => "person".to_owned(),
        Kinds::Any => "any document".to_owned(),
        Kinds::Of(kinds) => kinds.join(", "),
    }
}

/// Returns the name that was meant: a person by their whole name, else the nearest one.
fn near(tree: &Tree<'_>, name: &str, kinds: Kinds<'_>) -> Option<String> {
    let people = tree.of_kind("person");
    let near = match kinds.is_person() {
        true => did_you_mean(name, people.iter().map(|person| &*person.id)).map(str::to_owned),
        false => tree.nearest(name, |kind| kinds.take(kind)),
    };
    let called = || called(&people, name).map(str::to_owned);
    near.or_else(|| kinds.take("person").then(called).flatten())
}

/// Returns the short name of the person with this name.
fn called<'a>(people: &[&'a Record], name: &str) -> Option<&'a str> {
    let is_name = |person: &&&Record| person.text("name").is_some_and(|known| known.to_lowercase() == name);
    people.iter().find(is_name).map(|person| &*person.id)
}

#[cfg(test)]
mod tests {
    use super::MOST_GUESSES;
    use crate::rules::testing::{check_tree, check_tree_with, tree_findings};

    const KARI: (&str, &str) = (
        "people/kari.md",
        "---\nname: Kari Moe\nemail: k@example.com\nrole: assistant\ntimezone: Europe/Oslo\nworking_days: [mon]\nworking_hours: 8-16\n---\n",
    );

    #[test]
    fn documents_are_found_by_id_or_name() {
        let brief = ("briefs/x.md", "---\nid: ola-2\ntitle: B\nowner: kari\nstatus: draft\n---\n");
        check_tree(&[("tasks/a.md", "---\ntitle: A\nbrief: ola-2\nto: Kari\n---\n"), brief, KARI], &[]);
        check_tree(&[("tasks/a.md", "---\ntitle: A\nbrief: \"[[briefs/x]]\"\n---\n"), brief, KARI], &[]);
        check_tree(&[("tasks/a.md", "---\ntitle: A\nbrief: ola-3\n---\n"), brief, KARI], &["tasks/a.md dangling-reference"]);
        check_tree(&[("tasks/a.md", "---\ntitle: A\nsop: ola-2\n---\n"), brief, KARI], &["tasks/a.md dangling-reference"]);
    }

    #[test]
    fn of_the_first_ones_by_path_it_is_said_what_was_meant() {
        let task = "---\ntitle: A\nbrief: ola-22\nto: kari\n---\n";
        let paths: Vec<String> = (100..110 + MOST_GUESSES).map(|number| format!("tasks/{number}.md")).collect();
        let brief = ("briefs/x.md", "---\nid: ola-2\ntitle: B\nowner: kari\nstatus: draft\n---\n");
        let tasks = paths.iter().map(|path| (path.as_str(), task));
        let found = tree_findings([brief, KARI].into_iter().chain(tasks));
        let found: Vec<_> = found.iter().filter(|(_, one)| one.rule == super::RULE.name).collect();
        assert!(found.iter().map(|(path, _)| path.as_str()).eq(paths.iter().map(String::as_str)));
        let meant = found.iter().take_while(|(_, one)| one.message.ends_with("did you mean `ola-2`?")).count();
        assert_eq!(meant, MOST_GUESSES);
        assert!(found[meant..].iter().all(|(_, one)| one.message == "there is no document `ola-22`"));
    }

    #[test]
    fn what_cannot_be_known_is_not_told() {
        let task = ("tasks/a.md", "---\ntitle: A\nbrief: ola-3\nto: per\n---\n");
        check_tree_with(&[task, KARI], |facts| facts.complete = false, &[]);
        check_tree(&[("tasks/a.md", "---\ntitle: A\nto: per\n---\n")], &[]);
    }

    #[test]
    fn a_file_held_back_is_not_shared_yet() {
        let task = ("tasks/a.md", "---\ntitle: A\nbrief: ola-3\n---\n");
        let held = |facts: &mut crate::rules::Facts| {
            facts.held_back.insert("briefs/x.md".into(), "ola-3".to_owned());
        };
        check_tree_with(&[task], held, &["tasks/a.md not-shared-yet"]);
    }
}
