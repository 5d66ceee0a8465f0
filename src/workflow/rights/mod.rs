//! Whether a person may write what they wrote, by what the workspace said of them before.
//!
//! Owns whose word a change of a document is: the settings that all work by, people, tasks, and what
//! was said about them. Judges documents as they were before and are after one change; where they come
//! from, and who really made the change, is for others to find out. A move that comes too late or too
//! early is no breach: it does not count, and everybody sees that.

mod task;
#[cfg(test)]
mod tests;

use super::parties::{Parties, may_act};
use super::routine::is_active;
use super::{Actor, Life, MoveName, State, Team, Why};
use crate::schema::{Record, has_address, layout, person_name};
use crate::text::RepoPath;

pub use task::{breaches_of_claim, breaches_of_moves};

/// Who changes something, by what the workspace said of them before.
#[derive(Clone, Copy, Debug)]
pub struct Writer<'a> {
    /// The short name.
    pub id: &'a str,
    /// A client or a lead, who may change what all work by.
    pub manages: bool,
}

/// A document before and after a change: made, changed, moved or removed.
#[derive(Clone, Copy, Debug)]
pub struct Edited<'a> {
    pub before: Option<&'a Record>,
    pub after: Option<&'a Record>,
    /// What was said about it, in its order, where it is a task whose status says nothing.
    pub said: &'a [&'a Record],
    /// Whether each line of the body is still there, ticks aside; more may have come.
    pub keeps_words: bool,
}

