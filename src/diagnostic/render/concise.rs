//! One line a diagnostic: `path:line:column: error[rule]: message`.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Ansi};

use super::{Context, Style};
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::text::harmless;

pub(super) fn render(
    report: &Report,
    context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    lines(&report.diagnostics, context.style, out)?;
    writeln!(out, "{}", report.summary().line_after(context.fixed))
}

/// Writes a line for each diagnostic.
///
/// # Errors
/// When the writer fails.
pub fn lines(diagnostics: &[Diagnostic], style: Style, out: &mut dyn Write) -> io::Result<()> {
    for one in diagnostics {
        let (bold, weight) = match (style.color, one.severity) {
            (false, _) => (Ansi::new(), Ansi::new()),
            (true, Severity::Error) => {
                (Ansi::new().bold(), AnsiColor::BrightRed.on_default().bold())
            }
            (true, Severity::Warning) => {
                (Ansi::new().bold(), AnsiColor::Yellow.on_default().bold())
            }
        };
        let path = harmless(one.path.as_str());
        writeln!(
            out,
            "{bold}{path}{bold:#}:{}:{}: {weight}{}[{}]{weight:#}: {}",
            one.start.line,
            one.start.column,
            one.severity.word(),
            one.rule,
            harmless(&one.message),
        )?;
    }
    Ok(())
}
