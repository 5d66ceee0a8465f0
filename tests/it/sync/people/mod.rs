//! People who do things at random: what they type, rename, remove, break and mend.

mod checks;
mod edits;
mod notes;
mod rest;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use git2::{ObjectType, Oid, Repository, TreeEntry};

use super::team::Member;
use crate::support::Dice;

pub(super) use checks::{breaks, front_matter_parses, shows_markers};
pub(super) use rest::settle;

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
    /// Whether editors stay open while a file is changed by other means, and files are put aside.
    windows: bool,
    /// Files that were put aside, with what they held: by person and file.
    aside: BTreeMap<(String, String), String>,
    /// Whose turn it is.
    turn: String,
    /// The words that each person typed.
    own: BTreeSet<(String, String)>,
    /// What an old text took out of a file that nobody has looked at since: by person and file.
    unseen: BTreeMap<(String, String), Vec<String>>,
}

/// How people share in one kind of test.
pub(super) trait Sharing {
    /// Syncs once, perhaps with a disk or a network that fails; says what came of it.
    fn sync(&mut self, member: &Member<'_>, history: &mut History) -> String;

    /// Syncs once with everything in order; returns the result in one word, and what is held back.
    fn sync_well(&mut self, member: &Member<'_>) -> (String, Vec<Stays>);

    /// Commits everything with plain git; tells whether there was anything.
    fn commit(&mut self, member: &Member<'_>) -> bool;
}

/// A file that a sync keeps here.
#[derive(Debug)]
pub(super) struct Stays {
    pub(super) path: String,
    /// The id that is to be written in it again.
    pub(super) known_as: Option<String>,
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
            windows: false,
            aside: BTreeMap::new(),
            turn: String::new(),
            own: BTreeSet::new(),
            unseen: BTreeMap::new(),
        }
    }

    /// Lets editors stay open whatever else changes a file, and files be away for a while.
    pub(super) fn stay_open(&mut self, windows: bool) {
        self.windows = windows;
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
            self.turn = name(&members[at]);
            let what = match self.dice.below(3) {
                0 => {
                    let what = sharing.sync(&members[at], self);
                    self.is_looked_at(&members[at]);
                    what
                }
                _ => self.step(&members[at], sharing),
            };
            let what = match self.about_notes(&members[at]) {
                Some(more) => format!("{what}, then {more}"),
                None => what,
            };
            let line = format!("{} {what}", name(&members[at]));
            if told {
                tell(&line);
                self.tell_missing(members);
            }
            self.log.push(line);
        }
    }

