use super::team::{Team, task};

const BROKEN: &str =
    "---\nkind: task\nid: ola-9\ntitle: Fix: the invoice\nfrom: ola\nto: kari\n---\n";

#[test]
fn a_broken_file_stays_and_the_rest_goes() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "All invoices are posted."));
    ola.write("tasks/ola-9.md", BROKEN);
    let sent = ola.sync(&[]);
    assert_eq!((sent.code, sent.result()), (1, "sent"));
    assert_eq!(sent.paths("sent"), ["tasks/ola-1.md"]);
    assert_eq!(sent.paths("held_back"), ["tasks/ola-9.md"]);
    kari.synced();
    assert!(kari.has("tasks/ola-1.md") && !kari.has("tasks/ola-9.md"));
    assert_eq!(ola.read("tasks/ola-9.md"), BROKEN);
    ola.edit("tasks/ola-9.md", "Fix: the", "Fix the");
    assert_eq!(ola.synced().paths("sent"), ["tasks/ola-9.md"]);
    team.settle(&[&ola, &kari]);
}

/// FAILURES 63: the shared version moves on while a file is held back.
#[test]
fn what_a_held_back_file_was_based_on_is_remembered() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One.\n\nTwo.\n\nThree."));
    ola.synced();
    kari.synced();
    // Ola breaks the file, Kari changes the date meanwhile.
    ola.edit("tasks/ola-1.md", "title: Post the invoices", "title: Post: the invoices");
    ola.edit("tasks/ola-1.md", "Three.", "Three, by Ola.");
    kari.edit("tasks/ola-1.md", "due: 2099-12-01", "due: 2099-11-30");
    kari.synced();
    assert_eq!(ola.sync(&[]).paths("held_back"), ["tasks/ola-1.md"]);
    assert!(ola.read("tasks/ola-1.md").contains("due: 2099-12-01"), "left alone, as it is broken");
    assert_eq!(ola.sync(&[]).paths("held_back"), ["tasks/ola-1.md"]);
    ola.edit("tasks/ola-1.md", "title: Post: the", "title: Post the");
    ola.synced();
    let text = ola.read("tasks/ola-1.md");
    assert!(text.contains("due: 2099-11-30") && text.contains("Three, by Ola."), "{text}");
    team.settle(&[&ola, &kari]);
}

#[test]
fn a_change_of_the_others_is_merged_into_a_held_back_file_where_that_is_clean() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("notes/list.md", "One.\n\nTwo.\n\nThree.\n");
    ola.synced();
    kari.synced();
    let secret = "Pay with 4111 1111 1111 1111.";
    ola.edit("notes/list.md", "Three.", secret);
    kari.edit("notes/list.md", "One.", "One, by Kari.");
    kari.synced();
    assert_eq!(ola.sync(&[]).paths("held_back"), ["notes/list.md"]);
    let text = ola.read("notes/list.md");
    assert!(text.contains("One, by Kari.") && text.contains(secret), "{text}");
    ola.edit("notes/list.md", secret, "Three.");
    ola.synced();
    team.settle(&[&ola, &kari]);
    assert_eq!(ola.read("notes/list.md"), "One, by Kari.\n\nTwo.\n\nThree.\n");
}

/// FAILURES 70.
#[test]
fn a_broken_file_in_the_users_own_commit_is_taken_back() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "Once."));
    ola.synced();
    kari.synced();
    let broken = ola.read("tasks/ola-1.md").replace("title: Post", "title: Post: it");
    ola.write("tasks/ola-1.md", &broken);
    ola.write("tasks/ola-9.md", BROKEN);
    ola.write("notes/fine.md", "Fine.");
    ola.commit("by hand");
    let sent = ola.sync(&[]);
    assert_eq!(sent.paths("held_back"), ["tasks/ola-1.md", "tasks/ola-9.md"]);
    kari.synced();
    assert!(kari.has("notes/fine.md") && !kari.has("tasks/ola-9.md"));
    assert!(kari.read("tasks/ola-1.md").contains("title: Post the invoices"));
    assert_eq!(ola.read("tasks/ola-1.md"), broken);
    assert_eq!(ola.read("tasks/ola-9.md"), BROKEN);
    assert!(ola.git(&["log", "--format=%s"]).contains("by hand"), "the user's commit stays");
    ola.edit("tasks/ola-1.md", "title: Post: it", "title: Post it,");
    ola.edit("tasks/ola-9.md", "Fix: the", "Fix the");
    ola.synced();
    team.settle(&[&ola, &kari]);
}

