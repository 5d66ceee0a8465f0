//! What a person may decide with a tick on their page, and how they say it.

use serde::{Deserialize, Serialize};

use super::Item;
use crate::merge::ContentId;
use crate::ops::moves::Options;
use crate::schema::Language;
use crate::schema::message::Boxes;
use crate::text::RepoPath;
use crate::workflow::{MoveName, Want};

/// What a tick says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choice {
    Accept,
    Return,
    /// To a proposal.
    Agree,
    Disagree,
    /// So it was meant.
    Right,
    Correct,
    Answer,
    Start,
    Resume,
    Send,
    Cancel,
    Reopen,
}

/// What is written right below a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Below {
    Nothing,
    MayBe(Boxes<'static>),
    MustBe(Boxes<'static>),
}

impl Choice {
    pub(super) const ALL: [Self; 12] = [
        Self::Accept,
        Self::Return,
        Self::Agree,
        Self::Disagree,
        Self::Right,
        Self::Correct,
        Self::Answer,
        Self::Start,
        Self::Resume,
        Self::Send,
        Self::Cancel,
        Self::Reopen,
    ];

    /// Returns what may be decided about something that waits.
    pub(super) fn about(item: &Item) -> &'static [Self] {
        match item.want {
            Want::Judge => &[Self::Accept, Self::Return],
            Want::NameJudge => &[Self::Return],
            Want::JudgeProposal => &[Self::Agree, Self::Disagree],
            Want::Decide => &[Self::Cancel, Self::Reopen],
            // The page shows only the first one.
            Want::Answer | Want::AnswerAside if item.more == 0 => &[Self::Answer],
            Want::Start => &[Self::Start],
            Want::Resume => &[Self::Resume],
            Want::Send if item.ready => &[Self::Send],
            _ => &[],
        }
    }

    /// Returns what may be said to how somebody understood a task.
    pub(super) fn about_read_back(cannot_meet: bool) -> &'static [Self] {
        match cannot_meet {
            true => &[Self::Correct],
            false => &[Self::Right, Self::Correct],
        }
    }

    /// Returns the word for it in the page's own marks, which never changes.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Return => "return",
            Self::Agree => "agree",
            Self::Disagree => "disagree",
            Self::Right => "right",
            Self::Correct => "correct",
            Self::Answer => "answer",
            Self::Start => "start",
            Self::Resume => "resume",
            Self::Send => "send",
            Self::Cancel => "cancel",
            Self::Reopen => "reopen",
        }
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Tells whether nobody means both.
    pub(super) fn excludes(self, other: Self) -> bool {
        let pairs = [
            (Self::Accept, Self::Return),
            (Self::Agree, Self::Disagree),
            (Self::Right, Self::Correct),
            (Self::Cancel, Self::Reopen),
        ];
        pairs.contains(&(self, other)) || pairs.contains(&(other, self))
    }

    /// Says it; with the date that is proposed, where one is.
    pub fn text(self, date: Option<&str>, language: Language) -> String {
        let message = match (self, date) {
            (Self::Agree, Some(date)) => Boxes::AgreeOn { date },
            (Self::Agree, None) => Boxes::Agree,
            (Self::Accept, _) => Boxes::Accept,
            (Self::Return, _) => Boxes::Return,
            (Self::Disagree, _) => Boxes::Disagree,
            (Self::Right, _) => Boxes::Right,
            (Self::Correct, _) => Boxes::Correct,
            (Self::Answer, _) => Boxes::Answer,
            (Self::Start, _) => Boxes::Start,
            (Self::Resume, _) => Boxes::Resume,
            (Self::Send, _) => Boxes::Send,
            (Self::Cancel, _) => Boxes::Cancel,
            (Self::Reopen, _) => Boxes::Reopen,
        };
        message.text(language)
    }

    /// Returns what stands behind its box: what a tick says, and what is written below.
    pub(super) fn label(self, date: Option<&str>, language: Language) -> String {
        let text = self.text(date, language);
        match self.below_text(language) {
            Some(below) => format!("{text} – {below}"),
            None => text,
        }
    }

    fn below(self) -> Below {
        match self {
            Self::Accept => Below::MayBe(Boxes::BelowKind),
            Self::Return => Below::MustBe(Boxes::BelowChanges),
            Self::Disagree | Self::Cancel | Self::Reopen => Below::MustBe(Boxes::BelowWhy),
            Self::Correct => Below::MustBe(Boxes::BelowMeant),
            Self::Answer => Below::MustBe(Boxes::BelowAnswer),
            Self::Agree | Self::Right | Self::Start | Self::Resume | Self::Send => Below::Nothing,
        }
    }

    /// Says what is written below its box; `None` where nothing need be.
    fn below_text(self, language: Language) -> Option<String> {
        match self.below() {
            Below::Nothing => None,
            Below::MayBe(text) | Below::MustBe(text) => Some(text.text(language)),
        }
    }

    /// Says what is still wanting below its box where it is ticked alone; `None` where that is enough.
    pub(super) fn needed(self, language: Language) -> Option<String> {
        let Below::MustBe(below) = self.below() else { return None };
        Some(Boxes::Needed { below: &below.text(language) }.text(language))
    }

    /// Tells whether it says nothing without words of the person's own.
    pub(super) fn needs_words(self) -> bool {
        matches!(self.below(), Below::MustBe(_))
    }

    /// Tells whether words below its box go with what it makes.
    pub(super) fn takes_words(self) -> bool {
        !matches!(self, Self::Start | Self::Resume | Self::Send)
    }

    pub(super) fn step(self) -> MoveName {
        match self {
            Self::Accept | Self::Agree => MoveName::Accept,
            Self::Return | Self::Disagree => MoveName::Return,
            Self::Right => MoveName::Note,
            Self::Correct => MoveName::Correct,
            Self::Answer => MoveName::Answer,
            Self::Start => MoveName::Start,
            Self::Resume => MoveName::Resume,
            Self::Send => MoveName::Send,
            Self::Cancel => MoveName::Cancel,
            Self::Reopen => MoveName::Reopen,
        }
    }

    /// Puts the words that stood below its box into the move that it makes.
    ///
    /// `said` is what it is about.
    pub(super) fn put(
        self,
        options: &mut Options<'_>,
        words: &[String],
        said: Option<&RepoPath>,
        language: Language,
    ) {
        // What is typed is no heading of the reply.
        let words: Vec<String> = words.iter().map(|line| plain(line)).collect();
        let text = words.join("\n");
        let section = match self {
            Self::Accept | Self::Agree => "What is good",
            Self::Return | Self::Disagree => "Changes",
            Self::Correct => "What was misunderstood",
            Self::Answer => "Answers",
            Self::Cancel | Self::Reopen => "Reason",
            Self::Right => {
                options.body = Some(match words.as_slice() {
                    [] => Boxes::RightNote.text(language),
                    _ => text,
                });
                return;
            }
            Self::Start | Self::Resume | Self::Send => return,
        };
        if self == Self::Answer
            && let Some(said) = said
        {
            options.fields.push(("re", said.stem().to_owned()));
        }
        let text = match self {
            Self::Return => {
                let lines = words.iter().zip(1..);
                let lines: Vec<String> =
                    lines.map(|(line, number)| format!("{number}. {line}")).collect();
                lines.join("\n")
            }
            _ => text,
        };
        if !text.is_empty() {
            options.sections.push((section, text));
        }
    }

    /// Returns the mark of a decision about just this version: what it is `bound` to.
    pub(super) fn token(self, bound: &str) -> String {
        let digest = ContentId::of_blob(format!("{} {bound}", self.word()).as_bytes()).to_string();
        digest.get(..12).unwrap_or(&digest).to_owned()
    }
}

/// Writes a line so that Markdown takes it for what was typed, and not for a heading or a rule.
fn plain(line: &str) -> String {
    let is_rule = line.len() >= 2
        && ["-", "=", "_", "*"]
            .iter()
            .any(|sign| line.trim_matches(' ').replace(sign, "").is_empty());
    match line.starts_with('#') || is_rule {
        true => format!("\\{line}"),
        false => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_found_by_its_word() {
        for one in Choice::ALL {
            assert_eq!(Choice::of_word(one.word()), Some(one));
        }
        assert_eq!(Choice::of_word("praise"), None);
    }

    #[test]
    fn a_mark_is_of_one_choice_and_one_version() {
        let accept = Choice::Accept.token("one");
        assert_eq!(accept.len(), 12);
        assert_ne!(accept, Choice::Return.token("one"));
        assert_ne!(accept, Choice::Accept.token("other"));
    }
}
