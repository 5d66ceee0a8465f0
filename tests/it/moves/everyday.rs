//! A whole round, and the moves that stand beside it.

use super::{DRAFT, TASK, confirm, leads, moved, share, team};
use crate::servers::terminal::with_terminal;

#[test]
fn a_round_is_a_commit_a_move() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    // What else is being written stays where it is.
    ola.write("notes.md", "Not ready.\n");
    leads(&ola, &["send", "ola-1"], "sent", Some("kari"));
    assert_eq!(
        ola.git(&["show", "--format=%s", "--name-only", "HEAD"]),
        format!("ola-1: status draft → sent\n\n{TASK}\n")
    );
    assert_eq!(ola.git(&["status", "--porcelain"]), "?? notes.md\n");
    assert_eq!(ola.read(TASK), DRAFT.replace("status: draft", "status: sent"));
    share(&ola, &kari);
    confirm(&kari);
    leads(&kari, &["start", "ola-1"], "in_progress", Some("kari"));
    leads(
        &kari,
        &["ask", "ola-1", "-q", "Which account?", "-q", "Since when?"],
        "asked",
        Some("ola"),
    );
    share(&kari, &ola);
    leads(
        &ola,
        &["answer", "ola-1", "-a", "The company's", "-a", "January"],
        "in_progress",
        Some("kari"),
    );
    share(&ola, &kari);
    leads(
        &kari,
        &["progress", "ola-1", "--done", "Half", "--minutes", "60"],
        "in_progress",
        Some("kari"),
    );
    kari.write("attachments/list.csv", "a,b\n");
    let delivered = leads(
        &kari,
        &[
            "deliver",
            "ola-1",
            "--file",
            "attachments/list.csv",
            "--tick",
            "1",
            "--explain",
            "2=Nothing is missing",
            "-m",
            "All of November.",
        ],
        "delivered",
        Some("ola"),
    );
    assert_eq!(delivered["files"].as_array().map(Vec::len), Some(3), "{delivered}");
    let reply = delivered["files"][0].as_str().unwrap();
    let text = kari.read(reply);
    let told = "## Delivered\n\nAll of November.\n\n- [list.csv](../../attachments/list.csv)\n";
    assert!(text.contains(told), "{text}");
    assert!(text.contains("- [x] Every payment has a receipt\n- [ ] What is missing is named\n  Nothing is missing\n"), "{text}");
    share(&kari, &ola);
    leads(
        &ola,
        &["return", "ola-1", "-c", "Line 1: the rent is missing"],
        "returned",
        Some("kari"),
    );
    share(&ola, &kari);
    leads(
        &kari,
        &["deliver", "ola-1", "-m", "https://example.com/list", "--tick-all"],
        "delivered",
        Some("ola"),
    );
    share(&kari, &ola);
    let accepted = leads(&ola, &["accept", "ola-1", "-m", "Complete"], "accepted", None);
    let review = ola.read(accepted["files"][0].as_str().unwrap());
    assert!(review.contains("delivery") && review.contains("re: ["), "{review}");
    leads(&ola, &["praise", "ola-1", "-m", "A whole evening saved"], "accepted", None);
    share(&ola, &kari);
    let run = kari.handover(&["check"]);
    assert_eq!(run.code, 0, "{run:?}");
    team.settle(&[&ola, &kari]);
}

#[test]
fn a_proposal_that_is_accepted_moves_the_date() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    let no =
        ["confirm", "ola-1", "-w", "Each payment", "--first-step", "Count", "--can-meet-due", "no"];
    let confirmed = leads(&kari, &no, "confirmed", Some("kari"));
    assert!(confirmed["advice"][0].as_str().unwrap().contains("handover propose ola-1"));
    let propose = [
        "propose",
        "ola-1",
        "--due",
        "2099-12-04",
        "-m",
        "Three days more",
        "-r",
        "The bank is late",
    ];
    leads(&kari, &propose, "proposed", Some("ola"));
    share(&kari, &ola);
    leads(&ola, &["accept", "ola-1"], "confirmed", Some("kari"));
    let task = ola.read(TASK);
    assert!(
        task.contains("due: 2099-12-04\n") && task.contains("original_due: 2099-12-01\n"),
        "{task}"
    );
    share(&ola, &kari);
    assert_eq!(kari.read(TASK), task);
}

