//! The questions on a task that a person has not answered.

use crate::document::{Document, comments};
use crate::ops::Place;
use crate::ops::moves::to_answer;
use crate::schema::Record;
use crate::text::RepoPath;
use crate::workflow::Numbered;

/// One question of a reply that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// The reply, by id.
    pub(super) reply: String,
    pub(super) number: u32,
    /// Folded to one line.
    pub(super) text: String,
}

/// Returns the questions to `person` that no answer names, in the order in which they were asked.
pub(super) fn open_questions(place: &Place, task: &Record, person: &str) -> Vec<Question> {
    let said = place.snapshot.near().about(task);
    let is_type = |one: &Record, name: &str| one.is("reply") && one.text("type") == Some(name);
    let name = |one: &Record| one.path.file_name().to_owned();
    let answered = |question: &Record| {
        let mut answers = said.iter().filter(|one| is_type(one, "answer"));
        let names = |one: &&Record| {
            let mut re = one.texts("re").map(|re| re.split('#').next().unwrap_or(re));
            one.field("re").is_none() && name(one) > name(question)
                || re.any(|re| re == &*question.id)
        };
        answers.any(names)
    };
    let mut open = Vec::new();
    for one in said.iter().filter(|one| is_type(one, "question") && one.text("by") != Some(person))
    {
        if !answered(one) {
            open.extend(questions_of(place, one));
        }
    }
    open
}

/// Returns what a reply asks, but for what is answered in its file; one that numbers nothing asks one thing.
pub(super) fn questions_of(place: &Place, reply: &Record) -> Vec<Question> {
    let Some(source) = place.snapshot.source(&reply.path) else { return Vec::new() };
    let asked = to_answer(reply, &Document::parse(source)).into_iter();
    let question = |one: Numbered| Question {
        reply: reply.id.to_string(),
        number: one.number,
        text: one.text,
    };
    asked.map(question).collect()
}

/// Returns the body of a document without its comments; `None` where it cannot be read.
pub(super) fn body_of(place: &Place, path: &RepoPath) -> Option<String> {
    let document = Document::parse(place.snapshot.source(path)?);
    let text = document.text();
    let mut at = document.body().start;
    let mut out = String::new();
    for comment in comments(text, document.body()) {
        out.push_str(text.get(at..comment.start).unwrap_or_default());
        at = comment.end.max(at);
    }
    out.push_str(text.get(at..document.body().end).unwrap_or_default());
    Some(out.trim().to_owned())
}
