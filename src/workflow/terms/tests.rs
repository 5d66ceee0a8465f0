use std::borrow::Cow;
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Terms, TermsPart};
use crate::document::Document;
use crate::schema::{Language, Record, Schema, decision_lines};
use crate::text::{RepoPath, Source};
use crate::workflow::{Held, Sources, delivered};

fn record(path: &str, text: &str) -> Record {
    Schema::builtin().decode(&RepoPath::new(path), &Document::parse(Source::new(text))).0
}

/// A brief and files with one byte each.
#[derive(Default)]
struct World {
    brief: Option<Record>,
    files: BTreeMap<&'static str, u8>,
}

impl Sources for World {
    fn brief(&self, name: &str) -> Option<Cow<'_, Record>> {
        self.brief.as_ref().filter(|brief| *brief.id == *name).map(Cow::Borrowed)
    }

    fn held(&self, path: &RepoPath) -> Held {
        match self.files.get(path.as_str()) {
            Some(0) => Held::Unknown,
            Some(byte) => Held::Content([*byte; 20]),
            None => Held::Nothing,
        }
    }

    fn called(&self, name: &str) -> Option<RepoPath> {
        self.files.keys().map(RepoPath::new).find(|path| path.file_name() == name)
    }
}

fn terms_in(text: &str, world: &World) -> Terms {
    Terms::of(&record("tasks/ola-1-a.md", text), world).expect("all is known")
}

fn terms(text: &str) -> Terms {
    terms_in(text, &World::default())
}

const TASK: &str = "---\nkind: task\nid: ola-1\ntitle: Reconcile November\nfrom: ola\nto: kari\napprover: liv\nstatus: sent\ndue: 2026-12-01 15:00\nmax_hours: 4\n---\n\n## Result\n\nA list of *all* payments.\n\n## Requirements\n\nIn NOK.\n\n## Done when\n\n- [ ] Every payment has a receipt\n- [ ] The balance is 0\n";

#[test]
fn the_form_never_changes() {
    let brief = record(
        "briefs/ola-2-b.md",
        "---\nid: ola-2\ntitle: B\n---\n## Result\nAll.\n## Done when\n- [ ] [Form](../attachments/form.pdf)\n",
    );
    let files = BTreeMap::from([("attachments/form.pdf", 1)]);
    let world = World { brief: Some(brief), files };
    assert_eq!(terms(TASK).to_string(), FROZEN[0]);
    let with_brief = TASK.replace("max_hours", "brief: ola-2\nmax_hours");
    assert_eq!(terms_in(&with_brief, &world).to_string(), FROZEN[1]);
    let reply = record(
        "tasks/ola-1-a/1.md",
        "---\ntype: delivery\nminutes: 90\n---\n## Delivered\n[The form](/attachments/form.pdf)\n- [x] Done\n",
    );
    assert_eq!(delivered(&[&reply], &world).as_deref(), Some(FROZEN[2]));
    for text in &FROZEN[..2] {
        assert_eq!(Terms::parse(text).expect("read").to_string(), *text);
    }
}

/// In which box somebody decides is no part of what they decide about; what they type there is.
#[test]
fn a_decision_is_no_part_of_a_delivery() {
    let digest = |boxes: &str| {
        let text =
            format!("---\ntype: delivery\n---\n## Delivered\nAll.\n\n## Decision\n\n{boxes}");
        delivered(&[&record("tasks/ola-1-a/1.md", &text)], &World::default())
    };
    for language in [Language::English, Language::Bokmal] {
        let boxes = decision_lines("delivery", language).expect("boxes");
        let (accepts, _) = boxes.split_once('\n').expect("two");
        let plain = digest(&boxes);
        assert_eq!(digest(&boxes.replacen("[ ]", "[x]", 1)), plain);
        assert_eq!(digest(&boxes.replace("[ ]", "[X]")), plain);
        let typed = |mark: &str| {
            boxes.replace(accepts, &format!("{accepts}\n  Fine.")).replacen("[ ]", mark, 1)
        };
        assert_eq!(digest(&typed("[x]")), digest(&typed("[ ]")));
        assert_ne!(digest(&typed("[x]")), plain);
    }
    assert_ne!(digest("- [x] All of it\n"), digest("- [ ] All of it\n"));
}

