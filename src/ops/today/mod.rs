//! What waits for a person and for whom they wait: since when, how pressing, and what moves it.
//!
//! All open tasks are chosen from, and put in order, by what the index keeps for lists; only those
//! that may be shown are looked at one by one, with what was said about them and its history. Nothing
//! is changed, and no look is remembered, unless [`seen`] is called.

mod boxes;
mod decide;
mod gather;
mod item;
mod json;
mod keep;
mod nobody;
mod offer;
mod own;
mod page;
mod refused;
mod since;
mod vain;
mod words;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use thiserror::Error;

use super::Place;
use super::amended::{Amended, parties_amended};
use super::changes::{self, Changed, Changes, ChangesOptions, Since as Look, changes};
use super::conflicts::{self, Dispute};
use super::new::{WhyNobody, author};
use super::overstep;
use super::routines::{self, Unmade};
use super::story::{Event, People, What, tip_of};
use super::sync::{NotRead, last, why_unheard};
use crate::changes::Change;
use crate::index::history::UNWATCHED;
use crate::schema::{Record, has_address, person_name};
use crate::store::{CommitId, OpenError, Repo};
use crate::text::RepoPath;
use crate::workflow::{Clocks, PARTY_FIELDS, Team};
use crate::workspace::SILENT;
use gather::{Gatherer, Wanted};

pub use decide::{Decided, Fate, decide, has_ticks, refuse};
pub use item::{Item, Press, ReadBack};
pub use json::to_json;
pub use keep::{Kept, is_page_as_made, is_page_fresh, keep_page};
pub use offer::Choice;
pub use page::page;
pub use refused::{Refusal, Refused};
pub use since::{Known, Since};
pub use vain::{InVain, Vain, VainWhy};
pub use words::Voice;

/// Conflict notes that are read unless all are asked for.
const MOST_DISPUTES: usize = 5;
/// Documents among the news that are looked at closely, unless all are asked for; a page shows no more.
const MOST_NEWS: usize = 20;
/// Files that stay here that are named unless all are asked for.
const MOST_FILES: usize = 20;

/// Whose day it is.
#[derive(Clone, Copy, Debug)]
pub struct TodayOptions<'a> {
    /// Somebody by short name or mail address; whoever works in this clone when absent.
    pub person: Option<&'a str>,
    /// Look at all items, however many there are.
    pub full: bool,
    /// Find what a decision about each thing is bound to, as a page with boxes needs it.
    pub boxes: bool,
    pub now: Timestamp,
}

/// A person's day.
#[derive(Debug)]
pub struct Today {
    /// What the workspace is called.
    pub workspace: String,
    /// The short name of whose day it is.
    pub person: String,
    /// Whether they work in this clone.
    pub own: bool,
    pub now: Timestamp,
    /// What waits for them, the most pressing first.
    pub mine: Vec<Item>,
    /// How many wait for them, those that were not looked at too.
    pub mine_count: usize,
    /// What assistants understood of their tasks and nobody has reacted to, the newest first.
    pub understood: Vec<ReadBack>,
    /// What they wait for, the most pressing first.
    pub awaited: Vec<Item>,
    pub awaited_count: usize,
    /// What others did since they last looked; `None` where that is not known.
    pub news: Option<Changes>,
    /// What was said in vain about tasks among the news, by path.
    pub in_vain: BTreeMap<RepoPath, InVain>,
    /// Of the tasks among the news that they sent: what others, who may not, made of whom these are from and for, and
    /// of who approves them; by path.
    pub parties: BTreeMap<RepoPath, Amended>,
    /// The replies among the news that were said in somebody's place, as they say, by who neither leads nor stands in;
    /// by path.
    pub out_of_place: BTreeMap<RepoPath, Record>,
    /// Conflict notes that wait for them.
    pub disputes: Vec<Dispute>,
    pub disputes_count: usize,
    /// Files that are not shared or cannot be read.
    pub stays: Vec<Stays>,
    pub stays_count: usize,
    /// Folders that cannot be read: what lies in them is not known.
    pub unread: Vec<RepoPath>,
    /// What they shared, is meant as a task or as an answer, and is read as nothing.
    pub not_read: Vec<NotRead>,
    /// Files that they saved over what had come in meanwhile, unchanged since; and whether that is set back.
    pub saved_over: Vec<(RepoPath, bool)>,
    /// Their routines of which no tasks are made.
    pub unmade: Vec<Unmade>,
    /// What they ticked on their page and could not be done, and nothing has changed of that since.
    pub refused: Vec<Refused>,
    /// When this folder was last in step with the shared one, as far as that is remembered.
    pub synced: Option<Timestamp>,
    pub clocks: Clocks,
    /// The workspace's.
    pub zone: TimeZone,
    pub people: People,
    /// The commit that all of this is told of.
    tip: Option<CommitId>,
}

