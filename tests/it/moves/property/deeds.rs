//! What somebody does in their clone: a command, an edit by hand, something filed from elsewhere.

use handover::document::{Document, NewValue};
use handover::schema::{Record, layout};
use handover::text::{RepoPath, Source};
use handover::workflow::{Life, MoveName, Said, State, Terms, Why, attempt, delivered, said_at};
use jiff::ToSpan;
use jiff::civil::DateTime;

use super::mail;
use super::table::{SAID, may};
use super::world::{Files, PEOPLE, TASKS, World, Written, decode, path_of, standing, task};
use crate::support::Dice;

/// Whether a guarded repository lets something in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    Lands,
    Refused,
    /// That is not said here.
    Either,
}

/// Something to be said.
pub(super) struct Speech {
    pub(super) task: &'static str,
    pub(super) what: &'static str,
    pub(super) by: &'static str,
    pub(super) fields: String,
    /// Whether its file has a name of its own.
    pub(super) named: bool,
    /// Whether whom it is by signed just that.
    pub(super) signed: bool,
}

/// Does one thing; `None` where it was refused, or there was nothing to do it with.
pub(super) fn any(
    world: &mut World,
    dice: &mut Dice,
    side: usize,
    forging: bool,
) -> Option<Expect> {
    world.wait(1 + dice.below(200));
    let id = *dice.one(&TASKS);
    let before = world.sides[side].tree.clone();
    let done = match dice.below(if forging { 22 } else { 20 }) {
        0..=8 => command(world, dice, side, id),
        9..=11 => Some(by_hand(world, dice, side, id)),
        12 => Some(filed(world, dice, side, id)),
        14 if dice.below(2) == 0 => Some(status_garbled(world, dice, side, id)),
        13 | 14 => Some(status_typed(world, dice, side, id)),
        15 => Some(terms_typed(world, dice, side, id)),
        16 => party_typed(world, dice, side, id),
        17 => typed_below(world, dice, side),
        18 | 19 => mail::filed(world, dice, side, id),
        20 => Some(forged(world, dice, side, id)),
        _ => overwritten(world, dice, side),
    };
    let after = world.sides[side].tree.clone();
    if done.is_none() {
        assert_eq!(before, after, "{:#?}", world.log);
        return None;
    }
    if !forging {
        world.keeps(&before, &after);
        world.holds(&after);
    }
    done
}

