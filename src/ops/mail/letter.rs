//! What a mail to a person says: about one thing, about their day, or about a plan.

use jiff::ZonedDateTime;
use thiserror::Error;

use super::blocks::{Block, to_html, to_text};
use super::mime::{Mail, Mailbox, digest, is_address};
use super::questions::{body_of, open_questions};
use super::thread;
use crate::ops::moves;
use crate::ops::new::{WhyNobody, author};
use crate::ops::people::Person;
use crate::ops::today::{Item, Today, TodayError, TodayOptions, Voice, today};
use crate::ops::{Place, PlaceError};
use crate::rules::File;
use crate::schema::layout::slug;
use crate::schema::message::{Daily, Letter, date_words};
use crate::schema::{Language, Message, Record, decision_box};
use crate::text::{RepoPath, harmless};
use crate::workflow::{NAMESPACE, Sources, Want, guide_of};

/// Items of one kind in a mail about a day.
const MOST: usize = 25;

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About<'a> {
    /// A person's day.
    Day,
    /// The newest plan of whoever works here, else the newest of anybody.
    Plan,
    /// A document, by an id, an unambiguous part of it, or a path.
    Document(&'a str),
}

/// A mail that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    pub about: About<'a>,
    /// Whom it is to, by short name or address; whom it waits for, or the only other one, when absent.
    pub to: Option<&'a str>,
    /// What the workspace is called among several of whoever writes; what everybody calls it stands
    /// before ids then.
    pub listed_as: Option<&'a str>,
    pub now: &'a ZonedDateTime,
}

/// Returns what stands before ids where whoever writes has `several` workspaces: what everybody calls
/// this one, in letters that fit.
fn prefix(place: &Place, several: bool) -> String {
    let name = place.snapshot.config().name.as_deref().filter(|_| several).map(slug);
    name.filter(|name| !name.is_empty()).map(|name| format!("{name}/")).unwrap_or_default()
}

/// A mail that was written, and nothing sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub mail: Mail,
    /// The short name of whom it is to.
    pub to: String,
    /// The ids that it is about, in its order.
    pub about: Vec<String>,
}

/// No mail was written.
#[derive(Debug, Error)]
pub enum LetterError {
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error("it is not known who you are: {0}")]
    Nobody(WhyNobody),
    #[error(transparent)]
    Day(#[from] TodayError),
    #[error("it is not clear whom the mail is to; known are {0}")]
    NoReader(String),
    #[error("the page of {0} has no mail address that a mail can be sent to")]
    NoAddress(String),
    #[error("there is no plan here yet")]
    NoPlan,
    #[error("{0} holds something that must not be shared, so it is not mailed")]
    Secret(RepoPath),
}

/// Writes a mail.
///
/// # Errors
/// When it is not known who writes or to whom, or what it is about is not there or must not be shared.
pub fn letter(place: &Place, options: Options<'_>) -> Result<Written, LetterError> {
    let me = author(place).map_err(LetterError::Nobody)?;
    let people: Vec<Person> = place.snapshot.people().filter_map(Person::of).collect();
    let document = match options.about {
        About::Day => None,
        About::Plan => Some(newest_plan(place, &me).ok_or(LetterError::NoPlan)?),
        About::Document(wanted) => Some(place.find(wanted).map_err(PlaceError::from)?),
    };
    let sender = people.iter().find(|one| one.id == me);
    let reader = reader(place, &people, sender, document, options.to)?;
    let config = place.snapshot.config();
    let language = reader.language.unwrap_or(config.language());
    let now = options.now.timestamp();
    let day =
        today(place, TodayOptions { person: Some(&reader.id), full: true, boxes: false, now })?;
    let mut writer = Writer {
        place,
        voice: Voice { today: &day, language, zone: day.clocks.zone(&reader.id), lasting: true },
        language,
        reader,
        prefix: prefix(place, options.listed_as.is_some()),
        now: options.now,
        blocks: Vec::new(),
        about: Vec::new(),
    };
    writer.greet();
    let subject = match document {
        None => writer.day(),
        Some(document) => writer.document(document)?,
    };
    writer.close(sender.map_or(&*me, |one| one.first_name()));
    let address = |person: Option<&Person>, id: &str| {
        let address = person.and_then(|person| person.emails.iter().find(|one| is_address(one)));
        let name = person.map_or(id, |person| &person.name).to_owned();
        let address = address.cloned().ok_or_else(|| LetterError::NoAddress(id.to_owned()))?;
        Ok::<Mailbox, LetterError>(Mailbox { name, address })
    };
    let (from, to) = (address(sender, &me)?, address(Some(reader), &reader.id)?);
    let text = to_text(&writer.blocks);
    let workspace = config.name.as_deref().unwrap_or_default();
    let topic = match document {
        Some(document) => document.id.to_string(),
        None => thread::DAY.to_owned(),
    };
    let content = digest(&[&to.address, &subject, &text]);
    let domain = from.address.rsplit('@').next().unwrap_or_default();
    let mail = Mail {
        message_id: thread::message_id(workspace, &topic, &content, domain),
        references: document.map(|_| thread::root(workspace, &topic)).into_iter().collect(),
        date: options.now.strftime("%a, %d %b %Y %H:%M:%S %z").to_string(),
        html: to_html(&writer.blocks, &subject, language.tag()),
        language: language.tag(),
        from,
        to,
        subject,
        text,
    };
    Ok(Written { mail, to: reader.id.clone(), about: writer.about })
}

