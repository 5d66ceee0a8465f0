//! Documents that speak of each other in all the ways that rules between documents look at.

use crate::support::Dice;

pub(crate) const PEOPLE: [&str; 3] = ["ola", "kari", "per"];

pub(crate) const AGREEMENT: &str = "---\nkind: agreement\nanswer_within_hours: 24\nreview_within_days: 3\n---\n\
# Channels\nMail.\n# Expectations\nClear.\n";

/// Ids are few, so that they are met again.
const IDS: usize = 8;

pub(crate) fn person(name: &str) -> String {
    let role = if name == "ola" { "client" } else { "assistant" };
    format!(
        "---\nname: {name}\nemail: {name}@example.org\nrole: {role}\ntimezone: Europe/Oslo\n\
         working_days: [mon, tue, wed, thu, fri]\nworking_hours: 08:00-16:00\n---\n"
    )
}

/// The number of a document's own id, or now and then that of another.
fn id(dice: &mut Dice, own: usize) -> String {
    let number = if dice.below(20) == 0 { 1 + dice.below(IDS) } else { own };
    format!("ola-{number}")
}

/// A name by which something may be meant: an id, a stem, a link.
fn name(dice: &mut Dice) -> String {
    let number = 1 + dice.below(IDS);
    match dice.below(8) {
        0 => format!("t{number}"),
        1 => format!("\"[[t{number}]]\""),
        2 => format!("b{}", dice.below(3)),
        3 => format!("\"[[briefs/b{}]]\"", dice.below(3)),
        4 => format!("ola-{}0", 1 + dice.below(3)),
        _ => format!("ola-{number}"),
    }
}

fn body(dice: &mut Dice) -> String {
    let number = 1 + dice.below(IDS);
    let says = match dice.below(7) {
        0 => format!("See [[ola-{number}]]."),
        1 => format!("See [it](../tasks/t{number}.md)."),
        2 => format!("See [it](../attachments/{}.txt).", number % 3),
        3 => format!("See [them](../notes/n{}/).", number % 3),
        4 => format!("See [[n{}]] and [[{}.txt]].", number % 3, number % 3),
        5 => "See [it](../../elsewhere.md).".to_owned(),
        _ => "Nothing.".to_owned(),
    };
    let tick = if dice.below(2) == 0 { 'x' } else { ' ' };
    format!("# Result\n{says}\n\n# Done when\n- [{tick}] one\n")
}

/// A document of any sort: its path and its text.
pub(crate) fn document(dice: &mut Dice) -> (String, String) {
    let number = 1 + dice.below(IDS);
    match dice.below(24) {
        0..=6 => (format!("tasks/t{number}.md"), task(dice, number)),
        7 => (format!("tasks/archive/2026-10/a{number}.md"), task(dice, 50 + number)),
        8..=13 => reply(dice),
        14 | 15 => (format!("briefs/b{}.md", number % 3), guide(dice, "Brief", 10 + number % 3)),
        16 => (format!("sops/s{}.md", number % 3), guide(dice, "Sop", 20 + number % 3)),
        17 => {
            let ends = 1 + dice.below(28);
            let text = format!(
                "---\nid: {}\ntitle: P\nowner: ola\nends: 2026-12-{ends:02}\n---\n# Goal\nx\n",
                id(dice, 30 + number % 2)
            );
            (format!("projects/p{}.md", number % 2), text)
        }
        18 | 19 => (format!("attachments/{}.txt", number % 3), format!("{}\n", dice.below(3))),
        20 => (format!("notes/n{}/note.md", number % 3), body(dice)),
        21 => {
            let name = if dice.below(8) == 0 { "Twin" } else { "twin" };
            (format!("notes/{name}.md"), body(dice))
        }
        22 => {
            let text = format!(
                "---\ndocument: {}\nfield: due\nkept: 2026-12-01\nother: 2026-12-03\nto: {}\n---\nBoth.\n",
                name(dice),
                dice.one(&PEOPLE)
            );
            (format!("conflicts/c{}.md", number % 3), text)
        }
        _ => match dice.below(9) {
            0 => {
                let name = *dice.one(&PEOPLE);
                (format!("people/{name}.md"), person(name))
            }
            1 => ("people/per.md".to_owned(), person("per").replace("per@", "kari@")),
            2 => ("agreement.md".to_owned(), AGREEMENT.to_owned()),
            _ => (format!("notes/n{}/note.md", number % 3), body(dice)),
        },
    }
}

