use super::team::{Team, task};

#[test]
fn what_one_writes_the_other_has() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1-post.md", task("ola-1", "2099-12-01", "All invoices are posted."));
    let sent = ola.synced();
    assert_eq!((sent.result(), sent.code), ("sent", 0));
    assert_eq!(sent.paths("sent"), ["tasks/ola-1-post.md"]);
    let received = kari.synced();
    assert_eq!((received.result(), received.code), ("received", 0));
    assert_eq!(received.paths("received"), ["tasks/ola-1-post.md"]);
    assert_eq!(kari.read("tasks/ola-1-post.md"), ola.read("tasks/ola-1-post.md"));
    team.settle(&[&ola, &kari]);
}

/// FAILURES 11.
#[test]
fn nothing_new_makes_no_commit() {
    let team = Team::new();
    let ola = team.member("ola");
    let before = team.commits();
    assert_eq!(ola.synced().result(), "up_to_date");
    assert_eq!(ola.synced().result(), "up_to_date");
    assert_eq!(team.commits(), before);
}

/// FAILURES 5, 14.
#[test]
fn both_change_one_task_while_apart() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "All invoices are posted."));
    ola.write("tasks/ola-2.md", task("ola-2", "2099-12-01", "The other one."));
    ola.synced();
    kari.synced();
    ola.edit("tasks/ola-1.md", "due: 2099-12-01", "due: 2099-12-05");
    ola.edit("tasks/ola-1.md", "title: Post the invoices", "title: Post every invoice");
    kari.edit("tasks/ola-1.md", "due: 2099-12-01", "due: 2099-12-03");
    kari.edit("tasks/ola-1.md", "- [ ]", "- [x]");
    kari.edit("tasks/ola-2.md", "The other one.", "The other one, too.");
    ola.synced();
    let merged = kari.sync(&[]);
    assert_eq!((merged.result(), merged.code), ("merged", 1), "a conflict wants attention");
    let notes = merged.paths("conflicts");
    assert_eq!(notes.len(), 1, "{merged:?}");
    let text = kari.read("tasks/ola-1.md");
    for part in ["due: 2099-12-03\n", "title: Post every invoice\n", "- [x] All are posted"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let note = kari.read(notes[0]);
    assert!(note.contains("2099-12-05") && note.contains("2099-12-03"), "{note}");
    assert_eq!(team.shared("tasks/ola-2.md"), Some(kari.read("tasks/ola-2.md")));
    team.settle(&[&ola, &kari]);
}

/// FAILURES 16: whoever syncs first, and how often, all end with the same files.
#[test]
fn three_people_end_with_the_same_files() {
    let orders = [["ola", "kari", "per"], ["per", "ola", "kari"], ["kari", "per", "ola"]];
    for order in orders {
        let team = Team::new();
        let all = ["ola", "kari", "per"].map(|name| team.member(name));
        all[0].write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One.\n\nTwo.\n\nThree."));
        for member in &all {
            member.synced();
        }
        for (member, (from, to)) in all.iter().zip([
            ("One.", "One, by Ola."),
            ("Two.", "Two, by Kari."),
            ("Three.", "By Per."),
        ]) {
            member.edit("tasks/ola-1.md", from, to);
            member.write(&format!("notes/{}.md", to.len()), to);
        }
        for name in order {
            team.member(name).synced();
        }
        team.settle(&all.iter().collect::<Vec<_>>());
        let text = all[0].read("tasks/ola-1.md");
        for part in ["One, by Ola.", "Two, by Kari.", "By Per."] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }
}

#[test]
fn what_an_author_leaves_out_is_filled_in() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(
        "tasks/invoices.md",
        "---\ntitle: Post the invoices\nto: kari\n---\n\n## Result\n\nAll.\n",
    );
    ola.synced();
    kari.synced();
    let text = kari.read("tasks/invoices.md");
    for line in
        ["id: ola-1\n", "from: ola\n", "kind: task\n", "title: Post the invoices\nto: kari\n"]
    {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    kari.write("tasks/kari-draft.md", "---\ntitle: Ask the bank\nto: kari\n---\n");
    kari.synced();
    let text = kari.read("tasks/kari-draft.md");
    assert!(text.contains("id: kari-1\n") && text.contains("from: ola\n"), "{text}");
    team.settle(&[&ola, &kari]);
}

/// FAILURES 73.
#[test]
fn the_number_of_a_removed_document_is_not_given_again() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("tasks/ola-7.md", task("ola-7", "2099-12-01", "Once."));
    ola.synced();
    ola.remove("tasks/ola-7.md");
    ola.synced();
    ola.write("tasks/new.md", "---\ntitle: New\nto: kari\n---\n");
    ola.synced();
    assert!(ola.read("tasks/new.md").contains("id: ola-8\n"), "{}", ola.read("tasks/new.md"));
}

/// FAILURES 21, 80: two machines of one person give one id while apart.
#[test]
fn one_id_given_twice_is_given_anew_to_the_unsent_document() {
    let team = Team::new();
    let (home, office) = (team.member("ola"), team.member("office"));
    office.git(&["config", "user.email", "ola@example.org"]);
    home.write("tasks/ola-1-a.md", task("ola-1", "2099-12-01", "At home."));
    office.write("tasks/ola-1-b.md", task("ola-1", "2099-12-01", "At the office."));
    office.write(
        "tasks/ola-2.md",
        task("ola-2", "2099-12-01", "After it.")
            .replace("status: sent\n", "status: sent\ndepends: [ola-1]\n"),
    );
    home.synced();
    office.synced();
    assert!(office.read("tasks/ola-1-a.md").contains("id: ola-1\n"));
    let renumbered = office.read("tasks/ola-1-b.md");
    assert!(renumbered.contains("id: ola-3\n") && renumbered.contains("formerly"), "{renumbered}");
    assert!(office.read("tasks/ola-2.md").contains("depends: [ola-3]\n"));
    team.settle(&[&home, &office]);
}

