use std::collections::HashMap;

use rayon::prelude::*;

use super::{Arrow, Arrows, arrows_of};
use crate::rules::mentions::Links;
use crate::schema::Record;
use crate::text::RepoPath;

/// The arrows of all documents of a tree.
pub struct AllArrows {
    /// By where they begin, in the order of the documents.
    arrows: Vec<Arrow>,
    out: HashMap<RepoPath, Vec<usize>>,
    into: HashMap<RepoPath, Vec<usize>>,
}

impl AllArrows {
    /// Reads the arrows of all `records`, in parallel.
    pub fn of(records: &[Record], links: &Links<'_>) -> Self {
        let arrows: Vec<Arrow> =
            records.par_iter().flat_map_iter(|record| arrows_of(record, links)).collect();
        let mut out: HashMap<RepoPath, Vec<usize>> = HashMap::new();
        let mut into: HashMap<RepoPath, Vec<usize>> = HashMap::new();
        for (at, arrow) in arrows.iter().enumerate() {
            out.entry(arrow.from.clone()).or_default().push(at);
            if let Some(path) = arrow.end.path() {
                into.entry(path.clone()).or_default().push(at);
            }
        }
        Self { arrows, out, into }
    }

    /// Returns all of them, by where they begin.
    pub fn iter(&self) -> impl Iterator<Item = &Arrow> {
        self.arrows.iter()
    }

    fn some(&self, from: &HashMap<RepoPath, Vec<usize>>, path: &RepoPath) -> Vec<Arrow> {
        let found = from.get(path).map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|at| self.arrows.get(*at)).cloned().collect()
    }
}

impl Arrows for AllArrows {
    fn out_of(&self, path: &RepoPath) -> Vec<Arrow> {
        self.some(&self.out, path)
    }

    fn leading_to(&self, path: &RepoPath) -> Vec<Arrow> {
        self.some(&self.into, path)
    }
}
