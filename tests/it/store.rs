//! The store over real repositories, beside the plain `git` program.

use std::collections::BTreeMap;
use std::path::Path;

use handover::merge::{Blob, ContentId, Files};
use handover::schema::Language;
use handover::store::transport::{self, Options, Problem, Pushed, Rejection, TransportError};
use handover::store::{CommitId, NewCommit, Repo, Stamp, Target};
use handover::text::RepoPath;

use crate::support::{Dice, Sandbox, needs};

fn stamp() -> Stamp {
    Stamp {
        name: "Kari".to_owned(),
        email: "kari@example.org".to_owned(),
        seconds: 1_796_000_000,
        offset: 60,
    }
}

/// Commits one more file on `parent`, on no branch.
fn commit(repo: &Repo, parent: Option<CommitId>, path: &str, text: &str) -> CommitId {
    let base = parent.map(|parent| repo.tree_of(parent).unwrap());
    let blob = Blob::file(repo.write_blob(text.as_bytes()).unwrap());
    let changes = BTreeMap::from([(RepoPath::new(path), Some(blob))]);
    let tree = repo.write_tree(base, &changes).unwrap();
    let parents: Vec<_> = parent.into_iter().collect();
    let who = stamp();
    let new = NewCommit { tree, parents: &parents, author: &who, committer: &who, message: path };
    repo.commit(&new).unwrap()
}

fn shared(sandbox: &Sandbox) -> String {
    let path = sandbox.path("shared.git");
    Repo::init_bare(&path, "main").unwrap();
    path.to_str().unwrap().to_owned()
}

fn member(sandbox: &Sandbox, name: &str, shared: &str) -> Repo {
    let repo = Repo::init(&sandbox.path(name), "main").unwrap();
    repo.set_remote("origin", shared).unwrap();
    repo.set_upstream("main", "origin", "main").unwrap();
    repo
}

fn fetch(repo: &Repo) -> Option<CommitId> {
    repo.fetch("origin", "main", "fetched", &Options::default()).unwrap()
}

fn push(repo: &Repo, commit: CommitId) -> Pushed {
    repo.push("origin", commit, "main", &Options::default()).unwrap()
}

fn problem<T: std::fmt::Debug>(result: Result<T, TransportError>) -> Problem {
    let error = result.unwrap_err();
    error.problem().unwrap_or_else(|| panic!("{error:?}")).clone()
}

/// FAILURES 1, 7, 11.
#[test]
fn two_clones_share_over_a_bare_folder() {
    let sandbox = Sandbox::new();
    let shared = shared(&sandbox);
    let (ola, kari) = (member(&sandbox, "ola", &shared), member(&sandbox, "kari", &shared));
    assert_eq!(fetch(&ola), None);
    let first = commit(&ola, None, "a.md", "one");
    assert_eq!(push(&ola, first), Pushed::Done);
    assert_eq!(push(&ola, first), Pushed::Done);
    assert_eq!(fetch(&kari), Some(first));
    assert_eq!(kari.private("fetched").unwrap(), Some(Target::Commit(first)));
    let second = commit(&ola, Some(first), "b.md", "two");
    assert_eq!(push(&ola, second), Pushed::Done);
    let late = commit(&kari, Some(first), "c.md", "three");
    let rejected = push(&kari, late);
    assert!(matches!(&rejected, Pushed::Rejected(why) if why.is_passing()), "{rejected:?}");
    assert_eq!(fetch(&kari), Some(second));
    assert_eq!(kari.merge_bases(late, second).unwrap(), [first]);
    let branches = ola.ls_remote("origin", &Options::default()).unwrap();
    assert_eq!(branches.default.as_deref(), Some("main"));
    assert_eq!(branches.branches[0].commit, second);
    assert_eq!(transport::ls_remote(&shared, &Options::default()).unwrap(), branches);
}

#[test]
fn a_branch_that_is_gone_leaves_nothing_behind() {
    let sandbox = Sandbox::new();
    let shared = shared(&sandbox);
    let ola = member(&sandbox, "ola", &shared);
    let first = commit(&ola, None, "a.md", "one");
    assert_eq!(push(&ola, first), Pushed::Done);
    assert_eq!(fetch(&ola), Some(first));
    sandbox.git(&["-C", &shared, "update-ref", "-d", "refs/heads/main"]);
    assert_eq!(fetch(&ola), None);
    assert_eq!(ola.private("fetched").unwrap(), None);
}

