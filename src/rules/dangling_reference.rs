//! `dangling-reference`: fields that name a person or a document that does not exist.

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
    let mut guesses = 0;
    tree.each_name(|from, mention| {
        let (Form::Name(kinds), Some(key)) = (mention.form, mention.key) else { return };
        if kinds.is_person() && !anyone {
            return;
        }
        let finding = match tree.leads(from, &mention) {
            Leads::OtherKind(other) => {
                let kind = other.kind.as_deref().unwrap_or_default();
                let message = format!("`{key}` names `{}`, which is of the kind `{kind}`", mention.written);
                Finding::new(RULE.name, mention.span, message).note(format!("it takes {}", words(kinds)))
            }
            Leads::Nowhere => {
                guesses += 1;
                nowhere(tree, &mention, kinds, guesses <= MOST_GUESSES)
            }
            _ => return,
        };
        out.add(&from.path, finding);
    });
}

fn words(kinds: Kinds<'_>) -> String {
    match kinds {
        Kinds::Person => "person".to_owned(),
        Kinds::Any => "any document".to_owned(),
        Kinds::Of(kinds) => kinds.join(", "),
    }
}

fn nowhere(tree: &Tree<'_>, mention: &Mention<'_>, kinds: Kinds<'_>, guess: bool) -> Finding {
    let near = guess.then(|| near(tree, mention.written, kinds)).flatten();
    let what = if kinds.is_person() { "person" } else { "document" };
    let hint = near.as_ref().map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let message = format!("there is no {what} `{}`{hint}", mention.written);
    let finding = Finding::new(RULE.name, mention.span, message);
    match near {
        Some(near) => finding.fix(Fix::r#unsafe(vec![Edit::replace(mention.span, near)])),
        None if kinds.is_person() => {
            finding.note("`handover invite` adds someone; people have a file in `people/`")
        }
        None => finding.note("correct the name, or delete the line"),
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
    use crate::rules::testing::{check_tree, check_tree_with};

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
