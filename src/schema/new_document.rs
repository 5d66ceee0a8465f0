//! Writes a new document: what a person should fill in, with hints, in the workspace's language.

use std::fmt::Write;

use super::decode::yes_or_no;
use super::lookup::enum_words;
use super::{
    Condition, Field, FieldType, Kind, Language, MergeRule, Message, Required, Schema, SectionRule,
    fold,
};
use crate::document::yaml_scalar;

impl Schema {
    /// Returns the text of a new document.
    ///
    /// The front matter holds `kind`, the `fields` given (English keys or aliases), and empty lines
    /// for what else is required, in the order of the definition; the body, each section that
    /// applies with its hint as a comment. Keys, enum values and headings are in `language`: all
    /// languages mean the same, and a person should read their own.
    pub fn new_document(
        &self,
        kind: &Kind,
        title: &str,
        fields: &[(String, String)],
        language: Language,
    ) -> String {
        let mut given: Vec<(&str, &str)> = Vec::new();
        if !title.is_empty() {
            // A person is called by their name.
            given.push((if kind.field("name").is_some() { "name" } else { "title" }, title));
        }
        let mut unknown: Vec<(&str, &str)> = Vec::new();
        for (key, value) in fields {
            match self.field(kind, key) {
                Some(field) => {
                    given.retain(|(name, _)| *name != field.name);
                    given.push((&field.name, value));
                }
                None => unknown.push((key, value)),
            }
        }
        let writer = Writer { kind, given, language };
        let mut text = writer.front_matter(&unknown);
        for section in &kind.sections {
            if writer.applies(section.when.as_ref()) {
                writer.section(section, &mut text);
            }
        }
        text
    }
}

struct Writer<'a> {
    kind: &'a Kind,
    /// By English key.
    given: Vec<(&'a str, &'a str)>,
    language: Language,
}

