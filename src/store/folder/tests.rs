use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::super::repo::tests::repo;
use super::super::tree_state::TreeState;
use super::{FolderScan, Repo, ScanError};
use crate::merge::{Blob, ContentId, Files};
use crate::text::RepoPath;

fn write(repo: &Repo, path: &str, text: &str) {
    let path = repo.root().join(path);
    fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
    fs::write(path, text).expect("written");
}

fn scan(repo: &Repo) -> FolderScan {
    repo.scan(&Files::new()).expect("scanned")
}

fn paths(scan: &FolderScan) -> Vec<&str> {
    scan.files.keys().map(RepoPath::as_str).collect()
}

/// Puts everything into the index, long enough ago for it to be believed.
fn stage(repo: &Repo) {
    let files = scan(repo).files;
    let long_ago = SystemTime::now() - Duration::from_secs(3600);
    for path in files.keys() {
        let file = fs::File::options().write(true).open(repo.root().join(path.as_str()));
        file.expect("opened").set_modified(long_ago).expect("set");
    }
    for path in files.keys() {
        repo.write_blob_of(&repo.root().join(path.as_str())).expect("stored");
    }
    let all = files.into_iter().map(|(path, blob)| (path, Some(blob))).collect();
    repo.update_staging(&all).expect("staged");
}

#[test]
fn what_git_ignores_or_one_machine_owns_is_not_there() {
    let (_dir, repo) = repo();
    for path in ["a.md", "b/c.md", "Today.md", ".obsidian/x.json", "b/skip.log", "out/x/y.md"] {
        write(&repo, path, path);
    }
    write(&repo, ".gitignore", "*.log\nout/\n");
    let found = scan(&repo);
    assert_eq!(paths(&found), [".gitignore", "a.md", "b/c.md"]);
    assert_eq!(found.files.get("a.md").expect("there").id, ContentId::of_blob(b"a.md"));
    for path in ["Today.md", "b/skip.log", "out/x/y.md", "out/gone.md"] {
        assert!(found.is_unseen(&path.into()), "{path}");
    }
    assert!(!found.is_unseen(&"b/gone.md".into()));
}

#[test]
fn a_shared_file_is_not_ignored() {
    let (_dir, repo) = repo();
    write(&repo, "keep.log", "x");
    write(&repo, "known.log", "y");
    stage(&repo);
    write(&repo, ".gitignore", "*.log\n");
    write(&repo, "new.log", "z");
    let known = Files::from([("known.log".into(), Blob::file(ContentId::of_blob(b"")))]);
    let found = repo.scan(&known);
    assert_eq!(paths(&found.expect("scanned")), [".gitignore", "keep.log", "known.log"]);
}

#[test]
fn untouched_files_are_not_read() {
    let (_dir, repo) = repo();
    write(&repo, "a.md", "one");
    write(&repo, "b.md", "one");
    stage(&repo);
    assert_eq!(scan(&repo).read, 0);
    write(&repo, "b.md", "two");
    let found = scan(&repo);
    assert_eq!(found.read, 1);
    assert_eq!(found.files.get("b.md").expect("there").id, ContentId::of_blob(b"two"));
    fs::remove_file(repo.root().join("a.md")).expect("removed");
    let found = scan(&repo);
    assert_eq!(paths(&found), ["b.md"]);
    assert!(!found.is_unseen(&"a.md".into()));
}

/// FAILURES 13.
#[test]
fn a_change_of_the_same_size_and_time_is_seen() {
    let (_dir, repo) = repo();
    write(&repo, "a.md", "one");
    stage(&repo);
    let path = repo.root().join("a.md");
    let modified = fs::metadata(&path).expect("there").modified().expect("known");
    fs::write(&path, "two").expect("written");
    let file = fs::File::options().write(true).open(&path).expect("opened");
    file.set_modified(modified).expect("set");
    assert_eq!(scan(&repo).files.get("a.md").expect("there").id, ContentId::of_blob(b"two"));
}

/// FAILURES 13: saved in the instant in which the index was written.
#[test]
fn a_file_as_young_as_the_index_is_read() {
    let (_dir, repo) = repo();
    write(&repo, "a.md", "one");
    stage(&repo);
    let path = repo.root().join("a.md");
    let written = fs::metadata(repo.git_dir().join("index")).expect("there");
    let file = fs::File::options().write(true).open(&path).expect("opened");
    file.set_modified(written.modified().expect("known")).expect("set");
    let blob = *scan(&repo).files.get("a.md").expect("there");
    repo.update_staging(&BTreeMap::from([("a.md".into(), Some(blob))])).expect("staged");
    let index = fs::File::options().write(true).open(repo.git_dir().join("index"));
    let same = written.modified().expect("known");
    index.expect("opened").set_modified(same).expect("set");
    assert_eq!(scan(&repo).read, 1);
}

/// FAILURES 47.
#[cfg(unix)]
#[test]
fn what_is_no_file_to_share_is_told() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let (_dir, repo) = repo();
    let root = repo.root();
    write(&repo, "a/b.md", "x");
    write(&repo, "c/d.md", "x");
    stage(&repo);
    fs::remove_dir_all(root.join("a")).expect("removed");
    std::os::unix::fs::symlink("/etc", root.join("a")).expect("linked");
    fs::create_dir(root.join("c/.git")).expect("made");
    write(&repo, "CON.md", "x");
    write(&repo, "q\u{202e}.md", "x");
    fs::write(root.join(OsStr::from_bytes(b"\xff.md")), "x").expect("written");
    let _socket = std::os::unix::net::UnixListener::bind(root.join("s")).expect("a socket");
    let found = scan(&repo);
    assert_eq!(paths(&found), [""; 0]);
    let mut told: Vec<_> = found.quarantined.iter().map(|(path, _)| path.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["CON.md", "a", "q\u{202e}.md", "s", "\u{fffd}.md"]);
    assert_eq!(found.nested, [RepoPath::new("c")]);
    assert!(found.is_unseen(&"a/b.md".into()) && found.is_unseen(&"c/d.md".into()));
}

