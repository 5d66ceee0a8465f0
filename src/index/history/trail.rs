//! The way back from a file to all that was done to it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::graph::Number;
use super::shelf::folder_of;
use super::{History, HistoryError, Name, Step, Touch, UNWATCHED, with_history};
use crate::changes::written_ids;
use crate::merge::ContentId;
use crate::rules::MAX_TEXT;
use crate::store::cache::Cache;
use crate::store::{CommitId, Repo};
use crate::text::RepoPath;

/// Returns all contents that a file had in the history of `tip`, where it stood before, too, if it was moved.
///
/// # Errors
/// As [`History::trail`].
pub fn contents(
    repo: &Repo,
    cache: &Cache,
    tip: CommitId,
    path: &RepoPath,
) -> Result<BTreeSet<ContentId>, HistoryError> {
    with_history(repo, cache, &[tip], UNWATCHED, |history| {
        let trail = history.trail(tip, path)?.into_iter();
        Ok(trail.filter_map(|(_, touch)| touch.new).collect())
    })
}

/// What is known of the file at one commit, on the way back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Whereabouts {
    At(RepoPath),
    /// It is not there; it may have been before, and was deleted.
    Nowhere,
}

impl History<'_> {
    /// Returns what was done to the file that is at `path` at `tip`, the youngest first: under all
    /// names that it had, on all branches that led here.
    ///
    /// A document that was deleted and came back is followed by the id in it, any other file by its
    /// path. Where one thing was done in several commits (a change that was picked to another
    /// branch), the first of them counts.
    ///
    /// # Errors
    /// When the tip is absent or damaged, or what was remembered is lost.
    pub fn trail(
        &self,
        tip: CommitId,
        path: &RepoPath,
    ) -> Result<Vec<(Step, Touch)>, HistoryError> {
        let number = self.step(tip)?.0;
        let Some(now) = self.repo.entry(self.repo.tree_of(tip)?, path)? else {
            let last = self.last_touch(tip, path)?;
            return last.map_or_else(|| Ok(Vec::new()), |(step, touch)| self.trail_of(step, touch));
        };
        let ids = if path.is_markdown() { self.ids_in(now.id) } else { Vec::new() };
        let mut walk = Walk::new(self, ids)?;
        walk.enter(number, Whereabouts::At(path.clone()))?;
        walk.go()?;
        Ok(self.story(number, walk.found))
    }

    /// Returns what was done to a file up to the touch that is given, the youngest first.
    ///
    /// # Errors
    /// When what was remembered is lost.
    pub fn trail_of(&self, step: Step, touch: Touch) -> Result<Vec<(Step, Touch)>, HistoryError> {
        let mut walk = Walk::new(self, touch.gone.clone().into_iter().collect())?;
        walk.back(step.0, touch)?;
        walk.go()?;
        Ok(self.story(step.0, walk.found))
    }

    /// Returns what was done last to a path at which nothing is now.
    ///
    /// # Errors
    /// As [`History::trail`].
    pub fn last_touch(
        &self,
        tip: CommitId,
        path: &RepoPath,
    ) -> Result<Option<(Step, Touch)>, HistoryError> {
        let tip = self.step(tip)?.0;
        let speaks = |touch: &Touch| touch.told && touch.is_about(path);
        let found = self.reachable(tip, self.named(Name::Path(path.as_str()), speaks)?);
        Ok(self.story(tip, found).into_iter().next())
    }

    /// Returns the youngest deletion of a document with this id in the history of `tip`.
    ///
    /// # Errors
    /// As [`History::trail`].
    pub fn grave(&self, tip: CommitId, id: &str) -> Result<Option<(Step, Touch)>, HistoryError> {
        let tip = self.step(tip)?.0;
        let id = id.to_lowercase();
        let graves = self.named(Name::Gone(&id), |touch| touch.gone.as_deref() == Some(&*id))?;
        Ok(self.story(tip, self.reachable(tip, graves)).into_iter().next())
    }

    /// Returns what was done in the history of `tip` to files in a folder where things are said
    /// about a task, the youngest first.
    ///
    /// # Errors
    /// As [`History::trail`].
    pub fn in_folder(
        &self,
        tip: CommitId,
        folder: &str,
    ) -> Result<Vec<(Step, Touch)>, HistoryError> {
        let tip = self.step(tip)?.0;
        let inside = |touch: &Touch| {
            let before = touch.before.iter().filter_map(|before| before.path.as_ref());
            let mut paths = std::iter::once(&touch.path).chain(before);
            touch.told && paths.any(|path| folder_of(path) == Some(folder))
        };
        let found = self.named(Name::Folder(folder), inside)?;
        Ok(self.story(tip, self.reachable(tip, found)))
    }

    /// Keeps what was done in the history of `tip`.
    fn reachable(&self, tip: Number, mut found: Vec<(Number, Touch)>) -> Vec<(Number, Touch)> {
        let reachable = self.graph.reachable(tip, &[]);
        found.retain(|(number, _)| reachable.get(*number as usize) == Some(&true));
        found
    }

    /// Puts what was done in the history of `tip` in order, the youngest first, each once.
    ///
    /// # Errors
    /// As [`History::trail`].
    pub fn arranged(
        &self,
        tip: CommitId,
        touches: Vec<(Step, Touch)>,
    ) -> Result<Vec<(Step, Touch)>, HistoryError> {
        let found = touches.into_iter().map(|(step, touch)| (step.0, touch));
        Ok(self.story(self.step(tip)?.0, found.collect()))
    }

    /// Puts what was found in order, and leaves out what was done once more elsewhere.
    fn story(&self, tip: Number, found: Vec<(Number, Touch)>) -> Vec<(Step, Touch)> {
        let ages = self.graph.ages(tip);
        let mut found: Vec<(Step, Touch)> =
            found.into_iter().map(|(number, touch)| (Step(number), touch)).collect();
        found.sort_unstable_by(|(a, one), (b, other)| {
            let key = |step: &Step| (ages[step.0 as usize], *self.commit(*step).as_bytes());
            (key(a), one).cmp(&(key(b), other))
        });
        let mut told = BTreeSet::new();
        found.retain(|(step, touch)| {
            let who = self.author(*step);
            told.insert((who.email, who.seconds, touch.clone()))
        });
        found.reverse();
        found
    }

    fn ids_in(&self, content: ContentId) -> Vec<String> {
        let bytes = self.repo.read_blob(content, MAX_TEXT).ok();
        let ids = bytes.map(|bytes| written_ids(&bytes)).unwrap_or_default();
        ids.into_iter().map(|id| id.to_lowercase()).collect()
    }
}

