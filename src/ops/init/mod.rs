//! Makes a workspace from the template.

mod answers;
mod ci;
mod fill;
mod make;
mod questions;
mod short_name;

pub use answers::{AddressFault, AnswerError, Answers, Side, Someone, check_address};
pub use ci::{JobError, Site, is_workspace, write_job};
pub use make::{InitError, Made, Options, identity, make, may_make};
pub use questions::{Defaults, Prompt, ask};
pub use short_name::short_name;
