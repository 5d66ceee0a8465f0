//! Workflow commands of GitHub Actions, which show a diagnostic beside the changed line.

use std::io::{self, Write};

use crate::diagnostic::Report;
use crate::text::{harmless, harmless_lines};

pub(super) fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for one in &report.diagnostics {
        let path = property(&harmless(one.path.as_str()));
        write!(out, "::{} file={path},line={}", one.severity.word(), one.start.line)?;
        // Columns are understood only inside one line.
        if one.start.line == one.end.line {
            write!(out, ",col={},endColumn={}", one.start.column, one.end.column)?;
        }
        let mut message = one.message.clone();
        for note in &one.notes {
            message.push('\n');
            message.push_str(note);
        }
        writeln!(
            out,
            ",endLine={},title={}::{}",
            one.end.line,
            property(one.rule.as_str()),
            data(&harmless_lines(&message)),
        )?;
    }
    Ok(())
}

/// Writes what is wrong with a file, or with the whole, without a place in it.
///
/// # Errors
/// When the output does not take it.
pub fn write_github_error(
    path: Option<&str>,
    message: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let file = path.map(|path| format!(" file={}", property(&harmless(path))));
    writeln!(out, "::error{}::{}", file.unwrap_or_default(), data(&harmless(message)))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
