//! A document under random edits, as people make them.
//!
//! The frozen merges are made with it, too: their file says when it makes other documents.

use std::collections::BTreeSet;

/// One thing that a person does to a document.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    Field(usize, usize),
    RemoveField(usize),
    RenameKey(usize),
    MoveField(usize, usize),
    Quote(usize),
    Comment(usize),
    Tags(Vec<usize>, bool),
    ReplaceLine(usize),
    AppendWord(usize),
    InsertLine(usize, usize),
    DeleteLine(usize),
    Tick(usize),
    NewSection(usize),
    NewItem(usize),
    MoveSection(usize, usize),
    RenameSection(usize),
    DeleteSection(usize),
    NoFrontMatter,
    CarriageReturns,
    ByteOrderMark,
    NoFinalLineEnd,
}

const FIELDS: [&str; 9] =
    ["title", "due", "status", "priority", "max_hours", "tags", "depends", "color", "from"];
const ALIASES: [(&str, &str); 4] =
    [("title", "tittel"), ("due", "frist"), ("priority", "prioritet"), ("tags", "stikkord")];
const VALUES: [&str; 8] =
    ["2026-12-01", "2026-12-03 15:00", "draft", "accepted", "12", "high", "\"kari: yes\"", "ærlig"];

/// A document under edit: lines, the front matter apart.
#[derive(Clone)]
pub(super) struct Draft {
    side: char,
    typed: usize,
    front: Option<Vec<String>>,
    body: Vec<String>,
    returns: bool,
    mark: bool,
    ended: bool,
}

impl Draft {
    fn word(&mut self) -> String {
        self.typed += 1;
        format!("w{}{}", self.side, self.typed)
    }

    /// Returns the line range of an entry, its list included.
    fn entry(&self, at: usize) -> Option<std::ops::Range<usize>> {
        let front = self.front.as_ref()?;
        let is_key = |line: &String| !line.starts_with([' ', '-', '#']);
        let starts: Vec<usize> = (0..front.len()).filter(|i| is_key(&front[*i])).collect();
        let start = *starts.get(at % starts.len().max(1))?;
        let end = (start + 1..front.len()).find(|i| is_key(&front[*i])).unwrap_or(front.len());
        Some(start..end)
    }

    fn set(&mut self, key: &str, lines: Vec<String>) {
        let alias = ALIASES.iter().find(|(name, _)| *name == key).map_or(key, |(_, alias)| alias);
        let of_key = |line: &String| {
            [key, alias].iter().any(|k| line.strip_prefix(k).is_some_and(|r| r.starts_with(':')))
        };
        let Some(count) = self.front.as_ref().map(Vec::len) else { return };
        let at = (0..count).find(|i| self.front.as_ref().is_some_and(|front| of_key(&front[*i])));
        let range = match at {
            None => count..count,
            Some(start) => (0..count)
                .filter_map(|n| self.entry(n))
                .find(|r| r.start == start)
                .unwrap_or(start..start + 1),
        };
        if let Some(front) = &mut self.front {
            front.splice(range, lines);
        }
    }

    fn sections(&self) -> Vec<usize> {
        (0..self.body.len()).filter(|at| self.body[*at].starts_with('#')).collect()
    }

