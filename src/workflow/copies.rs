use std::collections::HashMap;

use crate::schema::{Record, SectionFact, layout};

/// What tells that something was said once and lies here twice, beside its name.
const TOLD_BY: [&str; 5] = ["task", "by", "at", "type", "verdict"];

/// Finds what lies here once more, with what it is a copy of: a folder that was copied takes along what was
/// said about another task, and that names it still.
///
/// What lies outside the task's own folder, is called as something else about it, and says the same of who
/// said what when, under the same headings, was said once: it is the one in that folder, else the first by
/// path. What lies in the folder was put there, however alike two of them are.
pub(super) fn copies<'a>(task: &Record, said: &[&'a Record]) -> Vec<(&'a Record, &'a Record)> {
    let folder = layout::folder_for_replies(&task.path);
    let is_outside = |one: &Record| !one.path.is_below(folder.as_str());
    if !said.iter().any(|one| is_outside(one)) {
        return Vec::new();
    }
    let mut named: HashMap<&str, Vec<&'a Record>> = HashMap::with_capacity(said.len());
    for record in said {
        named.entry(&record.id).or_default().push(record);
    }
    let mut found = Vec::new();
    for mut all in named.into_values().filter(|all| all.len() > 1) {
        all.sort_by_key(|one| (is_outside(one), &one.path));
        for (at, one) in all.iter().enumerate().filter(|(_, one)| is_outside(one)) {
            let mut before = all[..at].iter().filter(|original| original.readable);
            let original = before.find(|original| says_the_same(original, one));
            found.extend(original.map(|original| (*one, *original)));
        }
    }
    found.sort_by_key(|(copy, _)| &copy.path);
    found
}

fn says_the_same(one: &Record, other: &Record) -> bool {
    let is_whole = one.field("by").is_some() && one.field("at").is_some();
    // Not by places: the sync of whoever copied it may have filled in who filed it.
    let sections = |record: &Record| -> Vec<(String, u16, u16, bool)> {
        let of = |section: &SectionFact| {
            (section.name.to_string(), section.ticked, section.unticked, section.empty)
        };
        record.sections.iter().map(of).collect()
    };
    let links = |record: &Record| -> Vec<Box<str>> {
        record.links.iter().map(|link| link.target.clone()).collect()
    };
    is_whole
        && TOLD_BY.iter().all(|key| one.value(key) == other.value(key))
        && sections(one) == sections(other)
        && links(one) == links(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::schema::Schema;
    use crate::text::{RepoPath, Source};

    fn record(path: &str, fields: &str) -> Record {
        let document = Document::parse(Source::new(format!("---\n{fields}---\nText\n")));
        Schema::builtin().decode(&RepoPath::new(path), &document).0
    }

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[(&str, &str)]) {
        let task = record("tasks/offer.md", "id: ola-7\n");
        let records: Vec<Record> = files.iter().map(|(path, text)| record(path, text)).collect();
        let said: Vec<&Record> = records.iter().collect();
        let found = copies(&task, &said);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(copy, of)| (copy.path.as_str(), of.path.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_was_said_once_counts_where_the_task_lies() {
        const SAID: &str = "task: ola-7\ntype: delivery\nby: kari\nat: 2026-11-28 10:00:01\n";
        check(&[("tasks/offer/1.md", SAID), ("tasks/offer/2.md", SAID)], &[]);
        let copied = [("tasks/another/1.md", SAID), ("tasks/offer/1.md", SAID)];
        check(&copied, &[("tasks/another/1.md", "tasks/offer/1.md")]);
        let filed = format!("{SAID}captured_by: ola\n");
        let copied = [("tasks/another/1.md", filed.as_str()), ("tasks/offer/1.md", SAID)];
        check(&copied, &[("tasks/another/1.md", "tasks/offer/1.md")]);
        // Where none lies in the task's folder, one of them counts.
        let copied = [("tasks/b/1.md", SAID), ("tasks/a/1.md", SAID), ("tasks/c/1.md", SAID)];
        check(&copied, &[("tasks/b/1.md", "tasks/a/1.md"), ("tasks/c/1.md", "tasks/a/1.md")]);
        // In the task's folder, both are meant.
        check(&[("tasks/offer/bank/1.md", SAID), ("tasks/offer/supplier/1.md", SAID)], &[]);
        // What cannot be read whole does not count, and so is no original.
        let broken = format!("{SAID}title: a: b\n");
        check(&[("tasks/another/1.md", SAID), ("tasks/offer/1.md", &broken)], &[]);
        let later = SAID.replace("10:00:01", "10:00:02");
        check(&[("tasks/another/1.md", &later), ("tasks/offer/1.md", SAID)], &[]);
        // What does not say when, or by whom, may be two that are called the same.
        let bare = "task: ola-7\ntype: note\n";
        check(&[("tasks/another/1.md", bare), ("tasks/offer/1.md", bare)], &[]);
    }
}
