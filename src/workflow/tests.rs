//! Where tasks stand by what was said, tried with whole rounds of it.

mod at_once;
mod laws;

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::document::Document;
use crate::schema::{Config, Record, Schema, moment::find_zone};
use crate::text::{RepoPath, Source};

/// What sending needs, but for the status.
const WHOLE: &str = "from: ola\nto: kari\ndue: 2026-12-01\n";
const TEXT: &str = "## Result\n\nA list.\n\n## Done when\n\n- [ ] it is whole\n";

fn record(path: &str, text: &str) -> Record {
    Schema::builtin().decode(&RepoPath::new(path), &Document::parse(Source::new(text))).0
}

fn task(fields: &str, body: &str) -> Record {
    record("tasks/ola-1-a.md", &format!("---\nid: ola-1\ntitle: A\n{fields}---\n{body}"))
}

/// Replies and reviews in their order: the first words are `type by`, `accepted by` or `returned by`;
/// more fields follow behind a comma, as `re: 01`, by which each is called.
fn said(lines: &[&str]) -> Vec<Record> {
    let one = |(at, line): (usize, &&str)| {
        let mut parts = line.split(", ");
        let (what, by) = parts.next().unwrap_or("").split_once(' ').unwrap_or((line, ""));
        let key = if matches!(what, "accepted" | "returned") { "verdict" } else { "type" };
        let what = if what == "-" { String::new() } else { format!("{key}: {what}\n") };
        let by = if by.is_empty() { String::new() } else { format!("by: {by}\n") };
        let rest: String = parts.map(|part| format!("{part}\n")).collect();
        let path = format!("tasks/ola-1-a/{:02}.md", at + 1);
        record(&path, &format!("---\n{what}{by}{rest}---\nText\n"))
    };
    lines.iter().enumerate().map(one).collect()
}

fn team() -> Team {
    let person = |(id, role): (&str, &str)| {
        let page = format!(
            "---\nid: {id}\nrole: {role}\nemail: [{id}@example.org, both@example.org]\n---\n"
        );
        record(&format!("people/{id}.md"), &page)
    };
    let people = [("liv", "lead"), ("ola", "client"), ("kari", "assistant"), ("per", "assistant")];
    Team::of(&people.map(person))
}

#[track_caller]
fn check_task(task: &Record, lines: &[&str], expected: &str, waiting: &str) {
    let said = said(lines);
    let said: Vec<&Record> = said.iter().collect();
    let life = Life::of(task, &said, &team(), None);
    let team = team();
    let on = waiting_on(task, life.state, &life.round, &team);
    let found = (life.state.name(), on.unwrap_or("nobody"));
    assert_eq!(found, (expected, waiting), "{lines:?}");
}

/// Of a task that is whole and sent.
#[track_caller]
fn check(lines: &[&str], expected: &str, waiting: &str) {
    check_task(&task(&format!("{WHOLE}status: sent\n"), TEXT), lines, expected, waiting);
}

#[test]
fn states_are_the_statuses_of_the_kind() {
    let schema = Schema::builtin();
    let status = schema.field(schema.kind("task").expect("a kind"), "status").expect("a field");
    let crate::schema::FieldType::Enum(values) = status.item_type() else { panic!("an enum") };
    let names: Vec<&str> = values.iter().map(|value| value.name.as_str()).collect();
    assert_eq!(State::ALL.map(State::name).as_slice(), names);
    assert!(State::ALL.into_iter().all(|state| State::parse(state.name()) == Some(state)));
    assert_eq!(State::parse("sendt"), None);
}

#[test]
fn moves_are_the_types_of_replies_and_reviews() {
    let schema = Schema::builtin();
    let values = |kind: &str, field: &str| {
        let field = schema.field(schema.kind(kind).expect(kind), field).expect(field);
        let crate::schema::FieldType::Enum(values) = field.item_type() else { panic!("an enum") };
        values.iter().map(|value| value.name.clone()).collect::<BTreeSet<_>>()
    };
    let made = |wanted: fn(Evidence) -> Option<&'static str>| {
        MOVES.iter().filter_map(|one| wanted(one.evidence)).map(str::to_owned).collect()
    };
    let replies: BTreeSet<_> =
        made(|one| if let Evidence::Reply(name) = one { Some(name) } else { None });
    let reviews: BTreeSet<_> =
        made(|one| if let Evidence::Review(name) = one { Some(name) } else { None });
    assert_eq!(replies, values("reply", "type"));
    assert_eq!(reviews, values("review", "verdict"));
    for (at, one) in MOVES.iter().enumerate() {
        assert_eq!(one.name as usize, at, "the table is in the order of the names");
        assert!(std::ptr::eq(Move::named(one.name), one));
    }
}

