use super::Screen;

/// Says a message in English.
pub(super) fn text(message: &Screen<'_>) -> String {
    use Screen as S;
    match *message {
        S::Settle => "To settle".into(),
        S::NothingToSettle => "Nothing to settle.".into(),
        S::Problems => "To mend".into(),
        S::NoProblems => "Nothing to mend.".into(),
        S::Log => "What happened".into(),
        S::NothingSince { time } => format!("Nothing since {time}."),
        S::AwaitNobody => "You wait for nobody.".into(),
        S::Reading => "Reading the folder …".into(),
        S::ReadingCount { done, total } => format!("Reading the folder: {done} of {total} …"),
        S::Unknown => {
            "It is not known who you are: nobody in people/ has the address of this folder.".into()
        }
        S::NothingFits => "Nothing here fits.".into(),

        S::Confirm => "confirm".into(),
        S::Reconfirm => "still fine?".into(),
        S::Answer => "answer".into(),
        S::Judge => "judge it".into(),
        S::JudgeProposal => "judge the proposal".into(),
        S::Decide => "decide".into(),
        S::Start => "begin".into(),
        S::Deliver => "deliver".into(),
        S::Mend => "change it".into(),
        S::Resume => "take it up".into(),
        S::Send => "send it".into(),

        S::Late => "late".into(),
        S::Overdue => "answer late".into(),
        S::AtRisk => "at risk".into(),
        S::Due { when } => format!("due {when}"),
        S::Understood { who, gist } => format!("As {who} understood it: {gist}"),

        S::Synced { time } => format!("synced {time}"),
        S::MoveGoes { time } => format!("your move goes at {time}"),
        S::Syncing => "syncing …".into(),
        S::OfflineSince { time } => format!("offline since {time}"),
        S::Stopped { reason } => format!("stopped: {reason}"),

        S::Saved { path } => format!("{path} was saved"),
        S::Removed { path } => format!("{path} is gone"),
        S::WaitsNow { task, who } => format!("{task} waits for {who} now"),
        S::WaitsForNobody { task } => format!("{task} waits for nobody now"),
        S::Rescanned => "Much changed at once; everything was looked at.".into(),
        S::FolderGone => "The folder is gone; waiting until it is back.".into(),
        S::Looking { why } => format!("Looking every two seconds: {why}"),
        S::Ended { why } => format!("The folder is not watched any more: {why}"),

        S::KeyMove => "move".into(),
        S::KeyPane => "next list".into(),
        S::KeyOpen => "open".into(),
        S::KeyConfirm => "confirm".into(),
        S::KeySync => "sync".into(),
        S::KeySettle => "settle".into(),
        S::KeyUndo => "undo".into(),
        S::KeyFilter => "filter".into(),
        S::KeyHelp => "help".into(),
        S::KeyQuit => "quit".into(),

        S::HelpTitle => "Keys".into(),
        S::HelpMove => "move up and down, also with j and k".into(),
        S::HelpPages => "ten at a time; Home and End go to the ends".into(),
        S::HelpPane => "the next list, and the one before".into(),
        S::HelpOpen => "open the file in your editor".into(),
        S::HelpConfirm => "say how you understood the task, in your editor".into(),
        S::HelpSync => "share now, and fetch what is new".into(),
        S::HelpSettle => "choose between two versions".into(),
        S::HelpUndo => "take back what you sent last; it asks first".into(),
        S::HelpFilter => "show only what fits a query; empty shows all".into(),
        S::HelpSuspend => "back to the shell; `fg` comes back here".into(),
        S::HelpQuit => "quit, as Ctrl+C does".into(),

        S::FilterFor => "Show only:".into(),
        S::OnlyWhatFits { query } => format!("only what fits: {query}"),
        S::UndoTitle => "Take back".into(),
        S::UndoMoved => "Somebody changed something meanwhile; nothing was taken back.".into(),
        S::LookingForSent => "Looking for what you sent last …".into(),
        S::YesOrNo => "y: yes   n: no".into(),
        S::ChooseOne => "1: keep   2: take the other   e: write your own   Esc: later".into(),
        S::Close => "Esc closes".into(),
        S::Opened { path } => format!("{path} is open in a window of its own."),
        S::NothingToConfirm => "Choose a task that waits for you to confirm it.".into(),
        S::LookingForAll => "Looking for the rest …".into(),
        S::NothingToOpen => "There is no file to open here.".into(),
        S::Busy => "One moment: what was begun before is not done yet.".into(),
        S::NoShell => "There is no shell to go back to.".into(),
        S::TooSmall => "The window is too small.".into(),
    }
}
