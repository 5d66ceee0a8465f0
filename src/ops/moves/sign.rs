//! Accepting by mail: the words that are signed, and whether a signature is one of them.

use super::scene::Scene;
use super::{MoveError, Options, compose};
use crate::ops::Place;
use crate::schema::Record;
use crate::workflow::{Flaw, MoveName, State, flaw, words_to_sign};

/// Returns the move by which what waits to be judged is accepted.
pub(in crate::ops) fn accepting(state: State) -> MoveName {
    match state {
        State::Proposed => MoveName::AcceptProposal,
        _ => MoveName::Accept,
    }
}

/// Returns the words that `person` signs to accept what waits for them; `None` where they have no key
/// that counts.
///
/// # Errors
/// When nothing waits to be accepted, or not by them.
pub(in crate::ops) fn to_sign(
    place: &Place,
    task: &Record,
    person: &str,
    now: &jiff::ZonedDateTime,
) -> Result<Option<String>, MoveError> {
    let mut scene = Scene::open(place, task.path.as_str())?;
    scene.me = person.to_owned();
    scene.take_shared_keys();
    if !scene.team.signs(person) {
        return Ok(None);
    }
    let step = accepting(scene.life().state);
    let (task, review) = composed(&scene, &Options::new(task.path.as_str(), step, now))?;
    scene.judge(&task, &review)?;
    Ok(words_to_sign(&task, &review))
}

/// Tells why a signature does not show that what waits now is accepted; `None` where it does.
///
/// # Errors
/// When it cannot be told.
pub(in crate::ops) fn misfit(
    place: &Place,
    options: &Options<'_>,
) -> Result<Option<Flaw>, MoveError> {
    let mut scene = Scene::open(place, options.task)?;
    if let Some(captured) = &options.captured {
        scene.me.clone_from(&captured.by);
    }
    scene.take_shared_keys();
    let (task, review) = composed(&scene, options)?;
    Ok(flaw(&task, &review, &scene.team))
}

/// Returns the task and the review as they would be.
fn composed(scene: &Scene<'_>, options: &Options<'_>) -> Result<(Record, Record), MoveError> {
    let composed = compose::compose(scene, options)?;
    let task = scene.task_with(&scene.agreed(options.step))?.record;
    let said = scene.said_about(&task, options.step, composed.path, composed.text)?;
    Ok((task, said.record))
}
