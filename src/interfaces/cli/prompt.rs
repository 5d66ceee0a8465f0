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
