//! The links of the documents judged: those in bodies and those in fields, with where they lead.

use super::engine::Tree;
use super::scan::links::{self, Target};
use crate::schema::{FieldType, Record, Value};
use crate::text::Span;

/// A link as it stands in one document.
pub(super) struct Linked<'a> {
    pub(super) from: &'a Record,
    /// As the author wrote it, without `[[ ]]`.
    pub(super) written: &'a str,
    pub(super) span: Span,
    /// Whether it is a wiki link, which is looked for by name anywhere.
    pub(super) wiki: bool,
}

impl Linked<'_> {
    /// Reads where the link leads.
    pub(super) fn target(&self) -> Target {
        links::target(self.written, &self.from.path)
    }
}

/// Keys of people's own that hold files.
const ATTACHMENTS: [&str; 6] = ["attachment", "attachments", "vedlegg", "file", "files", "fil"];

/// Hands each link of the documents judged to `each`: in bodies, and in fields whose type is a link.
pub(super) fn each<'a>(tree: &Tree<'a>, mut each: impl FnMut(Linked<'a>)) {
    for record in tree.subjects {
        for link in &record.links {
            each(Linked {
                from: record,
                written: &link.target,
                span: link.span(),
                wiki: link.wiki,
            });
        }
        let kind = record.kind.as_deref().and_then(|name| tree.schema.kind(name));
        for field in &record.fields {
            let known = kind.and_then(|kind| tree.schema.field(kind, &field.key));
            let link = match known {
                Some(known) => *known.item_type() == FieldType::Link,
                None => ATTACHMENTS.contains(&field.key.to_lowercase().as_str()),
            };
            if !link {
                continue;
            }
            for (value, span) in field.placed_items() {
                if let Value::Text(written) = value {
                    let inner = written.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
                    each(Linked {
                        from: record,
                        written: inner.unwrap_or(written),
                        span,
                        wiki: inner.is_some(),
                    });
                }
            }
        }
    }
}

/// Tells whether a wiki link leads to a file, by its id, its name or the end of its path.
pub(super) fn is_named(tree: &Tree<'_>, written: &str) -> bool {
    let path = written.split(['|', '#']).next().unwrap_or("").trim();
    let name = path.rsplit('/').next().unwrap_or(path);
    path.is_empty()
        || !tree.find(name).is_empty()
        || tree.is_held_back(name)
        || tree.is_called(name)
}
