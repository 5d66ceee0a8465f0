use super::*;
use crate::document::Document;
use crate::schema::Schema;
use crate::text::Source;

const OLA: &str = "---\nkind: person\nid: ola\nemail: ola@x.no\nrole: client\n---\n";
const KARI: &str = "---\nkind: person\nid: kari\nemail: kari@x.no\nrole: assistant\n---\n";
const TASK: &str = "---\nid: ola-1\nfrom: ola\nto: kari\nstatus: sent\ndue: 2099-12-01\n---\n\
     # Result\nA.\n# Done when\n- [ ] B\n";

fn record(path: &str, text: &str) -> Record {
    let document = Document::parse(Source::new(text));
    Schema::builtin().decode(&RepoPath::new(path), &document).0
}

fn writer(id: &str) -> Writer<'_> {
    Writer { id, manages: matches!(id, "ola" | "lise") }
}

/// Checks what `by` breaks by turning one text at `path` into another; `""` stands for no file.
#[track_caller]
fn check(path: &str, by: &str, before: &str, after: &str, expected: &[Breach]) {
    let lise = "---\nkind: person\nid: lise\nrole: lead\n---\n";
    let people = [("ola", OLA), ("kari", KARI), ("lise", lise)]
        .map(|(id, text)| record(&format!("people/{id}.md"), text));
    let read = |text: &str| (!text.is_empty()).then(|| record(path, text));
    let (old, new) = (read(before), read(after));
    let edited = Edited {
        before: old.as_ref(),
        after: new.as_ref(),
        said: &[],
        keeps_words: keeps_words(before, after),
    };
    let found = breaches(&edited, writer(by), &people, &Team::of(&people));
    assert_eq!(found, expected, "{by}: {before} → {after}");
}

#[test]
fn people_are_made_and_given_roles_by_client_and_lead() {
    const PATH: &str = "people/kari.md";
    let promoted = KARI.replace("assistant", "lead");
    check(PATH, "kari", KARI, &promoted, &[Breach::PersonField("role")]);
    check(PATH, "ola", KARI, &promoted, &[]);
    check(PATH, "lise", KARI, "", &[]);
    check(PATH, "kari", KARI, "", &[Breach::Person]);
    check("people/per.md", "kari", "", "---\nid: per\n---\n", &[Breach::Person]);
    let signs = KARI.replace("role", "signing_keys: ssh-ed25519 AAAA\nrole");
    check(PATH, "kari", KARI, &signs, &[Breach::PersonField("signing_keys")]);
    let away = KARI.replace("role", "away: 2026-12-20..2026-12-24\nrole");
    check(PATH, "kari", KARI, &away, &[]);
    let theirs = OLA.replace("role", "away: 2026-12-20..2026-12-24\nbackup: kari\nrole");
    let fields = [Breach::PersonField("away"), Breach::PersonField("backup")];
    check("people/ola.md", "kari", OLA, &theirs, &fields);
}

#[test]
fn nobody_takes_the_address_of_another() {
    let moved = KARI.replace("kari@x.no", "kari@y.no");
    check("people/kari.md", "kari", KARI, &moved, &[]);
    let stolen = KARI.replace("kari@x.no", "[kari@x.no, OLA@x.no]");
    check("people/kari.md", "kari", KARI, &stolen, &[Breach::EmailOf("ola".into())]);
    let theirs = OLA.replace("ola@x.no", "mallory@x.no");
    check("people/ola.md", "kari", OLA, &theirs, &[Breach::PersonField("email")]);
}

#[test]
fn settings_are_known_in_any_case() {
    for path in [
        "workspace.yml",
        "Workspace.yml",
        "kinds/task.yml",
        "KINDS/a/b.txt",
        ".github/workflows/a.yml",
        ".gitlab-ci.yml",
        ".forgejo/workflows/a.yml",
        ".Gitea/workflows/a.yml",
        ".woodpecker.yml",
        "Jenkinsfile",
    ] {
        assert!(is_settings(&RepoPath::new(path)), "{path}");
    }
    for path in ["kinds", "tasks/workspace.yml", "my-kinds/a.yml", "tasks/.github/a", ".gitignore"]
    {
        assert!(!is_settings(&RepoPath::new(path)), "{path}");
    }
    check("agreement.md", "kari", "", "---\nbilling: by the hour\n---\n", &[Breach::Agreement]);
    check("agreement.md", "ola", "", "---\nbilling: by the hour\n---\n", &[]);
}

