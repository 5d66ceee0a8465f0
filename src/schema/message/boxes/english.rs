use super::{Boxes, listed};

/// Says a message in English.
pub(super) fn text(message: &Boxes<'_>) -> String {
    use Boxes as B;
    match *message {
        B::Intro => {
            "Where there are boxes, decide by putting an `x` into one, as in `[x]`, and save. \
                     What you write on the lines right below a box goes with it."
                .into()
        }

        B::Accept => "Good, I accept it".into(),
        B::Return => "Not yet, it goes back".into(),
        B::Agree => "Agreed".into(),
        B::AgreeOn { date } => format!("Agreed: {date}"),
        B::Disagree => "Not agreed".into(),
        B::Right => "Right".into(),
        B::Correct => "Misunderstood".into(),
        B::Answer => "My answer".into(),
        B::Start => "I begin".into(),
        B::Resume => "It goes on".into(),
        B::Send => "Send it".into(),
        B::Cancel => "Call it off".into(),
        B::Reopen => "Ask once more".into(),

        B::BelowKind => "a kind word may go below".into(),
        B::BelowChanges => "what is to change goes below, a line each".into(),
        B::BelowWhy => "the reason goes below".into(),
        B::BelowMeant => "what I meant goes below".into(),
        B::BelowAnswer => "it goes below".into(),

        B::RightNote => "That is right.".into(),

        B::NotDone => "Ticked, and not done".into(),
        B::Done { id, ticked } => format!("{id}: “{ticked}”, as you ticked it on your page."),
        B::Stale { ticked } => format!(
            "you ticked “{ticked}”, but it is not as it was when your page was written; look at it again"
        ),
        B::Several { ticked } => {
            format!("you ticked “{ticked}” and another box as well; tick one of them")
        }
        B::NoWords { ticked } => {
            format!(
                "you ticked “{ticked}”, but nothing stood below it; tick it once more, and write there"
            )
        }
        B::NoAnswers => "you wrote under the questions, but not each of them has an answer that can be told as that, so nothing was answered yet; write each answer right below its question, and save".into(),
        B::Unmarked { ticked } => format!(
            "you ticked “{ticked}”, but what stands behind that box, for the program to read, was gone from its line, and nothing was done; tick it once more, in an editor that leaves the rest of the line as it is"
        ),
        B::NotTicked { ticked } => format!(
            "you wrote below “{ticked}”, which is not ticked, and nothing of it was sent; your words stand below the notes now: tick it, and write them below it again"
        ),
        B::Secret { ticked } => format!(
            "you ticked “{ticked}”, but what stood below it holds a secret; write where it is kept instead"
        ),
        B::Unanswered { ticked, numbers } => {
            let questions = if numbers.len() == 1 { "question" } else { "questions" };
            format!(
                "you ticked “{ticked}”, but what stood below it says nothing to {questions} {}; begin each answer with the number of its question, as in `2.`",
                listed(numbers)
            )
        }
        B::Unfit { ticked } => format!(
            "you ticked “{ticked}”, but what stood below it cannot be taken as it was typed; write it as plain sentences, without code and without links to other files"
        ),
        B::Over { ticked } => format!(
            "you ticked “{ticked}”, but “due” is over already; write a date to come into the task, and tick it once more"
        ),
        B::Unready { ticked, words } => format!(
            "you ticked “{ticked}”, but this in the task is not right yet: {words}; mend it there, and tick it once more"
        ),
        B::StaysHere { ticked, why } => format!(
            "you ticked “{ticked}”, but the task itself stays here: {why}; mend it there, and tick it once more"
        ),
        B::NotNow { ticked } => format!(
            "you ticked “{ticked}”, and it cannot be done now, for a reason that lies in this machine or in its copy of the files; the tick stays, and is tried again"
        ),
        B::Unread { ticked } => format!(
            "you ticked “{ticked}”, but the file of the task cannot be read; look at it, and tick it once more"
        ),
        B::Below => "what you wrote stands below the notes now".into(),
        B::WordsKept { id, ticked } => format!(
            "{id}: what you wrote below “{ticked}” was not sent along; it stands below the notes now."
        ),
        B::Needed { below } => format!(
            "This `x` still needs your words, and nothing is done for it before they are here: {below}."
        ),
        B::Waits { id, ticked } => {
            format!("{id}: you ticked “{ticked}” on your page; now write below it, and save.")
        }
    }
}
