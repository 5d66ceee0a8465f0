//! People who do things at random: what they type, rename, remove, break and mend.

use std::collections::{BTreeMap, BTreeSet};

use handover::merge::Choice;
use handover::ops::Place;
use handover::ops::resolve::{find, resolve};

use super::team::{Member, task};
use crate::support::Dice;

/// One history: who did what, and which words must be somewhere in the end.
pub(super) struct History {
    pub(super) dice: Dice,
    pub(super) log: Vec<String>,
    /// Words that somebody typed and nobody took away.
    typed: BTreeSet<String>,
    count: usize,
    /// Decides what is done about conflict notes, beside all else.
    notes: Dice,
    /// Words that stood in a note which was settled: the history must have them.
    settled: BTreeSet<String>,
    /// Words that somebody typed into a note.
    noted: BTreeSet<String>,
    /// What editors show that were opened and not closed: by person and file.
    open: BTreeMap<(String, String), String>,
}

/// How people share in one kind of test.
pub(super) trait Sharing {
    /// Syncs once, perhaps with a disk or a network that fails; says what came of it.
    fn sync(&mut self, member: &Member<'_>, dice: &mut Dice) -> String;

    /// Syncs once with everything in order; returns the result in one word, and what is held back.
    fn sync_well(&mut self, member: &Member<'_>) -> (String, Vec<String>);
}

impl History {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            dice: Dice(seed),
            log: Vec::new(),
            typed: BTreeSet::new(),
            count: 0,
            notes: Dice(seed ^ 0x6e6f_7465),
            settled: BTreeSet::new(),
            noted: BTreeSet::new(),
            open: BTreeMap::new(),
        }
    }

