use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Does, Entry, Lives, News, Tone};
use crate::diagnostic::{Diagnostic, Severity};
use crate::ops::Place;
use crate::ops::conflicts::{Dispute, Telling};
use crate::ops::story::{self, sentences};
use crate::ops::today::{self, Item, ReadBack, Stays, Today};
use crate::schema::message::{Daily, Screen, short_words};
use crate::schema::{Language, person_name};
use crate::text::harmless;
use crate::workflow::Want;

/// People whose clocks are shown.
const MOST_CLOCKS: usize = 3;
/// News that are told.
const MOST_NEWS: usize = 30;

/// Tells a day as entries of lists, to whoever's day it is.
#[derive(Clone, Copy)]
pub struct Voice<'a> {
    pub today: &'a Today,
    pub language: Language,
    /// The zone of the reader's clock.
    pub zone: &'a TimeZone,
}

impl Voice<'_> {
    fn say(&self, message: Screen<'_>) -> String {
        message.text(self.language)
    }

    fn day(&self) -> today::Voice<'_> {
        let Self { today, language, zone } = *self;
        today::Voice { today, language, zone, lasting: false }
    }

    fn short(&self, at: Timestamp) -> String {
        let [at, now] = [at, self.today.now].map(|at| self.zone.to_datetime(at));
        short_words(at, now, self.language)
    }

    /// Tells what waits for the reader.
    pub fn mine(&self, item: &Item) -> Entry {
        let reason = self.day().reason(item);
        let mut short = vec![self.want(item.want)];
        short.extend(self.pressing(item));
        let confirms = matches!(item.want, Want::Confirm | Want::Reconfirm);
        let does = if confirms { Does::Confirm(item.id.clone()) } else { Does::Open };
        Entry { does, ..self.entry(item, short, reason) }
    }

    /// Tells what the reader waits for, with how it was understood.
    pub fn awaited(&self, item: &Item) -> Entry {
        let who = self.day().name(&item.on);
        let mut short = vec![format!("{who}: {}", self.want(item.want))];
        short.extend(self.pressing(item));
        let mut entry = self.entry(item, short, self.day().owes(item));
        entry.more.extend(self.day().there(&item.on));
        let said = self.today.understood.iter().filter(|one| one.id == item.id);
        entry.more.extend(said.map(|one| self.understood(one)));
        entry
    }

    fn understood(&self, one: &ReadBack) -> String {
        let (who, gist) = (&self.day().name(&one.by), &self.day().quote(one.gist.as_deref()));
        self.say(Screen::Understood { who, gist })
    }

    fn entry(&self, item: &Item, short: Vec<String>, reason: String) -> Entry {
        let press = item.press(self.today.now);
        let tone = match item.late || item.overdue {
            true => Tone::Late,
            false if press.is_pressing() => Tone::Pressing,
            false => Tone::Plain,
        };
        let mut more = vec![reason];
        let times = self.day().times(item);
        if !times.is_empty() {
            more.push(times.join(" · "));
        }
        let title = if item.title == item.id { "" } else { &item.title };
        let file = item.said.as_ref().filter(|_| is_answered_there(item.want));
        Entry {
            key: format!("{} {:?}", item.path, item.want),
            name: harmless(&item.id).into_owned(),
            title: harmless(title).into_owned(),
            short,
            tone,
            more,
            path: Some(file.unwrap_or(&item.path).clone()),
            line: None,
            does: Does::Open,
        }
    }

    /// Says what presses: that it is late, else when it is due, and since when it waits.
    fn pressing(&self, item: &Item) -> Vec<String> {
        let owed = item.state.is_under_way() || item.want == Want::Send;
        let due = item.deadline.filter(|_| owed);
        let answer = [item.answer_due, item.needed_by].into_iter().flatten().min();
        let press = match (answer, due) {
            _ if item.late => Some(self.say(Screen::Late)),
            _ if item.overdue => Some(self.say(Screen::Overdue)),
            _ if item.short.is_some() => Some(self.say(Screen::AtRisk)),
            (Some(at), due) => Some(due.map_or(at, |due| due.min(at))).map(|at| self.due(at)),
            (None, Some(at)) => Some(self.due(at)),
            (None, None) => None,
        };
        let since = item.since.map(|since| match since.shared {
            true => Daily::Since { when: &self.short(since.at) }.text(self.language),
            false => Daily::NotSharedYet.text(self.language),
        });
        press.into_iter().chain(since).collect()
    }

    fn due(&self, at: Timestamp) -> String {
        self.say(Screen::Due { when: &self.short(at) })
    }

    fn want(&self, want: Want) -> String {
        self.say(match want {
            Want::Confirm => Screen::Confirm,
            Want::Reconfirm => Screen::Reconfirm,
            Want::Answer | Want::AnswerAside => Screen::Answer,
            Want::Judge => Screen::Judge,
            Want::JudgeProposal => Screen::JudgeProposal,
            Want::NameJudge | Want::Decide => Screen::Decide,
            Want::Start => Screen::Start,
            Want::Deliver => Screen::Deliver,
            Want::Mend => Screen::Mend,
            Want::Resume => Screen::Resume,
            Want::Send => Screen::Send,
        })
    }

    /// Tells what both sides changed.
    pub fn dispute(&self, one: &Dispute) -> Entry {
        let me = self.today.own.then_some(self.today.person.as_str());
        let telling = Telling { language: self.language, zone: self.zone, me };
        let versions = telling.versions(one).map(|version| harmless(&version).into_owned());
        let heading = harmless(&telling.heading(one)).into_owned();
        let document = one.open.document.as_str();
        let rest = heading.strip_prefix(document).unwrap_or(&heading);
        Entry {
            key: one.note.to_string(),
            name: harmless(document).into_owned(),
            title: rest.trim_matches([',', ':', ' ']).to_owned(),
            tone: Tone::Pressing,
            more: vec![harmless(&telling.sentence(one)).into_owned()],
            path: Some(one.note.clone()),
            does: Does::Settle { note: one.note.clone(), heading, versions },
            ..Entry::default()
        }
    }

    /// Says that nothing waits, or that this is not known.
    pub fn nothing(&self) -> String {
        self.day().nothing()
    }

    /// Tells which file stays on this machine, and why.
    pub fn stays(&self, one: &Stays) -> Option<Entry> {
        let [english, bokmal] = one.reason.as_ref()?;
        let reason = match self.language {
            Language::English => english,
            Language::Bokmal => bokmal,
        };
        Some(Entry {
            key: format!("{} stays", one.path),
            name: harmless(one.path.as_str()).into_owned(),
            title: Daily::StaysHere.text(self.language),
            tone: Tone::Late,
            more: vec![harmless(reason).into_owned()],
            path: Some(one.path.clone()),
            ..Entry::default()
        })
    }

    /// Tells who works here and lives by another clock.
    pub fn clocks(&self, place: &Place) -> Vec<Lives> {
        let me = person_name(&self.today.person);
        let mut names: Vec<String> = self.today.others().into_iter().map(str::to_owned).collect();
        for person in place.snapshot.people() {
            let role = person.text("role").unwrap_or_default();
            let is_there = names.iter().any(|name| person_name(name) == person_name(&person.id));
            if !is_there && person_name(&person.id) != me && role != "backup" {
                names.push(person.id.to_string());
            }
        }
        names.truncate(MOST_CLOCKS);
        let lives = |name: &String| Lives {
            name: self.day().name(name),
            zone: self.today.clocks.zone(name).clone(),
            away: self.day().away(name),
        };
        names.iter().map(lives).collect()
    }

    /// Tells what others did, the oldest first.
    pub fn news(&self, place: &Place) -> Vec<News> {
        let Some(news) = &self.today.news else { return Vec::new() };
        let (schema, people) = (place.snapshot.schema(), &self.today.people);
        let story = story::Voice { schema, language: self.language, people };
        let mut told = Vec::new();
        for one in &news.documents {
            for event in &one.events {
                let (Some(at), Some(what)) = (event.at, sentences(event, story).into_iter().next())
                else {
                    continue;
                };
                let text = format!("{}  {} {what}", one.id, event.by.name);
                let text = harmless(&text).into_owned();
                told.push(News { at, text, path: one.path.clone() });
            }
        }
        told.sort_by_key(|one| one.at);
        told.drain(..told.len().saturating_sub(MOST_NEWS));
        told
    }
}

/// Tells whether what is wanted is written into the reply that asks for it.
fn is_answered_there(want: Want) -> bool {
    matches!(want, Want::Answer | Want::AnswerAside)
}

/// Tells what is wrong with a file; `at` tells one problem of a file from the others.
pub(super) fn problem(one: &Diagnostic, at: usize) -> Entry {
    let tone = match one.severity {
        Severity::Error => Tone::Late,
        Severity::Warning => Tone::Pressing,
    };
    let (path, place) = (harmless(one.path.as_str()), one.start);
    let place = format!("{path}:{}:{}", place.line, place.column);
    let mut more = vec![format!("{place}: {}[{}]", one.severity.word(), one.rule)];
    more.extend(one.notes.iter().map(|note| harmless(note).into_owned()));
    Entry {
        key: format!("{} {} {at}", one.path, one.rule),
        name: format!("{}:{}", harmless(one.path.file_name()), one.start.line),
        title: harmless(&one.message).into_owned(),
        tone,
        more,
        path: Some(one.path.clone()),
        line: Some(one.start.line),
        ..Entry::default()
    }
}
