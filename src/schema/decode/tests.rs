use super::*;
use crate::schema::{Moment, ValueRef};
use crate::text::{Source, apply};

fn document(text: &str) -> Document {
    Document::parse(Source::new(text))
}

fn decode(path: &str, text: &str) -> (Record, Vec<Finding>) {
    Schema::builtin().decode(&RepoPath::new(path), &document(text))
}

/// Checks the value of one field of a task, as it is shown by its debug form.
fn check(line: &str, key: &str, expected: &str) {
    let text = format!("---\n{line}\n---\n");
    let (record, findings) = decode("tasks/ola-1.md", &text);
    assert_eq!(findings, [], "{line}");
    let shown = record.field(key).map_or_else(|| "absent".to_owned(), |field| show(field.value));
    assert_eq!(shown, expected, "{line}");
}

fn show(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "null".to_owned(),
        ValueRef::Text(text) => format!("text {text}"),
        ValueRef::Bool(yes) => yes.to_string(),
        ValueRef::Number(number) => number.to_string(),
        ValueRef::Date(date) => date.to_string(),
        ValueRef::Local(local) => format!("local {}", Moment::Local(local)),
        ValueRef::Instant(at) => format!("instant {at}"),
        ValueRef::Enum(name) => format!("enum {name}"),
        ValueRef::Reference(id) => format!("ref {id}"),
        ValueRef::List(items) => items.iter().map(show).collect::<Vec<_>>().join(", "),
        ValueRef::Mistyped(text) => format!("mistyped {text}"),
    }
}

/// Checks the one finding in a document: its rule, its place and a part of its words.
fn check_finding(path: &str, front: &str, rule: &str, place: &str, part: &str) -> Finding {
    let text = format!("---\n{front}\n---\n");
    let (_, findings) = decode(path, &text);
    let [finding] = &findings[..] else { panic!("{front}: {findings:?}") };
    assert_eq!((finding.rule.as_str(), finding.span.of(&text)), (rule, place), "{front}");
    assert!(finding.message.contains(part), "{}", finding.message);
    finding.clone()
}

fn task_finding(front: &str, rule: &str, place: &str, part: &str) -> Finding {
    check_finding("tasks/ola-1.md", front, rule, place, part)
}

/// Checks what a front matter is after the finding's fix.
fn check_fix(front: &str, fixed: &str) {
    let text = format!("---\n{front}\n---\n");
    let (_, findings) = decode("tasks/ola-1.md", &text);
    let [Finding { fix: Some(fix), .. }] = &findings[..] else { panic!("{findings:?}") };
    let after = apply(&text, &fix.edits).expect("edits that apply");
    assert_eq!(after, format!("---\n{fixed}\n---\n"));
    assert_eq!(decode("tasks/ola-1.md", &after).1, [], "the fix fixes");
}

#[test]
fn values_have_the_type_of_their_field() {
    check("title: 'Reconcile: November'", "title", "text Reconcile: November");
    check("title: 2026", "title", "text 2026");
    check("status: confirmed", "status", "enum confirmed");
    check("due: 2026-12-01", "due", "2026-12-01");
    check("due: 2026-12-01 15:00", "due", "local 2026-12-01 15:00");
    check("due: \"2026-12-01T15:00:00+01:00\"", "due", "instant 2026-12-01T14:00:00Z");
    check("max_hours: 1,5", "max_hours", "1.5");
    check("to: kari", "to", "ref kari");
    check("to: \"[[people/Kari|Kari]]\"", "to", "ref kari");
    check("to: [[kari]]", "to", "ref kari");
    check("brief: briefs/ola-2-month-end.md", "brief", "ref ola-2");
    check("due:", "due", "absent");
    check("due: ~", "due", "absent");
}

