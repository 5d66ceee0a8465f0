//! What a query finds.

mod refused;

use std::sync::LazyLock;

use super::{
    Asking, Names, Query, QueryError, RecordSubject, Records, Vocabulary, check_saved, parse,
};
use crate::document::Document;
use crate::schema::moment::find_zone;
use crate::schema::{Config, Record, SavedQuery, Schema};
use crate::text::{RepoPath, Source};
use crate::workflow::Clocks;

const TASK: &str = "---\nid: ola-14\nkind: task\ntitle: Avstem november på Ås\nstatus: utkast\n\
                    to: \"[[kari]]\"\nfrist: 2026-12-01\ntags: [bank, mva]\nx-ours: Blue\n\
                    priority: høy\nestimate_hours: 2,5\nx-count: 12\n---\n";
const PERSON: &str = "---\nid: kari\nname: Kari Hansen\nhourly_rate: 350 NOK\n\
                      working_days: [mon, tue]\naway: 2026-12-20..2027-01-03\n---\n";
const CONFIG: &str = "format: 1\nqueries:\n  mine: to:me sort:due limit:1\n  bank: 'tags:bank -@empty'\n  \
                      empty: \"-is:open\"\n  round: \"is:open @about\"\n  about: '@round'\n  bad: statsu:sent\n  \
                      worse: \"@bad\"\n";
/// A Tuesday.
const NOW: &str = "2026-11-24T08:00:00Z";

struct Somebody;

impl Names for Somebody {
    fn is_key(&self, key: &str) -> bool {
        key == "x-ours" || key == "x-count"
    }

    fn is_person(&self, name: &str) -> bool {
        ["ola", "kari"].contains(&name)
    }

    fn people(&self) -> Vec<String> {
        vec!["ola".to_owned(), "kari".to_owned()]
    }
}

fn saved() -> Vec<SavedQuery> {
    Config::read(&Source::new(CONFIG)).0.queries
}

fn read(query: &str) -> Result<Query, QueryError> {
    let saved = saved();
    parse(query, &Vocabulary { schema: Schema::builtin(), saved: &saved, names: &Somebody })
}

fn record(path: &str, text: &str) -> Record {
    let document = Document::parse(Source::new(text));
    Schema::builtin().decode(&RepoPath::new(path), &document).0
}

fn clocks() -> &'static Clocks {
    static CLOCKS: LazyLock<Clocks> = LazyLock::new(|| {
        let zone = find_zone("Europe/Oslo").expect("bundled");
        Clocks::of([], &Config { zone, ..Config::default() })
    });
    &CLOCKS
}

fn asking<'a>(zone: &'a jiff::tz::TimeZone, now: &str) -> Asking<'a> {
    Asking {
        schema: Schema::builtin(),
        zone,
        clocks: clocks(),
        now: now.parse().ok(),
        me: Some("kari"),
    }
}

#[track_caller]
fn fits(records: &[Record], query: &str, now: &str) -> bool {
    let zone = find_zone("Europe/Oslo").expect("bundled");
    let query = read(query).expect(query);
    let matcher = query.bind(asking(&zone, now)).expect("bound");
    matcher.matches(&Records::new(records).subject(&records[0]))
}

#[track_caller]
fn check(query: &str, expected: bool) {
    let records = [record("tasks/ola-14-avstem.md", TASK)];
    assert_eq!(fits(&records, query, NOW), expected, "{query}");
}

#[test]
fn words_match_title_and_id_in_any_case_and_form() {
    check("", true);
    check("november", true);
    check("NOVEMBER ÅS", true);
    check("a\u{30a}s", true);
    check("aas novem", true);
    check("vember", false);
    check("title:vember", true);
    check("ola-14", true);
    check("\"november på\"", true);
    check("«november på»", true);
    check("\"november ås\"", false);
    check("-november", false);
    check("-\"november på\"", false);
    check("desember", false);
    check("-desember november", true);
    check("\"\" \" \"", true);
}

#[test]
fn fields_match_by_any_of_their_names() {
    check("status:draft", true);
    check("status:utkast", true);
    check("STATUS:Utkast", true);
    check("status:sent,draft", true);
    check("status:sent", false);
    check("-status:sent", true);
    check("to:kari", true);
    check("til:@Kari", true);
    check("assignee:Kari", true);
    check("to:ola", false);
    check("to:me", true);
    check("til:meg,ola", true);
    check("tags:mva", true);
    check("tags:annet", false);
    check("x-ours:blue", true);
    check("kind:task", true);
    check("slag:oppgave,brief", true);
    check("kind:brief", false);
    check("is:broken", false);
    check("id:ola-14", true);
    check("id:ola-1", false);
    check("title:\"avstem november\"", true);
    check("path:tasks/", true);
    check("path:ola", false);
    check("priority:\"høy\"", true);
}

