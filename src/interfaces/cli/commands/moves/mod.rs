//! The moves of a task, one command each: arguments to what is said, and what came of it to text.
//!
//! On a terminal an editor opens where something is missing, on a text with the right headings; what
//! is written there is kept until it is said.

pub(super) mod accept;
pub(super) mod answer;
pub(super) mod ask;
pub(super) mod cancel;
pub(super) mod confirm;
pub(super) mod correct;
pub(super) mod decline;
pub(super) mod deliver;
pub(super) mod pause;
pub(super) mod praise;
pub(super) mod progress;
pub(super) mod propose;
pub(super) mod reassign;
pub(super) mod reopen;
pub(super) mod resume;
pub(super) mod r#return;
pub(super) mod send;
pub(super) mod start;

use std::io::Write;

use serde_json::json;

use super::sync::{Progress, SystemClock};
use crate::interfaces::cli::editor::{Editor, is_program};
use crate::interfaces::cli::prompt::Terminal;
use crate::interfaces::cli::style::HINT;
use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::PlaceError;
use crate::ops::init::Prompt;
use crate::ops::moves::{Held, MoveError, Moved, Options, Prepared, Ticks, carry_out, prepare};
use crate::schema::Message;
use crate::text::{RepoPath, harmless};
use crate::workflow::{Move, MoveName};

