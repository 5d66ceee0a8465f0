//! A watch that the system keeps running: what is written for that, and which programs of the system
//! are asked.

mod launchd;
mod systemd;
mod windows;

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::merge::ContentId;
use crate::store::home::{self, Home};

/// What keeps programs running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// Linux.
    Systemd,
    /// macOS.
    Launchd,
    /// Windows.
    TaskScheduler,
}

impl System {
    /// Returns that of this machine; `None` where none is known.
    pub fn here() -> Option<Self> {
        if cfg!(target_os = "linux") {
            Some(Self::Systemd)
        } else if cfg!(target_os = "macos") {
            Some(Self::Launchd)
        } else if cfg!(windows) {
            Some(Self::TaskScheduler)
        } else {
            None
        }
    }
}

/// A watch that is kept running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    pub system: System,
    /// What the system calls it.
    pub name: String,
    /// What it is for, in a few words.
    pub about: String,
    /// The program and its arguments.
    pub command: Vec<String>,
}

/// What is to be watched.
#[derive(Clone, Copy, Debug)]
pub enum Of<'a> {
    /// One workspace: its name, and where it lies.
    One(&'a str, &'a Path),
    /// All that are listed.
    All,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    Done,
    /// It is written down, and the system was not content; what it said, and what to run.
    Unstarted {
        said: String,
        command: String,
    },
}

/// A service that cannot be kept.
#[derive(Debug, Error)]
pub enum ServiceError {
    #[error("this system has nothing that `watch` knows how to be kept running by")]
    NoSystem,
    #[error("you have no home folder that it could be written to")]
    NoHome,
    #[error("the path {} is not UTF-8, which is needed here", .0.display())]
    NotText(PathBuf),
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
}

impl Service {
    /// Names the service of a workspace, or of all of them, that runs `program`.
    ///
    /// # Errors
    /// When a path cannot be written down.
    pub fn of(system: System, program: &Path, of: Of<'_>) -> Result<Self, ServiceError> {
        let text = |path: &Path| {
            path.to_str().map(str::to_owned).ok_or_else(|| ServiceError::NotText(path.to_owned()))
        };
        let mut command = vec![text(program)?];
        let (name, about) = match of {
            Of::One(name, root) => {
                let root = text(root)?;
                let digest = ContentId::of_blob(root.as_bytes()).to_string();
                command.extend(["-C".to_owned(), root]);
                let short = digest.get(..6).unwrap_or(&digest);
                (format!("handover-{}-{short}", plain(name)), format!("handover shares {name}"))
            }
            Of::All => ("handover-all".to_owned(), "handover shares all workspaces".to_owned()),
        };
        command.extend(["watch".to_owned(), "--sync".to_owned()]);
        if matches!(of, Of::All) {
            command.push("--all".to_owned());
        }
        Ok(Self { system, name, about, command })
    }

    /// Returns where it is written down.
    pub fn file(&self, home: &Home) -> PathBuf {
        match self.system {
            System::Systemd => {
                home.settings.join("systemd/user").join(format!("{}.service", self.name))
            }
            System::Launchd => {
                home.folder.join("Library/LaunchAgents").join(format!("{}.plist", self.name))
            }
            System::TaskScheduler => {
                home.settings.join("handover").join(format!("{}.xml", self.name))
            }
        }
    }

    /// Returns what is written down.
    pub fn text(&self, home: &Home) -> String {
        match self.system {
            System::Systemd => systemd::text(self),
            System::Launchd => launchd::text(self, home),
            System::TaskScheduler => windows::text(self, home),
        }
    }

    /// Returns the bytes of it as the system reads them.
    fn bytes(&self, home: &Home) -> Vec<u8> {
        let text = self.text(home);
        match self.system {
            System::TaskScheduler => windows::bytes(&text),
            _ => text.into_bytes(),
        }
    }

    /// Returns the commands that begin it, now and whenever the user logs in.
    pub fn start(&self, file: &Path) -> Vec<Vec<String>> {
        let file = file.display().to_string();
        let name = &*self.name;
        match self.system {
            System::Systemd => vec![
                words(&["systemctl", "--user", "daemon-reload"]),
                words(&["systemctl", "--user", "enable", "--now", &unit(name)]),
            ],
            System::Launchd => vec![words(&["launchctl", "load", "-w", &file])],
            System::TaskScheduler => vec![
                words(&["schtasks", "/Create", "/F", "/TN", name, "/XML", &file]),
                words(&["schtasks", "/Run", "/TN", name]),
            ],
        }
    }

