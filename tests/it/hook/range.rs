//! What a job of a hosting site finds between two commits.

use handover::ops::hook::{RangeError, check_range};

use super::world::{DELIVERY, Hub, review};
use crate::sync::team::{SETTINGS, Team};

/// Looks at a range of a hub and returns what is wrong, as an engineer reads it.
fn found(hub: &Hub, range: &str) -> Vec<String> {
    let judged = check_range(hub.repo.root(), range).expect("judged");
    judged.lines().map(|(_, line)| line).collect()
}

/// FAILURES 54 and 56, where no hook can be installed.
#[test]
fn commits_are_taken_at_their_word_and_judged_all_the_same() {
    let hub = Hub::new();
    let old = hub.tip().expect("a tip");
    let path = "tasks/ola-1/2026-11-25-101500-kari-review-11aa.md";
    // All commits of this world say that they are by Ola.
    let new = hub.next(&[DELIVERY]);
    let lines = found(&hub, &format!("{old}..{new}"));
    assert!(lines.len() == 1 && lines[0].contains("it says that kari wrote it"), "{lines:?}");
    let new = hub.next(&[(path, &review("ola", ""))]);
    assert_eq!(found(&hub, &format!("{old}...{new}")), [""; 0]);
    let token = format!("token: ghp_{}\n", "1a2B3c4D5e6F7g8H9i0J1a2B3c4D5e6F7g8H");
    let with = hub.next(&[("notes/a.md", &token)]);
    let new = hub.commit(&[with], &[("notes/a.md", "")]);
    let lines = found(&hub, &format!("{old}..{new}"));
    assert!(lines.len() == 1 && lines[0].contains(&with.short()), "{lines:?}");
    let zeros = "0".repeat(40);
    assert_eq!(found(&hub, &format!("{zeros}..{new}")).len(), 1);
}

#[test]
fn a_range_that_means_nothing_is_told() {
    let hub = Hub::new();
    let look = |range: &str| check_range(hub.repo.root(), range).expect_err("refused");
    assert!(matches!(look("main"), RangeError::Unreadable(_)));
    assert!(matches!(look("..main"), RangeError::Unreadable(_)));
    assert!(matches!(look("main..nowhere"), RangeError::Unknown(name) if name == "nowhere"));
    let bare = hub.commit(&[], &[("notes/a.md", "A note.\n")]);
    assert!(matches!(look(&format!("{bare}..main")), RangeError::NotAWorkspace(_)));
    assert_eq!(found(&hub, "main.."), [""; 0]);
}

#[test]
fn a_job_is_written_once_and_nothing_written_over() {
    let team = Team::empty();
    let ola = team.member("ola");
    ola.write("workspace.yml", SETTINGS);
    for (site, path) in [("github", ".github/workflows/handover.yml"), ("gitlab", ".gitlab-ci.yml")]
    {
        let run = ola.handover(&["init", "--ci", site]);
        assert!(run.code == 0 && run.stdout.contains(path), "{run:?}");
        assert!(ola.read(path).contains("handover check --range"), "{path}");
        assert_eq!(ola.handover(&["init", "--ci", site]).code, 0);
        ola.write(path, "mine: yes\n");
        assert_eq!(ola.handover(&["init", "--ci", site]).code, 2);
        assert_eq!(ola.read(path), "mine: yes\n");
    }
}
