//! What is new between two looks, and who wrote what.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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
        let mut files: HashMap<RepoPath, Vec<(Step, Touch)>> = HashMap::new();
        for step in steps.iter().rev() {
            let touches = self.all_touches(*step)?;
            // All are taken before any is put down: two files may have changed places.
            let mut moved = Vec::new();
            for touch in touches.iter().filter(|touch| touch.new.is_some()) {
                let before = touch.before.iter().filter_map(|before| before.path.as_ref());
                moved.extend(before.filter_map(|path| Some((&touch.path, files.remove(path)?))));
            }
            for (path, story) in moved {
                files.entry(path.clone()).or_default().extend(story);
            }
            for touch in touches.into_iter().filter(|touch| touch.told) {
                files.entry(touch.path.clone()).or_default().push((*step, touch));
            }
        }
        let place: HashMap<Step, usize> =
            steps.iter().enumerate().map(|(at, step)| (*step, at)).collect();
        for story in files.values_mut() {
            story.sort_by_key(|(step, _)| place.get(step).copied());
        }
        Ok(files.into_iter().collect())
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
