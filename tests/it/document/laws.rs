//! What must hold for every document; the property tests and the fuzz targets share it.

use handover::diagnostic::Finding;
use handover::document::{Document, Entry, NewValue, Node, ScalarStyle, Value};
use handover::text::{Source, Span, apply};

fn assert_place(text: &str, within: Span, span: Span) {
    assert!(span.start <= span.end, "{span:?}");
    assert!(within.start <= span.start && span.end <= within.end, "{span:?} in {within:?}");
    assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{span:?}");
}

fn assert_entries(text: &str, within: Span, entries: &[Entry]) {
    let mut from = within.start;
    for entry in entries {
        let rest = Span::new(from, within.end);
        assert_place(text, rest, entry.key_span);
        assert_place(text, Span::new(entry.key_span.end, within.end), entry.value.span);
        assert_node(text, &entry.value);
        from = entry.value.span.end;
    }
}

fn assert_node(text: &str, node: &Node) {
    match &node.value {
        Value::Scalar(_) => {}
        Value::Sequence { items, .. } => {
            let mut from = node.span.start;
            for item in items {
                assert_place(text, Span::new(from, node.span.end), item.span);
                assert_node(text, item);
                from = item.span.end;
            }
        }
        Value::Mapping { entries, .. } => assert_entries(text, node.span, entries),
    }
}

/// Checks that every place lies in the text, on character boundaries and in order.
pub(crate) fn assert_places(document: &Document) {
    let text = document.text();
    let all = Span::new(0, text.len());
    for finding in document.findings().iter().chain(&document.body_conflicts()) {
        assert_place(text, all, finding.span);
        for label in &finding.labels {
            assert_place(text, all, label.span);
        }
        if let Some(fix) = &finding.fix {
            apply(text, &fix.edits).expect("a fix that can be applied");
        }
    }
    if let Some(front) = document.front() {
        assert_entries(text, front.content, &front.entries);
        assert!(front.readable || !document.findings().is_empty());
    }
    let outline = document.outline();
    let sections = outline.sections.iter().flat_map(|one| [one.heading, one.body, one.own]);
    let checks = outline.checks.iter().flat_map(|one| [one.span, one.mark]);
    let links = outline.links.iter().map(|one| one.span);
    let rows = outline.tables.iter().flat_map(|one| one.rows.iter().map(|row| row.span));
    let rest = outline.code.iter().chain(&outline.blocks).copied();
    for span in sections.chain(checks).chain(links).chain(rows).chain(rest) {
        assert_place(text, document.body(), span);
    }
}

/// Compares a value with serde_yaml's; plain scalars are given their type by serde_yaml itself.
fn same(ours: &Node, theirs: &serde_yaml::Value) -> bool {
    match (&ours.value, theirs) {
        (Value::Scalar(scalar), _) if scalar.is_null() => theirs.is_null(),
        (Value::Scalar(scalar), _) => {
            theirs.as_str() == Some(&scalar.text)
                || scalar.style == ScalarStyle::Plain
                    && serde_yaml::from_str(&scalar.text).is_ok_and(|typed: serde_yaml::Value| {
                        typed == *theirs || both_nan(&typed, theirs)
                    })
        }
        (Value::Sequence { items, .. }, serde_yaml::Value::Sequence(theirs)) => {
            items.len() == theirs.len()
                && items.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
        }
        (Value::Mapping { entries, .. }, serde_yaml::Value::Mapping(theirs)) => {
            same_entries(entries, theirs)
        }
        _ => false,
    }
}

fn both_nan(one: &serde_yaml::Value, other: &serde_yaml::Value) -> bool {
    let nan = |value: &serde_yaml::Value| value.as_f64().is_some_and(f64::is_nan);
    nan(one) && nan(other)
}

