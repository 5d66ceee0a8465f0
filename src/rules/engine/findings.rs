use crate::diagnostic::Finding;

/// How many findings of one rule are kept for one file.
///
/// A hostile file could otherwise cost far more memory than it has bytes.
pub(in crate::rules) const MOST: usize = 200;

/// Collects what one rule finds in one file, up to a bound.
#[derive(Debug, Default)]
pub(in crate::rules) struct Findings {
    kept: Vec<Finding>,
}

impl Findings {
    /// Keeps `finding`, unless there are enough.
    pub(in crate::rules) fn add(&mut self, finding: Finding) {
        if !self.is_full() {
            self.kept.push(finding);
        }
    }

    /// Tells whether further findings would be dropped, so that a scan may stop.
    pub(in crate::rules) fn is_full(&self) -> bool {
        self.kept.len() >= MOST
    }

    /// Hands out what was kept.
    pub(in crate::rules) fn into_vec(self) -> Vec<Finding> {
        self.kept
    }
}