/// Makes a move as a command makes it: where it would not count it is refused.
fn command(world: &mut World, dice: &mut Dice, side: usize, id: &'static str) -> Option<Expect> {
    let person = world.sides[side].person;
    let tree = world.sides[side].tree.clone();
    let records = world.records(&tree);
    let told = Said::of(&records);
    let files = Files(&tree);
    let (id, what) = match dice.below(2) {
        0 => next(dice, &told, &records, &files, person).unwrap_or((id, *dice.one(&SAID))),
        _ => (id, *dice.one(&SAID)),
    };
    let old = task(&records, id);
    if what == "send" || dice.below(8) == 0 {
        return send(world, side, old);
    }
    let life = told.life(old, Some(&files));
    let (mut set, mut fields) = (Vec::new(), known(dice, what));
    match what {
        "reassign" => {
            let to = *dice.one(&PEOPLE[..5]);
            set.push(("to", to.to_owned()));
            let had = old.text("to").map(|had| format!("instead_of: {had}\n")).unwrap_or_default();
            fields.push_str(&format!("to: {to}\n{had}"));
        }
        "answer" => fields.push_str(&answered(&life)),
        "accepted" | "returned" => fields.push_str(&judged(&life)),
        _ => {}
    }
    let proposed = life.proposal.and_then(|one| told.about(old).iter().find(|it| *it.id == *one));
    let agreed = what == "accepted" && life.state == State::Proposed;
    if let Some(due) =
        proposed.filter(|_| agreed).and_then(|one| one.moment("new_due").map(|due| due.to_string()))
    {
        set.push(("due", due));
    }
    let new = edited(&tree[&path_of(id)], &set);
    let now = decode(&path_of(id), &new);
    told.with_sources(Some(&files), |sources| {
        let sources = sources.expect("files");
        let binds = matches!(what, "confirm" | "accepted" | "returned");
        if let Some(terms) = Terms::of(&now, sources).filter(|_| binds) {
            fields.push_str(&format!("terms: {terms}\n"));
        }
        let judges = matches!(what, "accepted" | "returned") && life.state == State::Delivered;
        if let Some(delivery) = delivered(&life.round, sources).filter(|_| judges) {
            fields.push_str(&format!("delivery: {delivery}\n"));
        }
    });
    let speech = Speech { task: id, what, by: person, fields, named: false, signed: false };
    let (path, text, word, day) = compose(world, dice, side, &records, &speech);
    let record = decode(&path, &text);
    let allowed = may(what, person, old, day.date());
    // It is judged with what it changes in the task.
    let stays_allowed = allowed && may(what, person, &now, day.date());
    let about = told.about(old).to_vec();
    let tried = told.with_sources(Some(&files), |sources| {
        let tried = attempt(&now, &about, told.team(), sources, &record);
        tried.map(|(life, step)| (life.state, step.map(|step| step.name))).map_err(|no| no.why)
    });
    let log = format!("{person} runs {what} on {id}: {tried:?}, {path}");
    match tried {
        Err(why) => {
            assert!(
                why != Why::NotEntitled || !stays_allowed || is_half(what),
                "{log} {:#?}",
                world.log
            );
            None
        }
        Ok((state, step)) => {
            assert!(allowed || step == Some(MoveName::Note), "{log} {:#?}", world.log);
            // Of what goes to nobody just now nobody's word takes back that it was sent.
            let begins = step.is_some_and(MoveName::begins_anew);
            let status = match state != State::Draft || begins {
                true => edited(&new, &[("status", state.name().to_owned())]),
                false => new.clone(),
            };
            // Where somebody had taken a status back, all that was said before counts again with this one.
            let now = decode(&path_of(id), &status);
            let again = told.with_sources(Some(&files), |sources| {
                attempt(&now, &about, told.team(), sources, &record).is_ok()
            });
            if !again {
                world.log.push(format!("{log} does not count with its status"));
                return None;
            }
            world.log.push(log.clone());
            world.sides[side].tree.insert(path_of(id), status);
            world.sides[side].tree.insert(path, text);
            world
                .written
                .insert(word, Written { author: person, by: person, may: allowed, signed: false });
            let tree = world.sides[side].tree.clone();
            let after = standing(&world.records(&tree), &tree, id);
            assert!(after.starts_with(state.name()), "{log} leads to {after} {:#?}", world.log);
            Some(Expect::Lands)
        }
    }
}

/// Returns a move that a person's turn is for, with its task: chance alone seldom brings one to its end.
fn next(
    dice: &mut Dice,
    told: &Said<'_>,
    records: &[Record],
    files: &Files<'_>,
    person: &str,
) -> Option<(&'static str, &'static str)> {
    let first = dice.below(TASKS.len());
    let order = TASKS.iter().cycle().skip(first).take(TASKS.len()).copied();
    let mut waiting = order.filter_map(|id| {
        let standing = told.standing(task(records, id), Some(files))?;
        (standing.waiting_on.as_deref() == Some(person)).then_some((id, standing.state))
    });
    let (id, state) = waiting.next()?;
    let what: &[&str] = match state {
        State::Draft => &["send"],
        State::Sent => &["confirm", "delivery"],
        State::Asked => &["answer"],
        State::Proposed | State::Delivered => &["accepted", "returned"],
        State::Confirmed | State::InProgress | State::Returned => &["start", "delivery"],
        State::Declined => &["reopen", "cancel"],
        State::Paused => &["resume"],
        State::Cancelled | State::Accepted => return None,
    };
    Some((id, *dice.one(what)))
}

/// Tells whether only one of two moves that are said alike may be allowed: a review judges a proposal,
/// or a delivery.
fn is_half(what: &str) -> bool {
    matches!(what, "accepted" | "returned")
}

fn send(world: &mut World, side: usize, task: &Record) -> Option<Expect> {
    let person = world.sides[side].person;
    let draft = is_mute(task) || task.text("status") == Some("draft");
    if task.text("from") != Some(person) || !draft {
        return None;
    }
    world.log.push(format!("{person} sends {}", task.id));
    type_into(world, side, &task.id, "status", Some("sent"));
    Some(Expect::Lands)
}

