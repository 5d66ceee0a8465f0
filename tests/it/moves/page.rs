//! A client's whole round from the page with an editor alone, as Notepad, Obsidian and Typora write
//! files, in both languages: by the boxes on the page, and by files written by hand.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::support::{Sandbox, setup};

const TASK: &str = "tasks/bank.md";

/// What the page is called, and what it says about something new.
struct Words {
    language: &'static str,
    page: &'static str,
    new: &'static str,
}

const ENGLISH: Words =
    Words { language: "en", page: "Today.md", new: "To hand over something new" };

const BOKMAL: Words = Words { language: "nb", page: "I dag.md", new: "For å sette bort noe nytt" };

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
            Editor::Notepad => format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes(),
            Editor::Obsidian | Editor::Typora => text.as_bytes().to_vec(),
            Editor::Older => text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect(),
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
    /// One that knows Latin-1 alone.
    Older,
}

/// Returns what stands between backticks.
fn codes(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

impl Round {
    /// Hands over something new, as the page says, in Notepad; returns its id.
    fn hand_over(&self) -> String {
        self.sync();
        let said = self.says(self.words.new);
        let [folder, _, result, done, title, to, due, status] = codes(&said)[..] else {
            panic!("{said}")
        };
        let task = format!(
            "---\n{title} The bank\n{to} kari\n{due} 2099-12-01\n{status}\n---\n\n{result}\n\nEn liste over alt.\n\n\
             {done}\n\n- [ ] den er hel\n"
        );
        self.save(&format!("{folder}/bank.md"), &task, Editor::Notepad);
        self.sync();
        let text = self.sandbox.read(&format!("ola/{TASK}"));
        assert!(
            text.starts_with("\u{feff}---\r\n") && !text.replace("\r\n", "").contains('\n'),
            "{text:?}"
        );
        let id = text.lines().find_map(|line| line.strip_prefix("id: ")).expect("an id").trim();
        id.to_owned()
    }

    /// Returns the page with a tick in the box for `choice`, and `words` right below it.
    fn ticked(&self, choice: &str, words: &str) -> String {
        let page = self.sandbox.read(&format!("ola/{}", self.words.page));
        let line = page.lines().find(|line| line.contains(&format!("<!-- {choice} ")));
        let line = line.unwrap_or_else(|| panic!("no box for {choice} in {page}"));
        let end = if words.is_empty() { "" } else { "\n" };
        page.replacen(line, &format!("{}{end}{words}", line.replace("[ ]", "[x]")), 1)
    }

    /// Ticks the box for `choice` on the page in some editor, and syncs.
    fn tick(&self, choice: &str, words: &str, editor: Editor) -> String {
        let page = self.ticked(choice, words);
        self.save(self.words.page, &page, editor);
        let told = self.sync();
        let page = self.sandbox.read(&format!("ola/{}", self.words.page));
        assert!(!page.contains("- [x]"), "{page}");
        assert!(words.is_empty() || !page.contains(words), "{page}");
        told
    }

    /// The same with words that go nowhere.
    fn tick_with_words(&self, choice: &str, words: &str) -> String {
        self.save(self.words.page, &self.ticked(choice, words), Editor::Notepad);
        self.sync()
    }

    fn confirms(&self, id: &str) {
        let confirm = ["confirm", id, "-w", "Half of it", "--first-step", "Count"];
        self.kari_does(&[&[&confirm[..], &["--can-meet-due", "yes"]].concat()]);
    }

    fn delivers(&self, id: &str) {
        let deliver = ["deliver", id, "-m", "https://example.com/list", "--tick-all"];
        self.kari_does(&[&deliver]);
    }

    /// Returns what was said about the task, by what the names of the files say of it.
    fn said(&self, by: &str, what: &str) -> Vec<String> {
        let folder = self.sandbox.path("kari/tasks/bank");
        let files = std::fs::read_dir(folder).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> =
            names.filter(|name| name.contains(&format!("-{by}-{what}-"))).collect();
        names.sort();
        names.iter().map(|name| self.sandbox.read(&format!("kari/tasks/bank/{name}"))).collect()
    }

    fn has_no_errors(&self) {
        let check = self.sandbox.handover(&["-C", "ola", "check", "--format", "concise"]);
        assert!(!check.stdout.contains("error["), "{}", check.stdout);
    }
}

#[test]
fn a_whole_round_from_the_page_by_boxes() {
    let round = Round::new(BOKMAL);
    let id = round.hand_over();
    round.is("sent", Some("kari"));

    // It was misunderstood.
    round.confirms(&id);
    round.is("confirmed", Some("kari"));
    round.tick("correct", "    All of it.", Editor::Obsidian);
    round.is("sent", Some("kari"));
    assert!(round.said("ola", "correct")[0].contains("\n\nAll of it.\n"));

    // A question is answered.
    round.kari_does(&[&["ask", &id, "-q", "For whom is it?"]]);
    round.is("asked", Some("ola"));
    round.tick("answer", "Per.", Editor::Typora);
    round.is("sent", Some("kari"));

    // Understood rightly.
    round.confirms(&id);
    round.tick("right", "", Editor::Notepad);
    round.is("confirmed", Some("kari"));
    assert!(!round.sandbox.read(&format!("ola/{}", round.words.page)).contains("<!-- right"));

    // Another date: once no, once yes.
    let propose =
        ["propose", &id, "--due", "2099-12-08", "-m", "A week later", "-r", "It is large"];
    round.kari_does(&[&propose]);
    round.is("proposed", Some("ola"));
    round.tick("disagree", "Too late.", Editor::Notepad);
    round.is("confirmed", Some("kari"));
    round.kari_does(&[&propose]);
    round.tick("agree", "", Editor::Obsidian);
    round.is("confirmed", Some("kari"));
    assert!(round.sandbox.read(&format!("kari/{TASK}")).contains("2099-12-08"));

    // A delivery goes back, with a list as Obsidian goes on with it.
    round.kari_does(&[&["start", &id]]);
    round.delivers(&id);
    round.is("delivered", Some("ola"));
    round.tick("return", "  - [ ] One is missing.\n  - [ ] The logo", Editor::Obsidian);
    round.is("returned", Some("kari"));
    assert!(round.said("ola", "review")[2].contains("\n1. One is missing.\n2. The logo\n"));

    // The next one is accepted, with a kind word.
    round.delivers(&id);
    round.is("delivered", Some("ola"));
    round.tick("accept", "Well done, så bra.", Editor::Older);
    round.is("accepted", None);
    let review = &round.said("ola", "review")[3];
    assert!(review.contains("Well done, så bra.") && review.contains("\nvilkår: 1:"), "{review}");
    round.has_no_errors();
}

#[test]
fn a_draft_is_sent_and_what_was_declined_goes_on_or_ends_by_boxes() {
    let round = Round::new(ENGLISH);
    let draft = "---\ntitle: The bank\nto: kari\ndue: 2099-12-01\nstatus: draft\n---\n\n\
                 ## Result\n\nA list.\n\n## Done when\n\n- [ ] it is whole\n";
    round.save(TASK, draft, Editor::Notepad);
    round.sync();
    round.is("draft", Some("ola"));
    round.tick("send", "", Editor::Obsidian);
    round.is("sent", Some("kari"));
    let text = round.sandbox.read(&format!("ola/{TASK}"));
    let id = text.lines().find_map(|line| line.strip_prefix("id: ")).expect("an id").trim();
    let decline = ["decline", id, "-r", "No time"];
    round.kari_does(&[&decline]);
    round.is("declined", Some("ola"));
    round.tick("reopen", "Please do.", Editor::Typora);
    round.is("sent", Some("kari"));
    round.kari_does(&[&decline]);
    round.tick("cancel", "Then not.", Editor::Notepad);
    round.is("cancelled", None);
    assert!(round.said("ola", "cancel")[0].contains("## Reason\n\nThen not.\n"));
}

#[test]
fn a_whole_round_by_files_written_by_hand() {
    let round = Round::new(ENGLISH);
    let id = round.hand_over();
    round.confirms(&id);
    let text = "---\ntype: correct\n---\n\n## What was misunderstood\n\nAll of it.\n";
    round.save("tasks/bank/no.md", text, Editor::Obsidian);
    round.sync();
    round.is("sent", Some("kari"));

    round.kari_does(&[&["ask", &id, "-q", "For whom is it?"]]);
    round.is("asked", Some("ola"));
    let said = round.says("right below the question");
    let file = said.split("](").nth(1).and_then(|rest| rest.split(')').next()).expect("a link");
    let question = "For whom is it?";
    round.change(file, |text| text.replacen(question, &format!("{question}\n\n   Per."), 1));
    round.sync();
    round.is("sent", Some("kari"));

    round.confirms(&id);
    round.kari_does(&[&["start", &id]]);
    round.delivers(&id);
    round.is("delivered", Some("ola"));
    let text = "---\nkind: review\nverdict: returned\n---\n\n## Changes\n\n1. One is missing.\n";
    round.save("tasks/bank/back.md", text, Editor::Notepad);
    round.sync();
    round.is("returned", Some("kari"));

    round.delivers(&id);
    round.change(TASK, |text| {
        let is_status = |line: &str| line.starts_with("status:");
        let set = |line| if is_status(line) { "status: accepted" } else { line };
        text.lines().map(set).collect::<Vec<&str>>().join("\n") + "\n"
    });
    round.save("tasks/bank/thanks.md", "---\ntype: praise\n---\n\nWell done.\n", Editor::Obsidian);
    round.sync();
    round.is("accepted", None);
    let day = round.sandbox.handover(&["-C", "kari", "log", &id, "--json"]).stdout;
    assert!(day.contains("praise"), "{day}");
    round.has_no_errors();
}

/// FAILURES 53: a page that came with the shared files was written by somebody else.
#[test]
fn a_page_that_others_have_shared_decides_nothing() {
    let round = Round::new(ENGLISH);
    let id = round.hand_over();
    round.confirms(&id);
    round.delivers(&id);
    round.save("Today.md", &round.ticked("accept", ""), Editor::Obsidian);
    round.sandbox.git(&["-C", "ola", "add", "--force", "Today.md"]);
    round.sandbox.git(&["-C", "ola", "commit", "--quiet", "--message", "A page"]);
    round.sandbox.git(&["-C", "ola", "push", "--quiet", "--no-verify"]);
    round.sync();
    round.is("delivered", Some("ola"));
    assert_eq!(round.said("ola", "review"), [""; 0]);
}

/// One address on two pages: whose it is is not known, and all who are concerned are told.
#[test]
fn a_page_says_that_its_person_is_not_known() {
    let round = Round::new(BOKMAL);
    let id = round.hand_over();
    round.confirms(&id);
    round.delivers(&id);
    let syncs = |who: &str, words: &[&str]| {
        let run = round.sandbox.handover(&["-C", who, "sync"]);
        assert!(run.code == 1 && words.iter().all(|word| run.stdout.contains(word)), "{run:?}");
    };
    let page = || round.sandbox.read(&format!("ola/{}", BOKMAL.page));
    let kari = round.sandbox.read("kari/people/kari.md");
    let own = kari.lines().find(|line| line.contains("kari@example.org")).expect("an address");
    let both = own.replace("kari@example.org", "[kari@example.org, ola@nordlys.no]");
    round.sandbox.write("kari/people/kari.md", &kari.replace(own, &both));
    let pages = "people/kari.md, people/ola.md";
    syncs("kari", &["Adressen ola@nordlys.no står på flere sider", pages]);

    syncs("ola", &["Det er ikke kjent hvem du er", "ola@nordlys.no", pages]);
    let before = round.ticked("accept", "Takk!");
    round.save(BOKMAL.page, &before, Editor::Notepad);
    syncs("ola", &["Det er ikke kjent hvem du er"]);
    let said = page();
    let is_ours = |line: &&str| line.contains("Det er ikke kjent hvem du er");
    assert_eq!(said.lines().filter(is_ours).count(), 1, "{said}");
    assert!(said.contains("Takk!") && said.lines().count() == before.lines().count(), "{said}");
    syncs("ola", &["Det er ikke kjent hvem du er"]);
    assert_eq!(page(), said);
    let told = round.sandbox.handover(&["-C", "ola", "sync", "--json"]).stdout;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["shared_addresses"][0]["pages"][1], "people/ola.md", "{told}");

    round.sandbox.write("kari/people/kari.md", &kari);
    round.kari(&["-C", "kari", "sync"]);
    round.sync();
    round.sync();
    assert!(!page().contains("ikke kjent") && !page().contains("Takk!"), "{}", page());
    round.is("accepted", None);
    assert!(round.said("ola", "review")[0].contains("Takk!"));
}

