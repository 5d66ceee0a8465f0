use std::fmt;
use std::path::Path;
use std::sync::OnceLock;

use jiff::ZonedDateTime;
use jiff::tz::TimeZone;
use thiserror::Error;

use super::addresses::{SharedAddress, shared_addresses};
use super::watched;
use crate::schema::moment::find_zone;
use crate::schema::{Language, Record};
use crate::store::Repo;
use crate::text::RepoPath;
use crate::workspace::{HostError, LookupError, Progress, Snapshot, Workspace};

/// A workspace as it stands, seen from one of its folders.
pub struct Place {
    pub snapshot: Snapshot,
    /// The folder that the person is in; paths they name are meant from there.
    here: Option<RepoPath>,
    /// The address of whoever works in this clone, once it was asked for.
    email: OnceLock<Option<String>>,
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Place").field(&self.snapshot.root()).finish()
    }
}

/// A document that is not found.
#[derive(Debug, Error)]
pub enum PlaceError {
    #[error(transparent)]
    Host(#[from] HostError),
    #[error(transparent)]
    Lookup(#[from] LookupError),
    #[error("{} cannot be read as text; `check` says what is wrong with it", .0)]
    NoText(RepoPath),
}

impl Place {
    /// Opens the workspace that holds `directory`; its folder is looked at when all of its documents are
    /// asked for, and at once where nothing is known of it yet.
    ///
    /// # Errors
    /// When there is none, or it cannot be listed.
    pub fn open(
        directory: &Path,
        now: Option<ZonedDateTime>,
        progress: Progress<'_>,
    ) -> Result<Self, HostError> {
        let workspace = Workspace::require(directory)?;
        let here = workspace.relative(directory).filter(|path| !path.as_str().is_empty());
        Ok(Self { snapshot: workspace.near(now, progress)?, here, email: OnceLock::new() })
    }

    /// Opens the workspace as [`open`](Self::open) does; where somebody watches it and says that nothing
    /// has changed, its folder is not looked at.
    ///
    /// # Errors
    /// When there is none, or it cannot be listed.
    pub fn open_live(
        directory: &Path,
        now: Option<ZonedDateTime>,
        progress: Progress<'_>,
    ) -> Result<Self, HostError> {
        let workspace = Workspace::require(directory)?;
        let fresh = watched::fresh(workspace.root());
        let place = Self::open(directory, now, progress)?;
        if let Some(generation) = fresh {
            place.snapshot.index().trust(generation);
        }
        Ok(place)
    }

    /// Looks at a workspace that was opened already, from its own folder.
    pub(super) fn of(snapshot: Snapshot) -> Self {
        Self { snapshot, here: None, email: OnceLock::new() }
    }

    /// Returns the short name of whoever works in this clone, as git's `user.email` says; `None`
    /// where there is no clone, or nobody in it has that address.
    pub fn me(&self) -> Option<String> {
        Some(self.person()?.id.to_string())
    }

    /// Returns whoever works in this clone.
    fn person(&self) -> Option<&Record> {
        let email = || Repo::open(self.snapshot.root()).ok()?.identity().email;
        self.snapshot.person_with_email(self.email.get_or_init(email).as_deref()?)
    }

    /// Returns the address of this clone and the pages of those who have it, where several do.
    pub fn shared_address(&self) -> Option<SharedAddress> {
        let email = Repo::open(self.snapshot.root()).ok()?.identity().email?;
        let found = shared_addresses(self.snapshot.people(), Some(&email));
        found.into_iter().find(|one| one.is_own)
    }

    /// Returns the language of whoever works in this clone, else that of the workspace.
    pub fn language(&self) -> Language {
        let own = self.person().and_then(|person| Language::parse(person.text("language")?));
        own.unwrap_or(self.snapshot.config().language())
    }

    /// Returns the zone of whoever works in this clone, as their page says, else that of the workspace:
    /// all times that are told are told in it, whatever the machine's clock is set to.
    pub fn zone(&self) -> TimeZone {
        let own = self.person().and_then(|person| find_zone(person.text("timezone")?));
        own.unwrap_or_else(|| self.snapshot.config().zone.clone())
    }

    /// Returns the paths that a person may mean, whether something is there or not: from the folder
    /// that they are in, then from the top.
    pub fn named(&self, wanted: &str) -> Vec<RepoPath> {
        self.snapshot.named(wanted, self.here.as_ref())
    }

    /// Finds the document that is meant by an id, an unambiguous part of it, or a path.
    ///
    /// # Errors
    /// When none or several are meant.
    pub fn find(&self, wanted: &str) -> Result<&Record, LookupError> {
        self.snapshot.find(wanted, self.here.as_ref())
    }
}