#[test]
fn lists_may_be_written_in_any_way() {
    check("depends: [ola-1, \"[[tasks/ola-2-x]]\"]", "depends", "ref ola-1, ref ola-2");
    check("depends:\n  - ola-1\n  - [[ola-2]]", "depends", "ref ola-1, ref ola-2");
    check("depends: ola-1", "depends", "ref ola-1");
    check("depends: ola-1, ola-2", "depends", "ref ola-1, ref ola-2");
    check("tags: one, two", "tags", "text one, two");
    check("tags: []", "tags", "");
    let (record, findings) =
        decode("people/kari.md", "---\nworking_days: mon-fri\nemail: a@x.no, b@x.no\n---\n");
    assert_eq!(findings, []);
    let shown = |key| record.field(key).map(|field| show(field.value));
    assert_eq!(
        shown("working_days").as_deref(),
        Some("enum mon, enum tue, enum wed, enum thu, enum fri")
    );
    assert_eq!(shown("email").as_deref(), Some("text a@x.no, text b@x.no"));
}

#[test]
fn items_of_a_list_have_their_places() {
    let text = "---\ndepends: ola-1,  ola-2\n---\n";
    let (record, _) = decode("tasks/ola-1.md", text);
    let field = record.field("depends").expect("depends");
    let places: Vec<&str> = field.item_spans().map(|span| span.of(text)).collect();
    assert_eq!(places, ["ola-1", "ola-2"]);
}

#[test]
fn aliases_in_any_language_mean_the_same() {
    check("frist: 2026-12-01", "due", "2026-12-01");
    check("Status: Utkast", "status", "enum draft");
    check("assignee: kari", "to", "ref kari");
    check("tilstand: pågår", "status", "enum in_progress");
    check("status: In Progress", "status", "enum in_progress");
    check("prioritet: HASTER", "priority", "enum urgent");
    let (record, findings) = decode(
        "tasks/ola-1-x/a.md",
        "---\nslag: svar\ntype: bekreft\nrekker_fristen: ja\n---\n## Med egne ord\nJa.\n",
    );
    assert_eq!(findings, []);
    assert_eq!(record.kind.as_deref(), Some("reply"));
    assert_eq!(record.text("type"), Some("confirm"));
    assert_eq!(record.value("can_meet_due"), Some(ValueRef::Bool(true)));
    assert_eq!(record.sections[0].name, "In my own words");
}

#[test]
fn unknown_keys_are_kept() {
    check("invoice: F-2026", "invoice", "text F-2026");
    check("customers: [a, b]", "customers", "text a, text b");
}

#[test]
fn unknown_words_are_told_with_the_nearest() {
    let check = task_finding;
    check("status: confrimed", "unknown-status", "confrimed", "did you mean `confirmed`?");
    check("priority: hgih", "unknown-value", "hgih", "did you mean `high`?");
    check("status: purple", "unknown-status", "purple", "has no value `purple`");
    check("kind: taks", "unknown-kind", "taks", "did you mean `task`?");
    check_fix("status: utkst", "status: utkast");
    check_fix("kind: oppgve", "kind: oppgave");
}

#[test]
fn mistyped_values_are_told_at_their_place() {
    let check = |front, place, part| task_finding(front, "field-type", place, part);
    check("max_hours: many", "many", "`max_hours` takes a number");
    check("due: asap", "asap", "`due` takes a date");
    check("due: 03/04/2026", "03/04/2026", "`2026-04-03` or `2026-03-04`?");
    check("due: 2026-02-30", "2026-02-30", "no such day");
    check("depends: [ola-1, [a, b]]", "[a, b]", "one value, not a list");
    check("to: [kari, per]", "[kari, per]", "one value, not a list");
    let (record, _) = decode("tasks/ola-1.md", "---\ndue: asap\n---\n");
    assert_eq!(record.field("due").map(|one| show(one.value)).as_deref(), Some("mistyped asap"));
}

#[test]
fn a_rule_said_in_words_has_a_safe_fix() {
    check_fix(
        "kind: routine\nrule: \"hver fredag\" # fast",
        "kind: routine\nrule: FREQ=WEEKLY;BYDAY=FR # fast",
    );
}

