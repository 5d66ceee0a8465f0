use super::*;
use crate::document::Document;
use crate::schema::Schema;
use crate::text::{RepoPath, Source};

const TASK: &str = "---\nid: ola-14\nkind: task\ntitle: Avstem november på Ås\nstatus: utkast\n\
                    to: \"[[kari]]\"\nfrist: 2026-12-01\ntags: [bank, mva]\nx-ours: Blue\n---\n";

fn read(query: &str) -> Result<Query, QueryError> {
    parse(query, Schema::builtin(), &|key| key == "x-ours")
}

#[track_caller]
fn check(query: &str, expected: bool) {
    let schema = Schema::builtin();
    let document = Document::parse(Source::new(TASK));
    let (record, _) = schema.decode(&RepoPath::new("tasks/ola-14-avstem.md"), &document);
    let records = [record];
    let zone = jiff::tz::TimeZone::UTC;
    let now = "2026-12-02T12:00:00Z".parse().ok();
    let context = Context::new(schema, &records, &zone, now);
    assert_eq!(read(query).expect(query).matches(&records[0], &context), expected, "{query}");
}

#[test]
fn words_match_title_and_id_in_any_case_and_form() {
    check("", true);
    check("november", true);
    check("NOVEMBER ÅS", true);
    check("a\u{30a}s", true);
    check("ola-14", true);
    check("\"november på\"", true);
    check("\"november ås\"", false);
    check("-november", false);
    check("desember", false);
    check("-desember november", true);
}

#[test]
fn fields_match_by_any_of_their_names() {
    check("status:draft", true);
    check("status:utkast", true);
    check("status:sent,draft", true);
    check("status:sent", false);
    check("-status:sent", true);
    check("to:kari", true);
    check("til:kari", true);
    check("assignee:Kari", true);
    check("to:ola", false);
    check("due:2026-12-01", true);
    check("frist:2026-12", true);
    check("due:2025", false);
    check("tags:mva", true);
    check("tags:annet", false);
    check("x-ours:blue", true);
    check("kind:task", true);
    check("kind:oppgave,brief", true);
    check("kind:brief", false);
    check("is:broken", false);
    check("id:ola-14", true);
    check("title:\"avstem november\"", true);
    check("path:tasks/", true);
}

#[test]
fn tasks_are_found_by_where_they_stand() {
    check("is:open", true);
    check("-is:open", false);
    check("waiting:ola", true);
    check("waiting:kari", false);
    check("waiting:Ola,kari", true);
    // A draft is never late.
    check("is:late", false);
}

#[test]
fn what_was_said_decides_and_not_the_status() {
    let schema = Schema::builtin();
    let document = |path: &str, text: &str| {
        schema.decode(&RepoPath::new(path), &Document::parse(Source::new(text))).0
    };
    let task =
        "---\nid: ola-1\nfrom: ola\nto: kari\nstatus: sent\ndue: 2026-12-01\nbrief: ola-2\n---\n";
    let records = [
        document("tasks/ola-1-a.md", task),
        document("tasks/ola-1-a/1.md", "---\ntype: delivery\nby: kari\n---\n"),
    ];
    let zone = jiff::tz::TimeZone::UTC;
    let check = |query: &str, said: usize, now: &str, expected: bool| {
        let context = Context::new(schema, &records[..=said], &zone, now.parse().ok());
        let found = read(query).expect(query).matches(&records[0], &context);
        assert_eq!(found, expected, "{query} {said} {now}");
    };
    let (before, after) = ("2026-12-01T23:00:00Z", "2026-12-02T01:00:00Z");
    check("waiting:kari", 0, before, true);
    check("waiting:ola", 1, before, true);
    check("is:late", 0, before, false);
    check("is:late", 0, after, true);
    check("is:late", 1, after, false);
    check("is:late", 0, "no clock", false);
    check("is:open", 1, after, true);
    let context = Context::new(schema, &records, &zone, None);
    assert!(
        !read("is:open").expect("a query").matches(&records[1], &context),
        "a reply is no task"
    );
}

#[track_caller]
fn refused(query: &str, expected: &str) {
    let error = read(query).expect_err(query);
    let hint = error.expected.clone().unwrap_or_default();
    assert_eq!(format!("{}\n{error}\n{hint}", error.pointed(query)), expected);
}

#[test]
fn errors_point_into_the_query() {
    refused(
        "november statsu:sent",
        "november statsu:sent\n         ^^^^^^\nno document has a field `statsu`\ndid you mean `status`?",
    );
    refused("på \"ås", "på \"ås\n   ^\nthis quote is never closed\na second `\"`");
    refused(
        "status:",
        "status:\n       ^\n`status:` has no value here\nwhat `status` should be, such as `status:something`",
    );
    refused(
        "kind:task,breif",
        "kind:task,breif\n          ^^^^^\nthere is no kind `breif`\ndid you mean `brief`?",
    );
    refused(":x", ":x\n^\nthe key before `:` is missing\na field, such as `status:sent`");
    refused(
        "is:open,late",
        "is:open,late\n   ^^^^\n`is:` takes one word\ntwo of them, such as `is:open is:late`",
    );
    refused(
        "is:purple",
        "is:purple\n   ^^^^^^\n`is:purple` is not known\n`is:open`, `is:late`, `is:broken` or `is:conflict`",
    );
}

#[test]
fn any_text_is_read_or_refused() {
    for query in ["-", "--", "\"\"", ",", "a:,", "\u{1b}:x", "x-ours:\"a,b\",c", "é:é", "::", "-:"]
    {
        if let Err(error) = read(query) {
            assert!(error.span.end <= query.len(), "{query}");
            error.pointed(query);
        }
    }
}
