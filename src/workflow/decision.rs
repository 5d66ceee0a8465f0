//! What somebody decided by ticking a box at the end of a delivery or a proposal.

use super::numbered::said_lines;
use crate::schema::decision_box;

/// A decision, with what was typed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub accepts: bool,
    /// A line each, without the signs of a list.
    pub words: Vec<String>,
}

/// Why a tick, or what was typed under questions, says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// The other box is ticked as well.
    Both,
    /// It goes back, and nothing stands there of what is to change.
    NoWords,
    /// It does not answer each question, or it is not clear which.
    NoAnswers,
}

/// Returns what the ticks in a document say that were not in it before; `None` where there is none, or
/// they say nothing.
pub fn decided(before: &str, now: &str) -> Option<Decided> {
    match ticked(before, now) {
        [None, Some(words)] => Some(Decided { accepts: true, words }),
        [Some(words), None] if !words.is_empty() => Some(Decided { accepts: false, words }),
        _ => None,
    }
}

/// Returns why the ticks in a document say nothing that were not in it before; `None` where there is none,
/// or they say something.
pub fn undecided(before: &str, now: &str) -> Option<Undecided> {
    match ticked(before, now) {
        [Some(_), Some(_)] => Some(Undecided::Both),
        [Some(words), None] if words.is_empty() => Some(Undecided::NoWords),
        _ => None,
    }
}

/// Returns what stands by each box that was ticked since, the one that sends it back first.
fn ticked(before: &str, now: &str) -> [Option<Vec<String>>; 2] {
    let old = said_lines(before);
    let ticked_before = |accepts: bool| {
        let mut boxes = old.iter().filter_map(|line| decision_box(line));
        boxes.any(|one| one.accepts == accepts && one.ticked)
    };
    let mut found: [Option<Vec<String>>; 2] = [None, None];
    let mut open: Option<usize> = None;
    for line in said_lines(now) {
        if let Some(one) = decision_box(line) {
            let at = usize::from(one.accepts);
            let is_new = one.ticked && !ticked_before(one.accepts);
            open = is_new.then_some(at);
            if is_new {
                let words = found[at].get_or_insert_default();
                words.extend((!one.beside.is_empty()).then(|| one.beside.to_owned()));
            }
        } else if line.starts_with('#') && old.contains(&line) {
            open = None;
        } else if let Some(words) =
            open.and_then(|at| found[at].as_mut()).filter(|_| !old.contains(&line))
        {
            words.extend(Some(unlisted(line).to_owned()).filter(|line| !line.is_empty()));
        }
    }
    found
}

/// Returns a line without a bullet, a number or the sign of a quotation at its beginning.
fn unlisted(line: &str) -> &str {
    let plain = line.trim_start_matches(['-', '*', '+', '>', ' ']);
    let digits = plain.len() - plain.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let behind = plain[digits..]
        .strip_prefix(['.', ')'])
        .filter(|rest| digits == 1 && rest.starts_with(' '));
    behind.unwrap_or(plain).trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Language, decision_lines};

    fn delivery() -> String {
        let boxes = decision_lines("delivery", Language::English).expect("boxes");
        format!("## Delivered\n\nhttps://example.org\n\n## Decision\n\n{boxes}\n")
    }

    #[track_caller]
    fn check(now: &str, expected: Option<(bool, &[&str])>) {
        let found = decided(&delivery(), now);
        let found = found
            .as_ref()
            .map(|one| (one.accepts, one.words.iter().map(String::as_str).collect::<Vec<_>>()));
        assert_eq!(found, expected.map(|(accepts, words)| (accepts, words.to_vec())), "{now}");
    }

    #[test]
    fn ticks_that_say_nothing() {
        let check =
            |now: &str, expected| assert_eq!(undecided(&delivery(), now), expected, "{now}");
        let both = delivery().replace("[ ]", "[x]");
        let back = both.replacen("[x]", "[ ]", 1);
        check(&delivery(), None);
        check(&both, Some(Undecided::Both));
        check(&back, Some(Undecided::NoWords));
        check(&format!("{back}  The sum\n"), None);
    }

    #[test]
    fn one_tick_decides() {
        let whole = delivery();
        check(&whole, None);
        let accepted = whole.replace("[ ] I accept", "[x] I accept");
        check(&accepted, Some((true, &[])));
        check(&accepted.replace("delivery\n", "delivery, thanks!\n"), Some((true, &["thanks!"])));
        check(
            &accepted.replace("delivery\n", "delivery\n  Well done.\n"),
            Some((true, &["Well done."])),
        );
        let back = whole.replace("[ ] It goes", "[X] It goes");
        check(&back, None);
        check(
            &format!("{back}1. The logo\n2. The date\n"),
            Some((false, &["The logo", "The date"])),
        );
        check(&format!("{back}  - The logo\n"), Some((false, &["The logo"])));
        check(&accepted.replace("[ ] It goes", "[x] It goes"), None);
    }

    #[test]
    fn a_tick_that_was_there_decides_nothing() {
        let accepted = delivery().replace("[ ] I accept", "[x] I accept");
        assert_eq!(decided(&accepted, &accepted), None);
        assert_eq!(decided(&accepted, &format!("{accepted}Thanks\n")), None);
        // Whoever delivered has ticked; the other one says no.
        let back = accepted.replace("[ ] It goes", "[x] It goes");
        let back = decided(&accepted, &format!("{back}  The logo\n"));
        assert_eq!(back, Some(Decided { accepts: false, words: vec!["The logo".to_owned()] }));
    }
}
