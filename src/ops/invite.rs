//! Writes the mail that a newcomer needs, and their page where there is none.

use std::path::Path;

use jiff::ZonedDateTime;
use thiserror::Error;

use super::new::{self, NewError};
use super::people::Person;
use super::{Place, PlaceError};
use crate::ops::clone_settings::REMOTE;
use crate::ops::init::{AddressFault, check_address};
use crate::schema::{Language, Message, layout};
use crate::store::{Head, OpenError, RefError, Repo};
use crate::text::RepoPath;
use crate::workspace::{HostError, SILENT};

/// Who is invited.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// A folder in the workspace.
    pub directory: &'a Path,
    /// A short name, or a mail address of someone who is there already.
    pub person: &'a str,
    /// What a new person's page says; needed when there is no page yet.
    pub name: Option<&'a str>,
    pub email: Option<&'a str>,
    /// `client`, `assistant`, `lead` or `backup`.
    pub role: Option<&'a str>,
    /// Where the newcomer gets the program, an address or a command; built from [`SOURCE`] when
    /// absent.
    pub download: Option<&'a str>,
    pub now: &'a ZonedDateTime,
}

/// A mail to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub to: String,
    pub subject: String,
    /// Ends with a line end.
    pub body: String,
    /// The page that was made for the person: it must be shared before they can join.
    pub made: Option<RepoPath>,
    /// The language of the mail.
    pub language: Language,
    /// The mail does not say where the program is: it is to be asked for.
    pub program_unknown: bool,
}

/// The repository that this program is built from; empty where its package names none.
const SOURCE: &str = env!("CARGO_PKG_REPOSITORY");

