//! Moves that do not count: refused in words, and nothing is changed.

use super::{DRAFT, TASK, confirm, leads, moved, newest, refused, share, stands, team};
use crate::sync::team::KARI;

#[test]
fn a_draft_is_sent_whole_or_not() {
    let team = team();
    let ola = team.member("ola");
    ola.write(TASK, DRAFT.replace("A list of all payments.\n", ""));
    refused(
        &ola,
        &["send", "ola-1"],
        &["something is missing to send ola-1", "`Result`", "handover edit ola-1"],
    );
    ola.write(TASK, DRAFT.replace("due: 2099-12-01\n", ""));
    refused(&ola, &["send", "ola-1"], &["`due` is missing"]);
    refused(&ola, &["send", "ola-1", "--due", "soon"], &["`due` takes a date"]);
    refused(&ola, &["send", "ola-1", "--due", "2020-01-01"], &["due before it is sent"]);
    moved(&ola, &["send", "ola-1", "--due", "2099-01-01"]);
    refused(&ola, &["send", "ola-1"], &["it is `sent` already"]);
}

/// It would go to nobody: without a sender it counts as a draft.
#[test]
fn an_assistant_of_two_says_whose_a_draft_is() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let client = ola.read("people/ola.md").replace("Ola", "Per").replace("ola", "per");
    ola.write("people/per.md", client);
    share(&ola, &kari);
    let own = "tasks/kari-1-bank.md";
    kari.write(own, DRAFT.replace("from: ola\n", "").replace("ola-1", "kari-1"));
    let refusal = ["`from` is missing: whose task is it?", "`from: ola` or `from: per`"];
    refused(&kari, &["send", "kari-1"], &refusal);
    kari.edit(own, "to: kari", "from: kari\nto: kari");
    moved(&kari, &["send", "kari-1"]);
}

#[test]
fn nobody_moves_for_somebody_else() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    refused(&kari, &["send", "ola-1"], &["only ola may send ola-1; you are kari"]);
    moved(&ola, &["send", "ola-1"]);
    refused(&ola, &["confirm", "ola-1"], &["only kari may confirm ola-1; you are ola"]);
    share(&ola, &kari);
    refused(&kari, &["cancel", "ola-1", "-r", "x"], &["only ola may cancel ola-1"]);
    confirm(&kari);
    moved(&kari, &["deliver", "ola-1", "-m", "https://example.com", "--tick-all"]);
    refused(&kari, &["accept", "ola-1"], &["only ola may accept ola-1; you are kari"]);
    team.git(&kari.root, &["config", "user.email", "nobody@example.org"]);
    refused(&kari, &["start", "ola-1"], &["it is not known who you are", "nobody@example.org"]);
}

#[test]
fn whoever_stands_in_does_not_accept_their_own_delivery() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(
        "people/kari.md",
        KARI.replace("role:", "away: 2020-01-01..2099-12-31\nbackup: per\nrole:"),
    );
    ola.write("people/per.md", KARI.replace("Kari", "Per").replace("kari", "per"));
    moved(&ola, &["send", "ola-1"]);
    assert_eq!(ola.handover(&["set", "ola-1", "approver=per"]).code, 0);
    ola.synced();
    let per = team.member("per");
    let delivery = ["deliver", "ola-1", "-m", "https://example.com", "--tick-all"];
    leads(&per, &delivery, "delivered", Some("ola"));
    refused(&per, &["accept", "ola-1"], &["you delivered it yourself", "that is for ola to do"]);
    // Written by hand it changes nothing, and all are told.
    let review = newest(&per, "per-delivery").replace("per-delivery", "per-review");
    per.write(&review, "---\nkind: review\nverdict: accepted\n---\nFine.\n");
    share(&per, &ola);
    kari.synced();
    for who in [&ola, &kari, &per] {
        stands(who, "delivered", Some("ola"));
        let told = who.handover(&["check"]).stdout;
        assert!(told.contains("nobody accepts their own work"), "{told}");
    }
    let page = ola.read("Today.md");
    assert!(page.contains("what Per wrote last does not count"), "{page}");
    leads(&ola, &["accept", "ola-1"], "accepted", None);
}

/// While it names nobody it counts as not sent; a word about it writes no such thing into it.
#[test]
fn a_word_about_what_goes_to_nobody_takes_nothing_back() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    confirm(&kari);
    share(&kari, &ola);
    ola.edit(TASK, "to: kari", "to:");
    share(&ola, &kari);
    leads(&kari, &["praise", "ola-1", "-m", "Nice"], "draft", Some("ola"));
    share(&kari, &ola);
    assert!(ola.read(TASK).contains("status: confirmed\n"), "{}", ola.read(TASK));
    ola.edit(TASK, "to:", "to: kari");
    share(&ola, &kari);
    stands(&kari, "confirmed", Some("kari"));
}

