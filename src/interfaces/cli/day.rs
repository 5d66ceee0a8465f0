//! A person's day on a terminal: one screen of what waits for whom.

use std::io::{self, Write};

use anstyle::Style;
use jiff::tz::TimeZone;

use super::screen::{self, Entry, Row, Section, rows};
use super::style::{BOLD, DIM, LATE};
use crate::ops::Place;
use crate::ops::conflicts::Telling;
use crate::ops::story::Voice as Story;
use crate::ops::sync::NotRead;
use crate::ops::today::{Item, Press, Today, Voice};
use crate::schema::message::{Daily, clock_words, time_words};
use crate::schema::{Language, Message};
use crate::text::{RepoPath, harmless};

/// A day with the workspace that it is of.
pub(super) struct Day<'a> {
    pub(super) place: &'a Place,
    pub(super) today: &'a Today,
    /// What stands before ids, where there are several workspaces: `nordlys/`.
    pub(super) prefix: String,
    /// What commands begin with.
    pub(super) program: String,
}

impl Day<'_> {
    /// Writes a command for an item, such as `confirm ola-14`, so that it works from anywhere.
    fn command(&self, command: &str) -> String {
        let command = harmless(command);
        let Some((verb, item)) = command.split_once(' ').filter(|_| !self.prefix.is_empty()) else {
            return format!("{} {command}", self.program);
        };
        let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
        match self.prefix.chars().all(plain) {
            true => format!("{} {verb} {}{item}", self.program, self.prefix),
            false => format!("{} {verb} '{}'{item}", self.program, self.prefix),
        }
    }
}

/// How days are shown, and to whom.
pub(super) struct Look<'a> {
    pub(super) language: Language,
    pub(super) zone: &'a TimeZone,
    pub(super) width: usize,
    /// `None` where all is shown.
    pub(super) height: Option<usize>,
    /// Where all of it is told.
    pub(super) rest: String,
}

