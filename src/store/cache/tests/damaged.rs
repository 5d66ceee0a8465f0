//! A cache that is not whole.

use super::*;

/// Checks that a cache whose file was damaged begins anew or is right, and is of use again.
#[track_caller]
fn survives(damage: impl Fn(&Place)) {
    let place = Place::new();
    let cache = place.open();
    let texts: Vec<_> = (0..200).map(|key| (key, format!("{key} ").repeat(500))).collect();
    let mut changes = Batch::default();
    for (key, text) in &texts {
        changes.put(Space::Entries, *key, text.clone().into_bytes());
    }
    assert!(matches!(cache.write(Part::Documents, 1, changes), Written::Done(2)));
    drop(cache);
    damage(&place);
    let cache = Cache::open(place.0.path(), "one");
    assert_eq!(cache.note().trouble(), None);
    let found = all(&cache);
    assert!(found == texts || found.is_empty(), "{} values", found.len());
    let seen = cache.generation(Part::Documents);
    let _ = cache.write(Part::Documents, seen, batch(1000, "new"));
    drop(cache);
    // Once it was found to be damaged it is made anew. While another test starts a process, that
    // one holds what was open here for an instant, and it cannot be.
    let whole = || {
        let cache = place.open();
        drop(all(&cache));
        let seen = cache.generation(Part::Documents);
        let _ = cache.write(Part::Documents, seen, batch(1001, "new"));
        drop(cache);
        get(&place.open(), 1001).as_deref() == Some("new")
    };
    assert!((0..20).any(|_| whole()));
}

#[test]
fn garbage_is_replaced() {
    survives(|place| fs::write(place.file(), "garbage\n".repeat(5000)).expect("written"));
    survives(|place| fs::write(place.file(), "").expect("written"));
    survives(|place| fs::remove_file(place.file()).expect("removed"));
    survives(|place| fs::write(place.folder().join("index.db-wal"), "garbage").expect("written"));
    survives(|place| fs::write(place.folder().join("index.db-journal"), "xyz").expect("written"));
    survives(|place| {
        fs::remove_file(place.file()).expect("removed");
        fs::create_dir(place.file()).expect("made");
    });
    survives(|place| fs::remove_dir_all(place.root().join("handover")).expect("removed"));
}

#[test]
fn a_database_of_someone_else_is_replaced() {
    survives(|place| {
        fs::remove_file(place.file()).expect("removed");
        let other = rusqlite::Connection::open(place.file()).expect("made");
        other.execute_batch("CREATE TABLE entries (key TEXT)").expect("made");
    });
    survives(|place| {
        let ours = rusqlite::Connection::open(place.file()).expect("opened");
        ours.execute_batch("DROP TABLE entries").expect("dropped");
    });
    survives(|place| {
        let ours = rusqlite::Connection::open(place.file()).expect("opened");
        ours.execute_batch("DELETE FROM parts").expect("deleted");
    });
}

#[test]
fn a_truncated_file_is_replaced() {
    for part in [1, 100, 5000, 20_000, 70_000, 300_000] {
        survives(|place| {
            let file = fs::OpenOptions::new().write(true).open(place.file()).expect("opened");
            file.set_len(part).expect("cut");
        });
    }
}

#[test]
fn flipped_bytes_are_found_wherever_they_are() {
    for step in 0..40 {
        survives(|place| {
            let mut bytes = fs::read(place.file()).expect("read");
            let at = step * bytes.len() / 40 + 17 * step % 97;
            for byte in &mut bytes[at..at + 3] {
                *byte ^= 0x55;
            }
            fs::write(place.file(), bytes).expect("written");
        });
    }
}

#[test]
fn a_damaged_value_clears_its_part_alone() {
    let place = Place::new();
    let cache = place.open();
    put(&cache, 1, "one");
    put(&cache, 2, "a text that is nowhere else");
    let mut words = Batch::default();
    words.put(Space::Words, 1, b"word".to_vec());
    assert!(matches!(cache.write(Part::Words, 1, words), Written::Done(2)));
    drop(cache);
    let ours = rusqlite::Connection::open(place.file()).expect("opened");
    ours.execute("UPDATE entries SET value = X'00' WHERE key = 2", []).expect("changed");
    drop(ours);
    let cache = place.open();
    let seen = cache.generation(Part::Documents);
    assert_eq!(get(&cache, 1).as_deref(), Some("one"));
    assert_eq!(get(&cache, 2), None);
    assert_eq!(get(&cache, 1), None);
    cache.renew();
    assert!(cache.generation(Part::Documents) > seen);
    assert_eq!(cache.read(Space::Words, 1), Some(b"word".to_vec()));
    put(&cache, 1, "again");
}