/// FAILURES 58: nothing in such a file counts for anybody, so that it is told until it is mended.
#[test]
fn settings_in_another_encoding_stay_here_and_are_told_where_everybody_has_them() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let settings = ola.read("workspace.yml");
    ola.write("workspace.yml", [settings.as_bytes(), b"# Bl\xe5b\xe6r\n"].concat());
    assert_eq!(ola.sync(&[]).paths("held_back"), ["workspace.yml"]);
    ola.commit("by hand");
    ola.git(&["push", "--no-verify", "-q", "origin", "HEAD"]);
    let told = |words: &str| {
        let run = kari.handover(&["sync"]);
        assert_eq!(run.code, 0, "{run:?}");
        let found =
            format!("{}{}", run.stdout, run.stderr).contains("workspace.yml cannot be read");
        assert_eq!(found, words == "told", "{run:?}");
    };
    told("told");
    assert!(kari.handover(&["today"]).stdout.contains("workspace.yml"));
    assert!(kari.handover(&["check"]).stdout.contains("error[file-encoding]"));
    kari.write("workspace.yml", format!("{settings}# Blåbær\n"));
    kari.synced();
    told("nothing");
}

/// FAILURES 63, 70: what was committed and what was typed after it are one text.
#[test]
fn a_broken_commit_with_more_typed_after_it_loses_nothing() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One.\n\nTwo.\n\nThree."));
    ola.synced();
    kari.synced();
    ola.edit("tasks/ola-1.md", "One.", "One, committed.");
    ola.edit("tasks/ola-1.md", "title: Post", "title: Post: it");
    ola.commit("by hand");
    ola.edit("tasks/ola-1.md", "Three.", "Three, typed.");
    let typed = ola.read("tasks/ola-1.md");
    assert_eq!(ola.sync(&[]).paths("held_back"), ["tasks/ola-1.md"]);
    assert_eq!(ola.read("tasks/ola-1.md"), typed);
    ola.edit("tasks/ola-1.md", "title: Post: it", "title: Post it,");
    ola.synced();
    team.settle(&[&ola, &kari]);
    let text = kari.read("tasks/ola-1.md");
    assert!(text.contains("One, committed.") && text.contains("Three, typed."), "{text}");
    assert!(!kari.has("conflicts"));
}

/// FAILURES 71.
#[test]
fn a_document_renamed_and_broken_does_not_vanish_for_others() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "Once."));
    ola.synced();
    kari.synced();
    ola.rename("tasks/ola-1.md", "tasks/ola-1-invoices.md");
    ola.edit("tasks/ola-1-invoices.md", "title: Post", "title: Post: it");
    let sent = ola.sync(&[]);
    assert_eq!(sent.paths("held_back"), ["tasks/ola-1-invoices.md", "tasks/ola-1.md"]);
    kari.synced();
    assert!(kari.has("tasks/ola-1.md"));
    assert!(!ola.has("tasks/ola-1.md"), "the folder is as its owner wants it");
    ola.edit("tasks/ola-1-invoices.md", "title: Post: it", "title: Post it,");
    ola.synced();
    team.settle(&[&ola, &kari]);
    assert!(kari.has("tasks/ola-1-invoices.md") && !kari.has("tasks/ola-1.md"));
}