/// FAILURES 23.
#[test]
fn an_edit_outlives_a_deletion() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "Once."));
    ola.synced();
    kari.synced();
    ola.remove("tasks/ola-1.md");
    kari.edit("tasks/ola-1.md", "Once.", "Twice.");
    ola.synced();
    kari.synced();
    ola.synced();
    assert!(ola.read("tasks/ola-1.md").contains("Twice."));
    team.settle(&[&ola, &kari]);
}

/// A text is committed while apart, then put back as everybody has it: a change like any other.
#[test]
fn what_was_not_sent_yet_can_be_taken_back() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("notes/a.md", "Old.\n");
    ola.synced();
    kari.synced();
    ola.write("notes/a.md", "New.\n");
    ola.git(&["remote", "set-url", "origin", "http://127.0.0.1:9/hub.git"]);
    assert_eq!(ola.sync(&[]).result(), "offline");
    ola.write("notes/a.md", "Old.\n");
    ola.git(&["remote", "set-url", "origin", &team.hub.to_string_lossy()]);
    ola.synced();
    assert_eq!(ola.read("notes/a.md"), "Old.\n");
    team.settle(&[&ola, &kari]);
    assert_eq!(kari.read("notes/a.md"), "Old.\n");
}

/// FAILURES 22, 65.
#[test]
fn a_document_renamed_here_and_edited_there_is_one_document() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "Once."));
    ola.synced();
    kari.synced();
    ola.rename("tasks/ola-1.md", "tasks/later/ola-1-invoices.md");
    kari.edit("tasks/ola-1.md", "Once.", "Twice.");
    kari.synced();
    ola.synced();
    assert!(!ola.has("tasks/ola-1.md"));
    assert!(ola.read("tasks/later/ola-1-invoices.md").contains("Twice."));
    team.settle(&[&ola, &kari]);
}

/// FAILURES 24, 58, 60.
#[test]
fn bytes_travel_as_they_are() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let odd = "\u{feff}---\r\nkind: task\r\nid: 'ola-1'  # mine\r\ntitle: \"Æøå\"\r\nfrom: ola\r\n---\r\nNo end";
    ola.git(&["config", "core.autocrlf", "true"]);
    kari.git(&["config", "core.autocrlf", "input"]);
    ola.write("tasks/ola-1.md", odd);
    ola.write("attachments/blob.bin", [0_u8, 255, 13, 10, 0]);
    ola.synced();
    kari.synced();
    assert_eq!(kari.read("tasks/ola-1.md"), odd);
    assert_eq!(std::fs::read(kari.path("attachments/blob.bin")).unwrap(), [0, 255, 13, 10, 0]);
}

#[test]
fn local_things_are_never_shared() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    for path in ["Today.md", "I dag.md", ".obsidian/app.json", ".notes.md.swp", "a.md~"] {
        ola.write(path, "mine");
    }
    ola.write("ignored.txt", "mine");
    ola.write(".gitignore", "ignored.txt\n");
    assert_eq!(ola.synced().paths("sent"), [".gitignore"]);
    kari.synced();
    assert!(!kari.has("I dag.md") && !kari.has("ignored.txt"));
    assert!(!kari.read("Today.md").lines().any(|line| line == "mine"));
    assert_eq!(team.shared("Today.md"), None);
}

#[test]
fn a_dry_run_changes_nothing() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    kari.write("notes/k.md", "By Kari.");
    kari.synced();
    ola.write("tasks/new.md", "---\ntitle: New\nto: kari\n---\n");
    let (files, commits, head) = (ola.files(), team.commits(), ola.git(&["rev-parse", "HEAD"]));
    let dry = ola.sync(&["--dry-run"]);
    assert_eq!(dry.paths("sent"), ["tasks/new.md"]);
    assert_eq!(dry.paths("received"), ["notes/k.md"]);
    assert_eq!(
        (ola.files(), team.commits(), ola.git(&["rev-parse", "HEAD"])),
        (files, commits, head)
    );
}

#[test]
fn commits_say_what_changed() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "Once."));
    ola.synced();
    ola.edit("tasks/ola-1.md", "2099-12-01", "2099-12-03");
    ola.synced();
    let messages = team.git(&team.hub, &["log", "-2", "--format=%s by %ae", "main"]);
    assert_eq!(
        messages,
        "ola-1: due 2099-12-01 → 2099-12-03 by ola@example.org\nola-1: new task “Post the \
         invoices” by ola@example.org\n"
    );
}

/// FAILURES 66: the id of a shared document is changed to one that another has, whichever stands first.
#[test]
fn an_id_changed_to_one_that_is_in_use_waits() {
    for (changed, other) in [("tasks/a.md", "tasks/b.md"), ("tasks/b.md", "tasks/a.md")] {
        let team = Team::new();
        let ola = team.member("ola");
        ola.write(changed, task("ola-1", "2099-12-01", "Once."));
        ola.write(other, task("ola-2", "2099-12-09", "Another."));
        ola.synced();
        ola.edit(changed, "id: ola-1", "id: ola-2");
        assert_eq!(ola.sync(&[]).paths("held_back"), [changed]);
        ola.edit(changed, "id: ola-2", "id: ola-1");
        assert_eq!(ola.synced().result(), "up_to_date");
    }
}
