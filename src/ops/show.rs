//! One document, with what was said about it and what is around it.

use std::collections::BTreeMap;

use jiff::ZonedDateTime;

use super::conflicts::{self, Telling};
use super::lapsed::{Lapsed, lapsed};
use super::links::Node;
use super::routines::{self, Prospect};
use super::story::People;
use super::{Place, PlaceError};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, comments};
use crate::index::documents::Near;
use crate::query::graph::Arrow;
use crate::schema::message::Daily;
use crate::schema::{Language, Record, Schema};
use crate::text::{RepoPath, Source, Span};
use crate::workflow::{
    Call, Clocks, Lacking, Sources, Standing, Team, Want, deadline, demands, effective, guide_of,
    is_late, lacking, sent_for,
};
use crate::workspace::Snapshot;

/// A document in full.
#[derive(Clone, Debug)]
pub struct Shown {
    pub record: Record,
    /// Of a task, where it stands.
    pub standing: Option<Standing>,
    /// It is a task whose work is owed and whose time is over.
    pub late: bool,
    /// Its fields, in the order in which its kind names them; those that it does not know come last.
    pub fields: Vec<ShownField>,
    /// Behind the front matter, as it is written.
    pub body: String,
    pub sections: Vec<ShownSection>,
    /// Of a task: the brief or the routine that it takes its text from.
    pub guide: Option<Guide>,
    /// Of a routine: what comes next.
    pub prospect: Option<Prospect>,
    /// Replies and reviews, oldest first.
    pub replies: Vec<Reply>,
    /// What it leads to, in order of its text.
    pub links: Vec<Arrow>,
    /// What leads to it, fields that name people aside; replies and reviews are not among them.
    pub linked_from: Vec<Arrow>,
    /// The documents at either end of a link, by path.
    pub documents: BTreeMap<RepoPath, Node>,
    /// What two people changed in it at once and nobody has settled, in words.
    pub disputes: Vec<String>,
    /// Of a task: what was agreed on, and is not so any more.
    pub lapsed: Option<Lapsed>,
    /// What is wrong with it and between it and others.
    pub problems: Vec<Diagnostic>,
}

/// A field as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownField {
    /// The English key.
    pub key: String,
    pub value: String,
}

/// A section of the body.
#[derive(Clone, Debug)]
pub struct ShownSection {
    /// The English heading where the kind knows it, else as written.
    pub name: String,
    pub heading: String,
    pub level: u8,
    /// What stands under it up to the next heading.
    pub text: String,
}

/// What a task takes its text from.
#[derive(Clone, Debug)]
pub struct Guide {
    pub record: Record,
    /// Behind the front matter, as it is written.
    pub body: String,
    pub sections: Vec<ShownSection>,
}

/// A reply or a review.
#[derive(Clone, Debug)]
pub struct Reply {
    pub record: Record,
    pub body: String,
    /// What it leads to, in order of its text.
    pub links: Vec<Arrow>,
}

/// Reads the document that is meant by `wanted`.
///
/// # Errors
/// When none or several are meant, or it is no text.
pub fn show(place: &Place, wanted: &str) -> Result<Shown, PlaceError> {
    let record = place.find(wanted)?;
    let mut disputes = disputes(place, record);
    let language = place.language();
    let lapsed = lapsed(place, record, language);
    let people = People::of(place.snapshot.people());
    disputes.extend(sent_in_vain(place, record, &people, language));
    disputes.extend(calls(place, record, &people, language));
    if let Some(lapsed) = &lapsed {
        disputes.push(lapsed.sentence(language, &people, place.me().as_deref()));
    }
    Ok(Shown { disputes, lapsed, ..shown(&place.snapshot, record)? })
}

/// Says of a task that somebody else has sent in its sender's name that this is the sender's to do.
fn sent_in_vain(
    place: &Place,
    task: &Record,
    people: &People,
    language: Language,
) -> Option<String> {
    let by = sent_for(task).filter(|_| task.is("task") && task.readable)?;
    let near = place.snapshot.near();
    let missing = lacking(task, &near.about(task), &Team::of(near.people()));
    if !missing.iter().any(|one| matches!(one, Lacking::Sender(_))) {
        return None;
    }
    let (by, from) = (people.name(by), task.text("from")?);
    Some(match place.me().is_some_and(|me| me == from) {
        true => Daily::LacksSender { who: by }.text(language),
        false => Daily::OwesOwnWord { who: people.name(from), by }.text(language),
    })
}

