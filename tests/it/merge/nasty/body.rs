//! Bodies: sections of blocks.

use super::Page;
use crate::support::Dice;

/// One block of a body.
#[derive(Clone)]
pub(super) enum Block {
    /// A paragraph, code, a quote, a comment: whatever is lines and no more.
    Lines(Vec<String>),
    /// The lines of items, what is nested in an item as lines of its own.
    List(Vec<String>),
    /// Rows of cells, the head first; the rule below it is not kept.
    Table(Vec<Vec<String>>),
}

/// A heading and what stands under it.
#[derive(Clone)]
pub(super) struct Section {
    pub(super) heading: Vec<String>,
    /// Each with the number of blank lines behind it.
    pub(super) blocks: Vec<(Block, usize)>,
}

const HEADINGS: [&str; 10] = [
    "Result",
    "Resultat",
    "Done when",
    "Ferdig når",
    "Notes",
    "Notes",
    "Background",
    "Material",
    "Requirements",
    "Title",
];

impl Section {
    pub(super) fn write(&self, text: &mut String) {
        let mut line = |line: &str| {
            text.push_str(line);
            text.push('\n');
        };
        self.heading.iter().for_each(|one| line(one));
        for (block, blanks) in &self.blocks {
            match block {
                Block::Lines(lines) | Block::List(lines) => lines.iter().for_each(|one| line(one)),
                Block::Table(rows) => {
                    for (at, row) in rows.iter().enumerate() {
                        line(&format!("| {} |", row.join(" | ")));
                        if at == 0 {
                            line(&format!("|{}", "---|".repeat(row.len())));
                        }
                    }
                }
            }
            (0..*blanks).for_each(|_| line(""));
        }
    }
}

impl Page {
    pub(super) fn section(&mut self, dice: &mut Dice) -> Section {
        let heading = self.heading(dice);
        let mut blocks = Vec::new();
        for _ in 0..dice.below(4) {
            let block = self.block(dice);
            blocks.push((block, blanks(dice)));
        }
        Section { heading, blocks }
    }

    pub(super) fn heading(&mut self, dice: &mut Dice) -> Vec<String> {
        let title = match dice.below(3) {
            0 => self.words(dice),
            _ => (*dice.one(&HEADINGS)).to_owned(),
        };
        let mut lines = match dice.below(18) {
            14 => vec!["##".to_owned()],
            15 => vec![self.words(dice), title, "---".to_owned()],
            16 => vec![format!("   ## {title} ##  ")],
            0 => vec![title, "===".to_owned()],
            1 => vec![title, "---".to_owned()],
            2 => return Vec::new(),
            3 => vec![format!("# {title}")],
            4 | 5 => vec![format!("### {title}")],
            6 => vec![format!("#### {title} ####")],
            _ => vec![format!("## {title}")],
        };
        if dice.below(6) > 0 {
            lines.push(String::new());
        }
        lines
    }

    pub(super) fn block(&mut self, dice: &mut Dice) -> Block {
        match dice.below(20) {
            16..=19 => Block::Lines(self.odd_lines(dice)),
            0..=3 => Block::Lines((0..=dice.below(4)).map(|_| self.words(dice)).collect()),
            4..=7 => {
                let mut items = Vec::new();
                for _ in 0..=dice.below(5) {
                    let item = self.item_line(dice);
                    items.push(item);
                }
                Block::List(items)
            }
            8 | 9 => {
                let columns = 1 + dice.below(4);
                let rows = 1 + dice.below(6);
                let row = |page: &mut Self, dice: &mut Dice| page.row(columns, dice);
                Block::Table((0..rows).map(|_| row(self, dice)).collect())
            }
            10 => {
                let fence = *dice.one(&["```", "~~~", "````"]);
                let inside =
                    *dice.one(&["<<<<<<< HEAD", "---", "# no heading", "=======", "- [ ] x"]);
                let word = self.words(dice);
                Block::Lines(vec![
                    format!("{fence}yaml"),
                    word,
                    inside.to_owned(),
                    fence.to_owned(),
                ])
            }
            11 => {
                let (one, other) = (self.words(dice), self.words(dice));
                let mut lines = vec!["<!--".to_owned(), one];
                if dice.below(2) == 0 {
                    lines.push(String::new());
                }
                lines.extend([other, "-->".to_owned()]);
                Block::Lines(lines)
            }
            12 => Block::Lines(vec![format!("> {}", self.words(dice)), self.words(dice)]),
            13 => Block::Lines(vec![(*dice.one(&["---", "***", "* * *", "___"])).to_owned()]),
            14 => Block::Lines(vec![format!("    {}", self.words(dice)), String::new()]),
            _ => {
                let word = self.word(dice);
                let line = match dice.below(5) {
                    0 => format!("[{word}]: https://example.org/{word}"),
                    1 => format!("<div>{word}"),
                    2 => format!("![{word}](../attachments/{word}.png)  "),
                    3 => format!("```\n{word}"),
                    _ => format!("%% {word} %%"),
                };
                Block::Lines(line.split('\n').map(str::to_owned).collect())
            }
        }
    }

    /// Writes an item of a list; some come up again and again.
    pub(super) fn item_line(&mut self, dice: &mut Dice) -> String {
        let words = match dice.below(5) {
            0 => (*dice.one(&["bank", "the list", "done"])).to_owned(),
            _ => self.words(dice),
        };
        let marker = match dice.below(12) {
            0 => "*",
            1 => "+",
            2 => "1.",
            3 => "2)",
            _ => "-",
        };
        let tick = *dice.one(&["[ ] ", "[ ] ", "[x] ", "", "[X] "]);
        let indent = *dice.one(&["", "", "", "", "  ", "    ", "\t"]);
        match dice.below(18) {
            0 => format!("{indent}  {words}"),
            2 => format!("{indent}{marker} {tick}{words}\n\n{indent}  {}", self.word(dice)),
            3 => format!("{indent}{marker} {tick}{words}\n{indent}    - [ ] {}", self.word(dice)),
            4 => format!("{indent}{marker} ```\n{indent}  {words}\n{indent}  ```"),
            5 => format!("{indent}{marker} {tick}{words}\n{}", self.word(dice)),
            1 => format!("{indent}{marker}"),
            _ => format!("{indent}{marker} {tick}{words}"),
        }
    }

    pub(super) fn row(&mut self, columns: usize, dice: &mut Dice) -> Vec<String> {
        let cell = |page: &mut Self, dice: &mut Dice| match dice.below(6) {
            0 => String::new(),
            1 => "x".to_owned(),
            2 => format!("a \\| {}", page.word(dice)),
            _ => page.word(dice),
        };
        (0..columns).map(|_| cell(self, dice)).collect()
    }
}

pub(super) fn blanks(dice: &mut Dice) -> usize {
    match dice.below(12) {
        0 => 0,
        1 => 2,
        2 => 4,
        _ => 1,
    }
}