/// FAILURES 82: a tick counts for what the page was about, once, and only where it is clear.
#[test]
fn a_tick_counts_once_and_for_one_version() {
    let round = Round::new(ENGLISH);
    let id = round.hand_over();
    round.confirms(&id);
    round.delivers(&id);
    let page = || round.sandbox.read("ola/Today.md");

    // The page was written before the delivery was changed.
    let old = round.ticked("accept", "");
    round.delivers(&id);
    round.save("Today.md", &old, Editor::Obsidian);
    let told = round.sync();
    assert!(told.contains("not as it was"), "{told}");
    round.is("delivered", Some("ola"));
    assert!(page().contains("## Ticked, and not done") && !page().contains("- [x]"), "{}", page());
    assert_eq!(round.said("ola", "review"), [""; 0]);

    // Both boxes, and what was typed below the second one.
    let both = round.ticked("accept", "").replace("[ ] Not yet", "[x] Not yet");
    let end = both.lines().find(|line| line.contains("<!-- return")).expect("a box");
    let both = both.replacen(end, &format!("{end}\n    The date is wrong"), 1);
    round.save("Today.md", &both, Editor::Obsidian);
    let told = round.sync();
    let kept = "another box as well; tick one of them; what you wrote stands below the notes now";
    assert!(told.contains(kept), "{told}");
    let whole = page();
    let (above, notes) = whole.split_once("## Notes").expect("notes");
    assert!(above.contains(kept) && !above.contains("- [x]"), "{whole}");
    assert!(notes.contains("The date is wrong"), "{whole}");
    round.is("delivered", Some("ola"));
    round.save("Today.md", &format!("{above}## Notes\n"), Editor::Obsidian);

    // What says what it decides is gone.
    let bare = round.ticked("accept", "    Well done");
    let bare: Vec<&str> =
        bare.lines().map(|line| line.split(" <!-- accept").next().unwrap()).collect();
    round.save("Today.md", &(bare.join("\n") + "\n"), Editor::Obsidian);
    let told = round.sync();
    let gone = "you ticked “Good, I accept it”, but what stands behind that box";
    assert!(told.contains(&format!("{id}: {gone}")), "{told}");
    let whole = page();
    let (above, notes) = whole.split_once("## Notes").expect("notes");
    assert!(above.contains(gone) && notes.contains("Well done"), "{whole}");
    round.is("delivered", Some("ola"));
    round.save("Today.md", &format!("{above}## Notes\n"), Editor::Obsidian);

    // Without the words that it needs, it waits for them, and the page for nothing: what is new comes.
    round.save("Today.md", &round.ticked("return", ""), Editor::Obsidian);
    let told = round.sync();
    assert!(told.contains("now write below it") && page().contains("- [x]"), "{told}");
    let needs =
        "    This `x` still needs your words, and nothing is done for it before they are here";
    assert!(page().contains(&format!("-->\n{needs}")), "{}", page());
    let new = "---\ntitle: Which colour?\nto: ola\ndue: 2099-12-01\nstatus: sent\n---\n\n\
               ## Result\n\nOne.\n\n## Done when\n\n- [ ] it is named\n";
    round.sandbox.write("kari/tasks/colour.md", new);
    round.kari_does(&[]);
    let half = page();
    assert!(half.contains("Which colour?") && half.matches(needs).count() == 1, "{half}");
    round.sync();
    assert_eq!(page(), half);

    // With its words it counts; the page as it was then, with the tick, changes nothing more.
    let line = half.lines().find(|line| line.contains("- [x]")).unwrap().to_owned();
    let typed = half.replacen(&line, &format!("{line}\nThe logo"), 1);
    round.save("Today.md", &typed, Editor::Obsidian);
    let told = round.sync();
    assert!(told.contains("as you ticked it"), "{told}");
    round.is("returned", Some("kari"));
    assert!(!page().contains("Ticked, and not done") && !page().contains(needs), "{}", page());
    round.save("Today.md", &typed, Editor::Obsidian);
    let told = round.sync();
    assert!(!told.contains("ticked") && !page().contains("- [x]"), "{told}");
    round.is("returned", Some("kari"));
    assert_eq!(round.said("ola", "review").len(), 1);
    assert!(!page().contains("The logo"), "{}", page());
}

