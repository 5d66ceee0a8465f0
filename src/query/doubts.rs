use jiff::civil::Date;

use super::token::{Token, TokenKind, tokens};

/// Lists what in a query, as it was read, may be meant otherwise: words of other languages for
/// queries, and ranges that nothing lies in. Empty where the query cannot be divided at all.
pub fn doubts(query: &str) -> Vec<String> {
    let Ok(tokens) = tokens(query) else { return Vec::new() };
    let terms = tokens.split(|token| token.kind == TokenKind::Blank);
    let mut found: Vec<String> = terms.filter_map(|term| doubt(query, term)).collect();
    found.dedup();
    found
}

fn doubt(query: &str, term: &[Token]) -> Option<String> {
    let text = |token: &Token| token.span.of(query).to_owned();
    match term {
        [one] if one.kind == TokenKind::Bare => of_word(&text(one)),
        [.., first, dots, last] if dots.kind == TokenKind::Dots => {
            turned(&text(first), &text(last))
        }
        _ => None,
    }
}

/// What a word without a key is in other languages.
fn of_word(word: &str) -> Option<String> {
    let told = match word {
        "OR" | "ELLER" => {
            format!("`{word}` is looked for as a word; `status:sent,asked` is either of both")
        }
        "AND" | "OG" => format!("`{word}` is looked for as a word; all terms must fit anyway"),
        "NOT" | "IKKE" => format!("`{word}` is looked for as a word; `-status:sent` leaves out"),
        _ if word.starts_with('(') || word.ends_with(')') && !word.contains('(') => {
            format!("the brackets of `{word}` mean nothing; commas stand between choices")
        }
        _ => return of_sign(word),
    };
    Some(told)
}

fn of_sign(word: &str) -> Option<String> {
    let at = word.find('=')?;
    let (key, value) = (word.get(..at)?, word.get(at + 1..)?);
    let name = key.trim_end_matches(['!', '<', '>', '=']);
    let is_name =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !is_name(name) || value.is_empty() {
        return None;
    }
    let value = value.trim_start_matches('=');
    let instead = match &key[name.len()..] {
        "!" => format!("-{name}:{value}"),
        sign @ ("<" | ">") => format!("{name}:{sign}={value}"),
        _ => format!("{name}:{value}"),
    };
    Some(format!("`{word}` is looked for as a word; the condition is `{instead}`"))
}

/// A range whose end lies before its beginning.
fn turned(first: &str, last: &str) -> Option<String> {
    let dates = first.parse::<Date>().ok().zip(last.parse::<Date>().ok());
    let numbers = || first.parse::<f64>().ok().zip(last.parse::<f64>().ok());
    let days = || days_from_now(first).zip(days_from_now(last));
    let turned = match dates {
        Some((first, last)) => first > last,
        None => {
            numbers().is_some_and(|(first, last)| first > last)
                || days().is_some_and(|(first, last)| first > last)
        }
    };
    turned.then(|| format!("nothing lies in `{first}..{last}`; write `{last}..{first}`"))
}

/// Reads a date such as `7d` or `-2w`, in days from today.
fn days_from_now(text: &str) -> Option<i64> {
    if text == "today" {
        return Some(0);
    }
    let (number, days) = text
        .strip_suffix('d')
        .map(|number| (number, 1))
        .or_else(|| text.strip_suffix('w').map(|number| (number, 7)))?;
    number.parse::<i64>().ok()?.checked_mul(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expected: &[&str]) {
        let found = doubts(query);
        assert_eq!(found.len(), expected.len(), "{query}: {found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.contains(expected), "{query}: {found:?}");
        }
    }

    #[test]
    fn what_other_languages_say_is_told() {
        check("status:sent OR status:asked", &["status:sent,asked"]);
        check("NOT bank", &["-status:sent"]);
        check("(bank invoice)", &["`(bank`", "`invoice)`"]);
        check("status!=sent", &["`-status:sent`"]);
        check("due=2026-12-01", &["`due:2026-12-01`"]);
        check("due>=2026-12-01", &["`due:>=2026-12-01`"]);
        check("due:2026-12-05..2026-12-01", &["`2026-12-01..2026-12-05`"]);
        check("estimate_hours:5..2", &["`2..5`"]);
        check("due:7d..1d", &["`1d..7d`"]);
        check("due:1w..today", &["`today..1w`"]);
    }

    #[test]
    fn what_is_meant_as_it_stands_is_not_doubted() {
        for query in [
            "or and not",
            "\"OR\"",
            "f(x)",
            "due:2026-12-01..2026-12-05",
            "a=",
            "due:today..",
            "due:3d..1w",
            "=",
        ] {
            check(query, &[]);
        }
    }
}
