//! What a document says first.

use crate::document::{Document, comments};

/// The longest gist, in characters.
const GIST: usize = 80;

/// Returns the first words of the body that are no heading.
pub(super) fn gist(document: &Document) -> Option<String> {
    let text = document.text();
    let body = document.body();
    let mut skipped = comments(text, body);
    skipped.extend(document.outline().sections.iter().map(|section| section.heading));
    skipped.sort_unstable_by_key(|span| span.start);
    let mut at = body.start;
    let mut prose = String::new();
    for span in skipped {
        prose.push_str(text.get(at..span.start).unwrap_or(""));
        prose.push('\n');
        at = at.max(span.end);
    }
    prose.push_str(text.get(at..body.end).unwrap_or(""));
    let words = |line: &str| -> String {
        let line = line.trim().trim_start_matches(['-', '*', '+', '>', '|', '#']);
        let line = line.trim_start().trim_start_matches("[ ]").trim_start_matches("[x]");
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let says = |line: &String| line.chars().any(char::is_alphabetic);
    prose.lines().map(words).find(says).map(|line| shortened(&line))
}

/// Returns as much of a line as is quoted of what somebody says.
pub fn shortened(line: &str) -> String {
    if line.chars().count() <= GIST {
        return line.to_owned();
    }
    let head: String = line.chars().take(GIST - 1).collect();
    format!("{}…", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    #[test]
    fn the_gist_is_the_first_that_is_said() {
        let check = |body: &str, expected: Option<&str>| {
            let document = Document::parse(Source::new(format!("---\ntype: note\n---\n{body}")));
            assert_eq!(gist(&document).as_deref(), expected, "{body:?}");
        };
        check("## Questions\n\n<!-- hint -->\n1. Which account?\n", Some("1. Which account?"));
        check("- [ ] Call  them\n  now\n", Some("Call them"));
        check("# Only a heading\n", None);
        check("", None);
        let long = "word ".repeat(40);
        check(&long, Some(&format!("{}…", long[..79].trim_end())));
    }
}
