use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::authors::{Authors, Voucher};
use super::changes::{Steps, steps};
use super::judge::Judge;
use super::{Problem, ReceiveError, Refusal};
use crate::index::history;
use crate::schema::{Config, Language, Record, Schema};
use crate::store::cache::CacheNote;
use crate::store::tree::Other;
use crate::store::{Commit, CommitId, Repo, TreeId};
use crate::sync::gate::{self, Gate};
use crate::sync::plan::Files;
use crate::sync::{Objects, Reason};
use crate::text::RepoPath;
use crate::workflow::Team;
use crate::workflow::rights::Writer;

/// One ref that a push moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// `None` for a new one.
    pub old: Option<CommitId>,
    /// `None` for one that is removed.
    pub new: Option<CommitId>,
    /// The whole name, such as `refs/heads/main`.
    pub name: String,
}

/// What a push brings, and where to.
pub struct Options<'a> {
    /// The git folder of the repository that is pushed to.
    pub git_dir: PathBuf,
    /// Where git keeps the new objects until they are accepted.
    pub incoming: Option<PathBuf>,
    pub updates: &'a [Update],
    /// Reads a variable of the environment that the hook runs in.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
}

/// What was judged of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Nothing where it may come in.
    pub refusals: Vec<Refusal>,
    /// The language of whoever pushes.
    pub language: Language,
}

/// The variables by which a server says who pushes, unless `handover.pusherFrom` names another one.
const VARIABLES: [&str; 3] = ["HANDOVER_PUSHER", "GL_USER", "REMOTE_USER"];
const BRANCHES: &str = "refs/heads/";

/// Judges a push.
///
/// # Errors
/// When that cannot be done; the push must not come in then.
pub fn receive(options: &Options<'_>) -> Result<Received, ReceiveError> {
    let incoming = options.incoming.as_deref();
    let repo = Repo::open_served(&options.git_dir, incoming)?;
    let objects = Objects::served(&options.git_dir, incoming)?;
    let server = Server {
        repo: &repo,
        objects: &objects,
        main: main_branch(&repo, options.updates)?,
        account: account(&repo, options.variable),
        requires_signatures: repo.switch("handover.requireSignatures").unwrap_or(false),
    };
    let rules = match server.main_tip()? {
        Some(tip) => gate::settings(&repo, repo.tree_of(tip)?)?.map(|settings| (tip, settings)),
        None => None,
    };
    let mut received = Received { refusals: Vec::new(), language: Language::English };
    for update in options.updates {
        let judged = match &rules {
            Some((tip, settings)) => server.judge(update, *tip, settings)?,
            None => server.judge_first(update)?,
        };
        received.refusals.extend(judged.refusals);
        received.language = judged.language;
    }
    Ok(received)
}

/// Returns the account that pushes, as the server says, or the person that its settings name for it.
fn account(repo: &Repo, variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let filled = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
    let account = match repo.setting("handover.pusherFrom") {
        Some(name) => filled(name.trim()),
        None => VARIABLES.into_iter().find_map(filled),
    }?;
    Some(repo.setting(&format!("handover.{account}.person")).unwrap_or(account))
}

/// Returns the branch that everybody shares: the one that a clone checks out, else a usual one, else
/// the first there is; of an empty repository what is pushed first.
fn main_branch(repo: &Repo, updates: &[Update]) -> Result<String, ReceiveError> {
    let branches: Vec<String> = repo.branches()?.into_iter().map(|(name, _)| name).collect();
    let default = repo.default_branch();
    let usual = default.iter().map(String::as_str).chain(["main", "master"]);
    let there = usual.clone().find(|name| branches.iter().any(|one| one == name));
    let pushed = || {
        let name = |update: &Update| Some(update.name.strip_prefix(BRANCHES)?.to_owned());
        let names: Vec<String> = updates.iter().filter_map(name).collect();
        let wanted = default.as_ref().filter(|name| names.contains(name));
        wanted.or(names.first()).cloned()
    };
    let found = there.map(str::to_owned).or_else(|| branches.first().cloned()).or_else(pushed);
    Ok(found.or_else(|| default.clone()).unwrap_or_else(|| "main".to_owned()))
}

struct Server<'a> {
    repo: &'a Repo,
    objects: &'a Objects,
    /// By its short name.
    main: String,
    account: Option<String>,
    requires_signatures: bool,
}