/// FAILURES 2.
#[test]
fn ten_writers_all_land() {
    let sandbox = Sandbox::new();
    let shared = shared(&sandbox);
    std::thread::scope(|scope| {
        for writer in 0..10 {
            let repo = member(&sandbox, &format!("writer-{writer}"), &shared);
            scope.spawn(move || {
                for _ in 0..200 {
                    let tip = fetch(&repo);
                    let mine = commit(&repo, tip, &format!("{writer}.md"), "mine");
                    match push(&repo, mine) {
                        Pushed::Done => return,
                        Pushed::Rejected(why) => assert!(why.is_passing(), "{why:?}"),
                    }
                }
                panic!("writer {writer} starved");
            });
        }
    });
    let all = sandbox.git(&["-C", &shared, "ls-tree", "--name-only", "main"]);
    assert_eq!(all.lines().count(), 10);
    sandbox.git(&["-C", &shared, "fsck", "--strict"]);
}

#[test]
fn a_clone_is_clean_to_plain_git() {
    let sandbox = Sandbox::new();
    let shared = shared(&sandbox);
    let ola = member(&sandbox, "ola", &shared);
    let first = commit(&ola, None, "tasks/ola-1 månedsslutt.md", "one\r\ntwo");
    let second = commit(&ola, Some(first), ".gitattributes", "* text=auto eol=crlf\n");
    assert_eq!(push(&ola, second), Pushed::Done);
    let into = sandbox.path("clone");
    let clone = transport::clone(&shared, &into, &Options::default()).unwrap();
    let tree = clone.tree_of(second).unwrap();
    let out = clone.check_out(tree, &|_, _| {}).unwrap();
    assert_eq!((out.written, out.left.len()), (2, 0));
    assert_eq!(sandbox.read("clone/tasks/ola-1 månedsslutt.md"), "one\r\ntwo");
    assert_eq!(sandbox.git(&["-C", "clone", "diff-files", "--name-only"]), "");
    assert_eq!(sandbox.git(&["-C", "clone", "status", "--porcelain"]), "");
    assert_eq!(clone.upstream("main").unwrap().remote, "origin");
    assert!(transport::clone(&shared, &into, &Options::default()).is_err());
    sandbox.git(&["-C", "clone", "fsck", "--strict"]);
}

#[test]
fn git_and_the_scan_agree_on_what_is_untouched() {
    let sandbox = Sandbox::new();
    sandbox.git_init("Ola", "ola@example.org");
    sandbox.write("a.md", "one");
    sandbox.write("b/c.md", "two");
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-q", "-m", "first"]);
    let repo = Repo::open(&sandbox.root()).unwrap();
    let scan = repo.scan(&Files::new()).unwrap();
    assert_eq!(scan.files.get("a.md").unwrap().id, ContentId::of_blob(b"one"));
    assert_eq!(scan.files.len(), 2);
    sandbox.write("a.md", "new");
    let scan = repo.scan(&Files::new()).unwrap();
    let changed = *scan.files.get("a.md").unwrap();
    assert_eq!(changed.id, ContentId::of_blob(b"new"));
    repo.write_blob(b"new").unwrap();
    repo.update_staging(&BTreeMap::from([("a.md".into(), Some(changed))])).unwrap();
    assert_eq!(sandbox.git(&["diff-files", "--name-only"]), "");
    assert_eq!(sandbox.git(&["diff", "--cached", "--name-only"]), "a.md\n");
    sandbox.git(&["fsck", "--strict"]);
}

#[test]
fn work_trees_keep_their_private_refs_apart() {
    let sandbox = Sandbox::new();
    let shared = shared(&sandbox);
    let ola = member(&sandbox, "ola", &shared);
    let first = commit(&ola, None, "a.md", "one");
    ola.move_branch("main", None, first, "first").unwrap();
    assert_eq!(push(&ola, first), Pushed::Done);
    sandbox.git(&["-C", "ola", "worktree", "add", "-q", "-b", "other", "../tree", "main"]);
    let tree = Repo::open(&sandbox.path("tree")).unwrap();
    assert_eq!(fetch(&tree), Some(first));
    assert_eq!(tree.private("fetched").unwrap(), Some(Target::Commit(first)));
    assert_eq!(ola.private("fetched").unwrap(), None);
    for repo in [&ola, &tree] {
        repo.set_private("base", Target::Commit(first)).unwrap();
    }
    tree.clear_private("base").unwrap();
    assert_eq!(tree.private("base").unwrap(), None);
    assert_eq!(ola.private("base").unwrap(), Some(Target::Commit(first)));
    tree.clear_private("base").unwrap();
    assert_eq!(tree.scan(&Files::new()).unwrap().files.len(), 1);
    sandbox.git(&["-C", "ola", "gc", "-q", "--prune=now"]);
    assert_eq!(fetch(&tree), Some(first));
}

