use super::{Leads, Life, MoveName, State, Uncounted, Why};
use crate::schema::Record;

impl<'a> Life<'a> {
    /// Lists what was said and does not count, in order: its author may not say it, or it came before its
    /// time. What came too late, or something has overtaken, is over and left out.
    pub fn in_vain(&self) -> impl Iterator<Item = &Uncounted<'a>> {
        self.uncounted.iter().filter(|one| match one.why {
            Why::NotEntitled | Why::OwnWork => true,
            Why::NotNow(then) => !self.is_over(one, then),
            Why::NotThis => false,
        })
    }

    /// Lists what somebody said last about the task and what does not count, each person's once, in order.
    pub fn last_in_vain(&self, said: &[&'a Record]) -> Vec<Uncounted<'a>> {
        let is_last = |one: &&Uncounted<'a>| {
            let by = one.record.text("by");
            let mut later =
                said.iter().rev().take_while(|record| !std::ptr::eq(**record, one.record));
            later.all(|record| record.text("by") != by)
        };
        self.in_vain().filter(is_last).copied().collect()
    }

    /// Tells whether it wants nothing any more: the task, which stood in `then`, has been where it leads.
    ///
    /// What stops the work or gives it away is wanted anew, however often that was so before.
    fn is_over(&self, one: &Uncounted<'_>, then: State) -> bool {
        let stops = matches!(
            one.step.name,
            MoveName::Pause | MoveName::Cancel | MoveName::Decline | MoveName::Reassign
        );
        match one.step.leads {
            Leads::To(state) if stops => state == then,
            Leads::To(state) => self.passed.contains(&state),
            Leads::Back | Leads::Stays => true,
        }
    }
}