#[test]
fn the_table_and_the_diagram_stand_in_the_docs() {
    let page = include_str!("../../docs/how-it-works.md").replace("\r\n", "\n");
    for part in [moves_table(), format!("```mermaid\n{}```\n", moves_diagram())] {
        assert!(page.contains(&part), "docs/how-it-works.md lacks this:\n{part}");
    }
}

#[test]
fn a_move_is_judged_as_it_will_be_when_it_stands_there() {
    let sent = task(&format!("{WHOLE}status: sent\n"), TEXT);
    let check = |before: &[&str], new: &str, expected: Result<(State, MoveName), Why>| {
        let mut all = said(&[before, &[new]].concat());
        let new = all.pop().expect("the new one");
        let before: Vec<&Record> = all.iter().collect();
        let found = attempt(&sent, &before, &team(), None, &new);
        let found = found
            .map(|(life, step)| (life.state, step.expect("a move").name))
            .map_err(|refused| refused.why);
        assert_eq!(found, expected, "{new:?}");
    };
    check(&[], "confirm kari", Ok((State::Confirmed, MoveName::Confirm)));
    check(&["confirm kari"], "praise ola", Ok((State::Confirmed, MoveName::Praise)));
    check(&[], "confirm ola", Err(Why::NotEntitled));
    check(&[], "start kari", Err(Why::NotNow(State::Sent)));
    check(&["proposal kari"], "accepted ola", Ok((State::Confirmed, MoveName::AcceptProposal)));
}

#[test]
fn who_may_move_is_named() {
    let whole = task(&format!("{WHOLE}approver: kari\n"), TEXT);
    let check = |actor: Actor, expected: &[&str]| {
        assert_eq!(who_may(&whole, actor, &team()), expected, "{actor:?}");
    };
    check(Actor::Sender, &["ola"]);
    check(Actor::Assignee, &["kari"]);
    check(Actor::Approver, &["ola"]);
    check(Actor::Lead, &["ola", "liv"]);
    check(Actor::Anyone, &[]);
}

#[test]
fn where_nobody_is_named_anyone_may_be_it_but_the_other_party() {
    let check = |fields: &str, by: &str, actor: Actor, expected: bool| {
        let found = may_act(&task(fields, TEXT), by, actor, &team());
        assert_eq!(found, expected, "{fields}{by} {actor:?}");
    };
    check("to: kari\n", "ola", Actor::Sender, true);
    check("to: kari\n", "per", Actor::Sender, true);
    check("to: kari\n", "kari", Actor::Sender, false);
    check(WHOLE, "per", Actor::Sender, false);
    check(WHOLE, "ola", Actor::Sender, true);
    check(WHOLE, "kari", Actor::Approver, false);
    check("from: ola\n", "ola", Actor::Assignee, false);
}

#[test]
fn sending_needs_its_text_a_person_a_date_and_a_word() {
    let check = |fields: &str, body: &str, expected: &str, waiting: &str| {
        check_task(&task(fields, body), &[], expected, waiting);
    };
    let sent = format!("{WHOLE}status: sent\n");
    check(WHOLE, TEXT, "draft", "ola");
    check(&format!("{WHOLE}status: draft\n"), TEXT, "draft", "ola");
    check(&sent, TEXT, "sent", "kari");
    check(&format!("{WHOLE}status: delivered\n"), TEXT, "sent", "kari");
    check(&sent, "", "draft", "ola");
    check(&sent, "## Result\n\nA list.\n\n## Done when\n\n<!-- hint -->\n", "draft", "ola");
    check(&format!("{sent}brief: ola-2\n"), "", "sent", "kari");
    check("from: ola\nto: kari\nstatus: sent\n", TEXT, "draft", "ola");
    check("from: ola\nto: kari\ndue: soon\nstatus: sent\n", TEXT, "draft", "ola");
    check("from: ola\ndue: 2026-12-01\nstatus: sent\n", TEXT, "draft", "ola");
    check("fra: ola\ntil: kari\nfrist: 2026-12-01\nstatus: sendt\n", TEXT, "sent", "kari");
}

