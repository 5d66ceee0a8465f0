use std::fmt;

use super::key::is_one_of;
use super::{Literal, Query, SortBy, Term, Test, Typed, Wanted};

impl fmt::Display for Query {
    /// Writes the query in English, so that reading it again gives the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = self.terms.iter().map(ToString::to_string).collect();
        if !self.sort.is_empty() {
            let keys: Vec<String> = self.sort.iter().map(ToString::to_string).collect();
            parts.push(format!("sort:{}", keys.join(",")));
        }
        parts.extend(self.limit.map(|limit| format!("limit:{limit}")));
        f.write_str(&parts.join(" "))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = if self.negated { "-" } else { "" };
        write!(f, "{minus}{}", self.test)
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(typed) => typed.fmt(f),
            Self::Is(quality) => write!(f, "is:{}", quality.name()),
            Self::Saved { name, .. } => write!(f, "@{name}"),
            Self::Field { key, wanted } => {
                write!(f, "{key}:")?;
                for (at, wanted) in wanted.iter().enumerate() {
                    let comma = if at > 0 { "," } else { "" };
                    write!(f, "{comma}{wanted}")?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.quoted { quoted(&self.text, f) } else { f.write_str(&self.text) }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |side: &Option<Literal>| side.as_ref().map(ToString::to_string);
        match self {
            Self::Present => f.write_str("any"),
            Self::Absent => f.write_str("none"),
            Self::Is(literal) => literal.fmt(f),
            Self::Compared(relation, literal) => write!(f, "{}{literal}", relation.sign()),
            Self::Between(from, to) => {
                let (from, to) = (side(from).unwrap_or_default(), side(to).unwrap_or_default());
                write!(f, "{from}..{to}")
            }
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Me => f.write_str("me"),
            Self::Text(text) | Self::Person(text) | Self::Document(text) => written(text, f),
            Self::Written(text) => quoted(text, f),
            Self::Choice(name) => f.write_str(name),
            Self::Bool(truth) => f.write_str(if *truth { "yes" } else { "no" }),
            Self::Number(number) => write!(f, "{number}"),
            Self::When(when) => when.fmt(f),
        }
    }
}

impl fmt::Display for SortBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = if self.descending { "-" } else { "" };
        write!(f, "{minus}{}", self.key)
    }
}

/// Writes a text as it is where that is read as the same text, else in quotes.
fn written(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use super::key::{ABSENT, ME, PRESENT};
    let letter = |each: char| each.is_ascii_alphanumeric() || matches!(each, '-' | '_' | '/' | '#');
    let word = [PRESENT, ABSENT, ME].iter().any(|words| is_one_of(text, words));
    if word || text.is_empty() || !text.chars().all(letter) {
        return quoted(text, f);
    }
    f.write_str(text)
}

fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Key;

    #[test]
    fn texts_are_quoted_where_they_must_be() {
        let check = |text: &str, expected: &str| {
            assert_eq!(Literal::Text(text.to_owned()).to_string(), expected);
        };
        check("ola-14", "ola-14");
        check("på ås", "\"på ås\"");
        assert_eq!(Literal::Written("w".to_owned()).to_string(), "\"w\"");
        check("none", "\"none\"");
        check("Me", "\"Me\"");
        check("a\"b\\", r#""a\"b\\""#);
        assert_eq!(Key::Waiting.to_string(), "waiting_on");
    }
}
