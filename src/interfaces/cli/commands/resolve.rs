use std::io::Write;

use serde_json::json;

use crate::interfaces::cli::prompt::Terminal;
use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::merge::{Choice, What};
use crate::ops::conflicts::{Dispute, Telling};
use crate::ops::init::Prompt;
use crate::ops::resolve::{ResolveError, Resolved, find, resolve};
use crate::ops::sync::settled_words;
use crate::ops::{Place, PlaceError};
use crate::schema::Message;
use crate::text::harmless;

/// Settle what two people changed at once
///
/// Keeps what stands, takes the other version, or writes a value or a text of your own in its place,
/// and removes the conflict note. Every other byte of the document stays; the next sync shares it.
/// On a terminal it shows both versions and asks. Ticking a box in the note does the same.
#[derive(clap::Args)]
#[command(
    group = clap::ArgGroup::new("choice").multiple(false),
    after_help = "Examples:
  handover resolve ola-14
  handover resolve ola-14 --take
  handover resolve ola-14-due-3f2a91c04b7e --value 2026-12-05"
)]
pub(crate) struct Args {
    /// The conflict note, or the document where only one note about it is open
    #[arg(value_name = "ID")]
    id: String,
    /// Keep what stands now
    #[arg(long, group = "choice")]
    keep: bool,
    /// Take the other version
    #[arg(long, group = "choice")]
    take: bool,
    /// Write this instead: a value, or the text of the section
    #[arg(long, group = "choice", value_name = "TEXT")]
    value: Option<String>,
    /// Print one JSON object; needs one of the choices
    #[arg(long, requires = "choice")]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let (place, id) = super::open_of(&args.id, globals)?;
    let dispute = find(&place, &id).or_else(explained)?;
    let choice = match (args.keep, args.take, args.value) {
        (true, ..) => Choice::Keep,
        (_, true, _) => Choice::Take,
        (.., Some(value)) => Choice::Own(value),
        _ if globals.interactive => return settle(&place, &dispute, args.json, globals),
        _ => {
            let nobody = Err(anyhow::anyhow!("there is nobody to ask which version it shall be"));
            return nobody.hint("--keep, --take or --value TEXT says it");
        }
    };
    let resolved = resolve(&place, dispute, &choice).or_else(explained)?;
    tell(&place, &resolved, &choice, args.json, globals)
}

/// Asks until an answer can be carried out, or none is given.
fn settle(place: &Place, dispute: &Dispute, json: bool, globals: &Globals) -> anyhow::Result<Exit> {
    loop {
        let Some(choice) = ask(place, dispute)? else {
            Terminal.say(&Message::DisputeLeft.text(place.language()))?;
            return Ok(Exit::Done);
        };
        match resolve(place, dispute.clone(), &choice) {
            Ok(resolved) => return tell(place, &resolved, &choice, json, globals),
            // A slip of whoever types is asked about again.
            Err(error @ ResolveError::Refused { .. }) if matches!(choice, Choice::Own(_)) => {
                Terminal.say(&error.to_string())?;
            }
            Err(error) => return explained(error),
        }
    }
}

fn tell(
    place: &Place,
    resolved: &Resolved,
    choice: &Choice,
    json: bool,
    globals: &Globals,
) -> anyhow::Result<Exit> {
    let mut out = globals.out();
    if json {
        out.json(&to_json(resolved, choice))?;
    } else {
        let line = settled_words(&resolved.dispute.open, choice, place.language());
        writeln!(out, "{}", harmless(&line))?;
    }
    out.finish()?;
    Ok(Exit::Done)
}

/// Says what to do when a choice cannot be carried out.
fn explained<T>(error: ResolveError) -> anyhow::Result<T> {
    match error {
        ResolveError::Place(PlaceError::Lookup(error)) => super::lookup(error),
        ResolveError::SeveralNotes { ref notes, .. } => {
            let named = notes.iter().map(|note| format!("`handover resolve {}`", note.stem()));
            let hint = format!("name one of them: {}", named.collect::<Vec<_>>().join(", "));
            Err(error).hint(hint)
        }
        ResolveError::NothingOpen(_) => {
            Err(error).hint("`handover list is:conflict` shows what is open")
        }
        ResolveError::OwnWords(_) => {
            Err(error).hint("`handover sync` puts it into a commit; then run this again")
        }
        error => Err(error.into()),
    }
}

/// Shows both versions and asks; `None` leaves it open.
fn ask(place: &Place, dispute: &Dispute) -> anyhow::Result<Option<Choice>> {
    let (language, me) = (place.language(), place.me());
    let zone = &place.zone();
    let telling = Telling { language, zone, me: me.as_deref() };
    let is_field = matches!(dispute.open.what, What::Field(_));
    Terminal.say(&telling.heading(dispute))?;
    let [kept, other] = telling.versions(dispute);
    Terminal.say(&Message::DisputeFirst { version: &kept }.text(language))?;
    Terminal.say(&Message::DisputeSecond { version: &other }.text(language))?;
    let question = if is_field { Message::DisputeAskValue } else { Message::DisputeAskText };
    loop {
        let answer = Terminal.ask(&question.text(language))?.unwrap_or_default();
        match answer.trim() {
            "" => return Ok(None),
            "1" => return Ok(Some(Choice::Keep)),
            "2" => return Ok(Some(Choice::Take)),
            other if is_field => return Ok(Some(Choice::Own(other.to_owned()))),
            _ => {}
        }
    }
}

fn to_json(resolved: &Resolved, choice: &Choice) -> serde_json::Value {
    let open = &resolved.dispute.open;
    let (part, name) = match &open.what {
        What::Field(key) => ("field", Some(key)),
        What::Section(heading) => ("section", Some(heading)),
        What::Opening => ("opening", None),
        What::FrontMatter => ("front_matter", None),
        What::File => ("file", None),
    };
    let (choice, value) = match choice {
        Choice::Keep => ("keep", open.kept.as_deref()),
        Choice::Take => ("take", open.other.as_deref()),
        Choice::Own(value) => ("value", Some(value.as_str())),
    };
    json!({
        "version": 1,
        "document": open.document,
        "path": resolved.path,
        "note": resolved.dispute.note,
        "part": part,
        "name": name,
        "choice": choice,
        "value": value,
        "changed": resolved.changed,
    })
}
