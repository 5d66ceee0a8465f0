use ratatui::layout::Rect;

use super::pane;
use crate::interfaces::tui::model::{Model, Pane};

/// From so many columns on, lists stand side by side.
const WIDE: u16 = 110;
/// Below so many rows the keys are not told.
const LOW: u16 = 10;

/// Where things stand.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) head: Rect,
    pub(super) panes: Vec<(Pane, Rect)>,
    /// What is said or typed, and below it the keys.
    pub(super) foot: Rect,
}

impl Layout {
    pub(super) fn of(model: &Model, area: Rect, head: usize) -> Self {
        let head = u16::try_from(head).unwrap_or(1).min(area.height);
        let foot = if area.height < LOW { 1 } else { 2 };
        let middle = area.height.saturating_sub(head + foot);
        let rest = Rect { y: area.y + head, height: middle, ..area };
        let shown = |panes: &[Pane]| -> Vec<Pane> {
            panes.iter().copied().filter(|pane| model.is_shown(*pane)).collect()
        };
        let panes = if area.width >= WIDE {
            let left = Rect { width: area.width * 11 / 20, ..rest };
            let gap = left.width + 2;
            let right = Rect { x: rest.x + gap, width: rest.width - gap, ..rest };
            let mut panes = stacked(model, &shown(&[Pane::Mine, Pane::Awaited]), left);
            let others = shown(&[Pane::Settle, Pane::Problems, Pane::Log]);
            panes.extend(stacked(model, &others, right));
            panes
        } else {
            stacked(model, &shown(&Pane::ALL), rest)
        };
        Self {
            head: Rect { height: head, ..area },
            panes,
            foot: Rect { y: rest.y + middle, height: area.height - head - middle, ..area },
        }
    }
}

/// Returns one row of an area; an empty one below its end.
pub(super) fn row(area: Rect, row: usize) -> Rect {
    let row = u16::try_from(row).unwrap_or(u16::MAX);
    if row >= area.height {
        return Rect { height: 0, ..area };
    }
    Rect { y: area.y + row, height: 1, ..area }
}

/// Divides an area among lists: each has its heading and a row, the one that has the keys most of the
/// rest. Lists for which there is no row are left out, the last ones first.
fn stacked(model: &Model, panes: &[Pane], area: Rect) -> Vec<(Pane, Rect)> {
    let room = usize::from(area.height);
    let wanted: Vec<usize> =
        panes.iter().map(|pane| pane::rows(model, *pane, usize::from(area.width))).collect();
    let focus = panes.iter().position(|pane| *pane == model.focus);
    let mut heights = vec![0; panes.len()];
    let mut left = room;
    // First the headings, then a row each, then the rest.
    let order = || focus.into_iter().chain((0..panes.len()).filter(move |at| Some(*at) != focus));
    for least in 1..=2 {
        for at in order() {
            if left > 0 && heights[at] < least && heights[at] < wanted[at] {
                heights[at] += 1;
                left -= 1;
            }
        }
    }
    while left > 0 && (0..panes.len()).any(|at| heights[at] < wanted[at]) {
        for at in order() {
            let share = if Some(at) == focus { 4 } else { 1 };
            let more = share.min(left).min(wanted[at].saturating_sub(heights[at]));
            heights[at] += more;
            left -= more;
        }
    }
    // An empty row between lists, where there is room.
    let between = panes.len().saturating_sub(1);
    let gap = usize::from(left >= between);
    let mut y = area.y;
    let mut placed = Vec::new();
    for (pane, height) in panes.iter().zip(heights) {
        let height = u16::try_from(height).unwrap_or(0);
        if height > 0 {
            placed.push((*pane, Rect { y, height, ..area }));
            y += height + u16::from(gap == 1);
        }
    }
    placed
}
