//! Links as a drawing: what stands in it, written down for Graphviz or for Mermaid.
//!
//! Whatever a document is called, it is only a label: it is escaped as each language asks, and the
//! names of the nodes are numbers.

mod dot;
mod mermaid;

use std::collections::{BTreeSet, HashMap};

use crate::ops::links::Linked;
use crate::query::graph::{Arrow, End};
use crate::text::{RepoPath, harmless};

pub(super) use dot::write as write_dot;
pub(super) use mermaid::write as write_mermaid;

/// The longest line of a label, in characters.
const LONGEST: usize = 60;

/// Nodes and edges, each once.
#[derive(Default)]
pub(super) struct Drawing {
    nodes: Vec<Node>,
    /// From, to, and how.
    edges: BTreeSet<(usize, usize, String)>,
}

struct Node {
    shape: Shape,
    /// Lines that are harmless, but not escaped.
    label: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// The document that was asked for.
    Start,
    Document,
    /// What is no document, here or on the web.
    File,
    /// Not there, or not the workspace's.
    Missing,
}

impl Drawing {
    pub(super) fn of(linked: &Linked) -> Self {
        let mut drawing = Self::default();
        let mut files: HashMap<RepoPath, usize> = HashMap::new();
        let mut others: HashMap<String, usize> = HashMap::new();
        if let Some(path) = &linked.of {
            files.insert(path.clone(), drawing.add(Node::of_path(path, linked)));
        }
        for placed in linked.to.iter().chain(&linked.from) {
            let arrow = &placed.step.arrow;
            let mut of_path = |path: &RepoPath, drawing: &mut Self| {
                let add = || drawing.add(Node::of_path(path, linked));
                *files.entry(path.clone()).or_insert_with(add)
            };
            let from = of_path(&arrow.from, &mut drawing);
            let to = match arrow.end.path() {
                Some(path) => of_path(path, &mut drawing),
                None => *others
                    .entry(arrow.written.clone())
                    .or_insert_with(|| drawing.add(Node::unfound(arrow))),
            };
            drawing.edges.insert((from, to, short(arrow.relation.word())));
        }
        drawing
    }

    pub(super) fn edges(&self) -> usize {
        self.edges.len()
    }

    fn add(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }
}

impl Node {
    fn of_path(path: &RepoPath, linked: &Linked) -> Self {
        match linked.documents.get(path) {
            Some(document) => {
                let start = linked.of.as_ref() == Some(path);
                let lines = [&document.id, &document.title];
                let mut label: Vec<String> = lines.map(|line| short(line)).into();
                label.dedup();
                Self { shape: if start { Shape::Start } else { Shape::Document }, label }
            }
            None => Self { shape: Shape::File, label: vec![short(path.as_str())] },
        }
    }

    fn unfound(arrow: &Arrow) -> Self {
        let (shape, why) = match &arrow.end {
            End::Web => (Shape::File, None),
            End::HeldBack => (Shape::Missing, Some("not shared yet")),
            End::Outside(_) => (Shape::Missing, Some("outside of the workspace")),
            _ => (Shape::Missing, Some("not there")),
        };
        let label = [short(&arrow.written)].into_iter().chain(why.map(str::to_owned)).collect();
        Self { shape, label }
    }
}

fn short(text: &str) -> String {
    let text = harmless(text);
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.into_owned(),
    }
}

#[cfg(test)]
mod tests;
