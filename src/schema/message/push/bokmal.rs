use super::Push;

/// Says a message in Bokmål.
#[expect(clippy::too_many_lines, reason = "one line a message; the match must be whole")]
pub(super) fn text(message: &Push<'_>) -> String {
    use Push as P;
    match *message {
        P::GoesTo { count: 1, who, items } => format!("1 sak går til {who}: {items}"),
        P::GoesTo { count, who, items } => format!("{count} saker går til {who}: {items}"),
        P::GoesToNobody { item, had } => format!(
            "{item} går ikke til noen lenger, så {had} blir ikke bedt om den: «til» nevner ingen som er her."
        ),
        P::Arrived { count: 1 } => "1 fil har kommet.".into(),
        P::Arrived { count } => format!("{count} filer har kommet."),
        P::WaitsForYou { count: 1, items } => format!("1 sak venter på deg nå: {items}"),
        P::WaitsForYou { count, items } => format!("{count} saker venter på deg nå: {items}"),

        P::NotAccepted { count: 1 } => "Ikke tatt imot, av 1 grunn. Ingenting er endret.".into(),
        P::NotAccepted { count } => {
            format!("Ikke tatt imot, av {count} grunner. Ingenting er endret.")
        }
        P::NotSent { count: 1 } => "Ingenting ble sendt, av 1 grunn:".into(),
        P::NotSent { count } => format!("Ingenting ble sendt, av {count} grunner:"),
        P::MustNotGo { count: 1 } => "1 fil kan ikke deles ennå:".into(),
        P::MustNotGo { count } => format!("{count} filer kan ikke deles ennå:"),
        P::MoreReasons { count } => format!("og {count} til"),
        P::AtFile { path, version, why } => format!("{path} (i {version}): {why}"),
        P::AtVersion { version, why } => format!("i {version}: {why}"),
        P::SecretAdvice => "En hemmelighet som er skrevet ned én gang, blir i historikken. Ta den ut, og kjør \
             `handover sync`: den deler alt annet, og spør før den lager en ren historikk. Den som har lest \
             den, kan bruke den: bytt den der den brukes"
            .into(),
        P::VersionAdvice { command } => format!(
            "En versjon som ikke tas imot, blir med når noe registreres etter den. Rett det som er nevnt, og kjør \
             `{command}`: den sender det mappen din inneholder, som én ny versjon"
        ),
        P::SecretStays => "Ingenting ble lagret: en hemmelighet blir i historikken for godt. Ta den ut; det som \
             ikke er noen, kan tillates med `handover allow`"
            .into(),

        P::SettingsOf { who } => {
            format!("alle arbeider etter denne filen, så bare {who} kan endre den. Be om det, og ta endringen ut")
        }
        P::AgreementOf { who } => {
            format!("dette er det dere ble enige om, så bare {who} kan endre det. Foreslå det i en oppgave eller et notat")
        }
        P::PersonOf { who } => format!("bare {who} kan legge til en person eller ta en bort"),
        P::PersonField { field, who } => format!("bare {who} kan endre `{field}` for en person"),
        P::OwnField { field } => {
            format!("bare personen selv, en oppdragsgiver eller en leder kan endre `{field}` her")
        }
        P::EmailOf { who } => format!("denne adressen er {who} sin; skriv en av dine egne"),
        P::InNameOf { who, you } => format!(
            "her står det at {who} skrev det, og det kommer fra {you}. Skriv `by: {you}`, eller ta linjen \
             bort; det som kom på e-post eller telefon, sier også `captured_by: {you}`"
        ),
        P::ActingFor { who } => format!(
            "her står det at det ble sagt på vegne av {who}, og ingenting i people/ lar den som skrev det gjøre det: \
             ta bort `på_vegne_av`"
        ),
        P::CapturedYes => "en godkjenning kan ikke føres inn for noen andre: de krysser av selv, eller sender \
             den signert"
            .into(),
        P::OwnWork => "ingen godkjenner det de selv har levert som vikar for en annen. Ta det ut".into(),
        P::MoveOf { step, who, you } => {
            format!("bare {who} kan gjøre dette (`{step}`), og det kommer fra {you}. Ta det ut")
        }
        P::StatusOf { status, who, you } => format!(
            "bare {who} kan sette `status: {status}`, og det kommer fra {you}. Sett den tilbake til det den var"
        ),
        P::Party { field } => format!(
            "`{field}` i en oppgave endres av avsenderen eller en leder. Sett det tilbake til det det var"
        ),
        P::TaskRemoved => "en sendt oppgave fjernes av avsenderen eller en leder. Legg den tilbake; `handover \
             decline` sier nei til den"
            .into(),
        P::RoutineOf { who, managers } => format!(
            "det blir oppgaver av dette av seg selv, i navnet til {who}: bare {who}, {managers} kan endre det. Sett \
             `aktiv: nei`, så kan de ta det bort"
        ),
        P::RoutineOfNobody { who } => format!(
            "det blir oppgaver av dette av seg selv, og det står ikke hvem som ber om dem (`fra`); bare {who} kan \
             endre det"
        ),
        P::WordsOf { who } => format!(
            "{who} skrev dette. Skriv under, eller i en egen fil; det som står der, må bli stående"
        ),
        P::WordsOfSomebody => "noen andre skrev dette. Skriv under, eller i en egen fil; det som står der, må \
             bli stående"
            .into(),
        P::Managers => "en oppdragsgiver eller en leder".into(),
        P::TheSender => "avsenderen".into(),
        P::TheAssignee => "den som skal gjøre oppgaven,".into(),
        P::TheApprover => "godkjenneren eller avsenderen, aldri den som gjør oppgaven,".into(),
        P::TheLead => "avsenderen eller en leder".into(),
        P::Anyone => "hvem som helst".into(),

        P::Secret { what } => format!("en hemmelighet, {what}"),
        P::SecretMessage { what } => format!("en hemmelighet i meldingen, {what}"),
        P::Hostile => "dette navnet leder ut av mappen, eller inn i en av gits egne. Ingen ærlige programmer \
             skriver det"
            .into(),
        P::NotText => "dette navnet er ikke UTF-8, og andre systemer ville vise et annet. Gi filen et nytt \
             navn"
            .into(),
        P::Commands => "dette nevner en kommando, eller en adresse eller sti som git ville ta for et valg. Ta \
             linjen ut"
            .into(),
        P::NoFile => "dette er en lenke eller et annet repositorium, og slikt deles ikke. Ta det ut, eller \
             legg selve filen der"
            .into(),
        P::NoPusher => "tjeneren sier ikke hvem som sender dette. Den som driver den, setter HANDOVER_PUSHER \
             for hver konto, se docs/server.md"
            .into(),
        P::UnknownPusher { account } => format!(
            "tjeneren kjenner deg som `{account}`, og ingen her har det kortnavnet eller den adressen. En \
             oppdragsgiver eller en leder legger deg til i people/"
        ),
        P::UnknownAuthor { email } => format!(
            "den er av `{email}`, og ingen her har den adressen. Sett `git config user.email` til din"
        ),
        P::Unsigned => "den har ingen gyldig signatur fra noen i people/ (`signing_keys`). La git signere det \
             du sender: docs/server.md sier hvordan"
            .into(),
        P::NotFirst { you } => format!(
            "et arbeidsområde deles først av en oppdragsgiver eller en leder i det, og dette kommer fra {you}"
        ),
        P::Rewound => "det alle har, ville bli tatt tilbake. Hent det de andre har gjort, flett det med ditt, \
             og send igjen: `handover sync` gjør det"
            .into(),
        P::Removed => "det alle deler, fjernes ikke herfra".into(),
        P::NoHistory => "dette er ingen versjon av et arbeidsområde".into(),
        P::TooMany { count, most } => {
            format!("{count} versjoner på én gang er flere enn {most}. Send dem i deler")
        }
        P::TooMuch => "dette er mer enn det som sees gjennom på én gang. Send det i deler".into(),
        P::ManyParents => "her flettes mer enn to arbeidslinjer på én gang. Flett dem én om gangen".into(),
        P::Entangled => {
            "historikkene som flettes her, er for sammenfiltret. Kjør `handover sync` en gang til".into()
        }
        P::NoWorkspace => "det er ingen workspace.yml, så dette er ikke et arbeidsområde. Legg den tilbake".into(),
        P::NewerFormat { format } => format!(
            "arbeidsområdet har format {format}, og tjenerens handover er eldre. Den som driver den, oppdaterer \
             den"
        ),
    }
}
