use std::cell::OnceCell;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::schema::{Record, Schema};
use crate::workflow::{Said, Standing, is_late};

/// What a query needs to know beside the document that it looks at.
pub struct Context<'a> {
    schema: &'a Schema,
    records: &'a [Record],
    zone: &'a TimeZone,
    now: Option<Timestamp>,
    /// Sorted out when it is first asked for: many queries never ask.
    said: OnceCell<Said<'a>>,
}

impl<'a> Context<'a> {
    /// Puts together what is known: all documents, the workspace's zone, and the present moment.
    /// Without the moment nothing is late.
    pub fn new(
        schema: &'a Schema,
        records: &'a [Record],
        zone: &'a TimeZone,
        now: Option<Timestamp>,
    ) -> Self {
        Self { schema, records, zone, now, said: OnceCell::new() }
    }

    /// Returns where a task stands; `None` for what is no task, or cannot be read.
    pub fn standing(&self, record: &Record) -> Option<Standing> {
        self.said.get_or_init(|| Said::of(self.records)).standing(record)
    }

    pub(super) fn schema(&self) -> &'a Schema {
        self.schema
    }

    pub(super) fn is_late(&self, record: &Record) -> bool {
        let late = |(standing, now): (Standing, Timestamp)| {
            is_late(record, standing.state, now, self.zone)
        };
        self.standing(record).zip(self.now).is_some_and(late)
    }
}
