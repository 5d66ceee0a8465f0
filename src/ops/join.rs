//! Makes a full clone of a workspace, ready to work in.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::ops::clone_settings::{self, SettingError};
use crate::ops::hook;
use crate::ops::init::{AddressFault, check_address};
use crate::ops::people::{Person, may_be_person};
use crate::schema::{Config, Language, Schema, layout};
use crate::store::environment::{CloudFolder, Holds, Place, cloud_folder, place, take_back};
use crate::store::registry::{Registry, RegistryError};
use crate::store::transport::{self, TransportError};
use crate::store::tree::Version;
use crate::store::{
    CheckoutError, Head, Identity, NotWritten, ObjectError, OpenError, RefError, Repo, TreeId,
};
use crate::sync;
use crate::sync::gate::has_commands;
use crate::text::{RepoPath, Source, is_git_folder};

/// The most bytes that are read of a person's file or of the settings.
const MAX_BYTES: u64 = 1 << 20;

/// What is to be joined, and as whom.
pub struct Options<'a> {
    /// What git takes as an address, or a folder of this machine.
    pub url: String,
    /// The folder that relative paths are meant from.
    pub base: PathBuf,
    /// Where to put it; by the address's last part when absent.
    pub folder: Option<PathBuf>,
    /// The short name or a mail address of who joins; by git's settings when absent.
    pub person: Option<String>,
    /// Where the workspace is listed; nowhere when absent.
    pub registry: Option<Registry>,
    /// It may lie inside another repository.
    pub nested: bool,
    /// How git calls this program to merge documents; git merges them as any text when absent.
    pub program: Option<String>,
    pub transport: transport::Options<'a>,
}

/// A workspace that was joined.
#[derive(Debug)]
pub struct Joined {
    pub root: PathBuf,
    /// What the workspace calls itself.
    pub name: String,
    pub person: Person,
    /// The language to speak to them in.
    pub language: Language,
    /// How many files were written.
    pub written: usize,
    /// What was not written, and why.
    pub left: Vec<(RepoPath, NotWritten)>,
    /// The file to read first, when it is there.
    pub start: Option<RepoPath>,
    /// The name under which it is listed.
    pub listed: Result<Option<String>, RegistryError>,
    /// The format of the workspace, when this program is too old for it.
    pub newer_format: Option<u32>,
}

