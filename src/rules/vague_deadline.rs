//! `vague-deadline`: words such as "asap" where a date should stand.

use std::sync::LazyLock;

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use super::scan::{prose::Prose, words::Phrases};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::{Record, ValueRef};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::VAGUE_DEADLINE,
    summary: "A deadline is put into vague words, such as “asap” or “no rush”",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
`due`, the title, or the text under `Result` or `Requirements` says *asap*, *as soon as possible*, *no rush*,
*when you have time*, *by the end of the week*, *snarest*, *så fort som mulig*, *når du har tid* and the like;
*urgent* and *haster* only where no `due` is set.

**Why.** One person's *soon* is today, another's is this month. Nobody can be late, and nobody can plan.

**To mend it**, write the day in `due`, such as `due: 2026-12-01`, and take the words out. If any day is fine,
say which one is the last.",
    bad: Example(&[("tasks/flights.md", Text("---\nkind: task\ntitle: Book flights ASAP\n---\n"))]),
    good: Example(&[(
        "tasks/flights.md",
        Text("---\nkind: task\ntitle: Book flights\ndue: 2026-12-01\n---\n\n## Requirements\n\nAnswer as soon as the fare is known.\n"),
    )]),
    check: Check::File(check),
};

/// Vague in any place; a longer phrase stands before a shorter one that it starts with.
const VAGUE: &[&str] = &[
    "as soon as possible", "as soon as you can", "asap", "at your earliest convenience", "at your convenience", "no rush",
    "no hurry", "there is no rush", "when you have time", "when you have the time", "when you get time", "when you get a chance",
    "whenever you can", "whenever you have time", "at some point", "sometime soon", "soonish", "soon",
    "by the end of the day", "by the end of the week", "by the end of the month", "by end of day", "by end of week",
    "by end of month", "by eod", "by eow", "by cob", "before the weekend", "right away", "in due course",
    "så snart som mulig", "så snart du kan", "så fort som mulig", "så fort du kan", "så raskt som mulig", "raskest mulig",
    "snarest mulig", "snarest", "fortest mulig", "omgående", "når du har tid", "når du får tid", "når du har anledning",
    "når det passer", "når det passer deg", "ved anledning", "ingen hast", "ikke noe hast", "det haster ikke", "haster ikke",
    "innen kort tid", "i løpet av dagen", "i løpet av uka", "i løpet av uken", "i løpet av måneden", "før helga", "før helgen",
    "snart", "med en gang", "må gå fort",
];

/// Phrases that start like a vague one and are none.
const PRECISE: &[&str] = &["as soon as", "så snart", "så fort", "soon as", "snart som"];

/// Vague only where no day is set.
const URGENT: &[&str] = &["urgently", "urgent", "haster", "hastesak", "straks", "immediately"];

/// Further words that say nothing as a value of `due`.
const IN_DUE: &[&str] = &["tbd", "tba", "fort", "later", "senere", "whenever", "eod", "eow", "eom", "end of week", "end of day", "end of month", "next week", "this week", "next month", "today", "tomorrow", "i dag", "i morgen", "neste uke", "denne uka", "denne uken", "neste måned", "flexible", "fleksibel", "når som helst", "anytime", "now", "nå", "?", "ukas slutt", "slutten av uka"];

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let (Some((kind, record)), Some(document)) = (context.known(), context.document()) else { return };
    if kind.section("Result").is_none() {
        return;
    }
    let text = document.text();
    let due = record.field("due");
    if let Some((field, ValueRef::Mistyped(written))) = due.map(|due| (due, due.value)) {
        static VAGUE_DUE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&[VAGUE, URGENT, IN_DUE]));
        if !VAGUE_DUE.find(written).is_empty() || written.trim() == "?" {
            let message = "this is no day that anyone can be held to";
            out.add(Finding::new(RULE.name, field.value_span(), message).note("write the day, such as `due: 2026-12-01`"));
        }
    }
    static WITH_DUE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&[VAGUE, PRECISE]));
    static WITHOUT: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&[VAGUE, PRECISE, URGENT]));
    let phrases = if due.is_some() { &WITH_DUE } else { &WITHOUT };
    for part in parts(context, record) {
        for (span, phrase) in phrases.find(part.of(text)) {
            if !PRECISE.contains(&phrase) {
                let span = span.offset(part.start);
                let message = format!("“{}” is no day that anyone can be held to", one_line(span.of(text)));
                out.add(Finding::new(RULE.name, span, message).note("write the last day that is fine in `due`, such as `due: 2026-12-01`, and take these words out"));
            }
        }
    }
}

/// Returns the stretches of text that are looked at: title, result and requirements, without code.
fn parts(context: &FileContext<'_>, record: &Record) -> Vec<Span> {
    let Some(document) = context.document() else { return Vec::new() };
    let title = record.field("title").map(|title| title.value_span());
    let prose = Prose::of(document);
    // The sections of the record are those of the outline, in the same order.
    let sections = document.outline().sections.iter().zip(&record.sections);
    let told = sections.filter(|(_, fact)| fact.name == "Result" || fact.name == "Requirements");
    title.into_iter().chain(told.flat_map(|(section, _)| prose.within(section.own))).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
    fn vague_words_are_found_in_both_languages() {
        check("---\ntitle: Bestill fly snarest mulig\n---\n", &["snarest mulig"]);
        check("---\ntitle: No rush – book flights\ndue: 2026-12-01\n---\n", &["No rush"]);
        check("---\ntitle: a\n---\n# Resultat\nDet haster ikke, ta det når du har tid.\n", &["Det haster ikke", "når du har tid"]);
        check("---\ntitle: a\n---\n# Result\nI need it as soon\nas possible.\n", &["as soon\nas possible"]);
        check("---\ntitle: Urgent flights\n---\n", &["Urgent"]);
        check("---\ntitle: a\ndue: asap\n---\n", &["asap"]);
        check("---\ntitle: a\nfrist: neste uke\n---\n", &["neste uke"]);
    }

    #[test]
    fn precise_words_are_left_alone() {
        check("---\ntitle: Urgent flights\ndue: 2026-12-01\n---\n", &[]);
        check("---\ntitle: a\n---\n# Result\nPay as soon as the invoice is there. Så snart den er betalt, arkiver.\n", &[]);
        check("---\ntitle: a\n---\n# Result\nThe end of month report is `asap`.\n```\nasap\n```\n", &[]);
        check("---\ntitle: a\n---\n# Background\nThey want it asap.\n", &[]);
        check("---\ntitle: Monsoon and comfort\n---\n", &[]);
        check("---\ntitle: a\ndue: 01.12.2026\n---\n", &[]);
    }
}
