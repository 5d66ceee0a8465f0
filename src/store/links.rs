//! Links that git has put into the folder, which a sync never does.

use super::dir::Kind;
use super::files::FileError;
use super::place::{Missing, Place};
use super::{Repo, SafePath};
use crate::merge::ContentId;
use crate::text::RepoPath;

impl Repo {
    /// Tells whether there is a link in the folder that leads where git's version `to` of it says.
    ///
    /// # Errors
    /// When the folder cannot be looked at.
    pub fn has_link(&self, path: &RepoPath, to: ContentId) -> Result<bool, FileError> {
        self.at_link(path, to, |_| Ok(()))
    }

    /// Removes such a link, and never what it leads to; tells whether it was there.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn remove_link(&self, path: &RepoPath, to: ContentId) -> Result<bool, FileError> {
        self.at_link(path, to, |place| {
            let fail = place.fail("removed");
            place.dir.remove(place.name).and_then(|()| place.dir.sync()).map_err(fail)
        })
    }

    fn at_link(
        &self,
        path: &RepoPath,
        to: ContentId,
        then: impl FnOnce(&Place<'_>) -> Result<(), FileError>,
    ) -> Result<bool, FileError> {
        let Ok(safe) = SafePath::new(path) else { return Ok(false) };
        let Ok(place) = Place::find(self.root(), &safe, Missing::Leave)? else { return Ok(false) };
        let fail = place.fail("looked at");
        if place.dir.kind(place.name).map_err(&fail)? != Kind::Symlink
            || ContentId::of_blob(&place.dir.link(place.name).map_err(&fail)?) != to
        {
            return Ok(false);
        }
        then(&place)?;
        Ok(true)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    /// FAILURES 47.
    #[test]
    fn a_link_goes_and_what_it_leads_to_stays() {
        let dir = tempfile::tempdir().expect("a folder");
        let repo = Repo::init(&dir.path().join("w"), "main").expect("made");
        let outside = dir.path().join("outside");
        fs::create_dir(&outside).expect("made");
        fs::write(outside.join("a.md"), "kept").expect("written");
        symlink("../outside/a.md", repo.root().join("a.md")).expect("linked");
        symlink("../outside", repo.root().join("out")).expect("linked");
        symlink("x", outside.join("b.md")).expect("linked");
        let to = |target: &str| ContentId::of_blob(target.as_bytes());
        let remove = |path: &str, target: &str| {
            repo.remove_link(&RepoPath::new(path), to(target)).expect("looked at")
        };
        assert!(!remove("a.md", "elsewhere") && !remove("out/b.md", "x"));
        assert!(!remove("absent", "x") && !remove(".git/HEAD", "x"));
        assert!(repo.has_link(&RepoPath::new("a.md"), to("../outside/a.md")).expect("looked at"));
        assert!(remove("a.md", "../outside/a.md") && remove("out", "../outside"));
        assert!(fs::symlink_metadata(repo.root().join("out")).is_err());
        assert_eq!(fs::read(outside.join("a.md")).expect("read"), b"kept");
        assert!(fs::symlink_metadata(outside.join("b.md")).is_ok());
    }
}
