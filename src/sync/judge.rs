//! The judge of a sync: the rules, run over the tree as it would be shared.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::plan::{Fault, Files, Judge, Reason};
use crate::changes::heir;
use crate::diagnostic::{Diagnostic, RuleName, rule_name};
use crate::index::names::Names;
use crate::index::{self, Reader};
use crate::merge::{Blob, ContentId};
use crate::rules::{Checked, Facts, File, FileSet, Paths, Ruleset};
use crate::schema::Record;
use crate::text::RepoPath;

/// Hands out versions of files.
pub(super) trait Versions: Sync {
    /// Returns the size in bytes.
    fn size(&self, blob: &Blob) -> u64;

    /// Returns the bytes; `None` when they cannot be read, or are too many to look into.
    fn bytes(&self, blob: &Blob) -> Option<Arc<[u8]>>;
}

/// Judges trees by the rules of a workspace; remembers what it has read.
pub(super) struct RulesJudge<'a> {
    ruleset: Ruleset<'a>,
    versions: &'a dyn Versions,
    shared: Arc<Files>,
    names: Names,
    seen: Mutex<HashMap<(RepoPath, ContentId), Arc<Checked>>>,
    objections: BTreeMap<RepoPath, String>,
}

impl<'a> RulesJudge<'a> {
    /// Makes a judge for trees of `versions`; `shared` is what everybody has, `names` knows what all
    /// documents of the trees are called.
    pub(super) fn new(
        ruleset: Ruleset<'a>,
        versions: &'a dyn Versions,
        shared: Arc<Files>,
        names: Names,
    ) -> Self {
        let objections = BTreeMap::new();
        Self { ruleset, versions, shared, names, seen: Mutex::default(), objections }
    }

    /// Keeps these files back too: the shared place will not take them, for the reason given.
    pub(super) fn with_objections(self, objections: BTreeMap<RepoPath, String>) -> Self {
        Self { objections, ..self }
    }

    /// Gives back what documents are called.
    pub(super) fn into_names(self) -> Names {
        self.names
    }

    /// Returns what the rules say of one version at `path`, alone.
    pub(super) fn checked(&self, path: &RepoPath, blob: &Blob) -> Arc<Checked> {
        let key = (path.clone(), blob.id);
        let seen = || self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = seen().get(&key) {
            return Arc::clone(known);
        }
        let checked = Arc::new(self.ruleset.check_file(&file(self.versions, path, blob)));
        seen().insert(key, Arc::clone(&checked));
        checked
    }

    /// Tells whether a version has something in it that must never be shared.
    pub(super) fn has_secret(&self, path: &RepoPath, blob: &Blob) -> bool {
        self.checked(path, blob).diagnostics.iter().any(|one| one.holds_back && is_secret(one.rule))
    }

