use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::ZonedDateTime;
use thiserror::Error;

use super::answers::{AnswerError, Answers, Side};
use super::fill::{self, Filled};
use crate::document::{Document, EditError};
use crate::merge::{Blob, ContentId};
use crate::ops::clone_settings::{self, SettingError};
use crate::ops::hook;
use crate::schema::{Language, Schema, has_address, layout};
use crate::store::environment::{CloudFolder, Holds, Place, cloud_folder, place};
use crate::store::files::{self, Done, FileError};
use crate::store::lock::{Lock, LockError};
use crate::store::registry::{Registry, RegistryError};
use crate::store::{
    CommitId, Head, Identity, NewCommit, ObjectError, OpenError, RefError, Repo, SafePath,
    StagingError, Stamp, UnsafePath, read,
};
use crate::text::{RepoPath, Source};

/// The branch of a repository that is made.
const BRANCH: &str = "main";
const ATTRIBUTES: &str = ".gitattributes";
/// A larger one is left as it is.
const MOST: u64 = 1 << 20;

/// How a workspace is to be made.
#[derive(Clone, Debug)]
pub struct Options {
    pub folder: PathBuf,
    /// The folder that a remote given as a relative path is meant from.
    pub base: PathBuf,
    pub language: Language,
    /// What it is called; the folder's name when absent.
    pub name: Option<String>,
    pub answers: Answers,
    /// Who of the two makes it.
    pub me: Side,
    /// The moment of the first commit.
    pub now: ZonedDateTime,
    /// Where the workspace is listed; nowhere when absent.
    pub registry: Option<Registry>,
    /// It may lie inside another repository.
    pub nested: bool,
    /// How git calls this program to merge documents; git merges them as any text when absent.
    pub program: Option<String>,
}

/// A workspace that was made.
#[derive(Debug)]
pub struct Made {
    pub root: PathBuf,
    pub name: String,
    /// The short name of who made it.
    pub me: String,
    /// The short name of the other.
    pub other: String,
    /// The other is still the template's example.
    pub other_is_example: bool,
    /// How many files were written.
    pub written: usize,
    /// What stood there already and was left as it is.
    pub kept: Vec<RepoPath>,
    /// The address by which git knew who works here before, where that is another.
    pub known_as: Option<String>,
    /// What stood there already and got lines of ours.
    pub attributes: Option<RepoPath>,
    /// Where to share, when that is known.
    pub remote: Option<String>,
    /// The file to read first.
    pub start: RepoPath,
    /// The name under which it is listed.
    pub listed: Result<Option<String>, RegistryError>,
}

