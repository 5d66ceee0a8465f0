//! A client's whole round from the page with an editor alone, as Notepad, Obsidian and Typora write
//! files, in both languages. Whatever is written comes from what the page says.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::support::{Sandbox, setup};

const TASK: &str = "tasks/bank.md";

/// Words by which a paragraph of the page is found.
struct Words {
    language: &'static str,
    page: &'static str,
    new: &'static str,
    correct: &'static str,
    answer: &'static str,
    judge: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    page: "Today.md",
    new: "To hand over something new",
    correct: "`type: correct`",
    answer: "right below the question",
    judge: "Is it good?",
};

const BOKMAL: Words = Words {
    language: "nb",
    page: "I dag.md",
    new: "For å sette bort noe nytt",
    correct: "`type: rett`",
    answer: "rett under spørsmålet",
    judge: "Er det bra?",
};

struct Round {
    sandbox: Sandbox,
    words: Words,
}

impl Round {
    fn new(words: Words) -> Self {
        let round = Self { sandbox: setup::shared(words.language), words };
        round.kari(&["join", "shared.git", "kari", "--as", "kari"]);
        round
    }

    /// Syncs as Ola's machine does by itself.
    fn sync(&self) -> String {
        let run = self.sandbox.handover(&["-C", "ola", "sync"]);
        assert_eq!(run.code, 0, "{run:?}");
        run.stdout
    }

    fn kari(&self, args: &[&str]) {
        let run = self.sandbox.handover(args);
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
    }

    /// Lets Kari make moves and share them, and Ola's machine fetch them.
    fn kari_does(&self, moves: &[&[&str]]) {
        self.kari(&["-C", "kari", "sync"]);
        for one in moves {
            self.kari(&[&["-C", "kari"], *one].concat());
        }
        self.kari(&["-C", "kari", "sync"]);
        self.sync();
    }

    /// Returns the paragraph of the page in which these words stand.
    fn says(&self, words: &str) -> String {
        let page = self.sandbox.read(&format!("ola/{}", self.words.page));
        let found = page.lines().find(|line| line.contains(words));
        found.unwrap_or_else(|| panic!("{words:?} is not in {page}")).to_owned()
    }

