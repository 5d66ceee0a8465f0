use super::super::fields::Fields;
use super::super::model::{Conflict, Reason, What};
use super::super::note;
use super::super::shape::{lines, strip};
use crate::document::{Check, Document};
use crate::schema::{Language, Message};
use crate::text::{Edit, RepoPath, Source, Span, apply};

/// What somebody wants in the place that both sides changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// What stands now.
    Keep,
    /// The other version.
    Take,
    /// A value or a text of one's own.
    Own(String),
}

/// Why it cannot be told what was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// More than one box is ticked.
    Several,
    /// The box that is ticked is none of the note's; its words.
    Unknown(String),
    /// The box for something else is ticked, and nothing is written there.
    NothingWritten,
}

/// A conflict note, read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenNote {
    /// The document by its id, or its stem.
    pub document: String,
    pub what: What,
    /// What stands for now; `None` where the note does not hold it any more.
    pub kept: Option<String>,
    /// What the other wrote; `None` where the note does not hold it any more.
    pub other: Option<String>,
    /// The person it waits for.
    pub to: Option<String>,
    /// What is ticked, if anything is.
    pub ticked: Result<Option<Choice>, Unclear>,
}

impl OpenNote {
    /// Reads a note; `None` where the text is none, or its fields cannot be read.
    pub fn read(text: &str) -> Option<Self> {
        let (_, _, text, _) = strip(None, text, text);
        let document = Document::parse(Source::new(&text));
        let front = document.front().filter(|front| front.readable)?;
        let fields = Fields::of(&RepoPath::new("conflicts/note.md"), [&document]);
        let field = |english: &str| {
            let is = |key: &str| key == english || fields.is(key, english);
            let entry = front.entries.iter().find(|entry| is(&entry.key))?;
            Some(entry.value.text().unwrap_or_default().to_owned())
        };
        let what = match (field("field"), field("section"), field("part").as_deref()) {
            (Some(key), ..) => What::Field(key),
            (_, Some(heading), _) => What::Section(heading),
            (.., Some("opening")) => What::Opening,
            (.., Some("front-matter")) => What::FrontMatter,
            (.., Some("file")) => What::File,
            _ => return None,
        };
        let body = Body { document: &document };
        let in_full = body.section(&Message::ConflictStanding).is_some();
        let version = |key, heading| match in_full {
            true => body.fenced(&heading),
            false => field(key).filter(|_| matches!(what, What::Field(_))),
        };
        let kept = version("kept", Message::ConflictStanding);
        let other = version("other", Message::ConflictOther);
        let mut note = Self {
            document: field("document")?,
            what,
            kept,
            other,
            to: field("to"),
            ticked: Ok(None),
        };
        note.ticked = body.ticked(&note.labels());
        Some(note)
    }

    /// Returns what the three boxes say, in every language.
    fn labels(&self) -> Vec<[String; 3]> {
        let conflict = Conflict {
            document: self.document.clone(),
            what: self.what.clone(),
            base: None,
            kept: self.kept.clone().unwrap_or_default(),
            other: self.other.clone().unwrap_or_default(),
            reason: Reason::Order,
            to: None,
        };
        let labels = |language| note::labels(&conflict, language).map(|label| plain(&label));
        Language::ALL.map(labels).into()
    }
}

/// Tells whether `new` differs from `old` in nothing but what carrying out `choice` takes up: the
/// ticks, and the words of one's own.
pub fn is_bare_change(old: &str, new: &str, choice: &Choice) -> bool {
    bare(old, &Choice::Own(String::new())) == bare(new, choice)
}

