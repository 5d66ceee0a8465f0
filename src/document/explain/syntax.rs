//! All other errors of YAML, in plain words.

use granit_parser::ErrorKind as Kind;

use super::super::complaints::shown;
use super::super::key_line::KeyLine;
use super::super::lines::{line_at, lines};
use super::super::tree::{Failure, FailureKind};
use super::{Part, places_char};
use crate::diagnostic::{Finding, rule_name};
use crate::text::{Edit, Span};

/// Explains the failure by what the parser says alone.
pub(super) fn by_kind(part: Part<'_>, failure: &Failure, at: usize) -> Finding {
    if let Some(finding) = missing_space(part) {
        return finding;
    }
    match &failure.kind {
        FailureKind::Yaml(kind) => match kind {
            Kind::UnclosedFlowCollection { open } => unclosed(part, at, *open),
            Kind::UnexpectedEofFlowSequence => unclosed(part, at, '['),
            Kind::UnexpectedEofFlowMapping | Kind::UnexpectedEofImplicitFlowMapping => {
                unclosed(part, at, '{')
            }
            Kind::MismatchedFlowCollectionEnd { open, close } => brackets(
                part,
                at,
                format!("`{open}` is closed by `{close}`"),
                "close each bracket with its own kind",
            ),
            Kind::MisplacedFlowCollectionEnd => brackets(
                part,
                at,
                "this bracket closes nothing".into(),
                "remove it, or put the value in quotes",
            ),
            Kind::ExpectedFlowSequenceSeparator | Kind::ExpectedFlowMappingSeparator => brackets(
                part,
                at,
                "a comma is missing in this list".into(),
                "write `[one, two]`; an item that has a colon or a bracket goes in quotes",
            ),
            kind => plain(part, at, kind),
        },
        FailureKind::NoMapping | FailureKind::TooMany => no_key(part, at),
        FailureKind::SecondDocument => odd_indent(part, at),
        FailureKind::QuoteOverEntries => syntax(
            part,
            at,
            "a quote that opens here is never closed",
            "close it where the value ends",
        ),
    }
}

fn plain(part: Part<'_>, at: usize, kind: &Kind) -> Finding {
    match kind {
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey | Kind::ExpectedNodeContent => {
            no_key(part, at)
        }
        Kind::CommentInterceptedScalar => syntax(
            part,
            at,
            "text goes on behind a comment",
            "`#` after a space starts a comment: put text that holds it in quotes",
        ),
        Kind::BomInsideDocument => syntax(
            part,
            at,
            "an invisible character (a byte order mark) stands here",
            "delete it and type what follows again",
        ),
        Kind::DirectiveDisallowed | Kind::MissingDocumentEndBeforeDirective => syntax(
            part,
            at,
            "a line that begins with `%` is an instruction to YAML, which is not read here",
            "remove the line",
        ),
        Kind::UnexpectedCharacter { character } if character.is_control() => syntax(
            part,
            part.yaml[at..].find(*character).map_or(at, |found| at + found),
            "an invisible control character stands in this value",
            "delete it and type the value again",
        ),
        Kind::BlockSequenceEntryNotAllowed => syntax(
            part,
            at,
            "a list cannot start on the same line as its key",
            "put each item on a line of its own, such as `  - one`, or quote a text that begins with `- `",
        ),
        Kind::InvalidBlockScalarHeader | Kind::ZeroBlockScalarIndent => syntax(
            part,
            at,
            "nothing may follow `|` or `>` on its line",
            "start the text on the next line, two spaces in",
        ),
        Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement => syntax(
            part,
            at,
            "a colon stands where no key can be",
            "put a text that holds `: ` in quotes, and start each key on a line of its own",
        ),
        _ => odd_indent(part, at),
    }
}

fn syntax(part: Part<'_>, at: usize, message: &str, note: &str) -> Finding {
    part.finding(rule_name::YAML_SYNTAX, places_char(part.yaml, at), message).note(note)
}

fn brackets(part: Part<'_>, at: usize, message: String, note: &str) -> Finding {
    part.finding(rule_name::YAML_SYNTAX, places_char(part.yaml, at), message).note(note)
}

fn unclosed(part: Part<'_>, at: usize, open: char) -> Finding {
    let at = places_char(part.yaml, at);
    let at = if at.of(part.yaml).starts_with(open) {
        at
    } else {
        part.yaml.find(open).map_or(at, |found| Span::new(found, found + open.len_utf8()))
    };
    let close = if open == '[' { ']' } else { '}' };
    let finding = part
        .finding(rule_name::YAML_SYNTAX, at, format!("`{open}` is never closed"))
        .note(format!(
            "put a `{close}` where the list ends, or quote a text that begins with `{open}`"
        ));
    let line = line_at(part.yaml, part.all(), at.start);
    let text = line.of(part.yaml).trim_end_matches([' ', '\t']);
    if text.contains(" #") {
        return finding;
    }
    part.with_fix(finding, vec![Edit::insert(line.span.start + text.len(), close)])
}

/// `title:Fix`: YAML wants a space behind the colon.
fn missing_space(part: Part<'_>) -> Option<Finding> {
    let line = lines(part.yaml, part.all()).next()?;
    let key = KeyLine::read(line.of(part.yaml), line.span.start).filter(|key| !key.spaced)?;
    let name = shown(key.key.of(part.yaml));
    let colon = Span::new(key.after_colon - 1, key.after_colon);
    let finding = part
        .finding(rule_name::YAML_SYNTAX, colon, format!("a space is missing behind `{name}:`"))
        .note(format!("write `{name}: …`"));
    Some(part.with_fix(finding, vec![Edit::insert(key.after_colon, " ")]))
}

/// A line without `key:`.
pub(super) fn no_key(part: Part<'_>, at: usize) -> Finding {
    let line = line_at(part.yaml, part.all(), at);
    let text = line.of(part.yaml);
    let start = line.span.start + line.indent(part.yaml).len();
    let span = Span::new(start, (line.span.start + text.trim_end().len()).max(start));
    let finding = part.finding(
        rule_name::YAML_SYNTAX,
        span,
        "this line is neither `key: value` nor part of a value",
    );
    if text.starts_with('%') {
        return finding
            .note("it is an instruction to YAML, which is not read here: remove the line");
    }
    if text.contains('=') {
        return finding.note("write a colon and a space instead of `=`");
    }
    if text.trim_start().starts_with("- ") {
        return finding.note("write the list's key on the line before, such as `tags:`");
    }
    finding.note("write `key: value`, indent it if it belongs to the value above, or move it below the closing `---`")
}

/// Says that the line of `at` is indented otherwise than the lines around it.
pub(super) fn odd_indent(part: Part<'_>, at: usize) -> Finding {
    let line = line_at(part.yaml, part.all(), at);
    let text = line.of(part.yaml);
    let start = line.span.start + line.indent(part.yaml).len();
    let span = Span::new(start, (line.span.start + text.trim_end().len()).max(start));
    part.finding(rule_name::YAML_SYNTAX, span, "this line does not fit the lines before it")
        .note("keys start at the beginning of the line; items of a list and longer text are indented alike, with spaces")
}