/// A file that stays on this machine, or cannot be read whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stays {
    pub path: RepoPath,
    /// In English and in Bokmål; `None` where it cannot be read whole.
    pub reason: Option<[String; 2]>,
}

/// A day that cannot be told.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TodayError {
    #[error("it is not known who works here: nobody in `people/` has the address that git knows")]
    Nobody,
    #[error("it is not known who works here: {0}")]
    Ambiguous(WhyNobody),
    #[error("it is not known who works here: {0}")]
    Repository(String),
    #[error("nobody here is called `{name}`; known are {known}")]
    Unknown { name: String, known: String },
}

/// Tells a person's day.
///
/// # Errors
/// When it is not known whose.
pub fn today(place: &Place, options: TodayOptions<'_>) -> Result<Today, TodayError> {
    today_counted(place, options, &|_, _| {})
}

/// The same; `progress` hears how many files are read, and of how many.
///
/// # Errors
/// As [`today`].
pub fn today_counted(
    place: &Place,
    options: TodayOptions<'_>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Today, TodayError> {
    let me = place.me();
    let mut people: Vec<&Record> = place.snapshot.people().collect();
    if options.person.is_some_and(|name| called(&people, name).is_err()) {
        // A page may lie anywhere. Where the folder cannot be listed any more, what is known of it must do.
        let _ = place.snapshot.refresh(SILENT);
        people = place.snapshot.people().collect();
    }
    let person = match options.person {
        Some(name) => called(&people, name)?,
        None => me.clone().ok_or_else(|| nobody(place))?,
    };
    let own = me.as_deref().is_some_and(|me| person_name(me) == person_name(&person));
    let config = place.snapshot.config();
    let clocks = Clocks::of(people.iter().copied(), config);
    let record = people.iter().find(|one| person_name(&one.id) == person_name(&person));
    let record = record.ok_or_else(|| nobody(place))?;
    let gatherer = Gatherer::new(place, &clocks, record, options);
    let index = place.snapshot.index();
    let summaries = index.summaries();
    let wanted = Wanted::of(&summaries);
    let summaries = summaries.narrowed(&|one| wanted.has(one));
    let summaries = summaries.fitting(&|one| wanted.has(one));
    let found = gatherer.gather(&summaries, progress);
    let most = |least: usize| if options.full { usize::MAX } else { least };
    let notes = gatherer.disputes(&summaries);
    let dispute = |path| conflicts::dispute(place, path);
    let disputes = notes.iter().take(most(MOST_DISPUTES)).filter_map(dispute).collect();
    let repo = Repo::open(place.snapshot.root()).ok();
    let tip = repo.as_ref().and_then(|repo| tip_of(repo).ok().flatten());
    let last = repo.as_ref().and_then(last);
    let mut stays = if own { gatherer.stays(&summaries, last.as_ref()) } else { Vec::new() };
    let stays_count = stays.len();
    stays.truncate(most(MOST_FILES));
    let not_read = last.iter().filter(|_| own).flat_map(|last| &last.not_read);
    let (root, schema) = (place.snapshot.root(), place.snapshot.schema());
    let not_read = not_read.map(RepoPath::new);
    let not_read = not_read.filter_map(|path| why_unheard(root, schema, &path)).collect();
    let saved_over = last.iter().filter(|_| own).flat_map(|last| last.told_over(root));
    let saved_over = saved_over.map(|(path, back)| (RepoPath::new(&path), back)).collect();
    let mut unmade = routines::unmade_of(&place.snapshot, &person);
    unmade.truncate(most(MOST_FILES));
    let name = config.name.clone();
    let folder =
        || place.snapshot.root().file_name().map(|name| name.to_string_lossy().into_owned());
    let mut news = own.then(|| news(place, options.now)).flatten();
    let judged = if options.boxes { MOST_NEWS } else { most(MOST_NEWS) };
    let in_news = |news| vain::in_news(place, news, &person, judged);
    let in_vain = news.as_ref().map(in_news).unwrap_or_default();
    let parties = news.as_ref().map(|news| parties(place, news, &person)).unwrap_or_default();
    let out_of_place = news.as_ref().map(|news| out_of_place(place, news)).unwrap_or_default();
    if let Some(news) = &mut news {
        // However much else is new, this is seen.
        let is_told = |one: &Changed| {
            let is_out = |event: &Event| out_of_place.contains_key(&event.path);
            parties.contains_key(&one.path) || one.events.iter().any(is_out)
        };
        news.documents.sort_by_key(|one| !is_told(one));
    }
    let mut day = Today {
        workspace: name.or_else(folder).unwrap_or_default(),
        own,
        now: options.now,
        mine: found.mine,
        mine_count: found.mine_count,
        understood: found.understood,
        awaited: found.awaited,
        awaited_count: found.awaited_count,
        in_vain,
        parties,
        out_of_place,
        news,
        disputes_count: notes.len(),
        disputes,
        stays,
        stays_count,
        unread: index.unread().into_iter().map(|(path, _)| path.clone()).collect(),
        not_read,
        saved_over,
        unmade,
        synced: last.and_then(|last| last.at),
        people: People::of(people),
        zone: config.zone.clone(),
        clocks,
        person,
        tip,
        refused: Vec::new(),
    };
    if let Some(repo) = repo.filter(|_| day.own && options.boxes) {
        day.refused = refused::told(&repo, &day);
    }
    Ok(day)
}

