//! `several-topics`: one task that is really two.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::document::Document;
use crate::schema::Record;
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::SEVERAL_TOPICS,
    summary: "One task asks for several things",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
The title joins things with ` + `, `; ` or ` / `; there are two `Result` sections, headings such as *Task 1* and
*Task 2*, or more than twelve lines under `Done when`.

**Why.** Two things in one task cannot be finished, questioned or accepted one by one: the quick one waits for
the slow one.

**To mend it**, make a task of each; `depends` says which comes first, a `project` ties them together.",
    bad: Example(&[(
        "tasks/flights.md",
        Text("---\nkind: task\ntitle: Book flights + order new cards\n---\n"),
    )]),
    good: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights to Oslo and back\n---\n"))]),
    check: Check::File(check),
};

/// More lines to tick off than one thing has.
const MOST_LINES: u32 = 12;

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let (Some((kind, record)), Some(document)) = (context.known(), context.document()) else { return };
    if kind.name != "task" {
        return;
    }
    let found = title_joins(document, record)
        .or_else(|| numbered_headings(document))
        .or_else(|| two_results(record))
        .or_else(|| many_lines(record));
    if let Some((span, message)) = found {
        out.add(Finding::new(RULE.name, span, message).note("make a task of each; `depends` says which comes first"));
    }
}

fn title_joins(document: &Document, record: &Record) -> Option<(Span, String)> {
    let title = record.field("title")?;
    let written = title.value_span().of(document.text());
    let sign = [" + ", "; ", " / "].into_iter().find(|sign| written.contains(sign))?;
    let start = title.value_span().start + written.find(sign)?;
    let message = format!("the title joins several things with `{}`", sign.trim());
    Some((Span::new(start, start + sign.len()), message))
}

/// Finds the second of two headings such as `Task 1`, `Oppgave 2`.
fn numbered_headings(document: &Document) -> Option<(Span, String)> {
    let numbered = |title: &str| {
        let mut words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let (word, number) = (words.next()?.to_lowercase(), words.next()?);
        let known = matches!(word.as_str(), "task" | "topic" | "job" | "oppgave" | "tema" | "sak");
        (known && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(())
    };
    let sections = &document.outline().sections;
    let second = sections.iter().filter(|section| numbered(&section.title).is_some()).nth(1)?;
    Some((second.heading, "this is the second task in one".to_owned()))
}

fn two_results(record: &Record) -> Option<(Span, String)> {
    let second = record.sections.iter().filter(|section| section.name == "Result").nth(1)?;
    Some((second.heading(), "this is the second result of one task".to_owned()))
}

fn many_lines(record: &Record) -> Option<(Span, String)> {
    let section = record.section("Done when")?;
    let lines = section.boxes();
    (lines > MOST_LINES).then(|| (section.heading(), format!("{} lines to tick off are more than one task", counted(lines))))
}

/// Says a number of lines, of which no more than so many are counted.
fn counted(lines: u32) -> String {
    match lines >= u32::from(u16::MAX) {
        true => "more than 65,000".to_owned(),
        false => lines.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_at;

    fn check(text: &str, expected: &[&str]) {
        let found = findings_at("tasks/a.md", text);
        let places: Vec<&str> =
            found.iter().filter(|one| one.rule == super::RULE.name).map(|one| one.span.of(text)).collect();
        assert_eq!(places, expected, "{text}");
    }

    #[test]
    fn no_more_are_counted_than_can_be() {
        assert_eq!(super::counted(12), "12");
        assert_eq!(super::counted(u32::from(u16::MAX)), "more than 65,000");
    }

    #[test]
    fn several_things_are_noticed_once() {
        check("---\ntitle: Book flights; order cards\n---\n", &["; "]);
        check("---\ntitle: a\n---\n# Task 1: x\n# Task 2: y\n# Task 3\n", &["# Task 2: y"]);
        check("---\ntitle: a\n---\n# Result\nx\n# Resultat\ny\n", &["# Resultat"]);
        check(&format!("---\ntitle: a\n---\n# Done when\n{}", "- [ ] x\n".repeat(13)), &["# Done when"]);
    }

    #[test]
    fn one_thing_is_left_alone() {
        check("---\ntitle: Flights and hotel for Oslo\n---\n", &[]);
        check("---\ntitle: A/B test, C++ and Q1/Q2\n---\n", &[]);
        check("---\ntitle: a\n---\n# Task 1\n## Part 1\n## Part 2\n", &[]);
    }
}
