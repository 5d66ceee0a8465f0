use std::cmp::Ordering;
use std::iter::Peekable;

use unicode_normalization::UnicodeNormalization;

/// Orders two texts as people do: numbers by what they count, whatever the case, and the last
/// letters of the alphabet as æ, ø, å.
///
/// A total order: texts that people take for the same stand by their bytes.
pub fn compare(one: &str, other: &str) -> Ordering {
    if one == other {
        return Ordering::Equal;
    }
    let found = match one.is_ascii() && other.is_ascii() {
        true => compare_chars(one.chars().peekable(), other.chars().peekable()),
        false => compare_chars(one.nfc().peekable(), other.nfc().peekable()),
    };
    found.then_with(|| one.cmp(other))
}

fn compare_chars(
    mut one: Peekable<impl Iterator<Item = char>>,
    mut other: Peekable<impl Iterator<Item = char>>,
) -> Ordering {
    loop {
        let found = match (one.peek(), other.peek()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) if a.is_ascii_digit() && b.is_ascii_digit() => {
                compare_numbers(&mut one, &mut other)
            }
            (Some(&a), Some(&b)) => {
                one.next();
                other.next();
                weight(a).cmp(&weight(b))
            }
        };
        if found != Ordering::Equal {
            return found;
        }
    }
}

/// Compares two runs of digits by their number, however long.
fn compare_numbers(
    one: &mut Peekable<impl Iterator<Item = char>>,
    other: &mut Peekable<impl Iterator<Item = char>>,
) -> Ordering {
    while one.next_if_eq(&'0').is_some() {}
    while other.next_if_eq(&'0').is_some() {}
    let mut first = Ordering::Equal;
    loop {
        let digit = |each: &char| each.is_ascii_digit();
        match (one.next_if(digit), other.next_if(digit)) {
            (None, None) => return first,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => first = first.then(a.cmp(&b)),
        }
    }
}

/// Where a character stands: `å` behind `ø` behind `æ`, behind all other letters of Latin script.
fn weight(each: char) -> (u32, u32) {
    let lower = if each.is_ascii() {
        each.to_ascii_lowercase()
    } else {
        each.to_lowercase().next().unwrap_or(each)
    };
    match lower {
        'æ' | 'ä' => (u32::from('z'), 1),
        'ø' | 'ö' => (u32::from('z'), 2),
        'å' => (u32::from('z'), 3),
        _ => (u32::from(lower), 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_in_the_order_of_people() {
        let sorted = [
            "",
            "1",
            "2",
            "10",
            "a",
            "A",
            "ola-02",
            "ola-2",
            "ola-10",
            "ola-10b",
            "ola-100000000000000000000000",
            "ola-a",
            "zebra",
            "Ærlig",
            "ød",
            "Øl",
            "a\u{30a}s",
            "Åsta",
        ];
        let mut found = sorted.to_vec();
        found.reverse();
        found.sort_by(|a, b| compare(a, b));
        let ignoring =
            |texts: &[&str]| texts.iter().map(|text| text.to_lowercase()).collect::<Vec<_>>();
        assert_eq!(ignoring(&found), ignoring(&sorted));
    }
}
