//! The kinds of documents, as JSON Schema for editors.

use std::path::Path;

use serde_json::Value;
use thiserror::Error;

use crate::schema::Schema;
use crate::workspace::{HostError, Workspace};

/// A kind that nobody defined, or a workspace that cannot be read.
#[derive(Debug, Error)]
pub enum SchemaError {
    #[error("there is no kind `{name}`")]
    Unknown {
        name: String,
        /// What it may have meant.
        similar: Vec<String>,
    },
    #[error(transparent)]
    Host(#[from] HostError),
}

/// A kind in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindLine {
    pub name: String,
    pub doc: String,
    pub folder: Option<String>,
}

/// Returns the kinds of the workspace that holds `directory`; outside of one, those of the program.
///
/// # Errors
/// When the folder cannot be opened.
pub fn kinds(directory: &Path) -> Result<Vec<KindLine>, SchemaError> {
    let schema = schema(directory)?;
    let line = |kind: &crate::schema::Kind| KindLine {
        name: kind.name.clone(),
        doc: kind.doc.clone(),
        folder: kind.folder.clone(),
    };
    Ok(schema.kinds().map(line).collect())
}

/// Returns the JSON Schema of a kind's front matter.
///
/// # Errors
/// When there is no such kind.
pub fn json_schema(directory: &Path, name: &str) -> Result<Value, SchemaError> {
    let schema = schema(directory)?;
    let Some(kind) = schema.kind(name) else {
        let similar = schema.kinds_like(name);
        return Err(SchemaError::Unknown { name: name.to_owned(), similar });
    };
    Ok(schema.json_schema(kind))
}

fn schema(directory: &Path) -> Result<Schema, HostError> {
    Ok(Workspace::find(directory)?.settings().1)
}