impl Server<'_> {
    fn main_tip(&self) -> Result<Option<CommitId>, ReceiveError> {
        let branches = self.repo.branches()?;
        Ok(branches.into_iter().find(|(name, _)| *name == self.main).map(|(_, tip)| tip))
    }

    /// Says why a ref must not be moved so, whatever that brings; else the commit that it is moved to,
    /// if any.
    fn target(&self, update: &Update) -> Result<Result<Option<CommitId>, Problem>, ReceiveError> {
        let is_main = update.name.strip_prefix(BRANCHES) == Some(&self.main);
        let Some(new) = update.new else {
            return Ok(if is_main { Err(Problem::Removed) } else { Ok(None) });
        };
        let Some(new) = self.repo.commit_behind(new)? else { return Ok(Err(Problem::NoHistory)) };
        if let Some(old) = update.old.filter(|_| is_main)
            && !self.repo.is_ancestor(old, new)?
        {
            return Ok(Err(Problem::Rewound));
        }
        Ok(Ok(Some(new)))
    }

    fn voucher(&self) -> Voucher {
        Voucher::Server(self.account.clone())
    }

    /// Judges by what everybody has at `tip`.
    fn judge(
        &self,
        update: &Update,
        tip: CommitId,
        (config, schema): &(Config, Schema),
    ) -> Result<Received, ReceiveError> {
        let new = match self.target(update)? {
            Ok(None) => return Ok(nothing(config.language())),
            Ok(Some(new)) => new,
            Err(problem) => return Ok(refused(problem, config.language())),
        };
        let cache = Arc::new(history::cache_of(self.repo, &CacheNote::default()));
        let mut gate = Gate::new(self.repo, self.objects, (config, schema), cache);
        judge_range(
            &mut gate,
            &Range { old: tip, also_old: update.old, new },
            self.voucher(),
            self.requires_signatures,
        )
    }

    /// Judges what comes into a repository without a workspace: by the rules and people that it brings.
    fn judge_first(&self, update: &Update) -> Result<Received, ReceiveError> {
        let english = Language::English;
        let new = match self.target(update)? {
            Ok(None) => return Ok(nothing(english)),
            Ok(Some(new)) => new,
            Err(problem) => return Ok(refused(problem, english)),
        };
        let tree = self.repo.tree_of(new)?;
        let Some((config, schema)) = gate::settings(self.repo, tree)? else {
            return Ok(refused(Problem::NoWorkspace, english));
        };
        let language = config.language();
        if config.is_newer() {
            return Ok(refused(Problem::NewerFormat(config.format), language));
        }
        let cache = Arc::new(history::cache_of(self.repo, &CacheNote::default()));
        let mut gate = Gate::new(self.repo, self.objects, (&config, &schema), cache);
        let files = gate.files(tree)?;
        gate.learn(files.iter());
        let people = gate.people(&files);
        let authors = Authors::new(&people, self.voucher(), self.requires_signatures)?;
        let commit = self.repo.read_commit(new)?;
        let mut found = match authors.of(self.repo, &commit)? {
            Ok(writer) if writer.manages => Vec::new(),
            Ok(writer) => vec![Refusal::whole(Problem::NotFirst(writer.id.to_owned()))],
            Err(problem) => vec![Refusal::whole(problem)],
        };
        if self.requires_signatures {
            for step in steps(&gate, new, &[])?.steps {
                let signed = authors.of(self.repo, &step.commit)?.err();
                found.extend(signed.map(|why| Refusal::at(step.commit.id, None, why)));
            }
        }
        found.extend(judge_contents(&mut gate, new)?);
        Ok(Received { refusals: once(found), language })
    }
}

/// What is judged, from what to what.
pub(super) struct Range {
    /// Whose rules and people count.
    pub(super) old: CommitId,
    /// What the ref had before, where that is something else.
    pub(super) also_old: Option<CommitId>,
    pub(super) new: CommitId,
}

/// Judges the commits between two by the rules and people of the older one.
pub(super) fn judge_range(
    gate: &mut Gate<'_>,
    range: &Range,
    voucher: Voucher,
    requires_signatures: bool,
) -> Result<Received, ReceiveError> {
    let shared = Arc::new(gate.files(gate.repo().tree_of(range.old)?)?);
    let language = gate.config().language();
    let hidden: Vec<CommitId> = [range.old].into_iter().chain(range.also_old).collect();
    let steps = steps(gate, range.new, &hidden)?;
    let offered = gate.files(gate.repo().tree_of(range.new)?)?;
    let changes = steps.steps.iter().flat_map(|step| &step.changes.files);
    let versions = changes.flat_map(|(path, change)| {
        [&change.old, &change.new].map(|blob| Some((path, blob.as_ref()?)))
    });
    gate.learn(shared.iter().chain(offered.iter()).chain(versions.flatten()));
    let people = gate.people(&shared);
    let team = Team::of(&people);
    let authors = Authors::new(&people, voucher, requires_signatures)?;
    let mut found = problems(&steps);
    let mut spoken = language;
    let judge = Judge::new(gate, (&people, &team), &shared);
    for step in &steps.steps {
        found.extend(judge.contents(step));
        match authors.of(gate.repo(), &step.commit)? {
            Ok(writer) => {
                spoken = language_of(&people, writer).unwrap_or(language);
                found.extend(judge.permissions(step, writer)?);
            }
            Err(problem) => found.push(Refusal::at(step.commit.id, None, problem)),
        }
    }
    let commit = gate.repo().read_commit(range.new)?;
    found.extend(tip(gate, Some(gate.repo().tree_of(range.old)?), &shared, &commit)?);
    found.extend(exhausted(gate));
    Ok(Received { refusals: once(found), language: spoken })
}

