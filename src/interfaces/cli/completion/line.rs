//! A command line as it stands before the cursor, divided into its words as the shell would.

/// Returns the words up to the cursor, the last one being typed, which may be empty.
///
/// Quotes hold a word together and are taken away; with `escapes`, a backslash does so for one
/// character.
pub(super) fn words(line: &str, escapes: bool) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut inside = false;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(each) = chars.next() {
        match (each, quote) {
            (each, Some(open)) if each == open => quote = None,
            ('\\', None) if escapes => word.extend(chars.next()),
            ('"' | '\'', None) => quote = Some(each),
            (each, None) if each.is_whitespace() => {
                if inside {
                    words.push(std::mem::take(&mut word));
                }
                inside = false;
                continue;
            }
            (each, _) => word.push(each),
        }
        inside = true;
    }
    words.push(word);
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        assert_eq!(words(line, true), expected, "{line}");
    }

    #[test]
    fn a_line_falls_into_words() {
        check("", &[""]);
        check("handover", &["handover"]);
        check("handover ", &["handover", ""]);
        check("  handover  show ola", &["handover", "show", "ola"]);
        check(
            r#"handover list 'due:<7d' "a b" c\ d"#,
            &["handover", "list", "due:<7d", "a b", "c d"],
        );
        check("handover list \"a b", &["handover", "list", "a b"]);
        check("handover list ''", &["handover", "list", ""]);
        check("handover list '' x", &["handover", "list", "", "x"]);
        check("handover show åse\\", &["handover", "show", "åse"]);
        assert_eq!(words(r"handover -C C:\x s", false), ["handover", "-C", r"C:\x", "s"]);
    }
}
