use std::collections::{BTreeMap, HashMap};

use super::{Batch, Change, Part, Space, Written};

/// The tables without a file.
#[derive(Debug, Default)]
pub(super) struct Memory {
    spaces: HashMap<Space, BTreeMap<i64, Vec<u8>>>,
    generations: HashMap<Part, u64>,
}

impl Memory {
    pub(super) fn generation(&self, part: Part) -> u64 {
        self.generations.get(&part).copied().unwrap_or(0)
    }

    pub(super) fn read_many(&self, space: Space, keys: &[i64]) -> Vec<(i64, Vec<u8>)> {
        let Some(values) = self.spaces.get(&space) else { return Vec::new() };
        keys.iter().filter_map(|key| Some((*key, values.get(key)?.clone()))).collect()
    }

    pub(super) fn read_all(&self, space: Space) -> Vec<(i64, Vec<u8>)> {
        let values = self.spaces.get(&space);
        values.into_iter().flatten().map(|(key, bytes)| (*key, bytes.clone())).collect()
    }

    pub(super) fn write(
        &mut self,
        part: Part,
        seen: u64,
        batches: &mut dyn Iterator<Item = Batch>,
    ) -> Written {
        if self.generation(part) != seen {
            return Written::Overtaken;
        }
        for change in batches.flat_map(|batch| batch.changes) {
            let values = self.spaces.entry(change.space()).or_default();
            match change {
                Change::Put(_, key, bytes) => drop(values.insert(key, bytes)),
                Change::Delete(_, key) => drop(values.remove(&key)),
                Change::Clear(_) => values.clear(),
            }
        }
        self.generations.insert(part, seen + 1);
        Written::Done(seen + 1)
    }
}
