//! Agreements that lapsed: a confirmation of other terms than the task has now, an acceptance of
//! something else than lies there now; with what has changed since.

use serde_json::{Value as Json, json};

use super::Place;
use super::amended::amended;
use super::story::People;
use super::then::Then;
use crate::changes::{self, Change, Part, Speaker, Version};
use crate::index::documents::Near;
use crate::schema::message::Lapse;
use crate::schema::{Language, Record};
use crate::text::RepoPath;
use crate::workflow::{
    Life, Sources, State, Team, TermsPart, guide_of, is_guide, linked_files, task_of, waiting_on,
};
use crate::workspace::SILENT;

/// More files than this are not looked at one by one.
const FEW: usize = 200;

/// Something that was agreed on, and is not so any more.
#[derive(Clone, Debug, PartialEq)]
pub struct Lapsed {
    /// The task.
    pub id: String,
    pub path: RepoPath,
    pub agreement: Agreement,
    /// The reply or the review.
    pub given: RepoPath,
    /// Who gave it, by short name; `None` where nobody says.
    pub by: Option<String>,
    /// Whose work it is, and who is asked whether other terms are still fine; by short name.
    pub assignee: Option<String>,
    /// Who sends the task, by short name.
    pub sender: Option<String>,
    /// Who changed the terms without being the one to say them, by short name.
    pub amended_by: Vec<String>,
    /// For whom the task waits now, by short name.
    pub waiting_on: Option<String>,
    /// Parts of the terms that are others: English keys and headings, `brief` and `files`.
    pub terms: Vec<&'static str>,
    /// Whether the terms are others at all.
    pub has_other_terms: bool,
    /// Whether what was delivered is something else.
    pub has_other_delivery: bool,
    /// What changed, in words: as far as the history tells, else which parts.
    pub changes: Vec<String>,
    /// Deliveries, and files that they link to, that came or changed since, as far as the history
    /// tells.
    pub delivered: Vec<RepoPath>,
}

/// What was agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// The assignee confirmed, or another date was agreed on.
    Terms,
    /// A delivery was accepted.
    Acceptance,
}

/// Tells whether an agreement on a task has lapsed, in the words of `language`.
pub fn lapsed(place: &Place, task: &Record, language: Language) -> Option<Lapsed> {
    if !task.is("task") || !task.readable {
        return None;
    }
    let near = place.snapshot.near();
    let said = near.about(task);
    let team = Team::of(near.people());
    let life = Life::of(task, &said, &team, Some(near));
    let (given, agreement, parts) = match (&life.void, &life.doubt) {
        (Some(void), _) => (void.review, Agreement::Acceptance, &void.parts),
        (None, Some(doubt)) => (doubt.agreed, Agreement::Terms, &doubt.parts),
        (None, None) => return None,
    };
    let void = life.void.as_ref();
    let mut found = Lapsed {
        id: task.id.to_string(),
        path: task.path.clone(),
        agreement,
        given: given.path.clone(),
        by: given.text("by").map(str::to_owned),
        assignee: task.text("to").map(str::to_owned),
        sender: task.text("from").map(str::to_owned),
        amended_by: Vec::new(),
        waiting_on: waiting_on(task, life.state, &life.round, &team).map(str::to_owned),
        terms: parts.iter().map(name).collect(),
        has_other_terms: void.is_none_or(|void| void.terms),
        has_other_delivery: void.is_some_and(|void| void.delivery),
        changes: Vec::new(),
        delivered: Vec::new(),
    };
    let then = Then::of(place, &given.path);
    if found.has_other_terms {
        let amended = amended(place, [task]).remove(&task.path);
        found.amended_by = amended.map(|amended| amended.by).unwrap_or_default();
        found.changes = then
            .as_ref()
            .map(|then| then.changes(place, task, parts, language))
            .unwrap_or_default();
        if found.changes.is_empty() {
            found.changes = parts.iter().map(|part| words(place, part, language)).collect();
        }
    }
    if let Some(then) = then.filter(|_| found.has_other_delivery) {
        found.delivered = then.delivered(near, &life.round);
    }
    Some(found)
}

