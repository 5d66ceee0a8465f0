//! Which open tasks concern a person, and which of them are looked at.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::Timestamp;
use rayon::prelude::*;

use super::item::{Item, Maker, ReadBack, Seen};
use super::since::{Evidence, since};
use super::{Stays, TodayOptions};
use crate::diagnostic::rule_name;
use crate::document::Document;
use crate::index::documents::{Form, Summaries, Summary};
use crate::ops::Place;
use crate::ops::sync::Last;
use crate::query::Subject;
use crate::schema::message::held_back_reason;
use crate::schema::{Language, Record, ValueRef, layout, person_name};
use crate::text::RepoPath;
use crate::workflow::{
    Agreement, Clocks, Life, PARTY_FIELDS, Standing, State, Team, Want, demands, in_order,
    read_back, waiting_on,
};

/// Tasks of each kind that are looked at one by one, unless all are asked for.
const LOOKED_AT: usize = 24;
/// Tasks with a read-back, or with a question, that are looked at beside those.
const SAID_LAST: usize = 10;
/// Read-backs that are told, unless all are asked for.
const READ_BACKS: usize = 10;

/// Hears how much is done, and of how much.
pub(super) type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// What was found for a person.
#[derive(Default)]
pub(super) struct Found {
    pub(super) mine: Vec<Item>,
    pub(super) mine_count: usize,
    pub(super) awaited: Vec<Item>,
    pub(super) awaited_count: usize,
    pub(super) understood: Vec<ReadBack>,
}

/// What a day is told from: open tasks and what may have been said about them, conflict notes, agreements, and
/// what cannot be read whole. The rest, most of all after a while, need not be in memory.
pub(super) struct Wanted {
    /// What open tasks are called.
    names: HashSet<String>,
}

impl Wanted {
    pub(super) fn of(summaries: &Summaries<'_>) -> Self {
        let open = summaries.standing(&|standing| !standing.state.is_closed());
        let names = open.iter().flat_map(|one| [one.path.stem(), one.id()]);
        Self { names: names.map(str::to_owned).collect() }
    }

    pub(super) fn has(&self, one: &Summary<'_>) -> bool {
        let is_about = |folder: &str| {
            let id = layout::id_of_name(folder);
            self.names.contains(folder) || id.is_some_and(|id| self.names.contains(id))
        };
        match one.kind() {
            _ if matches!(one.form, Form::Partial | Form::Unread) => true,
            Some("conflict" | "agreement") => true,
            _ if speaks(one) => layout::task_folder(&one.path).is_none_or(is_about),
            _ => is_open(one),
        }
    }
}

fn is_open(one: &Summary<'_>) -> bool {
    one.standing().is_some_and(|standing| !standing.state.is_closed())
}

/// Tells whether it was said about a task.
fn speaks(one: &Summary<'_>) -> bool {
    matches!(one.kind(), Some("reply" | "review"))
}

/// Gathers what concerns one person.
pub(super) struct Gatherer<'a> {
    place: &'a Place,
    clocks: &'a Clocks,
    person: String,
    /// Whether they lead the team, and step in where something is late.
    leads: bool,
    options: TodayOptions<'a>,
}

/// An open task that concerns the person, as lists know it.
struct Candidate<'s> {
    summary: &'s Summary<'s>,
    standing: &'s Standing,
    mine: bool,
    rank: Rank,
}

/// A task that is looked at.
struct Read {
    task: Record,
    /// In the order of the files' names.
    said: Vec<Record>,
    state: State,
}

