use crate::text::Span;

/// A query that a workspace has a name for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQuery {
    /// Without the `@` before it.
    pub name: String,
    pub text: String,
    /// Where its text lies in `workspace.yml`, quotes included.
    pub place: Span,
    /// How far behind the start of `place` its text stands as it is; `None` where YAML writes it
    /// otherwise.
    pub(super) verbatim: Option<usize>,
}

impl SavedQuery {
    /// Takes over a value that stands at `place` in `source`.
    pub(super) fn new(name: &str, text: &str, place: Span, source: &str) -> Self {
        let verbatim = place.of(source).find(text);
        Self { name: name.to_owned(), text: text.to_owned(), place, verbatim }
    }

    /// Makes one that stands nowhere.
    #[cfg(test)]
    pub(crate) fn of(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned(), place: Span::at(0), verbatim: None }
    }

    /// Returns where in `workspace.yml` a place of the text lies; the whole value where that is not
    /// known.
    pub fn place_of(&self, span: Span) -> Span {
        match self.verbatim {
            Some(offset) => span.offset(self.place.start + offset),
            None => self.place,
        }
    }

    /// Tells whether a name can stand behind `@`.
    pub(super) fn is_name(name: &str) -> bool {
        let fits = |each: char| each.is_alphanumeric() || matches!(each, '-' | '_');
        name.starts_with(char::is_alphanumeric) && name.chars().all(fits)
    }
}
