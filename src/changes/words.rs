//! How a change is said, behind the name of who made it.

use super::{Change, Part};
use crate::schema::{Kind, Language, Message, Schema, Value, ValueRef};

/// Says changes of documents of one kind in one language.
#[derive(Clone, Copy, Debug)]
pub struct Speaker<'a> {
    pub schema: &'a Schema,
    /// The kind of the document; keys and choices are said in its words.
    pub kind: Option<&'a Kind>,
    pub language: Language,
}

/// The most characters of a value that are shown, and the most items of a list.
const VALUE: usize = 60;
const ITEMS: usize = 6;

/// Says a change: half a sentence, or a key with what became of it.
pub fn said(change: &Change, speaker: Speaker<'_>) -> String {
    match change {
        Change::Kind { from, to } => {
            let word = |name: &Option<String>| speaker.kind_word(name.as_deref());
            format!("{}: {} → {}", speaker.key("kind"), word(from), word(to))
        }
        Change::Title { from, to } => {
            let (key, from, to) = (speaker.key("title"), speaker.quote(from), speaker.quote(to));
            format!("{key}: {from} → {to}")
        }
        Change::Field { key, from, to } => speaker.field(key, from.as_ref(), to.as_ref()),
        Change::Items { key, added, removed } => speaker.items(key, added, removed),
        Change::Added { part, words } => {
            let part = &speaker.part(part);
            speaker.say(Message::PartAdded { part, count: *words as usize })
        }
        Change::Removed { part, words } => {
            let part = &speaker.part(part);
            speaker.say(Message::PartRemoved { part, count: *words as usize })
        }
        Change::Renamed { from, to } => {
            let (from, to) = (&speaker.quote(from), &speaker.quote(to));
            speaker.say(Message::PartRenamed { from, to })
        }
        Change::Text { part, added, removed } => {
            let part = &speaker.part(part);
            let (added, removed) = (*added as usize, *removed as usize);
            speaker.say(match (added, removed) {
                (count, 0) => Message::WordsAdded { part, count },
                (0, count) => Message::WordsRemoved { part, count },
                _ => Message::WordsChanged { part, added, removed },
            })
        }
        Change::Ticks { ticked, unticked, .. } => speaker.ticks(ticked, unticked),
        Change::Unreadable => speaker.say(Message::NotReadable),
        Change::Readable => speaker.say(Message::ReadableAgain),
        Change::Content => speaker.say(Message::NewContent),
    }
}

impl Speaker<'_> {
    fn say(&self, message: Message<'_>) -> String {
        message.text(self.language)
    }

    fn field(&self, key: &str, from: Option<&Value>, to: Option<&Value>) -> String {
        let word = self.key(key);
        let shown = |value: &Value| self.value(key, value.as_ref());
        match (from.map(shown), to.map(shown)) {
            (Some(from), Some(to)) => format!("{word}: {from} → {to}"),
            (None, Some(to)) => self.say(Message::FieldSet { key: &word, to: &to }),
            (Some(from), None) => self.say(Message::FieldRemoved { key: &word, from: &from }),
            (None, None) => word,
        }
    }

    fn items(&self, key: &str, added: &[Value], removed: &[Value]) -> String {
        let word = &self.key(key);
        let list = |values: &[Value]| {
            let shown = values.iter().map(|value| self.value(key, value.as_ref())).collect();
            self.listed(shown)
        };
        let more = |items: &str| self.say(Message::ItemsAdded { key: word, items });
        let less = |items: &str| self.say(Message::ItemsRemoved { key: word, items });
        match (added, removed) {
            (added, []) => more(&list(added)),
            ([], removed) => less(&list(removed)),
            // One that stands for another is a value that changed.
            ([to], [from]) => {
                format!(
                    "{word}: {} → {}",
                    self.value(key, from.as_ref()),
                    self.value(key, to.as_ref())
                )
            }
            (added, removed) => format!("{}; {}", more(&list(added)), less(&list(removed))),
        }
    }

    fn ticks(&self, ticked: &[String], unticked: &[String]) -> String {
        let list = |texts: &[String]| {
            let shown = texts.iter().map(|text| self.quote(text)).collect();
            self.listed(shown)
        };
        let mut out = Vec::new();
        if !ticked.is_empty() {
            out.push(self.say(Message::Ticked { items: &list(ticked) }));
        }
        if !unticked.is_empty() {
            out.push(self.say(Message::Unticked { items: &list(unticked) }));
        }
        out.join("; ")
    }

    /// Says a key in the language: `max hours`, `frist`.
    pub fn key(&self, key: &str) -> String {
        let known = self.kind.and_then(|kind| kind.field(key));
        let known = known.or_else(|| self.schema.common_field(key).filter(|one| one.name == key));
        spoken(known.map_or(key, |field| field.key(self.language)))
    }

    /// Names a kind in the language.
    pub fn kind_word(&self, name: Option<&str>) -> String {
        let Some(name) = name else { return self.say(Message::NoValue) };
        spoken(self.schema.kind(name).map_or(name, |kind| kind.word(self.language)))
    }

    /// Says a value as its field has it: choices in words, texts in quotes, all else as written.
    pub fn value(&self, key: &str, value: ValueRef<'_>) -> String {
        match value {
            ValueRef::Null => self.say(Message::NoValue),
            ValueRef::Bool(true) => self.say(Message::Yes),
            ValueRef::Bool(false) => self.say(Message::No),
            ValueRef::Enum(name) => spoken(self.choice(key, name)),
            ValueRef::Text(text) if text.chars().any(|c| !c.is_alphanumeric()) => self.quote(text),
            other => shortened(&other.to_string()),
        }
    }

    fn choice<'t>(&'t self, key: &str, name: &'t str) -> &'t str {
        self.kind.map_or(name, |kind| kind.choice(key, name, self.language))
    }

    /// Names a part of the body in the language.
    pub fn part(&self, part: &Part) -> String {
        match part {
            Part::Opening => self.say(Message::PartOpening),
            Part::Section(name) => {
                let heading = |kind| self.schema.heading(kind, name, self.language);
                shortened(self.kind.map_or(name.as_str(), heading))
            }
        }
    }

    /// Puts a text into the quotes of the language, on one line and not too long.
    pub fn quote(&self, text: &str) -> String {
        let text = shortened(text);
        match self.language {
            Language::English => format!("“{text}”"),
            Language::Bokmal => format!("«{text}»"),
        }
    }

    fn listed(&self, mut shown: Vec<String>) -> String {
        let more = shown.len().saturating_sub(ITEMS);
        if more > 0 {
            shown.truncate(ITEMS);
            shown.push(self.say(Message::AndMore { count: more }));
        }
        shown.join(", ")
    }
}

/// Says a key or a choice as words: `max_hours` is `max hours`.
fn spoken(name: &str) -> String {
    shortened(&name.replace('_', " "))
}

fn shortened(text: &str) -> String {
    let text = super::parts::one_line(text);
    if text.chars().count() <= VALUE {
        return text;
    }
    let head: String = text.chars().take(VALUE - 1).collect();
    format!("{}…", head.trim_end())
}