/// How likely a task is to be shown: the lower, the more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    not_late: bool,
    priority: u8,
    due: Timestamp,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(
        place: &'a Place,
        clocks: &'a Clocks,
        person: &Record,
        options: TodayOptions<'a>,
    ) -> Self {
        let leads = person.text("role") == Some("lead");
        Self { place, clocks, person: person_name(&person.id), leads, options }
    }

    /// Finds what waits for the person, and what they wait for; `progress` hears how much of it is done, and of how
    /// much.
    pub(super) fn gather(&self, summaries: &[Summary<'_>], progress: Progress<'_>) -> Found {
        let open = self.candidates(summaries);
        let chosen = self.chosen(&open, summaries);
        let mut found = Found::default();
        for one in &open {
            *if one.mine { &mut found.mine_count } else { &mut found.awaited_count } += 1;
        }
        let read = self.read(&open, &chosen, summaries, progress);
        self.look(&read, self.agreement(summaries), &mut found);
        found.mine_count = found.mine_count.max(found.mine.len());
        found.awaited_count = found.awaited_count.max(found.awaited.len());
        found
    }

    /// Returns the conflict notes that wait for the person, by path.
    pub(super) fn disputes(&self, summaries: &[Summary<'_>]) -> Vec<RepoPath> {
        let is_mine = |one: &&Summary<'_>| {
            let to = || one.value("to").and_then(ValueRef::text);
            one.kind() == Some("conflict") && to().is_some_and(|to| self.is_person(to))
        };
        let mut found: Vec<RepoPath> =
            summaries.iter().filter(is_mine).map(|one| one.path.clone()).collect();
        found.sort();
        found
    }

    /// Returns the files that the last sync held back and that are as they were, then those that
    /// cannot be read whole, by path.
    pub(super) fn stays(&self, summaries: &[Summary<'_>], last: Option<&Last>) -> Vec<Stays> {
        let root = self.place.snapshot.root();
        let held = last.into_iter().flat_map(|last| &last.held_back);
        let held = held.filter(|one| one.is_as_it_was(root));
        let mut found: Vec<Stays> = held
            .map(|one| Stays { path: RepoPath::new(&one.path), reason: Some(one.reason.clone()) })
            .collect();
        let named: BTreeSet<RepoPath> = found.iter().map(|one| one.path.clone()).collect();
        let broken = |one: &&Summary<'_>| {
            matches!(one.form, Form::Partial | Form::Unread) && !named.contains(&one.path)
        };
        let mut unread: Vec<Stays> = summaries
            .iter()
            .filter(broken)
            .map(|one| Stays { path: one.path.clone(), reason: None })
            .collect();
        let settings = self.place.snapshot.unread_settings().iter();
        let settings = settings.filter(|path| !named.contains(*path));
        unread.extend(settings.map(|path| Stays { path: path.clone(), reason: None }));
        let folders = self.place.snapshot.index().unread().into_iter();
        let folders = folders.filter(|(path, _)| !named.contains(*path));
        let reason = Language::ALL
            .map(|language| held_back_reason(rule_name::FILE_UNREADABLE, None, language));
        unread.extend(
            folders.map(|(path, _)| Stays { path: path.clone(), reason: Some(reason.clone()) }),
        );
        unread.sort_by(|one, other| one.path.cmp(&other.path));
        found.extend(unread);
        found
    }

    fn is_person(&self, name: &str) -> bool {
        person_name(name) == self.person
    }

    /// Tells whether what is wanted of `name` is the person's to do: it is they, unless somebody stands in
    /// for them, or they stand in.
    fn has_turn_of(&self, name: &str, want: Want) -> bool {
        match want.is_assignees() {
            true => self.is_person(self.clocks.acting(name, self.options.now)),
            false => self.is_person(name),
        }
    }

    fn candidates<'s>(&self, summaries: &'s [Summary<'s>]) -> Vec<Candidate<'s>> {
        let named = |one: &Summary<'_>| {
            let texts = PARTY_FIELDS.into_iter().filter_map(|key| one.value(key)?.text());
            texts.into_iter().any(|name| self.is_person(name))
        };
        let candidate = |summary: &'s Summary<'s>| {
            let standing = summary.standing().filter(|standing| !standing.state.is_closed())?;
            let turn = standing.turn(self.clocks, self.options.now);
            let mine = turn.is_some_and(|person| self.is_person(person));
            let rank = || self.rank(summary, standing);
            // Nobody waits for what somebody else still writes, unless they took it for sent.
            let sent_by = || summary.value("sent_by").and_then(ValueRef::text);
            let is_meant =
                || standing.state != State::Draft || sent_by().is_some_and(|by| self.is_person(by));
            let concerns = || is_meant() && named(summary);
            let is_late = || self.leads && !rank().not_late;
            (mine || concerns() || is_late()).then(|| Candidate {
                summary,
                standing,
                mine,
                rank: rank(),
            })
        };
        summaries.iter().filter_map(candidate).collect()
    }

    fn rank(&self, summary: &Summary<'_>, standing: &Standing) -> Rank {
        let due = summary.value("due").and_then(ValueRef::moment);
        let due = due.filter(|_| standing.state.is_under_way());
        let sender = summary.value("from").and_then(ValueRef::text).unwrap_or_default();
        let due = due.map_or(Timestamp::MAX, |due| self.clocks.deadline(due, sender));
        let priority = match summary.value("priority").and_then(ValueRef::text) {
            Some("urgent") => 0,
            Some("high") => 1,
            Some("low") => 3,
            _ => 2,
        };
        Rank { not_late: due >= self.options.now, priority, due }
    }

    /// Chooses the tasks that are looked at, by their place among `open`: of both kinds the likeliest,
    /// and those about which a question or a read-back was said last.
    fn chosen(&self, open: &[Candidate<'_>], summaries: &[Summary<'_>]) -> BTreeSet<usize> {
        if self.options.full || open.len() <= LOOKED_AT {
            return (0..open.len()).collect();
        }
        let mut chosen = BTreeSet::new();
        for mine in [true, false] {
            let mut some: Vec<usize> =
                (0..open.len()).filter(|at| open[*at].mine == mine).collect();
            some.sort_by_key(|at| (open[*at].rank, &open[*at].summary.path));
            chosen.extend(some.into_iter().take(LOOKED_AT));
        }
        let said = said_last(open, summaries);
        for what in ["-confirm-", "-question-"] {
            let mut some: Vec<(&str, usize)> =
                said.iter().filter(|(name, _)| name.contains(what)).copied().collect();
            some.sort_unstable();
            chosen.extend(some.into_iter().rev().take(SAID_LAST).map(|(_, at)| at));
        }
        chosen
    }

    fn agreement(&self, summaries: &[Summary<'_>]) -> Agreement {
        let agreements = summaries.iter().filter(|one| one.kind() == Some("agreement"));
        let path = agreements.map(|one| &one.path).min();
        Agreement::of(path.and_then(|path| self.place.snapshot.near().record(path)))
    }

    /// Reads the chosen tasks and what was said about them, in the order of the files' names.
    ///
    /// The files themselves are read: what the index keeps beside its lists lies in blocks of many
    /// documents, which would cost more.
    fn read(
        &self,
        open: &[Candidate<'_>],
        chosen: &BTreeSet<usize>,
        summaries: &[Summary<'_>],
        progress: Progress<'_>,
    ) -> Vec<Read> {
        let chosen: Vec<&Candidate<'_>> = chosen.iter().filter_map(|at| open.get(*at)).collect();
        // Where two have one id, what is said about it is said about both.
        let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
        for (one, at) in chosen.iter().zip(0..) {
            let names = [one.summary.id(), one.summary.path.stem()];
            for name in BTreeSet::from(names) {
                named.entry(name).or_default().push(at);
            }
        }
        let mut said: Vec<(usize, &RepoPath)> = Vec::new();
        for one in summaries.iter().filter(|one| speaks(one)) {
            let folder = layout::task_folder(&one.path);
            let folder = folder.map(|folder| layout::id_of_name(folder).unwrap_or(folder));
            // What a reply says itself is read only where it may be about one of these.
            if folder.is_some_and(|folder| !named.contains_key(folder)) {
                continue;
            }
            let task = one.value("task").and_then(ValueRef::text).or(folder);
            let meant = task.and_then(|task| named.get(task)).into_iter().flatten();
            said.extend(meant.map(|at| (*at, &one.path)));
        }
        let tasks: Vec<&RepoPath> = chosen.iter().map(|one| &one.summary.path).collect();
        let (total, done) = (tasks.len() + said.len(), AtomicUsize::new(0));
        let snapshot = &self.place.snapshot;
        let read = |path: &RepoPath| {
            progress(done.fetch_add(1, Ordering::Relaxed), total);
            let document = Document::parse(snapshot.source(path)?);
            Some(snapshot.schema().decode(path, &document).0)
        };
        let mut tasks: Vec<Option<Record>> = tasks.into_par_iter().map(read).collect();
        snapshot.index().sign(tasks.iter_mut().flatten());
        let records: Vec<Option<Record>> = said.par_iter().map(|(_, path)| read(path)).collect();
        let mut about: Vec<Vec<Record>> = vec![Vec::new(); chosen.len()];
        for ((at, _), record) in said.into_iter().zip(records) {
            about[at].extend(record);
        }
        let found =
            chosen.into_iter().zip(tasks).zip(about).filter_map(|((one, task), mut said)| {
                said.sort_by(in_order);
                // One that has gone meanwhile waits for nobody.
                Some(Read { task: task?, said, state: one.standing.state })
            });
        found.collect()
    }

    /// Looks at tasks, with what was said about them and since when.
    fn look(&self, tasks: &[Read], agreement: Agreement, found: &mut Found) {
        let near = self.place.snapshot.near();
        let team = Team::of(near.people());
        let maker = Maker {
            snapshot: &self.place.snapshot,
            clocks: self.clocks,
            alone: self.clocks.alone(),
            agreement,
            team: &team,
            now: self.options.now,
        };
        let said: Vec<Vec<&Record>> = tasks.iter().map(|one| one.said.iter().collect()).collect();
        let (mut items, mut backs, mut evidence) = (Vec::new(), Vec::new(), Vec::new());
        for (one, said) in tasks.iter().zip(&said) {
            let seen = Seen { task: &one.task, said, state: one.state };
            for demand in demands(seen.task, said, &team, Some(near), seen.state) {
                evidence.push(Evidence::of(seen, &demand));
                let mut item = maker.item(seen, &demand);
                if self.options.boxes && self.has_turn_of(&item.on, item.want) {
                    let wants = [
                        Want::Judge,
                        Want::NameJudge,
                        Want::JudgeProposal,
                        Want::Send,
                        Want::Start,
                    ];
                    let judges = wants.contains(&item.want);
                    item.bound = maker.bound(seen, judges, demand.raised);
                }
                items.push(item);
            }
            if let Some(record) = self.to_react_to(seen, &team) {
                backs.push((seen, record));
            }
        }
        evidence.extend(backs.iter().map(|(_, record)| Evidence::Said(record)));
        let (mut times, amended) =
            since(self.place, &evidence, &self.to_look_into(tasks, &items, &backs));
        for item in items.iter_mut().filter(|item| self.is_shown_amended(item)) {
            item.amended = amended.get(&item.path).cloned();
        }
        let of_backs = times.split_off(items.len().min(times.len()));
        // What was worked on since may be years of days.
        let dated = |(item, since)| maker.dated(item, since);
        let items: Vec<Item> = items.into_par_iter().zip(times).map(dated).collect();
        let mut times = of_backs.into_iter();
        for item in items {
            let mine = self.has_turn_of(&item.on, item.want);
            if mine { &mut found.mine } else { &mut found.awaited }.push(item);
        }
        for (seen, record) in backs {
            let since = times.next().flatten();
            found.understood.push(ReadBack {
                id: seen.task.id.to_string(),
                title: seen.task.title.to_string(),
                path: seen.task.path.clone(),
                by: record.text("by").unwrap_or_default().to_owned(),
                said: record.path.clone(),
                gist: maker.gist(record),
                cannot_meet: says_no(record, "can_meet_due"),
                since,
                amended: amended.get(&seen.task.path).cloned(),
                bound: match self.options.boxes {
                    true => maker.bound(seen, true, Some(record)),
                    false => String::new(),
                },
            });
        }
        Item::arrange(&mut found.mine, self.options.now);
        Item::arrange(&mut found.awaited, self.options.now);
        let newest = |one: &ReadBack| std::cmp::Reverse(one.since.map(|since| since.at));
        found
            .understood
            .sort_by(|a, b| newest(a).cmp(&newest(b)).then_with(|| a.path.cmp(&b.path)));
        if !self.options.full {
            found.understood.truncate(READ_BACKS);
        }
    }

    /// Returns the tasks of which the person judges what came, or how they were understood.
    fn to_look_into<'t>(
        &self,
        tasks: &'t [Read],
        items: &[Item],
        backs: &[(Seen<'_>, &Record)],
    ) -> Vec<&'t Record> {
        let judged = items.iter().filter(|item| self.is_shown_amended(item));
        let paths = judged.map(|item| &item.path);
        let shown: BTreeSet<&RepoPath> =
            paths.chain(backs.iter().map(|(seen, _)| &seen.task.path)).collect();
        tasks.iter().map(|one| &one.task).filter(|task| shown.contains(&task.path)).collect()
    }

    fn is_shown_amended(&self, item: &Item) -> bool {
        let judges = [Want::Judge, Want::NameJudge, Want::JudgeProposal].contains(&item.want);
        judges && self.has_turn_of(&item.on, item.want)
    }

    /// Returns how somebody else understood a task of the person's, while nobody has reacted to it.
    fn to_react_to<'t>(&self, seen: Seen<'t>, team: &Team) -> Option<&'t Record> {
        let under_way = seen.state.is_under_way() && seen.state != State::Sent;
        let sender = waiting_on(seen.task, State::Asked, &[], team).filter(|_| under_way)?;
        if !self.is_person(sender) {
            return None;
        }
        let life = Life::of(seen.task, seen.said, team, Some(self.place.snapshot.near()));
        let record = read_back(&life)?;
        let others = record.text("by").is_some_and(|by| !self.is_person(by));
        others.then_some(record)
    }
}

/// Tells whether a record answers a question of yes or no with no.
fn says_no(record: &Record, key: &str) -> bool {
    record.value(key) == Some(ValueRef::Bool(false))
}

/// Returns, of each task about which something was said, the name of what was said last, with the
/// task's place among `open`.
fn said_last<'s>(open: &[Candidate<'s>], summaries: &'s [Summary<'s>]) -> Vec<(&'s str, usize)> {
    let mut by_path: Vec<usize> = (0..open.len()).collect();
    by_path.sort_unstable_by_key(|at| &open[*at].summary.path);
    let by_stem: HashMap<&str, usize> =
        by_path.into_iter().map(|at| (open[at].summary.path.stem(), at)).collect();
    let mut last: HashMap<usize, &str> = HashMap::new();
    for one in summaries.iter().filter(|one| one.kind() == Some("reply")) {
        let folder = layout::task_folder(&one.path);
        let Some(at) = folder.and_then(|folder| by_stem.get(folder)) else { continue };
        let name = last.entry(*at).or_default();
        *name = (*name).max(one.path.file_name());
    }
    last.into_iter().map(|(at, name)| (name, at)).collect()
}
