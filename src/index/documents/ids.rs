use super::base::Damaged;
use super::core::Index;
use super::stored;
use crate::schema::{Word, did_you_mean};
use crate::text::RepoPath;

/// The ids of all documents with their kinds, in order of their paths: small, for whoever looks for a
/// name that was misspelt.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    text: String,
    /// Where each id ends in the text, and its kind.
    ends: Vec<(u32, u16)>,
    kinds: Vec<Word>,
}

impl Ids {
    /// Takes ids with their kinds, in the order of the paths.
    pub fn of<'a>(documents: impl Iterator<Item = (&'a str, &'a Word)>) -> Self {
        let mut ids = Self::default();
        for (id, kind) in documents {
            let known = ids.kinds.iter().position(|one| one == kind);
            let kind = known.unwrap_or_else(|| {
                ids.kinds.push(kind.clone());
                ids.kinds.len() - 1
            });
            ids.text.push_str(id);
            let end = u32::try_from(ids.text.len()).unwrap_or(u32::MAX);
            ids.ends.push((end, u16::try_from(kind).unwrap_or(u16::MAX)));
        }
        ids.text.shrink_to_fit();
        ids.ends.shrink_to_fit();
        ids
    }

    /// Returns the id that `name` was most likely meant to be, of those kinds that are taken.
    pub fn nearest(&self, name: &str, takes: &dyn Fn(&str) -> bool) -> Option<&str> {
        let taken: Vec<bool> = self.kinds.iter().map(|kind| takes(kind)).collect();
        let mut start = 0;
        let ids = self.ends.iter().filter_map(|(end, kind)| {
            let id = self.text.get(start as usize..*end as usize);
            start = *end;
            id.filter(|_| taken.get(usize::from(*kind)) == Some(&true))
        });
        did_you_mean(name, ids)
    }
}

impl Index {
    /// Returns the ids of all documents that are known, without a look at the folder where there was
    /// none yet.
    pub fn ids(&self) -> Ids {
        let full = self.current.get().and_then(|current| current.full.get());
        match (full, self.known_ids()) {
            (None, Ok(Some(ids))) => ids,
            _ => Ids::of(
                self.records()
                    .iter()
                    .filter_map(|record| Some((&*record.id, record.kind.as_ref()?))),
            ),
        }
    }

    /// Reads them from what is kept.
    fn known_ids(&self) -> Result<Option<Ids>, Damaged> {
        let Some(base) = &self.base else { return Ok(None) };
        let delta = self.current.get().map(|current| &current.delta.files);
        let mut found: Vec<(RepoPath, Box<str>, Word)> = Vec::with_capacity(base.len());
        for (number, bytes) in base.lean_blocks(&self.cache)? {
            let generation = base.head.blocks.get(number as usize).copied().ok_or(Damaged)?;
            let block = stored::lean(&bytes, generation).ok_or(Damaged)?;
            for (slot, lean) in (number * stored::BLOCK..).zip(block) {
                let lean = lean.filter(|_| delta.is_none_or(|delta| !delta.contains_key(&slot)));
                let Some(lean) = lean else { continue };
                if let Some(kind) = stored::kind(lean.fields) {
                    found.push((RepoPath::new(lean.path), lean.id.into(), kind));
                }
            }
        }
        let changed = delta.into_iter().flat_map(|delta| delta.values().flatten());
        found.extend(changed.filter_map(|entry| {
            let record = entry.record.as_ref()?;
            Some((entry.path.clone(), record.id.clone(), record.kind.clone()?))
        }));
        found.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        Ok(Some(Ids::of(found.iter().map(|(_, id, kind)| (&**id, kind)))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_id_is_of_a_kind_that_is_taken() {
        let (task, brief) = (Word::from("task"), Word::from("brief"));
        let ids = Ids::of([("ola-14", &task), ("ola-19", &brief), ("årsplan", &brief)].into_iter());
        assert_eq!(ids.nearest("ola-144", &|_| true), Some("ola-14"));
        assert_eq!(ids.nearest("ola-149", &|kind| kind == "brief"), Some("ola-19"));
        assert_eq!(ids.nearest("arsplan", &|_| true), Some("årsplan"));
        assert_eq!(ids.nearest("arsplan", &|kind| kind == "task"), None);
        assert_eq!(Ids::default().nearest("ola-1", &|_| true), None);
    }
}
