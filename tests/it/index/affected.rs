//! After any edits, judging only what they may concern says the same as judging everything.
//!
//! `HANDOVER_CASES=500` plays so many random histories, `HANDOVER_CASE=17` one of them.

use std::collections::{BTreeMap, BTreeSet};

use handover::diagnostic::{Diagnostic, rule_name};
use handover::index::documents::Seen;
use handover::text::RepoPath;
use handover::workspace::{SILENT, Snapshot, Workspace};
use jiff::ZonedDateTime;

use super::written::{self, document};
use crate::support::{Dice, Sandbox, campaign, number};

/// So many steps has a history.
const STEPS: usize = 25;

/// What is wrong with each file that something is wrong with.
type Told = BTreeMap<RepoPath, Vec<String>>;

/// Says what is wrong, but for the name that a misspelt one may have meant: that is looked for among
/// those of a while ago.
fn words(one: &Diagnostic) -> String {
    let message = match one.rule == rule_name::DANGLING_REFERENCE {
        true => one.message.split("; did you mean").next().unwrap_or_default(),
        false => &one.message,
    };
    let place = (one.span.start, one.span.end);
    format!("{} {:?} at {place:?}: {message}", one.rule, one.severity)
}

fn everything(snapshot: &Snapshot) -> Told {
    let mut told = Told::new();
    for one in snapshot.check().diagnostics {
        told.entry(one.path.clone()).or_default().push(words(&one));
    }
    told
}

struct World {
    sandbox: Sandbox,
    dice: Dice,
    now: ZonedDateTime,
    seen: Option<Seen>,
    told: Told,
    /// Steps in which only some files had to be judged, and rules that such a step began or ceased to
    /// tell of in a file that had not changed.
    narrow: usize,
    across: BTreeSet<String>,
    log: Vec<String>,
}

impl World {
    fn new(seed: u64) -> Self {
        let sandbox = Sandbox::new();
        sandbox.write("workspace.yml", "format: 1\ntimezone: Europe/Oslo\n");
        sandbox.git_init("Ola", "ola@example.org");
        for name in written::PEOPLE {
            sandbox.write(&format!("people/{name}.md"), &written::person(name));
        }
        sandbox.write("agreement.md", written::AGREEMENT);
        let now = "2026-11-24T10:00[Europe/Oslo]".parse().expect("a moment");
        let (seen, told) = (None, Told::new());
        let (narrow, across, log) = (0, BTreeSet::new(), Vec::new());
        let mut world = Self { sandbox, dice: Dice(seed), now, seen, told, narrow, across, log };
        for _ in 0..50 {
            world.change();
        }
        world.sandbox.git(&["add", "-A"]);
        world.sandbox.git(&["commit", "-qm", "first"]);
        world
    }

    /// Changes one file, and says which ones that touches.
    fn change(&mut self) -> Vec<RepoPath> {
        let (path, text) = document(&mut self.dice);
        let at = self.sandbox.path(&path);
        let _ = std::fs::create_dir_all(at.parent().expect("a folder"));
        // Whatever cannot be done was not there.
        let touched = match self.dice.below(10) {
            0 | 1 => {
                let _ = std::fs::remove_file(&at);
                vec![path]
            }
            2 => {
                let (to, _) = document(&mut self.dice);
                let _ = std::fs::rename(&at, self.sandbox.path(&to));
                vec![path, to]
            }
            _ => {
                self.sandbox.write(&path, &text);
                vec![path]
            }
        };
        self.log.push(format!("{touched:?} {text}"));
        touched.into_iter().map(RepoPath::new).collect()
    }

    fn step(&mut self) -> Result<(), String> {
        let mut touched = BTreeSet::new();
        for _ in 0..1 + self.dice.below(4) {
            touched.extend(self.change());
        }
        let workspace = Workspace::require(&self.sandbox.root()).expect("found");
        let now = Some(self.now.clone());
        let looked = match &self.seen {
            // By what the notices say, or by a look at the whole folder.
            Some(seen) if self.dice.below(2) == 0 => workspace.snapshot_since(now, seen, &touched),
            _ => workspace.snapshot(now, SILENT),
        };
        let snapshot = looked.expect("looked at");
        let follows = self.seen.take().is_some_and(|seen| snapshot.index().follows(&seen));
        self.seen = snapshot.index().seen();
        let is_load = |one: &String| one.starts_with(rule_name::OVERBOOKED.as_str());
        let loads = self.told.iter().filter(|(_, told)| told.iter().any(is_load));
        let loads: Vec<RepoPath> = loads.map(|(path, _)| path.clone()).collect();
        let some = if follows { snapshot.recheck(loads) } else { None };
        let whole = workspace.snapshot(Some(self.now.clone()), SILENT).expect("looked at");
        let right = everything(&whole);
        let Some(some) = some else {
            self.told = right;
            return Ok(());
        };
        self.narrow += 1;
        for (path, found) in some {
            let before = self.told.remove(&path).unwrap_or_default();
            let found: Vec<String> = found.iter().map(words).collect();
            if !touched.contains(&path) {
                let differ = |one: &&String, other: &[String]| !other.contains(one);
                let gone = before.iter().filter(|one| differ(one, &found));
                let come = found.iter().filter(|one| differ(one, &before));
                self.across.extend(gone.chain(come).filter_map(|one| rule_of(one)));
            }
            if !found.is_empty() {
                self.told.insert(path, found);
            }
        }
        self.differ(&right)
    }

    fn differ(&self, right: &Told) -> Result<(), String> {
        let paths: BTreeSet<&RepoPath> = self.told.keys().chain(right.keys()).collect();
        let differs = paths.into_iter().find(|path| self.told.get(*path) != right.get(*path));
        let Some(path) = differs else { return Ok(()) };
        let last = self.log.iter().rev().take(8).rev().cloned().collect::<Vec<_>>().join("\n");
        let (told, right) = (self.told.get(path), right.get(path));
        Err(format!("{path}: told {told:#?}, right is {right:#?}, after\n{last}"))
    }
}

fn rule_of(words: &str) -> Option<String> {
    words.split(' ').next().map(str::to_owned)
}

#[test]
fn what_a_change_concerns_is_all_that_has_to_be_judged() {
    let across = std::sync::Mutex::new((0, BTreeSet::new()));
    campaign(1, |seed| {
        let mut world = World::new(seed);
        (0..STEPS).try_for_each(|_| world.step())?;
        let mut across = across.lock().expect("whole");
        across.0 += world.narrow;
        across.1.extend(world.across);
        Ok(())
    });
    let (narrow, across) = across.into_inner().expect("whole");
    assert!(narrow > 0, "only some files were ever judged");
    if number("HANDOVER_CASES").is_some() {
        #[expect(clippy::print_stderr, reason = "a campaign says what it came to")]
        {
            eprintln!("{narrow} narrow steps; told elsewhere: {across:?}");
        }
    }
}