#[test]
fn dates_in_local_order_have_a_safe_fix() {
    check_fix("due: 24.12.2026", "due: 2026-12-24");
    check_fix("due: \"24/12/2026\"", "due: 2026-12-24");
    check_fix("frist: 24. desember 2026", "frist: 2026-12-24");
    check_fix("due: 24.12.2026 kl. 15.00", "due: 2026-12-24 15:00");
    check_fix("to: [kari]", "to: kari");
}

#[test]
fn one_field_under_two_names_is_told() {
    task_finding("due: 2026-12-01\nfrist: 2026-12-02", "field-twice", "frist", "keep one");
    let (record, _) = decode("tasks/ola-1.md", "---\ndue: 2026-12-01\nfrist: 2026-12-02\n---\n");
    assert_eq!(record.fields.len(), 1);
}

#[test]
fn a_slip_in_a_key_is_told() {
    task_finding("titel: x", "field-typo", "titel", "did you mean");
    task_finding("knd: oppgave", "field-typo", "knd", "did you mean `kind`?");
    let of_note = |text: &str| decode("notes/a.md", text).1;
    assert_eq!(of_note("---\nslagg: oppgave\n---\n")[0].rule.as_str(), "field-typo");
    assert_eq!(of_note("---\nslagg: rustfritt\n---\n"), [], "its value is no kind");
    assert_eq!(of_note("---\nkinds: task\nkind: task\n---\n").len(), 0, "the kind is said");
    check_fix("priorty: high", "priority: high");
    let (_, findings) = decode("tasks/ola-1.md", "---\ntitle: x\ntitlee: y\n---\n");
    assert_eq!(findings, [], "the field that it would be is there already");
}

#[test]
fn nesting_is_told_in_documents_only() {
    task_finding("owner_info:\n  name: x", "yaml-nested", "name: x", "flat list of fields");
    task_finding("due: {a: b}", "yaml-nested", "{a: b}", "flat list of fields");
    assert_eq!(decode("content/post.md", "---\nparams:\n  toc: true\n---\n").1, []);
}

#[test]
fn the_kind_is_written_or_told_by_the_place() {
    let check = |path: &str, text: &str, expected: Option<&str>| {
        let (record, _) = decode(path, text);
        assert_eq!(record.kind.as_deref(), expected, "{path}");
    };
    check("tasks/idea.md", "Call the bank\n", Some("task"));
    check("tasks/archive/2026-11/ola-14-x.md", "", Some("task"));
    check("Oppgaver/ola-14-x.md", "", Some("task"));
    check("tasks/ola-14-x/answer.md", "Yes.\n", Some("reply"));
    check("tasks/archive/2026-11/ola-14-x/a.md", "", Some("reply"));
    check("tasks/ola-14-x/r.md", "---\nverdict: accepted\n---\n", Some("review"));
    check("tasks/ola-14-x/r.md", "---\nkind: review\n---\n", Some("review"));
    check("tasks/ola-14-x/t.md", "---\nkind: task\n---\n", Some("task"));
    check("tasks/sprint-12/t.md", "---\nstatus: sent\n---\n", Some("task"));
    check("notes/x.md", "---\nkind: Oppgave\n---\n", Some("task"));
    check("people/ola.md", "", Some("person"));
    check("agreement.md", "", Some("agreement"));
    check("Avtale.md", "", Some("agreement"));
    check("START-HERE.md", "", None);
    check("README.md", "", None);
    check("tasks/README.md", "", None);
    check("attachments/notes.md", "", None);
    check("Today.md", "---\nkind: task\n---\n", None);
    check("tasks/.x.md.swp", "", None);
    check("docs/x.md", "---\nkind: page\n---\n", None);
}

#[test]
fn a_reply_is_called_by_its_task_and_what_it_says() {
    let check = |path: &str, text: &str, expected: &str| {
        assert_eq!(&*decode(path, text).0.title, expected, "{path}");
    };
    let folder = "tasks/ola-14-reconcile/1.md";
    check(folder, "---\ntype: deliver\n---\n# Done\n", "ola-14 delivery");
    check(folder, "---\ntype: leveranse\ntask: \"[[ola-2]]\"\n---\n", "ola-2 delivery");
    check(folder, "---\nverdict: returned\n---\n", "ola-14 returned");
    check(folder, "Just words.\n", "ola-14 reply");
    check(folder, "---\ntitle: Own\ntype: note\n---\n", "Own");
    check("x/1.md", "---\nkind: reply\ntype: note\n---\n# Head\n", "Head");
}

