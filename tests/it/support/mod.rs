//! A sandbox for tests that run the program: its own home, git settings and folders.

mod campaign;
mod dice;
#[path = "../../../src/workflow/signed/key.rs"]
mod key;
mod needs;
pub(crate) mod setup;
mod small;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) use campaign::{campaign, campaign_with};
pub(crate) use dice::{Dice, number};
pub(crate) use key::Key;
pub(crate) use needs::{account, needs, skipped};
pub(crate) use small::Small;

/// A folder with its own home in it; gone when the test ends.
pub(crate) struct Sandbox {
    temp: tempfile::TempDir,
}

/// What a program said, and how it ended.
#[derive(Debug)]
pub(crate) struct Run {
    /// The program's exit code; -1 when a signal ended it.
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self::of(tempfile::tempdir().unwrap())
    }

    /// A sandbox in memory, where the system offers that.
    pub(crate) fn in_memory() -> Self {
        let memory = tempfile::tempdir_in("/dev/shm");
        Self::of(memory.or_else(|_| tempfile::tempdir()).unwrap())
    }

    fn of(temp: tempfile::TempDir) -> Self {
        for folder in ["home", "work"] {
            std::fs::create_dir(temp.path().join(folder)).unwrap();
        }
        Self { temp }
    }

    /// The folder that commands run in.
    pub(crate) fn root(&self) -> PathBuf {
        self.temp.path().join("work")
    }

    /// The home of whoever runs a program here.
    pub(crate) fn home(&self) -> PathBuf {
        self.temp.path().join("home")
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file, with the folders that it needs.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path))
            .unwrap_or_else(|error| panic!("cannot read {path}: {error}"))
    }

    /// A program in this sandbox: nothing of the real home, of global git settings or of the
    /// terminal reaches it.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let home = self.home();
        let mut command = Command::new(program.as_ref());
        command
            .current_dir(self.root())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &home)
            .env("USERPROFILE", &home)
            .env("XDG_CONFIG_HOME", home.join(".config"))
            .env("XDG_CACHE_HOME", home.join(".cache"))
            .env("XDG_STATE_HOME", home.join(".state"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", home.join(".gitconfig"))
            .env("GIT_CEILING_DIRECTORIES", self.temp.path())
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program that these tests were built with.
    pub(crate) fn handover(&self, args: &[&str]) -> Run {
        Run::of(self.command(env!("CARGO_BIN_EXE_handover")).args(args).output().unwrap())
    }

    /// Runs the program with further settings in its environment.
    pub(crate) fn handover_with(&self, settings: &[(&str, &str)], args: &[&str]) -> Run {
        let mut command = self.command(env!("CARGO_BIN_EXE_handover"));
        Run::of(command.envs(settings.iter().copied()).args(args).output().unwrap())
    }

    /// Lets a file be run.
    #[cfg(unix)]
    pub(crate) fn make_executable(&self, path: &str) {
        use std::os::unix::fs::PermissionsExt;
        let all = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(self.path(path), all).unwrap();
    }

    /// Runs git, which must succeed, and returns what it said.
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let run = Run::of(self.command("git").args(args).output().unwrap());
        assert_eq!(run.code, 0, "git {args:?}: {}", run.stderr);
        run.stdout
    }

    /// Makes a repository of the folder, with an identity for it alone.
    pub(crate) fn git_init(&self, name: &str, email: &str) {
        self.git(&["init", "-q", "-b", "main"]);
        self.git(&["config", "user.name", name]);
        self.git(&["config", "user.email", email]);
    }
}

impl Run {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program speaks UTF-8");
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}
