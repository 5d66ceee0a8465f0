use std::ffi::OsString;
use std::io::{Read, Write};

use anyhow::Context;
use clap::ValueEnum;

use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::hook::{self, InstallError, Update};
use crate::text::harmless;

/// The most bytes that git may say on standard input.
const MOST_INPUT: u64 = 16 << 20;

/// Do what git asks for at certain moments
///
/// `init` and `join` set a clone up so that plain git says what goes to whom and what has come, and
/// sends nothing that must not be shared; --install does so in a clone that was made in another way.
/// Hooks that are there already go on running, before ours. `pre-receive` runs in the repository that
/// others push to, and lets only that in which its author may write: see docs/server.md.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover hook --install
  handover hook pre-receive < updates")]
pub(crate) struct Args {
    /// The moment, as git calls it
    #[arg(value_name = "NAME", required_unless_present = "install")]
    name: Option<HookName>,
    /// What git hands over
    #[arg(value_name = "ARGUMENT", trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
    /// Set this clone up
    #[arg(long, exclusive = true)]
    install: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum HookName {
    PreCommit,
    PrePush,
    PostMerge,
    PreReceive,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let Some(name) = args.name else { return install(globals) };
    let now = globals.now.timestamp();
    let said = match name {
        HookName::PreReceive => return receive(globals),
        HookName::PreCommit => {
            let index = variable("GIT_INDEX_FILE").map(|path| globals.directory.join(path));
            hook::pre_commit(&globals.directory, index)?
        }
        HookName::PrePush => {
            let remote = args.arguments.first().map(|name| name.to_string_lossy().into_owned());
            let updates = refs(&input()?)?;
            hook::pre_push(&globals.directory, &remote.unwrap_or_default(), &updates, now)?
        }
        HookName::PostMerge => hook::post_merge(&globals.directory, now)?,
    };
    tell(said.lines, globals)?;
    Ok(if said.stop { Exit::Attention } else { Exit::Done })
}

fn install(globals: &Globals) -> anyhow::Result<Exit> {
    let installed = hook::install(&globals.directory, &globals.lasting_program());
    installed.or_else(|error| {
        let hint = match &error {
            InstallError::Shared(_) => {
                "run `git config core.hooksPath .git/hooks` first, or call `handover hook NAME` from \
                 those yourself"
            }
            InstallError::Io { .. } => "see what is there; a hook of your own is never written over",
            _ => "run it in a clone that you work in",
        };
        Err(error).hint(hint)
    })?;
    let mut out = globals.out();
    writeln!(out, "Plain git runs these hooks here now: {}.", hook::HOOKS.join(", "))?;
    out.finish()?;
    Ok(Exit::Done)
}

/// Writes lines to standard error, where git shows what its hooks say.
fn tell(lines: Vec<String>, globals: &Globals) -> anyhow::Result<()> {
    let mut err = globals.err();
    for line in lines {
        writeln!(err, "{}", harmless(&line))?;
    }
    Ok(err.finish()?)
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
    tell(hook::refusal_words(&received.refusals, received.language), globals)?;
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

/// Reads the lines `HERE ID THERE ID` that git writes before a push.
fn refs(text: &str) -> anyhow::Result<Vec<Update>> {
    let mut updates = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        // A name here may be any expression with blanks in it.
        let [.., new, name, old] = words[..] else {
            anyhow::bail!(
                "git writes lines of the form `REF ID REF ID`, and not `{}`",
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
