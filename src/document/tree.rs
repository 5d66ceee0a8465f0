//! Builds the tree of a front matter from the events of the YAML parser.
//!
//! What YAML allows and front matter here does not (anchors, merge keys, tags, keys that are no
//! plain text) becomes a finding and the tree goes on; what YAML itself refuses is a [`Failure`].

use std::borrow::Cow;

use granit_parser::{
    ErrorKind, Event, Parser, ScalarStyle as Style, ScanError, StrInput, StructureStyle, options,
};

use super::front_matter::{Entry, Node, Scalar, ScalarStyle, Value};
use super::key_line::KeyLine;
use super::lines::{line_start, lines};
use super::{complaints, places, plain};
use crate::diagnostic::{Finding, rule_name};
use crate::text::Span;

/// Lists and mappings may lie this deep in one another, of each notation.
const DEEPEST: usize = 32;

/// More keys and values than this are not read.
const MOST_NODES: usize = 10_000;

/// What could be read without an error of YAML's own.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) entries: Vec<Entry>,
    /// In order of the text.
    pub(super) findings: Vec<Finding>,
    /// Whether nothing had to be left out of `entries`.
    pub(super) complete: bool,
}

/// Why a text cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) kind: FailureKind,
    /// An offset into the whole file.
    pub(super) at: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FailureKind {
    Yaml(ErrorKind),
    /// Text or a list where `key: value` lines are expected.
    NoMapping,
    /// A line that starts another YAML document.
    SecondDocument,
    /// A quoted text goes on over lines that look like entries of their own.
    QuoteOverEntries,
    TooMany,
}

/// Reads `yaml`, which stands at `base` of the file.
pub(super) fn build(yaml: &str, base: usize) -> Result<Tree, Failure> {
    match plain::read(yaml, base) {
        Some(entries) => Ok(Tree { entries, findings: Vec::new(), complete: true }),
        None => parse(yaml, base),
    }
}

/// Reads `yaml` with the parser of YAML.
pub(super) fn parse(yaml: &str, base: usize) -> Result<Tree, Failure> {
    let options = options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        disallow_directives: true,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    let parser = Parser::new_from_str_with_options(yaml, options);
    let mut builder = Builder { parser, yaml, base, cursor: 0, nodes: 0, findings: Vec::new() };
    let entries = builder.document()?;
    let prefix = entries.first().map_or(yaml.len(), |first| first.key_span.start - base);
    builder.findings.extend(complaints::byte_order_mark(&yaml[..prefix], base));
    complaints::duplicates(yaml, base, &entries, &mut builder.findings);
    let mut findings = builder.findings;
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
    let complete = findings.iter().all(|one| one.rule == rule_name::YAML_SMART_QUOTE);
    Ok(Tree { entries, findings, complete })
}

struct Builder<'y> {
    parser: Parser<'y, StrInput<'y>>,
    yaml: &'y str,
    base: usize,
    /// The end of what was read so far, in `yaml`.
    cursor: usize,
    nodes: usize,
    findings: Vec<Finding>,
}

/// An event with its place in `yaml`.
struct Token<'y> {
    event: Event<'y>,
    span: Span,
    tag: Option<Span>,
}

impl<'y> Builder<'y> {
    fn document(&mut self) -> Result<Vec<Entry>, Failure> {
        loop {
            let token = self.next()?;
            match token.event {
                Event::StreamStart => {}
                Event::DocumentStart(true, _) => {
                    return Err(self.failure(FailureKind::SecondDocument, token.span.start));
                }
                Event::DocumentStart(false, _) => break,
                _ => return Ok(Vec::new()),
            }
        }
        let start = self.next()?;
        let at = start.span.start;
        let root = self.node(start, None)?;
        let entries = match root.value {
            Value::Mapping { entries, .. } => entries,
            Value::Scalar(_) if root.is_null() => Vec::new(),
            _ => return Err(self.failure(FailureKind::NoMapping, at)),
        };
        loop {
            let token = self.next()?;
            match token.event {
                Event::DocumentEnd => {}
                Event::DocumentStart(..) => {
                    return Err(self.failure(FailureKind::SecondDocument, token.span.start));
                }
                _ => return Ok(entries),
            }
        }
    }

