#![expect(clippy::disallowed_methods, reason = "tests make the files that are watched")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::ZonedDateTime;

use super::{PACE, Picture, Watcher, watch};
use crate::diagnostic::RuleName;
use crate::merge::ContentId;
use crate::ops::watch::{Event, Handoff, Options};
use crate::store::Repo;
use crate::text::RepoPath;
use crate::watch::{Fake, Hints, Pace, Watch};
use crate::workspace::{SILENT, Workspace};

/// So many notices may come before it is waited for what comes of them.
const GUSTS: [u64; 4] = [3, 30, 300, 4000];
/// How long nothing must be told until that is all.
const SILENCE: Duration = Duration::from_millis(30);

/// What is known of each file: the codes of what is wrong with it.
type Told = BTreeMap<RepoPath, Vec<RuleName>>;

struct Dice(u64);

impl Dice {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % below
    }
}

/// Returns what a variable of the environment says.
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Changes something, and tells of it as the system would; now and then notices are lost, and that is
/// told in their place.
fn change(root: &Path, dice: &mut Dice, fake: &Fake, lost: &mut bool) {
    let folder = ["tasks", "notes", "notes/a", "tasks/deep"][dice.below(4) as usize];
    let path = RepoPath::new(format!("{folder}/{}.md", dice.below(60)));
    let text = match dice.below(4) {
        0 => "---\ntitle: a: b\n---\n".to_owned(),
        1 => format!("A note, {}.\n", dice.below(1000)),
        2 => format!("See [it]({}.md).\n", dice.below(90)),
        _ => format!("---\nid: ola-{}\ntitle: T\nto: nobody\n---\n", dice.below(40)),
    };
    let place = root.join(path.as_str());
    // Whatever cannot be done was not there.
    match dice.below(6) {
        0 => drop(fs::remove_file(place)),
        1 => {
            let other = RepoPath::new(format!("notes/a/{}.md", dice.below(60)));
            drop(fs::rename(root.join(other.as_str()), &place));
            tell(fake, dice, other, lost);
        }
        _ => drop(fs::write(place, text)),
    }
    tell(fake, dice, path, lost);
}

fn tell(fake: &Fake, dice: &mut Dice, path: RepoPath, lost: &mut bool) {
    *lost |= dice.below(5000) == 0;
    match *lost {
        // What comes before the overflow is told of is lost with it.
        true if dice.below(50) == 0 => {
            *lost = false;
            fake.lose();
        }
        true => {}
        false => fake.at(path),
    }
}

fn options<'a>(directory: &'a Path, clock: &'a dyn Fn() -> ZonedDateTime) -> Options<'a> {
    let (looking, sharing, faults, progress) = (false, None, false, SILENT);
    Options { directory, clock, looking, sharing, faults, progress }
}

/// FAILURES 39: `HANDOVER_EVENTS` notices, some of them lost; 8,000 where it is not set.
#[test]
fn what_notices_tell_adds_up_to_what_a_look_finds() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().canonicalize().expect("there");
    Repo::init(&root, "main").expect("a repository");
    fs::write(root.join("workspace.yml"), "format: 1\n").expect("written");
    for folder in ["tasks/deep", "notes/a"] {
        fs::create_dir_all(root.join(folder)).expect("made");
    }
    let count = number("HANDOVER_EVENTS").unwrap_or(8_000);
    let mut told = Told::new();
    let mut hear = |event: &Event, _: &dyn crate::diagnostic::render::Sources| {
        match event {
            Event::Changed(path, _) => drop(told.entry(path.clone()).or_default()),
            Event::Removed(path, _) => drop(told.remove(path)),
            Event::Diagnostics { path, found } => {
                told.insert(path.clone(), found.iter().map(|one| one.rule).collect());
            }
            Event::Trouble(why) => panic!("{why}"),
            _ => {}
        }
        Ok(())
    };
    let clock = ZonedDateTime::now;
    let options = Options { faults: true, ..options(&root, &clock) };
    let (watch, fake) = Watch::faked(Pace { looking: PACE.told, ..PACE });
    let workspace = Workspace::require(&root).expect("a workspace");
    std::thread::scope(|scope| {
        let watcher =
            Watcher::begin_with(watch, None, workspace.clone(), &options, &mut hear, scope);
        let mut watcher = watcher.expect("it begins");
        let (mut dice, mut lost) = (Dice(number("HANDOVER_SEED").unwrap_or(17)), false);
        let mut gust = 0;
        for _ in 0..count {
            change(&root, &mut dice, &fake, &mut lost);
            if gust == 0 {
                gust = GUSTS[dice.below(4) as usize];
                // What was begun may end before the next gust, or not.
                (0..=dice.below(3)).for_each(|_| watcher.step().expect("it goes on"));
            }
            gust -= 1;
        }
        if lost {
            fake.lose();
        }
        watcher.rest();
    });
    let snapshot = workspace.snapshot(Some(clock()), SILENT).expect("looked at");
    let picture = Picture::of(&snapshot, snapshot.check());
    let mut found = picture.told();
    // It was there when everything was read first, and nothing is wrong with it.
    found.remove(&RepoPath::new("workspace.yml"));
    assert_eq!(told, found);
}