/// Returns a note's lines without ticks and, where that is the choice, without one's own words.
fn bare(text: &str, choice: &Choice) -> Vec<String> {
    let (_, _, text, _) = strip(None, text, text);
    let document = Document::parse(Source::new(&text));
    let body = Body { document: &document };
    let text = document.text();
    let mut edits: Vec<Edit> = body.checks().map(|check| Edit::replace(check.mark, " ")).collect();
    if matches!(choice, Choice::Own(_)) {
        edits.extend(body.own_span().map(Edit::delete));
        let values = body.checks().filter_map(|check| {
            let (prefix, value) = body.own_value(check)?;
            Some(Edit::delete(Span::new(prefix, prefix + value.len())))
        });
        edits.extend(values);
    }
    let text = apply(text, &edits).unwrap_or_else(|_| text.to_owned());
    let mut lines: Vec<String> = lines(&text).map(|line| line.trim_end().to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Returns a label as its plain text is read from Markdown.
fn plain(label: &str) -> String {
    let item = Document::parse(Source::new(format!("- [ ] {label}\n")));
    item.outline().checks.first().map_or_else(String::new, |check| words(&check.text))
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The body of a note.
struct Body<'d> {
    document: &'d Document,
}

impl Body<'_> {
    /// Finds the section under a heading of the note's, in any language.
    fn section(&self, heading: &Message<'_>) -> Option<usize> {
        let titles = Language::ALL.map(|language| heading.text(language));
        let sections = &self.document.outline().sections;
        sections.iter().position(|section| titles.contains(&words(&section.title)))
    }

    /// Returns the boxes of the note: those before the versions in full.
    fn checks(&self) -> impl Iterator<Item = &Check> {
        let outline = self.document.outline();
        let chosen = self.section(&Message::ConflictChoose);
        outline.checks.iter().filter(move |check| chosen.is_some() && check.section == chosen)
    }

    /// Returns the version that stands behind a fence under a heading.
    fn fenced(&self, heading: &Message<'_>) -> Option<String> {
        let section = &self.document.outline().sections[self.section(heading)?];
        let text = self.document.text();
        let code = self.document.outline().code.iter().find(|code| {
            section.own.start <= code.start
                && code.end <= section.own.end
                && code.of(text).starts_with("```")
        })?;
        let all: Vec<&str> = lines(code.of(text)).collect();
        let (first, last) = (all.first()?, all.last()?);
        let ticks = |line: &str| line.chars().take_while(|c| *c == '`').count();
        let closed = all.len() > 1 && last.trim_end().chars().all(|c| c == '`');
        if !closed || ticks(last) < ticks(first) {
            return None;
        }
        let mut inside = all[1..all.len() - 1].concat();
        if inside.ends_with('\n') {
            inside.pop();
        }
        Some(inside)
    }

    /// Returns the place of one's own text: from behind its heading to the end.
    fn own_span(&self) -> Option<Span> {
        let section =
            &self.document.outline().sections[self.section(&Message::ConflictOwnHeading)?];
        Some(Span::new(section.heading.end, self.document.text().len()))
    }

    /// Returns what is written behind the box for another value, and where.
    fn own_value<'t>(&'t self, check: &Check) -> Option<(usize, &'t str)> {
        let text = self.document.text();
        let start = check.mark.end + 1;
        let item = text.get(start..check.span.end)?;
        let said = item.trim_start();
        let start = start + (item.len() - said.len());
        Language::ALL.into_iter().find_map(|language| {
            let label = Message::ConflictOwn.text(language);
            let value = said.strip_prefix(&label)?;
            Some((start + label.len(), value))
        })
    }

    fn ticked(&self, labels: &[[String; 3]]) -> Result<Option<Choice>, Unclear> {
        let mut ticked = self.checks().filter(|check| check.ticked);
        let Some(check) = ticked.next() else { return Ok(None) };
        if ticked.next().is_some() {
            return Err(Unclear::Several);
        }
        let said = words(&check.text);
        let is = |at: usize| labels.iter().any(|labels| labels[at] == said);
        let written = |text: &str| match text.trim() {
            "" => Err(Unclear::NothingWritten),
            text => Ok(Some(Choice::Own(text.to_owned()))),
        };
        match self.own_value(check) {
            _ if is(0) => Ok(Some(Choice::Keep)),
            _ if is(1) => Ok(Some(Choice::Take)),
            Some((_, value)) => written(&words(value)),
            None if is(2) => {
                written(self.own_span().map_or("", |span| span.of(self.document.text())))
            }
            None => Err(Unclear::Unknown(said)),
        }
    }
}
