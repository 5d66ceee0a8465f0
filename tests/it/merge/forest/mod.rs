//! Folders as people leave them, and random deeds of several people in them.
//!
//! Every word that is typed is another one, as in documents: `w`, the letter of who typed it and a
//! number.

mod deeds;

use super::memory::Tree;
use crate::support::Dice;

/// Where files may go; some lie where others have folders, and some differ in case or in how an
/// accent is written.
const PLACES: [&str; 24] = [
    "tasks/ola-1-a.md",
    "tasks/Ola-1-a.md",
    "tasks/new.md",
    "tasks/archive/ola-1-a.md",
    "tasks/archive/2026-11/ola-2-b.md",
    "tasks/ola-1-a/2026-11-24-091203-kari-note-7f3a.md",
    "tasks/ola-2-b/2026-11-24-091203-kari-note-7f3a.md",
    "briefs/month-end.md",
    "briefs/month-end/more.md",
    "notes/list.md",
    "notes/List.md",
    "notes/år.md",
    "notes/a\u{30a}r.md",
    "notes",
    "README.md",
    "readme.md",
    "attachments/scan.png",
    "attachments/list.txt",
    "attachments/list.txt/odd",
    "attachments/Scan.PNG",
    "data/settings.json",
    "data/list.yml",
    "a/b/c/deep.md",
    "a/b",
];

/// Folders that are moved as a whole.
const FOLDERS: [&str; 8] =
    ["tasks/archive", "notes", "attachments", "a/b", "a", "briefs", "tasks/done", "a/b/c/d"];

/// A folder in somebody's hands.
#[derive(Clone)]
pub(super) struct Forest {
    pub(super) tree: Tree,
    side: char,
    typed: usize,
}

impl Forest {
    /// Makes a folder in which people have worked for a while.
    pub(super) fn random(dice: &mut Dice) -> Self {
        let mut forest = Self { tree: Tree::new(), side: 'b', typed: 0 };
        forest.tree.insert("workspace.yml".to_owned(), "format: 1\nname: x\n".to_owned());
        for number in 1..=1 + dice.below(5) {
            let who = *dice.one(&["ola", "kari"]);
            let text = forest.document(&format!("{who}-{number}"), dice);
            forest.put(&format!("tasks/{who}-{number}-{}.md", dice.one(&["a", "b"])), text);
        }
        for _ in 0..dice.below(8) {
            forest.new_file(dice);
        }
        forest
    }

    /// Returns the folder as one side makes it, by up to `most` deeds.
    pub(super) fn worked(&self, side: char, most: usize, dice: &mut Dice) -> Self {
        let mut forest = Self { tree: self.tree.clone(), side, typed: 0 };
        for _ in 0..dice.below(most + 1) {
            forest.deed(dice);
        }
        forest
    }

    /// Returns the folder of `tree`, in which the same person goes on.
    pub(super) fn onward(&self, tree: Tree) -> Self {
        Self { tree, side: self.side, typed: self.typed }
    }

    /// Goes on with up to `most` deeds.
    pub(super) fn work(&mut self, most: usize, dice: &mut Dice) {
        for _ in 0..dice.below(most + 1) {
            self.deed(dice);
        }
    }

    fn word(&mut self) -> String {
        self.typed += 1;
        format!("w{}{}", self.side, self.typed)
    }

    fn document(&mut self, id: &str, dice: &mut Dice) -> String {
        let mut text = format!("---\nid: {id}\ntitle: {}\n", self.word());
        if dice.below(2) == 0 {
            text.push_str(&format!("from: ola\ndue: 2026-12-0{}\n", 1 + dice.below(9)));
        }
        text.push_str("---\n");
        for heading in ["Result", "Done when"].iter().take(dice.below(3)) {
            text.push_str(&format!("\n## {heading}\n\n- [ ] {}\n", self.word()));
        }
        text
    }

    /// Tells whether one machine can have a file there: none lies where a folder is.
    fn fits(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.tree
            .keys()
            .all(|other| !other.starts_with(&below) && !path.starts_with(&format!("{other}/")))
    }

    /// Puts a file where nothing is; tells whether it could.
    fn put(&mut self, path: &str, text: String) -> bool {
        let can = self.fits(path) && !self.tree.contains_key(path);
        if can {
            self.tree.insert(path.to_owned(), text);
        }
        can
    }
}
