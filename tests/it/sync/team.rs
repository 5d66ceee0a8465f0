//! People who share one workspace over a bare repository on this machine.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use handover::store::Repo;
use serde_json::Value;

use crate::support::{Run, Sandbox};

/// A shared repository and the clones of it.
pub(crate) struct Team {
    pub(crate) sandbox: Sandbox,
    pub(crate) hub: PathBuf,
}

/// One person's clone.
pub(crate) struct Member<'t> {
    pub(crate) sandbox: &'t Sandbox,
    pub(crate) root: PathBuf,
}

/// What `sync --json` said.
#[derive(Debug)]
pub(crate) struct Synced {
    pub(crate) code: i32,
    pub(crate) json: Value,
}

pub(crate) const SETTINGS: &str =
    "format: 1\nname: Nordlys\nlanguages: [en]\ntimezone: Europe/Oslo\n";

pub(crate) const OLA: &str = "---\nkind: person\nid: ola\nname: Ola Nordmann\nemail: \
     ola@example.org\nrole: client\ntimezone: Europe/Oslo\nworking_days: [mon, tue, wed, thu, \
     fri]\nworking_hours: 08:00-16:00\n---\n";

pub(crate) const KARI: &str = "---\nkind: person\nid: kari\nname: Kari Nordmann\nemail: \
     kari@example.org\nrole: assistant\ntimezone: Asia/Manila\nworking_days: [mon, tue, wed, thu, \
     fri]\nworking_hours: 09:00-17:00\n---\n";

/// A task that nothing is wrong with.
pub(crate) fn task(id: &str, due: &str, result: &str) -> String {
    format!(
        "---\nkind: task\nid: {id}\ntitle: Post the invoices\nfrom: ola\nto: kari\nstatus: sent\ndue: \
         {due}\n---\n\n## Result\n\n{result}\n\n## Done when\n\n- [ ] All are posted\n"
    )
}

impl Team {
    /// A shared repository with nothing in it.
    pub(crate) fn empty() -> Self {
        Self::empty_in(Sandbox::new())
    }

    /// The same in a given sandbox.
    pub(crate) fn empty_in(sandbox: Sandbox) -> Self {
        let hub = sandbox.root().join("hub.git");
        Repo::init_bare(&hub, "main").expect("a shared repository");
        Self { sandbox, hub }
    }

    /// A shared workspace with Ola and Kari in it, as Ola shared it first.
    pub(crate) fn new() -> Self {
        Self::new_in(Sandbox::new())
    }

    /// The same in a given sandbox.
    pub(crate) fn new_in(sandbox: Sandbox) -> Self {
        let team = Self::empty_in(sandbox);
        let ola = team.member("ola");
        ola.write("workspace.yml", SETTINGS);
        ola.write(".gitattributes", "* -text\n");
        ola.write("people/ola.md", OLA);
        ola.write("people/kari.md", KARI);
        ola.synced();
        team
    }

