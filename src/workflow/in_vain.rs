use super::{Leads, Life, Uncounted, Why};
use crate::schema::Record;

impl<'a> Life<'a> {
    /// Lists what was said and does not count, in order: its author may not say it, or it came before its
    /// time. What came too late, or something has overtaken, is over and left out.
    pub fn in_vain(&self) -> impl Iterator<Item = &Uncounted<'a>> {
        self.uncounted.iter().filter(|one| match one.why {
            Why::NotEntitled | Why::OwnWork => true,
            Why::NotNow(_) => !self.has_been_where(one),
            Why::NotThis => false,
        })
    }

    /// Returns what somebody said last about the task, where that does not count.
    pub fn last_in_vain(&self, said: &[&'a Record]) -> Option<Uncounted<'a>> {
        let one = self.in_vain().last()?;
        let mut later = said.iter().rev().take_while(|record| !std::ptr::eq(**record, one.record));
        let by = one.record.text("by");
        let silent = later.all(|record| record.text("by") != by);
        silent.then_some(*one)
    }

    /// Tells whether the task has been where a move leads.
    fn has_been_where(&self, one: &Uncounted<'_>) -> bool {
        match one.step.leads {
            Leads::To(state) => self.passed.contains(&state),
            Leads::Back | Leads::Stays => true,
        }
    }
}