#[test]
fn whose_a_task_is_is_for_its_sender() {
    let mine = TASK.replace("from: ola", "from: kari");
    check("tasks/ola-1.md", "kari", TASK, &mine, &[Breach::Party("from")]);
    check(
        "tasks/ola-1.md",
        "kari",
        TASK,
        &TASK.replace("to: kari", "to: per"),
        &[Breach::Party("to")],
    );
    check("tasks/ola-1.md", "ola", TASK, &TASK.replace("to: kari", "to: per"), &[]);
    check("tasks/ola-1.md", "lise", TASK, &TASK.replace("to: kari", "to: per"), &[]);
    check("tasks/ola-1.md", "kari", TASK, "", &[Breach::TaskRemoved]);
    let draft = TASK.replace("sent", "draft");
    check("tasks/ola-1.md", "kari", &draft, "", &[]);
    check("tasks/ola-1.md", "kari", &draft, &draft.replace("to: kari", "to: per"), &[]);
    let mine = draft.replace("from: ola", "from: kari");
    check("tasks/ola-1.md", "kari", &draft, &mine, &[Breach::Party("from")]);
    check("tasks/ola-1.md", "kari", &draft.replace("from: ola\n", ""), &draft, &[]);
    check("tasks/ola-1.md", "kari", TASK, &TASK.replace("A.", "A, and more."), &[]);
}

/// FAILURES 53.
#[test]
fn nobody_speaks_in_anothers_name() {
    const PATH: &str = "tasks/ola-1/2026-11-24-091203-ola-note-7f3a.md";
    let note = "---\ntype: note\nby: ola\n---\n\nThanks.\n";
    check(PATH, "kari", "", note, &[Breach::InNameOf("ola".into())]);
    check(PATH, "ola", "", note, &[]);
    check(PATH, "kari", "", "---\ntype: note\n---\n\nThanks.\n", &[]);
    let filed = note.replace("by: ola", "by: ola\ncaptured_by: kari");
    check(PATH, "kari", "", &filed, &[]);
    check(PATH, "per", "", &filed, &[Breach::InNameOf("kari".into())]);
}

#[test]
fn nobody_says_that_they_stand_in_who_does_not() {
    const PATH: &str = "tasks/ola-1/2026-11-24-091203-per-delivery-7f3a.md";
    let by = |by: &str, of: &str| {
        format!("---\ntype: delivery\nby: {by}\nacting_for: {of}\n---\n\nHere.\n")
    };
    let breach = |of: &str| [Breach::ActingFor(of.into())];
    check(PATH, "per", "", &by("per", "kari"), &breach("kari"));
    check(PATH, "lise", "", &by("lise", "ola"), &[]);
    check(PATH, "kari", "", &by("kari", "kari"), &[]);
    // It was looked at when it came.
    let (old, new) = (by("per", "kari"), by("per", "kari").replace("Here", "There"));
    check(PATH, "per", &old, &new, &[]);
    check(PATH, "per", &old, &by("per", "ola"), &breach("ola"));
    let kari = KARI.replace("role", "away: 2026-11-24\nbackup: per\nrole");
    let team = Team::of(&[record("people/kari.md", &kari)]);
    let said = |day: &str| record(&PATH.replace("11-24", day), &by("per", "kari"));
    for (day, expected) in [("11-24", &[][..]), ("11-25", &breach("kari"))] {
        let after = said(day);
        let edited = Edited { before: None, after: Some(&after), said: &[], keeps_words: true };
        assert_eq!(breaches(&edited, writer("per"), &[], &team), expected, "{day}");
    }
}

