use super::{Boxes, listed};

/// Says a message in Bokmål.
pub(super) fn text(message: &Boxes<'_>) -> String {
    use Boxes as B;
    match *message {
        B::Intro => {
            "Der det er ruter, bestemmer du ved å sette en `x` i én av dem, som i `[x]`, og lagre. \
                     Det du skriver på linjene rett under en rute, følger med."
                .into()
        }

        B::Accept => "Bra, jeg godkjenner det".into(),
        B::Return => "Ikke ennå, det går tilbake".into(),
        B::Agree => "Enig".into(),
        B::AgreeOn { date } => format!("Enig: {date}"),
        B::Disagree => "Ikke enig".into(),
        B::Right => "Riktig".into(),
        B::Correct => "Misforstått".into(),
        B::Answer => "Svaret mitt".into(),
        B::Start => "Jeg begynner".into(),
        B::Resume => "Det går videre".into(),
        B::Send => "Send den".into(),
        B::Cancel => "Avlys den".into(),
        B::Reopen => "Spør en gang til".into(),

        B::BelowKind => "et godt ord kan skrives under".into(),
        B::BelowChanges => "det som skal endres, skrives under, én linje for hver ting".into(),
        B::BelowWhy => "grunnen skrives under".into(),
        B::BelowMeant => "det jeg mente, skrives under".into(),
        B::BelowAnswer => "det skrives under".into(),

        B::RightNote => "Det er riktig.".into(),

        B::NotDone => "Krysset av, men ikke gjort".into(),
        B::Done { id, ticked } => format!("{id}: «{ticked}», slik du krysset av på siden din."),
        B::Stale { ticked } => format!(
            "du krysset av «{ticked}», men det er ikke lenger slik det var da siden ble skrevet; se på \
             det en gang til"
        ),
        B::Several { ticked } => {
            format!("du krysset av både «{ticked}» og en rute til; kryss av én av dem")
        }
        B::NoWords { ticked } => format!(
            "du krysset av «{ticked}», men det sto ingenting under; kryss av en gang til, og skriv der"
        ),
        B::NoAnswers => "du skrev under spørsmålene, men det går ikke fram hva som er svaret på hvert av dem, så ingenting er besvart ennå; skriv hvert svar rett under spørsmålet sitt, og lagre".into(),
        B::Unmarked { ticked } => format!(
            "du krysset av «{ticked}», men det som står bak ruten for at programmet skal lese det, var borte fra linjen, og ingenting ble gjort; kryss av en gang til, i et program som lar resten av linjen stå"
        ),
        B::NotTicked { ticked } => format!(
            "du skrev under «{ticked}», som ikke er krysset av, og ingenting av det ble sendt; det du skrev, står under notatene nå: kryss av, og skriv det under ruten igjen"
        ),
        B::Secret { ticked } => format!(
            "du krysset av «{ticked}», men det som sto under, inneholder noe hemmelig; skriv heller hvor \
             det ligger"
        ),
        B::Unanswered { ticked, numbers } => format!(
            "du krysset av «{ticked}», men det som sto under, svarer ikke på spørsmål {}; begynn hvert svar med nummeret på spørsmålet, som i `2.`",
            listed(numbers)
        ),
        B::Unfit { ticked } => format!(
            "du krysset av «{ticked}», men det som sto under, kan ikke tas med slik det var skrevet; skriv det som vanlige setninger, uten kode og uten lenker til andre filer"
        ),
        B::Over { ticked } => format!(
            "du krysset av «{ticked}», men «frist» har gått ut allerede; skriv en dato som kommer, i oppgaven, og kryss av en gang til"
        ),
        B::Unready { ticked, words } => format!(
            "du krysset av «{ticked}», men dette i oppgaven er ikke riktig ennå: {words}; rett det der, og kryss av en gang til"
        ),
        B::StaysHere { ticked, why } => format!(
            "du krysset av «{ticked}», men selve oppgaven blir liggende her: {why}; rett det der, og kryss av en gang til"
        ),
        B::NotNow { ticked } => format!(
            "du krysset av «{ticked}», og det kan ikke gjøres nå, av en grunn som ligger i denne maskinen eller i filene på den; krysset står, og det prøves igjen"
        ),
        B::Unread { ticked } => format!(
            "du krysset av «{ticked}», men filen til oppgaven kan ikke leses; se på den, og kryss av en gang til"
        ),
        B::Below => "det du skrev, står under notatene nå".into(),
        B::WordsKept { id, ticked } => format!(
            "{id}: det du skrev under «{ticked}», ble ikke sendt med; det står under notatene nå."
        ),
        B::Needed { below } => format!(
            "Denne `x`-en trenger ord fra deg, og ingenting blir gjort for den før de står her: {below}."
        ),
        B::Waits { id, ticked } => {
            format!("{id}: du krysset av «{ticked}» på siden din; skriv nå under den, og lagre.")
        }
    }
}
