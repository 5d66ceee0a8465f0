use super::begin;
use crate::interfaces::tui::event::{Action, Job, Key};
use crate::interfaces::tui::model::{Mode, Model};

/// Lines that a page key moves by.
const PAGE: usize = 10;

/// A key while a query is typed; each letter narrows the lists at once.
pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Action> {
    let known = model.page.as_ref().and_then(|page| page.filter.as_ref());
    let Mode::Filter { text, before } = &mut model.mode else { return Vec::new() };
    let is_wrong = known.is_some_and(|known| known.wrong.is_some() && known.query == *text);
    match key {
        // Whoever has mistyped goes on typing.
        Key::Enter if is_wrong => return Vec::new(),
        Key::Enter => {
            model.mode = Mode::Lists;
            return Vec::new();
        }
        Key::Escape => {
            let before = std::mem::take(before);
            model.mode = Mode::Lists;
            return vec![Action::Filter(before)];
        }
        Key::Backspace => drop(text.pop()),
        Key::Ctrl('u') => text.clear(),
        Key::Ctrl('w') => {
            let kept = text.trim_end();
            let kept = kept.rfind(char::is_whitespace).map_or(0, |at| at + 1);
            text.truncate(kept);
        }
        Key::Char(each) => text.push(each),
        _ => return Vec::new(),
    }
    vec![Action::Filter(text.clone())]
}

/// A key while something is read, which may be a question.
pub(super) fn read(model: &mut Model, key: Key) -> Vec<Action> {
    let asks = matches!(model.mode, Mode::Undo { .. });
    let last = match &model.mode {
        Mode::Reading { lines, .. } | Mode::Undo { lines, .. } => lines.len(),
        _ => PAGE,
    };
    let (Mode::Reading { from, .. } | Mode::Help { from } | Mode::Undo { from, .. }) =
        &mut model.mode
    else {
        return Vec::new();
    };
    match key {
        Key::Down => *from = (*from + 1).min(last),
        Key::Up => *from = from.saturating_sub(1),
        Key::PageDown => *from = (*from + PAGE).min(last),
        Key::PageUp => *from = from.saturating_sub(PAGE),
        Key::Char('y' | 'j' | 'Y' | 'J') if asks => {
            model.mode = Mode::Lists;
            return begin(model, Job::TakeBack, None);
        }
        Key::Char('n' | 'N') if asks => model.mode = Mode::Lists,
        Key::Escape | Key::Char('q') => model.mode = Mode::Lists,
        Key::Enter | Key::Char(_) if !asks => model.mode = Mode::Lists,
        _ => {}
    }
    Vec::new()
}

/// A key while two versions are chosen from.
pub(super) fn settle(model: &mut Model, key: Key) -> Vec<Action> {
    let Mode::Settle { note, path, .. } = &model.mode else { return Vec::new() };
    let (note, path) = (note.clone(), path.clone());
    let take = match key {
        Key::Char('1') => false,
        Key::Char('2') => true,
        Key::Char('e') => {
            model.mode = Mode::Lists;
            return vec![Action::Open { path, line: None }];
        }
        Key::Escape | Key::Char('q') => {
            model.mode = Mode::Lists;
            return Vec::new();
        }
        _ => return Vec::new(),
    };
    model.mode = Mode::Lists;
    begin(model, Job::Settle { note, take }, None)
}
