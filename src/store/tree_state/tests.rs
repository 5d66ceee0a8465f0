use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

use super::super::walk::FoundKind;
use super::{FolderState, Look, TreeState, take};
use crate::text::RepoPath;

fn tree(files: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir(dir.path().join(".git")).expect("a folder");
    files.iter().for_each(|file| write(dir.path(), file, "x"));
    dir
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
    fs::write(path, text).expect("written");
}

fn look(root: &Path, known: Option<&TreeState>) -> TreeState {
    let skip = |path: &RepoPath, _: bool| path.as_str() == "Today.md";
    let clock = root.join(".git");
    take(Look { root, skip: &skip, known, clock: Some(&clock), soon: false, herald: None })
        .expect("taken")
}

/// Looks until everything that was there at first is settled.
fn settled(root: &Path) -> TreeState {
    loop {
        let state = look(root, None);
        let folders = state.folders.values().map(|folder| &folder.signature);
        let all = folders.chain(state.folders.values().flat_map(|f| f.files().map(|(_, one)| one)));
        if all.into_iter().all(|one| one.is_settled(state.taken)) {
            return state;
        }
    }
}

fn paths(state: &TreeState) -> Vec<String> {
    state.files().map(|(path, _)| path.to_string()).collect()
}

fn suspect(state: &TreeState, known: &TreeState) -> Vec<String> {
    state.since(known).suspect.iter().map(|(path, _)| path.to_string()).collect()
}

/// Looks again, with the first look in hand and from nothing: both must see the same.
fn again(root: &Path, known: &TreeState) -> TreeState {
    let (state, fresh) = (look(root, Some(known)), look(root, None));
    assert_eq!(TreeState { taken: 0, ..state.clone() }, TreeState { taken: 0, ..fresh });
    state
}

#[test]
fn everything_but_git_and_what_is_skipped() {
    let dir =
        tree(&["workspace.yml", "tasks/b.md", "tasks/a.md", "tasks/deep/er/c.md", "Today.md"]);
    let state = look(dir.path(), None);
    let expected = ["workspace.yml", "tasks/a.md", "tasks/b.md", "tasks/deep/er/c.md"];
    assert_eq!(paths(&state), expected);
    assert_eq!((state.len(), state.is_empty()), (4, false));
    let folders: Vec<_> = state.folders.keys().map(RepoPath::as_str).collect();
    assert_eq!(folders, ["", "tasks", "tasks/deep", "tasks/deep/er"]);
    let file = state.file(&"tasks/a.md".into()).expect("seen");
    assert_eq!((file.kind, file.size), (FoundKind::File, 1));
    assert!(state.file(&"tasks/x.md".into()).is_none() && state.file(&"x/a.md".into()).is_none());
}

#[test]
fn nested_things_are_told_and_not_entered() {
    let dir = tree(&["workspace.yml", "a/workspace.yml", "a/tasks/t.md", "b/.git/HEAD", "b/c.md"]);
    write(dir.path(), "d/e.md", "x");
    let known = settled(dir.path());
    for state in [&known, &again(dir.path(), &known)] {
        assert_eq!(paths(state), ["workspace.yml", "d/e.md"]);
        assert_eq!(state.nested, ["a", "b"].map(RepoPath::from));
    }
    fs::create_dir(dir.path().join("d/.git")).expect("made");
    let state = again(dir.path(), &known);
    assert_eq!(state.nested, ["a", "b", "d"].map(RepoPath::from));
    assert_eq!(state.since(&known).gone, [RepoPath::from("d/e.md")]);
}

