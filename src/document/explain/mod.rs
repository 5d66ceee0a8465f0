//! Says in the user's words why a part of the front matter cannot be read, and how to mend it.
//!
//! The YAML parser tells where it gave up; what the author meant is read off the line itself. A
//! fix is offered only when the part can be read with it, and then it is safe: a text that cannot
//! be read has no meaning that could change.

mod line_value;
mod quote;
mod syntax;

use granit_parser::ErrorKind;

use self::line_value::LineValue;
use super::complaints::{shown, smart_quote_finding, tab_finding};
use super::lines::{Line, line_at, lines};
use super::tree::{self, Failure, FailureKind};
use super::{quoting, smart_quote};
use crate::diagnostic::{Finding, Fix, RuleName, rule_name};
use crate::text::{Edit, Span, apply};

/// A part of the front matter that cannot be read, one top-level entry as a rule.
#[derive(Clone, Copy)]
pub(super) struct Part<'y> {
    pub(super) yaml: &'y str,
    /// Where it stands in the file.
    pub(super) base: usize,
}

impl<'y> Part<'y> {
    fn all(self) -> Span {
        Span::new(0, self.yaml.len())
    }

    /// Makes a finding at a place in the part.
    fn finding(self, rule: RuleName, at: Span, message: impl Into<String>) -> Finding {
        Finding::new(rule, at.offset(self.base), message)
    }

    /// Adds the edits, which are places in the part, if the part can be read with them.
    fn with_fix(self, finding: Finding, edits: Vec<Edit>) -> Finding {
        let reads = apply(self.yaml, &edits)
            .is_ok_and(|mended| tree::build(&mended, 0).is_ok_and(|tree| tree.findings.is_empty()));
        if !reads {
            return finding;
        }
        let moved = edits
            .into_iter()
            .map(|edit| Edit::replace(edit.span.offset(self.base), edit.text))
            .collect();
        finding.fix(Fix::safe(moved))
    }
}

/// Explains why `part` cannot be read.
pub(super) fn explain(part: Part<'_>, failure: &Failure) -> Finding {
    let at = failure.at.saturating_sub(part.base).min(part.yaml.len());
    let line = line_at(part.yaml, part.all(), at);
    let value = LineValue::read(part.yaml, line);
    limit(part, failure, at)
        .or_else(|| tabs(part, failure))
        .or_else(|| value.and_then(|value| in_value(part, failure, value)))
        .or_else(|| no_break_space(part, line.span))
        .unwrap_or_else(|| syntax::by_kind(part, failure, at))
}

/// Explains why the entries cannot stand together, when each can be read by itself.
pub(super) fn together(part: Part<'_>, failure: &Failure) -> Finding {
    let at = failure.at.saturating_sub(part.base).min(part.yaml.len());
    limit(part, failure, at).unwrap_or_else(|| syntax::by_kind(part, failure, at))
}

/// Says that `line` belongs to no entry.
pub(super) fn stray(part: Part<'_>, line: Line) -> Finding {
    syntax::no_key(part, line.span.start)
}

fn limit(part: Part<'_>, failure: &Failure, at: usize) -> Option<Finding> {
    let message = match failure.kind {
        FailureKind::TooMany => "the front matter holds too many values to be read",
        FailureKind::Yaml(ErrorKind::RecursionLimitExceeded) => {
            "lists or mappings lie too deep in one another to be read"
        }
        _ => return None,
    };
    let finding = part.finding(rule_name::YAML_LIMIT, places_char(part.yaml, at), message);
    Some(finding.note("front matter holds a few short fields; longer text belongs below it"))
}

/// Tabs where a line starts: YAML reads only spaces there.
fn tabs(part: Part<'_>, failure: &Failure) -> Option<Finding> {
    let by_tab = matches!(
        failure.kind,
        FailureKind::Yaml(
            ErrorKind::TabInBlockIndentation
                | ErrorKind::TabInIndentation
                | ErrorKind::TabNotAllowed
                | ErrorKind::TabAtBlockScalarStart
        )
    );
    let mut indents = Vec::new();
    for line in lines(part.yaml, part.all()) {
        let indent = line.indent(part.yaml);
        for (at, _) in indent.match_indices('\t') {
            let at = line.span.start + at;
            indents.push(Span::new(at, at + 1));
        }
    }
    let first = *indents.first()?;
    let edits: Vec<Edit> = indents.into_iter().map(|tab| Edit::replace(tab, "  ")).collect();
    let finding = part.with_fix(tab_finding(first.offset(part.base)), edits);
    (by_tab || finding.fix.is_some()).then_some(finding)
}