#[test]
fn what_another_wrote_is_answered_and_never_taken_away() {
    const PATH: &str = "tasks/ola-1/2026-11-24-091203-kari-question-7f3a.md";
    let asked = "---\ntype: question\nby: kari\n---\n\n1. Which bank?\n- [ ] DNB\n";
    let answered = asked.replace("bank?\n- [ ]", "bank?\n\nThe large one.\n- [x]");
    let words = [Breach::WordsOf("kari".into())];
    check(PATH, "ola", asked, &answered, &[]);
    // Another order says something else.
    let more = asked.replace("- [ ] DNB\n", "- [ ] DNB\n- [ ] None\n");
    let turned = asked.replace("- [ ] DNB\n", "- [ ] None\n- [ ] DNB\n");
    check(PATH, "ola", &more, &turned, &words);
    check(PATH, "ola", asked, &asked.replace("Which bank", "Which café"), &words);
    check(PATH, "ola", asked, &asked.replace("question", "confirm"), &words);
    check(PATH, "ola", asked, "", &words);
    check(PATH, "lise", asked, "", &[]);
    check(PATH, "kari", asked, "", &[]);
    check(
        PATH,
        "kari",
        asked,
        &asked.replace("by: kari", "by: ola"),
        &[Breach::InNameOf("ola".into())],
    );
    let nobodys = asked.replace("by: kari\n", "");
    check(
        PATH,
        "kari",
        &nobodys,
        &asked.replace("by: kari", "by: ola"),
        &[Breach::WordsOf(String::new())],
    );
}

const DELIVERED: (&str, &str) = ("1.md", "---\ntype: delivery\nby: kari\n---\n");

/// Checks which moves of the task's folder are breaches.
#[track_caller]
fn check_moves(said: &[(&str, &str)], expected: &[(&str, Breach)]) {
    let task = record("tasks/ola-1.md", TASK);
    let said: Vec<Record> =
        said.iter().map(|(name, text)| record(&format!("tasks/ola-1/{name}"), text)).collect();
    let said: Vec<&Record> = said.iter().collect();
    let found = breaches_of_moves(&task, &said, &Team::default(), |_| true);
    let found: Vec<(&str, Breach)> =
        found.iter().map(|(one, breach)| (one.path.file_name(), breach.clone())).collect();
    assert_eq!(found, expected);
}

#[test]
fn moves_are_made_by_those_who_may() {
    let review = |by: &'static str| ("2.md", by);
    check_moves(&[DELIVERED, review("---\nverdict: accepted\nby: ola\n---\n")], &[]);
    let accept = [("2.md", Breach::Move(MoveName::Accept))];
    check_moves(&[DELIVERED, review("---\nverdict: accepted\nby: kari\n---\n")], &accept);
    // Too early, and by whoever may: it does not count, and is no breach.
    check_moves(&[review("---\nverdict: accepted\nby: ola\n---\n")], &[]);
    let captured = "---\nverdict: accepted\nby: ola\ncaptured_by: kari\n---\n";
    check_moves(&[DELIVERED, review(captured)], &[("2.md", Breach::CapturedYes)]);
    let returned = "---\nverdict: returned\nby: ola\ncaptured_by: kari\n---\n";
    check_moves(&[DELIVERED, review(returned)], &[]);
}

/// Checks whether `by` may turn one status into another, with these files in the task's folder.
#[track_caller]
fn check_claim(by: &str, old: &str, new: &str, said: &[(&str, &str)], expected: Option<MoveName>) {
    let task = |status: &str| record("tasks/ola-1.md", &TASK.replace("sent", status));
    let before = (!old.is_empty()).then(|| task(old));
    let said: Vec<Record> =
        said.iter().map(|(name, text)| record(&format!("tasks/ola-1/{name}"), text)).collect();
    let said: Vec<&Record> = said.iter().collect();
    let team = Team::default();
    let found = breaches_of_claim(before.as_ref(), &task(new), &said, &team, writer(by));
    let step = found.map(|breach| match breach {
        Breach::Status(_, step) => step,
        other => panic!("{other:?}"),
    });
    assert_eq!(step, expected, "{by}: {old} → {new}");
}

