//! `odd-hours`: working hours that are hardly meant, and a backup who is away with whom they stand in for.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::literal::Hours;
use crate::schema::person_name;

pub(super) const RULE: Rule = Rule {
    name: rule_name::ODD_HOURS,
    summary: "Somebody works most of day and night, or stands in for themselves",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
`working_hours` are more than sixteen: `8-4` is from eight in the morning to four at night. Or `backup` names the person
themselves.

**Why.** Whatever somebody owes is late by their working hours, and while they are away it waits for whoever stands in.

**To mend it**, write the hours as on a clock of 24, such as `08:00-16:00`, and name somebody else as `backup`.",
    bad: Example(&[("people/kari.md", Text("---\nname: Kari\nworking_hours: 8-4\nbackup: kari\n---\n"))]),
    good: Example(&[("people/kari.md", Text("---\nname: Kari\nworking_hours: 08:00-16:00\nbackup: per\n---\n"))]),
    check: Check::Documents(check),
};

/// Longer than this nobody works.
const LONGEST: u16 = 16 * 60;

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    for person in tree.subjects_of("person") {
        let hours = person.field("working_hours");
        let read = hours.and_then(|field| Hours::parse(field.value.text()?).ok().zip(Some(field.value_span())));
        if let Some((hours, place)) = read {
            let minutes = (hours.end + 24 * 60 - hours.start) % (24 * 60);
            if minutes > LONGEST {
                let night = if hours.end < 12 * 60 { " at night" } else { "" };
                let message = format!("that is {} hours a day, until {}{night}", minutes / 60, clock(hours.end));
                let note = match hours.end < 12 * 60 {
                    true => format!("until the afternoon is `{}-{}`", clock(hours.start), clock(hours.end + 12 * 60)),
                    false => "write the hours as on a clock of 24, such as `08:00-16:00`".to_owned(),
                };
                out.add(&person.path, Finding::new(RULE.name, place, message).note(note));
            }
        }
        if let Some(field) = person.field("backup")
            && field.value.text().is_some_and(|name| person_name(name) == person_name(&person.id))
        {
            let message = "nobody stands in for themselves".to_owned();
            let note = "name somebody else, or take out this line";
            out.add(&person.path, Finding::new(RULE.name, field.value_span(), message).note(note));
        }
    }
}

fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use crate::rules::Sample;
    use crate::rules::testing::check_files;
    use crate::text::RepoPath;

    #[test]
    fn hours_on_a_clock_of_twelve_are_told() {
        let check = |fields: &str, expected: &[&str]| {
            let text = format!("---\nname: Kari\n{fields}---\n");
            let path = RepoPath::new("people/kari.md");
            let found = check_files(&[(path, Sample::Text(Box::leak(text.into_boxed_str())))]);
            let found: Vec<&str> =
                found.iter().filter(|one| one.rule == super::RULE.name).map(|one| one.message.as_str()).collect();
            assert_eq!(found, expected, "{fields}");
        };
        check("working_hours: 8-4\n", &["that is 20 hours a day, until 04:00 at night"]);
        check("working_hours: 9-5\nbackup: per\n", &["that is 20 hours a day, until 05:00 at night"]);
        check("working_hours: 20:00-19:00\n", &["that is 23 hours a day, until 19:00"]);
        check("working_hours: 08:00-16:00\n", &[]);
        check("working_hours: 22:00-06:00\n", &[]);
        check("working_hours: 06:00-22:00\n", &[]);
        check("working_hours: 8 to 4\n", &[]);
        check("backup: \"[[Kari]]\"\n", &["nobody stands in for themselves"]);
    }
}