/// What is wrong with the value on the line where YAML gave up.
fn in_value(part: Part<'_>, failure: &Failure, value: LineValue<'_>) -> Option<Finding> {
    let text = value.span.of(part.yaml);
    let first = text.chars().next()?;
    if let Some(inside) = smart_quote::inside(text) {
        return Some(smart_quote_finding(value.span.offset(part.base), inside));
    }
    match first {
        '"' | '\'' => quote::in_quotes(part, failure, value),
        '[' | '{' if quote::goes_on(failure) && !text.ends_with([']', '}']) => {
            Some(needs_quotes(part, rule_name::YAML_SYNTAX, value, first_char(value.span, first)))
        }
        '[' | '{' => None,
        '*' | '&' => {
            Some(needs_quotes(part, rule_name::YAML_ANCHOR, value, first_char(value.span, first)))
        }
        '!' => Some(needs_quotes(part, rule_name::YAML_TAG, value, first_char(value.span, first))),
        '@' | '`' | '%' | '|' | '>' | ',' | ']' | '}' => {
            Some(needs_quotes(part, rule_name::YAML_SYNTAX, value, first_char(value.span, first)))
        }
        _ => colon(part, value),
    }
}

/// A text that begins with a character that means something else to YAML.
fn needs_quotes(part: Part<'_>, rule: RuleName, value: LineValue<'_>, at: Span) -> Finding {
    let sign = match at.of(part.yaml) {
        "`" => "a backtick".to_owned(),
        sign => format!("`{sign}`"),
    };
    let quoted = quoting::quoted(value.span.of(part.yaml));
    let finding = part
        .finding(rule, at, format!("{} begins with {sign}, which needs quotes", value.name()))
        .note(put_in_quotes(value, &quoted));
    part.with_fix(finding, vec![Edit::replace(value.span, quoted)])
}

/// A colon in plain text that YAML takes for the end of a key.
fn colon(part: Part<'_>, value: LineValue<'_>) -> Option<Finding> {
    let text = value.span.of(part.yaml);
    let at = text
        .find(": ")
        .or_else(|| text.find(":\t"))
        .or_else(|| text.ends_with(':').then(|| text.len() - 1))?;
    let at = Span::new(value.span.start + at, value.span.start + at + 1);
    let quoted = quoting::quoted(text);
    let shown = if at.end == value.span.end { ":" } else { ": " };
    let finding = part
        .finding(rule_name::YAML_COLON, at, format!("{} has an unquoted `{shown}`", value.name()))
        .note(put_in_quotes(value, &quoted));
    Some(part.with_fix(finding, vec![Edit::replace(value.span, quoted)]))
}

fn put_in_quotes(value: LineValue<'_>, quoted: &str) -> String {
    match value.key {
        Some(key) => format!("put the value in quotes: `{}: {}`", shown(key), shown(quoted)),
        None => format!("put it in quotes: `- {}`", shown(quoted)),
    }
}

/// A space that only looks like one, as option and space type it on a Mac.
fn no_break_space(part: Part<'_>, line: Span) -> Option<Finding> {
    const NO_BREAK: char = '\u{a0}';
    let text = line.of(part.yaml);
    let edits: Vec<Edit> = text
        .match_indices(NO_BREAK)
        .map(|(at, found)| Span::new(line.start + at, line.start + at + found.len()))
        .map(|span| Edit::replace(span, " "))
        .collect();
    let first = edits.first()?.span;
    let finding = part
        .finding(
            rule_name::YAML_SYNTAX,
            first,
            "a no-break space stands where YAML needs a plain one",
        )
        .note("type the space again");
    let finding = part.with_fix(finding, edits);
    finding.fix.is_some().then_some(finding)
}

fn first_char(span: Span, first: char) -> Span {
    Span::new(span.start, span.start + first.len_utf8())
}

/// Returns the character at `at`, the empty span at a line's end.
fn places_char(yaml: &str, at: usize) -> Span {
    match yaml[at..].chars().next() {
        Some(c) if !matches!(c, '\n' | '\r') => Span::new(at, at + c.len_utf8()),
        _ => Span::at(at),
    }
}
