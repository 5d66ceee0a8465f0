use std::fmt::Write;

use super::State;
use super::State::{
    Accepted, Asked, Cancelled, Confirmed, Declined, Delivered, Draft, InProgress, Paused,
    Proposed, Returned, Sent,
};

/// One way in which a task moves on.
#[derive(Debug)]
pub struct Move {
    pub name: MoveName,
    /// What it is called where a person reads it.
    pub words: &'static str,
    pub who: Actor,
    pub evidence: Evidence,
    /// Where it counts; elsewhere it changes nothing.
    pub from: &'static [State],
    pub leads: Leads,
}

/// The moves by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveName {
    Send,
    Confirm,
    Correct,
    Ask,
    Answer,
    Propose,
    AcceptProposal,
    ReturnProposal,
    Start,
    Progress,
    Deliver,
    Accept,
    Return,
    Decline,
    Pause,
    Resume,
    Cancel,
    Reopen,
    Reassign,
    Praise,
    Note,
}

impl MoveName {
    /// Tells whether it leads on from where a task was closed or rested, so that it may be a draft again.
    pub fn begins_anew(self) -> bool {
        matches!(self, Self::Reopen | Self::Resume)
    }
}

/// Who may make a move, by what they are to the task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Sender,
    Assignee,
    /// The approver or the sender, but never the assignee, unless the task is one's own.
    Approver,
    /// The sender, or whoever leads the team.
    Lead,
    Anyone,
}

/// What shows that a move was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The task itself: its fields, its sections, and `status` set by hand.
    Task,
    /// A reply of this type.
    Reply(&'static str),
    /// A review with this verdict.
    Review(&'static str),
}

/// Where a move leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leads {
    To(State),
    /// To what it was before it was laid aside: paused, asked about, another date proposed.
    Back,
    /// Nowhere: the task stays as it is.
    Stays,
}

/// All moves, in the order in which a task meets them.
pub static MOVES: [Move; 21] = [
    Move {
        name: MoveName::Send,
        words: "send",
        who: Actor::Sender,
        evidence: Evidence::Task,
        from: &[Draft],
        leads: Leads::To(Sent),
    },
    reply(
        MoveName::Confirm,
        "confirm",
        Actor::Assignee,
        "confirm",
        &[Sent, Asked, Proposed],
        Leads::To(Confirmed),
    ),
    reply(
        MoveName::Correct,
        "correct",
        Actor::Sender,
        "correct",
        &[Sent, Asked, Confirmed, InProgress],
        Leads::To(Sent),
    ),
    reply(MoveName::Ask, "ask", Actor::Assignee, "question", UNDER_WAY, Leads::To(Asked)),
    reply(MoveName::Answer, "answer", Actor::Sender, "answer", NOT_CLOSED, Leads::Back),
    reply(
        MoveName::Propose,
        "propose",
        Actor::Assignee,
        "proposal",
        UNDER_WAY,
        Leads::To(Proposed),
    ),
    review(
        MoveName::AcceptProposal,
        "accept a proposal",
        Actor::Sender,
        "accepted",
        &[Proposed, Paused],
        Leads::To(Confirmed),
    ),
    review(
        MoveName::ReturnProposal,
        "return a proposal",
        Actor::Sender,
        "returned",
        &[Proposed, Paused],
        Leads::Back,
    ),
    reply(MoveName::Start, "start", Actor::Assignee, "start", READY, Leads::To(InProgress)),
    reply(
        MoveName::Progress,
        "progress",
        Actor::Assignee,
        "progress",
        READY,
        Leads::To(InProgress),
    ),
    reply(
        MoveName::Deliver,
        "deliver",
        Actor::Assignee,
        "delivery",
        DELIVERABLE,
        Leads::To(Delivered),
    ),
    review(
        MoveName::Accept,
        "accept",
        Actor::Approver,
        "accepted",
        &[Delivered],
        Leads::To(Accepted),
    ),
    review(
        MoveName::Return,
        "return",
        Actor::Approver,
        "returned",
        &[Delivered],
        Leads::To(Returned),
    ),
    reply(MoveName::Decline, "decline", Actor::Assignee, "decline", UNDER_WAY, Leads::To(Declined)),
    reply(
        MoveName::Pause,
        "pause",
        Actor::Lead,
        "pause",
        &[Sent, Asked, Proposed, Confirmed, InProgress, Returned],
        Leads::To(Paused),
    ),
    reply(MoveName::Resume, "resume", Actor::Lead, "resume", &[Paused], Leads::Back),
    reply(MoveName::Cancel, "cancel", Actor::Lead, "cancel", OPEN, Leads::To(Cancelled)),
    reply(
        MoveName::Reopen,
        "reopen",
        Actor::Lead,
        "reopen",
        &[Declined, Cancelled, Accepted],
        Leads::To(Sent),
    ),
    reply(MoveName::Reassign, "reassign", Actor::Lead, "reassign", REASSIGNABLE, Leads::To(Sent)),
    reply(MoveName::Praise, "praise", Actor::Anyone, "praise", &State::ALL, Leads::Stays),
    reply(MoveName::Note, "note", Actor::Anyone, "note", &State::ALL, Leads::Stays),
];

