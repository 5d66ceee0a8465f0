//! The columns that a list can have.

use crate::query::{Key, QueryError, Subject};
use crate::text::Span;
use crate::workflow::Standing;

/// What stands in one column of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// What a query knows by this key; of the status, what the file says.
    Key(Key),
    /// Where a task stands, judged by what was said about it.
    EffectiveStatus,
    /// Whether the time of a task is over while its work is owed.
    Late,
}

impl Column {
    /// Finds the columns that are named, with commas between them.
    ///
    /// # Errors
    /// When there is no such column; the place is in `names`.
    pub fn parse_all(
        names: &str,
        find: &dyn Fn(&str, Span) -> Result<Key, QueryError>,
    ) -> Result<Vec<Self>, QueryError> {
        let mut start = 0;
        let mut columns = Vec::new();
        for part in names.split(',') {
            let lead = part.len() - part.trim_start().len();
            let name = part.trim();
            let span = Span::new(start + lead, start + lead + name.len());
            columns.push(match name {
                "effective_status" => Self::EffectiveStatus,
                "late" => Self::Late,
                name => Self::Key(find(name, span)?),
            });
            start += part.len() + 1;
        }
        Ok(columns)
    }

    /// Returns its name, as JSON has it too.
    pub fn name(&self) -> &str {
        match self {
            Self::Key(Key::WrittenStatus) => "status",
            Self::Key(key) => key.name(),
            Self::EffectiveStatus => "effective_status",
            Self::Late => "late",
        }
    }

    /// Returns what a document has in it; empty where it has nothing.
    pub fn text(&self, subject: &impl Subject, late: bool) -> String {
        let value =
            |key: &str| subject.value(key).map(|value| value.to_string()).unwrap_or_default();
        let standing = |of: fn(&Standing) -> Option<&str>| {
            subject.standing().and_then(of).unwrap_or_default().to_owned()
        };
        match self {
            Self::Key(Key::Id) => subject.id().to_owned(),
            Self::Key(Key::Path) => subject.path().to_string(),
            Self::Key(Key::Title) => subject.title().to_owned(),
            Self::Key(Key::Kind) => subject.kind().unwrap_or_default().to_owned(),
            Self::Key(Key::Status | Key::WrittenStatus) => value("status"),
            Self::Key(Key::Waiting) => standing(|one| one.waiting_on.as_deref()),
            Self::Key(Key::Field(name)) => value(name),
            Self::EffectiveStatus => standing(|one| Some(one.state.name())),
            Self::Late if subject.standing().is_none() => String::new(),
            Self::Late => if late { "yes" } else { "no" }.to_owned(),
        }
    }
}