/// FAILURES 46.
#[test]
fn names_that_some_system_takes_for_git_are_told() {
    let dir = tree(&["a.md", "x/.GIT/config", "x/b.md", "git~1/c.md", "github/d.md"]);
    let known = settled(dir.path());
    for state in [&known, &again(dir.path(), &known)] {
        assert_eq!(paths(state), ["a.md", "github/d.md", "x/b.md"]);
        let told: Vec<_> = state.unreadable.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(told, ["git~1", "x/.GIT"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf_8_are_found_each_time() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let dir = tree(&["a.md", "b\u{fffd}.md"]);
    for name in [b"b\xff.md", b"b\xfe.md", b"c\xe5.md"] {
        fs::write(dir.path().join(OsStr::from_bytes(name)), "x").expect("written");
    }
    fs::create_dir(dir.path().join(OsStr::from_bytes(b"m\xf8te"))).expect("made");
    fs::write(dir.path().join(OsStr::from_bytes(b"m\xf8te")).join("d.md"), "x").expect("written");
    let known = settled(dir.path());
    for state in [&known, &look(dir.path(), Some(&known))] {
        assert_eq!(paths(state), ["a.md", "b\u{fffd}.md", "c\u{fffd}.md", "m\u{fffd}te/d.md"]);
        assert_eq!(state.unreadable.len(), 2, "{:?}", state.unreadable);
        let odd = &state.odd[&RepoPath::from("c\u{fffd}.md")];
        assert_eq!(odd.file_name(), Some(OsStr::from_bytes(b"c\xe5.md")));
    }
}

#[cfg(unix)]
#[test]
fn links_and_sockets_are_seen_and_not_followed() {
    let dir = tree(&["a/b.md"]);
    std::os::unix::fs::symlink("..", dir.path().join("a/up")).expect("linked");
    std::os::unix::fs::symlink("nowhere", dir.path().join("a/void")).expect("linked");
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("a/z")).expect("bound");
    let state = look(dir.path(), None);
    let kinds: Vec<_> = state.files().map(|(_, one)| one.kind).collect();
    let expected = [FoundKind::File, FoundKind::Symlink, FoundKind::Symlink, FoundKind::Special];
    assert_eq!(kinds, expected);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_listed_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tree(&["a/b.md", "c.md"]);
    let known = settled(dir.path());
    let folder = dir.path().join("a");
    let allow = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).expect("set");
    allow(0o000);
    // Nothing is closed to the administrator.
    let closed = fs::read_dir(&folder).is_err();
    let state = again(dir.path(), &known);
    allow(0o700);
    if closed {
        assert_eq!(paths(&state), ["c.md"]);
        assert_eq!(state.unreadable[0].0.as_str(), "a");
    } else {
        assert_eq!(paths(&state), ["c.md", "a/b.md"]);
    }
    assert_eq!(again(dir.path(), &state).len(), 2);
}

#[test]
fn a_root_that_is_no_folder_is_an_error() {
    let dir = tree(&["a.md"]);
    for name in ["absent", "a.md"] {
        let root = dir.path().join(name);
        let taken = take(Look {
            root: &root,
            skip: &|_, _| false,
            known: None,
            clock: None,
            soon: false,
            herald: None,
        });
        assert_eq!(taken.expect_err("refused").path, root);
    }
}

/// FAILURES 51.
#[test]
fn a_very_deep_tree_is_walked() {
    let dir = tree(&[]);
    let deep = "d/".repeat(1_500) + "a.md";
    let mut made = dir.path().to_owned();
    for _ in 0..1_500 {
        made.push("d");
        fs::create_dir(&made).expect("made");
    }
    fs::write(made.join("a.md"), "x").expect("written");
    let known = look(dir.path(), None);
    assert_eq!(paths(&again(dir.path(), &known)), [deep]);
}

/// What is settled is neither listed nor told again: a lie about the names in it comes back.
#[test]
fn an_unchanged_folder_is_not_listed_again() {
    let dir = tree(&["a/b.md", "a/c.md", "d.md"]);
    let mut known = settled(dir.path());
    let state = again(dir.path(), &known);
    assert_eq!(suspect(&state, &known), [""; 0]);
    for (path, folder) in &state.folders {
        assert!(Arc::ptr_eq(folder, &known.folders[path]), "{path}");
    }
    let a = known.folders.get_mut("a").expect("there");
    let lie = FolderState::new(a.signature, Vec::new(), Vec::new());
    *a = Arc::new(lie);
    assert_eq!(paths(&look(dir.path(), Some(&known))), ["d.md"]);
    // A look that cannot be sure lists it again.
    let taken = known.folders["a"].signature.modified;
    assert_eq!(look(dir.path(), Some(&TreeState { taken, ..known.clone() })).len(), 3);
    let look = Look {
        root: dir.path(),
        skip: &|_, _| false,
        known: Some(&known),
        clock: None,
        soon: false,
        herald: None,
    };
    assert_eq!(take(look).expect("taken").len(), 3);
}

/// FAILURES 13.
#[test]
fn a_file_of_the_same_size_with_its_time_put_back_is_suspect() {
    let dir = tree(&["a.md", "b.md"]);
    let known = settled(dir.path());
    let path = dir.path().join("a.md");
    let before = fs::metadata(&path).expect("there").modified().expect("a time");
    fs::write(&path, "y").expect("written");
    fs::File::options().write(true).open(&path).expect("open").set_modified(before).expect("set");
    let state = again(dir.path(), &known);
    assert_eq!(fs::metadata(&path).expect("there").modified().expect("a time"), before);
    if cfg!(unix) {
        assert_eq!(suspect(&state, &known), ["a.md"]);
    }
}

/// FAILURES 12.
#[test]
fn a_file_from_the_future_is_always_suspect() {
    let dir = tree(&["a.md", "b.md"]);
    let ahead = std::time::SystemTime::now() + std::time::Duration::from_secs(315_000_000);
    let file = fs::File::options().write(true).open(dir.path().join("a.md")).expect("open");
    file.set_modified(ahead).expect("set");
    let mut known = look(dir.path(), None);
    while suspect(&look(dir.path(), Some(&known)), &known) != ["a.md"] {
        known = look(dir.path(), Some(&known));
    }
    // The clock was put back after the first look: what seemed old then is new.
    let later = TreeState { taken: known.taken + 1_000_000_000_000, ..known.clone() };
    let now = TreeState { taken: 0, ..look(dir.path(), Some(&later)) };
    assert_eq!(suspect(&now, &later), ["a.md", "b.md"]);
}

#[cfg(unix)]
#[test]
fn what_takes_the_place_of_another_is_suspect() {
    let dir = tree(&["a.md", "t/b.md", "t/deep/c.md", "other/b.md", "other/deep/c.md", "d.md"]);
    let at = |name: &str| dir.path().join(name);
    fs::hard_link(at("a.md"), at("t/link.md")).expect("linked");
    let mut known = settled(dir.path());
    let mut check = |expected: &[&str], gone: &[&str]| {
        let state = again(dir.path(), &known);
        assert_eq!(suspect(&state, &known), expected);
        let told: Vec<_> = state.since(&known).gone.iter().map(ToString::to_string).collect();
        assert_eq!(told, gone);
        known = settled(dir.path());
    };
    check(&[], &[]);
    fs::write(at("t/link.md"), "y").expect("written");
    check(&["a.md", "t/link.md"], &[]);
    fs::rename(at("d.md"), at("a.md")).expect("renamed");
    check(&["a.md", "t/link.md"], &["d.md"]);
    fs::rename(at("t"), at("away")).expect("renamed");
    fs::rename(at("other"), at("t")).expect("renamed");
    check(
        &["away/b.md", "away/link.md", "away/deep/c.md", "t/b.md", "t/deep/c.md"],
        &["other/b.md", "other/deep/c.md", "t/link.md"],
    );
    fs::rename(at("t"), at("other")).expect("renamed");
    std::os::unix::fs::symlink("other", at("t")).expect("linked");
    check(&["t", "other/b.md", "other/deep/c.md"], &["t/b.md", "t/deep/c.md"]);
    fs::remove_file(at("t")).expect("removed");
    fs::write(at("t"), "a file").expect("written");
    check(&["t"], &[]);
}

/// Small, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("small") % below
    }
}

