//! Fills the template in: the two people get their names, and what refers to them follows.
//!
//! Pure: files in, files out. Front matter is changed by edits that leave every other byte alone.

use super::answers::{Answers, Side, Someone};
use super::short_name::short_name;
use crate::document::{Document, EditError, NewValue, Value};
use crate::schema::{FieldType, Kind, Language, Schema, layout, template};
use crate::text::{RepoPath, Source};

/// A person of the template, and who takes the place.
struct Replacement {
    /// The template's short name.
    old: &'static str,
    /// As it begins a sentence.
    old_first: &'static str,
    new: String,
    first: String,
    someone: Someone,
}

/// The workspace's files, filled in.
#[derive(Debug)]
pub(super) struct Filled {
    pub(super) files: Vec<(RepoPath, Vec<u8>)>,
    pub(super) client: String,
    pub(super) assistant: String,
}

/// Fills the template of `language` in; `name` is what the workspace is called, and nobody gets one of the
/// short names that are `taken`.
pub(super) fn fill(
    language: Language,
    name: &str,
    answers: &Answers,
    taken: &[String],
) -> Result<Filled, EditError> {
    let people = people(answers, taken);
    let mut files = Vec::new();
    for (path, bytes) in template::files(language) {
        let new_path = RepoPath::new(renamed(path.as_str(), &people));
        let new_bytes = match std::str::from_utf8(bytes) {
            Ok(text) if path.is_markdown() => {
                document(&path, text, language, answers, &people)?.into_bytes()
            }
            Ok(text) if path.as_str() == layout::WORKSPACE_FILE => {
                settings(text, name, answers)?.into_bytes()
            }
            _ => bytes.to_vec(),
        };
        files.push((new_path, new_bytes));
    }
    let [client, assistant] = people.map(|one| one.new);
    Ok(Filled { files, client, assistant })
}

fn people(answers: &Answers, taken: &[String]) -> [Replacement; 2] {
    let mut taken = taken.to_vec();
    let mut replace = |side, old: &'static str, old_first: &'static str| {
        let someone = answers.of(side).clone();
        let fallback = match side {
            Side::Client => "client",
            Side::Assistant => "assistant",
        };
        let name = someone.name.as_deref().unwrap_or(old_first);
        let email = someone.email.as_deref().unwrap_or_default();
        let others: Vec<&str> = taken.iter().map(String::as_str).collect();
        let new = short_name(name, email, fallback, &others);
        taken.push(new.clone());
        let first = someone.first_name().unwrap_or(old_first).to_owned();
        Replacement { old, old_first, new, first, someone }
    };
    [replace(Side::Client, "ola", "Ola"), replace(Side::Assistant, "kari", "Kari")]
}

/// Replaces the template's people wherever they stand as a word of their own.
fn renamed(text: &str, people: &[Replacement]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_alphanumeric()).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        out.push_str(before);
        let replaced = people.iter().find_map(|one| match word {
            _ if word == one.old => Some(one.new.as_str()),
            _ if word == one.old_first => Some(one.first.as_str()),
            _ => None,
        });
        out.push_str(replaced.unwrap_or(word));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn document(
    path: &RepoPath,
    text: &str,
    language: Language,
    answers: &Answers,
    people: &[Replacement; 2],
) -> Result<String, EditError> {
    let schema = Schema::builtin();
    let doc = Document::parse(Source::new(text));
    let body = doc.body();
    let front = Source::new(&text[..body.start]);
    let new_body = renamed(body.of(text), people);
    let mut doc = Document::parse(front);
    if let Some(kind) = schema.kind_of(path, &doc).kind() {
        doc = references(doc, schema, kind, people)?;
        if let Some(one) =
            people.iter().find(|one| path.is_below(layout::PEOPLE) && path.stem() == one.old)
        {
            doc = person(&doc, kind, language, answers, one)?;
        }
    }
    Ok(format!("{}{new_body}", doc.text()))
}

/// Lets the fields that name a person or a numbered document follow.
fn references(
    mut doc: Document,
    schema: &Schema,
    kind: &Kind,
    people: &[Replacement; 2],
) -> Result<Document, EditError> {
    let entries = doc.front().map(|front| front.entries.clone()).unwrap_or_default();
    for entry in entries {
        let Some(field) = schema.field(kind, &entry.key) else { continue };
        let follows = field.name == "id"
            || matches!(field.item_type(), FieldType::Person | FieldType::Reference(_));
        if !follows {
            continue;
        }
        let value = match &entry.value.value {
            Value::Sequence { items, .. } => {
                let items = items.iter().filter_map(|item| item.text());
                NewValue::List(items.map(|text| renamed(text, people)).collect())
            }
            _ => match entry.value.text() {
                Some(text) => NewValue::Scalar(renamed(text, people)),
                None => continue,
            },
        };
        doc = doc.set(&entry.key, &value)?;
    }
    Ok(doc)
}

