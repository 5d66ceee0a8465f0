use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::json;

use super::moves::explained;
use super::sync::{Progress, SystemClock};
use crate::interfaces::cli::prompt::Terminal;
use crate::interfaces::cli::style::{HINT, WARNING};
use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::init::Prompt;
use crate::ops::mail::{self, CaptureError, CaptureOptions, Filed, MAX_MAIL, capture};
use crate::ops::{Place, PlaceError};
use crate::text::harmless;
use crate::workspace::SILENT;

/// Make replies of mails that came back
///
/// Reads mails (`.eml`), mailbox files, maildirs and other folders of mails, and plain text; standard
/// input without a FILE. The task is told by the id in the subject, or by the mail that it answers; a
/// mail about several things is divided at its lines such as `[ola-14]`. Who wrote it is told by its
/// address, as in people/. What it quotes and signatures are left out, files that hang on it are put
/// into attachments/, and all of it is one commit.
///
/// It is an answer where it answers all that a reply asked, else a note. A mail accepts nothing by
/// what it says, since anybody can write one in another's name: accepting takes the client's own tick
/// in the folder, or their SSH signature over the words that `export mail` gives them, in the text or
/// in a file that hangs on the mail. The key must stand in their page in people/ as it is shared, and
/// the words name the version that lies there now. Captured twice, a mail is filed once.
/// What a program wrote, such as that somebody is away, is left unless `--as` says what it is.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover capture reply.eml
  handover capture ~/Maildir/.handover --dry-run
  handover capture chat.txt --task ola-14 --from ola
  handover capture reply.eml --as correct
  handover capture reply.eml --as return")]
pub(crate) struct Args {
    /// Mails, folders of mails, or text; `-` is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The task that it is about: its id, an unambiguous part of it, or a path
    #[arg(long, value_name = "ID")]
    task: Option<String>,
    /// Who wrote it, where the mail does not say it
    #[arg(long, value_name = "PERSON")]
    from: Option<String>,
    /// What it is: note, answer, correct, return, praise, pause, resume, cancel or reopen
    #[arg(long = "as", value_name = "TYPE", value_parser = mail::TYPES.map(|(word, ..)| word))]
    of_type: Option<String>,
    /// Keep the whole mail beside the reply; without it that is done only where something was cut that
    /// is not known
    #[arg(long)]
    keep: bool,
    /// Only tell what would be filed
    #[arg(long)]
    dry_run: bool,
    /// Write JSON: `captured`, and `refused` with the reasons
    #[arg(long)]
    json: bool,
}

/// Something to be captured, and what it is called.
struct Input {
    name: String,
    bytes: Vec<u8>,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    // Nothing is read where there is no workspace to file it in.
    drop(super::open(globals)?);
    let inputs = inputs(&args.files, globals)?;
    let progress =
        Progress::new(globals.environment.shows_progress() && !args.json, &globals.directory);
    let (mut filed, mut refused) = (Vec::new(), Vec::new());
    for input in &inputs {
        match file(input, &args, globals, &progress) {
            Ok(found) => filed.extend(found.into_iter().map(|one| (input.name.as_str(), one))),
            Err(error) if inputs.len() == 1 => {
                progress.finish();
                return told(error);
            }
            Err(error) => refused.push((input.name.as_str(), error)),
        }
    }
    progress.finish();
    let mut out = globals.out();
    if args.json {
        out.json(&json!({
            "version": 1,
            "dry_run": args.dry_run,
            "captured": filed.iter().map(|(name, one)| to_json(name, one)).collect::<Vec<_>>(),
            "refused": refused.iter().map(|(name, error)| json!({ "mail": name, "reason": error.to_string() })).collect::<Vec<_>>(),
        }))?;
    } else {
        for (_, one) in &filed {
            write(one, args.dry_run, &mut out)?;
        }
        if filed.iter().any(|(_, one)| !one.already) && !args.dry_run {
            writeln!(out, "Not shared yet: `handover sync` hands it over.")?;
        }
    }
    out.finish()?;
    let mut err = globals.err();
    for (name, error) in &refused {
        writeln!(
            err,
            "{WARNING}refused{WARNING:#}: {}: {}",
            harmless(name),
            harmless(&error.to_string())
        )?;
    }
    err.finish()?;
    Ok(match (filed.is_empty(), refused.is_empty()) {
        (_, true) => Exit::Done,
        (false, false) => Exit::Attention,
        (true, false) => Exit::Failed,
    })
}

