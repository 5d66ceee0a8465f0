//! What somebody put beside a task by hand: a note in a folder that is called like the task's file.
//!
//! It is a reply or a review, as it is where the folder's name begins with the task's id.

use super::bind::{Scene, Seen};
use super::engine::Engine;
use super::round::Round;
use crate::document::{Document, NewValue};
use crate::rules::MAX_TEXT;
use crate::schema::{Config, Kind, Record, Schema, layout};
use crate::store::read;
use crate::text::{RepoPath, Source};
use crate::workflow::{Actor, Move, State, may_act};

/// What a reply never says.
const OF_TASKS: [&str; 5] = ["title", "to", "due", "status", "from"];

/// Returns the id of the task in whose folder a document lies, where the folder's name does not tell:
/// that of the file that is called like the folder.
pub(super) fn task_beside(round: &Round<'_>, path: &RepoPath) -> Option<String> {
    if !path.is_below(layout::TASKS) || layout::task_folder(path).is_some() {
        return None;
    }
    path.ancestors().find_map(|folder| {
        let file = RepoPath::new(format!("{folder}.md"));
        round.scan.files.get(&file)?;
        let place = round.engine.repo.root().join(file.as_str());
        let source = Source::decode(&read::read_bounded(&place, MAX_TEXT).ok()?).ok()?;
        let record = round.engine.schema.decode(&file, &Document::parse(source)).0;
        (record.is("task") && record.id_span().is_some()).then(|| record.id.to_string())
    })
}

/// Returns what somebody put there by hand as the reply or the review that it is, with what it lacks to
/// be one; `None` where it lacks nothing, or is a document of its own.
pub(super) fn said(
    engine: &Engine<'_>,
    path: &RepoPath,
    document: &Document,
    beside: Option<&str>,
) -> Option<Document> {
    let schema = engine.schema;
    let there = beside.map_or_else(|| path.clone(), |task| in_folder_of(task, path));
    let fenced = fenced(schema, &there, document);
    let with_fences = fenced.as_ref().unwrap_or(document);
    let said = match beside {
        Some(_) => as_said((schema, engine.config), (path, &there), with_fences),
        None => as_stray((schema, engine.config), path, with_fences),
    };
    said.or(fenced)
}

/// Returns what lies among tasks and says which move of a task it is, but of none: it is no task of its own.
fn as_stray(known: (&Schema, &Config), path: &RepoPath, document: &Document) -> Option<Document> {
    if !path.is_below(layout::TASKS) || layout::task_folder(path).is_some() {
        return None;
    }
    let there = in_folder_of("x-1", path);
    let is_move = says_move(&known.0.decode(&there, document).0);
    is_move.then(|| as_said(known, (path, &there), document)).flatten()
}

/// Tells whether it says of which type it is, or how it judges.
fn says_move(record: &Record) -> bool {
    record.text("type").and_then(Move::of_reply).is_some()
        || matches!(record.text("verdict"), Some("accepted" | "returned"))
}

/// Returns where a file would lie whose folder's name tells the task.
fn in_folder_of(task: &str, path: &RepoPath) -> RepoPath {
    RepoPath::in_folder(&format!("{}/{task}", layout::TASKS), path.file_name())
}

/// Returns a note beside a task as the reply or the review that it is; `None` for what is a
/// document of its own.
fn as_said(
    (schema, config): (&Schema, &Config),
    (path, there): (&RepoPath, &RepoPath),
    document: &Document,
) -> Option<Document> {
    let own = schema.decode(path, document).0;
    if own.kind_written || OF_TASKS.iter().any(|key| own.field(key).is_some()) {
        return None;
    }
    let record = schema.decode(there, document).0;
    let kind = schema.kind(record.kind.as_deref()?).filter(|kind| kind.in_task_folder)?;
    let language = config.language();
    let key = schema.key(kind, "kind", language);
    document.set(key, &NewValue::Scalar(kind.word(language).to_owned())).ok()
}

/// Returns a reply or a review, whose first lines say what it is, with the fences that they lack.
///
/// Only where they say of which type it is, or how it judges: else they may be words like any other.
fn fenced(schema: &Schema, path: &RepoPath, document: &Document) -> Option<Document> {
    if document.front().is_some() {
        return None;
    }
    let text = document.text();
    let start = document.body().start;
    let body = text.get(start..)?;
    let kinds = [schema.kind("reply")?, schema.kind("review")?];
    let is_field = |line: &str| {
        let key = line.split_once(':').map(|(key, _)| key.trim_end());
        key.is_some_and(|key| kinds.iter().any(|kind| is_key(schema, kind, key)))
    };
    let blank = body.len() - body.trim_start().len();
    let lines = body[blank..].split_inclusive('\n').take_while(|line| is_field(line));
    let fields: usize = lines.map(str::len).sum();
    if fields == 0 {
        return None;
    }
    let end = if body.contains("\r\n") { "\r\n" } else { "\n" };
    let (front, rest) = body[blank..].split_at(fields);
    let open = if front.ends_with('\n') { "" } else { end };
    let whole = format!("{}---{end}{front}{open}---{end}{rest}", &text[..start]);
    let fenced = Document::parse(Source::new(whole));
    let record = schema.decode(path, &fenced).0;
    let is_move = says_move(&record);
    let is_said = record.is("reply") || record.is("review");
    (is_said && is_move && record.readable).then_some(fenced)
}

