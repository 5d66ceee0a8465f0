//! Writes a workspace of made-up work to measure the program on: same count and seed, same bytes.
//!
//! `cargo bench --bench generate -- COUNT FOLDER [SEED] [--history COMMITS]`; `benches/run.sh` does it
//! for you. About nine documents in ten are whole; the others have a fault that people make. With
//! `--history`, the folder becomes a git repository in which several people wrote it over the years.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of its own that writes files and says what it did"
)]

mod documents;
mod faults;
mod history;
mod random;
mod text;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use documents::Generator;
use history::History;

/// What to write, and where.
struct Options {
    count: u64,
    folder: PathBuf,
    seed: u64,
    commits: u64,
}

impl Options {
    fn parse(args: impl Iterator<Item = String>) -> Option<Self> {
        let (mut plain, mut commits) = (Vec::new(), 0);
        let mut args = args;
        while let Some(arg) = args.next() {
            match arg.as_str() {
                // `cargo bench` adds it.
                "--bench" => {}
                "--history" => commits = args.next()?.parse().ok()?,
                _ => plain.push(arg),
            }
        }
        let (count, folder, seed) = match plain.as_slice() {
            [count, folder] => (count, folder, "1"),
            [count, folder, seed] => (count, folder, seed.as_str()),
            _ => return None,
        };
        let (count, seed) = (count.parse().ok()?, seed.parse().ok()?);
        Some(Self { count, folder: folder.into(), seed, commits })
    }

    fn run(&self) -> io::Result<u64> {
        fs::create_dir_all(&self.folder)?;
        let output = if self.commits == 0 {
            Output::Folder(self.folder.clone())
        } else {
            Output::History(History::begin(&self.folder, self.commits, self.count, self.seed)?)
        };
        Generator::new(output, self.count, self.seed).run()
    }
}

fn main() -> ExitCode {
    let Some(options) = Options::parse(std::env::args().skip(1)) else {
        eprintln!("usage: generate COUNT FOLDER [SEED] [--history COMMITS]");
        return ExitCode::from(2);
    };
    let (count, folder) = (options.count, options.folder.display());
    match options.run() {
        Ok(bytes) => {
            println!("{count} documents, {} bytes each, in {folder}", bytes / count.max(1));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Where files go.
#[expect(clippy::large_enum_variant, reason = "there is one of it")]
enum Output {
    Folder(PathBuf),
    History(History),
}

impl Output {
    fn file(&mut self, path: &str, bytes: Vec<u8>) -> io::Result<()> {
        match self {
            Self::Folder(root) => write(root, path, &bytes),
            Self::History(history) => history.file(path, bytes),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Folder(_) => Ok(()),
            Self::History(history) => history.finish(),
        }
    }
}

fn write(root: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap_or(root))?;
    fs::write(path, bytes)
}
