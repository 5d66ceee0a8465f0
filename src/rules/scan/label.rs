//! What a number is called where it stands: the words before it, or the head of its column.

use crate::text::Span;

/// How many numbers of one file have their labels read; what follows counts as unlabelled, so that a
/// hostile file costs bounded time.
const MOST_LABELS: usize = 5_000;

/// How many bytes before a number are looked at for its label.
const REACH: usize = 80;

/// How many bytes a row may have whose columns have heads.
const LONGEST_ROW: usize = 4_096;

/// How many bytes above a row the head of its table is looked for.
const LONGEST_TABLE: usize = 16_384;

/// What the nearest label says of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Says {
    /// It is what the rule looks for.
    Yes,
    /// It is something else.
    No,
    Nothing,
}

/// Words for numbers that are no secret, whatever they look like.
const OTHER: &[&str] = &[
    "customer",
    "faktura",
    "iban",
    "invoice",
    "kid",
    "konto",
    "kontonr",
    "kunde",
    "kundenr",
    "mobil",
    "order",
    "ordre",
    "ordrenr",
    "phone",
    "ref",
    "reference",
    "referanse",
    "saksnr",
    "serial",
    "serienr",
    "sporing",
    "telefon",
    "ticket",
    "timestamp",
    "tlf",
    "tracking",
    "transaction",
    "transaksjon",
];

/// Tells whether a word names a number that is no secret; `more` are further words for such.
pub(in crate::rules) fn names_another(word: &str, more: &[&str]) -> bool {
    let is_other = |word: &str| OTHER.contains(&word) || more.contains(&word);
    is_other(stem(word)) || is_other(word)
}

/// Returns what a word for a number starts with: `konto` of `kontonummer`.
pub(in crate::rules) fn stem(word: &str) -> &str {
    word.strip_suffix("nummeret").or_else(|| word.strip_suffix("nummer")).unwrap_or(word)
}

/// Leaves out the numbers that their labels call something else.
pub(in crate::rules) fn unexplained(
    text: &str,
    numbers: impl Iterator<Item = Span>,
    judge: fn(&str) -> Says,
) -> impl Iterator<Item = Span> {
    let is_explained = move |at: usize, span: &Span| {
        at < MOST_LABELS && label(text, span.start, judge) == Says::No
    };
    numbers.enumerate().filter(move |(at, span)| !is_explained(*at, span)).map(|(_, span)| span)
}

/// Reads the label of the number at `at`: the last word before it, on its line and behind any
/// other number, that `judge` knows; in a table, the head of its column.
fn label(text: &str, at: usize, judge: fn(&str) -> Says) -> Says {
    let row = floor(text, at.saturating_sub(LONGEST_ROW));
    let line_start =
        text[row..at].rfind(['\n', '\r']).map(|end| row + end + 1).or((row == 0).then_some(0));
    let from = line_start.unwrap_or(0).max(floor(text, at.saturating_sub(REACH)));
    let before = behind_other_numbers(&text[from..at]);
    match last_known(before, judge) {
        Says::Nothing => line_start
            .and_then(|start| column_head(text, start, at))
            .map_or(Says::Nothing, |head| last_known(head, judge)),
        said => said,
    }
}

/// Cuts off everything up to the last run of four or more digits.
fn behind_other_numbers(before: &str) -> &str {
    let bytes = before.as_bytes();
    let mut run = 0;
    for at in (0..bytes.len()).rev() {
        run = if bytes[at].is_ascii_digit() { run + 1 } else { 0 };
        if run == 4 {
            return &before[at + 4..];
        }
    }
    before
}

/// Returns what the last word that `judge` knows says.
fn last_known(words: &str, judge: fn(&str) -> Says) -> Says {
    let lower = words.to_lowercase();
    lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(judge)
        .rfind(|said| *said != Says::Nothing)
        .unwrap_or(Says::Nothing)
}

/// Returns the head of the column that `at` lies in, when its line is a row of a table or of a
/// list of values.
fn column_head(text: &str, line_start: usize, at: usize) -> Option<&str> {
    let before = &text[line_start..at];
    let behind = &text[at..ceil(text, at + LONGEST_ROW)];
    let behind = behind.lines().next().unwrap_or("");
    let sign = ['|', ';', '\t']
        .into_iter()
        .find(|sign| before.contains(*sign) || behind.contains(*sign))?;
    let column = before.matches(sign).count();
    let above = &text[floor(text, line_start.saturating_sub(LONGEST_TABLE))..line_start];
    let head = above.lines().rev().take_while(|line| line.contains(sign)).last()?;
    head.split(sign).nth(column)
}

/// Returns the start of the character that `at` lies in.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Returns the first start of a character from `at` on.
fn ceil(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(word: &str) -> Says {
        match word {
            "card" => Says::Yes,
            "kid" => Says::No,
            _ => Says::Nothing,
        }
    }

    fn check(text: &str, expected: Says) {
        let at = text.rfind('#').expect("a place");
        assert_eq!(label(text, at, judge), expected, "{text}");
    }

    #[test]
    fn the_nearest_word_counts() {
        check("KID: #", Says::No);
        check("no kid but card no. #", Says::Yes);
        check("kid\n#", Says::Nothing);
        check("kid 12345 and #", Says::Nothing);
        check("æøå #", Says::Nothing);
    }

    #[test]
    fn a_column_is_named_by_its_head() {
        check("| Date | KID |\n|---|---|\n| a | b |\n| x | # |", Says::No);
        check("date;card\n1;#", Says::Yes);
        check("plain\n| # |", Says::Nothing);
    }
}