/// Files one mail; asks what it is about where it does not say so and somebody is there.
fn file(
    input: &Input,
    args: &Args,
    globals: &Globals,
    progress: &Progress,
) -> Result<Vec<Filed>, CaptureError> {
    let open = || Place::open(&globals.directory, Some(globals.now.clone()), SILENT);
    let place = open().map_err(PlaceError::from)?;
    let listed_as = super::export::listed_as(place.snapshot.root());
    let mut options = CaptureOptions {
        bytes: &input.bytes,
        task: args.task.as_deref(),
        from: args.from.as_deref(),
        of_type: args.of_type.as_deref(),
        listed_as: listed_as.as_deref(),
        keep: args.keep,
        dry_run: args.dry_run,
        now: &globals.now,
    };
    let captured = capture(&place, &options, &SystemClock, progress);
    let lacks_task = captured.as_ref().is_err_and(CaptureError::lacks_task);
    if !lacks_task || !globals.interactive || args.json {
        return captured;
    }
    let question =
        format!("{}: which task is it about? Its id, or nothing to leave it:", input.name);
    let answer = Terminal.ask(&question).ok().flatten().unwrap_or_default();
    let answer = answer.trim();
    if answer.is_empty() {
        return captured;
    }
    options.task = Some(answer);
    capture(&place, &options, &SystemClock, progress)
}

/// Reads all that is to be captured.
fn inputs(files: &[PathBuf], globals: &Globals) -> anyhow::Result<Vec<Input>> {
    let mut found = Vec::new();
    let stdin = PathBuf::from("-");
    let files = if files.is_empty() { std::slice::from_ref(&stdin) } else { files };
    for file in files {
        if *file == stdin {
            if globals.environment.stdin_is_terminal {
                return Err(anyhow::anyhow!("no mail was named"))
                    .hint("name a file, or pipe one in: `handover capture reply.eml`");
            }
            let bytes = bounded(std::io::stdin().lock()).context("cannot read standard input")?;
            push(&mut found, "standard input", &bytes);
            continue;
        }
        let path = globals.directory.join(file);
        for path in mails_at(&path)? {
            let shown = || format!("cannot read {}", path.display());
            let bytes = std::fs::File::open(&path).and_then(bounded).with_context(shown)?;
            push(&mut found, &path.display().to_string(), &bytes);
        }
    }
    Ok(found)
}

fn push(found: &mut Vec<Input>, name: &str, bytes: &[u8]) {
    let mails = mail::messages(bytes);
    let several = mails.len() > 1;
    for (at, bytes) in mails.into_iter().enumerate() {
        let name = if several { format!("{name}, mail {}", at + 1) } else { name.to_owned() };
        found.push(Input { name, bytes });
    }
}

