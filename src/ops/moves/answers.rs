//! The questions that an answer answers, by their numbers.

use std::collections::BTreeSet;

use super::scene::Scene;
use super::{Lack, MoveError, Options, Unsaid};
use crate::document::Document;
use crate::schema::{Language, Message, Record};
use crate::text::Source;
use crate::workflow::{Asking, Numbered, numbered, section, unanswered_below};

/// Returns the questions of a reply below which nobody has typed an answer.
pub(in crate::ops) fn open_questions(document: &Document) -> Vec<Numbered> {
    let aside = Language::ALL.map(|language| Message::WithoutAnswer.text(language));
    let aside: Vec<&str> = aside.iter().map(String::as_str).collect();
    unanswered_below(document.body().of(document.text()), &aside)
}

/// Returns the questions of a reply that an answer answers: what stands below a question already is not asked for
/// again, unless all of it stands there.
pub(in crate::ops) fn to_answer(record: &Record, document: &Document) -> Vec<Numbered> {
    let all = Asking::of(record, document).list();
    let open = open_questions(document);
    let is_open = |one: &&Numbered| open.iter().any(|open| open.number == one.number);
    let found: Vec<Numbered> = all.iter().filter(is_open).cloned().collect();
    if found.is_empty() { all } else { found }
}

/// Questions without an answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    replies: Vec<Asks>,
}

/// A reply that asks.
#[derive(Clone, Debug)]
struct Asks {
    id: String,
    all: Vec<Numbered>,
    /// What is not answered in its file.
    open: Vec<Numbered>,
}

impl Asked {
    /// Finds what is to be answered: the replies that `re` names, else the blocking questions without
    /// an answer, else all others without one.
    pub(super) fn of(scene: &Scene<'_>, options: &Options<'_>) -> Result<Self, MoveError> {
        let answered: BTreeSet<&str> = scene
            .said
            .iter()
            .filter(|one| one.text("type") == Some("answer"))
            .flat_map(|one| one.texts("re"))
            .map(|re| re.split('#').next().unwrap_or(re))
            .collect();
        let is_question = |one: &&Record| one.text("type") == Some("question");
        let questions: Vec<&Record> = scene.said.iter().filter(is_question).collect();
        let named: Vec<&str> = options
            .fields
            .iter()
            .filter(|(key, _)| *key == "re")
            .flat_map(|(_, value)| value.split(',').map(str::trim))
            .map(|re| re.split('#').next().unwrap_or(re))
            .collect();
        let blocking = scene.life().questions;
        let wanted: Vec<&Record> = match (named.as_slice(), blocking.as_slice()) {
            ([_, ..], _) => questions.into_iter().filter(|one| named.contains(&&*one.id)).collect(),
            (_, [_, ..]) => {
                questions.into_iter().filter(|one| blocking.contains(&&*one.id)).collect()
            }
            _ => questions.into_iter().filter(|one| !answered.contains(&*one.id)).collect(),
        };
        if wanted.is_empty() {
            return Err(MoveError::NothingAsked(scene.task.id.to_string()));
        }
        let replies = wanted.into_iter().map(|one| {
            let document = scene.place.snapshot.source(&one.path).map(Document::parse);
            let all = document.as_ref().map(|document| Asking::of(one, document).list());
            let open = document.as_ref().map(|document| to_answer(one, document));
            let (all, open) = (all.unwrap_or_default(), open.unwrap_or_default());
            Asks { id: one.id.to_string(), all, open }
        });
        Ok(Self { replies: replies.collect() })
    }

    pub(super) fn ids(&self) -> Vec<&str> {
        self.replies.iter().map(|one| one.id.as_str()).collect()
    }

    /// Counts the questions.
    pub(super) fn count(&self) -> usize {
        self.all().count()
    }

    /// Returns the questions with room for an answer under each; `None` where nothing is asked.
    pub(super) fn template(&self) -> Option<String> {
        let lines: Vec<String> = self
            .all()
            .map(|one| {
                let quoted = one.text.replace("--", "- -");
                format!("<!-- {}. {quoted} -->\n{}. ", one.number, one.number)
            })
            .collect();
        (!lines.is_empty()).then(|| lines.join("\n\n"))
    }

    fn all(&self) -> impl Iterator<Item = &Numbered> {
        self.replies.iter().flat_map(|one| &one.all)
    }

    /// Returns the questions that an answer says nothing about.
    ///
    /// An answer in prose, without any number, is taken to answer them all.
    pub(super) fn unanswered(&self, record: &Record, text: &str) -> Vec<Lack> {
        let document = Document::parse(Source::new(text));
        let answers = match document.outline().sections.as_slice() {
            [] => document.body().of(text).to_owned(),
            _ => section(record, &document, "Answers").unwrap_or_default(),
        };
        let answers = numbered(&answers);
        if answers.is_empty() {
            return Vec::new();
        }
        let is_said = |number: u32| {
            answers.iter().any(|one| one.number == number && !one.text.trim().is_empty())
        };
        let open = self.replies.iter().flat_map(|one| &one.open);
        let open = open.filter(|one| !is_said(one.number));
        open.map(|one| Lack {
            message: format!("question {} has no answer: {}", one.number, one.text),
            what: Unsaid::Answer(one.number),
            notes: vec![format!("write a line that begins with `{}.`", one.number)],
        })
        .collect()
    }
}