#[cfg(unix)]
fn hook(path: &Path, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_refusal_by_the_server_keeps_its_words() {
    let sandbox = Sandbox::new();
    let shared = shared(&sandbox);
    let ola = member(&sandbox, "ola", &shared);
    hook(
        &Path::new(&shared).join("hooks/pre-receive"),
        "echo 'ola-14: no password here' >&2; exit 1",
    );
    let first = commit(&ola, None, "a.md", "one");
    let text = "ola-14: no password here".to_owned();
    assert_eq!(push(&ola, first), Pushed::Rejected(Rejection::Hook { text }));
}

#[test]
fn a_working_folder_is_no_shared_repository() {
    let sandbox = Sandbox::new();
    let other = Repo::init(&sandbox.path("other"), "main").unwrap();
    let theirs = commit(&other, None, "a.md", "one");
    other.move_branch("main", None, theirs, "first").unwrap();
    let ola = member(&sandbox, "ola", sandbox.path("other").to_str().unwrap());
    let tip = fetch(&ola);
    let mine = commit(&ola, tip, "b.md", "two");
    assert_eq!(push(&ola, mine), Pushed::Rejected(Rejection::CheckedOut));
}

/// FAILURES 48: a hook of the user's own runs, one in the shared folder does not.
#[cfg(unix)]
#[test]
fn hooks_in_the_shared_folder_do_not_run() {
    let sandbox = Sandbox::new();
    let shared = shared(&sandbox);
    let ola = member(&sandbox, "ola", &shared);
    let first = commit(&ola, None, "a.md", "one");
    hook(&ola.git_dir().join("hooks/pre-push"), "echo 'not on a Friday' >&2; exit 1");
    let refused = push(&ola, first);
    assert!(
        matches!(&refused, Pushed::Rejected(Rejection::OwnHook { text }) if text.contains("not on a Friday")),
        "{refused:?}"
    );
    let ran = sandbox.path("ran");
    let script = format!("touch '{}'; exit 1", ran.display());
    hook(&ola.root().join("tools/pre-push"), &script);
    hook(&ola.root().join("tools/reference-transaction"), &script);
    ola.set_setting("core.hooksPath", "tools").unwrap();
    assert_eq!(push(&ola, first), Pushed::Done);
    assert_eq!(fetch(&ola), Some(first));
    assert!(!ran.exists());
    let outside = sandbox.path("outside");
    hook(&outside.join("pre-push"), "exit 1");
    ola.set_setting("core.hooksPath", outside.to_str().unwrap()).unwrap();
    let second = commit(&ola, Some(first), "b.md", "two");
    assert!(matches!(push(&ola, second), Pushed::Rejected(Rejection::OwnHook { .. })));
}

/// FAILURES 46: what could not be checked out safely is not even taken into the clone.
#[test]
fn a_hostile_tree_is_not_fetched() {
    let sandbox = Sandbox::new();
    let shared = shared(&sandbox);
    let ola = member(&sandbox, "ola", &shared);
    sandbox.write("evil", "evil");
    let git = |args: &[&str]| {
        let args: Vec<_> = ["-C", &shared].iter().chain(args).copied().collect();
        sandbox.git(&args).trim().to_owned()
    };
    let evil = sandbox.path("evil");
    let blob = git(&["hash-object", "-w", evil.to_str().unwrap()]);
    let id: Vec<u8> =
        (0..40).step_by(2).map(|at| u8::from_str_radix(&blob[at..at + 2], 16).unwrap()).collect();
    std::fs::write(&evil, [b"100644 .git\0".as_slice(), &id].concat()).unwrap();
    let tree = git(&["hash-object", "-t", "tree", "--literally", "-w", evil.to_str().unwrap()]);
    let args = ["-c", "user.name=E", "-c", "user.email=e@e", "commit-tree", "-m", "evil", &tree];
    let commit = git(&args);
    git(&["update-ref", "refs/heads/main", &commit]);
    let fetched = ola.fetch("origin", "main", "fetched", &Options::default());
    let found = problem(fetched);
    assert!(matches!(&found, Problem::BadObjects { object, .. } if *object == tree), "{found:?}");
    let said = found.text("there", Language::English);
    assert!(said.contains("'.git'") && said.contains(&format!("--find-object={tree}")), "{said}");
    assert_eq!(ola.private("fetched").unwrap(), None);
    let cloned = transport::clone(&shared, &sandbox.path("clone"), &Options::default());
    assert!(matches!(problem(cloned.map(drop)), Problem::BadObjects { .. }));
    assert!(!sandbox.path("clone").exists());
}

#[test]
fn what_cannot_be_reached_is_told_apart() {
    let sandbox = Sandbox::new();
    let check = |url: &str, expected: Problem| {
        assert_eq!(problem(transport::ls_remote(url, &Options::default())), expected, "{url}");
    };
    check(sandbox.path("absent.git").to_str().unwrap(), Problem::NoRepository);
    check(sandbox.root().to_str().unwrap(), Problem::NoRepository);
    check("http://127.0.0.1:1/x.git", Problem::Offline);
    check("ext::sh -c true", Problem::Protocol);
    check("nonsense::x", Problem::Protocol);
    if needs("ssh").is_some() {
        check("ssh://127.0.0.1:1/x.git", Problem::Offline);
    }
}

#[test]
fn a_clone_that_fails_leaves_no_folder() {
    let sandbox = Sandbox::new();
    let into = sandbox.path("clone");
    let url = sandbox.path("absent.git");
    let cloned = transport::clone(url.to_str().unwrap(), &into, &Options::default());
    assert_eq!(problem(cloned.map(drop)), Problem::NoRepository);
    assert!(!into.exists());
}

#[test]
fn git_stops_when_told_to() {
    let sandbox = Sandbox::new();
    let shared = shared(&sandbox);
    let ola = member(&sandbox, "ola", &shared);
    // A server that accepts and never says a word.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/x.git", silent.local_addr().unwrap());
    ola.set_remote("origin", &url).unwrap();
    let options = Options { stop: &|| true, ..Options::default() };
    assert_eq!(problem(ola.fetch("origin", "main", "fetched", &options)), Problem::Stopped);
    let silence = std::time::Duration::from_millis(1);
    let options = Options { silence, ..Options::default() };
    let fetched = ola.fetch("origin", "main", "fetched", &options);
    assert_eq!(problem(fetched), Problem::Silent);
}

/// What sync writes into git's index is what git would have written, whatever form it has: git finds
/// the same names in it, makes the same tree of it, and takes the same files for changed.
#[test]
fn git_goes_on_with_the_index_that_was_written() {
    let sandbox = Sandbox::new();
    sandbox.git_init("Kari", "kari@example.org");
    let repo = Repo::open(&sandbox.root()).unwrap();
    let mut dice = Dice(11);
    let mut all = BTreeMap::new();
    for step in 0..24 {
        match step {
            8 => drop(sandbox.git(&["update-index", "--index-version", "4"])),
            16 => drop(sandbox.git(&["config", "index.skipHash", "true"])),
            _ => {}
        }
        // Git remembers the trees of folders; what changes below one must make it forget.
        let before = sandbox.git(&["write-tree"]);
        let mut changes = BTreeMap::new();
        for _ in 0..=dice.below(3) {
            let names = ["a", "a.md", "a/b", "a/b/c.md", "a-b/c", "d/e/f.md", "d/g.md", "d"];
            let path = RepoPath::new(*dice.one(&names));
            let blob = Blob::file(repo.write_blob(&[u8::try_from(step).unwrap()]).unwrap());
            let blob = Some(blob).filter(|_| dice.below(4) > 0);
            let clashes =
                |other: &RepoPath| other.is_below(path.as_str()) || path.is_below(other.as_str());
            if changes.keys().any(clashes) {
                continue;
            }
            if blob.is_some() {
                all.retain(|other, _| !clashes(other));
            }
            match blob {
                Some(blob) => all.insert(path.clone(), blob),
                None => all.remove(&path),
            };
            changes.insert(path, blob);
        }
        repo.update_staging(&changes).unwrap();
        let names = sandbox.git(&["ls-files", "-s"]);
        let expected = all.iter().map(|(path, blob)| format!("100644 {} 0\t{path}\n", blob.id));
        assert_eq!(
            names.trim(),
            expected.collect::<String>().trim(),
            "step {step}, after {before}"
        );
        let entries = all.iter().map(|(path, blob)| (path.clone(), Some(*blob))).collect();
        let tree = repo.write_tree(None, &entries).unwrap();
        assert_eq!(sandbox.git(&["write-tree"]).trim(), tree.to_string(), "step {step}");
        assert!(!sandbox.root().join(".git/index.lock").exists());
    }
}
