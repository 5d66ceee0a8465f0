use super::team::{SETTINGS, Team, task};

/// FAILURES 78.
#[test]
fn a_version_staged_by_hand_is_not_thrown_away() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("notes/a.md", "One.\n");
    ola.synced();
    ola.write("notes/a.md", "Two, staged.\n");
    ola.git(&["add", "notes/a.md"]);
    ola.write("notes/a.md", "Three.\n");
    assert!(ola.stopped().contains("notes/a.md"));
    assert_eq!(ola.git(&["show", ":notes/a.md"]), "Two, staged.\n");
    ola.git(&["add", "notes/a.md"]);
    assert_eq!(ola.synced().result(), "sent");
}

/// FAILURES 78.
#[test]
fn an_unfinished_merge_is_left_alone() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("notes/a.md", "One.\n");
    ola.synced();
    ola.git(&["checkout", "-q", "-b", "side"]);
    ola.write("notes/a.md", "Side.\n");
    ola.commit("side");
    ola.git(&["checkout", "-q", "main"]);
    ola.write("notes/a.md", "Main.\n");
    ola.commit("main");
    let mut merge = ola.sandbox.command("git");
    merge.current_dir(&ola.root).args(["merge", "-q", "side"]);
    assert!(!merge.status().expect("git runs").success(), "the merge has a conflict");
    let before = ola.files();
    ola.stopped();
    assert_eq!(ola.files(), before);
}

/// FAILURES 6.
#[test]
fn a_rewound_history_is_not_followed() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("notes/a.md", "One.\n");
    ola.synced();
    kari.synced();
    let first = team.git(&team.hub, &["rev-parse", "main~1"]);
    team.git(&team.hub, &["update-ref", "refs/heads/main", first.trim()]);
    kari.write("notes/k.md", "Kari's.\n");
    kari.stopped();
    assert!(kari.has("notes/a.md") && kari.has("notes/k.md"));
    assert_eq!(team.shared("notes/k.md"), None);
}

/// FAILURES 7.
#[test]
fn an_emptied_or_unrelated_place_is_refused() {
    let team = Team::new();
    let ola = team.member("ola");
    team.git(&team.hub, &["update-ref", "-d", "refs/heads/main"]);
    ola.stopped();
    let other = Team::new();
    // Even their first versions differ: the same files at the same second would be one history.
    other.member("ola").write("notes/other.md", "Another workspace.\n");
    other.member("ola").git(&["add", "-A"]);
    other.member("ola").git(&["commit", "--quiet", "--amend", "-m", "Another"]);
    other.git(&other.hub, &["update-ref", "-d", "refs/heads/main"]);
    other.member("ola").git(&["update-ref", "-d", "refs/worktree/handover/shared/main"]);
    other.member("ola").synced();
    ola.git(&["remote", "set-url", "origin", &other.hub.to_string_lossy()]);
    ola.git(&["update-ref", "-d", "refs/worktree/handover/shared/main"]);
    ola.stopped();
    assert!(!ola.has("notes/other.md"));
    assert_eq!(other.commits(), 1);
}

/// FAILURES 74.
#[test]
fn a_newer_format_is_read_but_neither_merged_nor_sent() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("workspace.yml", SETTINGS.replace("format: 1", "format: 99"));
    ola.commit("a newer version was here");
    ola.git(&["push", "-q", "origin", "main"]);
    kari.write("notes/k.md", "Kari's.\n");
    assert!(kari.stopped().contains("99"));
    assert_eq!(team.shared("notes/k.md"), None);
    assert!(kari.read("workspace.yml").contains("format: 1\n"));
    assert!(ola.stopped().contains("99"));
}

#[test]
fn without_a_place_to_share_it_says_what_to_do() {
    let team = Team::empty();
    let root = team.sandbox.root().join("alone");
    std::fs::create_dir(&root).unwrap();
    std::fs::write(root.join("workspace.yml"), SETTINGS).unwrap();
    team.git(&root, &["init", "-q", "-b", "main"]);
    let run = team.sandbox.handover(&["-C", &root.to_string_lossy(), "sync"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("git remote add origin"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_reached_is_offline_and_nothing_is_lost() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "Once."));
    ola.git(&["remote", "set-url", "origin", "http://127.0.0.1:9/hub.git"]);
    let offline = ola.sync(&[]);
    assert_eq!((offline.result(), offline.code), ("offline", 1));
    let told = ola.handover(&["sync"]).stdout;
    let address = ola.git(&["remote", "get-url", "origin"]);
    assert_eq!(told.matches(address.trim()).count(), 1, "{told}");
    ola.git(&["remote", "set-url", "origin", &team.hub.to_string_lossy()]);
    assert_eq!(ola.synced().paths("sent"), ["tasks/ola-1.md"]);
    team.settle(&[&ola, &kari]);
}

/// FAILURES 44.
#[test]
fn an_emptied_folder_is_not_a_mass_deletion() {
    let team = Team::new();
    let ola = team.member("ola");
    for entry in std::fs::read_dir(&ola.root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with(".git") {
            std::fs::remove_dir_all(path).unwrap();
        } else if path.is_file() {
            std::fs::remove_file(path).unwrap();
        }
    }
    let run = ola.handover(&["sync"]);
    assert_eq!(run.code, 2, "{} {}", run.stdout, run.stderr);
    assert!(team.shared("people/ola.md").is_some());
}

/// FAILURES 8.
#[test]
fn plain_git_in_between_is_taken_along() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("notes/a.md", "One.\n");
    ola.commit("by hand");
    ola.write("notes/b.md", "Two, staged.\n");
    kari.write("notes/c.md", "Three.\n");
    kari.synced();
    assert_eq!(ola.synced().result(), "merged");
    ola.git(&["checkout", "-q", "--detach"]);
    ola.stopped();
    ola.git(&["checkout", "-q", "main"]);
    team.settle(&[&ola, &kari]);
    assert!(team.git(&team.hub, &["log", "--format=%s", "main"]).contains("by hand"));
}

