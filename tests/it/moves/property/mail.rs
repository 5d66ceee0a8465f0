//! What comes by mail and is signed: it accepts where whoever accepts has signed just that version.

use handover::workflow::{NAMESPACE, Said, State, Terms, delivered, words_to_sign};

use super::deeds::{Expect, Speech, judged, say};
use super::world::{Files, Letter, PEOPLE, TASKS, World, decode, task};
use crate::support::{Dice, Key};

/// Files an acceptance that came by mail, signed: now, or one that has lain a while. The signature may be
/// another's, or of another mail.
pub(super) fn filed(
    world: &mut World,
    dice: &mut Dice,
    side: usize,
    id: &'static str,
) -> Option<Expect> {
    let person = world.sides[side].person;
    if dice.below(3) > 0 {
        signed(world, dice, side, id)?;
    }
    let at = world.letters.len().checked_sub(1 + dice.below(4))?;
    let mut letter = world.letters[at].clone();
    if dice.below(4) == 0 {
        // What was signed for something else, or is not theirs, is put where it may count.
        let other = dice.one(&world.letters);
        letter.genuine = other.genuine && other.words == letter.words;
        letter.signature = other.signature.clone();
    }
    let Letter { task, by, fields, signature, genuine, .. } = letter;
    let fields = format!("{fields}signature: {signature}\ncaptured_by: {person}\n");
    let speech = Speech { task, what: "accepted", by, fields, named: false, signed: genuine };
    match say(world, dice, side, &speech, person) {
        _ if !genuine => Some(Expect::Refused),
        expected => Some(expected),
    }
}

/// Lets somebody sign what waits to be accepted, as it is in a clone; somebody else may sign in their name.
fn signed(world: &mut World, dice: &mut Dice, side: usize, id: &'static str) -> Option<()> {
    let tree = world.sides[side].tree.clone();
    let records = world.records(&tree);
    let said = Said::of(&records);
    let files = Files(&tree);
    // Mails are about what waits to be judged, most of the time.
    let waits = |id: &&&'static str| {
        let standing = said.standing(task(&records, id), Some(&files));
        standing.is_some_and(|one| matches!(one.state, State::Delivered | State::Proposed))
    };
    let id = if dice.below(8) == 0 { id } else { TASKS.iter().find(waits).copied().unwrap_or(id) };
    let task = task(&records, id);
    let standing = said.standing(task, Some(&files))?;
    let waits = PEOPLE[..5].iter().find(|one| standing.waiting_on.as_deref() == Some(**one));
    let by = match waits {
        Some(waits) if dice.below(4) > 0 => *waits,
        _ => *dice.one(&PEOPLE[..5]),
    };
    let signer = if dice.below(5) == 0 { *dice.one(&PEOPLE) } else { by };
    let life = said.life(task, Some(&files));
    let mut fields = judged(&life);
    said.with_sources(Some(&files), |sources| {
        let sources = sources.expect("files");
        let terms = Terms::of(task, sources).map(|terms| format!("terms: {terms}\n"));
        let judges = life.state == State::Delivered;
        let delivery = delivered(&life.round, sources).filter(|_| judges);
        let delivery = delivery.map(|delivery| format!("delivery: {delivery}\n"));
        fields.extend(terms.into_iter().chain(delivery));
    });
    let review = format!("---\nkind: review\nverdict: accepted\nby: {by}\n{fields}---\n");
    let words = words_to_sign(task, &decode(&format!("tasks/{id}-a/review.md"), &review))?;
    let signature = Key::of(signer).sign(NAMESPACE, &format!("{words}\n"));
    world.log.push(format!("{signer} signs as {by}: {words}"));
    world.letters.push(Letter { task: id, by, fields, words, signature, genuine: signer == by });
    Some(())
}