/// Finds whom a mail is to.
fn reader<'p>(
    place: &Place,
    people: &'p [Person],
    sender: Option<&Person>,
    document: Option<&Record>,
    wanted: Option<&str>,
) -> Result<&'p Person, LetterError> {
    let known = || people.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join(", ");
    let called = |name: &str| people.iter().find(|one| one.is_called(name));
    if let Some(name) = wanted {
        let unknown = || TodayError::Unknown { name: name.to_owned(), known: known() };
        return Ok(called(name).ok_or_else(unknown)?);
    }
    let is_me = |one: &Person| sender.is_some_and(|me| me.id == one.id);
    if let Some(task) = document.filter(|one| one.is("task")) {
        let waiting = place.snapshot.near().standing(task).and_then(|one| one.waiting_on);
        let parties = [waiting.as_deref(), task.text("from"), task.text("to")];
        let other = parties.into_iter().flatten().filter_map(called).find(|one| !is_me(one));
        return other.ok_or_else(|| LetterError::NoReader(known()));
    }
    let others = |role: &str| -> Vec<&Person> {
        let fits =
            |one: &&Person| !is_me(one) && (role.is_empty() || one.role.as_deref() == Some(role));
        people.iter().filter(fits).collect()
    };
    let role = match sender.and_then(|me| me.role.as_deref()) {
        Some("client") => "assistant",
        _ => "client",
    };
    match (others("").as_slice(), others(role).as_slice()) {
        ([only], _) | (_, [only]) => Ok(only),
        _ => Err(LetterError::NoReader(known())),
    }
}

/// Returns a text without the boxes at its end in which somebody decides: nobody ticks in a mail.
fn without_boxes(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| decision_box(line).is_none()).collect();
    if lines.len() == text.lines().count() {
        return text.to_owned();
    }
    let left = lines.join("\n");
    let left = left.trim_end();
    let heading = |language: Language| format!("## {}", Message::Decision.text(language));
    let headed = Language::ALL.into_iter().find_map(|one| left.strip_suffix(&heading(one)));
    headed.unwrap_or(left).trim_end().to_owned()
}

/// Returns the command that signs these words; it is the same in the shells of all systems.
fn command(words: &str) -> String {
    format!("echo \"{words}\" | ssh-keygen -Y sign -n {NAMESPACE} -f ~/.ssh/id_ed25519")
}

fn newest_plan<'p>(place: &'p Place, me: &str) -> Option<&'p Record> {
    let plans: Vec<&Record> =
        place.snapshot.records().iter().filter(|one| one.is("plan") && one.readable).collect();
    let newest = |plans: Vec<&'p Record>| {
        plans.into_iter().max_by_key(|one| {
            (one.text("starts").map(str::to_owned), starts(one), one.path.clone())
        })
    };
    let mine = plans.iter().copied().filter(|one| one.text("by") == Some(me)).collect();
    newest(mine).or_else(|| newest(plans))
}

