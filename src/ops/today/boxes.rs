//! Boxes in a page: how they are written, what of them is ticked, and what was typed below them.
//!
//! A box is a line of a list with a comment behind it, which says what a tick decides: the choice, the
//! task, and the mark of the version that the page was about. Any editor keeps it, and none shows it
//! to a reader.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::offer::Choice;
use super::own;
use crate::document::{TickBox, tick_box};
use crate::schema::Language;
use crate::schema::layout::PAGE_MARK as MARK;

const OPEN: &str = "<!-- ";
const CLOSE: &str = " -->";

/// A box that stands in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) choice: Choice,
    /// The id of the task.
    pub(super) task: String,
    pub(super) token: String,
    pub(super) ticked: bool,
    /// What was typed for it, without the signs of a list; a line each.
    pub(super) words: Vec<String>,
    /// Whether it stands below it that it needs words.
    pub(super) is_told: bool,
    /// Its line, by number from 0.
    line: usize,
    /// The lines that were typed below it.
    below: Range<usize>,
    /// The line without what was typed into it and without the tick.
    plain: String,
}

/// Writes a box; `None` for a task whose id cannot stand in a comment.
pub(super) fn line(label: &str, choice: Choice, task: &str, token: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let fits = !task.is_empty() && task.chars().all(plain) && !task.contains("--");
    fits.then(|| format!("  - [ ] {label} {OPEN}{} {task} {token}{CLOSE}", choice.word()))
}

/// Finds the boxes of a page; `known` is the page as it was written last, where that is remembered.
pub(super) fn found(page: &str, known: Option<&str>) -> Vec<Found> {
    let lines: Vec<&str> = page.lines().collect();
    let end = lines.iter().rposition(|line| line.starts_with(MARK)).unwrap_or(lines.len());
    let ours: BTreeSet<&str> = known.unwrap_or_default().lines().map(str::trim_end).collect();
    let looks = looks(known.unwrap_or_default());
    let is_ours = |line: &str| {
        let seen = look(line);
        let item = seen.starts_with("- **[") || known.is_none() && seen.starts_with("## ");
        !seen.is_empty() && (item || looks.contains(&bare(line)) || Parts::of(line).is_some())
    };
    let is_ours = |line: &str| is_ours(line) || unmarked(line, &ours).is_some();
    let mut boxes = Vec::new();
    for (at, line) in lines.iter().enumerate().take(end) {
        let Some(parts) = Parts::of(line) else { continue };
        let ends = |line: &&str| is_ours(line) && !own::is_hint(parts.choice, line);
        let ends = lines[at + 1..end].iter().position(ends);
        let ends = ends.map_or(end, |ends| at + 1 + ends);
        // A blank line behind what was typed is ours.
        let last = lines[at + 1..ends].iter().rposition(|line| !line.trim().is_empty());
        let below = at + 1..last.map_or(at + 1, |last| at + 2 + last);
        // The page of another language has the same boxes.
        let kept = |one: &&str| {
            let one = Parts::of(one).filter(|one| one.comment == parts.comment)?;
            Some(one.before.chars().count() - left_out(one.before, parts.before))
        };
        let written = ours.iter().copied().filter(|one| kept(one).is_some()).max_by_key(kept);
        let label = match written.and_then(Parts::of) {
            Some(one) => Some(one.before.to_owned()),
            None => parts.likely_label(),
        };
        let beside = label.as_deref().map(|label| inserted(label, parts.before));
        let beside = beside.unwrap_or_default();
        let typed = [beside.as_str(), parts.after].into_iter();
        let typed = typed.chain(lines[below.clone()].iter().copied());
        let typed = own::without(&typed.collect::<Vec<_>>());
        let words = words(typed.iter().map(String::as_str), parts.choice);
        let plain = match written {
            Some(written) => written.to_owned(),
            None => parts.unticked(label.as_deref().unwrap_or(parts.before)),
        };
        let (choice, task) = (parts.choice, parts.task.to_owned());
        let (token, ticked) = (parts.token.to_owned(), parts.ticked);
        let is_told = lines[below.clone()].iter().any(|line| own::is_hint(choice, line));
        boxes.push(Found { choice, task, token, ticked, words, is_told, line: at, below, plain });
    }
    boxes
}

