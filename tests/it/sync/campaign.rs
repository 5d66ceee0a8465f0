//! Random histories of several people, with crashes in between.
//!
//! `HANDOVER_SEEDS=500` plays so many; `HANDOVER_SEED=17` plays one of them again, and prints what
//! everybody did. A seed that ever failed is in [`ONCE_FAILED`] and is played every time.

use std::collections::{BTreeMap, BTreeSet};

use super::team::{Member, Team, task};

/// Seeds that found a fault.
const ONCE_FAILED: &[u64] = &[];
/// How many others are played by default.
const USUAL: u64 = 4;
const PEOPLE: [&str; 3] = ["ola", "kari", "per"];

/// Steele, Lea and Flood, “Fast splittable pseudorandom number generators” (2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).expect("small")
    }

    fn one<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// One history: who did what, and which words must be somewhere in the end.
struct History<'t> {
    dice: Dice,
    team: &'t Team,
    log: Vec<String>,
    /// Words that somebody typed and nobody took away.
    typed: BTreeSet<String>,
    count: usize,
    /// What editors show that were opened and not closed: by person and file.
    open: BTreeMap<(String, String), String>,
}

impl History<'_> {
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

    fn step(&mut self, member: &Member<'_>) -> String {
        let documents = self.documents(member);
        let name = member.root.file_name().expect("a name").to_string_lossy().into_owned();
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

    fn sync(&mut self, member: &Member<'_>) -> String {
        if self.dice.below(4) > 0 {
            let synced = member.sync(&[]);
            assert!(synced.code < 2, "{synced:?}");
            return format!("syncs: {}", synced.result());
        }
        let at = 1 + self.dice.below(70);
        let how = *self.dice.one(&["stop", "full", "io"]);
        let mut command = member.sandbox.command(env!("CARGO_BIN_EXE_handover"));
        command.current_dir(&member.root).args(["sync"]);
        command.env("HANDOVER_FAIL_AT", at.to_string()).env("HANDOVER_FAIL_HOW", how);
        let output = command.output().expect("the program runs");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!errors.contains("panicked"), "{errors}");
        format!("syncs and fails ({how} at {at}): {:?}", output.status.code())
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

fn mend(member: &Member<'_>) {
    for (path, text) in member.files() {
        if text.contains("Broken: ") {
            member.write(&path, text.replace("Broken: ", "Mended, "));
        }
    }
}

/// What people see.
fn files(member: &Member<'_>) -> BTreeMap<String, String> {
    member.files().into_iter().filter(|(path, _)| !path.contains(".handover-")).collect()
}

/// Lets nobody type any more and everybody sync, until nothing moves.
fn settle(team: &Team, members: &[Member<'_>]) {
    for _ in 0..6 {
        for member in members {
            mend(member);
            renumber_copies(member);
            let synced = member.sync(&[]);
            assert!(synced.code < 2, "{synced:?}");
        }
    }
    for member in members {
        let last = member.sync(&[]);
        assert_eq!(last.result(), "up_to_date", "{}: {last:?}", member.root.display());
        assert_eq!(last.paths("held_back"), Vec::<&str>::new(), "{}", member.root.display());
        let status = member.git(&["status", "--porcelain"]);
        // A temporary file of a stopped run is cleared away when it is an hour old.
        let changes = status.lines().filter(|line| !line.contains(".handover-"));
        assert_eq!(changes.count(), 0, "{}: {status}", member.root.display());
        member.git(&["fsck", "--strict", "--no-dangling"]);
    }
    team.git(&team.hub, &["fsck", "--strict", "--no-dangling"]);
}

/// Does what a person would whom two documents of one id are shown: drops the id of the one that
/// is not shared, so that it gets a new one.
fn renumber_copies(member: &Member<'_>) {
    let held = member.sync(&[]);
    for path in held.paths("held_back") {
        if member.has(path) {
            let text = member.read(path);
            let kept: Vec<&str> =
                text.split_inclusive('\n').filter(|line| !line.starts_with("id: ")).collect();
            member.write(path, kept.concat());
        }
    }
}

fn play(seed: u64, told: bool) {
    let team = Team::new();
    let members = PEOPLE.map(|name| team.member(name));
    let mut history = History {
        dice: Dice(seed),
        team: &team,
        log: Vec::new(),
        typed: BTreeSet::new(),
        count: 0,
        open: BTreeMap::new(),
    };
    for _ in 0..40 {
        let at = history.dice.below(members.len());
        let what = match history.dice.below(3) {
            0 => history.sync(&members[at]),
            _ => history.step(&members[at]),
        };
        if told {
            tell(&format!("{} {what}", PEOPLE[at]));
        }
        history.log.push(format!("{} {what}", PEOPLE[at]));
    }
    settle(history.team, &members);
    let all = files(&members[0]);
    for member in &members[1..] {
        assert_eq!(files(member), all, "{:#?}", history.log);
    }
    let text: String = all.values().map(String::as_str).collect();
    for word in &history.typed {
        assert!(text.contains(word.as_str()), "{word} is lost: {:#?}", history.log);
    }
    for (path, text) in &all {
        assert!(!text.contains("<<<<<<<"), "{path} has markers");
        let front = text.split("\n---\n").next().unwrap_or_default();
        assert!(front.matches("\ndue:").count() <= 1, "{path} has two dates: {text}");
    }
}

/// Writes a line past the capture of the tests' output, so that a killed run leaves its seed.
fn tell(line: &str) {
    use std::io::Write;
    // A test that cannot be heard still counts.
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[test]
fn whatever_people_do_everything_ends_alike_and_nothing_is_lost() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    if let Some(seed) = number("HANDOVER_SEED") {
        return play(seed, true);
    }
    let seeds = number("HANDOVER_SEEDS").unwrap_or(USUAL);
    for seed in ONCE_FAILED.iter().copied().chain(0..seeds) {
        tell(&format!("seed {seed}"));
        play(seed, false);
    }
}