/// Reads no more than a little beyond what is too much.
fn bounded(from: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(8 * MAX_MAIL).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Lists the mails at a path: a file, a maildir, or a folder of files.
fn mails_at(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let maildir = [path.join("new"), path.join("cur")];
    let is_maildir = maildir.iter().any(|folder| folder.is_dir());
    let folders = if is_maildir { maildir.to_vec() } else { vec![path.to_owned()] };
    let mut found = Vec::new();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let entries = std::fs::read_dir(folder)
            .with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let hidden =
                path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
            let is_mail =
                is_maildir || path.extension().is_some_and(|one| one.eq_ignore_ascii_case("eml"));
            if path.is_file() && is_mail && !hidden {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn write(one: &Filed, dry_run: bool, out: &mut dyn Write) -> std::io::Result<()> {
    let (task, title) = (harmless(&one.task), harmless(&one.title));
    let path = one.files.first().map(ToString::to_string).unwrap_or_default();
    let path = harmless(&path);
    if one.already {
        return writeln!(out, "{task} “{title}”: captured before, as {path}");
    }
    let filed = if dry_run { "would be filed" } else { "filed" };
    let (of_type, by) = (one.of_type, harmless(&one.by));
    if of_type == "accept" {
        writeln!(out, "{task} “{title}”: accepted by {by}, by signature, {filed} as {path}")?;
    } else {
        let article = if of_type == "answer" { "an" } else { "a" };
        let kind = match of_type {
            "answer" | "note" => format!("{article} {of_type} of {by}'s"),
            _ => format!("`{of_type}` of {by}'s"),
        };
        writeln!(out, "{task} “{title}”: {kind}, {filed} as {path}")?;
    }
    if let Some(misfit) = &one.misfit {
        writeln!(out, "  the signature in it accepts nothing: {}", harmless(misfit))?;
    }
    for file in one.files.iter().filter(|file| file.is_below("attachments")) {
        writeln!(out, "  with {}", harmless(&file.to_string()))?;
    }
    let waiting = match &one.waiting_on {
        Some(person) => format!("it waits for {}", harmless(person)),
        None => "it waits for nobody".to_owned(),
    };
    writeln!(out, "  it {}; {waiting}", one.state.words())?;
    for question in &one.unanswered {
        writeln!(out, "  still without an answer: {}", harmless(question))?;
    }
    if one.accepts_nothing {
        writeln!(
            out,
            "{HINT}hint{HINT:#}: no mail accepts anything without a signature: that takes {by}'s own hand, \
             `status: accepted` in the task or a review in its folder, or the signed words that `handover \
             export mail {task}` writes for whoever has a key in people/"
        )?;
    }
    Ok(())
}

fn to_json(name: &str, one: &Filed) -> serde_json::Value {
    json!({
        "mail": name,
        "task": one.task,
        "type": one.of_type,
        "by": one.by,
        "at": one.at.to_string(),
        "files": one.files,
        "already": one.already,
        "unanswered": one.unanswered,
        "accepts_nothing": one.accepts_nothing,
        "signature_misfit": one.misfit,
        "effective_status": one.state.name(),
        "waiting_on": one.waiting_on,
        "shared": false,
    })
}

/// Says what to do about a mail that was not filed.
fn told<T>(error: CaptureError) -> anyhow::Result<T> {
    let hint = match error {
        CaptureError::Place(PlaceError::Lookup(error)) => return super::lookup(error),
        CaptureError::Move(error) => return explained(error, "capture"),
        CaptureError::Nobody(ref why) => super::new::nobody(why),
        CaptureError::NoSender => "say who wrote it: `--from PERSON`".to_owned(),
        CaptureError::UnknownSender { .. } => {
            "if you know whose it is, add it to the `email:` of their page in people/, or say who wrote \
             it: `--from PERSON`"
                .to_owned()
        }
        CaptureError::NoTask | CaptureError::UnknownTask(_) => {
            "say which: `--task ID`; `handover list` shows what is there".to_owned()
        }
        CaptureError::SeveralTasks(ref ids) => {
            let ways: Vec<String> = ids.iter().map(|id| format!("`--task {id}`")).collect();
            format!("say which: {}", ways.join(" or "))
        }
        CaptureError::OtherWorkspace(_) => {
            "go there, or name its folder with -C DIR; if it belongs here, `--task ID`".to_owned()
        }
        CaptureError::Misfit(_) => {
            "`handover export mail ID` writes the words to sign for what lies there now".to_owned()
        }
        CaptureError::Automatic => {
            "nothing was filed; if it should stand with the task all the same: `--as note`".to_owned()
        }
        CaptureError::NothingSaid => {
            "look into the mail; what stands below a quote's head is taken for quoted".to_owned()
        }
        other => return Err(other.into()),
    };
    Err(error).hint(hint)
}
