use std::io::Write;
use std::path::PathBuf;

use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::join::{self, JoinError, Joined};
use crate::ops::people::Person;
use crate::ops::sync::not_written;
use crate::schema::{Language, Message};
use crate::store::registry::Registry;
use crate::store::transport;
use crate::text::harmless_lines;

/// Get a workspace that someone shares with you, ready to work in
///
/// Makes a full clone and sets it up for you: who you are, for this folder only, and bytes that stay
/// as they are. You are known by your mail address; `--as` says it where git does not know that.
#[derive(clap::Args)]
#[command(after_help = "Example:
  handover join git@example.org:nordlys.git --as kari")]
pub(crate) struct Args {
    /// Where it is shared: any address or folder that git can fetch from
    url: String,
    /// The folder to put it in; named after the address when absent
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Who of the people in it you are: a short name or a mail address
    #[arg(long = "as")]
    person: Option<String>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let options = join::Options {
        url: args.url,
        base: globals.directory.clone(),
        folder: args.folder,
        person: args.person,
        registry: Registry::of_user(),
        nested: false,
        program: Some(globals.lasting_program()),
        transport: transport::Options {
            interactive: globals.interactive,
            ..transport::Options::default()
        },
    };
    let joined = join::join(&options, &|_, _| {}).or_else(|error| told(error, globals))?;
    let mut out = globals.out();
    write(&joined, &mut out)?;
    out.finish()?;
    super::not_listed(joined.listed.as_ref().err(), globals)?;
    Ok(if joined.left.is_empty() { Exit::Done } else { Exit::Attention })
}

/// Says what to do about an error; whom it knows in the language of the workspace.
fn told<T>(error: JoinError, globals: &Globals) -> anyhow::Result<T> {
    let people = |message: Message<'_>, known: &[Person], language: Language| {
        let error = Err(anyhow::anyhow!(message.text(language)));
        let names: Vec<String> =
            known.iter().map(|person| format!("{} ({})", person.id, person.name)).collect();
        if names.is_empty() {
            return error.hint(Message::JoinEmpty.text(language));
        }
        error
            .hint(Message::JoinAdvice.text(language))
            .hint(Message::JoinKnown { people: &names.join(", ") }.text(language))
    };
    let hint = match &error {
        JoinError::Nobody { email, known, language } => {
            let message = match email {
                Some(email) => Message::JoinNobody { email },
                None => Message::JoinNoEmail,
            };
            return people(message, known, *language);
        }
        JoinError::Unknown { asked, known, language } => {
            return people(Message::JoinUnknown { name: asked }, known, *language);
        }
        JoinError::Cloud { path, folder } => {
            let (folder, service) = (path.display().to_string(), folder.cloud.to_string());
            let message = Message::InitCloudFolder { folder: &folder, service: &service };
            anyhow::bail!(message.text(globals.language(None)));
        }
        JoinError::NotEmpty(_) | JoinError::Inside { .. } => {
            "name another folder: `handover join URL DIR`"
        }
        JoinError::NoName(_) => "name a folder: `handover join URL DIR`",
        JoinError::Empty(_) => "whoever made the workspace runs `handover sync` in it first",
        JoinError::NotAWorkspace(_) => {
            "check the address; `git clone` fetches what is no workspace"
        }
        JoinError::NoBranch(_) => "ask whoever runs it to set its default branch",
        JoinError::Hostile { .. } => {
            "no ordinary program makes such names; ask the person who sent you the address"
        }
        JoinError::Commands { .. } => {
            "ask the person who looks after the shared folder to take it out, then join again"
        }
        JoinError::NoEmail(_) => "ask the person who invited you to write it there and sync",
        _ => return Err(error.into()),
    };
    Err(error).hint(hint)
}

/// Writes what was joined, and what to do next.
pub(super) fn write(joined: &Joined, out: &mut dyn Write) -> std::io::Result<()> {
    let language = joined.language;
    let welcome =
        Message::JoinWelcome { name: joined.person.first_name(), workspace: &joined.name };
    let folder = joined.root.display().to_string();
    let mut lines = vec![welcome.text(language)];
    lines.push(match &joined.start {
        Some(start) => Message::JoinNext { folder: &folder, file: start.as_str() }.text(language),
        None => Message::JoinThere { folder: &folder }.text(language),
    });
    lines.extend(joined.left.iter().map(|(path, why)| not_written(path, why, language)));
    if let Some(theirs) = joined.newer_format {
        let ours = crate::schema::FORMAT;
        lines.push(Message::StoppedNewerFormat { theirs, ours }.text(language));
    }
    for line in lines {
        writeln!(out, "{}", harmless_lines(&line))?;
    }
    Ok(())
}