/// Writes days as one page; returns whether all was shown.
pub(super) fn write(days: &[Day<'_>], look: &Look<'_>, out: &mut dyn Write) -> io::Result<bool> {
    let head = look.head(days);
    for Row { style, text } in &head {
        writeln!(out, "{style}{text}{style:#}")?;
    }
    let sections = look.sections(days);
    let mut height = look.height.map(|height| height.saturating_sub(head.len()));
    if days.iter().all(|day| day.today.mine_count == 0) {
        for Row { text, .. } in look.nothing(days) {
            writeln!(out, "{text}")?;
            height = height.map(|height| height.saturating_sub(1));
        }
    }
    let rest = look.say(Daily::Rest { command: &look.rest });
    let rest = look.rows(&rest, 0, DIM);
    let part = |shown, count| look.say(Daily::ShownOf { shown, count });
    screen::write(&sections, height, &rest, &part, out)
}

impl Look<'_> {
    fn say(&self, message: Daily<'_>) -> String {
        message.text(self.language)
    }

    fn rows(&self, text: &str, indent: usize, style: Style) -> Vec<Row> {
        rows(text, indent, self.width, style)
    }

    fn voice<'v>(&'v self, day: &Day<'v>) -> Voice<'v> {
        Voice { today: day.today, language: self.language, zone: self.zone, lasting: false }
    }

    /// Says where and when it is, whose day, and what time it is where the others are.
    fn head(&self, days: &[Day<'_>]) -> Vec<Row> {
        let Some(first) = days.first() else { return Vec::new() };
        let now = self.zone.to_datetime(first.today.now);
        let now = time_words(now, now, self.language);
        let mut parts: Vec<String> = match days {
            [one] => vec![harmless(&one.today.workspace).into_owned(), now],
            _ => vec![now],
        };
        let person = &first.today.person;
        if !first.today.own {
            let name = &self.voice(first).name(person);
            parts.push(self.say(Daily::SeenBy { name }));
            parts.extend(self.voice(first).there(person));
        }
        let mut head = self.rows(&parts.join(" · "), 0, BOLD);
        for day in self.headed(days) {
            let mut parts = self.others(day);
            if days.len() > 1 {
                let voice = self.voice(day);
                let known = match day.today.synced {
                    Some(at) => self.say(Daily::KnownSince { when: &voice.when(at) }),
                    None => self.say(Daily::NeverShared),
                };
                parts.insert(0, format!("{}: {known}", day.prefix.trim_end_matches('/')));
            }
            if !parts.is_empty() {
                head.extend(self.rows(&parts.join(" · "), 0, DIM));
            }
        }
        let shown = self.headed(days).len();
        if shown < days.len() {
            let part = self.say(Daily::ShownOf { shown, count: days.len() });
            head.extend(self.rows(&format!("… ({part})"), 0, DIM));
        }
        head
    }

    /// Returns the days that have a line of their own in the head: of many workspaces those of which the
    /// least is known today, so that what waits has its place.
    fn headed<'d, 'p>(&self, days: &'d [Day<'p>]) -> Vec<&'d Day<'p>> {
        let most = self.height.map_or(usize::MAX, |height| (height / 4).max(2));
        let mut shown: Vec<&Day<'_>> = days.iter().collect();
        if shown.len() > most {
            shown.sort_by_key(|day| day.today.synced);
            shown.truncate(most);
        }
        shown
    }

    /// Says what time it is for each of the others, and who is away.
    fn others(&self, day: &Day<'_>) -> Vec<String> {
        let voice = self.voice(day);
        let other = |name: &&str| {
            let away = voice.away(name);
            let differs = voice.there(name).is_some();
            if !differs && away.is_none() {
                return None;
            }
            let zone = day.today.clocks.zone(name);
            let clock = clock_words(zone.to_datetime(day.today.now), self.language);
            let away = away.map(|away| format!(" ({away})")).unwrap_or_default();
            Some(format!("{} {clock}{away}", voice.name(name)))
        };
        day.today.others().iter().filter_map(other).collect()
    }

    fn nothing(&self, days: &[Day<'_>]) -> Vec<Row> {
        let Some(first) = days.first() else { return Vec::new() };
        let unread = days.iter().find(|day| !day.today.unread.is_empty());
        self.rows(&self.voice(unread.unwrap_or(first)).nothing(), 0, Style::new())
    }

    fn sections(&self, days: &[Day<'_>]) -> Vec<Section> {
        let own = days.first().is_none_or(|day| day.today.own);
        let name = days.first().map(|day| self.voice(day).name(&day.today.person));
        let name = name.as_deref().unwrap_or_default();
        let [mine, awaited] = match own {
            true => [Daily::WaitsForYou, Daily::YouWaitFor],
            false => [Daily::WaitsFor { name }, Daily::OthersOwe { name }],
        };
        let count = |of: fn(&Today) -> usize| days.iter().map(|day| of(day.today)).sum::<usize>();
        let of = |heading: String, count: usize, entries: Vec<Entry>| Section {
            heading,
            count: count.max(entries.len()),
            entries,
        };
        let each = |entries: fn(&Self, &Day<'_>) -> Vec<Entry>| -> Vec<Entry> {
            days.iter().flat_map(|day| entries(self, day)).collect()
        };
        let news = days
            .iter()
            .find_map(|day| Some(self.voice(day).news_heading(day.today.news.as_ref()?)));
        let mut all = vec![
            of(self.say(mine), count(|day| day.mine_count), self.pressing(days, true)),
            of(self.say(Daily::ToSettle), count(|day| day.disputes_count), each(Self::disputes)),
            of(self.say(Daily::HowUnderstood), 0, each(Self::understood)),
            of(self.say(awaited), count(|day| day.awaited_count), self.pressing(days, false)),
            of(news.unwrap_or_default(), 0, each(Self::news)),
            of(self.say(Daily::SavedOver), 0, each(Self::saved_over)),
            of(self.say(Daily::NotRead), 0, each(Self::not_read)),
            of(self.say(Daily::NothingMade), 0, each(Self::unmade)),
            of(self.say(Daily::StaysHere), count(|day| day.stays_count), each(Self::stays)),
        ];
        all.retain(|section| !section.entries.is_empty());
        all
    }

    /// Lists what waits for the person, or what they wait for, of all workspaces together.
    fn pressing(&self, days: &[Day<'_>], mine: bool) -> Vec<Entry> {
        let mut found: Vec<(Press, Entry)> = Vec::new();
        for day in days {
            let items = if mine { &day.today.mine } else { &day.today.awaited };
            let entry = |item: &Item| {
                let entry = if mine { self.mine(day, item) } else { self.awaited(day, item) };
                (item.press(day.today.now), entry)
            };
            found.extend(items.iter().map(entry));
        }
        found.sort_by_key(|(press, _)| *press);
        found.into_iter().map(|(_, entry)| entry).collect()
    }

    fn head_of(&self, day: &Day<'_>, id: &str, title: &str, style: Style) -> Vec<Row> {
        let title = if title == id { "" } else { title };
        let text = format!("{}{}  {}", day.prefix, harmless(id), harmless(title));
        self.rows(text.trim_end(), 0, style)
    }

    fn mine(&self, day: &Day<'_>, item: &Item) -> Entry {
        let voice = self.voice(day);
        let style = if item.late || item.overdue { LATE } else { Style::new() };
        let mut more = self.rows(&voice.reason(item), 2, Style::new());
        let times = voice.times(item);
        if !times.is_empty() {
            more.extend(self.rows(&times.join(" · "), 2, Style::new()));
        }
        let commands = item.commands().into_iter();
        let commands: Vec<String> = commands.map(|command| day.command(&command)).collect();
        more.extend(self.rows(&format!("→ {}", commands.join(" · ")), 2, DIM));
        Entry { head: self.head_of(day, &item.id, &item.title, style), more }
    }

    fn awaited(&self, day: &Day<'_>, item: &Item) -> Entry {
        let voice = self.voice(day);
        let style = if item.late || item.overdue { LATE } else { Style::new() };
        let mut parts = vec![voice.owes(item)];
        parts.extend(voice.times(item));
        parts.extend(voice.there(&item.on));
        let more = self.rows(&parts.join(" · "), 2, Style::new());
        Entry { head: self.head_of(day, &item.id, &item.title, style), more }
    }

    fn understood(&self, day: &Day<'_>) -> Vec<Entry> {
        let voice = self.voice(day);
        let entry = |one: &crate::ops::today::ReadBack| {
            let said = format!("{}: {}", voice.name(&one.by), voice.understood(one));
            let command = &day.command(&format!("correct {}", one.id));
            let date = &day.command(&format!("set {} due=", one.id));
            let mut more = self.rows(&said, 2, Style::new());
            let how = match one.cannot_meet {
                true => Daily::OtherDate { date, command },
                false => Daily::Right { command },
            };
            more.extend(self.rows(&self.say(how), 2, DIM));
            Entry { head: self.head_of(day, &one.id, &one.title, Style::new()), more }
        };
        day.today.understood.iter().map(entry).collect()
    }

    fn news(&self, day: &Day<'_>) -> Vec<Entry> {
        let Some(news) = &day.today.news else { return Vec::new() };
        let schema = day.place.snapshot.schema();
        let story = Story { schema, language: self.language, people: &day.today.people };
        let documents = news.documents.iter().map(|one| {
            let said = self.voice(day).new_of(one, story);
            let said = said.iter().flat_map(|line| self.rows(&harmless(line), 2, Style::new()));
            let title = one.title.as_deref().unwrap_or_default();
            let head = self.head_of(day, &one.id, title, Style::new());
            Entry { head, more: said.collect() }
        });
        let many = news.many.iter().map(|many| {
            let count = many.made + many.changed + many.moved + many.deleted;
            let count = Message::DocumentCount { count }.text(self.language);
            let text = format!("{}{}  {count}", day.prefix, harmless(&many.by.name));
            Entry { head: self.rows(&text, 0, Style::new()), more: Vec::new() }
        });
        documents.chain(many).collect()
    }

    fn disputes(&self, day: &Day<'_>) -> Vec<Entry> {
        let me = day.today.own.then_some(day.today.person.as_str());
        let telling = Telling { language: self.language, zone: self.zone, me };
        let entry = |one: &crate::ops::conflicts::Dispute| {
            let said = format!("{}{}", day.prefix, harmless(&telling.sentence(one)));
            let head = self.rows(&said, 0, Style::new());
            Entry { head, more: self.rows(&harmless(&telling.advice(one)), 2, DIM) }
        };
        day.today.disputes.iter().map(entry).collect()
    }

    fn saved_over(&self, day: &Day<'_>) -> Vec<Entry> {
        let entry = |(path, is_set_back): &(RepoPath, bool)| {
            let path = &format!("{}{}", day.prefix, harmless(path.as_str()));
            let said = match is_set_back {
                true => Message::SetBack { path },
                false => Message::Reopened { path },
            };
            let text = said.text(self.language);
            Entry { head: self.rows(&text, 0, Style::new()), more: Vec::new() }
        };
        day.today.saved_over.iter().map(entry).collect()
    }

    fn not_read(&self, day: &Day<'_>) -> Vec<Entry> {
        let code = |text: &str| format!("`{}`", harmless(text));
        let entry = |one: &NotRead| {
            let file = &format!("{}{}", day.prefix, harmless(one.path.as_str()));
            let text = one.sentence(file, code, self.language);
            Entry { head: self.rows(&text, 0, Style::new()), more: Vec::new() }
        };
        day.today.not_read.iter().map(entry).collect()
    }

    fn unmade(&self, day: &Day<'_>) -> Vec<Entry> {
        let entry = |one: &crate::ops::routines::Unmade| {
            let routine = &format!("{}{}", day.prefix, harmless(one.path.as_str()));
            let why = &one.why.reason(self.language);
            let text = self.say(Daily::NothingMadeOf { routine, why });
            Entry { head: self.rows(&text, 0, Style::new()), more: Vec::new() }
        };
        day.today.unmade.iter().map(entry).collect()
    }

    fn stays(&self, day: &Day<'_>) -> Vec<Entry> {
        let entry = |one: &crate::ops::today::Stays| {
            let path = &format!("{}{}", day.prefix, harmless(one.path.as_str()));
            let text = match (&one.reason, self.language) {
                (None, _) => self.say(Daily::Unreadable { path }),
                (Some([reason, _]), Language::English) | (Some([_, reason]), Language::Bokmal) => {
                    self.say(Daily::HeldBackSince { path, reason: &harmless(reason) })
                }
            };
            Entry { head: self.rows(&text, 0, Style::new()), more: Vec::new() }
        };
        day.today.stays.iter().map(entry).collect()
    }
}

#[cfg(test)]
mod tests;
