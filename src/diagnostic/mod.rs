//! What is wrong with a file, where, and what to do about it: one type for all interfaces.
//!
//! Owns the model, the names of the rules and the renderers. Knows neither what a rule checks nor
//! where a text came from: renderers are handed the texts they show.

mod finding;
mod model;
pub mod render;
pub mod rule_name;

pub use finding::{Finding, Fix, Label, Safety};
pub use model::{Diagnostic, Report, Severity, Summary};
pub use rule_name::RuleName;
