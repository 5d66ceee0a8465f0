//! A page of a busy workspace, and what a teller makes of changes.
#![expect(clippy::disallowed_methods, reason = "a test makes the files that are counted")]

use std::collections::BTreeMap;
use std::fs;

use jiff::ZonedDateTime;
use jiff::tz::TimeZone;

use super::{Does, Page, Teller, Tone};
use crate::diagnostic::Diagnostic;
use crate::ops::Place;
use crate::ops::today::tests::world::World;
use crate::ops::today::{Item, TodayOptions, today};
use crate::schema::Language;
use crate::schema::moment::find_zone;
use crate::store::Repo;
use crate::text::RepoPath;

fn oslo() -> TimeZone {
    find_zone("Europe/Oslo").expect("bundled")
}

/// Returns what is wrong with each file.
fn faults(place: &Place) -> BTreeMap<RepoPath, Vec<Diagnostic>> {
    let mut found: BTreeMap<RepoPath, Vec<Diagnostic>> = BTreeMap::new();
    for one in place.snapshot.check().diagnostics {
        found.entry(one.path.clone()).or_default().push(one);
    }
    found
}

/// Returns a page of somebody's day, and when it was told.
pub(crate) fn page(person: &str, language: Language) -> (Page, ZonedDateTime) {
    let world = World::busy();
    let place = world.place();
    let now = ZonedDateTime::new(world.now(), oslo());
    let day = today(
        &place,
        TodayOptions { person: Some(person), full: false, boxes: false, now: world.now() },
    );
    let faults = faults(&place);
    let mut teller = Teller::of(place, day.expect("a day"), language);
    let some = |path: &RepoPath| path.stem() == "broken" || path.stem() == "ola-6-a";
    for (path, found) in faults.into_iter().filter(|(path, _)| some(path)) {
        teller.found(path, found);
    }
    (teller.again(&now).expect("a page"), now)
}

#[test]
fn what_waits_is_told_in_a_few_words() {
    let (page, _) = page("ola", Language::English);
    let mine: Vec<(&str, &str, Tone)> =
        page.mine.entries.iter().map(|one| (&*one.name, &*one.short[0], one.tone)).collect();
    let expected = [
        ("ola-1", "answer", Tone::Late),
        ("ola-2", "judge it", Tone::Plain),
        ("ola-6", "judge the proposal", Tone::Plain),
        ("kari-1", "confirm", Tone::Plain),
        ("ola-5", "send it", Tone::Plain),
    ];
    assert_eq!(mine, expected);
    assert_eq!(page.mine.entries[3].does, Does::Confirm("kari-1".to_owned()));
    // An answer is written into the question, everything else into the task.
    let path = |at: usize| page.mine.entries[at].path.as_ref().map(ToString::to_string);
    assert!(path(0).is_some_and(|path| path.contains("question")));
    assert_eq!(path(1).as_deref(), Some("tasks/ola-2-a.md"));
    let awaited = &page.awaited.entries;
    assert_eq!(awaited[0].short[..2], ["Kari: confirm", "late"]);
    assert!(awaited[1].more.iter().any(|text| text.starts_with("As Kari understood it")));
    assert!(matches!(&page.settle.entries[0].does, Does::Settle { versions: [kept, _], .. }
        if kept.contains("4 December")));
    let problem = &page.problems.entries[0];
    assert_eq!((&*problem.name, problem.line, problem.tone), ("broken.md:3", Some(3), Tone::Late));
    assert_eq!(page.clocks.len(), 1, "{:?}", page.clocks);
}

#[test]
fn a_day_that_moves_on_is_the_day_of_that_moment() {
    let world = World::busy();
    let place = world.place();
    let options = |now| TodayOptions { person: Some("ola"), full: false, boxes: false, now };
    let mut moved = today(&place, options(world.now())).expect("a day");
    let told = |items: &[Item]| -> Vec<String> {
        let of = |one: &Item| {
            format!("{} {:?} {} {} {:?}", one.id, one.want, one.late, one.overdue, one.worked)
        };
        items.iter().map(of).collect()
    };
    for hours in [1, 6, 7, 30, 24 * 9] {
        let later = world.now().checked_add(jiff::SignedDuration::from_hours(hours));
        let later = later.expect("a moment");
        moved.move_on(later);
        let fresh = today(&place, options(later)).expect("a day");
        assert_eq!(told(&moved.mine), told(&fresh.mine), "{hours}");
        assert_eq!(told(&moved.awaited), told(&fresh.awaited), "{hours}");
    }
}

#[test]
fn a_query_narrows_and_says_where_it_is_wrong() {
    let world = World::busy();
    let place = world.place();
    let root = place.snapshot.root().to_owned();
    let now = ZonedDateTime::new(world.now(), oslo());
    let mut teller = Teller::new(root, Language::English);
    for (path, found) in faults(&place) {
        teller.found(path, found);
    }
    let all = teller.look(&now).expect("a page");
    // Without a clone it is not known whose day it is.
    assert!(!all.known && all.filter.is_none() && all.problems.count > 1);
    teller.filter("is:broken");
    let some = teller.look(&now).expect("a page");
    let of_it = |one: &super::Entry| one.name.starts_with("broken.md:");
    assert!(some.problems.count > 0 && some.problems.entries.iter().all(of_it));
    assert!(some.problems.count < all.problems.count);
    teller.filter(" bank stats:sent");
    let wrong = teller.look(&now).expect("a page");
    let filter = wrong.filter.expect("a filter");
    let why = filter.wrong.expect("a reason");
    assert_eq!(why.span.of(&filter.query), "stats", "{why:?}");
    assert_eq!(wrong.problems.count, all.problems.count);
}

#[test]
fn what_is_not_sent_is_counted() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().canonicalize().expect("there");
    let repo = Repo::init(&root, "main").expect("a repository");
    let config = repo.git_dir().join("config");
    let known = fs::read_to_string(&config).expect("read");
    fs::write(&config, format!("{known}[user]\n\tname = Ola\n\temail = ola@example.com\n"))
        .expect("written");
    fs::create_dir(root.join("people")).expect("made");
    let ola = "---\nname: Ola\nemail: ola@example.com\nrole: client\n---\n";
    for (path, text) in [("workspace.yml", "format: 1\n"), ("people/ola.md", ola)] {
        fs::write(root.join(path), text).expect("written");
    }
    let mut teller = Teller::new(root.clone(), Language::English);
    let now = ZonedDateTime::now();
    assert_eq!(teller.look(&now).expect("a page").unsent, 2);
    fs::write(root.join("note.md"), "A note.\n").expect("written");
    let mut page = teller.look(&now).expect("a page");
    // Where counting takes long, it is done a while after the look.
    while teller.patience().is_some() {
        page = teller.again(&now).expect("a page");
    }
    assert_eq!(page.unsent, 3);
    // Another program syncs, which changes no file here.
    assert!(!teller.is_outdated());
    let noted = "{\"at\":\"2026-11-29T10:00:00Z\",\"held_back\":[]}";
    fs::create_dir_all(repo.git_dir().join("handover")).expect("made");
    fs::write(repo.git_dir().join("handover/last-sync"), noted).expect("written");
    assert!(teller.is_outdated());
    let page = teller.look(&now).expect("a page");
    assert!(page.synced.is_some() && !teller.is_outdated());
}
