use jiff::Span;
use jiff::civil::DateTime;

use super::answer::{Reading, body, parts, reading};
use super::lines::{Known, Line, lines};
use super::plan::Plan;
use super::read::Incoming;
use super::topic::{Topic, bare, ids_of, topic, unknown};
use super::{CaptureError, Filed, Options, TYPES, files};
use crate::document::divided;
use crate::ops::mail::letter::{About, Options as LetterOptions, letter};
use crate::ops::mail::mime::digest;
use crate::ops::mail::questions::{Question, body_of, open_questions};
use crate::ops::moves::{self, Captured, Prepared, carry_out, link, prepare, try_out};
use crate::ops::sync::Watcher;
use crate::ops::{Place, PlaceError};
use crate::schema::{Record, layout};
use crate::sync::Clock;
use crate::text::RepoPath;
use crate::workflow::{MoveName, State, guide_of};

/// What one reply is made of: the task, the lines about it, and what of them is known.
type Part<'a> = (&'a Record, Vec<Line<'a>>, Known);

/// What it takes to write.
type Hand<'h> = (&'h dyn Clock, &'h dyn Watcher);

/// A mail that is being filed.
pub(super) struct Desk<'a> {
    pub(super) place: &'a Place,
    pub(super) options: &'a Options<'a>,
    pub(super) mail: &'a Incoming,
    /// Who wrote it.
    pub(super) by: String,
    pub(super) is_mail: bool,
}

