//! What a notice of the system means here.

use std::io;
use std::path::{Path, PathBuf};

use notify::event::{CreateKind, EventKind, ModifyKind, RemoveKind, RenameMode};
use notify::{Error, ErrorKind, Event};

use super::{LIMIT, Notice};
use crate::text::{RepoPath, is_git_folder};

/// What is watched.
#[derive(Clone)]
pub(super) struct Places {
    pub(super) root: PathBuf,
    pub(super) bell: Option<PathBuf>,
}

impl Places {
    /// Returns what is worth telling of what the system told.
    pub(super) fn notices(&self, heard: notify::Result<Event>) -> Vec<Notice> {
        match heard {
            Ok(event) if event.need_rescan() => vec![Notice::Again],
            Ok(event) if event.paths.is_empty() => vec![Notice::Lost],
            Ok(Event { kind, paths, .. }) => {
                paths.iter().filter_map(|path| self.notice(path, kind)).collect()
            }
            Err(error) if is_limit(&error.kind) => vec![Notice::Limit(reason(&error))],
            Err(_) => vec![Notice::Lost],
        }
    }

    fn notice(&self, path: &Path, kind: EventKind) -> Option<Notice> {
        if let Some(bell) = &self.bell
            && let Ok(name) = path.strip_prefix(bell)
        {
            let name = name.to_str().filter(|name| kind.is_create() && !name.is_empty())?;
            return Some(Notice::Rung(name.to_owned()));
        }
        let Ok(inside) = path.strip_prefix(&self.root) else { return Some(Notice::Lost) };
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        let Some(parts) = parts else { return Some(Notice::Lost) };
        let Some((name, above)) = parts.split_last() else { return of_root(kind) };
        let is_git = is_git_folder(name);
        if above.iter().any(|part| is_git_folder(part)) || above.is_empty() && is_git {
            return None;
        }
        let path = RepoPath::new(parts.join("/"));
        if !may_be_folder(kind) || is_git {
            return Some(Notice::At(path));
        }
        Some(Notice::Folder { path, renamed: matches!(kind, EventKind::Modify(_)) })
    }
}

/// Returns what it means that something happened to the root itself.
fn of_root(kind: EventKind) -> Option<Notice> {
    match kind {
        // Who may enter it, and its times.
        EventKind::Modify(ModifyKind::Metadata(_)) => None,
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => Some(Notice::Again),
        _ => Some(Notice::Lost),
    }
}

/// Tells whether another folder than before may stand where this happened.
fn may_be_folder(kind: EventKind) -> bool {
    match kind {
        EventKind::Create(CreateKind::File) | EventKind::Remove(RemoveKind::File) => false,
        // Both names of what was moved, each of which was told of before.
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => false,
        EventKind::Modify(ModifyKind::Name(_)) => true,
        EventKind::Modify(_) | EventKind::Access(_) => false,
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Any | EventKind::Other => true,
    }
}

fn is_limit(kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => error.kind() == io::ErrorKind::StorageFull,
        _ => false,
    }
}

pub(super) fn reason(error: &Error) -> String {
    match &error.kind {
        kind if is_limit(kind) => LIMIT.to_owned(),
        ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, Flag, MetadataKind};

    use super::*;

    const SAVED: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));

    fn heard(event: notify::Result<Event>) -> Vec<Notice> {
        let places = Places { root: "/w".into(), bell: Some("/w/.git/handover/live".into()) };
        places.notices(event)
    }

    fn told(kind: EventKind, path: &str) -> Vec<Notice> {
        heard(Ok(Event::new(kind).add_path(path.into())))
    }

    fn at(path: &str) -> Notice {
        Notice::At(RepoPath::new(path))
    }

    fn folder(path: &str) -> Notice {
        Notice::Folder { path: RepoPath::new(path), renamed: false }
    }

    fn renamed_folder(path: &str) -> Notice {
        Notice::Folder { path: RepoPath::new(path), renamed: true }
    }

    fn renamed(mode: RenameMode) -> EventKind {
        EventKind::Modify(ModifyKind::Name(mode))
    }

    /// FAILURES 39.
    #[test]
    fn a_notice_without_a_place_means_everything() {
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(heard(Ok(lost)), [Notice::Again]);
        assert_eq!(heard(Ok(Event::new(EventKind::Modify(ModifyKind::Any)))), [Notice::Lost]);
        assert_eq!(heard(Err(Error::generic("trouble"))), [Notice::Lost]);
        assert_eq!(told(SAVED, "/elsewhere/a.md"), [Notice::Lost]);
    }

    #[test]
    fn what_happens_to_the_root_is_told_of_unless_it_stays_what_it_is() {
        assert_eq!(told(EventKind::Remove(RemoveKind::Folder), "/w"), [Notice::Again]);
        assert_eq!(told(renamed(RenameMode::From), "/w"), [Notice::Again]);
        assert_eq!(told(EventKind::Create(CreateKind::Any), "/w"), [Notice::Lost]);
        let touched = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
        assert_eq!(told(touched, "/w"), []);
    }

    /// FAILURES 43.
    #[test]
    fn git_is_no_change_and_the_bell_is_none_either() {
        assert_eq!(told(SAVED, "/w/.git/index"), []);
        assert_eq!(told(EventKind::Create(CreateKind::Folder), "/w/.git"), []);
        assert_eq!(told(SAVED, "/w/below/.git/index"), []);
        let bell = |kind| told(kind, "/w/.git/handover/live/1");
        assert_eq!(bell(EventKind::Create(CreateKind::File)), [Notice::Rung("1".to_owned())]);
        assert_eq!(bell(SAVED), []);
        assert_eq!(told(SAVED, "/w/tasks/å.md"), [at("tasks/å.md")]);
        assert_eq!(told(SAVED, "/w/.gitignore"), [at(".gitignore")]);
    }

    #[test]
    fn what_may_be_another_folder_is_told_as_one() {
        assert_eq!(told(EventKind::Create(CreateKind::Folder), "/w/a"), [folder("a")]);
        assert_eq!(told(EventKind::Create(CreateKind::File), "/w/a"), [at("a")]);
        assert_eq!(told(EventKind::Remove(RemoveKind::Folder), "/w/a"), [folder("a")]);
        assert_eq!(told(renamed(RenameMode::From), "/w/a"), [renamed_folder("a")]);
        assert_eq!(told(renamed(RenameMode::To), "/w/a"), [renamed_folder("a")]);
        assert_eq!(told(EventKind::Any, "/w/a"), [folder("a")]);
        assert_eq!(told(EventKind::Create(CreateKind::Folder), "/w/a/.git"), [at("a/.git")]);
        let both = Event::new(renamed(RenameMode::Both)).add_path("/w/a".into());
        assert_eq!(heard(Ok(both.add_path("/w/b".into()))), [at("a"), at("b")]);
    }

    /// FAILURES 42.
    #[test]
    fn a_limit_of_the_system_is_told_in_words() {
        let words = |error: Error| match &heard(Err(error))[..] {
            [Notice::Limit(why)] => why.contains("max_user_watches"),
            _ => false,
        };
        assert!(words(Error::new(ErrorKind::MaxFilesWatch)));
        assert!(words(Error::io(io::ErrorKind::StorageFull.into())));
    }
}
