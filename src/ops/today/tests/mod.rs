//! What a day tells, and a workspace to tell it of.

pub(crate) mod world;

use super::*;
use crate::schema::moment::find_zone;
use crate::schema::{Language, Moment};
use crate::workflow::Want;
use world::World;

fn day(world: &World, person: &str, full: bool) -> Today {
    let options = TodayOptions { person: Some(person), full, boxes: true, now: world.now() };
    today(&world.place(), options).expect("a day")
}

fn shown(items: &[Item]) -> Vec<(&str, Want)> {
    items.iter().map(|item| (item.id.as_str(), item.want)).collect()
}

#[test]
fn what_presses_most_comes_first() {
    let world = World::busy();
    let ola = day(&world, "ola", false);
    let expected = [
        ("ola-1", Want::Answer),
        ("ola-2", Want::Judge),
        ("ola-6", Want::JudgeProposal),
        ("kari-1", Want::Confirm),
        ("ola-5", Want::Send),
    ];
    assert_eq!(shown(&ola.mine), expected);
    assert_eq!(shown(&ola.awaited), [("ola-4", Want::Confirm), ("ola-3", Want::Start)]);
    let asked = &ola.mine[0];
    assert!(asked.overdue && !asked.late, "{asked:?}");
    assert_eq!(asked.gist.as_deref(), Some("Which account are refunds booked on?"));
    assert_eq!(asked.since.map(|since| since.known), Some(Known::Reply));
    assert!(ola.awaited[0].late && ola.awaited[1].short.is_some(), "{:?}", ola.awaited);
    let understood: Vec<&str> = ola.understood.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(understood, ["ola-3"]);
    assert_eq!((ola.disputes.len(), ola.news.is_some()), (1, false));
}

#[test]
fn the_other_side_sees_the_same_from_there() {
    let world = World::busy();
    let kari = day(&world, "KARI@example.com", false);
    assert_eq!(shown(&kari.mine), [("ola-4", Want::Confirm), ("ola-3", Want::Start)]);
    let awaited = shown(&kari.awaited);
    assert!(awaited.contains(&("ola-1", Want::Answer)) && awaited.len() == 4, "{awaited:?}");
    assert!(kari.understood.is_empty() && kari.disputes.is_empty() && kari.stays.is_empty());
    let error = today(
        &world.place(),
        TodayOptions { person: Some("liv"), full: false, boxes: true, now: world.now() },
    );
    let known = "kari, ola, per".to_owned();
    assert_eq!(error.err(), Some(TodayError::Unknown { name: "liv".to_owned(), known }));
}

#[test]
fn whoever_stands_in_has_the_turn() {
    let world = World::busy();
    assert!(day(&world, "per", false).is_empty());
    let world = world.at("2026-12-21 10:00");
    let per = day(&world, "per", false);
    assert_eq!(shown(&per.mine), [("ola-4", Want::Confirm), ("ola-3", Want::Start)]);
    assert!(per.mine.iter().all(|item| item.on == "kari" && item.acting.as_deref() == Some("per")));
    let kari = day(&world, "kari", false);
    assert_eq!((kari.mine.len(), kari.mine_count), (0, 0), "nobody has a turn twice");
    let awaited = shown(&kari.awaited);
    assert!(awaited.contains(&("ola-3", Want::Start)), "she sees who has it: {awaited:?}");
    let zone = find_zone("Europe/Oslo").expect("bundled");
    let voice = Voice { today: &kari, language: Language::English, zone: &zone, lasting: false };
    let owes: Vec<String> = kari.awaited.iter().map(|item| voice.owes(item)).collect();
    let for_her = |owes: &&String| owes.starts_with("Per") && owes.ends_with("(in place of you)");
    assert_eq!(owes.iter().filter(for_her).count(), 2, "{owes:?}");
}

