//! Who made the documents that do not say so themselves.
//!
//! What nobody else has yet was made by whoever works here; of the rest the history tells.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread::Scope;

use serde::{Deserialize, Serialize};

use crate::index::history::{History, HistoryError, UNWATCHED, cache_of, read_ahead, with_history};
use crate::schema::{Maker, Record};
use crate::store::cache::CacheNote;
use crate::store::{CommitId, Head, Repo, TreeId};
use crate::text::RepoPath;
use crate::workflow::is_unsigned;

/// Who made a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    pub(super) path: RepoPath,
    /// Their address; `None` where nobody can tell.
    by: Option<Box<str>>,
    /// Whether it stands in the history.
    committed: bool,
}

/// Who made the documents that do not say so, as it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Unsigned {
    /// The commit that was checked out then.
    tip: Option<String>,
    pub(super) made: Vec<Made>,
}

/// Tells who made documents of a folder.
#[derive(Debug)]
pub(super) struct Makers {
    root: PathBuf,
    note: CacheNote,
    here: OnceLock<Here>,
}

/// What a clone says of whoever works in it, and what was committed in it.
#[derive(Debug)]
struct Here {
    email: Option<Box<str>>,
    tip: Option<(CommitId, TreeId)>,
}

impl Here {
    fn of(repo: &Repo) -> Self {
        let tip = match repo.head() {
            Ok(Head::Branch { commit, .. } | Head::Detached { commit }) => Some(commit),
            _ => None,
        };
        let tip = tip.and_then(|tip| Some((tip, repo.tree_of(tip).ok()?)));
        Self { email: repo.identity().email.map(String::into_boxed_str), tip }
    }

    fn tip(&self) -> Option<String> {
        self.tip.map(|(tip, _)| tip.to_string())
    }

    /// Tells who made a file, but for what only the history tells.
    fn made(&self, repo: &Repo, path: &RepoPath) -> Made {
        let has = |tree| repo.entry(tree, path).is_ok_and(|found| found.is_some());
        let committed = self.tip.is_some_and(|(_, tree)| has(tree));
        let by = self.email.clone().filter(|_| !committed);
        Made { path: path.clone(), by, committed }
    }
}

impl Makers {
    pub(super) fn of(root: &Path, note: CacheNote) -> Self {
        Self { root: root.to_owned(), note, here: OnceLock::new() }
    }

    /// Begins to look out for documents of which only the history tells who made them; what else is done in `scope`
    /// is done beside the reading of the history.
    pub(super) fn look_out<'s, 'e>(&'e self, scope: &'s Scope<'s, 'e>) -> Lookout<'s, 'e> {
        Lookout { makers: self, scope, here: None, begun: false }
    }

    fn here(&self) -> Option<(Repo, &Here)> {
        let repo = Repo::open(&self.root).ok()?;
        let here = self.here.get_or_init(|| Here::of(&repo));
        Some((repo, here))
    }

    /// Returns those documents that were made otherwise than is known.
    pub(super) fn misjudged<'k>(
        &self,
        known: &'k Unsigned,
        of: impl Fn(&Made) -> bool,
    ) -> Vec<&'k RepoPath> {
        let asked: Vec<&Made> = known.made.iter().filter(|made| of(made)).collect();
        if asked.is_empty() {
            return Vec::new();
        }
        let Some((repo, here)) = self.here() else { return Vec::new() };
        let mut now: Vec<Made> = asked.iter().map(|made| here.made(&repo, &made.path)).collect();
        if here.tip() == known.tip {
            let still = |(now, made): (&mut Made, &&Made)| {
                if now.committed && made.committed {
                    now.by.clone_from(&made.by);
                }
            };
            now.iter_mut().zip(&asked).for_each(still);
        } else {
            self.ask_history(&repo, here, &mut now);
        }
        let others = asked.into_iter().zip(now).filter(|(made, now)| *made != now);
        others.map(|(made, _)| &made.path).collect()
    }

    /// Says of those of `records` that do not say so who made them; returns what was said.
    pub(super) fn sign<'r>(&self, records: impl Iterator<Item = &'r mut Record>) -> Vec<Made> {
        let unsigned: Vec<&mut Record> = records.filter(|record| is_unsigned(record)).collect();
        if unsigned.is_empty() {
            return Vec::new();
        }
        let Some((repo, here)) = self.here() else { return Vec::new() };
        let mut made: Vec<Made> =
            unsigned.iter().map(|record| here.made(&repo, &record.path)).collect();
        self.ask_history(&repo, here, &mut made);
        for (record, made) in unsigned.into_iter().zip(&made) {
            let maker = made.by.clone().map(|address| Box::new(Maker { address }));
            record.made_by = maker;
        }
        made
    }

    /// Puts what was said now together with what was known of other documents before.
    pub(super) fn together(&self, made: Vec<Made>) -> Unsigned {
        let tip = self.here.get().filter(|_| !made.is_empty()).and_then(Here::tip);
        Unsigned { tip, made }
    }

    fn ask_history(&self, repo: &Repo, here: &Here, made: &mut [Made]) {
        let asked: Vec<&mut Made> = made.iter_mut().filter(|made| made.committed).collect();
        let Some((tip, _)) = here.tip.filter(|_| !asked.is_empty()) else { return };
        let cache = cache_of(repo, &self.note);
        let authors =
            |history: &History<'_>| history.authors(tip, asked.iter().map(|made| &made.path));
        // Where the history cannot be read, nobody can tell.
        let found = with_history::<_, HistoryError>(repo, &cache, &[tip], UNWATCHED, authors);
        let Ok(found) = found else { return };
        for made in asked {
            let author = found.get(&made.path).and_then(|authors| authors.made.as_ref());
            made.by = author.map(|author| author.who.email.as_str().into());
        }
    }
}

/// Has the history read as soon as it is known that it will be asked.
pub(super) struct Lookout<'s, 'e> {
    makers: &'e Makers,
    scope: &'s Scope<'s, 'e>,
    /// `None` until it is asked for.
    here: Option<Option<(Repo, &'e Here)>>,
    begun: bool,
}

impl Lookout<'_, '_> {
    /// Takes note of a document that was read.
    pub(super) fn meet(&mut self, record: &Record) {
        if self.begun || !is_unsigned(record) {
            return;
        }
        let here = self.here.get_or_insert_with(|| self.makers.here());
        let Some((repo, here)) = here else { return };
        let Some((tip, _)) = here.tip.filter(|_| here.made(repo, &record.path).committed) else {
            return;
        };
        self.begun = true;
        // What it holds of git's files would stay as long as it does.
        self.here = None;
        let makers = self.makers;
        self.scope.spawn(move || read_ahead(&makers.root, &makers.note, tip));
    }
}
