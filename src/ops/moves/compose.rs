//! The text of a reply or a review: what is known and given, and hints for the rest.

use super::answers::Asked;
use super::offered::offering;
use super::scene::Scene;
use super::{MoveError, Options, Ticks};
use crate::document::{Document, Section};
use crate::ops::new;
use crate::schema::message::Message;
use crate::schema::{Kind, Record, decision_lines};
use crate::store::{SafePath, files};
use crate::text::{RepoPath, Source};
use crate::workflow::{Clocks, Evidence, Move, State, acting_for, is_over, is_own};

/// A reply or a review that is not written yet.
pub(super) struct Composed {
    pub(super) path: RepoPath,
    pub(super) text: String,
    pub(super) asked: Asked,
}

pub(super) fn compose(scene: &Scene<'_>, options: &Options<'_>) -> Result<Composed, MoveError> {
    let evidence = Move::named(options.step).evidence;
    let (kind, what, key) = match evidence {
        Evidence::Reply(of_type) => ("reply", of_type, "type"),
        Evidence::Review(_) => ("review", "review", "verdict"),
        Evidence::Task => ("task", "task", "status"),
    };
    let unknown = || MoveError::Unreadable(scene.task.path.clone());
    let schema = scene.schema();
    let kind = schema.kind(kind).ok_or_else(unknown)?;
    let (at, path) = match &options.captured {
        Some(captured) => (captured.at, captured.path.clone()),
        None => {
            let at = new::local(scene.place, options.now);
            let behind = (at, scene.last_said());
            (at, new::reply_path(&scene.task.path, behind, &scene.me, what, options.salt))
        }
    };
    let mut fields = new::known_of_reply(&scene.task.id, scene.me.clone(), at);
    fields.extend(scene.captured_by.clone().map(|by| ("captured_by".to_owned(), by)));
    let value = match evidence {
        Evidence::Review(verdict) => verdict,
        _ => what,
    };
    fields.push((key.to_owned(), value.to_owned()));
    let asked = match evidence {
        Evidence::Reply("answer") => Asked::of(scene, options)?,
        _ => Asked::default(),
    };
    let re = match evidence {
        Evidence::Reply("answer") => asked.ids().join(", "),
        Evidence::Review(_) => judged(scene).unwrap_or_default(),
        _ => String::new(),
    };
    if evidence == Evidence::Reply("reassign") {
        let had = scene.task.text("to").map(str::to_owned);
        fields.extend(had.map(|had| ("instead_of".to_owned(), had)));
    }
    if let Evidence::Reply(of_type) = evidence
        && let Some(step) = Move::of_reply(of_type)
    {
        let day = Some(at.date());
        let place = acting_for(&scene.task, step.who, &scene.me, &scene.team, day);
        fields.extend(place.map(|person| ("acting_for".to_owned(), person.to_owned())));
    }
    let given = |key: &str| options.fields.iter().any(|(given, _)| *given == key);
    if matches!(evidence, Evidence::Review(_)) {
        names_what_is_judged(scene, options)?;
    }
    if !re.is_empty() && !given("re") {
        fields.push(("re".to_owned(), re));
    }
    fields.extend(options.fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    let language = scene.place.snapshot.config().language();
    let mut text = schema.new_document(kind, "", &fields, language);
    if let Some(body) = &options.body {
        text.push_str(&format!("\n{}\n", body.trim()));
    }
    let mut document = Document::parse(Source::new(text));
    fits(scene, &path, &document)?;
    let to_come = match evidence {
        Evidence::Reply("pause") => Some("until"),
        Evidence::Reply("proposal") => Some("new_due"),
        _ => None,
    };
    if let Some(key) = to_come.filter(|_| options.captured.is_none()) {
        is_to_come(scene, &schema.decode(&path, &document).0, (key, options))?;
    }
    if matches!(evidence, Evidence::Reply("delivery")) {
        document = with_lines(scene, kind, document, &options.ticks)?;
    }
    if let Some(template) = asked.template() {
        document = append(scene, kind, document, "Answers", &template)?;
    }
    for (section, text) in &options.sections {
        document = fill(scene, kind, document, section, text)?;
    }
    document = with_files(scene, kind, document, &path, options)?;
    document = with_boxes(scene, document, what)?;
    document = with_the_task(scene, document)?;
    let text = offering(scene.schema(), kind, what, language, document.text(), given);
    Ok(Composed { path, text, asked })
}

/// Returns the delivery or the proposal that waits to be judged.
fn judged(scene: &Scene<'_>) -> Option<String> {
    let life = scene.life();
    let delivery = life.delivery.filter(|_| life.state == State::Delivered);
    delivery.or(life.proposal).map(str::to_owned)
}

/// Refuses to judge what nobody delivered or proposed: the review would be bound to nothing.
fn names_what_is_judged(scene: &Scene<'_>, options: &Options<'_>) -> Result<(), MoveError> {
    let is_judged = |one: &&Record| matches!(one.text("type"), Some("delivery" | "proposal"));
    let known: Vec<&str> = scene.said.iter().filter(is_judged).map(|one| &*one.id).collect();
    let named = options.fields.iter().filter(|(key, _)| *key == "re");
    let mut named = named.flat_map(|(_, value)| value.split(',').map(str::trim));
    let Some(unknown) = named.find(|re| !known.contains(&reply_of(re))) else {
        return Ok(());
    };
    let task = &scene.task.id;
    let notes = match known.as_slice() {
        [] => Vec::new(),
        known => {
            vec![format!("it is one of {}; without `--re` it is the last one", known.join(", "))]
        }
    };
    let message = format!("nothing was delivered or proposed on {task} that is called `{unknown}`");
    Err(MoveError::Value { message, notes })
}

/// Returns the reply that a value of `re` names: `#2` behind it is a part of that, and `[[…]]` a link to it.
fn reply_of(re: &str) -> &str {
    let re = re.trim_matches(['[', ']']);
    re.split('#').next().unwrap_or(re)
}

/// Refuses to lay a task aside until a time that is over, and to propose one. A date without a time ends with
/// the sender's working day.
fn is_to_come(
    scene: &Scene<'_>,
    said: &Record,
    (key, options): (&str, &Options<'_>),
) -> Result<(), MoveError> {
    let snapshot = &scene.place.snapshot;
    let clocks = Clocks::of(snapshot.near().people(), snapshot.config());
    let sender = scene.task.text("from").unwrap_or_default();
    let over = said
        .moment(key)
        .filter(|at| is_over(Some(clocks.deadline(*at, sender)), options.now.timestamp()));
    match over {
        None => Ok(()),
        Some(at) => Err(MoveError::Value {
            message: format!("`{key}` is over already: {at}"),
            notes: vec!["write a day to come".to_owned()],
        }),
    }
}

/// Refuses a value that does not fit its field.
fn fits(scene: &Scene<'_>, path: &RepoPath, document: &Document) -> Result<(), MoveError> {
    match new::misfit(scene.schema(), path, document) {
        Some((message, notes)) => Err(MoveError::Value { message, notes }),
        None => Ok(()),
    }
}

/// Finds a section of the template by its English heading.
fn section(scene: &Scene<'_>, kind: &Kind, document: &Document, name: &str) -> Option<usize> {
    let is = |title: &str| scene.schema().section(kind, title).is_some_and(|one| one.name == name);
    document.outline().sections.iter().position(|section| is(&section.title))
}

/// Writes a text under a heading, instead of its hint.
fn fill(
    scene: &Scene<'_>,
    kind: &Kind,
    document: Document,
    name: &str,
    text: &str,
) -> Result<Document, MoveError> {
    let failed = |source| MoveError::Text { section: name.to_owned(), source };
    match section(scene, kind, &document, name) {
        Some(at) => document.replace_section(at, text.trim()).map_err(failed),
        None => {
            let heading =
                scene.schema().heading(kind, name, scene.place.snapshot.config().language());
            document.append_section(heading, 2, text.trim()).map_err(failed)
        }
    }
}

/// Writes a text under a heading, below its hint.
fn append(
    scene: &Scene<'_>,
    kind: &Kind,
    document: Document,
    name: &str,
    text: &str,
) -> Result<Document, MoveError> {
    let failed = |source| MoveError::Text { section: name.to_owned(), source };
    match section(scene, kind, &document, name) {
        Some(at) => document.append_to_section(at, text).map_err(failed),
        None => Ok(document),
    }
}

/// Lists the task's own lines of `Done when`, or its brief's or routine's, each ticked, explained or still open.
fn with_lines(
    scene: &Scene<'_>,
    kind: &Kind,
    document: Document,
    ticks: &Ticks,
) -> Result<Document, MoveError> {
    let lines = scene.done_when();
    let beyond = |number: &&usize| **number == 0 || **number > lines.len();
    let numbers = || ticks.lines.iter().chain(ticks.explained.iter().map(|(number, _)| number));
    if let Some(number) = numbers().find(beyond) {
        let message =
            format!("there is no line {number} under `Done when`; it has {}", lines.len());
        return Err(MoveError::Value { message, notes: Vec::new() });
    }
    if lines.is_empty() {
        return Ok(document);
    }
    let list: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let number = at + 1;
            let why = ticks.explained.iter().find(|(line, _)| *line == number);
            let ticked = why.is_none() && (ticks.all || ticks.lines.contains(&number));
            let mark = if ticked { 'x' } else { ' ' };
            let why = why.map(|(_, why)| format!("\n  {}", one_line(why)));
            format!("- [{mark}] {line}{}", why.unwrap_or_default())
        })
        .collect();
    fill(scene, kind, document, "Done when", &list.join("\n"))
}

