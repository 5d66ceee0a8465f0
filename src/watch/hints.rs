use std::collections::BTreeSet;

use crate::text::RepoPath;

/// So many places are looked at one by one; of more, everything is.
const MOST: usize = 256;

/// Where something may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hints {
    /// At these paths, or below them; nowhere, where there are none.
    At(BTreeSet<RepoPath>),
    Anywhere(Why),
}

/// Why everything must be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The system has dropped notices, or told of something without saying where.
    Lost,
    /// Much changed at once.
    Many,
    /// It is time to look.
    Time,
    /// The machine was asleep, or its clock was set.
    Slept,
}

impl Default for Hints {
    fn default() -> Self {
        Self::At(BTreeSet::new())
    }
}

impl Hints {
    /// Says that anything may have changed.
    pub fn anywhere(why: Why) -> Self {
        Self::Anywhere(why)
    }

    /// Tells whether nothing may have changed.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::At(paths) if paths.is_empty())
    }

    /// Adds a place.
    pub(super) fn add(&mut self, path: RepoPath) {
        let Self::At(paths) = self else { return };
        paths.insert(path);
        if paths.len() > MOST {
            *self = Self::Anywhere(Why::Many);
        }
    }

    /// Takes note that places are not known.
    pub(super) fn lose(&mut self, why: Why) {
        *self = Self::Anywhere(why);
    }
}
