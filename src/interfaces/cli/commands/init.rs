use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::ValueEnum;

use crate::interfaces::cli::language::LanguageArg;
use crate::interfaces::cli::prompt::Terminal;
use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::init::{self, Answers, Defaults, InitError, JobError, Made, Side, Site, Someone};
use crate::schema::{Language, Message};
use crate::store::registry::Registry;
use crate::text::harmless_lines;

/// Make a workspace from the template
///
/// On a terminal six questions are asked; what a flag says is not asked. Elsewhere the flags are all
/// there is, and what is absent comes from git's settings, the system and the template. Nothing is
/// sent: `handover sync` does that.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover init nordlys
  handover init nordlys --lang nb --client-name 'Ola Nordmann' --client-email ola@nordlys.no \\
    --assistant-name 'Kari Hansen' --assistant-email kari@example.org \\
    --remote git@example.org:nordlys.git
  handover init --ci github")]
pub(crate) struct Args {
    /// The folder to make it in; the current one when absent
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The language of the files
    #[arg(long, value_name = "LANG")]
    lang: Option<LanguageArg>,
    /// What the workspace is called; the folder's name when absent
    #[arg(long)]
    name: Option<String>,
    /// Which of the two you are
    #[arg(long = "as", value_name = "SIDE", default_value = "client")]
    side: SideArg,
    /// The client's whole name
    #[arg(long, value_name = "NAME")]
    client_name: Option<String>,
    /// The client's mail address
    #[arg(long, value_name = "EMAIL")]
    client_email: Option<String>,
    /// The assistant's whole name
    #[arg(long, value_name = "NAME")]
    assistant_name: Option<String>,
    /// The assistant's mail address
    #[arg(long, value_name = "EMAIL")]
    assistant_email: Option<String>,
    /// The time zone, such as Europe/Oslo; the system's when absent
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
    /// The working hours, such as 08:00-16:00
    #[arg(long)]
    hours: Option<String>,
    /// Where to share: any address or folder that git can push to
    #[arg(long, value_name = "URL")]
    remote: Option<String>,
    /// Write a job for a hosting site, which judges what is pushed where no hook can; in a workspace
    /// that is there already, nothing else is done
    #[arg(long, value_name = "SITE")]
    ci: Option<SiteArg>,
}

#[derive(Clone, Copy, ValueEnum)]
enum SiteArg {
    /// GitHub Actions, and what understands them: Forgejo, Gitea
    Github,
    /// GitLab CI
    Gitlab,
}

