//! The colours of the command line, in one place.

use anstyle::{AnsiColor, Style};

pub(super) const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const OK: Style = AnsiColor::Green.on_default().bold();
pub(super) const HINT: Style = AnsiColor::BrightCyan.on_default().bold();
pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const LATE: Style = AnsiColor::BrightRed.on_default();
/// It waits for whoever looks.
pub(super) const MINE: Style = AnsiColor::BrightCyan.on_default().bold();
pub(super) const BROKEN: Style = AnsiColor::BrightRed.on_default().bold();
pub(super) const ITALIC: Style = Style::new().italic();
pub(super) const STRUCK: Style = Style::new().strikethrough();
pub(super) const TITLE: Style = Style::new().bold().underline();
pub(super) const LINK: Style = Style::new().underline();
pub(super) const CODE: Style = AnsiColor::Cyan.on_default();
pub(super) const ADDED: Style = AnsiColor::Green.on_default();
pub(super) const REMOVED: Style = AnsiColor::Red.on_default();
