//! Why a push may not come in, in the words of whoever pushes.

use super::changes::MOST_COMMITS;
use super::{Problem, Refusal};
use crate::ops::sync::held_back;
use crate::schema::message::held_back_reason;
use crate::schema::{Language, Push};
use crate::sync::Reason;
use crate::text::harmless;
use crate::workflow::rights::Breach;
use crate::workflow::{Actor, Move};

/// The most reasons that are told one by one.
const MOST: usize = 20;

/// Says why a push is refused: a heading, a line for each reason, and what to do about secrets.
///
/// Parts of what arrived stand in it: it is not yet fit for a terminal.
pub fn refusal_words(refusals: &[Refusal], language: Language) -> Vec<String> {
    let say = |message: Push<'_>| message.text(language);
    let mut lines = vec![say(Push::NotAccepted { count: refusals.len() })];
    lines.extend(refusals.iter().take(MOST).map(|one| format!("  {}", line(one, language))));
    if refusals.len() > MOST {
        lines.push(format!("  {}", say(Push::MoreReasons { count: refusals.len() - MOST })));
    }
    if refusals.iter().any(|one| matches!(one.problem, Problem::Secret { .. })) {
        lines.push(say(Push::SecretAdvice));
    }
    if refusals.iter().any(is_of_version) {
        lines.push(say(Push::VersionAdvice { command: "handover sync --clean-history" }));
    }
    lines
}

/// Tells whether a reason lies in what one version holds or says of itself, so that another may take its place.
fn is_of_version(refusal: &Refusal) -> bool {
    refusal.commit.is_some()
        && match &refusal.problem {
            Problem::Breach { .. }
            | Problem::Fault(_)
            | Problem::Hostile
            | Problem::NotText
            | Problem::NoFile
            | Problem::UnknownAuthor(_)
            | Problem::Unsigned
            | Problem::ManyParents
            | Problem::NoWorkspace => true,
            // A secret is told of for itself; the rest, no other version helps.
            _ => false,
        }
}

/// Says one reason on one line.
pub(super) fn line(refusal: &Refusal, language: Language) -> String {
    let why = match &refusal.problem {
        // A secret that is in no file is in what the commit says of itself.
        Problem::Secret { rule, line } if refusal.path.is_none() => {
            let what = &held_back_reason(*rule, *line, language);
            Push::SecretMessage { what }.text(language)
        }
        problem => why(problem, language),
    };
    let why = why.as_str();
    let version = refusal.commit.map(|commit| commit.short());
    match (&refusal.path, &version) {
        (Some(path), Some(version)) => {
            let path = &harmless(path.as_str());
            Push::AtFile { path, version, why }.text(language)
        }
        (Some(path), None) => format!("{}: {why}", harmless(path.as_str())),
        (None, Some(version)) => Push::AtVersion { version, why }.text(language),
        (None, None) => why.to_owned(),
    }
}

/// Says what is wrong and what to do, without the file.
pub(super) fn why(problem: &Problem, language: Language) -> String {
    let message = match problem {
        Problem::Breach { breach, you } => return breached(breach, you, language),
        Problem::Secret { rule, line } => {
            let what = &held_back_reason(*rule, *line, language);
            return Push::Secret { what }.text(language);
        }
        Problem::Hostile => Push::Hostile,
        Problem::NotText => Push::NotText,
        Problem::Commands => Push::Commands,
        Problem::NoFile => Push::NoFile,
        Problem::Fault(held) => {
            return match (&held.reason, language) {
                // What the check says is more exact, and English only.
                (Reason::Fault(found), Language::English) => found.clone(),
                _ => held_back(held, language),
            };
        }

        Problem::NoPusher => Push::NoPusher,
        Problem::UnknownPusher(account) => Push::UnknownPusher { account },
        Problem::UnknownAuthor(email) => Push::UnknownAuthor { email },
        Problem::Unsigned => Push::Unsigned,
        Problem::NotFirst(you) => Push::NotFirst { you },
        Problem::Rewound => Push::Rewound,
        Problem::Removed => Push::Removed,
        Problem::NoHistory => Push::NoHistory,
        Problem::TooMany(count) => Push::TooMany { count: *count, most: MOST_COMMITS },
        Problem::TooMuch => Push::TooMuch,
        Problem::ManyParents => Push::ManyParents,
        Problem::Entangled => Push::Entangled,
        Problem::NoWorkspace => Push::NoWorkspace,
        Problem::NewerFormat(format) => Push::NewerFormat { format: *format },
    };
    message.text(language)
}

fn breached(breach: &Breach, you: &str, language: Language) -> String {
    let managers = Push::Managers.text(language);
    let managers = managers.as_str();
    let actor = |step| actor(Move::named(step).who, language);
    let message = match breach {
        Breach::Settings => Push::SettingsOf { who: managers },
        Breach::Agreement => Push::AgreementOf { who: managers },
        Breach::Person => Push::PersonOf { who: managers },
        Breach::PersonField(field @ ("role" | "signing_keys")) => {
            Push::PersonField { field, who: managers }
        }
        Breach::PersonField(field) => Push::OwnField { field },
        Breach::EmailOf(who) => Push::EmailOf { who },
        Breach::InNameOf(who) => Push::InNameOf { who, you },
        Breach::ActingFor(who) => Push::ActingFor { who },
        Breach::CapturedYes => Push::CapturedYes,
        Breach::OwnWork => Push::OwnWork,
        Breach::Move(step) => {
            let who = actor(*step);
            return Push::MoveOf { step: Move::named(*step).words, who: &who, you }.text(language);
        }
        Breach::Status(state, step) => {
            let who = actor(*step);
            return Push::StatusOf { status: state.name(), who: &who, you }.text(language);
        }
        Breach::Party(field) => Push::Party { field },
        Breach::TaskRemoved => Push::TaskRemoved,
        Breach::Routine(who) if who.is_empty() => Push::RoutineOfNobody { who: managers },
        Breach::Routine(who) => Push::RoutineOf { who, managers },
        Breach::WordsOf(who) if who.is_empty() => Push::WordsOfSomebody,
        Breach::WordsOf(who) => Push::WordsOf { who },
    };
    message.text(language)
}

fn actor(actor: Actor, language: Language) -> String {
    let message = match actor {
        Actor::Sender => Push::TheSender,
        Actor::Assignee => Push::TheAssignee,
        Actor::Approver => Push::TheApprover,
        Actor::Lead => Push::TheLead,
        Actor::Anyone => Push::Anyone,
    };
    message.text(language)
}
