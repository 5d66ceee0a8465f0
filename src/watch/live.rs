//! What a command asks the program that watches, and what it is answered: one line of JSON each.

use serde::{Deserialize, Serialize};

/// Counted up when what is said changes its meaning.
const VERSION: u32 = 1;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    version: u32,
    /// The build of the program that asks: another one keeps its index in another way.
    program: String,
    pub want: Want,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Want {
    /// Which generation of the index is of the folder as it is now.
    Fresh,
    /// What one line tells of the workspace.
    Short,
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Nothing has changed since this generation was written.
    Fresh {
        generation: u64,
    },
    Short(Short),
    /// Everything was read, and is about to be written down: whoever asks again in a moment is told.
    Soon,
    /// Something has changed that was not looked at yet: whoever asks looks for themselves.
    Stale,
    /// The question is not understood.
    Strange,
}

/// What one line tells of a workspace, for whoever works in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Short {
    /// Tasks that wait for them.
    pub waiting: usize,
    /// Those of them whose time is over.
    pub late: usize,
    /// Files that are not as the others have them.
    pub unsent: usize,
    /// Conflict notes that wait for them.
    pub conflicts: usize,
    /// Files that the last sync held back.
    pub held_back: usize,
    /// Folders that cannot be read: what lies in them is not counted.
    #[serde(default)]
    pub unread: usize,
}

impl Question {
    /// Makes the line that this build of the program asks with.
    pub fn line(program: &str, want: Want) -> String {
        let question = Self { version: VERSION, program: program.to_owned(), want };
        serde_json::to_string(&question).unwrap_or_default()
    }

    /// Reads a line as this build of the program does; `None` where it is of another one.
    pub fn read(line: &str, program: &str) -> Option<Want> {
        let question: Self = serde_json::from_str(line).ok()?;
        (question.version == VERSION && question.program == program).then_some(question.want)
    }
}

impl Answer {
    /// Makes the line that it is answered with.
    pub fn line(self) -> String {
        serde_json::to_string(&self).unwrap_or_default()
    }

    /// Reads a line; what is no answer is none that helps.
    pub fn read(line: &str) -> Self {
        serde_json::from_str(line).unwrap_or(Self::Strange)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_build_is_understood() {
        let line = Question::line("1.0 x", Want::Fresh);
        assert_eq!(line, r#"{"version":1,"program":"1.0 x","want":"fresh"}"#);
        assert_eq!(Question::read(&line, "1.0 x"), Some(Want::Fresh));
        assert_eq!(Question::read(&line, "1.0 y"), None);
        assert_eq!(Question::read(&line.replace(":1,", ":2,"), "1.0 x"), None);
        assert_eq!(Question::read("", "1.0 x"), None);
        for answer in [
            Answer::Fresh { generation: 7 },
            Answer::Short(Short { late: 2, ..Short::default() }),
            Answer::Soon,
            Answer::Stale,
        ] {
            assert_eq!(Answer::read(&answer.line()), answer);
        }
        assert_eq!(Answer::read("{}"), Answer::Strange);
    }
}
