use crate::schema::{Language, Schema};

/// Where a task stands; the order is that of the kind's definition, the least final first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Draft,
    Sent,
    /// A blocking question waits for its answer.
    Asked,
    /// Another date or scope waits for its judgement.
    Proposed,
    Confirmed,
    Paused,
    InProgress,
    /// A delivery came back with changes.
    Returned,
    Delivered,
    Declined,
    Cancelled,
    Accepted,
}

impl State {
    /// All states, in order.
    pub const ALL: [State; 12] = [
        State::Draft,
        State::Sent,
        State::Asked,
        State::Proposed,
        State::Confirmed,
        State::Paused,
        State::InProgress,
        State::Returned,
        State::Delivered,
        State::Declined,
        State::Cancelled,
        State::Accepted,
    ];

    /// Returns the English name, as `status:` holds it.
    pub fn name(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Sent => "sent",
            State::Asked => "asked",
            State::Proposed => "proposed",
            State::Confirmed => "confirmed",
            State::Paused => "paused",
            State::InProgress => "in_progress",
            State::Returned => "returned",
            State::Delivered => "delivered",
            State::Declined => "declined",
            State::Cancelled => "cancelled",
            State::Accepted => "accepted",
        }
    }

    /// Says it of a task: `is sent`, `has an open question`.
    pub fn words(self) -> &'static str {
        match self {
            State::Draft => "is a draft",
            State::Sent => "is sent",
            State::Asked => "has an open question",
            State::Proposed => "has a proposal to be judged",
            State::Confirmed => "is confirmed",
            State::Paused => "is laid aside",
            State::InProgress => "is in progress",
            State::Returned => "is returned",
            State::Delivered => "is delivered",
            State::Declined => "is declined",
            State::Cancelled => "is cancelled",
            State::Accepted => "is accepted",
        }
    }

    /// Finds a state by its English name.
    pub fn parse(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Returns the word that the status of a task has for it in a language.
    pub fn word(self, language: Language) -> &'static str {
        let task = Schema::builtin().kind("task");
        task.map_or(self.name(), |task| task.choice("status", self.name(), language))
    }

    /// Tells whether a status of this state may count without anything else that was said: it was set by hand.
    pub fn counts_by_itself(self) -> bool {
        matches!(self, State::Draft | State::InProgress | State::Accepted)
    }

    /// Tells whether a task is in this state, rather than in `other`, when two people have brought it to
    /// one each and neither knew of the other's move. Where the order of the two decides that, the less
    /// final one is told.
    pub fn outweighs(self, other: State) -> bool {
        /// The weakest first.
        const ORDER: [State; 12] = [
            State::Draft,
            State::Accepted,
            State::InProgress,
            State::Sent,
            State::Confirmed,
            State::Asked,
            State::Proposed,
            State::Paused,
            State::Returned,
            State::Declined,
            State::Delivered,
            State::Cancelled,
        ];
        let place = |state| ORDER.iter().position(|one| *one == state);
        place(self) > place(other)
    }

    /// Tells whether nothing is left to do: it waits for nobody.
    pub fn is_closed(self) -> bool {
        matches!(self, State::Accepted | State::Cancelled)
    }

    /// Tells whether the work is still owed: sent, and neither delivered nor laid aside.
    pub fn is_under_way(self) -> bool {
        matches!(
            self,
            State::Sent
                | State::Asked
                | State::Proposed
                | State::Confirmed
                | State::InProgress
                | State::Returned
        )
    }
}
