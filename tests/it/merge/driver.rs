//! Plain git merges documents through the driver: the same bytes as a sync makes.

use std::fs;
use std::path::{Path, PathBuf};

use handover::merge::documents;
use handover::text::RepoPath;

use super::cases::{case_files, cases, read};
use super::memory::{Tree, merge};
use crate::support::{Run, Sandbox};

const PATH: &str = "tasks/ola-1-reconcile.md";

/// A repository that merges with the program under test, on branch `main`.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.git_init("Ola", "ola@example.org");
    sandbox.write("workspace.yml", "format: 1\nlanguages: [en]\n");
    sandbox.write(".gitattributes", "* -text\n*.md merge=handover\n");
    let run = sandbox.handover(&["merge-driver", "--install"]);
    assert_eq!(run.code, 0, "{run:?}");
    commit(&sandbox, "root");
    sandbox
}

fn commit(sandbox: &Sandbox, message: &str) {
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-q", "--allow-empty", "-m", message]);
}

/// Runs git, whatever comes of it.
fn git(sandbox: &Sandbox, args: &[&str]) -> Run {
    Run::of(sandbox.command("git").args(args).output().unwrap())
}

/// Puts the file as `left` on `main` and as `right` on `other`, both from `base`.
fn diverge(sandbox: &Sandbox, path: &str, [base, left, right]: [Option<&str>; 3]) {
    let put = |text: Option<&str>, message: &str| {
        match text {
            Some(text) => sandbox.write(path, text),
            None => drop(fs::remove_file(sandbox.path(path))),
        }
        commit(sandbox, message);
    };
    put(base, "base");
    sandbox.git(&["checkout", "-q", "-B", "other"]);
    put(right, "right");
    sandbox.git(&["checkout", "-q", "main"]);
    put(left, "left");
}

fn notes(sandbox: &Sandbox) -> Vec<String> {
    let Ok(found) = fs::read_dir(sandbox.path("conflicts")) else { return Vec::new() };
    let mut notes: Vec<String> =
        found.map(|one| fs::read_to_string(one.unwrap().path()).unwrap()).collect();
    notes.sort();
    notes
}

/// The first line of FAILURES 14 to 32 that is about one document has its cases here.
#[test]
fn every_case_merges_through_git_as_it_says() {
    let sandbox = repository();
    let root = sandbox.git(&["rev-parse", "HEAD"]);
    let mut count = 0;
    for case in cases() {
        let side = |name: &str| read(&case.join(name));
        // Cases of whole trees are for sync: git pairs files by itself.
        let (Some(left), Some(right)) = (side("left.md"), side("right.md")) else { continue };
        let base = side("base.md");
        sandbox.git(&["reset", "-q", "--hard", root.trim()]);
        sandbox.git(&["clean", "-q", "-fd"]);
        diverge(&sandbox, PATH, [base.as_deref(), Some(&left), Some(&right)]);
        let run = git(&sandbox, &["merge", "-q", "--no-edit", "other"]);
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(run.code, 0, "{name}: {run:?}");
        assert_eq!(Some(sandbox.read(PATH)), side("expected.md"), "{name}");
        let mut expected: Vec<String> =
            case_files(&case, "expected-note").iter().filter_map(|path| read(path)).collect();
        expected.sort();
        assert_eq!(notes(&sandbox), expected, "{name}");
        count += 1;
    }
    assert!(count >= 40, "{count} cases");
}

fn task(due: &str, result: &str) -> String {
    format!(
        "---\nkind: task\nid: ola-1\ntitle: A\nfrom: ola\nto: kari\ndue: {due}\n---\n\n## Result\n\n{result}\n"
    )
}

/// Both changed the date, and one of them the text.
fn versions() -> [String; 3] {
    [task("2026-12-01", "One."), task("2026-12-04", "Two."), task("2026-12-03", "One.")]
}

fn merged([base, left, right]: &[String; 3]) -> String {
    documents(&RepoPath::new(PATH), Some(base), left, right).text
}

#[test]
fn all_ways_in_which_git_merges_give_the_same() {
    let versions = versions();
    let ways: [(&str, &[&[&str]]); 4] = [
        ("merge", &[&["merge", "-q", "--no-edit", "other"]]),
        ("rebase", &[&["rebase", "-q", "other"]]),
        ("cherry-pick", &[&["cherry-pick", "other"]]),
        ("pull", &[&["pull", "-q", "--no-rebase", "--no-edit", ".", "other"]]),
    ];
    for (way, commands) in ways {
        let sandbox = repository();
        let [base, left, right] = &versions;
        diverge(&sandbox, PATH, [Some(base), Some(left), Some(right)]);
        for command in commands {
            let run = git(&sandbox, command);
            assert_eq!(run.code, 0, "{way}: {run:?}");
        }
        assert_eq!(sandbox.read(PATH), merged(&versions), "{way}");
        assert_eq!(notes(&sandbox).len(), 1, "{way}");
    }
}

