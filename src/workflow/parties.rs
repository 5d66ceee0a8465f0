use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::signed::ed25519_key;
use super::{Actor, said_at};
use crate::schema::literal::Period;
use crate::schema::{Record, person_name};

/// The fields that say whose a task is.
pub const PARTY_FIELDS: [&str; 3] = ["from", "to", "approver"];

/// What the people of a workspace are, as far as tasks need it.
#[derive(Clone, Debug, Default)]
pub struct Team {
    /// Everybody, by short name.
    people: BTreeSet<String>,
    /// Whose each address is, in small letters; nobody's where several people have it.
    addresses: BTreeMap<String, Option<String>>,
    /// Who makes tasks for a client, by short name.
    assistants: BTreeSet<String>,
    /// The clients.
    clients: Vec<String>,
    leads: BTreeSet<String>,
    /// Who is away when, and who stands in.
    away: BTreeMap<String, (Vec<Period>, String)>,
    /// Whose each Ed25519 key is; nobody's where several people have it.
    keys: BTreeMap<[u8; 32], Option<String>>,
}

impl Team {
    /// Reads the people among `records`.
    pub fn of<'r>(records: impl IntoIterator<Item = &'r Record>) -> Self {
        let mut team = Self::default();
        for record in records.into_iter().filter(|record| record.is("person")) {
            team.people.insert(person_name(&record.id));
            match record.text("role") {
                Some("lead") => drop(team.leads.insert(person_name(&record.id))),
                Some("assistant" | "backup") => {
                    team.assistants.insert(person_name(&record.id));
                }
                Some("client") => team.clients.push(record.id.to_string()),
                _ => {}
            }
            for address in record.texts("email").map(|one| one.trim().to_ascii_lowercase()) {
                let own = Some(record.id.to_string());
                let owner = team.addresses.entry(address).or_insert_with(|| own.clone());
                if *owner != own {
                    *owner = None;
                }
            }
            for key in record.texts("signing_keys").filter_map(ed25519_key) {
                let own = Some(person_name(&record.id));
                let owner = team.keys.entry(key).or_insert_with(|| own.clone());
                if *owner != own {
                    *owner = None;
                }
            }
            let away = record.texts("away").filter_map(|text| Period::parse(text).ok());
            let away: Vec<Period> = away.collect();
            if let (Some(backup), false) = (record.text("backup"), away.is_empty()) {
                let person = person_name(&record.id);
                team.away.insert(person, (away, person_name(backup)));
            }
        }
        team
    }

    /// Takes the keys that people sign with from another version of the workspace.
    pub fn with_keys_of(mut self, other: &Self) -> Self {
        self.keys.clone_from(&other.keys);
        self
    }

    /// Returns from whom a task is that says nothing of that, by who made it: an assistant makes it for the only
    /// client. `None` for an assistant of several clients, or of none.
    pub fn makes_for<'a>(&'a self, person: &'a str) -> Option<&'a str> {
        match (self.assistants.contains(&person_name(person)), &self.clients[..]) {
            (false, _) => Some(person),
            (true, [client]) => Some(client),
            (true, _) => None,
        }
    }

    /// Returns for whom a draft waits that nobody has signed, by the address of whoever made it: for whom it is
    /// from, as far as that can be known.
    pub(super) fn of_address(&self, address: &str) -> Option<&str> {
        let owner = self.addresses.get(&address.trim().to_ascii_lowercase())?.as_deref()?;
        self.makes_for(owner).or(Some(owner))
    }

    /// Tells whether somebody has a key whose signatures count.
    pub fn signs(&self, person: &str) -> bool {
        let name = person_name(person);
        self.keys.values().any(|owner| owner.as_deref() == Some(&name))
    }

    /// Returns whose a key is; `None` where it is nobody's, or several people's.
    pub(super) fn owner_of(&self, key: &[u8; 32]) -> Option<&str> {
        self.keys.get(key)?.as_deref()
    }

    /// Tells whether `by` stands in for a person on a day: for one who is away, or for whoever stands in
    /// for them and is away too.
    fn stands_in(&self, by: &str, person: &str, day: Option<Date>) -> bool {
        let (Some(day), by) = (day, person_name(by)) else { return false };
        let mut person = person_name(person);
        // Nobody is asked twice, though people may stand in for each other in a round.
        for _ in 0..=self.away.len() {
            let Some((away, backup)) = self.away.get(&person) else { return false };
            if !away.iter().any(|period| period.contains(day)) {
                return false;
            }
            if *backup == by {
                return true;
            }
            person.clone_from(backup);
        }
        false
    }

    /// Tells whether whoever wrote a reply may speak in that place, there and then: standing in for somebody
    /// who is away, or as a lead.
    pub fn acts_for(&self, reply: &Record, by: &str, person: &str) -> bool {
        self.is_lead(by) || self.stands_in(by, person, said_at(reply).map(|at| at.date()))
    }

    /// Tells whether somebody may have to act in another's place at all.
    pub fn may_act_for_others(&self, person: &str) -> bool {
        let name = person_name(person);
        self.is_lead(person) || self.away.values().any(|(_, backup)| *backup == name)
    }

    /// Tells whether somebody has that short name; where there is nobody at all, everybody is known.
    pub fn knows(&self, person: &str) -> bool {
        self.people.is_empty() || self.people.contains(&person_name(person))
    }

    /// Tells whether somebody leads, and so may do with a task what its sender may, but accept.
    pub fn is_lead(&self, person: &str) -> bool {
        self.leads.contains(&person_name(person))
    }
}

