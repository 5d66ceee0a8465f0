use std::io::Write;

use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::PlaceError;
use crate::ops::new::{Made, NewError, Options, WhyNobody, new};
use crate::schema::question;

/// Make a document: its file, name, number and sections
///
/// For `reply` and `review` the title is the task that they are about; the file goes into the
/// task's folder. Nothing is ever overwritten.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover new task \"Reconcile November\" -f to=kari -f due=2026-12-01
  handover new reply ola-14 --type question
  handover new review ola-14 -f verdict=accepted")]
pub(crate) struct Args {
    /// The kind; `handover schema` lists them
    #[arg(value_name = "KIND")]
    kind: String,
    /// The title; for a reply or a review, the task
    #[arg(value_name = "TITLE")]
    title: String,
    /// Set a field
    #[arg(short, long = "field", value_name = "KEY=VALUE", value_parser = field)]
    field: Vec<(String, String)>,
    /// What a reply says: confirm, question, answer, delivery …; the same as -f type=TYPE
    #[arg(long, value_name = "TYPE")]
    r#type: Option<String>,
}

fn field(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => {
            Ok((key.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("write it as KEY=VALUE".to_owned()),
    }
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let mut fields = args.field;
    fields.extend(args.r#type.map(|word| ("type".to_owned(), word)));
    let place = super::open(globals)?;
    let options = Options {
        kind: &args.kind,
        title: &args.title,
        fields: &fields,
        now: &globals.now,
        salt: globals.salt(),
    };
    let made = new(&place, &options).or_else(explained)?;
    let mut out = globals.out();
    write(&made, &mut out)?;
    super::warn(&made.warnings, globals)?;
    out.finish()?;
    Ok(Exit::Done)
}

/// Writes where the document lies.
pub(super) fn write(made: &Made, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}", made.path)
}

/// Adds what to do to an error.
fn explained<T>(error: NewError) -> anyhow::Result<T> {
    let hint = match &error {
        NewError::UnknownKind { similar, .. } => {
            question(similar, "").unwrap_or_else(|| "`handover schema` lists all kinds".to_owned())
        }
        NewError::Nobody(why @ WhyNobody::NoRepository) => {
            format!("{}, or write the id yourself with -f id=…", nobody(why))
        }
        NewError::Nobody(why) => nobody(why),
        NewError::Needs { .. } => "such as `handover new reply ola-14 --type question`".to_owned(),
        NewError::Value { notes, .. } => {
            let notes = notes.clone();
            return Err(error).hints(notes);
        }
        _ => {
            return match error {
                NewError::Place(PlaceError::Lookup(error)) => super::lookup(error),
                error => Err(error.into()),
            };
        }
    };
    Err(error).hint(hint)
}

/// Says how it becomes known who works here.
pub(super) fn nobody(why: &WhyNobody) -> String {
    match why {
        WhyNobody::NoRepository => "run `git init` in it".to_owned(),
        WhyNobody::Unopened(_) => {
            "put that right first: it is the repository that tells who works here".to_owned()
        }
        WhyNobody::NoEmail => {
            "run `git config user.email YOU@EXAMPLE.COM` here, with the e-mail that stands in \
             people/"
                .to_owned()
        }
        WhyNobody::SharedEmail { .. } => {
            "give each their own in people/; what `git config user.email` says counts".to_owned()
        }
        WhyNobody::UnknownEmail { known, .. } if known.is_empty() => {
            "make a file for yourself in people/ first, with your name, e-mail and role".to_owned()
        }
        WhyNobody::UnknownEmail { known, .. } => format!(
            "if one of these is you, run `git config user.email` with it here: {}",
            known.join(", ")
        ),
    }
}
