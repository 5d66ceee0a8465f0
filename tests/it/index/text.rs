//! Documents of all sorts, some of them broken.

use crate::support::Dice;

const PEOPLE: [&str; 3] = ["ola", "kari", "per"];
const STATES: [&str; 6] = ["draft", "sent", "confirmed", "in_progress", "delivered", "accepted"];

/// A new document: its path and its text.
pub(crate) fn document(dice: &mut Dice, files: &[String]) -> (String, String) {
    let number = 1 + dice.below(30);
    let person = *dice.one(&PEOPLE);
    let month = *dice.one(&["2026-10", "2026-11"]);
    match dice.below(12) {
        0..=3 => {
            let folder = *dice.one(&["tasks", "tasks/archive/2026-10", "oppgaver"]);
            (
                format!("{folder}/{person}-{number}-søk.md"),
                task(dice, &format!("{person}-{number}")),
            )
        }
        4..=6 => {
            let task = dice.one(files).trim_end_matches(".md").to_owned();
            let folder =
                if task.contains("tasks/") { task } else { format!("tasks/{person}-{number}") };
            (format!("{folder}/{month}-24-0912{number:02}-{person}-reply-1f2e.md"), reply(dice))
        }
        7 => (format!("notes/{number} Ærlig.md"), note(dice, files)),
        8 => (format!("briefs/{month}/{person}-{number}.md"), brief(dice, files)),
        9 => (
            format!("projects/p{number}.md"),
            format!("---\nkind: project\ntitle: P{number}\n---\n"),
        ),
        10 => (format!("attachments/{number}.txt"), note(dice, files)),
        _ => (format!("Notes/{number}.MD"), note(dice, files)),
    }
}

fn task(dice: &mut Dice, id: &str) -> String {
    let (from, to) = (*dice.one(&PEOPLE), *dice.one(&PEOPLE));
    let status = *dice.one(&STATES);
    let hours = dice.below(9);
    let due = 1 + dice.below(28);
    // Who made it is not written in each.
    let id_line = if dice.below(4) == 0 { String::new() } else { format!("id: {id}\n") };
    let from = if dice.below(4) == 0 { String::new() } else { format!("from: {from}\n") };
    format!(
        "---\n{id_line}title: Task {id}\n{from}to: {to}\nstatus: {status}\n\
         due: 2026-12-{due:02}\nestimate_hours: {hours}\ntags: [a, b{hours}]\n---\n\
         # Done when\n- [x] one\n- [ ] two\n\nSee [[ola-{due}]] and [n](../notes/3%20%C3%86rlig.md).\n"
    )
}

fn reply(dice: &mut Dice) -> String {
    let by = *dice.one(&PEOPLE);
    let kind = *dice.one(&["confirm", "question", "answer", "delivery", "progress", "pause"]);
    match dice.below(4) {
        0 => format!(
            "---\nkind: review\ntask: {by}-{}\nby: {by}\nverdict: accepted\n---\nGood.\n",
            1 + dice.below(30)
        ),
        1 => format!(
            "---\nkind: reply\ntask: {by}-{}\nby: {by}\ntype: {kind}\nblocking: yes\n---\nText.\n",
            1 + dice.below(30)
        ),
        _ => format!("---\nkind: reply\nby: {by}\ntype: {kind}\n---\nText.\n"),
    }
}

fn brief(dice: &mut Dice, files: &[String]) -> String {
    format!("---\ntitle: Brief\nx-own: {}\n---\n{}", dice.below(5), note(dice, files))
}

fn note(dice: &mut Dice, files: &[String]) -> String {
    let target = dice.one(files);
    let about = dice.below(30);
    format!("# Notat æøå\n\n[[ola-{about}]] [x](../{target}) 4111 1111 1111 1111 {about}\n")
}

/// A person's page.
pub(crate) fn person(name: &str, lead: bool) -> String {
    let role = if lead { "lead" } else { "assistant" };
    format!("---\nname: {name}\nid: {name}\nemail: {name}@example.org\nrole: {role}\n---\n")
}

/// Settings of a workspace.
pub(crate) fn settings(dice: &mut Dice) -> String {
    let zone = *dice.one(&["Europe/Oslo", "Asia/Manila"]);
    let strictness = *dice.one(&["new", "normal"]);
    let rule = *dice.one(&["{}", "{iban: off}", "{secret-card: error}"]);
    format!("format: 1\ntimezone: {zone}\nstrictness: {strictness}\nrules: {rule}\n")
}

/// A kind of the workspace's own, right or wrong.
pub(crate) fn kind(dice: &mut Dice) -> String {
    let field = *dice.one(&["colour", "size", "id"]);
    format!(
        "kind: note\nfolder: notes\nfields:\n  - name: {field}\n    type: text\n    required: yes\n"
    )
}

/// Changes a text so that it has the same number of bytes.
pub(crate) fn same_size(dice: &mut Dice, text: &[u8]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    let letters: Vec<usize> =
        (0..bytes.len()).filter(|at| bytes[*at].is_ascii_lowercase()).collect();
    if !letters.is_empty() {
        let at = *dice.one(&letters);
        bytes[at] = if bytes[at] == b'q' { b'p' } else { b'q' };
    }
    bytes
}

/// Replaces a word that decides where a task stands, or breaks the front matter.
pub(crate) fn edited(dice: &mut Dice, text: &str) -> String {
    let (from, to) = (*dice.one(&PEOPLE), *dice.one(&PEOPLE));
    match dice.below(7) {
        0 => text.replace(&format!("to: {from}"), &format!("to: {to}")),
        1 => text.replace(&format!("by: {from}"), &format!("by: {to}")),
        2 => STATES.iter().fold(text.to_owned(), |text, state| {
            text.replace(&format!("status: {state}"), &format!("status: {}", STATES[0]))
        }),
        3 => text.replacen("---\n", "---\nnote: a: b\n", 1),
        4 => text.replace("note: a: b\n", ""),
        5 => text.replace("kind: reply", "kind: review").replace("title: ", "title: x"),
        _ => format!("{text}\nOne more line.\n"),
    }
}