const FROZEN: [&str; 3] = [
    "1:af0ea8c8d5575dfa3307698b61959b9f-0-3718a7f984ddb0d54b22e3b0584b2814a09de3b0",
    "1:5f7a0caa7c5699603899a5b899cfb9d4-1623e9967f2e09598cedc405c7ed6b05-3718a7f984ddb0d54b22e611584b2814a09de3b0",
    "1:e56b4aaf64cc22a6bfd51ec35191d562",
];

#[test]
fn what_is_no_digest_of_this_form_is_not_read() {
    for text in
        ["", "1:", "x", "1:00-0-00", &FROZEN[0].replacen('1', "2", 1), &format!("{}-0", FROZEN[0])]
    {
        assert_eq!(Terms::parse(text), None, "{text}");
    }
}

#[test]
fn looks_and_other_words_do_not_matter() {
    let same = |text: &str| assert_eq!(terms(text), terms(TASK), "{text}");
    same(&TASK.replace('\n', "\r\n"));
    same(&TASK.replace("- [ ]", "* [x]").replace("*all*", "__all__"));
    same(
        &TASK
            .replace("title: Reconcile November", "title: \"Reconcile  November\"")
            .replace("to: kari", "assignee: '[[kari]]' # her"),
    );
    same(&TASK.replace("## Result", "Ønsket resultat\n---").replace("Done when", "Ferdig når"));
    same(
        &TASK
            .replace("2026-12-01 15:00", "2026-12-01T15:00:00")
            .replace("due:", "frist:")
            .replace("4\n", "4.0\n"),
    );
    same(&TASK.replace("status: sent", "status: in_progress\npriority: high\nestimate_hours: 3"));
    let linked = |link: &str| terms(&TASK.replace("In NOK.", &format!("As in {link}, in NOK.")));
    for link in ["<https://bank.no/a--b>", "[https://bank.no/a--b](https://bank.no/a--b)"] {
        assert_eq!(linked(link), linked("https://bank.no/a--b"), "{link}");
    }
    assert_eq!(linked("[[ola-2]]"), linked("ola-2"));
    assert_ne!(linked("<https://bank.no/a>"), linked("https://bank.no/b"));
    assert_ne!(linked("[here](https://bank.no/a)"), linked("[here](https://bank.no/b)"));
    same(&TASK.replace("A list of *all* payments.", "A list\nof *all*   payments. <!-- all! -->"));
    same(&format!("{TASK}\n## Background\n\nWhy.\n"));
    // A procedure is no part of what was agreed on: edited later, it reopens nothing.
    same(&TASK.replace("status: sent", "status: sent\nsop: month-end"));
    same(&TASK.replace("status: sent", "status: sent\nsent_at: 2026-11-24 09:00"));
    same(&TASK.replace("kind: task\n", "").replace(
        "id: ola-1\ntitle: Reconcile November\n",
        "title: Reconcile November\nid: ola-1\n",
    ));
    let (before, after) = TASK.split_once("## Requirements").unwrap();
    let (requirements, done) = after.split_once("## Done when").unwrap();
    same(&format!("{before}## Done when{done}\n## Requirements{requirements}"));
}

#[test]
fn what_is_meant_matters_and_is_named() {
    let check = |old: &str, new: &str, part: TermsPart| {
        let now = terms(&TASK.replace(old, new));
        assert!(!now.same_own(&terms(TASK)), "{new}");
        assert_eq!(now.differing(&terms(TASK)), [part], "{new}");
    };
    check("Reconcile November", "Reconcile December", TermsPart::Field("title"));
    check("to: kari", "to: per", TermsPart::Field("to"));
    check("approver: liv\n", "", TermsPart::Field("approver"));
    check("12-01 15:00", "12-01", TermsPart::Field("due"));
    check("12-01 15:00", "12-02 15:00", TermsPart::Field("due"));
    check("max_hours: 4", "max_hours: 8", TermsPart::Field("max_hours"));
    check("*all* payments", "payments", TermsPart::Section("Result"));
    check("In NOK", "In EUR", TermsPart::Section("Requirements"));
    check("In NOK.", "~~In NOK.~~", TermsPart::Section("Requirements"));
    check("is 0", "is 10", TermsPart::Section("Done when"));
    check("## Requirements\n\nIn NOK.\n\n", "", TermsPart::Section("Requirements"));
}

