use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::layout::row;
use super::text::{Line, fitted, fitted_end, folded, put, put_line, width};
use super::theme::Theme;
use crate::interfaces::tui::model::{Model, Pane};
use crate::ops::live::{Entry, Tone};
use crate::schema::message::{Daily, Screen, clock_words};

/// Rows that what is said of the chosen entry may take.
const MOST_MORE: usize = 8;
/// Columns of a title that short words leave to it.
const LEAST_TITLE: usize = 16;
/// Columns of a longer title that are worth more than the last of the short words.
const MOST_TITLE: usize = 48;

/// Returns the rows that a list would take whole: its heading, and what stands in it.
pub(super) fn rows(model: &Model, pane: Pane, columns: usize) -> usize {
    let entries = model.entries(pane);
    let more = match entries.get(model.chosen(pane)) {
        Some(entry) if pane == model.focus => more(entry, pane, columns).len(),
        _ => 0,
    };
    1 + entries.len().max(1) + more
}

/// Draws a list with its heading.
pub(super) fn draw(model: &Model, pane: Pane, theme: Theme, area: Rect, out: &mut Buffer) {
    heading(model, pane, theme, area, out);
    let area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let entries = model.entries(pane);
    if entries.is_empty() {
        put(out, area, &format!("  {}", nothing(model, pane)), theme.quiet());
        return;
    }
    let columns = usize::from(area.width);
    let widest = entries.iter().map(|entry| width(&entry.name)).max().unwrap_or_default();
    let names = widest.min(most_name(pane, columns));
    let has_keys = pane == model.focus;
    let chosen = model.chosen(pane);
    let below = match entries.get(chosen) {
        Some(entry) if has_keys => more(entry, pane, columns),
        _ => Vec::new(),
    };
    let height = usize::from(area.height);
    let below = &below[..below.len().min(height.saturating_sub(1))];
    // The chosen one is seen with all that is said of it.
    let from = (chosen + 1 + below.len()).saturating_sub(height);
    let from = if has_keys { from } else { 0 };
    let mut at = 0;
    for (number, entry) in entries.iter().enumerate().skip(from) {
        if at >= height {
            break;
        }
        let is_chosen = has_keys && number == chosen;
        let line = line(entry, names, columns, theme, is_chosen);
        put_line(out, row(area, at), &line);
        at += 1;
        if is_chosen {
            for text in below {
                put(out, row(area, at), &format!("    {text}"), theme.plain());
                at += 1;
            }
        }
    }
}

/// The heading: what it is, and how many there are.
fn heading(model: &Model, pane: Pane, theme: Theme, area: Rect, out: &mut Buffer) {
    let has_keys = pane == model.focus;
    let name = match pane {
        Pane::Mine => Daily::WaitsForYou.text(model.language),
        Pane::Awaited => Daily::YouWaitFor.text(model.language),
        Pane::Settle => model.say(Screen::Settle),
        Pane::Problems => model.say(Screen::Problems),
        Pane::Log => model.say(Screen::Log),
    };
    let (here, count) = (model.entries(pane).len(), model.count(pane));
    let count = match pane {
        Pane::Log => String::new(),
        _ if here < count => {
            format!(" ({})", Daily::ShownOf { shown: here, count }.text(model.language))
        }
        _ => format!(" ({count})"),
    };
    let (mark, style) = match has_keys {
        true => ("▶ ", theme.focused()),
        false => ("  ", theme.strong()),
    };
    let title = format!("{mark}{name}{count} ");
    let rule = usize::from(area.width).saturating_sub(width(&title));
    let line = vec![(title, style), ("─".repeat(rule), theme.quiet())];
    put_line(out, row(area, 0), &line);
}

fn nothing(model: &Model, pane: Pane) -> String {
    let page = model.page.as_ref();
    let say = |message: Screen<'_>| model.say(message);
    match (page, pane) {
        (_, Pane::Log) => {
            // In the zone that the headline is in.
            let began = model.began.with_time_zone(model.here().time_zone().clone());
            let time = &clock_words(began.datetime(), model.language);
            say(Screen::NothingSince { time })
        }
        (None, Pane::Mine) => match model.read {
            Some((done, total)) => say(Screen::ReadingCount { done, total }),
            None => say(Screen::Reading),
        },
        (None, _) => "…".to_owned(),
        (Some(page), Pane::Mine) if !page.known => say(Screen::Unknown),
        (Some(page), _) if page.filter.as_ref().is_some_and(|one| one.wrong.is_none()) => {
            say(Screen::NothingFits)
        }
        (Some(page), Pane::Mine) => page.nothing.clone(),
        (_, Pane::Awaited) => say(Screen::AwaitNobody),
        (_, Pane::Settle) => say(Screen::NothingToSettle),
        (_, Pane::Problems) => say(Screen::NoProblems),
    }
}

/// Columns that names may take.
fn most_name(pane: Pane, columns: usize) -> usize {
    match pane {
        Pane::Problems => columns / 3,
        _ => 16.min(columns / 3),
    }
}

/// One entry on one row: its mark, its name, its title, and at the end what is wanted.
fn line(entry: &Entry, names: usize, columns: usize, theme: Theme, chosen: bool) -> Line {
    let mark = match entry.tone {
        Tone::Late => "! ",
        Tone::Pressing => "· ",
        Tone::Plain => "  ",
    };
    let room = columns.saturating_sub(2 + names + 2);
    let short = short(entry, room);
    let left = room.saturating_sub(if short.is_empty() { 0 } else { width(&short) + 2 });
    let name = fitted_end(&entry.name, names);
    let name = format!("{name}{}  ", " ".repeat(names - width(&name).min(names)));
    let title = fitted(&entry.title, left);
    let gap = " ".repeat(room.saturating_sub(width(&title) + width(&short)));
    let tone = theme.tone(entry.tone);
    if chosen {
        let style = tone.patch(theme.chosen());
        return vec![(format!("{mark}{name}{title}{gap}{short}"), style)];
    }
    vec![
        (mark.to_owned(), tone),
        (name, theme.quiet()),
        (title, if entry.tone == Tone::Late { tone } else { theme.plain() }),
        (gap, theme.plain()),
        (short, if entry.tone == Tone::Plain { theme.quiet() } else { tone }),
    ]
}

/// Joins as many of the short words as leave room for the title.
fn short(entry: &Entry, room: usize) -> String {
    let title = width(&entry.title).min(LEAST_TITLE.max(MOST_TITLE.min(room * 2 / 3)));
    let mut said = String::new();
    for one in &entry.short {
        let longer = if said.is_empty() { one.clone() } else { format!("{said} · {one}") };
        if width(&longer) + 2 + title > room && !said.is_empty() {
            break;
        }
        said = longer;
    }
    fitted(&said, room.saturating_sub(LEAST_TITLE / 2))
}

/// Says all that there is to say of an entry, in rows to be indented by four: its title where that does
/// not fit on its row, and what stands below.
fn more(entry: &Entry, pane: Pane, columns: usize) -> Vec<String> {
    let room = columns.saturating_sub(5);
    let beside = 2 + width(&entry.name).min(most_name(pane, columns)) + 2;
    let short = short(entry, columns.saturating_sub(beside));
    let is_cut = beside + width(&entry.title) + width(&short) + 2 > columns;
    let title = is_cut.then_some(&entry.title);
    let texts = title.into_iter().chain(&entry.more);
    texts.flat_map(|text| folded(text, room)).take(MOST_MORE).collect()
}
