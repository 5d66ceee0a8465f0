//! The conflict note: a document that tells what both sides changed, in words, with boxes to tick.
//!
//! Its bytes depend on the conflict and the language alone: no names, no clock, and nobody is
//! spoken to, since everybody reads the same file.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::content::hex;
use super::model::{Conflict, Reason, What};
use crate::document::yaml_scalar;
use crate::schema::layout::{conflict_path, slug};
use crate::schema::message::{TwoMoments, moment_words, two_moments};
use crate::schema::{Field, FieldType, Language, Message, Moment, Schema, fold};
use crate::text::{RepoPath, harmless, is_misleading};

/// A conflict note as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub path: RepoPath,
    pub text: String,
}

/// Digits of the digests in a note's name and of the texts that it holds.
const DIGITS: usize = 12;

/// Longer values of fields, in bytes, stand in the body alone: front matter has a limit.
const MAX_VALUE: usize = 4096;

impl Note {
    /// Writes the note of a conflict.
    pub fn of(conflict: &Conflict, language: Language) -> Self {
        let writer = Writer { conflict, language, field: field(&conflict.what) };
        Self { path: path(conflict), text: writer.text() }
    }
}

/// Returns the path of a conflict's note: the same on every machine and in every language.
pub fn path(conflict: &Conflict) -> RepoPath {
    let (tag, name) = match &conflict.what {
        What::Field(key) => ("field", key.as_str()),
        What::Section(heading) => ("section", heading.as_str()),
        What::Opening => ("part", "opening"),
        What::FrontMatter => ("part", "front-matter"),
        What::File => ("part", "file"),
    };
    let mut sides = [&conflict.kept, &conflict.other];
    sides.sort();
    let mut parts: Vec<&str> = vec![&conflict.document, tag, name];
    parts.extend(conflict.base.as_deref());
    parts.extend(sides.map(String::as_str));
    let is_safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let id = &conflict.document;
    let plain = id.chars().all(is_safe) && !id.starts_with('.') && id.len() <= 60;
    let document = if plain { id.clone() } else { slug(id) };
    conflict_path(&document, name, &digest(&parts))
}

/// Returns what the boxes of a conflict's note say: keep, take, something else.
pub(super) fn labels(conflict: &Conflict, language: Language) -> [String; 3] {
    let writer = Writer { conflict, language, field: field(&conflict.what) };
    writer.labels(writer.said().as_ref())
}

/// Names what both sides changed, in words that a sentence can hold: a field, a section, a part.
pub fn part_words(what: &What, language: Language) -> String {
    on_words(what, language, |writer| writer.what())
}

/// Says a value of what both sides changed, as a note says it.
pub fn value_words(what: &What, value: &str, language: Language) -> String {
    on_words(what, language, |writer| writer.words(value))
}

fn on_words(what: &What, language: Language, say: impl Fn(&Writer<'_>) -> String) -> String {
    let conflict = Conflict {
        document: String::new(),
        what: what.clone(),
        base: None,
        kept: String::new(),
        other: String::new(),
        reason: Reason::Order,
        to: None,
    };
    say(&Writer { conflict: &conflict, language, field: field(what) })
}

/// Returns the digest by which a note names the text of a section that it holds in full.
pub fn text_digest(text: &str) -> String {
    digest(&[text])
}

fn digest(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part);
    }
    let mut digits = hex(&hasher.finalize());
    digits.truncate(DIGITS);
    digits
}

fn field(what: &What) -> Option<&'static Field> {
    let What::Field(key) = what else { return None };
    Schema::builtin().kinds().find_map(|kind| kind.field(key))
}

struct Writer<'a> {
    conflict: &'a Conflict,
    language: Language,
    field: Option<&'static Field>,
}

/// The two versions as a sentence tells of them.
struct Said {
    kept: String,
    other: String,
    /// The kept one where it is named again.
    again: String,
}

