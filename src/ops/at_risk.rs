//! Which tasks do not fit in before they are due, by what lists know of them.

use std::collections::{BTreeSet, HashMap};

use jiff::ZonedDateTime;

use crate::index::documents::Summary;
use crate::query::{Quality, Query, Subject};
use crate::schema::{ValueRef, layout};
use crate::text::RepoPath;
use crate::workflow::Clocks;
use crate::workspace::Snapshot;

/// What was said about the time that a task takes.
#[derive(Default)]
struct Effort<'s> {
    /// The last estimate, in hours, and the name of the reply that gives it.
    estimate: Option<(&'s str, f64)>,
    /// In minutes.
    spent: f64,
}

/// Returns the tasks under way whose assignee has less working time until they are due than the last
/// estimate takes, where the query asks for that; `None` where it does not, or the moment is not known.
pub(super) fn at_risk(
    snapshot: &Snapshot,
    query: &Query,
    summaries: &[Summary<'_>],
) -> Option<BTreeSet<RepoPath>> {
    query.asks_for(Quality::AtRisk)?;
    let now = snapshot.now().map(ZonedDateTime::timestamp)?;
    let clocks = Clocks::of(snapshot.people(), snapshot.config());
    let efforts = efforts(summaries);
    let is_at_risk = |one: &&Summary<'_>| {
        let under_way = one.standing().is_some_and(|standing| standing.state.is_under_way());
        let text = |key: &str| one.value(key).and_then(ValueRef::text);
        let risk = || {
            let due = one.value("due").and_then(ValueRef::moment)?;
            let assignee = text("to")?;
            let deadline = clocks.deadline(due, text("from").unwrap_or(assignee));
            let effort = efforts.get(one.id()).or_else(|| efforts.get(one.path.stem()));
            let said = effort.and_then(|effort| effort.estimate).map(|(_, hours)| hours);
            let estimate = said.or_else(|| number(one, "estimate_hours"))?;
            let spent = effort.map_or(0.0, |effort| effort.spent);
            // What is late already is told as that.
            let ahead = deadline > now;
            clocks.short(assignee, now, deadline, estimate, spent).filter(|_| ahead)
        };
        under_way && risk().is_some()
    };
    Some(summaries.iter().filter(is_at_risk).map(|one| one.path.clone()).collect())
}

/// Gathers what replies say of estimates and minutes, by the task's id or stem.
fn efforts<'s>(summaries: &'s [Summary<'s>]) -> HashMap<&'s str, Effort<'s>> {
    let mut found: HashMap<&str, Effort<'_>> = HashMap::new();
    for one in summaries.iter().filter(|one| one.kind() == Some("reply")) {
        let folder = || layout::task_folder(&one.path);
        let Some(task) = one.value("task").and_then(ValueRef::text).or_else(folder) else {
            continue;
        };
        let effort = found.entry(task).or_default();
        effort.spent += number(one, "minutes").unwrap_or(0.0);
        let name = one.path.file_name();
        if let Some(hours) = number(one, "estimate_hours")
            && effort.estimate.is_none_or(|(last, _)| last < name)
        {
            effort.estimate = Some((name, hours));
        }
    }
    found
}

fn number(one: &Summary<'_>, key: &str) -> Option<f64> {
    match one.value(key)? {
        ValueRef::Number(number) => Some(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::list::{ListOptions, list};
    use crate::ops::today::tests::world::World;
    use crate::workspace::SILENT;

    #[test]
    fn what_does_not_fit_in_before_it_is_due_is_at_risk() {
        let world = World::busy();
        let found = |query: &str| {
            let options = ListOptions { query, columns: None, me: Some("ola"), indexing: SILENT };
            let found = list(&world.place().snapshot, options).expect("a list");
            found.items.iter().map(|one| one.id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(found("is:at-risk"), ["ola-3"]);
        assert_eq!(found("is:i-fare to:kari"), ["ola-3"]);
        assert!(!found("-is:at-risk kind:task").contains(&"ola-3".to_owned()));
        let longer = "type: progress\nby: kari\nminutes: 360\n";
        world.said("ola-3", "2026-11-26-100000-kari-progress-0009", longer, "Done.");
        assert_eq!(found("is:at-risk"), [""; 0]);
    }
}
