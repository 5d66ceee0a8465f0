//! The settings of a workspace, from `workspace.yml`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_yaml::Value;

use super::moment::{MomentError, find_zone};
use super::yaml_file::YamlFile;
use super::{Language, Moment, SavedQuery, did_you_mean, fold};
use crate::diagnostic::{Finding, rule_name};
use crate::text::Source;

/// The format of workspaces that this program writes.
pub const FORMAT: u32 = 1;

/// Attachments above this many MiB are not shared, unless the workspace says otherwise.
const DEFAULT_MAX_FILE_MB: u32 = 50;

/// What a workspace has settled for itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Which rules hold for merges and digests; may be newer than [`FORMAT`].
    pub format: u32,
    /// What the workspace is called.
    pub name: Option<String>,
    /// Never empty; the first decides what is written into shared files.
    pub languages: Vec<Language>,
    /// The zone of times that name none.
    pub zone: TimeZone,
    pub zone_name: String,
    pub strictness: Strictness,
    /// The parts of the program that are used here; all of them when empty.
    pub modules: Vec<String>,
    /// Days on which nobody works, in order.
    pub holidays: Vec<Date>,
    /// By the rule's name.
    pub rules: BTreeMap<String, RuleSetting>,
    /// In MiB.
    pub max_file_mb: u32,
    /// Queries by name, in the order of the file. Whether they can be read is for `query` to tell.
    pub queries: Vec<SavedQuery>,
    /// Keys that mean nothing to this version, kept as they are.
    pub unknown: BTreeMap<String, Value>,
}

/// How much a brief must say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// Two people who are new to each other: what is expected is required.
    New,
    #[default]
    Normal,
}

/// What a workspace makes of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleSetting {
    Off,
    Warning,
    Error,
}

const KEYS: [&str; 10] = [
    "format",
    "name",
    "languages",
    "timezone",
    "strictness",
    "modules",
    "holidays",
    "rules",
    "max_file_mb",
    "queries",
];

impl Default for Config {
    fn default() -> Self {
        Self {
            format: FORMAT,
            name: None,
            languages: vec![Language::English],
            zone: TimeZone::UTC,
            zone_name: "UTC".to_owned(),
            strictness: Strictness::Normal,
            modules: Vec::new(),
            holidays: Vec::new(),
            rules: BTreeMap::new(),
            max_file_mb: DEFAULT_MAX_FILE_MB,
            queries: Vec::new(),
            unknown: BTreeMap::new(),
        }
    }
}

impl Config {
    /// Reads `workspace.yml`; what cannot be understood keeps its default and becomes a finding.
    pub fn read(source: &Source) -> (Config, Vec<Finding>) {
        let file = YamlFile::parse(source, rule_name::WORKSPACE_FILE);
        let mut reader =
            Reader { findings: file.findings().to_vec(), file: &file, text: source.text() };
        let mut config = Config::default();
        match file.value() {
            None => config.format = format_line(source.text()).unwrap_or(config.format),
            Some(Value::Null) => {}
            Some(Value::Mapping(map)) => {
                for (key, value) in map {
                    match key.as_str() {
                        Some(key) => reader.key(&mut config, key, value),
                        None => reader.report(&[], "the names of settings are words"),
                    }
                }
            }
            Some(_) => reader.report(&[], "`name: value` lines are expected here"),
        }
        if file.value().is_some_and(|value| value.get("format").is_none()) {
            reader.report(&[], "`format` is missing; write `format: 1`");
        }
        (config, reader.findings)
    }

    /// Reads the bytes of `workspace.yml`.
    ///
    /// Where they are no text nothing of it counts but the format, looked for as a line: a program that
    /// is too old must not take the workspace for one of its own.
    pub fn of_bytes(bytes: &[u8]) -> Config {
        if let Ok(source) = Source::decode(bytes) {
            return Self::read(&source).0;
        }
        // In UTF-16 each letter of such a line has a zero at its side.
        let bytes: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
        let format = format_line(&String::from_utf8_lossy(&bytes)).unwrap_or(FORMAT);
        Config { format, ..Config::default() }
    }

