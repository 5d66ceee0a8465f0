use serde::{Deserialize, Serialize};

/// A language that people are spoken to in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "nb")]
    Bokmal,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 2] = [Language::English, Language::Bokmal];

    /// Returns the tag that files use: `en`, `nb`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Bokmal => "nb",
        }
    }

    /// Reads a tag; `no`, `nb-NO`, `en_GB.UTF-8` and the names of the languages are understood too.
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_', '.']).next()?.to_lowercase().as_str() {
            "en" | "english" | "engelsk" => Some(Self::English),
            "nb" | "no" | "nn" | "norsk" | "bokmål" | "norwegian" => Some(Self::Bokmal),
            _ => None,
        }
    }
}
