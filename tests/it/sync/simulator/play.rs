//! One history: who does what, with which network and which disk.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use git2::{Repository, Signature, Time};
use handover::schema::{Config, Schema};
use handover::store::cache::Cache;
use handover::store::fault;
use handover::store::{CommitId, Repo};
use handover::sync::{
    Clock, Engine, HeldBack, Objects, Options, Outcome, Reason, SyncError, Trees, Verdict,
};
use handover::text::{RepoPath, Source};
use jiff::{Span, ZonedDateTime};

use super::super::people::{History, Sharing, Stays, name, paths, settle, tell};
use super::super::team::{Member, SETTINGS};
use super::checks;
use super::disk::{Disk, Fault};
use super::image;
use super::loss::Loss;
use super::moving::{self, Move, Moving, Saved};
use super::network::{Hub, Line, Weather};
use super::plain;
use super::world::Template;
use crate::support::Dice;

const PEOPLE: [&str; 4] = ["ola", "kari", "per", "siv"];
/// From this seed on there is more in a history.
pub(super) const WITH_MORE: u64 = 1_000_000;
/// From this seed on editors stay open, whatever else changes a file, and files are away for a while.
pub(super) const WITH_WINDOWS: u64 = 2_000_000;
/// From this seed on people make moves while their own sync waits for the shared place.
pub(super) const WITH_MOVES: u64 = 4_000_000;
/// Of so many histories one is checked by git itself, too.
const BY_GIT: u64 = 100;

/// A clock that stands still during a sync.
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

pub(super) struct Simulated<'t> {
    hub: Hub,
    members: &'t [Member<'t>],
    config: Config,
    /// How many years each person's clock is wrong by.
    wrong: BTreeMap<String, i64>,
    /// The repositories that are open.
    open: RefCell<BTreeMap<String, (Repo, Objects)>>,
    /// What each person's plain git has fetched last.
    seen: RefCell<BTreeMap<String, CommitId>>,
    /// How many syncs there were: time passes.
    syncs: Cell<i64>,
    told: bool,
    /// Whether the power was cut once.
    cut: Cell<bool>,
    /// Whether somebody typed in the middle of the last sync.
    typed: Cell<bool>,
    /// Decides what else is done, beside all else: merges by plain git, and syncs that nobody asked
    /// for. Histories of older seeds have none, and stay what they were.
    more: Option<RefCell<Dice>>,
    /// The files that wait in every sync.
    pub(super) waiting: RefCell<BTreeSet<RepoPath>>,
    /// Whether moves are made while the shared place is waited for.
    pub(super) moves: bool,
    /// The one that is made in the next sync on a disk of its own, and what was saved with its word.
    pub(super) planned: RefCell<Option<Move>>,
    pub(super) moved: RefCell<Option<Saved>>,
}

/// Plays a history and checks it; returns the shared tip in the end and what everybody did.
pub(super) fn play(template: &Template, seed: u64, told: bool) -> (String, Vec<String>) {
    let hub = template.hub();
    let mut history = History::new(seed);
    history.stay_open((WITH_WINDOWS..WITH_MOVES).contains(&seed));
    let count = 2 + history.dice.below(PEOPLE.len() - 1);
    let members: Vec<Member<'_>> =
        PEOPLE[..count].iter().map(|name| template.member(&hub, name)).collect();
    let mut wrong = BTreeMap::new();
    for name in PEOPLE {
        wrong.insert(name.to_owned(), *history.dice.one(&[0, 0, 0, -10, 10]));
    }
    let steps = 20 + history.dice.below(40);
    let more = (seed >= WITH_MORE).then(|| RefCell::new(Dice(seed ^ 0x6d6f_7265)));
    let moves = seed >= WITH_MOVES;
    let mut sharing = Simulated { wrong, more, moves, ..Simulated::over(&hub, &members, told) };
    history.play(&members, steps, &mut sharing, told);
    history.put_back(&members);
    // An id that somebody had chosen in a note, and wrote anew before it was shared.
    history.forget_noted(&settle(&members, &mut sharing));
    history.check(&members);
    let mut seen = BTreeSet::new();
    checks::is_sound(&hub, &mut seen);
    for member in &members {
        checks::is_sound(&member.path(".git"), &mut seen);
    }
    if seed.is_multiple_of(BY_GIT) {
        super::fsck(template, &hub);
        members.iter().for_each(|member| super::fsck(template, &member.root));
    }
    let tip = sharing.hub.tip().expect("something shared").to_string();
    (tip, history.log)
}