    /// Tells whether the settings are lines that can be read, whatever each of them says.
    pub fn is_readable(source: &Source) -> bool {
        let file = YamlFile::parse(source, rule_name::WORKSPACE_FILE);
        match file.value() {
            None => file.findings().is_empty(),
            Some(value) => matches!(value, Value::Null | Value::Mapping(_)),
        }
    }

    /// Returns the language of what is shared.
    pub fn language(&self) -> Language {
        self.languages.first().copied().unwrap_or_default()
    }

    /// Tells whether the workspace follows rules that this program does not know: then it may read
    /// and fetch, but not merge or send.
    pub fn is_newer(&self) -> bool {
        self.format > FORMAT
    }

    /// Tells whether nobody works on `day` by the workspace's own list.
    pub fn is_holiday(&self, day: Date) -> bool {
        self.holidays.binary_search(&day).is_ok()
    }

    /// Returns the size in bytes above which a file is not shared.
    pub fn max_file_bytes(&self) -> u64 {
        u64::from(self.max_file_mb) * 1024 * 1024
    }
}

/// Returns the format that a line of settings names that cannot be read as a whole.
fn format_line(text: &str) -> Option<u32> {
    let value = |line: &str| {
        let line = line.trim_start_matches(|c: char| !c.is_ascii());
        line.strip_prefix("format:")?.trim().parse().ok().filter(|number| *number > 0)
    };
    text.lines().find_map(value)
}

