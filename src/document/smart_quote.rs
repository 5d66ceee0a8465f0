//! Typographic quotation marks that an editor put where YAML wants straight ones.

const DOUBLE: [char; 4] = ['“', '”', '„', '‟'];
const SINGLE: [char; 4] = ['‘', '’', '‚', '‛'];

/// Returns what stands between typographic quotes that are meant as YAML's quotes.
///
/// They enclose the whole of `text`, one of them may be straight, and none of their sort stands
/// between: `“Yes” and “no”` is prose. `« »` are left alone.
pub(super) fn inside(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let last = text.chars().next_back()?;
    let (smart, straight) = match first {
        first if DOUBLE.contains(&first) => (DOUBLE, '"'),
        first if SINGLE.contains(&first) => (SINGLE, '\''),
        _ => return None,
    };
    if !smart.contains(&last) && last != straight {
        return None;
    }
    let inside = text.get(first.len_utf8()..text.len() - last.len_utf8())?;
    let prose = smart == DOUBLE && inside.contains(DOUBLE);
    (!prose && !inside.contains(['\n', '\r'])).then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_quotes_around_the_whole_count() {
        assert_eq!(inside("“Fix: it”"), Some("Fix: it"));
        assert_eq!(inside("„Fix“"), Some("Fix"));
        assert_eq!(inside("“Fix\""), Some("Fix"));
        assert_eq!(inside("‘Ola’s’"), Some("Ola’s"));
        assert_eq!(inside("“Yes” and “no”"), None);
        assert_eq!(inside("«Fakturaen»"), None);
        assert_eq!(inside("“"), None);
        assert_eq!(inside("Ola’s"), None);
    }
}
