//! The commits that are remembered: who made each, when, and from which.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::store::{CommitId, Stamp};

/// Commits in one value of the cache.
pub(super) const BLOCK: usize = 256;

/// A commit by its place among those remembered; a parent's is always lower.
pub(super) type Number = u32;

/// One commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) id: CommitId,
    pub(super) parents: Vec<Number>,
    /// A place among [`Graph::people`].
    pub(super) author: u32,
    /// When it was written, in seconds, and minutes east of UTC there.
    pub(super) written: i64,
    pub(super) offset: i32,
    /// When it was committed, in seconds.
    pub(super) committed: i64,
    /// The first of the pieces that hold what it did, and how many hold some of it.
    pub(super) piece: u32,
    pub(super) pieces: u32,
    /// Numbers of documents that went.
    pub(super) numbers: Vec<(String, u32)>,
    /// What is known of it ends here.
    pub(super) end: Option<Cut>,
}

/// Why nothing is known of what a commit did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Cut {
    /// Its parents were not fetched.
    Shallow,
    /// It holds more than is read.
    TooLarge,
    /// An object that cannot be read, by its id.
    Damaged(String),
}

/// All commits that are remembered, whether they are reachable from somewhere or not.
#[derive(Debug, Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    numbers: HashMap<CommitId, Number>,
    people: Vec<(String, String)>,
    person_at: HashMap<(String, String), u32>,
}

#[derive(Serialize, Deserialize)]
struct Block {
    /// Name and e-mail.
    people: Vec<(String, String)>,
    nodes: Vec<StoredNode>,
}

#[derive(Serialize, Deserialize)]
struct StoredNode {
    id: [u8; 20],
    parents: Vec<Number>,
    author: u32,
    written: i64,
    offset: i32,
    committed: i64,
    piece: u32,
    pieces: u32,
    numbers: Vec<(String, u32)>,
    end: Option<Cut>,
}

impl Graph {
    /// Puts the graph together again; `None` when the blocks do not fit together.
    pub(super) fn read<'b>(blocks: impl IntoIterator<Item = (i64, &'b [u8])>) -> Option<Self> {
        let mut graph = Self::default();
        for (key, bytes) in blocks {
            let block: Block = postcard::from_bytes(bytes).ok()?;
            if usize::try_from(key).ok()? * BLOCK != graph.nodes.len() {
                return None;
            }
            let people: Vec<u32> =
                block.people.into_iter().map(|(name, email)| graph.person(name, email)).collect();
            for stored in block.nodes {
                let number = graph.len();
                let author = *people.get(usize::try_from(stored.author).ok()?)?;
                if stored.parents.iter().any(|parent| *parent >= number) {
                    return None;
                }
                graph.push(stored.with_author(author));
            }
        }
        Some(graph)
    }

    /// Writes the blocks from the one that holds the commit `from` on.
    pub(super) fn blocks(&self, from: Number) -> Vec<(i64, Vec<u8>)> {
        let first = from as usize / BLOCK;
        let chunks = self.nodes.chunks(BLOCK).enumerate().skip(first);
        let write = |(key, nodes): (usize, &[Node])| {
            let mut people: Vec<u32> = nodes.iter().map(|node| node.author).collect();
            people.sort_unstable();
            people.dedup();
            let place = |author: u32| people.binary_search(&author).unwrap_or_default();
            let stored = nodes.iter().map(|node| StoredNode::of(node, place(node.author)));
            let block = Block {
                nodes: stored.collect(),
                people: people.iter().map(|at| self.people[*at as usize].clone()).collect(),
            };
            let bytes = postcard::to_stdvec(&block).expect("numbers and texts can be written");
            (i64::try_from(key).unwrap_or(i64::MAX), bytes)
        };
        chunks.map(write).collect()
    }

    pub(super) fn len(&self) -> Number {
        Number::try_from(self.nodes.len()).expect("a history has fewer than 2^32 commits")
    }

    pub(super) fn node(&self, number: Number) -> &Node {
        &self.nodes[number as usize]
    }

    pub(super) fn number(&self, id: CommitId) -> Option<Number> {
        self.numbers.get(&id).copied()
    }

    pub(super) fn push(&mut self, node: Node) -> Number {
        let number = self.len();
        self.numbers.insert(node.id, number);
        self.nodes.push(node);
        number
    }

    /// Returns the place of a person.
    pub(super) fn person(&mut self, name: String, email: String) -> u32 {
        let next = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        *self.person_at.entry((name, email)).or_insert_with_key(|person| {
            self.people.push(person.clone());
            next
        })
    }

    /// Returns who wrote a commit, and when.
    pub(super) fn author(&self, number: Number) -> Stamp {
        let node = self.node(number);
        let (name, email) = self.people[node.author as usize].clone();
        Stamp { name, email, seconds: node.written, offset: node.offset }
    }

    /// Tells of each commit whether it is in the history of `tip` and of none of `hidden`, up to
    /// the last that is.
    pub(super) fn reachable(&self, tip: Number, hidden: &[Number]) -> Vec<bool> {
        let mut hide = vec![false; tip as usize + 1];
        let mut seen = hide.clone();
        let highest = hidden.iter().copied().max().unwrap_or(0).max(tip);
        hide.resize(highest as usize + 1, false);
        for number in hidden {
            hide[*number as usize] = true;
        }
        seen[tip as usize] = true;
        for number in (0..=highest).rev() {
            let at = number as usize;
            let (hidden, shown) = (hide[at], seen.get(at).copied().unwrap_or(false));
            for parent in &self.nodes[at].parents {
                let parent = *parent as usize;
                hide[parent] |= hidden;
                if shown && !hidden {
                    seen[parent] = true;
                }
            }
            if hidden && at < seen.len() {
                seen[at] = false;
            }
        }
        seen
    }

    /// Returns the key by which commits are put in order: a child's is above its parents', and a
    /// younger one's above an older one's where that is open. It depends on the commits alone.
    pub(super) fn ages(&self, tip: Number) -> Vec<(i64, u32)> {
        let mut ages: Vec<(i64, u32)> = Vec::with_capacity(tip as usize + 1);
        for node in &self.nodes[..=tip as usize] {
            let parents = node.parents.iter().map(|parent| ages[*parent as usize]);
            let (time, depth) = parents.fold((node.committed, 0), |(time, depth), parent| {
                (time.max(parent.0), depth.max(parent.1 + 1))
            });
            ages.push((time, depth));
        }
        ages
    }
}