const OPEN: &[State] =
    &[Draft, Sent, Asked, Proposed, Confirmed, Paused, InProgress, Returned, Delivered, Declined];
const NOT_CLOSED: &[State] =
    &[Sent, Asked, Proposed, Confirmed, Paused, InProgress, Returned, Delivered, Declined];
const UNDER_WAY: &[State] = &[Sent, Asked, Proposed, Confirmed, Paused, InProgress, Returned];
/// A start counts only after a confirmation.
const READY: &[State] = &[Confirmed, InProgress, Returned];
/// Work that was done counts, whatever was left out or happened meanwhile.
const DELIVERABLE: &[State] =
    &[Sent, Asked, Proposed, Confirmed, Paused, InProgress, Returned, Delivered];
const REASSIGNABLE: &[State] =
    &[Sent, Asked, Proposed, Confirmed, Paused, InProgress, Returned, Declined];

const fn reply(
    name: MoveName,
    words: &'static str,
    who: Actor,
    of_type: &'static str,
    from: &'static [State],
    leads: Leads,
) -> Move {
    Move { name, words, who, evidence: Evidence::Reply(of_type), from, leads }
}

const fn review(
    name: MoveName,
    words: &'static str,
    who: Actor,
    verdict: &'static str,
    from: &'static [State],
    leads: Leads,
) -> Move {
    Move { name, words, who, evidence: Evidence::Review(verdict), from, leads }
}

impl Move {
    /// Returns a move by its name.
    pub fn named(name: MoveName) -> &'static Move {
        &MOVES[name as usize]
    }

    /// Returns the command that makes it; a note needs none.
    pub fn command(&self) -> Option<&'static str> {
        match self.name {
            MoveName::AcceptProposal => Move::named(MoveName::Accept).command(),
            MoveName::ReturnProposal => Move::named(MoveName::Return).command(),
            MoveName::Note => None,
            _ => Some(self.words),
        }
    }

    /// Finds the move that a reply of this type makes.
    pub fn of_reply(of_type: &str) -> Option<&'static Move> {
        let is_made_by =
            |one: &&Move| matches!(one.evidence, Evidence::Reply(name) if name == of_type);
        MOVES.iter().find(is_made_by)
    }
}

impl Evidence {
    /// Returns what it is called where a person reads it.
    pub fn words(self) -> String {
        match self {
            Evidence::Task => "the task, with `status: sent`".to_owned(),
            Evidence::Reply(of_type) => format!("reply of `type: {of_type}`"),
            Evidence::Review(verdict) => format!("review with `verdict: {verdict}`"),
        }
    }
}

impl Actor {
    /// Returns who that is, in words.
    pub fn words(self) -> &'static str {
        match self {
            Actor::Sender => "the sender",
            Actor::Assignee => "the assignee",
            Actor::Approver => "the approver or the sender, never the assignee",
            Actor::Lead => "the sender or a lead",
            Actor::Anyone => "anyone",
        }
    }
}

/// Returns all moves as a table in Markdown.
pub fn moves_table() -> String {
    let mut table =
        String::from("| move | command | who | evidence | then |\n|---|---|---|---|---|\n");
    for one in &MOVES {
        let then = match one.leads {
            Leads::To(state) => format!("`{}`", state.name()),
            Leads::Back => "as before".to_owned(),
            Leads::Stays => "unchanged".to_owned(),
        };
        let command = one.command().map_or_else(|| "–".to_owned(), |name| format!("`{name}`"));
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "| {} | {command} | {} | {} | {then} |",
            one.words,
            one.who.words(),
            one.evidence.words()
        );
    }
    table
}

/// Returns the moves that lead from one state to another as a state diagram, as Mermaid draws it.
///
/// What goes back to where the task was, and what leaves it there, is left out.
pub fn moves_diagram() -> String {
    let mut diagram = String::from("stateDiagram-v2\n    [*] --> draft\n");
    for from in State::ALL {
        for to in State::ALL.into_iter().filter(|to| *to != from) {
            let leads = |one: &&Move| one.leads == Leads::To(to) && one.from.contains(&from);
            let words: Vec<&str> = MOVES.iter().filter(leads).map(|one| one.words).collect();
            if !words.is_empty() {
                // Writing to a String cannot fail.
                let (from, to) = (from.name(), to.name());
                let _ = writeln!(diagram, "    {from} --> {to}: {}", words.join(", "));
            }
        }
    }
    for state in State::ALL.into_iter().filter(|state| state.is_closed()) {
        let _ = writeln!(diagram, "    {} --> [*]", state.name());
    }
    diagram
}
