use crate::ops::share;
use crate::ops::watch::Shared;
use crate::ops::watch::rhythm::BY_HAND;
use crate::schema::message::Live;
use crate::schema::{Language, Message};
use crate::sync::Verdict;

/// Says what sharing by itself does, did or waits for, line by line.
pub fn words(shared: &Shared, language: Language) -> Vec<String> {
    let say = |message: Live<'_>| message.text(language);
    match shared {
        Shared::Begun { seconds } => {
            let seconds = usize::try_from(*seconds).unwrap_or(0);
            vec![say(Live::SharesByItself { seconds })]
        }
        Shared::Waits { seconds, paths } => {
            let seconds = usize::try_from((*seconds).min(BY_HAND.as_secs())).unwrap_or(0);
            let paths = paths.iter().map(|path| format!("  {path}"));
            std::iter::once(say(Live::MoveWaits { seconds })).chain(paths).collect()
        }
        Shared::Done(round) => {
            let told = share::told(round, false);
            let idle = round.synced.outcome.verdict == Verdict::UpToDate;
            let up_to_date = Message::UpToDate.text(language);
            let done = told.done.into_iter().filter(|line| !idle || *line != up_to_date);
            done.chain(told.attention).collect()
        }
        Shared::Away(reason) => {
            let mut lines = vec![Message::Offline.text(language)];
            if !reason.is_empty() {
                lines.push(format!("  {reason}"));
            }
            lines.push(say(Live::TriedAgain));
            lines
        }
        Shared::Back { was_away: true } => vec![say(Live::BackInReach)],
        Shared::Back { was_away: false } => vec![say(Live::SharesAgain)],
        Shared::Stopped { why, advice } => {
            let again = say(Live::TriedAgain);
            [Some(why.clone()), advice.clone(), Some(again)].into_iter().flatten().collect()
        }
        Shared::Failed(reason) => vec![say(Live::Failed { reason }), say(Live::TriedAgain)],
    }
}

/// Says an error with what caused it.
pub(super) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let said = next.to_string();
        // Some errors repeat what they wrap.
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = next.source();
    }
    text
}
