#![expect(clippy::disallowed_methods, reason = "tests make the files that are watched")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::ZonedDateTime;

use super::{PACE, Picture, Watcher, watch};
use crate::diagnostic::RuleName;
use crate::ops::watch::{Event, Options};
use crate::store::Repo;
use crate::text::RepoPath;
use crate::watch::{Fake, Pace, Watch};
use crate::workspace::{SILENT, Workspace};

/// So many notices come before it is waited for what comes of them.
const GUST: u64 = 4000;

/// What is known of each file: the codes of what is wrong with it.
type Told = BTreeMap<RepoPath, Vec<RuleName>>;

struct Dice(u64);

impl Dice {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % below
    }
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

/// FAILURES 39: `HANDOVER_EVENTS` notices, some of them lost; 20,000 where it is not set.
#[test]
fn what_notices_tell_adds_up_to_what_a_look_finds() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().canonicalize().expect("there");
    Repo::init(&root, "main").expect("a repository");
    fs::write(root.join("workspace.yml"), "format: 1\n").expect("written");
    for folder in ["tasks/deep", "notes/a"] {
        fs::create_dir_all(root.join(folder)).expect("made");
    }
    let count = std::env::var("HANDOVER_EVENTS").ok().and_then(|text| text.parse().ok());
    let count: u64 = count.unwrap_or(20_000);
    let mut told = Told::new();
    let mut hear = |event: &Event, _: &dyn crate::diagnostic::render::Sources| {
        match event {
            Event::Changed(path) => drop(told.entry(path.clone()).or_default()),
            Event::Removed(path) => drop(told.remove(path)),
            Event::Diagnostics { path, found } => {
                told.insert(path.clone(), found.iter().map(|one| one.rule).collect());
            }
            Event::Trouble(why) => panic!("{why}"),
            _ => {}
        }
        Ok(())
    };
    let clock = ZonedDateTime::now;
    let options = Options {
        directory: &root,
        clock: &clock,
        looking: false,
        sharing: None,
        faults: true,
        progress: SILENT,
    };
    let (watch, fake) = Watch::faked(Pace { looking: PACE.told, ..PACE });
    let workspace = Workspace::require(&root).expect("a workspace");
    std::thread::scope(|scope| {
        let watcher =
            Watcher::begin_with(watch, None, workspace.clone(), &options, &mut hear, scope);
        let mut watcher = watcher.expect("it begins");
        let (mut dice, mut lost) = (Dice(17), false);
        for event in 0..count {
            change(&root, &mut dice, &fake, &mut lost);
            if event % GUST == GUST - 1 {
                watcher.step().expect("it goes on");
            }
        }
        if lost {
            fake.lose();
        }
        while !watcher.rests() {
            watcher.step().expect("it goes on");
        }
    });
    let snapshot = workspace.snapshot(Some(clock()), SILENT).expect("looked at");
    let (picture, _) = Picture::of(&snapshot);
    let mut found = picture.told();
    // It was there when everything was read first, and nothing is wrong with it.
    found.remove(&RepoPath::new("workspace.yml"));
    assert_eq!(told, found);
}

impl Watcher<'_> {
    /// Tells whether everything was looked at since the last notice.
    fn rests(&mut self) -> bool {
        let waits = self.unsure.or(self.gone_at).is_some();
        let rests = !waits && self.under_way.is_none() && self.again.is_none();
        if rests && !self.watch.wait(Some(Duration::from_millis(30))).is_empty() {
            // What was told now was told to nobody.
            self.touched.anywhere();
            self.unsure = Some(watch::now());
            return false;
        }
        rests
    }
}