    /// Returns the commands that end it for good. Only the last must be done: the others are refused where
    /// it does not run.
    pub fn stop(&self, file: &Path) -> Vec<Vec<String>> {
        let file = file.display().to_string();
        match self.system {
            System::Systemd => {
                vec![words(&["systemctl", "--user", "disable", "--now", &unit(&self.name)])]
            }
            System::Launchd => vec![words(&["launchctl", "unload", "-w", &file])],
            System::TaskScheduler => vec![
                words(&["schtasks", "/End", "/TN", &self.name]),
                words(&["schtasks", "/Delete", "/F", "/TN", &self.name]),
            ],
        }
    }

    /// Returns the command that tells whether it runs.
    fn ask(&self) -> Vec<String> {
        match self.system {
            System::Systemd => words(&["systemctl", "--user", "is-active", &unit(&self.name)]),
            System::Launchd => words(&["launchctl", "list", &self.name]),
            // `schtasks` answers in the language of the system.
            System::TaskScheduler => {
                let state = format!("(Get-ScheduledTask -TaskName '{}').State", self.name);
                words(&["powershell", "-NoProfile", "-NonInteractive", "-Command", &state])
            }
        }
    }

    /// Writes it down and begins it.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn install(&self, home: &Home) -> Result<Kept, ServiceError> {
        let path = self.file(home);
        let written = home::put(&path, &self.bytes(home));
        written.map_err(|source| ServiceError::Write { path: path.clone(), source })?;
        Ok(carry_out(self.start(&path)))
    }

    /// Ends it and forgets it; tells whether it was written down, and what the system said.
    ///
    /// # Errors
    /// When it stays written down.
    pub fn remove(&self, home: &Home) -> Result<(bool, Kept), ServiceError> {
        let path = self.file(home);
        let mut commands = self.stop(&path);
        let last = commands.split_off(commands.len().saturating_sub(1));
        carry_out(commands);
        let kept = carry_out(last);
        let removed = home::remove(&path);
        Ok((removed.map_err(|source| ServiceError::Write { path, source })?, kept))
    }

    /// Tells whether it runs, and what the system says of it.
    pub fn state(&self) -> (bool, String) {
        let command = self.ask();
        match home::run(&command) {
            Ok((known, said)) => (known && self.runs(&said), self.gist(&said)),
            Err(error) => (false, unrun(&command, &error)),
        }
    }

    /// Returns what is worth telling of what the system said.
    fn gist(&self, said: &str) -> String {
        // It answers with a list of all that it knows.
        let tells =
            |line: &&str| ["\"PID\"", "LastExitStatus"].iter().any(|key| line.contains(key));
        let line = match self.system {
            System::Launchd => said.lines().rfind(tells),
            System::Systemd | System::TaskScheduler => None,
        };
        let line = line.or_else(|| said.lines().next()).unwrap_or_default();
        line.trim().trim_end_matches(';').to_owned()
    }

    /// Tells from what the system said of a service that it knows whether that runs.
    fn runs(&self, said: &str) -> bool {
        match self.system {
            // It answers for one that has ended, too, and then names no process.
            System::Launchd => said.contains("\"PID\" = "),
            System::TaskScheduler => said.trim() == "Running",
            System::Systemd => true,
        }
    }
}

/// Says why a command could not be run.
fn unrun(command: &[String], error: &io::Error) -> String {
    match (error.kind(), command.first()) {
        (io::ErrorKind::NotFound, Some(program)) => {
            format!("this machine has no `{program}`, which would keep it running")
        }
        _ => error.to_string(),
    }
}

fn carry_out(commands: Vec<Vec<String>>) -> Kept {
    for command in commands {
        let (content, said) =
            home::run(&command).unwrap_or_else(|error| (false, unrun(&command, &error)));
        if !content {
            return Kept::Unstarted { said, command: command.join(" ") };
        }
    }
    Kept::Done
}

fn words(command: &[&str]) -> Vec<String> {
    command.iter().map(|word| (*word).to_owned()).collect()
}

fn unit(name: &str) -> String {
    format!("{name}.service")
}

/// Writes a name so that every system takes it for one.
fn plain(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    name.chars().map(plain).take(40).collect()
}

/// Writes a text so that XML takes it for text.
fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
