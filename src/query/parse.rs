use super::key::{self, Key, Special};
use super::token::{Token, TokenKind, tokens};
use super::value::{Piece, wanted};
use super::{Quality, Query, QueryError, SortBy, Term, Test, Typed, Vocabulary, Word, saved};
use crate::schema::{nearest, question};
use crate::text::Span;

/// Queries that are longer hold no more than anybody could mean.
const LONGEST: usize = 64 * 1024;

/// Reads a query by the words of a workspace. `docs/query.md` tells the language.
///
/// # Errors
/// At the first thing that cannot be read.
pub fn parse(text: &str, vocabulary: &Vocabulary<'_>) -> Result<Query, QueryError> {
    parse_within(text, vocabulary, &mut saved::Path::default())
}

/// Reads a query that stands within the saved queries of `path`.
pub(super) fn parse_within(
    text: &str,
    vocabulary: &Vocabulary<'_>,
    path: &mut saved::Path,
) -> Result<Query, QueryError> {
    if text.len() > LONGEST {
        return Err(QueryError::new(Span::at(0), "the query is too long"));
    }
    let tokens = tokens(text)?;
    let mut parser =
        Parser { text, tokens: &tokens, vocabulary, path, query: Query::default(), of_saved: None };
    while let Some(first) = parser.peek() {
        match first.kind {
            TokenKind::Blank => parser.skip(),
            _ => parser.term()?,
        }
    }
    // What is asked for here counts before what a saved query asks for.
    let Parser { mut query, of_saved, .. } = parser;
    if let Some(saved) = of_saved {
        if query.sort.is_empty() {
            query.sort = saved.sort;
        }
        query.limit = query.limit.or(saved.limit);
    }
    Ok(query)
}

struct Parser<'a, 'p> {
    text: &'a str,
    /// Those that are still to be read.
    tokens: &'a [Token],
    vocabulary: &'a Vocabulary<'a>,
    path: &'p mut saved::Path,
    query: Query,
    /// The order and limit of the first saved query in it.
    of_saved: Option<Query>,
}