/// Writes a reply or a review by hand: what only its author knows; the rest is filled in when it is sent.
fn by_hand(world: &mut World, dice: &mut Dice, side: usize, id: &'static str) -> Expect {
    let person = world.sides[side].person;
    let what = *dice.one(&SAID);
    let fields = known(dice, what);
    let named = dice.below(2) == 0;
    let speech = Speech { task: id, what, by: person, fields, named, signed: false };
    say(world, dice, side, &speech, person)
}

/// Files what somebody said elsewhere, such as in a mail.
fn filed(world: &mut World, dice: &mut Dice, side: usize, id: &'static str) -> Expect {
    let person = world.sides[side].person;
    let (what, by) = (*dice.one(&SAID), *dice.one(&PEOPLE[..5]));
    let fields = format!("{}captured_by: {person}\n", known(dice, what));
    let speech = Speech { task: id, what, by, fields, named: false, signed: false };
    match say(world, dice, side, &speech, person) {
        _ if what == "accepted" => Expect::Refused,
        expected => expected,
    }
}

/// Says something in another's name.
fn forged(world: &mut World, dice: &mut Dice, side: usize, id: &'static str) -> Expect {
    let person = world.sides[side].person;
    let (what, by) = (*dice.one(&SAID), *dice.one(&PEOPLE));
    let speech =
        Speech { task: id, what, by, fields: known(dice, what), named: false, signed: false };
    match say(world, dice, side, &speech, person) {
        _ if by != person => Expect::Refused,
        expected => expected,
    }
}

/// Writes it into the folder of its task.
pub(super) fn say(
    world: &mut World,
    dice: &mut Dice,
    side: usize,
    speech: &Speech,
    author: &'static str,
) -> Expect {
    let tree = world.sides[side].tree.clone();
    let records = world.records(&tree);
    let (path, mut text, word, at) = compose(world, dice, side, &records, speech);
    if speech.what == "reassign" {
        // Who had it is filled in from what everybody has.
        let path = path_of(speech.task);
        let had = decode(&path, &world.sides[side].base[&path]);
        let had = had.text("to").map(|had| format!("instead_of: {had}\n")).unwrap_or_default();
        let to = *dice.one(&PEOPLE);
        text = text.replacen("\n---\n", &format!("\nto: {to}\n{had}---\n"), 1);
    }
    let allowed = may(speech.what, speech.by, task(&records, speech.task), at.date());
    let Speech { task, what, by, .. } = speech;
    world.log.push(format!("{author} writes {what} of {by}'s on {task} ({allowed}): {path}"));
    world.sides[side].tree.insert(path, text);
    world.written.insert(word, Written { author, by, may: allowed, signed: speech.signed });
    match (allowed, is_half(what)) {
        (false, _) => Expect::Refused,
        (true, true) => Expect::Either,
        (true, false) => Expect::Lands,
    }
}

/// Puts together what is said: the path, the text, the word that only it has, and when.
fn compose(
    world: &mut World,
    dice: &mut Dice,
    side: usize,
    records: &[Record],
    speech: &Speech,
) -> (String, String, String, DateTime) {
    let word = world.word();
    let Speech { task: id, what, by, fields, named, .. } = speech;
    // Now and then a clock is years wrong.
    let wrong = if dice.below(40) == 0 { 4_000 - 8_000 * (dice.below(2) as i64) } else { 0 };
    let now = world.wait(0).checked_add(wrong.days()).expect("in time");
    let said = Said::of(records);
    let last = said.about(task(records, id)).iter().filter_map(|one| said_at(one)).max();
    let behind = last.map(|last| last.checked_add(1.seconds()).expect("in time"));
    let at = behind.map_or(now, |behind| behind.max(now));
    let (kind, key) = match *what {
        "accepted" | "returned" => ("review", "verdict"),
        _ => ("reply", "type"),
    };
    let salt = u16::try_from(world.written.len()).expect("few");
    let name = match named {
        true => format!("{person}-{word}.md", person = world.sides[side].person),
        false => layout::reply_name(at, by, what, salt),
    };
    let path = format!("{}/{name}", layout::folder_for_replies(&RepoPath::new(path_of(id))));
    let text = format!(
        "---\nkind: {kind}\ntask: {id}\n{key}: {what}\nby: {by}\nat: {at}\n{fields}---\n\n{word}\n",
        at = at.strftime("%Y-%m-%d %H:%M:%S"),
    );
    (path, text, word, at)
}

