//! Any text as front matter: what serde_yaml reads too means the same.
#![no_main]

#[path = "../../tests/it/document/laws.rs"]
#[allow(dead_code, reason = "each target tries some of the laws")]
mod laws;

use handover::document::Document;
use handover::text::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|yaml: &str| {
    let document = Document::parse(Source::new(format!("---\n{yaml}\n---\n")));
    laws::assert_places(&document);
    laws::assert_oracle(&document);
});