    /// Lets the members do `steps` things in turn, as the dice fall.
    pub(super) fn play(
        &mut self,
        members: &[Member<'_>],
        steps: usize,
        sharing: &mut dyn Sharing,
        told: bool,
    ) {
        for _ in 0..steps {
            let at = self.dice.below(members.len());
            let what = match self.dice.below(3) {
                0 => sharing.sync(&members[at], &mut self.dice),
                _ => self.step(&members[at]),
            };
            let what = match self.about_notes(&members[at]) {
                Some(more) => format!("{what}, then {more}"),
                None => what,
            };
            let line = format!("{} {what}", name(&members[at]));
            if told {
                tell(&line);
            }
            self.log.push(line);
        }
    }

    /// Checks what must hold once nobody types any more and everybody has synced.
    pub(super) fn check(&self, members: &[Member<'_>]) {
        let all = files(&members[0]);
        for member in &members[1..] {
            assert_eq!(files(member), all, "{:#?}", self.log);
        }
        let text: String = all.values().map(String::as_str).collect();
        for word in &self.typed {
            let history = || members[0].git(&["log", "--all", "-p", "--stat", "-S", word]);
            assert!(text.contains(word.as_str()), "{word} is lost: {:#?}\n{}", self.log, history());
        }
        for word in self.settled.iter().filter(|word| !text.contains(word.as_str())) {
            let found = members[0].git(&["log", "--all", "--oneline", "-S", word]);
            assert!(!found.is_empty(), "{word} of a note is lost: {:#?}", self.log);
        }
        for (path, text) in &all {
            assert!(!text.contains("<<<<<<<"), "{path} has markers: {:#?}", self.log);
            let front = text.split("\n---\n").next().unwrap_or_default();
            for key in ["\ndue:", "\nid:", "\ntitle:"] {
                assert!(front.matches(key).count() <= 1, "{path}: {text} {:#?}", self.log);
            }
        }
    }

    fn word(&mut self) -> String {
        self.count += 1;
        let word = format!("word{:04}x", self.count);
        self.typed.insert(word.clone());
        word
    }

    fn documents(&mut self, member: &Member<'_>) -> Vec<String> {
        let files = member.files().into_iter().map(|(path, _)| path);
        files.filter(|path| path.starts_with("tasks/")).collect()
    }

    pub(super) fn step(&mut self, member: &Member<'_>) -> String {
        let documents = self.documents(member);
        let name = name(member);
        if documents.is_empty() || self.dice.below(10) == 0 {
            return self.create(member, &name);
        }
        let path = self.dice.one(&documents).clone();
        let editor = (name, path.clone());
        let what = self.dice.below(17);
        if what > 14 {
            return self.type_into_open_editor(member, &path, editor);
        }
        // Whoever changes a file by other means closes the editor first.
        self.open.remove(&editor);
        match what {
            0..=3 => self.write_prose(member, &path),
            4 | 5 => {
                let due = format!("due: 2099-12-{:02}", 1 + self.dice.below(28));
                set_line(member, &path, "due:", &due);
                format!("{due} in {path}")
            }
            6 => {
                // A later title may replace it before anybody else sees it.
                self.count += 1;
                let title = format!("title: Post number {}", self.count);
                set_line(member, &path, "title:", &title);
                format!("{title} in {path}")
            }
            7 => {
                let text = member.read(&path).replace("- [ ]", "- [x]");
                member.write(&path, text);
                format!("ticks {path}")
            }
            8 => self.remove(member, &path),
            9 => {
                let to = format!("tasks/moved{}/{}", self.dice.below(3), file_name(&path));
                if !member.has(&to) {
                    member.rename(&path, &to);
                }
                format!("moves {path} to {to}")
            }
            10 => {
                let text = member.read(&path).replacen("title: ", "title: Broken: ", 1);
                member.write(&path, text);
                format!("breaks {path}")
            }
            11 => {
                mend(member);
                "mends everything".to_owned()
            }
            12 => {
                self.open.insert(editor, member.read(&path));
                format!("opens {path}")
            }
            _ => {
                if member.git(&["status", "--porcelain"]).is_empty() {
                    return "has nothing to commit".to_owned();
                }
                member.commit("by hand");
                "commits by hand".to_owned()
            }
        }
    }

    fn create(&mut self, member: &Member<'_>, name: &str) -> String {
        let word = self.word();
        let number = 1 + self.dice.below(40);
        let path = format!("tasks/{name}-{number}.md");
        if member.has(&path) {
            self.typed.remove(&word);
            return format!("has {path} already");
        }
        let taken =
            member.files().iter().any(|(_, text)| text.contains(&format!("id: {name}-{number}\n")));
        let mut text = task(&format!("{name}-{number}"), "2099-12-10", &format!("{word}\n\nEnd."));
        if taken || self.dice.below(3) == 0 {
            text = text.replace(&format!("id: {name}-{number}\n"), "");
        }
        member.write(&path, text);
        format!("writes {path} with {word}")
    }

    fn write_prose(&mut self, member: &Member<'_>, path: &str) -> String {
        let word = self.word();
        let text = member.read(path);
        let places: Vec<usize> = text.match_indices("\n\n").map(|(at, _)| at + 1).collect();
        let body = text.find("\n---\n").map_or(0, |at| at + 5);
        let places: Vec<usize> = places.into_iter().filter(|at| *at > body).collect();
        let at = if places.is_empty() { text.len() } else { *self.dice.one(&places) };
        member.write(path, format!("{}\n{word} {word}b\n{}", &text[..at], &text[at..]));
        format!("types {word} into {path}")
    }

    /// Saves what the editor shows, whatever a sync has done to the file meanwhile, with a word more.
    fn type_into_open_editor(
        &mut self,
        member: &Member<'_>,
        path: &str,
        editor: (String, String),
    ) -> String {
        let word = self.word();
        let shown = self.open.remove(&editor).unwrap_or_else(|| member.read(path));
        let text = format!("{}\n\n{word} {word}b\n", shown.trim_end());
        member.write(path, &text);
        self.open.insert(editor, text);
        format!("types {word} into an open editor of {path}")
    }

    /// Now and then does something about a conflict note that lies in the folder.
    fn about_notes(&mut self, member: &Member<'_>) -> Option<String> {
        let notes: Vec<String> = member
            .files()
            .into_iter()
            .map(|(path, _)| path)
            .filter(|path| path.starts_with("conflicts/") && !path.contains(".handover-"))
            .collect();
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
            self.settled.insert(word.clone());
            self.noted.insert(word.clone());
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
    fn forget_noted(&mut self, text: &str) {
        let noted = &self.noted;
        self.settled.retain(|word| !(noted.contains(word) && text.contains(word.as_str())));
    }

    fn remove(&mut self, member: &Member<'_>, path: &str) -> String {
        let text = member.read(path);
        self.typed.retain(|word| !text.contains(word.as_str()));
        member.remove(path);
        format!("removes {path}")
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Replaces the first line that starts with `key`, in the front matter.
fn set_line(member: &Member<'_>, path: &str, key: &str, line: &str) {
    let text = member.read(path);
    let Some(at) = text.find(&format!("\n{key}")).map(|at| at + 1) else { return };
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    member.write(path, format!("{}{line}{}", &text[..at], &text[end..]));
}

pub(super) fn mend(member: &Member<'_>) {
    for (path, text) in member.files() {
        if text.contains("Broken: ") {
            member.write(&path, text.replace("Broken: ", "Mended, "));
        }
    }
}

/// Returns the name of whom a clone belongs to.
pub(super) fn name(member: &Member<'_>) -> String {
    member.root.file_name().expect("a name").to_string_lossy().into_owned()
}

/// What people see.
pub(super) fn files(member: &Member<'_>) -> BTreeMap<String, String> {
    member.files().into_iter().filter(|(path, _)| !path.contains(".handover-")).collect()
}

/// Lets nobody type any more and everybody sync, until nothing moves.
pub(super) fn settle(members: &[Member<'_>], sharing: &mut dyn Sharing) {
    const ROUNDS: usize = 8;
    for round in 0..=ROUNDS {
        let mut moved = false;
        for member in members {
            mend(member);
            let (result, held_back) = sharing.sync_well(member);
            moved |= result != "up_to_date" || !held_back.is_empty();
            renumber(member, &held_back);
        }
        if !moved {
            return;
        }
        assert!(round < ROUNDS, "they never come to rest");
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

/// Writes a line past the capture of the tests' output, so that a killed run leaves its seed.
pub(super) fn tell(line: &str) {
    use std::io::Write;
    // A test that cannot be heard still counts.
    let _ = writeln!(std::io::stderr(), "{line}");
}
