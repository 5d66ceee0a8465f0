//! Any bytes as a body: the outline's places are true, and a tick changes one character.
#![no_main]

#[path = "../../tests/it/document/laws.rs"]
#[allow(dead_code, reason = "each target tries some of the laws")]
mod laws;

use handover::document::Document;
use handover::text::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &str| {
    let text = format!("---\nid: ola-1\n---\n{body}");
    let document = Document::parse(Source::new(&text));
    laws::assert_places(&document);
    for (index, check) in document.outline().checks.iter().take(3).enumerate() {
        let Ok(edited) = document.tick(index, !check.ticked) else { continue };
        assert_eq!(edited.text()[..check.mark.start], text[..check.mark.start]);
        assert_eq!(edited.text()[check.mark.end..], text[check.mark.end..]);
    }
});