/// Returns fields as somebody may write them who says this.
fn known(dice: &mut Dice, what: &str) -> String {
    let field = match what {
        "confirm" => *dice.one(&["can_meet_due: yes\n", "can_meet_due: no\n"]),
        "question" => *dice.one(&["blocking: yes\n", "blocking: yes\n", "blocking: no\n", ""]),
        "proposal" => *dice.one(&["new_due: 2026-12-28\n", ""]),
        _ => "",
    };
    field.to_owned()
}

fn answered(life: &Life<'_>) -> String {
    let ids: Vec<&str> = life.questions.clone();
    if ids.is_empty() { String::new() } else { format!("re: [{}]\n", ids.join(", ")) }
}

/// Returns what a review of what waits to be judged names.
pub(super) fn judged(life: &Life<'_>) -> String {
    let delivery = life.delivery.filter(|_| life.state == State::Delivered);
    delivery.or(life.proposal).map_or(String::new(), |id| format!("re: {id}\n"))
}

fn edited(text: &str, fields: &[(&str, String)]) -> String {
    let mut document = Document::parse(Source::new(text));
    for (key, value) in fields {
        document = document.set(key, &NewValue::Scalar(value.clone())).expect("it can be set");
    }
    document.text().to_owned()
}

/// Types a value into the front matter of a task, or takes it out.
fn type_into(world: &mut World, side: usize, id: &str, key: &str, value: Option<&str>) {
    let text = &world.sides[side].tree[&path_of(id)];
    let new = match value {
        Some(value) => edited(text, &[(key, value.to_owned())]),
        None => {
            let document = Document::parse(Source::new(text.as_str()));
            document.remove(key).map_or(text.clone(), |document| document.text().to_owned())
        }
    };
    world.sides[side].tree.insert(path_of(id), new);
}

/// Types a status that no command has led to.
fn status_typed(world: &mut World, dice: &mut Dice, side: usize, id: &str) -> Expect {
    let (person, status) = (world.sides[side].person, *dice.one(&State::ALL));
    let tree = world.sides[side].tree.clone();
    let records = world.records(&tree);
    let old = task(&records, id);
    let [from, to] = ["from", "to"].map(|key| old.text(key));
    let (was, own) = (old.text("status").unwrap_or("draft").to_owned(), from == to);
    let was_mute = is_mute(old);
    let concerned = person == "lise" || [from, to, old.text("approver")].contains(&Some(person));
    let stranger = !concerned && from.is_some() && to.is_some() && person != "per";
    let before = standing(&records, &tree, id);
    world.log.push(format!("{person} types status {} into {id}", status.name()));
    type_into(world, side, id, "status", Some(status.name()));
    let tree = world.sides[side].tree.clone();
    let after = standing(&world.records(&tree), &tree, id);
    // What a question that does not say so keeps from going on, the status says.
    let by_hand =
        [State::Draft, State::Sent, State::InProgress, State::Asked].map(|state| state.name());
    let counts = was_mute || own || by_hand.contains(&status.name()) || by_hand.contains(&&*was);
    assert!(counts || before == after, "{before} → {after} {:#?}", world.log);
    let draft = was == "draft" || status == State::Draft;
    match was != status.name() && draft && stranger && !was_mute {
        true => Expect::Refused,
        false => Expect::Either,
    }
}

/// Tells whether the status of a task says nothing.
fn is_mute(task: &Record) -> bool {
    task.text("status").and_then(State::parse).is_none()
}

/// Misspells a status, or loses its line: what was done about the task stays done.
fn status_garbled(world: &mut World, dice: &mut Dice, side: usize, id: &str) -> Expect {
    let person = world.sides[side].person;
    let state = |world: &mut World| {
        let tree = world.sides[side].tree.clone();
        let records = world.records(&tree);
        let said = Said::of(&records);
        let life = said.life(task(&records, id), Some(&Files(&tree)));
        let only_sent = |name| matches!(name, MoveName::Confirm | MoveName::Deliver);
        let begun = life.counted.iter().any(|(_, step)| only_sent(step.name));
        (life.state, begun, task(&records, id).text("status").map(str::to_owned))
    };
    let (before, begun, was) = state(world);
    let own = {
        let records = world.records(&world.sides[side].tree.clone());
        let task = task(&records, id);
        task.text("from") == task.text("to")
    };
    let garbled = *dice.one(&[None, Some("in_progres")]);
    world.log.push(format!("{person} types status {garbled:?} into {id}"));
    type_into(world, side, id, "status", garbled);
    let (after, ..) = state(world);
    let by_hand = was.is_some_and(|was| was == "in_progress" || was == "asked");
    let kept = before == after || by_hand && begun && after != State::Draft;
    assert!(kept || own || !begun, "{before:?} → {after:?} {:#?}", world.log);
    Expect::Either
}