    fn apply(&mut self, edit: &Edit) {
        let lines = self.body.len().max(1);
        match edit {
            Edit::Field(key, value) => {
                let key = FIELDS[key % FIELDS.len()];
                let value = match value % (VALUES.len() + 2) {
                    at if at < VALUES.len() => VALUES[at].to_owned(),
                    _ => self.word(),
                };
                self.set(key, vec![format!("{key}: {value}")]);
            }
            Edit::Tags(tags, flow) => {
                let written =
                    tags.iter().collect::<BTreeSet<_>>().into_iter().map(|n| format!("t{n}"));
                let tags: Vec<String> = written.collect();
                let lines = if *flow {
                    vec![format!("tags: [{}]", tags.join(", "))]
                } else {
                    let word = self.word();
                    let items = tags.iter().enumerate().map(|(at, tag)| match at {
                        1 => format!("  - {tag} # {word}"),
                        _ => format!("  - {tag}"),
                    });
                    std::iter::once("tags:".to_owned()).chain(items).collect()
                };
                self.set("tags", lines);
            }
            Edit::RemoveField(at) => {
                if let (Some(range), Some(front)) = (self.entry(*at), &mut self.front) {
                    front.drain(range);
                }
            }
            Edit::RenameKey(at) => {
                let (name, alias) = ALIASES[at % ALIASES.len()];
                for line in self.front.iter_mut().flatten() {
                    if let Some(rest) = line.strip_prefix(name).filter(|r| r.starts_with(':')) {
                        *line = format!("{alias}{rest}");
                    }
                }
            }
            Edit::MoveField(from, to) => {
                if let (Some(range), Some(front)) = (self.entry(*from), &mut self.front) {
                    let moved: Vec<String> = front.drain(range).collect();
                    let at = self.entry(*to).map_or(0, |range| range.start);
                    if let Some(front) = &mut self.front {
                        front.splice(at..at, moved);
                    }
                }
            }
            Edit::Quote(at) => {
                if let (Some(range), Some(front)) = (self.entry(*at), &mut self.front) {
                    let line = &mut front[range.start];
                    if let Some((key, value)) = line.split_once(": ")
                        && !value.contains(['"', '[', '#'])
                    {
                        *line = format!("{key}: \"{value}\"");
                    }
                }
            }
            Edit::Comment(at) => {
                let word = self.word();
                if let (Some(range), Some(front)) = (self.entry(*at), &mut self.front) {
                    if at % 2 == 0 {
                        front.insert(range.start, format!("# {word}"));
                    } else {
                        let line = &mut front[range.end - 1];
                        line.push_str(&format!(" # {word}"));
                    }
                }
            }
            Edit::ReplaceLine(at) => {
                let word = self.word();
                if let Some(line) = self.body.get_mut(at % lines) {
                    *line = format!("now {word} here");
                }
            }
            Edit::AppendWord(at) => {
                let word = self.word();
                if let Some(line) = self.body.get_mut(at % lines) {
                    line.push_str(&format!(" {word}"));
                }
            }
            Edit::InsertLine(at, kind) => {
                let word = self.word();
                let line = match kind {
                    0 => format!("- [ ] {word}"),
                    1 => format!("  - {word}"),
                    2 => format!("| {word} | x |"),
                    3 => format!("```\n{word}"),
                    4 => format!("\n{word} and some words\n"),
                    _ => format!("plain {word}"),
                };
                let at = at % (self.body.len() + 1);
                self.body.splice(at..at, line.split('\n').map(str::to_owned));
            }
            Edit::DeleteLine(at) => {
                if !self.body.is_empty() {
                    self.body.remove(at % lines);
                }
            }
            Edit::Tick(at) => {
                let boxes: Vec<usize> =
                    (0..self.body.len()).filter(|i| self.body[*i].contains("[ ]")).collect();
                if let Some(at) = boxes.get(at % boxes.len().max(1)) {
                    self.body[*at] = self.body[*at].replace("[ ]", "[x]");
                }
            }
            Edit::NewSection(at) => {
                let (heading, text) = (self.word(), self.word());
                let sections = self.sections();
                let at =
                    sections.get(at % (sections.len() + 1)).copied().unwrap_or(self.body.len());
                let lines = [format!("## {heading}"), String::new(), text, String::new()];
                self.body.splice(at..at, lines);
            }
            Edit::NewItem(at) => {
                let word = self.word();
                let items: Vec<usize> =
                    (0..self.body.len()).filter(|i| self.body[*i].starts_with("- ")).collect();
                if let Some(at) = items.get(at % items.len().max(1)) {
                    self.body.insert(at + 1, format!("- [ ] {word}"));
                }
            }
            Edit::MoveSection(from, to) => {
                let sections = self.sections();
                if sections.len() > 1 {
                    let at = from % sections.len();
                    let end = sections.get(at + 1).copied().unwrap_or(self.body.len());
                    let moved: Vec<String> = self.body.drain(sections[at]..end).collect();
                    let sections = self.sections();
                    let to = sections[to % sections.len()];
                    self.body.splice(to..to, moved);
                }
            }
            Edit::RenameSection(at) => {
                let word = self.word();
                let sections = self.sections();
                if let Some(at) = sections.get(at % sections.len().max(1)) {
                    self.body[*at] = format!("## {word}");
                }
            }
            Edit::DeleteSection(at) => {
                let sections = self.sections();
                if !sections.is_empty() {
                    let at = at % sections.len();
                    let end = sections.get(at + 1).copied().unwrap_or(self.body.len());
                    self.body.drain(sections[at]..end);
                }
            }
            Edit::NoFrontMatter => self.front = None,
            Edit::CarriageReturns => self.returns = !self.returns,
            Edit::ByteOrderMark => self.mark = !self.mark,
            Edit::NoFinalLineEnd => self.ended = !self.ended,
        }
    }

    pub(super) fn text(&self) -> String {
        let mut lines: Vec<&str> = Vec::new();
        if let Some(front) = &self.front {
            lines.push("---");
            lines.extend(front.iter().map(String::as_str));
            lines.push("---");
        }
        lines.extend(self.body.iter().map(String::as_str));
        let mut text = lines.join("\n");
        if self.ended {
            text.push('\n');
        }
        if self.returns {
            text = text.replace('\n', "\r\n");
        }
        if self.mark { format!("\u{feff}{text}") } else { text }
    }
}

const BODY: &str = "
# Title

## Result

The accounts for November are reconciled,
every line of them.

A second paragraph with some words.

## Done when

- [ ] bank
- [ ] suppliers
  - [ ] one
  - [ ] two
- [ ] customers

## Material

| what | where |
|------|-------|
| file | here |
| list | there |

```
---
# no heading
```

## Notes

Some notes.

## Notes

Other notes.
";

pub(super) fn base() -> Draft {
    let front = [
        "kind: task",
        "id: ola-1",
        "title: Reconcile # the short one",
        "from: ola",
        "to: kari",
        "# when it is needed",
        "due: 2026-12-01",
        "status: sent",
        "tags: [t1, t2]",
        "",
        "color: green",
    ];
    Draft {
        side: 'b',
        typed: 0,
        front: Some(front.map(str::to_owned).to_vec()),
        body: BODY.lines().map(str::to_owned).collect(),
        returns: false,
        mark: false,
        ended: true,
    }
}

pub(super) fn edited(from: &Draft, side: char, edits: &[Edit]) -> Draft {
    let mut draft = from.clone();
    draft.side = side;
    for edit in edits {
        draft.apply(edit);
    }
    draft
}
