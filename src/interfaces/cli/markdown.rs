//! Markdown as a terminal shows it: headings bold, long lines folded, everything else as written.

use std::fmt::Write;

use super::style::BOLD;
use crate::text::harmless_lines;

/// Lines longer than this are hard to read even where there is room.
const WIDEST: usize = 100;

/// Returns the text, made harmless and folded to `width`; empty when there is nothing in it.
pub(super) fn shown(text: &str, width: usize) -> String {
    let width = width.clamp(20, WIDEST);
    let mut out = String::new();
    let mut fence: Option<&str> = None;
    let mut paragraph = String::new();
    let text = harmless_lines(text);
    for line in text.trim().lines() {
        let line = line.trim_end();
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        let in_code = fence.is_some() || mark.is_some();
        if in_code || starts_block(line) || line.is_empty() {
            flush(&mut paragraph, width, &mut out);
        }
        if in_code {
            fence = if fence.is_none() { mark } else { fence.filter(|open| mark != Some(open)) };
            let _ = writeln!(out, "{line}");
        } else if line.is_empty() {
            // Comments that are gone leave blank lines behind.
            if !out.is_empty() && !out.ends_with("\n\n") {
                out.push('\n');
            }
        } else if let Some(heading) = heading(line) {
            let _ = writeln!(out, "{BOLD}{heading}{BOLD:#}");
        } else if line.trim_start().starts_with('|') {
            let _ = writeln!(out, "{line}");
        } else if paragraph.is_empty() {
            paragraph.push_str(line);
        } else {
            paragraph.push(' ');
            paragraph.push_str(line.trim_start());
        }
    }
    flush(&mut paragraph, width, &mut out);
    out
}

fn flush(paragraph: &mut String, width: usize, out: &mut String) {
    if !paragraph.is_empty() {
        let _ = writeln!(out, "{}", folded(paragraph, width));
        paragraph.clear();
    }
}

/// Tells whether a line does not go on with the paragraph above it.
fn starts_block(line: &str) -> bool {
    heading(line).is_some() || marker(line.trim_start()) > 0 || line.trim_start().starts_with('|')
}

/// The length of a list item's or quote's marker with the blank behind it; 0 without one.
fn marker(line: &str) -> usize {
    let Some((marker, _)) = line.split_once(' ') else { return 0 };
    let number = marker.strip_suffix(['.', ')']).is_some_and(|n| n.parse::<u32>().is_ok());
    if matches!(marker, "-" | "*" | "+" | ">") || number { marker.len() + 1 } else { 0 }
}

fn heading(line: &str) -> Option<&str> {
    let level = line.len() - line.trim_start_matches('#').len();
    let rest = &line[level..];
    ((1..=6).contains(&level) && rest.starts_with(' ')).then(|| rest.trim())
}

/// Folds a paragraph; what belongs to a list item stays below its text.
fn folded(line: &str, width: usize) -> String {
    let indent = line.len() - line.trim_start().len();
    let below = " ".repeat((indent + marker(&line[indent..])).min(width / 2));
    let options = textwrap::Options::new(width).subsequent_indent(&below).break_words(false);
    textwrap::fill(line, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_fold_below_their_item() {
        let text = "## Result\n\n\n\n- one two three\n  four five\n1. six seven eight nine\n\n```\na    very long line of code\n## b\n```\n| a | wide table that stays |\n";
        let plain = anstream::adapter::strip_str(&shown(text, 20)).to_string();
        insta::assert_snapshot!(plain, @r"
        Result

        - one two three four
          five
        1. six seven eight
           nine

        ```
        a    very long line of code
        ## b
        ```
        | a | wide table that stays |
        ");
        assert_eq!(shown(" \n\n", 20), "");
    }
}
