use super::Daily;

/// Says a message in English.
#[expect(clippy::too_many_lines, reason = "one line a message; the match must be whole")]
pub(super) fn text(message: &Daily<'_>) -> String {
    use Daily as D;
    match *message {
        D::WaitsForYou => "Waits for you".into(),
        D::WaitsFor { name } => format!("Waits for {name}"),
        D::NothingWaits => "Nothing waits for you.".into(),
        D::NothingWaitsFor { name } => format!("Nothing waits for {name}."),
        D::NothingSeen { unread } => {
            format!("Whether something waits is not known: {unread} cannot be read.")
        }
        D::HowUnderstood => "How it was understood".into(),
        D::YouWaitFor => "You wait for".into(),
        D::OthersOwe { name } => format!("{name} waits for"),
        D::NewInDays { days } => format!("New in the last {days} days"),
        D::ToSettle => "To settle: changed on both sides".into(),
        D::NotRead => "Not read as a task or an answer".into(),
        D::NameEndsInText { file, better } => {
            format!("{file}: its name ends in `.txt`. Name it {better}, and it is read.")
        }
        D::SaidAboutNothing { file } => format!(
            "{file} is said about a task, and not about which: put it into the folder of that task, or write `task:` with its id at its top."
        ),
        D::SaysNoMove { file, written, known } => format!(
            "{file}: {written} is nothing that is said about a task, so it changes nothing. Write one of {known}."
        ),
        D::SavedOver => "Saved over what had come in".into(),
        D::NothingMade => "Routines that do not come back".into(),
        D::NothingMadeOf { routine, why } => format!("{routine}: no tasks are made of it; {why}."),
        D::RoutineUnread => "it needs an `id`, a `rule` and `starts` that can be read".into(),
        D::RoutineRests => "it is not active until the line `active` is taken out".into(),
        D::RoutineOfNobody => "it needs `from` and `to`, both people of this workspace".into(),
        D::RoutineUnsaid => "something has to stand under Result and under Done when".into(),
        D::StaysHere => "Stays on this machine".into(),
        D::ShownOf { shown, count } => format!("{shown} of {count}"),
        D::Rest { command } => format!("The rest: {command}"),
        D::SeenBy { name } => format!("As {name} sees it"),
        D::AwayUntil { day } => format!("away until {day}"),
        D::StandsInFor { name } => format!("in place of {name}"),
        D::StandsInForYou => "in place of you".into(),
        D::StoodInBy { name } => format!("{name} stands in"),
        D::KnownSince { when } => format!("as shared {when}"),
        D::NeverShared => "not synced yet".into(),

        D::New { who } => format!("New from {who}; not confirmed yet"),
        D::Corrected { who, gist } => format!("{who} explains it once more: {gist}"),
        D::Asks { who, gist } => format!("{who} asks: {gist}"),
        D::AsksAside { who, gist } => format!("{who} asks, and works on meanwhile: {gist}"),
        D::Proposes { who, gist } => format!("{who} proposes: {gist}"),
        D::ProposesDate { who, date, gist } => format!("{who} proposes {date}: {gist}"),
        D::Delivered { who, gist } => format!("{who} delivered: {gist}"),
        D::OwnWork { who } => {
            format!("{who} delivered it, standing in, and nobody accepts their own work")
        }
        D::SentBack { who, gist } => format!("{who} sent it back: {gist}"),
        D::Declined { who, gist } => format!("{who} said no: {gist}"),
        D::LaidAside { gist } => format!("Laid aside: {gist}"),
        D::LaidAsideUntil { day, gist } => format!("Laid aside until {day}: {gist}"),
        D::LaidAsideTillNow { day, gist } => {
            format!("Laid aside until {day}, and that day has come: {gist}")
        }
        D::Confirmed => "Confirmed, not begun".into(),
        D::TermsChanged => "What was agreed has changed since it was confirmed; still fine?".into(),
        D::UnderWay => "Under way".into(),
        D::Draft => "A draft; nobody begins before it is sent".into(),
        D::NotYetSent { lacks } => format!("Not sent yet, though its status says so: {lacks}"),
        D::GoesToNobody { had, lacks } => {
            format!("It goes to nobody any more, so {had} is not asked for it: {lacks}")
        }
        D::LacksAssignee => "“to” names nobody".into(),
        D::LacksOneAssignee => "“to” names several, and one person has a task".into(),
        D::LacksKnownSender { who } => format!("“from” says {who}, and nobody here is called that"),
        D::LacksPerson { who, names, more } => {
            let said = format!("“to” says {who}, which is nobody’s short name here: write {names}");
            if more == 0 {
                said
            } else {
                format!("{said}, or one of {more} more in the folder “people”")
            }
        }
        D::LacksDue => "it has no “due”".into(),
        D::LacksReadableDue => "“due” is written as in 2026-12-10".into(),
        D::LacksDueToCome => "“due” was over when you sent it: write a date to come".into(),
        D::LacksSender { who } => {
            format!(
                "{who} has set it to sent, and that is for you to say: send it, or change it first"
            )
        }
        D::LacksResult => "nothing is written under “Result”".into(),
        D::LacksDoneWhen => "nothing is written under “Done when”".into(),

        D::OwesConfirm { who } => format!("{who} is to confirm it"),
        D::OwesReconfirm { who } => {
            format!("{who} is to say whether it is still fine, since what was agreed has changed")
        }
        D::OwesAnswer { who } => format!("{who} is to answer"),
        D::OwesJudgement { who } => format!("{who} is to look at the delivery"),
        D::OwesJudgementOfProposal { who } => format!("{who} is to judge the proposal"),
        D::OwesDecision { who } => format!("{who} is to decide what becomes of it"),
        D::OwesStart { who } => format!("{who} has confirmed it"),
        D::OwesBeginning { who } => format!("{who} is to begin"),
        D::OwesWork { who } => format!("{who} is at work on it"),
        D::OwesChanges { who } => format!("{who} is making the changes"),
        D::OwesResuming { who } => format!("{who} has laid it aside"),
        D::OwesSending { who } => format!("{who} has not sent it yet"),
        D::OwesOwnWord { who, by } => {
            format!(
                "{who} has not sent it yet: {by} has set it to sent, and that is for {who} to say"
            )
        }

        D::Since { when } => format!("since {when}"),
        D::NotSharedYet => "not shared yet".into(),
        D::AnswerDue { when } => format!("answer due {when}"),
        D::AnswerOverdue { when } => format!("the answer was due {when}"),
        D::ReviewDue { when } => format!("to be judged by {when}"),
        D::ReviewOverdue { when } => format!("was to be judged by {when}"),
        D::WithoutAnswer { gist } => format!("without an answer: {gist}"),
        D::NeededBy { when } => format!("needed by {when}"),
        D::CallAsked => "a call is asked for".into(),
        D::CallSuggested => "much was asked about it by now: a call may be quicker".into(),
        D::Due { when } => format!("due {when}"),
        D::Late { when } => format!("late: was due {when}"),
        D::AtRisk { needed, free } => format!("at risk: {needed} to do, {free} left until then"),
        D::Claims { status } => {
            format!(
                "its status says `{status}`, which does not count: nothing was written that shows it"
            )
        }
        D::ClaimsAccepted { status } => format!(
            "its status says `{status}`, which does not count: nobody who may has accepted what was delivered"
        ),
        D::ClaimsUndelivered { status } => {
            format!(
                "its status says `{status}`, which does not count: nothing waits to be accepted"
            )
        }
        D::SetBack { state } => format!("set it back to `{state}`"),
        D::SetBackOrSay { state, line } => format!(
            "set it back to `{state}`, or make a text file in the task's folder that begins with `{line}` and says why"
        ),
        D::SaidInVain { who, why } => format!("what {who} wrote last does not count: {why}"),
        D::InVain { said, why } => format!("{said} – does not count: {why}"),
        D::VainForNamed { names } => format!("that is for {names} to say"),
        D::VainForOthers => "that is for somebody else to say".into(),
        D::VainThen { status } => format!("the task was “{status}” then"),
        D::VainNotThis => "it judges something else than what was handed in last".into(),
        D::VainOwnWork => "nobody accepts what they delivered themselves".into(),
        D::VainFiled { who } => {
            format!("{who} filed it, and unsigned it accepts nothing")
        }
        D::Amended { who, what } => {
            format!("after it was handed over, {who} changed what it asks for: {what}")
        }
        D::ToMend { what } => format!("to be put right in its file: {what}"),
        D::ThereItIs { time } => format!("{time} there"),

        D::Right { command } => format!("Right? Nothing to do. If not: {command}"),
        D::CannotMeet => "cannot be done by the due date".into(),
        D::OtherDate { date, command } => {
            format!("Agree on another date: {date}…; misunderstood? {command}")
        }
        D::MoreQuestions { count } => match count {
            1 => "and one more question".into(),
            count => format!("and {count} more questions"),
        },
        D::HeldBackSince { path, reason } => format!("{path}: {reason}"),
        D::Unreadable { path } => {
            format!("{path}: it cannot be read whole; the next sync says what is wrong and where")
        }

        D::Page { workspace } => format!("Today in {workspace}"),
        D::PageIntro { notes } => format!(
            "This page is for you alone and never shared. Each sync writes it anew; what you write \
             under “{notes}” stays. The name of a text file ends in `.md`. Where it says that one \
             begins with some lines, these stand between two lines `---` at its top."
        ),
        D::Notes => "Notes".into(),
        D::PageBarred { page } => format!(
            "{page} is not written: a folder or a link has its name. Rename that, and the page comes back."
        ),
        D::PageBarredOwn { page } => format!(
            "{page} is not written: a file of your own that everybody has is called so. Rename that, and \
             the page comes back."
        ),
        D::PageBarredEncoding { page } => format!(
            "{page} is neither read nor written, and what was ticked in it is not done: it is not saved as \
             UTF-8. Save it once more with that encoding."
        ),
        D::PageBarredLarge { page } => format!(
            "{page} is neither read nor written, and what was ticked in it is not done: it is larger than \
             1 MB. Move some of your notes into a file outside of this folder."
        ),
        D::PageBarredClosed { page } => format!(
            "{page} is neither read nor written, and what was ticked in it is not done: you may not read \
             it. Give yourself the right to."
        ),
        D::PageRenamed { page, old } => {
            format!("{page} takes the place of {old}; what you had written there stands in it.")
        }
        D::PageKept { page, notes } => {
            format!("What you had written in {page} stands under “{notes}” there now.")
        }
        D::PageNew { folder } => format!(
            "To hand over something new, make a text file in {folder}, or copy an older one without \
             its line `id:`. Say what shall exist under `## Result` and how both of you see that \
             under `## Done when`, with `title:`, `to:`, `due:` and `status: sent` at the top."
        ),
        D::HowSend { task } => format!(
            "When it says what shall exist and how both of you see that, set `status: sent` in {task}."
        ),
        D::HowMend { task } => format!("Put that right in {task}; the next sync sends it then."),
        D::HowNameJudge { task } => {
            format!("Write who is to accept it behind `approver:` in {task}, and save.")
        }
        D::HowConfirm { folder } => format!(
            "To confirm, make a text file in {folder} that begins with `type: confirm` and \
             `can_meet_due: yes`, and write what you will do under `## In my own words` and how you begin \
             under `## First step`."
        ),
        D::HowDeliver { folder } => format!(
            "To deliver, make a text file in {folder} that begins with `type: delivery`, with a link or a \
             file under `## Delivered`."
        ),
        D::HowAnswer { file } => {
            format!("To answer, write right below the question in {file}, and save.")
        }
        D::HowOtherDate { task } => format!(
            "Agree on another date, or on less: write it behind `due:`, or under the headings, in {task}."
        ),
        D::HowSettle { note } => format!("Put an `x` into one box in {note}, and save."),
        D::TheFolder { path } => format!("the folder {path}"),
        D::TheTask => "the task".into(),
        D::ThisFile => "this file".into(),
    }
}
