//! What was said about a task and changes nothing, and why.

use std::collections::BTreeMap;

use super::Changes;
use crate::ops::Place;
use crate::ops::story::What;
use crate::schema::{Record, person_name};
use crate::text::RepoPath;
use crate::workflow::{Evidence, Life, State, Team, Uncounted, Why};

/// Something that was said and changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vain {
    /// Who said it.
    pub by: String,
    pub path: RepoPath,
    pub why: VainWhy,
}

/// Why something that was said changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VainWhy {
    /// That is for these to say; for nobody who is known where there are none.
    ForOthers(Vec<String>),
    /// The task stood there then, and it leads nowhere from that.
    NotNow(State),
    /// It judges something else than what was handed in last.
    NotThis,
    /// Its author delivered what it accepts.
    OwnWork,
    /// It accepts something, and this person filed it, unsigned.
    FiledBy(String),
}

impl Vain {
    pub(super) fn of(one: &Uncounted<'_>, task: &Record, team: &Team) -> Self {
        let accepts = one.step.evidence == Evidence::Review("accepted");
        let filed_by = one.record.text("captured_by").filter(|_| accepts);
        let why = match (one.why, filed_by) {
            (Why::NotEntitled, Some(by)) => VainWhy::FiledBy(by.to_owned()),
            (Why::NotEntitled, None) => {
                let names = one.who_may(task, team);
                VainWhy::ForOthers(names.into_iter().map(str::to_owned).collect())
            }
            (Why::NotNow(state), _) => VainWhy::NotNow(state),
            (Why::NotThis, _) => VainWhy::NotThis,
            (Why::OwnWork, _) => VainWhy::OwnWork,
        };
        let by = one.record.text("by").unwrap_or_default().to_owned();
        Self { by, path: one.record.path.clone(), why }
    }
}

/// What was said in vain about a task among the news.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InVain {
    /// All of it.
    pub said: Vec<Vain>,
    /// What whoever reads said last, where the task is closed: no item tells them.
    pub own: Option<Vain>,
}

/// Finds what was said in vain about the tasks among the first `most` documents of the news, by path.
pub(super) fn in_news(
    place: &Place,
    news: &Changes,
    person: &str,
    most: usize,
) -> BTreeMap<RepoPath, InVain> {
    let near = place.snapshot.near();
    let team = Team::of(near.people());
    let mut found = BTreeMap::new();
    for one in news.documents.iter().take(most) {
        if !one.events.iter().any(|event| matches!(event.what, What::Said { .. })) {
            continue;
        }
        let Some(task) = near.record(&one.path).filter(|one| one.is("task") && one.readable) else {
            continue;
        };
        let said = near.about(task);
        let life = Life::of(task, &said, &team, None);
        let vain = |one: &Uncounted<'_>| Vain::of(one, task, &team);
        let is_own = |one: &&Uncounted<'_>| {
            one.record.text("by").is_some_and(|by| person_name(by) == person_name(person))
        };
        let last = life.last_in_vain(&said);
        let own = last.iter().find(is_own).filter(|_| life.state.is_closed()).map(vain);
        let in_vain = InVain { said: life.uncounted.iter().map(vain).collect(), own };
        if in_vain != InVain::default() {
            found.insert(one.path.clone(), in_vain);
        }
    }
    found
}
