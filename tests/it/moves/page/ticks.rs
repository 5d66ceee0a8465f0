//! What ticks on a page come to: what counts, what does not, and how that is told.

use std::time::{Duration, SystemTime};

use super::{BOKMAL, ENGLISH, Editor, Round};

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

/// What is wrong in the task itself is named by its words, wherever they stand once it is sent, and nobody's
/// words on the page are blamed for it.
#[test]
fn what_is_wrong_in_the_task_is_named() {
    let round = Round::new(BOKMAL);
    let draft = "---\ntitle: Telefonen\nto: kari\nsent_at: 2020-01-01\ndue: 2099-12-01\nstatus: draft\n---\n\n\
                 ## Result\n\nA list.\n\n## Done when\n\n- [ ] it is whole\n";
    round.save("tasks/telefon.md", draft, Editor::Obsidian);
    round.sync();
    let synced = || round.sandbox.handover(&["-C", "ola", "sync"]).stdout;
    let ticked = |from: &str, to: &str| {
        round.change("tasks/telefon.md", |text| text.replacen(from, to, 1));
        synced();
        round.save(BOKMAL.page, &round.ticked("send", ""), Editor::Obsidian);
        synced()
    };
    let told = ticked("due:", "estimate: mye\ndue:");
    assert!(told.contains("ikke riktig ennå: «estimate: mye»"), "{told}");
    round.change("tasks/telefon.md", |text| text.replacen("estimate: mye\n", "", 1));
    let told = ticked("A list.\n", "A list.\n\nPassordet: Vinter-2026-Oslo!\n");
    assert!(told.contains("selve oppgaven blir liggende her: den inneholder et passord"), "{told}");
    assert!(!told.contains("det som sto under"), "{told}");
}
