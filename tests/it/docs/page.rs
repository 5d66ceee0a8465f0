//! The pages, their fenced blocks, links and headings.

use std::path::Path;

use handover::document::Document;
use handover::text::Source;

use super::ROOT;

pub(super) struct Page {
    /// Its path from the root of the repository.
    pub(super) name: String,
    pub(super) text: String,
}

/// A fenced block; its info string is a language, and for a file of the example its path.
pub(super) struct Block {
    pub(super) line: usize,
    pub(super) language: String,
    pub(super) path: Option<String>,
    pub(super) text: String,
}

/// Reads the pages at the root and in `docs/`.
pub(super) fn pages() -> Vec<Page> {
    let mut names: Vec<String> = Vec::new();
    for folder in ["", "docs/"] {
        for entry in std::fs::read_dir(Path::new(ROOT).join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".md") {
                names.push(format!("{folder}{name}"));
            }
        }
    }
    names.sort();
    let read = |name: String| {
        let text = std::fs::read_to_string(Path::new(ROOT).join(&name)).unwrap();
        Page { name, text }
    };
    names.into_iter().map(read).collect()
}

impl Page {
    pub(super) fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut lines = self.text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            let ticks = line.bytes().take_while(|byte| *byte == b'`').count();
            if ticks < 3 {
                continue;
            }
            let fence = &line[..ticks];
            let mut info = line[ticks..].split_whitespace().map(str::to_owned);
            let inside = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != fence);
            let text = inside.map(|line| format!("{line}\n")).collect();
            blocks.push(Block {
                line: number + 1,
                language: info.next().unwrap_or_default(),
                path: info.next(),
                text,
            });
        }
        blocks
    }

    /// Returns the targets within this repository.
    pub(super) fn links(&self) -> Vec<String> {
        let document = Document::parse(Source::new(self.text.as_str()));
        let targets = document.outline().links.iter().map(|link| link.target.clone());
        targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:")).collect()
    }

    /// Returns the names by which headings are linked to.
    pub(super) fn anchors(&self) -> Vec<String> {
        let document = Document::parse(Source::new(self.text.as_str()));
        let anchor = |title: &str| -> String {
            let lower = title.to_lowercase().replace(' ', "-");
            lower.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
        };
        document.outline().sections.iter().map(|section| anchor(&section.title)).collect()
    }
}