#[test]
fn a_move_waits_for_its_turn() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let draft = "you cannot start ola-1 now: it is `draft`, and ola is to send first";
    refused(&kari, &["start", "ola-1"], &[draft]);
    moved(&ola, &["send", "ola-1"]);
    let sent = "you cannot accept ola-1 now: it is `sent`, and kari is to deliver first";
    refused(&ola, &["accept", "ola-1"], &[sent]);
    refused(&ola, &["answer", "ola-1", "-a", "x"], &["no open question on ola-1"]);
    share(&ola, &kari);
    let sent = "you cannot start ola-1 now: it is `sent`, and `handover confirm ola-1` comes first";
    refused(&kari, &["start", "ola-1"], &[sent]);
    refused(&kari, &["confirm", "kari"], &["kari is no task but a person"]);
    refused(&kari, &["confirm", "ola-9"], &["no document is called `ola-9`"]);
}

#[test]
fn evidence_must_be_whole() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    refused(&kari, &["confirm", "ola-1"], &["`can_meet_due`", "`In my own words`", "`First step`"]);
    refused(
        &kari,
        &["confirm", "ola-1", "--can-meet-due", "perhaps", "-w", "a"],
        &["takes `yes` or `no`"],
    );
    refused(&kari, &["decline", "ola-1"], &["`Reason`"]);
    refused(&kari, &["praise", "ola-1"], &["nothing is said"]);
    confirm(&kari);
    refused(
        &kari,
        &["deliver", "ola-1", "-m", "x", "--tick", "1"],
        &["`What is missing is named` is neither ticked nor explained"],
    );
    let open = refused(&kari, &["deliver", "ola-1", "-m", "x"], &["neither ticked nor explained"]);
    let hints: Vec<&str> = open.stderr.lines().filter(|line| line.starts_with("hint")).collect();
    let once: std::collections::BTreeSet<&&str> = hints.iter().collect();
    assert!(!hints.is_empty() && once.len() == hints.len(), "{}", open.stderr);
    refused(&kari, &["deliver", "ola-1", "-m", "x", "--tick", "3"], &["there is no line 3"]);
    refused(
        &kari,
        &["deliver", "ola-1", "--file", "no.csv"],
        &["no.csv is no file of this workspace"],
    );
    moved(&kari, &["ask", "ola-1", "-q", "One?", "-q", "Two?"]);
    share(&kari, &ola);
    refused(&ola, &["answer", "ola-1", "-a", "Only one"], &["question 2 has no answer: Two?"]);
    refused(&ola, &["answer", "ola-1", "-a", "1\n\n## Answers\n\nx"], &[]);
}

#[test]
fn what_does_not_fit_what_lies_there_is_refused() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    moved(&kari, &["ask", "ola-1", "-q", "One?"]);
    share(&kari, &ola);
    let answers = ["answer", "ola-1", "-a", "One", "-a", "Two"];
    refused(&ola, &answers, &["2 answers are given, and it asks 1 question"]);
    refused(&ola, &["pause", "ola-1", "-r", "x", "--until", "2020-01-01"], &["is over already"]);
    let propose = ["propose", "ola-1", "--due", "2020-01-01", "-m", "x", "-r", "x"];
    refused(&kari, &propose, &["`new_due` is over already: 2020-01-01"]);
    moved(&ola, &["pause", "ola-1", "-r", "x"]);
    refused(&ola, &["pause", "ola-1", "-r", "x"], &["it is `paused` already"]);
    moved(&kari, &["deliver", "ola-1", "-m", "https://example.com", "--tick-all"]);
    share(&kari, &ola);
    let nothing = "nothing was delivered or proposed on ola-1 that is called `nonsense`";
    refused(&ola, &["accept", "ola-1", "--re", "nonsense"], &[nothing, "-kari-delivery-"]);
}

#[test]
fn a_secret_is_refused_before_it_is_written() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    let card = "The card is 4111 1111 1111 1111, until 2030";
    refused(
        &kari,
        &["ask", "ola-1", "-q", card],
        &["must not be shared", "where a secret is kept"],
    );
}