/// Remembers that whoever works in this clone has seen all that a day tells is new.
pub fn seen(place: &Place, today: &Today) {
    if let (true, Some(tip)) = (today.own && today.news.is_some(), today.tip) {
        // Where it cannot be remembered, it is told once more.
        let _ = changes::looked_at(place, tip);
    }
}

/// Says why it is not known who works here.
fn nobody(place: &Place) -> TodayError {
    match Repo::open(place.snapshot.root()) {
        Ok(_) | Err(OpenError::NotFound { .. }) => match author(place) {
            Err(why @ WhyNobody::SharedEmail { .. }) => TodayError::Ambiguous(why),
            _ => TodayError::Nobody,
        },
        Err(error) => TodayError::Repository(error.to_string()),
    }
}

/// Finds whoever is meant by a short name or a mail address.
fn called(people: &[&Record], name: &str) -> Result<String, TodayError> {
    let wanted = person_name(name);
    let is = |one: &&&Record| person_name(&one.id) == wanted || has_address(one, name);
    let found = people.iter().find(is).map(|one| one.id.to_string());
    found.ok_or_else(|| TodayError::Unknown {
        name: name.to_owned(),
        known: people.iter().map(|one| &*one.id).collect::<Vec<_>>().join(", "),
    })
}

/// Tells what others did to documents since whoever works here last looked; `None` where there is no
/// history. Conflict notes that are open are told of by themselves, and files that are no documents by
/// what was said with them.
fn news(place: &Place, now: Timestamp) -> Option<Changes> {
    let options = ChangesOptions { since: Look::Last, now, mark: false };
    let mut news = changes(place, options, UNWATCHED).ok()?;
    news.documents.retain(|one| one.kind.as_deref().is_some_and(|kind| kind != "conflict"));
    if let (changes::Basis::FirstLook(_), Ok(repo)) =
        (news.since, Repo::open(place.snapshot.root()))
    {
        // What a workspace was made with is no news to whoever has just come.
        let is_first = |event: &Event| {
            let commit = event.commit.and_then(|id| repo.read_commit(id).ok());
            commit.is_some_and(|commit| commit.parents.is_empty())
        };
        news.documents.retain(|one| !one.events.iter().all(is_first));
    }
    Some(news)
}