/// No mail was written.
#[derive(Debug, Error)]
pub enum InviteError {
    #[error("there is no page for `{0}` in people/, and a new one needs {missing}", missing = .1.join(", "))]
    Unknown(String, Vec<&'static str>),
    #[error("`{0}` cannot be a short name: it is made of small letters and digits, such as `kari`")]
    ShortName(String),
    #[error("the page of {0} has no mail address")]
    NoEmail(String),
    #[error("there is no address to share this workspace at yet")]
    NoRemote,
    #[error("the address of the shared repository cannot be put into a mail: {0}")]
    Address(AddressFault),
    #[error(transparent)]
    Host(#[from] HostError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Ref(#[from] RefError),
    #[error(transparent)]
    New(#[from] NewError),
    #[error(transparent)]
    Place(#[from] PlaceError),
}

/// Writes the mail; makes the person's page first where there is none.
///
/// # Errors
/// When there is no address to share at, it holds a password, or too little is known of the person.
pub fn invite(options: &Options<'_>) -> Result<Invitation, InviteError> {
    let mut place = Place::open(options.directory, Some(options.now.clone()), SILENT)?;
    let repo = Repo::discover(place.snapshot.root())?;
    let url = address(&repo)?;
    let mut made = None;
    let person = match find(&place, options.person) {
        Some(person) => person,
        None => {
            made = Some(make(&place, options)?);
            place = Place::open(options.directory, Some(options.now.clone()), SILENT)?;
            find(&place, options.person)
                .ok_or_else(|| InviteError::ShortName(options.person.to_owned()))?
        }
    };
    let to = person.emails.first().ok_or_else(|| InviteError::NoEmail(person.id.clone()))?;
    let config = place.snapshot.config();
    let language = person.language.unwrap_or(config.language());
    let folder = place.snapshot.root().file_name().map(|name| name.to_string_lossy().into_owned());
    let workspace = config.name.clone().or(folder).unwrap_or_default();
    let program = Program::of(options.download, SOURCE);
    Ok(Invitation {
        program_unknown: program == Program::Unknown,
        subject: Message::InviteSubject { workspace: &workspace }.text(language),
        body: body(&Letter {
            person: &person,
            sender: &sender(&place, &repo),
            contact: &contact(&place, &repo, &person),
            workspace: &workspace,
            url: &url,
            program: &program,
            language,
        }),
        to: format!("{} <{to}>", person.name),
        made,
        language,
    })
}

fn find(place: &Place, asked: &str) -> Option<Person> {
    place.snapshot.people().filter_map(Person::of).find(|person| person.is_called(asked))
}

/// Returns where the workspace is shared, when that may be told to others.
fn address(repo: &Repo) -> Result<String, InviteError> {
    let branch = match repo.head()? {
        Head::Branch { name, .. } | Head::Unborn { name } => name,
        Head::Detached { .. } => String::new(),
    };
    let upstream = repo.upstream(&branch).map(|upstream| upstream.remote);
    let remote = upstream.as_deref().unwrap_or(REMOTE);
    let url = repo.remote_url(remote).ok_or(InviteError::NoRemote)?;
    check_address(&url).map_err(InviteError::Address)?;
    Ok(url)
}

/// Makes the page of a new person, who works when the workspace does until they change it.
fn make(place: &Place, options: &Options<'_>) -> Result<RepoPath, InviteError> {
    let id = options.person.trim();
    let needed = [("--name", options.name), ("--email", options.email), ("--role", options.role)];
    let missing: Vec<_> =
        needed.iter().filter(|(_, value)| value.is_none()).map(|(flag, _)| *flag).collect();
    let (Some(name), Some(email), Some(role)) = (options.name, options.email, options.role) else {
        return Err(InviteError::Unknown(id.to_owned(), missing));
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !id.starts_with(|c: char| c.is_ascii_lowercase()) || !id.chars().all(plain) {
        return Err(InviteError::ShortName(id.to_owned()));
    }
    let zone = place.snapshot.config().zone_name.clone();
    let fields = [
        ("id", id),
        ("email", email),
        ("role", role),
        ("timezone", &zone),
        ("working_days", "mon, tue, wed, thu, fri"),
        ("working_hours", "08:00-16:00"),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()));
    let new =
        new::Options { kind: "person", title: name, fields: &fields, now: options.now, salt: 0 };
    Ok(new::new(place, &new)?.path)
}

/// Returns the name of who works in this clone.
fn sender(place: &Place, repo: &Repo) -> String {
    let me = repo.identity();
    let page = me.email.as_deref().and_then(|email| place.snapshot.person_with_email(email));
    let page = page.and_then(Person::of).map(|person| person.name);
    page.or(me.name).or(me.email).unwrap_or_else(|| "handover".to_owned())
}

/// Returns whom to ask: the contact that the agreement names, else who sends the mail.
fn contact(place: &Place, repo: &Repo, newcomer: &Person) -> String {
    let agreed = place.snapshot.records().iter().find(|record| record.is("agreement"));
    let agreed = agreed.and_then(|record| find(place, record.text("contact")?));
    match agreed.filter(|person| person.id != newcomer.id) {
        Some(Person { name, emails, .. }) => match emails.first() {
            Some(email) => format!("{name} <{email}>"),
            None => name,
        },
        None => sender(place, repo),
    }
}

struct Letter<'a> {
    person: &'a Person,
    sender: &'a str,
    contact: &'a str,
    workspace: &'a str,
    url: &'a str,
    program: &'a Program,
    language: Language,
}

/// How a newcomer gets the program. There is no package of that name that is ours, so none is named.
#[derive(Debug, PartialEq, Eq)]
enum Program {
    /// As whoever invites says.
    Given(String),
    /// Built from a repository.
    Built(String),
    Unknown,
}

impl Program {
    fn of(download: Option<&str>, source: &str) -> Self {
        match (download, source) {
            (Some(download), _) => Self::Given(download.to_owned()),
            (None, "") => Self::Unknown,
            (None, source) => Self::Built(source.to_owned()),
        }
    }

    /// Says it in a line for each thing to install.
    fn lines(&self, language: Language) -> Vec<String> {
        let rust = || "Rust: https://rustup.rs".to_owned();
        match self {
            Self::Given(download) => vec![format!("handover: {download}")],
            Self::Built(source) => {
                vec![rust(), format!("handover: cargo install --git {}", quoted(source))]
            }
            Self::Unknown => {
                let ask = Message::InviteAskProgram.text(language);
                vec![rust(), format!("handover: cargo install --git {ask}")]
            }
        }
    }
}

/// The text of the mail, in paragraphs.
fn body(letter: &Letter<'_>) -> String {
    let Letter { person, sender, contact, workspace, url, program, language } = *letter;
    let say = |message: Message<'_>| message.text(language);
    let command = format!("handover join {} --as {}", quoted(url), person.id);
    let mut programs = vec!["git: https://git-scm.com/downloads".to_owned()];
    programs.extend(program.lines(language));
    let programs = programs.iter().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n");
    [
        say(Message::InviteGreeting { name: person.first_name() }),
        say(Message::InviteIntroduction { sender, workspace }),
        format!("{}\n\n{programs}", say(Message::InviteInstall)),
        format!("{}\n\n    {command}", say(Message::InviteCommand)),
        say(Message::InviteAfter { file: layout::START_FILE }),
        say(Message::InviteContact { contact }),
        say(Message::InviteClosing { sender }),
    ]
    .join("\n\n")
        + "\n"
}

/// Quotes an address for a shell where it needs that; double quotes are understood everywhere.
fn quoted(url: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/:@.-_~+%,=\\".contains(c);
    if url.chars().all(plain) { url.to_owned() } else { format!("\"{url}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newcomer_builds_from_the_repository_and_not_from_a_name_that_anyone_can_take() {
        let lines = |download, source| Program::of(download, source).lines(Language::English);
        let source = "https://example.org/handover.git";
        assert_eq!(
            lines(None, source)[1],
            "handover: cargo install --git https://example.org/handover.git"
        );
        assert_eq!(lines(Some("on the shared disk"), source), ["handover: on the shared disk"]);
        for language in Language::ALL {
            let unknown = Program::of(None, "").lines(language).join("\n");
            assert!(!unknown.contains("cargo install handover"), "{unknown}");
            assert!(unknown.contains("cargo install --git "), "{unknown}");
        }
    }
}
