//! Makes a workspace from the template.

mod answers;
mod fill;
mod questions;
mod short_name;

pub use answers::{AddressFault, AnswerError, Answers, Side, Someone, check_address};
pub use questions::{Defaults, Prompt, ask};
pub use short_name::short_name;