/// Finds what others made of whose the tasks among the news are.
fn parties(place: &Place, news: &Changes, person: &str) -> BTreeMap<RepoPath, Amended> {
    let is_it = |change: &Change| match change {
        Change::Field { key, .. } => PARTY_FIELDS.contains(&key.as_str()),
        _ => false,
    };
    let of_parties = |one: &&Changed| one.events.iter().flat_map(|one| &one.changes).any(is_it);
    let changed = news.documents.iter().filter(of_parties);
    let near = place.snapshot.near();
    let tasks: Vec<&Record> = changed.filter_map(|one| near.record(&one.path)).collect();
    let tasks = tasks.into_iter().filter(|one| one.is("task") && one.readable);
    parties_amended(place, tasks, person)
}

/// Finds the replies among the news that say they were said in a place which nobody's page lets their author speak in.
fn out_of_place(place: &Place, news: &Changes) -> BTreeMap<RepoPath, Record> {
    let events = news.documents.iter().flat_map(|one| &one.events);
    let said = events.filter(|event| matches!(event.what, What::Said { .. }));
    let said: Vec<RepoPath> = said.map(|event| event.path.clone()).collect();
    let team = Team::of(place.snapshot.near().people());
    let replies = overstep::records_of(place, &said).into_iter();
    let replies = replies.filter(|reply| overstep::unsupported(reply, &team));
    replies.map(|reply| (reply.path.clone(), reply.clone())).collect()
}

impl Today {
    /// Moves the day on to a later moment, by what was read of it; since then nothing may have changed.
    pub fn move_on(&mut self, now: Timestamp) {
        let alone = self.clocks.alone();
        for item in self.mine.iter_mut().chain(&mut self.awaited) {
            let clocks = if item.want.is_assignees() { &self.clocks } else { &alone };
            item.move_on(clocks, now);
        }
        self.now = now;
        Item::arrange(&mut self.mine, now);
        Item::arrange(&mut self.awaited, now);
    }

    /// Lists the others that something is waited for from, or that wait, each once, in order.
    pub fn others(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        let named = self.mine.iter().chain(&self.awaited);
        let names = named.flat_map(|item| [item.asker.as_deref(), Some(&*item.on)]);
        for name in names.flatten() {
            let own = person_name(name) == person_name(&self.person);
            if !own && !found.contains(&name) {
                found.push(name);
            }
        }
        found.sort_unstable();
        found
    }

    /// Lists what may be decided about a task with a tick, each with its mark.
    fn marks<'d>(&'d self, task: &'d str) -> impl Iterator<Item = (Choice, String)> + 'd {
        let items = self.mine.iter().filter(move |item| item.id == task);
        let items = items.map(|item| (Choice::about(item), &item.bound));
        let backs = self.understood.iter().filter(move |one| one.id == task);
        let backs = backs.map(|one| (Choice::about_read_back(one.cannot_meet), &one.bound));
        let all = items.chain(backs);
        all.flat_map(|(choices, bound)| choices.iter().map(|one| (*one, one.token(bound))))
    }

    /// Tells whether there is nothing at all to tell.
    pub fn is_empty(&self) -> bool {
        let news = self.news.as_ref();
        self.mine.is_empty()
            && self.understood.is_empty()
            && self.awaited.is_empty()
            && news.is_none_or(|news| news.documents.is_empty() && news.many.is_empty())
            && self.disputes.is_empty()
            && self.stays.is_empty()
            && self.not_read.is_empty()
            && self.saved_over.is_empty()
            && self.unmade.is_empty()
    }
}