#[test]
fn a_draft_without_a_sender_waits_for_its_maker() {
    check_task(&task("to: kari\n", TEXT), &[], "draft", "ola");
    let unnumbered = record("tasks/call.md", "---\ntitle: Call\n---\n");
    check_task(&unnumbered, &[], "draft", "nobody");
}

fn made_by(address: &str) -> Option<Box<crate::schema::Maker>> {
    Some(Box::new(crate::schema::Maker { address: address.into() }))
}

/// Where the history knows more than the task says. An assistant makes it for the only client, as is filled in.
#[test]
fn a_draft_that_nobody_signed_waits_for_whoever_made_it() {
    let check = |fields: &str, address: &str, expected: &str| {
        let mut task = record("tasks/call.md", &format!("---\ntitle: Call\n{fields}---\n"));
        task.made_by = made_by(address);
        assert_eq!(is_unsigned(&task), !fields.contains("from"), "{fields}");
        check_task(&task, &[], "draft", expected);
    };
    check("", "ola@example.org", "ola");
    check("to: kari\n", "Ola@Example.org ", "ola");
    check("to: kari\n", "liv@example.org", "liv");
    check("to: kari\n", "kari@example.org", "ola");
    check("from: liv\nto: kari\n", "ola@example.org", "liv");
    check("to: kari\n", "nobody@example.org", "kari");
    check("to: kari\n", "both@example.org", "kari");
    let mut signed = task("to: kari\n", "");
    signed.made_by = made_by("liv@example.org");
    assert!(!is_unsigned(&signed));
    check_task(&signed, &[], "draft", "ola");
}

#[test]
fn a_round_goes_by_its_evidence() {
    check(&["confirm kari"], "confirmed", "kari");
    check(&["confirm kari", "correct ola"], "sent", "kari");
    check(&["confirm kari", "start kari"], "in_progress", "kari");
    check(&["confirm kari", "progress kari"], "in_progress", "kari");
    check(&["confirm kari", "start kari", "delivery kari"], "delivered", "ola");
    check(&["delivery kari", "returned ola"], "returned", "kari");
    check(&["delivery kari", "returned ola", "delivery kari"], "delivered", "ola");
    check(&["delivery kari", "accepted ola"], "accepted", "nobody");
    check(&["delivery kari", "accepted ola", "praise ola", "note kari"], "accepted", "nobody");
    check(&["decline kari"], "declined", "ola");
    check(&["decline kari", "reopen ola"], "sent", "kari");
    check(&["cancel ola"], "cancelled", "nobody");
    check(&["delivery kari", "accepted ola", "reopen ola"], "sent", "kari");
    check(&["confirm kari", "reassign ola, to: kari"], "sent", "kari");
}

#[test]
fn questions_wait_for_each_answer() {
    const ASK: &str = "question kari, blocking: yes";
    check(&["question kari"], "sent", "kari");
    check(&["question kari, blocking: no"], "sent", "kari");
    check(&[ASK], "asked", "ola");
    check(&[ASK, "answer ola"], "sent", "kari");
    check(&["confirm kari", "start kari", ASK, "answer ola, re: 03#1"], "in_progress", "kari");
    check(&[ASK, ASK, "answer ola, re: 01"], "asked", "ola");
    check(&[ASK, ASK, "answer ola, re: [01,'02#2']"], "sent", "kari");
    check(&[ASK, "answer ola, re: 09"], "asked", "ola");
    check(&[ASK, "confirm kari"], "confirmed", "kari");
    check(&["answer ola"], "sent", "kari");
    let asked = task(&format!("{WHOLE}status: asked\n"), TEXT);
    check_task(&asked, &["question kari"], "asked", "ola");
    check_task(&asked, &["question kari, blocking: no"], "sent", "kari");
}

