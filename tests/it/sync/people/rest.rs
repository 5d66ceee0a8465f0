//! Everybody stops typing, and syncs until nothing moves.

use super::super::team::Member;
use super::{Sharing, edits};

/// How often everybody may have to sync.
const ROUNDS: usize = 8;

/// Lets nobody type any more and everybody sync, until nothing moves.
pub(in crate::sync) fn settle(members: &[Member<'_>], sharing: &mut dyn Sharing) {
    for round in 0..=ROUNDS {
        let mut moved = false;
        for member in members {
            edits::mend(member);
            let (result, held_back) = sharing.sync_well(member);
            moved |= result != "up_to_date" || !held_back.is_empty();
            renumber(member, &held_back);
            assert!(
                round < ROUNDS || !moved,
                "they never come to rest: {result}, {held_back:?} of {}",
                member.root.display()
            );
        }
        if !moved {
            return;
        }
    }
}

/// Does what a person would whom two documents of one id are shown: drops the id of the one that
/// is not shared, so that it gets a new one.
fn renumber(member: &Member<'_>, held_back: &[String]) {
    for path in held_back.iter().filter(|path| member.has(path)) {
        let text = member.read(path);
        let kept: Vec<&str> =
            text.split_inclusive('\n').filter(|line| !line.starts_with("id: ")).collect();
        member.write(path, kept.concat());
    }
}
