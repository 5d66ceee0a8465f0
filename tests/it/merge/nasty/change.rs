//! What one side does to a page.

use super::body::{Block, blanks};
use super::{Ends, Page};
use crate::support::Dice;

/// Returns the page as one side makes it, by up to `most` edits.
pub(in crate::merge) fn edited(from: &Page, side: char, most: usize, dice: &mut Dice) -> Page {
    let mut page = from.clone();
    page.side = side;
    page.typed = 0;
    for _ in 0..dice.below(most + 1) {
        match dice.below(40) {
            0..=11 => page.edit_front(dice),
            12..=18 => page.edit_sections(dice),
            39 => page.edit_whole(dice),
            _ => page.edit_block(dice),
        }
    }
    page
}

impl Page {
    fn edit_whole(&mut self, dice: &mut Dice) {
        match dice.below(9) {
            0 => self.ends = Ends::Pairs,
            1 => self.ends = Ends::Feeds,
            2 => self.ends = Ends::Mixed,
            3 => self.mark = !self.mark,
            4 => self.ended = !self.ended,
            5 => self.decomposed = !self.decomposed,
            6 => self.empty = dice.below(2) == 0,
            7 => self.front = None,
            _ => self.sections.clear(),
        }
    }

    fn edit_sections(&mut self, dice: &mut Dice) {
        let count = self.sections.len();
        let at = dice.below(count);
        match dice.below(9) {
            0 | 1 => {
                let section = self.section(dice);
                self.sections.insert(dice.below(count + 1), section);
            }
            _ if count == 0 => {}
            2 => drop(self.sections.remove(at)),
            3 | 4 => {
                let moved = self.sections.remove(at);
                self.sections.insert(dice.below(count), moved);
            }
            5 => self.sections[at].heading = self.heading(dice),
            6 => {
                // One level deeper, or higher.
                if let Some(line) = self.sections[at].heading.first_mut() {
                    match line.strip_prefix('#').filter(|rest| rest.starts_with('#')) {
                        Some(rest) if dice.below(2) == 0 => *line = rest.to_owned(),
                        _ if line.starts_with('#') => line.insert(0, '#'),
                        _ => {}
                    }
                }
            }
            7 => {
                let copy = self.sections[at].clone();
                if dice.below(3) == 0 {
                    self.sections.insert(dice.below(count + 1), copy);
                }
            }
            _ => self.sections.swap(at, dice.below(count)),
        }
    }

    fn edit_block(&mut self, dice: &mut Dice) {
        if self.sections.is_empty() {
            return;
        }
        let section = dice.below(self.sections.len());
        let count = self.sections[section].blocks.len();
        let at = dice.below(count);
        match dice.below(16) {
            0..=2 => {
                let block = self.block(dice);
                let place = dice.below(count + 1);
                self.sections[section].blocks.insert(place, (block, blanks(dice)));
            }
            _ if count == 0 => {}
            3 => drop(self.sections[section].blocks.remove(at)),
            4 => {
                let moved = self.sections[section].blocks.remove(at);
                let to = dice.below(self.sections.len());
                let place = dice.below(self.sections[to].blocks.len() + 1);
                self.sections[to].blocks.insert(place, moved);
            }
            5 => self.sections[section].blocks[at].1 = blanks(dice),
            _ => {
                let (mut block, blanks) = self.sections[section].blocks[at].clone();
                match &mut block {
                    Block::Lines(lines) => self.edit_lines(lines, dice),
                    Block::List(items) => self.edit_list(items, dice),
                    Block::Table(rows) => self.edit_table(rows, dice),
                }
                self.sections[section].blocks[at] = (block, blanks);
            }
        }
    }

    fn edit_lines(&mut self, lines: &mut Vec<String>, dice: &mut Dice) {
        let at = dice.below(lines.len());
        match dice.below(8) {
            0 => lines.insert(dice.below(lines.len() + 1), self.words(dice)),
            1 => lines.insert(dice.below(lines.len() + 1), String::new()),
            _ if lines.is_empty() => {}
            2 => drop(lines.remove(at)),
            3 => lines[at] = self.words(dice),
            4 if at + 1 < lines.len() => {
                let next = lines.remove(at + 1);
                lines[at].push_str(&format!(" {next}"));
            }
            5 => lines[at].push_str("  "),
            6 => {
                let word = self.word(dice);
                lines[at].insert_str(0, &format!("{word} "));
            }
            _ => {
                let word = self.word(dice);
                lines[at].push_str(&format!(" {word}"));
            }
        }
    }

    fn edit_list(&mut self, items: &mut Vec<String>, dice: &mut Dice) {
        let count = items.len();
        let at = dice.below(count);
        match dice.below(12) {
            0 | 1 => items.insert(dice.below(count + 1), self.item_line(dice)),
            _ if count == 0 => {}
            2 => drop(items.remove(at)),
            3 => {
                let moved = items.remove(at);
                items.insert(dice.below(count), moved);
            }
            4 | 5 => items[at] = items[at].replace("[ ]", "[x]"),
            6 => items[at] = items[at].replace("[x]", "[ ]"),
            7 => items.insert(at, items[at].clone()),
            8 => items.reverse(),
            9 => items[at].insert_str(0, "  "),
            10 => items.insert(at, String::new()),
            _ => {
                let word = self.word(dice);
                items[at].push_str(&format!(" {word}"));
            }
        }
    }

    fn edit_table(&mut self, rows: &mut Vec<Vec<String>>, dice: &mut Dice) {
        let count = rows.len();
        let columns = rows.first().map_or(1, Vec::len).max(1);
        let at = dice.below(count);
        match dice.below(10) {
            0 | 1 => rows.insert(dice.below(count + 1), self.row(columns, dice)),
            _ if count == 0 => {}
            2 => drop(rows.remove(at)),
            3 => rows.swap(at, dice.below(count)),
            4 => {
                let place = dice.below(columns + 1);
                for row in rows.iter_mut() {
                    let cell = self.word(dice);
                    row.insert(place.min(row.len()), cell);
                }
            }
            5 if columns > 1 => {
                let place = dice.below(columns);
                for row in rows.iter_mut().filter(|row| row.len() > place) {
                    row.remove(place);
                }
            }
            6 => rows.push(rows[at].clone()),
            _ => {
                let word = self.word(dice);
                let place = dice.below(rows[at].len());
                if let Some(cell) = rows[at].get_mut(place) {
                    *cell = word;
                }
            }
        }
    }
}
