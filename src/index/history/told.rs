//! What touches mean for the documents, remembered too: versions of a file never change.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{History, Touch};
use crate::changes::{Change, Said, Version, between, of_merge};
use crate::merge::ContentId;
use crate::rules::MAX_TEXT;
use crate::schema::Schema;
use crate::store::cache::{Batch, Space};
use crate::text::RepoPath;

/// Touches whose texts are in memory at a time; a text has at most some megabytes.
const AT_ONCE: usize = 64;

/// What a touch means for its document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// The kind of the document, behind the touch; before it, when it is gone.
    pub kind: Option<String>,
    /// Its title; `None` for what is no document.
    pub title: Option<String>,
    /// What is said in it, of a reply or a review.
    pub said: Option<Said>,
    /// What changed; nothing where it came, went or only moved.
    pub changes: Vec<Change>,
}

/// A version of a file: where it stands decides how it is read.
type Place<'t> = (&'t RepoPath, ContentId);

impl History<'_> {
    /// Tells what each touch means, in the same order.
    ///
    /// Kinds decide what a change means; `kinds` tells apart what two sets of them would say.
    pub fn told(&self, schema: &Schema, kinds: u64, touches: &[&Touch]) -> Vec<Told> {
        let keys: Vec<(i64, u64)> = touches.iter().map(|touch| key(kinds, touch)).collect();
        let wanted: Vec<i64> = keys.iter().map(|(key, _)| *key).collect();
        let known: HashMap<i64, Vec<u8>> =
            self.cache.read_many(Space::Told, &wanted).into_iter().collect();
        let read = |(key, check): &(i64, u64)| {
            let (found, told): (u64, Told) = postcard::from_bytes(known.get(key)?).ok()?;
            (*check == found).then_some(told)
        };
        let mut out: Vec<Option<Told>> = keys.iter().map(read).collect();
        let missing: Vec<usize> = (0..out.len()).filter(|at| out[*at].is_none()).collect();
        let mut batch = Batch::default();
        for part in missing.chunks(AT_ONCE) {
            let some: Vec<&Touch> = part.iter().map(|at| touches[*at]).collect();
            for (at, (told, whole)) in part.iter().zip(self.compare(schema, &some)) {
                let (key, check) = keys[*at];
                // What could not be had may be there another time.
                if whole {
                    let bytes = postcard::to_stdvec(&(check, &told));
                    batch.put(Space::Told, key, bytes.expect("texts and numbers can be written"));
                }
                out[*at] = Some(told);
            }
        }
        if !batch.is_empty() {
            self.remember(batch);
        }
        out.into_iter().map(Option::unwrap_or_default).collect()
    }

    /// Compares the versions, each read once, and tells whether all could be had.
    fn compare(&self, schema: &Schema, touches: &[&Touch]) -> Vec<(Told, bool)> {
        let mut texts: HashMap<Place<'_>, Option<Vec<u8>>> = HashMap::new();
        for place in touches.iter().flat_map(|touch| places(touch)) {
            let read = || self.repo.read_blob(place.1, MAX_TEXT).ok();
            texts.entry(place).or_insert_with(read);
        }
        let versions: HashMap<Place<'_>, (Version, bool)> = texts
            .into_par_iter()
            .map(|(place, text)| {
                let version = Version::read(schema, place.0, text.as_deref());
                (place, (version, text.is_some()))
            })
            .collect();
        let tell = |touch: &&Touch| {
            let read: Vec<&(Version, bool)> =
                places(touch).iter().map(|place| &versions[place]).collect();
            let whole = read.iter().all(|(_, whole)| *whole);
            let read: Vec<&Version> = read.into_iter().map(|(version, _)| version).collect();
            (Told::of(&read), whole)
        };
        touches.par_iter().map(tell).collect()
    }
}

impl Told {
    /// Tells what the last of some versions is, and how it differs from those before.
    pub fn of(versions: &[&Version]) -> Self {
        let Some((new, old)) = versions.split_last() else { return Self::default() };
        let document = new.record().filter(|record| record.kind.is_some());
        Self {
            kind: document.and_then(|record| record.kind.as_deref()).map(str::to_owned),
            title: document.map(|record| record.title.to_string()),
            said: new.said().cloned(),
            changes: match old {
                [] => Vec::new(),
                [one] => between(one, new),
                several => of_merge(several, new),
            },
        }
    }
}

/// The versions that a touch is about: those before, where something was changed, and the one behind
/// it, or the last one when the file is gone.
fn places(touch: &Touch) -> Vec<Place<'_>> {
    let before = touch
        .before
        .iter()
        .filter_map(|before| Some((before.path.as_ref().unwrap_or(&touch.path), before.content?)));
    let mut places: Vec<Place<'_>> = before.collect();
    match touch.new {
        None => places.truncate(1),
        Some(new) => {
            if places.iter().any(|(_, content)| *content == new) {
                places.clear();
            }
            places.push((&touch.path, new));
        }
    }
    places
}

/// The key of what is remembered, and a second one that must be right as well.
fn key(kinds: u64, touch: &Touch) -> (i64, u64) {
    let digest = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, kinds).hash(&mut hasher);
        places(touch).hash(&mut hasher);
        hasher.finish()
    };
    (i64::from_le_bytes(digest(0).to_le_bytes()), digest(1))
}