    /// Says which words are in nobody's folder any more: where a loss began.
    fn tell_missing(&self, members: &[Member<'_>]) {
        members.iter().for_each(tell_of_file);
        let text: String = members.iter().flat_map(Member::files).map(|(_, text)| text).collect();
        for word in self.typed.iter().filter(|word| !text.contains(word.as_str())) {
            tell(&format!("    {word} is in no folder"));
        }
    }

    /// Closes an editor without saving.
    pub(super) fn close(&mut self, member: &Member<'_>, path: &str) {
        self.open.remove(&(name(member), path.to_owned()));
    }

    /// Closes all editors of a person without saving.
    pub(super) fn close_all(&mut self, member: &Member<'_>) {
        let who = name(member);
        self.open.retain(|(person, _), _| *person != who);
    }

    /// Takes note that git or a sync has looked at what stands in a folder.
    fn is_looked_at(&mut self, member: &Member<'_>) {
        let who = name(member);
        self.unseen.retain(|(person, _), _| *person != who);
    }

    /// Returns which of the words that must not be lost stand in a text.
    pub(super) fn words_in(&self, text: &str) -> Vec<String> {
        self.typed.iter().filter(|word| text.contains(word.as_str())).cloned().collect()
    }

    /// Makes up a word, which must not be lost from now on.
    pub(super) fn word(&mut self) -> String {
        self.count += 1;
        let word = format!("word{:04}x", self.count);
        self.typed.insert(word.clone());
        self.own.insert((self.turn.clone(), word.clone()));
        word
    }

    /// A number that was not used before.
    fn number(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    /// Lets a word be lost: it was not typed after all, or somebody took it away.
    pub(super) fn forget(&mut self, word: &str) {
        self.typed.remove(word);
    }

    /// Whoever commits with plain git a text that a sync had replaced, just as it was, asks for it, as whoever reverts
    /// a change does: no program can tell the two apart. What stood there instead may go.
    pub(super) fn means_old_texts(&mut self, member: &Member<'_>) {
        let git = Repository::open(&member.root).expect("a repository");
        let tree = |name: &str| git.find_reference(name).and_then(|found| found.peel_to_tree());
        let (Ok(head), Ok(replaced)) = (tree("HEAD"), tree("refs/worktree/handover/replaced"))
        else {
            return;
        };
        for (path, text) in files(member) {
            let id = Oid::hash_object(ObjectType::Blob, text.as_bytes()).expect("a hash");
            let Ok(before) = head.get_path(Path::new(&path)) else { continue };
            let versions = replaced.get_path(Path::new(&format!("{path}!")));
            let versions = versions.and_then(|found| git.find_tree(found.id()));
            let is_number = |entry: &TreeEntry<'_>| {
                entry.name().is_ok_and(|name| name.parse::<usize>().is_ok())
            };
            let is_old = versions.is_ok_and(|versions| {
                versions.iter().any(|entry| entry.id() == id && is_number(&entry))
            });
            if before.id() != id && is_old {
                let before = git.find_blob(before.id()).expect("a version");
                let before = String::from_utf8_lossy(before.content()).into_owned();
                self.typed.retain(|word| text.contains(word) || !before.contains(word.as_str()));
            }
        }
    }

    /// Saves a text; the words that it takes away may be lost from now on.
    fn save(&mut self, member: &Member<'_>, path: &str, text: &str) {
        let before = member.read(path);
        self.typed.retain(|word| text.contains(word.as_str()) || !before.contains(word.as_str()));
        member.write(path, text);
    }

    /// Picks the path of a file below a folder.
    fn pick(&mut self, member: &Member<'_>, below: &str) -> Option<String> {
        let mut paths = paths(member);
        paths.retain(|path| path.starts_with(below));
        (!paths.is_empty()).then(|| self.dice.one(&paths).clone())
    }
}

/// Returns the name of whom a clone belongs to.
pub(super) fn name(member: &Member<'_>) -> String {
    member.root.file_name().expect("a name").to_string_lossy().into_owned()
}

/// What people see: nobody works in what a killed sync left half written.
pub(super) fn files(member: &Member<'_>) -> BTreeMap<String, String> {
    member.files().into_iter().filter(|(path, _)| !path.contains(".handover-")).collect()
}

/// The paths of what people see, in their order.
pub(super) fn paths(member: &Member<'_>) -> Vec<String> {
    member.paths().into_iter().filter(|path| !path.contains(".handover-")).collect()
}

/// Writes a line past the capture of the tests' output, so that a killed run leaves its seed.
pub(super) fn tell(line: &str) {
    use std::io::Write;
    // A test that cannot be heard still counts.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Tells which words the file `HANDOVER_FILE` has in a person's folder, in their branch and in what is
/// remembered of it there.
pub(super) fn tell_of_file(member: &Member<'_>) {
    let Ok(path) = std::env::var("HANDOVER_FILE") else { return };
    let words = |text: &str| {
        let words = text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| word.len() == 9 && word.starts_with("word") && word.ends_with('x'));
        words.map(|word| &word[4..8]).collect::<Vec<_>>().join(" ")
    };
    let of = |commit: &str| {
        let mut command = member.sandbox.command("git");
        let said = command.current_dir(&member.root).args(["show", commit]).output();
        let said = said.expect("git runs");
        said.status.success().then(|| words(&String::from_utf8_lossy(&said.stdout)))
    };
    let folder = member.has(&path).then(|| words(&member.read(&path)));
    let state = "refs/worktree/handover";
    let [head, base, put, gone] = [
        format!("HEAD:{path}"),
        format!("{state}/base:{path}"),
        format!("{state}/replaced:{path}!/put"),
        format!("{state}/replaced:{path}!/gone"),
    ]
    .map(|commit| of(&commit));
    let replaced: Vec<_> =
        (0..9).map_while(|at| of(&format!("{state}/replaced:{path}!/{at}"))).collect();
    tell(&format!(
        "    {}: folder {folder:?}, branch {head:?}, base {base:?}, put {put:?}, gone {gone:?}, \
         replaced {replaced:?}",
        name(member)
    ));
}
