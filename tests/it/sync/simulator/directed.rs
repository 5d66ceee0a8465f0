//! Orders of events that once lost something, each tried at every step.

use git2::{Repository, Signature};
use handover::sync::Verdict;
use handover::text::RepoPath;

use super::super::team::{Member, task};
use super::alone;
use super::disk::Fault;
use super::moving::Move;
use super::plain;
use super::play::Simulated;
use super::world::Template;

const PATH: &str = "tasks/ola-1.md";

/// FAILURES 69: an editor that was open while a sync was stopped in the middle saves what it had.
#[test]
fn an_editor_open_across_a_stopped_sync_takes_nothing_back() {
    alone(|| {
        let template = Template::new();
        let mut at = 1;
        while typed_after_a_stop(&template, at) {
            at += 1;
        }
        assert!(at > 8, "only {at} steps were met");
    });
}

/// FAILURES 69: the others' changes come in one after another, each elsewhere in the text.
#[test]
fn an_editor_open_over_many_syncs_takes_nothing_back() {
    alone(|| {
        let template = Template::new();
        let (hub, members) = template.two();
        let simulated = Simulated::over(&hub, &members, false);
        let [ola, kari] = &members;
        let parts: Vec<String> = (1..=8).map(|part| format!("Part {part} of it.")).collect();
        ola.write(PATH, task("ola-1", "2099-12-10", &parts.join("\n\n")));
        simulated.synced(ola);
        simulated.synced(kari);
        let shown = ola.read(PATH);
        for part in &parts[1..] {
            kari.edit(PATH, part, &format!("{part}\n\nKari on: {part}"));
            simulated.synced(kari);
            simulated.synced(ola);
        }
        ola.write(PATH, shown.replace("Part 1 of it.", "Part 1, by Ola."));
        simulated.synced(ola);
        let text = ola.read(PATH);
        assert!(text.contains("Part 1, by Ola."), "{text}");
        for part in &parts[1..] {
            assert!(text.contains(&format!("Kari on: {part}")), "{part} is lost: {text}");
        }
    });
}

/// FAILURES 69: a text that is no document is looked at line by line.
#[test]
fn an_editor_open_on_any_text_takes_nothing_back() {
    const LIST: &str = "notes/list.txt";
    alone(|| {
        let template = Template::new();
        let (hub, members) = template.two();
        let simulated = Simulated::over(&hub, &members, false);
        let [ola, kari] = &members;
        ola.write(LIST, "Milk\nBread\nSalt\n");
        simulated.synced(ola);
        simulated.synced(kari);
        kari.write(LIST, "Eggs\nMilk\nBread\nSalt\n");
        simulated.synced(kari);
        simulated.synced(ola);
        ola.write(LIST, "Milk\nBread\nSalt\nTea\n");
        simulated.synced(ola);
        assert_eq!(ola.read(LIST), "Eggs\nMilk\nBread\nSalt\nTea\n");
    });
}

/// FAILURES 63, 69: the others' change was merged into a file that stays here, and the editor has not
/// seen it.
#[test]
fn an_editor_open_on_a_held_back_file_takes_nothing_back() {
    const LIST: &str = "notes/list.md";
    const CARD: &str = "\nPay with 4111 1111 1111 1111.\n";
    alone(|| {
        let template = Template::new();
        let (hub, members) = template.two();
        let simulated = Simulated::over(&hub, &members, false);
        let [ola, kari] = &members;
        ola.write(LIST, "One.\n\nTwo.\n\nThree.\n");
        simulated.synced(ola);
        simulated.synced(kari);
        let shown = ola.read(LIST) + CARD;
        ola.write(LIST, &shown);
        kari.edit(LIST, "One.", "One, by Kari.");
        simulated.synced(kari);
        simulated.synced(ola);
        assert!(ola.read(LIST).contains("One, by Kari.") && ola.read(LIST).contains(CARD));
        ola.write(LIST, format!("{shown}\nFour.\n"));
        simulated.synced(ola);
        ola.edit(LIST, CARD, "");
        simulated.synced(ola);
        simulated.synced(kari);
        for typed in ["One, by Kari.", "Four."] {
            assert!(kari.read(LIST).contains(typed), "{typed} is lost: {}", kari.read(LIST));
        }
    });
}

