//! One id, given to two new documents on two machines: the one that the others lack gets a new one.

use std::collections::BTreeMap;

use super::SyncError;
use super::engine::{Break, Engine, Told};
use crate::document::Document;
use crate::merge::{self, Blob, Clash};
use crate::rules::{Facts, MAX_TEXT, Numbers};
use crate::schema::{Record, ValueRef};
use crate::store::{CommitId, TreeId};
use crate::text::{Edit, Source, Span, apply};

/// Renumbers the documents of `clashes` that only this side has, in `merged`, with the references
/// to them in what only this side has.
///
/// `theirs` is the shared tip that was merged. Returns the tree to use instead.
pub(super) fn settle(
    engine: &Engine<'_>,
    theirs: CommitId,
    merged: TreeId,
    clashes: &[Clash],
    told: &mut Told,
) -> Result<TreeId, Break> {
    if clashes.is_empty() {
        return Ok(merged);
    }
    let repo = engine.repo;
    let files = repo.walk_tree(merged)?.files;
    let unsent = repo.tree_changes(Some(repo.tree_of(theirs)?), Some(merged))?.files;
    let mut documents = BTreeMap::new();
    let mut records = Vec::new();
    for (path, blob) in files.iter().filter(|(path, _)| path.is_markdown()) {
        let Some(document) = read(engine, blob)? else { continue };
        records.push(engine.schema.decode(path, &document).0);
        if unsent.contains_key(path) {
            documents.insert(path.clone(), document);
        }
    }
    let mut changed = BTreeMap::new();
    let facts = Facts { used_numbers: engine.removed_numbers()?, ..Facts::default() };
    let mut numbers = Numbers::of(&records, &facts.files, &facts);
    for clash in clashes {
        let Some(id) = numbers.next_like(&clash.id) else { continue };
        told.renumbered.push((clash.id.clone(), id.clone()));
        for (path, document) in &mut documents {
            let (record, _) = engine.schema.decode(path, document);
            let new = if *path == clash.left {
                merge::renumber(path, document, &id).ok()
            } else {
                redirected(document, &record, &clash.id, &id)
            };
            if let Some(new) = new {
                changed.insert(path.clone(), new.text().to_owned());
                *document = new;
            }
        }
    }
    let mut entries = BTreeMap::new();
    for (path, text) in changed {
        let executable = files.get(&path).is_some_and(|blob| blob.executable);
        let id = repo.write_blob(text.as_bytes())?;
        entries.insert(path, Some(Blob { id, executable }));
    }
    Ok(repo.write_tree(Some(merged), &entries)?)
}

fn read(engine: &Engine<'_>, blob: &Blob) -> Result<Option<Document>, SyncError> {
    let Ok(bytes) = engine.repo.read_blob(blob.id, MAX_TEXT) else { return Ok(None) };
    Ok(Source::decode(&bytes).ok().map(Document::parse))
}

/// Lets every reference to `from` mean `to`: in fields and in wiki links.
fn redirected(document: &Document, record: &Record, from: &str, to: &str) -> Option<Document> {
    let text = document.text();
    let mut edits = Vec::new();
    let mut replace = |span: Span| {
        if let Some(at) = span.of(text).find(from) {
            let at = span.start + at;
            edits.push(Edit::replace(Span::new(at, at + from.len()), to));
        }
    };
    for (item, span) in record.fields.iter().flat_map(|field| field.placed_items()) {
        if matches!(item, ValueRef::Reference(name) if name == from) {
            replace(span);
        }
    }
    for link in record.links.iter().filter(|link| link.wiki && *link.target == *from) {
        replace(link.span());
    }
    if edits.is_empty() {
        return None;
    }
    apply(text, &edits).ok().map(|text| Document::parse(Source::new(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Schema;
    use crate::text::RepoPath;

    fn check(text: &str, expected: &str) {
        let document = Document::parse(Source::new(text));
        let (record, _) = Schema::builtin().decode(&RepoPath::new("tasks/x.md"), &document);
        let found = redirected(&document, &record, "ola-4", "ola-5").expect("something to change");
        assert_eq!(found.text(), expected);
    }

    #[test]
    fn references_follow_and_nothing_else() {
        check(
            "---\nkind: task\nid: ola-3\nbrief: \"[[ola-4]]\"\ndepends: [ola-4, ola-44]\n---\nSee [[ola-4]], not ola-4.\n",
            "---\nkind: task\nid: ola-3\nbrief: \"[[ola-5]]\"\ndepends: [ola-5, ola-44]\n---\nSee [[ola-5]], not ola-4.\n",
        );
    }
}
