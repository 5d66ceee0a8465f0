//! What a person does to a folder.

use super::{FOLDERS, Forest, PLACES};
use crate::support::Dice;

impl Forest {
    /// Does one thing.
    pub(super) fn deed(&mut self, dice: &mut Dice) {
        let Some(path) = self.any(dice) else { return self.new_file(dice) };
        match dice.below(30) {
            0..=3 => self.new_file(dice),
            4..=8 => self.write(&path, dice),
            9..=11 => self.set_field(&path, dice),
            12..=14 => drop(self.tree.remove(&path)),
            15..=18 => drop(self.rename(&path, dice)),
            19 => {
                // Renamed and rewritten at once.
                let to = self.rename(&path, dice);
                self.write(&to, dice);
            }
            20 | 21 => self.move_folder(dice),
            22 => {
                if let Some(other) = self.any(dice) {
                    let (first, second) = (self.tree[&path].clone(), self.tree[&other].clone());
                    self.tree.insert(path, second);
                    self.tree.insert(other, first);
                }
            }
            23 => {
                let text = self.tree[&path].clone();
                let to = (*dice.one(&PLACES)).to_owned();
                let _ = self.put(&to, text);
            }
            24 => self.make_folder_of(path, dice),
            25 => self.make_file_of_folder(dice),
            26 => {
                let text = match dice.below(3) {
                    0 => String::new(),
                    1 => format!("{}\n", self.word()),
                    _ => format!("\0{}", self.word()),
                };
                self.tree.insert(path, text);
            }
            27 => {
                // A reply of the same second.
                let folder = path.trim_end_matches(".md").to_owned();
                let (by, word) = (self.side, self.word());
                let text = format!("---\nkind: reply\nby: {by}\n---\n{word}\n");
                let to = format!("{folder}/2026-11-24-091203-kari-note-7f3a.md");
                let _ = self.put(&to, text);
            }
            28 => {
                let folder = (*dice.one(&FOLDERS)).to_owned() + "/";
                self.tree.retain(|path, _| !path.starts_with(&folder));
            }
            _ => self.break_front(&path, dice),
        };
    }

    fn any(&self, dice: &mut Dice) -> Option<String> {
        self.tree.keys().nth(dice.below(self.tree.len())).cloned()
    }

    pub(super) fn new_file(&mut self, dice: &mut Dice) {
        let path = match dice.below(3) {
            0 => format!("tasks/{}-{}-n.md", dice.one(&["ola", "kari"]), 5 + dice.below(3)),
            _ => (*dice.one(&PLACES)).to_owned(),
        };
        let word = self.word();
        let text = match dice.below(8) {
            0..=2 => {
                let id = format!("{}-{}", dice.one(&["ola", "kari"]), 5 + dice.below(3));
                self.document(&id, dice)
            }
            3 => format!("\0{word}"),
            4 => format!("{{\"{word}\": 1}}\n"),
            5 => format!("-----BEGIN AGE ENCRYPTED FILE-----\n{word}\n"),
            6 => format!("# The list\n\n- one\n- {word}\n- two\n"),
            _ => format!("{word}\n"),
        };
        self.put(&path, text);
    }

    /// Types a word at some line.
    fn write(&mut self, path: &str, dice: &mut Dice) {
        let word = self.word();
        let Some(text) = self.tree.get_mut(path) else { return };
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let closed = lines.iter().skip(1).position(|line| *line == "---\n").map(|at| at + 2);
        let first = closed.filter(|_| text.starts_with("---\n")).unwrap_or(0);
        let at = first + dice.below(lines.len().saturating_sub(first) + 1);
        let new = format!("{word}\n");
        match dice.below(4) {
            // The line is another one now.
            0 if at < lines.len() => lines[at] = &new,
            1 if at < lines.len() => drop(lines.remove(at)),
            _ => lines.insert(at.min(lines.len()), &new),
        }
        *text = lines.concat();
    }

