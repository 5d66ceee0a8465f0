//! Addresses that stand on the pages of several people: nobody knows who works with such a one.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::message::Barrier;
use crate::schema::{Language, Record};
use crate::text::{RepoPath, harmless};

/// An address, and the pages on which it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedAddress {
    /// In small letters.
    pub address: String,
    /// By path; at least two.
    pub pages: Vec<RepoPath>,
    /// Whether it is that of whoever works in this clone.
    pub is_own: bool,
}

/// Finds the addresses that several of these people have; `own` is that of whoever works here.
pub(super) fn shared_addresses<'r>(
    people: impl IntoIterator<Item = &'r Record>,
    own: Option<&str>,
) -> Vec<SharedAddress> {
    let mut found: BTreeMap<String, BTreeSet<&RepoPath>> = BTreeMap::new();
    for person in people {
        for email in person.texts("email") {
            found.entry(email.trim().to_lowercase()).or_default().insert(&person.path);
        }
    }
    found.retain(|_, pages| pages.len() > 1);
    let is_own = |address: &str| own.is_some_and(|own| own.trim().eq_ignore_ascii_case(address));
    found
        .into_iter()
        .map(|(address, pages)| SharedAddress {
            is_own: is_own(&address),
            pages: pages.into_iter().cloned().collect(),
            address,
        })
        .collect()
}

impl SharedAddress {
    /// Says what follows from it, and what to do.
    pub fn sentence(&self, language: Language) -> String {
        self.said(language, &|text| harmless(text).into_owned())
    }

    /// The same with names written as `plain` does.
    pub(super) fn said(&self, language: Language, plain: &dyn Fn(&str) -> String) -> String {
        let pages: Vec<String> = self.pages.iter().map(|page| plain(page.as_str())).collect();
        let (address, pages) = (&plain(&self.address), &pages.join(", "));
        let message = match self.is_own {
            true => Barrier::SharedAddress { address, pages },
            false => Barrier::DoubledAddress { address, pages },
        };
        message.text(language)
    }
}