/// Writes what is known about a person.
fn person(
    doc: &Document,
    kind: &Kind,
    language: Language,
    answers: &Answers,
    one: &Replacement,
) -> Result<Document, EditError> {
    let known = [
        ("name", &one.someone.name),
        ("email", &one.someone.email),
        ("timezone", &answers.zone),
        ("working_hours", &answers.hours),
    ];
    let mut doc = doc.clone();
    for (field, value) in known {
        if let Some(value) = value {
            let key = Schema::builtin().key(kind, field, language);
            doc = doc.set(key, &NewValue::Scalar(value.clone()))?;
        }
    }
    Ok(doc)
}

/// Sets the workspace's name and zone; the comments stay.
fn settings(text: &str, name: &str, answers: &Answers) -> Result<String, EditError> {
    const FENCE: &str = "---\n";
    let mut doc = Document::parse(Source::new(format!("{FENCE}{text}{FENCE}")));
    doc = doc.set("name", &NewValue::Scalar(name.to_owned()))?;
    if let Some(zone) = &answers.zone {
        doc = doc.set("timezone", &NewValue::Scalar(zone.clone()))?;
    }
    let front = doc.front().ok_or(EditError::Unreadable)?;
    Ok(front.content.of(doc.text()).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Config;

    fn answers(client: &str, assistant: &str) -> Answers {
        let someone = |name: &str| Someone {
            name: Some(name.to_owned()),
            email: Some(format!("{}@example.org", name.len())),
        };
        Answers {
            client: someone(client),
            assistant: someone(assistant),
            hours: Some("09:00-15:00".into()),
            zone: Some("Europe/Lisbon".into()),
            remote: None,
        }
    }

    fn text(filled: &Filled, path: &str) -> String {
        let (_, bytes) = filled
            .files
            .iter()
            .find(|(one, _)| one.as_str() == path)
            .unwrap_or_else(|| panic!("{path} is missing"));
        String::from_utf8(bytes.clone()).expect("UTF-8")
    }

    #[test]
    fn without_answers_only_the_name_changes() {
        for language in Language::ALL {
            let filled = fill(language, "Nordlys", &Answers::default(), &[]).expect("filled");
            for ((path, bytes), (old_path, old)) in
                filled.files.iter().zip(template::files(language))
            {
                assert_eq!(*path, old_path);
                assert!(*bytes == old || path.as_str() == "workspace.yml", "{path}");
            }
            let source = Source::new(text(&filled, "workspace.yml"));
            let (config, findings) = Config::read(&source);
            assert_eq!((config.name.as_deref(), findings), (Some("Nordlys"), Vec::new()));
            assert!(source.text().starts_with('#'), "the comments stay");
        }
    }

    #[test]
    fn people_are_renamed_wherever_they_stand() {
        for language in Language::ALL {
            let filled =
                fill(language, "N", &answers("Åse Østby", "Per Dal"), &[]).expect("filled");
            assert_eq!((filled.client.as_str(), filled.assistant.as_str()), ("aase", "per"));
            for (path, bytes) in &filled.files {
                let text = String::from_utf8_lossy(bytes);
                let words = |text: &str| -> Vec<String> {
                    text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect()
                };
                for old in ["ola", "kari", "nordmann", "hansen"] {
                    assert!(!words(&text).iter().any(|word| word == old), "{path}: {old}");
                    assert!(!words(path.as_str()).iter().any(|word| word == old), "{path}");
                }
            }
            assert!(text(&filled, "START-HERE.md").contains("[Åse](people/aase.md)"));
            let task = text(&filled, "tasks/aase-1-contacts.md");
            assert!(task.contains("\nid: aase-1\n"), "{task}");
            let person = text(&filled, "people/aase.md");
            for line in ["id: aase", ": Åse Østby", ": Europe/Lisbon", ": 09:00-15:00"] {
                assert!(person.contains(line), "{person}");
            }
        }
    }

    #[test]
    fn names_of_the_template_may_change_places() {
        let filled =
            fill(Language::English, "N", &answers("Kari Dal", "Ola Moe"), &[]).expect("filled");
        assert_eq!((filled.client.as_str(), filled.assistant.as_str()), ("kari", "ola"));
        assert!(text(&filled, "people/kari.md").contains("role: client"));
        assert!(text(&filled, "tasks/kari-1-contacts.md").contains("to: ola\n"));
        let alike =
            fill(Language::English, "N", &answers("Kari Dal", "Kari Moe"), &[]).expect("filled");
        assert_eq!((alike.client.as_str(), alike.assistant.as_str()), ("kari", "karim"));
        assert!(text(&alike, "START-HERE.md").contains("[Kari](people/karim.md)"));
    }

    #[test]
    fn awkward_names_are_quoted() {
        let filled = fill(Language::English, "A: b #c", &answers("Null: \"x\" # y", "Kari"), &[])
            .expect("filled");
        let (config, findings) = Config::read(&Source::new(text(&filled, "workspace.yml")));
        assert_eq!((config.name.as_deref(), findings), (Some("A: b #c"), Vec::new()));
        let doc = Document::parse(Source::new(text(&filled, "people/null.md")));
        let name = doc.front().and_then(|front| front.get("name")).and_then(|one| one.value.text());
        assert_eq!(name, Some("Null: \"x\" # y"));
    }
}
