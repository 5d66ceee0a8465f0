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

/// Divides `2. Which` or `2) Which` behind its number.
fn head(line: &str) -> Option<(u32, &str)> {
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
}