/// A slip of the pen in a task that is under way: whoever has it is not asked for it any more.
#[test]
fn what_goes_to_nobody_any_more_is_told() {
    let world = World::busy();
    world.task("ola-3", "Book the flights", "from: ola\nto: karri\ndue: 2026-12-10\n");
    world.task("ola-4", "Answer the mail", "from: ola\nto: karri\ndue: 2026-12-10\n");
    let ola = day(&world, "ola", false);
    let zone = find_zone("Europe/Oslo").expect("bundled");
    let voice = Voice { today: &ola, language: Language::English, zone: &zone, lasting: false };
    let said = |id: &str| {
        let item = ola.mine.iter().find(|item| item.id == id).expect("it waits for its sender");
        (voice.reason(item), voice.times(item).join(" · "))
    };
    let (reason, times) = said("ola-3");
    let nobody = "“to” says karri, which is nobody’s short name here: write ";
    let expected = format!("It goes to nobody any more, so Kari is not asked for it: {nobody}");
    assert!(reason.starts_with(&expected) && reason.contains("kari"), "{reason}");
    assert!(!times.contains("does not count"), "{times}");
    let expected = format!("Not sent yet, though its status says so: {nobody}");
    assert!(said("ola-4").0.starts_with(&expected));
    let place = world.place();
    let paths = ["ola-2", "ola-3", "ola-4"].map(|id| RepoPath::new(format!("tasks/{id}-a.md")));
    let people = People::of(place.snapshot.people());
    let words = crate::ops::handed::left_words(&place, &paths, &people, Language::English);
    let expected = "ola-3 goes to nobody any more, so Kari is not asked for it: its “to” names nobody who is here.";
    assert_eq!(words, [expected]);
}

#[test]
fn a_routine_that_comes_to_nothing_is_told_to_whoever_set_it() {
    let world = World::busy();
    let text = |rule: &str| {
        format!(
            "---\nid: ola-40\ntitle: The bank\nfrom: ola\nto: kari\nrule: {rule}\nstarts: 2026-11-27\n---\n\n\
             ## Result\n\nA sheet.\n\n## Done when\n\n- [ ] It adds up\n"
        )
    };
    world.write("routines/bank.md", &text("hver fredag"));
    let ola = day(&world, "ola", false);
    let [one] = ola.unmade.as_slice() else { panic!("{:?}", ola.unmade) };
    assert_eq!((one.path.as_str(), one.title.as_str()), ("routines/bank.md", "The bank"));
    assert!(day(&world, "kari", false).unmade.is_empty() && !ola.is_empty());
    let place = world.place();
    let page = page(&ola, place.snapshot.schema(), Language::Bokmal);
    let expected = "[The bank](routines/bank.md): ingen oppgaver blir laget; den trenger `id`, \
        `rule` og `starts` som kan leses.";
    assert!(page.contains(expected), "{page}");
    let words = |paths: &[&str]| {
        let paths: Vec<RepoPath> = paths.iter().map(RepoPath::new).collect();
        routines::unmade_words(&place.snapshot, &paths, Language::English)
    };
    let expected = "`routines/bank.md`: no tasks are made of it; it needs an `id`, a `rule` and \
        `starts` that can be read.";
    assert_eq!(words(&["tasks/ola-2-a.md", "routines/bank.md"]), [expected]);
    assert!(words(&["tasks/ola-2-a.md"]).is_empty());
    world.write("routines/bank.md", &text("FREQ=WEEKLY;BYDAY=FR"));
    assert!(day(&world, "ola", false).unmade.is_empty());
    let resting = text("hver fredag\nactive: no").replace("hver fredag", "FREQ=WEEKLY;BYDAY=FR");
    world.write("routines/bank.md", &resting);
    assert!(day(&world, "ola", false).unmade.is_empty());
}

