use serde_yaml::Value;

use super::types::parse_type;
use super::{Mistake, RawField, RawKind, RawRequired, RawSection};
use crate::schema::{Condition, EnumValue, FieldType, Hint, Identity, MergeRule, did_you_mean};

const KIND_KEYS: [&str; 10] = [
    "kind",
    "aliases",
    "doc",
    "folder",
    "folder_aliases",
    "files",
    "in_task_folder",
    "identity",
    "fields",
    "sections",
];
const FIELD_KEYS: [&str; 8] =
    ["type", "values", "aliases", "required", "when", "merge", "doc", "everywhere"];
const SECTION_KEYS: [&str; 6] = ["aliases", "required", "when", "checklist", "columns", "hint"];

/// Walks a definition and collects its mistakes.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) mistakes: Vec<Mistake>,
    path: Vec<String>,
}

impl Reader {
    fn report(&mut self, message: impl Into<String>) {
        self.mistakes.push(Mistake { path: self.path.clone(), message: message.into() });
    }

    /// Runs `read` one key further down.
    fn at<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(key.to_owned());
        let result = read(self);
        self.path.pop();
        result
    }

    /// Calls `each` for every entry of a mapping; null stands for the empty mapping.
    fn entries(&mut self, value: &Value, mut each: impl FnMut(&mut Self, &str, &Value)) {
        match value {
            Value::Null => {}
            Value::Mapping(map) => {
                for (key, value) in map {
                    match scalar(key) {
                        Some(key) => self.at(&key, |this| each(this, &key, value)),
                        None => self.report("a name is a word here, not a list or a mapping"),
                    }
                }
            }
            _ => self.report("`name: value` lines are expected here"),
        }
    }

    fn unknown_key(&mut self, key: &str, known: &[&str]) {
        let hint = did_you_mean(key, known.iter().copied()).map_or_else(
            || format!("known are {}", known.join(", ")),
            |it| format!("did you mean `{it}`?"),
        );
        self.report(format!("`{key}` means nothing here; {hint}"));
    }

    fn text(&mut self, value: &Value) -> Option<String> {
        let text = scalar(value);
        if text.is_none() {
            self.report("a text is expected here");
        }
        text
    }

    fn texts(&mut self, value: &Value) -> Vec<String> {
        match value {
            Value::Null => Vec::new(),
            Value::Sequence(items) => items.iter().filter_map(|item| self.text(item)).collect(),
            one => self.text(one).into_iter().collect(),
        }
    }

    fn flag(&mut self, value: &Value) -> bool {
        match scalar(value).as_deref() {
            Some("true" | "yes") => true,
            Some("false" | "no") => false,
            _ => {
                self.report("`true` or `false` is expected here");
                false
            }
        }
    }

    fn one_of<T: Copy>(&mut self, value: &Value, choices: &[(&str, T)]) -> Option<T> {
        let word = self.text(value)?;
        let found = choices.iter().find(|(name, _)| *name == word);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            self.report(format!("`{word}` is none of {}", names.join(", ")));
        }
        found.map(|(_, choice)| *choice)
    }

    pub(super) fn kind(&mut self, value: &Value) -> RawKind {
        let mut kind = RawKind::default();
        self.entries(value, |this, key, value| match key {
            "kind" => kind.name = this.text(value),
            "aliases" => kind.aliases = this.texts(value),
            "doc" => kind.doc = this.text(value),
            "folder" => kind.folder = this.text(value),
            "folder_aliases" => kind.folder_aliases = this.texts(value),
            "files" => kind.files = this.texts(value),
            "in_task_folder" => kind.in_task_folder = this.flag(value),
            "identity" => {
                kind.identity = this.one_of(
                    value,
                    &[
                        ("numbered", Identity::Numbered),
                        ("named", Identity::Named),
                        ("stem", Identity::Stem),
                    ],
                );
            }
            "fields" => kind.fields = this.fields(value),
            "sections" => this.entries(value, |this, name, value| {
                let section = this.section(name, value);
                kind.sections.push(section);
            }),
            _ => this.unknown_key(key, &KIND_KEYS),
        });
        kind
    }

    fn fields(&mut self, value: &Value) -> Vec<RawField> {
        let mut fields = Vec::new();
        self.entries(value, |this, name, value| {
            let field = this.field(name, value);
            fields.push(field);
        });
        fields
    }

    fn field(&mut self, name: &str, value: &Value) -> RawField {
        let mut field = RawField { name: name.to_owned(), ..RawField::default() };
        let values = match value.get("values") {
            Some(values) => self.at("values", |this| this.values(values)),
            None => Vec::new(),
        };
        self.entries(value, |this, key, value| match key {
            "type" => {
                if let Some(text) = this.text(value) {
                    match parse_type(&text, &values) {
                        Ok(r#type) => field.r#type = Some(r#type),
                        Err(message) => {
                            this.report(message);
                            field.r#type = Some(FieldType::Any);
                        }
                    }
                }
            }
            "values" => {}
            "aliases" => field.aliases = this.texts(value),
            "required" => field.required = this.required(value),
            "when" => field.when = this.when(value),
            "merge" => {
                field.merge = this.one_of(
                    value,
                    &[
                        ("bytes", MergeRule::Bytes),
                        ("earlier", MergeRule::Earlier),
                        ("less_final", MergeRule::LessFinal),
                        ("evidence", MergeRule::Evidence),
                        ("lower", MergeRule::Lower),
                        ("set", MergeRule::Set),
                    ],
                );
            }
            "doc" => field.doc = this.text(value),
            "everywhere" => field.everywhere = this.flag(value),
            _ => this.unknown_key(key, &FIELD_KEYS),
        });
        if !values.is_empty() && value.get("type").is_none() {
            self.report("`values` go with `type: enum`");
        }
        field
    }

    fn values(&mut self, value: &Value) -> Vec<EnumValue> {
        let mut values = Vec::new();
        if let Value::Sequence(items) = value {
            for item in items {
                if let Some(name) = self.text(item) {
                    values.push(EnumValue { bokmal: name.clone(), name, aliases: Vec::new() });
                }
            }
            return values;
        }
        self.entries(value, |this, name, value| {
            let words = this.texts(value);
            values.push(EnumValue {
                name: name.to_owned(),
                bokmal: bokmal(name, &words),
                aliases: others(name, words),
            });
        });
        values
    }

    fn required(&mut self, value: &Value) -> Option<RawRequired> {
        if let Value::Bool(yes) = value {
            return Some(if *yes { RawRequired::Yes } else { RawRequired::No });
        }
        self.one_of(
            value,
            &[
                ("no", RawRequired::No),
                ("filled", RawRequired::Filled),
                ("yes", RawRequired::Yes),
                ("expected", RawRequired::Expected),
            ],
        )
    }

    fn when(&mut self, value: &Value) -> Option<Condition> {
        let mut conditions = Vec::new();
        self.entries(value, |this, field, value| {
            conditions.push(Condition { field: field.to_owned(), is: this.texts(value) });
        });
        if conditions.len() != 1 {
            self.report("one field with its values is expected here, such as `type: [question]`");
        }
        conditions.into_iter().next()
    }

    fn section(&mut self, name: &str, value: &Value) -> RawSection {
        let mut section = RawSection { name: name.to_owned(), ..RawSection::default() };
        self.entries(value, |this, key, value| match key {
            "aliases" => section.aliases = this.texts(value),
            "required" => section.required = this.required(value),
            "when" => section.when = this.when(value),
            "checklist" => section.checklist = this.flag(value),
            "columns" => section.columns = this.fields(value),
            "hint" => section.hint = this.hint(value),
            _ => this.unknown_key(key, &SECTION_KEYS),
        });
        section
    }

    fn hint(&mut self, value: &Value) -> Hint {
        if let Some(text) = scalar(value) {
            return Hint { english: text.clone(), bokmal: text };
        }
        let mut hint = Hint::default();
        self.entries(value, |this, key, value| {
            let text = this.text(value).unwrap_or_default();
            match key {
                "en" => hint.english = text,
                "nb" => hint.bokmal = text,
                _ => this.unknown_key(key, &["en", "nb"]),
            }
        });
        hint
    }
}

/// Returns the Bokmål word: the first alias, or the English word where there is none.
pub(in crate::schema) fn bokmal(name: &str, aliases: &[String]) -> String {
    aliases.first().map_or_else(|| name.to_owned(), Clone::clone)
}

/// Returns the aliases that are not the name itself.
pub(in crate::schema) fn others(name: &str, aliases: Vec<String>) -> Vec<String> {
    aliases.into_iter().filter(|alias| alias != name).collect()
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
