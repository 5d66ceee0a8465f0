use std::io::{self, Write};

use anyhow::Context;
use serde_json::{Value as Json, json};

use crate::changes::{Hunk, Line};
use crate::interfaces::cli::style::{ADDED, BOLD, DIM, REMOVED};
use crate::interfaces::cli::{Exit, Globals};
use crate::ops::diff::{Diff, DiffError, Differing, diff};
use crate::ops::story::{People, Voice, event_to_json, sentences};
use crate::schema::Message;
use crate::text::harmless;

/// Show what you have here that others have not
///
/// Of each document the fields that differ, in words, and the lines of its text. What is compared is
/// your folder with what was shared last; where nothing is shared, with what was committed last.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover diff
  handover diff ola-14 --json")]
pub(crate) struct Args {
    /// One document only: its id, an unambiguous part of it, or a path
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let (place, id) = super::open_of(args.id.as_deref().unwrap_or_default(), globals)?;
    let id = args.id.is_some().then_some(id);
    let told = diff(&place, id.as_deref()).or_else(|error| match error {
        DiffError::Lookup(error) => super::lookup(error),
        DiffError::Story(error) => Err(error).context("there is nothing to compare with"),
        DiffError::Scan(error) => Err(error.into()),
    })?;
    let mut out = globals.out();
    if args.json {
        out.json(&to_json(&told))?;
    } else {
        let people = People::of(place.snapshot.people());
        let schema = place.snapshot.schema();
        let voice = Voice { schema, language: place.language(), people: &people };
        if told.files.is_empty() {
            writeln!(out, "{}", Message::NothingUnshared.text(voice.language))?;
        }
        for (at, file) in told.files.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            write_file(file, voice, &mut out)?;
        }
    }
    out.finish()?;
    Ok(Exit::Done)
}

fn to_json(told: &Diff) -> Json {
    let line = |line: &Line| match line {
        Line::Same(text) => json!({ "same": text }),
        Line::Removed(text) => json!({ "removed": text }),
        Line::Added(text) => json!({ "added": text }),
    };
    let hunk = |hunk: &Hunk| {
        let lines: Vec<Json> = hunk.lines.iter().map(line).collect();
        json!({ "old_line": hunk.old, "new_line": hunk.new, "lines": lines })
    };
    let file = |file: &Differing| {
        let event = event_to_json(&file.event);
        let own = |key: &str| event.get(key).cloned().unwrap_or(Json::Null);
        json!({
            "id": file.id, "kind": own("kind"), "path": own("path"), "title": file.title,
            "moved_from": own("moved_from"), "what": own("what"), "changes": own("changes"),
            "hunks": file.hunks.iter().map(hunk).collect::<Vec<_>>(),
        })
    };
    json!({
        "version": 1,
        "base": told.base,
        "files": told.files.iter().map(file).collect::<Vec<_>>(),
    })
}

fn write_file(file: &Differing, voice: Voice<'_>, out: &mut dyn Write) -> io::Result<()> {
    let title = file.title.as_deref().map(|title| format!("  {}", harmless(title)));
    let id = harmless(&file.id);
    writeln!(out, "{BOLD}{id}{BOLD:#}{}", title.unwrap_or_default())?;
    for line in sentences(&file.event, voice) {
        writeln!(out, "  {}", harmless(&line))?;
    }
    let last = |hunk: &Hunk| hunk.old.max(hunk.new) + hunk.lines.len();
    let digits = file.hunks.iter().map(last).max().unwrap_or(0).to_string().len();
    for (at, hunk) in file.hunks.iter().enumerate() {
        if at > 0 {
            writeln!(out, "  {DIM}{:>digits$}{DIM:#}", "…")?;
        }
        write_hunk(hunk, digits, out)?;
    }
    Ok(())
}

/// Of a longer line the rest is counted: whoever wants it opens the file.
const LONGEST: usize = 4000;

/// Shows a line of a text.
fn shown(text: &str) -> String {
    let text = harmless(text);
    match text.char_indices().nth(LONGEST) {
        None => text.into_owned(),
        Some((end, _)) => {
            let rest = text[end..].chars().count();
            format!("{}… ({rest} more characters)", &text[..end])
        }
    }
}

/// Writes lines with their numbers: those of the new text, of what is gone those of the old.
fn write_hunk(hunk: &Hunk, digits: usize, out: &mut dyn Write) -> io::Result<()> {
    let (mut old, mut new) = (hunk.old, hunk.new);
    for line in &hunk.lines {
        match line {
            Line::Same(text) => {
                let line = format!("{new:>digits$}   {}", shown(text));
                writeln!(out, "  {DIM}{}{DIM:#}", line.trim_end())?;
                old += 1;
                new += 1;
            }
            Line::Removed(text) => {
                writeln!(out, "  {REMOVED}{old:>digits$} - {}{REMOVED:#}", shown(text))?;
                old += 1;
            }
            Line::Added(text) => {
                writeln!(out, "  {ADDED}{new:>digits$} + {}{ADDED:#}", shown(text))?;
                new += 1;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_end_is_shown_in_part() {
        assert_eq!(shown("på\u{1b}[2J"), "på␛[2J");
        let long = "å".repeat(LONGEST + 7);
        assert_eq!(shown(&long), format!("{}… (7 more characters)", "å".repeat(LONGEST)));
        assert_eq!(shown(&"å".repeat(LONGEST)).chars().count(), LONGEST);
    }
}
