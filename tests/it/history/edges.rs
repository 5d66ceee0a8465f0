//! Histories of which a part is missing or damaged, and caches that are.

use std::path::PathBuf;

use handover::index::history::{End, History, HistoryError, removed_numbers, with_history};
use handover::merge::Blob;
use handover::store::cache::{Batch, Cache, Part, Space, Written};
use handover::store::{CommitId, Head, Repo};
use handover::text::RepoPath;

use super::trail;
use crate::support::Sandbox;

const PATH: &str = "tasks/ola-1-post.md";

/// A repository in which one task was changed `times` times, each in a commit of its own.
fn line(times: usize) -> (Sandbox, Repo) {
    let sandbox = Sandbox::new();
    sandbox.git_init("Ola", "ola@example.org");
    for at in 0..times {
        sandbox.write(PATH, &format!("---\nid: ola-1\n---\nVersion {at}\n"));
        sandbox.git(&["add", "."]);
        sandbox.git(&["commit", "-q", "-m", &at.to_string()]);
    }
    let repo = Repo::open(&sandbox.root()).expect("a repository");
    (sandbox, repo)
}

fn tip(repo: &Repo) -> CommitId {
    match repo.head().expect("readable") {
        Head::Branch { commit, .. } | Head::Detached { commit } => commit,
        Head::Unborn { name } => panic!("{name} has no commit"),
    }
}

fn open(repo: &Repo) -> Cache {
    let cache = Cache::open(repo.git_dir(), "test");
    assert_eq!(cache.note().trouble(), None);
    cache
}

/// How often the task was changed, and where the history ends.
fn told(repo: &Repo, cache: &Cache) -> (usize, Vec<End>) {
    let tip = tip(repo);
    let work = |history: &History<'_>| -> Result<_, HistoryError> {
        let ends = history.ends(tip)?.into_iter().map(|(end, _)| end).collect();
        Ok((trail(history, tip, &RepoPath::new(PATH))?.len(), ends))
    };
    with_history(repo, cache, &[tip], &|_, _| {}, work).expect("told")
}

fn object(repo: &Repo, id: &str) -> PathBuf {
    repo.common_dir().join("objects").join(&id[..2]).join(&id[2..])
}

#[test]
fn a_shallow_clone_says_where_its_history_ends() {
    let (sandbox, _repo) = line(5);
    sandbox.git(&[
        "clone",
        "-q",
        "--depth",
        "3",
        &format!("file://{}", sandbox.root().display()),
        "part",
    ]);
    let part = Repo::open(&sandbox.path("part")).expect("a repository");
    let cache = open(&part);
    let first = part.history_ends()[0];
    assert_eq!(told(&part, &cache), (2, vec![End::Shallow(first)]));
    // What was missing then is not remembered as if it had never been.
    sandbox.git(&["-C", "part", "fetch", "-q", "--unshallow"]);
    let part = Repo::open(&sandbox.path("part")).expect("a repository");
    assert_eq!(told(&part, &cache), (5, vec![]));
    assert_eq!(told(&part, &open(&part)), (5, vec![]));
}

/// FAILURES 36.
#[test]
fn damage_is_told_and_mended_without_a_trace() {
    let (sandbox, repo) = line(4);
    let lost = sandbox.git(&["rev-parse", "HEAD~2"]).trim().to_owned();
    let file = object(&repo, &lost);
    let kept = std::fs::read(&file).expect("loose");
    std::fs::remove_file(&file).expect("removed");
    let repo = Repo::open(&sandbox.root()).expect("a repository");
    let cache = open(&repo);
    // The commit behind the lost one cannot be compared with it.
    assert_eq!(told(&repo, &cache), (1, vec![End::Damaged(lost.clone())]));
    let numbers = removed_numbers(&repo, &cache, &[tip(&repo)], &|_, _| {});
    assert!(matches!(numbers, Err(HistoryError::Object(_))), "{numbers:?}");
    std::fs::write(&file, kept).expect("written");
    let repo = Repo::open(&sandbox.root()).expect("a repository");
    assert_eq!(told(&repo, &cache), (4, vec![]));
    // What is remembered needs no object any more.
    std::fs::remove_file(object(&repo, &lost)).expect("removed");
    let repo = Repo::open(&sandbox.root()).expect("a repository");
    assert_eq!(told(&repo, &cache), (4, vec![]));
}

