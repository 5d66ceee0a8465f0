use crate::document::tick_box;

/// One entry of a numbered list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    pub number: u32,
    /// What stands behind the number, folded to one line.
    pub text: String,
}

/// Reads numbered lines, such as `2. Which account?`, with what follows them up to the next one.
///
/// The numbers are those that are written: people answer `3.` alone. Code in fences is no list.
pub fn numbered(text: &str) -> Vec<Numbered> {
    let folded = |(number, lines): (u32, Vec<&str>)| Numbered { number, text: lines.join(" ") };
    entries(text).into_iter().map(folded).collect()
}

/// Reads the same as lines, each without the white space around it; blank ones are left out.
pub(super) fn entries(text: &str) -> Vec<(u32, Vec<&str>)> {
    let mut found: Vec<(u32, Vec<&str>)> = Vec::new();
    let mut in_fence = false;
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with("```") || line.starts_with("~~~") {
            in_fence = !in_fence;
        }
        let said = match head(line).filter(|_| !in_fence) {
            Some((number, rest)) => {
                found.push((number, Vec::new()));
                rest
            }
            None => line,
        };
        if let Some((_, lines)) = found.last_mut()
            && !said.is_empty()
            && !line.starts_with("<!--")
        {
            lines.push(said);
        }
    }
    found
}

/// Returns the lines of a text that say something: no blank ones, and no comments on lines of their own.
pub(super) fn said_lines(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("<!--"));
    lines.filter(|line| !line.is_empty()).collect()
}

/// Returns the numbered questions below which nobody has typed an answer, without what stands below.
///
/// An answer stands below an empty line, or below what ends in a question mark; a heading, and what
/// begins with one of `aside`, is none.
pub fn unanswered_below(text: &str, aside: &[&str]) -> Vec<Numbered> {
    let mut found: Vec<(Numbered, bool)> = Vec::new();
    let (mut ended, mut below) = (true, false);
    for line in text.lines().map(str::trim) {
        if let Some((number, text)) = head(line) {
            found.push((Numbered { number, text: text.to_owned() }, false));
            (ended, below) = (false, false);
        } else if line.starts_with('#') || aside.iter().any(|one| line.starts_with(one)) {
            ended = true;
        } else if check(line).is_some_and(|(ticked, _)| !ticked) {
            // What may be ticked is offered by whoever asks.
        } else if line.is_empty() {
            below = true;
        } else if let Some((question, answered)) =
            found.last_mut().filter(|_| !ended && !line.starts_with("<!--"))
        {
            if below || question.text.ends_with('?') {
                *answered = true;
            } else {
                let gap = if question.text.is_empty() { "" } else { " " };
                question.text.push_str(gap);
                question.text.push_str(line);
            }
        }
    }
    found.retain(|(_, answered)| !answered);
    found.into_iter().map(|(question, _)| question).collect()
}

/// Divides a line with a box into whether that is ticked, and what it says.
pub(super) fn check(line: &str) -> Option<(bool, &str)> {
    let found = tick_box(line)?;
    found.text.starts_with(' ').then(|| (found.ticked, found.text.trim()))
}

/// Divides `2. Which` or `2) Which` behind its number.
pub(super) fn head(line: &str) -> Option<(u32, &str)> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = line[..digits].parse().ok()?;
    let rest = line[digits..].strip_prefix(['.', ')'])?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| (number, rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_as_they_are_written() {
        let check = |text: &str, expected: &[(u32, &str)]| {
            let found: Vec<(u32, String)> =
                numbered(text).into_iter().map(|one| (one.number, one.text)).collect();
            let expected: Vec<(u32, String)> =
                expected.iter().map(|(number, text)| (*number, (*text).to_owned())).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check(
            "1. Which account?\n2) And the\n   old one?\n",
            &[(1, "Which account?"), (2, "And the old one?")],
        );
        check("Before.\n\n3. Only this\n", &[(3, "Only this")]);
        check("1.\n2. b", &[(1, ""), (2, "b")]);
        check("<!-- 1. hint -->\n1. \n<!-- 2. x -->\n2. y", &[(1, ""), (2, "y")]);
        check("2026 was fine. 1.5 hours.\n1.5 hours", &[]);
        check("```\n1. code\n```\n", &[]);
    }

    #[test]
    fn a_question_is_open_until_something_stands_below_it() {
        let check = |text: &str, expected: &[&str]| {
            let found = unanswered_below(text, &["Without an answer:"]);
            let found: Vec<&str> = found.iter().map(|one| one.text.as_str()).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("## Questions\n\n1. Which account?\n2. Hotel?\n", &["Which account?", "Hotel?"]);
        check("1. Which account?\nThe second.\n2. Hotel?\n", &["Hotel?"]);
        check("1. Which account?\n\nThe second.\n\n2. Hotel?\n\nYes.\n", &[]);
        check("1. Which account do you\n   mean?\n", &["Which account do you mean?"]);
        check("1. Say which\n\nThe second.\n", &[]);
        check("1. Hotel?\n\nWithout an answer: a cheap one\n", &["Hotel?"]);
        check("1. Hotel?\n\n## Background\n\nIt is late.\n", &["Hotel?"]);
        check("Which one?\n", &[]);
        check("1. Which?\n   - [ ] Red\n   - [ ] Blue\n", &["Which?"]);
        check("1. Which?\n   - [ ] Red\n   - [x] Blue\n", &[]);
    }
}