struct Reader<'a> {
    file: &'a YamlFile,
    text: &'a str,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn report(&mut self, path: &[&str], message: impl Into<String>) {
        let span = self.file.span(path);
        self.findings.push(Finding::new(rule_name::WORKSPACE_FILE, span, message));
    }

    fn key(&mut self, config: &mut Config, key: &str, value: &Value) {
        match key {
            "format" => self.format(config, value),
            "name" => config.name = words(value).into_iter().next(),
            "languages" => self.languages(config, value),
            "timezone" => self.timezone(config, value),
            "strictness" => match value.as_str() {
                Some("new") => config.strictness = Strictness::New,
                Some("normal") => config.strictness = Strictness::Normal,
                _ => self.report(&[key], "`strictness` is `new` or `normal`"),
            },
            "modules" => config.modules = words(value),
            "holidays" => self.holidays(config, value),
            "rules" => self.rules(config, value),
            "queries" => self.queries(config, value),
            "max_file_mb" => match value.as_u64().and_then(|size| u32::try_from(size).ok()) {
                Some(size) if size > 0 => config.max_file_mb = size,
                _ => self.report(&[key], "`max_file_mb` is a whole number of MiB, such as `50`"),
            },
            _ => {
                if let Some(known) = did_you_mean(key, KEYS)
                    && known != key
                {
                    self.report(
                        &[key],
                        format!("`{key}` means nothing here; did you mean `{known}`?"),
                    );
                }
                config.unknown.insert(key.to_owned(), value.clone());
            }
        }
    }

    fn format(&mut self, config: &mut Config, value: &Value) {
        match value.as_u64().and_then(|number| u32::try_from(number).ok()) {
            Some(number) if number > 0 => config.format = number,
            _ => self.report(&["format"], "`format` is a whole number; write `format: 1`"),
        }
        if config.is_newer() {
            let message = format!(
                "this workspace has format {}, this program knows up to {FORMAT}; update handover to share",
                config.format
            );
            self.report(&["format"], message);
        }
    }

    fn languages(&mut self, config: &mut Config, value: &Value) {
        let mut languages = Vec::new();
        for tag in words(value) {
            match Language::parse(&tag) {
                Some(language) if languages.contains(&language) => {}
                Some(language) => languages.push(language),
                None => {
                    self.report(
                        &["languages"],
                        format!("`{tag}` is no language here; known are `en` and `nb`"),
                    );
                }
            }
        }
        if languages.is_empty() {
            self.report(&["languages"], "name at least one language, such as `languages: [en]`");
        } else {
            config.languages = languages;
        }
    }

    fn timezone(&mut self, config: &mut Config, value: &Value) {
        let name = value.as_str().unwrap_or_default();
        match find_zone(name) {
            Some(zone) => {
                config.zone_name = zone.iana_name().unwrap_or(name).to_owned();
                config.zone = zone;
            }
            None => self.report(
                &["timezone"],
                format!("`{name}` is no time zone; write one such as `Europe/Oslo`"),
            ),
        }
    }

    fn holidays(&mut self, config: &mut Config, value: &Value) {
        for word in words(value) {
            match Moment::parse(&word) {
                Ok(Moment::Date(day)) => config.holidays.push(day),
                Err(MomentError::OtherOrder(meant)) => {
                    self.report(&["holidays"], format!("write `{word}` as `{meant}`"));
                }
                _ => self
                    .report(&["holidays"], format!("`{word}` is no day; write it as `2026-12-25`")),
            }
        }
        config.holidays.sort_unstable();
        config.holidays.dedup();
    }

    fn rules(&mut self, config: &mut Config, value: &Value) {
        let Value::Mapping(map) = value else {
            if !value.is_null() {
                self.report(
                    &["rules"],
                    "one rule a line is expected here, such as `vague-deadline: off`",
                );
            }
            return;
        };
        for (key, value) in map {
            let Some(name) = key.as_str() else { continue };
            let path = ["rules", name];
            if rule_name::parse(name).is_none() {
                let known = rule_name::ALL.iter().map(|rule| rule.as_str());
                let hint = did_you_mean(name, known)
                    .map_or_else(String::new, |it| format!("; did you mean `{it}`?"));
                self.report(&path, format!("there is no rule `{name}`{hint}"));
                continue;
            }
            let setting = match (value.as_str(), value.as_bool()) {
                (Some("off"), _) | (_, Some(false)) => RuleSetting::Off,
                (Some("warning"), _) => RuleSetting::Warning,
                (Some("error"), _) => RuleSetting::Error,
                _ => {
                    self.report(&path, format!("`{name}` is set to `off`, `warning` or `error`"));
                    continue;
                }
            };
            config.rules.insert(name.to_owned(), setting);
        }
    }
}

impl Reader<'_> {
    fn queries(&mut self, config: &mut Config, value: &Value) {
        let Value::Mapping(map) = value else {
            if !value.is_null() {
                let message = "one query a line is expected here, such as `overdue: is:late`";
                self.report(&["queries"], message);
            }
            return;
        };
        for (key, value) in map {
            let Some(name) = key.as_str() else {
                self.report(&["queries"], "the names of queries are words");
                continue;
            };
            let path = ["queries", name];
            let known = |one: &SavedQuery| fold(&one.name) == fold(name);
            if !SavedQuery::is_name(name) {
                let message = "the name of a query is one word of letters, digits and dashes";
                self.report(&path, message);
            } else if config.queries.iter().any(known) {
                self.report(&path, format!("there are two queries `{name}`"));
            } else if let Some(text) = value.as_str() {
                let place = self.file.value_span(&path);
                config.queries.push(SavedQuery::new(name, text, place, self.text));
            } else {
                self.report(&path, "a query is expected here, such as `is:late to:me`");
            }
        }
    }
}