    fn set_field(&mut self, path: &str, dice: &mut Dice) {
        let (word, day) = (self.word(), 1 + dice.below(9));
        let id = format!("id: {}-{}", dice.one(&["ola", "kari"]), 1 + dice.below(7));
        let Some(text) = self.tree.get_mut(path).filter(|text| text.starts_with("---\n")) else {
            return;
        };
        let (key, line) = match dice.below(7) {
            0 | 1 => ("title: ", format!("title: {word}")),
            2..=4 => ("due: ", format!("due: 2026-12-0{day}")),
            5 => ("status: ", (*dice.one(&["status: sent", "status: draft"])).to_owned()),
            _ => ("id: ", id),
        };
        let mut lines: Vec<&str> = text.lines().collect();
        match lines.iter().position(|line| line.starts_with(key)) {
            Some(at) => lines[at] = &line,
            None => lines.insert(1, &line),
        }
        *text = lines.join("\n") + "\n";
    }

    /// Moves a file to another name; returns where it is then.
    fn rename(&mut self, path: &str, dice: &mut Dice) -> String {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let join = |folder: &str, name: &str| match folder {
            "" => name.to_owned(),
            _ => format!("{folder}/{name}"),
        };
        let to = match dice.below(6) {
            0 => join(folder, &name.to_uppercase().replace(".MD", ".md")),
            1 => join(folder, &name.replace('å', "a\u{30a}")),
            2 => {
                let folder: &str = dice.one::<&str>(&FOLDERS);
                join(folder, name)
            }
            3 => join(folder, &format!("renamed-{name}")),
            _ => (*dice.one(&PLACES)).to_owned(),
        };
        let Some(text) = self.tree.remove(path) else { return path.to_owned() };
        if self.put(&to, text.clone()) {
            return to;
        }
        self.tree.insert(path.to_owned(), text);
        path.to_owned()
    }

    /// Moves a folder with all that is in it, where that can be.
    fn move_folder(&mut self, dice: &mut Dice) {
        let (from, to) = (*dice.one(&FOLDERS), *dice.one(&FOLDERS));
        if to.starts_with(from) {
            return;
        }
        let inside: Vec<String> = self
            .tree
            .keys()
            .filter(|path| path.starts_with(&format!("{from}/")))
            .cloned()
            .collect();
        for path in inside {
            let Some(text) = self.tree.remove(&path) else { continue };
            let there = format!("{to}{}", &path[from.len()..]);
            if !self.put(&there, text.clone()) {
                self.tree.insert(path, text);
            }
        }
    }

    /// Where a file was, a folder is, with the file in it.
    fn make_folder_of(&mut self, path: String, dice: &mut Dice) {
        let Some(text) = self.tree.remove(&path) else { return };
        let inside = format!("{path}/{}", dice.one(&["inside.md", "index.md", "x.txt"]));
        if !self.put(&inside, text.clone()) {
            self.tree.insert(path, text);
        }
    }

    /// Where a folder was, one of its files is.
    fn make_file_of_folder(&mut self, dice: &mut Dice) {
        let folder = *dice.one(&FOLDERS);
        let below = format!("{folder}/");
        let inside: Vec<String> =
            self.tree.keys().filter(|path| path.starts_with(&below)).cloned().collect();
        let Some(first) = inside.first() else { return };
        let text = self.tree[first].clone();
        self.tree.retain(|path, _| !path.starts_with(&below));
        self.put(folder, text);
    }

    /// Makes front matter that nobody can read, or takes it away.
    fn break_front(&mut self, path: &str, dice: &mut Dice) {
        let Some(text) = self.tree.get_mut(path) else { return };
        *text = match dice.below(3) {
            0 => text.replacen("title: ", "title: a: ", 1),
            1 => text.replacen("---\n", "", 1),
            _ => text.replace("id: ", "nummer: "),
        };
    }
}
