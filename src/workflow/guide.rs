use crate::schema::{FieldValue, Record};

/// Returns the field that names the document whose text a task takes up: its brief, else the routine
/// that it is one time of.
pub fn guide_field(task: &Record) -> Option<FieldValue<'_>> {
    task.field("brief").or_else(|| task.field("routine"))
}

/// Returns what that document is called.
pub fn guide_of(task: &Record) -> Option<&str> {
    guide_field(task)?.value.text()
}

/// Tells whether tasks may take up the text of a document.
pub fn is_guide(record: &Record) -> bool {
    record.is("brief") || record.is("routine")
}