/// FAILURES 71: a folder became a file, but its document cannot be removed yet.
#[test]
fn a_file_in_the_place_of_a_folder_waits_for_it() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/d/x.md", "One.\n\nTwo.\n");
    ola.write("tasks/e.txt", "One.\n\nTwo.\n");
    ola.synced();
    kari.synced();
    ola.remove("tasks/d/x.md");
    std::fs::remove_dir(ola.path("tasks/d")).unwrap();
    ola.write("tasks/d", "Plain.\n");
    ola.remove("tasks/e.txt");
    ola.write("tasks/e.txt/f.bin", [0, 1]);
    ola.write("tasks/y.md", "---\nkind: task\ntitle: a: b\n---\nOne.\n\nTwo.\n");
    ola.write("notes/fine.md", "Fine.\n");
    let sent = ola.sync(&[]);
    assert_eq!(sent.paths("sent"), ["notes/fine.md"]);
    let held = ["tasks/d", "tasks/d/x.md", "tasks/e.txt", "tasks/e.txt/f.bin", "tasks/y.md"];
    assert_eq!(sent.paths("held_back"), held);
    ola.edit("tasks/y.md", "title: a: b", "title: a b");
    ola.synced();
    team.settle(&[&ola, &kari]);
    assert_eq!(kari.read("tasks/d"), "Plain.\n");
    assert!(kari.has("tasks/e.txt/f.bin"));
}

/// A held-back file is corrected, and the others have a folder of its name by then.
#[test]
fn a_file_whose_name_became_a_folder_waits_for_another_name() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-9.md", BROKEN);
    kari.write("tasks/ola-9.md/a.txt", "Kari's.\n");
    kari.synced();
    assert_eq!(ola.sync(&[]).paths("held_back"), ["tasks/ola-9.md"]);
    ola.edit("tasks/ola-9.md", "Fix: the", "Fix the");
    ola.write("notes/fine.md", "Fine.\n");
    let sent = ola.sync(&[]);
    assert_eq!(sent.paths("held_back"), ["tasks/ola-9.md"]);
    assert_eq!(sent.paths("sent"), ["notes/fine.md"]);
    ola.rename("tasks/ola-9.md", "tasks/ola-9-invoice.md");
    ola.synced();
    team.settle(&[&ola, &kari]);
    assert!(kari.has("tasks/ola-9-invoice.md") && ola.has("tasks/ola-9.md/a.txt"));
}

/// FAILURES 63, 64: somebody types in a held-back file while the others' change is merged into it.
#[cfg(unix)]
#[test]
fn a_held_back_file_typed_in_meanwhile_keeps_its_base() {
    use std::os::unix::fs::PermissionsExt;
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("notes/list.md", "One.\n\nTwo.\n\nThree.\n");
    ola.synced();
    kari.synced();
    ola.edit("notes/list.md", "Three.", "Three, by Ola.\n\nPay with 4111 1111 1111 1111.");
    ola.write("notes/fine.md", "Fine.\n");
    kari.edit("notes/list.md", "One.", "One, by Kari.");
    kari.synced();
    // The file is saved after it was read and before it is written.
    let list = ola.path("notes/list.md");
    let script = format!("#!/bin/sh\nprintf '\\nFour.\\n' >> '{}'\n", list.display());
    ola.write(".git/hooks/pre-push", script);
    let hook = ola.path(".git/hooks/pre-push");
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(ola.sync(&[]).paths("held_back"), ["notes/list.md"]);
    std::fs::remove_file(hook).unwrap();
    assert!(ola.read("notes/list.md").ends_with("Four.\n"));
    ola.edit("notes/list.md", "\n\nPay with 4111 1111 1111 1111.", "");
    ola.synced();
    team.settle(&[&ola, &kari]);
    let text = "One, by Kari.\n\nTwo.\n\nThree, by Ola.\n\nFour.\n";
    assert_eq!(kari.read("notes/list.md"), text);
}