/// A walk from a tip to where a file came from.
struct Walk<'h, 'a> {
    history: &'h History<'a>,
    /// The ids by which the document is known when it comes back.
    ids: Vec<String>,
    /// Where documents with these ids were deleted.
    graves: HashMap<Number, Vec<Touch>>,
    /// What was done to each path, by commit.
    paths: BTreeMap<RepoPath, Rc<BTreeMap<Number, Vec<Touch>>>>,
    /// What is to be looked at, by commit.
    open: BTreeMap<Number, BTreeSet<Whereabouts>>,
    found: Vec<(Number, Touch)>,
}

impl<'h, 'a> Walk<'h, 'a> {
    fn new(history: &'h History<'a>, ids: Vec<String>) -> Result<Self, HistoryError> {
        let mut graves: HashMap<Number, Vec<Touch>> = HashMap::new();
        for id in &ids {
            let of_id = |touch: &Touch| touch.gone.as_ref() == Some(id);
            for (number, touch) in history.named(Name::Gone(id), of_id)? {
                graves.entry(number).or_default().push(touch);
            }
        }
        let (paths, open, found) = Default::default();
        Ok(Self { history, ids, graves, paths, open, found })
    }

    /// Takes note of a place to look at, unless nothing was ever done there at or before the commit.
    fn enter(&mut self, number: Number, place: Whereabouts) -> Result<(), HistoryError> {
        let earliest = match &place {
            Whereabouts::At(path) => self.touches(path)?.keys().next().copied(),
            Whereabouts::Nowhere => self.graves.keys().min().copied(),
        };
        if earliest.is_some_and(|earliest| earliest <= number) {
            self.open.entry(number).or_default().insert(place);
        }
        Ok(())
    }