/// Tells whether a person may act as `actor` on a task, nobody standing in. Where the task does not say who that is,
/// anyone may but the other party.
pub fn may_act(task: &Record, by: &str, actor: Actor, team: &Team) -> bool {
    Parties::of(task).may(Some(by), actor, team, None)
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
    names.retain(|name| parties.may(Some(name), actor, team, None));
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names
}

/// Returns in whose place somebody makes a move of a task on a day: the assignee's whom they stand in for, or as a
/// lead the sender's. `None` where the move is their own to make, or not theirs at all.
pub fn acting_for<'a>(
    task: &'a Record,
    actor: Actor,
    by: &str,
    team: &Team,
    day: Option<Date>,
) -> Option<&'a str> {
    let parties = Parties::of(task);
    let person = match actor {
        Actor::Assignee => parties.to.filter(|to| team.stands_in(by, to, day)),
        Actor::Lead => parties.from.filter(|_| team.is_lead(by)),
        Actor::Anyone | Actor::Sender | Actor::Approver => None,
    };
    person.filter(|person| person_name(person) != person_name(by))
}

/// Tells whether a task is one's own, which nobody else judges: its status counts.
pub fn is_own(task: &Record) -> bool {
    Parties::of(task).is_own()
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
    /// to someone else. Whoever stands in for the assignee on `day` is the assignee.
    pub(super) fn may(
        &self,
        by: Option<&str>,
        actor: Actor,
        team: &Team,
        day: Option<Date>,
    ) -> bool {
        let Some(by) = by else { return true };
        match actor {
            Actor::Anyone => true,
            Actor::Sender => self.is_sender(by),
            Actor::Lead => self.is_sender(by) || team.is_lead(by),
            Actor::Assignee => match self.to {
                Some(to) => to == by || team.stands_in(by, to, day),
                None => self.from != Some(by),
            },
            Actor::Approver => {
                let entitled = self.approver == Some(by) || self.is_sender(by);
                entitled && (self.is_own() || !self.is_assignee(by))
            }
        }
    }

    /// Tells whether whoever wrote a reply or a review may act as `actor` with it: by what people are now, or by what
    /// it says of the place in which it was said. That was looked at when it was written, so that nobody's
    /// page takes back what was done when it said otherwise.
    pub(super) fn may_say(&self, record: &Record, actor: Actor, team: &Team) -> bool {
        let place = match actor {
            Actor::Assignee => self.to,
            Actor::Lead => self.from,
            Actor::Anyone | Actor::Sender | Actor::Approver => None,
        };
        let in_place = || place.is_some() && record.text("acting_for") == place;
        self.may(record.text("by"), actor, team, said_at(record).map(|at| at.date())) || in_place()
    }

    pub(super) fn is_sender(&self, by: &str) -> bool {
        match self.from {
            Some(from) => from == by,
            None => !self.is_assignee(by),
        }
    }

    fn is_assignee(&self, by: &str) -> bool {
        self.to == Some(by)
    }
}