fn same_entries(ours: &[Entry], theirs: &serde_yaml::Mapping) -> bool {
    ours.len() == theirs.len()
        && ours.iter().zip(theirs).all(|(ours, (key, value))| {
            let written = key.as_str().map(str::to_owned).or_else(|| {
                serde_yaml::from_str(&ours.key)
                    .is_ok_and(|typed: serde_yaml::Value| typed == *key)
                    .then(|| ours.key.clone())
            });
            written.as_deref() == Some(&ours.key) && same(&ours.value, value)
        })
}

/// Checks that serde_yaml reads the same where both can read the front matter.
pub(crate) fn assert_oracle(document: &Document) {
    let Some(front) = document.front().filter(|front| front.readable) else { return };
    let yaml = front.content.of(document.text());
    // libyaml takes `[?a]` for a key without a value, and knows the line ends of YAML 1.1.
    let flow_key = yaml.contains('?') && yaml.contains(['[', '{']);
    if flow_key || yaml.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
        return;
    }
    let Ok(theirs) = serde_yaml::from_str::<serde_yaml::Value>(yaml) else { return };
    match theirs {
        serde_yaml::Value::Null => assert!(front.entries.is_empty(), "{yaml:?}"),
        serde_yaml::Value::Mapping(theirs) => {
            assert!(same_entries(&front.entries, &theirs), "{yaml:?}\n{front:?}\n{theirs:?}");
        }
        other => panic!("{yaml:?} is no mapping to serde_yaml: {other:?}"),
    }
}

/// Checks that a comment behind the last field changes nothing of what is read: front matter with a
/// comment is read in another way than front matter without.
pub(crate) fn assert_comment_means_nothing(document: &Document) {
    let text = document.text();
    let Some(front) = document.front().filter(|front| front.close.start < front.close.end) else {
        return;
    };
    let (before, behind) = text.split_at(front.close.start);
    let commented = Document::parse(Source::new(format!("{before}#\n{behind}")));
    let Some(other) = commented.front() else {
        panic!("no front matter in {:?}", commented.text())
    };
    if front.readable || other.readable {
        assert_eq!(front.readable, other.readable, "{text:?}");
        assert_eq!(front.entries, other.entries, "{text:?}");
        assert_eq!(document.findings(), commented.findings(), "{text:?}");
    }
}

/// Checks that no fix leaves the finding it belongs to.
pub(crate) fn assert_fixes(document: &Document) {
    let text = document.text();
    for finding in document.findings() {
        let Some(fix) = &finding.fix else { continue };
        let fixed = apply(text, &fix.edits).expect("edits that fit");
        let left = Document::parse(Source::new(&fixed));
        let same =
            |other: &&Finding| other.rule == finding.rule && other.message == finding.message;
        let before = document.findings().iter().filter(same).count();
        let after = left.findings().iter().filter(same).count();
        let elsewhere =
            left.findings().iter().filter(same).all(|left| left.span.start != finding.span.start);
        assert!(elsewhere || after < before, "{text:?} -> {fixed:?}: {finding:?}");
    }
}

/// Returns the text without the lines of one field.
pub(crate) fn without(document: &Document, key: &str) -> String {
    let text = document.text();
    let Some(entry) = document.front().and_then(|front| front.get(key)) else {
        return text.to_owned();
    };
    let ends = ['\n', '\r'];
    let start = text[..entry.key_span.start].rfind(ends).map_or(0, |at| at + 1);
    let rest = &text[entry.value.span.end..];
    let end = rest
        .find(ends)
        .map_or(rest.len(), |at| at + if rest[at..].starts_with("\r\n") { 2 } else { 1 });
    text[..start].to_owned() + &rest[end..]
}

/// Tells whether `node` is what was written.
pub(crate) fn holds(node: &Node, value: &NewValue) -> bool {
    match (value, &node.value) {
        (NewValue::Null, _) => node.is_null(),
        (NewValue::Scalar(text), Value::Scalar(scalar)) => {
            !scalar.is_null() && scalar.text == *text
        }
        (NewValue::List(texts), Value::Sequence { items, .. }) => {
            texts.len() == items.len()
                && texts.iter().zip(items).all(|(text, item)| item.text() == Some(text))
        }
        _ => false,
    }
}
