//! What somebody agreed to or accepted, against what lies there now.

use std::cell::OnceCell;

use super::delivery::is_known;
use super::{Sources, Terms, TermsPart, delivered};
use crate::schema::Record;

/// Terms that are not those that were agreed on.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt<'a> {
    /// The confirmation, or the review that agreed to a proposal.
    pub agreed: &'a Record,
    /// What differs; empty where that cannot be told.
    pub parts: Vec<TermsPart>,
}

/// An acceptance that does not hold any more.
#[derive(Clone, Debug, PartialEq)]
pub struct Void<'a> {
    pub review: &'a Record,
    /// Whether the task's own terms are others.
    pub terms: bool,
    /// What of them differs; empty where that cannot be told.
    pub parts: Vec<TermsPart>,
    /// Whether what was delivered is something else.
    pub delivery: bool,
}

/// What is bound at one moment of a walk.
pub(super) struct Bound<'a, 't> {
    task: &'a Record,
    sources: Option<&'t dyn Sources>,
    now: OnceCell<Option<Terms>>,
    agreed: Option<(&'a Record, Terms)>,
    accepted: Option<&'a Record>,
}

impl<'a, 't> Bound<'a, 't> {
    pub(super) fn new(task: &'a Record, sources: Option<&'t dyn Sources>) -> Self {
        Self { task, sources, now: OnceCell::new(), agreed: None, accepted: None }
    }

    /// The terms as they are; they are read when they are first asked for.
    fn now(&self) -> Option<&Terms> {
        self.now.get_or_init(|| Terms::of(self.task, self.sources?)).as_ref()
    }

    pub(super) fn agree(&mut self, record: &'a Record) {
        self.agreed = terms_in(record).map(|terms| (record, terms));
    }

    pub(super) fn release(&mut self) {
        self.agreed = None;
    }

    pub(super) fn accept(&mut self, review: &'a Record) {
        self.accepted = Some(review);
    }

    /// Tells whether a confirmation is of other terms than what was agreed on last.
    pub(super) fn is_of_other_terms(&self, confirmation: &Record) -> bool {
        let agreed = self.agreed.as_ref().map(|(_, terms)| terms);
        agreed.zip(terms_in(confirmation)).is_some_and(|(agreed, new)| *agreed != new)
    }

    /// Tells whether the acceptance says what it accepts, and it can be told what that is.
    pub(super) fn is_accepted_version(&self) -> bool {
        let delivery = self.accepted.and_then(|review| review.text("delivery"));
        self.sources.is_some() && delivery.is_some_and(is_known)
    }

    /// Tells whether a review was given for the very delivery that was accepted: only while that waits to
    /// be judged is a review bound to it.
    pub(super) fn is_what_was_accepted(&self, review: &Record) -> bool {
        let accepted = self.accepted.and_then(|accepted| accepted.text("delivery"));
        accepted.is_some_and(|one| is_known(one) && review.text("delivery") == Some(one))
    }

    pub(super) fn doubt(&self) -> Option<Doubt<'a>> {
        let (agreed, terms) = self.agreed.as_ref()?;
        let now = self.now()?;
        (terms != now).then(|| Doubt { agreed, parts: terms.differing(now) })
    }

    /// Tells whether a review accepts a delivery that another one of the round had replaced when it
    /// came, so that it never held.
    pub(super) fn overtaken(&self, review: &'a Record, round: &[&Record]) -> Option<Void<'a>> {
        let bound = self.sources.is_some() && review.text("delivery").is_some_and(is_known);
        let of_round = review.texts("re").any(|re| round.iter().any(|one| *one.id == *re));
        let void = Void { review, terms: false, parts: Vec::new(), delivery: true };
        (bound && of_round).then_some(void)
    }

    /// Tells why the acceptance does not hold; `None` where it does, or that cannot be told.
    pub(super) fn void(&self, round: &[&Record]) -> Option<Void<'a>> {
        let review = self.accepted?;
        let terms = terms_in(review).filter(|_| self.sources.is_some());
        let terms = terms.and_then(|terms| {
            let now = self.now()?;
            let mut parts = terms.differing(now);
            parts.retain(|part| *part != TermsPart::Brief);
            (!terms.same_own(now)).then_some(parts)
        });
        let delivery = review.text("delivery").filter(|text| is_known(text)).is_some_and(|text| {
            let now = self.sources.and_then(|sources| delivered(round, sources));
            now.is_some_and(|now| now != text.trim())
        });
        (terms.is_some() || delivery).then(|| Void {
            review,
            terms: terms.is_some(),
            parts: terms.unwrap_or_default(),
            delivery,
        })
    }
}

fn terms_in(record: &Record) -> Option<Terms> {
    Terms::parse(record.text("terms")?)
}

#[cfg(test)]
mod tests;
