//! The page of documentation on all kinds, made from their definitions.

use std::fmt::Write;

use super::{
    Condition, EnumValue, Field, FieldType, Identity, Kind, Required, Schema, SectionRule,
};

/// Returns `docs/kinds.md`: each kind with its fields and sections, in Markdown.
pub fn kinds_page(schema: &Schema) -> String {
    let mut page = String::from(HEAD);
    for kind in schema.kinds() {
        write_kind(kind, &mut page);
    }
    page
}

const HEAD: &str = "\
# Kinds

Each kind is defined by a file in `template-repo/kinds/`; this page is made from those files, and
`handover schema KIND` prints the same as JSON Schema. Any key, value or heading may be written in
English or in one of its other words; all mean the same. `required` means: before the document is
sent or used; a draft may lack it. `filled in` means that sync writes it when it is absent.

A workspace may add kinds and fields with files of the same form in its own `kinds/` folder. It
cannot change the type of a field that is there already, nor how it is merged.

Types: a `date` is written `2026-12-01`, a `moment` also `2026-12-01 15:00` or as RFC 3339; `hours`
`08:00-16:00`; a `duration` `2 days`; a `period` `2026-12-20..2027-01-03`; an `amount` `350 NOK`; a
`person` is a short name, a `reference` an id, a file's name or `\"[[…]]\"`. A list may be written in
any of YAML's ways.
";

fn write_kind(kind: &Kind, page: &mut String) {
    // Writing to a String cannot fail.
    let _ = write!(page, "\n## {}\n\n{} ", kind.name, kind.doc);
    let place = match (&kind.folder, kind.files.first()) {
        _ if kind.in_task_folder => "It lies in the folder of its task".to_owned(),
        (Some(folder), _) => format!("It lies in `{folder}/`"),
        (None, Some(file)) => format!("It is the file `{file}`"),
        (None, None) => "It lies anywhere".to_owned(),
    };
    let identity = match kind.identity {
        Identity::Numbered => "and has a number, such as `ola-14`",
        Identity::Named => "and has a short name",
        Identity::Stem => "and is called by its file's name",
    };
    let _ = writeln!(page, "{place} {identity}. `kind: {}` in Bokmål.", kind.bokmal);
    page.push_str("\n| field | other words | type | required | meaning |\n|---|---|---|---|---|\n");
    for field in &kind.fields {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} |",
            field.name,
            field.aliases.join(", "),
            type_words(&field.r#type),
            required(&field.required, field.when.as_ref()),
            field.doc
        );
    }
    if !kind.sections.is_empty() {
        page.push_str(
            "\n| section | other words | required | what to write |\n|---|---|---|---|\n",
        );
    }
    for section in &kind.sections {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {}{} |",
            section.name,
            section.aliases.join(", "),
            required(&section.required, section.when.as_ref()),
            section.hint.english,
            form(section)
        );
    }
}

fn type_words(r#type: &FieldType) -> String {
    match r#type {
        FieldType::Enum(values) => {
            let word = |value: &EnumValue| match value.bokmal == value.name {
                true => format!("`{}`", value.name),
                false => format!("`{}` ({})", value.name, value.bokmal),
            };
            let words: Vec<String> = values.iter().map(word).collect();
            words.join(", ")
        }
        FieldType::Reference(kinds) if kinds.is_empty() => "reference".to_owned(),
        FieldType::Reference(kinds) => format!("reference to {}", kinds.join(" or ")),
        FieldType::List(item) => format!("list of {}", type_words(item)),
        other => format!("{other:?}").to_lowercase(),
    }
}

fn required(required: &Required, when: Option<&Condition>) -> String {
    let with = |word: &str| match when {
        Some(when) => format!("{word} for {}", when.is.join(", ")),
        None => word.to_owned(),
    };
    match required {
        Required::No if when.is_none() => String::new(),
        Required::No => with("only"),
        Required::Filled => "filled in".to_owned(),
        Required::Yes => "required".to_owned(),
        Required::When { is, .. } => format!("required for {}", is.join(", ")),
        Required::Expected => "expected".to_owned(),
    }
}

fn form(section: &SectionRule) -> String {
    if section.checklist {
        return " A checklist.".to_owned();
    }
    if section.columns.is_empty() {
        return String::new();
    }
    let name = |column: &Field| format!("`{}`", column.name);
    let columns: Vec<String> = section.columns.iter().map(name).collect();
    format!(" A table with {}.", columns.join(", "))
}
