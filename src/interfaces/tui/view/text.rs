use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::text::harmless;

/// Parts of one row, each with its style.
pub(super) type Line = Vec<(String, Style)>;

/// Returns how many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Returns what of a text fits into so many columns, with a sign where something is left out.
pub(super) fn fitted(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for each in text.chars() {
        let wide = each.width().unwrap_or_default();
        if used + wide + 1 > columns {
            break;
        }
        used += wide;
        out.push(each);
    }
    let kept = out.trim_end().len();
    out.truncate(kept);
    if columns > 0 {
        out.push('…');
    }
    out
}

/// Returns what of the end of a text fits into so many columns.
pub(super) fn fitted_end(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut used = 1;
    let mut from = text.len();
    for (at, each) in text.char_indices().rev() {
        used += each.width().unwrap_or_default();
        if used > columns {
            break;
        }
        from = at;
    }
    format!("…{}", &text[from..])
}

/// Folds a text into rows of so many columns.
pub(super) fn folded(text: &str, columns: usize) -> Vec<String> {
    let text = harmless(text);
    let lines = textwrap::wrap(&text, columns.max(1));
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// Writes a text into the first row of an area, as much of it as fits.
pub(super) fn put(out: &mut Buffer, area: Rect, text: &str, style: Style) {
    if area.height == 0 {
        return;
    }
    let text = fitted(&harmless(text), usize::from(area.width));
    out.set_stringn(area.x, area.y, text, usize::from(area.width), style);
}

/// Writes a row of several parts, as much as fits.
pub(super) fn put_line(out: &mut Buffer, area: Rect, line: &Line) {
    let mut left = area;
    for (text, style) in line {
        let text = harmless(text);
        put(out, left, &text, *style);
        let used = u16::try_from(text.width()).unwrap_or(u16::MAX).min(left.width);
        left = Rect { x: left.x + used, width: left.width - used, ..left };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_wider_than_it_may_be() {
        for text in ["Reconcile November", "日本語のタイトル", "Blåbær 👩‍💻 x", ""]
        {
            for columns in 0..30 {
                for short in [fitted(text, columns), fitted_end(text, columns.max(1))] {
                    assert!(short.width() <= columns.max(1), "{short:?} {columns}");
                }
            }
        }
        assert_eq!(fitted("Reconcile November", 10), "Reconcile…");
        assert_eq!(fitted_end("tasks/ola-7.md", 9), "…ola-7.md");
    }
}
