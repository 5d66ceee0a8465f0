use super::plural;
use crate::schema::Language;

/// What a power cut or a failing disk had damaged, and a sync put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MendedPart {
    Branch,
    History {
        count: usize,
    },
    Staging,
    /// What held-back files were based on is lost.
    Bases,
}

impl MendedPart {
    /// Says what was put right.
    pub fn text(self, language: Language) -> String {
        let [english, bokmal] = match self {
            Self::Branch => [
                "The note of which version you work on was damaged or gone, and was restored.",
                "Notatet om hvilken versjon du arbeider på, var skadet eller borte og er gjenopprettet.",
            ],
            Self::Staging => [
                "Git's list of your files was damaged and was made anew. No file was touched.",
                "Gits liste over filene dine var skadet og er laget på nytt. Ingen filer er rørt.",
            ],
            Self::Bases => [
                "What held-back files were based on was lost. Look at them before they are shared.",
                "Opplysninger om hva tilbakeholdte filer bygde på, er gått tapt. Se over filene før de deles.",
            ],
            Self::History { count } => return restored(count, language),
        };
        match language {
            Language::English => english.to_owned(),
            Language::Bokmal => bokmal.to_owned(),
        }
    }
}

fn restored(count: usize, language: Language) -> String {
    match language {
        Language::English => {
            let parts = plural(count, "part of the history was", "parts of the history were");
            format!("{count} damaged {parts} restored.")
        }
        Language::Bokmal => {
            let parts = plural(count, "skadd del", "skadde deler");
            format!("{count} {parts} av historikken er gjenopprettet.")
        }
    }
}