#[test]
fn a_record_knows_id_title_sections_and_links() {
    let text = "---\nid: ola-14\n---\n# Reconcile\n\n## Resultat\n\nA [sheet](a.ods) and [[ola-2]].\n\n\
                ## Done when\n\n- [x] sums agree\n- [ ] sent\n\n## Background\n\n<!-- why -->\n";
    let (record, findings) = decode("tasks/ola-14-reconcile.md", text);
    assert_eq!(findings, []);
    assert_eq!((&*record.id, &*record.title), ("ola-14", "Reconcile"));
    assert_eq!(record.id_span().map(|span| span.of(text)), Some("ola-14"));
    let sections: Vec<(&str, bool, u16, u16)> = record
        .sections
        .iter()
        .map(|one| (one.name.as_str(), one.empty, one.ticked, one.unticked))
        .collect();
    assert_eq!(
        sections,
        [
            ("Reconcile", false, 1, 1),
            ("Result", false, 0, 0),
            ("Done when", false, 1, 1),
            ("Background", true, 0, 0)
        ]
    );
    let links: Vec<(&str, bool)> =
        record.links.iter().map(|link| (&*link.target, link.wiki)).collect();
    assert_eq!(links, [("a.ods", false), ("ola-2", true)]);
    let (bare, _) = decode("tasks/note.md", "");
    assert_eq!((&*bare.id, &*bare.title, bare.readable), ("note", "note", true));
    let (person, _) = decode("people/Kari.md", "---\nname: Kari Nordmann\n---\n");
    assert_eq!((&*person.id, &*person.title), ("kari", "Kari Nordmann"));
}

#[test]
fn a_broken_front_matter_still_gives_a_record() {
    let (record, _) =
        decode("tasks/ola-1.md", "---\ntitle: a: b\nto: kari\nstatus: \"open\n---\nText\n");
    assert!(!record.readable);
    assert_eq!(record.kind.as_deref(), Some("task"));
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    fn line() -> impl Strategy<Value = String> {
        let key = prop_oneof![
            Just("due"),
            Just("frist"),
            Just("Status"),
            Just("to"),
            Just("depends"),
            Just("kind"),
            Just("working_days"),
            Just("max_hours"),
            Just("titel"),
            Just("allow"),
            Just("verdict"),
        ];
        let value = prop_oneof![
            "[ -~æøå]{0,20}",
            Just("[[a]]".to_owned()),
            Just("[a, [b], {c: d}]".to_owned()),
            Just("24.12.2026".to_owned()),
            Just("mon-fri, lør".to_owned()),
            Just("ola-1,, \u{301}ola-2 ,".to_owned()),
            Just(">-\n  folded\n  text, and".to_owned()),
        ];
        (key, value).prop_map(|(key, value)| format!("{key}: {value}\n"))
    }

    proptest! {
        #[test]
        fn decoding_never_panics_and_its_fixes_apply(
            lines in proptest::collection::vec(line(), 0..6),
            body in "[ -~\n#æ]{0,60}",
            path in prop_oneof![
                Just("tasks/ola-1-x.md"), Just("people/kari.md"), Just("tasks/ola-1/a.md"),
                Just("agreement.md"), Just("x/y.md"),
            ],
        ) {
            let text = format!("---\n{}---\n{body}", lines.concat());
            let (record, findings) = decode(path, &text);
            for finding in &findings {
                prop_assert!(text.get(finding.span.start..finding.span.end).is_some());
                if let Some(fix) = &finding.fix {
                    prop_assert!(apply(&text, &fix.edits).is_ok());
                }
            }
            for field in record.fields.iter() {
                for span in field.item_spans().chain([field.key_span(), field.value_span()]) {
                    prop_assert!(text.get(span.start..span.end).is_some());
                }
            }
        }
    }
}