#[test]
fn what_was_put_aside_comes_back_merged() {
    let sandbox = repository();
    let versions = versions();
    let [base, left, right] = &versions;
    sandbox.write(PATH, base);
    commit(&sandbox, "base");
    sandbox.write(PATH, left);
    sandbox.git(&["stash", "-q"]);
    sandbox.write(PATH, right);
    commit(&sandbox, "right");
    let run = git(&sandbox, &["stash", "pop", "-q"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(sandbox.read(PATH), merged(&versions));
}

/// FAILURES 29: the bases of a criss-cross are merged first, without notes.
#[test]
fn a_criss_cross_merges_its_bases_without_notes() {
    let sandbox = repository();
    let [base, left, right] = &versions();
    diverge(&sandbox, PATH, [Some(base), Some(left), Some(right)]);
    let tips = [sandbox.git(&["rev-parse", "main"]), sandbox.git(&["rev-parse", "other"])];
    sandbox.git(&["merge", "-q", "--no-edit", tips[1].trim()]);
    sandbox.git(&["checkout", "-q", "other"]);
    sandbox.git(&["merge", "-q", "--no-edit", tips[0].trim()]);
    let both = sandbox.read(PATH);
    for (branch, from, to) in [("other", "Two.", "Two, b."), ("main", "title: A", "title: C")] {
        fs::remove_dir_all(sandbox.path("conflicts")).ok();
        sandbox.git(&["checkout", "-q", branch]);
        sandbox.write(PATH, &both.replace(from, to));
        commit(&sandbox, branch);
    }
    let bases = sandbox.git(&["merge-base", "--all", "main", "other"]);
    assert_eq!(bases.lines().count(), 2, "{bases}");
    fs::remove_dir_all(sandbox.path("conflicts")).ok();
    let run = git(&sandbox, &["merge", "-q", "--no-edit", "other"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(sandbox.read(PATH), both.replace("Two.", "Two, b.").replace("title: A", "title: C"));
    assert_eq!(notes(&sandbox), Vec::<String>::new());
}

fn files(sandbox: &Sandbox, folder: &str) -> Vec<String> {
    let found = fs::read_dir(sandbox.path(folder)).unwrap();
    let mut files: Vec<String> =
        found.map(|one| fs::read_to_string(one.unwrap().path()).unwrap()).collect();
    files.sort();
    files
}

/// FAILURES 31, for Markdown that is no document.
#[test]
fn what_cannot_be_merged_stands_side_by_side() {
    let sandbox = repository();
    diverge(&sandbox, "notes/a.md", [Some("a\n"), Some("b\n"), Some("c\n")]);
    let run = git(&sandbox, &["merge", "-q", "--no-edit", "other"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("both changed notes/a.md: see notes/a-"), "{run:?}");
    assert_eq!(files(&sandbox, "notes"), ["b\n", "c\n"]);
}

/// FAILURES 80, 21: what two people made under one name is two documents.
#[test]
fn two_documents_of_one_name_are_both_kept() {
    let reply =
        |by: &str| format!("---\nkind: reply\nid: r-{by}\nto: ola-1\nby: {by}\n---\nYes.\n");
    let task = |id: &str| format!("---\nkind: task\nid: {id}\ntitle: A\n---\n");
    for (path, left, right) in [
        ("replies/r.md", reply("kari"), reply("ola")),
        ("tasks/t.md", task("kari-1"), task("ola-1")),
    ] {
        let sandbox = repository();
        diverge(&sandbox, path, [None, Some(&left), Some(&right)]);
        let run = git(&sandbox, &["merge", "-q", "--no-edit", "other"]);
        assert_eq!(run.code, 0, "{run:?}");
        let folder = path.split('/').next().unwrap();
        assert_eq!(files(&sandbox, folder), [left, right], "{path}");
        assert!(notes(&sandbox).is_empty());
    }
}

/// Git hands over the same empty base for what both made and for what both wrote into an empty file:
/// so a sync takes both for the same.
#[test]
fn a_base_of_nothing_merges_as_in_a_sync() {
    let reply = |by: &str| format!("---\nkind: reply\nid: r-{by}\nby: {by}\n---\nYes.\n");
    let titled = |id: &str, title: &str| format!("---\nid: {id}\ntitle: {title}\n---\n");
    let sandbox = repository();
    let root = sandbox.git(&["rev-parse", "HEAD"]);
    for (path, left, right) in [
        ("replies/r.md", reply("kari"), reply("ola")),
        ("tasks/t.md", titled("kari-1", "A"), titled("ola-1", "A")),
        ("tasks/t.md", titled("ola-1", "A"), titled("ola-1", "B")),
        ("notes/n.md", "# One\n".to_owned(), "# Two\n".to_owned()),
    ] {
        for base in [None, Some("")] {
            let tree = |text: Option<&str>| -> Tree {
                text.map(|text| (path.to_owned(), text.to_owned())).into_iter().collect()
            };
            let (_, expected) = merge(&tree(base), &tree(Some(&left)), &tree(Some(&right)));
            sandbox.git(&["reset", "-q", "--hard", root.trim()]);
            sandbox.git(&["clean", "-q", "-fd"]);
            diverge(&sandbox, path, [base, Some(&left), Some(&right)]);
            let run = git(&sandbox, &["merge", "-q", "--no-edit", "other"]);
            assert_eq!(run.code, 0, "{path}: {run:?}");
            let there = sandbox.git(&["ls-files", "--cached", "--others"]);
            let there: Tree = there
                .lines()
                .filter(|path| !["workspace.yml", ".gitattributes"].contains(path))
                .map(|path| (path.to_owned(), sandbox.read(path)))
                .collect();
            assert_eq!(there, expected, "{path}, {base:?}");
        }
    }
}

/// FAILURES 74.
#[test]
fn a_newer_workspace_is_not_merged() {
    let sandbox = repository();
    sandbox.write("workspace.yml", "format: 9\n");
    let [base, left, right] = &versions();
    diverge(&sandbox, PATH, [Some(base), Some(left), Some(right)]);
    let run = git(&sandbox, &["merge", "other"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("format 9"), "{run:?}");
    assert_eq!(sandbox.read(PATH), *left);
    assert_eq!(sandbox.git(&["show", &format!(":3:{PATH}")]), *right);
}

/// FAILURES 47, 49: a note goes through no link.
#[cfg(unix)]
#[test]
fn a_note_is_written_through_no_link() {
    let sandbox = repository();
    let [base, left, right] = &versions();
    let outside = sandbox.home().join("outside");
    fs::create_dir(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, sandbox.path("conflicts")).unwrap();
    diverge(&sandbox, PATH, [Some(base), Some(left), Some(right)]);
    let run = git(&sandbox, &["merge", "other"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("what lost cannot be written to conflicts/"), "{run:?}");
    assert_eq!(sandbox.read(PATH), *left);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
}

/// FAILURES 79: without the program, git says that there is a conflict and keeps both versions.
#[test]
fn a_missing_program_loses_nothing() {
    let sandbox = repository();
    let [base, left, right] = &versions();
    sandbox.git(&["config", "merge.handover.driver", "no-such-program %O %A %B %P"]);
    diverge(&sandbox, PATH, [Some(base), Some(left), Some(right)]);
    let run = git(&sandbox, &["merge", "other"]);
    assert_ne!(run.code, 0, "{run:?}");
    assert_eq!(sandbox.git(&["show", &format!("main:{PATH}")]), *left);
    assert_eq!(sandbox.git(&["show", &format!("other:{PATH}")]), *right);
}

#[cfg(unix)]
#[test]
fn a_program_in_a_folder_with_blanks_is_found() {
    let sandbox = repository();
    let program: PathBuf = sandbox.home().join("my 5% tools (new)").join("handover");
    fs::create_dir(program.parent().unwrap()).unwrap();
    // By a program of its own: what this one has open for writing, others that it starts have as well,
    // and no program runs while it may be written.
    let copied = sandbox.command("cp").arg(env!("CARGO_BIN_EXE_handover")).arg(&program).status();
    assert!(copied.unwrap().success());
    let run = sandbox.command(&program).args(["merge-driver", "--install"]).output().unwrap();
    assert!(run.status.success(), "{run:?}");
    let versions = versions();
    let [base, left, right] = &versions;
    diverge(&sandbox, PATH, [Some(base), Some(left), Some(right)]);
    assert_eq!(git(&sandbox, &["merge", "-q", "--no-edit", "other"]).code, 0);
    assert_eq!(sandbox.read(PATH), merged(&versions));
}

#[test]
fn bad_calls_are_told() {
    let sandbox = repository();
    let run = sandbox.handover(&["merge-driver", "no", "such", "files", "a.md"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("cannot be read"), "{run:?}");
    assert_eq!(sandbox.handover(&["merge-driver", "one"]).code, 2);
    let bare = Sandbox::new();
    assert_eq!(bare.handover(&["merge-driver", "--install"]).code, 2);
    for (name, text) in
        [("o", versions()[0].clone()), ("a", versions()[1].clone()), ("b", versions()[2].clone())]
    {
        bare.write(name, &text);
    }
    let run = bare.handover(&["merge-driver", "o", "a", "b", PATH]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("no workspace here"), "{run:?}");
    assert_eq!(bare.read("a"), versions()[1]);
    let path: &Path = &bare.path("conflicts");
    assert!(!path.exists());
}
