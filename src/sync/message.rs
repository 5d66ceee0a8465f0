//! The message of a commit that a sync makes: what changed, in the words of the documents.

use std::collections::{HashMap, HashSet};

use crate::changes::{Change, Speaker, said as said_of};
use crate::schema::{Language, Message, Record, Schema, ValueRef};
use crate::text::RepoPath;

/// The most changes that are told one by one.
const MOST: usize = 20;
/// The most characters of a value that are shown.
const VALUE: usize = 40;

/// One file that changed, as far as it could be read before and after.
#[derive(Clone, Debug)]
pub(super) struct Changed {
    pub(super) path: RepoPath,
    /// `None` when it was not there.
    pub(super) before: Option<Side>,
    /// `None` when it is gone.
    pub(super) after: Option<Side>,
}

/// One version of a changed file.
#[derive(Clone, Debug)]
pub(super) enum Side {
    Document(Box<Record>),
    /// An attachment, or a document that cannot be read.
    Other,
}

/// Says what changed: the change itself where it is one, else a count and a line for each.
pub(super) fn message(changes: &[Changed]) -> String {
    let lines = lines(changes);
    match lines.as_slice() {
        [] => "Nothing changed".to_owned(),
        [one] => one.clone(),
        many => {
            let mut out = match said_alone(changes) {
                Some(said) => format!("{said}\n"),
                None => format!("{} files: {}\n", many.len(), names(changes)),
            };
            for line in many.iter().take(MOST) {
                out.push_str(&format!("\n{line}"));
            }
            if many.len() > MOST {
                out.push_str(&format!("\nand {} more", many.len() - MOST));
            }
            out
        }
    }
}

/// Says of each file what taking work back does to it, in the language of whoever takes it back.
pub(super) fn undone(changes: &[Changed], schema: &Schema, language: Language) -> Vec<String> {
    // A document that went, and the same one that came elsewhere.
    let (mut went, mut came) = (HashSet::new(), HashMap::new());
    for change in changes {
        match (&change.before, &change.after) {
            (Some(Side::Document(record)), None) => {
                went.insert(identity(record));
            }
            (None, Some(Side::Document(record))) => {
                came.entry(identity(record)).or_insert(change);
            }
            _ => {}
        }
    }
    let mut lines = Vec::new();
    for change in changes {
        let came: Option<&&Changed> = match (&change.before, &change.after) {
            (Some(Side::Document(record)), None) => came.get(&identity(record)),
            (None, Some(Side::Document(record))) if went.contains(&identity(record)) => continue,
            _ => None,
        };
        let Some(came) = came else {
            lines.push(undone_line(change, schema, language));
            continue;
        };
        let (name, path) = (&one_line(change.name()), &one_line(came.path.as_str()));
        lines.push(Message::UndoRenames { name, path }.text(language));
        if let (Some(Side::Document(before)), Some(Side::Document(after))) =
            (&change.before, &came.after)
            && !field_changes(before, after).is_empty()
        {
            let (before, after) = (change.before.clone(), came.after.clone());
            let whole = Changed { path: came.path.clone(), before, after };
            lines.push(undone_line(&whole, schema, language));
        }
    }
    lines
}

/// Returns what makes two versions the same document.
fn identity(record: &Record) -> (Option<&str>, &str) {
    (record.kind.as_deref(), &record.id)
}

fn undone_line(change: &Changed, schema: &Schema, language: Language) -> String {
    let name = &one_line(change.name());
    let say = |message: Message<'_>| message.text(language);
    let what = |side: &Side| {
        let Side::Document(record) = side else { return say(Message::UndoFile) };
        let kind = record.kind.as_deref().and_then(|kind| schema.kind(kind));
        let speaker = Speaker { schema, kind, language };
        let about = about(record).and(record.field("type").or_else(|| record.field("verdict")));
        match about {
            Some(field) => {
                let what = &one_line(&speaker.value(field.key, field.value));
                say(Message::UndoReply { what, by: record.text("by").unwrap_or("?") })
            }
            None if record.kind.is_none() => say(Message::UndoFile),
            None => {
                let kind = speaker.kind_word(record.kind.as_deref());
                format!("{kind} {}", speaker.quote(&shortened(&record.title)))
            }
        }
    };
    match (&change.before, &change.after) {
        (None, Some(after)) => say(Message::UndoAdds { name, what: &what(after) }),
        (Some(before), None) => say(Message::UndoRemoves { name, what: &what(before) }),
        (Some(Side::Document(before)), Some(Side::Document(after))) => {
            let kind = after.kind.as_deref().and_then(|kind| schema.kind(kind));
            let speaker = Speaker { schema, kind, language };
            let fields = field_changes(before, after);
            let told: Vec<String> =
                fields.iter().map(|change| one_line(&said_of(change, speaker))).collect();
            match told.as_slice() {
                [] => format!("{name}: {}", say(Message::UndoText)),
                told => format!("{name}: {}", told.join(", ")),
            }
        }
        _ => format!("{name}: {}", say(Message::UndoFile)),
    }
}

