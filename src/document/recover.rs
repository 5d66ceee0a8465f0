//! Reads as much as possible of a front matter that YAML refuses as a whole.
//!
//! It is divided into its top-level entries, and each is read on its own, so that one broken entry
//! hides neither the others nor their problems.

use super::complaints;
use super::explain::{self, Part};
use super::key_line::KeyLine;
use super::lines::{Line, is_blank, lines};
use super::tree::{self, Failure, Tree};
use crate::diagnostic::{Finding, rule_name};
use crate::text::Span;

/// Further problems of one file are not told.
const MOST_FINDINGS: usize = 200;

/// Reads `yaml`, which stands at `base` of the file and failed as a whole with `failure`.
pub(super) fn read(yaml: &str, base: usize, failure: &Failure) -> Tree {
    let mut out = Tree::default();
    for part in parts(yaml) {
        if out.findings.len() >= MOST_FINDINGS {
            break;
        }
        read_part(Part { yaml: part.of(yaml), base: base + part.start }, &mut out);
    }
    if out.findings.is_empty() {
        // Each entry is fine by itself: they do not fit together.
        out.findings.push(explain::together(Part { yaml, base }, failure));
    }
    complaints::duplicate_keys(yaml, base, &out.entries, &mut out.findings);
    out.findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
    out.findings.dedup();
    out
}

/// Divides the text where a line starts an entry: a key that is indented least.
fn parts(yaml: &str) -> Vec<Span> {
    let all = Span::new(0, yaml.len());
    let keys = || lines(yaml, all).filter(|line| KeyLine::read(line.of(yaml), 0).is_some());
    let level = keys().map(|line| line.indent(yaml).len()).min().unwrap_or(0);
    let mut starts = vec![0];
    let heads = keys().filter(|line| line.indent(yaml).len() == level);
    starts.extend(heads.map(|line| line.full.start).filter(|start| *start > 0));
    let ends = starts.iter().skip(1).copied().chain([yaml.len()]);
    starts.iter().zip(ends).map(|(start, end)| Span::new(*start, end)).collect()
}

fn read_part(part: Part<'_>, out: &mut Tree) {
    let failure = match tree::build(part.yaml, part.base) {
        Ok(tree) => return take(out, tree),
        Err(failure) => failure,
    };
    let (entry, stray) = stray_lines(part);
    if stray.is_empty() {
        out.findings.push(explain::explain(part, &failure));
        return;
    }
    let first = Part { yaml: entry.of(part.yaml), base: part.base };
    match tree::build(first.yaml, first.base) {
        Ok(tree) => take(out, tree),
        Err(failure) => out.findings.push(explain::explain(first, &failure)),
    }
    out.findings.extend(stray.into_iter().map(|line| explain::stray(part, line)));
}

fn take(out: &mut Tree, tree: Tree) {
    out.entries.extend(tree.entries);
    out.findings.extend(tree.findings);
}

/// Returns the entry up to the first line that cannot belong to it, and the first line of each run
/// of such lines.
fn stray_lines(part: Part<'_>) -> (Span, Vec<Line>) {
    let all = Span::new(0, part.yaml.len());
    let mut end = None;
    let mut stray = Vec::new();
    let mut in_run = false;
    let takes_list = starts_list(part);
    for (number, line) in lines(part.yaml, all).enumerate() {
        let text = line.of(part.yaml);
        let is_key = number == 0 && KeyLine::read(text, 0).is_some();
        let belongs = is_key
            || is_blank(text)
            || text.starts_with([' ', '\t', '#', ']', '}'])
            || (takes_list && (text == "-" || text.starts_with("- ")));
        if belongs {
            in_run &= is_blank(text);
            continue;
        }
        end.get_or_insert(line.full.start);
        if !in_run {
            stray.push(line);
        }
        in_run = true;
    }
    (Span::new(0, end.unwrap_or(part.yaml.len())), stray)
}

/// Tells whether the entry has nothing behind its colon, so that a list may follow.
fn starts_list(part: Part<'_>) -> bool {
    let Some(first) = lines(part.yaml, Span::new(0, part.yaml.len())).next() else { return false };
    KeyLine::read(first.of(part.yaml), first.span.start).is_some_and(|key| {
        let value = Span::new(key.after_colon, first.span.end).of(part.yaml).trim_start();
        value.is_empty() || value.starts_with('#')
    })
}

/// Says that the front matter is longer than what is read.
pub(super) fn too_long(at: Span, most: usize) -> Finding {
    let message = format!("the front matter is longer than {} KiB and is not read", most / 1024);
    Finding::new(rule_name::YAML_LIMIT, at, message)
        .note("move the long text below the closing `---`")
}
