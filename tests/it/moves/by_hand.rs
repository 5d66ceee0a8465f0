//! What people write by hand in the files of a task, of a routine and of people, and what others hear of it.

use super::bound::{LIST, told};
use super::{TASK, confirm, leads, newest, share, stands, team};

/// Whoever goes away hands over what waits for them.
#[test]
fn what_goes_to_whoever_stands_in_is_told_with_the_page_that_says_so() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    leads(&ola, &["send", "ola-1"], "sent", Some("kari"));
    share(&ola, &kari);
    kari.edit("people/kari.md", "\n---\n", "\naway: 2000-01-01..2099-12-31\nbackup: ola\n---\n");
    told(&kari, &["1 item goes to Ola: ola-1"]);
    kari.edit("people/kari.md", "kind:", "# a note\nkind:");
    let run = kari.handover(&["sync"]);
    assert!(!run.stdout.contains("goes to"), "{run:?}");
}

/// One that was saved a moment ago has been waited for when it is filled in: what keeps its sending from counting is
/// written all the same.
#[test]
fn a_new_task_that_was_due_already_is_not_sent() {
    let team = team();
    let ola = team.member("ola");
    let body = "\n## Result\n\nA page.\n\n## Done when\n\n- [ ] It is there\n";
    ola.write(
        "tasks/late.md",
        format!("---\nto: kari\ndue: 2020-01-01\nstatus: sent\n---\n{body}"),
    );
    ola.write(
        "tasks/offer.md",
        format!("---\ntitle: An offer\nto: kari\ndue: 2099-12-01\nstatus: sent\n---\n{body}"),
    );
    told(&ola, &["1 item goes to Kari: ola-3"]);
    let (late, offer) = (ola.read("tasks/late.md"), ola.read("tasks/offer.md"));
    assert!(late.contains("\nsent_at: ") && late.contains("\nid: ola-2\n"), "{late}");
    assert!(offer.starts_with("---\ntitle: An offer\n") && offer.ends_with(body), "{offer}");
}

/// What another makes of a routine, and of a file that a task's terms link to, is told to whose they are.
#[test]
fn a_routine_and_a_linked_file_that_another_changes_are_told_to_their_sender() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let rule = "rule: FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=4\nstarts: 2090-01-04\n";
    let body = "\n## Result\n\nA page.\n\n## Done when\n\n- [ ] It is there\n";
    ola.write("routines/week.md", format!("---\ntitle: Week\nto: kari\n{rule}---\n{body}"));
    ola.write(LIST, "a,b\n");
    ola.edit(TASK, "A list", "As in [it](../attachments/list.csv), a list");
    leads(&ola, &["send", "ola-1"], "sent", Some("kari"));
    share(&ola, &kari);
    confirm(&kari);
    kari.edit("routines/week.md", "A page.", "Half a page.");
    kari.write(LIST, "a\n");
    kari.synced();
    let run = ola.handover(&["sync"]);
    let told = "Kari changed what this routine asks for, Result: 2 words added, 1 removed";
    assert!(run.stdout.contains(told), "{run:?}");
    assert!(run.stdout.contains("since it was confirmed, and Kari changed it"), "{run:?}");
    assert!(ola.read("Today.md").contains("attachments/list.csv, new content"), "{run:?}");
}

/// What stands below a question in the file is not asked for once more by a command, nor by the page.
#[test]
fn what_is_answered_in_the_file_needs_no_second_answer() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    leads(&ola, &["send", "ola-1"], "sent", Some("kari"));
    share(&ola, &kari);
    let ask = ["ask", "ola-1", "-q", "Which account?", "-q", "Since when?"];
    leads(&kari, &ask, "asked", Some("ola"));
    share(&kari, &ola);
    ola.edit(&newest(&ola, "kari-question"), "1. Which account?", "1. Which account?\n   Ours");
    told(&ola, &["not each of them has an answer"]);
    let page = ola.read("Today.md");
    let line = page.lines().find(|line| line.contains("<!-- answer")).expect("a box");
    let ticked = format!("{}\n    2. January", line.replace("[ ]", "[x]"));
    ola.write("Today.md", page.replace(line, &ticked));
    told(&ola, &["as you ticked it"]);
    stands(&ola, "sent", Some("kari"));
    assert!(ola.read(&newest(&ola, "ola-answer")).ends_with("2. January\n"));
}

/// Answers in a list of their own are found by their numbers; what is no answer is told, on the page too.
#[test]
fn answers_below_the_questions_count_and_what_is_none_is_told() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    leads(&ola, &["send", "ola-1"], "sent", Some("kari"));
    share(&ola, &kari);
    let ask = ["ask", "ola-1", "-q", "Which account?", "-q", "Since when?"];
    leads(&kari, &ask, "asked", Some("ola"));
    share(&kari, &ola);
    let question = newest(&ola, "kari-question");
    let asked = "2. Since when?\n";
    ola.edit(&question, asked, &format!("{asked}\nThe company's, and January.\n"));
    told(&ola, &["not each of them has an answer"]);
    assert!(ola.read("Today.md").contains("not each of them has an answer"));
    let list = "* Svar:\n\n1. The company's\n2. January";
    ola.edit(&question, "The company's, and January.", list);
    told(&ola, &["You answered the questions on ola-1"]);
    let answer = ola.read(&newest(&ola, "ola-answer"));
    assert!(answer.contains("1. The company's\n2. January\n"), "{answer}");
    assert!(!ola.read("Today.md").contains("not each of them has an answer"));
}

/// Whose it is to send says so in the file: the status typed by them counts, another edit of theirs does not.
#[test]
fn the_sender_sends_by_hand_what_another_has_set_to_sent() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    kari.edit(TASK, "status: draft", "status: sent");
    share(&kari, &ola);
    ola.edit(TASK, "A list", "The list");
    ola.synced();
    stands(&ola, "draft", Some("ola"));
    ola.edit(TASK, "status: sent", "status: \"sent\"");
    share(&ola, &kari);
    assert!(ola.read(TASK).contains("\nsent_by: ola\n"), "{}", ola.read(TASK));
    for who in [&ola, &kari] {
        stands(who, "sent", Some("kari"));
    }
    ola.edit(TASK, "status: \"sent\"", "status: draft");
    ola.edit(TASK, "sent_by: ola", "sent_by: kari");
    ola.synced();
    ola.edit(TASK, "status: draft", "status: sent");
    ola.synced();
    stands(&ola, "sent", Some("kari"));
}

/// Whoever sends from an address that nobody has is told, and their task gets what was left out once it is known.
#[test]
fn what_somebody_unknown_sends_is_told_and_filled_in_later() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let own = ola.git(&["config", "user.email"]);
    ola.git(&["config", "user.email", "new@x.example"]);
    let front = "title: B\nto: kari\ndue: 2099-12-01\nstatus: sent\n";
    let body = "\n## Result\n\nA.\n\n## Done when\n\n- [ ] B\n";
    ola.write("tasks/b.md", format!("---\n{front}---\n{body}"));
    told(&ola, &["It is not known who you are", "new@x.example", "git config user.email"]);
    kari.synced();
    assert!(!kari.read("tasks/b.md").contains("from:"), "{}", kari.read("tasks/b.md"));
    ola.git(&["config", "user.email", own.trim()]);
    let run = ola.handover(&["sync"]);
    assert!(!run.stdout.contains("not known who you are"), "{run:?}");
    kari.synced();
    let task = kari.read("tasks/b.md");
    assert!(task.contains("\nfrom: ola\n") && task.contains("\nid: ola-"), "{task}");
    team.settle(&[&ola, &kari]);
}
