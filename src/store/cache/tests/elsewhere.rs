//! A place where no cache can be kept, or not as it should.

use super::*;

#[cfg(unix)]
#[test]
fn a_link_is_told_and_not_followed() {
    use std::os::unix::fs::symlink;

    for name in ["handover", "handover/cache"] {
        let place = Place::new();
        let elsewhere = tempfile::tempdir().expect("a folder");
        let link = place.root().join(name);
        fs::create_dir_all(link.parent().expect("a folder")).expect("made");
        symlink(elsewhere.path(), &link).expect("linked");
        assert_eq!(place.is_refused(), CacheTrouble::Symlink(link.clone()));
        fs::remove_file(&link).expect("removed");
        symlink("nowhere", &link).expect("linked");
        assert_eq!(place.is_refused(), CacheTrouble::Symlink(link));
        assert_eq!(fs::read_dir(elsewhere.path()).expect("there").count(), 0);
    }
    for name in ["index.db", "index.db-wal", "index.db-shm", "index.db-journal", "lock"] {
        let place = Place::new();
        drop(place.open());
        let elsewhere = place.root().join("elsewhere");
        fs::write(&elsewhere, "kept").expect("written");
        let link = place.folder().join(name);
        let _ = fs::remove_file(&link);
        symlink(&elsewhere, &link).expect("linked");
        let trouble = place.is_refused();
        assert_eq!(trouble, CacheTrouble::Symlink(link));
        assert!(trouble.is_suspicious());
        assert_eq!(fs::read_to_string(&elsewhere).expect("there"), "kept");
    }
    // A link to the git folder itself is the user's own choice.
    let (place, elsewhere) = (Place::new(), Place::new());
    let link = elsewhere.root().join("git");
    symlink(place.root(), &link).expect("linked");
    let cache = Cache::open(&link, "one");
    assert_eq!((cache.note().trouble(), cache.is_memory()), (None, false));
}

#[cfg(unix)]
#[test]
fn what_belongs_to_someone_else_is_told_and_not_used() {
    for name in ["", "index.db", "lock"] {
        let place = Place::new();
        put(&place.open(), 1, "theirs");
        let path = if name.is_empty() { place.folder() } else { place.folder().join(name) };
        if std::os::unix::fs::chown(&path, Some(12345), None).is_err() {
            skipped("needs root, to give a file away");
            return;
        }
        let trouble = place.is_refused();
        assert_eq!(trouble, CacheTrouble::Foreign(path.clone()));
        assert!(trouble.is_suspicious());
        std::os::unix::fs::chown(&path, Some(0), None).expect("taken back");
        assert_eq!(get(&place.open(), 1).as_deref(), Some("theirs"));
    }
}

#[cfg(unix)]
#[test]
fn the_folder_is_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt;

    let place = Place::new();
    drop(place.open());
    let mode = fs::metadata(place.folder()).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn where_nothing_can_be_made_it_is_held_in_memory() {
    let place = Place::new();
    fs::write(place.root().join("handover"), "a file").expect("written");
    let trouble = place.is_refused();
    assert!(!trouble.is_suspicious(), "{trouble}");
    let cache = Cache::open(Path::new("/nowhere/at/all"), "one");
    assert!(cache.is_memory() && cache.note().trouble().is_some());
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_folder_is_no_failure() {
    let place = Place::new();
    let Some(small) = Mounted::at(&place.root(), "size=1m") else { return };
    put(&place.open(), 1, "one");
    small.remount("ro");
    let trouble = place.is_refused();
    assert!(trouble.to_string().contains("cannot be used"), "{trouble}");
    assert!(!trouble.is_suspicious());
    small.remount("rw");
    assert_eq!(get(&place.open(), 1).as_deref(), Some("one"));
    fs::remove_dir_all(place.root().join("handover")).expect("removed");
    small.remount("ro");
    assert!(!place.is_refused().is_suspicious());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_failure() {
    let place = Place::new();
    let Some(_small) = Mounted::at(&place.root(), "size=2m") else { return };
    let cache = place.open();
    put(&cache, 1, "one");
    let seen = cache.generation(Part::Documents);
    let large = batch(2, &"much ".repeat(1 << 20));
    assert_eq!(cache.write(Part::Documents, seen, large), Written::Failed, "it had room");
    let trouble = cache.note().trouble().expect("a reason").to_string();
    assert_eq!(all(&cache), [(1, "one".to_owned())]);
    cache.renew();
    assert!(trouble.contains("cannot be written") && trouble.contains("full"), "{trouble}");
    assert_eq!(all(&cache), [(1, "one".to_owned())]);
    drop(cache);
    assert_eq!(all(&place.open_at_last()), [(1, "one".to_owned())]);
    // Full to the last byte before there is a cache.
    fs::remove_dir_all(place.root().join("handover")).expect("removed");
    let mut filler = fs::File::create(place.root().join("filler")).expect("made");
    while std::io::Write::write_all(&mut filler, &[0; 4096]).is_ok() {}
    assert!(!place.is_refused().is_suspicious());
    drop(filler);
    fs::remove_file(place.root().join("filler")).expect("removed");
    put(&place.open_at_last(), 1, "one");
}