#[test]
fn where_a_folder_cannot_be_read_nothing_is_no_fact() {
    let world = World::busy();
    let mut per = day(&world, "per", false);
    let zone = find_zone("Europe/Oslo").expect("bundled");
    let say = |today: &Today, language| {
        let voice = Voice { today, language, zone: &zone, lasting: false };
        (voice.nothing(), page(today, world.place().snapshot.schema(), language))
    };
    let (told, _) = say(&per, Language::English);
    assert_eq!(told, "Nothing waits for Per.");
    per.unread = vec![RepoPath::new("tasks"), RepoPath::new("routines")];
    for (language, expected) in [
        (
            Language::English,
            "Whether something waits is not known: tasks, routines cannot be read.",
        ),
        (Language::Bokmal, "Om noe venter, er ikke kjent: tasks, routines kan ikke leses."),
    ] {
        let (told, page) = say(&per, language);
        assert_eq!(told, expected);
        assert!(page.contains(expected), "{page}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_stays_in_sight() {
    let world = World::busy();
    let may_all = !world.close("tasks", true);
    let ola = day(&world, "ola", false);
    world.close("tasks", false);
    // The superuser may list anything.
    let expected: &[&str] = if may_all { &[] } else { &["tasks"] };
    let unread: Vec<&str> = ola.unread.iter().map(RepoPath::as_str).collect();
    assert_eq!(unread, expected);
    assert!(may_all || ola.is_empty());
}

#[test]
fn a_lead_sees_what_is_late() {
    let world = World::busy();
    let lise = "---\nid: lise\nname: Lise\nemail: lise@example.com\nrole: lead\ntimezone: Europe/Oslo\n---\n";
    world.write("people/lise.md", lise);
    let day = day(&world, "lise", false);
    assert!(day.mine.is_empty(), "{:?}", day.mine);
    assert_eq!(shown(&day.awaited), [("ola-4", Want::Confirm)]);
    assert!(day.awaited[0].late);
}

#[test]
fn a_status_that_nobody_earned_is_told_to_both() {
    let world = World::empty();
    world.task("ola-1", "Bank", "due: 2026-12-10\n");
    world.said("ola-1", "2026-11-26-100000-kari-confirm-0001", "type: confirm\nby: kari\n", "All.");
    let claim = |status: &str| {
        world.write(
            "tasks/ola-1-a.md",
            &format!(
                "---\nid: ola-1\ntitle: Bank\nfrom: ola\nto: kari\nstatus: {status}\ndue: 2026-12-10\n---\n\n\
                 ## Result\n\nA list.\n\n## Done when\n\n- [ ] it can be seen\n"
            ),
        );
    };
    let text = |person: &str, language| {
        let place = world.place();
        page(&day(&world, person, false), place.snapshot.schema(), language)
    };
    for (status, person, language, words) in [
        ("ferdig", "ola", Language::Bokmal, "statusen sier `godkjent`, men det teller ikke"),
        ("ferdig", "kari", Language::English, "`accepted`, which does not count: nothing waits"),
        (
            "levert",
            "kari",
            Language::English,
            "`delivered`, which does not count: nothing was written",
        ),
    ] {
        claim(status);
        let text = text(person, language);
        assert!(text.contains(words), "{text}");
    }
    claim("cancelled");
    let told =
        [("kari", Language::English), ("ola", Language::Bokmal)].map(|(who, in_)| text(who, in_));
    assert!(told[0].contains("set it back to `confirmed`, or make a text file"), "{}", told[0]);
    assert!(told[0].contains("`type: cancel` and says why"), "{}", told[0]);
    assert!(
        told[1].contains("sett den tilbake til `bekreftet`, eller lag en tekstfil"),
        "{}",
        told[1]
    );
    world.said(
        "ola-1",
        "2026-11-26-110000-kari-delivery-0002",
        "type: delivery\nby: kari\n",
        "Here.",
    );
    claim("accepted");
    let ola = text("ola", Language::English);
    assert!(ola.contains("nobody who may has accepted what was delivered"), "{ola}");
    assert!(ola.contains("<!-- accept ola-1 "), "{ola}");
}

#[test]
fn what_does_not_count_is_told_to_both() {
    let world = World::empty();
    world.task("ola-1", "Bank", "due: 2026-12-10\n");
    world.said("ola-1", "2026-11-26-100000-ola-confirm-0001", "type: confirm\nby: ola\n", "All.");
    let place = world.place();
    let text = |person: &str, language| {
        page(&day(&world, person, false), place.snapshot.schema(), language)
    };
    let ola = text("ola", Language::Bokmal);
    assert!(ola.contains("det Ola skrev sist, teller ikke: det er det Kari som kan si"), "{ola}");
    let kari = text("kari", Language::English);
    assert!(kari.contains("what Ola wrote last does not count: that is for Kari to say"), "{kari}");
    // Said once more by whoever may, it is over.
    world.said("ola-1", "2026-11-26-110000-kari-start-0002", "type: start\nby: kari\n", "Now.");
    let kari = text("kari", Language::English);
    assert!(
        kari.contains("what Kari wrote last does not count: the task was “sent” then"),
        "{kari}"
    );
}

#[test]
fn of_many_only_some_are_looked_at_and_all_are_counted() {
    let world = World::empty();
    for number in 1..=150 {
        let due = if number == 149 { "2026-11-20" } else { "2026-12-20" };
        world.task(&format!("ola-{number}"), "One of many", &format!("due: {due}\n"));
    }
    let ask = "type: question\nby: kari\nblocking: no\n";
    world.said("ola-150", "2026-11-26-100000-kari-question-0001", ask, "Which?");
    let kari = day(&world, "kari", false);
    assert_eq!((kari.mine_count, kari.mine[0].id.as_str()), (150, "ola-149"));
    assert!(kari.mine.len() < 150);
    assert_eq!(day(&world, "kari", true).mine.len(), 150);
    let ola = day(&world, "ola", false);
    assert_eq!(shown(&ola.mine), [("ola-150", Want::AnswerAside)]);
}

#[test]
fn an_empty_workspace_has_nothing_to_tell() {
    let world = World::empty();
    let ola = day(&world, "ola", false);
    assert!(ola.is_empty());
    assert_eq!(to_json(&ola)["waits_for_you_count"], 0);
}

#[test]
fn json_says_what_other_programs_need() {
    let world = World::busy();
    let json = to_json(&day(&world, "ola", false));
    let first = &json["waits_for_you"][0];
    assert_eq!((&first["id"], &first["wants"]), (&"ola-1".into(), &"answer".into()));
    assert_eq!(first["since"]["known_from"], "reply");
    assert_eq!(first["working_hours"], 25.2);
    assert_eq!(first["commands"][0], "answer ola-1");
    assert_eq!(json["you_wait_for"][1]["at_risk"]["hours_free"], 0.0);
    assert_eq!(json["people"][0]["local_time"], "2026-11-27 17:24");
}

#[test]
fn the_page_says_what_to_write_where() {
    let world = World::busy();
    let place = world.place();
    let text = |person: &str, language| {
        page(&day(&world, person, false), place.snapshot.schema(), language)
    };
    let ola = text("ola", Language::English);
    insta::assert_snapshot!(ola);
    insta::assert_snapshot!(text("ola", Language::Bokmal));
    insta::assert_snapshot!(text("kari", Language::English));
    let later = World::busy().at("2026-11-27 11:50");
    let again = page(&day(&later, "ola", false), place.snapshot.schema(), Language::English);
    assert_eq!(again, ola, "an hour in which nothing is done changes nothing");
}

#[test]
fn what_keeps_a_task_from_being_sent_is_said_to_whoever_meant_to_send_it() {
    let world = World::empty();
    world.write(
        "tasks/ola-1-bank.md",
        "---\nid: ola-1\ntitle: Bank\nfrom: ola\nto: «kari»\ndue: 10.12.2026\nstatus: sent\n---\n\n## Result\n\nA list.\n",
    );
    let ola = day(&world, "ola", false);
    assert_eq!(shown(&ola.mine), [("ola-1", Want::Send)]);
    assert_eq!(ola.mine[0].commands(), ["edit ola-1"]);
    let place = world.place();
    let text = page(&ola, place.snapshot.schema(), Language::Bokmal);
    for part in [
        "Ikke sendt ennå, selv om statusen sier det: «til» sier «kari», og det er ingens kortnavn her: skriv kari;",
        "«frist» skrives som i 2026-12-10",
        "det står ingenting under «Ferdig når»",
        "Rett det i [",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // Where nobody is called so, a few others are named, and how many more there are.
    for name in ["anne", "bjarne", "cato", "dina", "erik", "frode"] {
        let text = format!("---\nname: {name}\nrole: assistant\nemail: {name}@example.org\n---\n");
        world.write(&format!("people/{name}.md"), &text);
    }
    let task =
        "---\nid: ola-1\ntitle: Bank\nfrom: ola\nto: Zara\ndue: 2099-12-01\nstatus: sent\n---\n";
    world.write("tasks/ola-1-bank.md", task);
    let (ola, place) = (day(&world, "ola", false), world.place());
    let text = page(&ola, place.snapshot.schema(), Language::English);
    let named = "write anne / bjarne / cato / dina / erik, or one of 3 more in the folder “people”";
    assert!(text.contains(named), "{text}");
    // One's own draft is asked for as before.
    world.write("tasks/ola-2-b.md", "---\nid: ola-2\ntitle: Later\nfrom: ola\n---\n");
    let drafts = day(&world, "ola", false);
    assert!(drafts.mine.iter().any(|one| one.id == "ola-2" && one.lacks.is_empty()));
}

#[test]
fn a_due_date_that_cannot_be_met_is_said() {
    let world = World::empty();
    world.task("ola-1", "Reconcile", "due: 2026-12-20\n");
    let no = "type: confirm\nby: kari\ncan_meet_due: no\n";
    world.said("ola-1", "2026-11-26-090000-kari-confirm-0001", no, "I match each payment.");
    let ola = day(&world, "ola", false);
    assert!(ola.understood[0].cannot_meet);
    let place = world.place();
    let english = page(&ola, place.snapshot.schema(), Language::English);
    assert!(english.contains("payment.” · cannot be done by the due date"), "{english}");
    assert!(!english.contains("Nothing to do"), "{english}");
    let bokmal = page(&ola, place.snapshot.schema(), Language::Bokmal);
    assert!(bokmal.contains("rekker det ikke til fristen"), "{bokmal}");
}

#[test]
fn the_question_without_an_answer_is_quoted_and_the_others_are_counted() {
    let check = |text: &str, expected: &str| {
        let world = World::empty();
        world.task("ola-1", "Reconcile", "due: 2026-12-20\n");
        let ask = "type: question\nby: kari\nblocking: yes\n";
        world.said("ola-1", "2026-11-26-090000-kari-question-0001", ask, text);
        let ola = day(&world, "ola", false);
        let shown = page(&ola, world.place().snapshot.schema(), Language::English);
        assert!(shown.contains(expected), "{shown}");
    };
    check("1. Which account?\n2. Hotel?\n", "asks: “Which account?”, and one more question");
    check("1. Which account?\nThe second.\n2. Hotel?\n", "asks: “Hotel?”; ");
    check("Which account?\n", "asks: “Which account?”; ");
}

#[test]
fn a_day_that_an_answer_is_needed_on_ends_the_askers_work() {
    let world = World::empty();
    world.task("ola-1", "Reconcile", "due: 2026-12-20\n");
    let ask = "type: question\nby: kari\nblocking: yes\nneeded_by: 2026-12-03\n";
    let asked = "1. Which account?\n\nWithout an answer: The 1920 one\n";
    world.said("ola-1", "2026-11-26-090000-kari-question-0001", ask, asked);
    let ola = day(&world, "ola", false);
    assert_eq!(ola.mine[0].assumes.as_deref(), Some("The 1920 one"));
    let asked = Moment::parse("2026-12-03").expect("a day");
    assert_eq!(ola.mine[0].needed_by, Some(ola.clocks.deadline(asked, "kari")));
}

#[test]
fn a_call_that_is_asked_for_is_told_to_both() {
    let world = World::empty();
    world.task("ola-1", "Bank", "due: 2026-12-10\n");
    let ask = "type: question\nby: kari\nblocking: yes\nneeds_call: yes\n";
    world.said("ola-1", "2026-11-26-100000-kari-question-0001", ask, "Which?");
    for person in ["ola", "kari"] {
        let day = day(&world, person, false);
        let shown = page(&day, world.place().snapshot.schema(), Language::English);
        assert!(shown.contains("a call is asked for"), "{person}: {shown}");
        let shown = page(&day, world.place().snapshot.schema(), Language::Bokmal);
        assert!(shown.contains("det bes om en samtale"), "{person}: {shown}");
    }
    let json = to_json(&day(&world, "ola", false));
    assert_eq!(json["waits_for_you"][0]["call"], "asked");
}

/// A slip of the pen in a task that is under way leaves it where it is, and with whom.
#[test]
fn a_date_that_cannot_be_read_any_more_is_told_and_takes_nothing_back() {
    let world = World::empty();
    world.task("ola-1", "Bank", "due: 10.12.2026\n");
    let confirm = "type: confirm\nby: kari\n";
    world.said("ola-1", "2026-11-26-100000-kari-confirm-0001", confirm, "All.");
    let kari = day(&world, "kari", false);
    assert_eq!(shown(&kari.mine), [("ola-1", Want::Start)]);
    for person in ["ola", "kari"] {
        let day = day(&world, person, false);
        let shown = page(&day, world.place().snapshot.schema(), Language::English);
        assert!(shown.contains("“due” is written as in 2026-12-10"), "{person}: {shown}");
    }
    assert_eq!(to_json(&kari)["waits_for_you"][0]["to_mend"], serde_json::json!(["due"]));
}

#[test]
fn what_was_sent_in_anothers_name_is_told_to_both() {
    let world = World::empty();
    world.task("ola-1", "Bank", "due: 2026-12-10\nsent_by: kari\n");
    let page_of = |person: &str| {
        page(&day(&world, person, false), world.place().snapshot.schema(), Language::English)
    };
    let (ola, kari) = (page_of("ola"), page_of("kari"));
    assert!(ola.contains("has set it to sent, and that is for you to say: send it"), "{ola}");
    assert!(kari.contains("has set it to sent, and that is for Ola"), "{kari}");
    assert!(ola.contains("<!-- send ola-1 ") && !ola.contains("Put that right"), "{ola}");
    assert!(!kari.contains("<!-- send"), "{kari}");
    assert_eq!(shown(&day(&world, "kari", false).awaited), [("ola-1", Want::Send)]);
    let shown = crate::ops::show::show(&world.place(), "ola-1").expect("shown");
    assert!(shown.disputes[0].contains("to say"), "{:?}", shown.disputes);
}

#[test]
fn the_day_until_which_it_was_laid_aside_has_come() {
    let check = |until: &str, expected: &str| {
        let world = World::empty();
        world.task("ola-1", "Bank", "due: 2026-12-10\n");
        let pause = format!("type: pause\nby: ola\nuntil: {until}\n");
        world.said("ola-1", "2026-11-26-100000-ola-pause-0001", &pause, "Later.");
        let place = world.place();
        let ola = page(&day(&world, "ola", false), place.snapshot.schema(), Language::English);
        assert!(ola.contains(expected), "{ola}");
    };
    check("2026-11-28", "Laid aside until Saturday 28 November 2026: “Later.”");
    check(
        "2026-11-27",
        "Laid aside until Friday 27 November 2026, and that day has come: “Later.”",
    );
}