impl<'a> Parser<'a, '_> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.first()
    }

    fn skip(&mut self) {
        self.tokens = self.tokens.get(1..).unwrap_or_default();
    }

    /// Takes the next token when it is of a kind.
    fn take(&mut self, kind: &TokenKind) -> Option<Span> {
        let found = self.peek().filter(|token| token.kind == *kind)?;
        self.skip();
        Some(found.span)
    }

    /// `['-'] ( '@' name | key ':' value { ',' value } | word | phrase )`
    fn term(&mut self) -> Result<(), QueryError> {
        let minus = self.take(&TokenKind::Minus);
        let negated = minus.is_some();
        let at = self.take(&TokenKind::At);
        let Some(head) = self.peek() else { return Ok(()) };
        let start = minus.or(at).unwrap_or(head.span).start;
        let test = match (&head.kind, at) {
            (TokenKind::Bare, Some(at)) => {
                self.skip();
                let name = at.cover(head.span);
                self.ends("the name")?;
                Some(self.saved(name, head.span.of(self.text), negated)?)
            }
            (TokenKind::Quoted(inside), None) => {
                self.skip();
                self.ends("the quote")?;
                match inside.trim() {
                    "" => None,
                    text => Some(words(text, true, head.span)?),
                }
            }
            (TokenKind::Bare, None) => {
                self.skip();
                let word = head.span.of(self.text);
                if self.take(&TokenKind::Colon).is_some() {
                    self.pair(head.span, minus)?
                } else {
                    self.ends("the word")?;
                    Some(words(word, false, head.span)?)
                }
            }
            (TokenKind::Colon, None) => {
                return Err(QueryError::new(head.span, "the key before `:` is missing")
                    .expected("a field, such as `status:sent`"));
            }
            _ => {
                let error = QueryError::new(head.span, "a name is missing behind `@`");
                return Err(error.expected(self.known_saved()));
            }
        };
        let span = Span::new(start, self.end());
        self.query.terms.extend(test.map(|test| Term { span, negated, test }));
        Ok(())
    }

    /// Where what was read so far ends.
    fn end(&self) -> usize {
        self.peek().map_or(self.text.len(), |next| next.span.start)
    }

    /// Makes sure that a term ends here.
    fn ends(&self, what: &str) -> Result<(), QueryError> {
        match self.peek() {
            None | Some(Token { kind: TokenKind::Blank, .. }) => Ok(()),
            Some(token) => Err(QueryError::new(token.span, format!("{what} is followed by this"))
                .expected("a blank between two terms")),
        }
    }

    /// What follows `key:`; `None` where it says nothing about a single document.
    fn pair(&mut self, name: Span, minus: Option<Span>) -> Result<Option<Test>, QueryError> {
        let pieces = self.pieces();
        let written = name.of(self.text);
        let special = key::special(written);
        if let (Some(minus), Some(Special::Sort | Special::Limit)) = (minus, special) {
            return Err(QueryError::new(minus, format!("`{written}:` cannot be left out"))
                .expected(format!("`{written}:` without `-` before it")));
        }
        match special {
            Some(Special::Is) => self.is(&pieces).map(Some),
            Some(Special::Sort) => self.sort(written, &pieces).map(|()| None),
            Some(Special::Limit) => self.limit(name, &pieces).map(|()| None),
            None => {
                let key = self.key(name)?;
                let read = |piece: &Piece<'_>| wanted(&key, written, piece, self.vocabulary);
                let wanted = pieces.iter().map(read).collect::<Result<_, _>>()?;
                Ok(Some(Test::Field { key, wanted }))
            }
        }
    }

    /// The values of a term: what stands between its commas.
    fn pieces(&mut self) -> Vec<Piece<'a>> {
        let is_value = |token: &Token| token.kind != TokenKind::Blank;
        let length = self.tokens.iter().take_while(|token| is_value(token)).count();
        let (values, rest) = self.tokens.split_at(length);
        let mut at = self.end();
        self.tokens = rest;
        let mut pieces = Vec::new();
        for tokens in values.split(|token| token.kind == TokenKind::Comma) {
            let span = match (tokens.first(), tokens.last()) {
                (Some(first), Some(last)) => first.span.cover(last.span),
                _ => Span::at(at),
            };
            at = span.end + 1;
            pieces.push(Piece { text: self.text, tokens, span });
        }
        pieces
    }

    fn key(&self, name: Span) -> Result<Key, QueryError> {
        let written = name.of(self.text);
        Key::parse(written, name, self.vocabulary).map_err(|error| match error.expected {
            None if written.contains(['(', ')', '{', '}']) => error.expected(
                "a query has no brackets: all of its words must fit, and `status:sent,draft` is either",
            ),
            None => error.expected("to search for a colon, put the word in quotes"),
            Some(_) => error,
        })
    }

    fn is(&self, pieces: &[Piece<'_>]) -> Result<Test, QueryError> {
        let all = || {
            let words: Vec<String> = key::qualities().map(|one| format!("`is:{one}`")).collect();
            words.join(", ")
        };
        let [piece] = pieces else {
            let span = pieces.first().map_or(Span::at(self.end()), |piece| piece.span);
            return Err(QueryError::new(span, "`is:` takes one word")
                .expected("two of them, such as `is:open is:late`"));
        };
        let word = piece.span.of(self.text);
        if let Some(quality) = Quality::parse(word) {
            return Ok(Test::Is(quality));
        }
        if word.is_empty() {
            return Err(QueryError::new(piece.span, "`is:` has no word here").expected(all()));
        }
        let error = QueryError::new(piece.span, format!("`is:{word}` is not known"));
        Err(match question(&nearest(word, key::quality_words()), "is:") {
            Some(question) => error.expected(question),
            None => error.expected(all()),
        })
    }

    fn sort(&mut self, written: &str, pieces: &[Piece<'_>]) -> Result<(), QueryError> {
        for piece in pieces {
            let word = piece.span.of(self.text);
            let minus = usize::from(word.starts_with('-'));
            let name = Span::new(piece.span.start + minus, piece.span.end);
            if name.is_empty() {
                let error = QueryError::new(piece.span, format!("`{written}:` has no field here"));
                return Err(error.expected(format!("such as `{written}:due` or `{written}:-due`")));
            }
            let by = SortBy { key: self.key(name)?, descending: minus > 0 };
            self.query.sort.push(by);
        }
        Ok(())
    }

    fn limit(&mut self, name: Span, pieces: &[Piece<'_>]) -> Result<(), QueryError> {
        let span = pieces.iter().map(|piece| piece.span).reduce(Span::cover).unwrap_or(name);
        let number = span.of(self.text);
        let written = name.of(self.text);
        let example = format!("`{written}:20`");
        if self.query.limit.is_some() {
            return Err(QueryError::new(name, format!("`{written}:` stands here twice"))
                .expected("one of them"));
        }
        match number.parse() {
            Ok(limit) if limit > 0 => self.query.limit = Some(limit),
            _ => {
                let error =
                    QueryError::new(span, format!("`{written}:` takes a whole number from 1"));
                return Err(error.expected(format!("such as {example}")));
            }
        }
        Ok(())
    }

    fn saved(&mut self, at: Span, name: &str, negated: bool) -> Result<Test, QueryError> {
        let Some(query) = self.vocabulary.saved(name) else {
            let error = QueryError::new(at, format!("no query is saved as `{name}`"));
            let names = self.vocabulary.saved.iter().map(|one| one.name.as_str());
            return Err(match question(&nearest(name, names), "@") {
                Some(question) => error.expected(question),
                None => error.expected(self.known_saved()),
            });
        };
        let found = saved::expand(query, at, self.vocabulary, self.path)?;
        let terms = found.terms.clone();
        if !negated && self.of_saved.is_none() {
            self.of_saved = Some(found);
        }
        Ok(Test::Saved { name: query.name.clone(), terms })
    }

    fn known_saved(&self) -> String {
        let names: Vec<String> =
            self.vocabulary.saved.iter().map(|one| format!("`@{}`", one.name)).collect();
        match names.as_slice() {
            [] => "`queries:` in workspace.yml names queries; there are none yet".to_owned(),
            names => format!("one of {}", names.join(", ")),
        }
    }
}

/// A word or a phrase to look for.
fn words(text: &str, quoted: bool, span: Span) -> Result<Test, QueryError> {
    let word = if quoted { Word::quoted(text) } else { Word::typed(text) };
    match word {
        Some(word) => Ok(Test::Words(Typed { text: text.to_owned(), quoted, word })),
        None => Err(QueryError::new(span, "there is no letter and no digit in this word")
            .expected("a word; `title:` finds other signs in titles")),
    }
}