/// Nothing was joined; nothing is left of the attempt.
#[derive(Debug, Error)]
pub enum JoinError {
    #[error("the address cannot be used: {0}")]
    Address(AddressFault),
    #[error("no folder can be named after {0}")]
    NoName(String),
    #[error("{} lies in {}, which copies it behind git's back", path.display(), folder.cloud)]
    Cloud { path: PathBuf, folder: CloudFolder },
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    #[error("{} lies inside the git repository {}", path.display(), repository.display())]
    Inside { path: PathBuf, repository: PathBuf },
    #[error("there is nothing at {0} yet")]
    Empty(String),
    #[error("there are several branches at {0}, and none of them is marked as the one to use")]
    NoBranch(String),
    #[error("what lies at {0} is no workspace: there is no workspace.yml")]
    NotAWorkspace(String),
    #[error("{url} holds names that lead out of the folder, such as {}", paths[0].as_str().escape_debug())]
    Hostile {
        url: String,
        /// Never empty.
        paths: Vec<RepoPath>,
    },
    #[error("{url} holds a file {} with a command or an address in it that git holds to be unsafe", path.as_str().escape_debug())]
    Commands { url: String, path: RepoPath },
    #[error("nobody there has your mail address{}", .email.as_ref().map(|e| format!(", {e}")).unwrap_or_default())]
    Nobody { email: Option<String>, known: Vec<Person>, language: Language },
    #[error("nobody there is called `{asked}`")]
    Unknown { asked: String, known: Vec<Person>, language: Language },
    #[error("the file of {0} has no mail address in it")]
    NoEmail(String),
    #[error("{} cannot be looked at", path.display())]
    Look { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Object(#[from] ObjectError),
    #[error(transparent)]
    Ref(#[from] RefError),
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Checkout(#[from] CheckoutError),
}

/// Makes a clone whose files are written by us alone, after everything was looked at.
///
/// `progress` is told how many of how many files are written.
///
/// # Errors
/// When it cannot be reached, is no workspace, knows nobody by that name, or the folder cannot be
/// used. What was begun is taken back.
pub fn join(options: &Options<'_>, progress: &dyn Fn(usize, usize)) -> Result<Joined, JoinError> {
    match check_address(&options.url) {
        // A password in it is the user's own; it stays on this machine.
        Ok(()) | Err(AddressFault::Secret) => {}
        Err(fault) => return Err(JoinError::Address(fault)),
    }
    let url = clone_settings::absolute(&options.url, &options.base);
    let found = destination(options, &url)?;
    let repo = transport::clone(&url, &found.path, &options.transport)?;
    let joined = settle(&repo, options, &url, progress);
    drop(repo);
    if joined.is_err() {
        // The reason for which it failed matters more than what cannot be removed.
        let _ = take_back(&found.path, found.holds);
    }
    joined
}

/// Returns the folder to clone into, when it may be used.
fn destination(options: &Options<'_>, url: &str) -> Result<Place, JoinError> {
    let folder = match &options.folder {
        Some(folder) => options.base.join(folder),
        None => options.base.join(last_part(url).ok_or_else(|| JoinError::NoName(shown(url)))?),
    };
    let look = |source| JoinError::Look { path: folder.clone(), source };
    let found = place(&folder).map_err(look)?;
    let path = found.path.clone();
    if matches!(found.holds, Holds::Something | Holds::NotAFolder) {
        return Err(JoinError::NotEmpty(path));
    }
    if let Some(folder) = cloud_folder(&path) {
        return Err(JoinError::Cloud { path, folder });
    }
    match &found.repository {
        Some(repository) if !options.nested => {
            Err(JoinError::Inside { repository: repository.clone(), path })
        }
        _ => Ok(found),
    }
}

/// Returns the name that git would give a clone.
fn last_part(url: &str) -> Option<String> {
    let url = url.trim_end_matches(['/', '\\']);
    let url = url.strip_suffix("/.git").unwrap_or(url);
    let name = url.rsplit(['/', '\\', ':']).next()?;
    let name = name.strip_suffix(".git").unwrap_or(name);
    let name = name.split(['?', '#']).next()?;
    crate::text::name_fault(name).is_none().then(|| name.to_owned())
}

fn shown(url: &str) -> String {
    transport::redact(url)
}

fn settle(
    repo: &Repo,
    options: &Options<'_>,
    url: &str,
    progress: &dyn Fn(usize, usize),
) -> Result<Joined, JoinError> {
    let tree = version(repo, options, url)?;
    let files = repo.walk_tree(tree)?;
    refuse_hostile(repo, &files, url)?;
    let Some(config) = settings(repo, &files)? else {
        return Err(JoinError::NotAWorkspace(shown(url)));
    };
    let person = who(repo, &files, options, config.language())?;
    let email = person.emails.first().ok_or_else(|| JoinError::NoEmail(person.id.clone()))?;
    clone_settings::settle(repo, &person.name, email)?;
    if let Some(program) = &options.program {
        clone_settings::merge_with(repo, program)?;
        // Hooks are a convenience; `doctor` says where they are missing.
        let _ = hook::install_in(repo, program);
    }
    let done = repo.check_out(tree, progress)?;
    if let Head::Branch { commit, .. } | Head::Detached { commit } = repo.head()? {
        sync::given(repo, commit)?;
    }

    let folder = repo.root().file_name().map(|name| name.to_string_lossy().into_owned());
    let name = config.name.clone().or(folder).unwrap_or_default();
    let listed = options.registry.as_ref();
    let listed = listed.map(|registry| registry.add(&layout::slug(&name), repo.root()));
    let start = RepoPath::new(layout::START_FILE);
    Ok(Joined {
        root: repo.root().to_owned(),
        language: person.language.unwrap_or(config.language()),
        written: done.written,
        left: done.left,
        start: files.files.contains_key(&start).then_some(start),
        listed: listed.transpose(),
        newer_format: config.is_newer().then_some(config.format),
        name,
        person,
    })
}

/// Returns what is to be put into the folder; takes the branch that is there where the other end
/// marks one that does not exist.
fn version(repo: &Repo, options: &Options<'_>, url: &str) -> Result<TreeId, JoinError> {
    if let Head::Branch { commit, .. } | Head::Detached { commit } = repo.head()? {
        return Ok(repo.tree_of(commit)?);
    }
    let there = transport::ls_remote(url, &options.transport)?.branches;
    let wanted = match there.as_slice() {
        [] => return Err(JoinError::Empty(shown(url))),
        [one] => one,
        several => several
            .iter()
            .find(|branch| branch.name == "main")
            .ok_or_else(|| JoinError::NoBranch(shown(url)))?,
    };
    let commit = wanted.commit;
    let tree = repo.tree_of(commit)?;
    repo.move_branch(&wanted.name, None, commit, "handover join")?;
    repo.check_out_branch(&wanted.name)?;
    clone_settings::track(repo, &wanted.name)?;
    Ok(tree)
}

/// Refuses a version that was made to harm: no honest git makes such names, and git itself runs no such command.
///
/// FAILURES 46, 48. What merely cannot be written on some systems is left out later, one by one.
fn refuse_hostile(repo: &Repo, version: &Version, url: &str) -> Result<(), JoinError> {
    let bad = |part: &str| matches!(part, "" | "." | "..") || is_git_folder(part);
    let all = version.files.keys().chain(version.others.keys());
    let paths: Vec<RepoPath> = all.filter(|path| path.parts().any(bad)).cloned().collect();
    if !paths.is_empty() {
        return Err(JoinError::Hostile { url: shown(url), paths });
    }
    match version.files.iter().find(|(path, blob)| has_commands(repo, path, blob)) {
        Some((path, _)) => Err(JoinError::Commands { url: shown(url), path: path.clone() }),
        None => Ok(()),
    }
}

/// Reads the settings of a version; `None` when it has none.
fn settings(repo: &Repo, version: &Version) -> Result<Option<Config>, JoinError> {
    let bytes = bytes(repo, version, &RepoPath::new(layout::WORKSPACE_FILE))?;
    Ok(bytes.map(|bytes| Config::of_bytes(&bytes)))
}

/// Reads a file of a version; `None` when it is absent, large or no text.
fn text(repo: &Repo, version: &Version, path: &RepoPath) -> Result<Option<Source>, JoinError> {
    let bytes = bytes(repo, version, path)?;
    Ok(bytes.and_then(|bytes| Source::decode(&bytes).ok()))
}

/// Reads a file of a version; `None` when it is absent, and nothing when it is large.
fn bytes(repo: &Repo, version: &Version, path: &RepoPath) -> Result<Option<Vec<u8>>, JoinError> {
    let Some(blob) = version.files.get(path) else { return Ok(None) };
    match repo.read_blob(blob.id, MAX_BYTES) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(ObjectError::TooLarge { .. }) => Ok(Some(Vec::new())),
        Err(error) => Err(error.into()),
    }
}

/// Finds who joins among the people of a version; never makes one.
fn who(
    repo: &Repo,
    version: &Version,
    options: &Options<'_>,
    language: Language,
) -> Result<Person, JoinError> {
    let schema = Schema::builtin();
    let mut known = Vec::new();
    for path in version.files.keys().filter(|path| may_be_person(schema, path)) {
        if let Some(source) = text(repo, version, path)? {
            known.extend(Person::read(schema, path, source));
        }
    }
    if let Some(asked) = &options.person {
        let found = known.iter().find(|person| person.is_called(asked)).cloned();
        return found.ok_or_else(|| JoinError::Unknown { asked: asked.clone(), known, language });
    }
    let email = Identity::of_user().email;
    let is_me = |person: &&Person| email.as_deref().is_some_and(|email| person.has_email(email));
    let me = known.iter().find(is_me).cloned();
    me.ok_or(JoinError::Nobody { email, known, language })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_is_named_as_git_names_it() {
        let check = |url: &str, expected: Option<&str>| {
            assert_eq!(last_part(url).as_deref(), expected, "{url}");
        };
        check("https://example.org/teams/nordlys.git", Some("nordlys"));
        check("git@example.org:nordlys.git", Some("nordlys"));
        check("/srv/git/nordlys/.git", Some("nordlys"));
        check("C:\\shared\\nordlys.git\\", Some("nordlys"));
        check("https://example.org/..", None);
        check("", None);
    }
}