/// FAILURES 72.
#[test]
fn a_task_goes_before_the_brief_that_it_names() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("briefs/ola-2.md", "---\nkind: brief\nid: ola-2\ntitle: Month: end\n---\n");
    let task = task("ola-1", "2099-12-01", "Once.").replace("due:", "brief: ola-2\ndue:");
    ola.write("tasks/ola-1.md", task);
    let sent = ola.sync(&[]);
    assert_eq!(sent.paths("sent"), ["tasks/ola-1.md"]);
    assert_eq!(sent.paths("held_back"), ["briefs/ola-2.md"]);
    ola.edit("briefs/ola-2.md", "Month: end", "Month end");
    ola.synced();
    team.settle(&[&ola, &kari]);
    assert!(kari.has("briefs/ola-2.md"));
}

/// FAILURES 66.
#[test]
fn a_copied_document_with_the_same_id_waits() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "Once."));
    ola.synced();
    ola.write("tasks/copy.md", task("ola-1", "2099-12-09", "Another."));
    assert_eq!(ola.sync(&[]).paths("held_back"), ["tasks/copy.md"]);
    kari.synced();
    assert!(!kari.has("tasks/copy.md"));
}

#[test]
fn the_id_of_a_shared_document_stays() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/a.md", task("ola-1", "2099-12-01", "Once."));
    ola.write("tasks/b.md", task("ola-2", "2099-12-01", "Another."));
    ola.synced();
    // To one that nobody has, to one that another document has, and both about: each has its own again.
    for (a, b, held) in [
        ("ola-9", "ola-2", &["tasks/a.md"][..]),
        ("ola-2", "ola-2", &["tasks/a.md"]),
        ("ola-2", "ola-1", &[]),
        ("ola-1", "ola-2", &[]),
    ] {
        ola.write("tasks/a.md", task(a, "2099-12-01", "Once."));
        ola.write("tasks/b.md", task(b, "2099-12-01", "Another."));
        let sent = ola.sync(&[]);
        assert_eq!(sent.paths("held_back"), held, "{a}, {b}");
        let told = sent.json["held_back"].to_string();
        assert!(held.is_empty() || told.contains("write `id: ola-1` in it again"), "{told}");
    }
    // To none, with the line and without it.
    for id in ["id:\n", ""] {
        let text = task("ola-1", "2099-12-01", "Once.").replace("id: ola-1\n", id);
        ola.write("tasks/a.md", &text);
        let sent = ola.sync(&[]);
        assert_eq!(sent.paths("held_back"), ["tasks/a.md"], "{id:?}");
        assert!(sent.json["held_back"].to_string().contains("write `id: ola-1` in it again"));
        assert_eq!(ola.read("tasks/a.md"), text);
    }
    // Another document under the old name.
    ola.write("tasks/a.md", "---\nid: ola-9\ntitle: Flights\nfrom: ola\n---\n\nTo Oslo.\n");
    assert!(ola.sync(&[]).paths("held_back").is_empty());
    kari.synced();
    assert!(kari.read("tasks/a.md").contains("ola-9"));
}

/// Renamed, copied, and both edited: the answers to the one would hang on the other.
#[test]
fn of_two_that_may_go_on_as_one_none_goes_before_its_author_says_which() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let text = task("ola-1", "2026-12-04", "All are posted.");
    ola.write("tasks/a.md", &text);
    ola.synced();
    ola.rename("tasks/a.md", "tasks/real.md");
    ola.write("tasks/real.md", text.replace("All are posted.", "All are posted by noon."));
    ola.write("tasks/copy.md", text.replace("Post the", "Check the"));
    let run = ola.handover(&["sync"]);
    for (one, other) in [("copy", "real"), ("real", "copy")] {
        let told = format!("tasks/{one}.md: tasks/{other}.md has the same id");
        assert!(run.stdout.contains(&told), "{run:?}");
    }
    ola.handover(&["check", "--fix"]);
    assert!(team.shared("tasks/a.md").is_some() && ola.read("tasks/real.md").contains("id: ola-1"));
    ola.edit("tasks/copy.md", "id: ola-1\n", "");
    ola.sync(&[]);
    kari.synced();
    assert!(kari.read("tasks/real.md").contains("id: ola-1") && !kari.has("tasks/a.md"));
    assert!(kari.read("tasks/copy.md").contains("id: ola-2"));
}