#[test]
fn a_brief_is_a_part_of_its_own() {
    let brief = |text: &str| {
        record("briefs/ola-2-b.md", &format!("---\nid: ola-2\n---\n## Result\n{text}\n"))
    };
    let world = |text: &str| World { brief: Some(brief(text)), ..World::default() };
    let task = TASK.replace("max_hours", "brief: ola-2\nmax_hours");
    let (one, other) = (terms_in(&task, &world("All.")), terms_in(&task, &world("Some.")));
    assert!(one.same_own(&other) && one != other);
    assert_eq!(one.differing(&other), [TermsPart::Brief]);
    assert_eq!(one.differing(&terms(TASK)), [TermsPart::Field("brief")]);
    assert_eq!(Terms::of(&record("tasks/ola-1-a.md", &task), &World::default()), None);
    assert_eq!(one, terms_in(&task, &world("*All.*\n\n## Background\n\nMore.")));
}

#[test]
fn a_routine_stands_where_a_brief_would() {
    let routine = |id: &str, text: &str| {
        record(&format!("routines/{id}.md"), &format!("---\nid: {id}\n---\n## Result\n{text}\n"))
    };
    let world = |id: &str, text: &str| World { brief: Some(routine(id, text)), ..World::default() };
    let task = TASK.replace("max_hours", "routine: ola-4\nmax_hours");
    let one = terms_in(&task, &world("ola-4", "All."));
    let other = terms_in(&task, &world("ola-4", "Some."));
    assert!(one.same_own(&other));
    assert_eq!(one.differing(&other), [TermsPart::Brief]);
    let moved = terms_in(&task.replace("ola-4", "ola-5"), &world("ola-5", "All."));
    assert_eq!(one.differing(&moved), [TermsPart::Field("brief")]);
    assert_eq!(Terms::of(&record("tasks/ola-1-a.md", &task), &World::default()), None);
    // With a brief as well, that is what is taken up.
    let both = task.replace("routine", "brief: ola-2\nroutine");
    assert_eq!(Terms::of(&record("tasks/ola-1-a.md", &both), &world("ola-4", "All.")), None);
}

#[test]
fn attachments_count_by_their_content() {
    let task = TASK.replace(
        "In NOK.",
        "As in [the form](../attachments/form.pdf) and [the sop](../sops/s.md).",
    );
    let with = |byte: u8| World {
        files: BTreeMap::from([("attachments/form.pdf", byte), ("sops/s.md", byte)]),
        ..World::default()
    };
    let (one, other) = (terms_in(&task, &with(1)), terms_in(&task, &with(2)));
    assert_eq!(one.differing(&other), [TermsPart::Files]);
    assert_eq!(
        one,
        terms_in(&task.replace("../attachments/form.pdf", "/attachments/form.pdf"), &with(1))
    );
    assert_eq!(Terms::of(&record("tasks/ola-1-a.md", &task), &with(0)), None);
    // A link elsewhere than in the terms binds nobody.
    let beside = format!("{TASK}\n## Material\n\n[Form](../attachments/form.pdf)\n");
    assert_eq!(terms_in(&beside, &with(1)), terms_in(&beside, &with(2)));
}

