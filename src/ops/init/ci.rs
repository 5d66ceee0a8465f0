//! A job for hosting sites on which no hook can be installed.

use std::path::Path;

use thiserror::Error;

use crate::store::files::{self, Done, FileError};
use crate::store::{SafePath, UnsafePath};
use crate::text::RepoPath;
use crate::workspace::{HostError, Workspace};

/// A hosting site, by the jobs that it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// GitHub, and what runs its jobs: Forgejo, Gitea.
    GitHub,
    GitLab,
}

/// A job that was not written.
#[derive(Debug, Error)]
pub enum JobError {
    #[error("`{0}` is there already, and says something else")]
    Taken(RepoPath),
    #[error(transparent)]
    Host(#[from] HostError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Path(#[from] UnsafePath),
}

impl Site {
    fn job(self) -> (&'static str, &'static str) {
        match self {
            Self::GitHub => (".github/workflows/handover.yml", GITHUB),
            Self::GitLab => (".gitlab-ci.yml", GITLAB),
        }
    }
}

/// Tells whether a folder lies in a workspace.
pub fn is_workspace(directory: &Path) -> bool {
    Workspace::require(directory).is_ok()
}

/// Writes the job of a site into the workspace that holds `directory`, and returns its path.
///
/// # Errors
/// When there is no workspace, or another file has that name: it is left as it is.
pub fn write_job(directory: &Path, site: Site) -> Result<RepoPath, JobError> {
    let workspace = Workspace::require(directory)?;
    let (path, text) = site.job();
    let path = RepoPath::new(path);
    let safe = SafePath::new(&path)?;
    let root = workspace.root();
    match files::write_atomic(root, &safe, text.as_bytes(), Some(false), None)? {
        Done::Done => Ok(path),
        _ if workspace.source(&path).is_some_and(|source| source.text() == text) => Ok(path),
        _ => Err(JobError::Taken(path)),
    }
}

const GITHUB: &str = r#"# Written by `handover init --ci github`: judges what is pushed or proposed by the rules and the people
# of what everybody had before. docs/server.md of handover says what it cannot do.
name: handover
on: [push, pull_request]
permissions:
  contents: read
jobs:
  handover:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
          ref: ${{ github.event.pull_request.head.sha || github.sha }}
          persist-credentials: false
      - name: Build handover
        env:
          HANDOVER_SOURCE: ${{ vars.HANDOVER_SOURCE }}
        run: cargo install --locked --git "${HANDOVER_SOURCE:?this variable holds the address of its repository}"
      - name: Judge what came
        env:
          OLD: ${{ github.event.pull_request.base.sha || github.event.before }}
          NEW: ${{ github.event.pull_request.head.sha || github.sha }}
        run: handover check --range "$OLD..$NEW" --format github
"#;

const GITLAB: &str = r#"# Written by `handover init --ci gitlab`: judges what is pushed or proposed by the rules and the people
# of what everybody had before. docs/server.md of handover says what it cannot do.
handover:
  image: rust:1
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_PIPELINE_SOURCE == "push"
  variables:
    GIT_DEPTH: "0"
  script:
    - cargo install --locked --git "${HANDOVER_SOURCE:?this variable holds the address of its repository}"
    - handover check --range "${CI_MERGE_REQUEST_DIFF_BASE_SHA:-$CI_COMMIT_BEFORE_SHA}..$CI_COMMIT_SHA"
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_yaml_and_names_a_range() {
        for site in [Site::GitHub, Site::GitLab] {
            let (_, text) = site.job();
            let read: serde_yaml::Value = serde_yaml::from_str(text).expect("YAML");
            assert!(read.is_mapping() && text.contains("handover check --range \"$"), "{site:?}");
            // From its own repository, never by a name that somebody else may take.
            assert!(text.contains("cargo install --locked --git \"${HANDOVER_SOURCE"), "{site:?}");
        }
    }
}
