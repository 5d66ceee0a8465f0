//! A workspace to which anything may happen.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use handover::index::documents::Near;
use handover::text::RepoPath;
use handover::workspace::{SILENT, Workspace};

use super::damage::Kept;
use super::{same, text};
use crate::support::{Dice, Sandbox};

pub(crate) struct World {
    sandbox: Sandbox,
    dice: Dice,
    kept: Kept,
    /// What happened, step by step.
    pub(crate) log: Vec<String>,
    /// Paths that once stood there, for looks at single files.
    known: Vec<RepoPath>,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let sandbox = Sandbox::new();
        let mut dice = Dice(seed);
        sandbox.write("workspace.yml", &text::settings(&mut dice));
        sandbox.write("people/ola.md", &text::person("ola", true));
        sandbox.write("people/kari.md", &text::person("kari", false));
        sandbox.git_init("Ola", "ola@example.org");
        let kept = Kept::new(sandbox.path(".git"));
        let mut world = Self { sandbox, dice, kept, log: Vec::new(), known: Vec::new() };
        // Enough that it is kept in several blocks, and that a change is a small part of it.
        for number in 0..140 {
            let path = format!("sops/{}/s{number}.md", number % 7);
            world
                .sandbox
                .write(&path, &format!("---\ntitle: S{number}\n---\n[[ola-{}]]\n", number % 9));
        }
        for _ in 0..30 {
            world.add();
        }
        world.sandbox.git(&["add", "-A"]);
        world.sandbox.git(&["commit", "-qm", "first"]);
        world.sandbox.git(&["branch", "other"]);
        world
    }

    fn root(&self) -> PathBuf {
        self.sandbox.root()
    }

    /// Lets something happen.
    pub(crate) fn step(&mut self) {
        let what = match self.dice.below(28) {
            0..=4 => self.add(),
            5..=8 => self.edit(),
            9 | 10 => self.edit_in_secret(),
            11 => self.rename(),
            12 => self.delete(),
            13 => self.swap(),
            14 => self.touch(),
            15 => self.jump(),
            16 => self.settle(),
            17 => self.people(),
            18 => self.folder(),
            19 => self.odd(),
            20..=22 => self.git(),
            23 | 24 => self.kept.harm(&mut self.dice).to_owned(),
            25 => self.program(),
            26 => self.crowd(),
            _ => "nothing happens".to_owned(),
        };
        self.log.push(what);
    }

    /// Compares the index with a rebuild from nothing.
    pub(crate) fn compare(&mut self) {
        let workspace = Workspace::require(&self.root()).expect("found");
        let files = self.files();
        self.known.extend(files.iter().take(3).map(RepoPath::new));
        let mut some: Vec<RepoPath> =
            (0..5).filter_map(|_| self.dice_one(&files)).map(RepoPath::new).collect();
        some.extend(self.known.iter().rev().take(10).cloned());

        let unlooked = workspace.near(None, SILENT).expect("opened");
        let right = same::rebuilt(&unlooked);
        // Before the cache is brought up to date by a look at everything.
        same::near(&workspace, &right, &some);
        drop(unlooked);

        // As a watch looks at first, too: what it has read is kept a moment later.
        let heralded = self.log.len().is_multiple_of(3);
        let now = match heralded {
            true => workspace.snapshot_heralded(None, &|_| {}, SILENT).expect("listed"),
            false => workspace.snapshot(None, SILENT).expect("listed"),
        };
        same::whole(now.index(), &right);
        now.index().keep();
        let right_near = Near::new(Arc::clone(&right));
        same::lookups(now.near(), &right_near, right.records(), &mut self.dice);
        drop(now);

        // By what is kept alone.
        let again = workspace.snapshot(None, SILENT).expect("listed");
        same::lookups(again.near(), &right_near, right.records(), &mut self.dice);
        same::whole(again.index(), &right);
        drop(again);
        let near = workspace.near(None, SILENT).expect("opened");
        same::lookups(near.near(), &right_near, right.records(), &mut self.dice);
    }

    /// Lists all files but those of git, sorted.
    fn files(&self) -> Vec<String> {
        fn list(folder: &Path, prefix: &str, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
                match entry.file_type().unwrap().is_dir() {
                    true if path == ".git" => {}
                    true => list(&entry.path(), &format!("{path}/"), found),
                    false => found.push(path),
                }
            }
        }
        let mut found = Vec::new();
        list(&self.root(), "", &mut found);
        found.sort();
        found
    }

    fn documents(&self) -> Vec<String> {
        let mut files = self.files();
        files.retain(|path| path != "workspace.yml" && !path.starts_with("people/"));
        files
    }

    fn dice_one<'a>(&mut self, files: &'a [String]) -> Option<&'a String> {
        (!files.is_empty()).then(|| self.dice.one(files))
    }

    fn some_file(&mut self) -> Option<PathBuf> {
        let files = self.documents();
        let path = self.dice_one(&files)?;
        Some(self.sandbox.path(path))
    }

    fn add(&mut self) -> String {
        let files = self.files();
        let (path, text) = text::document(&mut self.dice, &files);
        let at = self.sandbox.path(&path);
        let folder = at.parent().unwrap();
        if std::fs::create_dir_all(folder).is_err() || at.symlink_metadata().is_ok() {
            return format!("{path} cannot be added");
        }
        std::fs::write(at, text).unwrap();
        format!("{path} is added")
    }

    fn edit(&mut self) -> String {
        let Some(path) = self.some_file() else { return "no file to edit".to_owned() };
        let Ok(text) = std::fs::read_to_string(&path) else { return "no text to edit".to_owned() };
        let text = text::edited(&mut self.dice, &text);
        if self.dice.below(2) == 0 {
            std::fs::write(&path, text).unwrap();
            return format!("{} is edited in place", path.display());
        }
        let beside = path.with_extension("md~");
        std::fs::write(&beside, text).unwrap();
        std::fs::rename(&beside, &path).unwrap();
        format!("{} is edited beside and renamed", path.display())
    }

    /// Changes a file so that neither its size nor its time tells.
    fn edit_in_secret(&mut self) -> String {
        let Some(path) = self.some_file() else { return "no file to edit".to_owned() };
        let (Ok(bytes), Ok(before)) = (std::fs::read(&path), path.symlink_metadata()) else {
            return "nothing to edit in secret".to_owned();
        };
        if before.is_symlink() || bytes.len() > 1 << 20 {
            return "nothing to edit in secret".to_owned();
        }
        let bytes = text::same_size(&mut self.dice, &bytes);
        std::fs::write(&path, bytes).unwrap();
        dated(&path, before.modified().unwrap());
        format!("{} is edited, and its time put back", path.display())
    }

    fn rename(&mut self) -> String {
        let Some(path) = self.some_file() else { return "no file to rename".to_owned() };
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let to = match self.dice.below(3) {
            0 => path.with_file_name(name.to_uppercase()),
            1 => self.sandbox.path("tasks/archive/2026-11").join(&name),
            _ => path.with_file_name(format!("ola-{}.md", 1 + self.dice.below(30))),
        };
        let made = std::fs::create_dir_all(to.parent().unwrap()).is_ok();
        let done = made && !to.exists() && std::fs::rename(&path, &to).is_ok();
        format!("{} becomes {}: {done}", path.display(), to.display())
    }

    fn delete(&mut self) -> String {
        let Some(path) = self.some_file() else { return "no file to delete".to_owned() };
        if self.dice.below(3) == 0 && path.parent() != Some(&*self.root()) {
            std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
            return format!("the folder of {} is deleted", path.display());
        }
        std::fs::remove_file(&path).unwrap();
        format!("{} is deleted", path.display())
    }

    fn swap(&mut self) -> String {
        let (Some(one), Some(other)) = (self.some_file(), self.some_file()) else {
            return "no files to swap".to_owned();
        };
        let aside = self.sandbox.path("aside.tmp");
        if one == other || self.dice.below(3) == 0 {
            let linked = self.sandbox.path("notes");
            std::fs::create_dir_all(&linked).unwrap();
            let name = linked.join(format!("linked-{}.md", self.dice.below(4)));
            let done = std::fs::hard_link(&one, &name).is_ok();
            return format!("{} is {} too: {done}", one.display(), name.display());
        }
        std::fs::rename(&one, &aside).unwrap();
        std::fs::rename(&other, &one).unwrap();
        std::fs::rename(&aside, &other).unwrap();
        format!("{} and {} trade places", one.display(), other.display())
    }

    fn touch(&mut self) -> String {
        let Some(path) = self.some_file() else { return "no file to touch".to_owned() };
        match std::fs::read(&path) {
            Ok(bytes) if !path.is_symlink() => std::fs::write(&path, bytes).unwrap(),
            _ => {}
        }
        format!("{} is saved as it was", path.display())
    }

    /// Dates files, and folders too, far back or ahead.
    fn jump(&mut self) -> String {
        let now = SystemTime::now();
        let far = Duration::from_secs(1 + self.dice.next() % 100_000_000);
        let to = if self.dice.below(2) == 0 { now - far } else { now + far };
        for _ in 0..6 {
            let Some(path) = self.some_file().filter(|path| !path.is_symlink()) else { continue };
            dated(&path, to);
            if self.dice.below(2) == 0 {
                dated(path.parent().unwrap(), to);
            }
        }
        format!("some files are of {to:?}")
    }

    /// Dates everything well before now, so that it is settled by what the system shows but for the
    /// time of change.
    fn settle(&mut self) -> String {
        let past = SystemTime::now() - Duration::from_secs(1_000);
        for path in self.files() {
            let path = self.sandbox.path(&path);
            if !path.is_symlink() {
                dated(&path, past);
            }
        }
        "all files are dated alike".to_owned()
    }

    fn people(&mut self) -> String {
        let name = *self.dice.one(&["ola", "kari", "per"]);
        let path = self.sandbox.path(&format!("people/{name}.md"));
        match self.dice.below(6) {
            0 => {
                let _ = std::fs::remove_file(path);
                format!("{name} leaves")
            }
            1 => {
                let settings = text::settings(&mut self.dice);
                self.sandbox.write("workspace.yml", &settings);
                "the settings change".to_owned()
            }
            2 => {
                let kind = text::kind(&mut self.dice);
                self.sandbox.write("kinds/note.yml", &kind);
                "there is a kind of note".to_owned()
            }
            3 => {
                let _ = std::fs::remove_dir_all(self.sandbox.path("kinds"));
                "there is no kind of note".to_owned()
            }
            _ => {
                let lead = self.dice.below(2) == 0;
                self.sandbox.write(&format!("people/{name}.md"), &text::person(name, lead));
                format!("{name} is a lead: {lead}")
            }
        }
    }

    fn folder(&mut self) -> String {
        let nested = self.sandbox.path("briefs");
        match self.dice.below(4) {
            0 => {
                let (from, to) = (self.sandbox.path("tasks"), self.sandbox.path("oppgaver"));
                let done = !to.exists() && std::fs::rename(from, to).is_ok();
                format!("tasks becomes oppgaver: {done}")
            }
            1 => {
                let done =
                    std::fs::rename(self.sandbox.path("oppgaver"), self.sandbox.path("tasks"));
                format!("oppgaver becomes tasks: {}", done.is_ok())
            }
            2 => {
                let done = std::fs::create_dir(nested.join(".git"));
                format!("briefs is a repository: {}", done.is_ok())
            }
            _ => {
                let done = std::fs::remove_dir(nested.join(".git"));
                format!("briefs is no repository: {}", done.is_ok())
            }
        }
    }

    /// Puts something there that is no ordinary document.
    fn odd(&mut self) -> String {
        let number = self.dice.below(3);
        let path = self.sandbox.path(&format!("notes/odd-{number}.md"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if let Ok(there) = path.symlink_metadata() {
            match there.is_dir() {
                true => std::fs::remove_dir_all(&path).unwrap(),
                false => std::fs::remove_file(&path).unwrap(),
            }
            return format!("{} goes", path.display());
        }
        match self.dice.below(6) {
            #[cfg(unix)]
            0 => std::os::unix::fs::symlink("../workspace.yml", &path).unwrap(),
            #[cfg(unix)]
            1 => drop(std::os::unix::net::UnixListener::bind(&path)),
            2 => std::fs::create_dir(&path).unwrap(),
            3 => std::fs::write(&path, b"---\ntitle: \xff\xfe\n---\n").unwrap(),
            4 => {
                let file = std::fs::File::create(&path).unwrap();
                file.set_len(9 << 20).unwrap();
            }
            _ => {
                use std::os::unix::fs::PermissionsExt;
                std::fs::write(&path, "---\ntitle: Locked\n---\n").unwrap();
                let none = std::fs::Permissions::from_mode(0o000);
                std::fs::set_permissions(&path, none).unwrap();
            }
        }
        format!("{} is something odd", path.display())
    }

    fn git(&mut self) -> String {
        let address = format!("user.email={}@example.org", self.dice.one(&["ola", "kari", "liv"]));
        let key = address.split('=').collect::<Vec<_>>();
        let commands: &[&[&str]] = match self.dice.below(8) {
            6 => &[&["config", key[0], key[1]]],
            7 => &[&["add", "-A"], &["-c", &address, "commit", "-qm", "another's"]],
            0 | 1 => &[&["add", "-A"], &["commit", "-qm", "some"]],
            2 => &[&["stash", "-q", "-u"], &["checkout", "-q", "other"]],
            3 => &[&["stash", "-q", "-u"], &["checkout", "-q", "main"], &["stash", "pop", "-q"]],
            4 => &[&["add", "-A"], &["commit", "-qm", "more"], &["rebase", "-q", "other"]],
            _ => &[&["checkout", "-q", "--", "."], &["checkout", "-q", "HEAD~1"]],
        };
        let mut said = Vec::new();
        for command in commands {
            let output = self.sandbox.command("git").args(*command).output().unwrap();
            said.push(format!("git {}: {:?}", command.join(" "), output.status.code()));
        }
        for back in [["rebase", "--abort"], ["merge", "--abort"]] {
            let _ = self.sandbox.command("git").args(back).output().unwrap();
        }
        if !self.sandbox.path("workspace.yml").exists() {
            let settings = text::settings(&mut self.dice);
            self.sandbox.write("workspace.yml", &settings);
        }
        said.join(", ")
    }

    /// Runs the program beside, stopped at one of its writes or with a disk that is full.
    fn program(&mut self) -> String {
        let how = *self.dice.one(&["stop", "full", "io"]);
        let at = 1 + self.dice.below(3);
        let mut command = self.sandbox.command(env!("CARGO_BIN_EXE_handover"));
        command.env("HANDOVER_FAIL_AT", at.to_string()).env("HANDOVER_FAIL_HOW", how);
        let output = command.args(["list", "is:late"]).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!errors.contains("panicked"), "{errors}");
        format!("a list is made ({how} at {at}): {:?}", output.status.code())
    }

    /// Several look at once while files change.
    fn crowd(&mut self) -> String {
        let root = self.root();
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for _ in 0..3 {
                        let workspace = Workspace::require(&root).expect("found");
                        let snapshot = workspace.snapshot(None, SILENT).expect("listed");
                        snapshot.index().summaries().all();
                        assert_eq!(snapshot.index().note().trouble(), None);
                    }
                });
            }
            for _ in 0..10 {
                self.add();
                self.edit();
            }
        });
        "several look while files change".to_owned()
    }
}

fn dated(path: &Path, time: SystemTime) {
    if let Ok(file) = std::fs::File::open(path) {
        let _ = file.set_modified(time);
    }
}
