//! Random histories played inside one process: many more than with the real program, with a network
//! that drops, delays and lies, and disks that fail.
//!
//! Everyone has a real folder and a real repository; only the objects are shared by a link, so that
//! nothing need be carried over. `HANDOVER_SEEDS=10000` plays so many, `HANDOVER_SEED=17` one of
//! them again, and prints what everybody did.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use handover::schema::{Config, Schema};
use handover::store::cache::Cache;
use handover::store::fault::{self, Disk};
use handover::store::{CommitId, Repo, Target};
use handover::sync::{
    Clock, Engine, Network, NetworkError, Objects, Options, Outcome, Pushed, SyncError, Trees,
    Verdict,
};
use handover::text::Source;
use jiff::ZonedDateTime;

use super::people::{History, Sharing, settle, tell};
use super::team::{Member, Team};
use crate::support::{Dice, number};

/// Seeds that found a fault.
const ONCE_FAILED: &[u64] = &[28, 396];
/// How many others are played by default.
const USUAL: u64 = 12;
const PEOPLE: [&str; 4] = ["ola", "kari", "per", "siv"];

/// The shared place and what is under way to it.
#[derive(Default)]
struct Hub {
    /// A commit that was given up here, and arrives there later.
    late: RefCell<Option<CommitId>>,
}

/// What the network does to the next messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weather {
    Fine,
    /// Nothing is reached.
    Away,
    /// The push is accepted, and the answer lost.
    Lies,
    /// The push is given up, and arrives later all the same.
    Late,
}

struct Line<'a> {
    repo: &'a Repo,
    hub: &'a Path,
    state: &'a Hub,
    weather: Weather,
}

impl Line<'_> {
    fn tip(&self) -> Option<CommitId> {
        let text = std::fs::read_to_string(self.hub.join("refs/heads/main")).ok()?;
        text.trim().parse().ok()
    }

    fn accept(&self, commit: CommitId) -> bool {
        let follows = self
            .tip()
            .is_none_or(|tip| self.repo.is_ancestor(tip, commit).expect("a known history"));
        if follows {
            std::fs::write(self.hub.join("refs/heads/main"), format!("{commit}\n")).expect("moved");
        }
        follows
    }
}

impl Network<CommitId> for Line<'_> {
    fn fetch(&self) -> Result<Option<CommitId>, NetworkError> {
        if self.weather == Weather::Away {
            return Err(NetworkError::Offline("no network".to_owned()));
        }
        let tip = self.tip();
        if let Some(tip) = tip {
            let kept = self.repo.set_private("fetched", Target::Commit(tip));
            // A failing disk fails git, too.
            kept.map_err(|error| NetworkError::Offline(error.to_string()))?;
        }
        Ok(tip)
    }

    fn push(&self, commit: CommitId) -> Result<Pushed, NetworkError> {
        match self.weather {
            Weather::Fine if self.accept(commit) => Ok(Pushed::Accepted),
            Weather::Fine => Ok(Pushed::Outrun),
            Weather::Lies => {
                self.accept(commit);
                Err(NetworkError::Offline("the answer was lost".to_owned()))
            }
            Weather::Late => {
                self.state.late.replace(Some(commit));
                Err(NetworkError::Offline("no answer".to_owned()))
            }
            Weather::Away => Err(NetworkError::Offline("no network".to_owned())),
        }
    }

    fn last_seen(&self) -> Option<CommitId> {
        None
    }

    fn name(&self) -> String {
        "the hub".to_owned()
    }
}

/// A clock that only moves when somebody waits.
struct Stopped {
    now: ZonedDateTime,
    jitter: Cell<u64>,
}

impl Clock for Stopped {
    fn now(&self) -> ZonedDateTime {
        self.now.clone()
    }

    fn wait(&self, _: Duration) {}

    fn jitter(&self) -> u64 {
        self.jitter.set(self.jitter.get() + 1);
        self.jitter.get()
    }
}

struct Simulated<'t> {
    team: &'t Team,
    hub: Hub,
}

