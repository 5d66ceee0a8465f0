use std::cell::RefCell;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use jiff::ZonedDateTime;

use super::args::{ColorArg, GlobalArgs};
use super::environment::Environment;
use super::markdown::Look;
use super::output::Out;
use super::style::WARNING;
use crate::diagnostic::render::Style;
use crate::index::documents::Index;
use crate::ops::live::Screen;
use crate::store::cache::CacheNote;
use crate::text::harmless;

/// Further folders that could not be read are counted.
const MOST_UNREAD: usize = 5;
/// Without a terminal that has a width.
const DEFAULT_WIDTH: usize = 100;

/// The settings that every command runs with: arguments and environment put together.
#[derive(Clone, Debug)]
pub struct Globals {
    /// The folder to work in: absolute, there, `-C` applied.
    pub directory: PathBuf,
    /// The moment at which the command began, in the machine's zone.
    pub now: ZonedDateTime,
    pub color: bool,
    pub color_errors: bool,
    /// In columns.
    pub width: usize,
    /// Someone sits there and can be asked.
    pub interactive: bool,
    pub environment: Environment,
    /// The live screen, where this build has one.
    pub screen: Option<Screen>,
    /// What may say why a cache cannot be used, told when the command is done.
    notes: RefCell<Vec<CacheNote>>,
    /// What may have been looked at: what could not be read of it is told when the command is done.
    looked: RefCell<Vec<Arc<Index>>>,
}

impl Globals {
    pub(super) fn resolve(
        args: &GlobalArgs,
        environment: Environment,
        screen: Option<Screen>,
    ) -> anyhow::Result<Self> {
        let current = environment.current_dir.clone();
        let directory = match (&args.directory, current) {
            (Some(given), Some(current)) => current.join(given),
            (Some(given), None) => given.clone(),
            (None, Some(current)) => current,
            (None, None) => anyhow::bail!("the current folder is gone; go to another one"),
        };
        let directory = std::fs::canonicalize(&directory)
            .with_context(|| format!("cannot work in {}", directory.display()))?;
        anyhow::ensure!(directory.is_dir(), "{} is not a folder", directory.display());
        let colored = |terminal: bool| match args.color {
            ColorArg::Always => true,
            ColorArg::Never => false,
            ColorArg::Auto => terminal && !environment.no_color && !environment.dumb,
        };
        Ok(Self {
            directory,
            now: ZonedDateTime::now(),
            color: colored(environment.stdout_is_terminal),
            color_errors: colored(environment.stderr_is_terminal),
            width: environment.width.unwrap_or(DEFAULT_WIDTH),
            interactive: environment.stdin_is_terminal && environment.stderr_is_terminal,
            environment,
            screen,
            notes: RefCell::default(),
            looked: RefCell::default(),
        })
    }

    /// Returns the same for a command that begins now.
    pub(super) fn anew(&self) -> Self {
        Self { now: ZonedDateTime::now(), ..self.clone() }
    }

    /// Remembers to tell what these notes say once the command is done.
    pub(super) fn note(&self, notes: impl IntoIterator<Item = CacheNote>) {
        self.notes.borrow_mut().extend(notes);
    }

    /// Remembers to tell what could not be read of this, once the command is done.
    pub(super) fn looks_at(&self, index: Arc<Index>) {
        self.looked.borrow_mut().push(index);
    }

    /// Tells on standard error which folders could not be read, with `before` before their names.
    pub(super) fn tell_unread(&self, index: &Index, before: &str) -> io::Result<()> {
        let unread = index.unread();
        let mut err = self.err();
        for (path, why) in unread.iter().take(MOST_UNREAD) {
            let why = why.split(" (os error").next().unwrap_or(why);
            let told = format!("{before}{path} could not be read, so nothing in it is told: {why}");
            writeln!(err, "{WARNING}warning{WARNING:#}: {}", harmless(&told))?;
        }
        if let Some(more) = unread.len().checked_sub(MOST_UNREAD).filter(|more| *more > 0) {
            writeln!(err, "and {more} more; `{} check` names them all", env!("CARGO_PKG_NAME"))?;
        }
        err.finish()
    }

    /// Tells on standard error which folders could not be read, and, in one line, why a cache that the
    /// command wanted cannot be used.
    pub(super) fn tell_notes(&self) -> io::Result<()> {
        for index in self.looked.borrow().iter() {
            self.tell_unread(index, "")?;
        }
        let notes = self.notes.borrow();
        let Some(trouble) = notes.iter().find_map(CacheNote::trouble) else { return Ok(()) };
        let told = format!("{trouble}; all files are read anew each time");
        let mut err = self.err();
        writeln!(err, "{WARNING}warning{WARNING:#}: {}", harmless(&told))?;
        err.finish()
    }

    /// Returns how this program is called from here: by its name where it is found by that, else by
    /// its path.
    pub(super) fn program(&self) -> String {
        const NAME: &str = env!("CARGO_PKG_NAME");
        let real = |path: &Path| std::fs::canonicalize(path).ok();
        let Some(own) = self.environment.program.as_deref().and_then(real) else {
            return NAME.to_owned();
        };
        let file = own.file_name().unwrap_or(NAME.as_ref());
        let search = &self.environment.search;
        if search.iter().any(|folder| real(&folder.join(file)).as_ref() == Some(&own)) {
            return NAME.to_owned();
        }
        own.strip_prefix(&self.directory).unwrap_or(&own).display().to_string()
    }

    /// Returns how another program calls this one, wherever it works: by its name where it is found
    /// by that, else by its whole path.
    pub(super) fn lasting_program(&self) -> String {
        let near = self.program();
        if near == env!("CARGO_PKG_NAME") {
            return near;
        }
        let own = self.environment.program.as_deref();
        let own = own.and_then(|path| std::fs::canonicalize(path).ok());
        own.map_or(near, |path| path.display().to_string())
    }

    /// Returns the writer of standard output.
    pub fn out(&self) -> Out {
        Out::new(self.color)
    }

    /// Returns the writer of standard error.
    pub fn err(&self) -> Out {
        Out::stderr(self.color_errors)
    }

    /// Returns the width to fit a table into; `None` where no one looks at it on a terminal.
    pub fn terminal_width(&self) -> Option<usize> {
        self.environment.width
    }

    /// Returns some bits that differ from one moment to the next, for names alone.
    pub fn salt(&self) -> u16 {
        let nanos = self.now.timestamp().as_nanosecond().to_le_bytes();
        let pid = std::process::id().to_le_bytes();
        u16::from_le_bytes([nanos[1] ^ pid[0], nanos[2] ^ pid[1]])
    }

    /// Returns how Markdown looks.
    pub(super) fn look(&self) -> Look<'static> {
        Look::new(self.width, self.color)
    }

    /// Returns how text for people looks.
    pub fn style(&self) -> Style {
        Style { color: self.color, width: self.width }
    }
}
