//! Answers that were typed into a text of questions, in whatever way an editor or a person has set them.
//!
//! A line is the same as before whatever list it stands in. What is new belongs to the question above it, or,
//! behind the last one, to the question of its number. Where that is not clear, nothing is an answer.

use super::numbered::{check, entries, head, said_lines};
use super::questions::Asking;

/// Returns the answers that `now` has typed into `asked`, a line each, numbered as the questions are; `None` unless
/// each question has got one, it is clear which, and all that was asked stands there still.
pub(super) fn among(asked: &Asking, now: &Asking) -> Option<String> {
    let questions = match entries(&asked.questions) {
        found if found.is_empty() => vec![(1, said_lines(&asked.questions))],
        found => found,
    };
    let first_of = |at: usize| questions.get(at)?.1.first().map(|line| plain(line));
    let before: Vec<String> = said_lines(&asked.body).into_iter().map(str::to_owned).collect();
    let mut owners: Vec<Option<usize>> = Vec::new();
    let mut next = 0;
    for line in &before {
        if first_of(next).is_some_and(|first| first == plain(line)) {
            next += 1;
        }
        owners.push(next.checked_sub(1));
    }
    if next != questions.len() || next == 0 {
        return None;
    }
    let typed = typed(&before, &said_lines(&now.body))?;
    let typed = typed.into_iter().filter(|(_, line)| says_something(line));
    let typed: Vec<(Option<usize>, String)> = typed
        .map(|(behind, line)| (behind.checked_sub(1).and_then(|last| owners[last]), line))
        .collect();
    let texts: Vec<String> = match questions.len() {
        1 => vec![under(&typed, 0)?],
        count if typed.iter().all(|(owner, _)| *owner == Some(count - 1)) => {
            by_number(&typed, &questions)?
        }
        count => (0..count).map(|at| under(&typed, at)).collect::<Option<_>>()?,
    };
    if typed.iter().any(|(owner, _)| owner.is_none()) {
        return None;
    }
    let lines = questions.iter().zip(texts).map(|((number, _), text)| format!("{number}. {text}"));
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// Returns the answers that stand where the questions stood: as many, with their numbers, and none of them asks.
pub(super) fn instead_of(asked: &Asking, now: &Asking) -> Option<String> {
    let (before, now) = (entries(&asked.questions), entries(&now.questions));
    let all = !before.is_empty() && before.len() == now.len();
    let all = all
        && before.iter().zip(&now).all(|((asked, question), (number, said))| {
            let asks = said.last().is_none_or(|line| line.ends_with('?'));
            asked == number && question != said && !asks
        });
    let lines = now.iter().map(|(number, said)| format!("{number}. {}", said.join(" ")));
    all.then(|| lines.collect::<Vec<_>>().join("\n"))
}

/// Lists what is new in a text, each with how many lines of the text before it stand above; `None` where one of
/// these is gone.
fn typed(before: &[String], now: &[&str]) -> Option<Vec<(usize, String)>> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in now {
        let here = plain(line);
        let known = before.get(at).map(|known| (plain(known), known));
        let rest = known.as_ref().and_then(|(known, _)| here.strip_prefix(known.as_str()));
        let ticked = known.as_ref().and_then(|(_, known)| {
            let (is_ticked, option) = check(line)?;
            (is_ticked && check(known)? == (false, option)).then_some(option)
        });
        match (rest, ticked) {
            (Some(""), _) => at += 1,
            (_, Some(option)) => {
                at += 1;
                found.push((at, option.to_owned()));
            }
            (Some(rest), _) if !rest.starts_with(char::is_alphanumeric) => {
                at += 1;
                let signs = |c: char| c.is_whitespace() || matches!(c, '-' | '>' | '=' | ':' | '→');
                found.push((at, rest.trim_start_matches(signs).to_owned()));
            }
            _ => found.push((at, unlisted(line))),
        }
    }
    (at == before.len()).then_some(found)
}

/// Returns what was typed under one question, as one line.
fn under(typed: &[(Option<usize>, String)], question: usize) -> Option<String> {
    let own = typed.iter().filter(|(owner, _)| *owner == Some(question));
    let own: Vec<&str> = own.map(|(_, line)| line.as_str()).collect();
    let text = match own.as_slice() {
        // Under an only answer its number says nothing.
        [line] => head(line).map_or(*line, |(_, rest)| rest).to_owned(),
        lines => lines.join(" "),
    };
    (!text.trim().is_empty()).then_some(text)
}