#[test]
fn a_card_number_never_leaves() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("notes/shop.md", "Pay with 4111 1111 1111 1111, please.\n");
    ola.write("notes/kid.md", "KID: 0004111111111111\n");
    let sent = ola.sync(&[]);
    assert_eq!(sent.paths("held_back"), ["notes/shop.md"]);
    assert!(!sent.json.to_string().contains("4111 1111"), "the number is not repeated");
    kari.synced();
    assert!(kari.has("notes/kid.md") && !kari.has("notes/shop.md"));
    let all = team.git(&team.hub, &["log", "-p", "--all"]);
    assert!(!all.contains("4111 1111"));
}

#[test]
fn a_secret_in_an_own_commit_stops_everything_until_a_clean_start() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("notes/shop.md", "Pay with 4111 1111 1111 1111, please.\n");
    ola.commit("with a card");
    ola.write("notes/shop.md", "Pay by invoice, please.\n");
    ola.commit("without it");
    let old = ola.git(&["rev-parse", "HEAD"]);
    assert!(ola.stopped().contains("notes/shop.md"));
    assert_eq!(ola.sync(&["--clean-history"]).result(), "sent");
    let all = team.git(&team.hub, &["log", "-p", "--all"]);
    assert!(!all.contains("4111 1111") && all.contains("Pay by invoice"));
    let said = team.git(&team.hub, &["log", "-1", "--format=%s"]);
    assert!(said.contains("shop") && !said.contains("Nothing changed"), "{said}");
    let kept = ola.git(&["for-each-ref", "--format=%(objectname)", "refs/worktree/handover/kept"]);
    assert_eq!(kept, old);
    // Nor does one go in what a commit says of itself, or in a name.
    ola.write("notes/shop.md", "Pay by card, please.\n");
    ola.commit("as agreed\n\nPassword: Sommer2026!");
    ola.write("notes/password=Vinter99.txt", "Fiken\n");
    assert!(ola.stopped().contains("holds something secret"));
    let sent = ola.sync(&["--clean-history"]);
    assert_eq!(
        (sent.result(), sent.paths("held_back")),
        ("sent", vec!["notes/password=Vinter99.txt"])
    );
    let all = team.git(&team.hub, &["log", "-p", "--all"]);
    assert!(!all.contains("Sommer2026") && !all.contains("Vinter99") && all.contains("by card"));
    ola.remove("notes/password=Vinter99.txt");
    team.settle(&[&ola, &kari]);
}

/// What is shared already is nobody's to hold back, in a clone that plain git made too.
#[test]
fn a_fault_that_everybody_has_is_not_taken_back_by_a_new_clone() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("tasks/ola-9.md", BROKEN);
    ola.commit("by plain git");
    ola.git(&["push", "-q", "origin", "main"]);
    let kari = team.member("kari");
    kari.write("notes/k.md", "Kari's.\n");
    assert_eq!(kari.synced().paths("sent"), ["notes/k.md"]);
    assert_eq!(team.shared("tasks/ola-9.md").as_deref(), Some(BROKEN));
    let late = team.member("late");
    late.git(&["remote", "set-url", "origin", "http://127.0.0.1:9/hub.git"]);
    late.write("notes/l.md", "Late.\n");
    assert_eq!(late.sync(&[]).result(), "offline");
    assert!(late.git(&["ls-tree", "-r", "--name-only", "HEAD"]).contains("tasks/ola-9.md"));
}

/// FAILURES 66: the copy that nobody else has is the one that gets a new id.
#[test]
fn the_unshared_copy_gets_a_new_id_from_a_fix() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "Once."));
    ola.synced();
    ola.write("tasks/a-copy.md", task("ola-1", "2099-12-09", "Another."));
    assert_eq!(ola.sync(&[]).paths("held_back"), ["tasks/a-copy.md"]);
    ola.handover(&["check", "--fix"]);
    assert!(ola.read("tasks/ola-1.md").contains("id: ola-1\n"));
    assert!(ola.read("tasks/a-copy.md").contains("id: ola-2\n"), "{}", ola.read("tasks/a-copy.md"));
    ola.synced();
    team.settle(&[&ola, &kari]);
}

