//! SARIF 2.1.0, as code-scanning services accept it.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::texts::{Text, Texts};
use super::{Context, RuleDoc, safe_json};
use crate::diagnostic::{Diagnostic, Report, RuleName, Severity};
use crate::text::{Position, RepoPath, harmless, harmless_lines};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn render(
    report: &Report,
    context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let used = used_rules(report, context.rules);
    let mut texts = Texts::new(context.sources);
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = report
        .diagnostics
        .iter()
        .map(|one| {
            let index = used.iter().position(|rule| rule.name == one.rule);
            let mut fingerprint = fingerprint(one, texts.of(&one.path));
            let nth: &mut usize = seen.entry(fingerprint.clone()).or_default();
            *nth += 1;
            fingerprint.push_str(&format!(":{nth}"));
            result(one, index, &fingerprint, texts.of(&one.path))
        })
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": used.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    safe_json::write(&log, out)
}

/// The rules that the report names, by name.
fn used_rules(report: &Report, rules: &[RuleDoc]) -> Vec<RuleDoc> {
    let mut names: Vec<RuleName> = report.diagnostics.iter().map(|one| one.rule).collect();
    names.sort();
    names.dedup();
    names.iter().filter_map(|name| rules.iter().find(|rule| rule.name == *name).copied()).collect()
}

fn rule(rule: &RuleDoc) -> Value {
    json!({
        "id": rule.name,
        "name": rule.name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.summary },
        "help": { "text": rule.docs, "markdown": rule.docs },
        "defaultConfiguration": { "level": rule.severity.word() },
        "properties": {
            "problem.severity": rule.severity.word(),
            "precision": "high",
        },
    })
}

fn result(one: &Diagnostic, rule: Option<usize>, fingerprint: &str, text: Option<&Text>) -> Value {
    let mut message = harmless(&one.message).into_owned();
    for note in &one.notes {
        message.push('\n');
        message.push_str(&harmless_lines(note));
    }
    let mut result = json!({
        "ruleId": one.rule,
        "level": match one.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": { "text": message },
        "locations": [location(&one.path, one.start, one.end)],
        "partialFingerprints": { "primaryLocationLineHash": fingerprint },
    });
    if let Some(index) = rule {
        result["ruleIndex"] = json!(index);
    }
    let Some(text) = text else { return result };
    let related: Vec<Value> = one
        .labels
        .iter()
        .enumerate()
        .map(|(id, label)| {
            let (start, end) = (text.position(label.span.start), text.position(label.span.end));
            let mut location = location(&one.path, start, end);
            location["id"] = json!(id);
            location["message"] = json!({ "text": harmless(&label.message) });
            location
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    result
}

fn location(path: &RepoPath, start: Position, end: Position) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(path) },
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            "byteOffset": start.byte,
            "byteLength": end.byte - start.byte,
        },
    }})
}

/// A relative reference as RFC 3986 writes it.
fn uri(path: &RepoPath) -> String {
    let mut uri = String::new();
    for byte in path.as_str().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// Tells the same finding in the next run, when lines have moved.
///
/// It is made of the line's text. Where that is a secret it is not: a digest of one could be
/// guessed back.
fn fingerprint(one: &Diagnostic, text: Option<&Text>) -> String {
    let secret = one.rule.as_str().starts_with("secret-") || one.rule.as_str() == "iban";
    let line = text.filter(|_| !secret).and_then(|text| text.line(one.start.line));
    let mut digest = Sha256::new();
    for part in [one.rule.as_str(), one.path.as_str(), line.unwrap_or("").trim()] {
        digest.update(part);
        digest.update([0]);
    }
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
