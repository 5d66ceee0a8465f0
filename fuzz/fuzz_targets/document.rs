//! Any bytes as a file: reading never panics, places are true, fixes fix, twice is the same.
#![no_main]

#[path = "../../tests/it/document/laws.rs"]
#[allow(dead_code, reason = "each target tries some of the laws")]
mod laws;

use handover::document::Document;
use handover::text::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = Source::decode(bytes) else { return };
    let document = Document::parse(source.clone());
    laws::assert_places(&document);
    laws::assert_fixes(&document);
    laws::assert_comment_means_nothing(&document);
    let again = Document::parse(source);
    assert_eq!(document.front(), again.front());
    assert_eq!(document.findings(), again.findings());
});
