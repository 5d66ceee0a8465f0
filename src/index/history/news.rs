//! What is new between two looks, and who wrote what.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::shelf::folder_of;
use super::{History, HistoryError, Step, Touch};
use crate::store::{CommitId, Stamp};
use crate::text::RepoPath;

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    pub commit: CommitId,
    pub who: Stamp,
}

/// Who wrote a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authors {
    /// Who made it; `None` where that is further back than the history that is here.
    pub made: Option<Author>,
    /// Who changed it last, or made it.
    pub changed: Author,
}

impl History<'_> {
    /// Tells who wrote each of `paths` as they are at `tip`; those that were never committed are
    /// left out.
    ///
    /// # Errors
    /// When the tip is absent or damaged, or what was remembered is lost.
    pub fn authors<'p>(
        &self,
        tip: CommitId,
        paths: impl IntoIterator<Item = &'p RepoPath>,
    ) -> Result<BTreeMap<RepoPath, Authors>, HistoryError> {
        let mut out = BTreeMap::new();
        let author = |step: Step| Author { commit: self.commit(step), who: self.author(step) };
        for path in paths {
            let trail = self.trail(tip, path)?;
            let (Some((last, _)), Some((first, touch))) = (trail.first(), trail.last()) else {
                continue;
            };
            let made = touch.is_new().then(|| author(*first));
            out.insert(path.clone(), Authors { made, changed: author(*last) });
        }
        Ok(out)
    }

    /// Returns what was done in `steps`, which stand the youngest first, by the path that each file
    /// has behind them all; of each file, the youngest first.
    ///
    /// # Errors
    /// When what was remembered is lost.
    pub fn by_file(
        &self,
        steps: &[Step],
    ) -> Result<BTreeMap<RepoPath, Vec<(Step, Touch)>>, HistoryError> {
        let mut files: BTreeMap<RepoPath, Vec<(Step, Touch)>> = BTreeMap::new();
        let counted: HashSet<Step> = steps.iter().copied().collect();
        let mut names: HashMap<Step, Names> = HashMap::new();
        for step in steps {
            let here = names.remove(step).unwrap_or_default();
            let touches = self.all_touches(*step)?;
            for (number, parent) in self.graph.node(step.0).parents.iter().enumerate() {
                if counted.contains(&Step(*parent)) {
                    let before = here.before(&touches, number);
                    names
                        .entry(Step(*parent))
                        .and_modify(|all| all.join(&before))
                        .or_insert(before);
                }
            }
            for touch in touches.into_iter().filter(|touch| touch.told) {
                for name in here.of(&touch.path) {
                    files.entry(name).or_default().push((*step, touch.clone()));
                }
            }
        }
        Ok(files)
    }

    /// Returns the files to which somebody who counts did something in `steps`, which stand the
    /// youngest first, by the paths that the files have behind them all. A task to which something
    /// was said is among them.
    ///
    /// # Errors
    /// When what was remembered is lost.
    pub fn news(
        &self,
        steps: &[Step],
        counts: &dyn Fn(&Stamp) -> bool,
    ) -> Result<BTreeSet<RepoPath>, HistoryError> {
        let files = self.by_file(steps)?;
        let mut news = BTreeSet::new();
        for (path, story) in files {
            if !story.iter().any(|(step, _)| counts(&self.author(*step))) {
                continue;
            }
            if let Some(folder) = folder_of(&path) {
                news.insert(RepoPath::new(format!("{folder}.md")));
            }
            news.insert(path);
        }
        Ok(news)
    }
}

/// What the files of one commit are called later: those that are called otherwise then. A file that
/// was taken to two names on two branches has both.
#[derive(Clone, Default)]
struct Names(Rc<HashMap<RepoPath, BTreeSet<RepoPath>>>);

impl Names {
    fn of(&self, path: &RepoPath) -> BTreeSet<RepoPath> {
        self.0.get(path).cloned().unwrap_or_else(|| BTreeSet::from([path.clone()]))
    }

    /// Returns what the files of a parent are called later, of which the commit made these.
    fn before(&self, touches: &[Touch], parent: usize) -> Self {
        let moved = |touch: &Touch| {
            let from = touch.new.and(touch.before.get(parent)?.path.clone())?;
            Some((from, self.of(&touch.path)))
        };
        let moved: Vec<_> = touches.iter().filter_map(moved).collect();
        // What lies at a path that another file took, or a new one, is called as it was.
        let other = |touch: &&Touch| {
            let here = touch.before.get(parent);
            here.is_some_and(|before| before.content.is_none() || before.path.is_some())
        };
        let other = touches.iter().filter(other).map(|touch| &touch.path);
        let other: Vec<_> = other.filter(|path| self.0.contains_key(*path)).collect();
        let mut before = self.clone();
        if !moved.is_empty() || !other.is_empty() {
            let names = Rc::make_mut(&mut before.0);
            other.into_iter().for_each(|path| drop(names.remove(path)));
            names.extend(moved);
        }
        before
    }

    /// Adds what the files of a commit are called on another branch that it led to.
    fn join(&mut self, other: &Self) {
        if Rc::ptr_eq(&self.0, &other.0) {
            return;
        }
        let mine = self.clone();
        let paths: BTreeSet<&RepoPath> = mine.0.keys().chain(other.0.keys()).collect();
        let names = Rc::make_mut(&mut self.0);
        for path in paths {
            names.entry(path.clone()).or_default().extend(mine.of(path));
            names.entry(path.clone()).or_default().extend(other.of(path));
        }
    }
}
