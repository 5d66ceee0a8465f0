use std::fmt;
use std::path::{Path, PathBuf};

/// A service that copies a folder between machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cloud {
    Dropbox,
    OneDrive,
    GoogleDrive,
    ICloud,
    Box,
    Nextcloud,
    Syncthing,
}

impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dropbox => "Dropbox",
            Self::OneDrive => "OneDrive",
            Self::GoogleDrive => "Google Drive",
            Self::ICloud => "iCloud",
            Self::Box => "Box",
            Self::Nextcloud => "Nextcloud",
            Self::Syncthing => "Syncthing",
        })
    }
}

/// A folder that such a service copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloudFolder {
    pub cloud: Cloud,
    /// The outermost folder that is copied, as far as can be told.
    pub root: PathBuf,
}

/// Tells whether a folder, which may not exist yet, lies where a service copies it.
///
/// A repository there is copied file by file, in any order, while git writes it: two machines end
/// with one damaged history.
pub fn cloud_folder(folder: &Path) -> Option<CloudFolder> {
    let absolute = std::path::absolute(folder).ok()?;
    let existing = absolute.ancestors().find_map(|at| at.canonicalize().ok());
    let all = [Some(absolute), existing];
    all.into_iter().flatten().find_map(|path| {
        let mut above: Vec<_> = path.ancestors().collect();
        above.reverse();
        above.into_iter().find_map(|at| {
            let cloud = by_name(at).or_else(|| by_mark(at))?;
            Some(CloudFolder { cloud, root: at.to_owned() })
        })
    })
}

/// Knows the folder by its name, or by its name in a folder that the system keeps for such services.
fn by_name(path: &Path) -> Option<Cloud> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let parent = path.parent().and_then(|parent| parent.file_name()?.to_str());
    let named = |service: &str| {
        let rest = name.strip_prefix(service);
        rest.is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(" (") || rest.starts_with(" - ")
        })
    };
    let clouds = [
        ("dropbox", Cloud::Dropbox),
        ("onedrive", Cloud::OneDrive),
        ("google drive", Cloud::GoogleDrive),
        ("googledrive", Cloud::GoogleDrive),
        ("iclouddrive", Cloud::ICloud),
        ("icloud drive", Cloud::ICloud),
        ("nextcloud", Cloud::Nextcloud),
    ];
    if let Some((_, cloud)) = clouds.iter().find(|(service, _)| named(service)) {
        return Some(*cloud);
    }
    match parent {
        Some("CloudStorage") => [
            ("dropbox", Cloud::Dropbox),
            ("onedrive", Cloud::OneDrive),
            ("googledrive", Cloud::GoogleDrive),
            ("icloud", Cloud::ICloud),
            ("box", Cloud::Box),
        ]
        .iter()
        .find(|(service, _)| name.starts_with(service))
        .map(|(_, cloud)| *cloud),
        Some("Mobile Documents") => Some(Cloud::ICloud),
        _ => None,
    }
}

/// Knows the folder by what the service keeps in it.
fn by_mark(path: &Path) -> Option<Cloud> {
    let marks = [
        (".dropbox.cache", Cloud::Dropbox),
        (".dropbox", Cloud::Dropbox),
        (".stfolder", Cloud::Syncthing),
        (".tmp.drivedownload", Cloud::GoogleDrive),
        (".owncloudsync.log", Cloud::Nextcloud),
        (".nextcloudsync.log", Cloud::Nextcloud),
    ];
    // The folder of Dropbox's own settings, `~/.dropbox`, stands in a home that it does not copy.
    let is_mark = |mark: &str| {
        let at = path.join(mark);
        if mark == ".dropbox" { at.is_file() } else { at.symlink_metadata().is_ok() }
    };
    marks.iter().find(|(mark, _)| is_mark(mark)).map(|(_, cloud)| *cloud)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// FAILURES 61.
    #[test]
    fn folders_of_the_services_are_known() {
        let check = |path: &str, expected: Option<Cloud>| {
            let found = cloud_folder(Path::new(path)).map(|found| found.cloud);
            assert_eq!(found, expected, "{path}");
        };
        check("/home/ola/Dropbox/arbeid", Some(Cloud::Dropbox));
        check("/home/ola/Dropbox (Nordlys)/arbeid", Some(Cloud::Dropbox));
        check("/Users/ola/OneDrive - Nordlys AS/arbeid", Some(Cloud::OneDrive));
        check(
            "/Users/ola/Library/CloudStorage/GoogleDrive-ola@example.org/My Drive",
            Some(Cloud::GoogleDrive),
        );
        check("/Users/ola/Library/Mobile Documents/com~apple~CloudDocs/x", Some(Cloud::ICloud));
        check("/Users/ola/Library/CloudStorage/OneDrive-Nordlys/x", Some(Cloud::OneDrive));
        check("/home/ola/dropbox-client/src", None);
        check("/home/ola/my onedrive notes", None);
        check("/home/ola/work", None);
    }

    #[test]
    fn folders_are_known_by_what_is_in_them() {
        let dir = tempfile::tempdir().expect("a folder");
        let check = |expected| {
            let found = cloud_folder(&dir.path().join("a/b"));
            assert_eq!(found.map(|found| found.cloud), expected);
        };
        fs::create_dir(dir.path().join(".dropbox")).expect("made");
        check(None);
        fs::create_dir(dir.path().join(".stfolder")).expect("made");
        check(Some(Cloud::Syncthing));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_into_such_a_folder_is_seen_through() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir(dir.path().join("Dropbox")).expect("made");
        let link = dir.path().join("work");
        std::os::unix::fs::symlink(dir.path().join("Dropbox"), &link).expect("linked");
        assert_eq!(cloud_folder(&link.join("new")).map(|found| found.cloud), Some(Cloud::Dropbox));
    }
}
