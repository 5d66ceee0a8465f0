//! Whether a text was written by somebody who had not seen a later version.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use super::core::{Changed, Three, Touching, regions};
use super::moved::{Lines, in_order};
use super::shape::{lines, strip};
use crate::document::divided;

/// What a text has of the changes that another version made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awareness {
    /// At least one of them stands in it.
    Seen,
    /// None does, and at least one place is as it was before.
    Unaware,
    /// None does, and each place was changed to something else; or there is nothing to see.
    Unknown,
}

/// Compares `text`, made from `before`, with what `after` changed there.
///
/// An editor that had opened `before` saves a text that is [`Awareness::Unaware`] of `after`. Line
/// ends and a byte order mark say nothing. Where `before` was nothing, every line of `after` must
/// stand in a text that has seen it: the two may have begun alike elsewhere. Where both added to a
/// body at one place, whoever has seen the other's addition made something of it: one that has next to
/// none of its words stands beside it, and does not take its place. Whoever has ticked a box in the words as they
/// were has not seen others, and whoever has ticked the same box as they did may have.
///
/// Sections are compared where they stood before: whoever has moved one says nothing by that of what others wrote into
/// it, and where both moved one alike, what they wrote tells more.
pub fn awareness(before: &str, after: &str, text: &str) -> Awareness {
    let (_, before, text, after) = strip(Some(before), text, after);
    let before = before.unwrap_or_default();
    if before.trim().is_empty() && !after.trim().is_empty() {
        let there: HashSet<&str> = lines(&text).map(str::trim).collect();
        let has_all = lines(&after).map(str::trim).all(|line| there.contains(line));
        return if has_all { Awareness::Seen } else { Awareness::Unaware };
    }
    let all = Three::new(&*before, &*text, &*after).map(|text| {
        lines(text).map(|line| line.trim_end_matches(['\n', '\r'])).collect::<Vec<_>>()
    });
    let body = body_start(&before);
    let base = Lines::of(&before, &all.base);
    if let Some(left) = in_order(&Lines::of(&text, &all.left), &base) {
        let right = in_order(&Lines::of(&after, &all.right), &base);
        let right = right.unwrap_or_else(|| all.right.clone());
        let found = in_lines(&Three::new(all.base.clone(), left, right), body);
        if found != Awareness::Unknown {
            return found;
        }
    }
    in_lines(&all, body)
}

/// The same of lines, of which the front matter takes so many `before`.
fn in_lines(all: &Three<Vec<&str>>, body: usize) -> Awareness {
    let slices = Three::new(&all.base[..], &all.left[..], &all.right[..]);
    let mut found = Awareness::Unknown;
    let regions = regions(slices, Touching::Apart);
    for (number, region) in regions.iter().enumerate() {
        let region = region.clone();
        let frame = match region.at.base.start >= body {
            true => frame(&all.right[region.at.right.clone()]),
            false => BTreeSet::new(),
        };
        match region.changed {
            Changed::Neither | Changed::Left => {}
            Changed::Right => {
                // Whoever changed the line beside an addition as well has both in one place.
                let theirs: HashSet<&str> =
                    all.right[region.at.right.clone()].iter().copied().collect();
                let around = [number.checked_sub(1), Some(number + 1)].into_iter().flatten();
                let mine = around.filter_map(|at| regions.get(at));
                let mine = mine.filter(|one| matches!(one.changed, Changed::Left));
                let mine = mine.flat_map(|one| {
                    let known = without_ticks(&all.base[one.at.base.clone()]);
                    let new = all.left[one.at.left.clone()].iter();
                    new.filter(move |line| !known.contains(&unticked(line)))
                });
                let both = mine.filter(|line| !line.trim().is_empty() && theirs.contains(*line));
                let both: Vec<_> = both.collect();
                if both.iter().any(|line| !frame.contains(*line)) {
                    return Awareness::Seen;
                }
                if both.is_empty() {
                    found = Awareness::Unaware;
                }
            }
            Changed::Both => {
                let after = &all.right[region.at.right];
                let text = &all.left[region.at.left];
                let at = region.at.base;
                let before = &all.base[at.clone()];
                // Both may have ticked the same box.
                if differ_in_ticks(before, text) && differ_in_ticks(before, after) {
                    continue;
                }
                let (known, theirs) = (without_ticks(before), after.iter().collect::<HashSet<_>>());
                let has = |line: &&str| {
                    let is_new = !line.trim().is_empty() && !known.contains(&unticked(line));
                    is_new && theirs.contains(line) && !frame.contains(line)
                };
                if text.iter().any(has) || text == after {
                    return Awareness::Seen;
                }
                let is_addition = before.iter().all(|line| line.trim().is_empty());
                let is_unaware = match at.start >= body {
                    true => is_addition && !are_alike(text, after) || differ_in_ticks(before, text),
                    false => has_no_added_item(before, after, text),
                };
                if is_unaware {
                    found = Awareness::Unaware;
                }
            }
        }
    }
    found
}

