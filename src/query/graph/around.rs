use rayon::prelude::*;

use super::{Arrow, Arrows, Relation, arrows_of};
use crate::rules::Universe;
use crate::rules::mentions::Links;
use crate::schema::Record;
use crate::text::RepoPath;

/// The arrows around single documents, read when they are asked for.
///
/// Fields that name people lead to nobody here: half of a workspace may name the same one.
pub struct Around<'a> {
    universe: &'a dyn Universe,
    links: Links<'a>,
}

impl<'a> Around<'a> {
    /// Looks documents up in `universe`, as `links` does.
    pub fn new(universe: &'a dyn Universe, links: Links<'a>) -> Self {
        Self { universe, links }
    }
}

impl Arrows for Around<'_> {
    fn out_of(&self, path: &RepoPath) -> Vec<Arrow> {
        self.universe.at(path).map_or_else(Vec::new, |record| arrows_of(record, &self.links))
    }

    fn leading_to(&self, path: &RepoPath) -> Vec<Arrow> {
        let task = self.universe.at(path).filter(|record| record.is("task"));
        let mut from: Vec<&Record> = self.universe.mentioning(path).into_owned();
        from.extend(task.iter().flat_map(|task| self.universe.about(task).into_owned()));
        from.sort_by(|one, other| one.path.cmp(&other.path));
        from.dedup_by(|one, other| one.path == other.path);
        let leads_here = |arrow: &Arrow| {
            arrow.end.path() == Some(path) && !matches!(arrow.relation, Relation::Person(_))
        };
        from.into_par_iter()
            .flat_map_iter(|record| arrows_of(record, &self.links))
            .filter(leads_here)
            .collect()
    }
}
