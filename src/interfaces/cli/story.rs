//! How events stand on a terminal: when, who, and what, a line each.

use std::io::{self, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};
use unicode_width::UnicodeWidthStr;

use super::style::DIM;
use crate::index::history::End;
use crate::ops::story::{Event, Voice, sentences};
use crate::schema::message::date_words;
use crate::schema::{Language, Message};
use crate::text::harmless;

/// Columns between two columns.
const GAP: usize = 2;
/// What was done is not wrapped into less than this.
const LEAST: usize = 14;

/// Where and how events are shown.
pub(super) struct Sheet<'a> {
    pub(super) voice: Voice<'a>,
    pub(super) zone: TimeZone,
    /// Before each line.
    pub(super) indent: usize,
    /// `None` where nothing is wrapped.
    pub(super) width: Option<usize>,
    /// Whether each row says who; where all are one person's, it need not.
    pub(super) names: bool,
    /// Whether each row says its commit.
    pub(super) commits: bool,
}

struct Row {
    when: String,
    who: String,
    what: Vec<String>,
}

impl Sheet<'_> {
    /// Writes a minute as clocks go here.
    pub(super) fn minute(&self, at: Timestamp) -> String {
        self.zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// Writes events; what is the same as in the line above is left out.
    pub(super) fn write(&self, events: &[&Event], out: &mut dyn Write) -> io::Result<()> {
        let rows: Vec<Row> = events.iter().map(|event| self.row(event)).collect();
        let wide = |cell: fn(&Row) -> &str| rows.iter().map(|row| cell(row).width()).max();
        let when = wide(|row| &row.when).unwrap_or(0);
        let who = wide(|row| &row.who).unwrap_or(0);
        let columns = [when, who].into_iter().filter(|width| *width > 0);
        let before: usize = self.indent + columns.map(|width| width + GAP).sum::<usize>();
        let mut last: Option<&Row> = None;
        for row in &rows {
            let same = |cell: fn(&Row) -> &str| last.is_some_and(|one| cell(one) == cell(row));
            let when_shown = if same(|row| &row.when) { "" } else { &row.when };
            let who_shown = match same(|row| &row.when) && same(|row| &row.who) {
                true => "",
                false => &row.who,
            };
            let mut head = " ".repeat(self.indent);
            for (text, width) in [(when_shown, when), (who_shown, who)] {
                if width > 0 {
                    head.push_str(text);
                    head.push_str(&" ".repeat(width - text.width() + GAP));
                }
            }
            for text in &row.what {
                for line in self.wrapped(text, before) {
                    writeln!(out, "{}", format!("{head}{line}").trim_end())?;
                    head = " ".repeat(before);
                }
            }
            last = Some(row);
        }
        Ok(())
    }

    fn row(&self, event: &Event) -> Row {
        let mut when = event.at.map(|at| self.minute(at)).unwrap_or_default();
        if self.commits {
            let commit = event.commit.map(|id| id.short()).unwrap_or_default();
            when = format!("{when:16}  {commit:10}");
        }
        let who = if self.names { harmless(&event.by.name).into_owned() } else { String::new() };
        let what = sentences(event, self.voice);
        Row { when, who, what: what.iter().map(|text| harmless(text).into_owned()).collect() }
    }

    /// Folds a line that stands by itself.
    pub(super) fn folded(&self, text: &str) -> String {
        self.wrapped(text, 0).join("\n")
    }

    /// Divides a text into lines, of which `before` columns are taken.
    pub(super) fn wrapped(&self, text: &str, before: usize) -> Vec<String> {
        let Some(width) = self.width else { return vec![text.to_owned()] };
        let width = width.saturating_sub(before).max(LEAST);
        let options = textwrap::Options::new(width).subsequent_indent("  ");
        textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
    }

    /// Writes where the history ends that is known here.
    pub(super) fn write_ends(
        &self,
        ends: &[(End, Timestamp)],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for line in ends_in_words(ends, &self.zone, self.voice.language) {
            writeln!(out, "\n{DIM}{line}{DIM:#}")?;
        }
        Ok(())
    }
}

/// Returns where a history ends, as other programs read it.
pub(super) fn end_to_json((end, at): &(End, Timestamp)) -> Json {
    let (why, id) = match end {
        End::Shallow(id) => ("not_fetched", id.to_string()),
        End::TooLarge(id) => ("too_large", id.to_string()),
        End::Damaged(id) => ("damaged", id.clone()),
    };
    json!({ "why": why, "object": id, "at": at.to_string() })
}

/// Says where the history ends that is known here, each kind of end once.
fn ends_in_words(ends: &[(End, Timestamp)], zone: &TimeZone, language: Language) -> Vec<String> {
    let cut = ends.iter().filter(|(end, _)| matches!(end, End::Shallow(_)));
    let first = cut.map(|(_, at)| *at).max();
    let damaged = ends.iter().find_map(|(end, _)| match end {
        End::Damaged(id) => Some(id.clone()),
        End::TooLarge(id) => Some(id.to_string()),
        End::Shallow(_) => None,
    });
    let begins = first.map(|at| {
        let day = &date_words(zone.to_datetime(at).date(), language);
        Message::HistoryBegins { day }.text(language)
    });
    let damaged = damaged.map(|id| Message::HistoryDamaged { id: &id }.text(language));
    begins.into_iter().chain(damaged).collect()
}