/// FAILURES 69: the file was changed here by other means as well, between what the others sent; the window
/// that was open all along shows none of it.
#[test]
fn an_editor_open_over_ones_own_changes_takes_nothing_back() {
    alone(|| {
        let template = Template::new();
        let (hub, members) = template.two();
        let simulated = Simulated::over(&hub, &members, false);
        let [ola, kari] = &members;
        ola.write(PATH, task("ola-1", "2099-12-10", "One.\n\nTwo.\n\nThree.\n\nFour."));
        simulated.synced(ola);
        simulated.synced(kari);
        let shown = ola.read(PATH);
        let both = |theirs: (&str, &str), mine: (&str, &str)| {
            kari.edit(PATH, theirs.0, theirs.1);
            simulated.synced(kari);
            simulated.synced(ola);
            ola.edit(PATH, mine.0, mine.1);
            simulated.synced(ola);
            simulated.synced(kari);
        };
        both(("One.", "One, by Kari."), ("Two.", "Two, by Ola."));
        both(("Three.", "Three, by Kari."), ("Two, by Ola.", "Two, by Ola again."));
        ola.write(PATH, shown.replace("Four.", "Four, from the old window."));
        simulated.synced(ola);
        let text = ola.read(PATH);
        let typed =
            ["One, by Kari.", "Three, by Kari.", "Two, by Ola again.", "from the old window."];
        for typed in typed {
            assert!(text.contains(typed), "{typed} is lost: {text}");
        }
    });
}

/// Whoever takes back their own words, or others' in a text that has their own, means it.
#[test]
fn what_is_taken_out_of_the_text_at_hand_is_meant() {
    alone(|| {
        let template = Template::new();
        let (hub, members) = template.two();
        let simulated = Simulated::over(&hub, &members, false);
        let [ola, kari] = &members;
        ola.write(PATH, task("ola-1", "2099-12-10", "One.\n\nTwo.\n\nThree."));
        simulated.synced(ola);
        simulated.synced(kari);
        kari.edit(PATH, "One.", "One, by Kari.");
        simulated.synced(kari);
        simulated.synced(ola);
        let before = ola.read(PATH);
        ola.edit(PATH, "Two.", "Two, by Ola.");
        simulated.synced(ola);
        ola.write(PATH, &before);
        simulated.synced(ola);
        assert_eq!(ola.read(PATH), before, "one's own words");
        ola.edit(PATH, "Two.", "Two, by Ola.");
        simulated.synced(ola);
        ola.edit(PATH, "One, by Kari.", "One.");
        simulated.synced(ola);
        let text = ola.read(PATH);
        assert!(text.contains("One.") && text.contains("Two, by Ola."), "{text}");
    });
}

/// FAILURES 63: a document that waits beside the others' of the same name is committed with plain git, and taken away.
#[test]
fn what_was_committed_over_others_words_and_taken_back_takes_none_of_theirs_along() {
    alone(|| {
        let template = Template::new();
        let (hub, members) = template.two();
        let simulated = Simulated::over(&hub, &members, false);
        let [ola, kari] = &members;
        kari.write(PATH, task("kari-1", "2099-12-10", "By Kari."));
        simulated.synced(kari);
        ola.write(PATH, task("ola-1", "2099-12-10", "By Ola.").replace("due: ", "due: ["));
        simulated.synced(ola);
        ola.edit(PATH, "due: [", "due: ");
        committed(ola);
        ola.remove(PATH);
        simulated.synced(ola);
        simulated.synced(kari);
        for member in [ola, kari] {
            let text = member.read(PATH);
            assert!(text.contains("By Kari.") && !text.contains("By Ola."), "{text}");
        }
    });
}

pub(super) fn committed(member: &Member<'_>) {
    let git = Repository::open(&member.root).expect("a repository");
    let who = Signature::now("ola", "ola@example.org").expect("a name");
    assert!(plain::commit(&git, &who));
}

/// FAILURES 70, 71: what was committed with plain git is taken back by a sync that is stopped in the middle, and
/// the file was typed in since that commit.
#[test]
fn what_a_stopped_sync_takes_back_stays_in_the_folder() {
    alone(|| {
        let template = Template::new();
        let mut at = 1;
        while taken_back_by_a_stopped_sync(&template, at) {
            at += 1;
        }
        assert!(at > 8, "only {at} steps were met");
    });
}

/// FAILURES 63, 69: what was typed in the middle of a sync, and stayed as it was, is committed with plain git, and a
/// move is made of another file before the next sync.
#[test]
fn a_move_forgets_nothing_of_what_was_committed_beside_it() {
    alone(|| {
        let template = Template::new();
        let ended = (1..).map_while(|at| typed_then_moved_beside(&template, at));
        let stayed = ended.filter(|stayed| *stayed).count();
        assert!(stayed > 0, "what was typed never stayed as it was");
    });
}

