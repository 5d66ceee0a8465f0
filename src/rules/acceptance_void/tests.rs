use super::RULE;
use crate::rules::Sample;
use crate::rules::testing::check_files;
use crate::text::RepoPath;

/// The example without fault, with one of its files changed: 1 the task, 2 the delivery, 3 the review.
#[track_caller]
fn check(file: usize, old: &str, new: &str, expected: Option<&str>) {
    let mut files: Vec<(RepoPath, Sample)> =
        RULE.good.0.iter().map(|(path, sample)| (RepoPath::new(path), *sample)).collect();
    let Sample::Text(text) = files[file].1 else { panic!("a text") };
    files[file].1 = Sample::Text(text.replace(old, new).leak());
    let found = check_files(&files);
    let found = found.iter().find(|one| one.rule == RULE.name);
    assert_eq!(found.map(|one| one.message.as_str()), expected);
}

#[test]
fn terms_and_deliveries_that_change_are_told() {
    let delivery = Some("the acceptance does not hold: its delivery has changed since");
    let terms = Some("the acceptance does not hold: its terms have changed since");
    check(2, "[x]", "[ ]", delivery);
    check(2, "minutes: 90", "minutes: 120", delivery);
    check(2, "example.com/t", "example.com/u", delivery);
    check(1, "for two", "for three", terms);
    check(1, "12-01", "12-02", terms);
}

#[test]
fn looks_and_what_nobody_accepted_are_no_matter() {
    check(2, "- [x]", "* [X]", None);
    check(1, "[ ]", "[x]", None);
    check(1, "title:", "tittel:", None);
    check(3, "accepted", "returned", None);
    check(3, "delivery: ", "delivery: 9", None);
}
