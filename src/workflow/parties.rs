use std::collections::BTreeSet;

use super::Actor;
use crate::schema::Record;

/// What the people of a workspace are, as far as tasks need it.
#[derive(Clone, Debug, Default)]
pub struct Team {
    leads: BTreeSet<String>,
}

impl Team {
    /// Reads the people among `records`.
    pub fn of<'r>(records: impl IntoIterator<Item = &'r Record>) -> Self {
        let leads = records
            .into_iter()
            .filter(|record| record.is("person") && record.text("role") == Some("lead"));
        Self { leads: leads.map(|record| record.id.to_string()).collect() }
    }

    pub(super) fn is_lead(&self, person: &str) -> bool {
        self.leads.contains(person)
    }
}

/// Returns who may act as `actor` on a task, by short name; empty when that may be anyone, or the task
/// does not say.
pub fn who_may<'a>(task: &'a Record, actor: Actor, team: &'a Team) -> Vec<&'a str> {
    let parties = Parties::of(task);
    let mut names: Vec<&str> = match actor {
        Actor::Anyone => Vec::new(),
        Actor::Sender => parties.from.into_iter().collect(),
        Actor::Assignee => parties.to.into_iter().collect(),
        Actor::Approver => parties.approver.into_iter().chain(parties.from).collect(),
        Actor::Lead => {
            parties.from.into_iter().chain(team.leads.iter().map(String::as_str)).collect()
        }
    };
    names.retain(|name| parties.may(Some(name), actor, team));
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names
}

/// The people of one task.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parties<'a> {
    pub(super) from: Option<&'a str>,
    pub(super) to: Option<&'a str>,
    approver: Option<&'a str>,
}

impl<'a> Parties<'a> {
    pub(super) fn of(task: &'a Record) -> Self {
        Self { from: task.text("from"), to: task.text("to"), approver: task.text("approver") }
    }

    /// Tells whether nobody else is concerned: one's own task, that nobody else approves.
    pub(super) fn is_own(&self) -> bool {
        self.from.is_some()
            && self.from == self.to
            && self.approver.is_none_or(|one| self.is_assignee(one))
    }

    /// Returns who judges a delivery: the approver, unless that is the assignee, else the sender.
    pub(super) fn judge(&self) -> Option<&'a str> {
        self.approver.filter(|one| !self.is_assignee(one)).or(self.from)
    }

    /// Tells whether `by` may act as `actor`.
    ///
    /// An author who is not written is judged by nobody here. Where a party is not written, anyone
    /// may be it but the other one. `to` is not known for what was said before the task was given
    /// to someone else.
    pub(super) fn may(&self, by: Option<&str>, actor: Actor, team: &Team) -> bool {
        let Some(by) = by else { return true };
        match actor {
            Actor::Anyone => true,
            Actor::Sender => self.is_sender(by),
            Actor::Lead => self.is_sender(by) || team.is_lead(by),
            Actor::Assignee => match self.to {
                Some(to) => to == by,
                None => self.from != Some(by),
            },
            Actor::Approver => {
                let entitled = self.approver == Some(by) || self.is_sender(by);
                entitled && (self.is_own() || !self.is_assignee(by))
            }
        }
    }

    fn is_sender(&self, by: &str) -> bool {
        match self.from {
            Some(from) => from == by,
            None => !self.is_assignee(by),
        }
    }

    fn is_assignee(&self, by: &str) -> bool {
        self.to == Some(by)
    }
}