    /// Finds the faults between documents and names that keep a suspect here: an id that another
    /// document has, a name that some systems take for another's.
    ///
    /// Of the tree's other files only those are read that have the id of a suspect.
    fn between(&self, tree: &Files, suspects: &BTreeSet<RepoPath>) -> Vec<Fault> {
        let own: BTreeMap<&RepoPath, Arc<Checked>> = suspects
            .iter()
            .filter(|path| path.is_markdown())
            .filter_map(|path| Some((path, self.checked(path, tree.get(path)?))))
            .collect();
        let ids: HashSet<&str> = own
            .values()
            .filter_map(|checked| checked.record.as_ref())
            .filter(|record| record.id_span().is_some())
            .map(|record| &*record.id)
            .collect();
        let alike = if ids.is_empty() { BTreeSet::new() } else { self.names.with_ids(&ids) };
        let documents = tree.iter().filter(|(path, blob)| {
            path.is_markdown() && (alike.contains(&blob.id) || suspects.contains(*path))
        });
        let records: Vec<Record> =
            documents.filter_map(|(path, blob)| self.checked(path, blob).record.clone()).collect();
        let named_alike = may_have_twins(tree, suspects);
        let files = |path: &&RepoPath| named_alike || suspects.contains(*path);
        let files: FileSet = tree.keys().filter(files).cloned().collect();
        // A document that says another id than everybody knows it by is as new as one that was copied.
        let says = |checked: &Checked| checked.record.as_ref().map(|record| record.id.clone());
        let has_new_id = |path: &RepoPath, shared: &Blob| match own.get(path) {
            Some(now) => says(now) != says(&self.checked(path, shared)),
            None => false,
        };
        let known =
            |path: &RepoPath| self.shared.get(path).is_some_and(|shared| !has_new_id(path, shared));
        let shared = records.iter().map(|record| &record.path).chain(files.paths());
        let paths: BTreeSet<RepoPath> = shared.filter(|path| known(path)).cloned().collect();
        let heirs = self.heirs(tree, &records);
        let undecided = undecided(&heirs, &records, suspects);
        let known_ids = self.known_ids(tree, &own);
        let facts = Facts {
            now: None,
            complete: true,
            workspace: true,
            shared: Some(Arc::new(Known { paths, heirs })),
            known_ids: known_ids.clone(),
            files,
            ..Facts::default()
        };
        let reader = TreeReader { tree, versions: self.versions };
        let found = index::check_between(self.ruleset, &records, &facts, &reader);
        // Where the old id must stand again, it is of no use that another document has the new one.
        let is_told = |one: &&Diagnostic| {
            one.rule != rule_name::DUPLICATE_ID || !known_ids.contains_key(&one.path)
        };
        let stays = found.iter().filter(|one| one.holds_back && suspects.contains(&one.path));
        let folders = OnceCell::new();
        let reason = |one: &Diagnostic| match one.rule {
            rule_name::CHANGED_ID => known_ids.get(&one.path).cloned().map(Reason::KnownAs),
            rule_name::FILE_NAME_TWIN => {
                self.folder_twin(folders.get_or_init(|| spellings(tree)), &one.path)
            }
            _ => None,
        };
        let fault = |one: &Diagnostic| {
            let usual = fault(one);
            Fault { reason: reason(one).unwrap_or_else(|| usual.reason.clone()), ..usual }
        };
        let mut faults: Vec<Fault> = stays.filter(is_told).map(fault).collect();
        for one in undecided {
            // What the rule says of one of them holds of all.
            faults.retain(|fault| fault.path != one.path || fault.rule != one.rule);
            faults.push(one);
        }
        faults
    }

    /// Finds the folder on the way to a file that has a twin in other letters, among all `folders` as they
    /// are spelt; of several twins the one that everybody has.
    fn folder_twin(&self, folders: &Spellings<'_>, path: &RepoPath) -> Option<Reason> {
        let (folder, others) = self::folders(path).find_map(|folder| {
            let mut others = folders.get(&folded(folder))?.clone();
            others.remove(folder);
            (!others.is_empty()).then_some((folder, others))
        })?;
        let others = others.into_iter().map(RepoPath::new);
        let is_shared = |other: &RepoPath| self.shared.below(other).next().is_some();
        let other = others.min_by_key(|other| (!is_shared(other), other.clone()))?;
        Some(Reason::FolderTwin { folder: RepoPath::new(folder), other })
    }

