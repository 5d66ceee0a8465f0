use std::io::{self, BufRead, Write};

use crate::ops::init::Prompt;
use crate::text::harmless_lines;

/// Asks on the terminal: questions go to standard error, so that the output stays clean.
pub(super) struct Terminal;

impl Prompt for Terminal {
    fn ask(&mut self, question: &str) -> io::Result<Option<String>> {
        let mut out = io::stderr().lock();
        write!(out, "{} ", harmless_lines(question))?;
        out.flush()?;
        drop(out);
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            writeln!(io::stderr())?;
            return Ok(None);
        }
        Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        writeln!(io::stderr(), "{}", harmless_lines(text))
    }
}

/// Tells of something that failed beside what was asked for.
pub(super) fn warn(error: &dyn std::error::Error) -> io::Result<()> {
    let mut out = io::stderr().lock();
    writeln!(out, "warning: {}", harmless_lines(&error.to_string()))?;
    let causes = std::iter::successors(error.source(), |error| error.source());
    for cause in causes {
        writeln!(out, "  {}", harmless_lines(&cause.to_string()))?;
    }
    Ok(())
}
