use super::Daily;

/// Says a message in Bokmål.
#[expect(clippy::too_many_lines, reason = "one line a message; the match must be whole")]
pub(super) fn text(message: &Daily<'_>) -> String {
    use Daily as D;
    match *message {
        D::WaitsForYou => "Venter på deg".into(),
        D::WaitsFor { name } => format!("Venter på {name}"),
        D::NothingWaits => "Ingenting venter på deg.".into(),
        D::NothingWaitsFor { name } => format!("Ingenting venter på {name}."),
        D::NothingSeen { unread } => {
            format!("Om noe venter, er ikke kjent: {unread} kan ikke leses.")
        }
        D::HowUnderstood => "Slik ble det forstått".into(),
        D::YouWaitFor => "Du venter på".into(),
        D::OthersOwe { name } => format!("{name} venter på"),
        D::NewInDays { days } => format!("Nytt de siste {days} dagene"),
        D::ToSettle => "Å avgjøre: endret på begge sider".into(),
        D::NotRead => "Leses ikke som oppgave eller svar".into(),
        D::NameEndsInText { file, better } => {
            format!("{file}: navnet slutter på `.txt`. Gi den navnet {better}, så leses den.")
        }
        D::SaidAboutNothing { file } => format!(
            "{file} er sagt om en oppgave, men ikke om hvilken: legg den i mappen til oppgaven, eller skriv `oppgave:` med id-en øverst."
        ),
        D::SaysNoMove { file, written, known } => format!(
            "{file}: {written} er ikke noe som sies om en oppgave, så det endrer ingenting. Skriv en av disse: {known}."
        ),
        D::SavedOver => "Lagret over det som var kommet til".into(),
        D::NothingMade => "Rutiner som ikke kommer igjen".into(),
        D::NothingMadeOf { routine, why } => {
            format!("{routine}: ingen oppgaver blir laget; {why}.")
        }
        D::RoutineUnread => "den trenger `id`, `rule` og `starts` som kan leses".into(),
        D::RoutineRests => "den hviler til linjen `active` er tatt ut".into(),
        D::RoutineOfNobody => {
            "den trenger `from` og `to`, begge personer i dette arbeidsrommet".into()
        }
        D::RoutineUnsaid => "noe må stå under Resultat og under Ferdig når".into(),
        D::StaysHere => "Blir på denne maskinen".into(),
        D::ShownOf { shown, count } => format!("{shown} av {count}"),
        D::Rest { command } => format!("Resten: {command}"),
        D::SeenBy { name } => format!("Slik {name} ser det"),
        D::AwayUntil { day } => format!("borte til og med {day}"),
        D::StandsInFor { name } => format!("i stedet for {name}"),
        D::StandsInForYou => "i stedet for deg".into(),
        D::StoodInBy { name } => format!("{name} er stedfortreder"),
        D::KnownSince { when } => format!("slik det ble delt {when}"),
        D::NeverShared => "ikke synkronisert ennå".into(),

        D::New { who } => format!("Ny fra {who}; ikke bekreftet ennå"),
        D::Corrected { who, gist } => format!("{who} forklarer det på nytt: {gist}"),
        D::Asks { who, gist } => format!("{who} spør: {gist}"),
        D::AsksAside { who, gist } => format!("{who} spør, og jobber videre så lenge: {gist}"),
        D::Proposes { who, gist } => format!("{who} foreslår: {gist}"),
        D::ProposesDate { who, date, gist } => format!("{who} foreslår {date}: {gist}"),
        D::Delivered { who, gist } => format!("{who} leverte: {gist}"),
        D::OwnWork { who } => {
            format!("{who} leverte den som vikar, og ingen godkjenner sitt eget arbeid")
        }
        D::SentBack { who, gist } => format!("{who} sendte den tilbake: {gist}"),
        D::Declined { who, gist } => format!("{who} sa nei: {gist}"),
        D::LaidAside { gist } => format!("Lagt til side: {gist}"),
        D::LaidAsideUntil { day, gist } => format!("Lagt til side til {day}: {gist}"),
        D::LaidAsideTillNow { day, gist } => {
            format!("Lagt til side til {day}, og den dagen er kommet: {gist}")
        }
        D::Confirmed => "Bekreftet, ikke påbegynt".into(),
        D::TermsChanged => {
            "Det som var avtalt, er endret siden det ble bekreftet; er det fortsatt greit?".into()
        }
        D::UnderWay => "I gang".into(),
        D::Draft => "Et utkast; ingen begynner før det er sendt".into(),
        D::NotYetSent { lacks } => format!("Ikke sendt ennå, selv om statusen sier det: {lacks}"),
        D::GoesToNobody { had, lacks } => {
            format!("Den går ikke til noen lenger, så {had} blir ikke bedt om den: {lacks}")
        }
        D::LacksAssignee => "«til» nevner ingen".into(),
        D::LacksOneAssignee => "«til» nevner flere, og én person har en oppgave".into(),
        D::LacksKnownSender { who } => format!("«fra» sier {who}, og ingen her heter det"),
        D::LacksPerson { who, names, more } => {
            let said = format!("«til» sier {who}, og det er ingens kortnavn her: skriv {names}");
            if more == 0 {
                said
            } else {
                format!("{said}, eller ett av {more} til i mappen «people»")
            }
        }
        D::LacksDue => "den har ingen «frist»".into(),
        D::LacksReadableDue => "«frist» skrives som i 2026-12-10".into(),
        D::LacksDueToCome => "«frist» var ute da du sendte den: skriv en dato som kommer".into(),
        D::LacksSender { who } => {
            format!(
                "{who} har satt den til sendt, og det er det du som sier: send den, eller endre den først"
            )
        }
        D::LacksResult => "det står ingenting under «Resultat»".into(),
        D::LacksDoneWhen => "det står ingenting under «Ferdig når»".into(),

        D::OwesConfirm { who } => format!("{who} skal bekrefte den"),
        D::OwesReconfirm { who } => {
            format!("{who} skal si om det fortsatt er greit, siden det som var avtalt, er endret")
        }
        D::OwesAnswer { who } => format!("{who} skal svare"),
        D::OwesJudgement { who } => format!("{who} skal se på leveransen"),
        D::OwesJudgementOfProposal { who } => format!("{who} skal ta stilling til forslaget"),
        D::OwesDecision { who } => format!("{who} skal avgjøre hva det blir til"),
        D::OwesStart { who } => format!("{who} har bekreftet den"),
        D::OwesBeginning { who } => format!("{who} skal begynne"),
        D::OwesWork { who } => format!("{who} er i gang"),
        D::OwesChanges { who } => format!("{who} gjør endringene"),
        D::OwesResuming { who } => format!("{who} har lagt den til side"),
        D::OwesSending { who } => format!("{who} har ikke sendt den ennå"),
        D::OwesOwnWord { who, by } => {
            format!(
                "{who} har ikke sendt den ennå: {by} har satt den til sendt, og det er {who} som sier det"
            )
        }

        D::Since { when } => format!("siden {when}"),
        D::NotSharedYet => "ikke delt ennå".into(),
        D::AnswerDue { when } => format!("svarfrist {when}"),
        D::AnswerOverdue { when } => format!("svaret skulle kommet {when}"),
        D::ReviewDue { when } => format!("skal vurderes innen {when}"),
        D::ReviewOverdue { when } => format!("skulle vært vurdert innen {when}"),
        D::WithoutAnswer { gist } => format!("uten svar: {gist}"),
        D::NeededBy { when } => format!("trengs innen {when}"),
        D::CallAsked => "det bes om en samtale".into(),
        D::CallSuggested => "det er spurt mye om dette nå: en samtale går kanskje raskere".into(),
        D::Due { when } => format!("frist {when}"),
        D::Late { when } => format!("forsinket: fristen var {when}"),
        D::AtRisk { needed, free } => {
            format!("i fare: {needed} gjenstår, {free} igjen til fristen")
        }
        D::Claims { status } => {
            format!(
                "statusen sier `{status}`, men det teller ikke: ingenting er skrevet som viser det"
            )
        }
        D::ClaimsAccepted { status } => format!(
            "statusen sier `{status}`, men det teller ikke: ingen som kan, har godkjent det som ble levert"
        ),
        D::ClaimsUndelivered { status } => {
            format!(
                "statusen sier `{status}`, men det teller ikke: ingenting venter på å bli godkjent"
            )
        }
        D::SetBack { state } => format!("sett den tilbake til `{state}`"),
        D::SetBackOrSay { state, line } => format!(
            "sett den tilbake til `{state}`, eller lag en tekstfil i mappen til oppgaven som begynner med `{line}` og sier hvorfor"
        ),
        D::SaidInVain { who, why } => format!("det {who} skrev sist, teller ikke: {why}"),
        D::InVain { said, why } => format!("{said} – teller ikke: {why}"),
        D::VainForNamed { names } => format!("det er det {names} som kan si"),
        D::VainForOthers => "det er det en annen som kan si".into(),
        D::VainThen { status } => format!("oppgaven var «{status}» da"),
        D::VainNotThis => "det gjelder noe annet enn det som ble levert sist".into(),
        D::VainOwnWork => "ingen godkjenner det de selv har levert".into(),
        D::VainFiled { who } => {
            format!("{who} førte det inn, og det som ikke er signert, godkjenner ingenting")
        }
        D::Amended { who, what } => {
            format!("etter at den ble overlatt, har {who} endret hva den ber om: {what}")
        }
        D::ToMend { what } => format!("må rettes i filen: {what}"),
        D::ThereItIs { time } => format!("{time} der"),

        D::Right { command } => {
            format!("Riktig? Da er det ingenting å gjøre. Hvis ikke: {command}")
        }
        D::CannotMeet => "rekker det ikke til fristen".into(),
        D::OtherDate { date, command } => {
            format!("Bli enige om en annen frist: {date}…; misforstått? {command}")
        }
        D::MoreQuestions { count } => match count {
            1 => "og ett spørsmål til".into(),
            count => format!("og {count} spørsmål til"),
        },
        D::HeldBackSince { path, reason } => format!("{path} – {reason}"),
        D::Unreadable { path } => {
            format!(
                "{path} – den kan ikke leses i sin helhet; neste synkronisering sier hva som er galt, og hvor"
            )
        }

        D::Page { workspace } => format!("I dag i {workspace}"),
        D::PageIntro { notes } => format!(
            "Denne siden er bare for deg og deles aldri. Hver synkronisering skriver den på nytt; det \
             du skriver under «{notes}», blir stående. Navnet på en tekstfil slutter på `.md`. Der det \
             står at den begynner med noen linjer, står de mellom to linjer `---` øverst."
        ),
        D::Notes => "Notater".into(),
        D::PageBarred { page } => format!(
            "{page} skrives ikke: en mappe eller en snarvei har dette navnet. Gi den et annet navn, så \
             kommer siden tilbake."
        ),
        D::PageBarredOwn { page } => format!(
            "{page} skrives ikke: en egen fil som alle har, heter det. Gi den et annet navn, så kommer \
             siden tilbake."
        ),
        D::PageBarredEncoding { page } => format!(
            "{page} verken leses eller skrives, og det som er krysset av i den, er ikke gjort: den er ikke \
             lagret som UTF-8. Lagre den på nytt med den tegnkodingen."
        ),
        D::PageBarredLarge { page } => format!(
            "{page} verken leses eller skrives, og det som er krysset av i den, er ikke gjort: den er \
             større enn 1 MB. Flytt noen av notatene dine til en fil utenfor denne mappen."
        ),
        D::PageBarredClosed { page } => format!(
            "{page} verken leses eller skrives, og det som er krysset av i den, er ikke gjort: du har ikke \
             lov til å lese den. Gi deg selv lov til det."
        ),
        D::PageRenamed { page, old } => {
            format!("{page} tar plassen til {old}; det du hadde skrevet der, står i den.")
        }
        D::PageKept { page, notes } => {
            format!("Det du hadde skrevet i {page}, står nå under «{notes}» der.")
        }
        D::PageNew { folder } => format!(
            "For å sette bort noe nytt lager du en tekstfil i {folder}, eller kopierer en eldre uten \
             linjen `id:`. Skriv hva som skal finnes, under `## Resultat`, og hvordan dere begge ser \
             det, under `## Ferdig når`, med `tittel:`, `til:`, `frist:` og `status: sendt` øverst."
        ),
        D::HowSend { task } => format!(
            "Når den sier hva som skal finnes og hvordan dere begge ser det, setter du `status: sendt` \
             i {task}."
        ),
        D::HowMend { task } => {
            format!("Rett det i {task}; da sendes den ved neste synkronisering.")
        }
        D::HowNameJudge { task } => {
            format!("Skriv hvem som skal godkjenne den, bak `approver:` i {task}, og lagre.")
        }
        D::HowConfirm { folder } => format!(
            "For å bekrefte lager du en tekstfil i {folder} som begynner med `type: bekreft` og \
             `rekker_fristen: ja`. Skriv hva du skal gjøre, under `## Med egne ord`, og hvordan du begynner, \
             under `## Første skritt`."
        ),
        D::HowDeliver { folder } => format!(
            "For å levere lager du en tekstfil i {folder} som begynner med `type: leveranse`, med en lenke \
             eller en fil under `## Levert`."
        ),
        D::HowAnswer { file } => {
            format!("Svar ved å skrive rett under spørsmålet i {file}, og lagre.")
        }
        D::HowOtherDate { task } => format!(
            "Bli enige om en annen frist, eller om mindre: Skriv det bak `frist:`, eller under overskriftene, \
             i {task}."
        ),
        D::HowSettle { note } => format!("Sett en `x` i én av rutene i {note}, og lagre."),
        D::TheFolder { path } => format!("mappen {path}"),
        D::TheTask => "oppgaven".into(),
        D::ThisFile => "denne filen".into(),
    }
}
