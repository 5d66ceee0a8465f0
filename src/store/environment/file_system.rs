use std::fs::{self, File};
use std::io;
use std::path::Path;

/// The ways of the file system that a folder lies on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSystem {
    /// `a` and `A` are two files.
    pub case_matters: bool,
    /// `å` written as one character and as two are two files.
    pub forms_matter: bool,
    /// Whether a file may be run is kept.
    pub keeps_executable: bool,
    /// A lock taken by one program holds for others.
    pub locks: bool,
    /// It lies on another machine, by this protocol: changes made elsewhere are not told to a watch.
    pub network: Option<&'static str>,
    /// Bytes that this user can still write, when known.
    pub free: Option<u64>,
}

/// Tries out the ways of the file system in a folder, in a folder of its own that is gone again
/// afterwards. A git folder is the place for it, as nobody watches or shares that.
///
/// # Errors
/// When nothing can be written there.
pub fn file_system(folder: &Path) -> io::Result<FileSystem> {
    let trial = tempfile::Builder::new().prefix("handover-trial-").tempdir_in(folder)?;
    let at = |name: &str| trial.path().join(name);
    let file = File::create(at("trial-\u{e5}"))?;
    let there = |name: &str| fs::symlink_metadata(at(name)).is_ok();
    let (case_matters, forms_matter) = (!there("TRIAL-\u{e5}"), !there("trial-a\u{30a}"));
    let (network, free) = mount(folder);
    Ok(FileSystem {
        case_matters,
        forms_matter,
        keeps_executable: keeps_executable(&file)?,
        locks: locks(&at("trial-\u{e5}"), &file),
        network,
        free,
    })
}

/// Returns the protocol by which a folder lies on another machine; `None` where it lies on this one,
/// or that cannot be told.
pub fn network_of(folder: &Path) -> Option<&'static str> {
    mount(folder).0
}

fn locks(path: &Path, file: &File) -> bool {
    let other = File::open(path);
    file.try_lock().is_ok() && other.is_ok_and(|other| other.try_lock().is_err())
}

#[cfg(unix)]
fn keeps_executable(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    let mut kept = true;
    for mode in [0o600, 0o700] {
        if file.set_permissions(fs::Permissions::from_mode(mode)).is_err() {
            return Ok(false);
        }
        kept &= file.metadata()?.permissions().mode() & 0o777 == mode;
    }
    Ok(kept)
}

#[cfg(not(unix))]
fn keeps_executable(_file: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(target_os = "linux")]
fn mount(folder: &Path) -> (Option<&'static str>, Option<u64>) {
    let stat = rustix::fs::statfs(folder).ok();
    (stat.and_then(|stat| network_called(i128::from(stat.f_type))), free(folder))
}

/// Returns what is called by a number of the system as a file system of another machine, or of a program.
#[cfg(target_os = "linux")]
fn network_called(number: i128) -> Option<&'static str> {
    // From `linux/magic.h` and `fs/smb/client/smb2glob.h`.
    const KNOWN: [(i128, &str); 8] = [
        (0x6969, "NFS"),
        (0x517b, "SMB"),
        (0xff53_4d42, "CIFS"),
        (0xfe53_4d42, "SMB"),
        (0x0102_1997, "9P"),
        (0x5346_414f, "AFS"),
        (0x00c3_6400, "Ceph"),
        (0x6573_5546, "FUSE"),
    ];
    // It has another width and sign on each machine; the low 32 bits are the number.
    KNOWN.iter().find(|(known, _)| *known == number & 0xffff_ffff).map(|(_, name)| *name)
}

#[cfg(not(target_os = "linux"))]
fn mount(folder: &Path) -> (Option<&'static str>, Option<u64>) {
    (None, free(folder))
}

#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(folder).ok()?;
    stat.f_bavail.checked_mul(stat.f_frsize)
}

#[cfg(not(unix))]
fn free(_folder: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FAILURES 42.
    #[cfg(target_os = "linux")]
    #[test]
    fn drives_of_other_machines_are_known_by_their_numbers() {
        // As a machine with 32 bits would say it, too.
        let cifs = i128::from(0xff53_4d42_u32.cast_signed());
        assert_eq!(
            [0x6969, cifs, 0xff53_4d42].map(network_called),
            [Some("NFS"), Some("CIFS"), Some("CIFS")]
        );
        // ext4 and tmpfs.
        assert_eq!([0xef53, 0x0102_1994].map(network_called), [None, None]);
    }

    #[test]
    fn the_trial_leaves_nothing_behind() {
        let dir = tempfile::tempdir().expect("a folder");
        let found = file_system(dir.path()).expect("tried");
        assert!(found.locks, "{found:?}");
        assert_eq!(found.keeps_executable, cfg!(unix));
        assert_eq!(fs::read_dir(dir.path()).expect("listed").count(), 0);
        if cfg!(target_os = "linux") {
            assert!(found.case_matters && found.forms_matter, "{found:?}");
        }
        assert!(file_system(&dir.path().join("absent")).is_err());
    }
}
