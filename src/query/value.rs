use super::key::{ABSENT, Key, ME, PRESENT, is_one_of};
use super::token::{Token, TokenKind};
use super::{Literal, QueryError, Relation, Vocabulary, Wanted, When};
use crate::schema::{
    FieldType, Schema, fold, literal, nearest, person_name, question, reduce_reference,
};
use crate::text::Span;

/// One value of a term as it was written: the tokens between two commas.
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    /// The whole; empty where nothing stands.
    pub(super) span: Span,
}

/// A single text within a piece.
struct Atom {
    text: String,
    quoted: bool,
    span: Span,
}

/// How the values of a key are read.
enum Form<'a> {
    Choice,
    Number,
    Amount,
    When,
    Bool,
    Person,
    Document(&'a FieldType),
    Text,
    /// No kind defines it: a number or a time where it is compared, else text.
    Unknown,
}

impl Form<'_> {
    fn of<'a>(key: &Key, schema: &'a Schema) -> Form<'a> {
        if *key == Key::Kind {
            return Form::Choice;
        }
        match key.r#type(schema) {
            Some(FieldType::Enum(_)) => Form::Choice,
            Some(FieldType::Number) => Form::Number,
            Some(FieldType::Amount) => Form::Amount,
            Some(FieldType::Date | FieldType::Moment) => Form::When,
            Some(FieldType::Bool) => Form::Bool,
            Some(FieldType::Person) => Form::Person,
            Some(r#type @ FieldType::Reference(_)) => Form::Document(r#type),
            Some(_) => Form::Text,
            None => Form::Unknown,
        }
    }

    /// Tells whether one value can be more than another.
    fn is_ordered(&self, key: &Key) -> bool {
        match self {
            Self::Choice => *key != Key::Kind,
            Self::Number | Self::Amount | Self::When | Self::Unknown => true,
            Self::Bool | Self::Person | Self::Document(_) | Self::Text => false,
        }
    }
}

/// Reads one value of `key`, which was written as `name`.
///
/// # Errors
/// When it is no value of that key, or nothing.
pub(super) fn wanted(
    key: &Key,
    name: &str,
    piece: &Piece<'_>,
    vocabulary: &Vocabulary<'_>,
) -> Result<Wanted, QueryError> {
    let form = Form::of(key, vocabulary.schema);
    let reader = Reader { key, name, form: &form, vocabulary };
    let (sign, rest) = match piece.tokens {
        [first, rest @ ..] if first.kind == TokenKind::Sign => (Some(first), rest),
        tokens => (None, tokens),
    };
    if let Some(sign) = sign
        && !form.is_ordered(key)
    {
        return Err(QueryError::new(sign.span, format!("`{name}` has no order"))
            .expected(format!("the value itself, such as `{name}:{}`", reader.example())));
    }
    let dots = rest.iter().position(|token| token.kind == TokenKind::Dots);
    if let Some(at) = dots
        && form.is_ordered(key)
        && !matches!(form, Form::Unknown if !reader.is_range(piece, rest, at))
    {
        return reader.range(piece, sign, rest, at);
    }
    let atom = reader.atom(piece, rest)?;
    let relation = match sign.map(|sign| sign.span.of(piece.text)) {
        None => return reader.plain(&atom),
        Some("<") => Relation::Less,
        Some("<=") => Relation::AtMost,
        Some(">") => Relation::More,
        Some(">=") => Relation::AtLeast,
        // Where nobody knows the type, only a range is written so that it is compared again.
        Some(_) if matches!(form, Form::Unknown) => {
            let only = reader.compared(&atom)?;
            return Ok(Wanted::Between(Some(only.clone()), Some(only)));
        }
        Some(_) => return reader.compared(&atom).map(Wanted::Is),
    };
    Ok(Wanted::Compared(relation, reader.compared(&atom)?))
}

struct Reader<'a> {
    key: &'a Key,
    name: &'a str,
    form: &'a Form<'a>,
    vocabulary: &'a Vocabulary<'a>,
}

