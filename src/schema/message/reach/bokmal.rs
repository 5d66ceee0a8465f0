use super::{Reach, with_words};

/// Says a message in Bokmål.
pub(super) fn text(message: &Reach<'_>) -> String {
    use Reach as R;
    match *message {
        R::NoSuchHost { host, remote } => format!(
            "ingen tjener heter {host}; sjekk adressen ({remote}) og nettet"
        ),
        R::Offline { remote } => format!("{remote} kan ikke nås; sjekk nettet"),
        R::Interrupted { remote } => format!("forbindelsen til {remote} ble brutt"),
        R::Silent { remote } => format!("{remote} svarte ikke på lenge"),
        R::Stopped => "stanset".into(),
        R::HostKeyUnknown { remote } => format!(
            "denne maskinen kjenner ikke tjeneren til {remote} ennå; koble deg til den én gang med ssh, og \
             sammenlign nøkkelen dens med den du har fått oppgitt"
        ),
        R::HostKeyChanged { remote } => format!(
            "tjeneren til {remote} viser en annen nøkkel enn før: spør den som driver den, før du går \
             videre, for noen kan lytte"
        ),
        R::KeyRefused { remote } => format!(
            "{remote} godtar ingen av ssh-nøklene dine; be den som driver den, om å legge inn den \
             offentlige nøkkelen din"
        ),
        R::LoginRefused { remote } => {
            format!("{remote} godtar ikke brukernavnet, passordet eller koden som er lagret for den")
        }
        R::LoginNeeded { remote } => format!(
            "{remote} vil ha et brukernavn og et passord eller en kode; kjør `git ls-remote {remote}` én gang i \
             en terminal, og skriv dem inn; git husker dem når en `credential.helper` er satt"
        ),
        R::Forbidden { remote } => format!(
            "du har ikke lov til dette hos {remote}; be den som driver den, om å få skrive"
        ),
        R::NoRepository { remote } => format!(
            "det ligger ingenting slikt på {remote}, eller du har ikke tilgang; sjekk adressen, og be om å \
             få slippe inn"
        ),
        R::NoGitThere { remote } => format!(
            "det som svarer på {remote}, er noe annet, for eksempel innloggingssiden til et nett; åpne en \
             side i en nettleser, eller sjekk adressen"
        ),
        R::Certificate { remote } => {
            format!("sertifikatet til {remote} er ikke til å stole på; ingenting ble sendt")
        }
        R::Redirected { remote, host } => {
            format!("{remote} sender deg videre til en annen tjener, {host}; ingenting ble sendt dit")
        }
        R::OtherOwner { remote } => format!(
            "mappen til {remote} tilhører en annen bruker; er det som det skal være, så kjør `git config \
             --global --add safe.directory STI` med stien til den"
        ),
        R::DamagedHere { id } => {
            format!("en del av historien er skadet på denne disken ({id})")
        }
        R::DiskFullHere => "disken på denne maskinen er full".into(),
        R::DiskFullAt { remote } => format!("disken hos {remote} er full"),
        R::OtherDigest { remote } => format!(
            "{remote} bruker andre id-er (SHA-256 eller SHA-1) enn mappen her, og de to kan ikke dele noe; \
             lag en ny der, slik `git init --bare --object-format=sha1` gjør"
        ),
        R::BadObjects { remote, object, words } => {
            let what = if words.is_empty() { String::new() } else { format!(" ({words})") };
            let find = match object {
                "" => "`git fsck` i mappen der sier hva det er".to_owned(),
                id => format!(
                    "`git log --all -t --name-only --find-object={id}` i mappen der sier hvilken versjon og \
                     hvilken fil det er"
                ),
            };
            format!(
                "{remote} har noe som git holder for utrygt{what}; ingenting ble hentet. Den som driver \
                 stedet, eller sendte det, må ta det ut av det som er delt; {find}"
            )
        }
        R::Protocol { remote } => format!("adresser som {remote} er ikke tillatt"),
        R::ServerTrouble { remote } => {
            format!("{remote} har egne vansker; prøv igjen senere")
        }
        R::FolderNotEmpty => "mappen er ikke tom".into(),

        R::Stale => "noen andre delte noe først".into(),
        R::StaysBusy { words } => with_words(
            "det delte stedet er fortsatt låst; noe kan ha blitt avbrutt der",
            words,
        ),
        R::CheckRefused { words } => with_words("kontrollen på tjeneren sa nei", words),
        R::Protected { words } => with_words("det delte stedet er beskyttet mot dette", words),
        R::CheckedOut => {
            "det delte stedet er mappen noen arbeider i; del gjennom et rent lager (`git init --bare`)"
                .into()
        }
        R::DiskFullThere => "disken på tjeneren er full".into(),
        R::NotWritable { words } => with_words("tjeneren kan ikke skrive sine egne filer", words),
        R::OwnHook { words } => {
            with_words("et eget skript på denne maskinen (pre-push) sa nei", words)
        }
        R::Refused { words } => with_words("avvist", words),
    }
}
