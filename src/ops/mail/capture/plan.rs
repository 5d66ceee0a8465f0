use super::answer::Reading;
use super::desk::Desk;
use super::{CaptureError, TYPES};
use crate::document::Document;
use crate::ops::mail::questions::Question;
use crate::ops::moves::{Options, accepting, misfit, prepare};
use crate::schema::Record;
use crate::workflow::{MoveName, State, numbered, section};

/// What a reply is made of.
pub(super) struct Plan {
    pub(super) step: MoveName,
    pub(super) word: &'static str,
    pub(super) section: Option<&'static str>,
    pub(super) re: Vec<String>,
    pub(super) reading: Reading,
    /// What shows that they accept it.
    pub(super) signature: Option<String>,
}

impl Desk<'_> {
    /// Decides what it is.
    pub(super) fn plan(
        &self,
        task: &Record,
        questions: &[Question],
        mut reading: Reading,
    ) -> Result<Plan, CaptureError> {
        let given = match self.options.of_type {
            None => None,
            Some(word) => {
                let found = TYPES.iter().find(|(known, ..)| *known == word);
                Some(found.ok_or_else(|| CaptureError::Type(word.to_owned()))?)
            }
        };
        if let Some((word, step, section)) = given.filter(|(_, step, _)| *step != MoveName::Answer)
        {
            let re = self.named(questions, &reading).filter(|_| *step == MoveName::Note).collect();
            return Ok(Plan { step: *step, word, section: *section, re, reading, signature: None });
        }
        let is_prose = reading.answers.is_empty() && !reading.prose.is_empty();
        if let ([_], true) = (questions, is_prose) {
            reading.answers = vec![(0, std::mem::take(&mut reading.prose))];
        }
        let told = self.told_before(task, questions, &reading);
        let is_told = |at: usize| {
            reading.answers.iter().any(|(one, _)| *one == at)
                || told.iter().any(|(one, _)| *one == at)
        };
        let mut replies: Vec<&str> = questions.iter().map(|one| one.reply.as_str()).collect();
        replies.dedup();
        let whole = |reply: &&&str| {
            let mut own = questions.iter().enumerate().filter(|(_, one)| one.reply == ***reply);
            own.all(|(at, _)| is_told(at))
        };
        let whole: Vec<String> =
            replies.iter().filter(whole).map(|one| (*one).to_owned()).collect();
        let by_word = given.is_some();
        if by_word && whole.is_empty() {
            let re = replies.into_iter().map(str::to_owned).collect();
            return Ok(Plan {
                step: MoveName::Answer,
                word: "answer",
                section: None,
                re,
                reading,
                signature: None,
            });
        }
        if !whole.is_empty()
            && !reading.answers.is_empty()
            && (by_word || self.may_answer(task, &whole))
        {
            let of_whole = |at: usize| whole.contains(&questions[at].reply);
            reading.answers.extend(told.into_iter().filter(|(at, _)| of_whole(*at)));
            reading.answers.sort_by_key(|(at, _)| *at);
            return Ok(Plan {
                step: MoveName::Answer,
                word: "answer",
                section: None,
                re: whole,
                reading,
                signature: None,
            });
        }
        let re = self.named(questions, &reading).collect();
        Ok(Plan { step: MoveName::Note, word: "note", section: None, re, reading, signature: None })
    }

    /// Finds out whether the mail holds a signature by which they accept what waits now; else why each
    /// that it holds does not.
    pub(super) fn signed(&self, task: &Record) -> Result<String, Option<String>> {
        let step = self.accepting(task);
        let mut why = None;
        for signature in &self.mail.signatures.all {
            let options = self.accepted(self.said(task, step, &[], None), signature);
            match misfit(self.place, &options) {
                Ok(Some(flaw)) => why = Some(flaw.to_string()),
                Err(error) => why = Some(error.to_string()),
                Ok(None) => match prepare(self.place, &options) {
                    Ok(_) => return Ok(signature.clone()),
                    Err(error) => why = Some(error.to_string()),
                },
            }
        }
        Err(why)
    }

    pub(super) fn accepting(&self, task: &Record) -> MoveName {
        let standing = self.place.snapshot.near().standing(task);
        accepting(standing.map_or(State::Draft, |one| one.state))
    }

    /// Adds what shows that they accept it.
    pub(super) fn accepted<'t>(&self, mut options: Options<'t>, signature: &str) -> Options<'t> {
        options.fields.push(("signature", signature.to_owned()));
        options
    }

    /// Names the questions that something is said to.
    fn named(
        &self,
        questions: &[Question],
        reading: &Reading,
    ) -> impl Iterator<Item = String> + use<> {
        let names: Vec<String> = reading
            .answers
            .iter()
            .filter_map(|(at, _)| questions.get(*at))
            .map(|one| format!("{}#{}", one.reply, one.number))
            .collect();
        names.into_iter()
    }

    /// Returns what the same person said to questions in earlier mails that did not answer all.
    fn told_before(
        &self,
        task: &Record,
        questions: &[Question],
        reading: &Reading,
    ) -> Vec<(usize, String)> {
        let mut found: Vec<(usize, String)> = Vec::new();
        let notes =
            self.place.snapshot.near().about(task).into_iter().filter(|one| {
                one.text("type") == Some("note") && one.text("by") == Some(&*self.by)
            });
        for note in notes {
            let Some(source) = self.place.snapshot.source(&note.path) else { continue };
            let document = Document::parse(source);
            let under = section(note, &document, "Answers");
            let body = || document.body().of(document.text()).to_owned();
            let answers = numbered(&under.unwrap_or_else(body));
            for (at, one) in questions.iter().enumerate() {
                let name = format!("{}#{}", one.reply, one.number);
                let text = answers.iter().find(|answer| answer.number == one.number);
                let is_new = !reading.answers.iter().chain(&found).any(|(found, _)| *found == at);
                if let Some(text) = text.filter(|_| is_new && note.texts("re").any(|re| re == name))
                {
                    found.push((at, text.text.clone()));
                }
            }
        }
        found
    }

    /// Tells whether an answer of theirs would count.
    fn may_answer(&self, task: &Record, re: &[String]) -> bool {
        let options = self.said(task, MoveName::Answer, re, None);
        prepare(self.place, &options).is_ok()
    }
}
