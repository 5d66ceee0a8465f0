use super::begin;
use crate::interfaces::tui::event::{Action, Job, Key};
use crate::interfaces::tui::model::{Mode, Model, Pane};
use crate::ops::live::Does;
use crate::schema::message::Screen;

/// Entries that a page key moves by.
const PAGE: usize = 10;

/// A key while the lists have it.
pub(super) fn pressed(model: &mut Model, key: Key) -> Vec<Action> {
    model.said = None;
    let at = model.chosen(model.focus);
    match key {
        Key::Char('q') => return vec![Action::Quit],
        Key::Down | Key::Char('j') => return on(model, at + 1),
        Key::Up | Key::Char('k') => model.choose(at.saturating_sub(1)),
        Key::PageDown => return on(model, at + PAGE),
        Key::PageUp => model.choose(at.saturating_sub(PAGE)),
        Key::Home | Key::Char('g') => model.choose(0),
        Key::End | Key::Char('G') => return on(model, usize::MAX),
        Key::Tab => turn(model, 1),
        Key::BackTab => turn(model, Pane::ALL.len() - 1),
        Key::Enter | Key::Char('e') => return open(model),
        Key::Char('c') => return confirm(model),
        Key::Char('s') => return begin(model, Job::Sync, None),
        Key::Char('r') => settle(model),
        Key::Char('u') => return begin(model, Job::LookForSent, Some(Screen::LookingForSent)),
        Key::Char('/') => filter(model),
        Key::Char('?') => model.mode = Mode::Help { from: 0 },
        Key::Escape if query(model).is_empty() => {}
        Key::Escape => return vec![Action::Filter(String::new())],
        _ => {}
    }
    Vec::new()
}

/// Goes down in a list; past the end of what it holds, the rest is asked for.
fn on(model: &mut Model, to: usize) -> Vec<Action> {
    model.choose(to);
    let held = model.entries(model.focus).len();
    let is_cut =
        matches!(model.focus, Pane::Mine | Pane::Awaited) && held < model.count(model.focus);
    if !is_cut || to < held || std::mem::replace(&mut model.all, true) {
        return Vec::new();
    }
    model.said = Some(model.say(Screen::LookingForAll));
    vec![Action::All]
}

/// Gives the keys to another list, so many on.
fn turn(model: &mut Model, by: usize) {
    let mut at = model.focus as usize;
    loop {
        at = (at + by) % Pane::ALL.len();
        if model.is_shown(Pane::ALL[at]) {
            break;
        }
    }
    model.focus = Pane::ALL[at];
    model.choose(model.chosen(model.focus));
}

fn open(model: &mut Model) -> Vec<Action> {
    let entry = model.current();
    match entry.and_then(|entry| Some((entry.path?, entry.line))) {
        Some((path, line)) => vec![Action::Open { path, line }],
        None => {
            model.said = Some(model.say(Screen::NothingToOpen));
            Vec::new()
        }
    }
}

fn confirm(model: &mut Model) -> Vec<Action> {
    match model.current().map(|entry| entry.does) {
        Some(Does::Confirm(id)) => vec![Action::Confirm(id)],
        _ => {
            model.said = Some(model.say(Screen::NothingToConfirm));
            Vec::new()
        }
    }
}

/// Asks how the chosen note is settled, the first one where none is chosen.
fn settle(model: &mut Model) {
    if model.focus != Pane::Settle && model.is_shown(Pane::Settle) {
        model.focus = Pane::Settle;
        model.choose(model.chosen(Pane::Settle));
    }
    let Some(entry) = model.current() else { return nothing(model) };
    match (entry.does, entry.path) {
        (Does::Settle { note, heading, versions }, Some(path)) => {
            model.mode = Mode::Settle { note, heading, versions, path };
        }
        _ => nothing(model),
    }
}

fn nothing(model: &mut Model) {
    model.said = Some(model.say(Screen::NothingToSettle));
}

fn filter(model: &mut Model) {
    let before = query(model);
    model.mode = Mode::Filter { text: before.clone(), before };
}

/// Returns the query that the lists are narrowed by; empty where there is none.
fn query(model: &Model) -> String {
    let filter = model.page.as_ref().and_then(|page| page.filter.as_ref());
    filter.map(|filter| filter.query.clone()).unwrap_or_default()
}
