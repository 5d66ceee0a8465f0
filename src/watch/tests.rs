//! What a watch hands out: of what comes together, and of real folders.

#[cfg(target_os = "linux")]
mod scenes;

use std::time::Duration;

use super::{Hints, Mode, Pace, Watch, Why, why_not};
use crate::text::RepoPath;

#[test]
fn many_places_are_everywhere() {
    let mut hints = Hints::default();
    assert!(hints.is_empty());
    (0..256).for_each(|number| hints.add(RepoPath::new(format!("{number}.md"))));
    assert!(matches!(&hints, Hints::At(paths) if paths.len() == 256));
    hints.add(RepoPath::new("more.md"));
    assert_eq!(hints, Hints::Anywhere(Why::Many));
    hints.add(RepoPath::new("still.md"));
    assert_eq!(hints, Hints::Anywhere(Why::Many));
}

#[test]
fn without_notices_everything_is_looked_at_in_time() {
    let dir = tempfile::tempdir().expect("a folder");
    let pace = Pace { told: Duration::from_secs(3600), looking: Duration::from_millis(300) };
    let mut watch = Watch::start(dir.path(), None, pace, true);
    assert!(matches!(watch.mode(), Mode::Looking(_)));
    assert_eq!(watch.wait(None), Hints::Anywhere(Why::Time));
    assert!(watch.wait(Some(Duration::from_millis(1))).is_empty());
}

/// FAILURES 42.
#[test]
fn on_a_drive_of_another_machine_it_looks_and_says_why() {
    assert_eq!(why_not(false, None), None);
    let why = why_not(false, Some("NFS")).expect("it says why");
    assert_eq!(why, "the folder lies on another machine (NFS), which tells nothing");
    assert_eq!(why_not(true, None).as_deref(), Some("you asked for it"));
}
