use std::cell::{Cell, OnceCell, RefCell};
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use git2::{
    Config, ConfigLevel, ErrorCode, Repository, RepositoryInitOptions, RepositoryOpenFlags,
};
use thiserror::Error;

use super::TreeId;
use super::index_bytes::IndexBytes;
use super::loose;
use super::refs::Lasting;
use super::stat::Stat;
use super::tree::{Opened, Version};

/// One clone on this machine: its work tree and the git folder behind it.
///
/// Opened by its path alone: variables such as `GIT_DIR` do not divert it, no hook, filter or
/// monitor runs. What it writes has reached the disk when a call returns.
pub struct Repo {
    pub(crate) git: Repository,
    root: PathBuf,
    durable: bool,
    /// The version whose files were listed last: most often the next one is nearly the same.
    pub(super) walked: RefCell<Option<(TreeId, Version)>>,
    /// The folders of versions in which something was looked up last.
    pub(super) opened: RefCell<Opened>,
    /// What git's index looked like when it was read last.
    pub(super) staged: Cell<Option<Stat>>,
    /// Git's index as it was read or written last.
    pub(super) held: RefCell<Option<IndexBytes>>,
    pub(super) lasting: Lasting,
    /// What walks through the history read from; nothing where that is `git` itself.
    walks: OnceCell<Option<Repository>>,
}

/// A repository that cannot be worked in.
#[derive(Debug, Error)]
pub enum OpenError {
    #[error("{} lies in no git repository", start.display())]
    NotFound { start: PathBuf },
    #[error("{} is a bare repository, without files to work in; open a clone of it", path.display())]
    Bare { path: PathBuf },
    #[error(
        "{} belongs to another user of this machine; if that is as it should be, run `git config \
         --global --add safe.directory {}`", path.display(), path.display()
    )]
    OtherOwner { path: PathBuf },
    #[error(
        "{} keeps its branches in the “reftable” format, which handover cannot read yet; make a \
         new clone with `git clone --ref-format=files`", path.display()
    )]
    Reftable { path: PathBuf },
    #[error(
        "{} uses SHA-256 ids, which handover cannot read yet; share through a repository with \
         SHA-1 ids, as `git init` makes it", path.display()
    )]
    Sha256 { path: PathBuf },
    #[error("{} uses the git extension `{extension}`, which handover does not know", path.display())]
    Extension { path: PathBuf, extension: String },
    #[error(
        "the git folder of {} says that its files lie in {} (`core.worktree`); work there, or \
         remove that setting", path.display(), elsewhere.display()
    )]
    FilesElsewhere { path: PathBuf, elsewhere: PathBuf },
    #[error(
        "a part of the history in {} is cut short, as after a power cut, and cannot be put aside there",
        path.display()
    )]
    Broken { path: PathBuf, source: io::Error },
    #[error("what git keeps of {} is not whole: `HEAD` is missing or damaged", path.display())]
    NoHead { path: PathBuf },
    #[error("{} may not be read", path.display())]
    Closed { path: PathBuf },
    #[error("the repository {} cannot be opened", path.display())]
    Git { path: PathBuf, source: git2::Error },
    #[error("{} cannot be opened", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// Lets nothing that is read of git's objects be remembered from now on, in all of this process: where it runs
/// for long, a walk through the history is not to leave memory behind that the system does not get back.
///
/// What deltas are made of is remembered all the same, so that a walk takes no longer.
pub fn remember_no_objects() {
    git2::opts::enable_caching(false);
}

impl Repo {
    /// Opens the repository whose work tree is `root` itself.
    ///
    /// # Errors
    /// When there is none, or it is one that cannot be worked in.
    pub fn open(root: &Path) -> Result<Self, OpenError> {
        let path = root.to_owned();
        let io = |source| OpenError::Io { path: path.clone(), source };
        let real = root.canonicalize().map_err(io)?;
        if real.join(".git").symlink_metadata().is_err() {
            let bare = real.join("HEAD").is_file() && real.join("objects").is_dir();
            return Err(if bare {
                OpenError::Bare { path }
            } else {
                OpenError::NotFound { start: path }
            });
        }
        let none: &[&OsStr] = &[];
        let git = Repository::open_ext(&real, RepositoryOpenFlags::NO_SEARCH, none)
            .map_err(|source| refusal(&path, source))?;
        let Some(files) = git.workdir() else { return Err(OpenError::Bare { path }) };
        let elsewhere = files.to_owned();
        if elsewhere.canonicalize().ok().as_ref() != Some(&real) {
            return Err(OpenError::FilesElsewhere { path, elsewhere });
        }
        loose::put_broken_aside(git.commondir())
            .map_err(|source| OpenError::Broken { path: git.commondir().to_owned(), source })?;
        let durable = settle(&git).map_err(|source| OpenError::Git { path, source })?;
        Ok(Self::opened(git, real, durable))
    }

