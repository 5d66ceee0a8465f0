use super::Letter;

/// Says a message in Bokmål.
pub(super) fn text(message: &Letter<'_>) -> String {
    use Letter as L;
    match *message {
        L::Greeting { name } => format!("Hei {name},"),
        L::Closing { sender } => format!("Hilsen\n{sender}"),
        L::Zone { zone } => format!("Klokkeslettene gjelder i {zone}."),
        L::DaySubject { day } => format!("Dette venter på deg, {day}"),
        L::PlanOf { who } => format!("Dette har {who} tenkt å få gjort:"),

        L::WhatIsAsked => "Dette blir du bedt om".into(),
        L::Questions => "Spørsmålene".into(),
        L::WhatWasSaid { who } => format!("Det {who} skrev"),
        L::HowToAnswer => "Slik svarer du".into(),
        L::TheTask => "Oppgaven".into(),
        L::TheBrief => "Bestillingen".into(),
        L::TheRoutine => "Rutinen".into(),

        L::AskAnswer => "Svar på spørsmålene under.".into(),
        L::AskConfirm => {
            "Si med egne ord hva du skal gjøre, hvordan du begynner, og om du rekker fristen."
                .into()
        }
        L::AskReconfirm => "Si om det fortsatt er greit.".into(),
        L::AskStart => "Begynn, eller si hva som er i veien.".into(),
        L::AskDeliver => "Lever, eller si hvor langt du er kommet.".into(),
        L::AskMend => "Gjør endringene.".into(),
        L::AskJudge => {
            "Se på det som er levert. Skal noe endres, skriver du én nummerert linje for \
                        hver endring."
                .into()
        }
        L::AskJudgeProposal => "Si hva du mener om forslaget.".into(),
        L::AskDecide => "Si hva det skal bli til.".into(),
        L::AskSend => "Det er et utkast av deg. Si om det er klart.".into(),
        L::AskResume => "Si når det skal gå videre.".into(),

        L::HowAnswer { id } => format!(
            "Svar på denne e-posten. Skriv hvert svar rett under spørsmålet, eller på en linje som begynner \
             med nummeret. La {id} stå i emnet, så det finner plassen sin."
        ),
        L::HowReply { id } => format!(
            "Svar på denne e-posten. La {id} stå i emnet, så det du skriver, finner plassen sin."
        ),
        L::HowSeveral { example } => format!(
            "Svar på denne e-posten. Skriv det du vil si om en sak, under linjen for den, eller begynn med \
             en egen linje, for eksempel {example}. Skriv svar rett under spørsmålene, eller bak numrene."
        ),
        L::NotByMail { path } => format!(
            "Å godkjenne er det eneste en e-post ikke kan, siden hvem som helst kan skrive en i ditt navn. \
             Det gjør du i den delte mappen, i {path}."
        ),
        L::HowToSign { path } => format!(
            "Godkjenner du det som det er, setter du `status: godkjent` i {path} i den delte mappen. På e-post må \
             det signeres, siden hvem som helst kan skrive en i ditt navn. Med nøkkelen din, den som står på \
             siden din i people/, kjører du dette i en terminal:"
        ),
        L::ThenPaste => {
            "Lim så inn det som kommer ut, linjene fra BEGIN til END, i svaret ditt. Det gjelder \
                         akkurat det som vises her, og ikke noe som leveres siden."
                .into()
        }
    }
}