/// Returns what has lapsed of the tasks that some files are, are about, or are a part of; by path.
pub fn concerning(place: &Place, paths: &[&RepoPath], language: Language) -> Vec<Lapsed> {
    let near = place.snapshot.near();
    let mut tasks: Vec<&Record> = Vec::new();
    if paths.len() > FEW {
        // Where the folder cannot be listed any more, nothing is told.
        let index = place.snapshot.index();
        let may_have = |one: &crate::index::documents::EntryRef<'_>| {
            one.standing.is_some_and(|standing| {
                standing.terms_changed || standing.state == State::Delivered
            })
        };
        let entries = index.entries().filter(may_have);
        tasks.extend(entries.filter_map(|one| one.record));
    } else {
        if paths.iter().any(|path| !path.is_markdown()) {
            // Who links to a file is known of what was looked at.
            let _ = place.snapshot.refresh(SILENT);
        }
        for path in paths {
            match near.record(path) {
                Some(record) => tasks.extend(tasks_of(near, record)),
                None => {
                    let mentioning = near.mentioning(None, path).into_iter();
                    tasks.extend(mentioning.flat_map(|record| tasks_of(near, record)));
                }
            }
        }
    }
    tasks.sort_by(|one, other| one.path.cmp(&other.path));
    tasks.dedup_by(|one, other| one.path == other.path);
    tasks.into_iter().filter_map(|task| lapsed(place, task, language)).collect()
}

/// Returns the tasks that a document is, is about, or may be a part of the terms of.
fn tasks_of<'n>(near: &'n Near, record: &'n Record) -> Vec<&'n Record> {
    if record.is("task") {
        return vec![record];
    }
    let about = |record: &Record| {
        let mut called = task_of(record).map(|task| near.called(task)).unwrap_or_default();
        called.retain(|one| one.is("task"));
        called
    };
    if record.is("reply") || record.is("review") {
        return about(record);
    }
    let mut mentioning = near.mentioning(Some(&record.id), &record.path);
    if is_guide(record) {
        mentioning.retain(|one| one.is("task"));
        return mentioning;
    }
    mentioning.into_iter().filter(|one| one.is("reply")).flat_map(about).collect()
}

impl Then {
    /// Says what changed in the task and in its brief, as far as it is terms.
    fn changes(
        &self,
        place: &Place,
        task: &Record,
        parts: &[TermsPart],
        language: Language,
    ) -> Vec<String> {
        let mut found = self.changes_of(place, task, language, &|change| {
            parts.iter().any(|part| is_meant(part, change))
        });
        if parts.contains(&TermsPart::Brief)
            && let Some(brief) = guide_of(task).and_then(|name| place.snapshot.near().brief(name))
        {
            let is_term = |change: &Change| match change {
                Change::Text { part, .. }
                | Change::Added { part, .. }
                | Change::Removed { part, .. } => {
                    matches!(part, Part::Section(name) if crate::schema::TERM_SECTIONS.contains(&name.as_str()))
                }
                _ => false,
            };
            let changes = self.changes_of(place, &brief, language, &is_term);
            found.extend(changes.into_iter().map(|change| format!("{}, {change}", brief.id)));
        }
        let rest = [TermsPart::Files].into_iter().filter(|part| parts.contains(part));
        found.extend(rest.map(|part| words(place, &part, language)));
        found
    }

    fn changes_of(
        &self,
        place: &Place,
        document: &Record,
        language: Language,
        is_meant: &dyn Fn(&Change) -> bool,
    ) -> Vec<String> {
        let schema = place.snapshot.schema();
        let (Some(old), Some(new)) =
            (self.bytes(&document.path), place.snapshot.source(&document.path))
        else {
            return Vec::new();
        };
        let old = Version::read(schema, &document.path, Some(&old));
        let new = Version::read(schema, &document.path, Some(new.text().as_bytes()));
        let kind = document.kind.as_deref().and_then(|kind| schema.kind(kind));
        let speaker = Speaker { schema, kind, language };
        let changes = changes::between(&old, &new).into_iter().filter(is_meant);
        changes.map(|change| changes::said(&change, speaker)).collect()
    }

    /// Returns the deliveries, and the files that they link to, that are not as they were.
    fn delivered(&self, near: &Near, round: &[&Record]) -> Vec<RepoPath> {
        let mut found = Vec::new();
        for reply in round {
            let files = linked_files(reply, near);
            for path in std::iter::once(reply.path.clone()).chain(files) {
                let then = self.content(&path);
                let now = near.entry(&path).and_then(|entry| entry.content);
                if then != now && !found.contains(&path) {
                    found.push(path);
                }
            }
        }
        found
    }
}

