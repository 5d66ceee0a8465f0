//! What a document leads to and what leads to it; or all that leads anywhere in a workspace.

use std::collections::{BTreeMap, HashSet};

use thiserror::Error;

use super::find::Finder;
use super::{Place, PlaceError};
use crate::query::QueryError;
use crate::query::graph::{AllArrows, Arrow, Arrows, End, Relation, Step, inwards, outwards};
use crate::rules::Whole;
use crate::rules::mentions::Links;
use crate::schema::Record;
use crate::text::{LineIndex, Position, RepoPath, Source};
use crate::workspace::{SILENT, Snapshot};

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct LinksOptions<'a> {
    /// The document; without it the whole workspace is meant.
    pub wanted: Option<&'a str>,
    /// Of the whole workspace, which documents.
    pub query: &'a str,
    /// The short name of whoever asks, where that is known.
    pub me: Option<&'a str>,
    /// How many links in a row are followed from the document.
    pub depth: usize,
    /// Whether people are among what is linked; those of a person's own page always are.
    pub people: bool,
    /// Whether the place of each link is wanted, which costs reading the files again.
    pub places: bool,
}

/// Links, and what they connect.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    /// The document that was asked for.
    pub of: Option<RepoPath>,
    /// What it leads to; of a whole workspace, all links.
    pub to: Vec<PlacedStep>,
    /// What leads to it.
    pub from: Vec<PlacedStep>,
    /// The documents at either end of a link, by path; other files are not among them.
    pub documents: BTreeMap<RepoPath, Node>,
}

/// A link with its place.
#[derive(Clone, Debug)]
pub struct PlacedStep {
    pub step: Step,
    /// Where it stands in its document, where that was asked for.
    pub position: Option<Position>,
}

/// A document as a graph shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub id: String,
    pub title: String,
    pub kind: Option<String>,
}

/// Links that cannot be shown.
#[derive(Debug, Error)]
pub enum LinksError {
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// Finds the links that are asked for.
///
/// # Errors
/// When none or several documents are meant, or the query cannot be read.
pub fn links(place: &Place, options: &LinksOptions<'_>) -> Result<Linked, LinksError> {
    let snapshot = &place.snapshot;
    let mut found = Linked::default();
    let (to, from) = match options.wanted {
        Some(wanted) => {
            // What leads to it may have been written anywhere. Where the folder cannot be listed any more, what is
            // known of it must do.
            let _ = snapshot.refresh(SILENT);
            let record = place.find(wanted).map_err(PlaceError::from)?;
            let path = record.path.clone();
            let people = options.people || record.is("person");
            let takes = |arrow: &Arrow| people || !matches!(arrow.relation, Relation::Person(_));
            found.of = Some(path.clone());
            found.documents.insert(path.clone(), Node::of(record));
            let view = snapshot.view();
            // Who is named by whom is known only where everything was read.
            let arrows: Box<dyn Arrows> =
                if people { Box::new(all(snapshot)) } else { Box::new(view.around()) };
            let (arrows, depth) = (&*arrows, options.depth);
            (outwards(arrows, &path, depth, &takes), inwards(arrows, &path, depth, &takes))
        }
        None => (chosen(snapshot, options)?, Vec::new()),
    };
    for step in to.iter().chain(&from) {
        for path in step.arrow.end.path().into_iter().chain([&step.arrow.from]) {
            if let Some(record) =
                snapshot.near().record(path).filter(|record| record.kind.is_some())
            {
                found.documents.entry(path.clone()).or_insert_with(|| Node::of(record));
            }
        }
    }
    let mut places = Places { snapshot, last: None };
    let mut placed = |steps: Vec<Step>| -> Vec<PlacedStep> {
        let place = |step: Step| {
            let position = if options.places { places.of(&step.arrow) } else { None };
            PlacedStep { step, position }
        };
        steps.into_iter().map(place).collect()
    };
    found.to = placed(to);
    found.from = placed(from);
    Ok(found)
}

/// Reads the links of all documents.
fn all(snapshot: &Snapshot) -> AllArrows {
    let universe = Whole::new(snapshot.records(), &snapshot.facts().files);
    let links = Links::new(snapshot.schema(), &universe, snapshot.facts());
    AllArrows::of(snapshot.records(), &links)
}

/// Links between the documents that fit the query, and from them to what is no document.
fn chosen(snapshot: &Snapshot, options: &LinksOptions<'_>) -> Result<Vec<Step>, QueryError> {
    let finder = Finder::new(snapshot, options.me);
    let listed = finder.find(&finder.parse(options.query)?)?.items;
    let fit: HashSet<&RepoPath> = listed.iter().map(|one| &one.path).collect();
    let takes = |arrow: &&Arrow| {
        let inside = match &arrow.end {
            End::Document(path) | End::OtherKind(path) => fit.contains(path),
            _ => true,
        };
        fit.contains(&arrow.from)
            && inside
            && (options.people || !matches!(arrow.relation, Relation::Person(_)))
    };
    let step = |arrow: &Arrow| Step { depth: 1, arrow: arrow.clone(), seen: false };
    Ok(all(snapshot).iter().filter(takes).map(step).collect())
}

impl Node {
    pub(super) fn of(record: &Record) -> Self {
        Self {
            id: record.id.to_string(),
            title: record.title.to_string(),
            kind: record.kind.as_ref().map(ToString::to_string),
        }
    }
}

/// Reads files again for the places in them; the links of one file come together.
struct Places<'a> {
    snapshot: &'a Snapshot,
    last: Option<(RepoPath, Option<(Source, LineIndex)>)>,
}

impl Places<'_> {
    fn of(&mut self, arrow: &Arrow) -> Option<Position> {
        if self.last.as_ref().is_none_or(|(path, _)| *path != arrow.from) {
            let source = self.snapshot.source(&arrow.from);
            let read = source.map(|source| (LineIndex::new(source.text()), source));
            self.last = Some((arrow.from.clone(), read.map(|(lines, source)| (source, lines))));
        }
        let (_, file) = self.last.as_ref()?;
        let (source, lines) = file.as_ref()?;
        Some(lines.position(source.text(), arrow.span.start))
    }
}