fn is_key(schema: &Schema, kind: &Kind, key: &str) -> bool {
    !key.is_empty() && schema.field(kind, key).is_some()
}

/// Tells whether a reply may be an answer: it says something, and not of which type it is.
pub(super) fn may_answer(document: &Document, record: &Record) -> bool {
    let blank = document.is_blank_prose(document.body());
    record.is("reply") && record.field("type").is_none() && !blank
}

/// Returns the blocking questions of a task, where it waits for `me` to answer them.
pub(super) fn asked_of(me: &str, scene: &Scene, seen: &Seen<'_>) -> Option<Vec<String>> {
    let open = scene.with(seen, |life, _, said| {
        let may = may_act(&scene.task, me, Actor::Sender, said.team());
        let asked = may && life.state == State::Asked && !life.questions.is_empty();
        asked.then(|| life.questions.iter().map(|one| (*one).to_owned()).collect())
    });
    open.flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Language;

    fn parse(text: &str) -> Document {
        Document::parse(Source::new(text))
    }

    #[test]
    fn a_note_beside_a_task_is_said_about_it() {
        let check = |text: &str, expected: Option<&str>| {
            let path = RepoPath::new("tasks/bank/x.md");
            let schema = Schema::builtin();
            let there = in_folder_of("ola-7", &path);
            let found = as_said((schema, &Config::default()), (&path, &there), &parse(text));
            assert_eq!(found.as_ref().map(Document::text), expected, "{text}");
        };
        check("Thanks.\n", Some("---\nkind: reply\n---\nThanks.\n"));
        check(
            "---\ntype: praise\n---\nThanks.\n",
            Some("---\ntype: praise\nkind: reply\n---\nThanks.\n"),
        );
        check("---\nverdict: returned\n---\n", Some("---\nverdict: returned\nkind: review\n---\n"));
        check("---\nkind: reply\n---\n", None);
        check("---\ntitle: Pay\n---\n", None);
        check("---\ntil: kari\n---\n", None);
    }

    #[test]
    fn what_is_said_about_no_task_is_no_task() {
        let check = |path: &str, text: &str, expected: Option<&str>| {
            let config = Config::default();
            let path = RepoPath::new(path);
            let said = as_stray((Schema::builtin(), &config), &path, &parse(text));
            assert_eq!(said.as_ref().map(Document::text), expected, "{path}: {text}");
        };
        let answer = "---\ntype: answer\n---\nYes.\n";
        let whole = "---\ntype: answer\nkind: reply\n---\nYes.\n";
        check("tasks/gone/x.md", answer, Some(whole));
        check("tasks/x.md", answer, Some(whole));
        check("tasks/ola-7-x/x.md", answer, None);
        check("notes/x.md", answer, None);
        check("tasks/gone/x.md", "---\ntype: of paper\n---\nYes.\n", None);
        check("tasks/gone/x.md", "---\ntype: answer\ntitle: A\n---\nYes.\n", None);
        check("tasks/gone/x.md", "Yes.\n", None);
    }

    #[test]
    fn it_says_so_in_the_language_of_the_workspace() {
        let path = RepoPath::new("tasks/bank/x.md");
        let config = Config { languages: vec![Language::Bokmal], ..Config::default() };
        let there = in_folder_of("ola-7", &path);
        let said = as_said((Schema::builtin(), &config), (&path, &there), &parse("Takk.\n"));
        let text = said.as_ref().map(Document::text);
        assert_eq!(text, Some("---\nslag: svar\n---\nTakk.\n"));
    }

    #[test]
    fn fields_at_the_top_need_no_fences() {
        let check = |text: &str, expected: Option<&str>| {
            let path = RepoPath::new("tasks/ola-7-x/x.md");
            let found = fenced(Schema::builtin(), &path, &parse(text));
            assert_eq!(found.as_ref().map(Document::text), expected, "{text}");
        };
        check("type: cancel\n", Some("---\ntype: cancel\n---\n"));
        check("type: avlys", Some("---\ntype: avlys\n---\n"));
        check(
            "kind: review\r\nverdict: accepted\r\n\r\nFine.\r\n",
            Some("---\r\nkind: review\r\nverdict: accepted\r\n---\r\n\r\nFine.\r\n"),
        );
        check("\ntype: praise\nThanks: a lot\n", Some("---\ntype: praise\n---\nThanks: a lot\n"));
        check("re: the invoice\n", None);
        check("type: of paper\n", None);
        check("Thanks: a lot\n", None);
        check("---\ntype: cancel\n---\n", None);
    }
}