#[test]
fn proposals_are_judged_by_the_sender() {
    check(&["proposal kari"], "proposed", "ola");
    check(&["proposal kari", "accepted ola, re: 01"], "confirmed", "kari");
    check(&["proposal kari", "accepted ola"], "confirmed", "kari");
    check(
        &["confirm kari", "start kari", "proposal kari", "returned ola, re: 03"],
        "in_progress",
        "kari",
    );
    check(&["proposal kari", "proposal kari", "accepted ola, re: 01"], "proposed", "ola");
    check(&["proposal kari", "accepted ola, re: 07"], "proposed", "ola");
    check(&["proposal kari", "confirm kari, can_meet_due: no"], "proposed", "ola");
    check(&["proposal kari", "confirm kari, can_meet_due: yes"], "confirmed", "kari");
    check(&["proposal kari", "delivery kari", "accepted ola, re: 01"], "delivered", "ola");
    check(&["proposal kari", "question kari, blocking: yes", "returned ola"], "asked", "ola");
}

#[test]
fn what_is_paused_goes_back_to_where_it_was() {
    check(&["pause ola"], "paused", "ola");
    check(&["confirm kari", "pause ola", "resume ola"], "confirmed", "kari");
    check(&["question kari, blocking: yes", "pause ola", "resume ola"], "asked", "ola");
    check(
        &["question kari, blocking: yes", "pause ola", "answer ola", "resume ola"],
        "sent",
        "kari",
    );
    check(&["pause ola", "proposal kari", "resume ola"], "proposed", "ola");
    check(&["pause ola", "delivery kari"], "delivered", "ola");
}

#[test]
fn illegal_moves_never_count() {
    // Before its time.
    check(&["accepted ola"], "sent", "kari");
    check(&["accepted ola", "delivery kari"], "delivered", "ola");
    check(&["start kari"], "sent", "kari");
    check(&["resume ola", "reopen ola"], "sent", "kari");
    check(&["delivery kari", "accepted ola", "delivery kari"], "accepted", "nobody");
    check(
        &["delivery kari", "returned ola", "delivery kari", "accepted ola, re: 01"],
        "delivered",
        "ola",
    );
    // By someone else.
    check(&["confirm ola"], "sent", "kari");
    check(&["confirm per"], "sent", "kari");
    check(&["delivery ola"], "sent", "kari");
    check(&["question ola, blocking: yes"], "sent", "kari");
    check(&["question kari, blocking: yes", "answer kari"], "asked", "ola");
    check(&["proposal kari", "accepted kari"], "proposed", "ola");
    check(&["delivery kari", "accepted kari"], "delivered", "ola");
    check(&["delivery kari", "returned kari"], "delivered", "ola");
    check(&["delivery kari", "accepted per"], "delivered", "ola");
    check(&["delivery kari", "accepted ola, captured_by: kari"], "delivered", "ola");
    check(&["pause kari", "cancel kari"], "sent", "kari");
    check(&["cancel per"], "sent", "kari");
    // Without saying what it is.
    check(&["- kari", "-"], "sent", "kari");
}

#[test]
fn a_lead_may_lay_aside_and_not_accept() {
    check(&["pause liv"], "paused", "ola");
    check(&["cancel liv"], "cancelled", "nobody");
    check(&["delivery kari", "accepted liv"], "delivered", "ola");
    check(&["confirm liv"], "sent", "kari");
}

#[test]
fn an_author_who_is_not_written_is_judged_by_history() {
    check(&["confirm", "delivery", "accepted"], "accepted", "nobody");
}

#[test]
fn who_had_the_task_before_is_not_asked_again() {
    check(&["delivery per", "accepted ola"], "sent", "kari");
    check(&["confirm per", "reassign ola, to: kari"], "sent", "kari");
    let lines = ["question per, blocking: yes", "reassign ola, to: kari", "confirm kari"];
    check(&lines, "confirmed", "kari");
    check(&["reassign ola, to: kari", "confirm per"], "sent", "kari");
}

#[test]
fn an_approver_judges_and_never_the_assignee() {
    let approved = |who: &str| task(&format!("{WHOLE}approver: {who}\nstatus: sent\n"), TEXT);
    check_task(&approved("liv"), &["delivery kari"], "delivered", "liv");
    check_task(&approved("liv"), &["delivery kari", "accepted liv"], "accepted", "nobody");
    check_task(&approved("liv"), &["delivery kari", "accepted ola"], "accepted", "nobody");
    check_task(&approved("kari"), &["delivery kari", "accepted kari"], "delivered", "ola");
    let alone = |who: &str| {
        let fields = "from: ola\nto: ola\ndue: 2026-12-01\nstatus: accepted\n";
        task(&format!("{fields}approver: {who}\n"), TEXT)
    };
    check_task(&alone("liv"), &["delivery ola", "accepted ola"], "delivered", "liv");
    check_task(&alone("liv"), &["delivery ola", "accepted liv"], "accepted", "nobody");
    check_task(&alone("ola"), &[], "accepted", "nobody");
}

