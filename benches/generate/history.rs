//! A history in which several people wrote the workspace: commits with new documents, edits, renames
//! and deletions, and now and then two people at once, whose work is then merged.
//!
//! Goes through `git fast-import`, which lays down thousands of commits a second.

use std::collections::VecDeque;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::random::Random;

const PEOPLE: [&str; 4] = [
    "Kari Åsen <kari@example.com>",
    "Kari Åsen <kari@example.com>",
    "Ola Østgård <ola@example.com>",
    "Lise Sæther <lise@example.com>",
];
/// So many documents are kept in memory to be edited.
const RECENT: usize = 400;
/// The first of January 2010.
const BEGIN: u64 = 1_262_304_000;
const YEARS: u64 = 16 * 365 * 86_400;

struct Document {
    path: String,
    text: String,
}

pub(crate) struct History {
    root: PathBuf,
    git: Child,
    stream: BufWriter<ChildStdin>,
    random: Random,
    commits: u64,
    documents: u64,
    made: u64,
    written: u64,
    /// New files of the next commit.
    pending: Vec<(String, Vec<u8>)>,
    recent: VecDeque<Document>,
    /// One task that somebody edits all the time.
    busy: Option<Document>,
    tip: u64,
}

impl History {
    pub(crate) fn begin(root: &Path, commits: u64, documents: u64, seed: u64) -> io::Result<Self> {
        run(git(root).args(["init", "--quiet", "--initial-branch", "main"]))?;
        let mut import = git(root);
        import.args(["fast-import", "--quiet", "--done"]).stdin(Stdio::piped());
        let mut git = import.spawn()?;
        let stdin = git.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Self {
            root: root.to_owned(),
            git,
            stream: BufWriter::new(stdin),
            random: Random(!seed),
            commits,
            documents,
            made: 0,
            written: 0,
            pending: Vec::new(),
            recent: VecDeque::new(),
            busy: None,
            tip: 0,
        })
    }

    pub(crate) fn file(&mut self, path: &str, bytes: Vec<u8>) -> io::Result<()> {
        self.pending.push((path.to_owned(), bytes));
        self.written += 1;
        // By the time half of the commits are made, half of the documents are there.
        // The last commit takes what is left.
        while self.made * self.documents < self.written * self.commits
            && self.made + 1 < self.commits
        {
            self.next()?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        while self.made < self.commits || !self.pending.is_empty() {
            self.next()?;
        }
        writeln!(self.stream, "done")?;
        drop(self.stream.into_inner()?);
        if !self.git.wait()?.success() {
            return Err(io::Error::other("git fast-import failed"));
        }
        run(git(&self.root).args(["reset", "--quiet", "--hard"]))
    }

    fn next(&mut self) -> io::Result<()> {
        if self.recent.len() > 2 && self.made + 3 < self.commits && self.random.once_in(25) {
            return self.both_at_once();
        }
        let who = self.random.pick(&PEOPLE);
        let what = if self.pending.is_empty() { "edit" } else { "add" };
        self.commit(who, what, self.tip, None)?;
        self.add_pending()?;
        for _ in 0..self.random.below(3) {
            self.edit_any()?;
        }
        self.edit_busy()?;
        match self.random.below(30) {
            0 | 1 => self.rename_any(),
            2 => self.delete_any(),
            _ => Ok(()),
        }
    }

    /// Two people start from one version, each edits, and one of them merges.
    fn both_at_once(&mut self) -> io::Result<()> {
        let base = self.tip;
        let (one, other) = (self.random.at(self.recent.len()), self.random.at(self.recent.len()));
        self.commit(PEOPLE[0], "edit", base, None)?;
        let theirs = self.edit(one)?;
        let side = self.tip;
        self.commit(PEOPLE[2], "edit", base, None)?;
        // Edited on both sides, the document ends with both edits: the merge restores the first one.
        self.edit(other)?;
        let main = self.tip;
        self.commit(PEOPLE[2], "merge", main, Some(side))?;
        let merged = if one == other { self.recent[one].text.clone() } else { theirs };
        let path = self.recent[one].path.clone();
        self.put(&path, merged.as_bytes())
    }

    fn commit(&mut self, who: &str, what: &str, from: u64, and: Option<u64>) -> io::Result<()> {
        self.made += 1;
        let at = BEGIN + self.made * (YEARS / self.commits.max(1)) + self.random.below(60);
        let message = format!("{what} {}", self.made);
        writeln!(self.stream, "commit refs/heads/main\nmark :{}", self.made)?;
        writeln!(self.stream, "author {who} {at} +0100\ncommitter {who} {at} +0100")?;
        writeln!(self.stream, "data {}\n{message}", message.len())?;
        if from > 0 {
            writeln!(self.stream, "from :{from}")?;
        }
        if let Some(and) = and {
            writeln!(self.stream, "merge :{and}")?;
        }
        self.tip = self.made;
        Ok(())
    }

    fn add_pending(&mut self) -> io::Result<()> {
        for (path, bytes) in std::mem::take(&mut self.pending) {
            self.put(&path, &bytes)?;
            let Ok(text) = String::from_utf8(bytes) else { continue };
            let is_task = path.starts_with("tasks/") && path.matches('/').count() < 4;
            let document = Document { path, text };
            if self.busy.is_none() && is_task && document.text.contains("- [ ]") {
                self.busy = Some(document);
            } else if document.path.ends_with(".md") && document.path.contains('/') {
                self.recent.push_back(document);
            }
            if self.recent.len() > RECENT {
                self.recent.pop_front();
            }
        }
        Ok(())
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        writeln!(self.stream, "M 100644 inline {path}\ndata {}", bytes.len())?;
        self.stream.write_all(bytes)?;
        writeln!(self.stream)
    }

    fn edit_any(&mut self) -> io::Result<()> {
        if self.recent.is_empty() {
            return Ok(());
        }
        let at = self.random.at(self.recent.len());
        self.edit(at).map(drop)
    }

    fn edit(&mut self, at: usize) -> io::Result<String> {
        let text = edited(&mut self.random, &self.recent[at].text);
        self.recent[at].text.clone_from(&text);
        let path = self.recent[at].path.clone();
        self.put(&path, text.as_bytes())?;
        Ok(text)
    }

    fn edit_busy(&mut self) -> io::Result<()> {
        let Some(mut busy) = self.busy.take() else { return Ok(()) };
        if self.made == self.commits / 2 {
            let new = busy.path.replacen("tasks/", "tasks/moved/", 1);
            writeln!(self.stream, "R {} {new}", busy.path)?;
            busy.path = new;
        }
        busy.text = edited(&mut self.random, &busy.text);
        self.put(&busy.path, busy.text.as_bytes())?;
        self.busy = Some(busy);
        Ok(())
    }

    /// Renames a document that nothing lies beside.
    fn rename_any(&mut self) -> io::Result<()> {
        let start = self.random.at(self.recent.len().max(1));
        let loose = |one: &&mut Document| one.path.starts_with("briefs/");
        let Some(document) = self.recent.iter_mut().skip(start).find(loose) else { return Ok(()) };
        let new = match document.path.strip_suffix("-ny.md") {
            Some(first) => format!("{first}.md"),
            None => document.path.replacen(".md", "-ny.md", 1),
        };
        let old = std::mem::replace(&mut document.path, new.clone());
        writeln!(self.stream, "R {old} {new}")
    }

    fn delete_any(&mut self) -> io::Result<()> {
        let note = |one: &Document| one.path.contains("-note-");
        let Some(at) = self.recent.iter().position(note) else { return Ok(()) };
        match self.recent.remove(at) {
            Some(document) => writeln!(self.stream, "D {}", document.path),
            None => Ok(()),
        }
    }
}