/// Returns a line without what editors set in their own way: how far it is indented, the sign of a list, and
/// what breaks a line at its end.
fn look(line: &str) -> String {
    let line = line.trim().trim_end_matches('\\').trim_end();
    let item = line.strip_prefix(['-', '*', '+']).filter(|rest| rest.starts_with([' ', '\t']));
    let words = item.unwrap_or(line).split_whitespace().collect::<Vec<_>>().join(" ");
    if item.is_some() { format!("- {words}") } else { words }
}

/// Returns the look of a line without the signs that editors set before others, or take away there.
pub(super) fn bare(line: &str) -> String {
    look(&line.replace('\\', ""))
}

/// Returns the looks of all lines of a page.
pub(super) fn looks(page: &str) -> HashSet<String> {
    page.lines().map(bare).collect()
}

impl Found {
    /// Tells whether it is ticked, and nothing is done for it before somebody writes below it.
    pub(super) fn waits(&self) -> bool {
        self.ticked && self.words.is_empty() && self.choice.needs_words()
    }

    /// Tells whether a page has this box.
    pub(super) fn is_in(&self, page: &str) -> bool {
        page.lines().any(|line| self.is_line(line))
    }

    fn is_line(&self, line: &str) -> bool {
        Parts::of(line).is_some_and(|parts| {
            (parts.choice, parts.task, parts.token) == (self.choice, &*self.task, &*self.token)
        })
    }
}

/// A ticked box of which the comment is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unmarked {
    pub(super) choice: Choice,
    /// The id of the task, where it can be told.
    pub(super) task: Option<String>,
}

/// Finds the ticks in boxes that an editor has taken the comment of; `known` is the page as it was written last.
pub(super) fn unmarked_ticks(page: &str, known: &str) -> Vec<Unmarked> {
    let ours: BTreeSet<&str> = known.lines().map(str::trim_end).collect();
    let mut heading = String::new();
    let mut boxes: Vec<(String, Parts<'_>)> = Vec::new();
    for line in known.lines() {
        heading_of(line, &mut heading);
        boxes.extend(Parts::of(line).map(|parts| (heading.clone(), parts)));
    }
    let stays = |parts: &Parts<'_>| page.contains(parts.comment);
    boxes.retain(|(_, parts)| !stays(parts));
    let mut found = Vec::new();
    let mut heading = String::new();
    for line in page.lines().take_while(|line| !line.starts_with(MARK)) {
        heading_of(line, &mut heading);
        let Some(choice) = unmarked(line, &ours) else { continue };
        let same = || boxes.iter().filter(|(_, parts)| parts.choice == choice);
        let below = same().find(|(known, _)| *known == heading);
        if let Some(first) = same().next() {
            let alone = same().all(|(_, parts)| parts.task == first.1.task).then_some(first);
            let task = below.or(alone).map(|(_, parts)| parts.task.to_owned());
            found.push(Unmarked { choice, task });
        }
    }
    found
}

/// Remembers the heading of what boxes are about.
fn heading_of(line: &str, heading: &mut String) {
    let look = look(line);
    if look.starts_with("- **[") || look.starts_with("## ") {
        *heading = look;
    }
}

/// Returns what a ticked line decides that has no comment and says what one of the boxes that were written does.
fn unmarked(line: &str, ours: &BTreeSet<&str>) -> Option<Choice> {
    let TickBox { ticked, text, .. } = box_in(line)?;
    if !ticked || Parts::of(line).is_some() {
        return None;
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let boxes = ours.iter().filter_map(|line| Parts::of(line));
    let likely =
        boxes.filter(|parts| left_out(parts.before, &text) * 4 < parts.before.chars().count());
    likely.max_by_key(|parts| parts.before.chars().count()).map(|parts| parts.choice)
}

/// Returns a new page that says below each box of these that it still needs words; `None` where it does not
/// have one of them.
pub(super) fn hinted(page: &str, waiting: &[&Found], language: Language) -> Option<String> {
    let mut out = String::with_capacity(page.len());
    let mut count = 0;
    for line in page.split_inclusive('\n') {
        out.push_str(line);
        let is_it = waiting.iter().any(|one| one.is_line(line));
        if let Some(choice) = Parts::of(line).filter(|_| is_it).map(|parts| parts.choice) {
            count += 1;
            let hint = choice.needed(language).unwrap_or_default();
            out.push_str(&format!("    {hint}\n"));
        }
    }
    (count == waiting.len()).then_some(out)
}

/// Returns a new page with these boxes ticked.
pub(super) fn ticked(page: &str, boxes: &[&Found]) -> String {
    let line = |line: &str| match boxes.iter().any(|one| one.is_line(line)) {
        true => line.replacen("[ ]", "[x]", 1),
        false => line.to_owned(),
    };
    page.split_inclusive('\n').map(line).collect()
}

/// Tells whether any box above the notes of a page is ticked, whoever wrote it.
pub(super) fn has_tick(page: &str) -> bool {
    let mut lines = page.lines().take_while(|line| !line.starts_with(MARK));
    let is_ticked = |line: &str| Parts::of(line).is_some_and(|parts| parts.ticked);
    lines.any(|line| box_in(line).is_some_and(|one| one.ticked) || is_ticked(line))
}

/// Returns a page with `settled` boxes as they were written: without a tick, and without what was typed
/// for them.
pub(super) fn cleaned(page: &str, settled: &[&Found]) -> String {
    let mut out = String::with_capacity(page.len());
    for (at, line) in page.split_inclusive('\n').enumerate() {
        if settled.iter().any(|found| found.below.contains(&at)) {
            continue;
        }
        match settled.iter().find(|found| found.line == at) {
            Some(found) => {
                let end = &line[line.trim_end_matches(['\r', '\n']).len()..];
                out.push_str(&format!("{}{end}", found.plain));
            }
            None => out.push_str(line),
        }
    }
    out
}

/// Reads a line with a box, as an editor wrote it that sets a sign before brackets, too.
fn box_in(line: &str) -> Option<TickBox<'_>> {
    let escaped = || {
        let (lead, rest) = line.split_once("\\[")?;
        let sign = lead.trim();
        let (inside, text) = rest.split_once("\\]")?;
        let plain = format!("- [{inside}]");
        let ticked = tick_box(&plain)?.ticked;
        matches!(sign, "-" | "*" | "+").then_some(TickBox { lead, ticked, text })
    };
    tick_box(line).or_else(escaped).or_else(|| crossed(line))
}

/// Reads a line of ours in which somebody has written an `x` in place of the box.
fn crossed(line: &str) -> Option<TickBox<'_>> {
    let sign = line.find(|c: char| !c.is_whitespace())?;
    let rest = line[sign..].strip_prefix(['-', '*', '+'])?;
    let text = rest.strip_prefix([' ', '\t'])?.trim_start().strip_prefix(['x', 'X'])?;
    let is_ours = text.starts_with(' ') && text.contains(OPEN);
    is_ours.then_some(TickBox { lead: &line[..=sign], ticked: true, text })
}