#[test]
fn status_by_hand_counts_for_sending_and_starting_and_ones_own() {
    let by_hand = |status: &str| task(&format!("{WHOLE}status: {status}\n"), TEXT);
    check_task(&by_hand("in_progress"), &[], "sent", "kari");
    check_task(&by_hand("in_progress"), &["confirm kari"], "in_progress", "kari");
    check_task(&by_hand("in_progress"), &["delivery kari", "returned ola"], "in_progress", "kari");
    check_task(&by_hand("in_progress"), &["delivery kari"], "delivered", "ola");
    check_task(&by_hand("accepted"), &["delivery kari"], "delivered", "ola");
    check_task(&by_hand("cancelled"), &[], "sent", "kari");
    check_task(&by_hand("draft"), &["confirm kari"], "draft", "ola");
    check_task(&by_hand("draft"), &["cancel ola"], "cancelled", "nobody");
    check_task(&by_hand("draft"), &["cancel ola", "reopen ola"], "draft", "ola");
    let own = |status: &str| task(&format!("from: ola\nto: ola\nstatus: {status}\n"), "");
    check_task(&own("draft"), &[], "draft", "ola");
    check_task(&own("in_progress"), &[], "in_progress", "ola");
    check_task(&own("accepted"), &[], "accepted", "nobody");
    check_task(&own("sent"), &["delivery ola"], "delivered", "ola");
    check_task(&own("sent"), &["delivery ola", "accepted ola"], "accepted", "nobody");
}

#[test]
fn a_status_that_is_missing_or_misspelt_takes_nothing_back() {
    let unsaid = task(WHOLE, TEXT);
    for mute in [&unsaid, &task(&format!("{WHOLE}status: in_progres\n"), TEXT)] {
        let check = |lines: &[&str], state, waiting| check_task(mute, lines, state, waiting);
        check(&["confirm kari"], "confirmed", "kari");
        check(&["confirm kari", "delivery kari"], "delivered", "ola");
        check(&["confirm kari", "delivery kari", "accepted ola"], "accepted", "nobody");
        check(&["question kari, blocking: yes"], "asked", "ola");
        check(&["correct ola"], "sent", "kari");
        // What counts of a draft, too, and what says nothing about it, or by nobody, sends nothing.
        check(&[], "draft", "ola");
        check(&["note ola", "praise kari"], "draft", "ola");
        check(&["confirm"], "draft", "ola");
        check(&["confirm per", "delivery liv"], "draft", "ola");
        check(&["cancel ola"], "cancelled", "nobody");
        check(&["cancel ola", "reopen ola"], "draft", "ola");
    }
    // What else sending needs is still needed.
    check_task(&task("from: ola\nto: kari\n", TEXT), &["confirm kari"], "draft", "ola");
    // Who knows that nobody has sent it does not make it sent.
    let new = &said(&["confirm kari"])[0];
    let refused = attempt(&unsaid, &[], &team(), None, new).expect_err("a draft");
    assert_eq!(refused.why, Why::NotNow(State::Draft));
}

#[test]
fn what_does_not_count_is_told_with_the_reason() {
    let task = task(&format!("{WHOLE}status: sent\n"), TEXT);
    let lines =
        said(&["accepted ola", "confirm ola", "proposal kari", "accepted ola, re: [03,09]"]);
    let said: Vec<&Record> = lines.iter().collect();
    let life = Life::of(&task, &said, &team(), None);
    let found: Vec<_> =
        life.uncounted.iter().map(|one| (&*one.record.id, one.step.words, one.why)).collect();
    let expected =
        [("01", "accept", Why::NotNow(State::Sent)), ("02", "confirm", Why::NotEntitled)];
    assert_eq!(found, expected);
    assert_eq!(life.passed, [State::Sent, State::Proposed, State::Confirmed]);
}

