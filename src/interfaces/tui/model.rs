use std::borrow::Cow;

use jiff::{Timestamp, ZonedDateTime};

use super::event::Happening;
use crate::ops::live::{Does, Entry, List, Page, Sharing};
use crate::schema::Language;
use crate::schema::message::{Screen, short_words};
use crate::text::{RepoPath, harmless};

/// What is remembered of what happened.
const MOST_LOGGED: usize = 200;

/// How many of them the same is not said twice among.
const LATELY: usize = 12;

/// A list on the screen, in the order in which they stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pane {
    Mine,
    Awaited,
    Settle,
    Problems,
    Log,
}

impl Pane {
    pub(super) const ALL: [Self; 5] =
        [Self::Mine, Self::Awaited, Self::Settle, Self::Problems, Self::Log];
}

/// All that the screen shows.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) now: ZonedDateTime,
    pub(super) began: ZonedDateTime,
    pub(super) language: Language,
    /// `None` until the folder was read.
    pub(super) page: Option<Page>,
    /// How many of how many files are read, until then.
    pub(super) read: Option<(usize, usize)>,
    pub(super) sharing: Sharing,
    /// The youngest last.
    pub(super) log: Vec<Logged>,
    pub(super) focus: Pane,
    /// Which entry is chosen in each list.
    chosen: [Chosen; 5],
    pub(super) mode: Mode,
    /// What is said on one line at the bottom, until the next key.
    pub(super) said: Option<String>,
    /// Everything that waits is asked for, however much it is.
    pub(super) all: bool,
    /// Work goes on in the background.
    pub(super) busy: bool,
    /// When the last sync began.
    pub(super) syncing_since: Option<Timestamp>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Logged {
    pub(super) at: Timestamp,
    pub(super) text: String,
    pub(super) path: Option<RepoPath>,
    /// It came from the others, or went to them.
    pub(super) shared: bool,
}

#[derive(Clone, Debug, Default)]
struct Chosen {
    at: usize,
    key: Option<String>,
}

/// What the keys are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Lists,
    /// A query is typed; `before` is what it was.
    Filter {
        text: String,
        before: String,
    },
    /// Something is to be read.
    Reading {
        title: String,
        lines: Vec<String>,
        from: usize,
    },
    Help {
        from: usize,
    },
    /// Whether to take back; what that would change.
    Undo {
        lines: Vec<String>,
        from: usize,
    },
    Settle {
        note: RepoPath,
        heading: String,
        versions: [String; 2],
        path: RepoPath,
    },
}

impl Model {
    pub(super) fn new(now: ZonedDateTime, language: Language) -> Self {
        Self {
            began: now.clone(),
            now,
            language,
            page: None,
            read: None,
            sharing: Sharing::Idle,
            log: Vec::new(),
            focus: Pane::Mine,
            chosen: Default::default(),
            mode: Mode::Lists,
            said: None,
            all: false,
            busy: false,
            syncing_since: None,
        }
    }

    pub(super) fn say(&self, message: Screen<'_>) -> String {
        message.text(self.language)
    }

    /// Says a moment by the reader's clock, in as few words as tell it.
    pub(super) fn short(&self, at: Timestamp) -> String {
        let here = self.here();
        short_words(here.time_zone().to_datetime(at), here.datetime(), self.language)
    }

    /// Returns the present moment in the zone that the reader lives by.
    pub(super) fn here(&self) -> ZonedDateTime {
        match self.page.as_ref().and_then(|page| page.zone.clone()) {
            Some(zone) => self.now.with_time_zone(zone),
            None => self.now.clone(),
        }
    }

    fn list(&self, pane: Pane) -> Option<&List> {
        let page = self.page.as_ref()?;
        match pane {
            Pane::Mine => Some(&page.mine),
            Pane::Awaited => Some(&page.awaited),
            Pane::Settle => Some(&page.settle),
            Pane::Problems => Some(&page.problems),
            Pane::Log => None,
        }
    }