/// What a cache that goes by the looks believes each file to hold.
#[derive(Default)]
struct Believer {
    known: Option<TreeState>,
    contents: BTreeMap<RepoPath, Vec<u8>>,
    read: usize,
}

impl Believer {
    fn look(&mut self, root: &Path) {
        let state = look(root, self.known.as_ref());
        let nothing = TreeState::default();
        let differences = state.since(self.known.as_ref().unwrap_or(&nothing));
        for path in differences.gone {
            self.contents.remove(&path);
        }
        self.read += differences.suspect.len();
        for (path, one) in differences.suspect {
            let content = match one.kind {
                FoundKind::File => fs::read(root.join(path.as_str())).expect("read"),
                _ => b"link".to_vec(),
            };
            self.contents.insert(path, content);
        }
        self.known = Some(state);
    }

    fn is_right(&self, root: &Path) {
        let truth: BTreeMap<RepoPath, Vec<u8>> = super::super::walk::walk(root, &|_, _| false)
            .expect("walked")
            .files
            .into_iter()
            .map(|found| match found.kind {
                FoundKind::File => (found.path, fs::read(found.location).expect("read")),
                _ => (found.path, b"link".to_vec()),
            })
            .collect();
        assert_eq!(self.contents, truth);
    }
}

/// FAILURES 13: saved as fast as can be, always with the same length, and looked at all the time.
#[test]
fn rapid_saves_of_the_same_length_are_all_seen() {
    let dir = tree(&["a.md", "b.md"]);
    let mut believer = Believer::default();
    for round in 0..3_000 {
        write(dir.path(), "a.md", &format!("{round:08}"));
        believer.look(dir.path());
        write(dir.path(), "a.md", &format!("{:08}", round * 2));
        believer.look(dir.path());
        assert_eq!(
            believer.contents[&RepoPath::from("a.md")],
            format!("{:08}", round * 2).as_bytes()
        );
    }
    assert!(believer.read < 12_000, "{}", believer.read);
}