    /// Returns, by their ids, which of several new documents with one id goes on where a shared one ended
    /// that is gone; `None` where all of them were changed, so that nobody can tell.
    fn heirs(&self, tree: &Files, records: &[Record]) -> BTreeMap<String, Option<RepoPath>> {
        let mut new: BTreeMap<&str, Vec<&RepoPath>> = BTreeMap::new();
        for record in records.iter().filter(|record| record.id_span().is_some()) {
            if !self.shared.contains_key(&record.path) {
                new.entry(&record.id).or_default().push(&record.path);
            }
        }
        new.retain(|_, paths| paths.len() > 1);
        if new.is_empty() {
            return BTreeMap::new();
        }
        let text = |blob: &Blob| {
            let bytes = self.versions.bytes(blob).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let gone = |path: &RepoPath| path.is_markdown() && !tree.contains_key(path);
        let mut heirs = BTreeMap::new();
        for (_, blob) in self.shared.iter().filter(|(path, _)| gone(path)) {
            let Some(id) = self.id(blob) else { continue };
            let Some(paths) = new.get(id).filter(|_| !heirs.contains_key(id)) else { continue };
            let texts: Vec<String> =
                paths.iter().filter_map(|path| tree.get(*path)).map(text).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let path = heir(&text(blob), &texts).and_then(|at| paths.get(at));
            heirs.insert(id.to_owned(), path.map(|path| (*path).clone()));
        }
        heirs
    }

    /// Returns the id that is written in a version.
    fn id(&self, blob: &Blob) -> Option<&str> {
        self.names.of(blob.id).and_then(|named| named.id.as_deref())
    }

    /// Lists the files of a tree by the ids that are written in them.
    fn by_id(&self, files: &Files) -> HashMap<String, Vec<RepoPath>> {
        let mut found: HashMap<String, Vec<RepoPath>> = HashMap::new();
        for (path, blob) in files.iter() {
            if let Some(id) = self.id(blob) {
                found.entry(id.to_owned()).or_default().push(path.clone());
            }
        }
        found
    }

    /// Returns the ids that these documents had as everybody knows them, where they say another one now, or none,
    /// and are still the same documents: no other file has the old id now, none that had the new one has
    /// come here, and at least half of the lines are left.
    fn known_ids(
        &self,
        tree: &Files,
        own: &BTreeMap<&RepoPath, Arc<Checked>>,
    ) -> BTreeMap<RepoPath, String> {
        let written = |checked: &Checked| {
            let record = checked.record.as_ref()?;
            let is_known = record.kind.is_some() && record.id_span().is_some();
            is_known.then(|| record.id.to_string())
        };
        // Looked through at most once each, however many ids have changed.
        let (here, shared) = (OnceCell::new(), OnceCell::new());
        let has = |known: &OnceCell<_>, files: &Files, id: &str, but: &RepoPath| {
            let paths: &HashMap<String, Vec<RepoPath>> = known.get_or_init(|| self.by_id(files));
            paths.get(id).is_some_and(|paths| paths.iter().any(|path| path != but))
        };
        let known = own.iter().filter_map(|(path, now)| {
            let (before, blob) = (self.shared.get(*path)?, tree.get(*path)?);
            // What is no document any more has no id to keep.
            now.record.as_ref()?.kind.as_ref()?;
            let (was, is) = (written(&self.checked(path, before))?, written(now));
            if is.as_ref() == Some(&was) || has(&here, tree, &was, path) {
                return None;
            }
            let has_moved = is.is_some_and(|is| {
                has(&shared, &self.shared, &is, path) && !has(&here, tree, &is, path)
            });
            let text =
                |blob| Some(String::from_utf8_lossy(&self.versions.bytes(blob)?).into_owned());
            let is_same = !has_moved && half_is_left(&text(before)?, &text(blob)?);
            is_same.then(|| ((*path).clone(), was))
        });
        known.collect()
    }
}

/// What everybody has, for the rules.
#[derive(Debug)]
struct Known {
    paths: BTreeSet<RepoPath>,
    heirs: BTreeMap<String, Option<RepoPath>>,
}

impl Paths for Known {
    fn has(&self, path: &RepoPath) -> bool {
        self.paths.contains(path)
    }

    fn heir(&self, id: &str, among: &[&RepoPath]) -> Option<RepoPath> {
        self.heirs.get(id)?.clone().filter(|heir| among.contains(&heir))
    }
}

/// Finds the documents of which nobody can tell which one goes on where a shared one ended: none of them goes, as the
/// answers to that one would go along with it.
fn undecided(
    heirs: &BTreeMap<String, Option<RepoPath>>,
    records: &[Record],
    suspects: &BTreeSet<RepoPath>,
) -> Vec<Fault> {
    let is_undecided = |record: &&Record| {
        let heir = heirs.get(&*record.id);
        heir == Some(&None) && record.id_span().is_some() && suspects.contains(&record.path)
    };
    let all: Vec<&Record> = records.iter().filter(is_undecided).collect();
    let fault = |record: &&Record| {
        let mut others = all.iter().filter(|one| one.id == record.id && one.path != record.path);
        let other = others.next()?.path.clone();
        let (path, rule) = (record.path.clone(), Some(rule_name::DUPLICATE_ID));
        Some(Fault { path, line: None, rule, reason: Reason::Undecided(other), always: false })
    };
    all.iter().filter_map(fault).collect()
}

/// Tells whether a suspect, or a folder on its way, may have the name of another in other letters.
fn may_have_twins(tree: &Files, suspects: &BTreeSet<RepoPath>) -> bool {
    let mut spelt: HashMap<String, &str> = HashMap::new();
    for path in suspects.iter().filter(|path| tree.contains_key(*path)) {
        for name in folders(path).chain([path.as_str()]) {
            if *spelt.entry(folded(name)).or_insert(name) != name {
                return true;
            }
        }
    }
    // In ASCII a name is as long whatever the case, and few names are as long as a suspect.
    let lengths: BTreeSet<usize> = spelt.keys().map(String::len).collect();
    let differs = |name: &str| {
        let may = lengths.contains(&name.len()) || !name.is_ascii();
        may && spelt.get(&folded(name)).is_some_and(|known| *known != name)
    };
    let mut folder = "";
    tree.keys().any(|path| {
        // Files come folder by folder: a folder that was just looked at is not folded again.
        let new = path.parent() != folder;
        folder = path.parent();
        differs(path.as_str()) || new && folders(path).any(differs)
    })
}

/// The folders of a tree, by what is left of their names on a system that knows no case.
type Spellings<'t> = HashMap<String, BTreeSet<&'t str>>;

fn spellings(tree: &Files) -> Spellings<'_> {
    let mut all = Spellings::new();
    let mut last = "";
    for path in tree.keys() {
        // Files come folder by folder: a folder that was just looked at is not folded again.
        if path.parent() != last {
            last = path.parent();
            for folder in folders(path) {
                all.entry(folded(folder)).or_default().insert(folder);
            }
        }
    }
    all
}