impl Writer<'_> {
    fn front_matter(&self, unknown: &[(&str, &str)]) -> String {
        let mut text = String::from("---\n");
        for field in &self.kind.fields {
            let given = self.given.iter().find(|(name, _)| *name == field.name);
            let value = match given {
                Some((_, value)) => self.value(field, value),
                None if field.name == "kind" => self.kind.word(self.language).to_owned(),
                None => match self.default(field) {
                    Some(value) => value,
                    None => continue,
                },
            };
            line(&mut text, field.key(self.language), &value);
        }
        for (key, value) in unknown {
            line(&mut text, &yaml_scalar(key, false), &scalar(value, false));
        }
        text.push_str("---\n");
        text
    }

    /// Returns what stands in a field that was not given: nothing where a person must fill it in,
    /// the first state of a new document; `None` where the line is left out.
    fn default(&self, field: &Field) -> Option<String> {
        if let (MergeRule::Evidence, FieldType::Enum(values)) = (field.merge, &field.r#type) {
            return values.first().map(|value| value.word(self.language).to_owned());
        }
        let wanted = match &field.required {
            Required::Yes => true,
            Required::When { field, is } => self.holds(field, is),
            Required::No | Required::Filled | Required::Expected => false,
        };
        wanted.then(String::new)
    }

    /// Writes a value by its type: enum values in the language, lists in brackets.
    fn value(&self, field: &Field, value: &str) -> String {
        if let FieldType::List(item) = &field.r#type {
            if value.trim_start().starts_with('[') && !value.trim_start().starts_with("[[") {
                return value.trim().to_owned();
            }
            let items: Vec<String> = value
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|word| scalar(&self.word(item, word), true))
                .collect();
            return format!("[{}]", items.join(", "));
        }
        scalar(&self.word(&field.r#type, value), false)
    }

    fn word(&self, r#type: &FieldType, word: &str) -> String {
        if let (FieldType::Bool, Some(value)) = (r#type, yes_or_no(word)) {
            let said = if value { Message::Yes } else { Message::No };
            return said.text(self.language);
        }
        let FieldType::Enum(values) = r#type else { return word.to_owned() };
        let folded = fold(word);
        let known = values.iter().find(|value| enum_words(value).any(|one| fold(one) == folded));
        known.map_or_else(|| word.to_owned(), |value| value.word(self.language).to_owned())
    }

    fn applies(&self, when: Option<&Condition>) -> bool {
        when.is_none_or(|when| self.holds(&when.field, &when.is))
    }

    fn holds(&self, field: &str, is: &[String]) -> bool {
        let Some((_, value)) = self.given.iter().find(|(name, _)| *name == field) else {
            return false;
        };
        let Some(FieldType::Enum(values)) = self.kind.field(field).map(|field| &field.r#type)
        else {
            return is.iter().any(|one| one == value);
        };
        let folded = fold(value);
        let known = values.iter().find(|value| enum_words(value).any(|one| fold(one) == folded));
        known.is_some_and(|known| is.contains(&known.name))
    }

    fn section(&self, section: &SectionRule, text: &mut String) {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n## {}\n", section.heading(self.language));
        let hint = section.hint.text(self.language);
        if !hint.is_empty() {
            let _ = write!(text, "\n<!-- {hint} -->\n");
        }
        if section.checklist {
            text.push_str("\n- [ ] \n");
        } else if !section.columns.is_empty() {
            let titles: Vec<String> = section
                .columns
                .iter()
                .map(|column| capitalized(column.key(self.language)))
                .collect();
            let dashes = vec!["---"; titles.len()];
            let _ = write!(text, "\n| {} |\n| {} |\n", titles.join(" | "), dashes.join(" | "));
        }
    }
}

fn line(text: &mut String, key: &str, value: &str) {
    let space = if value.is_empty() { "" } else { " " };
    let _ = writeln!(text, "{key}:{space}{value}");
}

fn scalar(value: &str, in_list: bool) -> String {
    if value.is_empty() { String::new() } else { yaml_scalar(value, in_list) }
}

/// Makes a column's title of its key: `delegate_to` is `Delegate to`.
fn capitalized(key: &str) -> String {
    let words = key.replace('_', " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::text::{RepoPath, Source};

    fn new(kind: &str, title: &str, fields: &[(&str, &str)], language: Language) -> String {
        let schema = Schema::builtin();
        let fields: Vec<(String, String)> =
            fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        schema.new_document(schema.kind(kind).expect(kind), title, &fields, language)
    }

    #[test]
    fn a_task_shows_what_to_fill_in() {
        let text = new("task", "Reconcile: November", &[("from", "ola")], Language::English);
        let front = "---\nkind: task\ntitle: \"Reconcile: November\"\nfrom: ola\nto:\nstatus: draft\ndue:\n---\n";
        assert!(text.starts_with(front), "{text}");
        assert!(text.contains("\n## Result\n\n<!-- What exists"), "{text}");
        assert!(text.ends_with("by mistake. -->\n"), "{text}");
        assert!(text.contains("-->\n\n- [ ] \n"), "{text}");
    }

    #[test]
    fn a_bokmal_workspace_writes_bokmal() {
        let text = new(
            "task",
            "Avstem",
            &[("due", "2026-12-01"), ("priority", "high"), ("tags", "a, b")],
            Language::Bokmal,
        );
        assert!(text.starts_with("---\nslag: oppgave\ntittel: Avstem\ntil:\nstatus: utkast\nfrist: 2026-12-01\nprioritet: høy\nstikkord: [a, b]\n---\n"), "{text}");
        assert!(text.contains("## Ferdig når\n"), "{text}");
    }

    #[test]
    fn a_reply_has_what_its_type_needs() {
        let text = new("reply", "", &[("type", "bekreft"), ("task", "ola-14")], Language::English);
        assert!(
            text.starts_with("---\nkind: reply\ntask: ola-14\ntype: confirm\ncan_meet_due:\n---\n"),
            "{text}"
        );
        assert!(text.contains("## In my own words") && !text.contains("## Questions"), "{text}");
    }

    #[test]
    fn a_table_has_its_head() {
        let text = new("audit", "Two weeks", &[], Language::English);
        assert!(
            text.contains("| Date | What | Minutes | Category | Delegate to |\n| --- |"),
            "{text}"
        );
    }

    #[test]
    fn every_new_document_reads_back_in_every_language() {
        let schema = Schema::builtin();
        for kind in schema.kinds() {
            for language in Language::ALL {
                let text = schema.new_document(
                    kind,
                    "A title: with #marks",
                    &[("x-ours".into(), "- y".into())],
                    language,
                );
                let path = kind.folder.as_ref().map_or_else(
                    || RepoPath::new("x.md"),
                    |folder| RepoPath::in_folder(folder, "x.md"),
                );
                let doc = Document::parse(Source::new(&text));
                assert_eq!(doc.findings(), [], "{text}");
                let (record, findings) = schema.decode(&path, &doc);
                assert_eq!(findings, [], "{text}");
                assert_eq!(record.kind.as_deref(), Some(kind.name.as_str()));
                assert_eq!(record.text("x-ours"), Some("- y"));
                if kind.field("title").is_some() || kind.field("name").is_some() {
                    assert_eq!(&*record.title, "A title: with #marks", "{text}");
                }
                assert!(record.sections.iter().all(|section| section.empty), "{text}");
                let known = |name: &str| kind.section(name).is_some();
                assert!(record.sections.iter().all(|section| known(&section.name)), "{text}");
            }
        }
    }
}
