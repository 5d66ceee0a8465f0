//! A document as it is read on a terminal: what it is and where it stands, its text, what was said
//! about it, what is linked, and what is wrong with it.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::Globals;
use super::commands::count;
use super::listing::status;
use super::markdown::{self, Look, Target, options};
use super::style::{BOLD, DIM, ERROR, WARNING};
use super::table::{Cell, Room, Table, column};
use crate::diagnostic::{Diagnostic, Severity};
use crate::ops::show::{Reply, Shown};
use crate::query::graph::{Arrow, End, Relation};
use crate::schema::Language;
use crate::text::harmless;

/// The most links of one direction that are shown; `links` shows them all.
const MOST_LINKS: usize = 20;
/// What stands in the first lines, or before what was said.
const SHOWN_ABOVE: [&str; 4] = ["id", "kind", "title", "status"];
/// Digests are for programs.
const SHOWN_ABOVE_SAID: [&str; 8] =
    ["kind", "task", "by", "at", "type", "verdict", "terms", "delivery"];
/// How far what was said stands in.
const SAID_INDENT: usize = 2;

pub(super) fn write(shown: &Shown, globals: &Globals, out: &mut dyn Write) -> io::Result<()> {
    let look = globals.look();
    let page = Page { shown, look, width: globals.terminal_width() };
    page.head(out)?;
    page.disputes(out)?;
    page.text(&shown.readable_body(), &shown.links, 0, out)?;
    page.guide(out)?;
    page.prospect(out)?;
    for reply in &shown.replies {
        page.said(reply, out)?;
    }
    page.links(out)?;
    page.problems(out)
}

struct Page<'a> {
    shown: &'a Shown,
    look: Look<'a>,
    /// The width of the terminal; `None` where no one looks at it on one.
    width: Option<usize>,
}