/// Judges a whole history by what it holds, whoever made it.
pub(super) fn judge_contents(
    gate: &mut Gate<'_>,
    new: CommitId,
) -> Result<Vec<Refusal>, ReceiveError> {
    let commit = gate.repo().read_commit(new)?;
    let files = gate.files(commit.tree)?;
    gate.learn(files.iter());
    let steps = steps(gate, new, &[])?;
    let mut found = problems(&steps);
    let (team, none) = (Team::default(), Files::new());
    let judge = Judge::new(gate, (&[], &team), &none);
    found.extend(steps.steps.iter().flat_map(|step| judge.contents(step)));
    found.extend(tip(gate, None, &Arc::default(), &commit)?);
    found.extend(exhausted(gate));
    Ok(once(found))
}

fn language_of(people: &[Record], writer: Writer<'_>) -> Option<Language> {
    let person = people.iter().find(|one| *one.id == *writer.id)?;
    Language::parse(person.text("language")?)
}

fn problems(steps: &Steps) -> Vec<Refusal> {
    let told = |(id, problem): &(CommitId, Problem)| Refusal::at(*id, None, problem.clone());
    steps.problems.iter().map(told).collect()
}

/// Finds what must not be shared of the version that everybody gets.
pub(super) fn tip(
    gate: &mut Gate<'_>,
    old: Option<TreeId>,
    shared: &Arc<Files>,
    commit: &Commit,
) -> Result<Vec<Refusal>, ReceiveError> {
    let changes = gate.repo().tree_changes(old, Some(commit.tree))?;
    let offered = gate.files(commit.tree)?;
    let mut found = Vec::new();
    match gate::settings(gate.repo(), commit.tree)? {
        None => found.push(Refusal::at(commit.id, None, Problem::NoWorkspace)),
        Some((config, _)) if config.is_newer() => {
            let problem = Problem::NewerFormat(config.format);
            found.push(Refusal::at(commit.id, None, problem));
        }
        Some(_) => {}
    }
    let at = |path: &RepoPath, problem| Refusal::at(commit.id, Some(path.clone()), problem);
    let others = changes.others.iter().filter_map(|(path, (_, new))| Some((path, (*new)?)));
    let no_file = others
        .filter(|(_, other)| !matches!(other, Other::BadName | Other::NotText | Other::Twice));
    found.extend(no_file.map(|(path, _)| at(path, Problem::NoFile)));
    for held in gate.held_back(shared, &offered) {
        let Some(rule) = held.rule else { continue };
        // What only waits for another file is told with that one.
        if matches!(held.reason, Reason::WaitsFor(_) | Reason::NameTaken(_)) {
            continue;
        }
        let (path, line) = (held.path.clone(), held.line);
        let is_secret = rule.as_str().starts_with("secret-");
        let problem = if is_secret { Problem::Secret { rule, line } } else { Problem::Fault(held) };
        found.push(at(&path, problem));
    }
    Ok(found)
}

/// Leaves out what was told already, of another commit too.
pub(super) fn once(refusals: Vec<Refusal>) -> Vec<Refusal> {
    let mut seen = HashSet::new();
    let mut is_new = |one: &Refusal| seen.insert((one.path.clone(), format!("{:?}", one.problem)));
    refusals.into_iter().filter(|one| is_new(one)).collect()
}

fn exhausted(gate: &Gate<'_>) -> Option<Refusal> {
    gate.is_exhausted().then(|| Refusal::whole(Problem::TooMuch))
}

fn refused(problem: Problem, language: Language) -> Received {
    Received { refusals: vec![Refusal::whole(problem)], language }
}

fn nothing(language: Language) -> Received {
    Received { refusals: Vec::new(), language }
}