/// FAILURES 78, 8: an unfinished merge or a staged version stops a move as it stops a sync.
#[test]
fn unfinished_work_of_plain_git_stops_a_move() {
    let team = team();
    let ola = team.member("ola");
    let head = ola.git(&["rev-parse", "HEAD"]);
    std::fs::write(ola.root.join(".git/MERGE_HEAD"), &head).unwrap();
    refused(&ola, &["send", "ola-1"], &["begun here with git"]);
    std::fs::remove_file(ola.root.join(".git/MERGE_HEAD")).unwrap();
    ola.write(TASK, DRAFT.replace("2099-12-01", "2099-12-01 15:00"));
    ola.git(&["add", TASK]);
    ola.write(TASK, DRAFT);
    refused(&ola, &["send", "ola-1"], &[TASK]);
}

/// FAILURES 63: a file that stands on an older version than the branch's takes nothing back.
#[test]
fn a_task_that_was_held_back_is_merged_when_it_is_sent() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(
        TASK,
        DRAFT.replace("A list of all", "The card is 4111 1111 1111 1111. A list of all"),
    );
    let held = ola.synced();
    assert_eq!(held.json["held_back"][0]["path"], TASK, "{held:?}");
    kari.write(
        TASK,
        DRAFT.replace("What is missing is named", "What is missing is named, with its shop"),
    );
    share(&kari, &ola);
    ola.write(TASK, ola.read(TASK).replace("The card is 4111 1111 1111 1111. ", ""));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    assert!(kari.read(TASK).contains("with its shop") && kari.read(TASK).contains("status: sent"));
    team.settle(&[&ola, &kari]);
}

/// What cannot be committed is put back: nobody may take a move for made that was not.
#[test]
fn a_move_that_cannot_be_recorded_changes_nothing() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    let confirming = ["confirm", "ola-1", "-w", "Each payment", "--first-step", "Count"];
    let confirming = [&confirming[..], &["--can-meet-due", "yes"]].concat();
    for (key, value) in
        [("commit.gpgsign", "true"), ("user.signingkey", "DEADBEEF"), ("gpg.program", "false")]
    {
        kari.git(&["config", key, value]);
    }
    refused(&kari, &confirming, &[]);
    kari.git(&["config", "commit.gpgsign", "false"]);
    let lock = kari.root.join(".git/refs/heads/main.lock");
    std::fs::write(&lock, "").unwrap();
    refused(&kari, &confirming, &["main.lock"]);
    std::fs::remove_file(lock).unwrap();
    assert_eq!(kari.synced().result(), "up_to_date");
    confirm(&kari);
}

/// What does not count is told with the reason, to both, and not as a fact.
#[test]
fn what_does_not_count_is_no_news_without_the_reason() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    moved(&kari, &["deliver", "ola-1", "-m", "https://example.com/a", "--tick-all"]);
    let delivery = newest(&kari, "kari-delivery");
    let beside = |name: &str| delivery.replace("kari-delivery", name);
    kari.write(&beside("kari-review"), "---\nkind: review\nverdict: accepted\n---\nAll.\n");
    share(&kari, &ola);
    ola.write(&beside("ola-pause"), "---\ntype: pause\n---\nLater.\n");
    share(&ola, &kari);
    let (by_kari, by_ola) = ("that is for Ola to say", "the task was “delivered” then");
    let of_kari = format!("what Kari wrote last does not count: {by_kari}");
    let of_ola = format!("what Ola wrote last does not count: {by_ola}");
    for (who, news) in [
        (&ola, format!("Kari accepted: “All.” – does not count: {by_kari}")),
        (&kari, format!("ola paused it: “Later.” – does not count: {by_ola}")),
    ] {
        let page = who.read("Today.md");
        let said = page.to_lowercase();
        for words in [&news, &of_kari, &of_ola] {
            assert!(said.contains(&words.to_lowercase()), "{words:?} is not in {page}");
        }
    }
}

/// Of a task that is closed nobody waits for anything: what its author said in vain stands among what is
/// new.
#[test]
fn delivered_after_it_was_called_off_is_told_to_who_delivered() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    moved(&ola, &["cancel", "ola-1", "-r", "The customer is gone."]);
    moved(&kari, &["deliver", "ola-1", "-m", "https://example.com/a", "--tick-all"]);
    // Whichever clock was ahead, it was said later.
    let delivery = newest(&kari, "kari-delivery");
    let text = kari.read(&delivery).replace("at: 20", "at: 30");
    kari.remove(&delivery);
    kari.write(&delivery.replace("/20", "/30"), text);
    share(&ola, &kari);
    let page = kari.read("Today.md");
    for words in [
        "cancelled it: “The customer is gone.”",
        "what Kari wrote last does not count: the task was “cancelled” then",
    ] {
        assert!(page.contains(words), "{words:?} is not in {page}");
    }
}
