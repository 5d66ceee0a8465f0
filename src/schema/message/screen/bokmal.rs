use super::Screen;

/// Says a message in Bokmål.
pub(super) fn text(message: &Screen<'_>) -> String {
    use Screen as S;
    match *message {
        S::Settle => "Å avgjøre".into(),
        S::NothingToSettle => "Ingenting å avgjøre.".into(),
        S::Problems => "Å rette".into(),
        S::NoProblems => "Ingenting å rette.".into(),
        S::Log => "Det som skjedde".into(),
        S::NothingSince { time } => format!("Ingenting siden {time}."),
        S::AwaitNobody => "Du venter ikke på noen.".into(),
        S::Reading => "Leser mappen …".into(),
        S::ReadingCount { done, total } => format!("Leser mappen: {done} av {total} …"),
        S::Unknown => {
            "Det er ikke kjent hvem du er: ingen i people/ har adressen til denne mappen.".into()
        }
        S::NothingFits => "Ingenting her passer.".into(),

        S::Confirm => "bekreft".into(),
        S::Reconfirm => "fortsatt greit?".into(),
        S::Answer => "svar".into(),
        S::Judge => "vurder".into(),
        S::JudgeProposal => "ta stilling".into(),
        S::Decide => "avgjør".into(),
        S::Start => "begynn".into(),
        S::Deliver => "lever".into(),
        S::Mend => "gjør endringene".into(),
        S::Resume => "ta opp igjen".into(),
        S::Send => "send den".into(),

        S::Late => "forsinket".into(),
        S::Overdue => "svar på overtid".into(),
        S::AtRisk => "i fare".into(),
        S::Due { when } => format!("frist {when}"),
        S::Understood { who, gist } => format!("Slik {who} forsto det: {gist}"),

        S::Synced { time } => format!("synkronisert {time}"),
        S::MoveGoes { time } => format!("det du gjorde, sendes {time}"),
        S::Syncing => "synkroniserer …".into(),
        S::OfflineSince { time } => format!("uten nett siden {time}"),
        S::Stopped { reason } => format!("stanset: {reason}"),

        S::Saved { path } => format!("{path} ble lagret"),
        S::Removed { path } => format!("{path} er borte"),
        S::WaitsNow { task, who } => format!("{task} venter på {who} nå"),
        S::WaitsForNobody { task } => format!("{task} venter ikke på noen nå"),
        S::Rescanned => "Mye ble endret på én gang; alt er sett over.".into(),
        S::FolderGone => "Mappen er borte; venter til den er tilbake.".into(),
        S::Looking { why } => format!("Ser etter annethvert sekund: {why}"),
        S::Ended { why } => format!("Mappen følges ikke lenger: {why}"),

        S::KeyMove => "flytt".into(),
        S::KeyPane => "neste liste".into(),
        S::KeyOpen => "åpne".into(),
        S::KeyConfirm => "bekreft".into(),
        S::KeySync => "synk".into(),
        S::KeySettle => "avgjør".into(),
        S::KeyUndo => "angre".into(),
        S::KeyFilter => "filtrer".into(),
        S::KeyHelp => "hjelp".into(),
        S::KeyQuit => "avslutt".into(),

        S::HelpTitle => "Taster".into(),
        S::HelpMove => "opp og ned, også med j og k".into(),
        S::HelpPages => "ti om gangen; Home og End går til endene".into(),
        S::HelpPane => "neste liste, og den forrige".into(),
        S::HelpOpen => "åpne filen i redigeringsprogrammet".into(),
        S::HelpConfirm => "si hvordan du forsto oppgaven, i redigeringsprogrammet".into(),
        S::HelpSync => "del nå, og hent det som er nytt".into(),
        S::HelpSettle => "velg mellom to versjoner".into(),
        S::HelpUndo => "ta tilbake det du sendte sist; du blir spurt først".into(),
        S::HelpFilter => "vis bare det som passer et søk; tomt viser alt".into(),
        S::HelpSuspend => "tilbake til skallet; `fg` kommer hit igjen".into(),
        S::HelpQuit => "avslutt, som Ctrl+C".into(),

        S::FilterFor => "Vis bare:".into(),
        S::OnlyWhatFits { query } => format!("bare det som passer: {query}"),
        S::UndoTitle => "Ta tilbake".into(),
        S::UndoMoved => "Noe ble endret imens; ingenting ble tatt tilbake.".into(),
        S::LookingForSent => "Ser etter det du sendte sist …".into(),
        S::YesOrNo => "j: ja   n: nei".into(),
        S::ChooseOne => "1: behold   2: ta den andre   e: skriv din egen   Esc: senere".into(),
        S::Close => "Esc lukker".into(),
        S::Opened { path } => format!("{path} er åpen i et eget vindu."),
        S::NothingToConfirm => "Velg en oppgave som venter på at du bekrefter den.".into(),
        S::LookingForAll => "Ser etter resten …".into(),
        S::NothingToOpen => "Her er det ingen fil å åpne.".into(),
        S::Busy => "Et øyeblikk: det som ble begynt på, er ikke ferdig.".into(),
        S::NoShell => "Det er ikke noe skall å gå tilbake til.".into(),
        S::TooSmall => "Vinduet er for lite.".into(),
    }
}
