//! The next free number of each person's ids.

use std::collections::{BTreeMap, HashMap};

use super::engine::{Facts, FileSet};
use crate::schema::{Record, layout};
use crate::text::RepoPath;

/// The highest number ever used, by person.
#[derive(Clone, Debug, Default)]
pub struct Numbers(HashMap<String, u32>);

impl Numbers {
    /// Reads the numbers that are used: by documents, by what they were called before, by files
    /// held back, and by history.
    pub fn of(records: &[Record], files: &FileSet, facts: &Facts) -> Self {
        let mut numbers = Self::default().and(&facts.used_numbers);
        records.iter().for_each(|record| numbers.take_record(record));
        facts.held_back.values().for_each(|id| numbers.take(id));
        let names = files.paths().filter_map(|path| layout::id_of_name(path.stem()));
        names.for_each(|id| numbers.take(id));
        numbers
    }

    /// Adds what another source knows: the highest number used, by person.
    #[must_use]
    pub fn and(mut self, used: &BTreeMap<String, u32>) -> Self {
        used.iter().for_each(|(person, number)| self.raise(person, *number));
        self
    }

    /// Returns the next id of a person, such as `ola-15`, and takes it.
    pub fn next(&mut self, person: &str) -> String {
        let highest = self.0.entry(person.to_owned()).or_default();
        *highest = highest.saturating_add(1);
        format!("{person}-{highest}")
    }

    /// Returns the next id of the person whose `id` is; `None` where it is no number of anyone's.
    pub fn next_like(&mut self, id: &str) -> Option<String> {
        let (person, _) = parts(id)?;
        Some(self.next(person))
    }

    /// Returns the highest number used, by person.
    pub fn used(self) -> BTreeMap<String, u32> {
        self.0.into_iter().collect()
    }

    /// Takes note of the numbers that a file uses: by its name, its id, and what it was called before.
    pub fn take_file(&mut self, path: &RepoPath, record: Option<&Record>) {
        layout::id_of_name(path.stem()).into_iter().for_each(|id| self.take(id));
        record.into_iter().for_each(|record| self.take_record(record));
    }

    fn take_record(&mut self, record: &Record) {
        self.take(&record.id);
        record.texts("formerly").for_each(|id| self.take(id));
    }

    /// Takes note of an id that is used; of what is no number of anyone's, none.
    pub fn take(&mut self, id: &str) {
        if let Some((person, number)) = parts(id) {
            self.raise(person, number);
        }
    }

    fn raise(&mut self, person: &str, number: u32) {
        match self.0.get_mut(person) {
            Some(highest) => *highest = number.max(*highest),
            None => drop(self.0.insert(person.to_owned(), number)),
        }
    }
}

/// The highest number that counts. What is above it is no number that was given, but a slip or mischief, and
/// nobody could be given a higher one for ever.
const MOST: u32 = 999_999_999;

/// Splits `ola-14` into person and number; an instance of a routine, `ola-3.2026-12-01`, counts as
/// its routine's number.
fn parts(id: &str) -> Option<(&str, u32)> {
    let id = id.split('.').next()?;
    let (person, number) = id.rsplit_once('-')?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    // What was said is named by a time: `2026-11-24-091203-kari-confirm-7031` is no number of anyone's.
    let named = person.starts_with(char::is_alphabetic);
    let number = number.parse().ok().filter(|number| *number <= MOST)?;
    (digits && named).then_some((person, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_never_given_twice() {
        let facts = Facts { used_numbers: [("ola".to_owned(), 9)].into(), ..Facts::default() };
        let mut numbers = Numbers::of(&[], &facts.files, &facts);
        assert_eq!(numbers.next("ola"), "ola-10");
        assert_eq!(numbers.next_like("ola-3"), Some("ola-11".to_owned()));
        assert_eq!(numbers.next("anne-marie"), "anne-marie-1");
        assert_eq!(numbers.next_like("start"), None);
        assert_eq!(parts("anne-marie-3.2026-12-01"), Some(("anne-marie", 3)));
        for id in ["ola-4294967295", "ola-4294967296", "ola-1000000000"] {
            numbers.take(id);
        }
        assert_eq!(numbers.next("ola"), "ola-12");
        assert_eq!(parts("2026-11-24-091203-kari-confirm-7031"), None);
    }
}
