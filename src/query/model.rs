use super::{Key, When, Word};
use crate::text::Span;

/// A query: a document must fit every term.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    pub terms: Vec<Term>,
    /// What the documents are ordered by, the first first; the usual order behind it.
    pub sort: Vec<SortBy>,
    /// How many documents there are at most.
    pub limit: Option<usize>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Where it stands in the query, the minus sign included.
    pub span: Span,
    /// What fits is left out instead.
    pub negated: bool,
    pub test: Test,
}

/// What a term asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// The word or phrase stands in the document.
    Words(Typed),
    /// It is so.
    Is(Quality),
    /// What goes by this key is one of these.
    Field { key: Key, wanted: Vec<Wanted> },
    /// It fits the terms of a query that the workspace has a name for.
    Saved { name: String, terms: Vec<Term> },
}

/// A word or a phrase as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub text: String,
    /// It stood in quotes.
    pub quoted: bool,
    /// What is looked for.
    pub word: Word,
}

/// What a document can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// A task whose work is owed and whose time is over.
    Late,
    /// A task for which less working time is left until it is due than it takes.
    AtRisk,
    /// A task that is not closed.
    Open,
    /// A task that is accepted or cancelled.
    Closed,
    /// A note about two versions of one thing.
    Conflict,
    /// Its front matter has to be mended before it can be read.
    Broken,
    /// It has changed since this person last looked.
    New,
}

/// What the value of a field should be.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// There is one.
    Present,
    /// There is none.
    Absent,
    /// It is this; of a date, within the day, week, month or year.
    Is(Literal),
    Compared(Relation, Literal),
    /// From the one to the other, both included; one of them may be absent.
    Between(Option<Literal>, Option<Literal>),
}

/// How two values lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Less,
    AtMost,
    AtLeast,
    More,
}

/// A value as a query names it.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Part of a text.
    Text(String),
    /// The same, in quotes where the field's type has no such value.
    Written(String),
    /// Whoever asks.
    Me,
    /// The short name of a person.
    Person(String),
    /// The id or stem of a document.
    Document(String),
    /// A value of an enum, or a kind, by its English name.
    Choice(String),
    Bool(bool),
    Number(f64),
    When(When),
}

/// What to sort by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortBy {
    pub key: Key,
    /// The last first; documents without a value come behind the others all the same.
    pub descending: bool,
}

impl Relation {
    /// Returns the sign.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }
}

impl Query {
    /// Tells whether the query says something about kinds itself.
    pub fn names_kinds(&self) -> bool {
        names_kinds(&self.terms)
    }

    /// Returns the words and phrases in it, those to be left out too.
    pub fn words(&self) -> Vec<&Word> {
        let mut words = Vec::new();
        each(&self.terms, &mut |term| {
            if let Test::Words(typed) = &term.test {
                words.push(&typed.word);
            }
        });
        words
    }

    /// Returns where it asks for a quality, itself or by a saved query; also where that is to be left
    /// out.
    pub fn asks_for(&self, quality: Quality) -> Option<Span> {
        let asks = |term: &&Term| {
            let mut asks = false;
            let one = std::slice::from_ref(*term);
            each(one, &mut |term| asks |= term.test == Test::Is(quality));
            asks
        };
        self.terms.iter().find(asks).map(|term| term.span)
    }
}

fn names_kinds(terms: &[Term]) -> bool {
    terms.iter().filter(|term| !term.negated).any(|term| match &term.test {
        Test::Field { key, .. } => *key == Key::Kind,
        Test::Is(quality) => *quality == Quality::Conflict,
        Test::Saved { terms, .. } => names_kinds(terms),
        Test::Words(_) => false,
    })
}

/// Visits every term, those of saved queries too.
fn each<'a>(terms: &'a [Term], visit: &mut dyn FnMut(&'a Term)) {
    for term in terms {
        visit(term);
        if let Test::Saved { terms, .. } = &term.test {
            each(terms, visit);
        }
    }
}

/// Something that may stand in the place of a word that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The whole word.
    pub text: String,
    /// What it is, in a few words; may be empty.
    pub help: String,
    /// More belongs behind it before the word is whole.
    pub open: bool,
}

impl Offer {
    /// Puts a text before it.
    pub(crate) fn behind(mut self, before: &str) -> Self {
        self.text.insert_str(0, before);
        self
    }
}