/// The same by hand: with the new date typed into the task, or with the review alone.
#[test]
fn a_proposal_that_is_accepted_by_hand_moves_the_date_too() {
    for typed in [true, false] {
        let team = team();
        let (ola, kari) = (team.member("ola"), team.member("kari"));
        moved(&ola, &["send", "ola-1"]);
        share(&ola, &kari);
        let propose = ["propose", "ola-1", "--due", "2099-12-04", "-m", "Days", "-r", "Late"];
        leads(&kari, &propose, "proposed", Some("ola"));
        share(&kari, &ola);
        ola.write("tasks/ola-1-bank/yes.md", "---\nkind: review\nverdict: accepted\n---\n");
        if typed {
            ola.edit(TASK, "due: 2099-12-01", "due: 2099-12-04");
        }
        share(&ola, &kari);
        let task = kari.read(TASK);
        assert!(
            task.contains("due: 2099-12-04\n") && task.contains("original_due: 2099-12-01\n"),
            "{task}"
        );
        let found = kari.handover(&["check"]);
        assert!(!found.stdout.contains("terms-changed"), "{}", found.stdout);
    }
}

#[test]
fn laying_aside_giving_away_and_calling_off() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    leads(
        &ola,
        &["pause", "ola-1", "-r", "The shop is closed", "--until", "2099-11-30"],
        "paused",
        Some("ola"),
    );
    leads(&ola, &["resume", "ola-1"], "sent", Some("kari"));
    share(&ola, &kari);
    leads(&kari, &["decline", "ola-1", "-r", "No time"], "declined", Some("ola"));
    share(&kari, &ola);
    leads(&ola, &["reassign", "ola-1", "--to", "kari", "-r", "We spoke"], "sent", Some("kari"));
    leads(&ola, &["cancel", "ola-1", "-r", "Not needed"], "cancelled", None);
    leads(&ola, &["reopen", "ola-1", "-r", "Needed after all"], "sent", Some("kari"));
    share(&ola, &kari);
    confirm(&kari);
    share(&kari, &ola);
    leads(&ola, &["correct", "ola-1", "-m", "Only the bank, not the card"], "sent", Some("kari"));
}

/// A question that does not block is an item of its own, and can be answered.
#[test]
fn a_question_that_does_not_block_leaves_the_task_where_it_is() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    confirm(&kari);
    let ask = ["ask", "ola-1", "--not-blocking", "-q", "More paper?", "--assume", "I order a box"];
    leads(&kari, &ask, "confirmed", Some("kari"));
    share(&kari, &ola);
    let answer = leads(&ola, &["answer", "ola-1", "-a", "Yes"], "confirmed", Some("kari"));
    let text = ola.read(answer["files"][0].as_str().unwrap());
    assert!(text.contains("kari-question"), "{text}");
    super::refused(&ola, &["answer", "ola-1", "-a", "Again"], &["no open question on ola-1"]);
}

/// FAILURES 12: the order of what was said does not hang on two clocks.
#[test]
fn a_clock_that_is_behind_changes_nothing() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    let early = "tasks/ola-1-bank/2099-01-01-000000-kari-question-0001.md";
    kari.write(early, "---\nkind: reply\ntask: ola-1\ntype: question\nby: kari\nblocking: yes\n---\n\n## Questions\n\n1. Which?\n");
    share(&kari, &ola);
    let answer = leads(&ola, &["answer", "ola-1", "-a", "This"], "sent", Some("kari"));
    let path = answer["files"][0].as_str().unwrap();
    assert!(path.starts_with("tasks/ola-1-bank/2099-01-01-000001-ola-answer-"), "{path}");
}

/// A note of Ola's without a number or a sender is filled in as it is sent.
#[test]
fn what_a_draft_left_out_is_filled_in() {
    let team = team();
    let ola = team.member("ola");
    let text = "---\r\ntittel: Rydd\r\ntil: kari\r\nfrist: 2099-12-01\r\n---\r\n\r\n## Resultat\r\n\r\nEn liste.\r\n\r\n## Ferdig når\r\n\r\n- [ ] Alt\r\n";
    ola.write("tasks/rydd.md", text);
    let sent = moved(&ola, &["send", "rydd"]);
    assert_eq!(sent["task"], "ola-2");
    let filled = "2099-12-01\r\nslag: task\r\nid: ola-2\r\nfra: ola\r\nstatus: sendt\r\n---";
    assert_eq!(ola.read("tasks/rydd.md"), text.replace("2099-12-01\r\n---", filled));
}

