//! The story: one task, from the first word to its acceptance.

use jiff::Span;

use super::player::Player;
use super::stage::Who::{Kari, Ola};
use super::{DemoError, Played, hand};
use crate::text::RepoPath;
use crate::workflow::{MoveName, State};

/// What the round is about.
struct Task {
    id: String,
    path: RepoPath,
}

pub(super) fn play(player: &mut Player<'_>) -> Result<Played, DemoError> {
    set_up(player)?;
    let task = hand_over(player)?;
    confirm(player, &task)?;
    both_at_once(player, &task)?;
    deliver(player, &task)?;
    accept(player, &task)?;
    let files = end(player)?;
    Ok(Played {
        folder: player.folder.clone(),
        ola: player.home(Ola),
        kari: player.home(Kari),
        files,
        task: task.id,
    })
}

/// Fails when the story would tell what did not happen.
fn expect(truth: bool, what: &str) -> Result<(), DemoError> {
    if truth { Ok(()) } else { Err(DemoError::Story(what.to_owned())) }
}

fn set_up(player: &mut Player<'_>) -> Result<(), DemoError> {
    player.chapter("Two people and one shared folder")?;
    player.tell(
        "Ola runs a small company. Kari works for him from another town. He makes a workspace from \
         the template and shares it; she gets it with one command.",
    )?;
    player.begin()?;
    let synced = player.sync(Ola)?;
    expect(!synced.outcome.sent.is_empty(), "the first sync sent nothing")?;
    player.join()
}

fn hand_over(player: &mut Player<'_>) -> Result<Task, DemoError> {
    player.chapter("Ola hands over a task")?;
    let made = player.make(Ola, "task", "November bank account", &[("to", "kari")])?;
    let task = Task { id: made.id, path: made.path };
    let due = in_days(player, 9);
    player.tell("He fills it in with his own editor, and gives it a better title.")?;
    player.edit(Ola, &task.path, |text| {
        let text = hand::field(text, "title", "November: reconcile the bank account")?;
        let text = hand::field(&text, "status", "sent")?;
        let text = hand::field(&text, "due", &due)?;
        let text = hand::under(
            &text,
            "Result",
            "A list of all payments of November, each with the receipt or invoice that it belongs to.",
        )?;
        let text = hand::under(
            &text,
            "Done when",
            "- [ ] Every payment on the bank statement has a receipt or an invoice\n\
             - [ ] What is missing is named, with amount and shop",
        )?;
        let text = hand::under(
            &text,
            "Background",
            "The accountant begins on the first, and charges by the hour for what she has to look for.",
        )?;
        let text = hand::under(&text, "Requirements", "One spreadsheet, one line for each payment.")?;
        let text = hand::under(&text, "Material", "The bank statement and the folder with receipts.")?;
        hand::under(&text, "Not included", "Salaries; the accountant does those.")
    })?;
    let synced = player.sync(Ola)?;
    let held = synced.outcome.held_back.iter().any(|one| one.path == task.path);
    expect(held, "the mistake in the title was not noticed")?;
    player.tell(
        "A colon in a title breaks the fields at the top of a file. That file waits; nothing else \
         would. `check` shows the place, and mends it.",
    )?;
    expect(player.check(Ola, false)? > 0, "check finds nothing")?;
    expect(player.check(Ola, true)? == 0, "check did not mend the title")?;
    let synced = player.sync(Ola)?;
    expect(synced.outcome.sent.contains(&task.path), "the task was not sent")?;
    Ok(task)
}

fn confirm(player: &mut Player<'_>, task: &Task) -> Result<(), DemoError> {
    player.chapter("Kari says what she understood")?;
    let synced = player.sync(Kari)?;
    expect(synced.outcome.received.contains(&task.path), "the task did not arrive")?;
    player.today(Kari, &task.id)?;
    let confirmed = player.make_move(
        Kari,
        MoveName::Confirm,
        &format!("confirm {} --can-meet-due yes -w '{WORDS}' --first-step '{FIRST}'", task.id),
        |options| {
            options.fields.push(("can_meet_due", "yes".to_owned()));
            options.sections.push(("In my own words", WORDS.to_owned()));
            options.sections.push(("First step", FIRST.to_owned()));
        },
    )?;
    expect(confirmed.state == State::Confirmed, "the confirmation does not count")?;
    player.sync(Kari)?;
    let synced = player.sync(Ola)?;
    expect(synced.outcome.received.contains(&confirmed.files[0]), "the answer did not arrive")?;
    player.tell("Now Ola knows that it was understood, before any work is done.")
}

