use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;
use serde_json::json;

use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::PlaceError;
use crate::ops::mail::{About, LetterError, LetterOptions, Written, letter};
use crate::ops::today::TodayError;
use crate::store::registry::Registry;
use crate::text::harmless;

/// Write a mail for someone who only mails
///
/// The mail says what it is about, what is asked of the reader now, by when in their own time and
/// language, and how to answer. It is a text and the same as HTML, with the id in its subject, and it
/// goes to standard output: open the file in a mail program, or hand it to one, such as `handover
/// export mail ola-14 | msmtp -t`. Nothing is sent. `capture` takes what comes back.
///
/// `today` is the reader's day, each thing with its id; `plan` is your newest plan; ID is one task, plan
/// or other document. It goes to whom the task waits for, else to the other party; without a task, to
/// the only client, or a client's only assistant.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover export mail ola-14 --output ola-14.eml
  handover export mail today --for ola
  handover export mail plan --for ola --output outbox/")]
pub(crate) struct Args {
    /// What to write
    what: What,
    /// `today`, `plan`, or an id, an unambiguous part of one, or a path
    #[arg(value_name = "ID|plan|today", default_value = "today")]
    about: String,
    /// Whom it is for, by short name or mail address
    #[arg(long = "for", value_name = "PERSON")]
    person: Option<String>,
    /// Write to this file, which must not be there yet, or into this folder
    #[arg(long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// Write JSON: `to`, `subject`, `message_id`, `about`, `text`, and `file` where one was written
    #[arg(long)]
    json: bool,
}

/// What can be written for others.
#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// A mail
    Mail,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let What::Mail = args.what;
    let place = super::open(globals)?;
    let about = match args.about.as_str() {
        "today" => About::Day,
        "plan" => About::Plan,
        id => About::Document(id),
    };
    let listed_as = listed_as(place.snapshot.root());
    let options = LetterOptions {
        about,
        to: args.person.as_deref(),
        listed_as: listed_as.as_deref(),
        now: &globals.now,
    };
    let written = letter(&place, options).or_else(told)?;
    let text = written.mail.to_mime();
    let file = match &args.output {
        Some(output) => Some(save(&globals.directory.join(output), &written, &text)?),
        None => None,
    };
    let mut out = globals.out();
    if args.json {
        let mail = &written.mail;
        out.json(&json!({
            "version": 1,
            "to": written.to,
            "address": mail.to.address,
            "subject": mail.subject,
            "message_id": mail.message_id,
            "about": written.about,
            "text": mail.text,
            "file": file.as_ref().map(|file| file.display().to_string()),
        }))?;
    } else if let Some(file) = &file {
        let address = harmless(&written.mail.to.address).into_owned();
        writeln!(out, "{}: for {address}, not sent", harmless(&file.display().to_string()))?;
    } else {
        write!(out, "{text}")?;
    }
    out.finish()?;
    Ok(Exit::Done)
}

/// Returns what the workspace is called among several of this user's.
pub(super) fn listed_as(root: &Path) -> Option<String> {
    let list = Registry::of_user()?.read().ok().filter(|list| list.len() > 1)?;
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let own = real(root)?;
    list.into_iter().find(|(_, folder)| real(folder).as_ref() == Some(&own)).map(|(name, _)| name)
}

/// Writes a mail to a file, or into a folder under the name of what it is about.
fn save(output: &Path, written: &Written, text: &str) -> anyhow::Result<PathBuf> {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '-' };
    let path = match output.is_dir() {
        true => {
            let name: String =
                written.mail.message_id.chars().take_while(|c| *c != '@').map(plain).collect();
            output.join(format!("{name}.eml"))
        }
        false => output.to_owned(),
    };
    let shown = || format!("cannot write {}", path.display());
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).open(&path).with_context(shown)?;
    file.write_all(text.as_bytes()).with_context(shown)?;
    Ok(path)
}

fn told<T>(error: LetterError) -> anyhow::Result<T> {
    let hint = match error {
        LetterError::Place(PlaceError::Lookup(error)) => return super::lookup(error),
        LetterError::Nobody(why) => {
            let hint = super::new::nobody(&why);
            return Err(LetterError::Nobody(why)).hint(hint);
        }
        LetterError::NoReader(_) | LetterError::Day(TodayError::Unknown { .. }) => {
            "name them with `--for PERSON`".to_owned()
        }
        LetterError::NoAddress(ref id) => format!("write it into the page of {id}, as `email:`"),
        LetterError::NoPlan => "make one: `handover new plan 'Week 48'`".to_owned(),
        LetterError::Secret(_) => {
            "`handover check` says what; write where a secret is kept, never the secret".to_owned()
        }
        other => return Err(other.into()),
    };
    Err(error).hint(hint)
}
