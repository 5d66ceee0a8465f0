use std::io;

use super::answers::{self, AnswerError, Answers, Side};
use crate::schema::{Language, Message};

/// Someone who can be asked.
pub trait Prompt {
    /// Puts one question and returns the line that was answered, without its end; `None` when the
    /// person has left.
    ///
    /// # Errors
    /// When the terminal cannot be written or read.
    fn ask(&mut self, question: &str) -> io::Result<Option<String>>;

    /// Says something that is not a question.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    fn say(&mut self, text: &str) -> io::Result<()>;
}

/// What an empty answer means.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// From git's own settings.
    pub name: Option<String>,
    /// From git's own settings.
    pub email: Option<String>,
    /// The machine's.
    pub zone: Option<String>,
}

/// The hours that most offices keep.
const HOURS: &str = "08:00-16:00";

/// Puts the six questions; one that a flag has answered is not put.
///
/// Returns `None` when the person left before the last one.
///
/// # Errors
/// When the terminal cannot be written or read.
pub fn ask(
    prompt: &mut dyn Prompt,
    mut answers: Answers,
    me: Side,
    defaults: &Defaults,
    language: Language,
) -> io::Result<Option<Answers>> {
    let mut asker = Asker { prompt, language };
    let people = [
        (
            me,
            Message::AskYourName,
            Message::AskYourEmail,
            defaults.name.clone(),
            defaults.email.clone(),
        ),
        (me.other(), Message::AskAssistantName, Message::AskAssistantEmail, None, None),
    ];
    for (side, for_name, for_email, name, email) in people {
        let taken = answers.of(side.other()).email.clone();
        let someone = answers.of_mut(side);
        // Nothing is made without whoever makes it.
        let needed = side == me;
        if someone.name.is_none() {
            let missing = needed.then_some(AnswerError::Name);
            let Some(answer) = asker.put(for_name, name, missing, answers::name)? else {
                return Ok(None);
            };
            someone.name = answer;
        }
        // Nobody else's address is asked for without a name to it.
        if someone.email.is_none() && (needed || someone.name.is_some()) {
            let missing = needed.then(|| AnswerError::Email(String::new()));
            let read = |text: &str| answers::other_email(text, taken.as_deref());
            let Some(answer) = asker.put(for_email, email, missing, read)? else {
                return Ok(None);
            };
            someone.email = answer;
        }
    }
    if answers.hours.is_none() {
        let zone = answers.zone.clone().or_else(|| defaults.zone.clone());
        let default = zone.map_or_else(|| HOURS.to_owned(), |zone| format!("{HOURS} {zone}"));
        let question = Message::AskHours;
        let Some(answer) = asker.put(question, Some(default), None, answers::hours_and_zone)?
        else {
            return Ok(None);
        };
        let (hours, zone) = answer.unwrap_or_default();
        answers.hours = hours;
        answers.zone = zone.or(answers.zone);
    }
    if answers.remote.is_none() {
        let Some(answer) = asker.put(Message::AskRemote, None, None, answers::remote)? else {
            return Ok(None);
        };
        answers.remote = answer;
    }
    Ok(Some(answers))
}

struct Asker<'a> {
    prompt: &'a mut dyn Prompt,
    language: Language,
}

impl Asker<'_> {
    /// Asks until the answer can be used. The outer `None`: the person left; the inner: no answer, which
    /// is asked for again where `missing` says what is wrong with that.
    fn put<T>(
        &mut self,
        question: Message<'_>,
        default: Option<String>,
        missing: Option<AnswerError>,
        read: impl Fn(&str) -> Result<T, AnswerError>,
    ) -> io::Result<Option<Option<T>>> {
        let mut text = question.text(self.language);
        if let Some(default) = &default {
            let hint = Message::AskDefault { value: default }.text(self.language);
            text = format!("{text} [{hint}]");
        }
        loop {
            let Some(answer) = self.prompt.ask(&text)? else { return Ok(None) };
            let answer = answer.trim();
            let given = if answer.is_empty() { default.as_deref() } else { Some(answer) };
            let read = match (given.map(&read).transpose(), &missing) {
                (Ok(None), Some(missing)) => Err(missing.clone()),
                (read, _) => read,
            };
            match read {
                Ok(value) => return Ok(Some(value)),
                Err(error) => {
                    let expected = expected(&error, self.language);
                    self.prompt
                        .say(&Message::AskAgain { expected: &expected }.text(self.language))?;
                }
            }
        }
    }
}

