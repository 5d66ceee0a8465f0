//! What became of a task: the walk through what was said about it.
//!
//! Owns in which order evidence counts, and what does not. What two people agreed on, and whether it
//! still holds, is asked of `agreed` and [`bound`](super::bound).

mod agreed;

use self::agreed::is_confirmed;
use super::bound::{Bound, Doubt, Void};
use super::copies::copies;
use super::parties::Parties;
use super::{
    Actor, Evidence, Leads, MOVES, Move, MoveName, Sources, State, Team, flaw, lacking, who_may,
};
use crate::schema::{Record, ValueRef};

/// What became of a task, by what was said about it.
#[derive(Debug)]
pub struct Life<'a> {
    /// The furthest state that the evidence supports, in order.
    pub state: State,
    /// The states it went through, in order, that one included; never empty.
    pub passed: Vec<State>,
    /// Where it would be if a reply that does not say its type were the move it could have been.
    pub perhaps: Vec<State>,
    /// What was said and does not count.
    pub uncounted: Vec<Uncounted<'a>>,
    /// What lies here once more and is not heard twice, with what it is a copy of, by path.
    pub copies: Vec<(&'a Record, &'a Record)>,
    /// Blocking questions that nobody has answered, by the ids of their replies, in order.
    pub questions: Vec<&'a str>,
    /// The reply that proposes another date or scope and waits to be judged.
    pub proposal: Option<&'a str>,
    /// The last delivery, judged or not.
    pub delivery: Option<&'a str>,
    /// What counted, in order, and the move that it made.
    pub counted: Vec<(&'a Record, &'static Move)>,
    /// What was agreed on is not what the task says now; only while it is under way.
    pub doubt: Option<Doubt<'a>>,
    /// It was accepted, and what was accepted is not what lies there now.
    pub void: Option<Void<'a>>,
    /// The deliveries of the last round, in order.
    pub round: Vec<&'a Record>,
}

/// A reply or a review that would be a move, and is none.
#[derive(Clone, Copy, Debug)]
pub struct Uncounted<'a> {
    pub record: &'a Record,
    pub step: &'static Move,
    pub why: Why,
}

impl Uncounted<'_> {
    /// Returns who may make the move instead; empty when that may be anyone, or the task does not say.
    pub fn who_may<'t>(&self, task: &'t Record, team: &'t Team) -> Vec<&'t str> {
        let mut names = who_may(task, self.step.who, team);
        let by = self.record.text("by").filter(|_| self.why == Why::OwnWork);
        names.retain(|name| by != Some(*name));
        names
    }
}

/// Why something said does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its author may not make the move.
    NotEntitled,
    /// The task, in this state then, was not where the move leads on from.
    NotNow(State),
    /// It judges something else than what last lay there to be judged.
    NotThis,
    /// It accepts what its author delivered, standing in for the assignee.
    OwnWork,
}

/// Returns the furthest state that the evidence supports: `said` are the replies and reviews about
/// `task`, in their order.
pub fn effective(
    task: &Record,
    said: &[&Record],
    team: &Team,
    sources: Option<&dyn Sources>,
) -> State {
    Life::of(task, said, team, sources).state
}

