use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BASIS, History, HistoryError, Watch, basis, with_history};
use crate::store::cache::{Batch, Cache, Space};
use crate::store::{CommitId, ObjectError, Repo};

/// Tips for which the answer is remembered; beyond this all are forgotten.
const MOST: usize = 64;

/// The numbers that are used up to a commit.
#[derive(Serialize, Deserialize)]
struct Known {
    tip: [u8; 20],
    numbers: BTreeMap<String, u32>,
}

/// Returns the highest number that an id had in a document that is gone by now, by person.
///
/// Together with the documents that are there, this keeps a number from being given twice. For
/// a tip that was asked for before, this costs one look into the cache; else the commits that are
/// not remembered yet are read.
///
/// # Errors
/// When the history is damaged: nobody knows then which numbers were given.
pub fn removed_numbers(
    repo: &Repo,
    cache: &Cache,
    tips: &[CommitId],
    watch: Watch<'_>,
) -> Result<BTreeMap<String, u32>, HistoryError> {
    let mut all = BTreeMap::new();
    let mut unknown = Vec::new();
    let same = cache.read(Space::Commits, BASIS).is_some_and(|known| known == basis(repo));
    for tip in tips {
        match known(cache, *tip).filter(|_| same) {
            Some(numbers) => raise(&mut all, numbers),
            None => unknown.push(*tip),
        }
    }
    if !unknown.is_empty() {
        let found = with_history(repo, cache, &unknown, watch, |history| {
            unknown.iter().map(|tip| numbers(history, *tip)).collect::<Result<Vec<_>, _>>()
        })?;
        found.into_iter().for_each(|numbers| raise(&mut all, numbers));
    }
    Ok(all)
}

fn key(tip: CommitId) -> i64 {
    let bytes = tip.as_bytes();
    i64::from_le_bytes([0, 1, 2, 3, 4, 5, 6, 7].map(|at| bytes[at]))
}

fn known(cache: &Cache, tip: CommitId) -> Option<BTreeMap<String, u32>> {
    let known: Known = postcard::from_bytes(&cache.read(Space::Numbers, key(tip))?).ok()?;
    (known.tip == *tip.as_bytes()).then_some(known.numbers)
}

fn raise(all: &mut BTreeMap<String, u32>, numbers: BTreeMap<String, u32>) {
    for (person, number) in numbers {
        let highest = all.entry(person).or_default();
        *highest = number.max(*highest);
    }
}

/// Goes through the history of a tip, and remembers the answer.
fn numbers(history: &History<'_>, tip: CommitId) -> Result<BTreeMap<String, u32>, HistoryError> {
    let mut numbers = BTreeMap::new();
    let reachable = history.graph.reachable(history.step(tip)?.0, &[]);
    for (number, _) in (0..).zip(reachable).filter(|(_, is)| *is) {
        let node = history.graph.node(number);
        if let Some(super::Cut::Damaged(id)) = &node.end {
            return Err(ObjectError::Missing { id: id.clone() }.into());
        }
        raise(&mut numbers, node.numbers.iter().cloned().collect());
    }
    let mut batch = Batch::default();
    if history.cache.read_all(Space::Numbers).len() >= MOST {
        batch.clear(Space::Numbers);
    }
    let known = Known { tip: *tip.as_bytes(), numbers: numbers.clone() };
    let bytes = postcard::to_stdvec(&known).expect("names and numbers can be written");
    batch.put(Space::Numbers, key(tip), bytes);
    history.remember(batch);
    Ok(numbers)
}
