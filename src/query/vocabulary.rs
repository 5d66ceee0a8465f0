use crate::schema::{SavedQuery, Schema, person_name};

/// What a query may name, beside what the kinds define.
pub trait Names {
    /// Tells whether some document has this key, which no kind defines.
    fn is_key(&self, key: &str) -> bool;

    /// Tells whether somebody has this short name: has a page, or is named by a document.
    fn is_person(&self, name: &str) -> bool;

    /// Returns the short names of the people who have a page.
    fn people(&self) -> Vec<String>;
}

/// Where nothing is known of the documents: every name may be right.
pub struct AnyNames;

impl Names for AnyNames {
    fn is_key(&self, _: &str) -> bool {
        true
    }

    fn is_person(&self, _: &str) -> bool {
        true
    }

    fn people(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The words that queries of one workspace are made of.
#[derive(Clone, Copy)]
pub struct Vocabulary<'a> {
    pub schema: &'a Schema,
    /// The queries that have a name.
    pub saved: &'a [SavedQuery],
    pub names: &'a dyn Names,
}

impl Vocabulary<'_> {
    /// Finds a person by a short name as people write it.
    pub(super) fn person(&self, name: &str) -> Option<String> {
        let short = person_name(name);
        self.names.is_person(&short).then_some(short)
    }
}
