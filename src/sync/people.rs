//! Who the people of a workspace are to a sync: who works here, and in whose place.

use std::collections::BTreeSet;

use jiff::ZonedDateTime;

use super::SyncError;
use super::judge::Versions;
use super::round::Round;
use crate::document::Document;
use crate::index::names::Names;
use crate::merge::Blob;
use crate::schema::{Config, Record, has_address, layout, person_name, person_with};
use crate::store::CommitId;
use crate::text::{RepoPath, Source};
use crate::workflow::{Clocks, Move, Team, acting_for, said_at};

/// The people of the workspace, and who of them works here.
pub(super) struct People {
    records: Vec<Record>,
    email: String,
    /// The short name of whoever works here.
    author: Option<String>,
    team: Team,
}

impl People {
    /// Reads them from the folder.
    pub(super) fn here(round: &Round<'_>, names: &Names) -> Self {
        let records = people_here(round, names);
        let email = round.engine.repo.identity().email.unwrap_or_default();
        let author = person_with(&records, &email).map(|record| record.id.to_string());
        let team = Team::of(&records);
        Self { records, email, author, team }
    }

    /// Returns the short name of whoever works here.
    pub(super) fn me(&self) -> Option<&str> {
        self.author.as_deref()
    }

    /// Returns from whom a task is that they make.
    pub(super) fn sender(&self) -> Option<&str> {
        self.team.makes_for(self.me()?)
    }

    /// Returns when they work.
    pub(super) fn clocks(&self, config: &Config) -> Clocks {
        Clocks::of(&self.records, config)
    }

    /// Returns them as those among whom it is judged who may do what.
    pub(super) fn team(&self) -> &Team {
        &self.team
    }

    /// Tells whether what is left out of a reply hangs on the task that it is about.
    pub(super) fn asks_for_task(&self, reply: &Record) -> bool {
        let acts = || self.me().is_some_and(|me| self.team.may_act_for_others(me));
        is_reassigning(reply) || reply.is("reply") && reply.field("acting_for").is_none() && acts()
    }

    /// Returns who has the task that a reply gives to somebody else.
    pub(super) fn had_by(&self, reply: &Record, task: Option<&Record>) -> Option<String> {
        task.filter(|_| is_reassigning(reply))?.text("to").map(str::to_owned)
    }

    /// Returns in whose place whoever works here says a reply.
    pub(super) fn acting_for(
        &self,
        reply: &Record,
        task: Option<&Record>,
        now: &ZonedDateTime,
    ) -> Option<String> {
        let by = self.me().filter(|me| !is_of_other(reply, me))?;
        let step = Move::of_reply(reply.text("type")?)?;
        let day = said_at(reply).map_or(now.date(), |at| at.date());
        acting_for(task?, step.who, by, &self.team, Some(day)).map(str::to_owned)
    }

    /// Tells whether an address is one of whoever works here.
    pub(super) fn is_me(&self, email: &str) -> bool {
        let person = person_with(&self.records, email).map(|person| &*person.id);
        match (person, &self.author) {
            (Some(person), Some(author)) => author == person,
            _ => email.eq_ignore_ascii_case(self.email.trim()),
        }
    }

    /// Returns the files that another person of the workspace has committed: what was left out
    /// there is for them to fill in, however the commit came here.
    pub(super) fn unsent_of_others(
        &self,
        round: &Round<'_>,
        remote: Option<CommitId>,
    ) -> Result<BTreeSet<RepoPath>, SyncError> {
        let repo = round.engine.repo;
        let mut paths = BTreeSet::new();
        let Some(head) = round.head else { return Ok(paths) };
        let hidden: Vec<CommitId> = remote.into_iter().collect();
        for id in repo.commits_between(head, &hidden)? {
            let commit = repo.read_commit(id)?;
            let known = person_with(&self.records, &commit.author.email).is_some();
            if known && !self.is_me(&commit.author.email) {
                let parent =
                    commit.parents.first().map(|parent| repo.tree_of(*parent)).transpose()?;
                paths.extend(repo.tree_changes(parent, Some(commit.tree))?.files.into_keys());
            }
        }
        Ok(paths)
    }
}

/// Tells whether a reply gives its task to somebody else, and does not say who had it.
pub(super) fn is_reassigning(reply: &Record) -> bool {
    reply.text("type") == Some("reassign") && reply.field("instead_of").is_none()
}

/// Tells whether a reply or a review says that somebody else than `me` has said it.
pub(super) fn is_of_other(record: &Record, me: &str) -> bool {
    record.text("by").is_some_and(|by| person_name(by) != person_name(me))
}

/// Reads the people of the workspace. A page that is gone from the folder counts, unless another has come in its
/// place.
fn people_here(round: &Round<'_>, names: &Names) -> Vec<Record> {
    let versions = round.versions();
    let is_person = |path: &RepoPath, blob: &Blob| {
        path.is_markdown()
            && (path.is_below(layout::PEOPLE) || names.of(blob.id).is_some_and(|one| one.person))
    };
    let mut people: Vec<Record> = Vec::new();
    for (path, blob) in round.here().filter(|(path, blob)| is_person(path, blob)) {
        let Some(source) = read(&versions, blob) else { continue };
        let (record, _) = round.engine.schema.decode(path, &Document::parse(source));
        let is_gone = !round.scan.files.contains_key(path);
        if !is_gone || !people.iter().any(|one| is_in_place_of(one, &record)) {
            people.push(record);
        }
    }
    people
}

fn read(versions: &impl Versions, blob: &Blob) -> Option<Source> {
    Source::decode(&versions.bytes(blob)?).ok()
}

/// Tells whether a page is that of the person of another one: by their short name, or an address.
fn is_in_place_of(one: &Record, gone: &Record) -> bool {
    person_name(&one.id) == person_name(&gone.id)
        || gone.texts("email").any(|address| has_address(one, address))
}
