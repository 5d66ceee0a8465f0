use super::{Query, QueryError, Term, Test};
use crate::schema::{Schema, did_you_mean, fold};
use crate::text::Span;

/// Reads a query: words, `key:value`, `key:a,b`, each with `-` before it to leave out what fits;
/// quotes hold blanks together. `waiting:PERSON` is for whom a task waits; `is:open` and `is:late`
/// are about tasks too.
///
/// Keys and kinds may be written by any of their names. `known` says whether some document has a
/// key that no kind defines.
///
/// # Errors
/// At the first thing that cannot be read.
pub fn parse(
    text: &str,
    schema: &Schema,
    known: &dyn Fn(&str) -> bool,
) -> Result<Query, QueryError> {
    let mut terms = Vec::new();
    for word in split(text)? {
        terms.push(Reader { text, schema, known }.term(word)?);
    }
    Ok(Query { terms })
}

/// Finds the words; blanks inside quotes do not divide.
fn split(text: &str) -> Result<Vec<Span>, QueryError> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    for (at, each) in text.char_indices() {
        match (each, quote) {
            ('"', None) => {
                quote = Some(at);
                start.get_or_insert(at);
            }
            ('"', Some(_)) => quote = None,
            (each, None) if each.is_whitespace() => {
                words.extend(start.take().map(|start| Span::new(start, at)));
            }
            _ => {
                start.get_or_insert(at);
            }
        }
    }
    if let Some(quote) = quote {
        let error = QueryError::new(Span::new(quote, quote + 1), "this quote is never closed");
        return Err(error.expected("a second `\"`"));
    }
    words.extend(start.map(|start| Span::new(start, text.len())));
    Ok(words)
}

struct Reader<'a> {
    text: &'a str,
    schema: &'a Schema,
    known: &'a dyn Fn(&str) -> bool,
}

impl Reader<'_> {
    fn term(&self, span: Span) -> Result<Term, QueryError> {
        let word = span.of(self.text);
        let negated = word.starts_with('-') && word.len() > 1;
        let inner = Span::new(span.start + usize::from(negated), span.end);
        let test = match colon(inner.of(self.text)) {
            Some(at) => {
                let key = Span::new(inner.start, inner.start + at);
                self.field(key, Span::new(key.end + 1, inner.end))?
            }
            None => Test::Words(unquoted(inner.of(self.text))),
        };
        Ok(Term { span, negated, test })
    }

    fn field(&self, key: Span, value: Span) -> Result<Test, QueryError> {
        let name = key.of(self.text);
        if name.is_empty() {
            return Err(QueryError::new(Span::at(key.start), "the key before `:` is missing")
                .expected("a field, such as `status:sent`"));
        }
        let values = self.values(key, value)?;
        match fold(name).as_ref() {
            "is" => return self.is(&values),
            "waiting" => {
                return Ok(Test::Waiting(values.into_iter().map(|(_, person)| person).collect()));
            }
            _ => {}
        }
        let field = self
            .schema
            .common_field(name)
            .or_else(|| self.schema.kinds().find_map(|kind| self.schema.field(kind, name)));
        let key = match field {
            Some(field) if field.name == "kind" => return self.kinds(&values),
            Some(field) => field.name.clone(),
            None if (self.known)(name) => name.to_owned(),
            None if matches!(fold(name).as_ref(), "id" | "path" | "title") => {
                fold(name).into_owned()
            }
            None => return Err(self.no_field(key)),
        };
        Ok(Test::Field { key, values: values.into_iter().map(|(_, value)| value).collect() })
    }

    /// The values between the commas, with their places.
    fn values(&self, key: Span, value: Span) -> Result<Vec<(Span, String)>, QueryError> {
        let mut values = Vec::new();
        let mut start = value.start;
        let mut quoted = false;
        for (at, each) in value.of(self.text).char_indices() {
            match each {
                '"' => quoted = !quoted,
                ',' if !quoted => {
                    values.push(Span::new(start, value.start + at));
                    start = value.start + at + 1;
                }
                _ => {}
            }
        }
        values.push(Span::new(start, value.end));
        let read = |span: Span| match unquoted(span.of(self.text)) {
            empty if empty.is_empty() => {
                let name = key.of(self.text);
                let error = QueryError::new(span, format!("`{name}:` has no value here"));
                Err(error.expected(format!("what `{name}` should be, such as `{name}:something`")))
            }
            value => Ok((span, value)),
        };
        values.into_iter().map(read).collect()
    }

    fn is(&self, values: &[(Span, String)]) -> Result<Test, QueryError> {
        let Some((span, one)) = values.first() else { return Ok(Test::Broken) };
        match fold(one).as_ref() {
            _ if values.len() > 1 => Err(QueryError::new(*span, "`is:` takes one word")
                .expected("two of them, such as `is:open is:late`")),
            "broken" => Ok(Test::Broken),
            "conflict" => Ok(Test::Kind(vec!["conflict".to_owned()])),
            "open" => Ok(Test::Open),
            "late" => Ok(Test::Late),
            _ => Err(QueryError::new(*span, format!("`is:{one}` is not known"))
                .expected("`is:open`, `is:late`, `is:broken` or `is:conflict`")),
        }
    }

    fn kinds(&self, values: &[(Span, String)]) -> Result<Test, QueryError> {
        let kind = |(span, name): &(Span, String)| match self.schema.kind(name) {
            Some(kind) => Ok(kind.name.clone()),
            None => {
                let names: Vec<&str> = self.schema.kinds().map(|kind| kind.name.as_str()).collect();
                let expected = match did_you_mean(name, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("one of {}", names.join(", ")),
                };
                let error = QueryError::new(*span, format!("there is no kind `{name}`"));
                Err(error.expected(expected))
            }
        };
        Ok(Test::Kind(values.iter().map(kind).collect::<Result<_, _>>()?))
    }

    fn no_field(&self, key: Span) -> QueryError {
        let name = key.of(self.text);
        let error = QueryError::new(key, format!("no document has a field `{name}`"));
        let fields = self.schema.kinds().flat_map(|kind| &kind.fields);
        let names = fields.flat_map(|field| {
            std::iter::once(&field.name).chain(&field.aliases).map(String::as_str)
        });
        match did_you_mean(name, names) {
            Some(near) => error.expected(format!("did you mean `{near}`?")),
            None => error.expected("to search for a colon, put the word in quotes"),
        }
    }
}

/// The place of the first colon outside quotes.
fn colon(word: &str) -> Option<usize> {
    let mut quoted = false;
    word.char_indices().find_map(|(at, each)| {
        quoted ^= each == '"';
        (each == ':' && !quoted).then_some(at)
    })
}

fn unquoted(word: &str) -> String {
    word.replace('"', "").trim().to_owned()
}