/// Links the files that are delivered, below what is said of them.
fn with_files(
    scene: &Scene<'_>,
    kind: &Kind,
    document: Document,
    path: &RepoPath,
    options: &Options<'_>,
) -> Result<Document, MoveError> {
    if options.files.is_empty() {
        return Ok(document);
    }
    let root = scene.place.snapshot.root();
    let mut links = Vec::new();
    for file in &options.files {
        let there = SafePath::new(file)
            .is_ok_and(|safe| files::content_id(root, &safe).is_ok_and(|found| found.is_some()));
        if !there {
            return Err(MoveError::NoSuchFile { file: file.clone() });
        }
        links.push(format!("- {}", link(path, file)));
    }
    let given = options.sections.iter().find(|(name, _)| *name == "Delivered");
    let before = given.map(|(_, text)| format!("{}\n\n", text.trim())).unwrap_or_default();
    fill(scene, kind, document, "Delivered", &format!("{before}{}", links.join("\n")))
}

/// Ends a delivery or a proposal with the boxes in which whoever judges it decides.
fn with_boxes(scene: &Scene<'_>, document: Document, what: &str) -> Result<Document, MoveError> {
    let language = scene.place.snapshot.config().language();
    let Some(boxes) = decision_lines(what, language).filter(|_| !is_own(&scene.task)) else {
        return Ok(document);
    };
    let document = Document::parse(Source::new(format!("{}\n", document.text().trim_end())));
    let heading = Message::Decision.text(language);
    let failed = |source| MoveError::Text { section: heading.clone(), source };
    document.append_section(&heading, 2, &boxes).map_err(failed)
}