impl Page<'_> {
    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        let record = &self.shown.record;
        // Unlike a path, a title is nothing to click on: a long word in it may be divided.
        let title = textwrap::fill(&harmless(&record.title), self.look.width);
        writeln!(out, "{BOLD}{title}{BOLD:#}")?;
        let kind = record.kind.as_deref().unwrap_or("no document");
        let place =
            format!("{} · {kind} · {}", harmless(&record.id), harmless(record.path.as_str()));
        writeln!(out, "{DIM}{}{DIM:#}", self.folded(&place, ""))?;
        let rows = self.rows();
        if !rows.is_empty() {
            writeln!(out)?;
        }
        let width = rows.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0);
        for (key, value) in &rows {
            let late = self.shown.late && key == "due";
            let value = if late { format!("{value} (late)") } else { value.clone() };
            let folded = self.folded(&format!("{:width$}  {value}", ""), &" ".repeat(width + 2));
            let value = folded.get(width + 2..).unwrap_or_default();
            let (color, reset) = if late { (WARNING, WARNING) } else { Default::default() };
            writeln!(out, "{DIM}{key:width$}{DIM:#}  {color}{value}{reset:#}")?;
        }
        Ok(())
    }

    /// What two people changed at once, and what was agreed on and is not so any more.
    fn disputes(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.shown.disputes.is_empty() {
            writeln!(out)?;
        }
        for line in &self.shown.disputes {
            writeln!(out, "{WARNING}{}{WARNING:#}", self.folded(&harmless(line), ""))?;
        }
        Ok(())
    }

    /// Where it stands and for whom it waits, then its fields.
    fn rows(&self) -> Vec<(String, String)> {
        let shown = self.shown;
        let mut rows = Vec::new();
        let written = shown.fields.iter().find(|field| field.key == "status");
        let written = written.map_or("", |field| &field.value);
        if !written.is_empty() || shown.standing.is_some() {
            rows.push(("status".to_owned(), status(written, shown.standing.as_ref())));
        }
        if let Some(person) = shown.standing.as_ref().and_then(|one| one.waiting_on.clone()) {
            rows.push(("waiting for".to_owned(), person));
        }
        let others = shown.fields.iter().filter(|field| !SHOWN_ABOVE.contains(&&*field.key));
        rows.extend(others.map(|field| {
            let value = self.with_titles(&field.key, &field.value, &shown.links);
            (field.key.clone(), value)
        }));
        let plain = |text: String| harmless(&text).into_owned();
        rows.into_iter().map(|(key, value)| (plain(key), plain(value))).collect()
    }

    /// A field that names documents, with their titles behind.
    fn with_titles(&self, key: &str, value: &str, links: &[Arrow]) -> String {
        let here = |arrow: &&Arrow| arrow.relation == Relation::Field(key.to_owned());
        let arrows: Vec<&Arrow> = links.iter().filter(here).collect();
        let named = |text: &str, arrow: &Arrow| match self.title(arrow) {
            Some(title) => format!("{text} ({title})"),
            None => text.to_owned(),
        };
        match arrows.as_slice() {
            [] => value.to_owned(),
            [one] => named(value, one),
            several => {
                let named: Vec<String> =
                    several.iter().map(|arrow| named(&arrow.written, arrow)).collect();
                named.join(", ")
            }
        }
    }

    /// What there is to say of a document that a field names.
    fn title(&self, arrow: &Arrow) -> Option<String> {
        match &arrow.end {
            End::Document(path) | End::OtherKind(path) => {
                let node = self.shown.documents.get(path)?;
                (node.title != node.id).then(|| node.title.clone())
            }
            End::Missing => Some("not there".to_owned()),
            End::HeldBack => Some("not shared yet".to_owned()),
            End::File(_) | End::Web | End::Outside(_) => None,
        }
    }

    /// Says in a few words where a link of the text leads.
    fn leads(&self, target: &Target<'_>, links: &[Arrow]) -> Option<String> {
        let relation = if target.wiki { Relation::Wiki } else { Relation::Link };
        let arrow = links
            .iter()
            .find(|arrow| arrow.relation == relation && arrow.written == target.written)?;
        match &arrow.end {
            End::Document(path) | End::OtherKind(path) => {
                self.shown.documents.get(path).map(|node| node.id.clone())
            }
            End::File(path) => Some(path.to_string()),
            End::Missing => Some(format!("{}, not there", target.written)),
            End::HeldBack => Some(format!("{}, not shared yet", target.written)),
            End::Outside(_) => Some(format!("{}, outside of the workspace", target.written)),
            End::Web => None,
        }
    }

    /// Writes a text in Markdown, behind a blank line.
    fn text(
        &self,
        text: &str,
        links: &[Arrow],
        indent: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let leads = |target: &Target<'_>| self.leads(target, links);
        let width = self.look.width.saturating_sub(indent);
        let shown = markdown::shown(text, Look { width, leads: &leads, ..self.look });
        if shown.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        for line in shown.lines() {
            let indent = if line.is_empty() { 0 } else { indent };
            writeln!(out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    /// Writes what a task takes from its brief or its routine, a little in.
    fn guide(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(guide) = &self.shown.guide else { return Ok(()) };
        let kind = guide.record.kind.as_deref().unwrap_or_default();
        let head = format!("from the {kind} {} · {}", guide.record.id, guide.record.title);
        writeln!(out, "\n{BOLD}{}{BOLD:#}", self.folded(&harmless(&head), ""))?;
        self.text(&guide.readable_body(), &[], SAID_INDENT, out)
    }

    /// Writes when a routine comes next, and what keeps it from that.
    fn prospect(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(prospect) = &self.shown.prospect else { return Ok(()) };
        if let Some(idle) = prospect.idle {
            let told = format!("no tasks are made of it: {}", idle.reason(Language::English));
            writeln!(out, "\n{WARNING}{}{WARNING:#}", self.folded(&told, ""))?;
        }
        if prospect.coming.is_empty() {
            // What keeps it from coming back is told already.
            return match prospect.idle {
                Some(_) => Ok(()),
                None => writeln!(out, "\nit does not come back any more"),
            };
        }
        let mut table = Table::new(vec![
            column("comes on", Room::Whole),
            column("due", Room::Whole),
            column("task", Room::Name),
        ]);
        for one in &prospect.coming {
            let day = one.day.strftime("%a %Y-%m-%d").to_string();
            let made = if one.made { "" } else { " (not made yet)" };
            let cells = [day, one.due.to_string(), format!("{}{made}", one.id)];
            table.row(cells.iter().map(Cell::new).collect());
        }
        writeln!(out)?;
        table.write(self.width, out)
    }

    /// Writes what somebody said: who, what kind of thing and when, then its text, a little in.
    fn said(&self, reply: &Reply, out: &mut dyn Write) -> io::Result<()> {
        let record = &reply.record;
        let text = |key: &str| record.field(key).map(|field| field.value.to_string());
        let what = text("type").or_else(|| text("verdict"));
        let what = what.or_else(|| record.kind.as_ref().map(ToString::to_string));
        let when = text("at").map(|at| without_seconds(&at).to_owned());
        let when = when.or_else(|| time_of_name(record.path.stem()));
        let words: Vec<String> = [text("by"), what, when].into_iter().flatten().collect();
        let head = harmless(&words.join(" · ")).into_owned();
        writeln!(out, "\n{BOLD}{}{BOLD:#}", self.folded(&head, ""))?;
        let fields = record
            .fields
            .iter()
            .filter(|field| !SHOWN_ABOVE_SAID.contains(&field.key))
            .map(|field| (field.key, field.value.to_string()))
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{key}: {}", self.with_titles(key, &value, &reply.links)));
        let more: Vec<String> = fields.chain([record.id.to_string()]).collect();
        let indent = " ".repeat(SAID_INDENT);
        let more = harmless(&more.join(" · ")).into_owned();
        writeln!(out, "{DIM}{}{DIM:#}", self.folded(&format!("{indent}{more}"), &indent))?;
        self.text(&reply.readable_body(), &reply.links, SAID_INDENT, out)
    }

    /// Writes what its text leads to, and what leads to it.
    fn links(&self, out: &mut dyn Write) -> io::Result<()> {
        let in_text = |arrow: &&Arrow| matches!(arrow.relation, Relation::Link | Relation::Wiki);
        let to = self.shown.links.iter().filter(in_text).map(|arrow| {
            let (name, title) = super::commands::links::end(arrow, &self.shown.documents);
            [arrow.relation.word().to_owned(), name, title]
        });
        let from = self.shown.linked_from.iter().map(|arrow| {
            let (name, title) = super::commands::links::name(&arrow.from, &self.shown.documents);
            [arrow.relation.word().to_owned(), name, title]
        });
        self.table("leads to", to, out)?;
        self.table("linked from", from, out)
    }

    fn table(
        &self,
        head: &'static str,
        rows: impl Iterator<Item = [String; 3]>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut seen = BTreeSet::new();
        let rows: Vec<[String; 3]> = rows.filter(|row| seen.insert(row.clone())).collect();
        if rows.is_empty() {
            return Ok(());
        }
        let mut table = Table::new(vec![
            column(head, Room::Whole),
            column("document", Room::Name),
            column("title", Room::Text),
        ]);
        rows.iter().take(MOST_LINKS).for_each(|row| table.row(row.iter().map(Cell::new).collect()));
        writeln!(out)?;
        table.write(self.width, out)?;
        if rows.len() > MOST_LINKS {
            let more = rows.len() - MOST_LINKS;
            let id = harmless(&self.shown.record.id);
            writeln!(out, "{DIM}and {more} more; `handover links {id}` shows all{DIM:#}")?;
        }
        Ok(())
    }

    fn problems(&self, out: &mut dyn Write) -> io::Result<()> {
        let problems = &self.shown.problems;
        if problems.is_empty() {
            return Ok(());
        }
        let path = harmless(self.shown.record.path.as_str());
        let many = count(problems.len(), "problem");
        let told = format!("{many}; `handover check {path}` shows what to do");
        writeln!(out, "\n{BOLD}{}{BOLD:#}", self.folded(&told, ""))?;
        problems.iter().try_for_each(|problem| self.problem(problem, out))
    }

    fn problem(&self, problem: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
        let (style, word) = match problem.severity {
            Severity::Error => (ERROR, "error"),
            Severity::Warning => (WARNING, "warning"),
        };
        let (rule, message) = (problem.rule, harmless(&problem.message));
        let head = format!("{word}[{rule}]");
        let line = problem.start.line;
        let folded = self.folded(&format!("  line {line}: {head}: {message}"), "    ");
        writeln!(out, "{}", folded.replacen(&head, &format!("{style}{head}{style:#}"), 1))
    }

    fn folded(&self, text: &str, below: &str) -> String {
        textwrap::fill(text, options(self.look.width).subsequent_indent(below))
    }
}

/// `2026-11-24 09:12:03` without its seconds, which say nothing to people.
fn without_seconds(at: &str) -> &str {
    match at.rsplit_once(':') {
        Some((before, seconds)) if before.contains(':') && seconds.len() == 2 => before,
        _ => at,
    }
}

/// Reads when something was said from the name that its file got.
fn time_of_name(stem: &str) -> Option<String> {
    let (date, rest) = stem.split_at_checked("2026-11-24".len())?;
    let time = rest.strip_prefix('-')?.get(..6)?;
    let date: jiff::civil::Date = date.parse().ok()?;
    let digits = time.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| format!("{date} {}:{}", &time[..2], &time[2..4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_say_them() {
        assert_eq!(without_seconds("2026-11-24 09:12:03"), "2026-11-24 09:12");
        assert_eq!(without_seconds("2026-11-24 09:12"), "2026-11-24 09:12");
        assert_eq!(without_seconds("2026-11-24"), "2026-11-24");
        let name = "2026-11-24-091203-kari-confirm-7f3a";
        assert_eq!(time_of_name(name).as_deref(), Some("2026-11-24 09:12"));
        for name in
            ["answer", "2026-11-24", "2026-11-24-kari", "2026-99-99-091203-x", "æøåæøåæøåæøå"]
        {
            assert_eq!(time_of_name(name), None, "{name}");
        }
    }
}
