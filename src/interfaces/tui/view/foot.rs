use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::layout::row;
use super::text::{Line, fitted_end, put, put_line, width};
use super::theme::Theme;
use crate::interfaces::tui::model::{Mode, Model, Pane};
use crate::ops::live::{Filter, Tone};
use crate::schema::message::Screen;

/// Draws what is said or typed, and below it the keys; returns where the cursor is.
pub(super) fn draw(model: &Model, theme: Theme, area: Rect, out: &mut Buffer) -> Option<Position> {
    let filter = model.page.as_ref().and_then(|page| page.filter.as_ref());
    if let Mode::Filter { text, .. } = &model.mode {
        return Some(typed(model, text, filter, theme, area, out));
    }
    let said = match (&model.said, filter) {
        (Some(said), _) => Some((said.clone(), theme.strong())),
        (None, Some(Filter { query, wrong: None })) => {
            Some((model.say(Screen::OnlyWhatFits { query }), theme.tone(Tone::Pressing)))
        }
        (None, Some(Filter { query, wrong: Some(wrong) })) => {
            Some((format!("{query}: {}", wrong.message), theme.tone(Tone::Late)))
        }
        (None, None) => None,
    };
    let keys_row = usize::from(area.height.saturating_sub(1));
    match said {
        Some((said, style)) => {
            put(out, row(area, 0), &said, style);
            if keys_row > 0 {
                put_line(out, row(area, keys_row), &keys(model, theme, area.width));
            }
        }
        None => put_line(out, row(area, keys_row), &keys(model, theme, area.width)),
    }
    None
}

/// A query that is typed; below it, where it cannot be read and why.
fn typed(
    model: &Model,
    text: &str,
    filter: Option<&Filter>,
    theme: Theme,
    area: Rect,
    out: &mut Buffer,
) -> Position {
    let columns = usize::from(area.width);
    let prompt = format!("{} ", model.say(Screen::FilterFor));
    let room = columns.saturating_sub(width(&prompt) + 1);
    let shown = fitted_end(text, room);
    let typed = vec![(prompt.clone(), theme.strong()), (shown.clone(), theme.plain())];
    put_line(out, row(area, 0), &typed);
    // What is wrong is told of the query that was looked at, which may be a letter behind.
    let wrong = filter.filter(|one| one.query == text.trim()).and_then(|one| one.wrong.as_ref());
    if let Some(wrong) = wrong {
        let before = text.get(..wrong.span.start.min(text.len())).unwrap_or(text);
        let hidden = width(text).saturating_sub(width(&shown));
        let place = width(&prompt) + width(before).saturating_sub(hidden);
        let said = format!("^ {}", wrong.message);
        let left = format!("{} ^", wrong.message);
        // Where the rest of the row is too short, the reason stands to the left of its place; where that
        // is too short as well, the reason is more than its place.
        let line = if place + width(&said) <= columns {
            format!("{}{said}", " ".repeat(place))
        } else if width(&left) <= place + 1 {
            format!("{}{left}", " ".repeat(place + 1 - width(&left)))
        } else {
            wrong.message.clone()
        };
        put(out, row(area, 1), &line, theme.tone(Tone::Late));
    }
    let x = area.x + u16::try_from(width(&prompt) + width(&shown)).unwrap_or(area.width);
    Position { x: x.min(area.right().saturating_sub(1)), y: area.y }
}

/// The keys that can be pressed now, as many as fit; how to learn of the others stands always there.
fn keys(model: &Model, theme: Theme, columns: u16) -> Line {
    let filters = model.page.as_ref().is_some_and(|page| page.filter.is_some());
    let all = [
        (true, "?", Screen::KeyHelp),
        (true, "q", Screen::KeyQuit),
        (model.can_confirm(), "c", Screen::KeyConfirm),
        (model.is_shown(Pane::Settle), "r", Screen::KeySettle),
        (true, "⏎", Screen::KeyOpen),
        (true, "s", Screen::KeySync),
        (true, "/", Screen::KeyFilter),
        (true, "Tab", Screen::KeyPane),
        (!filters, "u", Screen::KeyUndo),
        (!filters, "↑↓", Screen::KeyMove),
    ];
    let mut line = Line::new();
    let mut used = 0;
    for (is_there, key, word) in all {
        let word = model.say(word);
        let wide = width(key) + width(&word) + 3;
        if !is_there || used + wide > usize::from(columns) + 2 {
            continue;
        }
        used += wide;
        line.push((key.to_owned(), theme.strong()));
        line.push((format!(" {word}  "), theme.quiet()));
    }
    line
}