/// Types at step `at` of Ola's sync; tells whether the file stayed as it was typed, where it came that far.
fn typed_then_moved_beside(template: &Template, at: usize) -> Option<bool> {
    const OTHER: &str = "tasks/ola-2.md";
    let (hub, members) = template.two();
    let simulated = Simulated::over(&hub, &members, false);
    let [ola, kari] = &members;
    ola.write(PATH, task("ola-1", "2099-12-10", "One.\n\nTwo."));
    ola.write(OTHER, task("ola-2", "2099-12-10", "Other."));
    simulated.synced(ola);
    simulated.synced(kari);
    kari.edit(PATH, "One.", "One, by Kari.");
    simulated.synced(kari);
    let typed = Fault::Typed { path: PATH.to_owned(), word: "Typed.".to_owned() };
    simulated.failing(ola, at, typed);
    let text = ola.read(PATH);
    if !text.contains("Typed.") || text.contains("by Kari") {
        return text.contains("Typed.").then_some(false);
    }
    let git = Repository::open(&ola.root).expect("a repository");
    plain::commit(&git, &Signature::now("ola", "ola@example.org").expect("a name"));
    let (path, word) = (OTHER.to_owned(), "Moved.".to_owned());
    simulated.moves(ola, &Move { after: 0, path, word });
    simulated.synced(ola);
    simulated.synced(kari);
    for (path, typed) in [(PATH, "One, by Kari."), (PATH, "Typed."), (OTHER, "Moved.")] {
        let text = kari.read(path);
        assert!(text.contains(typed), "step {at}: {typed} is lost: {text}");
    }
    Some(true)
}

/// Stops Ola's sync at its step `at`; tells whether it came that far.
fn taken_back_by_a_stopped_sync(template: &Template, at: usize) -> bool {
    let (hub, members) = template.two();
    let simulated = Simulated::over(&hub, &members, false);
    let [ola, kari] = &members;
    ola.write(PATH, task("ola-1", "2099-12-10", "One.\n\nTwo.\n\nThree."));
    simulated.synced(ola);
    simulated.synced(kari);
    ola.edit(PATH, "due: 2099-12-10", "due: [2099-12-10");
    ola.edit(PATH, "One.", "One, by Ola.");
    let git = Repository::open(&ola.root).expect("a repository");
    assert!(plain::commit(&git, &Signature::now("ola", "ola@example.org").expect("a name")));
    ola.edit(PATH, "Three.", "Three, by Ola.");
    let stopped = simulated.failing(ola, at, Fault::Killed);
    ola.edit(PATH, "due: [", "due: ");
    simulated.synced(ola);
    simulated.synced(kari);
    for typed in ["One, by Ola.", "Three, by Ola."] {
        assert!(kari.read(PATH).contains(typed), "step {at}: {typed} is lost: {}", kari.read(PATH));
    }
    stopped
}

/// Stops Ola's sync at its step `at`; tells whether it came that far.
fn typed_after_a_stop(template: &Template, at: usize) -> bool {
    let (hub, members) = template.two();
    let simulated = Simulated::over(&hub, &members, false);
    let [ola, kari] = &members;
    ola.write(PATH, task("ola-1", "2099-12-10", "One.\n\nTwo.\n\nThree."));
    simulated.synced(ola);
    simulated.synced(kari);
    let shown = ola.read(PATH);
    kari.edit(PATH, "due: 2099-12-10", "due: 2099-12-03");
    kari.edit(PATH, "Two.", "Two, by Kari.");
    simulated.synced(kari);
    let stopped = simulated.failing(ola, at, Fault::Killed);
    ola.write(PATH, shown.replace("Three.", "Three, by Ola."));
    simulated.synced(ola);
    let text = ola.read(PATH);
    for typed in ["2099-12-03", "Two, by Kari.", "Three, by Ola."] {
        assert!(text.contains(typed), "step {at}: {typed} is lost: {text}");
    }
    stopped
}

/// What a stopped sync had committed of a new file is what whoever goes on in it began from: the file is as they saved
/// it.
#[test]
fn a_file_saved_behind_a_stopped_sync_is_as_it_was_saved() {
    alone(|| {
        let template = Template::new();
        let mut at = 1;
        while saved_behind_a_stop(&template, at) {
            at += 1;
        }
        assert!(at > 8, "only {at} steps were met");
    });
}