    /// Returns what stands in a list; of what happened the youngest first.
    pub(super) fn entries(&self, pane: Pane) -> Cow<'_, [Entry]> {
        match (pane, self.list(pane)) {
            (Pane::Log, _) => self.log.iter().rev().map(|one| self.logged(one)).collect(),
            (_, Some(list)) => Cow::Borrowed(&list.entries),
            (_, None) => Cow::Borrowed(&[]),
        }
    }

    fn logged(&self, one: &Logged) -> Entry {
        Entry {
            key: format!("{} {}", one.at, one.text),
            name: self.short(one.at),
            title: one.text.clone(),
            path: one.path.clone(),
            ..Entry::default()
        }
    }

    /// Returns how many there are for a list, those that it does not hold too.
    pub(super) fn count(&self, pane: Pane) -> usize {
        self.list(pane).map_or(self.log.len(), |list| list.count)
    }

    /// Tells whether a list is on the screen: conflict notes only where there are some.
    pub(super) fn is_shown(&self, pane: Pane) -> bool {
        pane != Pane::Settle || self.list(pane).is_some_and(|list| list.count > 0)
    }

    pub(super) fn chosen(&self, pane: Pane) -> usize {
        self.chosen[pane as usize].at
    }

    /// Chooses an entry of the list that has the keys; the nearest where there are not so many.
    pub(super) fn choose(&mut self, at: usize) {
        let pane = self.focus;
        let entries = self.entries(pane);
        let at = at.min(entries.len().saturating_sub(1));
        let key = entries.get(at).map(|entry| entry.key.clone());
        self.chosen[pane as usize] = Chosen { at, key };
    }

    /// Returns the entry that the keys are for.
    pub(super) fn current(&self) -> Option<Entry> {
        self.entries(self.focus).get(self.chosen(self.focus)).cloned()
    }

    /// Returns how many files the next sync would send, as far as is known.
    pub(super) fn unsent(&self) -> usize {
        self.page.as_ref().map_or(0, |page| page.unsent)
    }

    /// Takes in how sharing stands.
    pub(super) fn share(&mut self, sharing: Sharing) {
        // What was not sent with it is counted for the next page.
        if let (Sharing::Synced(_), Some(page)) = (&sharing, &mut self.page) {
            page.unsent = 0;
        }
        self.sharing = sharing;
    }

    pub(super) fn can_confirm(&self) -> bool {
        self.current().is_some_and(|entry| matches!(entry.does, Does::Confirm(_)))
    }

    /// Takes a new page; what was chosen stays chosen where it is still there.
    pub(super) fn turn(&mut self, page: Page) {
        self.language = page.language;
        if let (Sharing::Idle | Sharing::Synced(_), Some(at)) = (&self.sharing, page.synced) {
            self.sharing = Sharing::Synced(at);
        }
        for news in &page.news {
            let known = |one: &Logged| one.at == news.at && one.text == news.text;
            if !self.log.iter().any(known) {
                let (at, text, path) = (news.at, news.text.clone(), Some(news.path.clone()));
                self.put(Logged { at, text, path, shared: true });
            }
        }
        self.page = Some(page);
        let focus = self.focus;
        for pane in Pane::ALL {
            let was = self.chosen[pane as usize].clone();
            let found = was
                .key
                .and_then(|key| self.entries(pane).iter().position(|entry| entry.key == key));
            self.focus = pane;
            self.choose(found.unwrap_or(was.at));
        }
        self.focus = if self.is_shown(focus) { focus } else { Pane::Mine };
    }

    /// Puts something into the log, in the order of time.
    fn put(&mut self, one: Logged) {
        let at = self.log.partition_point(|other| other.at <= one.at);
        self.log.insert(at, one);
        if self.log.len() > MOST_LOGGED {
            self.log.remove(0);
        }
    }

    /// Writes down what happened now. What a sync brought was not saved here.
    pub(super) fn note(&mut self, happening: &Happening) {
        let mut say = |message: Screen<'_>, path: Option<&RepoPath>| {
            let text = harmless(&message.text(self.language)).into_owned();
            self.log_once(text, path.cloned());
        };
        match happening {
            Happening::Saved(path) => say(Screen::Saved { path: path.as_str() }, Some(path)),
            Happening::Removed(path) => say(Screen::Removed { path: path.as_str() }, None),
            Happening::Handoff { path, id: task, title, to } => {
                let message = match to {
                    Some(who) => Screen::WaitsNow { task, who },
                    None => Screen::WaitsForNobody { task },
                };
                // The title comes last: it may be cut off, and is known by the id.
                let text = format!("{}: {title}", message.text(self.language));
                self.log_once(harmless(&text).into_owned(), Some(path.clone()));
            }
            Happening::Sent(paths) => self.travelled(paths, true),
            Happening::Received(paths) => self.travelled(paths, false),
            Happening::Rescanned => say(Screen::Rescanned, None),
            Happening::Gone => say(Screen::FolderGone, None),
            Happening::Looking(why) => say(Screen::Looking { why }, None),
            Happening::Ended(why) => say(Screen::Ended { why }, None),
            Happening::Trouble(why) => self.log_once(harmless(why).into_owned(), None),
        }
    }

    /// Writes down something of this machine; the same once more takes the place of what was said of
    /// it a moment ago.
    fn log_once(&mut self, text: String, path: Option<RepoPath>) {
        let lately = self.log.len().saturating_sub(LATELY);
        if let Some(at) = self.log[lately..].iter().rposition(|one| one.text == text) {
            self.log.remove(lately + at);
        }
        self.put(Logged { at: self.now.timestamp(), text, path, shared: false });
    }

    /// Writes down which files went to the others, or came from them.
    fn travelled(&mut self, paths: &[RepoPath], sent: bool) {
        use crate::schema::Message;
        if paths.is_empty() {
            return;
        }
        if let (false, Some(since)) = (sent, self.syncing_since) {
            // What came was not saved here, though it looked like that.
            let came = |one: &Logged| one.path.as_ref().is_some_and(|path| paths.contains(path));
            self.log.retain(|one| one.shared || one.at < since || !came(one));
        }
        let count = paths.len();
        let message =
            if sent { Message::SentFiles { count } } else { Message::ReceivedFiles { count } };
        let names: Vec<&str> = paths.iter().take(3).map(RepoPath::as_str).collect();
        let more = if count > names.len() { ", …" } else { "" };
        let text = format!("{} {}{more}", message.text(self.language), names.join(", "));
        let text = harmless(&text).into_owned();
        let (at, path) = (self.now.timestamp(), paths.first().cloned());
        self.put(Logged { at, text, path, shared: true });
    }
}