    /// Saves a file as some editor does, a while ago.
    fn save(&self, path: &str, text: &str, editor: Editor) {
        let path = self.sandbox.path(&format!("ola/{path}"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let bytes = match editor {
            Editor::Notepad => format!("\u{feff}{}", text.replace('\n', "\r\n")),
            Editor::Obsidian | Editor::Typora => text.to_owned(),
        };
        let written = match editor {
            Editor::Typora => path.with_extension("md.tmp"),
            _ => path.clone(),
        };
        std::fs::write(&written, bytes).unwrap();
        let file = std::fs::File::options().write(true).open(&written).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(10)).unwrap();
        if written != path {
            std::fs::rename(written, path).unwrap();
        }
    }

    /// Changes a file in an editor that keeps its marks and line ends.
    fn change(&self, path: &str, change: impl FnOnce(&str) -> String) {
        let text = self.sandbox.read(&format!("ola/{path}"));
        let plain = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let changed = change(&plain);
        assert_ne!(changed, plain, "{path}");
        let editor = if text.starts_with('\u{feff}') { Editor::Notepad } else { Editor::Typora };
        self.save(path, &changed, editor);
    }

    /// Returns where the task stands for everybody.
    fn stands(&self) -> (String, Option<String>) {
        let both = ["ola", "kari"].map(|who| {
            let run = self.sandbox.handover(&["-C", who, "list", "kind:task", "--json"]);
            let json: Value = serde_json::from_str(&run.stdout).unwrap();
            let items = json["items"].as_array().unwrap();
            let item = items.iter().find(|item| item["path"] == TASK);
            let item = item.unwrap_or_else(|| panic!("{json}"));
            let text = |key: &str| item[key].as_str().map(str::to_owned);
            (text("effective_status").unwrap(), text("waiting_on"))
        });
        assert_eq!(both[0], both[1]);
        both[0].clone()
    }

    #[track_caller]
    fn is(&self, state: &str, waiting_on: Option<&str>) {
        self.kari(&["-C", "kari", "sync"]);
        assert_eq!(self.stands(), (state.to_owned(), waiting_on.map(str::to_owned)));
    }
}

#[derive(Clone, Copy)]
enum Editor {
    Notepad,
    Obsidian,
    Typora,
}

/// Returns what stands between backticks.
fn codes(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Returns where a link of these words leads.
fn link(text: &str, place: usize) -> String {
    let target = text.split("](").nth(place + 1).and_then(|rest| rest.split(')').next());
    target.expect("a link").replace("%20", " ")
}

fn whole_round(words: Words) {
    let round = Round::new(words);
    round.sync();

    // Something new, in Notepad.
    let said = round.says(round.words.new);
    let [folder, _, result, done, title, to, due, status] = codes(&said)[..] else {
        panic!("{said}")
    };
    let task = format!(
        "---\n{title} The bank\n{to} kari\n{due} 2099-12-01\n{status}\n---\n\n{result}\n\nEn liste over alt.\n\n\
         {done}\n\n- [ ] den er hel\n"
    );
    round.save(&format!("{folder}/bank.md"), &task, Editor::Notepad);
    round.sync();
    round.is("sent", Some("kari"));
    let text = round.sandbox.read(&format!("ola/{TASK}"));
    assert!(
        text.starts_with("\u{feff}---\r\n") && !text.replace("\r\n", "").contains('\n'),
        "{text:?}"
    );
    let id = text.lines().find_map(|line| line.strip_prefix("id: ")).expect("an id").trim();
    let id = id.to_owned();

    // It was misunderstood: a text file, in Obsidian.
    let confirm =
        ["confirm", &id, "-w", "Half of it", "--first-step", "Count", "--can-meet-due", "yes"];
    round.kari_does(&[&confirm]);
    round.is("confirmed", Some("kari"));
    let said = round.says(round.words.correct);
    let [folder, field, heading] = codes(&said)[..] else { panic!("{said}") };
    let text = format!("---\n{field}\n---\n\n{heading}\n\nAll of it.\n");
    round.save(&format!("{folder}/no.md"), &text, Editor::Obsidian);
    round.sync();
    round.is("sent", Some("kari"));

    // A question is answered below it, in Typora.
    let ask = ["ask", &id, "-q", "For whom is it?"];
    round.kari_does(&[&ask]);
    round.is("asked", Some("ola"));
    let file = link(&round.says(round.words.answer), 0);
    let question = "For whom is it?";
    round.change(&file, |text| text.replacen(question, &format!("{question}\n\n   Per."), 1));
    round.sync();
    round.is("sent", Some("kari"));

    // A delivery goes back, in Notepad.
    let deliver = ["deliver", &id, "-m", "https://example.com/list", "--tick-all"];
    round.kari_does(&[&confirm, &["start", &id], &deliver]);
    round.is("delivered", Some("ola"));
    let said = round.says(round.words.judge);
    let [status, folder, praise, kind, verdict, changes] = codes(&said)[..] else {
        panic!("{said}")
    };
    let text = format!("---\n{kind}\n{verdict}\n---\n\n{changes}\n\n1. One is missing.\n");
    round.save(&format!("{folder}/back.md"), &text, Editor::Notepad);
    round.sync();
    round.is("returned", Some("kari"));

    // The next one is accepted in the task itself, and a kind word follows.
    round.kari_does(&[&deliver]);
    round.is("delivered", Some("ola"));
    let task = link(&round.says(round.words.judge), 0);
    assert_eq!(task, TASK);
    round.change(&task, |text| {
        let is_status = |line: &str| line.starts_with("status:");
        let lines: Vec<&str> =
            text.lines().map(|line| if is_status(line) { status } else { line }).collect();
        lines.join("\n") + "\n"
    });
    round.save(
        &format!("{folder}/thanks.md"),
        &format!("---\n{praise}\n---\n\nWell done.\n"),
        Editor::Obsidian,
    );
    round.sync();
    round.is("accepted", None);
    let day = round.sandbox.handover(&["-C", "kari", "log", &id, "--json"]).stdout;
    assert!(day.contains("praise"), "{day}");
    let check = round.sandbox.handover(&["-C", "ola", "check", "--format", "concise"]);
    assert!(!check.stdout.contains("error["), "{}", check.stdout);
}

#[test]
fn a_whole_round_from_the_page_with_an_editor_alone() {
    whole_round(ENGLISH);
}

#[test]
fn a_whole_round_from_the_page_in_bokmal() {
    whole_round(BOKMAL);
}