impl From<SiteArg> for Site {
    fn from(site: SiteArg) -> Self {
        match site {
            SiteArg::Github => Self::GitHub,
            SiteArg::Gitlab => Self::GitLab,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum SideArg {
    Client,
    Assistant,
}

impl From<SideArg> for Side {
    fn from(side: SideArg) -> Self {
        match side {
            SideArg::Client => Self::Client,
            SideArg::Assistant => Self::Assistant,
        }
    }
}

impl Args {
    fn answers(&self) -> Answers {
        let someone = |name: &Option<String>, email: &Option<String>| Someone {
            name: name.clone(),
            email: email.clone(),
        };
        Answers {
            client: someone(&self.client_name, &self.client_email),
            assistant: someone(&self.assistant_name, &self.assistant_email),
            hours: self.hours.clone(),
            zone: self.timezone.clone(),
            remote: self.remote.clone(),
        }
    }
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let language = globals.language(args.lang);
    let folder = globals.directory.join(args.folder.as_deref().unwrap_or("".as_ref()));
    if let Some(site) = args.ci
        && init::is_workspace(&folder)
    {
        return write_job(&folder, site, globals);
    }
    let side = Side::from(args.side);
    let place = init::may_make(&folder, false).or_else(|error| told(error, language))?;
    // A flag that cannot be used is told before anybody is asked anything.
    let mut answers = args.answers().checked()?;
    let zone = globals.now.time_zone().iana_name().map(str::to_owned);
    if globals.interactive {
        let me = init::identity(&place)?;
        let defaults = Defaults { name: me.name, email: me.email, zone: zone.clone() };
        match init::ask(&mut Terminal, answers, side, &defaults, language)? {
            Some(answered) => answers = answered,
            None => bail!("stopped before the last question; nothing was made"),
        }
    }
    answers.zone = answers.zone.or(zone);
    let made = init::make(&init::Options {
        folder: folder.clone(),
        base: globals.directory.clone(),
        language,
        name: args.name,
        answers,
        me: side,
        now: globals.now.clone(),
        registry: Registry::of_user(),
        nested: false,
        program: Some(globals.lasting_program()),
    })
    .or_else(|error| told(error, language))?;
    let mut out = globals.out();
    write(&made, language, &mut out)?;
    out.finish()?;
    super::not_listed(made.listed.as_ref().err(), globals)?;
    match args.ci {
        Some(site) => write_job(&folder, site, globals),
        None => Ok(Exit::Done),
    }
}

/// Writes the job of a hosting site into a workspace.
fn write_job(folder: &Path, site: SiteArg, globals: &Globals) -> anyhow::Result<Exit> {
    let path = init::write_job(folder, site.into()).or_else(|error| {
        let hint = matches!(error, JobError::Taken(_)).then(|| {
            "add to it what `handover init --ci` writes in an empty workspace: see docs/server.md"
                .to_owned()
        });
        Err(error).hints(hint)
    })?;
    let mut out = globals.out();
    writeln!(out, "Wrote {path}; the next `handover sync` shares it.")?;
    out.finish()?;
    Ok(Exit::Done)
}

/// Says what to do about an error.
fn told<T>(error: InitError, language: Language) -> anyhow::Result<T> {
    let hint = match &error {
        InitError::Cloud { path, folder } => {
            let (folder, service) = (path.display().to_string(), folder.cloud.to_string());
            let message = Message::InitCloudFolder { folder: &folder, service: &service };
            bail!(message.text(language));
        }
        InitError::NotEmpty(path) => {
            let folder = path.display().to_string();
            bail!(Message::InitNotEmpty { folder: &folder }.text(language));
        }
        InitError::Nobody => {
            "say so with `--client-name` and `--client-email`, or with `--as assistant`, \
             `--assistant-name` and `--assistant-email`"
        }
        InitError::AlreadyThere(_) => "run `handover check` in it, or choose another folder",
        InitError::Inside { .. } => "choose a folder outside of it",
        InitError::NoBranch(_) => "run `git switch` to a branch first",
        InitError::Unfinished(_) => "finish it or take it back; `git status` says how",
        InitError::OtherRemote { .. } => {
            "leave `--remote` out, or change it with `git remote set-url origin ADDRESS`"
        }
        _ => return Err(error.into()),
    };
    Err(error).hint(hint)
}

/// Writes what was made, and what to do next.
pub(super) fn write(made: &Made, language: Language, out: &mut dyn Write) -> std::io::Result<()> {
    let folder = made.root.display().to_string();
    let invite = format!("handover invite {}", made.other);
    let mut lines = vec![Message::InitDone { folder: &folder }.text(language)];
    for path in &made.kept {
        lines.push(Message::InitKept { path: path.as_str() }.text(language));
    }
    if let Some(path) = &made.attributes {
        lines.push(Message::InitAttributes { path: path.as_str() }.text(language));
    }
    if let Some(email) = &made.known_as {
        lines.push(Message::InitIdentity { person: &made.me, email }.text(language));
    }
    lines.push(Message::InitNextRead { file: made.start.as_str() }.text(language));
    if made.other_is_example {
        let path = format!("people/{}.md", made.other);
        lines.push(Message::InitExample { path: &path }.text(language));
    }
    if made.remote.is_none() {
        let command = match language {
            Language::English => "git remote add origin ADDRESS",
            Language::Bokmal => "git remote add origin ADRESSE",
        };
        lines.push(Message::InitNextRemote { command }.text(language));
    }
    lines.push(Message::InitNextShare { command: "handover sync" }.text(language));
    lines.push(Message::InitNextInvite { command: &invite }.text(language));
    for line in lines {
        writeln!(out, "{}", harmless_lines(&line))?;
    }
    Ok(())
}
