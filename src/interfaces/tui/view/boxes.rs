use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::layout::row;
use super::text::{Line, fitted, folded, put_line, width};
use super::theme::Theme;
use crate::interfaces::tui::model::{Mode, Model};
use crate::schema::Message;
use crate::schema::message::Screen;

/// The widest that a box is.
const WIDEST: u16 = 84;

/// What stands in a box over the lists.
struct Content {
    title: String,
    lines: Vec<String>,
    /// The line that is the first to be seen.
    from: usize,
    /// Which keys it has.
    keys: String,
}

/// Draws the box that is open.
pub(super) fn draw(model: &Model, theme: Theme, area: Rect, out: &mut Buffer) {
    let columns = area.width.saturating_sub(2).min(WIDEST);
    let room = usize::from(columns.saturating_sub(4));
    let Some(content) = content(model, room) else { return };
    let most = usize::from(area.height.saturating_sub(2)).saturating_sub(3).max(1);
    let shown = content.lines.len().min(most);
    let from = content.from.min(content.lines.len() - shown);
    let height = u16::try_from(shown + 3).unwrap_or(area.height).min(area.height);
    let frame = Rect {
        x: area.x + (area.width - columns) / 2,
        y: area.y + (area.height - height) / 2,
        width: columns,
        height,
    };
    let inner = usize::from(columns.saturating_sub(2));
    let title = fitted(&format!(" {} ", content.title), inner.saturating_sub(1));
    let rest = inner.saturating_sub(width(&title) + 1);
    let top = vec![
        ("┌─".to_owned(), theme.quiet()),
        (title, theme.strong()),
        (format!("{}┐", "─".repeat(rest)), theme.quiet()),
    ];
    put_line(out, row(frame, 0), &top);
    for (at, text) in content.lines.iter().skip(from).take(shown).enumerate() {
        put_line(out, row(frame, at + 1), &within(text, inner, theme.plain(), theme));
    }
    let more = if from + shown < content.lines.len() { " ↓" } else { "" };
    let keys = format!("{}{more}", content.keys);
    put_line(out, row(frame, shown + 1), &within(&keys, inner, theme.focused(), theme));
    let bottom = vec![(format!("└{}┘", "─".repeat(inner)), theme.quiet())];
    put_line(out, row(frame, shown + 2), &bottom);
}

/// A row between the sides of a box.
fn within(text: &str, inner: usize, style: Style, theme: Theme) -> Line {
    let text = fitted(text, inner.saturating_sub(2));
    let gap = " ".repeat(inner.saturating_sub(width(&text) + 1));
    vec![
        ("│ ".to_owned(), theme.quiet()),
        (text, style),
        (gap, theme.plain()),
        ("│".to_owned(), theme.quiet()),
    ]
}

fn content(model: &Model, room: usize) -> Option<Content> {
    let say = |message: Screen<'_>| model.say(message);
    let fold = |lines: &[String]| -> Vec<String> {
        lines.iter().flat_map(|line| indented(line, room)).collect()
    };
    Some(match &model.mode {
        Mode::Lists | Mode::Filter { .. } => return None,
        Mode::Reading { title, lines, from } => Content {
            title: title.clone(),
            lines: fold(lines),
            from: *from,
            keys: say(Screen::Close),
        },
        Mode::Help { from } => Content {
            title: say(Screen::HelpTitle),
            lines: help(model, room),
            from: *from,
            keys: say(Screen::Close),
        },
        Mode::Undo { lines, from } => Content {
            title: say(Screen::UndoTitle),
            lines: fold(lines),
            from: *from,
            keys: say(Screen::YesOrNo),
        },
        Mode::Settle { heading, versions: [kept, other], .. } => {
            let first = Message::DisputeFirst { version: kept }.text(model.language);
            let second = Message::DisputeSecond { version: other }.text(model.language);
            let keys = folded(&say(Screen::ChooseOne), room);
            let mut lines = fold(&[first, second]);
            let last = keys.len().saturating_sub(1);
            lines.extend(keys[..last].iter().cloned());
            let keys = keys.into_iter().next_back().unwrap_or_default();
            Content { title: heading.clone(), lines, from: 0, keys }
        }
    })
}

/// Folds a line, and keeps what it is indented by.
fn indented(line: &str, room: usize) -> Vec<String> {
    let text = line.trim_start();
    let by = (line.len() - text.len()).min(room / 2);
    let lines = folded(text, room.saturating_sub(by));
    lines.into_iter().map(|line| format!("{}{line}", " ".repeat(by))).collect()
}

fn help(model: &Model, room: usize) -> Vec<String> {
    let keys = [
        ("↑ ↓", Screen::HelpMove),
        ("PgUp PgDn", Screen::HelpPages),
        ("Tab", Screen::HelpPane),
        ("Enter e", Screen::HelpOpen),
        ("c", Screen::HelpConfirm),
        ("s", Screen::HelpSync),
        ("r", Screen::HelpSettle),
        ("u", Screen::HelpUndo),
        ("/", Screen::HelpFilter),
        ("Ctrl+Z", Screen::HelpSuspend),
        ("q", Screen::HelpQuit),
    ];
    const NAMES: usize = 11;
    let mut lines = Vec::new();
    for (key, what) in keys {
        let text = folded(&model.say(what), room.saturating_sub(NAMES));
        for (at, part) in text.into_iter().enumerate() {
            let key = if at == 0 { key } else { "" };
            lines.push(format!("{key}{}{part}", " ".repeat(NAMES - width(key))));
        }
    }
    lines
}
