use thiserror::Error;

use crate::schema::literal::{Hours, is_email};
use crate::schema::moment::find_zone;

/// Which of the two someone is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Hands work over.
    #[default]
    Client,
    /// Does it.
    Assistant,
}

/// What is known about one person; the rest stays as the template has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Someone {
    pub name: Option<String>,
    pub email: Option<String>,
}

/// What a workspace is filled in with; what is absent stays as the template has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    pub client: Someone,
    pub assistant: Someone,
    /// `08:00-16:00`
    pub hours: Option<String>,
    /// An IANA zone.
    pub zone: Option<String>,
    /// Where to share: what git takes as an address.
    pub remote: Option<String>,
}

/// An answer that cannot be used; says what is expected.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AnswerError {
    #[error("`{0}` is no mail address; write one such as `ola@example.com`")]
    Email(String),
    #[error(
        "`{0}` is the address of both; each needs one of their own, since that is how it is known who \
         works where"
    )]
    SameEmail(String),
    #[error("`{0}` are no working hours; write them as `08:00-16:00`")]
    Hours(String),
    #[error("`{0}` is no time zone; write one such as `Europe/Oslo`")]
    Zone(String),
    #[error("a name is one line of text")]
    Name,
    #[error("the address `{0}` is not one that can be shared: {1}")]
    Remote(String, AddressFault),
}

/// What is wrong with an address to share at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AddressFault {
    #[error("it holds a password or token; leave it out, git asks for it and can remember it")]
    Secret,
    #[error("it begins with a dash")]
    Dash,
    #[error("it has a line end or another control character")]
    Control,
    #[error("git would run a program for it")]
    Program,
}

impl Someone {
    /// Returns the first word of the name.
    pub fn first_name(&self) -> Option<&str> {
        self.name.as_deref()?.split_whitespace().next()
    }
}

impl Answers {
    /// Returns the person on one side.
    pub fn of(&self, side: Side) -> &Someone {
        match side {
            Side::Client => &self.client,
            Side::Assistant => &self.assistant,
        }
    }

    pub(super) fn of_mut(&mut self, side: Side) -> &mut Someone {
        match side {
            Side::Client => &mut self.client,
            Side::Assistant => &mut self.assistant,
        }
    }

    /// Brings the answers into the form in which they are written; an empty one counts as none.
    ///
    /// # Errors
    /// The first answer that cannot be used.
    pub fn checked(&self) -> Result<Self, AnswerError> {
        let someone = |one: &Someone| -> Result<Someone, AnswerError> {
            Ok(Someone { name: each(&one.name, name)?, email: each(&one.email, email)? })
        };
        let (client, assistant) = (someone(&self.client)?, someone(&self.assistant)?);
        if let Some(email) = &assistant.email {
            other_email(email, client.email.as_deref())?;
        }
        Ok(Self {
            client,
            assistant,
            hours: each(&self.hours, hours)?,
            zone: each(&self.zone, zone)?,
            remote: each(&self.remote, remote)?,
        })
    }
}

impl Side {
    /// Returns the other one.
    pub fn other(self) -> Self {
        match self {
            Self::Client => Self::Assistant,
            Self::Assistant => Self::Client,
        }
    }
}

fn each(
    answer: &Option<String>,
    read: fn(&str) -> Result<String, AnswerError>,
) -> Result<Option<String>, AnswerError> {
    let given = answer.as_deref().map(str::trim).filter(|text| !text.is_empty());
    given.map(read).transpose()
}

