use super::Repo;
use super::repo::adopt_environment;

/// Who works in a clone, as its git settings say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    pub name: Option<String>,
    pub email: Option<String>,
}

impl Identity {
    /// Reads who the user is outside of any clone.
    pub fn of_user() -> Self {
        let read = || -> Option<Self> {
            let scratch = tempfile::tempdir().ok()?;
            let mut config = git2::Config::open_default().ok()?;
            adopt_environment(&mut config, scratch.path()).ok()?;
            let config = config.snapshot().ok()?;
            let text = |key| config.get_string(key).ok().filter(|text| !text.trim().is_empty());
            Some(Self { name: text("user.name"), email: text("user.email") })
        };
        read().unwrap_or_default()
    }
}

impl Repo {
    /// Reads who works here: the clone's own `user.name` and `user.email`, else the user's.
    pub fn identity(&self) -> Identity {
        let read = |key| self.setting(key).filter(|value| !value.trim().is_empty());
        Identity { name: read("user.name"), email: read("user.email") }
    }

    /// Reads one git setting as it holds here; `None` when it is not set or not text.
    pub fn setting(&self, key: &str) -> Option<String> {
        self.git.config().ok()?.snapshot().ok()?.get_string(key).ok()
    }

    /// Reads a yes-or-no setting as it holds here.
    pub(crate) fn switch(&self, key: &str) -> Option<bool> {
        self.git.config().ok()?.get_bool(key).ok()
    }

    /// Sets a git setting for this clone alone.
    ///
    /// # Errors
    /// When the clone's settings cannot be written, or the key is none.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), git2::Error> {
        let mut local = self.git.config()?.open_level(git2::ConfigLevel::Local)?;
        local.set_str(key, value)
    }

    /// Removes a setting of this clone; does nothing when it has none.
    ///
    /// # Errors
    /// When the clone's settings cannot be written.
    pub fn remove_setting(&self, key: &str) -> Result<(), git2::Error> {
        let mut local = self.git.config()?.open_level(git2::ConfigLevel::Local)?;
        match local.remove(key) {
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(()),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::repo::tests::repo;
    use super::*;

    #[test]
    fn the_clones_own_settings_come_first() {
        let (_dir, repo) = repo();
        assert_eq!(repo.identity().email.as_deref(), Some("ola@example.org"));
        repo.set_setting("user.email", "kari@example.org").expect("set");
        assert_eq!(repo.identity().email.as_deref(), Some("kari@example.org"));
        let again = Repo::open(repo.root()).expect("opened");
        assert_eq!(again.identity().email.as_deref(), Some("kari@example.org"));
        repo.remove_setting("handover.absent").expect("nothing to do");
    }
}