/// Tells whether a change is one of a part of the terms.
fn is_meant(part: &TermsPart, change: &Change) -> bool {
    match (part, change) {
        (TermsPart::Field(name), Change::Field { key, .. }) => name == key,
        (TermsPart::Field(name), Change::Title { .. }) => *name == "title",
        (
            TermsPart::Section(name),
            Change::Text { part, .. } | Change::Added { part, .. } | Change::Removed { part, .. },
        ) => *part == Part::Section((*name).to_owned()),
        _ => false,
    }
}

fn name(part: &TermsPart) -> &'static str {
    match part {
        TermsPart::Field(name) | TermsPart::Section(name) => name,
        TermsPart::Files => "files",
        TermsPart::Brief => "brief",
    }
}

/// Names a part in the language.
fn words(place: &Place, part: &TermsPart, language: Language) -> String {
    let schema = place.snapshot.schema();
    let speaker = Speaker { schema, kind: schema.kind("task"), language };
    match part {
        TermsPart::Field(key) => speaker.key(key),
        TermsPart::Section(name) => speaker.part(&Part::Section((*name).to_owned())),
        TermsPart::Files => Lapse::LinkedFile.text(language),
        TermsPart::Brief => Lapse::BriefText.text(language),
    }
}

impl Lapsed {
    /// Tells whether what was agreed on is for `me` to say, and others have changed it.
    pub fn is_amended(&self, me: Option<&str>) -> bool {
        let sends = self.sender.is_some() && self.sender.as_deref() == me;
        sends && self.amended_by.iter().any(|by| Some(&**by) != me)
    }

    /// Says it to `me`: what was agreed on by whom, what is different now, and who is to do what.
    pub fn sentence(&self, language: Language, people: &People, me: Option<&str>) -> String {
        let (id, what) = (self.id.as_str(), self.what(language));
        // Whoever agreed to another date for the assignee is asked nothing.
        let turn = match self.agreement {
            Agreement::Terms => &self.assignee,
            Agreement::Acceptance => &self.waiting_on,
        };
        let mine = turn.is_some() && turn.as_deref() == me;
        let who = self.assignee.as_deref().map_or("?", |person| people.name(person));
        let waits = self.waiting_on.as_deref().map_or("?", |person| people.name(person));
        let (accept, confirm) = (format!("handover accept {id}"), format!("handover confirm {id}"));
        let by: Vec<&str> = self.amended_by.iter().map(|name| people.name(name)).collect();
        let (by, propose) = (by.join(", "), format!("handover propose {id}"));
        let correct = format!("handover correct {id}");
        let sender = self.sender.as_deref().map_or("?", |person| people.name(person));
        let own = mine && self.amended_by.iter().any(|name| Some(&**name) == me);
        let sends = self.sender.is_some() && self.sender.as_deref() == me;
        let message = match (self.agreement, mine) {
            (Agreement::Terms, true) if own => {
                Lapse::TermsChangedByYou { id, what: &what, sender, command: &propose }
            }
            (Agreement::Terms, false) if sends && !self.amended_by.is_empty() => {
                Lapse::TermsChangedBy { id, what: &what, who: &by, command: &correct }
            }
            (Agreement::Terms, true) => Lapse::StillFineYou { id, what: &what, command: &confirm },
            (Agreement::Terms, false) => Lapse::StillFine { id, what: &what, who },
            (Agreement::Acceptance, true) => {
                Lapse::AcceptanceVoidYou { id, what: &what, command: &accept }
            }
            (Agreement::Acceptance, false) => Lapse::AcceptanceVoid { id, what: &what, waits },
        };
        message.text(language)
    }

    /// Says what is different now.
    fn what(&self, language: Language) -> String {
        let list = |items: Vec<String>| match items.as_slice() {
            [] => String::new(),
            items => format!(" ({})", items.join("; ")),
        };
        let mut out = Vec::new();
        if self.has_other_terms {
            let what = list(self.changes.clone());
            out.push(Lapse::TermsChanged { what: &what }.text(language));
        }
        if self.has_other_delivery {
            let what = list(self.delivered.iter().map(ToString::to_string).collect());
            out.push(Lapse::DeliveryChanged { what: &what }.text(language));
        }
        out.join("; ")
    }

    /// Returns it as other programs read it.
    pub fn to_json(&self) -> Json {
        let code = match self.agreement {
            Agreement::Terms => "terms-changed",
            Agreement::Acceptance => "acceptance-void",
        };
        json!({
            "code": code,
            "id": self.id,
            "path": self.path,
            "given": self.given,
            "by": self.by,
            "changed_by": self.amended_by,
            "waiting_on": self.waiting_on,
            "terms": self.terms,
            "delivery": self.has_other_delivery,
            "changes": self.changes,
        })
    }
}