/// Says which open questions on a task are better talked about, and who asks them.
fn calls(place: &Place, task: &Record, people: &People, language: Language) -> Vec<String> {
    if !task.is("task") || !task.readable {
        return Vec::new();
    }
    let near = place.snapshot.near();
    let (said, team) = (near.about(task), Team::of(near.people()));
    let state = effective(task, &said, &team, Some(near));
    let open = demands(task, &said, &team, Some(near), state).into_iter();
    let asked = open.filter(|one| matches!(one.want, Want::Answer | Want::AnswerAside));
    let call = |question: &Record| {
        let message = match Call::about(question, &said)? {
            Call::Asked => Daily::CallAsked,
            Call::Suggested => Daily::CallSuggested,
        };
        let who = people.name(question.text("by").unwrap_or_default());
        Some(format!("{who}: {}", message.text(language)))
    };
    asked.filter_map(|one| call(one.raised?)).collect()
}

/// Says what is open about a document, or in a conflict note.
fn disputes(place: &Place, record: &Record) -> Vec<String> {
    let notes = match record.is("conflict") {
        true => vec![record],
        false => conflicts::about(place, record),
    };
    if notes.is_empty() {
        return Vec::new();
    }
    let (language, me) = (place.language(), place.me());
    let zone = &place.zone();
    let telling = Telling { language, zone, me: me.as_deref() };
    let disputes = notes.iter().filter_map(|note| conflicts::dispute(place, &note.path));
    disputes.flat_map(|one| [telling.sentence(&one), telling.advice(&one)]).collect()
}

/// Returns the text of the document that is meant by `wanted`, as it lies in its file.
///
/// # Errors
/// When none or several are meant, or it is no text.
pub fn raw(place: &Place, wanted: &str) -> Result<String, PlaceError> {
    let path = &place.find(wanted)?.path;
    let source = place.snapshot.source(path).ok_or_else(|| PlaceError::NoText(path.clone()))?;
    Ok(source.text().to_owned())
}

fn shown(snapshot: &Snapshot, record: &Record) -> Result<Shown, PlaceError> {
    let (near, view) = (snapshot.near(), snapshot.view());
    let read = |record: &Record| {
        let source = snapshot.source(&record.path);
        source.map(Document::parse).ok_or_else(|| PlaceError::NoText(record.path.clone()))
    };
    let document = read(record)?;
    let mut replies = Vec::new();
    let about = if record.is("task") { near.about(record) } else { Vec::new() };
    for reply in about {
        let document = read(reply)?;
        let body = document.body().of(document.text()).to_owned();
        replies.push(Reply { record: reply.clone(), body, links: view.arrows_of(&reply.path) });
    }
    let guide = guide_of(record).filter(|_| record.is("task")).and_then(|name| near.brief(name));
    let guide = guide.map(|guide| -> Result<Guide, PlaceError> {
        let document = read(&guide)?;
        let body = document.body().of(document.text()).to_owned();
        let sections = sections(&document, &guide);
        Ok(Guide { record: guide.into_owned(), body, sections })
    });
    let prospect = snapshot.now().filter(|_| record.is("routine"));
    let links = view.arrows_of(&record.path);
    let mut linked_from = view.arrows_to(&record.path);
    linked_from.retain(|arrow| replies.iter().all(|reply| reply.record.path != arrow.from));
    let now = snapshot.now().map(ZonedDateTime::timestamp);
    let clocks = Clocks::of(near.people(), snapshot.config());
    let standing = near.standing(record).map(|one| match now {
        Some(now) => Standing { waiting_on: one.turn(&clocks, now).map(str::to_owned), ..one },
        None => one,
    });
    let late = standing
        .as_ref()
        .zip(now)
        .is_some_and(|(standing, now)| is_late(standing.state, deadline(record, &clocks), now));
    Ok(Shown {
        guide: guide.transpose()?,
        prospect: prospect.map(|now| routines::prospect(snapshot, record, now)),
        standing,
        late,
        fields: fields(snapshot.schema(), record),
        body: document.body().of(document.text()).to_owned(),
        sections: sections(&document, record),
        documents: documents(near, links.iter().chain(&linked_from), &replies),
        disputes: Vec::new(),
        lapsed: None,
        problems: view.problems(record, &document),
        record: record.clone(),
        replies,
        links,
        linked_from,
    })
}