/// A task in Bokmål keeps its words.
#[test]
fn a_task_is_moved_in_its_own_language() {
    let team = team();
    let ola = team.member("ola");
    let text = "---\nslag: oppgave\nid: ola-2\ntittel: Rydd\nfra: ola\ntil: kari\nstatus: utkast # ennå\nfrist: 2099-12-01\n---\n\n## Resultat\n\nEn liste.\n\n## Ferdig når\n\n- [ ] Alt er der\n";
    ola.write("tasks/ola-2-rydd.md", text);
    moved(&ola, &["send", "ola-2"]);
    assert_eq!(ola.read("tasks/ola-2-rydd.md"), text.replace("utkast", "sendt"));
}

#[test]
fn after_two_rounds_of_questions_a_call_is_suggested() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    for (question, suggests) in [("Which?", false), ("Since when?", false), ("For whom?", true)] {
        let run = kari.handover(&["ask", "ola-1", "--not-blocking", "-q", question]);
        assert_eq!(run.code, 0, "{run:?}");
        let said = format!("{}{}", run.stdout, run.stderr);
        assert_eq!(said.contains("a call may be quicker"), suggests, "{question}: {said}");
    }
}

/// A kind word is read once by whom it is for, whatever else is said after it.
#[test]
fn a_kind_word_is_told_once() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    moved(&kari, &["deliver", "ola-1", "-m", "https://example.com/a", "--tick-all"]);
    share(&kari, &ola);
    if with_terminal(&kari, "today").is_none() {
        return;
    }
    moved(&ola, &["accept", "ola-1", "-m", "What a tidy list."]);
    moved(&ola, &["praise", "ola-1", "-m", "And so quick."]);
    moved(&ola, &["reopen", "ola-1", "-r", "There is more to come."]);
    share(&ola, &kari);
    let words = ["reopened it", "And so quick.", "What a tidy list."];
    let page = kari.read("Today.md");
    let piped = kari.handover(&["today"]).stdout;
    let seen = with_terminal(&kari, "today").expect("a terminal").stdout;
    for word in words {
        assert_eq!(
            [&page, &piped, &seen].map(|text| text.matches(word).count()),
            [1; 3],
            "{word} {seen}"
        );
    }
    let again = with_terminal(&kari, "today").expect("a terminal").stdout;
    kari.synced();
    for (word, text) in words.iter().zip([&again, &again, &kari.read("Today.md")]) {
        assert!(!text.contains(word), "{word} is told again: {text}");
    }
}

/// Every move that takes words takes them as `-m`, whatever else the flag is called.
#[test]
fn words_are_given_alike_to_every_move() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    leads(&kari, &["ask", "ola-1", "-m", "Which bank?"], "asked", Some("ola"));
    share(&kari, &ola);
    leads(&ola, &["answer", "ola-1", "-m", "Ours."], "sent", Some("kari"));
    leads(&ola, &["pause", "ola-1", "--message", "Later."], "paused", Some("ola"));
    leads(&ola, &["resume", "ola-1", "-m", "Now."], "sent", Some("kari"));
    let resumed = ola.paths().into_iter().rfind(|path| path.contains("ola-resume"));
    assert!(ola.read(&resumed.expect("a reply")).contains("\nNow.\n"));
    leads(&ola, &["reassign", "ola-1", "--to", "kari", "-m", "Yours."], "sent", Some("kari"));
    leads(&ola, &["cancel", "ola-1", "-m", "No."], "cancelled", None);
    leads(&ola, &["reopen", "ola-1", "-r", "Yes."], "sent", Some("kari"));
    share(&ola, &kari);
    let confirm =
        ["confirm", "ola-1", "-m", "A list", "--first-step", "Count", "--can-meet-due", "yes"];
    leads(&kari, &confirm, "confirmed", Some("kari"));
    leads(&kari, &["progress", "ola-1", "-m", "Half."], "in_progress", Some("kari"));
    leads(
        &kari,
        &["deliver", "ola-1", "-m", "https://a.org", "--tick-all"],
        "delivered",
        Some("ola"),
    );
    share(&kari, &ola);
    leads(&ola, &["return", "ola-1", "-m", "The sum"], "returned", Some("kari"));
    share(&ola, &kari);
    leads(&kari, &["decline", "ola-1", "-m", "I cannot."], "declined", Some("ola"));
}