pub(super) fn name(text: &str) -> Result<String, AnswerError> {
    if text.chars().any(char::is_control) {
        return Err(AnswerError::Name);
    }
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

pub(super) fn email(text: &str) -> Result<String, AnswerError> {
    if is_email(text) { Ok(text.to_owned()) } else { Err(AnswerError::Email(text.to_owned())) }
}

/// Reads an address that is not the one that is `taken`.
pub(super) fn other_email(text: &str, taken: Option<&str>) -> Result<String, AnswerError> {
    let email = email(text)?;
    match taken.is_some_and(|taken| taken.eq_ignore_ascii_case(&email)) {
        true => Err(AnswerError::SameEmail(email)),
        false => Ok(email),
    }
}

pub(super) fn hours(text: &str) -> Result<String, AnswerError> {
    let hours = Hours::parse(text).map_err(|_| AnswerError::Hours(text.to_owned()))?;
    Ok(hours.to_string())
}

pub(super) fn zone(text: &str) -> Result<String, AnswerError> {
    let zone = find_zone(text).ok_or_else(|| AnswerError::Zone(text.to_owned()))?;
    Ok(zone.iana_name().unwrap_or(text).to_owned())
}

/// Reads hours, a zone, or both: `08:00-16:00 Europe/Oslo`.
pub(super) fn hours_and_zone(text: &str) -> Result<(Option<String>, Option<String>), AnswerError> {
    let is_zone = |word: &str| find_zone(word).is_some();
    match text.trim().rsplit_once(char::is_whitespace) {
        Some((before, last)) if is_zone(last) => {
            Ok((Some(hours(before.trim())?), Some(zone(last)?)))
        }
        None if is_zone(text.trim()) => Ok((None, Some(zone(text.trim())?))),
        Some((before, last)) if Hours::parse(before.trim()).is_ok() => {
            Err(AnswerError::Zone(last.to_owned()))
        }
        _ => Ok((Some(hours(text.trim())?), None)),
    }
}

pub(super) fn remote(text: &str) -> Result<String, AnswerError> {
    check_address(text).map_err(|fault| AnswerError::Remote(redacted(text), fault))?;
    Ok(text.to_owned())
}

fn redacted(text: &str) -> String {
    crate::store::transport::redact(text)
}

/// Refuses an address that must not be passed on: with a password in it, or one by which git would
/// run a program.
///
/// # Errors
/// What is wrong with it.
pub fn check_address(text: &str) -> Result<(), AddressFault> {
    if text.starts_with('-') {
        return Err(AddressFault::Dash);
    }
    if text.chars().any(char::is_control) {
        return Err(AddressFault::Control);
    }
    if let Some((helper, _)) = text.split_once("::")
        && !helper.is_empty()
        && helper.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    {
        return Err(AddressFault::Program);
    }
    let Some((scheme, rest)) = text.split_once("://") else { return Ok(()) };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A password may hold a slash: then what stands behind the colon is no port.
    let port = |(_, port): (&str, &str)| port.bytes().all(|b| b.is_ascii_digit());
    let whole = authority.contains('@') || authority.split_once(':').is_none_or(port);
    let Some((user, _)) = (if whole { authority } else { rest }).rsplit_once('@') else {
        return Ok(());
    };
    // The user's name of a web address may be the token itself.
    let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    if user.contains(':') || (web && user.len() >= 20) {
        return Err(AddressFault::Secret);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_with_secrets_are_refused() {
        let check = |text: &str, expected: Result<(), AddressFault>| {
            assert_eq!(check_address(text), expected, "{text}");
        };
        check("https://example.com/nordlys.git", Ok(()));
        check("https://ola@example.com/nordlys.git", Ok(()));
        check("ssh://git@example.com:2222/nordlys.git", Ok(()));
        check("git@example.com:nordlys.git", Ok(()));
        check("/srv/git/nordlys.git", Ok(()));
        check("C:\\shared\\nordlys.git", Ok(()));
        check("https://ola:secret@example.com/x", Err(AddressFault::Secret));
        check("https://ola:sec/ret@example.com/x", Err(AddressFault::Secret));
        check("https://example.com:8443/a@b", Ok(()));
        check("https://0123456789abcdefghij@example.com/x", Err(AddressFault::Secret));
        check("--upload-pack=x", Err(AddressFault::Dash));
        check("ext::sh -c id", Err(AddressFault::Program));
        check("https://example.com/\nx", Err(AddressFault::Control));
    }

    #[test]
    fn hours_come_with_or_without_a_zone() {
        let check = |text: &str, expected: Option<(Option<&str>, Option<&str>)>| {
            let read = hours_and_zone(text).ok();
            let owned =
                expected.map(|(hours, zone)| (hours.map(str::to_owned), zone.map(str::to_owned)));
            assert_eq!(read, owned, "{text}");
        };
        check("08:00-16:00", Some((Some("08:00-16:00"), None)));
        check("08:00-16:00 Europe/Oslo", Some((Some("08:00-16:00"), Some("Europe/Oslo"))));
        check("Europe/Oslo", Some((None, Some("Europe/Oslo"))));
        check("8-16 europe/oslo", Some((Some("08:00-16:00"), Some("Europe/Oslo"))));
        check("08:00-16:00 Mars/Base", None);
        check("sometimes", None);
    }

    #[test]
    fn an_empty_answer_is_none() {
        let given = Answers {
            client: Someone { name: Some("  Ola   Nordmann ".into()), email: Some(" ".into()) },
            ..Answers::default()
        };
        let checked = given.checked().expect("fine");
        assert_eq!(checked.client.name.as_deref(), Some("Ola Nordmann"));
        assert_eq!(checked.client.email, None);
        let one = |email: &str| Someone { name: None, email: Some(email.into()) };
        let same = Answers {
            client: one("ola@example.com"),
            assistant: one(" Ola@example.com"),
            ..Answers::default()
        };
        assert!(matches!(same.checked(), Err(AnswerError::SameEmail(_))));
        let bad = Answers { hours: Some("25:00-26:00".into()), ..Answers::default() };
        assert_eq!(bad.checked(), Err(AnswerError::Hours("25:00-26:00".into())));
    }
}