/// FAILURES 66: where what is shared was renamed and copied at once, the one that nobody has changed stays the same
/// document, whatever the two are called.
#[test]
fn of_a_renamed_document_and_its_copy_the_copy_gets_a_new_id() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "Once."));
    ola.synced();
    kari.synced();
    ola.rename("tasks/ola-1.md", "tasks/renamed.md");
    ola.write("tasks/a-copy.md", task("ola-1", "2099-12-09", "Another thing."));
    let sent = ola.sync(&[]);
    assert_eq!(sent.paths("held_back"), ["tasks/a-copy.md"]);
    let said = sent.json["held_back"].to_string();
    assert!(said.contains("handover check --fix"), "{said}");
    kari.synced();
    assert!(kari.has("tasks/renamed.md") && !kari.has("tasks/ola-1.md"));
    ola.handover(&["check", "--fix"]);
    assert!(ola.read("tasks/renamed.md").contains("id: ola-1\n"));
    assert!(ola.read("tasks/a-copy.md").contains("id: ola-2\n"), "{}", ola.read("tasks/a-copy.md"));
    ola.synced();
    team.settle(&[&ola, &kari]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_in_other_letters_is_named_with_its_twin() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("notes/a.md", "One.\n");
    ola.write("notes/b.md", "Two.\n");
    ola.synced();
    ola.rename("notes/b.md", "Notes/b.md");
    let held = ola.sync(&[]).json["held_back"].to_string();
    assert!(held.contains("its folder Notes/") && held.contains("move it into notes/"), "{held}");
    let check = ola.handover(&["check", "--format", "concise"]).stdout;
    assert!(check.contains("its folder `Notes` is the same as `notes`"), "{check}");
    // What is named alike is a file: its own name is what is told.
    ola.rename("Notes/b.md", "notes/A.md");
    let held = ola.sync(&[]).json["held_back"].to_string();
    assert!(held.contains("another file has the same name"), "{held}");
    ola.rename("notes/A.md", "notes/b.md");
    assert_eq!(ola.sync(&[]).result(), "up_to_date");
}

/// A sync says what a check says, and of several faults the first.
#[test]
fn the_reason_is_the_first_fault_in_the_file() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("tasks/a.md", "---\na: &a [x]\nb: *a\ntitle: One: two\n---\n");
    ola.write("tasks/b.md", format!("---\ntitle: {}\n---\n", "x".repeat(70_000)));
    #[cfg(unix)]
    let made = ola.sandbox.command("mkfifo").arg(ola.path("pipe.md")).status();
    let held = ola.sync(&[]).json["held_back"].to_string();
    assert!(held.contains("line 2: a value that begins with &"), "{held}");
    assert!(held.contains("longer than 64 KiB"), "{held}");
    #[cfg(unix)]
    assert!(!made.is_ok_and(|made| made.success()) || held.contains("it is a pipe"), "{held}");
}

/// A person is spoken of in each task: one that is broken is not what became of their page.
#[test]
fn a_deletion_does_not_wait_for_what_only_speaks_of_it() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(
        "people/per.md",
        "---\nkind: person\nid: per\nname: Per\nrole: assistant\n---\n\n## Background\n\nTen years.\n",
    );
    ola.synced();
    kari.synced();
    ola.remove("people/per.md");
    ola.write(
        "tasks/x.md",
        "---\nkind: task\ntitle: a: b\nto: per\n---\n\n## Background\n\nFor per.\n",
    );
    let sent = ola.sync(&[]);
    assert_eq!(
        (sent.paths("sent"), sent.paths("held_back")),
        (vec!["people/per.md"], vec!["tasks/x.md"])
    );
    kari.synced();
    assert!(!kari.has("people/per.md"));
}