#[test]
fn dates_are_whole_days_in_the_zone_of_the_workspace() {
    check("due:2026-12-01", true);
    check("frist:2026-12", true);
    check("due:2026", true);
    check("due:2026-w49", true);
    check("due:2025", false);
    check("due:<2026-12-01", false);
    check("due:<=2026-12-01", true);
    check("due:>=2026-12-01", true);
    check("due:>2026-12-01", false);
    check("due:>2026-11", true);
    check("due:\"<2026-12-01\"", false);
    check("due:<\"2026-12-01 23:59\"", false);
    check("due:<=2026-12-02T00:00", true);
    check("due:2026-12-01..2026-12-31", true);
    check("due:..2026-11-30", false);
    check("due:2026-12-02..", false);
}

#[test]
fn times_are_told_from_today() {
    check("frist:<7d", false);
    check("frist:<8d", true);
    check("frist:7d", true);
    check("due:today..7d", true);
    check("due:<1w", false);
    check("due:neste-uke", true);
    check("due:\"denne uka\"", false);
    check("due:tirsdag", false);
    check("due:<today", false);
    check("due:>imorgen", true);
}

#[test]
fn numbers_and_choices_have_an_order() {
    check("estimate_hours:2.5", true);
    check("estimate_hours:\"2,5\"", true);
    check("estimate_hours:>2", true);
    check("estimate_hours:>=2.5", true);
    check("estimate_hours:<2.5", false);
    check("estimate_hours:1..3", true);
    check("estimate_hours:3..", false);
    check("priority:>normal", true);
    check("prioritet:>=haster", false);
    check("priority:normal..high", true);
    check("priority:=high", true);
    check("x-count:>9", true);
    check("x-count:<100", true);
    check("x-count:10..13", true);
    check("x-ours:a..b", false);
    let people = [record("people/kari.md", PERSON)];
    let check = |query: &str, expected| assert_eq!(fits(&people, query, NOW), expected, "{query}");
    check("hourly_rate:350", true);
    check("hourly_rate:>300", true);
    check("hourly_rate:>\"400 NOK\"", false);
    check("working_days:man", true);
    check("working_days:wed", false);
}

#[test]
fn presence_is_asked_of_what_could_have_it() {
    check("due:any", true);
    check("due:none", false);
    check("frist:ingen,2026-12-01", true);
    check("checkpoint:none", true);
    check("checkpoint:noe", false);
    check("waiting:any", true);
    check("name:none", false);
    check("-name:any", true);
    check("tags:\"none\"", false);
    check("kind:any", true);
}

#[test]
fn tasks_are_found_by_where_they_stand() {
    check("is:open", true);
    check("-is:open", false);
    check("is:lukket", false);
    check("er:åpen", true);
    check("waiting:ola", true);
    check("venter:kari", false);
    check("waiting:Ola,kari", true);
    check("is:new", false);
    // A draft is never late.
    check("is:late", false);
}

#[test]
fn what_was_said_decides_and_not_the_status() {
    let task =
        "---\nid: ola-1\nfrom: ola\nto: kari\nstatus: sent\ndue: 2026-12-01\nbrief: ola-2\n---\n";
    let records = [
        record("tasks/ola-1-a.md", task),
        record("tasks/ola-1-a/1.md", "---\ntype: delivery\nby: kari\n---\n"),
    ];
    let check = |query: &str, said: usize, now: &str, expected: bool| {
        assert_eq!(fits(&records[..=said], query, now), expected, "{query} {said} {now}");
    };
    let (before, after) = ("2026-12-01T14:59:00Z", "2026-12-01T15:00:01Z");
    check("waiting:kari", 0, before, true);
    check("waiting:ola", 1, before, true);
    check("is:late", 0, before, false);
    check("is:sen", 0, after, true);
    check("is:late", 1, after, false);
    check("is:late", 0, "no clock", false);
    check("is:open", 1, after, true);
    check("status:sent", 0, after, true);
    check("status:sent", 1, after, false);
    check("status:levert", 1, after, true);
    check("effective_status:delivered", 1, after, true);
    check("status:>=delivered", 1, after, true);
    check("written_status:sent", 1, after, true);
    let replies = [records[1].clone()];
    assert!(!fits(&replies, "is:open", after), "a reply is no task");
}