    /// Clones the shared repository, as plain git does; the folder is called `name` too.
    pub(crate) fn member(&self, name: &str) -> Member<'_> {
        let root = self.sandbox.root().join(name);
        if !root.exists() {
            let hub = self.hub.to_string_lossy();
            self.git(&self.sandbox.root(), &["clone", "--quiet", &hub, name]);
            self.git(&root, &["config", "user.name", name]);
            self.git(&root, &["config", "user.email", &format!("{name}@example.org")]);
        }
        Member { sandbox: &self.sandbox, root }
    }

    /// Runs plain git and returns what it says; fails the test when git does.
    pub(crate) fn git(&self, folder: &Path, args: &[&str]) -> String {
        let output =
            self.sandbox.command("git").current_dir(folder).args(args).output().expect("git runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "git {args:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// Lets everyone sync until nothing moves any more, then checks that all folders are equal and
    /// the repositories sound.
    pub(crate) fn settle(&self, members: &[&Member<'_>]) {
        for _ in 0..3 {
            for member in members {
                member.synced();
            }
        }
        let first = members[0].files();
        for member in members {
            let last = member.synced();
            assert_eq!(last.result(), "up_to_date", "{}: {last:?}", member.root.display());
            assert_eq!(member.files(), first, "{}", member.root.display());
            assert_eq!(member.git(&["status", "--porcelain"]), "");
            member.git(&["fsck", "--strict"]);
        }
        self.git(&self.hub, &["fsck", "--strict"]);
    }

    /// Returns a file as everybody has it; `None` when it is not shared.
    pub(crate) fn shared(&self, path: &str) -> Option<String> {
        let mut command = self.sandbox.command("git");
        command.current_dir(&self.hub).args(["show", &format!("main:{path}")]);
        let output = command.output().expect("git runs");
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Returns how many commits are shared.
    pub(crate) fn commits(&self) -> usize {
        let count = self.git(&self.hub, &["rev-list", "--count", "main"]);
        count.trim().parse().expect("a number")
    }
}

impl Member<'_> {
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Writes a file as an editor would have, a while ago.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("written");
        let file = std::fs::File::options().write(true).open(&path).expect("there");
        file.set_modified(SystemTime::now() - Duration::from_secs(10)).expect("set back");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path))
            .unwrap_or_else(|error| panic!("{}: {error}", self.path(path).display()))
    }

    /// Replaces a part of a file that must be in it.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}: {text}");
        self.write(path, text.replacen(from, to, 1));
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.path(path).symlink_metadata().is_ok()
    }

    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.path(path)).expect("removed");
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        let to = self.path(to);
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        std::fs::rename(self.path(from), to).expect("renamed");
    }

    pub(crate) fn git(&self, args: &[&str]) -> String {
        let mut command = self.sandbox.command("git");
        let output = command.current_dir(&self.root).args(args).output().expect("git runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "git {args:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// Tells whether a word stands in what is committed here.
    pub(crate) fn knows(&self, word: &str) -> bool {
        let git = git2::Repository::open(&self.root).expect("a repository");
        let tree = git.head().and_then(|head| head.peel_to_tree()).expect("a version");
        has_word(&git, &tree, word, &mut BTreeSet::new())
    }

    /// Returns what is committed here at a path; nothing where there is no such file.
    pub(crate) fn committed(&self, path: &str) -> String {
        let git = git2::Repository::open(&self.root).expect("a repository");
        let tree = git.head().and_then(|head| head.peel_to_tree());
        let entry = tree.and_then(|tree| tree.get_path(Path::new(path)));
        let blob = entry.and_then(|entry| git.find_blob(entry.id()));
        blob.map_or_else(|_| String::new(), |blob| String::from_utf8_lossy(blob.content()).into())
    }

    /// Tells whether a word stands in a version of any of the refs here.
    pub(crate) fn ever_knew(&self, word: &str) -> bool {
        let git = git2::Repository::open(&self.root).expect("a repository");
        let mut walk = git.revwalk().expect("a history");
        walk.push_glob("refs/*").expect("refs");
        let mut seen = BTreeSet::new();
        walk.into_iter().any(|id| {
            let commit = git.find_commit(id.expect("a commit")).expect("a commit");
            has_word(&git, &commit.tree().expect("a version"), word, &mut seen)
        })
    }

    /// Commits everything with plain git.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "--quiet", "-m", message]);
    }

    pub(crate) fn handover(&self, args: &[&str]) -> Run {
        let root = self.root.to_string_lossy();
        self.sandbox.handover(&[&["-C", &root], args].concat())
    }

    /// Syncs, whatever comes of it.
    pub(crate) fn sync(&self, more: &[&str]) -> Synced {
        let run = self.handover(&[&["sync", "--json"], more].concat());
        let json = serde_json::from_str(&run.stdout)
            .unwrap_or_else(|_| panic!("no JSON: {} {}", run.stdout, run.stderr));
        Synced { code: run.code, json }
    }

    /// Syncs and expects that it was not stopped and that everybody could be reached.
    pub(crate) fn synced(&self) -> Synced {
        let synced = self.sync(&[]);
        assert!(!matches!(synced.result(), "stopped" | "offline"), "{synced:?}");
        synced
    }

    /// Syncs and returns why it stopped.
    pub(crate) fn stopped(&self) -> String {
        let synced = self.sync(&[]);
        assert_eq!((synced.result(), synced.code), ("stopped", 2), "{synced:?}");
        synced.json["reason"].as_str().expect("a reason").to_owned()
    }

    /// Returns the paths of all files in their order, git's own and the page of whoever works there
    /// aside.
    pub(crate) fn paths(&self) -> Vec<String> {
        let walk = walkdir::WalkDir::new(&self.root).sort_by_file_name().into_iter();
        let entries = walk.filter_entry(|entry| entry.file_name() != ".git");
        let files = entries.map(|entry| entry.expect("an entry"));
        let files = files.filter(|entry| entry.file_type().is_file());
        let path = |entry: walkdir::DirEntry| {
            let path = entry.path().strip_prefix(&self.root).expect("below");
            path.to_string_lossy().into_owned()
        };
        let pages = ["Today.md", "I dag.md"];
        files.map(path).filter(|path| !pages.contains(&path.as_str())).collect()
    }

    /// Returns these files with their contents.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let read = |path: String| {
            let bytes = std::fs::read(self.path(&path)).expect("readable");
            (path, String::from_utf8_lossy(&bytes).into_owned())
        };
        self.paths().into_iter().map(read).collect()
    }
}

/// Looks for a word in a folder of a version, but not in what was `seen`.
fn has_word(
    git: &git2::Repository,
    tree: &git2::Tree<'_>,
    word: &str,
    seen: &mut BTreeSet<git2::Oid>,
) -> bool {
    tree.iter().any(|entry| {
        let is_new = seen.insert(entry.id());
        is_new
            && match entry.kind() {
                Some(git2::ObjectType::Tree) => {
                    let folder = git.find_tree(entry.id()).expect("a folder");
                    has_word(git, &folder, word, seen)
                }
                Some(git2::ObjectType::Blob) => {
                    let file = git.find_blob(entry.id()).expect("a file");
                    memchr::memmem::find(file.content(), word.as_bytes()).is_some()
                }
                _ => false,
            }
    })
}

impl Synced {
    pub(crate) fn result(&self) -> &str {
        self.json["result"].as_str().expect("a result")
    }

    /// The paths of a list.
    pub(crate) fn paths(&self, key: &str) -> Vec<&str> {
        let items = self.json[key].as_array().expect("a list");
        items
            .iter()
            .map(|item| item.as_str().or_else(|| item["path"].as_str()).expect("a path"))
            .collect()
    }
}
