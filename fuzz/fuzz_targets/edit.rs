//! Any field set in any document: an edit that is not refused changes what it should and nothing
//! else.
#![no_main]

#[path = "../../tests/it/document/laws.rs"]
#[allow(dead_code, reason = "each target tries some of the laws")]
mod laws;

use handover::document::{Document, NewValue};
use handover::text::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, bool, Vec<&str>)| {
    let (yaml, one, texts) = input;
    let document = Document::parse(Source::new(format!("---\n{yaml}\n---\nbody\n")));
    let value = match texts.first() {
        None => NewValue::Null,
        Some(text) if one => NewValue::Scalar((*text).to_owned()),
        Some(_) => NewValue::List(texts.iter().map(|text| (*text).to_owned()).collect()),
    };
    let Some(front) = document.front() else { return };
    let first = front.entries.first();
    let key = first.map_or("new", |entry| &entry.key);
    let Ok(edited) = document.set(key, &value) else { return };
    // Blank lines and comments between two items stay when the items go.
    let lines = |text: String| -> Vec<String> {
        let lines = text.split(['\n', '\r']).map(str::to_owned);
        let kept = |line: &str| !line.is_empty() && !line.starts_with('#');
        lines.filter(|line| kept(line.trim_matches([' ', '\t']))).collect()
    };
    let left = lines(laws::without(&edited, key));
    assert_eq!(left, lines(laws::without(&document, key)));
    let entry = edited.front().and_then(|front| front.get(key)).expect("the field that was set");
    assert!(laws::holds(&entry.value, &value), "{value:?} in {:?}", edited.text());
});
