//! Scanners that several rules share: digits, words, lines. They know texts only, and each takes
//! time that grows linearly with its text.

pub(in crate::rules) mod clues;
pub(in crate::rules) mod digits;
pub(in crate::rules) mod label;
pub(in crate::rules) mod password;
mod placeholder;
pub(in crate::rules) mod prose;
pub(in crate::rules) mod words;
