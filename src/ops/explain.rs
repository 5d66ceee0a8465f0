//! What a rule looks for.

use thiserror::Error;

use crate::diagnostic::render::RuleDoc;
use crate::diagnostic::rule_name;
use crate::rules::{self, Rule};
use crate::schema::nearest;

/// No rule has this name.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("there is no rule `{name}`")]
pub struct UnknownRule {
    pub name: String,
    /// What it may have meant.
    pub similar: Vec<&'static str>,
}

/// Finds a rule by its name, whatever the case.
///
/// # Errors
/// When there is none.
pub fn explain(name: &str) -> Result<&'static Rule, UnknownRule> {
    let lower = name.trim().to_lowercase();
    rule_name::parse(&lower).and_then(rules::find).ok_or_else(|| {
        let names = rules::all().iter().map(|rule| rule.name.as_str());
        UnknownRule { name: name.to_owned(), similar: nearest(&lower, names) }
    })
}

/// Returns all rules, in the order of the documentation.
pub fn all() -> &'static [Rule] {
    rules::all()
}

/// Returns what SARIF says of each rule.
pub fn docs() -> Vec<RuleDoc> {
    let doc = |rule: &Rule| RuleDoc {
        name: rule.name,
        summary: rule.summary,
        docs: rule.docs,
        severity: rule.severity,
    };
    all().iter().map(doc).collect()
}