/// The parts of a line with a box.
struct Parts<'a> {
    /// Up to the tick.
    lead: &'a str,
    ticked: bool,
    /// Between the box and the comment.
    before: &'a str,
    comment: &'a str,
    /// Behind the comment.
    after: &'a str,
    choice: Choice,
    task: &'a str,
    token: &'a str,
}

impl<'a> Parts<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let line = line.trim_end();
        let TickBox { lead, ticked, text: rest } = box_in(line)?;
        // What others wrote stands on a page with a sign in front that makes it plain text.
        let opens = rest.find(OPEN).filter(|at| !rest[..*at].ends_with('\\'))?;
        let comment = rest.get(opens..)?;
        let comment = comment.get(..comment.find("-->")? + 3)?;
        let mut said = comment.strip_prefix(OPEN)?.strip_suffix("-->")?.split_whitespace();
        let (choice, task, token) = (said.next()?, said.next()?, said.next()?);
        let choice = Choice::of_word(choice).filter(|_| said.next().is_none())?;
        let before = rest[..opens].trim();
        // An `x` right behind the box is meant to stand in it.
        let behind = before.strip_prefix(['x', 'X']).filter(|rest| rest.starts_with(' '));
        let (ticked, before) = match behind.filter(|_| !ticked) {
            Some(label) => (true, label.trim_start()),
            None => (ticked, before),
        };
        let after = rest[opens + comment.len()..].trim();
        Some(Self { lead, ticked, before, comment, after, choice, task, token })
    }

    /// Writes the line without a tick and without what was typed into it.
    fn unticked(&self, label: &str) -> String {
        let lead = self.lead.trim_end_matches('[').trim_end();
        format!("{lead} [ ] {label} {}", self.comment)
    }

    /// Returns what the box says, whatever was typed into its line, where it is not remembered how it was
    /// written; `None` where that cannot be told.
    fn likely_label(&self) -> Option<String> {
        let labels = Language::ALL.into_iter().map(|language| self.choice.label(None, language));
        let kept = |label: &String| label.chars().count() - left_out(label, self.before);
        let likely = labels.max_by_key(kept)?;
        (kept(&likely) * 4 > likely.chars().count()).then_some(likely)
    }
}