impl<'a> Life<'a> {
    /// Goes through what was said about `task`, in its order.
    ///
    /// A task is a draft until it has what sending needs; then each reply and review that its author
    /// may give, there and then, moves it on. `status` set by hand counts for sending and starting,
    /// and for all of one's own task; one that is missing or misspelt takes nothing back. A reply without a
    /// type is a note.
    ///
    /// Without `sources` it is not asked whether terms and deliveries are still what they were.
    pub fn of(
        task: &'a Record,
        said: &[&'a Record],
        team: &Team,
        sources: Option<&dyn Sources>,
    ) -> Self {
        let is_sent = lacking(task, said, team).is_empty();
        let start = if is_sent { State::Sent } else { State::Draft };
        Self::from_start(task, said, team, sources, start)
    }

    /// The same, with the first state given.
    pub(super) fn from_start(
        task: &'a Record,
        said: &[&'a Record],
        team: &Team,
        sources: Option<&dyn Sources>,
        start: State,
    ) -> Self {
        let bound = Bound::new(task, sources);
        let copies = copies(task, said);
        let is_copy = |one: &Record| copies.iter().any(|(copy, _)| std::ptr::eq(*copy, one));
        let mut walk = Walk::new(task, said, team, bound, start);
        for record in said.iter().copied().filter(|one| one.readable && !is_copy(one)) {
            walk.hear(record);
        }
        walk.life.copies = copies;
        walk.give_up_stale_acceptance();
        walk.set_by_hand();
        walk.doubt();
        walk.life
    }

    /// Tells whether a person delivered something in the last round.
    pub(super) fn is_work_of(&self, person: &str) -> bool {
        self.round.iter().any(|one| one.text("by") == Some(person))
    }
}

struct Walk<'a, 't> {
    task: &'a Record,
    team: &'t Team,
    bound: Bound<'a, 't>,
    parties: Parties<'a>,
    start: State,
    life: Life<'a>,
    /// How far the work is, whatever is asked, proposed or paused meanwhile.
    work: State,
    /// All proposals and deliveries, judged or not, so that `re` is understood.
    proposals: Vec<&'a str>,
    deliveries: Vec<&'a str>,
    /// What gives the task to someone else and was not heard yet, the last one first.
    to_come: Vec<&'a Record>,
    /// To whom it was given last.
    given_to: Option<&'a str>,
}

impl<'a, 't> Walk<'a, 't> {
    fn new(
        task: &'a Record,
        said: &[&'a Record],
        team: &'t Team,
        bound: Bound<'a, 't>,
        start: State,
    ) -> Self {
        let of_type = |name: &'static str| {
            said.iter().filter(move |one| one.is("reply") && one.text("type") == Some(name))
        };
        let ids = |name| of_type(name).map(|one| &*one.id).collect();
        let parties = Parties::of(task);
        // Whoever may not give it away does not make it unknown who had it.
        let gives = |one: &&'a Record| one.readable && parties.may_say(one, Actor::Lead, team);
        let to_come = of_type("reassign").copied().filter(gives).rev().collect();
        Self {
            task,
            team,
            bound,
            parties,
            start,
            life: Life {
                state: start,
                passed: vec![start],
                perhaps: Vec::new(),
                uncounted: Vec::new(),
                copies: Vec::new(),
                questions: Vec::new(),
                proposal: None,
                delivery: None,
                counted: Vec::new(),
                doubt: None,
                void: None,
                round: Vec::new(),
            },
            work: State::Sent,
            proposals: ids("proposal"),
            deliveries: ids("delivery"),
            to_come,
            given_to: None,
        }
    }

    fn hear(&mut self, record: &'a Record) {
        let Some(step) = self.step_of(record) else {
            return self.wonder(record);
        };
        if step.from.contains(&State::Delivered) && !step.from.contains(&State::Accepted) {
            self.give_up_stale_acceptance();
        }
        let why = self.objection(record, step);
        if self.to_come.last().is_some_and(|next| std::ptr::eq(*next, record)) {
            self.to_come.pop();
            self.given_to = record.text("to");
        }
        match why {
            None => self.make(record, step),
            Some(why) => {
                self.life.uncounted.push(Uncounted { record, step, why });
                if step.name == MoveName::Accept && why == Why::NotThis {
                    self.life.void = self.bound.overtaken(record, &self.life.round);
                }
            }
        }
    }

    /// Finds the move that a reply or a review says it is.
    fn step_of(&self, record: &Record) -> Option<&'static Move> {
        if record.is("reply") {
            return Move::of_reply(record.text("type")?);
        }
        let of_proposal = match record.field("re") {
            None => self.life.proposal.is_some() && self.life.state != State::Delivered,
            Some(_) => names_any(record, &self.proposals),
        };
        Some(Move::named(match (record.text("verdict")?, of_proposal) {
            ("accepted", true) => MoveName::AcceptProposal,
            ("accepted", false) => MoveName::Accept,
            ("returned", true) => MoveName::ReturnProposal,
            ("returned", false) => MoveName::Return,
            _ => return None,
        }))
    }

    fn objection(&self, record: &Record, step: &Move) -> Option<Why> {
        let mut parties = self.parties;
        if let Some(next) = self.to_come.last() {
            // Who had it then; where nobody has written that down, it is not known.
            parties.to = next.text("instead_of").or(self.given_to);
        }
        // What somebody else filed may say anything but yes, unless whoever says it has signed that.
        let accepts = step.evidence == Evidence::Review("accepted");
        let unsigned = accepts
            && record.field("captured_by").is_some()
            && flaw(self.task, record, self.team).is_some();
        if unsigned || !parties.may_say(record, step.who, self.team) {
            return Some(Why::NotEntitled);
        }
        let is_own_work = || record.text("by").is_some_and(|by| self.life.is_work_of(by));
        if step.name == MoveName::Accept && !parties.is_own() && is_own_work() {
            return Some(Why::OwnWork);
        }
        if !step.from.contains(&self.life.state) && !self.is_anew(record, step) {
            return Some(Why::NotNow(self.life.state));
        }
        let meant = match step.name {
            MoveName::AcceptProposal | MoveName::ReturnProposal => {
                self.life.proposal.is_some_and(|one| is_about(record, one))
            }
            // `re` may name more than deliveries: a file, the task.
            MoveName::Accept | MoveName::Return => {
                !names_any(record, &self.deliveries)
                    || self.life.delivery.is_some_and(|one| is_about(record, one))
            }
            _ => true,
        };
        (!meant).then_some(Why::NotThis)
    }

    /// Makes a move that nothing stands against.
    fn make(&mut self, record: &'a Record, step: &'static Move) {
        self.life.counted.push((record, step));
        self.bind(record, step);
        if step.name == MoveName::Confirm && is_confirmed(self.life.state) {
            return;
        }
        match step.name {
            MoveName::Ask => {
                if self.blocks(record) {
                    self.life.questions.push(&record.id);
                }
                return self.settle();
            }
            MoveName::Answer => {
                self.life.questions.retain(|question| !is_about(record, question));
                if self.life.state == State::Asked {
                    self.settle();
                }
                return;
            }
            MoveName::Propose => {
                self.life.proposal = Some(&record.id);
                return self.settle();
            }
            MoveName::AcceptProposal | MoveName::ReturnProposal => self.life.proposal = None,
            MoveName::Resume => return self.enter(self.resting()),
            MoveName::Deliver => self.life.delivery = Some(&record.id),
            _ => {}
        }
        match (step.leads, step.name) {
            (Leads::Stays, _) => {}
            (Leads::Back, _) => self.settle(),
            (Leads::To(_), MoveName::Pause) => self.enter(State::Paused),
            (Leads::To(state), name) => {
                self.life.questions.clear();
                // A confirmation that cannot meet the date leaves the proposal of another one.
                let cannot = record.value("can_meet_due");
                if name != MoveName::Confirm || cannot != Some(ValueRef::Bool(false)) {
                    self.life.proposal = None;
                }
                if state.is_under_way() {
                    self.work = state;
                }
                match name {
                    MoveName::Reopen => self.enter(self.start),
                    MoveName::AcceptProposal | MoveName::Confirm => self.settle(),
                    _ => self.enter(state),
                }
            }
        }
    }

    /// A question blocks when it says so, or says nothing while the task says that it waits.
    fn blocks(&self, record: &Record) -> bool {
        match record.value("blocking") {
            Some(ValueRef::Bool(blocks)) => blocks,
            _ => self.task.text("status") == Some(State::Asked.name()),
        }
    }

    /// The state that work, questions and proposal make together.
    fn resting(&self) -> State {
        match (self.life.proposal, self.life.questions.as_slice()) {
            (Some(_), _) => State::Proposed,
            (None, [_, ..]) => State::Asked,
            (None, []) => self.work,
        }
    }

    /// Goes to that state; what is paused stays so.
    fn settle(&mut self) {
        if self.life.state != State::Paused {
            self.enter(self.resting());
        }
    }

    fn enter(&mut self, state: State) {
        if self.life.state != state {
            self.life.state = state;
            self.life.passed.push(state);
        }
    }

    /// Notes what a reply or review could be whose type nobody has written.
    fn wonder(&mut self, record: &'a Record) {
        let is_reply = record.is("reply");
        for step in &MOVES {
            let fits = match step.evidence {
                Evidence::Task => false,
                Evidence::Reply(_) => is_reply && record.text("type").is_none(),
                Evidence::Review(_) => record.is("review") && record.text("verdict").is_none(),
            };
            if let Leads::To(state) = step.leads
                && fits
                && self.objection(record, step).is_none()
            {
                self.life.perhaps.push(state);
            }
        }
    }

    /// Takes `status` for evidence where it is: of starting, and of anything about one's own task.
    fn set_by_hand(&mut self) {
        let Some(status) = self.task.text("status").and_then(State::parse) else { return };
        let started = status == State::InProgress
            && matches!(self.life.state, State::Confirmed | State::Returned);
        let is_sent = self.start != State::Draft;
        let own = self.parties.is_own() && is_sent && !self.life.passed.contains(&status);
        if started || own {
            self.enter(status);
        }
    }
}

/// Tells whether a record answers or judges the reply `id`: it names it, or nothing.
fn is_about(record: &Record, id: &str) -> bool {
    record.field("re").is_none() || names_any(record, &[id])
}

/// Tells whether `re` names one of the replies, `#2` for a part of it aside.
fn names_any(record: &Record, ids: &[&str]) -> bool {
    record.texts("re").any(|re| ids.contains(&re.split('#').next().unwrap_or(re)))
}
