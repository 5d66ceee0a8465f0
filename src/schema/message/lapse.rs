//! What was agreed on and does not hold any more.

use crate::schema::Language;

messages! {
    /// A text about an agreement that lapsed; [`Lapse::text`] says it.
    Lapse;

    /// What the assignee confirmed is not what the task says now; said to them.
    StillFineYou { id: &'a str, what: &'a str, command: &'a str },
    /// The same, said to others.
    StillFine { id: &'a str, what: &'a str, who: &'a str },
    /// The same to whoever changed it and may not say so, and to whoever may.
    TermsChangedByYou { id: &'a str, what: &'a str, sender: &'a str, command: &'a str },
    TermsChangedBy { id: &'a str, what: &'a str, who: &'a str, command: &'a str },
    /// Of a task that was handed over, somebody changed from whom or for whom it is, or who approves it.
    PartiesChanged { id: &'a str, who: &'a str, what: &'a str, command: &'a str },
    /// Something was said in another's place by somebody who neither leads nor stands in.
    SaidInPlace { id: &'a str, who: &'a str, whose: &'a str, path: &'a str },
    /// Somebody changed what the tasks ask for that a routine makes.
    RoutineChanged { id: &'a str, who: &'a str, what: &'a str, path: &'a str },
    /// What was accepted is not what lies there now; said to whoever is to look again.
    AcceptanceVoidYou { id: &'a str, what: &'a str, command: &'a str },
    /// The same, said to others.
    AcceptanceVoid { id: &'a str, what: &'a str, waits: &'a str },
    /// Half a sentence; `what` stands in brackets behind it.
    TermsChanged { what: &'a str },
    DeliveryChanged { what: &'a str },
    LinkedFile,
    BriefText,
}

impl Lapse<'_> {
    /// Says it in `language`.
    pub fn text(self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            Language::Bokmal => self.bokmal(),
        }
    }

    fn english(self) -> String {
        match self {
            Self::StillFineYou { id, what, command } => format!(
                "{id}: {what} since you confirmed it. Is it still fine? Then run: {command}"
            ),
            Self::TermsChangedByYou { id, what, sender, command } => format!(
                "{id}: {what} since it was confirmed, and you changed it. {sender} is to agree to another \
                 date or scope: {command}. Else set it back."
            ),
            Self::TermsChangedBy { id, what, who, command } => format!(
                "{id}: {what} since it was confirmed, and {who} changed it. If you do not agree, say so: \
                 {command}"
            ),
            Self::StillFine { id, what, who } => format!(
                "{id}: {what} since {who} confirmed it. {who} is asked whether it is still fine."
            ),
            Self::PartiesChanged { id, who, what, command } => format!(
                "{id}: {who} changed whose task it is ({what}). That is yours to say, and counts as it stands. Set it back in its file, or run: \
                 {command}"
            ),
            Self::SaidInPlace { id, who, whose, path } => format!(
                "{id}: {who} wrote in place of {whose}, and nothing in people/ lets {who} do that. It counts as it \
                 stands; if it is not so, take `acting_for` out of {path}"
            ),
            Self::RoutineChanged { id, who, what, path } => format!(
                "{id}: {who} changed what this routine asks for, {what}, and so do the tasks that are made of it \
                 from now on. If you do not agree, set it back in {path}."
            ),
            Self::AcceptanceVoidYou { id, what, command } => format!(
                "{id}: {what} since it was accepted, so that does not hold any more. It waits for you \
                 again. Look at it, then run: {command}"
            ),
            Self::AcceptanceVoid { id, what, waits } => format!(
                "{id}: {what} since it was accepted, so that does not hold any more. It waits for \
                 {waits} again."
            ),
            Self::TermsChanged { what } => format!("what was agreed has changed{what}"),
            Self::DeliveryChanged { what } => format!("what was delivered has changed{what}"),
            Self::LinkedFile => "a linked file".into(),
            Self::BriefText => "the text of the brief".into(),
        }
    }

    fn bokmal(self) -> String {
        match self {
            Self::StillFineYou { id, what, command } => format!(
                "{id}: {what} etter at du bekreftet. Er det fortsatt greit? Kjør da: {command}"
            ),
            Self::TermsChangedByYou { id, what, sender, command } => format!(
                "{id}: {what} siden det ble bekreftet, og det er du som har endret det. En annen frist \
                 eller et annet omfang må {sender} si ja til: {command}. Ellers setter du det tilbake."
            ),
            Self::TermsChangedBy { id, what, who, command } => format!(
                "{id}: {what} siden det ble bekreftet, og det er {who} som har endret det. Er du ikke \
                 enig, så si fra: {command}"
            ),
            Self::StillFine { id, what, who } => format!(
                "{id}: {what} etter at {who} bekreftet. {who} blir spurt om det fortsatt er greit."
            ),
            Self::PartiesChanged { id, who, what, command } => format!(
                "{id}: {who} har endret hvem oppgaven hører til ({what}). Det er det du som bestemmer, og det gjelder slik det står. Sett \
                 det tilbake i filen, eller kjør: {command}"
            ),
            Self::SaidInPlace { id, who, whose, path } => format!(
                "{id}: {who} har skrevet på vegne av {whose}, og ingenting i people/ lar {who} gjøre det. Det gjelder \
                 slik det står; er det ikke riktig, ta `på_vegne_av` ut av {path}"
            ),
            Self::RoutineChanged { id, who, what, path } => format!(
                "{id}: {who} har endret hva denne rutinen ber om, {what}, og det gjelder oppgavene som lages av den \
                 fra nå av. Er du ikke enig, setter du det tilbake i {path}."
            ),
            Self::AcceptanceVoidYou { id, what, command } => format!(
                "{id}: {what} etter at det ble godkjent, så godkjenningen gjelder ikke lenger. Det venter \
                 på deg igjen. Se på det, og kjør så: {command}"
            ),
            Self::AcceptanceVoid { id, what, waits } => format!(
                "{id}: {what} etter at det ble godkjent, så godkjenningen gjelder ikke lenger. Det venter \
                 på {waits} igjen."
            ),
            Self::TermsChanged { what } => format!("det som var avtalt, er endret{what}"),
            Self::DeliveryChanged { what } => format!("det som var levert, er endret{what}"),
            Self::LinkedFile => "en lenket fil".into(),
            Self::BriefText => "teksten i oppdraget".into(),
        }
    }
}
