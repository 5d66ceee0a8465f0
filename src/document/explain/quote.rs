//! Quotes that are not closed, or closed too early.

use granit_parser::ErrorKind;

use super::super::quoting;
use super::super::tree::{Failure, FailureKind};
use super::line_value::LineValue;
use super::{Part, put_in_quotes};
use crate::diagnostic::{Finding, rule_name};
use crate::text::{Edit, Span};

/// Explains a failure in a value that begins with a quote.
pub(super) fn in_quotes(
    part: Part<'_>,
    failure: &Failure,
    value: LineValue<'_>,
) -> Option<Finding> {
    let text = value.span.of(part.yaml);
    let quote = text.chars().next()?;
    let open = Span::new(value.span.start, value.span.start + 1);
    match &failure.kind {
        FailureKind::QuoteOverEntries => Some(unclosed(part, value, open, quote)),
        _ if goes_on(failure) => Some(closed_early(part, value, quote)),
        FailureKind::Yaml(kind) => match kind {
            ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
                Some(unclosed(part, value, open, quote))
            }
            ErrorKind::UnknownQuotedScalarEscape
            | ErrorKind::InvalidQuotedScalarHexEscape
            | ErrorKind::InvalidUnicodeEscape => Some(escape(part, value)),
            _ => None,
        },
        _ => None,
    }
}

/// Tells whether YAML gave up because something stands behind the end of a value.
pub(super) fn goes_on(failure: &Failure) -> bool {
    matches!(
        failure.kind,
        FailureKind::Yaml(
            ErrorKind::InvalidTrailingSingleQuotedScalar
                | ErrorKind::InvalidTrailingDoubleQuotedScalar
                | ErrorKind::ExpectedBlockMappingKey
                | ErrorKind::ExpectedBlockSequenceEntry
                | ErrorKind::MappingValueNotAllowed
                | ErrorKind::CommentNotSeparated
        )
    )
}

fn unclosed(part: Part<'_>, value: LineValue<'_>, open: Span, quote: char) -> Finding {
    let message = format!("{} opens a quote that is never closed", value.name());
    let finding = part
        .finding(rule_name::YAML_QUOTE, open, message)
        .note(format!("put a `{quote}` at the end of the value"));
    part.with_fix(finding, vec![Edit::insert(value.span.end, quote)])
}

/// `'Kari's invoice'`, or `"Fix" the invoice`.
fn closed_early(part: Part<'_>, value: LineValue<'_>, quote: char) -> Finding {
    let text = value.span.of(part.yaml);
    let close = text[1..].find(quote).map_or(text.len(), |at| at + 1);
    let comment = text[close..].find(" #").map_or(text.len(), |at| close + at);
    let text = text[..comment].trim_end();
    let value =
        LineValue { span: Span::new(value.span.start, value.span.start + text.len()), ..value };
    let close = (value.span.start + close).min(value.span.end);
    let whole = text.len() > 2 && text.ends_with(quote);
    let meant = if whole { &text[1..text.len() - 1] } else { text };
    let quoted = quoting::quoted(meant);
    let message = format!("the quote in {} ends here, but the text goes on", value.name());
    let at = Span::new(close, (close + 1).min(value.span.end));
    let finding = part
        .finding(rule_name::YAML_QUOTE, at, message)
        .label(
            Span::new(value.span.start, value.span.start + 1).offset(part.base),
            "the quote begins here",
        )
        .note(put_in_quotes(value, &quoted));
    part.with_fix(finding, vec![Edit::replace(value.span, quoted)])
}

/// `"C:\Users"`: a backslash means something in double quotes.
fn escape(part: Part<'_>, value: LineValue<'_>) -> Finding {
    let text = value.span.of(part.yaml);
    let slash = text.find('\\').unwrap_or(0);
    let at = Span::new(value.span.start + slash, value.span.start + slash + 1);
    let finding = part
        .finding(rule_name::YAML_QUOTE, at, "a backslash has a meaning of its own in double quotes")
        .note("use single quotes, or write `\\\\`");
    let inside = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inside {
        Some(inside) if !inside.contains(['"', '\'']) => {
            part.with_fix(finding, vec![Edit::replace(value.span, format!("'{inside}'"))])
        }
        _ => finding,
    }
}
