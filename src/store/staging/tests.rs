use super::super::repo::tests::repo;
use super::*;

fn write(repo: &Repo, path: &str, text: &str) -> Blob {
    fs::write(repo.root().join(path), text).expect("written");
    Blob::file(repo.write_blob(text.as_bytes()).expect("stored"))
}

fn stage(repo: &Repo, path: &str, blob: Option<Blob>) {
    repo.update_staging(&BTreeMap::from([(path.into(), blob)])).expect("staged");
}

fn tree(repo: &Repo, path: &str, blob: Blob) -> Option<TreeId> {
    let changes = BTreeMap::from([(path.into(), Some(blob))]);
    Some(repo.write_tree(None, &changes).expect("written"))
}

fn by_hand(repo: &Repo, versions: &[Option<TreeId>]) -> Vec<String> {
    let branch = versions[0].map(|tree| repo.walk_tree(tree).expect("listed").files);
    let folder = repo.scan(&branch.unwrap_or_default()).expect("scanned");
    let found = repo.staged_by_hand(versions, &folder).expect("compared");
    found.iter().map(ToString::to_string).collect()
}

/// FAILURES 78.
#[test]
fn a_version_that_only_the_index_has_is_found() {
    let (_dir, repo) = repo();
    let one = write(&repo, "a.md", "one");
    let shared = tree(&repo, "a.md", one);
    stage(&repo, "a.md", Some(one));
    assert_eq!(by_hand(&repo, &[shared]), [""; 0]);
    let two = write(&repo, "a.md", "two");
    assert_eq!(by_hand(&repo, &[shared]), [""; 0]);
    stage(&repo, "a.md", Some(two));
    assert_eq!(by_hand(&repo, &[shared]), [""; 0]);
    write(&repo, "a.md", "three");
    assert_eq!(by_hand(&repo, &[shared]), ["a.md"]);
    assert_eq!(by_hand(&repo, &[shared, tree(&repo, "a.md", two)]), [""; 0]);
    stage(&repo, "a.md", None);
    assert_eq!(by_hand(&repo, &[shared]), ["a.md"]);
    assert_eq!(by_hand(&repo, &[None]), [""; 0]);
}

#[test]
fn a_file_makes_room_for_a_folder() {
    let (_dir, repo) = repo();
    let one = write(&repo, "a", "one");
    stage(&repo, "a", Some(one));
    let changes = BTreeMap::from([("a".into(), None), ("a/b".into(), Some(one))]);
    repo.update_staging(&changes).expect("staged");
    let entries = repo.staging().expect("read").entries;
    assert_eq!(entries.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["a/b"]);
}

#[test]
fn what_others_wrote_into_the_index_meanwhile_stays() {
    let (_dir, repo) = repo();
    let other = Repo::open(repo.root()).expect("opened");
    let one = write(&repo, "a.md", "one");
    let listed = |repo: &Repo| {
        let entries = repo.staging().expect("read").entries;
        entries.iter().map(|(path, _)| path.to_string()).collect::<Vec<_>>().join(" ")
    };
    stage(&repo, "a.md", Some(one));
    assert_eq!(listed(&repo), "a.md");
    stage(&other, "b.md", Some(one));
    stage(&repo, "c.md", Some(one));
    assert_eq!((listed(&repo), listed(&other)), ("a.md b.md c.md".into(), "a.md b.md c.md".into()));
    // As git writes it: in place of the other, and by libgit2.
    let mut index = other.index().expect("read");
    index.remove(Path::new("b.md"), 0).expect("removed");
    index.write().expect("written");
    stage(&repo, "d.md", Some(one));
    assert_eq!(listed(&repo), "a.md c.md d.md");
    // Damage is seen, whatever was in memory.
    fs::write(repo.index_path(), "").expect("emptied");
    assert!(repo.staging().is_err());
}

#[test]
fn a_file_with_other_content_counts_as_changed() {
    let (_dir, repo) = repo();
    let one = write(&repo, "a.md", "one");
    write(&repo, "a.md", "two");
    stage(&repo, "a.md", Some(one));
    let metadata = fs::symlink_metadata(repo.root().join("a.md")).expect("there");
    let staging = repo.staging().expect("read");
    let (path, staged) = &staging.entries[0];
    assert!(path.as_str() == "a.md" && staged.stat == Stat::NONE);
    assert!(!staging.is_untouched(staged, &Look::of(&metadata)));
}

/// FAILURES 37.
#[test]
fn a_lock_that_a_killed_process_left_is_known_by_its_bytes() {
    let (_dir, repo) = repo();
    let one = write(&repo, "a.md", "one");
    stage(&repo, "a.md", Some(one));
    let index = repo.index_path();
    let lock = index.with_extension("lock");
    std::mem::forget(IndexLock::take(&index, b"new".to_vec(), |_| Vec::new()).expect("taken"));
    assert!(repo.remove_stale_index_lock() && !lock.exists());
    stage(&repo, "a.md", None);
    // Another program's is left alone, whatever lies beside it.
    fs::write(&lock, "").expect("written");
    fs::write(index.with_extension("handover"), "half").expect("written");
    assert!(!repo.remove_stale_index_lock() && lock.exists());
    let found = repo.update_staging(&BTreeMap::from([("a.md".into(), None)]));
    assert!(matches!(found, Err(StagingError::Locked { .. })) && lock.exists());
    assert!(!index.with_extension("handover").exists());
}

/// FAILURES 36.
#[test]
fn a_damaged_index_is_told_and_made_anew() {
    let (_dir, repo) = repo();
    let one = write(&repo, "a.md", "one");
    fs::write(repo.git_dir().join("index"), "").expect("emptied");
    assert!(repo.staging().is_err() && repo.is_staging_damaged());
    repo.rebuild_staging(tree(&repo, "a.md", one)).expect("made");
    assert_eq!(repo.staging().expect("read").entries.len(), 1);
}
