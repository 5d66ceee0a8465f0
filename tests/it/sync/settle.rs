//! Conflict notes settled by a tick, by hand, twice, and against each other.

use super::team::{Member, Team, task};

const TASK: &str = "tasks/ola-1-post.md";

/// A team whose task has a note about its date: 3 December stands, 4 December is the other.
fn with_note(team: &Team) -> (Member<'_>, Member<'_>, String) {
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(TASK, task("ola-1", "2099-12-10", "The invoices are posted."));
    ola.synced();
    kari.synced();
    ola.edit(TASK, "12-10", "12-03");
    kari.edit(TASK, "12-10", "12-04");
    ola.synced();
    let merged = kari.synced();
    let note = merged.paths("conflicts")[0].to_owned();
    ola.synced();
    assert!(ola.read(TASK).contains("due: 2099-12-03\n"));
    (ola, kari, note)
}

fn tick(member: &Member<'_>, note: &str, label: &str) {
    member.edit(note, &format!("- [ ] {label}"), &format!("- [x] {label}"));
}

#[test]
fn a_tick_is_carried_out_by_the_next_sync_in_one_commit() {
    let team = Team::new();
    let (ola, kari, note) = with_note(&team);
    let before = team.commits();
    let old = ola.read(TASK);
    tick(&ola, &note, "Take Friday 4 December");
    let run = ola.handover(&["sync"]);
    assert!(run.stdout.contains("Settled: due in ola-1 is Friday 4 December 2099 now."), "{run:?}");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(ola.read(TASK), old.replace("12-03", "12-04"));
    assert!(!ola.has(&note));
    assert_eq!(team.commits(), before + 1);
    team.settle(&[&kari, &ola]);
    assert!(!kari.has(&note));
    assert_eq!(kari.read(TASK), old.replace("12-03", "12-04"));
}

#[test]
fn a_tick_for_what_stands_leaves_the_document_alone() {
    let team = Team::new();
    let (ola, kari, note) = with_note(&team);
    let old = ola.read(TASK);
    tick(&kari, &note, "Keep Thursday 3 December");
    kari.synced();
    assert!(!kari.has(&note));
    team.settle(&[&ola, &kari]);
    assert_eq!(ola.read(TASK), old);
    assert!(!ola.has(&note));
}

#[test]
fn a_value_of_ones_own_and_one_that_is_none() {
    let team = Team::new();
    let (ola, kari, note) = with_note(&team);
    ola.edit(&note, "- [ ] Something else:", "- [x] Something else: before Christmas");
    let run = ola.handover(&["sync"]);
    assert!(run.stdout.contains("“before Christmas” is no date."), "{run:?}");
    assert_eq!(run.code, 1, "{run:?}");
    ola.edit(&note, "before Christmas", "2099-12-24");
    ola.synced();
    assert!(!ola.has(&note));
    team.settle(&[&kari, &ola]);
    assert!(kari.read(TASK).contains("\ndue: 2099-12-24\n"));
}

#[test]
fn what_is_not_clear_is_told_and_left() {
    let team = Team::new();
    let (ola, kari, note) = with_note(&team);
    tick(&ola, &note, "Keep");
    tick(&ola, &note, "Take");
    let run = ola.handover(&["sync"]);
    assert!(run.stdout.contains("more than one box is ticked"), "{run:?}");
    assert_eq!(run.code, 1);
    assert!(ola.has(&note));
    kari.synced();
    kari.edit(TASK, "12-03", "12-09");
    kari.synced();
    ola.synced();
    ola.edit(&note, "- [x] Keep", "- [ ] Keep");
    let run = ola.handover(&["sync"]);
    let told = "due in ola-1 is Wednesday 9 December 2099 by now, neither of the two";
    assert!(run.stdout.contains(told), "{run:?}");
    assert!(ola.has(&note));
    kari.synced();
    assert!(kari.has(&note));
    assert!(kari.read(TASK).contains("12-09"));
}

#[test]
fn only_who_ticked_carries_it_out() {
    let team = Team::new();
    let (ola, kari, note) = with_note(&team);
    tick(&kari, &note, "Take");
    kari.commit("by hand");
    kari.git(&["push", "--quiet", "origin", "HEAD:main"]);
    ola.synced();
    ola.synced();
    assert!(ola.has(&note));
    assert!(ola.read(TASK).contains("12-03"));
    kari.synced();
    assert!(!kari.has(&note));
    team.settle(&[&ola, &kari]);
    assert!(ola.read(TASK).contains("12-04"));
}

