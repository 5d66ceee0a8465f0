//! Any words looked for in any text.
#![no_main]

#[path = "../../tests/it/query/laws.rs"]
#[allow(dead_code, reason = "each target tries some of the laws")]
mod laws;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    laws::assert_words(input.0, input.1);
});
