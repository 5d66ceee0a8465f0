use super::*;
use crate::merge::{Conflict, Note, Reason, What, documents};
use crate::schema::Language;
use crate::text::RepoPath;

const TASK: &str = "---\nkind: task\nid: ola-11\ntitle: Post it # agreed\nfrom: ola\ndue: 2026-12-01\n\
     tags: [a, b]\ncolor: [red]\n---\n\n## Result\n\nOne.\n\n## Done when\n\n- [ ] All\n";

fn path() -> RepoPath {
    RepoPath::new("tasks/ola-11-post.md")
}

/// Merges what two sides made of the task; returns the document and the one note.
fn merged(left: &str, right: &str) -> (String, String) {
    let merged = documents(&path(), Some(TASK), left, right);
    assert_eq!(merged.conflicts.len(), 1, "{:?}", merged.conflicts);
    (merged.text, Note::of(&merged.conflicts[0], Language::English).text)
}

fn edit(from: &str, to: &str) -> String {
    assert!(TASK.contains(from), "{from}");
    TASK.replacen(from, to, 1)
}

fn tick(note: &str, box_at: usize) -> String {
    let at = note.match_indices("- [ ]").nth(box_at).expect("a box").0;
    format!("{}- [x]{}", &note[..at], &note[at + 5..])
}

fn choice(note: &str) -> Result<Option<Choice>, Unclear> {
    OpenNote::read(note).expect("a note").ticked
}

/// Carries out what is ticked.
fn carried(note: &str, document: &str) -> Result<Option<String>, Refusal> {
    let note = OpenNote::read(note).expect("a note");
    let choice = note.ticked.clone().expect("clear").expect("ticked");
    settle(&note, &choice, &path(), document)
}

/// Checks that either version can be had, for what `from` became on the two sides.
fn check(from: &str, left: &str, right: &str) {
    let (document, note) = merged(&edit(from, left), &edit(from, right));
    assert_eq!(choice(&note), Ok(None));
    let (kept, other) = match document.contains(left) {
        true => (left, right),
        false => (right, left),
    };
    assert_eq!(document, edit(from, kept));
    assert_eq!(carried(&tick(&note, 0), &document), Ok(None));
    let taken = carried(&tick(&note, 1), &document);
    assert_eq!(taken, Ok(Some(edit(from, other))), "{note}");
    // What was carried out already is not done twice.
    assert_eq!(carried(&tick(&note, 1), &edit(from, other)), Ok(None));
    // A note whose line ends an editor turned over says the same.
    let turned = tick(&note, 1).replace('\n', "\r\n");
    assert_eq!(carried(&turned, &document), taken);
}

#[test]
fn either_version_can_be_had() {
    check("2026-12-01", "2026-12-03", "2026-12-04");
    check("Post it", "\"Post: no\"", "Post them");
    check("Post it", "\"Post: all\"", "\"- [x] a\\n---\\n```\\u001b\"");
    check("due: 2026-12-01", "due:", "due: 2026-12-04");
    check("color: [red]", "color: [red, blue]", "color: [red, green]");
    check("One.", "Two.\n\n```\n---\n# no\n```", "Three.\n\n````\n- [x] Keep\n````");
    check("Post it", &"long ".repeat(30), &"word ".repeat(30));
}

#[test]
fn a_value_of_ones_own_is_written_behind_its_box() {
    let (document, note) = merged(&edit("12-01", "12-03"), &edit("12-01", "12-04"));
    let own = |value: &str| {
        tick(&note, 2).replace("Something else:", &format!("Something else: {value}"))
    };
    assert_eq!(carried(&own("2026-12-24"), &document), Ok(Some(edit("12-01", "12-24"))));
    assert_eq!(choice(&own("")), Err(Unclear::NothingWritten));
    let refused = Err(Refusal::NoValue { value: "Christmas".into(), field: "due".into() });
    assert_eq!(carried(&own("Christmas"), &document), refused);
}