fn task(dice: &mut Dice, own: usize) -> String {
    let states = ["draft", "sent", "confirmed", "in_progress", "delivered", "accepted", "returned"];
    let mut text = format!("---\ntitle: T\nstatus: {}\n", dice.one(&states));
    if dice.below(4) > 0 {
        text.push_str(&format!("id: {}\n", id(dice, own)));
    }
    let people = ["ola", "kari", "per", "kati"];
    text.push_str(&format!("from: {}\nto: {}\n", dice.one(&people), dice.one(&people)));
    text.push_str(&format!("due: 2026-1{}-{:02}\n", 1 + dice.below(2), 1 + dice.below(28)));
    if dice.below(2) == 0 {
        text.push_str(&format!("estimate_hours: {}\n", dice.below(30)));
    }
    for key in ["brief", "sop", "project"] {
        if dice.below(3) == 0 {
            text.push_str(&format!("{key}: {}\n", name(dice)));
        }
    }
    if dice.below(3) == 0 {
        text.push_str(&format!("depends: [{}, {}]\n", name(dice), name(dice)));
    }
    if dice.below(6) == 0 {
        text.push_str("category: key\n");
    }
    format!("{text}---\n{}", body(dice))
}

fn guide(dice: &mut Dice, title: &str, own: usize) -> String {
    let status = *dice.one(&["draft", "approved"]);
    let sop = if dice.below(2) == 0 { format!("sop: {}\n", name(dice)) } else { String::new() };
    format!(
        "---\nid: {}\ntitle: {title}\nowner: ola\nstatus: {status}\n{sop}---\n{}# Requirements\n{}\n",
        id(dice, own),
        body(dice),
        dice.below(4)
    )
}

fn reply(dice: &mut Dice) -> (String, String) {
    let (number, file) = (1 + dice.below(IDS), dice.below(5));
    let by = *dice.one(&PEOPLE);
    let types =
        ["confirm", "question", "answer", "delivery", "progress", "pause", "start", "proposal"];
    let mut text = match dice.below(4) {
        0 => format!(
            "---\nkind: review\nby: {by}\nverdict: {}\n",
            dice.one(&["accepted", "returned"])
        ),
        _ => format!("---\nkind: reply\nby: {by}\ntype: {}\n", dice.one(&types)),
    };
    if dice.below(3) == 0 {
        text.push_str(&format!("task: {}\n", name(dice)));
    }
    if dice.below(3) == 0 {
        text.push_str(&format!("terms: {}\n", dice.one(&["aaaaaaaaaaaa", "bbbbbbbbbbbb"])));
    }
    if dice.below(3) == 0 {
        text.push_str(&format!("needed_by: 2026-12-{:02}\n", 1 + dice.below(28)));
    }
    if dice.below(4) == 0 {
        text.push_str("blocking: yes\n");
    }
    let said = match dice.below(3) {
        0 => "one",
        1 => "See [it](../../attachments/1.txt).",
        _ => "https://example.com/t",
    };
    let path = match dice.below(8) {
        0 => format!("tasks/2026-11-24-09120{file}-{by}-reply-1f2e.md"),
        _ => format!("tasks/t{number}/2026-11-24-09120{file}-{by}-reply-1f2e.md"),
    };
    (path, format!("{text}---\n\n# Delivered\n{said}\n"))
}
