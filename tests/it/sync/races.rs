use std::thread;

use super::team::{Team, task};

/// FAILURES 1, 2: all write one branch at once, all land.
#[test]
fn ten_writers_at_once_all_land() {
    let team = Team::new();
    let names: Vec<String> = (0..10).map(|n| format!("writer{n}")).collect();
    let members: Vec<_> = names.iter().map(|name| team.member(name)).collect();
    thread::scope(|scope| {
        for (at, member) in members.iter().enumerate() {
            scope.spawn(move || {
                for round in 0..3 {
                    member.write(&format!("notes/{at}-{round}.md"), format!("{at} {round}\n"));
                    member.synced();
                }
            });
        }
    });
    let files = team.git(&team.hub, &["ls-tree", "-r", "--name-only", "main", "notes/"]);
    assert_eq!(files.lines().count(), 30, "{files}");
    team.settle(&members.iter().collect::<Vec<_>>());
}

/// FAILURES 4, 7: a folder with files, staged or not, that has no version yet and is given a shared place.
#[test]
fn a_folder_without_a_version_joins_what_is_shared() {
    for staged in [true, false] {
        let team = Team::new();
        let (ola, kari) = (team.member("ola"), team.member("kari"));
        ola.write("notes/a.md", "Everybody's.\n");
        ola.write("notes/theirs.md", "Theirs.\n");
        ola.synced();
        std::fs::remove_dir_all(kari.path(".git")).unwrap();
        kari.git(&["init", "--quiet", "--initial-branch=main"]);
        kari.git(&["config", "user.email", "kari@example.org"]);
        kari.git(&["remote", "add", "origin", &team.hub.to_string_lossy()]);
        kari.write("notes/a.md", "Kari's own.\n");
        kari.write("notes/mine.md", "Mine.\n");
        if staged {
            kari.git(&["add", "-A"]);
        }
        let joined = kari.synced();
        assert_eq!(joined.paths("sent").iter().filter(|path| **path == "notes/mine.md").count(), 1);
        assert_eq!(kari.read("notes/theirs.md"), "Theirs.\n");
        assert_eq!(kari.read("people/ola.md"), ola.read("people/ola.md"));
        ola.synced();
        let all: String = ola.files().into_iter().map(|(_, text)| text).collect();
        assert!(all.contains("Everybody's.") && all.contains("Kari's own."), "{all}");
        team.settle(&[&ola, &kari]);
    }
}

/// FAILURES 9: two commands of one person at once wait for each other.
#[test]
fn two_syncs_of_one_folder_wait_for_each_other() {
    let team = Team::new();
    let ola = team.member("ola");
    for n in 0..5 {
        ola.write(&format!("notes/{n}.md"), "Text.\n");
    }
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| ola.synced());
        }
    });
    assert_eq!(team.commits(), 2, "one commit carries it all");
}

/// FAILURES 4.
#[test]
fn a_new_file_of_both_sides_is_kept_from_both() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/new.md", task("ola-1", "2099-12-01", "By Ola."));
    kari.write("tasks/new.md", task("kari-1", "2099-12-02", "By Kari."));
    ola.write("attachments/a.bin", [0, 1, 2]);
    kari.write("attachments/a.bin", [0, 3, 4]);
    ola.synced();
    kari.synced();
    team.settle(&[&ola, &kari]);
    let all: String = ola.files().into_iter().map(|(_, text)| text).collect();
    assert!(all.contains("By Ola.") && all.contains("By Kari."));
    assert!(all.contains("\u{0}\u{1}\u{2}") && all.contains("\u{0}\u{3}\u{4}"));
}

/// FAILURES 4, 47: names that cannot stand beside each other, the others' giving way.
#[test]
fn names_that_exclude_each_other_are_kept_from_both() {
    for (mine, theirs) in [("plan/b.md", "plan"), ("plan", "plan/b.md"), ("Plan", "plan")] {
        for texts in [["One.\n", "Two.\n"], ["Two.\n", "One.\n"]] {
            let team = Team::new();
            let (ola, kari) = (team.member("ola"), team.member("kari"));
            ola.write(theirs, texts[0]);
            kari.write(mine, texts[1]);
            ola.synced();
            kari.synced();
            team.settle(&[&ola, &kari]);
            let added = kari.files().into_iter().filter(|(_, text)| texts.contains(&&text[..]));
            let added: Vec<_> = added.collect();
            assert_eq!(added.len(), 2, "{mine} {theirs}: {added:?}");
        }
    }
}

/// FAILURES 22: each side gives a document another name.
#[test]
fn a_document_renamed_on_both_sides_is_there_once() {
    for (mine, theirs) in [("b", "c"), ("c", "b")] {
        let team = Team::new();
        let (ola, kari) = (team.member("ola"), team.member("kari"));
        ola.write("tasks/a.md", task("ola-1", "2099-12-01", "Once."));
        ola.synced();
        kari.synced();
        ola.rename("tasks/a.md", &format!("tasks/{theirs}.md"));
        kari.rename("tasks/a.md", &format!("tasks/{mine}.md"));
        ola.synced();
        kari.synced();
        team.settle(&[&ola, &kari]);
        assert_eq!(std::fs::read_dir(kari.path("tasks")).unwrap().count(), 1);
    }
}

/// FAILURES 4: a file that git ignores here is in the way of one that arrives.
#[test]
fn an_ignored_file_in_the_way_is_not_overwritten() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    std::fs::write(ola.path(".git/info/exclude"), "private.md\n").unwrap();
    ola.write("private.md", "Mine alone.\n");
    kari.write("private.md", "By Kari.\n");
    kari.synced();
    ola.synced();
    assert!(ola.read("private.md").contains("Mine alone."));
    ola.sync(&[]);
    ola.sync(&[]);
    assert!(team.shared("private.md").is_some_and(|text| text.contains("By Kari.")));
}

/// FAILURES 13.
#[test]
fn a_change_of_the_same_size_at_the_same_time_is_seen() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("notes/a.md", "One.\n");
    ola.synced();
    let path = ola.path("notes/a.md");
    let time = std::fs::metadata(&path).unwrap().modified().unwrap();
    std::fs::write(&path, "Two.\n").unwrap();
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    assert_eq!(ola.synced().paths("sent"), ["notes/a.md"]);
}

/// FAILURES 10: the commit arrived, the answer did not.
#[test]
fn what_arrived_without_an_answer_is_not_sent_twice() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("notes/a.md", "One.\n");
    ola.commit("by hand");
    ola.git(&["push", "-q", "origin", "main"]);
    let before = team.commits();
    assert_eq!(ola.synced().result(), "up_to_date");
    assert_eq!(team.commits(), before);
}
