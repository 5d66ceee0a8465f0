//! A search finds what stands in the files, whatever happened to them and to the cache.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Run, Sandbox};

const WORDS: [&str; 10] = [
    "faktura",
    "Fakturaer",
    "november",
    "Ås",
    "blåbær",
    "kvittering",
    "møte",
    "revisor",
    "avtale",
    "ÆØÅ",
];

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % below as u64).unwrap()
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }

    fn text(&mut self) -> String {
        let words: Vec<&str> = (0..self.below(6)).map(|_| self.word()).collect();
        format!("{}.\n", words.join(" "))
    }
}

/// A workspace in a repository, with some notes.
fn workspace(random: &mut Random) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("workspace.yml", "format: 1\ntimezone: Europe/Oslo\n");
    for number in 0..12 {
        sandbox.write(&format!("notes/{number}.md"), &random.text());
    }
    sandbox.git_init("Ola", "ola@example.com");
    commit(&sandbox);
    sandbox
}

fn commit(sandbox: &Sandbox) {
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-q", "--allow-empty", "-m", "x"]);
}

/// The notes, by path.
fn notes(sandbox: &Sandbox) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(sandbox.path("notes")).unwrap();
    let mut notes: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    notes.sort();
    notes
}

/// The notes that have all words, as a look at every file finds them.
fn expected(sandbox: &Sandbox, words: &[&str]) -> BTreeSet<String> {
    let has = |path: &Path, word: &str| {
        let text = std::fs::read_to_string(path).unwrap().to_lowercase();
        let mut found = text.split(|each: char| !each.is_alphanumeric());
        found.any(|one| one.starts_with(&word.to_lowercase()))
    };
    let notes = notes(sandbox);
    let fitting = notes.iter().filter(|path| words.iter().all(|word| has(path, word)));
    let name = |path: &PathBuf| format!("notes/{}", path.file_name().unwrap().to_str().unwrap());
    fitting.map(name).collect()
}

fn paths(run: &Run) -> BTreeSet<String> {
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    let items = found["items"].as_array().unwrap();
    items.iter().map(|item| item["path"].as_str().unwrap().to_owned()).collect()
}

fn check(sandbox: &Sandbox, words: &[&str], when: &str) {
    let run = sandbox.handover(&[&["search", "--json", "--limit", "99"], words].concat());
    assert_eq!(paths(&run), expected(sandbox, words), "{words:?} {when}");
}

#[test]
fn a_search_follows_every_change() {
    let mut random = Random(7);
    let sandbox = workspace(&mut random);
    for step in 0..60 {
        let notes = notes(&sandbox);
        let note = notes[random.below(notes.len())].clone();
        let act = random.below(7);
        match act {
            0 => std::fs::write(&note, random.text()).unwrap(),
            1 => keeping_size_and_time(&note),
            2 if notes.len() > 5 => std::fs::remove_file(&note).unwrap(),
            3 => std::fs::rename(&note, sandbox.path(&format!("notes/n{step}.md"))).unwrap(),
            4 => sandbox.write(&format!("notes/m{step}.md"), &random.text()),
            5 => {
                commit(&sandbox);
                sandbox.git(&["checkout", "-q", "-B", &format!("b{}", step % 3)]);
                sandbox.write("notes/branch.md", &random.text());
                commit(&sandbox);
                sandbox.git(&["checkout", "-q", "HEAD~1"]);
            }
            _ => damage(&sandbox, &mut random),
        }
        let words = [random.word(), random.word()];
        check(&sandbox, &words[..1 + random.below(2)], &format!("after {act} in step {step}"));
    }
}

/// Puts other words of the same length in a note, and sets back its time.
fn keeping_size_and_time(note: &Path) {
    let modified = std::fs::metadata(note).unwrap().modified().unwrap();
    let text = std::fs::read_to_string(note).unwrap();
    std::fs::write(note, text.replace("november", "desember").replace("møte", "bøte")).unwrap();
    std::fs::File::options().write(true).open(note).unwrap().set_modified(modified).unwrap();
}