impl<'t> Simulated<'t> {
    /// People who share a place, each with a clock that is right.
    pub(super) fn over(hub: &Path, members: &'t [Member<'t>], told: bool) -> Self {
        Self {
            hub: Hub::open(hub),
            members,
            config: Config::read(&Source::new(SETTINGS)).0,
            wrong: BTreeMap::new(),
            open: RefCell::default(),
            seen: RefCell::default(),
            syncs: Cell::new(0),
            told,
            cut: Cell::new(false),
            typed: Cell::new(false),
            more: None,
            waiting: RefCell::default(),
            moves: false,
            planned: RefCell::default(),
            moved: RefCell::default(),
        }
    }
}

impl Simulated<'_> {
    /// Syncs with everything in order.
    pub(super) fn synced(&self, member: &Member<'_>) {
        let outcome = self.run(member, Weather::Fine, None, &|| {}).expect("a sync");
        assert!(!matches!(outcome.verdict, Verdict::Stopped(_)), "{outcome:?}");
    }

    /// Sends what there is, and never hears that it arrived.
    pub(super) fn unanswered(&self, member: &Member<'_>) {
        let outcome = self.run(member, Weather::Lies, None, &|| {}).expect("a sync");
        assert!(matches!(outcome.verdict, Verdict::Offline(_)), "{outcome:?}");
    }

    /// Makes a move while no sync is under way.
    pub(super) fn moves(&self, member: &Member<'_>, planned: &Move) {
        let clock = Stopped { now: self.now(member), jitter: Cell::new(0) };
        let saved = moving::make(&member.root, &self.config, &clock, planned);
        assert!(saved.is_some(), "{} is not there", planned.path);
    }

    /// Syncs with everything in order, but for a move that is planned.
    pub(super) fn on_a_disk(&self, member: &Member<'_>) -> Outcome {
        let disk = Disk::insert(&member.root, None);
        let ended = self.run(member, Weather::Fine, Some(Rc::clone(&disk)), &|| {});
        disk.take_out();
        ended.expect("a sync")
    }

    /// Syncs with a disk that fails at its event `at`; tells whether it came that far.
    pub(super) fn failing(&self, member: &Member<'_>, at: usize, fault: Fault) -> bool {
        let disk = Disk::insert(&member.root, Some((at, fault)));
        let ended = self.run(member, Weather::Fine, Some(Rc::clone(&disk)), &|| {});
        disk.take_out() || ended.is_err()
    }

    fn run(
        &self,
        member: &Member<'_>,
        weather: Weather,
        disk: Option<Rc<Disk>>,
        meanwhile: &dyn Fn(),
    ) -> Result<Outcome, SyncError> {
        let before = self.hub.tip();
        let now = self.now(member);
        let unattended = disk.is_some() && self.is_unattended(member, &now);
        let (repo, objects) = self.open(member);
        let seen = self.seen.borrow().get(&name(member)).copied();
        let line = Line { repo: &repo, hub: &self.hub, weather, disk, seen, meanwhile };
        let clock = Stopped { now, jitter: Cell::new(0) };
        let planned = self.planned.borrow_mut().take().filter(|_| line.disk.is_some());
        let is_gone = || line.is_gone();
        let turn = Moving::new(&member.root, &self.config, &clock, planned.as_ref(), &is_gone);
        let engine = Engine {
            repo: &repo,
            objects: &objects,
            network: &line,
            clock: &clock,
            turn: &turn,
            schema: Schema::builtin(),
            config: &self.config,
            options: Options {
                unattended,
                waiting: self.waiting.borrow().clone(),
                ..Options::default()
            },
            progress: &|_| {},
            trees: Trees::default(),
            cache: Arc::new(Cache::memory()),
            looked: RefCell::default(),
        };
        let mut ended = engine.run();
        // As `sync` mends what a power cut did to git's index.
        if ended.is_err() && !line.is_gone() && self.cut.get() && repo.is_staging_damaged() {
            let head = repo.branch_tip("main").expect("a branch").expect("a commit");
            repo.rebuild_staging(Some(repo.tree_of(head).expect("a version"))).expect("mended");
            ended = engine.run();
        }
        self.moved.replace(turn.saved.take());
        if let Some(tip) = self.hub.tip().filter(|tip| Some(*tip) != before) {
            checks::can_be_read(&self.hub.git, before, tip);
        }
        let is_gone = line.is_gone();
        if !is_gone {
            self.open.borrow_mut().insert(name(member), (repo, objects));
        }
        ended
    }

    /// Opens a person's repository; most often it still is, as in a program that goes on.
    fn open(&self, member: &Member<'_>) -> (Repo, Objects) {
        let known = self.open.borrow_mut().remove(&name(member));
        known.filter(|_| self.syncs.get() % 4 > 0).unwrap_or_else(|| {
            let repo = Repo::open(&member.root).expect("a repository");
            let objects = Objects::of(&repo).expect("a repository");
            (repo, objects)
        })
    }

    /// Tells whether nobody has asked for this sync; a file may be saved just before it then.
    fn is_unattended(&self, member: &Member<'_>, now: &ZonedDateTime) -> bool {
        let Some(more) = &self.more else { return false };
        let mut dice = more.borrow_mut();
        if dice.below(3) > 0 {
            return false;
        }
        let paths = paths(member);
        if dice.below(2) == 0 && !paths.is_empty() {
            let path = member.path(dice.one::<String>(&paths));
            let file = File::options().append(true).open(path).expect("a file");
            let now = SystemTime::try_from(now.clone()).expect("a time");
            file.set_modified(now).expect("saved");
        }
        true
    }

    /// Who commits with plain git, and when.
    fn stamp(&self, member: &Member<'_>) -> Signature<'static> {
        let name = name(member);
        let time = Time::new(self.now(member).timestamp().as_second(), 60);
        Signature::new(&name, &format!("{name}@example.org"), &time).expect("a name")
    }

    /// Now and then commits everything with plain git, and merges what the others have.
    fn pull(&self, member: &Member<'_>, history: &mut History) -> Option<String> {
        let mut dice = self.more.as_ref()?.borrow_mut();
        if dice.below(6) > 0 {
            return None;
        }
        let tip = self.hub.tip()?;
        self.seen.borrow_mut().insert(name(member), tip);
        let said = plain::pull(member, tip, &self.stamp(member), &mut dice, history);
        Some(format!("pulls by hand: {said}"))
    }

    fn now(&self, member: &Member<'_>) -> ZonedDateTime {
        self.syncs.set(self.syncs.get() + 1);
        let start: ZonedDateTime =
            "2026-12-01T12:00:00+01:00[Europe/Oslo]".parse().expect("a time");
        let years = self.wrong.get(&name(member)).copied().unwrap_or_default();
        &start + Span::new().years(years).seconds(self.syncs.get() * 37)
    }

    /// Lets what is under way arrive, if it still may.
    fn arrive(&self, member: &Member<'_>) -> bool {
        let Some(commit) = self.hub.late.borrow_mut().take() else { return false };
        let repo = Repo::open(&member.root).expect("a repository");
        // A commit of another clone that was never sent is not here.
        repo.tree_of(commit).is_ok() && self.hub.accept(&repo, commit)
    }

    /// Somebody else syncs in the middle of a sync.
    fn rival(&self, member: &Member<'_>, dice: &mut Dice) -> impl Fn() {
        let others: Vec<&Member<'_>> =
            self.members.iter().filter(|other| other.root != member.root).collect();
        let rival = *dice.one(&others);
        let left = Cell::new(1);
        move || {
            if left.replace(0) == 1 {
                let disk = fault::watch(None);
                let ended = self.run(rival, Weather::Fine, None, &|| {});
                fault::watch(disk);
                let outcome = ended.expect("a sync");
                assert!(!matches!(outcome.verdict, Verdict::Stopped(_)), "{outcome:?}");
            }
        }
    }

    /// Plans a move for the next sync; returns its word. What is lost of a power cut is not told from it.
    fn plan_move(
        &self,
        member: &Member<'_>,
        fault: Option<&(usize, Fault)>,
        history: &mut History,
    ) -> Option<String> {
        if !self.moves || matches!(fault, Some((_, Fault::Power(_)))) || history.dice.below(2) == 0
        {
            return None;
        }
        let mut paths = paths(member);
        paths.retain(|path| path.starts_with("tasks/"));
        if paths.is_empty() {
            return None;
        }
        let path = history.dice.one(&paths).clone();
        history.close(member, &path);
        let (after, word) = (1 + history.dice.below(3), history.word());
        self.planned.replace(Some(Move { after, path, word: word.clone() }));
        self.moved.replace(None);
        Some(word)
    }

    fn fault(&self, member: &Member<'_>, history: &mut History) -> Option<(usize, Fault)> {
        let most = *history.dice.one(&[6, 25, 100, 250]);
        let at = 1 + history.dice.below(most);
        let seed = history.dice.next();
        let fault = match history.dice.below(18) {
            0 => Fault::Full,
            1 => Fault::Broken,
            2 => Fault::Once,
            3 | 4 => Fault::Killed,
            5..=7 => Fault::Power(Loss { seed, kept: *history.dice.one(&[0, 50, 85]) }),
            8 | 9 => {
                let mut paths = paths(member);
                paths.retain(|path| path.starts_with("tasks/"));
                if paths.is_empty() {
                    return None;
                }
                let path = history.dice.one(&paths).clone();
                history.close(member, &path);
                Fault::Typed { path, word: history.word() }
            }
            _ => return None,
        };
        Some((at, fault))
    }

    /// Syncs with a disk that may fail, and checks what is left.
    fn sync_on(
        &self,
        member: &Member<'_>,
        weather: Weather,
        fault: Option<(usize, Fault)>,
        meanwhile: &dyn Fn(),
    ) -> String {
        if self.told {
            tell(&format!("    {:?} begins ({weather:?}, {fault:?})", member.root.file_name()));
        }
        let crashes = matches!(fault, Some((_, Fault::Killed | Fault::Power(_))));
        let before = crashes.then(|| checks::contents(&image::now(&member.root)));
        let disk = Disk::insert(&member.root, fault.clone());
        let ended = self.run(member, weather, Some(Rc::clone(&disk)), meanwhile);
        self.typed.set(disk.was_typed());
        if let Some(state) = disk.ended() {
            let before = before.expect("looked at before a crash");
            let repo = Repository::open(&member.root).expect("a repository");
            if self.told {
                for (path, bytes) in checks::contents(&state) {
                    if before.get(&path) != Some(&bytes) {
                        let text = String::from_utf8_lossy(&bytes).into_owned();
                        tell(&format!("    {} became {text:?}", path.display()));
                    }
                }
            }
            checks::are_whole(
                &before,
                self.moved.borrow().as_ref(),
                &checks::contents(&state),
                &repo,
            );
            disk.take_out();
            self.cut.set(self.cut.get() || matches!(fault, Some((_, Fault::Power(_)))));
            return format!("syncs ({weather:?}) and ends early: {fault:?}");
        }
        disk.take_out();
        match ended {
            Ok(Outcome { verdict: Verdict::Stopped(stop), .. }) => panic!("stopped: {stop:?}"),
            Ok(outcome) => {
                if let Some((before, after)) = disk.cut_behind() {
                    assert_eq!(
                        checks::contents(&after),
                        checks::contents(&before),
                        "lost after a whole sync"
                    );
                }
                format!("syncs ({weather:?}, {fault:?}): {:?}", outcome.verdict)
            }
            Err(error) => {
                let failing = matches!(fault, Some((_, Fault::Full | Fault::Broken | Fault::Once)));
                assert!(failing, "{error:?}");
                format!("syncs ({weather:?}, {fault:?}) and fails: {error}")
            }
        }
    }
}

