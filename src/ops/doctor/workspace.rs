use std::path::Path;

use super::{Check, words};
use crate::ops::people::{Person, all};
use crate::schema::{Config, FORMAT, layout};
use crate::store::Repo;
use crate::text::RepoPath;
use crate::workspace::{HostError, Workspace};

const TOPIC: &str = "workspace";

/// Finds the workspace and looks at its settings.
pub(super) fn find(directory: &Path, checks: &mut Vec<Check>) -> Option<Workspace> {
    let workspace = match Workspace::require(directory) {
        Ok(workspace) => workspace,
        Err(HostError::NotAWorkspace(_)) => {
            checks.push(Check::warning(
                TOPIC,
                "there is none here or above",
                "go into one, make one with `handover init`, or get one with `handover join`",
            ));
            return None;
        }
        Err(error) => {
            checks.push(Check::problem(TOPIC, words(&error), "look at the folder's permissions"));
            return None;
        }
    };
    checks.push(settings(&workspace));
    Some(workspace)
}

fn settings(workspace: &Workspace) -> Check {
    let path = RepoPath::new(layout::WORKSPACE_FILE);
    let Some(source) = workspace.source(&path) else {
        let found = "workspace.yml cannot be read as text";
        return Check::problem(TOPIC, found, "take an older version of it from git");
    };
    let (config, findings) = Config::read(&source);
    if config.is_newer() {
        return Check::problem(
            TOPIC,
            format!("it has format {}, this program knows up to {FORMAT}", config.format),
            "update handover; until then you can read and fetch, but not share",
        );
    }
    if let Some(finding) = findings.first() {
        let advice = "`handover check workspace.yml` shows the place";
        return Check::warning(TOPIC, format!("workspace.yml: {}", finding.message), advice);
    }
    let name = config.name.as_deref().unwrap_or("without a name");
    Check::ok(TOPIC, format!("{name}, format {}", config.format))
}

/// Looks whether the person who works here is one of the people.
pub(super) fn identity(workspace: &Workspace, repo: &Repo) -> Check {
    const TOPIC: &str = "you";
    let Some(email) = repo.identity().email else {
        return Check::problem(
            TOPIC,
            "git does not know your mail address here",
            "run `git config user.email ADDRESS` with the address in your page under people/",
        );
    };
    let people = all(workspace);
    let mine: Vec<&Person> = people.iter().filter(|person| person.has_email(&email)).collect();
    match mine.as_slice() {
        [me] => {
            let role = me.role.as_deref().unwrap_or("without a role");
            Check::ok(TOPIC, format!("{} ({}), {role}", me.name, me.id))
        }
        [] => {
            let known: Vec<&str> = people.iter().map(|person| person.id.as_str()).collect();
            let known = if known.is_empty() { "nobody".to_owned() } else { known.join(", ") };
            Check::problem(
                TOPIC,
                format!("nobody in people/ has your address {email}; there is {known}"),
                "correct `git config user.email`, or write the address into your page",
            )
        }
        several => Check::problem(
            TOPIC,
            format!("{} people have your address {email}", several.len()),
            "keep it in one page under people/",
        ),
    }
}
