//! What an event makes of a model, and what is to be done for it. Pure: it sees no terminal, no files
//! and no clock.

mod boxes;
mod lists;

#[cfg(test)]
mod tests;

use super::event::{Action, Broken, Event, Job, Key, Signal};
use super::model::{Mode, Model};
use crate::ops::live::Sharing;
use crate::schema::message::Screen;

/// Takes in an event.
pub(super) fn update(model: &mut Model, event: Event) -> Vec<Action> {
    match event {
        Event::Key(key) => return pressed(model, key),
        Event::Minute => return vec![Action::Again],
        Event::Resized | Event::Signal(Signal::GoOn) => {}
        Event::Read { done, total } => model.read = Some((done, total)),
        Event::Page(page) => model.turn(*page),
        Event::Happened(happening) => model.note(&happening),
        Event::Sharing(sharing) => model.share(sharing),
        Event::Done(said) => {
            model.busy = false;
            model.said = said;
        }
        Event::Told { title, lines } => {
            model.busy = false;
            // Nothing is put before somebody who is typing or choosing.
            match model.mode {
                Mode::Lists => model.mode = Mode::Reading { title, lines, from: 0 },
                _ => model.said = lines.into_iter().next(),
            }
        }
        Event::Undo(lines) => {
            model.busy = false;
            model.said = None;
            model.mode = Mode::Undo { lines, from: 0 };
        }
        Event::Signal(Signal::Stop) => return vec![Action::Suspend],
        Event::Signal(Signal::End(_)) | Event::Broken(Broken::Terminal | Broken::Program) => {
            return vec![Action::Quit];
        }
    }
    Vec::new()
}

fn pressed(model: &mut Model, key: Key) -> Vec<Action> {
    match key {
        Key::Ctrl('c') => return vec![Action::Quit],
        Key::Ctrl('z') => return vec![Action::Suspend],
        _ => {}
    }
    match &model.mode {
        Mode::Lists => lists::pressed(model, key),
        Mode::Filter { .. } => boxes::typed(model, key),
        Mode::Reading { .. } | Mode::Help { .. } | Mode::Undo { .. } => boxes::read(model, key),
        Mode::Settle { .. } => boxes::settle(model, key),
    }
}

/// Begins work in the background, where none goes on.
fn begin(model: &mut Model, job: Job, saying: Option<Screen<'_>>) -> Vec<Action> {
    if model.busy {
        model.said = Some(model.say(Screen::Busy));
        return Vec::new();
    }
    model.busy = true;
    model.said = saying.map(|message| model.say(message));
    if job == Job::Sync {
        model.sharing = Sharing::Syncing;
        model.syncing_since = Some(model.now.timestamp());
    }
    vec![Action::Job(job)]
}
