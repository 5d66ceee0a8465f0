//! People who do things at random: what they type, rename, remove, break and mend.

use std::collections::{BTreeMap, BTreeSet};

use super::team::{Member, task};
use crate::support::Dice;

/// One history: who did what, and which words must be somewhere in the end.
pub(super) struct History {
    pub(super) dice: Dice,
    pub(super) log: Vec<String>,
    /// Words that somebody typed and nobody took away.
    typed: BTreeSet<String>,
    count: usize,
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