/// One change of the kinds that people and programs make; most leave size and time of writing.
fn change(root: &Path, random: &mut Random, step: usize) {
    let path = |random: &mut Random| {
        let folder = ["", "t/", "t/deep/", "u/"][random.below(4)];
        root.join(format!("{folder}{}.md", random.below(3)))
    };
    let folder = |random: &mut Random| root.join(["t", "t/deep", "u", "v"][random.below(4)]);
    let (one, other) = (path(random), path(random));
    // Not each change is possible in each state; the next may be.
    let _ = match random.below(12) {
        0..=3 => fs::write(&one, format!("{step:06}")),
        4 => fs::write(&one, "longer than the others"),
        5 => fs::remove_file(&one),
        6 => fs::rename(&one, &other),
        7 => fs::hard_link(&one, &other),
        8 => fs::rename(folder(random), folder(random)),
        9 => fs::create_dir_all(folder(random)),
        10 => fs::remove_dir_all(folder(random)),
        _ => fs::metadata(&one).and_then(|metadata| {
            let file = fs::File::options().write(true).open(&one)?;
            fs::write(&one, format!("{step:06}"))?;
            file.set_modified(metadata.modified()?)
        }),
    };
    #[cfg(unix)]
    if random.below(40) == 0 {
        let _ = fs::remove_file(&one);
        let _ = std::os::unix::fs::symlink("0.md", &one);
    }
}

/// FAILURES 13: whatever is done, a cache that reads what is suspect, and nothing else, is right.
#[test]
fn random_changes_are_never_missed() {
    for seed in 0..20 {
        let dir = tree(&["0.md", "t/0.md", "t/deep/1.md", "u/2.md"]);
        let mut random = Random(seed);
        let mut believer = Believer::default();
        for step in 0..300 {
            for _ in 0..random.below(5) {
                change(dir.path(), &mut random, step);
            }
            believer.look(dir.path());
            believer.is_right(dir.path());
        }
        if let Some(known) = &believer.known {
            again(dir.path(), known);
        }
    }
}

