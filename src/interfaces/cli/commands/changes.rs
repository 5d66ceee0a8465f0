use std::io::{self, Write};
use std::num::NonZeroUsize;

use anyhow::Context;
use clap::ValueEnum;
use serde_json::{Value as Json, json};

use crate::interfaces::cli::progress::Counter;
use crate::interfaces::cli::story::{Sheet, end_to_json};
use crate::interfaces::cli::style::{BOLD, DIM};
use crate::interfaces::cli::{Exit, Globals};
use crate::ops::changes::{
    Basis, Changed, Changes, ChangesOptions, FIRST_LOOK, Many, Since, changes,
};
use crate::ops::story::{Event, People, Voice, Who, event_to_json};
use crate::schema::message::moment_words;
use crate::schema::{Message, Moment};
use crate::text::harmless;

/// Tell what was done in the whole workspace
///
/// Without `--since`: what others did since you last looked; where you never did, in the last seven
/// days. With it: what anybody did, yourself included.
///
/// When you last looked is kept in this clone alone, for your e-mail, under
/// `refs/worktree/handover/looked/`. It moves on when `changes` without `--since` shows all of it on a
/// terminal; in a script only `--mark` moves it.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover changes
  handover changes --since yesterday --by document
  handover changes --since 2026-11-20 --json")]
pub(crate) struct Args {
    /// `last`, or a time: a date, `7d`, `yesterday`, `monday`
    #[arg(long, value_name = "WHEN", default_value = "last")]
    since: String,
    /// What the changes are put together by
    #[arg(long, value_name = "WHAT", default_value = "person")]
    by: By,
    /// Tell only of the so many documents that changed last
    #[arg(long, value_name = "COUNT")]
    limit: Option<NonZeroUsize>,
    /// Remember that you looked, also where this is not shown on a terminal
    #[arg(long)]
    mark: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// Who did what
    Person,
    /// What was done to each document
    Document,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let place = super::open(globals)?;
    let since = match args.since.trim() {
        "last" | "sist" => Since::Last,
        text => Since::At(super::since(text, &place, globals)?),
    };
    let seen = globals.environment.stdout_is_terminal && !args.json && args.limit.is_none();
    let now = globals.now.timestamp();
    let options = ChangesOptions { since, now, mark: args.mark || seen };
    let counter = Counter::new("Reading the history", globals);
    let watch = |done, total| counter.count(done, total);
    let mut told = changes(&place, options, &watch).context("there is no history to tell")?;
    let left_out = told.keep(args.limit);
    drop(counter);
    let mut out = globals.out();
    if args.json {
        out.json(&to_json(&told))?;
    } else {
        let people = People::of(place.snapshot.people());
        let schema = place.snapshot.schema();
        let sheet = Sheet {
            voice: Voice { schema, language: place.language(), people: &people },
            zone: place.zone(),
            indent: 2,
            width: globals.terminal_width(),
            names: args.by == By::Document,
            commits: false,
        };
        write_text(&told, args.by, &sheet, &mut out)?;
        if left_out > 0 {
            let more = Message::AndMore { count: left_out }.text(sheet.voice.language);
            writeln!(out, "\n{DIM}{more}{DIM:#}")?;
        }
    }
    out.finish()?;
    Ok(Exit::Done)
}

fn to_json(told: &Changes) -> Json {
    let since = match told.since {
        Basis::Look(commit) => json!({ "last": true, "commit": commit }),
        Basis::FirstLook(at) => json!({ "last": true, "commit": null, "at": at.to_string() }),
        Basis::At(at) => json!({ "last": false, "at": at.to_string() }),
    };
    let document = |one: &Changed| {
        let events: Vec<_> = one.events.iter().map(event_to_json).collect();
        json!({
            "id": one.id, "kind": one.kind, "path": one.path, "title": one.title, "events": events,
        })
    };
    let many = |one: &Many| {
        json!({
            "commit": one.commit, "at": one.at.to_string(),
            "by": { "person": one.by.person, "name": one.by.name, "email": one.by.email },
            "made": one.made, "changed": one.changed, "moved": one.moved, "deleted": one.deleted,
        })
    };
    json!({
        "version": 1,
        "since": since,
        "documents": told.documents.iter().map(document).collect::<Vec<_>>(),
        "many": told.many.iter().map(many).collect::<Vec<_>>(),
        "ends": told.ends.iter().map(end_to_json).collect::<Vec<_>>(),
    })
}

