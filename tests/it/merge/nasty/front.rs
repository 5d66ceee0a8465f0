//! Front matter: keys under all their names, values in every notation.

use super::Page;
use crate::support::Dice;

const KEYS: [&str; 27] = [
    "kind",
    "id",
    "title",
    "tittel",
    "from",
    "fra",
    "to",
    "til",
    "assignee",
    "due",
    "frist",
    "status",
    "priority",
    "prioritet",
    "max_hours",
    "tags",
    "stikkord",
    "depends",
    "approver",
    "checkpoint",
    "starts",
    "ends",
    "color",
    "x-note",
    "formerly",
    "estimate_hours",
    "project",
];

const VALUES: [&str; 24] = [
    "2026-12-01",
    "2026-12-03 15:00",
    "2026-12-03T15:00:00+01:00",
    "2026-11-30",
    "draft",
    "utkast",
    "accepted",
    "sent",
    "12",
    "7,5",
    "100 NOK",
    "high",
    "høy",
    "\"kari: yes\"",
    "'it''s'",
    "kari",
    "\"[[kari]]\"",
    "[[people/kari.md|Kari]]",
    "ola",
    "no",
    "~",
    "",
    "{a: 1, b: [2, 3]}",
    "\"\\u00e5 \\\"x\\\"\"",
];

/// Lines that no reader of front matter takes.
const BROKEN: [&str; 8] = [
    "title: a: b",
    "\tdue: 2026-12-01",
    "tags: [a, b",
    "to: \"kari",
    "just some words",
    "a: &x [*x]",
    "due: 2026-12-01\ndue: 2026-12-02",
    "<<<<<<< HEAD",
];

impl Page {
    pub(super) fn entries(&mut self, dice: &mut Dice) -> Vec<Vec<String>> {
        let mut out = Vec::new();
        if dice.below(3) > 0 {
            out.push(vec!["kind: task".to_owned()]);
            out.push(vec!["id: ola-1".to_owned()]);
        }
        let mut used: Vec<&str> = Vec::new();
        for _ in 0..dice.below(8) {
            let key = *dice.one(&KEYS);
            if used.contains(&key) && dice.below(12) > 0 {
                continue;
            }
            used.push(key);
            out.push(self.entry(key, dice));
        }
        if dice.below(30) == 0 {
            let line = (*dice.one(&BROKEN)).to_owned();
            out.insert(dice.below(out.len() + 1), vec![line]);
        }
        out
    }

    /// Writes one entry in one of the notations that there are.
    pub(super) fn entry(&mut self, key: &str, dice: &mut Dice) -> Vec<String> {
        let mut lines = Vec::new();
        if dice.below(8) == 0 {
            lines.push(format!("# {}", self.words(dice)));
        }
        if dice.below(20) == 0 {
            lines.push(String::new());
        }
        let is_list = ["tags", "stikkord", "depends", "formerly"].contains(&key);
        match dice.below(if is_list { 6 } else { 15 }) {
            4 | 5 if is_list => lines.extend(self.odd_list(key, dice)),
            12..=14 => lines.extend(self.odd_value(key, dice)),
            0 => {
                lines.push(format!("{key}:"));
                let indent = *dice.one(&["  ", "", "    "]);
                for _ in 0..dice.below(5) {
                    let comment = match dice.below(6) {
                        0 => format!(" # {}", self.word(dice)),
                        _ => String::new(),
                    };
                    lines.push(format!("{indent}- {}{comment}", self.item(dice)));
                    if dice.below(12) == 0 {
                        lines.push(format!("{indent}# {}", self.word(dice)));
                    }
                }
            }
            1 if is_list => {
                let items: Vec<String> = (0..dice.below(5)).map(|_| self.item(dice)).collect();
                lines.push(format!("{key}: [{}]", items.join(", ")));
            }
            1 => {
                lines.push(format!("{key}: {}", dice.one(&["|", ">", "|-", ">+"])));
                for _ in 0..=dice.below(3) {
                    lines.push(format!("  {}", self.words(dice).replace('#', "no")));
                }
            }
            2 if !is_list => {
                lines.push(format!("{key}:"));
                for name in ["a", "b"].iter().take(dice.below(3)) {
                    lines.push(format!("  {name}: {}", self.word(dice).replace(',', "")));
                }
            }
            3 => {
                let word = self.word(dice);
                lines.push(format!("{key}: {}", word.trim_end_matches([',', '.'])));
            }
            _ => {
                let value = *dice.one(&VALUES);
                let comment = match dice.below(10) {
                    0 => format!(" # {}", self.word(dice)),
                    _ => String::new(),
                };
                lines.push(format!("{key}: {value}{comment}"));
            }
        }
        lines
    }

    /// Writes an item of a list; the same few come up again and again.
    fn item(&mut self, dice: &mut Dice) -> String {
        match dice.below(6) {
            0 => self.word(dice).trim_end_matches([',', '.']).to_owned(),
            1 => format!("\"t{}\"", dice.below(4)),
            _ => format!("t{}", dice.below(4)),
        }
    }

    /// Changes something in the front matter.
    pub(super) fn edit_front(&mut self, dice: &mut Dice) {
        let Some(mut front) = self.front.take() else {
            if dice.below(3) == 0 {
                self.front = Some(self.entries(dice));
            }
            return;
        };
        let at = dice.below(front.len());
        match dice.below(16) {
            0..=2 => {
                let key = *dice.one(&KEYS);
                let entry = self.entry(key, dice);
                front.insert(dice.below(front.len() + 1), entry);
            }
            3..=7 if !front.is_empty() => {
                let key = key_of(&front[at]).unwrap_or("title").to_owned();
                front[at] = self.entry(&key, dice);
            }
            8 if !front.is_empty() => drop(front.remove(at)),
            9 if !front.is_empty() => {
                let moved = front.remove(at);
                front.insert(dice.below(front.len() + 1), moved);
            }
            10 if !front.is_empty() => front[at].insert(0, format!("# {}", self.words(dice))),
            11 if !front.is_empty() => {
                let word = self.word(dice);
                if let Some(line) = front[at].last_mut() {
                    line.push_str(&format!(" # {word}"));
                }
            }
            12 if !front.is_empty() => {
                // A list gets one more item.
                if front[at].len() > 1 && front[at].iter().any(|line| line.contains("- ")) {
                    let item = self.item(dice);
                    let before = front[at].iter().rev().find(|line| line.contains("- "));
                    let indent = before.map_or(0, |line| line.find('-').unwrap_or(0));
                    front[at].push(format!("{}- {item}", " ".repeat(indent)));
                }
            }
            13 => {
                let line = (*dice.one(&BROKEN)).to_owned();
                if dice.below(3) == 0 {
                    front.insert(dice.below(front.len() + 1), vec![line]);
                }
            }
            14 => match dice.below(8) {
                0 => self.fences[1] = "...".to_owned(),
                1 => self.fences[1] = "--".to_owned(),
                2 => self.fences[0] = "--- ".to_owned(),
                3 => return,
                _ => front.reverse(),
            },
            _ => {
                for line in front.iter_mut().flatten() {
                    for (name, alias) in [("title", "tittel"), ("due", "frist"), ("to", "til")] {
                        if let Some(rest) = line.strip_prefix(name).filter(|r| r.starts_with(':')) {
                            *line = format!("{alias}{rest}");
                        }
                    }
                }
            }
        }
        self.front = Some(front);
    }
}

fn key_of(entry: &[String]) -> Option<&str> {
    let line = entry.iter().find(|line| !line.starts_with('#') && line.contains(':'))?;
    line.split(':').next()
}
