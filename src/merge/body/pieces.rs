//! A merged text while it is not yet decided which of two versions stays.

use super::super::core::Three;
use super::super::shape::canonical;

/// A stretch of merged text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    /// Both sides changed it.
    Choice(Three<String>),
}

/// Merged text in pieces, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pieces(pub(super) Vec<Piece>);

impl Pieces {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self(vec![Piece::Text(text.into())])
    }

    /// Merges three texts as wholes.
    pub(super) fn whole(base: &str, left: &str, right: &str) -> Self {
        if left == right {
            return Self::text(left);
        }
        let all = Three::new(base, left, right);
        match all.map(canonical).settled() {
            Some(meant) => {
                // Of the spellings of what stands, the changed one, else the lower.
                let same = |text: &str| canonical(text) == meant;
                Self::text(match (same(left), same(right)) {
                    (true, false) => left,
                    (false, true) => right,
                    _ => all.or_lower(),
                })
            }
            None => Self(vec![Piece::Choice(all.map(str::to_owned))]),
        }
    }

    /// Adds three texts merged as wholes.
    pub(super) fn push_whole(&mut self, base: &str, left: &str, right: &str) {
        match left == right {
            true => self.push(left),
            false => self.append(Self::whole(base, left, right)),
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.0.push(Piece::Text(text.to_owned())),
        }
    }

    pub(super) fn append(&mut self, other: Pieces) {
        for piece in other.0 {
            match piece {
                Piece::Text(text) => self.push(&text),
                choice => self.0.push(choice),
            }
        }
    }

    /// Tells whether something is left to decide.
    pub(super) fn is_open(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Choice(_)))
    }

    /// Returns the text in which every choice falls one way.
    pub(super) fn with(&self, choose: impl Fn(&Three<String>) -> String) -> String {
        let text = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Choice(all) => choose(all),
        };
        self.0.iter().map(text).collect()
    }
}
