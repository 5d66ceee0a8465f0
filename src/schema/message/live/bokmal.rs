use super::Live;
use crate::schema::message::plural;

/// Says a message in Bokmål.
pub(super) fn text(message: &Live<'_>) -> String {
    use Live as L;
    match *message {
        L::SharesByItself { seconds } => format!(
            "Det du lagrer, sendes når ingenting er lagret på {seconds} sekunder; det som er nytt fra \
             de andre, kommer av seg selv."
        ),
        L::MoveWaits { seconds } => format!(
            "Det du flyttet videre for hånd, sendes om {seconds} sekunder; til da kan det tas tilbake."
        ),
        L::TriedAgain => "Det prøves igjen av seg selv.".into(),
        L::SharesAgain => "Delingen virker igjen.".into(),
        L::BackInReach => "Den delte mappen kan nås igjen.".into(),
        L::Failed { reason } => {
            format!("Fikk ikke delt: {reason}. Det du skrev, er der det var.")
        }

        L::Watching { files, errors, warnings } => format!(
            "følger med på {files} {}, med {errors} feil og {warnings} {}; Ctrl+C avslutter",
            plural(files, "fil", "filer"),
            plural(warnings, "advarsel", "advarsler"),
        ),
        L::Saved { path } => format!("{path} ble lagret"),
        L::Removed { path } => format!("{path} er borte"),
        L::Mended { path } => format!("{path}: ingenting er galt lenger"),
        L::WaitsNow { task, title, status, who } => {
            format!("{task} «{title}» er {status} og venter på {who}")
        }
        L::WaitsForNobody { task, title, status } => {
            format!("{task} «{title}» er {status} og venter ikke på noen")
        }
        L::Slept => "maskinen sov, så alt ble sett over".into(),
        L::Rescanned => "mye ble endret på én gang, så alt ble sett over".into(),
        L::FolderGone => {
            "mappen eller workspace.yml i den er borte; venter til den er tilbake".into()
        }
        L::Looking { why } => {
            format!(
                "systemet sier ikke fra om endringer: {why}; mappen sees over hvert annet sekund"
            )
        }

        L::ShortWaiting { count } => format!("{count} til deg"),
        L::ShortLate { count } => format!("{count} for sent"),
        L::ShortUnsent { count } => format!("{count} ikke sendt"),
        L::ShortConflicts { count } => format!("{count} å avgjøre"),
        L::ShortHeldBack { count } => format!("{count} holdt tilbake"),
        L::ShortUnread { count: 1 } => "en mappe kan ikke leses".into(),
        L::ShortUnread { count } => format!("{count} mapper kan ikke leses"),
        L::ShortNothing => "ingenting venter".into(),
        L::ShortAsOf { when } => format!("per {when}"),

        L::WaitsForYou { count: 1 } => "Dette venter på deg".into(),
        L::WaitsForYou { count } => format!("{count} ting venter på deg"),
    }
}
