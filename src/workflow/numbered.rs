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
    let mut found: Vec<Numbered> = Vec::new();
    let mut in_fence = false;
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with("```") || line.starts_with("~~~") {
            in_fence = !in_fence;
        }
        match head(line).filter(|_| !in_fence) {
            Some((number, text)) => found.push(Numbered { number, text: text.to_owned() }),
            None => {
                if let Some(last) = found.last_mut().filter(|_| !line.starts_with("<!--")) {
                    let gap = if last.text.is_empty() || line.is_empty() { "" } else { " " };
                    last.text.push_str(gap);
                    last.text.push_str(line);
                }
            }
        }
    }
    found
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
