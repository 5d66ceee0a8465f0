//! Names of files that mean something else, or nothing, on another system.

use std::fmt;

/// The most characters of a path: Windows allows 260 with the folder that the workspace lies in.
const LONGEST_PATH: usize = 240;

/// Why a name or a path means something else, or nothing, on another system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// A part of the path is empty.
    Empty,
    /// `.` or `..`.
    LeadsElsewhere(String),
    /// Some system takes it for git's own folder.
    GitFolder,
    NotUtf8,
    LineEnd,
    Escape,
    /// The number of a control character.
    Control(u32),
    /// A sign that Windows allows in no name.
    Sign(char),
    /// The number of a character that turns the direction of the text.
    Direction(u32),
    /// The number of a character that nobody sees.
    Invisible(u32),
    /// A dot or a blank at the end.
    End,
    /// The name of a device.
    Device,
    /// More bytes than a name may have.
    LongName(usize),
    /// A path of more characters than Windows opens; the most.
    LongPath(usize),
}

impl fmt::Display for NameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a part of its path is empty"),
            Self::LeadsElsewhere(part) => write!(f, "`{part}` in its path leads elsewhere"),
            Self::GitFolder => f.write_str("it would lie in git's own folder"),
            Self::NotUtf8 => f.write_str("it is not UTF-8"),
            Self::LineEnd => f.write_str("it has a line end"),
            Self::Escape => f.write_str("it has an escape character"),
            Self::Control(code) => write!(f, "it has the control character U+{code:04X}"),
            Self::Sign(c) => write!(f, "Windows allows no `{c}` in a name"),
            Self::Direction(code) => write!(
                f,
                "U+{code:04X} changes the direction of its text, so that it reads as another name"
            ),
            Self::Invisible(code) => write!(f, "it has the invisible character U+{code:04X}"),
            Self::End => f.write_str("Windows drops a dot or a space at the end of a name"),
            Self::Device => f.write_str("Windows keeps this name for a device"),
            Self::LongName(bytes) => {
                write!(f, "a name of {bytes} bytes is too long; 255 is the most")
            }
            Self::LongPath(most) => {
                write!(f, "the path is longer than {most} characters, more than Windows can open")
            }
        }
    }
}

/// Says what is wrong with a whole path: with the first part that is not safe, else with its length.
pub fn path_fault(path: &str) -> Option<NameFault> {
    let is_long = || path.len() > LONGEST_PATH && path.encode_utf16().count() > LONGEST_PATH;
    let part = path.split('/').find_map(name_fault);
    part.or_else(|| is_long().then_some(NameFault::LongPath(LONGEST_PATH)))
}

/// Says what is wrong with one part of a path; `None` when it is safe everywhere.
///
/// Safe is a name that every system stores under exactly that name, that no system takes for git's
/// own folder, and that reads as what it is.
pub fn name_fault(part: &str) -> Option<NameFault> {
    if is_plain(part) {
        return None;
    }
    if part.is_empty() {
        return Some(NameFault::Empty);
    }
    if part == "." || part == ".." {
        return Some(NameFault::LeadsElsewhere(part.to_owned()));
    }
    if is_git_folder(part) {
        return Some(NameFault::GitFolder);
    }
    if let Some(fault) = part.chars().find_map(char_fault) {
        return Some(fault);
    }
    if part.ends_with(['.', ' ']) {
        return Some(NameFault::End);
    }
    if is_device(part) {
        return Some(NameFault::Device);
    }
    (part.len() > 255).then_some(NameFault::LongName(part.len()))
}

/// Tells whether a name is safe at the first look, as nearly all are: letters and digits of ASCII,
/// `-`, `_` and dots, and before the first dot not as many as a name with a meaning has: of these
/// characters, `NUL` or `COM1`, or none before `.git`.
fn is_plain(part: &str) -> bool {
    let bytes = part.as_bytes();
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let stem = bytes.iter().position(|byte| *byte == b'.').unwrap_or(bytes.len());
    !matches!(stem, 0 | 3 | 4)
        && bytes.len() <= 255
        && bytes.last() != Some(&b'.')
        && bytes.iter().all(plain)
}

fn char_fault(c: char) -> Option<NameFault> {
    let code = u32::from(c);
    Some(match c {
        '\u{fffd}' => NameFault::NotUtf8,
        '\n' | '\r' => NameFault::LineEnd,
        '\u{1b}' => NameFault::Escape,
        c if c.is_control() => NameFault::Control(code),
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' => NameFault::Sign(c),
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            NameFault::Direction(code)
        }
        '\u{200b}' | '\u{2060}' | '\u{feff}' => NameFault::Invisible(code),
        _ => return None,
    })
}

/// Tells whether some file system takes the name for `.git`.
///
/// HFS+ ignores the characters that git's `next_hfs_char` in `utf8.c` lists; NTFS knows a short
/// name and drops what trails.
pub fn is_git_folder(part: &str) -> bool {
    matches!(&*as_systems_see(part), ".git" | "git~1")
}

/// Returns what is left of a name for the systems that take most names for one: without what is never seen, what
/// follows a colon, and dots and blanks at the end, in small letters.
pub(super) fn as_systems_see(part: &str) -> String {
    let folded: String = part.chars().filter(|c| !is_hfs_ignorable(*c)).collect();
    let folded = folded.to_lowercase();
    folded.split(':').next().unwrap_or("").trim_end_matches(['.', ' ']).to_owned()
}

fn is_hfs_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}'
    )
}

/// Tells whether Windows opens a device of this name, whatever follows the first dot.
fn is_device(part: &str) -> bool {
    let base = part.split('.').next().unwrap_or("").trim_end_matches(' ').to_ascii_uppercase();
    let is_number = |rest: &str| {
        let mut chars = rest.chars();
        let first = chars.next();
        chars.next().is_none()
            && first.is_some_and(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'))
    };
    let numbered = |prefix: &str| base.strip_prefix(prefix).is_some_and(is_number);
    matches!(base.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(part: &str, safe: bool) {
        assert_eq!(name_fault(part).is_none(), safe, "{part:?}: {:?}", name_fault(part));
    }

    #[test]
    fn ordinary_names_are_safe() {
        let names = [
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
        ];
        names.iter().for_each(|name| check(name, true));
        check(&"a".repeat(255), true);
        check(&"a".repeat(256), false);
        check("eight888.md.", false);
    }

    #[test]
    fn every_form_of_git_is_refused() {
        let names = [
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
        ];
        names.iter().for_each(|name| check(name, false));
    }

    #[test]
    fn names_that_break_elsewhere_are_refused() {
        let names = [
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
        ];
        names.iter().for_each(|name| check(name, false));
        check(&"a".repeat(256), false);
    }

    #[test]
    fn a_path_is_as_safe_as_its_parts_and_not_too_long() {
        assert_eq!(path_fault("tasks/møte.md"), None);
        assert_eq!(path_fault("tasks/aux/a.md"), Some(NameFault::Device));
        assert_eq!(path_fault("tasks//a.md"), Some(NameFault::Empty));
        let long = format!("{}a.md", "folder/".repeat(40));
        assert_eq!(path_fault(&long), Some(NameFault::LongPath(LONGEST_PATH)));
        assert_eq!(path_fault(&long.replace("folder", "fol")), None);
    }
}
