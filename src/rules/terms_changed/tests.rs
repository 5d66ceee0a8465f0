use super::RULE;
use crate::rules::Sample;
use crate::rules::testing::check_files;
use crate::text::RepoPath;

/// The task of the example, changed, with the confirmation of the one or the other example.
#[track_caller]
fn check(old: &str, new: &str, expected: Option<&str>) {
    let mut files: Vec<(RepoPath, Sample)> =
        RULE.good.0.iter().map(|(path, sample)| (RepoPath::new(path), *sample)).collect();
    let Sample::Text(text) = files[1].1 else { panic!("a text") };
    files[1].1 = Sample::Text(text.replace(old, new).leak());
    let found = check_files(&files);
    let found = found.iter().find(|one| one.rule == RULE.name);
    assert_eq!(found.map(|one| one.message.as_str()), expected);
}

#[test]
fn what_changed_is_named() {
    check("12-01", "12-03", Some("`due` is not what was confirmed: still fine?"));
    check("paid", "booked", Some("`Done when` is not what was confirmed: still fine?"));
    check("Book flights\nfrom", "Book trains\napprover: liv\nfrom", Some("`title` and `approver` are not what was confirmed: still fine?"));
}

#[test]
fn looks_and_later_states_are_no_matter() {
    check("title", "tittel", None);
    check("status: confirmed", "status: in_progress\npriority: high", None);
    check("## Result", "## Background\n\nWhy.\n\n## Result", None);
}