/// Something happens to the cache.
fn damage(sandbox: &Sandbox, random: &mut Random) {
    let cache = sandbox.path(".git/handover/cache/index.db");
    let Ok(mut bytes) = std::fs::read(&cache) else { return };
    match random.below(4) {
        0 => std::fs::remove_dir_all(cache.parent().unwrap()).unwrap(),
        1 => std::fs::write(&cache, "no database").unwrap(),
        2 => std::fs::write(&cache, &bytes[..bytes.len() / 2]).unwrap(),
        _ => {
            for _ in 0..40 {
                let at = random.below(bytes.len());
                bytes[at] ^= 0x55;
            }
            std::fs::write(&cache, bytes).unwrap();
        }
    }
}

#[test]
fn several_may_search_at_once() {
    let mut random = Random(11);
    let sandbox = workspace(&mut random);
    for round in 0..4 {
        let words = [random.word()];
        let start = |_| {
            let mut command = sandbox.command(env!("CARGO_BIN_EXE_handover"));
            command.args(["search", "--json", "--limit", "99"]).args(words);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let running: Vec<_> = (0..6).map(start).collect();
        for child in running {
            let run = Run::of(child.wait_with_output().unwrap());
            assert_eq!(paths(&run), expected(&sandbox, &words), "{words:?} in round {round}");
        }
        sandbox.write(&format!("notes/new{round}.md"), &random.text());
    }
}

#[test]
fn nothing_is_kept_where_nothing_can_be() {
    let mut random = Random(13);
    let sandbox = workspace(&mut random);
    std::fs::create_dir_all(sandbox.path(".git/handover")).unwrap();
    sandbox.write(".git/handover/cache", "a file where the folder should be");
    for word in WORDS {
        check(&sandbox, &[word], "without a cache");
    }
    assert_eq!(sandbox.read(".git/handover/cache"), "a file where the folder should be");
}

#[test]
fn what_misleads_is_shown_as_signs() {
    let sandbox = Sandbox::new();
    sandbox.write("workspace.yml", "format: 1\n");
    sandbox.write("a.md", "# faktura \u{1b}]0;evil\u{7}\n\nfaktura \u{202e}gnp.exe\n");
    for color in ["always", "never"] {
        let run = sandbox.handover(&["--color", color, "search", "faktura"]);
        assert!(!run.stdout.contains(['\u{7}', '\u{202e}']), "{}", run.stdout);
        assert!(!run.stdout.contains("\u{1b}]"), "{}", run.stdout);
        assert_eq!(run.stdout.contains("\u{1b}[1m"), color == "always");
    }
}

/// What `list` and `search` find by words is the same, but for what was said about tasks and what
/// is no document.
#[test]
fn lists_and_searches_agree_on_what_fits() {
    let mut random = Random(11);
    let sandbox = workspace(&mut random);
    for number in 0..40 {
        let (title, text) = (random.text(), random.text());
        let task = format!("---\nid: ola-{number}\ntitle: \"{}\"\n---\n\n{text}", title.trim());
        sandbox.write(&format!("tasks/ola-{number}.md"), &task);
        let said = format!("---\ntask: ola-{number}\ntype: note\n---\n\n{}", random.text());
        sandbox.write(&format!("tasks/ola-{number}/2026-11-24-091203-ola-note-7f3a.md"), &said);
    }
    let mut queries: Vec<String> = WORDS.iter().map(|word| (*word).to_owned()).collect();
    for _ in 0..4 {
        let (one, two) = (random.word(), random.word());
        queries.extend([
            format!("{one} {two}"),
            format!("\"{one} {two}\""),
            format!("{one} -{two}"),
            format!("{} kind:task", one.to_lowercase()),
        ]);
    }
    queries.extend(["fakt", "aas", "aes", "blaabaer", "ola-1", "3", "as", "AAS"].map(String::from));
    let mut found = 0;
    for query in &queries {
        let listed = sandbox.handover(&["list", query, "--format", "ids"]);
        let listed: BTreeSet<&str> = listed.stdout.lines().collect();
        let searched = sandbox.handover(&["search", query, "--json", "--limit", "1000"]);
        let json: Value = serde_json::from_str(&searched.stdout).expect("JSON");
        let items = json["items"].as_array().expect("items").iter();
        let ids: BTreeSet<&str> = items
            .filter(|item| item["kind"] == "task")
            .map(|item| item["id"].as_str().expect("an id"))
            .collect();
        assert_eq!(listed, ids, "{query}");
        found += ids.len();
        let board = sandbox.handover(&["board", query, "--json"]);
        let json: Value = serde_json::from_str(&board.stdout).expect("JSON");
        let columns = json["columns"].as_array().expect("columns").iter();
        let on_board = columns.flat_map(|one| one["items"].as_array().expect("items"));
        let on_board: BTreeSet<&str> =
            on_board.map(|item| item["id"].as_str().expect("an id")).collect();
        assert_eq!(on_board, ids, "{query}");
    }
    assert!(found > 200, "{found}");
}

/// `is:new` is what others changed since one last looked, as `changes` has it.
#[test]
fn what_is_new_is_what_others_changed_since() {
    let sandbox = Sandbox::new();
    sandbox.write("workspace.yml", "format: 1\nqueries:\n  fresh: \"is:new to:kari\"\n");
    for person in ["ola", "kari"] {
        let page = format!("---\nid: {person}\nname: {person}\nemail: {person}@example.org\n---\n");
        sandbox.write(&format!("people/{person}.md"), &page);
    }
    let task = |number: usize, title: &str| {
        let text = format!("---\nid: ola-{number}\ntitle: {title}\nto: kari\n---\n\nFaktura.\n");
        sandbox.write(&format!("tasks/ola-{number}.md"), &text);
    };
    (1..4).for_each(|number| task(number, "Old"));
    let ids = |query: &[&str]| {
        let run = sandbox.handover(&[&["list"], query, &["--format", "ids"]].concat());
        assert_eq!(run.code, 0, "{run:?}");
        run.stdout
    };
    let refused = sandbox.handover(&["list", "faktura is:new"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.stderr.contains("  faktura is:new\n          ^^^^^^"), "{}", refused.stderr);
    assert!(refused.stderr.contains("no git repository"), "{}", refused.stderr);

    sandbox.git_init("ola", "ola@example.org");
    commit(&sandbox);
    sandbox.git(&["config", "user.email", "kari@example.org"]);
    assert_eq!(ids(&["is:new", "kind:task"]), "ola-1\nola-2\nola-3\n", "never looked");
    assert_eq!(sandbox.handover(&["changes", "--mark", "--json"]).code, 0);
    assert_eq!(ids(&["is:new"]), "");
    task(3, "Mine");
    commit(&sandbox);
    assert_eq!(ids(&["is:new"]), "", "one's own changes are not new");
    sandbox.git(&["config", "user.email", "ola@example.org"]);
    task(2, "Changed");
    commit(&sandbox);
    sandbox.git(&["config", "user.email", "kari@example.org"]);
    for query in [&["is:new"][..], &["@fresh"], &["faktura", "er:ny"], &["chan", "is:new"]] {
        assert_eq!(ids(query), "ola-2\n", "{query:?}");
    }
    assert_eq!(ids(&["-is:new", "kind:task"]), "ola-1\nola-3\n");
    let found = sandbox.handover(&["search", "faktura", "is:new", "--json"]);
    let json: Value = serde_json::from_str(&found.stdout).expect("JSON");
    assert_eq!((&json["total"], &json["items"][0]["id"]), (&1.into(), &"ola-2".into()));
}