/// No workspace was made.
#[derive(Debug, Error)]
pub enum InitError {
    #[error(transparent)]
    Answer(#[from] AnswerError),
    #[error("nobody is there to make it: neither git's settings nor you say who you are")]
    Nobody,
    #[error("{} lies in {}, which copies it behind git's back", path.display(), folder.cloud)]
    Cloud { path: PathBuf, folder: CloudFolder },
    #[error("{} is a workspace already", .0.display())]
    AlreadyThere(PathBuf),
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    #[error("{} is a file, not a folder", .0.display())]
    NotAFolder(PathBuf),
    #[error("{} lies inside the git repository {}", path.display(), repository.display())]
    Inside { path: PathBuf, repository: PathBuf },
    #[error("no branch is checked out in {}", .0.display())]
    NoBranch(PathBuf),
    #[error("something was begun with git in {} and is not finished", .0.display())]
    Unfinished(PathBuf),
    #[error("the repository shares at {there} already, not at {asked}")]
    OtherRemote { there: String, asked: String },
    #[error("{} cannot be looked at", path.display())]
    Look { path: PathBuf, source: std::io::Error },
    #[error("the template cannot be filled in")]
    Template(#[from] EditError),
    #[error("the template holds a file that cannot be written")]
    TemplatePath(#[from] UnsafePath),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Object(#[from] ObjectError),
    #[error(transparent)]
    Ref(#[from] RefError),
    #[error(transparent)]
    Staging(#[from] StagingError),
}

/// Looks whether a workspace may be made in a folder; `nested` allows another repository around it.
///
/// # Errors
/// With the reason when not.
pub fn may_make(folder: &Path, nested: bool) -> Result<Place, InitError> {
    let look = |source| InitError::Look { path: folder.to_owned(), source };
    let found = place(folder).map_err(look)?;
    let path = found.path.clone();
    if found.holds == Holds::NotAFolder {
        return Err(InitError::NotAFolder(path));
    }
    if let Some(folder) = cloud_folder(&path) {
        return Err(InitError::Cloud { path, folder });
    }
    let around = found.repository.as_ref().filter(|repository| **repository != path);
    if let Some(repository) = around.filter(|_| !nested) {
        return Err(InitError::Inside { repository: repository.clone(), path });
    }
    match &found.repository {
        Some(own) if *own == path && exists(&path, layout::WORKSPACE_FILE)? => {
            Err(InitError::AlreadyThere(path))
        }
        Some(own) if *own == path => Ok(found),
        _ if found.holds != Holds::Something => Ok(found),
        _ if exists(&path, layout::WORKSPACE_FILE)? => Err(InitError::AlreadyThere(path)),
        _ => Err(InitError::NotEmpty(path)),
    }
}

/// Reads who someone is who would make a workspace in a folder.
///
/// # Errors
/// When the folder is a repository that cannot be opened.
pub fn identity(found: &Place) -> Result<Identity, InitError> {
    match &found.repository {
        Some(root) if *root == found.path => Ok(Repo::open(root)?.identity()),
        _ => Ok(Identity::of_user()),
    }
}

/// Makes a workspace from the template, with a first commit; nothing is sent.
///
/// # Errors
/// When the folder is none for a workspace, nobody is known to make it, or the disk refuses. A
/// repository that was begun is taken up by the next run.
pub fn make(options: &Options) -> Result<Made, InitError> {
    let found = may_make(&options.folder, options.nested)?;
    let answers = with_identity(options, &identity(&found)?)?;
    let name = options.name.clone().unwrap_or_else(|| folder_name(&found.path));
    let filled = filled(options.language, &name, &answers, &found.path)?;

    let repo = Repo::init(&found.path, BRANCH)?;
    let _lock = Lock::take(repo.git_dir(), "init", clone_settings::PATIENCE, |_| {})?;
    let (branch, tip) = standing(&repo)?;
    let remote = remote(&repo, options, &answers)?;
    let author = author(&answers, options)?;
    let known = repo.identity();
    clone_settings::settle(&repo, &author.name, &author.email)?;
    if let Some(program) = &options.program {
        clone_settings::merge_with(&repo, program)?;
        // Hooks are a convenience; `doctor` says where they are missing.
        let _ = hook::install_in(&repo, program);
    }
    if let Some(url) = &remote {
        clone_settings::share(&repo, &branch, url)?;
    }
    let mut written = write(&repo, &filled)?;
    let attributes = add_attributes(&repo, &filled, tip, &mut written)?;
    let Written { ours, kept } = written;
    commit(&repo, &branch, tip, &ours, &author, &format!("Begin the workspace {name}\n"))?;

    let listed =
        options.registry.as_ref().map(|registry| registry.add(&layout::slug(&name), repo.root()));
    let (me, other) = match options.me {
        Side::Client => (filled.client, filled.assistant),
        Side::Assistant => (filled.assistant, filled.client),
    };
    Ok(Made {
        root: repo.root().to_owned(),
        me,
        other,
        other_is_example: answers.of(options.me.other()).email.is_none(),
        written: ours.len(),
        known_as: known.email.filter(|email| *email != author.email),
        attributes: attributes.then(|| RepoPath::new(ATTRIBUTES)),
        kept,
        remote,
        start: RepoPath::new(layout::START_FILE),
        listed: listed.transpose(),
        name,
    })
}

/// Fills the template in. A page in `people` that is somebody else's, or nobody's, keeps its name.
fn filled(
    language: Language,
    name: &str,
    answers: &Answers,
    folder: &Path,
) -> Result<Filled, InitError> {
    let mut taken = Vec::new();
    loop {
        let filled = fill::fill(language, name, answers, &taken)?;
        let sides = [(Side::Client, &filled.client), (Side::Assistant, &filled.assistant)];
        let other = sides.into_iter().find(|(side, person)| {
            let path = RepoPath::in_folder(layout::PEOPLE, &format!("{person}.md"));
            let Ok(there) = read::read_bounded(&folder.join(path.as_str()), MOST) else {
                return false;
            };
            let is_ours = filled.files.iter().any(|(one, bytes)| *one == path && *bytes == there);
            !is_ours && !is_page_of(&path, there, answers.of(*side).email.as_deref())
        });
        let Some((_, person)) = other else { return Ok(filled) };
        taken.push(person.clone());
    }
}

/// Tells whether a page is that of whoever has an address.
fn is_page_of(path: &RepoPath, bytes: Vec<u8>, email: Option<&str>) -> bool {
    let (Ok(source), Some(email)) = (Source::decode(&bytes), email) else { return false };
    let record = Schema::builtin().decode(path, &Document::parse(source)).0;
    has_address(&record, email)
}

fn exists(folder: &Path, name: &str) -> Result<bool, InitError> {
    let path = folder.join(name);
    let holds = place(&path).map_err(|source| InitError::Look { path, source })?.holds;
    Ok(holds != Holds::Absent)
}

fn folder_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "Workspace".to_owned())
}

/// Fills in from git's settings what is not known about who makes it.
fn with_identity(options: &Options, identity: &Identity) -> Result<Answers, InitError> {
    let mut answers = options.answers.clone();
    let me = answers.of_mut(options.me);
    me.name = me.name.take().or_else(|| identity.name.clone());
    me.email = me.email.take().or_else(|| identity.email.clone());
    let answers = answers.checked()?;
    let me = answers.of(options.me);
    if me.name.is_none() || me.email.is_none() {
        return Err(InitError::Nobody);
    }
    Ok(answers)
}

fn author(answers: &Answers, options: &Options) -> Result<Stamp, InitError> {
    let me = answers.of(options.me);
    let (Some(name), Some(email)) = (me.name.clone(), me.email.clone()) else {
        return Err(InitError::Nobody);
    };
    Ok(Stamp::at(name, email, &options.now))
}

/// Returns the branch to commit on, and where it stands.
fn standing(repo: &Repo) -> Result<(String, Option<CommitId>), InitError> {
    if repo.unfinished().is_some() {
        return Err(InitError::Unfinished(repo.root().to_owned()));
    }
    match repo.head()? {
        Head::Branch { name, commit } => Ok((name, Some(commit))),
        Head::Unborn { name } => Ok((name, None)),
        Head::Detached { .. } => Err(InitError::NoBranch(repo.root().to_owned())),
    }
}

/// Returns where to share: as asked, else as the repository has it.
fn remote(repo: &Repo, options: &Options, answers: &Answers) -> Result<Option<String>, InitError> {
    let there = repo.remote_url(clone_settings::REMOTE);
    let Some(asked) = &answers.remote else { return Ok(there) };
    let asked = clone_settings::absolute(asked, &options.base);
    match there {
        Some(there) if there != asked => {
            Err(InitError::OtherRemote { there: crate::store::transport::redact(&there), asked })
        }
        _ => Ok(Some(asked)),
    }
}

/// What came of writing the template's files.
#[derive(Default)]
struct Written {
    ours: BTreeMap<RepoPath, Option<Blob>>,
    kept: Vec<RepoPath>,
}

/// Writes the files that are not there; one that has exactly the same bytes counts as written.
///
/// The file that makes the folder a workspace comes last: a run that was stopped is taken up.
fn write(repo: &Repo, filled: &Filled) -> Result<Written, InitError> {
    let mut written = Written::default();
    let is_last = |path: &RepoPath| path.as_str() == layout::WORKSPACE_FILE;
    let (last, first): (Vec<_>, Vec<_>) = filled.files.iter().partition(|(path, _)| is_last(path));
    for (path, bytes) in first.into_iter().chain(last) {
        let safe = SafePath::new(path)?;
        let id = ContentId::of_blob(bytes);
        let done = files::write_atomic(repo.root(), &safe, bytes, Some(false), None)?;
        let same = done == Done::Changed && files::content_id(repo.root(), &safe)? == Some(id);
        if done == Done::Done || same {
            repo.write_blob(bytes)?;
            written.ours.insert(path.clone(), Some(Blob::file(id)));
        } else {
            written.kept.push(path.clone());
        }
    }
    Ok(written)
}

/// Adds the lines of the template that a `.gitattributes` lacks which was there, behind what it says: by
/// them no clone changes bytes, and plain git merges documents as we do.
///
/// One with changes that are not committed is left to whoever makes them; `doctor` says what it lacks.
fn add_attributes(
    repo: &Repo,
    filled: &Filled,
    tip: Option<CommitId>,
    written: &mut Written,
) -> Result<bool, InitError> {
    let path = RepoPath::new(ATTRIBUTES);
    let ours = filled.files.iter().find(|(one, _)| *one == path && written.kept.contains(one));
    let ours = ours.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok());
    let (Some(ours), Ok(bytes)) = (ours, read::read_bounded(&repo.root().join(ATTRIBUTES), MOST))
    else {
        return Ok(false);
    };
    let before = ContentId::of_blob(&bytes);
    let known = tip.map(|tip| repo.entry(repo.tree_of(tip)?, &path)).transpose()?.flatten();
    let Ok(mut text) = String::from_utf8(bytes) else { return Ok(false) };
    if known.is_some_and(|known| known.id != before) {
        return Ok(false);
    }
    let has = |wanted: &str| {
        text.lines().any(|line| line.split_whitespace().eq(wanted.split_whitespace()))
    };
    let lacks = ours.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let lacks: Vec<&str> = lacks.filter(|line| !has(line)).collect();
    if lacks.is_empty() {
        return Ok(false);
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    lacks.iter().for_each(|line| text.extend([line, "\n"]));
    let safe = SafePath::new(&path)?;
    if files::write_atomic(repo.root(), &safe, text.as_bytes(), None, Some(before))? == Done::Done {
        let id = repo.write_blob(text.as_bytes())?;
        written.ours.insert(path.clone(), Some(Blob::file(id)));
        written.kept.retain(|kept| *kept != path);
        return Ok(true);
    }
    Ok(false)
}

fn commit(
    repo: &Repo,
    branch: &str,
    tip: Option<CommitId>,
    files: &BTreeMap<RepoPath, Option<Blob>>,
    author: &Stamp,
    message: &str,
) -> Result<(), InitError> {
    let base = tip.map(|tip| repo.tree_of(tip)).transpose()?;
    let tree = repo.write_tree(base, files)?;
    if base != Some(tree) {
        let parents: Vec<CommitId> = tip.into_iter().collect();
        let new = NewCommit { tree, parents: &parents, author, committer: author, message };
        repo.move_branch(branch, tip, repo.commit(&new)?, "handover init")?;
    }
    Ok(repo.update_staging(files)?)
}
