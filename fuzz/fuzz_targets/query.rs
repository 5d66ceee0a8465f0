//! Any text as a query, as a time to look back to, and as the beginning of a term.
#![no_main]

#[path = "../../tests/it/query/laws.rs"]
#[allow(dead_code, reason = "each target tries some of the laws")]
mod laws;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    laws::assert_query(text);
    laws::assert_since(text);
});
