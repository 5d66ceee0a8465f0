//! What goes to whom: the tasks that a change concerns, by the person they wait for.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ZonedDateTime};

use super::Place;
use super::story::People;
use super::then::Then;
use crate::schema::{Language, Push, Record, layout};
use crate::store::CommitId;
use crate::text::{RepoPath, harmless};
use crate::workflow::{self, Clocks, Leads, Move, Standing, Team, Want, demands, task_of};

/// Beyond so many files nobody reads one by one what goes to whom.
const MOST_FILES: usize = 500;
/// The most tasks that are named.
const MOST_NAMED: usize = 5;

/// Ids of tasks by the short name of whom they wait for.
pub type Waiting = BTreeMap<String, BTreeSet<String>>;

/// Whose turn it is when somebody is away is told by the moment.
pub(crate) struct Turns {
    pub(crate) team: Team,
    pub(crate) clocks: Clocks,
    /// Where it is not known, nobody stands in for anybody.
    pub(crate) now: Option<Timestamp>,
}

impl Turns {
    /// Adds a task to those of whoever has the turn, and of whoever is to answer a question that leaves the turn where
    /// it is; but what they had `before` already goes to nobody.
    pub(crate) fn add(
        &self,
        waiting: &mut Waiting,
        (task, said): (&Record, &[&Record]),
        before: Option<(&Record, &[&Record])>,
    ) {
        let before = before.map(|(task, said)| self.held(task, said)).unwrap_or_default();
        for (person, what) in self.held(task, said) {
            if !before.contains(&(person.clone(), what)) {
                waiting.entry(person).or_default().insert(task.id.to_string());
            }
        }
    }

    /// Lists for whom something about a task waits, with the question, where it is an item of its own.
    fn held(&self, task: &Record, said: &[&Record]) -> BTreeSet<(String, Option<String>)> {
        let mut held = BTreeSet::new();
        let Some(standing) = Standing::of(task, said, &self.team, None) else { return held };
        let turn = match self.now {
            Some(now) => standing.turn(&self.clocks, now),
            None => standing.waiting_on.as_deref(),
        };
        held.extend(turn.map(|person| (person.to_owned(), None)));
        let owed = demands(task, said, &self.team, None, standing.state).into_iter();
        let aside = owed.filter(|one| one.want == Want::AnswerAside);
        held.extend(
            aside.filter_map(|one| Some((one.on.to_owned(), Some(one.raised?.id.to_string())))),
        );
        held
    }
}

/// Returns a task as it was, under whichever of some names, with what was said about it by then.
fn task_then(
    (place, then): (&Place, &Then),
    task: &Record,
    said: &[&Record],
    paths: &[RepoPath],
) -> Option<(Record, Vec<Record>)> {
    let is_it = |old: &Record| old.is("task") && old.id == task.id;
    let moved = || paths.iter().find_map(|path| then.record(place, path).filter(is_it));
    let old = then.record(place, &task.path).filter(is_it).or_else(moved)?;
    let folder = layout::folder_for_replies(&old.path);
    let there = |one: &&Record| {
        let moved = || RepoPath::in_folder(folder.as_str(), one.path.file_name());
        then.record(place, &one.path).or_else(|| then.record(place, &moved()))
    };
    let said = said.iter().filter_map(there).collect();
    Some((old, said))
}

/// Finds for whom the tasks wait that some files are, or are about, and did not `before`; nothing where they are very
/// many.
pub(super) fn waiting(place: &Place, paths: &[RepoPath], before: Option<CommitId>) -> Waiting {
    let near = place.snapshot.near();
    let mut waiting = Waiting::new();
    if paths.len() > MOST_FILES {
        return waiting;
    }
    let turns = Turns {
        team: Team::of(near.people()),
        clocks: Clocks::of(near.people(), place.snapshot.config()),
        now: place.snapshot.now().map(ZonedDateTime::timestamp),
    };
    let before = before.and_then(|before| Then::at(place, before));
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
                let said = near.about(task);
                let old =
                    before.as_ref().and_then(|then| task_then((place, then), task, &said, paths));
                let old_said = old.iter().flat_map(|(_, said)| said).collect::<Vec<_>>();
                let old = old.as_ref().map(|(task, _)| (task, old_said.as_slice()));
                turns.add(&mut waiting, (task, &said), old);
            }
        }
    }
    if let Some(before) = &before {
        stood_in(place, (paths, before), &turns, &mut waiting);
    }
    waiting
}