#[test]
fn a_status_is_set_by_those_who_may_or_after_what_was_said() {
    let accepted = ("2.md", "---\nverdict: accepted\nby: ola\n---\n");
    check_claim("kari", "delivered", "accepted", &[DELIVERED], Some(MoveName::Accept));
    check_claim("ola", "delivered", "accepted", &[DELIVERED], None);
    check_claim("kari", "delivered", "accepted", &[DELIVERED, accepted], None);
    check_claim("kari", "sent", "delivered", &[], None);
    check_claim("ola", "sent", "delivered", &[], Some(MoveName::Deliver));
    check_claim("ola", "confirmed", "in_progress", &[], Some(MoveName::Start));
    check_claim("kari", "confirmed", "in_progress", &[], None);
    check_claim("kari", "", "sent", &[], Some(MoveName::Send));
    check_claim("kari", "", "draft", &[], None);
    check_claim("ola", "", "sent", &[], None);
    check_claim("kari", "", "delivered", &[], Some(MoveName::Send));
    check_claim("kari", "sent", "draft", &[], Some(MoveName::Send));
    check_claim("ola", "sent", "draft", &[], None);
    check_claim("kari", "sent", "cancelled", &[], Some(MoveName::Cancel));
    let cancelled = ("0.md", "---\ntype: cancel\nby: ola\n---\n");
    check_claim("kari", "draft", "cancelled", &[cancelled], None);
    check_claim("kari", "draft", "cancelled", &[], Some(MoveName::Send));
    check_claim("kari", "draft", "sent", &[cancelled], Some(MoveName::Send));
    // A status that says nothing is what was done: nobody sends the task by mending it.
    let confirmed = ("0.md", "---\ntype: confirm\nby: kari\n---\n");
    for mute in ["''", "in_progres"] {
        check_claim("kari", mute, "delivered", &[confirmed, DELIVERED], None);
        check_claim("kari", mute, "in_progress", &[confirmed], None);
        check_claim("kari", "confirmed", mute, &[confirmed], None);
        check_claim("kari", mute, "sent", &[], Some(MoveName::Send));
        check_claim("kari", "sent", mute, &[], Some(MoveName::Send));
    }
}

#[test]
fn of_a_task_that_was_begun_the_parties_stay_whatever_its_status_says() {
    let mute = TASK.replace("status: sent\n", "");
    let before = record("tasks/ola-1.md", &mute);
    let after = record("tasks/ola-1.md", &mute.replace("to: kari", "to: per"));
    let confirmed = record("tasks/ola-1/1.md", "---\ntype: confirm\nby: kari\n---\n");
    let check = |said: &[&Record], expected: &[Breach]| {
        let edited = Edited { before: Some(&before), after: Some(&after), said, keeps_words: true };
        assert_eq!(breaches(&edited, writer("kari"), &[], &Team::default()), expected);
    };
    check(&[], &[]);
    check(&[&confirmed], &[Breach::Party("to")]);
}

#[test]
fn what_comes_back_is_settled_by_whoever_sends_it() {
    const PATH: &str = "routines/ola-4.md";
    let routine =
        "---\nid: ola-4\nfrom: ola\nto: kari\nrule: FREQ=DAILY\nstarts: 2026-12-01\n---\n";
    let other = routine.replace("DAILY", "WEEKLY");
    let draft = routine.replace("rule", "active: no\nrule");
    let breach = [Breach::Routine("ola".into())];
    check(PATH, "ola", routine, &other, &[]);
    check(PATH, "lise", routine, "", &[]);
    check(PATH, "kari", routine, &other, &breach);
    check(PATH, "kari", routine, "", &breach);
    check(PATH, "kari", "", routine, &breach);
    check(PATH, "kari", routine, &routine.replace("from: ola", "from: kari"), &breach);
    check(PATH, "kari", &draft, routine, &breach);
    check(PATH, "kari", "", &draft, &[]);
    check(PATH, "kari", "", &routine.replace("from: ola", "from: kari"), &[]);
    check(PATH, "kari", "", &routine.replace("from: ola\n", ""), &[Breach::Routine(String::new())]);
}
