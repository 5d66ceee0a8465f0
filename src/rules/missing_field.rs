//! `missing-field`: fields without which a document cannot be sent or used.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use super::need::{Need, anchor, in_use, may_be_blank, need};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::{Field, FieldType, Language};

pub(super) const RULE: Rule = Rule {
    name: rule_name::MISSING_FIELD,
    summary: "A field is missing that a document of this kind must have",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The kind asks for a field that is absent or empty: a sent task without `due`, a person without `email`. A
draft may lack anything, and what the tool fills in by itself (`id`, `from`, `by`, `at`) is never asked for. A
line that `new` left blank is a warning: someone has still to fill it in.

**Why.** A task without a date or a name waits for nobody.

**To mend it**, add the field as the message shows, or set `status: draft` while you are not sure.",
    bad: Example(&[("tasks/flights.md", Text("---\ntitle: Book flights\nto: kari\nstatus: sent\n---\n"))]),
    good: Example(&[(
        "tasks/flights.md",
        Text("---\ntitle: Book flights\nto: kari\nstatus: sent\ndue: 2026-12-01\n---\n"),
    )]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let (Some((kind, record)), Some(document)) = (context.known(), context.document()) else { return };
    if !in_use(kind, record) {
        return;
    }
    let missing = kind.fields.iter().filter(|field| {
        need(&field.required, field.when.as_ref(), record) == Need::Yes && record.field(&field.name).is_none()
    });
    for field in missing {
        let language = context.language();
        let empty = record.fields.get(&field.name).filter(|one| one.value.is_null());
        let (span, key, what) = match empty {
            Some(empty) => (empty.key_span(), empty.key_span().of(document.text()), "is empty"),
            None => (anchor(document), field.key(language), "is missing"),
        };
        let message = format!("`{key}` {what}; write a line such as `{key}: {}`", sample(field, language));
        out.add(
            Finding::new(RULE.name, span, message)
                .note(explained(field, language))
                .mild(empty.is_some() && may_be_blank(kind, record)),
        );
    }
}

/// Says what a field is for, and of a choice what there is to choose from.
fn explained(field: &Field, language: Language) -> String {
    match field.item_type() {
        FieldType::Enum(values) => {
            let words: Vec<&str> = values.iter().map(|value| value.word(language)).collect();
            format!("{} One of {}.", field.doc, words.join(", ")).trim().to_owned()
        }
        _ => field.doc.clone(),
    }
}

/// Returns a value that a field could have.
fn sample(field: &Field, language: Language) -> &str {
    match field.item_type() {
        FieldType::Bool if language == Language::Bokmal => "ja",
        FieldType::Text | FieldType::Any => "…",
        FieldType::Bool => "yes",
        FieldType::Number => "2",
        FieldType::Amount => "350 NOK",
        FieldType::Date | FieldType::Moment => "2026-12-01",
        FieldType::Hours => "08:00-16:00",
        FieldType::Duration => "2 days",
        FieldType::Period => "2026-12-20..2027-01-03",
        FieldType::Enum(values) => values.first().map_or("…", |value| value.word(language)),
        FieldType::Person => "kari",
        FieldType::Reference(_) => "ola-14",
        FieldType::Link => "https://example.com/file",
        FieldType::Email => "kari@example.com",
        FieldType::Zone => "Europe/Oslo",
        FieldType::Recurrence => "FREQ=WEEKLY;BYDAY=FR",
        FieldType::List(_) => "[]",
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check_tree, findings_at};

    #[test]
    fn only_what_is_in_use_must_be_whole() {
        check_tree(&[("tasks/a.md", "---\ntitle: A\n---\n")], &[]);
        check_tree(&[("tasks/a.md", "---\ntitle: A\nstatus: draft\n---\n")], &[]);
        check_tree(&[("tasks/a.md", "Just a note\n")], &[]);
        check_tree(&[("tasks/ola-1-a/hello.md", "Yes, fine.\n")], &[]);
    }

    #[test]
    fn the_message_shows_a_line() {
        let text = "---\nkind: person\nname: Kari\nemail:\nrole: lead\ntimezone: Europe/Oslo\nworking_days: [mon]\nworking_hours: 8-16\n---\n";
        let found = findings_at("people/kari.md", text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].message, "`email` is empty; write a line such as `email: kari@example.com`");
        assert_eq!(found[0].start.line, 4);
    }

    #[test]
    fn what_new_left_blank_is_a_warning_and_what_is_left_out_an_error() {
        use crate::rules::testing::is_error;
        let check = |path: &str, text: &str, expected: bool| {
            let found = findings_at(path, text);
            assert_eq!(found.iter().map(is_error).collect::<Vec<_>>(), [expected], "{found:?}");
        };
        let review = "---\nby: ola\nverdict:\n---\n## What is good\n";
        check("tasks/ola-1-a/r.md", &format!("{review}\n<!-- hint -->\n"), false);
        check("tasks/ola-1-a/r.md", &format!("{review}\nThe order.\n"), true);
        let access = "---\ntitle: A\nowner: ola\nholders: kari\nheld_in: vault\nlevel: view\n";
        check("access/a.md", &format!("{access}review_by:\n---\n"), false);
        check("access/a.md", &format!("{access}---\n"), true);
    }

    #[test]
    fn the_line_is_in_the_language_of_the_document() {
        let text = "---\ntittel: A\neier:\ninnehavere: [kari]\nligger_i: hvelvet\nnivå:\n---\n";
        let found = findings_at("access/a.md", text);
        let messages: Vec<&str> = found.iter().map(|one| &*one.message).collect();
        let expected = [
            "`vurderes_innen` is missing; write a line such as `vurderes_innen: 2026-12-01`",
            "`eier` is empty; write a line such as `eier: kari`",
            "`nivå` is empty; write a line such as `nivå: lese`",
        ];
        assert_eq!(messages, expected);
    }
}
