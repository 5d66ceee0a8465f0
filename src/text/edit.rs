use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Span;

/// Replaces the bytes of `span` with `text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

impl Edit {
    /// Replaces what `span` covers.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Inserts before the byte at `offset`.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self::replace(Span::at(offset), text)
    }

    /// Removes what `span` covers.
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }
}

/// Two edits touch the same bytes, or one lies outside the text.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the edit of bytes {}..{} cannot be applied: it overlaps another or lies outside the text", .0.start, .0.end)]
pub struct OverlappingEdits(pub Span);

/// Applies `edits`, in any order, to `text`.
///
/// Insertions at one offset keep their order in `edits`.
///
/// # Errors
/// When two edits overlap, or one does not lie on character boundaries inside the text.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, OverlappingEdits> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in sorted {
        if edit.span.start < done || text.get(edit.span.start..edit.span.end).is_none() {
            return Err(OverlappingEdits(edit.span));
        }
        out.push_str(&text[done..edit.span.start]);
        out.push_str(&edit.text);
        done = edit.span.end;
    }
    out.push_str(&text[done..]);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_in_any_order() {
        let edits = [
            Edit::replace(Span::new(4, 5), "E"),
            Edit::insert(0, ">"),
            Edit::delete(Span::new(1, 3)),
        ];
        assert_eq!(apply("abcde", &edits).as_deref(), Ok(">adE"));
    }

    #[test]
    fn overlaps_and_places_outside_are_refused() {
        let overlap = [Edit::delete(Span::new(0, 3)), Edit::delete(Span::new(2, 4))];
        assert!(apply("abcde", &overlap).is_err());
        assert!(apply("abc", &[Edit::delete(Span::new(2, 9))]).is_err());
        assert!(apply("å", &[Edit::insert(1, "x")]).is_err());
    }
}