/// Watches a workspace with these files, told by hand of what changes; hands out all that was told while
/// `play` ran, and until there was nothing more to look at.
fn played(files: &[(&str, &str)], play: impl FnOnce(&mut Watcher<'_>, &Path, &Fake)) -> Heard {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().canonicalize().expect("there");
    Repo::init(&root, "main").expect("a repository");
    for (path, text) in files.iter().chain(&[("workspace.yml", "format: 1\n")]) {
        let place = root.join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("made");
        fs::write(place, text).expect("written");
    }
    let mut heard = Heard::default();
    let mut hear = |event: &Event, _: &dyn crate::diagnostic::render::Sources| {
        match event {
            Event::Ready { .. } => {}
            Event::Handoff(Handoff { before, standing, .. }) => {
                heard.handoffs.push((before.clone(), standing.waiting_on.clone()));
            }
            other => heard.others.push(format!("{other:?}")),
        }
        Ok(())
    };
    let clock = ZonedDateTime::now;
    let options = options(&root, &clock);
    let (watch, fake) = Watch::faked(Pace { looking: PACE.told, ..PACE });
    let workspace = Workspace::require(&root).expect("a workspace");
    std::thread::scope(|scope| {
        let watcher = Watcher::begin_with(watch, None, workspace, &options, &mut hear, scope);
        let mut watcher = watcher.expect("it begins");
        play(&mut watcher, &root, &fake);
        watcher.rest();
    });
    heard
}

#[test]
#[cfg(unix)]
fn whoever_watches_on_answers_when_the_one_who_did_has_ended() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().canonicalize().expect("there");
    Repo::init(&root, "main").expect("a repository");
    fs::write(root.join("workspace.yml"), "format: 1\n").expect("written");
    let clock = ZonedDateTime::now;
    let options = options(&root, &clock);
    let mut unheard = |_: &Event, _: &dyn crate::diagnostic::render::Sources| Ok(());
    let mut unheard_too = |_: &Event, _: &dyn crate::diagnostic::render::Sources| Ok(());
    std::thread::scope(|scope| {
        let first = Watcher::begin(&options, &mut unheard, scope).expect("it begins");
        let mut second = Watcher::begin(&options, &mut unheard_too, scope).expect("it begins");
        if first.desk.is_none() {
            // The system tells nothing here.
            return;
        }
        assert!(second.desk.is_none(), "both answer");
        second.desk_due = watch::now();
        second.take_over();
        assert!(second.desk.is_none(), "both answer");
        drop(first);
        second.take_over();
        assert!(second.desk.is_none(), "it is not tried all the time");
        second.desk_due = watch::now();
        second.take_over();
        assert!(second.desk.is_some(), "nobody answers");
    });
}

/// FAILURES 39: nothing falls between the first look and the notices of the system, though folders are asked
/// for only as they are looked at.
#[test]
fn what_is_saved_while_the_first_look_goes_on_is_told() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().canonicalize().expect("there");
    Repo::init(&root, "main").expect("a repository");
    fs::write(root.join("workspace.yml"), "format: 1\n").expect("written");
    for number in 0..40 {
        let folder = root.join(format!("notes/{number}/deep"));
        fs::create_dir_all(&folder).expect("made");
        fs::write(folder.join("a.md"), "A note.\n").expect("written");
    }
    let late = ["notes/7/deep/late.md", "notes/39/deep/a.md", "notes/new/deep/er.md"];
    // By now every folder was listed.
    let read = |done: usize, _: usize| {
        for path in late.iter().filter(|_| done == 1) {
            let place = root.join(path);
            fs::create_dir_all(place.parent().expect("a folder")).expect("made");
            fs::write(place, "Late.\n").expect("written");
        }
    };
    let told = RefCell::new(BTreeSet::new());
    let mut hear = |event: &Event, _: &dyn crate::diagnostic::render::Sources| {
        if let Event::Changed(path, _) = event {
            told.borrow_mut().insert(path.to_string());
        }
        Ok(())
    };
    let clock = ZonedDateTime::now;
    let options = Options { progress: &read, ..options(&root, &clock) };
    // The first look may have read what was saved over a file.
    let fresh = |path: &&str| *path != "notes/39/deep/a.md";
    let missing =
        || late.iter().filter(|path| fresh(path) && !told.borrow().contains(**path)).count();
    std::thread::scope(|scope| {
        let mut watcher = Watcher::begin(&options, &mut hear, scope).expect("it begins");
        (0..100).take_while(|_| missing() > 0).for_each(|_| watcher.step().expect("it goes on"));
        watcher.rest();
        let content = watcher.picture.content(&RepoPath::new("notes/39/deep/a.md"));
        assert_eq!(content, Some(ContentId::of_blob(b"Late.\n")));
    });
    assert_eq!(missing(), 0, "{:?}", told.borrow());
}

#[derive(Default)]
struct Heard {
    /// For whom tasks waited before and wait now.
    handoffs: Vec<(Option<String>, Option<String>)>,
    others: Vec<String>,
}

