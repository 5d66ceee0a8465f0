//! Clones of one shared workspace, made anew for each history, in memory.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::team::{Member, Team};
use super::image::{self, State, Thing};
use crate::support::Sandbox;

/// What all histories begin with: a shared workspace, and one clone of it.
pub(super) struct Template {
    team: Team,
    hub: State,
    clone: State,
}

impl Template {
    pub(super) fn new() -> Self {
        let team = Team::new_in(Sandbox::in_memory());
        let clone = team.member("clone");
        fs::remove_dir_all(clone.path(".git/objects")).expect("removed");
        fs::create_dir(clone.path(".git/objects")).expect("made");
        for unused in ["hooks", "branches", "info", "logs", "description"] {
            let path = clone.path(".git").join(unused);
            let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
        }
        let (hub, clone) = (image::now(&team.hub), image::now(&clone.root));
        Self { team, hub, clone }
    }

    pub(super) fn sandbox(&self) -> &Sandbox {
        &self.team.sandbox
    }

    /// Makes the shared place of a new history; returns where it is.
    pub(super) fn hub(&self) -> PathBuf {
        let world = self.team.sandbox.root().join("world");
        let _ = fs::remove_dir_all(&world);
        let hub = world.join("hub.git");
        put(&hub, &self.hub);
        hub
    }

    /// Makes the shared place of a new history, and the clones of Ola and Kari.
    pub(super) fn two(&self) -> (PathBuf, [Member<'_>; 2]) {
        let hub = self.hub();
        let members = ["ola", "kari"].map(|name| self.member(&hub, name));
        (hub, members)
    }

    /// Makes the clone of a person, whose objects are those of the shared place and its own.
    pub(super) fn member(&self, hub: &Path, name: &str) -> Member<'_> {
        let root = hub.with_file_name(name);
        put(&root, &self.clone);
        let info = root.join(".git/objects/info");
        fs::create_dir(&info).expect("made");
        let objects = hub.join("objects");
        fs::write(info.join("alternates"), format!("{}\n", objects.display())).expect("written");
        let config = root.join(".git/config");
        let before = fs::read_to_string(&config).expect("read");
        let user = format!("[user]\n\tname = {name}\n\temail = {name}@example.org\n");
        fs::write(config, before + &user).expect("written");
        Member { sandbox: &self.team.sandbox, root }
    }
}

fn put(root: &Path, state: &State) {
    fs::create_dir_all(root).expect("made");
    for (path, thing) in state {
        match thing {
            Thing::Folder => fs::create_dir(root.join(path)).expect("made"),
            Thing::File { bytes, .. } => fs::write(root.join(path), bytes).expect("written"),
        }
    }
}