impl Sharing for Simulated<'_> {
    fn sync(&mut self, member: &Member<'_>, history: &mut History) -> String {
        if history.dice.below(8) == 0 && self.arrive(member) {
            return "sees how something arrives late".to_owned();
        }
        if let Some(pulled) = self.pull(member, history) {
            return pulled;
        }
        let weather = *history.dice.one(&[
            Weather::Fine,
            Weather::Fine,
            Weather::Fine,
            Weather::Race,
            Weather::Away,
            Weather::Lies,
            Weather::Late,
        ]);
        let fault = self.fault(member, history);
        let typed = match &fault {
            Some((_, Fault::Typed { word, .. })) => Some(word.clone()),
            _ => None,
        };
        let moving = self.plan_move(member, fault.as_ref(), history);
        let ended = if weather == Weather::Race {
            let rival = self.rival(member, &mut history.dice);
            self.sync_on(member, weather, fault, &rival)
        } else {
            self.sync_on(member, weather, fault, &|| {})
        };
        if let Some(word) = moving.filter(|_| self.moved.borrow().is_none()) {
            history.forget(&word);
        }
        // A step that was not reached: nobody typed anything.
        if let Some(word) = typed.filter(|_| !self.typed.get()) {
            history.forget(&word);
        }
        ended
    }

    fn sync_well(&mut self, member: &Member<'_>) -> (String, Vec<Stays>) {
        self.arrive(member);
        let before = member.paths();
        let outcome = self.run(member, Weather::Fine, None, &|| {}).expect("a sync");
        let result = match &outcome.verdict {
            Verdict::UpToDate => "up_to_date",
            Verdict::Stopped(_) | Verdict::Offline(_) => panic!("{outcome:?}"),
            _ => "moved",
        };
        if self.told {
            let received = &outcome.received;
            let (sent, notices) = (&outcome.sent, &outcome.notices);
            let after = member.paths();
            let gone: Vec<_> = before.iter().filter(|path| !after.contains(path)).collect();
            tell(&format!("{} loses {gone:?}, holds back {:?}", name(member), outcome.held_back));
            tell(&format!(
                "{} ends: sent {sent:?}, received {received:?}, {notices:?}",
                name(member)
            ));
        }
        let stays = |held: &HeldBack| {
            let known_as = match &held.reason {
                Reason::KnownAs(id) => Some(id.clone()),
                _ => None,
            };
            Stays { path: held.path.to_string(), known_as }
        };
        let held_back = outcome.held_back.iter().map(stays).collect();
        (result.to_owned(), held_back)
    }

    fn commit(&mut self, member: &Member<'_>) -> bool {
        let git = Repository::open(&member.root).expect("a repository");
        plain::commit(&git, &self.stamp(member))
    }
}