/// Returns the folders on the way to a file.
fn folders(path: &RepoPath) -> impl Iterator<Item = &str> {
    path.as_str().match_indices('/').map(|(at, _)| &path.as_str()[..at])
}

/// What is left of a name on a system that knows neither case nor forms of accents.
fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// Reads one version as the file at `path`.
fn file(versions: &dyn Versions, path: &RepoPath, blob: &Blob) -> File {
    let bytes = versions.bytes(blob).unwrap_or_default();
    File::from_bytes(path.clone(), versions.size(blob), &bytes)
}

struct TreeReader<'a> {
    tree: &'a Files,
    versions: &'a dyn Versions,
}

impl Reader for TreeReader<'_> {
    fn read(&self, path: &RepoPath) -> File {
        match self.tree.get(path) {
            Some(blob) => file(self.versions, path, blob),
            None => File::from_bytes(path.clone(), 0, b""),
        }
    }
}

/// Tells whether a rule keeps a file back whatever the shared version has.
fn is_secret(rule: RuleName) -> bool {
    rule.as_str().starts_with("secret-")
}

fn fault(one: &Diagnostic) -> Fault {
    let line = one.line();
    let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
    Fault {
        path: one.path.clone(),
        rule: Some(one.rule),
        reason: Reason::Fault(format!("{place}{}", one.message)),
        line,
        // Nobody else takes over another version of such a file, whatever the last one was.
        always: is_secret(one.rule) || one.rule == rule_name::UNSAFE_SUBMODULE,
    }
}

impl Judge for RulesJudge<'_> {
    fn faults(&self, tree: &Files, suspects: &BTreeSet<RepoPath>) -> Vec<Fault> {
        if suspects.is_empty() {
            return Vec::new();
        }
        let alone: Vec<(&RepoPath, &Blob)> =
            suspects.iter().filter_map(|path| Some((path, tree.get(path)?))).collect();
        let mut faults: Vec<Fault> = alone
            .par_iter()
            .flat_map_iter(|(path, blob)| {
                let checked = self.checked(path, blob);
                checked
                    .diagnostics
                    .iter()
                    .filter(|one| one.holds_back)
                    .map(fault)
                    .collect::<Vec<_>>()
            })
            .collect();
        faults.extend(self.between(tree, suspects));
        let objections = self.objections.iter().filter(|(path, _)| suspects.contains(*path));
        faults.extend(objections.map(|(path, why)| Fault {
            path: path.clone(),
            rule: None,
            reason: Reason::Fault(why.clone()),
            line: None,
            always: true,
        }));
        faults.sort();
        faults
    }

    fn is_shared(&self, fault: &Fault, now: &Blob, shared: &Blob) -> bool {
        let before = self.checked(&fault.path, shared);
        let id = |checked: &Checked| checked.record.as_ref().map(|record| record.id.clone());
        let Some(rule) = fault.rule else { return false };
        match rule {
            // Faults between documents are old ones where what clashes has not changed.
            rule_name::FILE_NAME_TWIN => true,
            rule_name::DUPLICATE_ID => id(&before) == id(&self.checked(&fault.path, now)),
            rule => before.diagnostics.iter().any(|one| one.rule == rule && one.holds_back),
        }
    }

    fn continues(&self, removed: &Blob, added: &Blob) -> bool {
        self.id(removed).is_some_and(|id| self.id(added) == Some(id))
    }

    fn may_continue(&self, removed: &Blob, added: &Blob) -> bool {
        let text = |blob: &Blob| {
            self.versions.bytes(blob).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        match (text(removed), text(added)) {
            (Some(old), Some(new)) => shares_half(&old, &new),
            _ => true,
        }
    }
}

/// So many lines are looked at for an id.
const TOP: usize = 200;

