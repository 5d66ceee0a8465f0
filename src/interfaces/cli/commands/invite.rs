use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::invite::{self, InviteError};
use crate::schema::Message;
use crate::text::harmless_lines;

/// Write the mail that a newcomer needs
///
/// It says what to install, the one command to run, and whom to ask, in their language. Nothing is
/// sent. Where the person has no page in people/ yet, one is made from the flags.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover invite kari
  handover invite per --name 'Per Dal' --email per@example.org --role backup --output mail.txt")]
pub(crate) struct Args {
    /// The short name of who is invited
    person: String,
    /// The whole name of a new person
    #[arg(long)]
    name: Option<String>,
    /// The mail address of a new person
    #[arg(long)]
    email: Option<String>,
    /// What a new person is here: client, assistant, lead or backup
    #[arg(long)]
    role: Option<String>,
    /// Where the newcomer gets the program: an address, or a command such as
    /// `cargo install --git ADDRESS`
    #[arg(long, value_name = "WHERE")]
    download: Option<String>,
    /// Write to this file, which must not be there yet
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let options = invite::Options {
        directory: &globals.directory,
        person: &args.person,
        name: args.name.as_deref(),
        email: args.email.as_deref(),
        role: args.role.as_deref(),
        download: args.download.as_deref(),
        now: &globals.now,
    };
    let mail = invite::invite(&options).or_else(told)?;
    let text = format!("To: {}\nSubject: {}\n\n{}", mail.to, mail.subject, mail.body);
    match &args.output {
        Some(file) => write_new(&globals.directory.join(file), &text)?,
        None => {
            let mut out = globals.out();
            write!(out, "{}", harmless_lines(&text))?;
            out.finish()?;
        }
    }
    let first = mail.made.as_ref();
    let first = first
        .map(|page| Message::InviteSyncFirst { path: page.as_str(), command: "handover sync" });
    let flag = "`--download 'cargo install --git …'`";
    let program = mail.program_unknown.then_some(Message::InviteNoProgram { flag });
    for message in first.into_iter().chain(program) {
        writeln!(std::io::stderr(), "{}", harmless_lines(&message.text(globals.language(None))))?;
    }
    Ok(Exit::Done)
}

fn told<T>(error: InviteError) -> anyhow::Result<T> {
    let hint = match &error {
        InviteError::Unknown(person, _) => format!(
            "such as `handover invite {person} --name 'First Last' --email name@example.org \
             --role assistant`"
        ),
        InviteError::NoRemote => {
            "set it with `git remote add origin ADDRESS`, then run `handover sync`".to_owned()
        }
        InviteError::Address(_) => {
            "change it with `git remote set-url origin ADDRESS`; git asks for the password and can \
             remember it"
                .to_owned()
        }
        InviteError::NoEmail(_) => "write it there, as `email:`".to_owned(),
        _ => return Err(error.into()),
    };
    Err(error).hint(hint)
}

fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let shown = || format!("cannot write {}", path.display());
    let mut file = options.write(true).create_new(true).open(path).with_context(shown)?;
    file.write_all(text.as_bytes()).with_context(shown)
}