    /// Returns the next event that is no metadata; past the end, the end again.
    fn next(&mut self) -> Result<Token<'y>, Failure> {
        loop {
            let Some(next) = self.parser.next_event() else {
                let span = Span::at(self.yaml.len());
                return Ok(Token { event: Event::StreamEnd, span, tag: None });
            };
            let (event, place) = next.map_err(|error| self.yaml_failure(&error))?;
            let span = place.byte_range().map_or(Span::at(self.cursor), Span::from);
            if matches!(event, Event::Anchor(..)) {
                self.findings.push(complaints::anchor(self.yaml, self.base, span));
                continue;
            }
            let tag = place.tag_span().and_then(|tag| tag.byte_range()).map(Span::from);
            return Ok(Token { event, span, tag });
        }
    }

    /// Reads the node that starts with `token`; `indicator` is the `:` or `-` before it.
    fn node(&mut self, token: Token<'y>, indicator: Option<u8>) -> Result<Node, Failure> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(self.failure(FailureKind::TooMany, token.span.start));
        }
        if let Some(tag) = token.tag {
            self.findings.push(complaints::tag(self.yaml, self.base, tag));
        }
        match token.event {
            Event::Scalar(text, style, ..) => self.scalar(text, style, token.span, indicator),
            Event::SequenceStart(style, ..) => self.sequence(token.span, style, indicator),
            Event::MappingStart(style, ..) => self.mapping(token.span, style),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let known = matches!(token.event, Event::Alias(_));
                self.findings.push(complaints::alias(self.yaml, self.base, token.span, known));
                let text = token.span.of(self.yaml).to_owned();
                Ok(self.leaf(token.span, text, ScalarStyle::Plain))
            }
            _ => Err(self.failure(FailureKind::NoMapping, token.span.start)),
        }
    }

    fn scalar(
        &mut self,
        text: Cow<'y, str>,
        style: Style,
        span: Span,
        indicator: Option<u8>,
    ) -> Result<Node, Failure> {
        let style = match style {
            Style::Plain => ScalarStyle::Plain,
            Style::SingleQuoted => ScalarStyle::SingleQuoted,
            Style::DoubleQuoted => ScalarStyle::DoubleQuoted,
            Style::Literal => ScalarStyle::Literal,
            Style::Folded => ScalarStyle::Folded,
        };
        if style == ScalarStyle::Plain && span.is_empty() {
            let at = places::behind_indicator(self.yaml, self.cursor, indicator);
            return Ok(self.leaf(Span::at(at), String::new(), style));
        }
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                places::block_scalar(self.yaml, self.cursor, span)
            }
            _ => span,
        };
        if matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
            self.refuse_entries_in_quotes(span)?;
        }
        if style == ScalarStyle::Plain {
            self.findings.extend(complaints::smart_quotes(self.yaml, self.base, span));
        }
        Ok(self.leaf(span, text.into_owned(), style))
    }

    /// Refuses a quoted text that goes on over `key: value` lines which are not indented: YAML
    /// reads it, but its author forgot a quote.
    fn refuse_entries_in_quotes(&self, span: Span) -> Result<(), Failure> {
        let mut inside = lines(self.yaml, span).skip(1);
        let entry = inside.any(|line| {
            let read = line.of(self.yaml);
            !read.starts_with([' ', '\t']) && KeyLine::read(read, 0).is_some()
        });
        if entry {
            return Err(self.failure(FailureKind::QuoteOverEntries, span.start));
        }
        Ok(())
    }

    fn sequence(
        &mut self,
        open: Span,
        style: StructureStyle,
        before: Option<u8>,
    ) -> Result<Node, Failure> {
        let flow = style == StructureStyle::Flow;
        let open = if !flow && before == Some(b':') {
            Span::at(places::first_dash(self.yaml, self.cursor, open.start))
        } else {
            open
        };
        self.cursor = open.end.max(self.cursor);
        let mut items = Vec::new();
        let indicator = (!flow).then_some(b'-');
        loop {
            let token = self.next()?;
            if matches!(token.event, Event::SequenceEnd) {
                let value = Value::Sequence { items, flow };
                return Ok(self.collection(open, token.span, flow, value));
            }
            items.push(self.node(token, indicator)?);
        }
    }

    fn mapping(&mut self, open: Span, style: StructureStyle) -> Result<Node, Failure> {
        let flow = style == StructureStyle::Flow;
        self.cursor = open.end.max(self.cursor);
        let mut entries = Vec::new();
        loop {
            let token = self.next()?;
            if matches!(token.event, Event::MappingEnd) {
                let value = Value::Mapping { entries, flow };
                return Ok(self.collection(open, token.span, flow, value));
            }
            let key = self.key(token, flow)?;
            let token = self.next()?;
            let value = self.node(token, Some(b':'))?;
            if let Some((key, key_span)) = key {
                entries.push(Entry { key, key_span, value });
            }
        }
    }

    /// Reads a key; `None` with a finding where it is no text on one line.
    fn key(&mut self, token: Token<'y>, flow: bool) -> Result<Option<(String, Span)>, Failure> {
        let node = self.node(token, None)?;
        let span = Span::new(node.span.start - self.base, node.span.end - self.base);
        let Value::Scalar(Scalar { text, style }) = node.value else {
            self.findings.push(complaints::key_is_no_text(node.span));
            return Ok(None);
        };
        if text.is_empty() && span.is_empty() {
            self.findings.push(complaints::no_key(self.yaml, self.base, span.start));
            return Ok(None);
        }
        if text == "<<" && style == ScalarStyle::Plain {
            self.findings.push(complaints::merge_key(node.span));
        } else if !flow && self.is_marked_key(span) {
            self.findings.push(complaints::marked_key(node.span));
        }
        if !flow {
            self.findings.extend(complaints::tab_before_key(self.yaml, self.base, span));
        }
        Ok(Some((text, node.span)))
    }

    /// Tells whether a `?` stands before the key, or the key has several lines.
    fn is_marked_key(&self, key: Span) -> bool {
        let start = line_start(self.yaml, Span::new(0, self.yaml.len()), key.start);
        let before = Span::new(start, key.start).of(self.yaml);
        before.trim_end_matches([' ', '\t']).ends_with('?')
            || key.of(self.yaml).contains(['\n', '\r'])
            || places::follows_lone_question_mark(self.yaml, start)
    }

    fn collection(&mut self, open: Span, close: Span, flow: bool, value: Value) -> Node {
        let end = if flow { close.end.max(self.cursor) } else { self.cursor.max(open.start) };
        self.cursor = self.cursor.max(end);
        Node { span: Span::new(open.start, end).offset(self.base), value }
    }

    fn leaf(&mut self, span: Span, text: String, style: ScalarStyle) -> Node {
        self.cursor = self.cursor.max(span.end);
        Node { span: span.offset(self.base), value: Value::Scalar(Scalar { text, style }) }
    }

    fn failure(&self, kind: FailureKind, at: usize) -> Failure {
        Failure { kind, at: self.base + at }
    }

    fn yaml_failure(&self, error: &ScanError) -> Failure {
        let at = error.marker().byte_offset().unwrap_or(self.cursor).min(self.yaml.len());
        self.failure(FailureKind::Yaml(error.kind().clone()), at)
    }
}
