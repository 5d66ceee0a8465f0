use std::fmt;
use std::io::Write;
use std::process::ExitCode;

use crate::schema::Language;
use crate::text::harmless_lines;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done; there may be warnings.
    Done,
    /// Done, and there is something to look at: errors, held back files, conflicts, no remote.
    Attention,
    /// It could not run, or was refused.
    Failed,
}

impl Exit {
    pub(super) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::Attention => 1,
            Self::Failed => 2,
        })
    }
}

/// What to do about an error, told below it.
#[derive(Debug)]
struct Hinted {
    error: anyhow::Error,
    hint: String,
}

impl fmt::Display for Hinted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Hinted {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

/// An error in the words of whoever reads it.
#[derive(Debug)]
struct Spoken {
    error: anyhow::Error,
    language: Language,
}

impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Spoken {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

/// Says of an error in which language it is, and what is to be done about it.
pub fn spoken(error: anyhow::Error, language: Language) -> anyhow::Error {
    Spoken { error, language }.into()
}

/// Adds what to do to an error.
pub trait Hint<T> {
    /// Adds a line below the error.
    ///
    /// # Errors
    /// The error that was there before.
    fn hint(self, hint: impl Into<String>) -> anyhow::Result<T>;

    /// Adds lines below the error, in their order; none where there are none.
    ///
    /// # Errors
    /// The error that was there before.
    fn hints(self, hints: impl IntoIterator<Item = String>) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> Hint<T> for Result<T, E> {
    fn hint(self, hint: impl Into<String>) -> anyhow::Result<T> {
        self.map_err(|error| Hinted { error: error.into(), hint: hint.into() }.into())
    }

    fn hints(self, hints: impl IntoIterator<Item = String>) -> anyhow::Result<T> {
        self.map_err(|error| {
            let mut error = error.into();
            for hint in hints {
                error = Hinted { error, hint }.into();
            }
            error
        })
    }
}

/// Writes an error and its hints to standard error; the exit code is that of a failure.
pub(super) fn report(error: &anyhow::Error, color: bool) -> ExitCode {
    // Nothing is left to be done when even this cannot be written.
    let _ = write(error, color, &mut std::io::stderr().lock());
    Exit::Failed.code()
}

/// Says an error and its hints, in lines.
pub(super) fn lines(error: &anyhow::Error) -> String {
    let mut out = Vec::new();
    // Writing to memory cannot fail, and what was written is text.
    let _ = write(error, false, &mut out);
    String::from_utf8_lossy(&out).trim_end().to_owned()
}

fn write(error: &anyhow::Error, color: bool, out: &mut dyn Write) -> std::io::Result<()> {
    use super::style::{ERROR, HINT};
    let (red, cyan) = if color { (ERROR, HINT) } else { Default::default() };
    let mut hints = Vec::new();
    let mut told = error;
    while let Some(hinted) = told.downcast_ref::<Hinted>() {
        hints.push(&hinted.hint);
        told = &hinted.error;
    }
    let language = told.downcast_ref::<Spoken>().map_or(Language::English, |one| one.language);
    let (error, hint) = match language {
        Language::English => ("error", "hint"),
        Language::Bokmal => ("feil", "tips"),
    };
    writeln!(out, "{red}{error}{red:#}: {}", harmless_lines(&told.to_string()))?;
    let mut above = told.to_string();
    for cause in told.chain().skip(1) {
        let cause = cause.to_string();
        // Some errors repeat what they wrap.
        if !above.contains(&cause) {
            writeln!(out, "  {}", harmless_lines(&cause))?;
        }
        above = cause;
    }
    for text in hints.iter().rev() {
        writeln!(out, "{cyan}{hint}{cyan:#}: {}", harmless_lines(text))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    fn check(error: &anyhow::Error, expected: &str) {
        let mut out = Vec::new();
        write(error, false, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn causes_and_hints_follow_in_lines() {
        let io = || std::io::Error::other("disk is full");
        let error = Err::<(), _>(io()).context("cannot write a.md").hint("free some").unwrap_err();
        check(&error, "error: cannot write a.md\n  disk is full\nhint: free some\n");
        let error = Err::<(), _>(io()).hint("one").hint("two").unwrap_err();
        check(&error, "error: disk is full\nhint: one\nhint: two\n");
        check(&anyhow::anyhow!("a\u{1b}[2J"), "error: a␛[2J\n");
        let error = spoken(anyhow::anyhow!("Ingen delt mappe."), Language::Bokmal);
        let error = Err::<(), _>(error).hint("Si hvor").unwrap_err();
        check(&error, "feil: Ingen delt mappe.\ntips: Si hvor\n");
    }
}