/// Returns a value as words: of a list each item, of a single one itself.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Sequence(items) => items.iter().flat_map(words).collect(),
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Bool(flag) => vec![flag.to_string()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) -> Config {
        let (config, findings) = Config::read(&Source::new(text));
        let found: Vec<(&str, &str)> =
            findings.iter().map(|one| (one.span.of(text), one.message.as_str())).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for ((place, message), (at, part)) in found.iter().zip(expected) {
            assert_eq!(place, at, "{message}");
            assert!(message.contains(part), "{message}");
        }
        config
    }

    #[test]
    fn settings_are_read() {
        let config = check(
            "format: 1\nname: Nordlys\nlanguages: [nb, en]\ntimezone: Europe/Oslo\n\
             strictness: new\nmodules: [time]\nholidays:\n  - 2026-12-25\n  - 2026-05-17\n\
             rules:\n  vague-deadline: off\n  iban: error\nmax_file_mb: 10\nx-ours: {a: 1}\n\
             queries: {overdue: \"is:late to:me\", mva: mva}\n",
            &[],
        );
        assert_eq!(config.name.as_deref(), Some("Nordlys"));
        assert_eq!(config.language(), Language::Bokmal);
        assert_eq!(config.zone_name, "Europe/Oslo");
        assert_eq!(config.strictness, Strictness::New);
        assert!(config.is_holiday(jiff::civil::date(2026, 5, 17)));
        assert_eq!(config.rules.get("iban"), Some(&RuleSetting::Error));
        assert_eq!(config.max_file_bytes(), 10 * 1024 * 1024);
        assert!(config.unknown.contains_key("x-ours"));
        let queries: Vec<(&str, &str)> =
            config.queries.iter().map(|one| (one.name.as_str(), one.text.as_str())).collect();
        assert_eq!(queries, [("overdue", "is:late to:me"), ("mva", "mva")]);
    }

    #[test]
    fn an_absent_or_bare_file_has_defaults() {
        assert_eq!(check("format: 1\n", &[]), Config::default());
        assert_eq!(check("", &[("", "`format` is missing")]), Config::default());
    }

    #[test]
    fn mistakes_are_told_at_their_place() {
        check("format: one\n", &[("format", "whole number")]);
        assert!(check("format: 7\n", &[("format", "update handover")]).is_newer());
        // FAILURES 74, of a file that cannot be read: no older program may merge by its own rules.
        let utf16: Vec<u8> = "\u{feff}format: 7\r\nname: Blåbær\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let others: [&[u8]; 3] =
            [b"name: Bl\xe5b\xe6r\nformat: 7\n", b"format: 7\nname: [x\n", &utf16];
        for bytes in others {
            assert!(Config::of_bytes(bytes).is_newer(), "{bytes:?}");
        }
        assert_eq!(Config::of_bytes(b"name: Bl\xe5b\xe6r\nformat: 1\n"), Config::default());
        check("format: 1\ntimezone: Oslo\n", &[("timezone", "`Oslo` is no time zone")]);
        check(
            "format: 1\nlanguages: [xx]\n",
            &[("languages", "`xx`"), ("languages", "at least one")],
        );
        check(
            "format: 1\nrules:\n  vague-deadlin: off\n",
            &[("vague-deadlin", "did you mean `vague-deadline`")],
        );
        check("format: 1\nrules:\n  iban: loud\n", &[("iban", "`off`, `warning` or `error`")]);
        check("format: 1\nholidays: [25.12.2026]\n", &[("holidays", "`2026-12-25`")]);
        check("format: 1\ntimezon: UTC\n", &[("timezon", "did you mean `timezone`?")]);
        check("format: 1\nmax_file_mb: 0\n", &[("max_file_mb", "whole number")]);
        check("format: 1\nqueries: {a b: c}\n", &[("a b", "one word")]);
        check("format: 1\nqueries: {late: x, LATE: y}\n", &[("LATE", "two queries")]);
        check("format: 1\nqueries: {late: [x]}\n", &[("late", "a query is expected")]);
        check("format: 1\nqueries: is:late\n", &[("queries", "one query a line")]);
        check("- a\n", &[("", "`name: value`"), ("", "`format` is missing")]);
        check("format: [1\n", &[("[", "never closed")]);
    }
}
