//! What goes to whom: the tasks that a change concerns, by the person they wait for.

use std::collections::{BTreeMap, BTreeSet};

use super::Place;
use super::story::People;
use crate::schema::{Language, Push, Record};
use crate::text::RepoPath;
use crate::workflow::{Leads, Move, Standing, Team, task_of};

/// Beyond so many files nobody reads one by one what goes to whom.
const MOST_FILES: usize = 500;
/// The most tasks that are named.
const MOST_NAMED: usize = 5;

/// Ids of tasks by the short name of whom they wait for.
pub type Waiting = BTreeMap<String, BTreeSet<String>>;

/// Adds a task to those of whom it waits for, if it waits for anybody.
pub(crate) fn add(waiting: &mut Waiting, task: &Record, said: &[&Record], team: &Team) {
    let standing = Standing::of(task, said, team, None);
    if let Some(person) = standing.and_then(|standing| standing.waiting_on) {
        waiting.entry(person).or_default().insert(task.id.to_string());
    }
}

/// Finds for whom the tasks wait that some files are, or are about; nothing where they are very many.
pub(super) fn waiting(place: &Place, paths: &[RepoPath]) -> Waiting {
    let near = place.snapshot.near();
    let mut waiting = Waiting::new();
    if paths.len() > MOST_FILES {
        return waiting;
    }
    let team = Team::of(near.people());
    let mut seen = BTreeSet::new();
    for record in paths.iter().filter_map(|path| near.record(path)) {
        let tasks = match record.kind.as_deref() {
            Some("task") => vec![record],
            // What moves nothing hands nothing over.
            Some("reply") if !moves(record) => Vec::new(),
            Some("reply" | "review") => {
                task_of(record).map(|task| near.called(task)).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        for task in tasks.into_iter().filter(|task| task.is("task")) {
            if seen.insert(task.path.clone()) {
                add(&mut waiting, task, &near.about(task), &team);
            }
        }
    }
    waiting
}

/// Tells whether a reply is a move, and no note or kind word.
fn moves(reply: &Record) -> bool {
    let step = reply.text("type").and_then(Move::of_reply);
    step.is_some_and(|step| step.leads != Leads::Stays)
}

/// Says what goes to whom, a line a person; what waits for `me` goes to nobody.
pub fn handed_words(
    waiting: &Waiting,
    people: &People,
    me: Option<&str>,
    language: Language,
) -> Vec<String> {
    let others = waiting.iter().filter(|(person, _)| Some(person.as_str()) != me);
    let line = |(person, tasks): (&String, &BTreeSet<String>)| {
        let message =
            Push::GoesTo { count: tasks.len(), who: people.name(person), items: &named(tasks) };
        message.text(language)
    };
    others.map(line).collect()
}

/// Names the first of some tasks.
pub(crate) fn named(tasks: &BTreeSet<String>) -> String {
    let mut names: Vec<&str> = tasks.iter().take(MOST_NAMED).map(String::as_str).collect();
    if tasks.len() > MOST_NAMED {
        names.push("…");
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::schema::Schema;
    use crate::text::Source;

    #[test]
    fn a_kind_word_and_a_note_hand_nothing_over() {
        let check = |what: &str, expected: bool| {
            let text = format!("---\nkind: reply\n{what}---\nText\n");
            let document = Document::parse(Source::new(text));
            let reply = Schema::builtin().decode(&RepoPath::new("tasks/ola-1/1.md"), &document).0;
            assert_eq!(moves(&reply), expected, "{what}");
        };
        check("type: praise\n", false);
        check("type: note\n", false);
        check("", false);
        check("type: question\n", true);
        check("type: delivery\n", true);
    }
}
