//! Names of files that mean something else, or nothing, on another system.

/// Says what is wrong with one part of a path; `None` when it is safe everywhere.
pub(in crate::rules) fn unsafe_part(part: &str) -> Option<String> {
    if part.is_empty() {
        return Some("a part of its path is empty".to_owned());
    }
    if part == "." || part == ".." {
        return Some(format!("`{part}` in its path leads elsewhere"));
    }
    if is_git(part) {
        return Some("it would lie in git's own folder".to_owned());
    }
    if let Some(bad) = part.chars().find_map(bad_char) {
        return Some(bad);
    }
    if part.ends_with(['.', ' ']) {
        return Some("Windows drops a dot or a space at the end of a name".to_owned());
    }
    if is_device(part) {
        return Some("Windows keeps this name for a device".to_owned());
    }
    (part.len() > 255)
        .then(|| format!("a name of {} bytes is too long; 255 is the most", part.len()))
}

fn bad_char(c: char) -> Option<String> {
    let what = match c {
        '\u{fffd}' => "it is not UTF-8".to_owned(),
        '\n' | '\r' => "it has a line end".to_owned(),
        '\u{1b}' => "it has an escape character".to_owned(),
        c if c.is_control() => format!("it has the control character U+{:04X}", u32::from(c)),
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' => {
            format!("Windows allows no `{c}` in a name")
        }
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            format!(
                "U+{:04X} changes the direction of its text, so that it reads as another name",
                u32::from(c)
            )
        }
        '\u{200b}' | '\u{2060}' | '\u{feff}' => {
            format!("it has the invisible character U+{:04X}", u32::from(c))
        }
        _ => return None,
    };
    Some(what)
}

/// Tells whether a file system may take the name for `.git`.
///
/// HFS+ ignores the characters that git's `next_hfs_char` in `utf8.c` lists; NTFS knows a short
/// name and drops what trails.
fn is_git(part: &str) -> bool {
    let folded: String =
        part.chars().filter(|c| !is_hfs_ignorable(*c)).collect::<String>().to_lowercase();
    let base = folded.split(':').next().unwrap_or("").trim_end_matches(['.', ' ']);
    base == ".git" || base == "git~1"
}

fn is_hfs_ignorable(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

/// Tells whether Windows opens a device of this name, whatever follows the first dot.
fn is_device(part: &str) -> bool {
    let base = part.split('.').next().unwrap_or("").trim_end_matches(' ').to_ascii_uppercase();
    let numbered = |prefix: &str| {
        base.strip_prefix(prefix).is_some_and(|rest| {
            matches!(
                rest,
                "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"
            )
        })
    };
    matches!(base.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(part: &str, safe: bool) {
        assert_eq!(unsafe_part(part).is_none(), safe, "{part:?}: {:?}", unsafe_part(part));
    }

    #[test]
    fn ordinary_names_are_safe() {
        for name in [
            "ola-1.md",
            "Månedsslutt november.md",
            ".gitignore",
            ".gitattributes",
            "console.md",
            "COM10.md",
            "comet",
            "git~2",
            "👩‍💻.md",
            "a'b (1) & co.pdf",
        ] {
            check(name, true);
        }
    }

    #[test]
    fn every_form_of_git_is_refused() {
        for name in [
            ".git",
            ".GIT",
            ".Git",
            "git~1",
            "GIT~1",
            ".git.",
            ".git ",
            ".g\u{200c}it",
            "\u{feff}.git",
            ".git::$INDEX_ALLOCATION",
        ] {
            check(name, false);
        }
    }

    #[test]
    fn names_that_break_elsewhere_are_refused() {
        for name in [
            "CON.md",
            "aux",
            "nul.tar.gz",
            "com1.md",
            "LPT9",
            "COM¹.md",
            "a ",
            "a.",
            "..",
            ".",
            "",
            "a\\b",
            "a:b",
            "a?b",
            "a\nb",
            "a\u{1b}[31m",
            "a\u{202e}dm.exe",
            "a\u{7f}",
            "a\u{fffd}",
            "a\u{200b}b",
        ] {
            check(name, false);
        }
        check(&"a".repeat(256), false);
        check(&"a".repeat(255), true);
    }
}
