//! What a person reads when the shared place cannot be reached, or does not take what is sent.
//!
//! `remote` is its address without passwords, or words for it.

mod bokmal;
mod english;

use crate::schema::Language;

messages! {
    /// A text about the way to the shared place; [`Reach::text`] says it.
    Reach;

    NoSuchHost { host: &'a str, remote: &'a str },
    Offline { remote: &'a str },
    Interrupted { remote: &'a str },
    Silent { remote: &'a str },
    Stopped,
    HostKeyUnknown { remote: &'a str },
    HostKeyChanged { remote: &'a str },
    KeyRefused { remote: &'a str },
    LoginRefused { remote: &'a str },
    LoginNeeded { remote: &'a str },
    Forbidden { remote: &'a str },
    NoRepository { remote: &'a str },
    NoGitThere { remote: &'a str },
    Certificate { remote: &'a str },
    Redirected { remote: &'a str, host: &'a str },
    OtherOwner { remote: &'a str },
    DamagedHere { id: &'a str },
    DiskFullHere,
    DiskFullAt { remote: &'a str },
    OtherDigest { remote: &'a str },
    /// `object` is the id of what git found, `words` what git says of it; both may be empty.
    BadObjects { remote: &'a str, object: &'a str, words: &'a str },
    Protocol { remote: &'a str },
    ServerTrouble { remote: &'a str },
    FolderNotEmpty,

    // What was sent was not taken; `words` are what was said there, and may be none
    Stale,
    StaysBusy { words: &'a str },
    CheckRefused { words: &'a str },
    Protected { words: &'a str },
    CheckedOut,
    DiskFullThere,
    NotWritable { words: &'a str },
    OwnHook { words: &'a str },
    Refused { words: &'a str },
}

impl Reach<'_> {
    /// Says it in a language.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::English => english::text(self),
            Language::Bokmal => bokmal::text(self),
        }
    }
}

/// Puts what was said elsewhere behind a sentence; nothing where nothing was.
fn with_words(sentence: &str, words: &str) -> String {
    match words.trim() {
        "" => sentence.to_owned(),
        words => format!("{sentence}: {words}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_without_words_of_others_ends() {
        let hook = |words| Reach::OwnHook { words }.text(Language::English);
        assert_eq!(hook(""), "a hook of your own on this machine (pre-push) refused it");
        assert!(hook("no\n").ends_with("refused it: no"));
    }
}
