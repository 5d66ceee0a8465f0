//! What is judged of documents and files: one rule a file, and the engine that runs them over one
//! text or over a tree of records.
//!
//! A rule knows texts, records and what [`Facts`] bring from outside; it reads no file and no clock.
//! To add one: a name in `diagnostic::rule_name`, a file here with a `RULE`, a line in `registry!`,
//! and `docs/rules.md` made anew (`UPDATE_DOCS=1 cargo test --lib rules`).

pub mod allow;
mod bound;
mod engine;
pub mod mentions;
mod need;
mod numbers;
mod scan;
#[cfg(test)]
mod precision;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod work;

pub use engine::{
    All, Checked, Content, Documents, Example, Facts, File, FileContents, FileSet, HoldsBack, MANY,
    MAX_BOUND, MAX_PLAIN, MAX_TEXT, Paths, Rule, Ruleset, Sample, SourcesOf, Universe, Whole, page,
    reference,
};

pub use file_name_twin::twin_name;
pub use numbers::Numbers;
pub use work::is_estimated_work;

/// Declares each rule's module and lists the rules in the order of the documentation.
macro_rules! registry {
    ($($rule:ident)*) => {
        $(mod $rule;)*

        /// Returns all rules, in the order of the documentation.
        pub fn all() -> &'static [Rule] {
            const ALL: &[Rule] = &[$($rule::RULE),*];
            ALL
        }
    };
}

registry! {
    file_unreadable
    file_encoding
    file_too_large
    file_name
    file_name_twin
    decomposed_name
    file_extension
    file_symlink
    unsafe_submodule
    own_page
    yaml_syntax
    yaml_colon
    yaml_quote
    yaml_smart_quote
    yaml_tab
    yaml_duplicate_key
    yaml_anchor
    yaml_merge_key
    yaml_tag
    yaml_nested
    yaml_limit
    front_matter_unopened
    front_matter_unclosed
    conflict_marker
    unknown_kind
    unknown_status
    unknown_value
    missing_field
    reply_as_task
    field_type
    field_twice
    field_typo
    kind_definition
    workspace_file
    duplicate_id
    changed_id
    dangling_reference
    not_shared_yet
    dangling_link
    link_leaves_workspace
    shared_email
    odd_hours
    no_agreement
    open_conflict
    missing_section
    empty_section
    duplicate_section
    no_done_when
    unexplained_line
    thin_brief
    vague_deadline
    due_passed
    skipped_time
    future_time
    due_before_parts
    several_topics
    delegated_key_task
    unearned_status
    copied_read_back
    uncounted_move
    terms_changed
    acceptance_void
    overbooked
    secret_card
    secret_national_id
    secret_private_key
    secret_token
    secret_password
    secret_name
    iban
    allow_unused
}

/// Finds a rule by its name.
pub fn find(name: crate::diagnostic::RuleName) -> Option<&'static Rule> {
    all().iter().find(|rule| rule.name == name)
}
