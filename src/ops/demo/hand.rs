//! Edits as a person makes them in an editor.

use super::stage::Change;
use crate::text::matches;

/// Replaces what stands under a heading, up to the next one of any level; `None` when there is no
/// such heading.
pub(super) fn under(text: &str, heading: &str, body: &str) -> Option<String> {
    let line = format!("\n## {heading}\n");
    let start = text.find(&line)? + line.len();
    let end = text[start..].find("\n## ").map_or(text.len(), |at| start + at);
    Some(format!("{}\n{}\n{}", &text[..start], body.trim_end(), &text[end..]))
}

/// Adds a line at the end of what stands under a heading.
pub(super) fn add_under(text: &str, heading: &str, added: &str) -> Option<String> {
    let line = format!("\n## {heading}\n");
    let start = text.find(&line)? + line.len();
    let end = text[start..].find("\n## ").map_or(text.len(), |at| start + at);
    under(text, heading, &format!("{}\n{added}", text[start..end].trim()))
}

/// Writes a field of the front matter as someone types it, without a thought for YAML.
pub(super) fn field(text: &str, key: &str, value: &str) -> Option<String> {
    let start = text.find(&format!("\n{key}:"))? + 1;
    let end = start + text[start..].find('\n')?;
    Some(format!("{}{key}: {value}{}", &text[..start], &text[end..]))
}

/// Ticks the boxes under a heading.
pub(super) fn tick_all(text: &str) -> Option<String> {
    text.contains("- [ ] ").then(|| text.replace("- [ ] ", "- [x] "))
}

/// Returns the lines that differ, without the empty ones.
pub(super) fn changes(before: &str, after: &str) -> Vec<Change> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let line = |line: &&str| Some(line.trim_end().to_owned()).filter(|line| !line.is_empty());
    let added =
        |lines: &[&str]| lines.iter().filter_map(line).map(Change::Added).collect::<Vec<_>>();
    let (mut changes, mut next) = (Vec::new(), 0);
    for (old, place) in old.iter().zip(matches(&old, &new)) {
        match place {
            Some(place) => {
                changes.extend(added(&new[next..place]));
                next = place + 1;
            }
            None => changes.extend(line(old).map(Change::Removed)),
        }
    }
    changes.extend(added(&new[next..]));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "---\ntitle: a\n---\n\n## One\n\n- [ ] x\n\n## Two\n\nend\n";

    #[test]
    fn edits_stay_under_their_heading() {
        let check = |edited: Option<String>, expected: &str| {
            assert_eq!(edited.as_deref(), Some(expected));
        };
        check(under(TEXT, "One", "new"), "---\ntitle: a\n---\n\n## One\n\nnew\n\n## Two\n\nend\n");
        check(
            under(TEXT, "Two", "new\n"),
            "---\ntitle: a\n---\n\n## One\n\n- [ ] x\n\n## Two\n\nnew\n",
        );
        check(
            add_under(TEXT, "Two", "more"),
            "---\ntitle: a\n---\n\n## One\n\n- [ ] x\n\n## Two\n\nend\nmore\n",
        );
        check(field(TEXT, "title", "b: c"), &TEXT.replace("title: a", "title: b: c"));
        check(tick_all(TEXT), &TEXT.replace("[ ]", "[x]"));
        assert_eq!(under(TEXT, "Three", "x"), None);
        assert_eq!(field(TEXT, "due", "x"), None);
    }

    #[test]
    fn what_differs_is_told_line_by_line() {
        let edited = field(TEXT, "title", "b").expect("there");
        let [removed, added] = ["title: a", "title: b"].map(str::to_owned);
        assert_eq!(changes(TEXT, &edited), [Change::Removed(removed), Change::Added(added)]);
    }
}
