use std::fmt;

use serde::{Deserialize, Serialize};

use super::Span;

/// A [`Span`] in half the memory, for what is kept of thousands of texts.
///
/// Offsets beyond 4 GiB are taken for the last that fits; no text is read that is nearly as long.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    start: u32,
    // Shorter in bytes than the end would be.
    length: u32,
}

impl Place {
    /// Returns the same as a span.
    pub fn span(self) -> Span {
        Span::new(self.start as usize, self.start as usize + self.length as usize)
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        let short = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: short(span.start), length: short(span.len()) }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.span(), f)
    }
}
