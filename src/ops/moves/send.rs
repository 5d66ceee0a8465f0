//! Sending a draft: the task itself is the evidence.

use jiff::civil::Date;
use jiff::{Span, ZonedDateTime};

use super::scene::Scene;
use super::task::Edited;
use super::{Lack, MoveError, Unsaid};
use crate::ops::new;
use crate::ops::set::Change;
use crate::schema::Record;
use crate::workflow::{Actor, Clocks, Lacking, State, deadline, is_over, sent_for};

/// Returns the day a week from now, as it is written.
fn in_a_week(now: &ZonedDateTime) -> Date {
    let week = now.date().checked_add(Span::new().days(7));
    week.unwrap_or(now.date())
}

impl Scene<'_> {
    /// Refuses to send what is sent already, or is somebody else's.
    pub(super) fn may_send(&self) -> Result<(), MoveError> {
        let state = self.life().state;
        if state != State::Draft {
            return Err(self.not_now("send", format!("it is `{}` already", state.name())));
        }
        if self.sender().is_none_or(|from| from == self.me) {
            return Ok(());
        }
        Err(self.not_yours(Actor::Sender, "send"))
    }

    /// Returns who the task is from: who it says, else the only client where an assistant drafted.
    fn sender(&self) -> Option<String> {
        if let Some(from) = self.task.text("from") {
            return Some(from.to_owned());
        }
        let people = self.place.snapshot.near().people();
        let role = |one: &Record| one.text("role").unwrap_or_default().to_owned();
        let mine = people.iter().find(|one| *one.id == *self.me).map(|one| role(one));
        if !matches!(mine.as_deref(), Some("assistant" | "backup")) {
            return Some(self.me.clone());
        }
        match self.clients().as_slice() {
            [client] => Some(client.clone()),
            _ => None,
        }
    }

    /// Returns the short names of the clients.
    fn clients(&self) -> Vec<String> {
        let people = self.place.snapshot.near().people();
        let clients = people.iter().filter(|one| one.text("role") == Some("client"));
        clients.map(|client| client.id.to_string()).collect()
    }

    /// Returns what the task lacks to be sent, with these fields set.
    pub(super) fn lacks_to_send(
        &self,
        fields: &[(&'static str, String)],
        now: &ZonedDateTime,
    ) -> Result<Vec<Lack>, MoveError> {
        let edited = self.sent(fields)?;
        let mut lacks = self.lacks(&self.task.path, edited.document.text());
        if self.sender().is_none() {
            // An assistant of several clients, or of none, has written it: of nobody's it would count as a draft.
            let clients = self.clients();
            let names = clients.iter().chain([&self.me]).map(|name| format!("`from: {name}`"));
            let names = names.collect::<Vec<_>>().join(" or ");
            lacks.push(Lack {
                message: "`from` is missing: whose task is it?".to_owned(),
                what: Unsaid::Else,
                notes: vec![format!("write {names} into it; whoever it is from then sends it")],
            });
        }
        let snapshot = &self.place.snapshot;
        let clocks = Clocks::of(snapshot.near().people(), snapshot.config());
        if is_over(deadline(&edited.record, &clocks), now.timestamp()) {
            lacks.push(Lack {
                message: "the task is due before it is sent".to_owned(),
                what: Unsaid::DayToCome,
                notes: vec![
                    format!("write a date to come, such as `--due {}`", in_a_week(now)),
                    "a date without a time ends with the sender's working day".to_owned(),
                ],
            });
        }
        if lacks.is_empty() {
            // Whatever else the rules say: it is sent when it counts as sent.
            let missing = self.lacking(&edited.record).into_iter();
            lacks.extend(missing.map(|one| self.lack_of(one)));
        }
        Ok(lacks)
    }

    fn lack_of(&self, missing: Lacking) -> Lack {
        let (message, note) = match missing {
            Lacking::Status => ("`status` is not `sent`".to_owned(), None),
            Lacking::Assignee => ("`to` is missing: who shall do it?".to_owned(), None),
            Lacking::Due => ("`due` is missing".to_owned(), None),
            Lacking::DueUnread => {
                let note = "dates are written year first, such as 2026-12-01".to_owned();
                ("`due` is no date".to_owned(), Some(note))
            }
            Lacking::DuePast => ("the task is due before it is sent".to_owned(), None),
            Lacking::Sender(by) => (format!("{by} sent it, and not its sender"), None),
            Lacking::Section(name) => (format!("nothing is written under `{name}`"), None),
            Lacking::SeveralAssignees => {
                ("`to` names several; one person has a task".to_owned(), None)
            }
            Lacking::NoSuchPerson(person) | Lacking::NoSuchSender(person) => {
                return self.no_such_person(&person);
            }
        };
        Lack { message, what: Unsaid::Else, notes: note.into_iter().collect() }
    }

    /// Returns the task as it is sent: with these fields, its sender, and an id where it has none.
    pub(super) fn sent(&self, fields: &[(&'static str, String)]) -> Result<Edited, MoveError> {
        let mut all = Vec::new();
        if !self.task.kind_written {
            all.push(("kind", Change::Set("task".to_owned())));
        }
        if self.task.id_span().is_none() {
            all.push(("id", Change::Set(new::next_id(self.place, &self.me)?)));
        }
        if let (None, Some(from)) = (self.task.field("from"), self.sender()) {
            all.push(("from", Change::Set(from)));
        }
        if self.task.field("sent_at").is_some() {
            // What was over when it was sent last is judged anew.
            all.push(("sent_at", Change::Remove));
        }
        if sent_for(&self.task).is_some() {
            all.push(("sent_by", Change::Set(self.me.clone())));
        }
        all.extend(fields.iter().map(|(key, value)| (*key, Change::Set(value.clone()))));
        let edited = self.changed(&all)?;
        self.with_status(edited, State::Sent)
    }
}
