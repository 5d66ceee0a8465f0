//! The page on reliability names tests and cases that are there, for every event.

use std::collections::BTreeSet;
use std::path::Path;

use super::ROOT;

/// The events of the page: all of them.
fn events() -> BTreeSet<u32> {
    (1..=82).collect()
}

fn is_there(name: &str) -> bool {
    let root = Path::new(ROOT);
    match name.split_once("::") {
        Some((file, test)) => {
            let text = std::fs::read_to_string(root.join(file)).unwrap_or_default();
            let found = text.find(&format!("fn {test}("));
            // The attribute stands above the function, perhaps with others between.
            found.is_some_and(|at| {
                text[..at].lines().rev().take(6).any(|line| line.trim() == "#[test]")
            })
        }
        None => {
            root.join(name).join("expected.md").is_file()
                || root.join(name).join("expected").is_dir()
        }
    }
}

#[test]
fn every_event_names_tests_that_are_there() {
    let page =
        std::fs::read_to_string(Path::new(ROOT).join("docs/reliability.md")).expect("the page");
    let mut told = BTreeSet::new();
    for line in page.lines() {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let Some(number) = cells.next().and_then(|cell| cell.parse::<u32>().ok()) else { continue };
        let names: Vec<&str> =
            cells.nth(1).unwrap_or_default().split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "event {number} names no test");
        for name in names {
            assert!(is_there(name), "event {number} names {name}, which is not there");
        }
        assert!(told.insert(number), "event {number} is told twice");
    }
    assert_eq!(told, events(), "the events of the page");
}