/// Tells whether two texts differ in front matter and checklists alone: in what is given there one value a line.
pub fn differ_in_values(before: &str, after: &str) -> bool {
    let (_, before, _, after) = strip(Some(before), before, after);
    let before = before.unwrap_or_default();
    let all = Three::new(&*before, &*before, &*after).map(|text| lines(text).collect::<Vec<_>>());
    let slices = Three::new(&all.base[..], &all.left[..], &all.right[..]);
    let is_value = |lines: &[&str], at: usize, body: usize| {
        let line = lines[at].trim();
        let item = line.strip_prefix(['-', '*', '+']).map(str::trim_start);
        let is_item = item
            .is_some_and(|item| ["[ ]", "[x]", "[X]"].iter().any(|box_| item.starts_with(box_)));
        at < body || line.is_empty() || is_item
    };
    let (old_body, new_body) = (body_start(&before), body_start(&after));
    regions(slices, Touching::Apart)
        .iter()
        .filter(|one| !matches!(one.changed, Changed::Neither))
        .all(|one| {
            one.at.base.clone().all(|at| is_value(&all.base, at, old_body))
                && one.at.right.clone().all(|at| is_value(&all.right, at, new_body))
        })
}

/// Returns the lines that two people write alike who have not seen each other's: headings, and what stands above
/// the rows of a table.
fn frame<'t>(text: &[&'t str]) -> BTreeSet<&'t str> {
    let is_ruler = |line: &str| {
        let line = line.trim();
        line.contains("---") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
    };
    let mut frame: BTreeSet<&str> =
        text.iter().copied().filter(|line| line.starts_with('#') || is_ruler(line)).collect();
    let heads = text.windows(2).filter(|two| two[0].contains('|') && is_ruler(two[1]));
    frame.extend(heads.map(|two| two[0]));
    frame
}

/// Tells whether two texts are the same but for what is ticked: whoever ticks a box leaves its words as they are.
fn differ_in_ticks(one: &[&str], other: &[&str]) -> bool {
    one.iter().map(|line| unticked(line)).eq(other.iter().map(|line| unticked(line)))
}

/// Returns lines but for what is ticked.
fn without_ticks<'t>(lines: &[&'t str]) -> HashSet<Cow<'t, str>> {
    lines.iter().map(|line| unticked(line)).collect()
}

fn unticked(line: &str) -> Cow<'_, str> {
    match line.contains("[x]") || line.contains("[X]") {
        true => Cow::Owned(line.replacen("[x]", "[ ]", 1).replacen("[X]", "[ ]", 1)),
        false => Cow::Borrowed(line),
    }
}

/// Returns how many lines the front matter takes, fences and all.
fn body_start(text: &str) -> usize {
    let (_, body) = divided(text);
    lines(&text[..body.start]).count()
}

/// Tells whether lists of the front matter stand in a text to which the other version added items, and
/// none of those is in it.
fn has_no_added_item(before: &[&str], after: &[&str], text: &[&str]) -> bool {
    let before = items(before).unwrap_or_default();
    let added = |text| {
        let items = items(text)?.into_iter().filter(|item| !before.contains(item));
        Some(items.collect::<BTreeSet<_>>())
    };
    let (Some(after), Some(text)) = (added(after), added(text)) else { return false };
    !after.is_empty() && after.is_disjoint(&text)
}

/// Returns the items of lists in lines of front matter, each with its key where that is at hand; `None`
/// where something else stands there.
fn items<'t>(lines: &[&'t str]) -> Option<BTreeSet<(&'t str, &'t str)>> {
    let mut found = BTreeSet::new();
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        if let Some(item) = line.strip_prefix("- ") {
            found.insert(("", item.trim()));
            continue;
        }
        let (key, list) = line.split_once(':')?;
        let list = list.trim();
        if !list.is_empty() {
            let inside = list.strip_prefix('[')?.strip_suffix(']')?;
            let items = inside.split(',').map(str::trim).filter(|item| !item.is_empty());
            found.extend(items.map(|item| (key, item)));
        }
    }
    Some(found)
}

