//! The short name that a person is called by in ids and file names.

use crate::schema::layout::slug;
use crate::text::name_fault;

/// Makes a short name of a person's first name: ASCII letters and digits, lowercase.
///
/// Falls back on the mail address where the name has no such letters, and on `fallback` where that
/// has none either. Where `taken` has it already, the initial of the last name is added, then a
/// number.
pub fn short_name(name: &str, email: &str, fallback: &str, taken: &[&str]) -> String {
    let mut words = name.split_whitespace().map(plain).filter(|word| !word.is_empty());
    let first = words.next();
    let local = || email.split(['@', '.', '+']).next().map(plain).filter(|word| !word.is_empty());
    let first = first.or_else(local).unwrap_or_else(|| fallback.to_owned());
    let free = |candidate: &String| {
        !taken.contains(&candidate.as_str()) && name_fault(&format!("{candidate}.md")).is_none()
    };
    let initial = words.next_back().map(|last| format!("{first}{}", &last[..1]));
    let numbered = (2..).map(|n| format!("{first}{n}"));
    std::iter::once(first.clone())
        .chain(initial)
        .chain(numbered)
        .find(free)
        .expect("only so many names are taken, so some number is free")
}

fn plain(word: &str) -> String {
    slug(word).replace('-', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_name_is_used() {
        let check = |name: &str, email: &str, taken: &[&str], expected: &str| {
            assert_eq!(short_name(name, email, "client", taken), expected, "{name} <{email}>");
        };
        check("Ola Nordmann", "ola@example.com", &[], "ola");
        check("Åse-Marie Østby", "a@example.com", &[], "aasemarie");
        check("José", "j@example.com", &[], "jose");
        check("Ola Hansen", "o@example.com", &["ola"], "olah");
        check("Ola Hansen", "o@example.com", &["ola", "olah"], "ola2");
        check("Ola", "o@example.com", &["ola"], "ola2");
        check("李 明", "li.ming@example.com", &[], "li");
        check("李 明", "李@example.com", &[], "client");
        check("Con Mason", "c@example.com", &[], "conm");
        check("", "", &[], "client");
    }
}
