//! What blocks lie in: quotes and items of lists, as what stands before each of their lines.

use textwrap::core::display_width;

/// The innermost ones that are looked at: deeper nesting leaves no room, and would take time.
const DEEPEST: usize = 32;
const QUOTE: &str = "│ ";

/// The quotes and items around a block, outermost first.
#[derive(Default)]
pub(super) struct Containers(Vec<Container>);

enum Container {
    Quote,
    Item {
        /// What stands before the first line, until it is written.
        marker: Option<String>,
        indent: usize,
    },
}

impl Container {
    fn width(&self) -> usize {
        match self {
            Self::Quote => display_width(QUOTE),
            Self::Item { indent, .. } => *indent,
        }
    }
}

impl Containers {
    pub(super) fn quote(&mut self) {
        self.0.push(Container::Quote);
    }

    pub(super) fn item(&mut self, marker: String) {
        let indent = display_width(&marker);
        self.0.push(Container::Item { marker: Some(marker), indent });
    }

    /// Adds a box to the marker of the item that was just begun; text below it is not moved in.
    pub(super) fn check(&mut self, shown: &str) {
        if let Some(Container::Item { marker: Some(marker), .. }) = self.0.last_mut() {
            marker.push_str(shown);
        }
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    pub(super) fn depth(&self) -> usize {
        self.0.len()
    }

    /// Tells whether the innermost one is an item of which nothing is written yet.
    pub(super) fn is_unwritten(&self) -> bool {
        matches!(self.0.last(), Some(Container::Item { marker: Some(_), .. }))
    }

    /// Returns what stands before the next line, and before those after it.
    pub(super) fn prefixes(&mut self, widest: usize) -> (String, String) {
        let first = self.shown(widest);
        let (mut line, mut rest) = (String::new(), String::new());
        let looked_at = self.looked_at();
        for (at, container) in self.0.iter_mut().enumerate().skip(looked_at) {
            let (head, below) = match container {
                Container::Quote => (QUOTE.to_owned(), QUOTE.to_owned()),
                Container::Item { marker, indent } => {
                    let below = " ".repeat(*indent);
                    (marker.take().unwrap_or_else(|| below.clone()), below)
                }
            };
            if at >= first {
                line.push_str(&head);
                rest.push_str(&below);
            }
        }
        (line, rest)
    }

    /// Returns what stands before a blank line.
    pub(super) fn blank(&self, widest: usize) -> String {
        let shown = self.0.iter().skip(self.shown(widest));
        let line: String = shown
            .map(|container| match container {
                Container::Quote => QUOTE.to_owned(),
                Container::Item { indent, .. } => " ".repeat(*indent),
            })
            .collect();
        line.trim_end().to_owned()
    }

    /// Returns how many columns stand before a line.
    pub(super) fn width(&self, widest: usize) -> usize {
        self.0.iter().skip(self.shown(widest)).map(Container::width).sum()
    }

    fn looked_at(&self) -> usize {
        self.0.len().saturating_sub(DEEPEST)
    }

    /// Returns the first one that is shown, so that what stands before a line has its room.
    fn shown(&self, widest: usize) -> usize {
        let mut width = 0;
        let mut first = self.0.len();
        for container in self.0[self.looked_at()..].iter().rev() {
            width += container.width();
            if width > widest {
                break;
            }
            first -= 1;
        }
        first
    }
}