/// Tells whether two additions share at least half of the words of the shorter one.
fn are_alike(one: &[&str], other: &[&str]) -> bool {
    let words = |text: &[&str]| -> BTreeSet<String> {
        let words = text.iter().flat_map(|line| line.split(|c: char| !c.is_alphanumeric()));
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    one.intersection(&other).count() * 2 >= one.len().min(other.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::Awareness::{Seen, Unaware, Unknown};
    use super::*;

    fn check(before: &str, after: &str, text: &str, expected: Awareness) {
        let found = awareness(before, after, text);
        assert_eq!(found, expected, "{before:?} → {after:?}, saved {text:?}");
    }

    #[test]
    fn the_old_text_with_or_without_additions_is_unaware() {
        check("a\nb\nc\n", "a\nB\nc\n", "a\nb\nc\n", Unaware);
        check("a\nb\nc\n", "a\nB\nc\n", "a\nb\nc\nmine\n", Unaware);
        check("a\nb\nc\n", "a\nb\nc\ntheirs\n", "A\nb\nc\n", Unaware);
        check("a\r\nb\r\n", "a\nB\n", "a\r\nb\r\nmine\r\n", Unaware);
        check("a\nb\nc\n", "a\r\nb\r\nc\r\ntheirs\n", "A\nb\nc\n", Unaware);
        check("a\nb\nc\nd\n", "A\nb\nc\nd\ntheirs\n", "a\nb\nc\nD\n", Unaware);
    }

    #[test]
    fn whoever_has_some_of_the_new_text_has_seen_it() {
        check("a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\nmine\n", Seen);
        check("a\nb\nc\nd\n", "A\nb\nc\nD\n", "A\nb\nc\nd\n", Seen);
        check("a\nb\nc\n", "a\nb\nc\none\ntwo\n", "a\nb\nc\ntwo\n", Seen);
        check("a\nb\nc\n", "a\nb\nc\none\ntwo\n", "a\nb\nC\none\n", Seen);
        let filled = "---\nstatus: sent\nkind: task\nid: ola-7\nfrom: ola\n---\nBody\n";
        let mine = "---\nstatus: draft\nkind: task\nid: ola-7\n---\nBody\n";
        check("---\nstatus: sent\n---\nBody\n", filled, mine, Seen);
        check("---\nstatus: sent\n---\nBody\n", filled, "---\nstatus: draft\n---\nBody\n", Unaware);
    }

    #[test]
    fn whoever_began_from_nothing_has_seen_what_stands_there_whole() {
        check("", "a\nb\n", "a\nmine\n", Unaware);
        check("", "a\nb\n", "a\nmine\nb\n", Seen);
        check("\n", "a\n", "mine\n", Unaware);
        check("", "", "mine\n", Unknown);
    }

    #[test]
    fn another_addition_at_the_same_place_is_none_of_the_first_one() {
        check("a\n\nb\n", "a\n\nb\n\ntheirs\n", "a\n\nb\n\nmine\n", Unaware);
        check("a\n", "a\n\nIt is sent.\n", "a\n\nWho pays for that?\n", Unaware);
        // A correction of the other's words.
        let (theirs, mine) = ("a\n\nTwo invoices is lost.\n", "a\n\nTwo invoices are lost.\n");
        check("a\n", theirs, mine, Unknown);
        let front = |line: &str| format!("---\na: 1\n{line}---\nBody\n");
        check(&front(""), &front("due: 2026-12-03\n"), &front("due: 2026-12-05\n"), Unknown);
    }

    #[test]
    fn what_stands_above_the_rows_of_a_table_tells_nothing() {
        let table = |row: &str| format!("a\n\n## Costs\n\n| What | NOK |\n|---|---|\n{row}\n");
        check("a\n", &table("| Paper | 1 |"), &table("| Ink | 1 |"), Unknown);
        // Nor beside a line that was written anew.
        let anew = table("| Paper | 1 |").replacen("a\n", "A\n", 1);
        check("a\n", &anew, &table("| Ink | 1 |"), Unknown);
        let both = table("| Paper | 1 |\n| Ink | 1 |");
        check("a\n", &table("| Paper | 1 |"), &both, Seen);
    }

    #[test]
    fn another_item_of_a_list_is_none_of_the_first_one() {
        let front = |lines: &str| format!("---\na: 1\n{lines}---\nBody\n");
        let tags = |tags: &str| front(&format!("tags: [{tags}]\n"));
        check(&front(""), &tags("theirs"), &tags("mine"), Unaware);
        check(&tags("a"), &tags("a, theirs"), &tags("a, mine"), Unaware);
        check(&tags("a"), &tags("a, theirs"), &tags("theirs, mine"), Unknown);
        check(&tags("a, b"), &tags("a"), &tags("b"), Unknown);
        let block = |item: &str| front(&format!("tags:\n  - a\n  - {item}\n"));
        check(&front("tags:\n  - a\n"), &block("theirs"), &block("mine"), Unaware);
    }

    #[test]
    fn a_tick_beside_the_old_words_is_unaware_of_the_new_ones() {
        // Both ticked the same box, and one of them wrote more.
        check("a\n- [ ] b\nc\n", "a\n- [x] b\nc\nd\n", "a\n- [x] b\nc\n", Unaware);
        check("a\n- [ ] b\n", "a\n- [x] b\nd\n- [ ] b\n", "a\n- [x] b\n", Unaware);
        check("- [ ] b\n", "- [x] b\n", "- [x] b\n", Unknown);
        let (before, after) = ("a\n\n- [ ] All are posted\n", "a\n\n- [ ] The bank knows\n");
        check(before, after, "a\n\n- [x] All are posted\n", Unaware);
        check(before, after, "a\n\n- [x] All are paid\n", Unknown);
        check(before, after, "a\n\n- [x] The bank knows\n", Unknown);
        check(before, "a\n\n- [x] All are posted\n", "a\n\n- [ ] The bank knows\n", Unknown);
    }

    #[test]
    fn whoever_moved_a_section_has_not_seen_by_that_what_others_wrote_into_it() {
        let text =
            |one: &str, two: &str| format!("\n## Result\n\n{one}\n\n## Done when\n\n{two}\n");
        let moved =
            |one: &str, two: &str| format!("\n## Done when\n\n{two}\n\n## Result\n\n{one}\n");
        let before = text("a\n\nb", "- [ ] c");
        check(&before, &text("a\n\ntheirs\n\nb", "- [ ] c"), &moved("a\n\nb", "- [ ] c"), Unaware);
        check(&before, &text("a\n\nb\n\ntheirs", "- [ ] c"), &moved("a\n\nb", "- [ ] c"), Unaware);
        let theirs = text("a\n\ntheirs\n\nb", "- [ ] c");
        check(&before, &theirs, &moved("a\n\ntheirs\n\nb", "- [ ] c\n\nmine"), Seen);
        // Both moved it.
        let theirs = moved("a\n\nb", "- [ ] c\n\ntheirs");
        check(&before, &theirs, &moved("a\n\nb", "- [ ] c\n\nmine"), Unaware);
        check(&before, &theirs, &moved("a\n\nb", "- [ ] c\n\ntheirs\n\nmine"), Seen);
        // Nothing else is to be seen.
        check(&before, &moved("a\n\nb", "- [ ] c"), &moved("a\n\nb", "- [x] c"), Seen);
        check(&before, &moved("a\n\nb", "- [ ] c"), &before, Unaware);
    }

    #[test]
    fn values_stand_in_front_matter_and_checklists() {
        let text = |due: &str, body: &str| {
            format!("---\ndue: {due}\ntags:\n  - a\n---\n\n## Result\n\nA page.\n{body}")
        };
        let list = "\n- [ ] One\n- [x] Two\n";
        let check = |due: &str, body: &str, expected: bool| {
            let (before, after) = (text("2099-12-04", list), text(due, body));
            assert_eq!(differ_in_values(&before, &after), expected, "{after}");
            assert_eq!(differ_in_values(&after, &before), expected, "{after}");
        };
        check("2099-12-24", list, true);
        check("2099-12-24", "\n- [ ] One\n", true);
        check("2099-12-04", "\n- [ ] One\n- [x] Two, or more\n- [ ] Three\n", true);
        check("2099-12-24", "\n- [ ] One\n- [x] Two\n\nAnd this.\n", false);
        check("2099-12-04", "\n- One\n- [x] Two\n", false);
        assert!(!differ_in_values("a\n", "b\n"));
    }

    #[test]
    fn where_nothing_changed_or_all_was_rewritten_nothing_can_be_told() {
        check("a\nb\n", "a\nb\n", "a\nb\nc\n", Unknown);
        check("a\n", "b\n", "c\n", Unknown);
    }
}