/// Returns how many characters at the beginning and at the end of a line are as in its label.
fn common(label: &str, line: &str) -> (usize, usize) {
    let (label, line): (Vec<char>, Vec<char>) = (label.chars().collect(), line.chars().collect());
    let most = label.len().min(line.len());
    let same = |(one, other): &(&char, &char)| one == other;
    let first = label.iter().zip(&line).take_while(same).count();
    let behind = |first| {
        label.iter().rev().zip(line.iter().rev()).take(most - first).take_while(same).count()
    };
    let (mut first, mut last) = (first, behind(first));
    // A word that only begins or ends in the same way was typed whole.
    let is_inside = |at: usize| {
        at > 0
            && line.get(at).is_some_and(|c| c.is_alphanumeric() && line[at - 1].is_alphanumeric())
    };
    while first > 0 && first + last < line.len() && is_inside(first) {
        first -= 1;
        last = behind(first);
    }
    while last > 0 && first + last < line.len() && is_inside(line.len() - last) {
        last -= 1;
    }
    (first, last)
}

/// Returns how many characters of a label are not in a line any more.
fn left_out(label: &str, line: &str) -> usize {
    let (first, last) = common(label, line);
    label.chars().count() - first - last
}

/// Returns what was typed into the line of a box: what stands there beside its label, or in its place.
/// Other dashes and spaces, which editors set by themselves, are nobody's words.
fn inserted(label: &str, line: &str) -> String {
    let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (label, line) = (spaced(label), spaced(line));
    let (first, last) = common(&label, &line);
    let count = line.chars().count();
    let typed: String = line.chars().skip(first).take(count - first - last).collect();
    let is_sign = |c: char| {
        c.is_ascii_punctuation() || c.is_whitespace() || ('\u{2010}'..'\u{2060}').contains(&c)
    };
    if typed.chars().all(is_sign) {
        return String::new();
    }
    // What only joins it to the label.
    let joins = |c: char| c.is_whitespace() || matches!(c, ':' | ';' | ',' | '.' | '–' | '—');
    typed.trim_start_matches(joins).trim_end_matches(|c| joins(c) && c != '.').to_owned()
}

/// Returns what was typed, a line each, without the signs of a list that editors set by themselves.
/// Where there are such signs, a line without one goes on with the one above.
///
/// Numbers are such signs where several lines are items, and none is higher than there are: `15. desember`
/// is a day. Of an answer they say which question it is for.
fn words<'a>(lines: impl Iterator<Item = &'a str>, choice: Choice) -> Vec<String> {
    let lines: Vec<&str> = lines.map(str::trim).filter(|line| !line.is_empty()).collect();
    let begins = |line: &str| unlisted(line) != line || numbered(line).is_some();
    let items = lines.iter().filter(|line| begins(line)).count();
    let is_counted = |number: usize| number <= items && items > 1 && choice != Choice::Answer;
    let text = |line: &'a str| {
        let plain = unlisted(line);
        let counted = numbered(plain).filter(|(number, _)| is_counted(*number));
        counted.map_or(plain, |(_, text)| text)
    };
    let is_list = lines.iter().any(|line| begins(line));
    let mut out: Vec<String> = Vec::new();
    for line in lines {
        match out.last_mut().filter(|_| is_list && !begins(line)) {
            Some(last) => {
                last.push(' ');
                last.push_str(line);
            }
            None => out.push(text(line).to_owned()),
        }
    }
    out.retain(|line| !line.is_empty());
    out
}

/// Returns the number that a line begins with, and what stands behind it.
pub(super) fn numbered(line: &str) -> Option<(usize, &str)> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let behind = line[digits..].strip_prefix(['.', ')'])?.strip_prefix(' ')?;
    Some((line[..digits].parse().ok()?, behind.trim_start()))
}