fn write_text(told: &Changes, by: By, sheet: &Sheet<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = sheet.voice.language;
    let say = |message: Message<'_>| message.text(language);
    let nothing = told.documents.is_empty() && told.many.is_empty();
    match told.since {
        Basis::Look(_) if nothing => writeln!(out, "{}", say(Message::NothingNewSinceLook))?,
        Basis::Look(_) => writeln!(out, "{BOLD}{}{BOLD:#}", say(Message::NewSinceLook))?,
        Basis::FirstLook(at) | Basis::At(at) => {
            if matches!(told.since, Basis::FirstLook(_)) {
                let days = usize::try_from(FIRST_LOOK).unwrap_or_default();
                writeln!(out, "{DIM}{}{DIM:#}", say(Message::FirstLook { days }))?;
            }
            let moment = Moment::Local(sheet.zone.to_datetime(at));
            let moment = &moment_words(moment, language);
            if nothing {
                writeln!(out, "{}", say(Message::NothingNewSince { moment }))?;
            } else {
                let since = sheet.folded(&say(Message::NewSince { moment }));
                writeln!(out, "{BOLD}{since}{BOLD:#}")?;
            }
        }
    }
    match by {
        By::Document => by_document(told, sheet, out)?,
        By::Person => by_person(told, sheet, out)?,
    }
    sheet.write_ends(&told.ends, out)
}

fn by_document(told: &Changes, sheet: &Sheet<'_>, out: &mut dyn Write) -> io::Result<()> {
    for many in &told.many {
        let name = harmless(&many.by.name);
        writeln!(out, "\n{BOLD}{name}{BOLD:#}")?;
        write_many(many, sheet, out)?;
    }
    for document in &told.documents {
        writeln!(out)?;
        write_name(document, 0, sheet, out)?;
        sheet.write(&document.events.iter().collect::<Vec<_>>(), out)?;
    }
    Ok(())
}

fn by_person(told: &Changes, sheet: &Sheet<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut people: Vec<&Who> = Vec::new();
    let of_documents = told.documents.iter().flat_map(|one| &one.events).map(|event| &event.by);
    for who in told.many.iter().map(|many| &many.by).chain(of_documents) {
        if !people.contains(&who) {
            people.push(who);
        }
    }
    let own = |one: &'_ Changed, who: &Who| -> Vec<usize> {
        (0..one.events.len()).filter(|at| one.events[*at].by == *who).collect()
    };
    for who in people {
        let documents: Vec<&Changed> =
            told.documents.iter().filter(|one| !own(one, who).is_empty()).collect();
        let count = Message::DocumentCount { count: documents.len() }.text(sheet.voice.language);
        writeln!(out, "\n{BOLD}{}{BOLD:#}  {DIM}{count}{DIM:#}", harmless(&who.name))?;
        for many in told.many.iter().filter(|many| many.by == *who) {
            write_many(many, sheet, out)?;
        }
        for document in documents {
            write_name(document, 2, sheet, out)?;
            let events: Vec<&Event> =
                own(document, who).into_iter().map(|at| &document.events[at]).collect();
            Sheet { indent: 4, zone: sheet.zone.clone(), ..*sheet }.write(&events, out)?;
        }
    }
    Ok(())
}

fn write_name(
    document: &Changed,
    indent: usize,
    sheet: &Sheet<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let id = harmless(&document.id);
    let title = document.title.as_deref().map(|title| format!("  {}", harmless(title)));
    let whole = format!("{id}{}", title.unwrap_or_default());
    let space = " ".repeat(indent);
    for (at, line) in sheet.wrapped(&whole, indent).iter().enumerate() {
        match line.strip_prefix(&*id).filter(|_| at == 0) {
            Some(rest) => writeln!(out, "{space}{BOLD}{id}{BOLD:#}{rest}")?,
            None => writeln!(out, "{space}{line}")?,
        }
    }
    Ok(())
}

fn write_many(many: &Many, sheet: &Sheet<'_>, out: &mut dyn Write) -> io::Result<()> {
    let parts = [
        (many.made, Message::CreatedMany { count: many.made }),
        (many.changed, Message::ChangedMany { count: many.changed }),
        (many.moved, Message::MovedMany { count: many.moved }),
        (many.deleted, Message::DeletedMany { count: many.deleted }),
    ];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, message)| message.text(sheet.voice.language))
        .collect();
    writeln!(out, "  {}  {}", sheet.minute(many.at), said.join(", "))
}
