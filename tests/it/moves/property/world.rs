//! People with a clone each, in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use handover::document::Document;
use handover::merge::ContentId;
use handover::schema::{Record, Schema};
use handover::text::{RepoPath, Source};
use handover::workflow::{Contents, Held, Said};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};

use crate::merge::memory::{Tree, merge};
use crate::support::Key;

/// Who takes part; nobody in `people/` is called Mallory.
pub(super) const PEOPLE: [&str; 6] = ["ola", "kari", "per", "lise", "nina", "mallory"];
/// The tasks there are, by id.
pub(super) const TASKS: [&str; 4] = ["ola-1", "ola-2", "ola-3", "kari-1"];

/// One person's clone.
pub(super) struct Side {
    pub(super) person: &'static str,
    pub(super) tree: Tree,
    /// What was shared when they last synced.
    pub(super) base: Tree,
}

/// Something said, by the word in it that stands nowhere else.
#[derive(Clone, Debug)]
pub(super) struct Written {
    /// Who said it, truly.
    pub(super) author: &'static str,
    /// Who it says has said it.
    pub(super) by: &'static str,
    /// Whether they may, by the task as it was then.
    pub(super) may: bool,
    /// Whether whom it is by signed just that.
    pub(super) signed: bool,
}

/// A mail that somebody signed, to be filed by whoever gets it.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub(super) task: &'static str,
    pub(super) by: &'static str,
    /// The fields of the review.
    pub(super) fields: String,
    /// What was signed, and how.
    pub(super) words: String,
    pub(super) signature: String,
    /// Whether it is theirs, and for the version that the fields name.
    pub(super) genuine: bool,
}

pub(super) struct World {
    pub(super) sides: Vec<Side>,
    pub(super) shared: Tree,
    pub(super) written: BTreeMap<String, Written>,
    /// Mails that were signed so far.
    pub(super) letters: Vec<Letter>,
    /// What was accepted by mail, by the word in it.
    pub(super) by_mail: BTreeSet<String>,
    /// What has been done so far.
    pub(super) log: Vec<String>,
    now: DateTime,
    words: usize,
    read: HashMap<(String, ContentId), Record>,
}

impl World {
    pub(super) fn new(name: String) -> Self {
        let shared = beginning();
        let side =
            |person: &&'static str| Side { person, tree: shared.clone(), base: shared.clone() };
        Self {
            sides: PEOPLE.iter().map(side).collect(),
            shared: shared.clone(),
            written: BTreeMap::new(),
            letters: Vec::new(),
            by_mail: BTreeSet::new(),
            log: vec![name],
            now: date(2026, 12, 1).at(8, 0, 0, 0),
            words: 0,
            read: HashMap::new(),
        }
    }

    /// Lets some time go by.
    pub(super) fn wait(&mut self, minutes: usize) -> DateTime {
        let minutes = i64::try_from(minutes).expect("few");
        self.now = self.now.checked_add(minutes.minutes()).expect("in time");
        self.now
    }

    /// Makes a word that stands nowhere else.
    pub(super) fn word(&mut self) -> String {
        self.words += 1;
        format!("w{}x", self.words)
    }

    /// Reads a tree; every version of a file is decoded once.
    pub(super) fn records(&mut self, tree: &Tree) -> Vec<Record> {
        let read = &mut self.read;
        let record = |(path, text): (&String, &String)| {
            let key = (path.clone(), ContentId::of_blob(text.as_bytes()));
            read.entry(key).or_insert_with(|| decode(path, text)).clone()
        };
        tree.iter().filter(|(path, _)| path.ends_with(".md")).map(record).collect()
    }

    /// Merges a clone with what is shared.
    pub(super) fn sync(&mut self, side: usize) {
        let person = self.sides[side].person;
        self.log.push(format!("{person} syncs"));
        let side = &mut self.sides[side];
        let merged = merge(&side.base, &side.tree, &self.shared).1;
        side.base = merged.clone();
        side.tree = merged.clone();
        self.shared = merged.clone();
        self.holds(&merged);
    }

