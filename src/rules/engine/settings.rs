//! Settings of rules in `workspace.yml` that have no effect.

use super::rule::HoldsBack;
use crate::diagnostic::{Finding, rule_name};
use crate::rules;
use crate::schema::{Config, RuleSetting};
use crate::text::Span;

/// Tells of settings for rules that cannot be set, or not be switched off.
pub(super) fn ignored(config: &Config, text: &str) -> Vec<Finding> {
    let told = |(name, setting): (&String, &RuleSetting)| {
        let rule = rules::find(rule_name::parse(name)?)?;
        let off = *setting == RuleSetting::Off && rule.holds_back != HoldsBack::Never;
        let why = match () {
            () if rule.locked => "is no matter of settings: it guards paths or secrets",
            () if off => "cannot be switched off: it keeps what is unsafe from being shared",
            () => return None,
        };
        let span = place(text, name);
        Some(
            Finding::new(rule_name::WORKSPACE_FILE, span, format!("`{name}` {why}"))
                .note("remove this line"),
        )
    };
    config.rules.iter().filter_map(told).collect()
}

/// Returns where the setting of a rule stands; the start where it is written in some other way.
fn place(text: &str, name: &str) -> Span {
    let quote = |c: char| matches!(c, '"' | '\'');
    let starts = text.match_indices(name).map(|(at, _)| Span::new(at, at + name.len()));
    let key = |span: &Span| {
        let before = text[..span.start].trim_end_matches(quote).chars().next_back();
        let behind = text[span.end..].trim_start_matches(quote).trim_start();
        before.is_none_or(|c| c.is_whitespace() || c == '{' || c == ',') && behind.starts_with(':')
    };
    starts.into_iter().find(key).unwrap_or(Span::at(0))
}
