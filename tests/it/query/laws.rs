//! What must hold for every query and every text that is searched, whoever came up with it.

use handover::query::words::{Word, find, passages};
use handover::query::{
    Asking, Names, Query, RecordSubject, Records, Term, Test, Vocabulary, key_offers, offers,
    parse, since,
};
use handover::schema::{Config, SavedQuery, Schema};
use handover::text::{Source, Span};
use handover::workflow::Clocks;

/// Queries that a workspace has saved; the last one leads back to itself.
const SAVED: &str = "format: 1\nqueries:\n  mine: to:me sort:due limit:3\n  bank: 'tags:bank -@late'\n  \
                     late: \"is:late\"\n  round: \"@round\"\n";

pub(crate) struct Somebody;

impl Names for Somebody {
    fn is_key(&self, key: &str) -> bool {
        key == "x-ours"
    }

    fn is_person(&self, name: &str) -> bool {
        ["ola", "kari"].contains(&name)
    }

    fn people(&self) -> Vec<String> {
        vec!["ola".to_owned(), "kari".to_owned()]
    }
}

fn saved() -> Vec<SavedQuery> {
    Config::read(&Source::new(SAVED)).0.queries
}

/// Reading never panics; what is read is written so that it is read as the same; what is not points
/// into the text. Returns whether it could be read.
pub(crate) fn assert_query(text: &str) -> bool {
    let saved = saved();
    let vocabulary = Vocabulary { schema: Schema::builtin(), saved: &saved, names: &Somebody };
    for offer in offers(text, &vocabulary).iter().chain(&key_offers(text, &vocabulary)) {
        assert!(!offer.text.is_empty(), "{text:?}");
    }
    let read = match parse(text, &vocabulary) {
        Ok(read) => read,
        Err(error) => {
            assert!(text.get(error.span.start..error.span.end).is_some(), "{text:?}: {error:?}");
            assert!(!error.message.is_empty());
            let pointed = error.pointed(text);
            let (shown, carets) = pointed.rsplit_once('\n').expect("two lines");
            assert!(carets.trim_start().chars().all(|each| each == '^'), "{pointed}");
            assert!(!shown.contains('\u{1b}'), "{pointed:?}");
            return false;
        }
    };
    let written = read.to_string();
    let again = parse(&written, &vocabulary);
    let again = again.unwrap_or_else(|error| panic!("{text:?} as {written:?}: {error}"));
    assert_eq!(
        without_places(again.clone()),
        without_places(read.clone()),
        "{text:?} as {written:?}"
    );
    assert_eq!(again.to_string(), written, "{text:?}");
    let asking = Asking {
        schema: Schema::builtin(),
        zone: &jiff::tz::TimeZone::UTC,
        clocks: &Clocks::of([], &Config::default()),
        now: "2026-11-24T08:00:00Z".parse().ok(),
        me: Some("kari"),
    };
    if let Ok(matcher) = read.bind(asking) {
        let record = handover::schema::Record::unread(handover::text::RepoPath::new("tasks/å.md"));
        let records = Records::new(&[]);
        let subject: RecordSubject<'_, '_> = records.subject(&record);
        matcher.matches(&subject);
        assert!(matcher.compare(&subject, &subject).is_eq());
    }
    true
}

/// Reading a time to look back to never panics, and gives none that lies ahead.
pub(crate) fn assert_since(text: &str) {
    let now: jiff::Timestamp = "2026-11-24T08:00:00Z".parse().expect("a time");
    if let Ok(found) = since(text, now, &jiff::tz::TimeZone::UTC) {
        assert!(found <= now, "{text:?}");
    }
}

/// Words are found at places of the text, and a word of the text is found in it.
pub(crate) fn assert_words(typed: &str, text: &str) {
    let words: Vec<Word> = [Word::typed(typed), Word::quoted(typed), Word::typed(text)]
        .into_iter()
        .flatten()
        .collect();
    for found in find(&words, text) {
        assert!(text.get(found.span.start..found.span.end).is_some_and(|part| !part.is_empty()));
    }
    if let Some(word) = Word::quoted(text) {
        assert!(word.is_in(text), "{text:?} is not in itself");
    }
    let mut last = 0;
    for passage in passages(text) {
        assert!(text.get(passage.span.start..passage.span.end).is_some(), "{text:?}: {passage:?}");
        assert!(last <= passage.span.start, "{text:?}: {passage:?}");
        last = passage.span.end;
    }
}

fn without_places(query: Query) -> Query {
    fn of(term: Term) -> Term {
        let test = match term.test {
            Test::Saved { name, terms } => {
                Test::Saved { name, terms: terms.into_iter().map(of).collect() }
            }
            test => test,
        };
        Term { span: Span::at(0), test, ..term }
    }
    Query { terms: query.terms.into_iter().map(of).collect(), ..query }
}
