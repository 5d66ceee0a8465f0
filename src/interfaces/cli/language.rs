use clap::ValueEnum;

use super::Globals;
use crate::schema::Language;

/// A language as an argument names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LanguageArg {
    /// English
    En,
    /// Bokmål
    #[value(alias = "no")]
    Nb,
}

impl From<LanguageArg> for Language {
    fn from(arg: LanguageArg) -> Self {
        match arg {
            LanguageArg::En => Self::English,
            LanguageArg::Nb => Self::Bokmal,
        }
    }
}

impl Globals {
    /// Returns the language asked for, else that of the user's messages.
    pub(super) fn language(&self, asked: Option<LanguageArg>) -> Language {
        let locale = || self.environment.locale.as_deref().and_then(Language::parse);
        asked.map(Language::from).or_else(locale).unwrap_or_default()
    }
}
