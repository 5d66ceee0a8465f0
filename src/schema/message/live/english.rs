use super::Live;
use crate::diagnostic::Summary;

/// Says a message in English.
pub(super) fn text(message: &Live<'_>) -> String {
    use Live as L;
    match *message {
        L::SharesByItself { seconds } => format!(
            "What you save is sent when nothing was saved for {seconds} seconds; what is new from the \
             others comes by itself."
        ),
        L::MoveWaits { seconds } => format!(
            "What you moved on by hand is sent in {seconds} seconds; until then it can be taken back."
        ),
        L::TriedAgain => "It is tried again by itself.".into(),
        L::SharesAgain => "Sharing works again.".into(),
        L::BackInReach => "The shared folder can be reached again.".into(),
        L::Failed { reason } => {
            format!("Could not share: {reason}. What you wrote is where it was.")
        }

        L::Watching { files, errors, warnings } => {
            format!("watching: {}; Ctrl+C ends it", Summary { files, errors, warnings }.line())
        }
        L::Saved { path } => format!("{path} was saved"),
        L::Removed { path } => format!("{path} is gone"),
        L::Mended { path } => format!("{path}: nothing is wrong any more"),
        L::WaitsNow { task, title, status, who } => {
            format!("{task} “{title}” is {status}; it waits for {who}")
        }
        L::WaitsForNobody { task, title, status } => {
            format!("{task} “{title}” is {status}; it waits for nobody")
        }
        L::Slept => "the machine was asleep, so everything was looked at".into(),
        L::Rescanned => "much changed at once, so everything was looked at".into(),
        L::FolderGone => "the folder or its workspace.yml is gone; waiting until it is back".into(),
        L::Looking { why } => {
            format!(
                "the system does not tell of changes: {why}; the folder is looked at every two seconds"
            )
        }

        L::ShortWaiting { count } => format!("{count} for you"),
        L::ShortLate { count } => format!("{count} late"),
        L::ShortUnsent { count } => format!("{count} unsent"),
        L::ShortConflicts { count } => format!("{count} to settle"),
        L::ShortHeldBack { count } => format!("{count} held back"),
        L::ShortUnread { count: 1 } => "a folder cannot be read".into(),
        L::ShortUnread { count } => format!("{count} folders cannot be read"),
        L::ShortNothing => "nothing waits".into(),
        L::ShortAsOf { when } => format!("as of {when}"),

        L::WaitsForYou { count: 1 } => "This waits for you".into(),
        L::WaitsForYou { count } => format!("{count} things wait for you"),
    }
}
