//! Everybody stops typing, and syncs until nothing moves.

use std::collections::BTreeSet;

use super::super::team::Member;
use super::{Sharing, Stays, edits};

/// How often everybody may have to sync.
const ROUNDS: usize = 8;

/// Lets nobody type any more and everybody sync, until nothing moves. Returns what people took out of files that
/// were kept here.
pub(in crate::sync) fn settle(members: &[Member<'_>], sharing: &mut dyn Sharing) -> String {
    let mut taken_out = String::new();
    // How many have found nothing to do since something moved.
    let mut quiet = 0;
    for round in 0..=ROUNDS {
        for member in members {
            edits::mend(member);
            super::tell_of_file(member);
            let (result, held_back) = sharing.sync_well(member);
            super::tell_of_file(member);
            let moved = result != "up_to_date" || !held_back.is_empty();
            taken_out += &mend_held_back(member, &held_back);
            assert!(
                round < ROUNDS || !moved,
                "they never come to rest: {result}, {held_back:?} of {}",
                member.root.display()
            );
            quiet = if moved { 0 } else { quiet + 1 };
            if quiet == members.len() {
                return taken_out;
            }
        }
    }
    taken_out
}

/// Does what a person would who is shown what keeps a file here: drops the id of the one of two
/// documents that is not shared, so that it gets a new one, takes out conflict markers, calls a key that
/// stands twice something else, and writes the id again that everybody knows. Returns the ids that went.
fn mend_held_back(member: &Member<'_>, held_back: &[Stays]) -> String {
    let mut taken_out = String::new();
    for Stays { path, known_as } in held_back.iter().filter(|stays| member.has(&stays.path)) {
        let text = member.read(path);
        taken_out.extend(text.split_inclusive('\n').filter(|line| line.starts_with("id: ")));
        let mut kept = String::new();
        let mut fences = 0;
        let mut keys = BTreeSet::new();
        let goes = ["id: ", "<<<<<<<", "=======", ">>>>>>>"];
        let stays = |line: &&str| !goes.iter().any(|begin| line.starts_with(begin));
        for line in text.split_inclusive('\n').filter(stays) {
            fences += usize::from(line.trim_end() == "---");
            if let (Some(id), "---", 1) = (known_as, line.trim_end(), fences) {
                let end = &line[line.trim_end().len()..];
                kept.push_str(&format!("{line}id: {id}{end}"));
                continue;
            }
            match line.split_once(':') {
                Some((key, value)) if fences < 2 && !keys.insert(key) => {
                    kept.push_str(&format!("{key}_{}:{value}", keys.len()));
                }
                _ => kept.push_str(line),
            }
        }
        member.write(path, kept);
    }
    taken_out
}