/// Stops Ola's sync at its step `at`; tells whether it came that far.
fn saved_behind_a_stop(template: &Template, at: usize) -> bool {
    const OTHER: &str = "tasks/ola-2.md";
    let (hub, members) = template.two();
    let simulated = Simulated::over(&hub, &members, false);
    let [ola, kari] = &members;
    ola.write(PATH, task("ola-1", "2099-12-10", "One."));
    simulated.synced(ola);
    ola.write(OTHER, task("ola-2", "2099-12-10", "One.\n\nTwo."));
    let stopped = simulated.failing(ola, at, Fault::Killed);
    // Taken out again, in an editor that ends lines in its own way.
    let saved = [OTHER].map(|path| {
        let saved = ola.read(path).replace("\n\nTwo.", "").replace('\n', "\r\n");
        ola.write(path, &saved);
        (path, saved)
    });
    simulated.synced(ola);
    simulated.synced(kari);
    for (path, saved) in saved {
        assert_eq!(ola.read(path), saved, "step {at}");
        assert_eq!(kari.read(path), saved, "step {at}");
    }
    stopped
}

/// FAILURES 63, 69: what others' work was merged into by a sync that completed another was never committed as the editor
/// shows it.
#[test]
fn an_editor_open_on_what_stayed_and_goes_later_takes_nothing_back() {
    alone(|| {
        let template = Template::new();
        let mut at = 1;
        while opened_behind_a_stop(&template, at) {
            at += 3;
        }
        assert!(at > 8, "only {at} steps were met");
    });
}

/// Stops Kari's sync at its step `at`; tells whether it came that far.
fn opened_behind_a_stop(template: &Template, at: usize) -> bool {
    let (hub, members) = template.two();
    let simulated = Simulated::over(&hub, &members, false);
    let [ola, kari] = &members;
    ola.write(PATH, task("ola-1", "2099-12-10", "One.\n\nTwo.\n\nThree."));
    simulated.synced(ola);
    simulated.synced(kari);
    kari.edit(PATH, "One.", "One, by Kari.");
    kari.edit(PATH, "due: 2099-12-10", "due: [2099-12-10");
    ola.edit(PATH, "Two.", "Two, by Ola.");
    simulated.synced(ola);
    let stopped = simulated.failing(kari, at, Fault::Killed);
    kari.edit(PATH, "due: [", "due: ");
    let shown = kari.read(PATH);
    simulated.synced(kari);
    kari.write(PATH, shown.replace("Three.", "Three.\n\nFour."));
    simulated.synced(kari);
    simulated.synced(ola);
    for typed in ["One, by Kari.", "Two, by Ola.", "Four."] {
        assert!(ola.read(PATH).contains(typed), "step {at}: {typed} is lost: {}", ola.read(PATH));
    }
    stopped
}

/// Whoever makes a move waits for no network: what they did goes out with the sync that was under way, and the
/// next finds nothing to do.
#[test]
fn a_move_made_while_a_sync_waits_for_others_goes_with_it() {
    const OTHER: &str = "tasks/ola-2.md";
    alone(|| {
        let template = Template::new();
        // While it fetches, and while it sends what it has or has merged.
        for (after, merges) in [(1, false), (2, false), (2, true)] {
            let (hub, members) = template.two();
            let simulated = Simulated::over(&hub, &members, false);
            let [ola, kari] = &members;
            ola.write(PATH, task("ola-1", "2099-12-10", "One."));
            ola.write(OTHER, task("ola-2", "2099-12-10", "Two."));
            simulated.synced(ola);
            simulated.synced(kari);
            if merges {
                kari.write("notes/kari.md", "By Kari.\n");
                simulated.synced(kari);
            }
            ola.edit(PATH, "One.", "One, by Ola.");
            let (path, word) = (OTHER.to_owned(), "Moved.".to_owned());
            simulated.planned.replace(Some(Move { after, path, word }));
            let outcome = simulated.on_a_disk(ola);
            assert!(simulated.moved.borrow().is_some(), "{after} {merges}");
            let mut sent: Vec<&str> = outcome.sent.iter().map(RepoPath::as_str).collect();
            sent.sort_unstable();
            assert_eq!(sent, [PATH, OTHER], "{after} {merges}");
            assert_eq!(ola.paths().contains(&"notes/kari.md".to_owned()), merges);
            simulated.synced(kari);
            assert!(
                kari.read(OTHER).contains("Moved.") && kari.read(PATH).contains("One, by Ola.")
            );
            assert_eq!(simulated.on_a_disk(ola).verdict, Verdict::UpToDate, "{after} {merges}");
        }
    });
}