/// Something written by a person who may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Breach {
    /// The settings of the workspace, or its kinds.
    Settings,
    /// How all work together.
    Agreement,
    /// A person was made or removed.
    Person,
    /// What a person may do, or how they are known: the field.
    PersonField(&'static str),
    /// An address that is another person's.
    EmailOf(String),
    /// It says that this person wrote it.
    InNameOf(String),
    /// It says that it was said in this person's place, and its author neither leads nor stands in.
    ActingFor(String),
    /// An acceptance that somebody else filed.
    CapturedYes,
    /// An acceptance of what its author delivered, standing in for the assignee.
    OwnWork,
    /// A move that only some may make.
    Move(MoveName),
    /// A status that only some may set.
    Status(State, MoveName),
    /// Who a task is from or for, who approves it, or what it is called: the field.
    Party(&'static str),
    /// A task that was sent was removed.
    TaskRemoved,
    /// What comes back, from whom or to whom: by the short name of whoever sends it, empty where it is
    /// not written.
    Routine(String),
    /// What this person wrote was changed or removed; the name is empty where it is not written.
    WordsOf(String),
}

/// Folders in which hosting sites and the runners beside them look for jobs. A site that knows several of
/// them takes the first that is there, so one more can take the place of the job that judges.
const JOB_FOLDERS: [&str; 10] = [
    ".github",
    ".gitlab",
    ".gitea",
    ".forgejo",
    ".woodpecker",
    ".circleci",
    ".buildkite",
    ".builds",
    ".semaphore",
    ".teamcity",
];
/// Files of such jobs beside them.
const JOB_FILES: [&str; 14] = [
    ".gitlab-ci.yml",
    ".gitlab-ci.yaml",
    ".woodpecker.yml",
    ".woodpecker.yaml",
    ".drone.yml",
    ".drone.yaml",
    ".travis.yml",
    ".build.yml",
    ".cirrus.yml",
    ".appveyor.yml",
    "appveyor.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "jenkinsfile",
];

/// Tells whether a file holds settings that all work by, or jobs that judge what comes, whatever its
/// letters' case.
pub fn is_settings(path: &RepoPath) -> bool {
    let path = path.as_str().to_lowercase();
    match path.split_once('/') {
        Some((folder, _)) => folder == layout::KINDS || JOB_FOLDERS.contains(&folder),
        None => path == layout::WORKSPACE_FILE || JOB_FILES.contains(&path.as_str()),
    }
}

/// Finds what a change of one document breaks, moves and claims of a task aside; `people` are those of
/// the workspace as it was before.
pub fn breaches(
    edited: &Edited<'_>,
    writer: Writer<'_>,
    people: &[Record],
    team: &Team,
) -> Vec<Breach> {
    let Some(one) = edited.after.or(edited.before) else { return Vec::new() };
    match one.kind.as_deref() {
        Some("person") => person(edited, writer, people),
        Some("agreement") if !writer.manages => vec![Breach::Agreement],
        Some("task") => task::breaches(edited, writer, team),
        Some("routine") => routine(edited, writer, team),
        Some("reply" | "review") => said(edited, writer, team),
        _ => Vec::new(),
    }
}

fn is_same(one: &str, other: &str) -> bool {
    person_name(one) == person_name(other)
}

fn person(edited: &Edited<'_>, writer: Writer<'_>, people: &[Record]) -> Vec<Breach> {
    if writer.manages {
        return Vec::new();
    }
    let (Some(before), Some(after)) = (edited.before, edited.after) else {
        return vec![Breach::Person];
    };
    let own = is_same(&before.id, writer.id);
    let mut fields = vec!["role", "signing_keys"];
    if !own {
        fields.extend(["email", "away", "backup"]);
    }
    fields.retain(|field| before.value(field) != after.value(field));
    let mut found: Vec<Breach> = fields.into_iter().map(Breach::PersonField).collect();
    let others = || people.iter().filter(|one| one.is("person") && !is_same(&one.id, &before.id));
    for email in after.texts("email") {
        let has = |one: &&Record| has_address(one, email);
        found.extend(others().find(has).map(|other| Breach::EmailOf(other.id.to_string())));
    }
    found
}

/// Returns who answers for something said: whoever filed it, else whoever said it.
fn speaker(record: &Record) -> Option<&str> {
    record.text("captured_by").or_else(|| record.text("by"))
}

fn said(edited: &Edited<'_>, writer: Writer<'_>, team: &Team) -> Vec<Breach> {
    let own = |record: &Record| speaker(record).is_some_and(|by| is_same(by, writer.id));
    if let Some(before) = edited.before.filter(|before| !own(before)) {
        let name = || Breach::WordsOf(speaker(before).unwrap_or_default().to_owned());
        let kept =
            edited.keeps_words && edited.after.is_some_and(|after| same_fields(before, after));
        // Where nobody knows whose it is, whoever leads may put it right.
        let may = kept || team.is_lead(writer.id) || speaker(before).is_none() && writer.manages;
        return if may { Vec::new() } else { vec![name()] };
    }
    let Some(after) = edited.after else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(by) = speaker(after).filter(|by| !is_same(by, writer.id)) {
        found.push(Breach::InNameOf(by.to_owned()));
    }
    let place = |record: &Record| record.text("acting_for").map(str::to_owned);
    let before = edited.before.and_then(place);
    if let Some(place) = place(after).filter(|place| before.as_ref() != Some(place)) {
        let by = after.text("by").unwrap_or(writer.id);
        if !is_same(by, &place) && !team.acts_for(after, by, &place) {
            found.push(Breach::ActingFor(place));
        }
    }
    found
}

/// What comes back is sent without anybody being asked again: whoever sends it says so, or a client or a
/// lead. Anybody may draft it.
fn routine(edited: &Edited<'_>, writer: Writer<'_>, team: &Team) -> Vec<Breach> {
    let versions = || edited.before.into_iter().chain(edited.after);
    let own = |one: &Record| may(one, writer, Actor::Lead, team);
    if writer.manages || versions().all(own) || !versions().any(is_active) {
        return Vec::new();
    }
    let sender = versions().find(|one| !own(one)).and_then(|one| one.text("from"));
    vec![Breach::Routine(sender.unwrap_or_default().to_owned())]
}

/// Tells whether two versions say the same in their front matter, in whatever order.
pub fn same_fields(before: &Record, after: &Record) -> bool {
    let all_in = |one: &Record, other: &Record| {
        let mut fields = one.fields.iter().filter(|field| !field.value.is_null());
        fields.all(|field| other.value(field.key) == Some(field.value))
    };
    all_in(before, after) && all_in(after, before)
}

/// Tells whether `writer` may act as `actor` on a task.
fn may(task: &Record, writer: Writer<'_>, actor: Actor, team: &Team) -> bool {
    may_act(task, writer.id, actor, team)
}

/// Tells whether every line of `before` still stands in `after`, in its order, ticks and white space aside.
pub fn keeps_words(before: &str, after: &str) -> bool {
    let plain = |line: &str| line.trim().replacen("[x]", "[ ]", 1).replacen("[X]", "[ ]", 1);
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(plain).filter(|line| !line.is_empty()).collect()
    };
    let after = lines(after);
    let mut left = after.iter();
    lines(before).iter().all(|line| left.any(|now| now == line))
}
