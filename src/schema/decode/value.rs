//! Gives the values of one field their type.

use crate::diagnostic::{Finding, Fix, rule_name};
use crate::document::{Document, Node, Scalar, ScalarStyle, Value as Tree};
use crate::schema::literal::{self, Amount, Duration, Hours, Period};
use crate::schema::lookup::enum_words;
use crate::schema::moment::find_zone;
use crate::schema::reference::reduce;
use crate::schema::{
    EnumValue, Field, FieldType, Kind, Moment, MomentError, Recurrence, RecurrenceError, Schema,
    Value, Word, did_you_mean, fold,
};
use crate::text::{Edit, Place, Span};

/// Reads values of one document and collects what is wrong with them.
pub(super) struct Typing<'a> {
    pub(super) schema: &'a Schema,
    /// The whole file.
    pub(super) text: &'a str,
    /// The key as it is written, for messages.
    pub(super) key: &'a str,
    pub(super) kind: Option<&'a Kind>,
    pub(super) doc: &'a Document,
    pub(super) findings: &'a mut Vec<Finding>,
}

impl Typing<'_> {
    /// Returns the value of `field` and, for a list, the places of its items.
    pub(super) fn field(&mut self, field: &Field, node: &Node) -> (Value, Vec<Place>) {
        if node.is_null() {
            return (Value::Null, Vec::new());
        }
        match &field.r#type {
            FieldType::List(item) => self.list(field, item, node),
            r#type => (self.single(field, r#type, node), Vec::new()),
        }
    }

    fn list(&mut self, field: &Field, item: &FieldType, node: &Node) -> (Value, Vec<Place>) {
        let mut values = Vec::new();
        let mut spans = Vec::new();
        match &node.value {
            Tree::Sequence { items, .. } if !is_bare_wiki(item, items) => {
                for node in items.iter().filter(|node| !node.is_null()) {
                    self.push(field, item, node, &mut values, &mut spans);
                }
            }
            Tree::Scalar(scalar) if splits_at_commas(item, scalar) => {
                for (text, span) in pieces(scalar, node.span, self.text) {
                    let scalar = Scalar { text, style: ScalarStyle::Plain };
                    let node = Node { span, value: Tree::Scalar(scalar) };
                    self.push(field, item, &node, &mut values, &mut spans);
                }
            }
            _ => self.push(field, item, node, &mut values, &mut spans),
        }
        (Value::List(values.into()), spans)
    }

    /// Adds one item; `mon-fri` adds all of its days.
    fn push(
        &mut self,
        field: &Field,
        item: &FieldType,
        node: &Node,
        values: &mut Vec<Value>,
        spans: &mut Vec<Place>,
    ) {
        if let (FieldType::Enum(known), Some(text)) = (item, node.text())
            && let Some(range) = enum_range(known, text)
        {
            for value in range {
                values.push(Value::Enum(Word::new(&value.name)));
                spans.push(node.span.into());
            }
            return;
        }
        values.push(self.single(field, item, node));
        spans.push(node.span.into());
    }

    /// Reads one value that is not a list.
    fn single(&mut self, field: &Field, r#type: &FieldType, node: &Node) -> Value {
        match &node.value {
            Tree::Scalar(scalar) => match self.scalar(field, r#type, &scalar.text, node.span) {
                Some(value) => value,
                None => self.mistyped(node),
            },
            Tree::Sequence { items, .. } => self.sequence(field, r#type, node, items),
            Tree::Mapping { .. } => {
                self.nested(node);
                self.mistyped(node)
            }
        }
    }

    /// A list where one value belongs: `[[kari]]` without quotes is one, else it is told.
    fn sequence(
        &mut self,
        field: &Field,
        r#type: &FieldType,
        node: &Node,
        items: &[Node],
    ) -> Value {
        if is_bare_wiki(r#type, items)
            && let [inner] = items
            && let Tree::Sequence { items, .. } = &inner.value
            && let Some(text) = items.first().and_then(Node::text)
        {
            return Value::Reference(reduce(self.schema, r#type, text).into());
        }
        if *r#type == FieldType::Any {
            return plain(node, self.text);
        }
        let finding = Finding::new(
            rule_name::FIELD_TYPE,
            node.span,
            format!("`{}` takes one value, not a list", self.key),
        );
        let finding = match items {
            [one] if matches!(one.value, Tree::Scalar(_)) && !one.is_null() => {
                let text = one.span.of(self.text);
                finding.fix(Fix::safe(vec![Edit::replace(node.span, text)]))
            }
            _ => finding.note(format!("keep one, such as `{}: …`", field.name)),
        };
        self.findings.push(finding);
        self.mistyped(node)
    }

    /// Tells that the front matter is flat.
    pub(super) fn nested(&mut self, node: &Node) {
        self.findings.push(
            Finding::new(
                rule_name::YAML_NESTED,
                node.span,
                format!(
                    "`{}` holds fields of its own; front matter is one flat list of fields",
                    self.key
                ),
            )
            .note("write a line of its own for each, or put it into the text below"),
        );
    }

    fn mistyped(&self, node: &Node) -> Value {
        Value::Mistyped(one_line(node.span.of(self.text)).into())
    }

    fn wrong(&mut self, span: Span, expected: impl std::fmt::Display) -> Option<Value> {
        let message = format!("`{}` takes {expected}", self.key);
        self.findings.push(Finding::new(rule_name::FIELD_TYPE, span, message));
        None
    }

    fn scalar(
        &mut self,
        field: &Field,
        r#type: &FieldType,
        text: &str,
        span: Span,
    ) -> Option<Value> {
        let trimmed = text.trim();
        match r#type {
            FieldType::Text | FieldType::Link | FieldType::Any => Some(Value::Text(text.into())),
            FieldType::Bool => match yes_or_no(trimmed) {
                Some(value) => Some(Value::Bool(value)),
                None => self.wrong(span, "`yes` or `no`"),
            },
            FieldType::Number => match literal::number(trimmed) {
                Some(number) => Some(Value::Number(number)),
                None => self.wrong(span, "a number, such as `2` or `1.5`"),
            },
            FieldType::Amount => self.literal(Amount::parse(trimmed), span),
            FieldType::Hours => self.literal(Hours::parse(trimmed), span),
            FieldType::Duration => self.literal(Duration::parse(trimmed), span),
            FieldType::Period => self.literal(Period::parse(trimmed), span),
            FieldType::Date | FieldType::Moment => self.moment(r#type, trimmed, span),
            FieldType::Enum(values) => self.enumerated(field, values, trimmed, span),
            FieldType::Person | FieldType::Reference(_) => {
                let reference = reduce(self.schema, r#type, trimmed);
                if reference.is_empty() {
                    return self.wrong(span, "a name or an id");
                }
                Some(Value::Reference(reference.into()))
            }
            FieldType::Email if literal::is_email(trimmed) => Some(Value::Text(trimmed.into())),
            FieldType::Email => self.wrong(span, "a mail address, such as `ola@example.com`"),
            FieldType::Zone => match find_zone(trimmed) {
                Some(zone) => Some(Value::Text(zone.iana_name().unwrap_or(trimmed).into())),
                None => self.wrong(span, "a time zone, such as `Europe/Oslo`"),
            },
            FieldType::Recurrence => self.recurrence(trimmed, span),
            FieldType::List(_) => None,
        }
    }

    fn literal<T: std::fmt::Display>(
        &mut self,
        parsed: Result<T, &'static str>,
        span: Span,
    ) -> Option<Value> {
        match parsed {
            Ok(value) => Some(Value::Text(value.to_string().into())),
            Err(expected) => self.wrong(span, expected),
        }
    }

    fn recurrence(&mut self, text: &str, span: Span) -> Option<Value> {
        let RecurrenceError { at, message, note, meant } = match Recurrence::parse(text) {
            Ok(rule) => return Some(Value::Text(rule.to_string().into())),
            Err(error) => error,
        };
        if let Some(rule) = meant {
            let message = format!("`{}`: a rule is written in parts: `{rule}`", self.key);
            let fix = Fix::safe(vec![Edit::replace(span, rule)]);
            self.findings.push(Finding::new(rule_name::FIELD_TYPE, span, message).fix(fix));
            return None;
        }
        // Inside the quotes, and the whole of what is written with escapes.
        let start = span.of(self.text).find(text).map(|within| span.start + within);
        let place = start.filter(|_| !at.is_empty());
        let place = place.map_or(span, |start| Span::new(start + at.start, start + at.end));
        let message = format!("`{}`: {message}", self.key);
        self.findings.push(Finding::new(rule_name::FIELD_TYPE, place, message).note(note));
        None
    }

    fn moment(&mut self, r#type: &FieldType, text: &str, span: Span) -> Option<Value> {
        let only_day = *r#type == FieldType::Date;
        let form = if only_day { "`2026-12-01`" } else { "`2026-12-01` or `2026-12-01 15:00`" };
        match Moment::parse(text) {
            Ok(Moment::Date(date)) => Some(Value::Date(date)),
            Ok(_) if only_day => self.wrong(span, format!("a day without a time, such as {form}")),
            Ok(Moment::Local(local)) => Some(Value::Local(local)),
            Ok(Moment::Instant(at)) => Some(Value::Instant(at)),
            Err(MomentError::OtherOrder(meant)) => {
                let message = format!("`{}`: dates are written year first: `{meant}`", self.key);
                let mut finding = Finding::new(rule_name::FIELD_TYPE, span, message);
                if !only_day || matches!(meant, Moment::Date(_)) {
                    finding = finding.fix(Fix::safe(vec![Edit::replace(span, meant.to_string())]));
                }
                self.findings.push(finding);
                None
            }
            Err(MomentError::Ambiguous(one, other)) => {
                let message = format!("`{}`: is this `{one}` or `{other}`?", self.key);
                self.findings.push(
                    Finding::new(rule_name::FIELD_TYPE, span, message)
                        .note("dates are written year first, so that nobody has to guess"),
                );
                None
            }
            Err(MomentError::NoSuch(what)) => {
                let message = format!("`{}`: there is no such {what}", self.key);
                self.findings.push(Finding::new(rule_name::FIELD_TYPE, span, message));
                None
            }
            Err(MomentError::NoDate) => self.wrong(span, format!("a date, such as {form}")),
        }
    }

    fn enumerated(
        &mut self,
        field: &Field,
        values: &[EnumValue],
        text: &str,
        span: Span,
    ) -> Option<Value> {
        if let Some(value) = find_value(values, text) {
            return Some(Value::Enum(Word::new(&value.name)));
        }
        let rule = match field.name.as_str() {
            "status" => rule_name::UNKNOWN_STATUS,
            _ => rule_name::UNKNOWN_VALUE,
        };
        let shown = one_line(text);
        let finding = match did_you_mean(text, values.iter().flat_map(enum_words)) {
            Some(near) => Finding::new(
                rule,
                span,
                format!("`{}` has no value `{shown}`; did you mean `{near}`?", self.key),
            )
            .fix(Fix::r#unsafe(vec![Edit::replace(span, near)])),
            None => Finding::new(rule, span, format!("`{}` has no value `{shown}`", self.key)),
        };
        let language = self.kind.and_then(|kind| kind.language_of(self.doc)).unwrap_or_default();
        let names: Vec<&str> = values.iter().map(|value| value.word(language)).collect();
        self.findings.push(finding.note(format!("it is one of {}", names.join(", "))));
        None
    }
}

/// Finds an enum value by any of its words.
fn find_value<'v>(values: &'v [EnumValue], text: &str) -> Option<&'v EnumValue> {
    let exact = values.iter().find(|value| value.name == text);
    exact.or_else(|| {
        let folded = fold(text);
        values.iter().find(|value| enum_words(value).any(|word| fold(word) == folded))
    })
}

/// Reads `mon-fri` as the values from one to the other.
fn enum_range<'v>(values: &'v [EnumValue], text: &str) -> Option<&'v [EnumValue]> {
    if find_value(values, text).is_some() {
        return None;
    }
    let (first, last) = text.split_once(['-', '–'])?;
    let at = |word: &str| {
        let found = find_value(values, word.trim())?;
        values.iter().position(|value| value.name == found.name)
    };
    let (first, last) = (at(first)?, at(last)?);
    (first <= last).then(|| &values[first..=last])
}