    fn touches(
        &mut self,
        path: &RepoPath,
    ) -> Result<Rc<BTreeMap<Number, Vec<Touch>>>, HistoryError> {
        if let Some(known) = self.paths.get(path) {
            return Ok(Rc::clone(known));
        }
        let mut touches: BTreeMap<Number, Vec<Touch>> = BTreeMap::new();
        let speaks = |touch: &Touch| touch.is_about(path);
        for (number, touch) in self.history.named(Name::Path(path.as_str()), speaks)? {
            touches.entry(number).or_default().push(touch);
        }
        let touches = Rc::new(touches);
        self.paths.insert(path.clone(), Rc::clone(&touches));
        Ok(touches)
    }

    fn go(&mut self) -> Result<(), HistoryError> {
        while let Some((number, places)) = self.open.pop_last() {
            for place in places {
                match place {
                    Whereabouts::At(path) => self.at(number, path)?,
                    Whereabouts::Nowhere => self.nowhere(number)?,
                }
            }
        }
        Ok(())
    }

    /// Looks at a commit in which the file is, or is taken to be, at `path`.
    fn at(&mut self, number: Number, path: RepoPath) -> Result<(), HistoryError> {
        let touches = self.touches(&path)?;
        let here = touches.get(&number).map_or(&[][..], Vec::as_slice);
        if let Some(touch) = here.iter().find(|touch| touch.path == path) {
            if touch.new.is_none() && !self.is_same(touch) {
                return self.follow(number, &Whereabouts::Nowhere);
            }
            return self.back(number, touch.clone());
        }
        // What was there went on under another name, and so was not this file.
        let went_on = here.iter().any(|touch| touch.told && touch.path != path);
        let place = if went_on { Whereabouts::Nowhere } else { Whereabouts::At(path) };
        self.follow(number, &place)
    }

    fn nowhere(&mut self, number: Number) -> Result<(), HistoryError> {
        match self.graves.get(&number).cloned() {
            None => self.follow(number, &Whereabouts::Nowhere),
            Some(touches) => touches.into_iter().try_for_each(|touch| self.back(number, touch)),
        }
    }

    /// Tells whether what was deleted is this document.
    fn is_same(&self, touch: &Touch) -> bool {
        match &touch.gone {
            Some(id) => self.ids.is_empty() || self.ids.contains(id),
            None => self.ids.is_empty(),
        }
    }

    /// Takes note of what was done, and goes on where the file was before.
    fn back(&mut self, number: Number, touch: Touch) -> Result<(), HistoryError> {
        let parents = self.history.graph.node(number).parents.clone();
        for (parent, before) in parents.into_iter().zip(&touch.before) {
            let place = match (&before.content, &before.path) {
                (None, _) if self.ids.is_empty() => Whereabouts::At(touch.path.clone()),
                (None, _) => Whereabouts::Nowhere,
                (Some(_), None) => Whereabouts::At(touch.path.clone()),
                (Some(_), Some(path)) => Whereabouts::At(path.clone()),
            };
            self.enter(parent, place)?;
        }
        if touch.told {
            self.found.push((number, touch));
        }
        Ok(())
    }

    fn follow(&mut self, number: Number, place: &Whereabouts) -> Result<(), HistoryError> {
        let parents = self.history.graph.node(number).parents.clone();
        parents.into_iter().try_for_each(|parent| self.enter(parent, place.clone()))
    }
}
