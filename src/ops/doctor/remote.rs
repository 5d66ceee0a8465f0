use super::{Check, words};
use crate::ops::clone_settings::REMOTE;
use crate::ops::init::{AddressFault, check_address};
use crate::store::transport::{self, redact};
use crate::store::{Head, Repo};

const TOPIC: &str = "shared at";

/// Looks whether the other end can be reached, and has our branch.
pub(super) fn reach(repo: &Repo, network: &transport::Options<'_>, checks: &mut Vec<Check>) {
    let branch = match repo.head() {
        Ok(Head::Branch { name, .. } | Head::Unborn { name }) => name,
        _ => String::new(),
    };
    let upstream = repo.upstream(&branch);
    let remotes = repo.remotes();
    let only = || if remotes.len() == 1 { remotes.first().cloned() } else { None };
    let usual = || remotes.iter().find(|name| *name == REMOTE).cloned();
    let name = upstream.as_ref().map(|found| found.remote.clone()).or_else(usual).or_else(only);
    let there = upstream.map_or(branch, |found| found.branch);
    let Some((name, url)) = name.and_then(|name| Some((name.clone(), repo.remote_url(&name)?)))
    else {
        checks.push(Check::warning(
            TOPIC,
            "nowhere yet",
            "run `git remote add origin ADDRESS`, then `handover sync`",
        ));
        return;
    };
    if check_address(&url) == Err(AddressFault::Secret) {
        checks.push(Check::warning(
            TOPIC,
            format!("a password or token stands in the address of {name}"),
            "take it out with `git remote set-url`; git asks for it and can remember it",
        ));
    }
    let url = redact(&url);
    checks.push(match repo.ls_remote(&name, network) {
        Err(error) => Check::problem(
            TOPIC,
            words(&error),
            "work goes on here; `handover sync` sends it once this is solved",
        ),
        Ok(found) if found.branches.iter().any(|one| one.name == there) => {
            Check::ok(TOPIC, format!("{url}, branch {there}"))
        }
        Ok(found) if found.branches.is_empty() => Check::warning(
            TOPIC,
            format!("{url}, which is empty"),
            "run `handover sync` to share what is here",
        ),
        Ok(found) => {
            let names: Vec<&str> = found.branches.iter().map(|one| one.name.as_str()).collect();
            Check::problem(
                TOPIC,
                format!("{url} has no branch {there}, but {}", names.join(", ")),
                "switch to a branch that is there, or set `git branch --set-upstream-to`",
            )
        }
    });
}