/// Returns the answers of a list behind the last question: by their numbers, or in their order where an editor has
/// numbered each as the first.
fn by_number(
    typed: &[(Option<usize>, String)],
    questions: &[(u32, Vec<&str>)],
) -> Option<Vec<String>> {
    let list = typed.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>();
    head(list.first()?)?;
    let list = list.join("\n");
    let answers = entries(&list);
    let all_first = answers.iter().all(|(number, _)| *number == 1);
    if answers.len() != questions.len() || answers.iter().any(|(_, lines)| lines.is_empty()) {
        return None;
    }
    let of = |at: usize, wanted: u32| match all_first {
        true => answers.get(at),
        false => answers.iter().find(|(number, _)| *number == wanted),
    };
    let texts = questions.iter().enumerate().map(|(at, (wanted, _))| of(at, *wanted));
    texts.map(|found| found.map(|(_, lines)| lines.join(" "))).collect()
}

/// Tells whether a line is more than a heading, a rule, or the word above answers.
fn says_something(line: &str) -> bool {
    let letters: String = line.chars().filter(|c| c.is_alphanumeric()).collect();
    let is_word = ["answer", "answers", "svar"].contains(&letters.to_lowercase().as_str());
    !line.starts_with('#')
        && !line.starts_with("```")
        && !is_word
        && line.chars().any(|c| !"-*_= ".contains(c))
}

/// Returns what a line says, without the list in which it stands, the signs that an editor sets before others, and
/// more than one white space.
fn plain(line: &str) -> String {
    let line = unlisted(line);
    let line = head(&line).map_or(line.as_str(), |(_, rest)| rest);
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a line without the signs of a quotation or a list before it.
fn unlisted(line: &str) -> String {
    let line = line.replace('\\', "");
    let mut rest = line.trim();
    loop {
        let item = rest.strip_prefix(['-', '*', '+']).filter(|one| one.starts_with([' ', '\t']));
        match item.or_else(|| rest.strip_prefix('>')) {
            Some(behind) => rest = behind.trim_start(),
            None => return rest.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::questions::tests::asking;

    const ASKED: &str = "## Questions\n\n1. Red or blue?\n2. Big?\n";

    #[track_caller]
    fn check(now: &str, expected: Option<&str>) {
        assert_eq!(asking(ASKED).answered_in(&asking(now)).as_deref(), expected, "{now}");
    }

    #[test]
    fn answers_are_found_however_an_editor_sets_the_list() {
        let answers = Some("1. Red\n2. Yes");
        for [one, two] in [["* ", "* "], ["1. ", "1. "], ["1\\. ", "2\\. "], ["1) ", "2) "]] {
            let list = format!("## Questions\n\n{one}Red or blue?\n   Red\n{two}Big?\n   Yes\n");
            check(&list, answers);
            check(&list.replace("?\n   ", "?\n\n"), answers);
            check(&list.replace("?\n   ", "? -> "), answers);
            check(&list.replace("   Yes\n", ""), None);
        }
    }

    #[test]
    fn a_list_of_answers_below_the_questions_is_read_by_its_numbers() {
        let answers = Some("1. Red\n2. Yes");
        check(&format!("{ASKED}\n1. Red\n2. Yes\n"), answers);
        check(&format!("{ASKED}\n2. Yes\n1. Red\n"), answers);
        check(&format!("{ASKED}\n1. Red\n1. Yes\n"), answers);
        check(&format!("{ASKED}\n1\\. Red\n2\\. Yes\n"), answers);
        for heading in ["## Answers", "## Svar", "**Svar:**", "---"] {
            check(&format!("{ASKED}\n{heading}\n\n1. Red\n2. Yes\n"), answers);
        }
        check(&format!("{ASKED}\n1. Red\n"), None);
        check(&format!("{ASKED}\n1. Red\n3. Yes\n"), None);
        check(&format!("{ASKED}\nRed, and yes, big.\n"), None);
        check(&format!("Red.\n\n{ASKED}\nYes.\n"), None);
        check(&ASKED.replace("Big?", "Large?\n\n1. Red\n2. Yes"), None);
    }

    #[test]
    fn one_question_is_answered_under_a_heading_too() {
        for asked in ["Which?\n", "## Questions\n\n1. Which?\n"] {
            let now = format!("{asked}\n## Svar\n\nThe red one,\nplease.\n");
            let found = asking(asked).answered_in(&asking(&now));
            assert_eq!(found.as_deref(), Some("1. The red one, please."), "{now}");
        }
    }

    #[test]
    fn answers_written_over_the_questions_count_where_all_are() {
        let check = |now: &str, expected: Option<&str>| {
            assert_eq!(asking(ASKED).replaced_in(&asking(now)).as_deref(), expected, "{now}");
        };
        check("## Questions\n\n1. Red\n2. Yes\n", Some("1. Red\n2. Yes"));
        check("## Questions\n\n1. Red\n2. Big?\n", None);
        check("## Questions\n\n1. Red or green?\n2. How big?\n", None);
        check("## Questions\n\n1. Red\n", None);
        check(ASKED, None);
    }
}