#[test]
fn a_text_of_ones_own_stands_at_the_end() {
    let (document, note) = merged(&edit("One.", "Two."), &edit("One.", "Three."));
    let own = format!("{}\nMine.\n\n- [x] really\n", tick(&note, 2));
    let expected = edit("One.", "Mine.\n\n- [x] really");
    assert_eq!(carried(&own, &document), Ok(Some(expected)));
    assert_eq!(choice(&tick(&note, 2)), Err(Unclear::NothingWritten));
    // Nothing may swallow what follows.
    let open = format!("{}\n```\nnever closed\n", tick(&note, 2));
    assert_eq!(carried(&open, &document), Err(Refusal::ByHand));
}

#[test]
fn what_is_not_clear_is_not_guessed() {
    let (document, note) = merged(&edit("12-01", "12-03"), &edit("12-01", "12-04"));
    assert_eq!(choice(&tick(&tick(&note, 0), 0)), Err(Unclear::Several));
    let other = tick(&note, 1).replace("Take Friday 4 December", "Take Friday 5 December");
    assert_eq!(choice(&other), Err(Unclear::Unknown("Take Friday 5 December".into())));
    for moved in [edit("12-01", "12-09"), edit("due: 2026-12-01\n", "")] {
        let now = if moved.contains("12-09") { "2026-12-09" } else { "" };
        let refused = Err(Refusal::MovedOn { now: Some(now.into()) });
        assert_eq!(carried(&tick(&note, 1), &moved), refused);
        assert_eq!(carried(&tick(&note, 0), &moved), refused);
    }
    let broken = document.replace("title: ", "title: a: ");
    assert_eq!(carried(&tick(&note, 1), &broken), Err(Refusal::Unreadable));
    assert!(OpenNote::read("# No note\n").is_none());
}

#[test]
fn a_section_that_moved_on_is_left_alone() {
    let (document, note) = merged(&edit("One.", "Two."), &edit("One.", "Three."));
    let moved = document.replace("## Done", "One line more.\n\n## Done");
    assert_eq!(carried(&tick(&note, 1), &moved), Err(Refusal::MovedOn { now: None }));
    let turned = document.replace('\n', "\r\n");
    let taken = carried(&tick(&note, 1), &turned);
    assert_eq!(taken, Ok(Some(edit("One.", "Two.").replace('\n', "\r\n"))));
}

#[test]
fn front_matter_and_whole_files() {
    let broken = edit("title: Post it # agreed", "title: a: b");
    let (document, note) = merged(&broken, &edit("12-01", "12-03"));
    assert_eq!(carried(&tick(&note, 1), &document), Err(Refusal::Unreadable));
    let both = documents(&path(), Some("x\n---\n"), "---\na: b: c\n", "---\na: c: d\n");
    let note = Note::of(&both.conflicts[0], Language::Bokmal).text;
    assert_eq!(both.conflicts[0].what, What::File);
    assert_eq!(carried(&tick(&note, 1), &both.text), Ok(Some("---\na: c: d\n".into())));
}

#[test]
fn words_beside_the_choice_are_told_from_it() {
    let conflict = Conflict {
        document: "ola-11".into(),
        what: What::Field("due".into()),
        base: None,
        kept: "2026-12-03".into(),
        other: "2026-12-04".into(),
        reason: Reason::Earlier,
        to: None,
    };
    let note = Note::of(&conflict, Language::Bokmal).text;
    assert!(is_bare_change(&note, &tick(&note, 1), &Choice::Take));
    assert!(is_bare_change(&note, &tick(&note, 1).replace('\n', "\r\n"), &Choice::Take));
    let own = tick(&note, 2).replace("Noe annet:", "Noe annet: 2026-12-09");
    assert_eq!(choice(&own), Ok(Some(Choice::Own("2026-12-09".into()))));
    assert!(is_bare_change(&note, &own, &Choice::Own("2026-12-09".into())));
    assert!(!is_bare_change(&note, &own, &Choice::Take));
    let more = tick(&note, 1).replace("Ingenting annet", "Kari ringer. Ingenting annet");
    assert!(!is_bare_change(&note, &more, &Choice::Take));
}
