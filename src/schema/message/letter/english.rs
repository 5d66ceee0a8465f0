use super::Letter;

/// Says a message in English.
pub(super) fn text(message: &Letter<'_>) -> String {
    use Letter as L;
    match *message {
        L::Greeting { name } => format!("Hi {name},"),
        L::Closing { sender } => format!("Best regards\n{sender}"),
        L::Zone { zone } => format!("Times are those of {zone}."),
        L::DaySubject { day } => format!("What waits for you, {day}"),
        L::PlanOf { who } => format!("This is what {who} means to get done:"),

        L::WhatIsAsked => "What is asked of you".into(),
        L::Questions => "The questions".into(),
        L::WhatWasSaid { who } => format!("What {who} wrote"),
        L::HowToAnswer => "How to answer".into(),
        L::TheTask => "The task".into(),
        L::TheBrief => "The brief".into(),
        L::TheRoutine => "The routine".into(),

        L::AskAnswer => "Please answer the questions below.".into(),
        L::AskConfirm => "Please say in your own words what you will do, how you begin, and \
                          whether you can meet the date."
            .into(),
        L::AskReconfirm => "Please say whether it is still fine.".into(),
        L::AskStart => "Please begin, or say what is in the way.".into(),
        L::AskDeliver => "Please deliver it, or say how far it is.".into(),
        L::AskMend => "Please make the changes.".into(),
        L::AskJudge => {
            "Please look at what was delivered. If something is to be changed, write one \
                        numbered line for each change."
                .into()
        }
        L::AskJudgeProposal => "Please say what you think of the proposal.".into(),
        L::AskDecide => "Please say what is to become of it.".into(),
        L::AskSend => "It is a draft of yours. Please say whether it is ready.".into(),
        L::AskResume => "Please say when it is to go on.".into(),

        L::HowAnswer { id } => format!(
            "Reply to this mail. Write each answer right below its question, or on a line that begins \
             with its number. Leave {id} in the subject, so that it finds its place."
        ),
        L::HowReply { id } => format!(
            "Reply to this mail. Leave {id} in the subject, so that what you write finds its place."
        ),
        L::HowSeveral { example } => format!(
            "Reply to this mail. Write what you want to say about a thing below its line, or begin with \
             a line of your own such as {example}. Write answers right below their questions, or behind \
             their numbers."
        ),
        L::NotByMail { path } => format!(
            "Accepting is the one thing that a mail cannot do, since anybody can write one in your name. \
             That is done in the shared folder, in {path}."
        ),
        L::HowToSign { path } => format!(
            "To accept it as it is, set `status: accepted` in {path} in the shared folder. By mail it takes \
             your signature, since anybody can write a mail in your name. With your key, as on your page in \
             people/, run this in a terminal:"
        ),
        L::ThenPaste => {
            "Then paste what it prints, the lines from BEGIN to END, into your reply. It holds \
                         for just what is shown here, and for nothing that is delivered later."
                .into()
        }
    }
}