impl Reader<'_> {
    /// Puts the tokens of a value together: one quoted text, or text without quotes.
    fn atom(&self, piece: &Piece<'_>, tokens: &[Token]) -> Result<Atom, QueryError> {
        if let [Token { kind: TokenKind::Quoted(inside), span }] = tokens {
            if inside.trim().is_empty() {
                return Err(self.nothing(*span));
            }
            return Ok(Atom { text: inside.clone(), quoted: true, span: *span });
        }
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            let at = if tokens.is_empty() { Span::at(piece.span.end) } else { piece.span };
            return Err(self.nothing(at));
        };
        let quote = |token: &&Token| matches!(token.kind, TokenKind::Quoted(_));
        if let Some(stray) = tokens.iter().find(quote) {
            return Err(QueryError::new(stray.span, "a quote stands beside other text")
                .expected("quotes around the whole value"));
        }
        let span = first.span.cover(last.span);
        Ok(Atom { text: span.of(piece.text).to_owned(), quoted: false, span })
    }

    fn nothing(&self, span: Span) -> QueryError {
        let (name, example) = (self.name, self.example());
        QueryError::new(span, format!("`{name}:` has no value here"))
            .expected(format!("what `{name}` should be, such as `{name}:{example}`"))
    }

    /// Tells whether dots in a value of unknown type stand between two numbers or times.
    fn is_range(&self, piece: &Piece<'_>, tokens: &[Token], at: usize) -> bool {
        let reads = |side: &[Token]| {
            side.is_empty() || self.atom(piece, side).is_ok_and(|atom| self.compared(&atom).is_ok())
        };
        tokens.len() > 1 && reads(&tokens[..at]) && reads(&tokens[at + 1..])
    }

    fn range(
        &self,
        piece: &Piece<'_>,
        sign: Option<&Token>,
        tokens: &[Token],
        at: usize,
    ) -> Result<Wanted, QueryError> {
        if let Some(sign) = sign {
            return Err(QueryError::new(sign.span, "a range takes no sign")
                .expected(format!("`{}` or `..`, not both", sign.span.of(piece.text))));
        }
        if tokens.len() == 1 {
            return Err(self.nothing(tokens[at].span));
        }
        let side = |tokens: &[Token]| match tokens {
            [] => Ok(None),
            tokens => self.compared(&self.atom(piece, tokens)?).map(Some),
        };
        Ok(Wanted::Between(side(&tokens[..at])?, side(&tokens[at + 1..])?))
    }

    /// Reads a value that stands alone.
    fn plain(&self, atom: &Atom) -> Result<Wanted, QueryError> {
        if !atom.quoted && is_one_of(&atom.text, PRESENT) {
            return Ok(Wanted::Present);
        }
        if !atom.quoted && is_one_of(&atom.text, ABSENT) {
            return Ok(Wanted::Absent);
        }
        let text = || Literal::Text(atom.text.clone());
        let literal = match self.form {
            Form::Unknown | Form::Text => text(),
            Form::Person => self.person(atom)?,
            Form::Document(r#type) => {
                Literal::Document(reduce_reference(self.vocabulary.schema, r#type, &atom.text))
            }
            // What is quoted and no such value is looked for as it was written.
            _ if atom.quoted => {
                self.compared(atom).unwrap_or_else(|_| Literal::Written(atom.text.clone()))
            }
            _ => self.compared(atom)?,
        };
        Ok(Wanted::Is(literal))
    }

    /// Reads a value by its type.
    fn compared(&self, atom: &Atom) -> Result<Literal, QueryError> {
        match self.form {
            Form::Choice => self.choice(atom),
            Form::When => self.when(atom),
            Form::Number => number(&atom.text)
                .map(Literal::Number)
                .ok_or_else(|| self.wrong(atom, "is a number")),
            Form::Amount => literal::Amount::parse(&atom.text)
                .map(|amount| Literal::Number(amount.value))
                .map_err(|_| self.wrong(atom, "is an amount")),
            Form::Bool => match fold(&atom.text).as_ref() {
                "yes" | "true" | "ja" => Ok(Literal::Bool(true)),
                "no" | "false" | "nei" => Ok(Literal::Bool(false)),
                _ => Err(self.wrong(atom, "is yes or no")),
            },
            Form::Unknown => match (number(&atom.text), When::parse(&atom.text)) {
                (Some(number), _) => Ok(Literal::Number(number)),
                (None, Ok(when)) => Ok(Literal::When(when)),
                (None, Err(_)) => Err(self.wrong(atom, "is compared with numbers and times")),
            },
            Form::Person | Form::Document(_) | Form::Text => Ok(Literal::Text(atom.text.clone())),
        }
    }

    fn wrong(&self, atom: &Atom, what: &str) -> QueryError {
        let (name, example) = (self.name, self.example());
        QueryError::new(atom.span, format!("`{name}` {what}"))
            .expected(format!("such as `{name}:{example}`"))
    }

    fn when(&self, atom: &Atom) -> Result<Literal, QueryError> {
        When::parse(&atom.text).map(Literal::When).map_err(|(message, instead)| {
            let expected = match instead {
                Some(meant) => format!("write `{meant}`"),
                None => "such as `2026-12-01`, `2026-12`, `today`, `friday`, `7d`, `-2w` or \
                         `this-week`"
                    .to_owned(),
            };
            QueryError::new(atom.span, message).expected(expected)
        })
    }

    fn person(&self, atom: &Atom) -> Result<Literal, QueryError> {
        if !atom.quoted && is_one_of(&atom.text, ME) {
            return Ok(Literal::Me);
        }
        let reference = reduce_reference(self.vocabulary.schema, &FieldType::Person, &atom.text);
        if let Some(person) = self.vocabulary.person(&reference) {
            return Ok(Literal::Person(person));
        }
        let people = self.vocabulary.names.people();
        let error =
            QueryError::new(atom.span, format!("nobody here is called `{}`", atom.text.trim()));
        Err(match question(&nearest(&atom.text, people.iter().map(String::as_str)), "") {
            Some(question) => error.expected(question),
            None if people.is_empty() => error.expected("there is no one in people/ yet"),
            None => error.expected(format!("one of {}", listed(people.iter().map(String::as_str)))),
        })
    }

    fn choice(&self, atom: &Atom) -> Result<Literal, QueryError> {
        if *self.key == Key::Kind {
            return self.kind(atom);
        }
        let values = self.key.choices(self.vocabulary.schema);
        let written = fold(&atom.text);
        let names = |at: usize| {
            std::iter::once(&values[at].name).chain(&values[at].aliases).map(String::as_str)
        };
        if let Some(at) = (0..values.len()).find(|at| names(*at).any(|one| fold(one) == written)) {
            return Ok(Literal::Choice(values[at].name.clone()));
        }
        let message = format!("`{}` is never `{}`", self.name, atom.text.trim());
        let error = QueryError::new(atom.span, message);
        Err(match question(&nearest(&atom.text, (0..values.len()).flat_map(names)), "") {
            Some(question) => error.expected(question),
            None => {
                let names = values.iter().map(|value| value.name.as_str());
                error.expected(format!("one of {}", listed(names)))
            }
        })
    }

    fn kind(&self, atom: &Atom) -> Result<Literal, QueryError> {
        let schema = self.vocabulary.schema;
        if let Some(kind) = schema.kind(&atom.text) {
            return Ok(Literal::Choice(kind.name.clone()));
        }
        let error = QueryError::new(atom.span, format!("there is no kind `{}`", atom.text.trim()));
        let names =
            schema.kinds().flat_map(|kind| std::iter::once(&kind.name).chain(&kind.aliases));
        Err(match question(&nearest(&atom.text, names.map(String::as_str)), "") {
            Some(question) => error.expected(question),
            None => {
                let names = schema.kinds().map(|kind| kind.name.as_str());
                error.expected(format!("one of {}", listed(names)))
            }
        })
    }

    /// A value that this key could have.
    fn example(&self) -> String {
        let text = match self.form {
            Form::Choice if *self.key == Key::Kind => "task",
            Form::Choice => {
                let first = self.key.choices(self.vocabulary.schema).first();
                return first.map_or_else(String::new, |value| value.name.clone());
            }
            Form::Number => "2",
            Form::Amount => "350",
            Form::When => "2026-12-01",
            Form::Bool => "yes",
            Form::Person => "me",
            Form::Document(_) => "ola-14",
            Form::Text | Form::Unknown => "something",
        };
        text.to_owned()
    }
}

pub(super) fn number(text: &str) -> Option<f64> {
    match text.trim().strip_prefix('-') {
        Some(rest) => literal::number(rest).map(|number| -number),
        None => literal::number(text),
    }
}

/// Names things in one line.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Tells whether two names mean one person or document.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    let plain = one.is_ascii() && other.is_ascii();
    one == other
        || plain && one.eq_ignore_ascii_case(other)
        || !plain && person_name(one) == person_name(other)
}