#[test]
fn late_is_what_is_owed_behind_its_day() {
    let oslo = find_zone("Europe/Oslo").expect("bundled");
    let ola = record("people/ola.md", "---\nid: ola\nworking_hours: 05:00-07:00\n---\n");
    let config = Config { zone: oslo, ..Config::default() };
    let clocks = Clocks::of([&ola], &config);
    let check = |due: &str, state: State, now: &str, expected: bool| {
        let task = task(&format!("from: ola\ndue: {due}\n"), "");
        let now = now.parse().expect(now);
        let found = is_late(state, deadline(&task, &clocks), now);
        assert_eq!(found, expected, "{due} {state:?} {now}");
    };
    check("2026-12-01", State::Sent, "2026-12-01T05:59:59Z", false);
    check("2026-12-01", State::Sent, "2026-12-01T06:00:01Z", true);
    check("2026-12-01 15:00", State::Asked, "2026-12-01T13:59:00Z", false);
    check("2026-12-01 15:00", State::Asked, "2026-12-01T14:01:00Z", true);
    check("soon", State::Sent, "2027-01-01T00:00:00Z", false);
    for state in State::ALL {
        check("2026-12-01", state, "2027-01-01T00:00:00Z", state.is_under_way());
    }
}

#[test]
fn what_was_said_is_found_by_field_and_by_folder_in_order() {
    let records = [
        record("tasks/ola-1-a.md", "---\nid: ola-1\n---\n"),
        record("tasks/ola-1-a/2.md", "---\ntype: note\n---\n"),
        record("tasks/archive/ola-1-a/1.md", "---\ntype: note\n---\n"),
        record("elsewhere/3.md", "---\nkind: reply\ntask: \"[[ola-1]]\"\n---\n"),
        record("tasks/ola-1-a/4.md", "---\ntype: note\ntask: ola-2\n---\n"),
        record("tasks/ola-1-a/5.md", "---\nverdict: accepted\n---\n"),
    ];
    let said = Said::of(&records);
    let found: Vec<&str> = said.about(&records[0]).iter().map(|one| &*one.id).collect();
    assert_eq!(found, ["1", "2", "3", "5"]);
    assert_eq!(said.standing(&records[1], None), None);
    let expected =
        Standing { state: State::Draft, waiting_on: Some("ola".to_owned()), terms_changed: false };
    assert_eq!(said.standing(&records[0], None), Some(expected));
}

#[test]
fn what_was_said_is_judged_by_who_had_the_task_then() {
    let task = task("from: ola\nto: per\ndue: 2026-12-01\nstatus: sent\n", TEXT);
    let given = "reassign ola, to: per, instead_of: kari";
    check_task(&task, &["confirm kari", given], "sent", "per");
    check_task(&task, &["confirm kari", given, "confirm kari"], "sent", "per");
    check_task(&task, &["confirm kari", given, "confirm per"], "confirmed", "per");
    // What the wrong person handed in does not keep it from being given away.
    check_task(&task, &["delivery liv", given], "sent", "per");
    // Whoever may not give it away makes nobody else's word count.
    check_task(&task, &["confirm kari", "reassign kari, to: kari"], "sent", "per");
}

#[test]
fn what_stops_the_work_too_late_is_told_however_often_it_was_stopped() {
    let check = |lines: &[&str], expected: &[&str]| {
        let task = task(&format!("{WHOLE}status: sent\n"), TEXT);
        let records = said(lines);
        let said: Vec<&Record> = records.iter().collect();
        let life = Life::of(&task, &said, &team(), None);
        let told: Vec<&str> = life.in_vain().map(|one| &*one.record.id).collect();
        assert_eq!(told, expected, "{lines:?}");
        let last: Vec<&str> =
            life.last_in_vain(&said).into_iter().map(|one| &*one.record.id).collect();
        assert!(last.iter().all(|one| expected.contains(one)), "{last:?}");
    };
    check(&["pause ola", "pause ola"], &[]);
    check(&["pause ola", "resume ola", "delivery kari", "pause ola"], &["04"]);
    check(&["cancel ola", "reopen ola", "cancel ola", "cancel ola"], &[]);
    check(&["confirm kari", "start kari", "confirm kari", "start kari"], &[]);
    check(&["delivery kari", "accepted ola", "reassign ola, to: per"], &["03"]);
}
