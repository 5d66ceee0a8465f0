//! What somebody has sent that is read as nothing: a document that Notepad has given another ending, and what is
//! said about no task, or says nothing that can be said about one.

use std::path::Path;

use rayon::prelude::*;

use crate::document::Document;
use crate::schema::message::Daily;
use crate::schema::{FieldType, Language, Schema, ValueRef, layout};
use crate::store::read;
use crate::text::{RepoPath, Source, in_any_encoding};
use crate::workflow::{Move, task_of};

/// A text that is larger is no document that somebody has typed.
const MOST: u64 = 1 << 20;

/// A file that is read as nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRead {
    pub path: RepoPath,
    pub why: Unheard,
}

/// Why it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unheard {
    /// Its name ends in `.txt`.
    Ending,
    /// It is said about a task, and not about which.
    NoTask,
    /// What it calls itself is nothing that is said about a task; the words that are.
    NoMove { written: String, known: Vec<String> },
}

impl NotRead {
    /// Says why, and what to do; `file` and `code` write the name of a file and what is to be typed.
    pub fn sentence(
        &self,
        file: &str,
        code: impl Fn(&str) -> String,
        language: Language,
    ) -> String {
        let message = |message: Daily<'_>| message.text(language);
        match &self.why {
            Unheard::Ending => message(Daily::NameEndsInText {
                file,
                better: &code(&name_as_document(&self.path)),
            }),
            Unheard::NoTask => message(Daily::SaidAboutNothing { file }),
            Unheard::NoMove { written, known } => {
                let known: Vec<String> = known.iter().map(|word| code(word)).collect();
                let (written, known) = (&code(written), &known.join(", "));
                message(Daily::SaysNoMove { file, written, known })
            }
        }
    }
}

/// Returns the files among those that were sent which are read as nothing, though somebody meant them as a task
/// or as an answer.
pub(super) fn unheard(root: &Path, schema: &Schema, sent: &[RepoPath]) -> Vec<NotRead> {
    sent.par_iter().filter_map(|path| why_unheard(root, schema, path)).collect()
}

/// Tells why a file is read as nothing; `None` where it is read, or is not there any more.
pub(in crate::ops) fn why_unheard(
    root: &Path,
    schema: &Schema,
    path: &RepoPath,
) -> Option<NotRead> {
    let name = path.file_name().to_lowercase();
    let is_among_tasks = path.is_below(layout::TASKS);
    let why = if name.ends_with(".md.txt") && root.join(path.as_str()).exists() {
        Unheard::Ending
    } else if name.ends_with(".txt") && is_among_tasks {
        let bytes = read::read_bounded(&root.join(path.as_str()), MOST).ok()?;
        begins_as_document(&in_any_encoding(&bytes)?).then_some(Unheard::Ending)?
    } else if path.is_markdown() && is_among_tasks {
        unheard_in(schema, path, &Document::parse(text_at(root, path)?))?
    } else {
        return None;
    };
    Some(NotRead { path: path.clone(), why })
}

fn text_at(root: &Path, path: &RepoPath) -> Option<Source> {
    let bytes = read::read_bounded(&root.join(path.as_str()), MOST).ok()?;
    Source::decode(&bytes).ok()
}

fn begins_as_document(text: &str) -> bool {
    let rest = text.strip_prefix("---");
    rest.is_some_and(|rest| rest.starts_with('\n') || rest.starts_with("\r\n"))
}

/// Tells why what is said about a task changes nothing, whoever says it.
fn unheard_in(schema: &Schema, path: &RepoPath, document: &Document) -> Option<Unheard> {
    let (record, _) = schema.decode(path, document);
    let (key, is_reply) = match record.kind.as_deref()? {
        "reply" => ("type", true),
        "review" => ("verdict", false),
        _ => return None,
    };
    let written = match record.value(key) {
        Some(ValueRef::Text(text) | ValueRef::Mistyped(text)) => Some(text),
        _ => None,
    };
    let is_known = |text: &&str| match is_reply {
        true => Move::of_reply(text).is_some(),
        false => matches!(*text, "accepted" | "returned"),
    };
    if let Some(written) = written.filter(|text| !is_known(text)) {
        let kind = schema.kind(record.kind.as_deref()?)?;
        let language = kind.language_of(document).unwrap_or_default();
        let known = match kind.field(key).map(|field| field.item_type()) {
            Some(FieldType::Enum(values)) => {
                values.iter().map(|value| value.word(language).to_owned()).collect()
            }
            _ => Vec::new(),
        };
        return Some(Unheard::NoMove { written: written.to_owned(), known });
    }
    task_of(&record).is_none().then_some(Unheard::NoTask)
}

/// Returns the name with which a file whose name ends in `.txt` is read.
fn name_as_document(path: &RepoPath) -> String {
    let stem = path.stem();
    let is_whole = stem.to_lowercase().ends_with(".md");
    if is_whole { stem.to_owned() } else { format!("{stem}.md") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: Option<&str>) {
        check_bytes(path, text.as_bytes(), expected);
    }

    #[expect(clippy::disallowed_methods, reason = "the test makes the files that are looked at")]
    #[track_caller]
    fn check_bytes(path: &str, text: &[u8], expected: Option<&str>) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::fs::write(&file, text).expect("written");
        let found = unheard(folder.path(), Schema::builtin(), &[RepoPath::new(path)]);
        let code = |text: &str| format!("`{text}`");
        let said = found.first().map(|one| one.sentence("it", code, Language::English));
        match (&said, expected) {
            (Some(said), Some(expected)) => assert!(said.contains(expected), "{path}: {said}"),
            (said, expected) => assert_eq!(said.as_deref(), expected, "{path}"),
        }
    }

    #[test]
    fn texts_that_look_like_documents_are_found() {
        let task = "---\ntitle: A\n---\n";
        check("tasks/a.md.txt", "A", Some("Name it `a.md`"));
        check("tasks/New Text.txt", task, Some("Name it `New Text.md`"));
        let saved = format!("\u{feff}{}", task.replace('\n', "\r\n"));
        check("tasks/a/answer.TXT", &saved, Some("Name it `answer.md`"));
        for mark in ["", "\u{feff}"] {
            let units: Vec<u16> = format!("{mark}{task}").encode_utf16().collect();
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            check_bytes("tasks/a.txt", &little, Some("Name it `a.md`"));
            let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            check_bytes("tasks/a.txt", &big, Some("Name it `a.md`"));
        }
        check("tasks/a/list.txt", "--- all of it ---\n", None);
        check("tasks/a.md", task, None);
        check("attachments/export.txt", task, None);
    }

    #[test]
    fn what_is_said_in_vain_whoever_says_it_is_found() {
        let said = |front: &str| format!("---\n{front}---\nYes.\n");
        check("tasks/ola-1-a/x.md", &said("type: deliver it\n"), Some("`deliver it`"));
        check("tasks/ola-1-a/x.md", &said("type: lever\nav: kari\n"), Some("`leveranse`"));
        check("tasks/ola-1-a/x.md", &said("kind: review\nverdict: maybe\n"), Some("`returned`"));
        check("tasks/ola-1-a/x.md", &said("type: answer\n"), None);
        check("tasks/ola-1-a/x.md", "Yes.\n", None);
        check("tasks/gone/x.md", &said("kind: reply\ntype: answer\n"), Some("not about which"));
        check("tasks/gone/x.md", &said("kind: reply\ntype: answer\ntask: ola-1\n"), None);
        check("tasks/gone/x.md", &said("title: A\n"), None);
    }
}
