use std::io::{Read, Write};

use anyhow::Context;
use clap::ValueEnum;

use crate::interfaces::cli::{Exit, Globals};
use crate::ops::hook::{self, Update};
use crate::text::harmless;

/// The most bytes that git may say on standard input.
const MOST_INPUT: u64 = 16 << 20;

/// Do what git asks for at a certain moment
///
/// `pre-receive` runs in the repository that others push to, and lets only that in which its author
/// may write: see docs/server.md.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  git config handover.pusherFrom REMOTE_USER
  handover hook pre-receive < updates")]
pub(crate) struct Args {
    /// The moment, as git calls it
    #[arg(value_name = "NAME")]
    name: HookName,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum HookName {
    PreReceive,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    match args.name {
        HookName::PreReceive => receive(globals),
    }
}

/// Reads a variable of the environment; nothing where it is not text.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn input() -> anyhow::Result<String> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(MOST_INPUT).read_to_string(&mut text);
    read.context("what git says on standard input cannot be read")?;
    Ok(text)
}

fn receive(globals: &Globals) -> anyhow::Result<Exit> {
    let updates = updates(&input()?)?;
    let folder = |name: &str| variable(name).map(|path| globals.directory.join(path));
    let received = hook::receive(&hook::Options {
        git_dir: folder("GIT_DIR").unwrap_or_else(|| globals.directory.clone()),
        incoming: folder("GIT_OBJECT_DIRECTORY").or_else(|| folder("GIT_QUARANTINE_PATH")),
        updates: &updates,
        variable: &variable,
    })?;
    if received.refusals.is_empty() {
        return Ok(Exit::Done);
    }
    let mut err = globals.err();
    for line in hook::refusal_words(&received.refusals, received.language) {
        writeln!(err, "{}", harmless(&line))?;
    }
    err.finish()?;
    Ok(Exit::Attention)
}

/// Reads the lines `OLD NEW REF` that git writes.
fn updates(text: &str) -> anyhow::Result<Vec<Update>> {
    let mut updates = Vec::new();
    for line in text.lines() {
        let mut words = line.splitn(3, ' ');
        let (Some(old), Some(new), Some(name)) = (words.next(), words.next(), words.next()) else {
            anyhow::bail!(
                "git writes lines of the form `OLD NEW REF`, and not `{}`",
                harmless(line)
            );
        };
        updates.push(Update { old: id(old)?, new: id(new)?, name: name.to_owned() });
    }
    Ok(updates)
}

/// Reads the id of a commit; of none, where git writes nothing but zeros.
fn id(text: &str) -> anyhow::Result<Option<crate::store::CommitId>> {
    if !text.is_empty() && text.bytes().all(|byte| byte == b'0') {
        return Ok(None);
    }
    Ok(Some(text.parse()?))
}