    /// Opens the repository that holds `start`: the nearest folder upwards with a `.git` in it.
    ///
    /// A folder that merely looks like a bare repository is passed over: it may have arrived as
    /// files of someone else's.
    ///
    /// # Errors
    /// As [`Repo::open`].
    pub fn discover(start: &Path) -> Result<Self, OpenError> {
        let io = |source| OpenError::Io { path: start.to_owned(), source };
        let real = start.canonicalize().map_err(io)?;
        real.ancestors()
            .find(|folder| folder.join(".git").symlink_metadata().is_ok())
            .ok_or_else(|| OpenError::NotFound { start: start.to_owned() })
            .and_then(Self::open)
    }

    /// Makes a repository in `root` (made if absent) whose first branch is `branch`; opens it where
    /// one is already.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn init(root: &Path, branch: &str) -> Result<Self, OpenError> {
        let io = |source| OpenError::Io { path: root.to_owned(), source };
        fs::create_dir_all(root).map_err(io)?;
        if root.join(".git").symlink_metadata().is_err() {
            let mut options = RepositoryInitOptions::new();
            options.initial_head(branch).external_template(false).no_reinit(true);
            Repository::init_opts(root, &options)
                .map_err(|source| OpenError::Git { path: root.to_owned(), source })?;
        }
        Self::open(root)
    }

    /// Makes a bare repository, a shared folder for others to clone, whose first branch is `branch`.
    ///
    /// # Errors
    /// When the folder cannot be written, or a repository is already there.
    pub fn init_bare(path: &Path, branch: &str) -> Result<(), OpenError> {
        let mut options = RepositoryInitOptions::new();
        options.bare(true).initial_head(branch).external_template(false);
        options.no_reinit(true).mkpath(true).mkdir(true);
        let git = |source| OpenError::Git { path: path.to_owned(), source };
        let bare = Repository::init_opts(path, &options).map_err(git)?;
        // What a push was told to be stored shall be there after a power cut, too.
        let config = bare.config().and_then(|config| config.open_level(ConfigLevel::Local));
        config.and_then(|mut config| config.set_str("core.fsync", "all")).map_err(git)
    }

    /// Takes a repository that was opened, with what is its folder here.
    pub(super) fn opened(git: Repository, root: PathBuf, durable: bool) -> Self {
        let (walked, opened, staged) = (RefCell::default(), RefCell::default(), Cell::default());
        let (held, lasting, walks) = (RefCell::default(), Lasting::default(), OnceCell::new());
        Self { git, root, durable, walked, opened, staged, held, lasting, walks }
    }

    /// Lets walks through the history see what this handle alone has in memory.
    pub(super) fn with_own_walks(self) -> Self {
        Self { walks: OnceCell::from(None), ..self }
    }

    /// Returns the repository that walks through the history read from.
    ///
    /// libgit2 remembers a commit either as it was read or as bytes, and a walk wants the bytes: in a handle that
    /// has read it, each walk would fetch it from the disk anew.
    pub(super) fn walks(&self) -> &Repository {
        let flags = RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT;
        let none: &[&OsStr] = &[];
        let open = || Repository::open_ext(self.git.path(), flags, none).ok();
        self.walks.get_or_init(open).as_ref().unwrap_or(&self.git)
    }

    /// Returns the folder with the files, links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the git folder of this work tree.
    pub fn git_dir(&self) -> &Path {
        self.git.path()
    }

    /// Returns the git folder that all work trees of the clone share.
    pub fn common_dir(&self) -> &Path {
        self.git.commondir()
    }

    /// Tells whether only a part of the history is here.
    pub fn is_shallow(&self) -> bool {
        self.git.is_shallow()
    }

    /// Fails unless what is written is forced to the disk, which needs a moment's temporary file
    /// when the repository is opened.
    pub(crate) fn check_durable(&self) -> Result<(), io::Error> {
        if self.durable {
            return Ok(());
        }
        let (temporary, git) = (env::temp_dir(), self.git_dir());
        Err(io::Error::other(format!(
            "no file can be made in {} nor in {}",
            temporary.display(),
            git.display()
        )))
    }
}

/// Makes libgit2 force objects and refs to the disk, and read the settings files that git reads.
///
/// libgit2 ignores `core.fsync`; it obeys the older `core.fsyncObjectFiles`, as it stands when the
/// object and ref stores are first used. So both are loaded here under settings that say nothing
/// else. Returns whether that could be done.
pub(super) fn settle(git: &Repository) -> Result<bool, git2::Error> {
    let mut own = git.config()?;
    adopt_environment(&mut own, git.path())?;
    let forced = temporary("[core]\n\tfsyncObjectFiles = true\n", git.path());
    let Ok(forced) = forced else { return Ok(false) };
    let mut config = Config::new()?;
    config.add_file(forced.path(), ConfigLevel::App, true)?;
    git.set_config(&config)?;
    let loaded = git.odb().and_then(|_| git.refdb()).map(drop);
    git.set_config(&own)?;
    loaded.map(|()| true)
}