/// Adds the tasks that go from one to another with the page of a person: they are away, or somebody else stands in.
fn stood_in(
    place: &Place,
    (paths, before): (&[RepoPath], &Then),
    turns: &Turns,
    waiting: &mut Waiting,
) {
    let near = place.snapshot.near();
    let is_theirs = |one: &&Record| one.is("person") && paths.contains(&one.path);
    let people = near.people();
    let (Some(now), true) = (turns.now, people.iter().copied().any(|one| is_theirs(&one))) else {
        return;
    };
    let old =
        people.iter().map(|one| before.record(place, &one.path).unwrap_or_else(|| (*one).clone()));
    let old: Vec<Record> = old.collect();
    let then = Clocks::of(&old, place.snapshot.config());
    for entry in place.snapshot.index().entries() {
        let Some((task, standing)) = entry.record.zip(entry.standing) else { continue };
        let turn = standing.turn(&turns.clocks, now);
        if let Some(person) = turn.filter(|_| turn != standing.turn(&then, now)) {
            waiting.entry(person.to_owned()).or_default().insert(task.id.to_string());
        }
    }
}

/// Says which tasks among some files go to nobody any more though somebody was at work on them.
pub(super) fn left_words(
    place: &Place,
    paths: &[RepoPath],
    people: &People,
    language: Language,
) -> Vec<String> {
    let near = place.snapshot.near();
    if paths.len() > MOST_FILES {
        return Vec::new();
    }
    let team = Team::of(near.people());
    let tasks = paths.iter().filter_map(|path| near.record(path)).filter(|one| one.is("task"));
    let said = tasks.filter_map(|task| {
        let had = workflow::left_behind(task, &near.about(task), &team)?;
        let message = Push::GoesToNobody { item: &harmless(&task.id), had: people.name(had) };
        Some(message.text(language))
    });
    said.take(MOST_NAMED).collect()
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
    use crate::schema::{Config, Schema};
    use crate::text::Source;

    #[test]
    fn whoever_stands_in_has_the_turn() {
        let record = |path: &str, text: &str| {
            let document = Document::parse(Source::new(text));
            Schema::builtin().decode(&RepoPath::new(path), &document).0
        };
        let people = [
            record(
                "people/kari.md",
                "---\nkind: person\nid: kari\naway: 2026-11-01..2026-11-30\nbackup: per\n---\n",
            ),
            record("people/per.md", "---\nkind: person\nid: per\n---\n"),
        ];
        let task = record(
            "tasks/a.md",
            "---\nid: ola-1\ntitle: A\nfrom: ola\nto: kari\ndue: 2099-12-01\nstatus: sent\n---\n\n## Result\n\nA.\n\n## Done when\n\n- [ ] B\n",
        );
        for (now, expected) in [("2026-11-10T10:00:00Z", "per"), ("2026-12-10T10:00:00Z", "kari")] {
            let turns = Turns {
                team: Team::of(&people),
                clocks: Clocks::of(&people, &Config::default()),
                now: now.parse().ok(),
            };
            let mut waiting = Waiting::new();
            turns.add(&mut waiting, (&task, &[]), None);
            assert_eq!(waiting.keys().collect::<Vec<_>>(), [expected], "{now}");
            let mut again = Waiting::new();
            turns.add(&mut again, (&task, &[]), Some((&task, &[])));
            assert!(again.is_empty(), "it waited for them before: {again:?}");
        }
    }

    #[test]
    fn a_question_aside_goes_to_the_sender_and_leaves_the_task_where_it_is() {
        let record = |path: &str, text: &str| {
            let document = Document::parse(Source::new(text));
            Schema::builtin().decode(&RepoPath::new(path), &document).0
        };
        let task = record(
            "tasks/a.md",
            "---\nid: ola-1\ntitle: A\nfrom: ola\nto: kari\ndue: 2099-12-01\nstatus: sent\n---\n\n## Result\n\nA.\n\n## Done when\n\n- [ ] B\n",
        );
        let question = record(
            "tasks/a/2026-11-24-091203-kari-question-7f3a.md",
            "---\nkind: reply\ntask: ola-1\ntype: question\nby: kari\nblocking: no\n---\n\n1. Which font?\n",
        );
        let turns =
            Turns { team: Team::default(), clocks: Clocks::of(&[], &Config::default()), now: None };
        let mut waiting = Waiting::new();
        turns.add(&mut waiting, (&task, &[&question]), Some((&task, &[])));
        assert_eq!(waiting.keys().collect::<Vec<_>>(), ["ola"]);
    }

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
