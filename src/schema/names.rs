//! Comparing names as people write them: case, form and separators aside.

use std::borrow::Cow;

use crate::text::composed;

/// Returns the form in which keys, kinds and enum values are compared.
///
/// Lower case, composed, with `_` for blanks and dashes: `Due-Date` and `due date` are `due_date`.
pub fn fold(word: &str) -> Cow<'_, str> {
    let word = word.trim();
    if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        return Cow::Borrowed(word);
    }
    let separator = |c: char| c == ' ' || c == '-' || c == '\u{a0}';
    let unified = |c| if separator(c) { '_' } else { c };
    Cow::Owned(match word.is_ascii() {
        true => word.chars().map(|c| unified(c.to_ascii_lowercase())).collect(),
        false => lower(&composed(word)).chars().map(unified).collect(),
    })
}

/// Returns a text in lower case, each letter by itself.
pub(super) fn lower(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => text.chars().flat_map(char::to_lowercase).collect(),
    }
}

/// Returns the form in which headings are compared: as [`fold`], a colon at the end aside.
pub fn fold_heading(heading: &str) -> String {
    let words: Vec<&str> = heading.trim().trim_end_matches(':').split_whitespace().collect();
    fold(&words.join(" ")).into_owned()
}

/// Returns the candidate that `word` was most likely meant to be.
///
/// None where nothing is near: one slip in a short word, two in one of six letters or more. Of
/// equally near ones the first; [`nearest`] has them all.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    nearest(word, candidates).first().copied()
}

/// Returns the candidates that `word` was most likely meant to be: those with the fewest slips, of
/// them those with its first letter, in their order, each once and no more than three.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    const MOST: usize = 3;
    let (wanted, mut folded) = (letters(word, Vec::new()), Vec::new());
    let mut least = match wanted.len() {
        0..=2 => return Vec::new(),
        3..=5 => 1,
        _ => 2,
    };
    let mut found: Vec<&str> = Vec::new();
    for candidate in candidates {
        // Of ASCII each byte is a letter, so that its length tells of most that they are not near.
        let len = candidate.trim().len().min(MOST_LETTERS);
        if candidate.is_ascii() && len.abs_diff(wanted.len()) > least {
            continue;
        }
        folded = letters(candidate, folded);
        if folded.len() < 3 {
            continue;
        }
        let Some(distance) = distance(&wanted, &folded, least) else { continue };
        if distance < least {
            found.clear();
            least = distance;
        }
        if !found.contains(&candidate) {
            found.push(candidate);
        }
    }
    // A slip in the first letter is rare.
    let begins = |one: &&str| fold(one).chars().next() == wanted.first().copied();
    if found.iter().any(begins) {
        found.retain(begins);
    }
    found.truncate(MOST);
    found
}

/// Asks whether one of these was meant, each with `before` in front of it; `None` where there is
/// none.
pub fn question(near: &[impl AsRef<str>], before: &str) -> Option<String> {
    let shown: Vec<String> = near.iter().map(|one| format!("`{before}{}`", one.as_ref())).collect();
    let (last, others) = shown.split_last()?;
    Some(match others {
        [] => format!("did you mean {last}?"),
        others => format!("did you mean {} or {last}?", others.join(", ")),
    })
}

/// So many letters of a word are compared.
const MOST_LETTERS: usize = 64;

type Row = [usize; MOST_LETTERS + 1];

/// Folds a word into letters, as far as they are compared, in the memory of `into`.
fn letters(word: &str, mut into: Vec<char>) -> Vec<char> {
    into.clear();
    if word.is_ascii() {
        // As `fold` does, without a text of its own.
        let unified = |c| if matches!(c, ' ' | '-') { '_' } else { c };
        into.extend(
            word.trim().chars().take(MOST_LETTERS).map(|c| unified(c.to_ascii_lowercase())),
        );
    } else {
        into.extend(fold(word).chars().take(MOST_LETTERS));
    }
    into
}

/// Counts the slips between two words: a letter added, left out, changed, or two swapped; `None`
/// where there are more than `most`. Neither may have more than [`MOST_LETTERS`].
///
/// The optimal string alignment distance.
fn distance(left: &[char], right: &[char], most: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > most {
        return None;
    }
    let same = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let (left, right) = (&left[same..], &right[same..]);
    let backwards = left.iter().rev().zip(right.iter().rev());
    let same = backwards.take_while(|(a, b)| a == b).count();
    let (left, right) = (&left[..left.len() - same], &right[..right.len() - same]);
    let mut before: Row = [0; MOST_LETTERS + 1];
    let mut last: Row = std::array::from_fn(|at| at);
    for (i, a) in left.iter().enumerate() {
        let mut row: Row = [i + 1; MOST_LETTERS + 1];
        for (j, b) in right.iter().enumerate() {
            let changed = last[j] + usize::from(a != b);
            let mut least = changed.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                least = least.min(before[j - 1] + 1);
            }
            row[j + 1] = least;
        }
        // Two swapped letters lead past one row, never past two.
        let rows = row[..=right.len()].iter().chain(&last[..=right.len()]);
        if rows.into_iter().all(|slips| *slips > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    Some(last[right.len()]).filter(|slips| *slips <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case_form_and_separators() {
        assert_eq!(fold("Due Date"), "due_date");
        assert_eq!(fold("E-post"), "e_post");
        assert_eq!(fold("spra\u{30a}k"), "språk");
        assert_eq!(fold_heading("  Done   WHEN: "), "done_when");
    }

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let check = |word, expected: Option<&str>| {
            assert_eq!(
                did_you_mean(word, ["draft", "sent", "confirmed", "to"]),
                expected,
                "{word}"
            );
        };
        check("darft", Some("draft"));
        check("snet", Some("sent"));
        check("comfirmd", Some("confirmed"));
        check("ti", None);
        check("accepted", None);
        check("", None);
    }

    #[test]
    fn slips_are_counted_up_to_a_bound() {
        let check = |left: &str, right: &str, expected: usize| {
            let chars = |text: &str| text.chars().collect::<Vec<char>>();
            for most in 0..5 {
                let found = distance(&chars(left), &chars(right), most);
                assert_eq!(found, Some(expected).filter(|slips| *slips <= most), "{left} {right}");
            }
        };
        check("", "", 0);
        check("ola-14", "ola-14", 0);
        check("ola-14", "ola-41", 1);
        check("ola-14", "ola-1", 1);
        check("aab", "ab", 1);
        check("abab", "ab", 2);
        check("ca", "abc", 3);
        check("æøå", "øæå", 1);
        check("abcd", "xbcdy", 2);
        check("", "abc", 3);
    }

    #[test]
    fn several_that_are_equally_near_are_all_named() {
        let ids = ["ola-14", "ola-41", "ola-15", "kari-4", "ola-14", "ola-18", "ola-19"];
        assert_eq!(nearest("ola-1", ids), ["ola-14", "ola-41", "ola-15"]);
        assert_eq!(nearest("ola-13", ids), ["ola-14", "ola-15", "ola-18"]);
        assert_eq!(nearest("olla-41", ids), ["ola-41"]);
        assert_eq!(question(&["a"], "is:").as_deref(), Some("did you mean `is:a`?"));
        assert_eq!(
            question(&["a", "b", "c"], "").as_deref(),
            Some("did you mean `a`, `b` or `c`?")
        );
        assert_eq!(question(&[""; 0], ""), None);
    }
}