/// What every move is asked.
#[derive(clap::Args)]
struct Common {
    /// The task: its id, an unambiguous part of it, or a path
    #[arg(value_name = "ID")]
    id: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What a move with a text of its own is asked.
#[derive(clap::Args)]
struct Said {
    #[command(flatten)]
    common: Common,
    /// Write it in your editor, even where nothing is missing
    #[arg(short, long)]
    edit: bool,
}

/// What is said with a move.
struct Words {
    step: MoveName,
    fields: Vec<(&'static str, String)>,
    sections: Vec<(&'static str, String)>,
    /// What is said without a heading.
    body: Option<String>,
    /// What is done without an answer; stands below the questions.
    assume: Option<String>,
    task_fields: Vec<(&'static str, String)>,
    ticks: Ticks,
    /// How many questions are answered one by one.
    answers: usize,
    /// As they were named, from the folder that the person is in.
    files: Vec<String>,
}

impl Words {
    fn new(step: MoveName) -> Self {
        Self {
            step,
            fields: Vec::new(),
            sections: Vec::new(),
            body: None,
            assume: None,
            task_fields: Vec::new(),
            ticks: Ticks::default(),
            answers: 0,
            files: Vec::new(),
        }
    }

    /// Sets a field of what is said, where it is given.
    fn field(mut self, key: &'static str, value: Option<String>) -> Self {
        self.fields.extend(value.map(|value| (key, value)));
        self
    }

    /// Writes a section of it, where it is given.
    fn section(mut self, heading: &'static str, text: Option<String>) -> Self {
        self.sections.extend(text.map(|text| (heading, text)));
        self
    }

    /// Sets a field of the task, where it is given.
    fn task_field(mut self, key: &'static str, value: Option<String>) -> Self {
        self.task_fields.extend(value.map(|value| (key, value)));
        self
    }
}

/// Writes several texts as a numbered list; `None` where there is none.
fn numbered(texts: &[String]) -> Option<String> {
    let lines = texts.iter().enumerate().map(|(at, text)| format!("{}. {}", at + 1, text.trim()));
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn make(said: &Said, words: Words, globals: &Globals) -> anyhow::Result<Exit> {
    run(&said.common, said.edit, words, globals)
}

fn run(common: &Common, edit: bool, words: Words, globals: &Globals) -> anyhow::Result<Exit> {
    show(&say(common, edit, words, globals)?, common.json, globals)
}

/// Lets whoever sits there say, in their editor, how they understood a task.
pub(in crate::interfaces::cli) fn confirm_in_editor(
    id: &str,
    globals: &Globals,
) -> anyhow::Result<Moved> {
    let common = Common { id: id.to_owned(), json: false };
    say(&common, true, Words::new(MoveName::Confirm), globals)
}

fn say(common: &Common, edit: bool, words: Words, globals: &Globals) -> anyhow::Result<Moved> {
    let (place, id) = super::open_of(&common.id, globals)?;
    let step = Move::named(words.step);
    let command = step.command().unwrap_or(step.words);
    let files: Vec<RepoPath> = words
        .files
        .iter()
        .map(|name| {
            let named = place.named(name);
            let there =
                named.iter().find(|path| place.snapshot.root().join(path.as_str()).is_file());
            there.or(named.first()).cloned().unwrap_or_else(|| RepoPath::new(name))
        })
        .collect();
    let given = !words.sections.is_empty() || words.body.is_some() || !files.is_empty();
    let mut sections = words.sections;
    if let (Some(assume), Some((_, questions))) = (words.assume, sections.last_mut()) {
        let label = Message::WithoutAnswer.text(place.snapshot.config().language());
        questions.push_str(&format!("\n\n{label} {}", assume.trim()));
    }
    let options = Options {
        fields: words.fields,
        sections,
        body: words.body,
        task_fields: words.task_fields,
        ticks: words.ticks,
        files,
        salt: globals.salt(),
        ..Options::new(&id, words.step, &globals.now)
    };
    let prepared = prepare(&place, &options).or_else(|error| explained(error, command))?;
    let asked = prepared.questions();
    if asked > 0 && words.answers > asked {
        let hint = "what goes beyond the questions goes into the last answer, or into a note";
        let (given, asked) = (words.answers, super::count(asked, "question"));
        return Err(anyhow::anyhow!("{given} answers are given, and it asks {asked}")).hint(hint);
    }
    let missing = !prepared.lacks(None)?.is_empty();
    let write = edit || globals.interactive && !common.json && !given && missing;
    let text = match prepared.template() {
        Some(template) if write => Some(written(&prepared, template, globals)?),
        _ => None,
    };
    let progress =
        Progress::new(globals.environment.shows_progress() && !common.json, &globals.directory);
    let moved = carry_out(&prepared, text.as_deref(), &SystemClock, &progress);
    progress.finish();
    let moved = match moved {
        Ok(moved) => moved,
        Err(error) if text.is_some() => {
            let kept = format!(
                "your text is kept: `handover {} {} --edit` opens it again",
                command,
                prepared.task()
            );
            // It says how to go on, so that nothing else need.
            return match error {
                MoveError::Lacks { .. } => incomplete(error, kept),
                error => explained(error, command).hint(kept),
            };
        }
        Err(error) => return explained(error, command),
    };
    if text.is_some() {
        prepared.draft()?.remove();
    }
    Ok(moved)
}

/// Lets a person write, and returns what they wrote.
fn written(prepared: &Prepared<'_>, template: &str, globals: &Globals) -> anyhow::Result<String> {
    let choose = "set EDITOR to the one you like, such as EDITOR=nano";
    let editor = Editor::find(&globals.environment, &is_program).hint(choose)?;
    let draft = prepared.draft()?;
    let begun = draft.read()?;
    if begun.is_none() {
        draft.write(template)?;
    }
    editor.open(draft.path()).hint(choose)?;
    if !editor.waits {
        Terminal.ask("Press Enter when you have saved it.")?;
    }
    let text = draft.read()?.unwrap_or_default();
    if text.trim().is_empty() || text == template {
        draft.remove();
        anyhow::bail!("nothing was written, so nothing was said");
    }
    Ok(text)
}

fn show(moved: &Moved, json: bool, globals: &Globals) -> anyhow::Result<Exit> {
    let mut out = globals.out();
    if json {
        out.json(&json!({
            "version": 1,
            "task": moved.task,
            "effective_status": moved.state.name(),
            "waiting_on": moved.waiting_on,
            "files": moved.files,
            "shared": false,
            "advice": moved.advice,
        }))?;
        out.finish()?;
        return Ok(Exit::Done);
    }
    write(moved, &mut out)?;
    out.finish()?;
    Ok(Exit::Done)
}

/// Says where the task stands now.
pub(in crate::interfaces::cli) fn write(moved: &Moved, out: &mut dyn Write) -> std::io::Result<()> {
    let waiting = match &moved.waiting_on {
        Some(person) => format!("it waits for {person}"),
        None => "it waits for nobody".to_owned(),
    };
    let (task, title) = (harmless(&moved.task), harmless(&moved.title));
    writeln!(out, "{task} “{title}” {}; {waiting}", moved.state.words())?;
    writeln!(out, "Not shared yet: `handover sync` hands it over.")?;
    for line in &moved.advice {
        writeln!(out, "{HINT}hint{HINT:#}: {}", harmless(line))?;
    }
    Ok(())
}

/// Adds to a refusal for what is missing what belongs there, and how to go on.
fn incomplete<T>(error: MoveError, how: String) -> anyhow::Result<T> {
    let mut notes: Vec<String> = Vec::new();
    if let MoveError::Lacks { lacks, .. } = &error {
        for note in lacks.iter().filter_map(|lack| lack.notes.first()) {
            // Of several lines that lack the same it is said once.
            if !notes.contains(note) {
                notes.push(note.clone());
            }
        }
    }
    Err(error).hints(notes.into_iter().chain([how]))
}

/// Adds what to do to a refusal.
pub(super) fn explained<T>(error: MoveError, command: &str) -> anyhow::Result<T> {
    if let MoveError::Place(PlaceError::Lookup(error)) = error {
        return super::lookup(error);
    }
    let hints: Vec<String> = match &error {
        MoveError::Nobody(why) => vec![super::new::nobody(why)],
        MoveError::Lacks { task, .. } => {
            let how = match command {
                "send" => format!("`handover edit {task}` opens it"),
                _ => format!("`handover {command} {task} --edit` opens your editor on it"),
            };
            return incomplete(error, how);
        }
        MoveError::Value { notes, .. } => notes.clone(),
        MoveError::NotYours { task, .. } | MoveError::NotNow { task, .. } => {
            vec![format!("`handover show {task}` tells where it stands and for whom it waits")]
        }
        MoveError::NoSuchFile { .. } => {
            vec!["put it into the folder first, for instance into attachments/".to_owned()]
        }
        MoveError::HeldBack(held) if held.iter().any(Held::is_secret) => {
            vec!["write where a secret is kept, never the secret itself".to_owned()]
        }
        MoveError::Stopped { advice, .. } => advice.iter().cloned().collect(),
        _ => Vec::new(),
    };
    Err(error).hints(hints)
}
