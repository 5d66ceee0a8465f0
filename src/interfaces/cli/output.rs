use std::io::{self, BufWriter, Write};

use anstream::{AutoStream, ColorChoice};
use serde::Serialize;

use crate::diagnostic::render;

/// Standard output or error: buffered, and without colour where none is wanted.
///
/// Call [`Out::finish`] at the end; what stands in the buffer would be lost with its error.
pub struct Out(Box<dyn Write>);

impl Out {
    pub(super) fn new(color: bool) -> Self {
        Self(Box::new(BufWriter::new(AutoStream::new(io::stdout(), choice(color)))))
    }

    pub(super) fn stderr(color: bool) -> Self {
        Self(Box::new(BufWriter::new(AutoStream::new(io::stderr(), choice(color)))))
    }

    /// Standard output as it is, whatever is written.
    pub(super) fn unchanged() -> Self {
        Self(Box::new(BufWriter::new(io::stdout())))
    }

    /// Writes one JSON value.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        render::write_json(value, self)
    }

    /// Writes what is still in the buffer.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush()
    }
}

fn choice(color: bool) -> ColorChoice {
    if color { ColorChoice::Always } else { ColorChoice::Never }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(named)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(named)
    }
}

/// Says of an error what could not be done.
fn named(error: io::Error) -> io::Error {
    match error.kind() {
        // The kind says whether to write once more, or that nobody reads any more.
        io::ErrorKind::BrokenPipe | io::ErrorKind::Interrupted => error,
        kind => io::Error::new(kind, format!("the output cannot be written: {error}")),
    }
}

/// Tells whether an error only means that nobody reads the output any more.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe)
    })
}