impl StoredNode {
    fn of(node: &Node, author: usize) -> Self {
        Self {
            id: *node.id.as_bytes(),
            parents: node.parents.clone(),
            author: u32::try_from(author).unwrap_or(u32::MAX),
            written: node.written,
            offset: node.offset,
            committed: node.committed,
            piece: node.piece,
            pieces: node.pieces,
            numbers: node.numbers.clone(),
            end: node.end.clone(),
        }
    }

    fn with_author(self, author: u32) -> Node {
        Node {
            id: CommitId::from_bytes(self.id),
            parents: self.parents,
            author,
            written: self.written,
            offset: self.offset,
            committed: self.committed,
            piece: self.piece,
            pieces: self.pieces,
            numbers: self.numbers,
            end: self.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(parents: &[&[Number]]) -> Graph {
        let mut graph = Graph::default();
        for (at, parents) in parents.iter().enumerate() {
            let author = graph.person(format!("P{}", at % 3), String::new());
            let mut id = [0; 20];
            id[..8].copy_from_slice(&(at as u64).to_be_bytes());
            graph.push(Node {
                id: CommitId::from_bytes(id),
                parents: parents.to_vec(),
                author,
                written: 0,
                offset: 60,
                committed: 100 - i64::try_from(at).expect("few"),
                piece: 0,
                pieces: 1,
                numbers: vec![("ola".to_owned(), 3)],
                end: None,
            });
        }
        graph
    }

    #[test]
    fn blocks_come_back() {
        let line: Vec<Vec<Number>> =
            (0..600).map(|at: u32| at.checked_sub(1).into_iter().collect()).collect();
        let line: Vec<&[Number]> = line.iter().map(Vec::as_slice).collect();
        let graph = graph(&line);
        let blocks = graph.blocks(0);
        assert_eq!(blocks.len(), 3);
        let again = Graph::read(blocks.iter().map(|(key, bytes)| (*key, &bytes[..])));
        let again = again.expect("read");
        assert_eq!(again.nodes, graph.nodes);
        assert_eq!(again.author(5), graph.author(5));
        assert_eq!(graph.blocks(300).len(), 2);
        let wrong = blocks.iter().skip(1).map(|(key, bytes)| (*key, &bytes[..]));
        assert!(Graph::read(wrong).is_none());
        assert!(Graph::read([(0, &b"\xff\xff\xff"[..])]).is_none());
    }

    #[test]
    fn what_is_reachable_is_told_for_any_tip() {
        // 0 - 1 - 3 - 5
        //  \- 2 -/    4 alone
        let graph = graph(&[&[], &[0], &[0], &[1, 2], &[], &[3]]);
        let check = |tip: Number, hidden: &[Number], expected: &[Number]| {
            let reachable = graph.reachable(tip, hidden);
            let found: Vec<Number> =
                (0..).zip(reachable).filter(|(_, is)| *is).map(|(at, _)| at).collect();
            assert_eq!(found, expected, "{tip} without {hidden:?}");
        };
        check(5, &[], &[0, 1, 2, 3, 5]);
        check(5, &[1], &[2, 3, 5]);
        check(3, &[5], &[]);
        check(2, &[4], &[0, 2]);
        check(4, &[5], &[4]);
    }

    #[test]
    fn children_come_before_their_parents_whatever_the_clocks_say() {
        let graph = graph(&[&[], &[0], &[0], &[1, 2]]);
        let ages = graph.ages(3);
        assert!(ages[3] > ages[1] && ages[3] > ages[2] && ages[1] > ages[0]);
    }
}
