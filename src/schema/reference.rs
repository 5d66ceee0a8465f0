//! References to people and documents, as people write them.

use super::layout::id_of_name;
use super::names::lower;
use super::{FieldType, Identity, Schema};
use crate::text::composed;

/// Reduces a reference to the id or the stem that it means.
///
/// `[[tasks/ola-14-reconcile|November]]`, `tasks/ola-14-reconcile.md` and `ola-14` all mean
/// `ola-14`. A fragment stays: `…-question-1f2e#2`. Where neither the folder nor the field's type
/// tells that the kind numbers its documents, the stem stays as it is.
pub fn reduce(schema: &Schema, r#type: &FieldType, text: &str) -> String {
    let text = unbracket(text.trim());
    let (target, fragment) = match text.split_once('#') {
        Some((target, fragment)) if !target.is_empty() => (target, Some(fragment)),
        _ => (text, None),
    };
    let target = target.trim().trim_end_matches('/');
    let (folder, name) = target.rsplit_once(['/', '\\']).unwrap_or(("", target));
    let stem = name.strip_suffix(".md").or_else(|| name.strip_suffix(".MD")).unwrap_or(name);
    let id = match r#type {
        FieldType::Person => return person(stem),
        FieldType::Reference(kinds) if is_numbered(schema, kinds, folder) => {
            id_of_name(stem).unwrap_or(stem)
        }
        _ => stem,
    };
    let id = composed(id);
    match fragment {
        Some(fragment) => format!("{id}#{}", fragment.trim()),
        None => id.into_owned(),
    }
}

/// Returns the form in which short names of people are compared.
pub fn person(name: &str) -> String {
    lower(&composed(name.trim().trim_start_matches('@')))
}

/// Removes `[[ ]]` and the text behind `|`; of `[text](target)` the target stays.
fn unbracket(text: &str) -> &str {
    if let Some(inner) = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
        return inner.split('|').next().unwrap_or(inner).trim();
    }
    let target = text.strip_prefix('[').and_then(|rest| rest.split_once("]("));
    match target.and_then(|(_, rest)| rest.strip_suffix(')')) {
        Some(target) => target.trim(),
        None => text,
    }
}

fn is_numbered(schema: &Schema, kinds: &[String], folder: &str) -> bool {
    let numbered = |identity| identity == Identity::Numbered;
    let root =
        folder.split(['/', '\\']).find(|part| !part.is_empty() && *part != "." && *part != "..");
    if let Some(kind) = root.and_then(|root| schema.kind_of_folder(root)) {
        // A reply lies in its task's folder and is called by its stem.
        return numbered(kind.identity);
    }
    let mut known = kinds.iter().filter_map(|name| schema.kind(name)).peekable();
    known.peek().is_some() && known.all(|kind| numbered(kind.identity))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_reduce_to_ids() {
        let schema = Schema::builtin();
        let task = FieldType::Reference(vec!["task".into()]);
        let any = FieldType::Reference(Vec::new());
        let check = |r#type: &FieldType, text: &str, expected: &str| {
            assert_eq!(reduce(schema, r#type, text), expected, "{text}");
        };
        check(&task, "ola-14", "ola-14");
        check(&task, "[[ola-14]]", "ola-14");
        check(&task, "[[tasks/ola-14-reconcile|November]]", "ola-14");
        check(&task, "../tasks/archive/2026-11/ola-14-reconcile.md", "ola-14");
        check(&task, "[November](tasks/ola-14-reconcile.md)", "ola-14");
        check(&any, "tasks/ola-14-reconcile.md", "ola-14");
        check(&any, "[[plans/week-48-kari]]", "week-48-kari");
        check(&any, "week-48-kari", "week-48-kari");
        check(
            &any,
            "tasks/ola-14-x/2026-11-24-091203-kari-question-1f2e.md#2",
            "2026-11-24-091203-kari-question-1f2e#2",
        );
        check(&FieldType::Person, "[[people/Kari]]", "kari");
        check(&FieldType::Person, "@kari", "kari");
    }
}
