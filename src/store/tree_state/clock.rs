use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What a trial on the file system showed about its clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    /// Nanoseconds since 1970.
    pub(super) now: i64,
    /// It is the clock of the file system that the folder lies on, and not that of this machine.
    pub(super) own: bool,
    /// The time of a folder there shows that a name came into it.
    pub(super) folders_tell: bool,
}

impl Clock {
    /// Asks the file system by a file made in `folder`; where that cannot be done, or `folder` lies
    /// on another file system than `root`, asks this machine.
    pub(super) fn read(folder: Option<&Path>, root: &Path, metadata: &Metadata) -> Self {
        let own = folder.filter(|folder| same_volume(folder, root));
        let own = own.and_then(|folder| trial(folder, device(metadata)).ok().flatten());
        own.unwrap_or_else(|| Self {
            now: nanoseconds(SystemTime::now()),
            own: false,
            folders_tell: false,
        })
    }
}

fn trial(folder: &Path, root: u64) -> io::Result<Option<Clock>> {
    let trial = tempfile::Builder::new().prefix("clock-").tempdir_in(folder)?;
    // In 1989, which even FAT can hold.
    let old = UNIX_EPOCH + Duration::from_secs(20 * 365 * 86_400);
    let is_old = |metadata: Metadata| metadata.modified().is_ok_and(|at| at == old);
    let dated = date(trial.path(), old).is_ok() && is_old(fs::symlink_metadata(trial.path())?);
    let made = File::create_new(trial.path().join("now"))?.metadata()?;
    if device(&made) != root {
        return Ok(None);
    }
    Ok(Some(Clock {
        now: nanoseconds(made.modified()?),
        own: true,
        folders_tell: dated && !is_old(fs::symlink_metadata(trial.path())?),
    }))
}

pub(super) fn nanoseconds(time: SystemTime) -> i64 {
    let whole = |span: Duration| i64::try_from(span.as_nanos()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => whole(after),
        Err(before) => whole(before.duration()).saturating_neg(),
    }
}

#[cfg(unix)]
fn date(folder: &Path, time: SystemTime) -> io::Result<()> {
    File::open(folder)?.set_modified(time)
}

#[cfg(windows)]
fn date(folder: &Path, time: SystemTime) -> io::Result<()> {
    use std::os::windows::fs::OpenOptionsExt;
    const WRITE_ATTRIBUTES: u32 = 0x100;
    const BACKUP_SEMANTICS: u32 = 0x0200_0000;
    let mut options = fs::OpenOptions::new();
    options.access_mode(WRITE_ATTRIBUTES).custom_flags(BACKUP_SEMANTICS);
    options.open(folder)?.set_modified(time)
}

/// Returns the number of the file system that something lies on; 0 where it is not to be had.
#[cfg(unix)]
pub(super) fn device(metadata: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    metadata.dev()
}

#[cfg(not(unix))]
pub(super) fn device(_metadata: &Metadata) -> u64 {
    0
}

/// Tells whether two folders lie on one drive, as far as their names tell.
fn same_volume(one: &Path, other: &Path) -> bool {
    let volume = |path: &Path| match path.components().next() {
        Some(std::path::Component::Prefix(prefix)) => Some(prefix.as_os_str().to_ascii_lowercase()),
        _ => None,
    };
    volume(one) == volume(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_system_tells_its_time_and_nothing_is_left() {
        let dir = tempfile::tempdir().expect("a folder");
        let metadata = dir.path().metadata().expect("there");
        let clock = Clock::read(Some(dir.path()), dir.path(), &metadata);
        assert!(clock.own, "{clock:?}");
        assert!(clock.folders_tell || !cfg!(target_os = "linux"), "{clock:?}");
        assert_eq!(fs::read_dir(dir.path()).expect("listed").count(), 0);
        let later = Clock::read(Some(dir.path()), dir.path(), &metadata);
        assert!(later.now >= clock.now);
    }

    #[test]
    fn where_nothing_can_be_made_the_machine_tells() {
        let dir = tempfile::tempdir().expect("a folder");
        let metadata = dir.path().metadata().expect("there");
        let check = |folder: Option<&Path>| {
            let clock = Clock::read(folder, dir.path(), &metadata);
            assert!(!clock.own && !clock.folders_tell && clock.now > 0, "{clock:?}");
        };
        check(None);
        check(Some(&dir.path().join("absent")));
    }

    #[test]
    fn times_before_1970_are_negative() {
        let before = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(nanoseconds(before), -1_000_000_000);
        assert_eq!(nanoseconds(UNIX_EPOCH + Duration::from_nanos(5)), 5);
    }
}