/// Changes what is asked for.
fn terms_typed(world: &mut World, dice: &mut Dice, side: usize, id: &str) -> Expect {
    let person = world.sides[side].person;
    world.log.push(format!("{person} changes the terms of {id}"));
    match dice.below(2) {
        0 => {
            let day = 20 + dice.below(10);
            type_into(world, side, id, "due", Some(&format!("2026-12-{day}")));
        }
        _ => {
            let text = world.sides[side].tree[&path_of(id)].replace("A list", "A whole list");
            world.sides[side].tree.insert(path_of(id), text);
        }
    }
    Expect::Either
}

/// Types another person into a task, or takes one out.
fn party_typed(world: &mut World, dice: &mut Dice, side: usize, id: &str) -> Option<Expect> {
    let person = world.sides[side].person;
    let key = *dice.one(&["from", "to", "to", "approver"]);
    let value = *dice.one(&["ola", "kari", "per", "lise", "nina", "zoe", ""]);
    let tree = world.sides[side].tree.clone();
    let records = world.records(&tree);
    let old = task(&records, id);
    let was = old.text(key).unwrap_or_default().to_owned();
    if was == value {
        return None;
    }
    let from = old.text("from").map(str::to_owned);
    let to = old.text("to").map(str::to_owned);
    let sent = old.text("status").is_some_and(|status| status != "draft");
    let was_mute = is_mute(old);
    world.log.push(format!("{person} types {key} {value:?} into {id}"));
    type_into(world, side, id, key, (!value.is_empty()).then_some(value));
    let leads = person == "lise"
        || match &from {
            Some(from) => from == person,
            None => to.as_deref() != Some(person),
        };
    let guarded = sent || key == "from" && !was.is_empty();
    Some(match (leads, guarded) {
        (false, _) if was_mute && key != "from" => Expect::Either,
        (false, true) => Expect::Refused,
        (true, _) if person != "mallory" => Expect::Lands,
        _ => Expect::Either,
    })
}

/// Types something below what somebody said, as one answers under a question.
fn typed_below(world: &mut World, dice: &mut Dice, side: usize) -> Option<Expect> {
    let path = a_reply(world, dice, side)?;
    let (person, word) = (world.sides[side].person, world.word());
    world.log.push(format!("{person} types below {path}"));
    let text = world.sides[side].tree.get_mut(&path).expect("there");
    text.push_str(&format!("\n{word}\n"));
    world.written.insert(word, Written { author: person, by: person, may: false, signed: false });
    Some(Expect::Lands)
}

/// Replaces what somebody else said.
fn overwritten(world: &mut World, dice: &mut Dice, side: usize) -> Option<Expect> {
    let path = a_reply(world, dice, side)?;
    let person = world.sides[side].person;
    let record = decode(&path, &world.sides[side].tree[&path]);
    let speaker = record.text("captured_by").or(record.text("by")).map(str::to_owned);
    if speaker.as_deref() == Some(person) || person == "lise" {
        return None;
    }
    world.log.push(format!("{person} overwrites {path}"));
    let text = &world.sides[side].tree[&path];
    let end = text.find("\n---\n").expect("front matter") + 5;
    let new = format!("{}\nNothing.\n", &text[..end]);
    world.sides[side].tree.insert(path, new);
    Some(Expect::Refused)
}

fn a_reply(world: &World, dice: &mut Dice, side: usize) -> Option<String> {
    let tree = &world.sides[side].tree;
    let said: Vec<&String> = tree.keys().filter(|path| path.matches('/').count() == 2).collect();
    (!said.is_empty()).then(|| (*dice.one(&said)).clone())
}
