use std::hash::BuildHasher;

use foldhash::quality::RandomState;
use rayon::prelude::*;

use crate::schema::Record;

/// Documents by a name that each has: every mention of every document is looked up.
pub(super) struct ByName<'a> {
    /// The digests of the names, sorted; documents of one name by path.
    digests: Vec<u64>,
    records: Vec<&'a Record>,
    /// Where the digests begin that start with so many bits, which tell nearly where one lies.
    starts: Vec<u32>,
    bits: u32,
    name_of: fn(&Record) -> &str,
}

impl<'a> ByName<'a> {
    /// Sorts documents, which come by path, by their names.
    pub(super) fn of(
        documents: impl ParallelIterator<Item = &'a Record>,
        name_of: fn(&Record) -> &str,
        hasher: &RandomState,
    ) -> Self {
        let digest = |record: &'a Record| (hasher.hash_one(name_of(record)), record);
        let mut named: Vec<(u64, &Record)> = documents.map(digest).collect();
        // Nearly no two names have one digest, but nobody relies on it.
        let key = |one: &(u64, &'a Record)| (one.0, name_of(one.1), &one.1.path);
        named.par_sort_unstable_by(|one, other| key(one).cmp(&key(other)));
        let bits = named.len().checked_ilog2().unwrap_or(0) + 1;
        let mut starts = vec![0; (1 << bits) + 1];
        for (digest, _) in &named {
            starts[first(*digest, bits) + 1] += 1;
        }
        let mut start = 0;
        for count in &mut starts {
            start += *count;
            *count = start;
        }
        let (digests, records) = named.into_iter().unzip();
        Self { digests, records, starts, bits, name_of }
    }

    /// Returns the documents of this name, by path.
    pub(super) fn called(&self, name: &str, digest: u64) -> &[&'a Record] {
        let at = first(digest, self.bits);
        let part = self.starts[at] as usize..self.starts[at + 1] as usize;
        let same =
            |at: &usize| self.digests[*at] == digest && (self.name_of)(self.records[*at]) == name;
        let Some(first) = part.clone().find(same) else { return &[] };
        let count = (first..part.end).take_while(same).count();
        &self.records[first..first + count]
    }
}

/// Returns the first bits of a digest; there are few.
fn first(digest: u64, bits: u32) -> usize {
    (digest >> (u64::BITS - bits)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::RepoPath;

    #[test]
    fn documents_of_one_name_come_by_path() {
        let hasher = RandomState::default();
        let paths = ["b/x.md", "a/x.md", "y.md"];
        for count in 0..=paths.len() {
            let records: Vec<Record> =
                paths[..count].iter().map(|path| Record::unread(RepoPath::new(path))).collect();
            let names = ByName::of(records.par_iter(), |record| &record.id, &hasher);
            let found = |name: &str| -> Vec<&str> {
                let found = names.called(name, hasher.hash_one(name));
                found.iter().map(|record| record.path.as_str()).collect()
            };
            assert_eq!(found("x"), [&["a/x.md", "b/x.md"][..], &["b/x.md"], &[]][2 - count.min(2)]);
            assert_eq!(found("y").len(), count / 3);
            assert!(found("z").is_empty());
        }
    }
}
