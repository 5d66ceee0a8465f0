//! Looks whether everything that sharing depends on is in order, and says what to do where not.

mod machine;
mod remote;
mod repository;
mod workspace;

use std::path::Path;

use serde::Serialize;

use crate::store::Repo;
use crate::store::transport;
use crate::workspace::Workspace;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Ok,
    /// It works, and may surprise.
    Warning,
    /// Sharing does not work, or may do damage.
    Problem,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// One or two words, such as `git` or `file system`.
    pub topic: &'static str,
    pub level: Level,
    /// What was found, without a final period.
    pub found: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl Check {
    fn ok(topic: &'static str, found: impl Into<String>) -> Self {
        Self { topic, level: Level::Ok, found: found.into(), advice: None }
    }

    fn warning(topic: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        let advice = Some(advice.into());
        Self { topic, level: Level::Warning, found: found.into(), advice }
    }

    fn problem(topic: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        let advice = Some(advice.into());
        Self { topic, level: Level::Problem, found: found.into(), advice }
    }
}

/// Tells whether something is wrong; warnings are not.
pub fn has_problem(checks: &[Check]) -> bool {
    checks.iter().any(|check| check.level == Level::Problem)
}

/// Looks at the machine, the workspace that holds `directory`, its repository and its remote.
///
/// Nothing is changed but for a trial file in the git folder, which is gone again, and the cache,
/// which is made where there is none.
pub fn doctor(directory: &Path, network: &transport::Options<'_>) -> Vec<Check> {
    let mut checks = vec![machine::git()];
    let workspace = match workspace::find(directory, &mut checks) {
        Some(workspace) => workspace,
        None => {
            checks.push(machine::cloud(directory));
            return checks;
        }
    };
    checks.push(machine::cloud(workspace.root()));
    let Some(repo) = repository::open(&workspace, &mut checks) else { return checks };
    look_at_clone(&workspace, &repo, network, &mut checks);
    checks
}

fn look_at_clone(
    workspace: &Workspace,
    repo: &Repo,
    network: &transport::Options<'_>,
    checks: &mut Vec<Check>,
) {
    repository::state(repo, checks);
    checks.push(workspace::identity(workspace, repo));
    repository::settings(repo, checks);
    repository::attributes(workspace, repo, checks);
    repository::hooks(repo, checks);
    checks.push(repository::lock(repo));
    checks.push(repository::cache(repo));
    machine::file_system(repo.git_dir(), checks);
    remote::reach(repo, network, checks);
}

/// Says an error with its causes in one line.
fn words(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    for cause in std::iter::successors(error.source(), |error| error.source()) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}
