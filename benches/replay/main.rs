//! Merges what others have merged: `cargo bench --bench replay -- FOLDER…`.
//!
//! Below each folder, every folder that holds `base.md`, `left.md` and `right.md` is one case (`base.md`
//! may be absent: both made the file). Each is merged by our rules and by `git merge-file`, and the
//! table says how often each asks a person, whose front matter cannot be read any more though that of
//! both sides could, and what words of a side are in neither the result nor a conflict note. `--show`
//! names the cases.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of its own that reads files, runs git and says what it found"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{fs, io};

use handover::document::Document;
use handover::merge::{Note, documents};
use handover::schema::Language;
use handover::text::{RepoPath, Source};

/// One document in three versions.
struct Case {
    folder: PathBuf,
    base: Option<String>,
    left: String,
    right: String,
}

impl Case {
    /// Reads a case; `None` where the folder is none, or one of its texts is no UTF-8.
    fn read(folder: &Path) -> Option<Self> {
        let text = |name: &str| fs::read_to_string(folder.join(name)).ok();
        let (left, right) = (text("left.md")?, text("right.md")?);
        Some(Self { folder: folder.to_owned(), base: text("base.md"), left, right })
    }

    /// Tells whether a side is as the base, or both sides are alike: any tool merges that.
    fn is_idle(&self) -> bool {
        let base = self.base.as_deref();
        self.left == self.right || base == Some(&self.left) || base == Some(&self.right)
    }
}

/// What became of one case by one way of merging.
#[derive(Clone, Copy, Default)]
struct Found {
    conflict: bool,
    unreadable: bool,
    lost: bool,
}

/// The sums of a way of merging.
#[derive(Default)]
struct Sums {
    conflicts: usize,
    unreadable: usize,
    lost: usize,
}

impl Sums {
    fn add(&mut self, found: Found) {
        self.conflicts += usize::from(found.conflict);
        self.unreadable += usize::from(found.unreadable);
        self.lost += usize::from(found.lost);
    }
}

fn is_readable(text: &str) -> bool {
    Document::parse(Source::new(text)).front().is_none_or(|front| front.readable)
}

fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// Tells whether a word that a side added, or that everybody has, is in none of `results`.
fn loses(case: &Case, results: &[&str]) -> bool {
    let base = words(case.base.as_deref().unwrap_or(""));
    let (left, right) = (words(&case.left), words(&case.right));
    let found: BTreeSet<&str> = results.iter().flat_map(|text| words(text)).collect();
    let wanted = |word: &&&str| {
        let sides = [&left, &right].iter().filter(|side| side.contains(**word)).count();
        if base.contains(**word) { sides == 2 } else { sides > 0 }
    };
    left.iter().chain(&right).filter(wanted).any(|word| !found.contains(word))
}

fn judge(case: &Case, merged: &str, told: &[&str], conflict: bool) -> Found {
    let readable = [&case.left, &case.right].iter().all(|side| is_readable(side));
    let all: Vec<&str> = [merged].into_iter().chain(told.iter().copied()).collect();
    Found { conflict, unreadable: readable && !is_readable(merged), lost: loses(case, &all) }
}

fn ours(case: &Case) -> Found {
    let path = RepoPath::new("docs/page.md");
    let merged = documents(&path, case.base.as_deref(), &case.left, &case.right);
    let back = documents(&path, case.base.as_deref(), &case.right, &case.left);
    assert_eq!(merged, back, "{}: the sides change places", case.folder.display());
    let notes: Vec<String> =
        merged.conflicts.iter().map(|one| Note::of(one, Language::English).text).collect();
    let told: Vec<&str> = notes.iter().map(String::as_str).collect();
    judge(case, &merged.text, &told, !merged.conflicts.is_empty())
}

fn git(case: &Case, scratch: &Path) -> io::Result<Found> {
    let write = |name: &str, text: &str| fs::write(scratch.join(name), text);
    write("base", case.base.as_deref().unwrap_or(""))?;
    write("left", &case.left)?;
    write("right", &case.right)?;
    let mut command = Command::new("git");
    command.current_dir(scratch).args(["merge-file", "-p", "left", "base", "right"]);
    let output = command.output()?;
    let merged = String::from_utf8_lossy(&output.stdout);
    Ok(judge(case, &merged, &[], !output.status.success()))
}

fn cases(folder: &Path, found: &mut Vec<Case>) -> io::Result<()> {
    found.extend(Case::read(folder));
    let mut below: Vec<PathBuf> =
        fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    below.sort();
    below.iter().filter(|path| path.is_dir()).try_for_each(|path| cases(path, found))
}

fn replay(folder: &Path, show: bool) -> io::Result<()> {
    let mut found = Vec::new();
    cases(folder, &mut found)?;
    let scratch = tempfile::tempdir()?;
    let (mut by_us, mut by_git) = (Sums::default(), Sums::default());
    let all = found.len();
    found.retain(|case| !case.is_idle());
    for case in &found {
        let (us, theirs) = (ours(case), git(case, scratch.path())?);
        by_us.add(us);
        by_git.add(theirs);
        let is_strange = us.unreadable || us.lost || us.conflict && !theirs.conflict;
        if show && is_strange {
            let signs = [(us.conflict, "asks"), (us.unreadable, "unreadable"), (us.lost, "loses")];
            let told = signs.iter().filter(|(is, _)| *is).map(|(_, sign)| *sign);
            println!("{}: {}", case.folder.display(), told.collect::<Vec<_>>().join(", "));
        }
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let changed = found.len();
    println!(
        "| {name} | {all} | {changed} | {} | {} | {} | {} | {} | {} |",
        by_us.conflicts,
        by_git.conflicts,
        by_us.unreadable,
        by_git.unreadable,
        by_us.lost,
        by_git.lost
    );
    Ok(())
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let (shows, folders): (Vec<&String>, Vec<&String>) =
        args.iter().partition(|arg| *arg == "--show");
    println!(
        "| from | triples | both changed | ask: ours | git | unreadable: ours | git | lose words: ours | git |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    for folder in folders {
        if let Err(error) = replay(Path::new(folder), !shows.is_empty()) {
            eprintln!("{folder}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
