//! What a sync is doing at the moment, for the line that stands on a terminal meanwhile.

use crate::schema::Language;

/// A step that takes a while; [`Pace::text`] says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    Reading,
    Checking,
    /// The shared place is asked what is new.
    Asking,
    Merging,
    Sending,
    Writing,
    /// Somebody else has sent something in between.
    Again {
        round: u32,
    },
}

impl Pace {
    /// Says it in `language`, without a full stop.
    pub fn text(self, language: Language) -> String {
        let [english, bokmal] = match self {
            Self::Reading => ["Reading the folder", "Leser mappen"],
            Self::Checking => ["Checking what you wrote", "Ser over det du har skrevet"],
            Self::Asking => {
                ["Asking the shared place what is new", "Spør den delte mappen hva som er nytt"]
            }
            Self::Merging => ["Merging", "Fletter sammen"],
            Self::Sending => [
                "Sending, and waiting for the shared place",
                "Sender, og venter på den delte mappen",
            ],
            Self::Writing => ["Writing files", "Skriver filer"],
            Self::Again { round } => {
                return match language {
                    Language::English => format!("Somebody was faster; trying again ({round})"),
                    Language::Bokmal => format!("Noen var raskere; prøver igjen ({round})"),
                };
            }
        };
        match language {
            Language::English => english,
            Language::Bokmal => bokmal,
        }
        .to_owned()
    }
}
