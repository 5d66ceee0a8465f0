use std::time::Duration;

use notify::event::{AccessKind, CreateKind, Flag, ModifyKind};
use notify::{Error, ErrorKind, Event, EventKind};

use super::native::{Notice, Places};
use super::{Hints, Mode, Pace, Watch, Why};
use crate::text::RepoPath;

fn heard(event: notify::Result<Event>) -> Vec<Notice> {
    let places = Places { root: "/w".into(), bell: Some("/w/.git/handover/live".into()) };
    places.notices(event)
}

fn told(event: Event) -> Vec<Notice> {
    heard(Ok(event))
}

fn at(path: &str) -> Notice {
    Notice::At(RepoPath::new(path))
}

/// FAILURES 39.
#[test]
fn a_notice_without_a_place_means_everything() {
    let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
    assert_eq!(told(lost), [Notice::Lost]);
    assert_eq!(told(Event::new(EventKind::Modify(ModifyKind::Any))), [Notice::Lost]);
    let root = Event::new(EventKind::Create(CreateKind::Any)).add_path("/w".into());
    assert_eq!(told(root), [Notice::Lost]);
    let error = heard(Err(Error::generic("trouble")));
    assert_eq!(error, [Notice::Lost]);
}

/// FAILURES 43.
#[test]
fn reading_and_git_are_no_change() {
    let read = Event::new(EventKind::Access(AccessKind::Any)).add_path("/w/a.md".into());
    assert_eq!(told(read), []);
    let git = Event::new(EventKind::Modify(ModifyKind::Any)).add_path("/w/.git/index".into());
    assert_eq!(told(git), []);
    let bell = |kind| Event::new(kind).add_path("/w/.git/handover/live/1".into());
    assert_eq!(told(bell(EventKind::Create(CreateKind::File))), [Notice::Rung("1".to_owned())]);
    assert_eq!(told(bell(EventKind::Modify(ModifyKind::Any))), []);
    let change = Event::new(EventKind::Modify(ModifyKind::Any))
        .add_path("/w/tasks/å.md".into())
        .add_path("/w/.gitignore".into());
    assert_eq!(told(change), [at("tasks/å.md"), at(".gitignore")]);
}

/// FAILURES 42.
#[test]
fn a_limit_of_the_system_is_told_in_words() {
    let found = heard(Err(Error::new(ErrorKind::MaxFilesWatch)));
    assert!(matches!(&found[..], [Notice::Limit(why)] if why.contains("max_user_watches")));
}

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
    let pace = Pace { told: Duration::from_secs(3600), looking: Duration::from_millis(20) };
    let mut watch = Watch::start(dir.path(), None, pace, true);
    assert!(matches!(watch.mode(), Mode::Looking(_)));
    assert_eq!(watch.wait(None), Hints::Anywhere(Why::Time));
    assert!(watch.wait(Some(Duration::from_millis(1))).is_empty());
}