/// Says what is expected, as it stands behind “Please write”.
fn expected(error: &AnswerError, language: Language) -> String {
    let message = match error {
        AnswerError::Email(_) => Message::ExpectedEmail,
        AnswerError::SameEmail(_) => Message::ExpectedOtherEmail,
        AnswerError::Hours(_) => Message::ExpectedHours,
        AnswerError::Zone(_) => Message::ExpectedZone,
        AnswerError::Name => Message::ExpectedName,
        AnswerError::Remote(..) => Message::ExpectedAddress,
    };
    message.text(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers from a list, and keeps what it was asked and told.
    struct Script {
        answers: Vec<&'static str>,
        heard: Vec<String>,
    }

    impl Prompt for Script {
        fn ask(&mut self, question: &str) -> io::Result<Option<String>> {
            self.heard.push(question.to_owned());
            if self.answers.is_empty() {
                return Ok(None);
            }
            Ok(Some(self.answers.remove(0).to_owned()))
        }

        fn say(&mut self, text: &str) -> io::Result<()> {
            self.heard.push(format!("! {text}"));
            Ok(())
        }
    }

    fn run(
        given: Answers,
        me: Side,
        language: Language,
        lines: &[&'static str],
    ) -> (Option<Answers>, Vec<String>) {
        let mut script = Script { answers: lines.to_vec(), heard: Vec::new() };
        let defaults = Defaults {
            name: Some("Ola Nordmann".into()),
            email: Some("ola@nordlys.no".into()),
            zone: Some("Europe/Oslo".into()),
        };
        let answers = ask(&mut script, given, me, &defaults, language).expect("no terminal fails");
        (answers, script.heard)
    }

    #[test]
    fn six_questions_with_defaults() {
        let lines = ["", "", "Kari Hansen", "kari@example.org", "", "git@example.org:n.git"];
        let (answers, heard) = run(Answers::default(), Side::Client, Language::English, &lines);
        let answers = answers.expect("all answered");
        assert_eq!(heard.len(), 6, "{heard:#?}");
        assert!(heard[0].contains("[Enter for Ola Nordmann]"), "{heard:?}");
        assert_eq!(answers.client.name.as_deref(), Some("Ola Nordmann"));
        assert_eq!(answers.client.email.as_deref(), Some("ola@nordlys.no"));
        assert_eq!(answers.assistant.name.as_deref(), Some("Kari Hansen"));
        assert_eq!(answers.hours.as_deref(), Some("08:00-16:00"));
        assert_eq!(answers.zone.as_deref(), Some("Europe/Oslo"));
        assert_eq!(answers.remote.as_deref(), Some("git@example.org:n.git"));
    }

    #[test]
    fn an_answer_that_cannot_be_used_is_asked_for_again() {
        let lines = ["", "ola at nordlys", "ola@nordlys.no", "", "9-15", "https://a:b@c.no/x", ""];
        let (answers, heard) = run(Answers::default(), Side::Client, Language::Bokmal, &lines);
        let answers = answers.expect("all answered");
        assert_eq!(answers.client.email.as_deref(), Some("ola@nordlys.no"));
        assert_eq!(answers.assistant.name, None, "nobody yet");
        assert_eq!(answers.hours.as_deref(), Some("09:00-15:00"));
        assert_eq!(answers.remote, None);
        let told: Vec<_> = heard.iter().filter(|line| line.starts_with('!')).collect();
        assert_eq!(told.len(), 2, "{heard:#?}");
        assert!(told[0].contains("e-postadresse"), "{told:?}");
    }

    #[test]
    fn whoever_makes_it_needs_a_name_and_everybody_an_address_of_their_own() {
        let lines =
            ["", "Ola", "", "ola@nordlys.no", "Kari", "OLA@nordlys.no", "kari@example.org", "", ""];
        let mut script = Script { answers: lines.to_vec(), heard: Vec::new() };
        let (given, nobody) = (Answers::default(), Defaults::default());
        let answers = ask(&mut script, given, Side::Client, &nobody, Language::English);
        let answers = answers.expect("no terminal fails").expect("all answered");
        assert_eq!(answers.client.name.as_deref(), Some("Ola"));
        assert_eq!(answers.assistant.email.as_deref(), Some("kari@example.org"));
        let told: Vec<_> = script.heard.iter().filter(|line| line.starts_with('!')).collect();
        assert!(told[0].contains("a name") && told[1].contains("a mail address"), "{told:?}");
        assert!(told[2].contains("another mail address"), "{told:?}");
        assert_eq!(told.len(), 3, "{told:?}");
    }

    #[test]
    fn what_flags_say_is_not_asked() {
        let mut given = Answers::default();
        given.assistant.name = Some("Kari".into());
        given.assistant.email = Some("kari@example.org".into());
        given.hours = Some("08:00-16:00".into());
        let (answers, heard) = run(given, Side::Assistant, Language::English, &["", "", ""]);
        assert_eq!(heard.len(), 2, "{heard:#?}");
        assert_eq!(answers.expect("all answered").client.name, None);
    }

    #[test]
    fn leaving_makes_nothing() {
        let (answers, _) = run(Answers::default(), Side::Client, Language::English, &["Ola"]);
        assert_eq!(answers, None);
    }
}