const KARI: (&str, &str) =
    ("people/kari.md", "---\nname: Kari\nemail: kari@example.com\nrole: assistant\n---\n");
const OLA: (&str, &str) =
    ("people/ola.md", "---\nname: Ola\nemail: ola@example.com\nrole: client\n---\n");

fn sent(title: &str, to: &str) -> String {
    format!(
        "---\nid: ola-1\ntitle: {title}\nfrom: ola\nto: {to}\nstatus: sent\ndue: 2036-12-01\n---\n\
         # Result\nA list.\n\n# Done when\n- [ ] it is there\n"
    )
}

/// A task that could not be read for a while waits for whom it waited before, however it was looked at.
#[test]
fn a_task_that_is_mended_is_no_handoff() {
    let right = sent("Flights", "kari");
    let broken = sent("Flights: to Oslo", "kari");
    let put = |watcher: &mut Watcher<'_>, root: &Path, fake: &Fake, text: &str, lost: bool| {
        fs::write(root.join("tasks/a.md"), text).expect("written");
        if lost {
            fake.lose()
        } else {
            fake.at(RepoPath::new("tasks/a.md"))
        }
        watcher.rest();
    };
    let name = |name: &str| Some(name.to_owned());
    for (first, second) in [(false, false), (true, true), (false, true), (true, false)] {
        let told = played(&[KARI, OLA, ("tasks/a.md", &right)], |watcher, root, fake| {
            put(watcher, root, fake, &broken, first);
            put(watcher, root, fake, &right, second);
        });
        assert_eq!(told.handoffs, []);
        // It was so from the beginning.
        let told = played(&[KARI, OLA, ("tasks/a.md", &broken)], |watcher, root, fake| {
            put(watcher, root, fake, &right, first);
            put(watcher, root, fake, &sent("Flights", "ola"), second);
        });
        assert_eq!(told.handoffs, [(name("kari"), name("ola"))]);
        // It was broken when it came, and waited for nobody before.
        let told = played(&[KARI, OLA], |watcher, root, fake| {
            fs::create_dir_all(root.join("tasks")).expect("made");
            put(watcher, root, fake, &broken, first);
            put(watcher, root, fake, &right, second);
        });
        assert_eq!(told.handoffs, [(None, name("kari"))]);
    }
}

/// What a look saw while a file was gone is not told when the file is back before that.
#[test]
fn what_has_passed_is_not_told() {
    let note = ("notes/n.md", "See [it](../tasks/a.md).\n");
    let task = sent("Flights", "kari");
    let told = played(&[KARI, OLA, note, ("tasks/a.md", &task)], |watcher, root, _| {
        watcher.rest();
        let path = RepoPath::new("tasks/a.md");
        fs::remove_file(root.join("tasks/a.md")).expect("removed");
        watcher.touched.add(path.clone());
        watcher.look_where_touched(None);
        // The look is over.
        watcher.watch.wait(Some(Duration::from_secs(60)));
        fs::write(root.join("tasks/a.md"), &task).expect("written");
        watcher.follow(Hints::At(BTreeSet::from([path]))).expect("it goes on");
        watcher.take_seen().expect("it goes on");
    });
    assert!(told.handoffs.is_empty() && told.others.is_empty(), "{:?}", told.others);
}

/// What a look found of a file that was saved, as it was, before that was taken in is told by the next
/// one, to which nothing has changed.
#[test]
fn what_a_look_found_of_a_file_that_was_saved_meanwhile_is_told() {
    let other = "---\nid: ola-1\ntitle: Hotel\n---\n";
    let told = played(&[KARI, OLA, ("tasks/b.md", other)], |watcher, root, _| {
        watcher.rest();
        fs::write(root.join("tasks/a.md"), sent("Flights", "kari")).expect("written");
        watcher.touched.add(RepoPath::new("tasks/a.md"));
        watcher.look_where_touched(None);
        watcher.watch.wait(Some(Duration::from_secs(60)));
        let saved = Hints::At(BTreeSet::from([RepoPath::new("tasks/b.md")]));
        watcher.follow(saved).expect("it goes on");
        watcher.take_seen().expect("it goes on");
    });
    let is_told = |one: &String| one.contains("tasks/b.md") && one.contains("duplicate-id");
    assert!(told.others.iter().any(is_told), "{:?}", told.others);
}

impl Watcher<'_> {
    /// Goes on until everything was looked at since the last notice.
    fn rest(&mut self) {
        while !self.rests() {
            self.step().expect("it goes on");
        }
    }

    /// Tells whether everything was looked at since the last notice.
    fn rests(&mut self) -> bool {
        let waits = self.unsure.or(self.gone_at).is_some();
        let rests = !waits && self.under_way.is_none() && self.again.is_none();
        let began = watch::now();
        // It may be woken for nothing before that.
        while rests && began.elapsed() < SILENCE {
            if !self.watch.wait(Some(SILENCE)).is_empty() {
                // What was told now was told to nobody.
                self.touched.anywhere();
                self.unsure = Some(watch::now());
                return false;
            }
        }
        rests
    }
}