/// Lets the variables by which git finds its settings files hold for libgit2 too.
pub(super) fn adopt_environment(config: &mut Config, git_dir: &Path) -> Result<(), git2::Error> {
    let Ok(empty) = temporary("", git_dir) else { return Ok(()) };
    let off = |value: &OsStr| value.is_empty() || value == OsStr::new("/dev/null");
    if let Some(path) = env::var_os("GIT_CONFIG_GLOBAL") {
        let path = if off(&path) { empty.path() } else { Path::new(&path) };
        config.add_file(path, ConfigLevel::Global, true)?;
        config.add_file(empty.path(), ConfigLevel::XDG, true)?;
    }
    if let Some(path) = env::var_os("GIT_CONFIG_SYSTEM") {
        let path = if off(&path) { empty.path() } else { Path::new(&path) };
        config.add_file(path, ConfigLevel::System, true)?;
    }
    let no_system = env::var("GIT_CONFIG_NOSYSTEM").unwrap_or_default();
    if matches!(no_system.to_ascii_lowercase().as_str(), "1" | "true" | "yes" | "on") {
        config.add_file(empty.path(), ConfigLevel::System, true)?;
    }
    Ok(())
}

fn temporary(text: &str, git_dir: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut file =
        tempfile::NamedTempFile::new().or_else(|_| tempfile::NamedTempFile::new_in(git_dir))?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

/// Says in plain words why libgit2 would not open a repository.
pub(super) fn refusal(path: &Path, source: git2::Error) -> OpenError {
    let path = path.to_owned();
    if source.code() == ErrorCode::Owner {
        return OpenError::OtherOwner { path };
    }
    let message = source.message();
    if let Some(name) = message.strip_prefix("unsupported extension name ") {
        let name = name.strip_prefix("extensions.").unwrap_or(name);
        return match name {
            "refstorage" => OpenError::Reftable { path },
            _ => OpenError::Extension { path, extension: name.to_owned() },
        };
    }
    if message.starts_with("unknown object format") {
        return OpenError::Sha256 { path };
    }
    let git_dir = path.join(".git");
    let is_closed = |path: &Path| {
        let error = fs::read_dir(path).err();
        error.is_some_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
    };
    if is_closed(&git_dir) {
        return OpenError::Closed { path: git_dir };
    }
    // A file in its place says where the folder lies: then it is that one's.
    let has_head = fs::read(git_dir.join("HEAD")).is_ok_and(|head| !head.is_empty());
    if git_dir.is_dir() && !has_head && source.code() == ErrorCode::NotFound {
        return OpenError::NoHead { path };
    }
    OpenError::Git { path, source }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A new repository in a folder of its own, with someone to commit as.
    pub(crate) fn repo() -> (tempfile::TempDir, Repo) {
        let dir = tempfile::tempdir().expect("a folder");
        let repo = Repo::init(dir.path(), "main").expect("a repository");
        let mut config = Config::open(&repo.git_dir().join("config")).expect("settings");
        config.set_str("user.name", "Ola").expect("set");
        config.set_str("user.email", "ola@example.org").expect("set");
        drop(config);
        let repo = Repo::open(dir.path()).expect("opened again");
        (dir, repo)
    }

    fn refused(settings: &str) -> OpenError {
        let (dir, repo) = repo();
        let config = repo.git_dir().join("config");
        fs::write(config, settings).expect("written");
        Repo::open(dir.path()).err().expect("refused")
    }

    #[test]
    fn the_nearest_repository_is_found() {
        let (dir, repo) = repo();
        let below = dir.path().join("a/b");
        fs::create_dir_all(&below).expect("a folder");
        assert_eq!(Repo::discover(&below).expect("found").root(), repo.root());
    }

    #[test]
    fn files_that_look_like_a_repository_are_passed_over() {
        let (dir, repo) = repo();
        let trap = dir.path().join("trap");
        Repo::init_bare(&trap, "main").expect("a bare repository");
        assert!(matches!(Repo::open(&trap), Err(OpenError::Bare { .. })));
        assert_eq!(Repo::discover(&trap).expect("found").root(), repo.root());
    }

    #[test]
    fn unknown_formats_are_refused_in_words() {
        let error =
            refused("[core]\nrepositoryformatversion = 1\n[extensions]\nrefstorage = reftable\n");
        assert!(matches!(error, OpenError::Reftable { .. }), "{error:?}");
        let error =
            refused("[core]\nrepositoryformatversion = 1\n[extensions]\nobjectformat = sha256\n");
        assert!(matches!(error, OpenError::Sha256 { .. }), "{error:?}");
        let error = refused("[core]\nrepositoryformatversion = 1\n[extensions]\nfuture = true\n");
        assert!(
            matches!(&error, OpenError::Extension { extension, .. } if extension == "future"),
            "{error:?}"
        );
    }

    #[test]
    fn files_elsewhere_are_refused() {
        let other = tempfile::tempdir().expect("a folder");
        let settings = format!("[core]\nworktree = {}\n", other.path().display());
        assert!(matches!(refused(&settings), OpenError::FilesElsewhere { .. }));
    }

    #[test]
    fn writes_are_forced_to_the_disk() {
        let (_dir, repo) = repo();
        repo.check_durable().expect("forced");
    }
}