/// Lists the fields that differ, in the order of the later version.
fn field_changes(before: &Record, after: &Record) -> Vec<Change> {
    let mut keys: Vec<&str> = Vec::new();
    for field in after.fields.iter().chain(before.fields.iter()) {
        if !keys.contains(&field.key) {
            keys.push(field.key);
        }
    }
    let change = |key: &str| {
        let (from, to) = (before.value(key), after.value(key));
        let own = |value: Option<ValueRef<'_>>| value.map(ValueRef::to_value);
        (from != to).then(|| Change::Field { key: key.to_owned(), from: own(from), to: own(to) })
    };
    keys.into_iter().filter_map(change).collect()
}

/// Says of each file what changed in it.
fn lines(changes: &[Changed]) -> Vec<String> {
    changes.iter().map(line).collect()
}

/// Says the one thing that was said about a task, when everything else that changed goes with it: the
/// task itself, and files that are no documents.
fn said_alone(changes: &[Changed]) -> Option<String> {
    let is_new_word = |change: &&Changed| match (&change.before, &change.after) {
        (None, Some(Side::Document(record))) => about(record).is_some(),
        _ => false,
    };
    let mut words = changes.iter().filter(is_new_word);
    let said = words.next().filter(|_| words.next().is_none())?;
    let goes_along = |change: &Changed| {
        !matches!(change.after.as_ref().or(change.before.as_ref()), Some(Side::Document(_)))
            || change.name() == said.name()
    };
    changes.iter().all(goes_along).then(|| line(said))
}

fn names(changes: &[Changed]) -> String {
    let mut names: Vec<&str> = changes.iter().map(Changed::name).collect();
    names.dedup();
    let more = names.len().saturating_sub(3);
    names.truncate(3);
    let shown = names.join(", ");
    if more > 0 { format!("{shown}, …") } else { shown }
}

impl Changed {
    /// Names the document; what is said about a task goes by the task's name.
    fn name(&self) -> &str {
        match self.after.as_ref().or(self.before.as_ref()) {
            Some(Side::Document(record)) => about(record).unwrap_or(&record.id),
            _ => self.path.file_name(),
        }
    }
}

/// Returns the task that a reply or review is about.
fn about(record: &Record) -> Option<&str> {
    record.text("task").filter(|_| record.is("reply") || record.is("review"))
}

/// Says what a reply or review is, and whose: `delivery by kari`.
fn said(record: &Record) -> String {
    let what = record.text("type").or(record.text("verdict"));
    let what = what.or(record.kind.as_deref()).unwrap_or("reply");
    record.text("by").map_or_else(|| what.to_owned(), |by| format!("{what} by {by}"))
}

fn line(change: &Changed) -> String {
    let name = one_line(change.name());
    match (&change.before, &change.after) {
        (None, Some(Side::Document(record))) if about(record).is_some() => {
            format!("{name}: {}", one_line(&said(record)))
        }
        (None, Some(Side::Document(record))) => {
            let kind = record.kind.as_deref().unwrap_or("document");
            format!("{name}: new {kind} “{}”", shortened(&record.title))
        }
        (None, _) => format!("{name}: new"),
        (_, None) => format!("{name}: removed"),
        (Some(Side::Document(before)), Some(Side::Document(after))) => {
            let fields = changed_fields(before, after);
            if fields.is_empty() {
                format!("{name}: text")
            } else {
                format!("{name}: {}", fields.join(", "))
            }
        }
        _ => format!("{name}: changed"),
    }
}