#[test]
fn words_beside_the_tick_stand_in_the_history() {
    let team = Team::new();
    let (ola, kari, note) = with_note(&team);
    tick(&ola, &note, "Take");
    ola.edit(&note, "Nothing else", "The bank said so. Nothing else");
    ola.synced();
    assert!(!ola.has(&note));
    let found = ola.git(&["log", "--oneline", "-S", "The bank said so.", "--", &note]);
    assert_eq!(found.lines().count(), 2, "{found}");
    team.settle(&[&kari, &ola]);
}

#[test]
fn a_tick_whose_note_outlived_a_crash_is_not_carried_out_twice() {
    let team = Team::new();
    let (ola, kari, note) = with_note(&team);
    tick(&ola, &note, "Take");
    // The document was written, the note not yet removed.
    ola.edit(TASK, "12-03", "12-04");
    ola.synced();
    assert!(!ola.has(&note));
    assert!(ola.read(TASK).contains("12-04"));
    team.settle(&[&kari, &ola]);
}

#[test]
fn a_text_of_ones_own() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(TASK, task("ola-1", "2099-12-10", "The invoices are posted."));
    ola.synced();
    kari.synced();
    let old = ola.read(TASK);
    ola.edit(TASK, "are posted", "are posted and paid");
    kari.edit(TASK, "are posted", "are in the folder");
    ola.synced();
    let note = kari.synced().paths("conflicts")[0].to_owned();
    let text = kari.read(&note).replace("- [ ] Take the text", "- [x] Take the text");
    kari.write(&note, format!("{text}\nPosted, paid and filed.\n"));
    kari.synced();
    assert_eq!(kari.read(TASK), old.replace("The invoices are posted.", "Posted, paid and filed."));
    team.settle(&[&ola, &kari]);
    assert!(!ola.has(&note));
}

/// Lets both settle alone, then meet; returns the notes that are left.
fn settled_alone(ola_ticks: &str, kari_ticks: &str) -> (String, Vec<(String, String)>) {
    let team = Team::new();
    let (ola, kari, note) = with_note(&team);
    tick(&ola, &note, ola_ticks);
    tick(&kari, &note, kari_ticks);
    ola.synced();
    kari.synced();
    team.settle(&[&ola, &kari]);
    assert!(!ola.has(&note), "76: settled once, never made again");
    let notes = ola.files().into_iter().filter(|(path, _)| path.starts_with("conflicts/"));
    (ola.read(TASK), notes.collect())
}

#[test]
fn two_who_settle_alone_agree_or_are_told() {
    for same in ["Keep", "Take"] {
        let (text, notes) = settled_alone(same, same);
        assert!(text.contains(if same == "Keep" { "12-03" } else { "12-04" }));
        assert_eq!(notes, [], "15, 76");
    }
    for (one, other) in [("Keep", "Take"), ("Take", "Keep")] {
        let (text, notes) = settled_alone(one, other);
        assert!(text.contains("12-04"), "{text}");
        let [(_, note)] = &notes[..] else { panic!("{notes:?}") };
        for value in ["kept: \"2099-12-04\"", "other: \"2099-12-03\""] {
            assert!(note.contains(value), "{note}");
        }
    }
}

#[test]
fn a_note_that_one_deletes_and_the_other_edits_is_gone() {
    let team = Team::new();
    let (ola, kari, note) = with_note(&team);
    ola.remove(&note);
    kari.edit(&note, "Nothing else", "I asked the bank. Nothing else");
    ola.synced();
    let run = kari.handover(&["sync"]);
    assert!(run.stdout.contains(&format!("log {note}")), "76: the words are named: {run:?}");
    team.settle(&[&kari, &ola]);
    assert!(!kari.has(&note));
    let log = kari.handover(&["log", &note]);
    assert!(log.stdout.contains("Kari"), "{log:?}");
    assert!(!kari.git(&["log", "--oneline", "-S", "I asked the bank."]).is_empty());
}

#[test]
fn a_settled_note_against_a_new_change_of_the_same_field() {
    let team = Team::new();
    let (ola, kari, note) = with_note(&team);
    tick(&ola, &note, "Take");
    kari.edit(TASK, "12-03", "12-07");
    ola.synced();
    let met = kari.synced();
    let new = met.paths("conflicts");
    assert_eq!(new.len(), 1, "{met:?}");
    assert_ne!(new[0], note);
    team.settle(&[&ola, &kari]);
    assert!(ola.read(TASK).contains("12-04"), "the earlier stands");
    // What stands was confirmed on one side and changed on the other.
    let new = new[0].to_owned();
    tick(&ola, &new, "Keep");
    kari.edit(TASK, "12-04", "12-08");
    ola.synced();
    let met = kari.synced();
    assert_eq!(met.paths("conflicts").len(), 1, "{met:?}");
    team.settle(&[&ola, &kari]);
    assert!(ola.read(TASK).contains("12-08"));
}