#[test]
fn what_is_left_out_of_the_folder_is_not_deleted() {
    let (_dir, repo) = repo();
    write(&repo, "a.md", "one");
    stage(&repo);
    let mut index = repo.git.index().expect("read");
    let mut entry = index.get_path(Path::new("a.md"), 0).expect("there");
    entry.flags_extended |= 0x4000;
    index.add(&entry).expect("set");
    index.write().expect("written");
    fs::remove_file(repo.root().join("a.md")).expect("removed");
    let found = scan(&repo);
    assert_eq!(paths(&found), ["a.md"]);
    assert!(found.is_unseen(&"a.md".into()));
}

#[test]
fn a_save_of_just_now_is_known() {
    let (_dir, repo) = repo();
    write(&repo, "a.md", "one");
    let path = RepoPath::new("a.md");
    let metadata = fs::metadata(repo.root().join("a.md")).expect("there");
    let saved = metadata.modified().expect("known");
    let check = |now: SystemTime, expected: bool| {
        assert_eq!(repo.is_saved_within(&path, now, Duration::from_secs(2)), expected);
    };
    check(saved + Duration::from_secs(1), true);
    check(saved, true);
    check(saved + Duration::from_secs(3), false);
    check(saved - Duration::from_secs(9), false);
    assert!(!repo.is_saved_within(&"absent.md".into(), saved, Duration::from_secs(2)));
}

/// FAILURES 44.
#[test]
fn a_folder_that_is_gone_is_no_folder_without_files() {
    let (_dir, repo) = repo();
    write(&repo, "a.md", "one");
    stage(&repo);
    fs::rename(repo.root().join(".git"), repo.root().join("git")).expect("moved");
    assert!(matches!(repo.scan(&Files::new()), Err(ScanError::Gone { .. })));
}

/// Says all of what a scan found.
fn told(mut scan: FolderScan) -> String {
    scan.quarantined.sort_by(|(one, _), (other, _)| one.cmp(other));
    scan.unreadable.sort();
    scan.nested.sort();
    scan.leftovers.sort();
    scan.untold.sort();
    format!("{scan:#?}")
}

/// Does something to the folder, by a number.
fn change(root: &Path, number: usize) {
    let names = ["a.md", "b/c.md", "b/Å.md", "b/d/e.md", "x.log", "out/y.md", "con.md", "f", "g"];
    let path = root.join(names[number % names.len()]);
    let other = root.join(names[number / 7 % names.len()]);
    // What cannot be done is not done.
    let _ = fs::create_dir_all(path.parent().expect("below the root"));
    let _ = match number % 11 {
        0..=2 => fs::write(&path, number.to_string()),
        3 => fs::remove_file(&path),
        4 | 5 => fs::rename(&path, &other),
        6 => fs::remove_dir_all(&path),
        7 => fs::create_dir(&path),
        8 => fs::rename(root.join("b"), root.join("f")),
        9 => fs::rename(root.join("f"), root.join("b")),
        _ => strange(&path, number / 11),
    };
}

#[cfg(unix)]
fn strange(path: &Path, number: usize) -> std::io::Result<()> {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::PermissionsExt;
    let folder = path.parent().expect("below the root");
    match number % 6 {
        0 => std::os::unix::fs::symlink("/etc", path),
        1 => fs::set_permissions(path, fs::Permissions::from_mode(0o755)),
        2 => fs::write(folder.join(OsStr::from_bytes(b"\xff.md")), "x"),
        3 => fs::write(folder.join(".handover-1-2-3.tmp"), "x"),
        4 => fs::create_dir(path).and_then(|()| fs::write(path.join("workspace.yml"), "x")),
        _ => fs::create_dir(folder.join(OsStr::from_bytes(b"\xfe"))),
    }
}

#[cfg(not(unix))]
fn strange(_: &Path, _: usize) -> std::io::Result<()> {
    Ok(())
}

/// Whatever was done to the folder: with what an earlier look saw, a scan finds what it finds when each
/// folder is listed.
#[test]
fn a_scan_that_goes_on_from_an_earlier_look_finds_the_same() {
    let (_dir, repo) = repo();
    write(&repo, ".gitignore", "*.log\nout/\n");
    (0..9).for_each(|number| change(repo.root(), number * 11));
    stage(&repo);
    let known = scan(&repo).files;
    let clock = repo.git_dir();
    let mut before = None;
    let mut number: usize = 7;
    for round in 0..12 {
        // What lies there for a moment is believed to stand there.
        std::thread::sleep(Duration::from_millis(130));
        let looked = repo.look(before.as_ref(), Some(clock)).expect("looked at");
        let scan = |looked: &TreeState| {
            repo.scan_with(repo.staging().expect("read"), &known, looked).expect("scanned")
        };
        assert_eq!(told(scan(&looked)), told(scan(&TreeState::default())), "{round}");
        before = Some(looked);
        for _ in 0..round % 4 * 3 {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040);
            change(repo.root(), number >> 33);
        }
    }
}