const WORDS: &str = "I match every payment of November with its receipt, and list the ones without, \
    so that the accountant need not search.";
const FIRST: &str = "Download the statement and count the payments.";

const DECIMALS: &str = "Amounts with two decimals.";
const STATEMENT: &str = "The card statement, which I have asked the bank for.";

fn both_at_once(player: &mut Player<'_>, task: &Task) -> Result<(), DemoError> {
    player.chapter("Both change the same task at once")?;
    player.tell("Ola wants it two days earlier. At the same time Kari asks for two days more.")?;
    let (earlier, later) = (in_days(player, 7), in_days(player, 11));
    player.set(Ola, &task.id, &format!("due={earlier}"))?;
    player.edit(Ola, &task.path, |text| hand::add_under(text, "Requirements", DECIMALS))?;
    player.set(Kari, &task.id, &format!("due={later}"))?;
    player.edit(Kari, &task.path, |text| hand::add_under(text, "Material", STATEMENT))?;
    player.sync(Ola)?;
    let merged = player.sync(Kari)?;
    let note = merged.outcome.conflicts.first().cloned();
    let note =
        note.ok_or_else(|| DemoError::Story("two dates did not become a note".to_owned()))?;
    let text = player.text(Kari, &task.path)?;
    expect(text.contains(DECIMALS) && text.contains(STATEMENT), "a text is lost")?;
    player.tell(
        "Both texts are in the task. Of the two dates one stands for now, the same for everyone, \
         and a note holds both.",
    )?;
    player.show(Kari, note.as_str())?;
    let synced = player.sync(Ola)?;
    expect(synced.outcome.received.contains(&note), "the note did not arrive")?;
    player.tell(
        "Ola is content with the date that stands: he deletes the note, and that settles it.",
    )?;
    player.delete(Ola, &note)?;
    player.sync(Ola)?;
    let synced = player.sync(Kari)?;
    expect(synced.outcome.received.contains(&note), "the note is still there")
}

fn deliver(player: &mut Player<'_>, task: &Task) -> Result<(), DemoError> {
    player.chapter("Kari delivers")?;
    let sheet = RepoPath::new("attachments/november.csv");
    player.attach(Kari, &sheet, SHEET.as_bytes())?;
    player.edit(Kari, &task.path, hand::tick_all)?;
    let delivered = player.make_move(
        Kari,
        MoveName::Deliver,
        &format!("deliver {} --file {sheet} --tick-all --minutes 150 -m '{MISSING}'", task.id),
        |options| {
            options.fields.push(("minutes", "150".to_owned()));
            options.sections.push(("Delivered", MISSING.to_owned()));
            options.ticks.all = true;
            options.files.push(sheet.clone());
        },
    )?;
    expect(delivered.waiting_on.as_deref() == Some(Ola.id()), "the delivery waits for nobody")?;
    let synced = player.sync(Kari)?;
    expect(synced.outcome.sent.contains(&sheet), "the list was not sent")
}

const MISSING: &str = "One receipt is missing: 249.00 at the hardware store.";

const SHEET: &str = "\
date,amount,what,receipt
2026-11-03,1200.00,Rent,receipt-031.pdf
2026-11-12,249.00,Hardware store,missing
2026-11-20,89.50,Postage,receipt-034.pdf
";

fn accept(player: &mut Player<'_>, task: &Task) -> Result<(), DemoError> {
    player.chapter("Ola looks at it and accepts")?;
    player.sync(Ola)?;
    player.today(Ola, &task.id)?;
    let accepted = player.make_move(
        Ola,
        MoveName::Accept,
        &format!("accept {} -m '{GOOD}'", task.id),
        |options| {
            options.sections.push(("What is good", GOOD.to_owned()));
        },
    )?;
    expect(accepted.state == State::Accepted, "the acceptance does not count")?;
    player.sync(Ola)?;
    let synced = player.sync(Kari)?;
    expect(synced.outcome.received.contains(&accepted.files[0]), "the review did not arrive")?;
    player.list(Kari, "kind:task")
}

const GOOD: &str = "Complete, and early. I have the missing receipt here.";

/// Both folders must be equal, and nothing may be left to mend.
fn end(player: &mut Player<'_>) -> Result<usize, DemoError> {
    player.chapter("At the end")?;
    for who in [Ola, Kari] {
        expect(player.check(who, false)? == 0, "something is left to mend")?;
    }
    player.compare()
}

/// Returns a day of the story's future.
fn in_days(player: &Player<'_>, days: i64) -> String {
    let now = player.now();
    let day = now.date().checked_add(Span::new().days(days));
    day.unwrap_or(now.date()).to_string()
}
