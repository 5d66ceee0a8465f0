//! Sections that were moved, put where they stood before.

use std::collections::HashMap;
use std::ops::Range;

use super::shape;
use crate::document::Document;
use crate::text::Source;

/// The lines of a text, and on which of them its sections begin.
pub(super) struct Lines<'l, 't> {
    lines: &'l [&'t str],
    starts: Vec<usize>,
}

impl<'l, 't> Lines<'l, 't> {
    /// Finds the sections of a text that has these lines.
    pub(super) fn of(text: &str, lines: &'l [&'t str]) -> Self {
        let ends = shape::lines(text).scan(0, |end, line| {
            *end += line.len();
            Some(*end)
        });
        let ends: Vec<usize> = ends.collect();
        let document = Document::parse(Source::new(text));
        let headings = document.outline().sections.iter().map(|one| one.heading.start);
        let starts = headings.map(|start| ends.partition_point(|end| *end <= start)).collect();
        Self { lines, starts }
    }

    /// Returns the places of the sections, each from its heading on; what stands above the first is none.
    fn sections(&self) -> Vec<Range<usize>> {
        let ends = self.starts.iter().skip(1).copied().chain([self.lines.len()]);
        self.starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
    }
}

/// Returns a text whose sections are in the order that they had `before`, with the empty lines behind them that they
/// had there; `None` where they are in that order already, or two have the same heading.
///
/// A section that is new goes along with the one that it follows.
pub(super) fn in_order<'t>(text: &Lines<'_, 't>, before: &Lines<'_, 't>) -> Option<Vec<&'t str>> {
    let known = before.sections();
    let mut places = HashMap::new();
    for (place, at) in known.iter().enumerate() {
        if places.insert(before.lines[at.start].trim_end(), place).is_some() {
            return None;
        }
    }
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in text.sections() {
        if let Some(place) = places.get(text.lines[at.start].trim_end()) {
            runs.push((*place, at.start));
        }
    }
    let head = runs.first()?.1;
    let ends = runs.iter().skip(1).map(|(_, start)| *start).chain([text.lines.len()]);
    let mut runs: Vec<(usize, Range<usize>)> =
        runs.iter().zip(ends).map(|((place, start), end)| (*place, *start..end)).collect();
    if runs.is_sorted_by_key(|(place, _)| *place) {
        return None;
    }
    runs.sort_by_key(|(place, _)| *place);
    if runs.windows(2).any(|two| two[0].0 == two[1].0) {
        return None;
    }
    let mut ordered = text.lines[..head].to_vec();
    for (place, at) in runs {
        ordered.extend(filled(&text.lines[at]));
        let was = &before.lines[known[place].clone()];
        ordered.extend(&was[filled(was).len()..]);
    }
    Some(ordered)
}

/// Returns lines without the empty ones at their end.
fn filled<'l, 't>(lines: &'l [&'t str]) -> &'l [&'t str] {
    let end = lines.iter().rposition(|line| !line.trim().is_empty());
    &lines[..end.map_or(0, |end| end + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, text: &str, expected: Option<&str>) {
        let [old, new] = [before, text].map(|text| text.lines().collect::<Vec<_>>());
        let found = in_order(&Lines::of(text, &new), &Lines::of(before, &old));
        let found = found.map(|lines| lines.join("\n"));
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn sections_are_put_where_they_stood() {
        let before = "Top\n\n# A\na\n\n# B\nb\n\n# C\nc";
        check(before, "Top\n\n# B\nb\n\n# C\nc\n\n# A\na", Some(before));
        let new = "New\n# C\nc\n\nmine\n# N\nn\n# A\na\n# B\nb\n";
        check(before, new, Some("New\n# A\na\n\n# B\nb\n\n# C\nc\n\nmine\n# N\nn"));
        check(before, before, None);
        check(before, "# A\n# N\n# C", None);
        check(before, "# N\n", None);
    }

    #[test]
    fn what_looks_alike_or_only_like_a_heading_is_left_alone() {
        check("# A\n# B\n# A", "# B\n# A", None);
        check("# A\n# B", "# B\n# A\n# A", None);
        check("```\n# A\n```\n# B\n# C", "# C\n# B\n# A", Some("# B\n# A\n# C"));
        check("#A\n# B", "# B\n#A", None);
    }
}