/// Whatever a tick comes to, it is said in the language of whoever ticked.
#[test]
fn what_cannot_be_done_is_said_in_bokmal() {
    let round = Round::new(BOKMAL);
    let id = round.hand_over();
    round.confirms(&id);
    round.delivers(&id);
    let page = || round.sandbox.read(&format!("ola/{}", BOKMAL.page));
    let refused = |words: &str, said: &str| {
        round.save(BOKMAL.page, &round.ticked("return", words), Editor::Notepad);
        let told = round.sync();
        let whole = page();
        let (above, notes) = whole.split_once("## Notater").expect("notes");
        for said in
            ["du krysset av «Ikke ennå, det går tilbake», men", said, "står under notatene nå"]
        {
            assert!(told.contains(said) && above.contains(said), "{said}: {told}{whole}");
        }
        assert!(notes.contains(words.trim()) && !above.contains("- [x]"), "{whole}");
        round.is("delivered", Some("ola"));
    };
    refused("    Passordet: Vinter-2026-Oslo!", "inneholder noe hemmelig");

    // What was typed beside a box that takes no words.
    let draft = "---\ntitle: Telefonen\nto: kari\ndue: 2099-12-01\nstatus: draft\n---\n\n\
                 ## Result\n\nA list.\n\n## Done when\n\n- [ ] it is whole\n";
    round.save("tasks/telefon.md", draft, Editor::Notepad);
    round.sync();
    let told = round.tick_with_words("send", "    Takk på forhånd");
    assert!(told.contains("det du skrev under «Send den», ble ikke sendt med"), "{told}");
    assert!(page().contains("Takk på forhånd"), "{}", page());
}

#[test]
fn words_below_a_box_without_a_tick_are_told_on_the_page() {
    let round = Round::new(ENGLISH);
    let id = round.hand_over();
    round.confirms(&id);
    round.delivers(&id);
    let page = round.ticked("return", "    The price is missing").replace("[x]", "[ ]");
    round.save("Today.md", &page, Editor::Obsidian);
    let file = std::fs::File::options().write(true).open(round.sandbox.path("ola/Today.md"));
    file.unwrap().set_modified(SystemTime::now() - Duration::from_secs(1200)).unwrap();
    round.kari(&["-C", "kari", "praise", &id, "-m", "Thanks"]);
    round.is("delivered", Some("ola"));
    round.sync();
    let page = round.sandbox.read("ola/Today.md");
    let (above, notes) = page.split_once("## Notes").expect("notes");
    assert!(notes.contains("The price is missing"), "{page}");
    let said = "you wrote below “Not yet, it goes back”, which is not ticked";
    assert!(above.contains(said) && above.contains(&id), "{page}");
}