impl Simulated<'_> {
    fn run(&self, member: &Member<'_>, weather: Weather) -> Result<Outcome, SyncError> {
        let repo = Repo::open(&member.root).expect("a repository");
        let objects = Objects::of(&repo).expect("a repository");
        let line = Line { repo: &repo, hub: &self.team.hub, state: &self.hub, weather };
        let clock = Stopped {
            now: "2026-12-01T12:00:00+01:00[Europe/Oslo]".parse().expect("a time"),
            jitter: Cell::new(0),
        };
        let config = Config::read(&Source::new(super::team::SETTINGS)).0;
        let engine = Engine {
            repo: &repo,
            objects: &objects,
            network: &line,
            clock: &clock,
            schema: Schema::builtin(),
            config: &config,
            options: Options::default(),
            progress: &|_| {},
            trees: Trees::default(),
            cache: Arc::new(Cache::memory()),
        };
        engine.run()
    }

    /// Lets what is under way arrive, if it still may.
    fn arrive(&self, member: &Member<'_>) -> bool {
        let Some(commit) = self.hub.late.take() else { return false };
        let repo = Repo::open(&member.root).expect("a repository");
        let line =
            Line { repo: &repo, hub: &self.team.hub, state: &self.hub, weather: Weather::Fine };
        line.accept(commit)
    }
}

impl Sharing for Simulated<'_> {
    fn sync(&mut self, member: &Member<'_>, dice: &mut Dice) -> String {
        if dice.below(8) == 0 && self.arrive(member) {
            return "sees how something arrives late".to_owned();
        }
        let weather = *dice.one(&[
            Weather::Fine,
            Weather::Fine,
            Weather::Fine,
            Weather::Fine,
            Weather::Away,
            Weather::Lies,
            Weather::Late,
        ]);
        let disk = (dice.below(4) == 0).then(|| {
            let at = 1 + dice.below(90) as u64;
            (at, *dice.one(&[Disk::Full, Disk::Broken, Disk::Once]))
        });
        fault::arm(disk);
        let ended = self.run(member, weather);
        fault::arm(None);
        match ended {
            Ok(Outcome { verdict: Verdict::Stopped(stop), .. }) => panic!("stopped: {stop:?}"),
            Ok(outcome) => format!("syncs ({weather:?}, {disk:?}): {:?}", outcome.verdict),
            Err(error) => {
                assert!(disk.is_some(), "{error:?}");
                format!("syncs ({weather:?}, {disk:?}) and fails: {error}")
            }
        }
    }

    fn sync_well(&mut self, member: &Member<'_>) -> (String, Vec<String>) {
        self.arrive(member);
        let outcome = self.run(member, Weather::Fine).expect("a sync");
        let result = match &outcome.verdict {
            Verdict::UpToDate => "up_to_date",
            Verdict::Stopped(_) | Verdict::Offline(_) => panic!("{outcome:?}"),
            _ => "moved",
        };
        let held_back = outcome.held_back.iter().map(|held| held.path.to_string()).collect();
        (result.to_owned(), held_back)
    }
}

fn play(seed: u64, told: bool) {
    let team = Team::new();
    let members = PEOPLE.map(|name| team.member(name));
    for member in &members {
        share_objects(&team, member);
    }
    let mut sharing = Simulated { team: &team, hub: Hub::default() };
    let mut history = History::new(seed);
    history.play(&members, 60, &mut sharing, told);
    settle(&members, &mut sharing);
    history.check(&members);
    team.git(&team.hub, &["fsck", "--strict", "--no-dangling"]);
}

/// Puts all objects into one place.
#[cfg(unix)]
fn share_objects(team: &Team, member: &Member<'_>) {
    let own = member.path(".git/objects");
    std::fs::remove_dir_all(&own).expect("removed");
    std::os::unix::fs::symlink(team.hub.join("objects"), &own).expect("linked");
}

#[test]
fn whatever_network_and_disk_do_everything_ends_alike_and_nothing_is_lost() {
    if let Some(seed) = number("HANDOVER_SEED") {
        return play(seed, true);
    }
    let seeds = number("HANDOVER_SEEDS").unwrap_or(USUAL);
    for seed in ONCE_FAILED.iter().copied().chain(0..seeds) {
        if seed % 100 == 0 {
            tell(&format!("simulated up to seed {seed}"));
        }
        let played = std::panic::catch_unwind(|| play(seed, false));
        if let Err(panic) = played {
            tell(&format!("simulated seed {seed} fails"));
            std::panic::resume_unwind(panic);
        }
    }
}
