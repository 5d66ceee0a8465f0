//! What people do about the conflict notes that lie in their folders.

use std::collections::BTreeSet;

use handover::merge::Choice;
use handover::ops::Place;
use handover::ops::resolve::{find, resolve};

use super::super::team::Member;
use super::{History, paths};

impl History {
    /// Now and then does something about a conflict note that lies in the folder.
    pub(super) fn about_notes(&mut self, member: &Member<'_>) -> Option<String> {
        let notes: Vec<String> =
            paths(member).into_iter().filter(|path| path.starts_with("conflicts/")).collect();
        if notes.is_empty() || self.notes.below(3) > 0 {
            return None;
        }
        let note = self.notes.one(&notes).clone();
        let text = member.read(&note);
        Some(match self.notes.below(8) {
            0..=2 => self.tick(member, &note, &text),
            3 => {
                // By hand: what stands is right.
                self.settled_words(&text);
                self.forget_noted(&text);
                member.remove(&note);
                format!("deletes {note}")
            }
            4 | 5 => self.resolve(member, &note, &text),
            6 => {
                let word = self.word();
                self.typed.remove(&word);
                self.noted.insert(word.clone());
                self.settled.insert(word.clone());
                let at = text.find("\n## ").map_or(text.len(), |at| at + 1);
                member.write(&note, format!("{}{word} it is\n\n{}", &text[..at], &text[at..]));
                format!("types {word} into {note}")
            }
            _ => {
                let unticked = text.replace("- [x] ", "- [ ] ");
                member.write(&note, unticked);
                format!("unticks {note}")
            }
        })
    }

    fn tick(&mut self, member: &Member<'_>, note: &str, text: &str) -> String {
        let boxes: Vec<usize> = text.match_indices("- [ ] ").map(|(at, _)| at).collect();
        let which = self.notes.below(3);
        let Some(at) = boxes.get(which).copied() else { return format!("looks at {note}") };
        self.settled_words(text);
        let mut ticked = format!("{}- [x] {}", &text[..at], &text[at + 6..]);
        if which == 2 && text.contains("\nfield: due") {
            let own = format!("Something else: 2099-12-{:02}", 1 + self.notes.below(28));
            ticked = ticked.replace("Something else:", &own);
        } else if which == 2 {
            let word = self.word();
            self.typed.remove(&word);
            // An id of their own stays here, and the one that everybody knows is written again.
            if !text.contains("\nfield: id\n") {
                self.settled.insert(word.clone());
                self.noted.insert(word.clone());
            }
            match ticked.contains("Something else:") {
                true => {
                    ticked = ticked.replace("Something else:", &format!("Something else: {word}"))
                }
                false => ticked.push_str(&format!("\n{word} {word}b\n")),
            }
        }
        member.write(note, ticked);
        format!("ticks box {which} of {note}")
    }

    fn resolve(&mut self, member: &Member<'_>, note: &str, text: &str) -> String {
        let place = Place::open(&member.root, None, &|_, _| {}).expect("a workspace");
        let choice = match self.notes.below(3) {
            0 => Choice::Keep,
            1 => Choice::Take,
            _ if text.contains("\nfield: due") => Choice::Own("2099-12-24".to_owned()),
            _ => Choice::Take,
        };
        let found = match find(&place, note) {
            Ok(found) => found,
            Err(error) => return format!("cannot resolve {note}: {error}"),
        };
        match resolve(&place, found, &choice) {
            Ok(_) => {
                self.settled_words(text);
                format!("resolves {note}: {choice:?}")
            }
            Err(error) => format!("cannot resolve {note}: {error}"),
        }
    }

    /// The words of a note that is settled need not stand in the end, if the history has them.
    fn settled_words(&mut self, text: &str) {
        let (settled, rest) = std::mem::take(&mut self.typed)
            .into_iter()
            .partition(|word| text.contains(word.as_str()));
        self.typed = rest;
        let settled: BTreeSet<String> = settled;
        self.settled.extend(settled);
    }

    /// What somebody typed into a note and took away again may be gone.
    pub(in crate::sync) fn forget_noted(&mut self, text: &str) {
        let noted = &self.noted;
        self.settled.retain(|word| !(noted.contains(word) && text.contains(word.as_str())));
    }
}