impl Writer<'_> {
    fn text(&self) -> String {
        let conflict = self.conflict;
        let said = self.said();
        let title =
            self.say(Message::ConflictTitle { document: &conflict.document, what: &self.what() });
        let story = [self.story(said.as_ref()), self.say(Message::ConflictNothingElse)];
        let mut out = self.front_matter();
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "\n# {title}\n\n{}\n\n## {}\n\n",
            story.join(" "),
            self.say(Message::ConflictChoose)
        );
        for label in self.labels(said.as_ref()) {
            let _ = writeln!(out, "- [ ] {label}");
        }
        let _ = writeln!(out, "\n{}", self.say(Message::ConflictAdvice));
        if said.is_none() {
            for (heading, text) in [
                (Message::ConflictStanding, &conflict.kept),
                (Message::ConflictOther, &conflict.other),
            ] {
                let _ = write!(out, "\n## {}\n\n{}", self.say(heading), fenced(text));
            }
            let _ = write!(out, "\n## {}\n", self.say(Message::ConflictOwnHeading));
        }
        out
    }

    /// Says what each of the boxes stands for.
    fn labels(&self, said: Option<&Said>) -> [String; 3] {
        let messages = match said {
            Some(Said { kept, other, .. }) => [
                Message::ConflictKeep { kept },
                Message::ConflictTake { other },
                Message::ConflictOwn,
            ],
            None => {
                [Message::ConflictKeepText, Message::ConflictTakeText, Message::ConflictOwnText]
            }
        };
        messages.map(|message| self.say(message))
    }

    fn front_matter(&self) -> String {
        let conflict = self.conflict;
        let mut out = String::from("---\nkind: conflict\n");
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(out, "{key}: {value}");
        };
        line("document", &yaml_scalar(&conflict.document, false));
        match &conflict.what {
            What::Field(key) => line("field", &yaml_scalar(key, false)),
            What::Section(heading) => line("section", &yaml_scalar(heading, false)),
            What::Opening => line("part", "opening"),
            What::FrontMatter => line("part", "front-matter"),
            What::File => line("part", "file"),
        }
        // Texts stand below in full; here their digests tell whether one of them still stands.
        let is_field = matches!(conflict.what, What::Field(_));
        let value = |text: &str| match is_field && text.len() <= MAX_VALUE {
            true => quoted(text),
            false => quoted(&text_digest(text)),
        };
        line("kept", &value(&conflict.kept));
        line("other", &value(&conflict.other));
        if let Some(to) = &conflict.to {
            line("to", &yaml_scalar(to, false));
        }
        out.push_str("---\n");
        out
    }

    /// Says what happened and why one of the two stands.
    fn story(&self, said: Option<&Said>) -> String {
        let both = match (&self.conflict.what, said) {
            _ if self.conflict.reason == Reason::Readable => Message::ConflictUnreadable,
            (What::Field(_), Some(Said { kept, other, .. }))
                if self.conflict.reason == Reason::Settled =>
            {
                Message::ConflictSettledValues { kept, other }
            }
            _ if self.conflict.reason == Reason::Settled => Message::ConflictSettledTexts,
            (What::Field(_), Some(Said { kept, other, .. })) => {
                Message::ConflictValues { kept, other }
            }
            (What::Section(_) | What::Field(_), _) => {
                Message::ConflictTexts { section: &self.what() }
            }
            (What::Opening | What::FrontMatter | What::File, _) => Message::ConflictBodies,
        };
        let both = self.say(both);
        let kept = said.map(|said| said.again.as_str());
        let why = match (self.conflict.reason, kept) {
            (Reason::Readable, _) => Message::KeptBecauseReadable,
            (_, None) => Message::KeptText,
            (Reason::Earlier, Some(kept)) => Message::KeptBecauseEarlier { kept },
            (Reason::LessFinal, Some(kept)) => Message::KeptBecauseLessFinal { kept },
            (Reason::Lower, Some(kept)) => Message::KeptBecauseLower { kept },
            (Reason::Together, Some(kept)) => Message::KeptDespite { kept },
            (Reason::Settled, Some(kept)) => Message::KeptBecauseWritten { kept },
            (Reason::Order, Some(kept)) => Message::KeptByOrder { kept },
        };
        format!("{both} {}", capitalised(&self.say(why)))
    }

    fn say(&self, message: Message<'_>) -> String {
        message.text(self.language)
    }

    /// Names the field or the part in the workspace's language.
    fn what(&self) -> String {
        match &self.conflict.what {
            What::Field(key) => {
                let known = self.field.map(|field| spoken(field.key(self.language)));
                known.or_else(|| inline(key)).unwrap_or_else(|| code(key))
            }
            What::Section(heading) => {
                let mut kinds = Schema::builtin().kinds();
                let known = kinds.find_map(|kind| kind.section(heading));
                let heading = known.map_or(heading.as_str(), |rule| rule.heading(self.language));
                self.quote(heading)
            }
            What::Opening => self.say(Message::PartOpening),
            What::FrontMatter => self.say(Message::PartFrontMatter),
            What::File => self.say(Message::PartFile),
        }
    }

    /// Says both values, where they fit into a sentence and can be told apart there.
    fn said(&self) -> Option<Said> {
        let fits = |text: &str| !text.contains(['\n', '\r']) && text.chars().count() <= 80;
        let Conflict { what: What::Field(_), kept, other, .. } = self.conflict else {
            return None;
        };
        if !fits(kept) || !fits(other) {
            return None;
        }
        let is_moment = self
            .field
            .is_some_and(|field| matches!(field.r#type, FieldType::Date | FieldType::Moment));
        let moment = |text: &str| Moment::parse(text).ok().filter(|_| is_moment);
        let said = match (moment(kept), moment(other)) {
            (Some(kept), Some(other)) => {
                let TwoMoments { first, second, again } = two_moments(kept, other, self.language);
                Said { kept: first, other: second, again }
            }
            _ => {
                let (kept, other) = (self.words(kept), self.words(other));
                Said { again: kept.clone(), kept, other }
            }
        };
        (said.kept != said.other).then_some(said)
    }

    /// Says a value: days in words, choices in the workspace's language, texts in quotes.
    fn words(&self, value: &str) -> String {
        if value.is_empty() {
            return self.say(Message::ConflictEmpty);
        }
        match self.field.map(|field| &field.r#type) {
            Some(FieldType::Date | FieldType::Moment) => match Moment::parse(value) {
                Ok(moment) => moment_words(moment, self.language),
                Err(_) => self.quote(value),
            },
            Some(FieldType::Enum(values)) => {
                let folded = fold(value);
                let known = values.iter().find(|one| {
                    fold(&one.name) == folded || one.aliases.iter().any(|a| fold(a) == folded)
                });
                known.map_or_else(|| self.quote(value), |one| spoken(one.word(self.language)))
            }
            Some(
                FieldType::Number | FieldType::Amount | FieldType::Person | FieldType::Duration,
            ) => inline(value).unwrap_or_else(|| code(value)),
            _ => self.quote(value),
        }
    }

    fn quote(&self, text: &str) -> String {
        match (inline(text), self.language) {
            (None, _) => code(text),
            (Some(text), Language::English) => format!("“{text}”"),
            (Some(text), Language::Bokmal) => format!("«{text}»"),
        }
    }
}

/// Starts a sentence; a value in words may stand at its start.
fn capitalised(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Says a key or a choice as words: `max_hours` is `max hours`.
fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

/// Returns a text that Markdown shows as it is.
fn inline(text: &str) -> Option<String> {
    let special = |c: char| c.is_control() || is_misleading(c) || "\\`*_{}[]<>#|!&~$".contains(c);
    (!text.contains(special) && text.trim() == text).then(|| text.to_owned())
}

/// Shows a text as code, which Markdown leaves alone, and with signs for what would mislead.
fn code(text: &str) -> String {
    let text = harmless(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Puts a text behind a fence that is longer than any inside.
fn fenced(text: &str) -> String {
    let fence = "`".repeat((longest_run(text) + 1).max(3));
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}markdown\n{text}{end}{fence}\n")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Writes a value in quotes, whatever it is.
fn quoted(text: &str) -> String {
    let written = yaml_scalar(text, false);
    let in_quotes = |mark: char| written.len() > 1 && written.starts_with(mark);
    if in_quotes('"') || in_quotes('\'') {
        written
    } else if written.contains(['"', '\\']) {
        format!("'{}'", written.replace('\'', "''"))
    } else {
        format!("\"{written}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::text::Source;

    fn conflict(what: What, kept: &str, other: &str) -> Conflict {
        Conflict {
            document: "ola-11".to_owned(),
            what,
            base: Some("2026-12-01".to_owned()),
            kept: kept.to_owned(),
            other: other.to_owned(),
            reason: Reason::Earlier,
            to: Some("ola".to_owned()),
        }
    }

    #[test]
    fn a_field_is_told_in_words() {
        let due = conflict(What::Field("due".to_owned()), "2026-12-03", "2026-12-04");
        let note = Note::of(&due, Language::English);
        insta::assert_snapshot!(format!("{}\n\n{}", note.path, note.text));
        insta::assert_snapshot!(Note::of(&due, Language::Bokmal).text);
    }

    #[test]
    fn a_text_stands_in_full_behind_a_longer_fence() {
        let mut result =
            conflict(What::Section("Result".to_owned()), "a\n```\nx\n```", "b\n````\ny\n````");
        result.reason = Reason::Order;
        insta::assert_snapshot!(Note::of(&result, Language::English).text);
    }

    #[test]
    fn the_name_does_not_depend_on_sides_or_language() {
        let one = conflict(What::Field("due".to_owned()), "2026-12-03", "2026-12-04");
        let other = conflict(What::Field("due".to_owned()), "2026-12-04", "2026-12-03");
        assert_eq!(path(&one), path(&other));
        let section = conflict(What::Section("due".to_owned()), "2026-12-03", "2026-12-04");
        assert_ne!(path(&one), path(&section));
        let mut unsafe_name = one.clone();
        unsafe_name.document = "../Møte: A".to_owned();
        assert!(path(&unsafe_name).as_str().starts_with("conflicts/moete-a-due-"));
    }

    #[test]
    fn any_value_reads_back() {
        for value in
            ["a: b", "\"x\"", "it's \\ \"y\"", "", "- x", "line\nline", "#", "\u{7f}\u{2028}"]
        {
            for what in [What::Field("title".to_owned()), What::Field("x: [y".to_owned())] {
                let note = Note::of(&conflict(what, value, "`<!-- other"), Language::English);
                let document = Document::parse(Source::new(&note.text));
                let front = document.front().expect("front matter");
                assert!(front.readable, "{}", note.text);
                assert_eq!(front.get("kept").and_then(|entry| entry.value.text()), Some(value));
                assert_eq!(document.outline().checks.len(), 3, "{}", note.text);
            }
        }
    }

    #[test]
    fn values_that_look_alike_stand_in_full() {
        let check = |kept: &str, other: &str, expected: &str| {
            let conflict = conflict(What::Field("title".to_owned()), kept, other);
            let text = Note::of(&conflict, Language::English).text;
            assert!(text.contains(expected), "{text}");
            assert!(text.len() < 3 * (kept.len() + other.len()) + 1500, "{}", text.len());
        };
        check("pay\u{1b}[2J", "", "- [ ] Keep `pay␛[2J`\n- [ ] Take no value\n");
        check("a\u{202e}b", "a\u{202d}b", "```markdown\na\u{202e}b\n```");
        check(&"long ".repeat(20_000), "b", "\nother: \"b\"\n");
    }
}