fn starts(plan: &Record) -> Option<jiff::Timestamp> {
    Some(plan.moment("starts")?.in_zone(&jiff::tz::TimeZone::UTC))
}

/// A mail that is being written.
struct Writer<'a> {
    place: &'a Place,
    voice: Voice<'a>,
    language: Language,
    reader: &'a Person,
    /// What stands before ids.
    prefix: String,
    now: &'a ZonedDateTime,
    blocks: Vec<Block>,
    about: Vec<String>,
}

impl Writer<'_> {
    fn say(&self, message: Letter<'_>) -> String {
        message.text(self.language)
    }

    fn heading(&mut self, message: Letter<'_>) {
        self.blocks.push(Block::Heading(message.text(self.language)));
    }

    fn words(&mut self, text: String) {
        self.blocks.push(Block::Words(text));
    }

    fn greet(&mut self) {
        let name = harmless(self.reader.first_name()).into_owned();
        self.words(self.say(Letter::Greeting { name: &name }));
    }

    fn close(&mut self, sender: &str) {
        self.blocks.push(Block::Rule);
        let zone = self.voice.zone.iana_name().unwrap_or("UTC").to_owned();
        self.words(self.say(Letter::Zone { zone: &zone }));
        self.words(self.say(Letter::Closing { sender: &harmless(sender) }));
    }

    fn tag(&self, id: &str) -> String {
        format!("[{}{}]", harmless(&self.prefix), harmless(id))
    }

    /// Returns the id and the title, as a subject and a line have them.
    fn titled(&self, id: &str, title: &str) -> String {
        let title = if title == id { "" } else { title };
        format!("{} {}", self.tag(id), harmless(title)).trim_end().to_owned()
    }

    /// Writes about a whole day.
    fn day(&mut self) -> String {
        let day = self.voice.today;
        self.heading_of_day(Daily::WaitsForYou, day.mine.len());
        if day.mine.is_empty() {
            // It is written to the person whose day it is.
            self.words(match day.unread.is_empty() {
                true => Daily::NothingWaits.text(self.voice.language),
                false => self.voice.nothing(),
            });
        }
        for item in day.mine.iter().take(MOST) {
            self.about.push(item.id.clone());
            let head = self.titled(&item.id, &item.title);
            let lines = vec![self.sentence(self.voice.reason(item), item), self.asked(item)];
            self.blocks.push(Block::Item { head, lines });
            if matches!(item.want, Want::Answer | Want::AnswerAside) {
                self.questions(&item.path);
            }
        }
        if !day.awaited.is_empty() {
            self.heading_of_day(Daily::YouWaitFor, day.awaited.len());
        }
        for item in day.awaited.iter().take(MOST) {
            self.about.push(item.id.clone());
            let head = self.titled(&item.id, &item.title);
            let lines = vec![self.sentence(self.voice.owes(item), item)];
            self.blocks.push(Block::Item { head, lines });
        }
        if let Some(first) = self.about.first().cloned() {
            self.heading(Letter::HowToAnswer);
            let example = self.tag(&first);
            self.words(self.say(Letter::HowSeveral { example: &example }));
        }
        let date = self.voice.zone.to_datetime(day.now).date();
        self.say(Letter::DaySubject { day: &date_words(date, self.language) })
    }

    fn heading_of_day(&mut self, heading: Daily<'_>, count: usize) {
        let shown = count.min(MOST);
        let part = match shown < count {
            true => format!(" ({})", Daily::ShownOf { shown, count }.text(self.language)),
            false => String::new(),
        };
        self.blocks.push(Block::Heading(format!("{}{part}", heading.text(self.language))));
    }

    /// Writes about one document.
    fn document(&mut self, document: &Record) -> Result<String, LetterError> {
        self.about.push(document.id.to_string());
        let day: &Today = self.voice.today;
        let is = |item: &&Item| item.id == *document.id;
        let mine = day.mine.iter().find(is);
        let owed = day.awaited.iter().find(is);
        match (mine, owed) {
            (Some(item), _) => self.item(item)?,
            (None, Some(item)) => self.words(self.sentence(self.voice.owes(item), item)),
            (None, None) => {
                if document.is("plan") {
                    let who = self.voice.name(document.text("by").unwrap_or_default());
                    self.words(self.say(Letter::PlanOf { who: &who }));
                }
            }
        }
        let tag = self.tag(&document.id);
        self.heading(Letter::HowToAnswer);
        let how = match mine.map(|item| item.want) {
            Some(Want::Answer | Want::AnswerAside) => Letter::HowAnswer { id: &tag },
            _ => Letter::HowReply { id: &tag },
        };
        self.words(self.say(how));
        if let Some(item) =
            mine.filter(|item| matches!(item.want, Want::Judge | Want::JudgeProposal))
        {
            self.accepting(document, item);
        }
        if document.is("task") {
            self.heading(Letter::TheTask);
        }
        self.written(&document.path)?;
        let near = self.place.snapshot.near();
        if let Some(guide) = guide_of(document).and_then(|name| near.brief(name)) {
            self.heading(match guide.is("routine") {
                true => Letter::TheRoutine,
                false => Letter::TheBrief,
            });
            self.written(&guide.path)?;
        }
        Ok(self.titled(&document.id, &document.title))
    }

    /// Says how what waits is accepted: by hand, and by mail where the reader has a key.
    fn accepting(&mut self, task: &Record, item: &Item) {
        let path = item.path.as_str();
        match moves::to_sign(self.place, task, &self.reader.id, self.now) {
            Ok(Some(words)) => {
                self.words(self.say(Letter::HowToSign { path }));
                self.blocks.push(Block::Line(command(&words)));
                self.words(self.say(Letter::ThenPaste));
            }
            _ => self.words(self.say(Letter::NotByMail { path })),
        }
    }

    /// Writes what is asked of the reader, and what was said to them.
    fn item(&mut self, item: &Item) -> Result<(), LetterError> {
        self.words(self.sentence(self.voice.reason(item), item));
        self.heading(Letter::WhatIsAsked);
        self.words(self.asked(item));
        if matches!(item.want, Want::Answer | Want::AnswerAside) {
            self.heading(Letter::Questions);
            self.questions(&item.path);
            return Ok(());
        }
        let Some(said) = &item.said else { return Ok(()) };
        let who = self.voice.name(item.asker.as_deref().unwrap_or(&item.on));
        self.heading(Letter::WhatWasSaid { who: &who });
        self.written(said)
    }

    fn questions(&mut self, task: &RepoPath) {
        let Some(task) = self.place.snapshot.near().record(task) else { return };
        for one in open_questions(self.place, task, &self.reader.id) {
            let text = harmless(&one.text).into_owned();
            self.blocks.push(Block::Question { number: one.number, text });
        }
    }

    /// Writes what stands in a file, unless it must not be shared.
    fn written(&mut self, path: &RepoPath) -> Result<(), LetterError> {
        let Some(source) = self.place.snapshot.source(path) else { return Ok(()) };
        let text = source.text();
        let file = File::from_bytes(path.clone(), text.len() as u64, text.as_bytes());
        let found = self.place.snapshot.ruleset().check_file(&file).diagnostics;
        if found.iter().any(|one| one.holds_back) {
            return Err(LetterError::Secret(path.clone()));
        }
        let body = without_boxes(&body_of(self.place, path).unwrap_or_default());
        if !body.is_empty() {
            self.blocks.push(Block::Written(crate::text::harmless_lines(&body).into_owned()));
        }
        Ok(())
    }

    /// Says why something waits, since when, and by when.
    fn sentence(&self, why: String, item: &Item) -> String {
        let parts: Vec<String> = std::iter::once(why).chain(self.voice.times(item)).collect();
        format!("{}.", parts.join("; "))
    }

    fn asked(&self, item: &Item) -> String {
        self.say(match item.want {
            Want::Answer | Want::AnswerAside => Letter::AskAnswer,
            Want::Confirm => Letter::AskConfirm,
            Want::Reconfirm => Letter::AskReconfirm,
            Want::Start => Letter::AskStart,
            Want::Deliver => Letter::AskDeliver,
            Want::Mend => Letter::AskMend,
            Want::Judge => Letter::AskJudge,
            Want::JudgeProposal => Letter::AskJudgeProposal,
            Want::NameJudge | Want::Decide => Letter::AskDecide,
            Want::Send => Letter::AskSend,
            Want::Resume => Letter::AskResume,
        })
    }
}