/// Reads yes or no in any of their words.
pub(in crate::schema) fn yes_or_no(text: &str) -> Option<bool> {
    match &*fold(text.trim()) {
        "yes" | "true" | "ja" => Some(true),
        "no" | "false" | "nei" => Some(false),
        _ => None,
    }
}

/// `[[kari]]` without quotes: YAML takes it for a list in a list.
fn is_bare_wiki(r#type: &FieldType, items: &[Node]) -> bool {
    let refers = matches!(r#type, FieldType::Person | FieldType::Reference(_));
    let [Node { value: Tree::Sequence { items, flow: true }, .. }] = items else { return false };
    refers && items.len() == 1 && items[0].text().is_some()
}

/// Whether `a, b` stands for two items: where an item cannot hold a comma.
fn splits_at_commas(item: &FieldType, scalar: &Scalar) -> bool {
    let whole = matches!(item, FieldType::Text | FieldType::Link | FieldType::Any);
    !whole && scalar.style == ScalarStyle::Plain && scalar.text.contains(',')
}

/// Divides a plain scalar at its commas, each piece with its place.
fn pieces(scalar: &Scalar, span: Span, text: &str) -> Vec<(String, Span)> {
    let raw = span.of(text);
    let mut at = span.start;
    let mut pieces = Vec::new();
    // A scalar over several lines is divided by its meaning; its places are the whole.
    let one_line = raw.trim() == scalar.text.trim();
    for piece in scalar.text.split(',') {
        let trimmed = piece.trim();
        let lead = piece.len() - piece.trim_start().len();
        let place = match one_line {
            true => Span::new(at + lead, at + lead + trimmed.len()),
            false => span,
        };
        at += piece.len() + 1;
        if !trimmed.is_empty() {
            pieces.push((trimmed.to_owned(), place));
        }
    }
    pieces
}

/// Returns a value that the schema does not look into: text, or a list of texts.
pub(super) fn plain(node: &Node, text: &str) -> Value {
    match &node.value {
        Tree::Scalar(scalar) if scalar.is_null() => Value::Null,
        Tree::Scalar(scalar) => Value::Text(scalar.text.as_str().into()),
        Tree::Sequence { items, .. } => Value::List(
            items
                .iter()
                .map(|item| match &item.value {
                    Tree::Scalar(scalar) if scalar.is_null() => Value::Null,
                    Tree::Scalar(scalar) => Value::Text(scalar.text.as_str().into()),
                    _ => Value::Mistyped(one_line(item.span.of(text)).into()),
                })
                .collect(),
        ),
        Tree::Mapping { .. } => Value::Mistyped(one_line(node.span.of(text)).into()),
    }
}

/// Returns a text on one line, cut where it is long.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(40).collect();
    let mut line = words.join(" ");
    if line.chars().count() > 200 {
        line = line.chars().take(200).chain(['…']).collect();
    }
    line
}
