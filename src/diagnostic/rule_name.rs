//! The stable names of all rules; what they check stands in `rules`.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The stable name of a rule, such as `yaml-colon`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleName(&'static str);

impl RuleName {
    /// Returns the name as it is written.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for RuleName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for RuleName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        parse(&name).ok_or_else(|| D::Error::custom("no rule has this name"))
    }
}

macro_rules! rule_names {
    ($($constant:ident = $name:literal;)*) => {
        $(#[doc = concat!("`", $name, "`")] pub const $constant: RuleName = RuleName($name);)*

        /// All names, in the order of the documentation.
        pub const ALL: &[RuleName] = &[$($constant),*];
    };
}

rule_names! {
    // The file as a whole
    FILE_UNREADABLE = "file-unreadable";
    FILE_ENCODING = "file-encoding";
    FILE_TOO_LARGE = "file-too-large";
    FILE_NAME = "file-name";
    FILE_NAME_TWIN = "file-name-twin";
    DECOMPOSED_NAME = "decomposed-name";
    FILE_EXTENSION = "file-extension";
    FILE_SYMLINK = "file-symlink";
    UNSAFE_SUBMODULE = "unsafe-submodule";
    OWN_PAGE = "own-page";
    // Front matter
    YAML_SYNTAX = "yaml-syntax";
    YAML_COLON = "yaml-colon";
    YAML_QUOTE = "yaml-quote";
    YAML_SMART_QUOTE = "yaml-smart-quote";
    YAML_TAB = "yaml-tab";
    YAML_DUPLICATE_KEY = "yaml-duplicate-key";
    YAML_ANCHOR = "yaml-anchor";
    YAML_MERGE_KEY = "yaml-merge-key";
    YAML_TAG = "yaml-tag";
    YAML_NESTED = "yaml-nested";
    YAML_LIMIT = "yaml-limit";
    FRONT_MATTER_UNOPENED = "front-matter-unopened";
    FRONT_MATTER_UNCLOSED = "front-matter-unclosed";
    CONFLICT_MARKER = "conflict-marker";
    // Kinds and fields
    UNKNOWN_KIND = "unknown-kind";
    UNKNOWN_STATUS = "unknown-status";
    UNKNOWN_VALUE = "unknown-value";
    MISSING_FIELD = "missing-field";
    REPLY_AS_TASK = "reply-as-task";
    FIELD_TYPE = "field-type";
    FIELD_TWICE = "field-twice";
    FIELD_TYPO = "field-typo";
    KIND_DEFINITION = "kind-definition";
    WORKSPACE_FILE = "workspace-file";
    // Between documents
    DUPLICATE_ID = "duplicate-id";
    CHANGED_ID = "changed-id";
    DANGLING_REFERENCE = "dangling-reference";
    NOT_SHARED_YET = "not-shared-yet";
    DANGLING_LINK = "dangling-link";
    LINK_LEAVES_WORKSPACE = "link-leaves-workspace";
    SHARED_EMAIL = "shared-email";
    ODD_HOURS = "odd-hours";
    NO_AGREEMENT = "no-agreement";
    OPEN_CONFLICT = "open-conflict";
    // The brief
    MISSING_SECTION = "missing-section";
    EMPTY_SECTION = "empty-section";
    DUPLICATE_SECTION = "duplicate-section";
    NO_DONE_WHEN = "no-done-when";
    UNEXPLAINED_LINE = "unexplained-line";
    THIN_BRIEF = "thin-brief";
    VAGUE_DEADLINE = "vague-deadline";
    DUE_PASSED = "due-passed";
    SKIPPED_TIME = "skipped-time";
    FUTURE_TIME = "future-time";
    DUE_BEFORE_PARTS = "due-before-parts";
    SEVERAL_TOPICS = "several-topics";
    DELEGATED_KEY_TASK = "delegated-key-task";
    UNEARNED_STATUS = "unearned-status";
    COPIED_READ_BACK = "copied-read-back";
    UNCOUNTED_MOVE = "uncounted-move";
    TERMS_CHANGED = "terms-changed";
    ACCEPTANCE_VOID = "acceptance-void";
    OVERBOOKED = "overbooked";
    // What must not be shared
    SECRET_CARD = "secret-card";
    SECRET_NATIONAL_ID = "secret-national-id";
    SECRET_PRIVATE_KEY = "secret-private-key";
    SECRET_TOKEN = "secret-token";
    SECRET_PASSWORD = "secret-password";
    SECRET_NAME = "secret-name";
    IBAN = "iban";
    ALLOW_UNUSED = "allow-unused";
}

/// Finds a rule by the name that a user wrote.
pub fn parse(name: &str) -> Option<RuleName> {
    ALL.iter().copied().find(|rule| rule.0 == name)
}
