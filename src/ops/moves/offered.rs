//! Fields that a text offers while it is written, and that go again where nothing was written behind
//! them.

use crate::document::divided;
use crate::schema::{Kind, Language, Schema};

/// Returns the fields that a reply of this type offers, by English key.
fn offered(of_type: &str) -> &'static [&'static str] {
    match of_type {
        "confirm" => &["estimate_hours"],
        "question" => &["needed_by"],
        "proposal" => &["new_due", "estimate_hours"],
        "delivery" | "progress" => &["minutes"],
        "pause" => &["until"],
        _ => &[],
    }
}

/// Adds the fields that a reply of this type offers and that are not `given`.
pub(super) fn offering(
    schema: &Schema,
    kind: &Kind,
    of_type: &str,
    language: Language,
    text: &str,
    given: impl Fn(&str) -> bool,
) -> String {
    let Some(front) = divided(text).0 else { return text.to_owned() };
    let missing = offered(of_type).iter().filter(|key| !given(key));
    let lines: String =
        missing.map(|key| format!("{}:\n", schema.key(kind, key, language))).collect();
    let (before, behind) = text.split_at(front.end);
    let gap = if before.ends_with('\n') { "" } else { "\n" };
    match lines.is_empty() {
        true => text.to_owned(),
        false => format!("{before}{gap}{lines}{}", behind.strip_prefix('\n').unwrap_or(behind)),
    }
}

/// Takes out those behind which nothing stands.
pub(super) fn without_unused(schema: &Schema, kind: &Kind, of_type: &str, text: &str) -> String {
    let Some(front) = divided(text).0 else { return text.to_owned() };
    let keys: Vec<String> = offered(of_type)
        .iter()
        .flat_map(|key| Language::ALL.map(|language| schema.key(kind, key, language)))
        .map(|key| format!("{key}:"))
        .collect();
    let mut lines = front.of(text).split_inclusive('\n').peekable();
    let mut kept = String::new();
    while let Some(line) = lines.next() {
        let goes_on = lines.peek().is_some_and(|next| next.starts_with([' ', '\t', '-']));
        if goes_on || !keys.iter().any(|key| line.trim_end() == key) {
            kept.push_str(line);
        }
    }
    format!("{}{kept}{}", &text[..front.start], &text[front.end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_goes_unless_it_is_used() {
        let schema = Schema::builtin();
        let kind = schema.kind("reply").expect("built in");
        let text = "---\nkind: reply\ntype: proposal\n---\n\nText\n";
        let offered =
            offering(schema, kind, "proposal", Language::English, text, |key| key == "new_due");
        assert_eq!(offered, "---\nkind: reply\ntype: proposal\nestimate_hours:\n---\n\nText\n");
        assert_eq!(without_unused(schema, kind, "proposal", &offered), text);
        let used = offered.replace("hours:", "hours: 3");
        assert_eq!(without_unused(schema, kind, "proposal", &used), used);
        let below = offered.replace("hours:\n", "hours:\n  3\n");
        assert_eq!(without_unused(schema, kind, "proposal", &below), below);
        assert_eq!(without_unused(schema, kind, "proposal", "No front.\n"), "No front.\n");
    }
}