#[test]
fn saved_queries_stand_for_their_terms() {
    check("@mine", true);
    check("@MINE -@bank", false);
    check("-@mine", false);
    check("@bank november", true);
    check("@empty", false);
    let shown = |query: &str| read(query).expect(query);
    assert_eq!(shown("@mine").limit, Some(1));
    assert_eq!(shown("@mine limit:5 sort:-title").to_string(), "@mine sort:-title limit:5");
    assert_eq!(shown("-@mine").limit, None);
}

fn order(query: &str) -> String {
    let task = |id: &str, rest: &str| {
        record(&format!("tasks/{id}.md"), &format!("---\nid: {id}\n{rest}\n---\n"))
    };
    let records = [
        task("ola-10", "title: Ål\ndue: 2026-12-01 12:00\npriority: low"),
        task(
            "ola-2",
            "title: zink\ndue: 2026-12-01\npriority: urgent\nto: kari\nstatus: sent\nbrief: ola-9",
        ),
        task("kari-3", "title: Øl\npriority: high\nestimate_hours: 10"),
        task("kari-1", "title: øl\ndue: 2026-11-30\nestimate_hours: 9"),
    ];
    let zone = find_zone("Europe/Oslo").expect("bundled");
    let query = read(query).expect(query);
    let matcher = query.bind(asking(&zone, NOW)).expect("bound");
    let all = Records::new(&records);
    let mut found: Vec<RecordSubject<'_, '_>> =
        records.iter().map(|record| all.subject(record)).collect();
    found.sort_by(|one, other| matcher.compare(one, other));
    let ids: Vec<&str> = found.iter().map(|one| &*one.record.id).collect();
    ids.join(" ")
}

#[test]
fn documents_come_in_the_order_that_is_asked_for() {
    let check = |query: &str, expected: &str| assert_eq!(order(query), expected, "{query}");
    check("", "kari-1 kari-3 ola-2 ola-10");
    check("sort:-id", "ola-10 ola-2 kari-3 kari-1");
    check("sort:due", "kari-1 ola-10 ola-2 kari-3");
    check("sorter:-frist", "ola-2 ola-10 kari-1 kari-3");
    check("sort:-priority", "ola-2 kari-3 ola-10 kari-1");
    check("sort:estimate_hours,id", "kari-1 kari-3 ola-2 ola-10");
    check("sort:title", "ola-2 kari-3 kari-1 ola-10");
    check("sort:-status sort:-id", "ola-2 ola-10 kari-3 kari-1");
    check("sort:to", "ola-2 kari-1 kari-3 ola-10");
}

#[test]
fn a_query_is_written_as_it_is_read() {
    let check = |query: &str, expected: &str| {
        assert_eq!(read(query).expect(query).to_string(), expected, "{query}");
    };
    check("  frist:<7d  -er:sen  Ås ", "due:<7d -is:late Ås");
    check("til:meg,[[kari]] «på ås»", "to:me,kari \"på ås\"");
    check("due:i-dag,24h..2w,=2026-12", "due:today,24h..2w,2026-12");
    check("limit:3 sort:due november sorter:-tittel", "november sort:due,-title limit:3");
    check("tags:\"none\",a,none brief:tasks/ola-2-x.md", "tags:\"none\",a,none brief:ola-2");
    check("venter:ingen tilstand:utkast", "waiting_on:none status:draft");
}

#[test]
fn who_asks_and_when_may_be_unknown() {
    let zone = jiff::tz::TimeZone::UTC;
    let nobody =
        Asking { schema: Schema::builtin(), zone: &zone, clocks: clocks(), now: None, me: None };
    let check = |text: &str, expected: &str| {
        let query = read(text).expect(text);
        let found =
            query.bind(nobody).err().map(|error| error.pointed(text) + " " + &error.message);
        assert_eq!(found.unwrap_or_default(), expected);
    };
    check("november to:me", "november to:me\n         ^^^^^ who you are is not known here");
    check("-@mine", "-@mine\n^^^^^^ who you are is not known here");
    check("due:<7d", "due:<7d\n^^^^^^^ the present moment is not known");
    check("due:<2026-12-01", "");
}
