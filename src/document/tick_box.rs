/// A line of a list that begins with a box to tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TickBox<'t> {
    /// Up to the inside of the box.
    pub lead: &'t str,
    pub ticked: bool,
    /// Behind the box, as it stands there.
    pub text: &'t str,
}

/// Reads a line of a list with a box, as editors write it; `None` for any other line.
pub fn tick_box(line: &str) -> Option<TickBox<'_>> {
    let item = line.trim_start().strip_prefix(['-', '*', '+'])?.trim_start();
    let (inside, text) = item.strip_prefix('[')?.split_once(']')?;
    let ticked = match inside.trim() {
        "" => false,
        "x" | "X" | "v" | "V" | "✓" | "✔" => true,
        _ => return None,
    };
    let lead = &line[..line.len() - inside.len() - 1 - text.len()];
    Some(TickBox { lead, ticked, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_read_as_editors_write_it() {
        let check = |line: &str, expected: Option<(&str, bool, &str)>| {
            let found = tick_box(line).map(|one| (one.lead, one.ticked, one.text));
            assert_eq!(found, expected, "{line}");
        };
        check("- [ ] Red", Some(("- [", false, " Red")));
        check("  * [X] Red", Some(("  * [", true, " Red")));
        check("+ [✔] Rød <!-- a -->", Some(("+ [", true, " Rød <!-- a -->")));
        check("- [v] Red", Some(("- [", true, " Red")));
        check("- []", Some(("- [", false, "")));
        for other in ["- [a](b)", "- Red", "[x] Red", "1. [x] Red", "- [x Red", ""] {
            check(other, None);
        }
    }
}
