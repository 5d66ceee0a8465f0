//! `workspace-file`: found by the settings; here is how it weighs and how it is explained.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::WORKSPACE_FILE,
    summary: "`workspace.yml` has a setting that cannot be understood",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::WhenUnreadable,
    allowable: false,
    locked: false,
    docs: "\
A setting has the wrong type, an unknown value or a misspelt name; the usual value counts in its place. Where the
file cannot be read at all, it is not shared before it is mended.

**Why.** Dates, rules and languages of everybody depend on this file.

**To mend it**, write the setting as the message shows.",
    bad: Example(&[("workspace.yml", Text("format: 1\ntimezone: Oslo\n"))]),
    good: Example(&[("workspace.yml", Text("format: 1\ntimezone: Europe/Oslo\n"))]),
    check: Check::Reader,
};

#[cfg(test)]
mod tests {
    use crate::rules::Sample;
    use crate::rules::testing::check_files;
    use crate::text::RepoPath;

    #[test]
    fn settings_that_cannot_be_read_at_all_stay_here() {
        let check = |text: &'static str, expected: bool| {
            let found = check_files(&[(RepoPath::new("workspace.yml"), Sample::Text(text))]);
            assert_eq!(found.iter().any(|one| one.holds_back), expected, "{text:?}");
        };
        check("format: 1\nname: x\n", false);
        check("format: 1\nname: [x\n", true);
        check("- format\n", true);
        check("format: 1\ntimezone: Oslo\n", false);
    }
}
