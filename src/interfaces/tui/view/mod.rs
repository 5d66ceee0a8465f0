//! How a model looks in a window of some size. Pure: it writes into a buffer of cells.
//!
//! Whatever comes from a file passes through [`text::put`], which lets nothing through that a terminal
//! could be misled by. Only the sixteen colours of a terminal are used, never one for the background.

mod boxes;
mod foot;
mod head;
mod layout;
mod pane;
mod text;
mod theme;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::layout::Layout;
pub(super) use self::theme::Theme;
use super::model::{Mode, Model};
use crate::schema::message::Screen;

/// Columns and rows below which there is no room for anything.
const LEAST: (u16, u16) = (20, 5);

/// Draws a model; returns where the cursor is, where something is typed.
pub(super) fn view(model: &Model, theme: Theme, area: Rect, out: &mut Buffer) -> Option<Position> {
    out.reset();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        text::put(out, area, &model.say(Screen::TooSmall), theme.plain());
        return None;
    }
    let head = head::lines(model, theme, area.width);
    let layout = Layout::of(model, area, head.len());
    for (row, line) in head.iter().enumerate() {
        text::put_line(out, layout::row(layout.head, row), line);
    }
    for (pane, area) in &layout.panes {
        pane::draw(model, *pane, theme, *area, out);
    }
    let cursor = foot::draw(model, theme, layout.foot, out);
    if !matches!(model.mode, Mode::Lists | Mode::Filter { .. }) {
        boxes::draw(model, theme, area, out);
        return None;
    }
    cursor
}