/// Returns a line without a bullet, a box or the sign of a quotation at its beginning.
pub(super) fn unlisted(line: &str) -> &str {
    let mut rest = line;
    loop {
        let signs = ["- [ ]", "- [x]", "- [X]", "-", "*", "+", ">"];
        let behind = signs.iter().find_map(|sign| rest.strip_prefix(sign));
        match behind.filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            Some(behind) => rest = behind.trim_start(),
            None => return rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> String {
        let accept = line("Good – a word", Choice::Accept, "ola-2", "aaaa").unwrap();
        let back = line("Back – below", Choice::Return, "ola-2", "bbbb").unwrap();
        format!(
            "# Today\n\n- **[ola-2](a.md)**  \n  Kari.\n\n{accept}\n{back}\n\n## Next\n\nText.\n"
        )
    }

    #[track_caller]
    fn check(typed: &str, ticked: &[(Choice, &[&str])]) -> String {
        let known = page();
        for known in [Some(known.as_str()), None] {
            let boxes = found(typed, known);
            assert_eq!(boxes.len(), 2, "{typed}");
            let found: Vec<(Choice, Vec<&str>)> = boxes
                .iter()
                .filter(|one| one.ticked)
                .map(|one| (one.choice, one.words.iter().map(String::as_str).collect()))
                .collect();
            let expected: Vec<(Choice, Vec<&str>)> =
                ticked.iter().map(|(choice, words)| (*choice, words.to_vec())).collect();
            assert_eq!(found, expected, "{typed}");
        }
        let boxes = found(typed, Some(&known));
        let settled: Vec<&Found> = boxes.iter().filter(|one| one.ticked).collect();
        cleaned(typed, &settled)
    }

    #[test]
    fn an_x_in_place_of_the_box_or_right_behind_it_is_a_tick() {
        let label = Choice::Accept.label(None, Language::English);
        let ours = format!("{}\n", line(&label, Choice::Accept, "ola-2", "abc").expect("a line"));
        for typed in ["- x Good", "* X Good", "- [ ] x Good", "- [ ] X Good"] {
            let page = ours.replace("- [ ] Good", typed);
            let found = found(&page, Some(&ours));
            assert!(has_tick(&page) && found.len() == 1, "{typed}: {found:?}");
            assert!(found[0].ticked && found[0].words.is_empty(), "{typed}: {found:?}");
            assert_eq!(cleaned(&page, &[&found[0]]), ours, "{typed}");
        }
        for typed in ["- [ ] X-ray. Good", "- [ ] Good", "- Good", "x Good"] {
            let page = ours.replace("- [ ] Good", typed);
            assert!(!has_tick(&page), "{typed}");
        }
    }

    #[test]
    fn ticks_and_what_is_typed_below() {
        let page = page();
        check(&page, &[]);
        let tick = |at: &str| page.replacen(&format!("[ ] {at}"), &format!("[x] {at}"), 1);
        assert_eq!(check(&tick("Good"), &[(Choice::Accept, &[])]), page);
        let typed = tick("Back").replace("bbbb -->\n", "bbbb -->\n    The logo.\n\n    The date\n");
        let clean = check(&typed, &[(Choice::Return, &["The logo.", "The date"])]);
        assert_eq!(clean, page);
        let listed = tick("Back").replace(
            "bbbb -->\n",
            "bbbb --> All of it\n  - [ ] The logo,\nwhich is old\n  2. The date\n",
        );
        check(&listed, &[(Choice::Return, &["All of it", "The logo, which is old", "The date"])]);
        check(
            &tick("Good").replace("- [ ] Back", "*  [X] Back"),
            &[(Choice::Accept, &[]), (Choice::Return, &[])],
        );
        for sign in [r"\[x\]", r"\[X\]", "[v]", "[X ]", "[V]"] {
            let ticked = page.replacen("[ ] Good", &format!("{sign} Good"), 1);
            assert_eq!(check(&ticked, &[(Choice::Accept, &[])]), page, "{sign}");
            let all = ticked.replace("[ ]", r"\[ \]");
            check(&all, &[(Choice::Accept, &[])]);
        }
    }

    #[test]
    fn what_is_typed_into_the_line_of_a_box_counts_as_what_is_typed_below() {
        let label = Choice::Return.label(None, Language::English);
        let line = line(&label, Choice::Return, "ola-2", "bbbb").unwrap();
        let page = format!("# Today\n\n- **[ola-2](a.md)**  \n  Kari.\n\n{line}\n");
        let (text, below) = label.split_once(" – ").expect("both");
        let typed = |new: &str, known: Option<&str>| {
            let typed = page.replace(&format!("[ ] {label}"), &format!("[x] {new}"));
            let boxes = found(&typed, known);
            let words = boxes[0].words.join("|");
            (words, cleaned(&typed, &[&boxes[0]]))
        };
        for (new, words) in [
            (label.clone(), ""),
            (format!("{text} -- {below}"), ""),
            (format!("{text}  –  {below}"), ""),
            (format!("{text}: the totals – {below}"), "the totals"),
            (format!("{text}, the totals are off. – {below}"), "the totals are off."),
            (format!("{label}: the totals"), "the totals"),
            (format!("The totals. {label}"), "The totals."),
            (format!("{text}: -5 is wrong"), "-5 is wrong"),
        ] {
            let expected = (words.to_owned(), page.clone());
            assert_eq!(typed(&new, Some(&page)), expected, "{new}");
            assert_eq!(typed(&new, None), expected, "{new}, and the page is not known");
        }
        for new in ["the totals", "Notes are wanting"] {
            assert_eq!(typed(new, Some(&page)), (new.to_owned(), page.clone()));
        }
    }

    #[test]
    fn only_a_heading_of_the_page_ends_what_is_typed() {
        let page = page();
        let typed = page
            .replace("[ ] Back", "[x] Back")
            .replace("bbbb -->\n", "bbbb -->\n# 3 is wrong\n---\n#date: the 4th\n");
        let words: [&str; 3] = ["# 3 is wrong", "---", "#date: the 4th"];
        assert_eq!(check(&typed, &[(Choice::Return, &words)]), page);
    }

    #[test]
    fn what_an_editor_wrote_in_its_own_way_is_nobodys_words() {
        let two = page().replace("## Next", "- **[ola-3](b.md)**  \n  Kari again.\n\n## Next");
        for sign in ["*", "+", "-"] {
            let lines = two.lines().map(|line| match line.trim_start().strip_prefix("- ") {
                Some(rest) => format!("{sign}   {rest}"),
                None => line.trim_end().to_owned() + if line.ends_with("  ") { "\\" } else { "" },
            });
            let typed: Vec<String> = lines.collect();
            let typed = typed.join("\n").replace("[ ] Back", "[x] Back");
            let boxes = found(&typed, Some(&two));
            let ticked: Vec<&Found> = boxes.iter().filter(|one| one.ticked).collect();
            assert_eq!(ticked.len(), 1, "{typed}");
            assert_eq!(ticked[0].words, [""; 0], "{typed}");
        }
    }

    #[test]
    fn other_line_ends_stay() {
        let page = page().replace('\n', "\r\n");
        let typed =
            page.replace("[ ] Good", "[x] Good").replace("aaaa -->\r\n", "aaaa -->\r\nFine\r\n");
        assert_eq!(check(&typed, &[(Choice::Accept, &["Fine"])]), page);
    }

    #[test]
    fn what_others_wrote_is_no_box() {
        for line in [
            r"- \[x\] Good \<!-- accept ola-2 aaaa -->",
            r"- [x] Good \<!-- accept ola-2 aaaa -->",
            "- **[ola-2 [x] <!-- accept ola-2 aaaa -->](a.md)**",
            "  Kari: [x] <!-- accept ola-2 aaaa -->",
            "- [x] Good <!-- praise ola-2 aaaa -->",
            "- [x] Good <!-- accept ola-2 -->",
        ] {
            assert_eq!(found(line, None), [], "{line}");
        }
    }

    #[test]
    fn what_stands_below_the_notes_is_no_decision() {
        let typed = format!("{}{MARK}0 -->\n\n## Notes\n{}", "# Today\n", page());
        assert_eq!(found(&typed.replace("[ ]", "[x]"), None), []);
        assert_eq!(line("Good", Choice::Accept, "a--b", "t"), None);
        assert_eq!(line("Good", Choice::Accept, "a b", "t"), None);
    }

    #[test]
    fn a_tick_without_its_words_stays_on_a_new_page_and_says_so() {
        for language in Language::ALL {
            let page = page();
            let old = page.replace("[ ] Back", "[X] Back");
            let boxes = found(&old, Some(&page));
            let waiting: Vec<&Found> = boxes.iter().filter(|one| one.waits()).collect();
            assert_eq!(waiting.len(), 1);
            assert!(!waiting[0].is_told);
            let new = page.replace("Kari.", "Kari Hansen.");
            let known = hinted(&new, &waiting, language).expect("the box is there");
            let written = ticked(&known, &waiting);
            let hint = Choice::Return.needed(language).expect("it needs words");
            assert_eq!(
                written.replace(&format!("    {hint}\n"), ""),
                new.replace("[ ] Back", "[x] Back")
            );
            // It says nothing by itself, whether the last page is remembered or not.
            for known in [Some(known.as_str()), None] {
                let again = found(&written, known);
                assert!(again[1].waits() && again[1].is_told && !again[0].is_told, "{again:?}");
                let check = |typed: String, words: &[&str]| {
                    let typed = found(&typed, known);
                    assert!(typed[1].ticked && typed[1].words == words, "{typed:?}");
                };
                let below = format!("{hint}\n    The logo\n\n    The date\n");
                check(written.replace(&format!("{hint}\n"), &below), &["The logo", "The date"]);
                let above = format!("The logo.\n    {hint}");
                check(written.replace(&hint, &above), &["The logo."]);
                check(written.replace(&hint, &format!("{hint} the logo")), &["the logo"]);
                check(written.replace(&hint, &format!("The logo. {hint}")), &["The logo."]);
                check(written.replace(&hint, "The logo"), &["The logo"]);
            }
            let cleared =
                cleaned(&written, &found(&written, Some(&known)).iter().collect::<Vec<_>>());
            assert_eq!(cleared, new);
        }
        let boxes = found(&page().replace("[ ]", "[x]"), None);
        let waiting: Vec<&Found> = boxes.iter().filter(|one| one.waits()).collect();
        assert_eq!(hinted("# Today\n", &waiting, Language::English), None);
    }

    #[test]
    fn a_tick_whose_comment_is_gone_is_found_and_is_nobodys_words() {
        let item = |id: &str| page().replace("# Today\n\n", "").replace("ola-2", id);
        let known = format!("# Today\n\n{}{}", item("ola-2"), item("ola-3"));
        let check = |page: &str, expected: &[(Choice, Option<&str>)]| {
            let found = unmarked_ticks(page, &known);
            let found: Vec<_> = found.iter().map(|one| (one.choice, one.task.as_deref())).collect();
            assert_eq!(found, expected, "{page}");
        };
        check(&known, &[]);
        check(&known.replace("[ ]", "[x]"), &[]);
        let back = "[ ] Back – below <!-- return ola-3 bbbb -->";
        let typed = known.replace(back, "[x] Back – below: the logo\n    The date");
        check(&typed, &[(Choice::Return, Some("ola-3"))]);
        let boxes = found(&typed, Some(&known));
        assert!(boxes.iter().all(|one| one.words.is_empty()), "{boxes:?}");
        // Without any comment, and with lists as another editor writes them.
        let bare = |line: &str| {
            let line = line.split(" <!--").next().unwrap_or_default();
            line.replace("[ ] Good", "[x] Good").replacen("- ", "*  ", 1)
        };
        let bare: Vec<String> = known.lines().map(bare).collect();
        let both = [(Choice::Accept, Some("ola-2")), (Choice::Accept, Some("ola-3"))];
        check(&bare.join("\n"), &both);
        check(
            &known.replace(back, "[x] Back – below").replace("[ola-3]", "[it]"),
            &[(Choice::Return, Some("ola-3"))],
        );
        // What somebody has ticked for themselves.
        check(&known.replace("Text.", "- [x] Milk\n"), &[]);
        check(&format!("{known}{MARK}0 -->\n- [x] Back – below\n"), &[]);
    }

    #[test]
    fn numbers_that_say_something_stay() {
        let check = |choice, typed: &str, expected: &[&str]| {
            assert_eq!(words(typed.lines(), choice), expected, "{typed}");
        };
        check(Choice::Return, "1. the date\n2) the sum\n", &["the date", "the sum"]);
        check(Choice::Return, "15. desember holds\n", &["15. desember holds"]);
        check(Choice::Return, "3. kvartal\ner ferdig\n", &["3. kvartal er ferdig"]);
        check(Choice::Answer, "1. Yes\n2. Thursday\n", &["1. Yes", "2. Thursday"]);
        check(Choice::Answer, "2. Thursday\n", &["2. Thursday"]);
        check(Choice::Right, "42.\n", &["42."]);
        check(Choice::Return, "1. desember\n", &["1. desember"]);
        check(Choice::Return, "- [ ] 1. one\n- 2. two\n", &["one", "two"]);
    }
}