#[test]
fn a_delivery_is_what_it_says_and_what_it_links_to() {
    const REPLY: &str = "---\ntype: delivery\nminutes: 90\n---\n## Delivered\n[[list.csv]]\n\n## Done when\n- [x] One\n- [ ] Two\n";
    let digest = |text: &str, byte: u8| {
        let world =
            World { files: BTreeMap::from([("attachments/list.csv", byte)]), ..World::default() };
        delivered(&[&record("tasks/ola-1-a/1.md", text)], &world)
    };
    let same = |text: &str| assert_eq!(digest(text, 1), digest(REPLY, 1), "{text}");
    same(
        &REPLY
            .replace("- [", "* [")
            .replace("minutes: 90", "minutter: 90\nby: kari\nat: 2026-11-24 09:12"),
    );
    let differs = |text: &str, byte: u8| assert_ne!(digest(text, byte), digest(REPLY, 1), "{text}");
    differs(REPLY, 2);
    differs(&REPLY.replace("[ ]", "[x]"), 1);
    differs(&REPLY.replace("90", "80"), 1);
    differs(&REPLY.replace("Two", "Three"), 1);
    assert_eq!(digest(REPLY, 0), None);
    let (world, reply) = (World::default(), record("tasks/ola-1-a/1.md", REPLY));
    assert_ne!(delivered(&[&reply], &world), delivered(&[&reply, &reply], &world));
    assert_ne!(delivered(&[], &world), delivered(&[&reply], &world));
}

/// What an editor, a formatter or another language makes of a task.
fn rewritten(words: &[Vec<String>], due: i8, style: u32) -> String {
    let pick = |bit: u32| style >> bit & 1 == 1;
    let key = |en: &str, nb: &str| if pick(0) { nb.to_owned() } else { en.to_owned() };
    let quote = |text: &str| if pick(1) { format!("\"{text}\"") } else { text.to_owned() };
    let mut fields = [
        format!(
            "{}: {}",
            key("title", "tittel"),
            quote(&words[0].join(if pick(2) { "  " } else { " " }))
        ),
        format!("{}: {}", key("to", "til"), if pick(3) { "\"[[kari]]\"" } else { "kari" }),
        format!(
            "{}: 2026-12-{due:02}{}15:00",
            key("due", "frist"),
            if pick(4) { "T" } else { " " }
        ),
    ];
    if pick(5) {
        fields.reverse();
    }
    let text = |at: usize| words[at].join(if pick(6) { "\n" } else { " " });
    let bullet = if pick(7) { "- [x]" } else { "* [ ]" };
    let strong = if pick(8) { "**" } else { "" };
    let result = format!("## {}\n\n{strong}{}{strong}\n", key("Result", "Resultat"), text(1));
    let done =
        format!("## {}\n\n{bullet} {}\n", key("Done when", "Ferdig når"), words[2].join(" "));
    let body = if pick(9) { [done, result] } else { [result, done] };
    let text = format!("---\nkind: task\n{}\n---\n\n{}", fields.join("\n"), body.join("\n"));
    if pick(10) { text.replace('\n', "\r\n") } else { text }
}

fn words() -> impl Strategy<Value = Vec<Vec<String>>> {
    let word = "[a-zæøå]{2,6}".prop_filter("a value of YAML", |word| {
        !["no", "yes", "on", "off", "true", "false", "null", "nei", "ja"].contains(&word.as_str())
    });
    prop::collection::vec(prop::collection::vec(word, 1..5), 3)
}

proptest! {
    #[test]
    fn rewriting_changes_nothing_and_meaning_does(
        words in words(),
        due in 1_i8..28,
        styles in (0_u32..2048, 0_u32..2048),
        place in 0_usize..3,
        new in "[A-Z]{2,5}",
    ) {
        let one = terms(&rewritten(&words, due, styles.0));
        prop_assert_eq!(&one, &terms(&rewritten(&words, due, styles.1)));
        prop_assert_eq!(Terms::parse(&one.to_string()), Some(one.clone()));
        let mut other = words.clone();
        other[place].push(new);
        let changed = terms(&rewritten(&other, due, styles.1));
        let part = [TermsPart::Field("title"), TermsPart::Section("Result"), TermsPart::Section("Done when")];
        prop_assert!(!one.same_own(&changed));
        prop_assert_eq!(one.differing(&changed), vec![part[place]]);
        let later = terms(&rewritten(&words, due + 1, styles.1));
        prop_assert_eq!(one.differing(&later), vec![TermsPart::Field("due")]);
    }
}