/// Changes a text as people do: a box is ticked, a date is moved, a line is added.
fn edited(random: &mut Random, text: &str) -> String {
    let day = 10 + random.below(18);
    let line = |keys: [&str; 2]| {
        let key = keys.into_iter().find(|key| text.contains(key))?;
        let start = text.find(key)? + key.len();
        Some((start, start + text[start..].find('\n')?))
    };
    let with = |(start, end): (usize, usize), value: &str| {
        format!("{}{value}{}", &text[..start], &text[end..])
    };
    let changed = match random.below(5) {
        0 => line(["\ndue: ", "\nfrist: "]).map(|at| with(at, &format!("2098-11-{day}"))),
        1 => {
            let value = random.pick(&["low", "normal", "high", "urgent"]);
            line(["\npriority: ", "\nprioritet: "]).map(|at| with(at, value))
        }
        2 => line(["\ntitle: ", "\ntittel: "]).map(|at| with(at, &format!("Faktura {day}"))),
        3 => text.find("- [ ]").map(|at| format!("{}- [x]{}", &text[..at], &text[at + 5..])),
        _ => None,
    };
    let changed = changed.filter(|changed| changed != text);
    changed.unwrap_or_else(|| format!("{text}\nNoted on day {day}, {}.\n", random.below(10_000)))
}

fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(["-c", "core.autocrlf=false", "-c", "gc.auto=0"]);
    command
}

fn run(command: &mut Command) -> io::Result<()> {
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("git: {status}"))) }
}