/// FAILURES 78: `git add -N` announces a name and stages no version of it.
#[test]
fn an_announced_file_is_an_ordinary_new_one() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("notes/new.md", "New.\n");
    ola.git(&["add", "-N", "notes/new.md"]);
    assert_eq!(ola.synced().paths("sent"), ["notes/new.md"]);
    assert_eq!(ola.git(&["status", "--porcelain"]), "");
}

/// A workspace stays one, whoever removes its settings.
#[test]
fn the_settings_of_the_workspace_come_back() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    kari.synced();
    ola.git(&["rm", "-q", "workspace.yml"]);
    ola.git(&["commit", "-q", "-m", "by hand"]);
    ola.git(&["push", "-q", "origin", "main"]);
    kari.synced();
    assert_eq!(kari.read("workspace.yml"), SETTINGS);
    kari.synced();
    assert_eq!(team.shared("workspace.yml").as_deref(), Some(SETTINGS));
    ola.git(&["pull", "-q"]);
    team.settle(&[&ola, &kari]);
}

/// What others wrote and plain git brought is theirs: not ours to fill in, hold back or take back.
#[test]
fn what_plain_git_pulled_is_the_others() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "Once."));
    ola.synced();
    kari.synced();
    kari.edit("tasks/ola-1.md", "title: Post", "title: Post: it");
    kari.write("tasks/ola-1/yes.md", "Yes, I can.\n");
    kari.write("notes/card.md", "Pay with 4111 1111 1111 1111.\n");
    kari.commit("by hand");
    kari.git(&["push", "-q", "origin", "main"]);
    ola.git(&["pull", "-q"]);
    let before = team.commits();
    let synced = ola.synced();
    assert_eq!((synced.result(), synced.paths("held_back").len()), ("up_to_date", 0));
    assert_eq!(ola.read("tasks/ola-1/yes.md"), "Yes, I can.\n");
    assert_eq!(team.commits(), before);
    assert!(team.shared("tasks/ola-1.md").is_some_and(|text| text.contains("title: Post: it")));
}

/// A commit that came from the other's clone, past the shared place: its replies are not ours.
#[test]
fn what_another_person_committed_is_not_filled_in_here() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "Once."));
    ola.synced();
    kari.synced();
    kari.write("tasks/ola-1/yes.md", "Yes, I can.\n");
    kari.commit("by hand");
    ola.git(&["pull", "-q", &kari.root.to_string_lossy(), "main"]);
    ola.write("tasks/ola-1/thanks.md", "Thanks.\n");
    ola.synced();
    assert_eq!(ola.read("tasks/ola-1/yes.md"), "Yes, I can.\n");
    assert!(ola.read("tasks/ola-1/thanks.md").contains("by: ola\n"));
    kari.synced();
    team.settle(&[&ola, &kari]);
}

/// FAILURES 8: each branch has a shared history of its own.
#[test]
fn another_branch_is_not_a_rewound_history() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.git(&["checkout", "-q", "-b", "plan/winter"]);
    ola.write("notes/winter.md", "Snow.\n");
    ola.commit("by hand");
    ola.git(&["push", "-q", "-u", "origin", "plan/winter"]);
    assert_eq!(ola.synced().result(), "up_to_date");
    ola.git(&["checkout", "-q", "main"]);
    ola.write("notes/summer.md", "Sun.\n");
    assert_eq!(ola.synced().paths("sent"), ["notes/summer.md"]);
    ola.git(&["checkout", "-q", "plan/winter"]);
    ola.write("notes/winter.md", "More snow.\n");
    assert_eq!(ola.synced().paths("sent"), ["notes/winter.md"]);
    assert_eq!(team.shared("notes/winter.md"), None);
}
