use jiff::{SignedDuration, Timestamp};

use super::Clocks;
use crate::schema::{Record, ValueRef};
use crate::workflow::Want;

/// How fast the two have agreed to be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Agreement {
    /// A question, a task, or a proposal gets its answer within so many working hours.
    pub answer_within_hours: Option<f64>,
    /// A delivery is judged within so many working days.
    pub review_within_days: Option<f64>,
}

/// Work for which there is too little time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    /// What is left to do, by the estimate.
    pub needed: SignedDuration,
    /// The working time until it is due.
    pub free: SignedDuration,
}

impl Agreement {
    /// Reads what an agreement says; nothing where there is none.
    pub fn of(record: Option<&Record>) -> Self {
        let number = |key: &str| match record?.value(key)? {
            ValueRef::Number(number) if number.is_finite() && number >= 0.0 => Some(number),
            _ => None,
        };
        Self {
            answer_within_hours: number("answer_within_hours"),
            review_within_days: number("review_within_days"),
        }
    }

    /// Returns the working time within which a person owes what is wanted; `None` where nothing is
    /// agreed.
    pub fn allowed(&self, want: Want, clocks: &Clocks, person: &str) -> Option<SignedDuration> {
        match want {
            Want::Confirm
            | Want::Reconfirm
            | Want::Answer
            | Want::AnswerAside
            | Want::JudgeProposal => hours(self.answer_within_hours?),
            Want::Decide => hours(self.answer_within_hours?),
            Want::Judge | Want::NameJudge => {
                hours(self.review_within_days? * clocks.day(person).as_secs_f64() / 3600.0)
            }
            Want::Send | Want::Start | Want::Deliver | Want::Mend | Want::Resume => None,
        }
    }
}

impl Clocks {
    /// Returns until when a person owes what has been wanted since then; `None` where nothing is
    /// agreed, and for one who never works.
    pub fn answer_due(
        &self,
        agreement: &Agreement,
        want: Want,
        person: &str,
        since: Timestamp,
    ) -> Option<Timestamp> {
        self.after(person, since, agreement.allowed(want, self, person)?)
    }

    /// Tells whether less working time is left until something is due than it takes: the estimate,
    /// in hours, without what was spent already, in minutes. Nothing where it fits.
    pub fn short(
        &self,
        person: &str,
        now: Timestamp,
        deadline: Timestamp,
        estimate: f64,
        spent: f64,
    ) -> Option<Short> {
        let needed = hours((estimate - spent.max(0.0) / 60.0).max(0.0))?;
        // Most work is done long before it is due.
        if self.after(person, now, needed).is_some_and(|done| done <= deadline) {
            return None;
        }
        let free = self.worked(person, now, deadline);
        (needed > free).then_some(Short { needed, free })
    }
}

/// Returns so many hours; `None` for more than time has.
fn hours(count: f64) -> Option<SignedDuration> {
    SignedDuration::try_from_secs_f64((count * 3600.0).round()).ok()
}