/// Puts what the task asks for below all else, as a comment: whoever writes sees what is answered, and
/// it goes with the other hints.
fn with_the_task(scene: &Scene<'_>, document: Document) -> Result<Document, MoveError> {
    let guide = scene.guide();
    let mut told = asked_for(&scene.task, &scene.document);
    told.extend(guide.iter().flat_map(|(guide, document)| asked_for(guide, document)));
    if told.is_empty() {
        return Ok(document);
    }
    let title = format!("{}: {}", scene.task.id, scene.task.title);
    let told = format!("{title}\n\n{}", told.join("\n\n")).replace("--", "- -");
    let text = format!("{}\n\n<!--\n{told}\n-->\n", document.text().trim_end());
    Ok(Document::parse(Source::new(text)))
}

/// Returns what a task, or what it takes up, asks for.
fn asked_for(record: &Record, document: &Document) -> Vec<String> {
    let sections = document.outline().sections.iter().zip(&record.sections);
    let asked =
        sections.filter(|(_, fact)| matches!(&*fact.name, "Result" | "Requirements" | "Done when"));
    let text = |section: &Section| section.body.of(document.text()).trim();
    asked.map(|(section, _)| format!("{}:\n{}", section.title, text(section))).collect()
}

/// Returns a link from one file of the workspace to another.
pub(in crate::ops) fn link(from: &RepoPath, to: &RepoPath) -> String {
    let up = "../".repeat(from.parts().count().saturating_sub(1));
    let plain = |c: char| !c.is_whitespace() && !matches!(c, '(' | ')' | '<' | '>');
    // A reader takes `%20` for a space, and what stands behind `#` or `?` for no part of the name.
    let to_read = to.as_str().replace('%', "%25").replace('#', "%23").replace('?', "%3F");
    let target = format!("{up}{to_read}");
    let target = if target.chars().all(plain) { target } else { format!("<{target}>") };
    format!("[{}]({target})", to.file_name())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_the_folder_of_the_reply() {
        let check = |from: &str, to: &str, expected: &str| {
            assert_eq!(link(&RepoPath::new(from), &RepoPath::new(to)), expected);
        };
        check("tasks/ola-1/a.md", "attachments/x.csv", "[x.csv](../../attachments/x.csv)");
        check("a.md", "b c.csv", "[b c.csv](<b c.csv>)");
        check("a.md", "b%20c #2.csv", "[b%20c #2.csv](<b%2520c %232.csv>)");
    }
}