/// Looks again at some paths alone: it must see what a look at everything does.
#[track_caller]
fn looked_at(root: &Path, known: &TreeState, named: &[&str]) -> Option<TreeState> {
    let skip = |path: &RepoPath, _: bool| path.as_str() == "Today.md";
    let clock = root.join(".git");
    let look = Look {
        root,
        skip: &skip,
        known: Some(known),
        clock: Some(&clock),
        soon: false,
        herald: None,
    };
    let state = super::again(look, &named.iter().map(RepoPath::new).collect())?;
    assert_eq!(TreeState { taken: 0, ..state.clone() }, TreeState { taken: 0, ..look_anew(root) });
    Some(state)
}

fn look_anew(root: &Path) -> TreeState {
    look(root, None)
}

#[test]
fn what_somebody_told_of_is_looked_at_alone() {
    let dir = tree(&["a.md", "b/c.md", "b/deep/d.md", "e/f.md"]);
    let root = dir.path();
    let known = settled(root);
    write(root, "b/c.md", "longer");
    let state = looked_at(root, &known, &["b/c.md"]).expect("seen");
    assert_eq!(suspect(&state, &known), ["b/c.md"]);
    assert!(Arc::ptr_eq(&state.folders[&RepoPath::new("e")], &known.folders[&RepoPath::new("e")]));
    // New, moved and gone folders, each told of by its name.
    write(root, "new/below/x.md", "x");
    fs::rename(root.join("b/deep"), root.join("e/deep")).expect("moved");
    let state = looked_at(root, &state, &["new", "b/deep", "e/deep"]).expect("seen");
    assert_eq!(paths(&state), ["a.md", "b/c.md", "e/f.md", "e/deep/d.md", "new/below/x.md"]);
    fs::remove_dir_all(root.join("new")).expect("removed");
    fs::remove_file(root.join("a.md")).expect("removed");
    let state = looked_at(root, &state, &["new/below/x.md", "new/below", "new", "a.md"]);
    assert_eq!(paths(&state.expect("seen")), ["b/c.md", "e/f.md", "e/deep/d.md"]);
}

#[test]
fn where_something_is_not_entered_only_a_look_at_everything_tells() {
    let dir = tree(&["a/b.md", "c/d.md"]);
    let root = dir.path();
    let known = settled(root);
    write(root, "a/other/.git/HEAD", "x");
    assert!(looked_at(root, &known, &["a/other"]).is_none());
    let known = look(root, Some(&known));
    write(root, "c/e.md", "x");
    assert!(looked_at(root, &known, &["c/e.md"]).is_some());
    assert!(looked_at(root, &known, &["a/b.md"]).is_none());
}

/// What comes into a folder once that was told of is either seen or told of: so it must be told of before it is
/// opened. They are so many that they are told of in several goes.
#[test]
fn each_folder_is_told_of_before_it_is_looked_at() {
    let files: Vec<String> = (0..1200).map(|number| format!("a/{number}/b.md")).collect();
    let dir = tree(&files.iter().map(String::as_str).collect::<Vec<_>>());
    let heard = Mutex::new(Vec::new());
    let herald = |folders: &[RepoPath]| {
        for folder in folders {
            write(&dir.path().join(folder.as_str()), "new.md", "x");
        }
        heard.lock().expect("no panic").extend_from_slice(folders);
    };
    let look = Look { herald: Some(&herald), ..Look::at(dir.path(), None, None) };
    let state = take(look).expect("taken");
    let mut heard = heard.into_inner().expect("no panic");
    heard.sort();
    assert_eq!(heard, state.folders.keys().cloned().collect::<Vec<_>>());
    assert_eq!(heard.len(), 1202);
    let new = |folder: &RepoPath| state.file(&RepoPath::in_folder(folder.as_str(), "new.md"));
    assert!(heard.iter().all(|folder| new(folder).is_some()));
}