/// Puts the fields into the order of the kind.
fn fields(schema: &Schema, record: &Record) -> Vec<ShownField> {
    let kind = record.kind.as_deref().and_then(|kind| schema.kind(kind));
    let rank = |key: &str| {
        let known = kind.and_then(|kind| kind.fields.iter().position(|field| field.name == key));
        known.unwrap_or(usize::MAX)
    };
    let shown = record
        .fields
        .iter()
        .map(|field| ShownField { key: field.key.to_string(), value: field.value.to_string() });
    let mut fields: Vec<ShownField> = shown.filter(|field| !field.value.is_empty()).collect();
    fields.sort_by_key(|field| rank(&field.key));
    fields
}

fn sections(document: &Document, record: &Record) -> Vec<ShownSection> {
    let names = record.sections.iter().map(|section| section.name.as_str());
    let sections = document.outline().sections.iter().zip(names);
    sections
        .map(|(section, name)| ShownSection {
            name: name.to_owned(),
            heading: section.title.clone(),
            level: section.level,
            text: section.own.of(document.text()).trim().to_owned(),
        })
        .collect()
}

/// Reads what is at the ends of links.
fn documents<'a>(
    near: &Near,
    links: impl Iterator<Item = &'a Arrow>,
    replies: &'a [Reply],
) -> BTreeMap<RepoPath, Node> {
    let ends = links
        .chain(replies.iter().flat_map(|reply| &reply.links))
        .flat_map(|arrow| arrow.end.path().into_iter().chain([&arrow.from]));
    let mut known = BTreeMap::new();
    for path in ends {
        if let Some(record) = near.record(path).filter(|record| record.kind.is_some()) {
            known.entry(path.clone()).or_insert_with(|| Node::of(record));
        }
    }
    known
}

impl Shown {
    /// Returns the body as it is read: without its comments, the hints that a new document carries,
    /// and without a first heading that is the title.
    pub fn readable_body(&self) -> String {
        without_title(&without_comments(&self.body), &self.record.title).to_owned()
    }
}

impl Guide {
    /// Returns the body as it is read: without its comments, and without a first heading that is the
    /// title.
    pub fn readable_body(&self) -> String {
        without_title(&without_comments(&self.body), &self.record.title).to_owned()
    }
}

impl Reply {
    /// Returns the body as it is read: without its comments.
    pub fn readable_body(&self) -> String {
        without_comments(&self.body)
    }
}

/// Cuts HTML comments, but for those inside code.
fn without_comments(body: &str) -> String {
    let mut out = String::new();
    let mut done = 0;
    for comment in comments(body, Span::new(0, body.len())) {
        out.push_str(&body[done..comment.start]);
        done = comment.end;
    }
    out.push_str(&body[done..]);
    out
}

/// Cuts the heading that a body begins with where it says `title`, which is shown already.
fn without_title<'a>(body: &'a str, title: &str) -> &'a str {
    let document = Document::parse(Source::new(format!("---\n---\n{body}")));
    let before = document.body().start;
    let text = document.text();
    let Some(first) = document.outline().sections.first() else { return body };
    let begins = text[before..first.heading.start].trim().is_empty();
    if begins && first.level == 1 && first.title.trim() == title.trim() {
        &body[first.body.start - before..]
    } else {
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_code_stays() {
        let check = |body: &str, expected: &str| assert_eq!(without_comments(body), expected);
        check("# A\n\n<!-- hint -->\nText\n", "# A\n\n\nText\n");
        check("Text <!-- x --> on <!-- y\nz -->.\n", "Text  on .\n");
        check("<!-- x --> An answer <!-- y -->!\n", " An answer !\n");
        check(
            "```\n<!-- code -->\n```\n`<!-- too -->`\n",
            "```\n<!-- code -->\n```\n`<!-- too -->`\n",
        );
        check("<!-- never closed\n\nText", "");
        check("---\nno: front matter\n---\n", "---\nno: front matter\n---\n");
    }

    #[test]
    fn the_title_is_not_said_twice() {
        let check =
            |body: &str, expected: &str| assert_eq!(without_title(body, "Two dates"), expected);
        check("\n# Two dates\n\nText\n", "\nText\n");
        check("Two dates\n=========\nText\n", "Text\n");
        check("# Two dates", "");
        check("## Two dates\nText\n", "## Two dates\nText\n");
        check("Text\n# Two dates\n", "Text\n# Two dates\n");
        check("# Others\n", "# Others\n");
    }
}
