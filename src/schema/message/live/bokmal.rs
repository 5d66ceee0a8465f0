use super::Live;

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
        L::BackInReach => "Den delte mappen kan nås igjen.".into(),
        L::Failed { reason } => {
            format!("Fikk ikke delt: {reason}. Det du skrev, er der det var.")
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
