//! As a library asks for them.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::{Config, ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::{LIMIT, Notice};
use crate::text::{RepoPath, is_git_folder};

/// What is told until it is dropped.
pub(in crate::watch) type Listener = RecommendedWatcher;

/// Asks the system to tell of everything below `root`, and of what is in `bell`; where it cannot, says
/// why.
pub(in crate::watch) fn start(
    root: &Path,
    bell: Option<&Path>,
    tell: Sender<Notice>,
) -> Result<RecommendedWatcher, String> {
    let places = Places { root: root.to_owned(), bell: bell.map(Path::to_owned) };
    let outside = bell.filter(|bell| !bell.starts_with(root));
    let hear = move |heard: notify::Result<Event>| {
        for notice in places.notices(heard) {
            // Nobody listens any more.
            let _ = tell.send(notice);
        }
    };
    let config = Config::default().with_follow_symlinks(false);
    let mut watcher = RecommendedWatcher::new(hear, config).map_err(|error| reason(&error))?;
    watcher.watch(root, RecursiveMode::Recursive).map_err(|error| reason(&error))?;
    if let Some(bell) = outside {
        // Without it nobody is answered, and goes on without an answer.
        let _ = watcher.watch(bell, RecursiveMode::NonRecursive);
    }
    Ok(watcher)
}

/// What is watched.
struct Places {
    root: PathBuf,
    bell: Option<PathBuf>,
}

impl Places {
    /// Returns what is worth telling of what the system told.
    fn notices(&self, heard: notify::Result<Event>) -> Vec<Notice> {
        let event = match heard {
            Ok(event) => event,
            Err(error) if is_limit(&error.kind) => return vec![Notice::Limit(reason(&error))],
            Err(_) => return vec![Notice::Lost],
        };
        if event.need_rescan() {
            return vec![Notice::Lost];
        }
        // Reading is no change: whoever looks because of it would be told of that, too.
        if event.kind.is_access() {
            return Vec::new();
        }
        if event.paths.is_empty() {
            return vec![Notice::Lost];
        }
        let is_new = event.kind.is_create();
        event.paths.iter().filter_map(|path| self.notice(path, is_new)).collect()
    }

    fn notice(&self, path: &Path, is_new: bool) -> Option<Notice> {
        if let Some(bell) = &self.bell
            && let Ok(name) = path.strip_prefix(bell)
        {
            let name = name.to_str().filter(|name| is_new && !name.is_empty())?;
            return Some(Notice::Rung(name.to_owned()));
        }
        let Ok(inside) = path.strip_prefix(&self.root) else { return Some(Notice::Lost) };
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        match parts.as_deref() {
            Some([]) | None => Some(Notice::Lost),
            Some([first, ..]) if is_git_folder(first) => None,
            Some(parts) => Some(Notice::At(RepoPath::new(parts.join("/")))),
        }
    }
}

fn is_limit(kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::StorageFull,
        _ => false,
    }
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        kind if is_limit(kind) => LIMIT.to_owned(),
        ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use notify::Error;
    use notify::event::{AccessKind, CreateKind, EventKind, Flag, ModifyKind};

    use super::*;

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
}