/// Tells whether `new` may have grown out of `old`: it says the same id, or no id at all where `old` has one, and
/// has half of its lines.
///
/// An id that is only spoken of, as that of a person in `to`, says nothing.
pub(super) fn shares_half(old: &str, new: &str) -> bool {
    let id = |text: &str| {
        let mut ids = text.lines().take(TOP).filter_map(|line| line.strip_prefix("id:"));
        ids.next().map(|id| id.trim().to_owned()).unwrap_or_default()
    };
    let (was, is) = (id(old), id(new));
    if !was.is_empty() && new.lines().take(TOP).any(|line| says_id(line, &was)) {
        return true;
    }
    if !was.is_empty() && !is.is_empty() {
        return false;
    }
    // What all documents have says nothing of one that has more.
    let tells = |line: &str| line.contains(char::is_alphanumeric) && !line.starts_with('#');
    match old.lines().map(str::trim).any(tells) {
        true => half_is_left_of(old, new, &tells),
        false => half_is_left(old, new),
    }
}

/// Tells whether a line gives this id, however it is broken: a key, then the id.
fn says_id(line: &str, id: &str) -> bool {
    let is_between = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.');
    let words = line.split(is_between).filter(|word| word.contains(char::is_alphanumeric));
    let bare = id.trim_matches(|c: char| !c.is_alphanumeric());
    let mut words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.next().is_some_and(|key| key.eq_ignore_ascii_case("id")) && words.next() == Some(bare)
}

/// Tells whether at least half of the lines of `old` stand in `new`.
fn half_is_left(old: &str, new: &str) -> bool {
    half_is_left_of(old, new, &|_| true)
}

/// The same of the lines that count; of none of them, none is lost only where there is nothing else either.
fn half_is_left_of(old: &str, new: &str, counts: &dyn Fn(&str) -> bool) -> bool {
    let new: BTreeSet<&str> = new.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let lines = old.lines().map(str::trim).filter(|line| !line.is_empty() && counts(line));
    let old: Vec<&str> = lines.collect();
    let kept = old.iter().filter(|line| new.contains(*line)).count();
    if old.is_empty() { new.is_empty() } else { kept * 2 >= old.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_systems_do() {
        let check = |paths: &[&str], suspect: &str, expected: bool| {
            let blob = Blob::file(ContentId::of_blob(b""));
            let tree = paths.iter().map(|path| (RepoPath::new(path), blob)).collect();
            let suspects = BTreeSet::from([RepoPath::new(suspect)]);
            assert_eq!(may_have_twins(&tree, &suspects), expected, "{suspect} among {paths:?}");
        };
        check(&["a/Oslo.md", "a/oslo.md"], "a/oslo.md", true);
        check(&["A/x.md", "a/y.md"], "a/y.md", true);
        check(&["A/b", "c/y.md", "a/y.md"], "a/y.md", true);
        check(&["a/bl\u{e5}.md", "a/bla\u{30a}.md"], "a/bl\u{e5}.md", true);
        check(&["a/Oslo.md", "a/oslo.md", "a/b.md"], "a/b.md", false);
        check(&["a/x.md", "a/y.md"], "a/y.md", false);
    }

    #[test]
    fn a_renamed_and_broken_document_is_known_again() {
        let old = "---\nid: ola-3\ntitle: Reconcile\n---\n\nOne.\nTwo.\n";
        assert!(shares_half(old, "---\nid: ola-3\ntitle: Reconcile: all\n---\nOther.\n"));
        assert!(shares_half("a\nb\nc\n", "x\nb\nc\n"));
        assert!(!shares_half(old, &old.replace("ola-3", "ola-4")));
        assert!(!shares_half("a\nb\nc\n", "x\ny\nc\n"));
        for line in ["id ola-3", "  - ID : \"ola-3\" # hers", "id=ola-3"] {
            assert!(shares_half(old, &format!("---\ntitle: b: c\n{line}\n---\n")), "{line}");
        }
    }

    #[test]
    fn what_only_speaks_of_a_document_does_not_continue_it() {
        let kari = "---\nkind: person\nid: kari\nname: Kari\n---\n\n## Background\n\nTen years.\n";
        let task = "---\nkind: task\ntitle: a: b\nto: kari\n---\n\n## Background\n\nFor kari.\n";
        assert!(!shares_half(kari, task));
        assert!(!shares_half("---\nid: ola-1\n---\nOne.\n", "---\nid: a: b\n---\nid: ola-14\n"));
        let short = "---\ntitle: Per\nowner: ola\n---\n";
        assert!(!shares_half(short, task), "the lines that all have are none of its own");
        assert!(shares_half(short, "---\ntitle: Per: all\nowner: ola\n---\n"));
        assert!(!shares_half("", task) && shares_half("", "\n"));
        assert!(shares_half("# Oslo\n", "# Oslo\n") && !shares_half("# Oslo\n", "# Bergen\n"));
    }
}