impl<'a> Desk<'a> {
    /// Divides the mail among the tasks that it is about.
    pub(super) fn divided(&self) -> Result<Vec<Part<'a>>, CaptureError> {
        let found = match self.options.task {
            Some(wanted) => {
                let found = self.place.find(wanted).map_err(PlaceError::from)?;
                if !found.is("task") {
                    return Err(CaptureError::NotATask(found.id.to_string()));
                }
                Topic::Task(found)
            }
            None => match topic(self.place, self.mail, self.options.listed_as)? {
                Topic::Several => self.signed_for().map_or(Topic::Several, Topic::Task),
                found => found,
            },
        };
        if let Topic::Task(task) = found {
            return Ok(vec![self.whole(task)]);
        }
        let near = self.place.snapshot.near();
        let task =
            |id: &str| near.called(id).into_iter().find(|one| one.is("task") && *one.id == *id);
        let all = lines(&self.mail.text, &Known::of([self.sent(About::Day).as_str()]));
        let mut found = parts(&all, &|id| task(id).is_some());
        let mut opening = found.remove(0).1;
        let mut divided = Vec::new();
        for (id, mut lines) in found {
            let Some(task) = id.as_deref().and_then(task) else { continue };
            opening.append(&mut lines);
            let known = self.known(&[task], self.sent(About::Day));
            divided.push((task, std::mem::take(&mut opening), known));
        }
        // What is quoted of a thing and not answered says nothing about it.
        let says = |lines: &[Line<'_>], known: &Known, task: &Record| {
            let questions = open_questions(self.place, task, &self.by);
            let reading = reading(lines, &questions, known);
            !reading.prose.is_empty() || !reading.answers.is_empty()
        };
        let any = !divided.is_empty();
        divided.retain(|(task, lines, known)| says(lines, known, task));
        match (any, divided.is_empty()) {
            (false, _) => Ok(vec![self.whole(self.named_alone()?)]),
            (true, true) => Err(CaptureError::NothingSaid),
            (true, false) => Ok(divided),
        }
    }

    /// Takes all of the mail to be about one task.
    fn whole(&self, task: &'a Record) -> Part<'a> {
        let known = self.known(&[task], self.sent(About::Document(&task.id)));
        let lines = lines(&self.mail.text, &known);
        (task, lines, known)
    }

    /// Returns the only task that the subject names, without the brackets in which our mails do.
    fn named_alone(&self) -> Result<&'a Record, CaptureError> {
        if let Some(id) = unknown(&self.mail.subject) {
            return Err(CaptureError::UnknownTask(id.to_owned()));
        }
        let named = bare(self.place, &self.mail.subject, self.options.listed_as)?;
        match named.as_slice() {
            [task] => Ok(task),
            [] => Err(CaptureError::NoTask),
            several => Err(CaptureError::SeveralTasks(ids_of(several))),
        }
    }

    /// Returns the task that signed words name.
    fn signed_for(&self) -> Option<&'a Record> {
        let id = self.mail.signatures.task.as_deref()?;
        let found = self.place.snapshot.near().called(id);
        found.into_iter().find(|one| one.is("task") && *one.id == *id)
    }

    /// Returns the text of the mail that they may have got.
    fn sent(&self, about: About<'_>) -> String {
        let (to, now) = (Some(self.by.as_str()), self.options.now);
        let options = LetterOptions { about, to, listed_as: self.options.listed_as, now };
        letter(self.place, options).map(|written| written.mail.text).unwrap_or_default()
    }

    /// Knows what was said about tasks, and what was sent.
    fn known(&self, tasks: &[&Record], sent: String) -> Known {
        let near = self.place.snapshot.near();
        let mut texts = vec![sent];
        for task in tasks {
            let brief = guide_of(task).map(|id| near.called(id)).unwrap_or_default();
            let all = [*task].into_iter().chain(near.about(task)).chain(brief);
            texts.extend(all.filter_map(|one| body_of(self.place, &one.path)));
            texts.extend([task.title.to_string(), format!("[{}] {}", task.id, task.title)]);
        }
        let people = &mut self.place.snapshot.people();
        let name = people.find(|one| *one.id == *self.by).and_then(|one| one.text("name"));
        Known::of(texts.iter().map(String::as_str)).signed_by(name.unwrap_or(&self.by))
    }

    /// Makes one reply.
    pub(super) fn file(
        &self,
        task: &Record,
        lines: &[Line<'_>],
        known: &Known,
        is_first: bool,
        hand: Hand<'_>,
    ) -> Result<Filed, CaptureError> {
        let near = self.place.snapshot.near();
        let about = near.about(task);
        let same = |one: &&&Record| one.text("message_id") == Some(&*self.mail.id);
        let questions = open_questions(self.place, task, &self.by);
        if let Some(before) = about.iter().find(same) {
            return Ok(self.already(task, before));
        }
        let reading = reading(lines, &questions, known);
        let has_files = is_first && !self.mail.attachments.is_empty();
        let (signature, misfit) = match self.signed(task) {
            Ok(signature) => (Some(signature), None),
            Err(misfit) => (None, misfit),
        };
        let is_empty = reading.prose.is_empty() && reading.answers.is_empty() && !has_files;
        if is_empty && signature.is_none() {
            return Err(match misfit {
                Some(misfit) => CaptureError::Misfit(misfit),
                None => CaptureError::NothingSaid,
            });
        }
        // What could not be judged here is kept as it came.
        let cut = reading.cut || misfit.is_some();
        let plan = match signature {
            Some(signature) => self.acceptance(task, &questions, reading, signature),
            None => self.plan(task, &questions, reading)?,
        };
        let judged = |one: &&&Record| {
            matches!(plan.step, MoveName::Return | MoveName::Accept | MoveName::AcceptProposal)
                && matches!(one.text("type"), Some("delivery" | "proposal"))
        };
        let answers = plan.re.iter().cloned();
        let behind: Vec<String> =
            answers.chain(about.iter().filter(judged).map(|one| one.id.to_string())).collect();
        let at = self.at(&about, &behind);
        let salt = u16::from_str_radix(&digest(&[&self.mail.id])[..4], 16);
        let name = layout::reply_name(at, &self.by, "mail", salt.unwrap_or_default());
        let path = RepoPath::in_folder(layout::folder_for_replies(&task.path).as_str(), &name);
        let whole =
            (self.is_mail && is_first && (cut || self.options.keep)).then_some(self.options.bytes);
        let attached = if is_first { self.mail.attachments.as_slice() } else { &[] };
        let files = files::of_mail(&task.id, path.stem(), attached, whole)?;
        let filed = self.make(task, &questions, plan, (path, at, files), hand)?;
        Ok(Filed { misfit, ..filed })
    }

    /// Makes an acceptance of a signed mail: what it says stands in it, and answers nothing.
    fn acceptance(
        &self,
        task: &Record,
        questions: &[Question],
        reading: Reading,
        signature: String,
    ) -> Plan {
        let heading = self.heading("reply", "Answers");
        let prose = body(&reading, questions, "", &heading);
        let reading = Reading { prose, ..Reading::default() };
        let step = self.accepting(task);
        Plan {
            step,
            word: "accept",
            section: None,
            re: Vec::new(),
            reading,
            signature: Some(signature),
        }
    }

    fn already(&self, task: &Record, before: &Record) -> Filed {
        let standing = self.place.snapshot.near().standing(task);
        let of_type = before.text("type").or_else(|| before.text("verdict").map(|_| "return"));
        let accepts = before.text("verdict") == Some("accepted");
        let word = TYPES.iter().find(|(word, ..)| of_type == Some(*word));
        let at = before.moment("at").map(|at| at.in_zone(&self.place.snapshot.config().zone));
        Filed {
            task: task.id.to_string(),
            title: task.title.to_string(),
            of_type: if accepts { "accept" } else { word.map_or("note", |(word, ..)| word) },
            by: before.text("by").unwrap_or(&self.by).to_owned(),
            at: at.map_or(DateTime::default(), |at| self.local(at)),
            files: vec![before.path.clone()],
            already: true,
            unanswered: Vec::new(),
            accepts_nothing: false,
            misfit: None,
            state: standing.as_ref().map_or(State::Draft, |one| one.state),
            waiting_on: standing.and_then(|one| one.waiting_on),
        }
    }

    fn local(&self, at: jiff::Timestamp) -> DateTime {
        let local = self.place.snapshot.config().zone.to_datetime(at);
        local.round(jiff::Unit::Second).unwrap_or(local)
    }

    /// Tells when it was written: as the mail says, but behind what it answers, and not tomorrow.
    fn at(&self, about: &[&Record], re: &[String]) -> DateTime {
        let now = self.options.now.timestamp();
        let latest = now.checked_add(jiff::SignedDuration::from_hours(24)).unwrap_or(now);
        let at = self.local(self.mail.date.filter(|at| *at <= latest).unwrap_or(now));
        let is_meant = |one: &&&Record| re.iter().any(|re| re.split('#').next() == Some(&*one.id));
        let asked = about.iter().filter(is_meant);
        let behind = asked.filter_map(|one| layout::reply_time(one.path.file_name())).max();
        let behind = behind.and_then(|last| last.checked_add(Span::new().seconds(1)).ok());
        behind.map_or(at, |behind| behind.max(at))
    }

    pub(super) fn said<'t>(
        &self,
        task: &'t Record,
        step: MoveName,
        re: &[String],
        captured: Option<Captured>,
    ) -> moves::Options<'t>
    where
        'a: 't,
    {
        let mut fields = vec![("message_id", self.mail.id.clone())];
        if !re.is_empty() {
            fields.push(("re", re.join(", ")));
        }
        let captured = captured.unwrap_or_else(|| Captured {
            by: self.by.clone(),
            at: self.local(self.options.now.timestamp()),
            path: RepoPath::in_folder(
                layout::folder_for_replies(&task.path).as_str(),
                &layout::reply_name(self.local(self.options.now.timestamp()), &self.by, "mail", 0),
            ),
            files: Vec::new(),
        });
        moves::Options {
            fields,
            captured: Some(captured),
            ..moves::Options::new(task.path.as_str(), step, self.options.now)
        }
    }

    fn make(
        &self,
        task: &Record,
        questions: &[Question],
        plan: Plan,
        (path, at, files): (RepoPath, DateTime, Vec<(RepoPath, Vec<u8>)>),
        hand: Hand<'_>,
    ) -> Result<Filed, CaptureError> {
        let links: Vec<String> =
            files.iter().map(|(to, _)| format!("- {}", link(&path, to))).collect();
        let names: Vec<RepoPath> = std::iter::once(path.clone())
            .chain(files.iter().map(|(path, _)| path.clone()))
            .collect();
        let captured = Captured { by: self.by.clone(), at, path, files };
        let options = self.said(task, plan.step, &plan.re, Some(captured));
        let options = match &plan.signature {
            Some(signature) => self.accepted(options, signature),
            None => options,
        };
        let prepared = prepare(self.place, &options)?;
        let text = self.text(&prepared, &plan, questions, &links.join("\n"));
        let before = self.place.snapshot.near().standing(task).map(|one| one.state);
        let (state, waiting_on, files) = match self.options.dry_run {
            true => {
                let (state, waiting_on) = try_out(&prepared, Some(&text))?;
                (state, waiting_on, names)
            }
            false => {
                let moved = carry_out(&prepared, Some(&text), hand.0, hand.1)?;
                (moved.state, moved.waiting_on, moved.files)
            }
        };
        let is_open =
            |one: &&Question| plan.step != MoveName::Answer || !plan.re.contains(&one.reply);
        let said = |one: &Question| plan.re.contains(&format!("{}#{}", one.reply, one.number));
        let unanswered = questions.iter().filter(is_open).filter(|one| !said(one));
        Ok(Filed {
            task: task.id.to_string(),
            title: task.title.to_string(),
            of_type: plan.word,
            by: self.by.clone(),
            at,
            files,
            already: false,
            unanswered: unanswered.map(|one| format!("{}. {}", one.number, one.text)).collect(),
            accepts_nothing: plan.step == MoveName::Note
                && matches!(before, Some(State::Delivered | State::Proposed)),
            misfit: None,
            state,
            waiting_on,
        })
    }

    /// Returns the text of the reply: the fields that are known, and what was said.
    fn text(
        &self,
        prepared: &Prepared<'_>,
        plan: &Plan,
        questions: &[Question],
        files: &str,
    ) -> String {
        let template = prepared.template().unwrap_or_default();
        let front = template.get(..divided(template).1.start).unwrap_or_default();
        let kind = match plan.step {
            MoveName::Return | MoveName::Accept | MoveName::AcceptProposal => "review",
            _ => "reply",
        };
        let heading = |name: &str| self.heading(kind, name);
        let answers = heading("Answers");
        let said = body(&plan.reading, questions, files, &answers);
        match plan.section {
            Some(section) => format!("{front}\n## {}\n\n{said}\n", heading(section)),
            None => format!("{front}\n{said}\n"),
        }
    }
    fn heading(&self, kind: &str, name: &str) -> String {
        let schema = self.place.snapshot.schema();
        let language = self.place.snapshot.config().language();
        let kind = schema.kind(kind);
        kind.map_or(name, |kind| schema.heading(kind, name, language)).to_owned()
    }
}
