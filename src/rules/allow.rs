//! What a person has looked at and lets stand: the entries of `allow:` in the front matter.
//!
//! An entry reads `<rule> in <place>: <reason>`, such as `secret-card in section Material: KID from
//! the bank's invoice`. A place is `section <heading>`, `field <key>` or `text` for what stands
//! before the first heading; with `, 2 times` behind it, the entry stands for so many findings. It
//! never holds what was found, nor a digest of it. Where there is more than an entry allows, all of
//! it is reported: which one is new cannot be told.

use std::fmt;

use crate::diagnostic::{Finding, RuleName, rule_name};
use crate::document::Document;
use crate::schema::Record;
use crate::text::Span;

/// Where in a document a finding stands, in a form that survives edits around it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A field of the front matter, by its key as written.
    Field(String),
    /// A section, by its heading.
    Section(String),
    /// The text before the first heading.
    Text,
}

/// One entry of `allow:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub rule: RuleName,
    pub place: Place,
    /// How many findings it stands for.
    pub count: usize,
    pub reason: String,
}

impl Place {
    /// Returns the place of `span` in `document`.
    pub fn of(document: &Document, span: Span) -> Self {
        let in_front = document.front().filter(|front| span.start < front.close.end);
        if let Some(front) = in_front {
            let entry = front.entries.iter().rev().find(|entry| entry.key_span.start <= span.start);
            return entry.map_or(Self::Text, |entry| Self::Field(plain(&entry.key)));
        }
        let sections = &document.outline().sections;
        let last = sections.partition_point(|section| section.heading.start <= span.start);
        match last.checked_sub(1).and_then(|index| sections.get(index)) {
            Some(section) => Self::Section(plain(&section.title)),
            None => Self::Text,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.split_once(' ') {
            Some(("field", key)) => Some(Self::Field(plain(key))),
            Some(("section", title)) => Some(Self::Section(plain(title))),
            _ => (text == "text").then_some(Self::Text),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(key) => write!(f, "field {key}"),
            Self::Section(title) => write!(f, "section {title}"),
            Self::Text => f.write_str("text"),
        }
    }
}

impl Entry {
    /// Reads an entry; `None` where it does not have the form.
    pub fn parse(text: &str) -> Option<Self> {
        let (head, reason) = text.split_once(':')?;
        let (rule, place) = head.trim().split_once(" in ")?;
        let (place, count) =
            match place.trim().strip_suffix(" times").and_then(|rest| rest.rsplit_once(", ")) {
                Some((place, count)) => (place, count.parse().ok().filter(|count| *count > 0)?),
                None => (place, 1),
            };
        let reason = reason.trim();
        if reason.is_empty() {
            return None;
        }
        Some(Self {
            rule: rule_name::parse(rule.trim())?,
            place: Place::parse(place)?,
            count,
            reason: reason.to_owned(),
        })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.rule, self.place)?;
        if self.count > 1 {
            write!(f, ", {} times", self.count)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Writes an entry for `count` findings of a rule at one place; the reason goes on one line.
pub fn entry(rule: RuleName, place: Place, count: usize, reason: &str) -> Entry {
    Entry { rule, place, count, reason: plain_reason(reason) }
}

/// Returns the entries of a document with the place of each, `None` for one that cannot be read.
pub fn entries(record: &Record) -> Vec<(Option<Entry>, Span)> {
    let Some(field) = record.field("allow") else { return Vec::new() };
    field.placed_items().map(|(item, span)| (item.text().and_then(Entry::parse), span)).collect()
}

/// Takes out the findings that the document allows, and tells of entries that allow nothing.
pub(super) fn silence(
    document: &Document,
    record: &Record,
    findings: Vec<Finding>,
) -> Vec<Finding> {
    let entries = entries(record);
    if entries.is_empty() {
        return findings;
    }
    let places: Vec<Option<Place>> = findings
        .iter()
        .map(|finding| is_allowable(finding.rule).then(|| Place::of(document, finding.span)))
        .collect();
    let mut silenced = vec![false; findings.len()];
    let mut told = Vec::new();
    for (entry, span) in entries {
        let Some(entry) = entry else {
            let message = "this entry of `allow` cannot be read, so it allows nothing";
            told.push(unused(span, message).note("`handover allow ID:LINE REASON` writes it; its form is `secret-card in section Material: reason`"));
            continue;
        };
        if !is_allowable(entry.rule) {
            let message = format!("`{}` cannot be allowed: it does not guess", entry.rule);
            told.push(unused(span, message));
            continue;
        }
        let here: Vec<usize> = (0..findings.len())
            .filter(|at| {
                findings[*at].rule == entry.rule && places[*at].as_ref() == Some(&entry.place)
            })
            .collect();
        match here.len() {
            0 => told.push(
                unused(
                    span,
                    format!("nothing is found any more of `{}` in {}", entry.rule, entry.place),
                )
                .note("remove this entry"),
            ),
            found if found > entry.count => {}
            found => {
                here.iter().for_each(|at| silenced[*at] = true);
                if found < entry.count {
                    let message =
                        format!("this allows {} findings where there are {found}", entry.count);
                    told.push(
                        unused(span, message)
                            .note("lower the number, so that a new one is noticed"),
                    );
                }
            }
        }
    }
    let kept = findings.into_iter().zip(silenced).filter(|(_, silenced)| !silenced);
    kept.map(|(finding, _)| finding).chain(told).collect()
}

fn is_allowable(rule: RuleName) -> bool {
    super::find(rule).is_some_and(|rule| rule.allowable)
}

fn unused(span: Span, message: impl Into<String>) -> Finding {
    Finding::new(rule_name::ALLOW_UNUSED, span, message)
}

/// Returns a heading or key as it stands in an entry: without the signs that part an entry, on one
/// line, digits of any number longer than four left out.
fn plain(text: &str) -> String {
    let words = text
        .split(|c: char| c.is_whitespace() || c == ':' || c == ',')
        .filter(|word| !word.is_empty());
    let short = words.filter(|word| word.bytes().filter(u8::is_ascii_digit).count() <= 4);
    short.collect::<Vec<_>>().join(" ")
}

fn plain_reason(reason: &str) -> String {
    reason.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{check, findings};

    const CARD: &str = "Number 4111 1111 1111 1111\n";

    fn document(allow: &str, body: &str) -> String {
        format!("---\ntitle: x\nallow:\n  - \"{allow}\"\n---\n{body}")
    }

    #[test]
    fn an_entry_reads_back() {
        let made =
            entry(rule_name::SECRET_CARD, Place::Section("Material".into()), 2, "a\n KID: really");
        assert_eq!(made.to_string(), "secret-card in section Material, 2 times: a KID: really");
        assert_eq!(Entry::parse(&made.to_string()), Some(made));
        assert_eq!(Entry::parse("secret-card in section Material:"), None);
        assert_eq!(Entry::parse("no-such-rule in text: why"), None);
    }

    #[test]
    fn an_allowed_finding_is_silent() {
        check(&document("secret-card in text: a KID", CARD), &[]);
        check(
            &document("secret-card in section Material: a KID", &format!("# Material:\n{CARD}")),
            &[],
        );
        check(
            "---\ncard: 4111111111111111\nallow: \"secret-card in field card: a test\"\n---\n",
            &[],
        );
    }

    #[test]
    fn what_is_not_allowed_is_told() {
        check(&document("secret-card in section Other: x", CARD), &["allow-unused", "secret-card"]);
        check(
            &document("secret-card in text: x", &CARD.repeat(2)),
            &["secret-card", "secret-card"],
        );
        check(&document("secret-card in text, 2 times: x", CARD), &["allow-unused"]);
        check(&document("secret-card line 4", ""), &["allow-unused"]);
        let key = "ghp_0000exampleexampleexampleexample0000\n";
        check(&document("secret-token in text: x", key), &["allow-unused", "secret-token"]);
    }

    #[test]
    fn places_never_hold_a_number() {
        let text = "# Card 4111111111111111 of Kari\n";
        let found = findings(text);
        let document = Document::parse(crate::text::Source::new(text));
        assert_eq!(Place::of(&document, found[0].span).to_string(), "section Card of Kari");
    }
}