fn changed_fields(before: &Record, after: &Record) -> Vec<String> {
    let value = |record: &Record, key: &str| record.value(key).map(shown);
    let mut keys: Vec<&str> = after.fields.iter().map(|field| field.key).collect();
    keys.extend(before.fields.iter().map(|field| field.key));
    let mut told = Vec::new();
    let mut out = Vec::new();
    for key in keys {
        if told.contains(&key) {
            continue;
        }
        told.push(key);
        match (value(before, key), value(after, key)) {
            (old, new) if old == new => {}
            (Some(old), Some(new)) => out.push(format!("{key} {old} → {new}")),
            (None, Some(new)) => out.push(format!("{key} {new}")),
            (Some(old), None) => out.push(format!("{key} {old} → none")),
            (None, None) => {}
        }
    }
    out
}

fn shown(value: ValueRef<'_>) -> String {
    shortened(&value.to_string())
}

fn shortened(text: &str) -> String {
    let text = one_line(text);
    if text.chars().count() <= VALUE {
        return text;
    }
    let head: String = text.chars().take(VALUE - 1).collect();
    format!("{}…", head.trim_end())
}

/// Puts a text on one line, without anything that could steer a terminal.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::schema::Schema;
    use crate::text::Source;

    fn side(path: &str, text: &str) -> Option<Side> {
        let document = Document::parse(Source::new(text));
        let (record, _) = Schema::builtin().decode(&RepoPath::new(path), &document);
        Some(Side::Document(Box::new(record)))
    }

    fn changed(path: &str, before: Option<&str>, after: Option<&str>) -> Changed {
        let read = |text: Option<&str>| text.and_then(|text| side(path, text));
        Changed { path: RepoPath::new(path), before: read(before), after: read(after) }
    }

    #[test]
    fn one_change_is_told_itself() {
        let before = "---\nid: ola-1\ndue: 2026-12-01\n---\n";
        let after = "---\nid: ola-1\ndue: 2026-12-03\n---\n";
        let one = changed("tasks/a.md", Some(before), Some(after));
        assert_eq!(message(&[one]), "ola-1: due 2026-12-01 → 2026-12-03");
        let words = changed("tasks/a.md", Some(before), Some(&format!("{before}More.\n")));
        assert_eq!(message(&[words]), "ola-1: text");
        assert_eq!(message(&[changed("tasks/a.md", Some(before), None)]), "ola-1: removed");
    }

    #[test]
    fn what_is_said_goes_by_the_task() {
        let reply = "---\ntask: ola-1\ntype: delivery\nby: kari\n---\n";
        let reply = changed("tasks/ola-1-a/x.md", None, Some(reply));
        let task = "---\nid: ola-1\nstatus: confirmed\n---\n";
        let now = "---\nid: ola-1\nstatus: delivered\n---\n";
        let task = changed("tasks/ola-1-a.md", Some(task), Some(now));
        assert_eq!(
            message(&[task, reply]),
            "ola-1: delivery by kari\n\nola-1: status confirmed → delivered\nola-1: delivery by kari"
        );
    }

    #[test]
    fn what_is_taken_back_is_told_in_the_readers_language() {
        let reply = "---\ntask: ola-1\ntype: delivery\nby: kari\n---\n";
        let reply = changed("tasks/ola-1-a/x.md", Some(reply), None);
        let task = "---\nid: ola-2\ntitle: Reis\n---\n";
        let made = changed("tasks/b.md", Some(task), None);
        let due = |day: &str| format!("---\nid: ola-1\ndue: 2026-12-0{day}\n---\n");
        let moved = changed("tasks/a.md", Some(&due("3")), Some(&due("1")));
        let here = changed("tasks/new.md", Some(&due("1")), None);
        let there = changed("tasks/old.md", None, Some(&due("1")));
        let renamed = undone(&[here, there], Schema::builtin(), Language::English);
        assert_eq!(renamed, ["ola-1: it is called tasks/old.md again"]);
        let changes = [reply, made, moved];
        let told = |language| undone(&changes, Schema::builtin(), language);
        let english = [
            "ola-1: the reply “delivery” by kari is taken out",
            "ola-2: task “Reis” is taken out",
            "ola-1: due: 2026-12-03 → 2026-12-01",
        ];
        assert_eq!(told(Language::English), english);
        let bokmal = [
            "ola-1: svaret «leveranse» fra kari tas ut",
            "ola-2: oppgave «Reis» tas ut",
            "ola-1: frist: 2026-12-03 → 2026-12-01",
        ];
        assert_eq!(told(Language::Bokmal), bokmal);
    }
}
