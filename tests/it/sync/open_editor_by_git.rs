//! FAILURES 69 where plain git does more than one thing with the save of an editor that was open all along, before a
//! sync comes.

use super::team::{Member, Team};

const PATH: &str = "notes.md";
const TEXT: &str = "# Notes\n\n## A\n\nalpha\n\n## B\n\nbeta\n\n## C\n\ngamma\n";

/// Plays what Ola and Kari do, a word each. Ola's editor has been open since before all of it, and saves what the
/// word in capitals names.
fn play(ola: &Member<'_>, kari: &Member<'_>, steps: &str) {
    let git = |args: &str| drop(ola.git(&args.split(' ').collect::<Vec<_>>()));
    for step in steps.split(' ') {
        match step {
            "K1" | "K2" | "K3" => {
                let place = match step {
                    "K1" => "alpha",
                    "K2" => "beta",
                    _ => "Notes",
                };
                kari.edit(PATH, place, &format!("{place} {step}"));
                kari.commit(step);
                kari.git(&["pull", "--quiet", "--rebase"]);
                kari.git(&["push", "--quiet"]);
            }
            "O" => ola.write(PATH, TEXT.replace("gamma", "gamma O")),
            "P" => ola.write(PATH, TEXT.replace("gamma", "gamma O").replace("beta", "beta P")),
            "commit" => git("commit -qam by-hand"),
            "pull" => git("pull -q --no-rebase --no-edit"),
            "rebase" => git("pull -q --rebase"),
            "autostash" => git("pull -q --rebase --autostash"),
            "branch" => git("switch -qc own"),
            "merge" => {
                git("switch -q main");
                git("merge -q --no-ff --no-edit own");
            }
            "move" => git("mv notes.md renamed.md"),
            "rename" => ola.rename(PATH, "renamed.md"),
            "stash" => git("stash -q"),
            "pop" => git("stash pop -q"),
            "push" => git("push -q"),
            "sync" => drop(ola.synced()),
            other => panic!("{other}"),
        }
    }
}

/// Plays it and says what has got lost.
fn check(steps: &str) {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(PATH, TEXT);
    ola.synced();
    kari.synced();
    play(&ola, &kari, steps);
    let synced = ola.synced();
    let path = if steps.contains("move") { "renamed.md" } else { PATH };
    assert_eq!(synced.paths("reopened"), [path], "{steps}");
    team.settle(&[&ola, &kari]);
    let files = kari.files();
    for word in steps.split(' ').filter(|step| step.starts_with(['K', 'O', 'P'])) {
        let has = |text: &String| text.split_whitespace().any(|one| one == word);
        let is_there = files.iter().any(|(_, text)| has(text));
        assert!(is_there, "{steps}: {word} is lost: {}", kari.read(PATH));
    }
}

#[test]
fn a_commit_of_the_old_text_takes_nothing_out_whatever_is_pulled_after_it() {
    for steps in ["K1 pull O commit K2 pull push", "K1 rebase O commit K2 rebase"] {
        check(steps);
    }
}

#[test]
fn nor_where_the_editor_goes_on_saving() {
    for steps in
        ["K1 rebase O commit push K2 rebase P commit push", "K1 sync K2 pull O commit K3 pull push"]
    {
        check(steps);
    }
}

#[test]
fn nor_where_it_is_merged_from_a_branch() {
    for steps in ["K1 pull branch O commit merge", "K1 sync branch O commit merge push"] {
        check(steps);
    }
}

#[test]
fn nor_where_it_was_put_aside_while_more_came() {
    for steps in [
        "K1 pull O stash K2 pull pop",
        "K1 sync O stash K2 pull pop commit",
        "K1 pull O K2 autostash",
    ] {
        check(steps);
    }
}

/// With an id or without one: it is known by its text.
#[test]
fn nor_where_it_got_another_name() {
    for steps in ["K1 pull O move commit push", "K1 sync O move commit K2 pull", "K1 pull O rename"]
    {
        check(steps);
    }
}

/// A folder of which git keeps no log is gone through by its branch.
#[test]
fn nor_where_git_keeps_no_log() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.git(&["config", "core.logAllRefUpdates", "false"]);
    std::fs::remove_dir_all(ola.path(".git/logs")).expect("a log");
    ola.write(PATH, TEXT);
    ola.synced();
    kari.synced();
    play(&ola, &kari, "K1 pull O commit K2 pull push");
    assert_eq!(ola.synced().paths("reopened"), [PATH]);
    team.settle(&[&ola, &kari]);
    for word in ["K1", "K2", "O"] {
        assert!(kari.read(PATH).contains(word), "{word} is lost: {}", kari.read(PATH));
    }
}

/// Whoever joined and sends by plain git before the first sync is known by what the folder was given.
#[test]
fn nor_where_it_was_sent_by_hand_before_the_first_sync() {
    let team = Team::new();
    let kari = team.member("kari");
    kari.write(PATH, TEXT);
    kari.synced();
    let (hub, root) = (team.hub.to_string_lossy(), team.sandbox.root().join("joined"));
    let joined = team.sandbox.handover(&["join", &hub, &root.to_string_lossy(), "--as", "ola"]);
    assert_eq!(joined.code, 0, "{joined:?}");
    let ola = Member { sandbox: &team.sandbox, root };
    play(&ola, &kari, "K1 pull O commit push");
    assert_eq!(ola.synced().paths("reopened"), [PATH]);
    team.settle(&[&ola, &kari]);
    assert!(kari.read(PATH).contains("alpha K1") && kari.read(PATH).contains("gamma O"));
}

/// In a clone made by plain git, git's log tells what came and what was done before the first sync.
#[test]
fn nor_where_nothing_but_plain_git_was_there_before() {
    for steps in ["K1 pull O commit K2 pull", "K1 pull O", "K1 rebase O commit push"] {
        let team = Team::new();
        let kari = team.member("kari");
        kari.write(PATH, TEXT);
        kari.synced();
        let ola = team.member("another");
        ola.git(&["config", "user.email", "ola@example.org"]);
        play(&ola, &kari, steps);
        assert_eq!(ola.synced().paths("reopened"), [PATH], "{steps}");
        team.settle(&[&ola, &kari]);
        for word in steps.split(' ').filter(|step| step.starts_with(['K', 'O'])) {
            let text = kari.read(PATH);
            assert!(text.contains(&format!(" {word}")), "{steps}: {word} is lost: {text}");
        }
    }
}

/// What was seen may be taken out again by any way of git's.
#[test]
fn what_was_seen_may_be_taken_out() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write(PATH, TEXT);
    ola.synced();
    kari.synced();
    play(&ola, &kari, "K1 pull");
    ola.edit(PATH, "alpha K1", "alpha K1, and more");
    play(&ola, &kari, "commit K2 pull");
    ola.edit(PATH, "alpha K1, and more", "alpha");
    play(&ola, &kari, "commit K3 rebase");
    assert!(ola.synced().paths("reopened").is_empty());
    team.settle(&[&ola, &kari]);
    assert!(!kari.read(PATH).contains("K1"), "{}", kari.read(PATH));
    // Back and forth in the own branch brings nothing either.
    ola.edit(PATH, "gamma", "gamma O");
    play(&ola, &kari, "commit");
    ola.git(&["reset", "-q", "--soft", "HEAD~1"]);
    ola.edit(PATH, "gamma O", "gamma O P");
    play(&ola, &kari, "commit");
    assert!(ola.synced().paths("reopened").is_empty());
    assert!(ola.read(PATH).contains("gamma O P"));
}
