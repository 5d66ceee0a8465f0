//! Names of documents in other workspaces of this user: `nordlys/ola-14`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::schema::layout;

/// Where a document is that somebody names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whereabouts<'a> {
    /// In the workspace that the person is in.
    Here,
    /// In the folder of a listed workspace, by this name there.
    There { folder: &'a Path, wanted: &'a str },
    /// In a workspace that is not listed.
    Nowhere { workspace: &'a str },
}

/// Tells where a document is that goes by `wanted`, for a person whose workspaces are `listed` by name.
/// `is_here` tells whether a path leads somewhere from where the person is: then that is meant.
pub fn whereabouts<'a>(
    wanted: &'a str,
    listed: &'a BTreeMap<String, PathBuf>,
    is_here: &dyn Fn(&str) -> bool,
) -> Whereabouts<'a> {
    let Some((workspace, inside)) = wanted.split_once('/') else { return Whereabouts::Here };
    let is_path = inside.is_empty() || inside.contains(['/', '\\']) || inside.ends_with(".md");
    if is_path || workspace.is_empty() || workspace.starts_with('.') || is_here(wanted) {
        return Whereabouts::Here;
    }
    match listed.get(workspace) {
        Some(folder) => Whereabouts::There { folder, wanted: inside },
        None if layout::id_of_name(inside) == Some(inside) && !is_here(workspace) => {
            Whereabouts::Nowhere { workspace }
        }
        None => Whereabouts::Here,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_name_before_an_id_leads_to_that_workspace() {
        let listed = BTreeMap::from([("nordlys".to_owned(), PathBuf::from("/w/n"))]);
        let is_here = |path: &str| matches!(path, "tasks" | "nordlys/notes");
        let found = |wanted| whereabouts(wanted, &listed, &is_here);
        let there = |wanted| Whereabouts::There { folder: Path::new("/w/n"), wanted };
        assert_eq!(found("nordlys/ola-14"), there("ola-14"));
        assert_eq!(found("nordlys/14"), there("14"));
        assert_eq!(found("other/ola-14"), Whereabouts::Nowhere { workspace: "other" });
        for here in ["ola-14", "tasks/ola-14", "tasks/ola-14-a.md", "nordlys/notes", "a/b", "./a-1"]
        {
            assert_eq!(found(here), Whereabouts::Here, "{here}");
        }
    }
}