#[test]
fn a_tip_that_is_lost_is_an_error() {
    let (_sandbox, repo) = line(1);
    let lost: CommitId = "ce013625030ba8dba906f756967f9e9ca394464a".parse().expect("an id");
    let work = |history: &History<'_>| -> Result<_, HistoryError> { history.steps(lost, &[]) };
    let found = with_history(&repo, &open(&repo), &[lost], &|_, _| {}, work);
    assert!(matches!(found, Err(HistoryError::Object(_))), "{found:?}");
}

#[test]
fn what_the_cache_loses_is_read_again() {
    let (_sandbox, repo) = line(6);
    let cache = open(&repo);
    assert_eq!(told(&repo, &cache).0, 6);
    for space in [Space::Commits, Space::Touches, Space::Trails] {
        for spoil in [&b""[..], &b"\xff\xff\xff\xff\xff\xff\xff"[..]] {
            cache.renew();
            let mut batch = Batch::default();
            for (key, _) in cache.read_all(space) {
                batch.put(space, key, spoil.to_vec());
            }
            let written = cache.write(Part::History, cache.generation(Part::History), batch);
            assert!(matches!(written, Written::Done(_)));
            cache.renew();
            // Trails cannot tell that one of them is wrong; the file's checksums do.
            if space != Space::Trails {
                assert_eq!(told(&repo, &cache).0, 6, "{space:?}");
            }
        }
        cache.renew();
        let mut batch = Batch::default();
        for space in Space::ALL.into_iter().filter(|space| space.part() == Part::History) {
            batch.clear(space);
        }
        let written = cache.write(Part::History, cache.generation(Part::History), batch);
        assert!(matches!(written, Written::Done(_)));
        cache.renew();
        assert_eq!(told(&repo, &cache).0, 6);
    }
}

#[test]
fn several_at_once_read_the_same() {
    let (sandbox, repo) = line(40);
    open(&repo);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let repo = Repo::open(&sandbox.root()).expect("a repository");
                for _ in 0..5 {
                    assert_eq!(told(&repo, &open(&repo)), (40, vec![]));
                }
            });
        }
    });
}

#[test]
fn a_folder_of_thousands_is_divided_and_found_again() {
    let sandbox = Sandbox::new();
    let repo = Repo::init(&sandbox.root(), "main").expect("a repository");
    let path = |at: usize| RepoPath::new(format!("notes/{}/{at}.md", at % 7));
    let blob = |text: &str| Blob::file(repo.write_blob(text.as_bytes()).expect("written"));
    let (one, other) = (blob("one\n"), blob("other\n"));
    let first = (0..3000).map(|at| (path(at), Some(one))).collect();
    let first = repo.write_tree(None, &first).expect("written");
    let second = (0..3000).step_by(3).map(|at| (path(at), Some(other))).collect();
    let second = repo.write_tree(Some(first), &second).expect("written");
    let mut tips = Vec::new();
    for tree in [first, second] {
        let tree = tree.to_string();
        let mut args =
            vec!["-c", "user.name=O", "-c", "user.email=o@x", "commit-tree", "-m", "m", &tree];
        let parent: String = tips.last().cloned().unwrap_or_default();
        if !parent.is_empty() {
            args.extend(["-p", &parent]);
        }
        tips.push(sandbox.git(&args).trim().to_owned());
    }
    let tip: CommitId = tips[1].parse().expect("an id");
    let cache = open(&repo);
    let work = |history: &History<'_>| -> Result<_, HistoryError> {
        let lengths =
            [0, 1, 299, 2999].map(|at| trail(history, tip, &path(at)).map(|all| all.len()));
        let steps = history.steps(tip, &[])?;
        let touched = steps.iter().map(|step| history.touches(*step).map(|all| all.len()));
        let lengths = lengths.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok((lengths, touched.collect::<Result<Vec<_>, _>>()?))
    };
    let found = with_history(&repo, &cache, &[tip], &|_, _| {}, work).expect("told");
    assert_eq!(found, (vec![2, 1, 1, 1], vec![1000, 3000]));
}