    /// Checks that all have the same, and that the laws hold there.
    pub(super) fn is_settled(&mut self) {
        for side in &self.sides {
            assert_eq!(side.tree, self.shared, "{} {:#?}", side.person, self.log);
        }
        self.holds(&self.shared.clone());
    }

    /// Returns the words of everything that was said in a tree, with the file that holds it.
    pub(super) fn words_of(tree: &Tree) -> BTreeMap<&str, &str> {
        let mut all = BTreeMap::new();
        for (path, text) in tree {
            let words = body(text).split(|c: char| !c.is_ascii_alphanumeric());
            let is_word = |word: &&str| {
                let number = word.strip_prefix('w').and_then(|rest| rest.strip_suffix('x'));
                number.is_some_and(|number| number.parse::<usize>().is_ok())
            };
            all.extend(words.filter(is_word).map(|word| (word, path.as_str())));
        }
        all
    }

    /// Returns the words that are in a tree.
    pub(super) fn spoken(tree: &Tree) -> BTreeSet<String> {
        Self::words_of(tree).into_keys().map(str::to_owned).collect()
    }
}

/// Returns what stands below the front matter: names in it may hold words, too.
pub(super) fn body(text: &str) -> &str {
    text.split_once("\n---\n").map_or(text, |(_, body)| body)
}

pub(super) fn decode(path: &str, text: &str) -> Record {
    Schema::builtin().decode(&RepoPath::new(path), &Document::parse(Source::new(text))).0
}

/// Returns the path of a task.
pub(super) fn path_of(task: &str) -> String {
    format!("tasks/{task}-a.md")
}

/// The files of a tree, for what terms and deliveries are made of.
pub(super) struct Files<'t>(pub(super) &'t Tree);

impl Contents for Files<'_> {
    fn held(&self, path: &RepoPath) -> Held {
        let text = self.0.get(path.as_str());
        text.map_or(Held::Nothing, |text| {
            Held::Content(*ContentId::of_blob(text.as_bytes()).as_bytes())
        })
    }

    fn called(&self, name: &str) -> Option<RepoPath> {
        self.0.keys().find(|path| path.ends_with(&format!("/{name}"))).map(RepoPath::new)
    }
}

/// Finds a task among records.
pub(super) fn task<'r>(records: &'r [Record], id: &str) -> &'r Record {
    let found = records.iter().find(|one| one.is("task") && *one.id == *id);
    found.unwrap_or_else(|| panic!("{id} is gone"))
}

/// Returns where a task stands in a tree, in words.
pub(super) fn standing(records: &[Record], tree: &Tree, id: &str) -> String {
    let said = Said::of(records);
    let found = said.standing(task(records, id), Some(&Files(tree))).expect("a task");
    format!("{} {:?}", found.state.name(), found.waiting_on)
}

fn beginning() -> Tree {
    let person = |id: &str, role: &str, more: &str| {
        let text = format!(
            "---\nkind: person\nid: {id}\nname: {id}\nemail: {id}@example.org\nrole: {role}\n\
             signing_keys: {}\n{more}---\n",
            Key::of(id).public()
        );
        (format!("people/{id}.md"), text)
    };
    let task = |id: &str, fields: &str| {
        let text = format!(
            "---\nkind: task\nid: {id}\ntitle: Reconcile\n{fields}due: 2026-12-24\n---\n\n## Result\n\n\
             A list.\n\n## Done when\n\n- [ ] Every payment has a receipt\n- [ ] What is missing is named\n"
        );
        (path_of(id), text)
    };
    Tree::from([
        ("workspace.yml".to_owned(), "format: 1\nname: Nordlys\ntimezone: UTC\n".to_owned()),
        person("ola", "client", ""),
        person("kari", "assistant", "away: 2026-12-03..2026-12-06\nbackup: per\n"),
        person("per", "backup", ""),
        person("lise", "lead", ""),
        person("nina", "assistant", ""),
        task("ola-1", "from: ola\nto: kari\nstatus: draft\n"),
        task("ola-2", "from: ola\nto: kari\napprover: per\nstatus: sent\n"),
        task("ola-3", "from: ola\nto: per\nstatus: sent\n"),
        task("kari-1", "from: kari\nto: kari\nstatus: sent\n"),
    ])
}
