use std::cell::OnceCell;

use super::file::{Content, File};
use crate::document::Document;
use crate::rules::scan::clues::Clues;
use crate::schema::{Config, Kind, Language, Record};

/// What a rule on one file sees.
pub(in crate::rules) struct FileContext<'a> {
    pub(in crate::rules) config: &'a Config,
    pub(in crate::rules) file: &'a File,
    /// `None` for what is no readable Markdown.
    pub(in crate::rules) record: Option<&'a Record>,
    /// The kind of the document, when it is one.
    pub(in crate::rules) kind: Option<&'a Kind>,
    /// Whether the file is meant as a document, of a known kind or not.
    pub(in crate::rules) is_document: bool,
    /// Whether the tree is a workspace.
    pub(super) workspace: bool,
    pub(super) clues: OnceCell<Clues>,
}

impl<'a> FileContext<'a> {
    /// Returns the text, Markdown or not; `""` where none was read.
    pub(in crate::rules) fn text(&self) -> &'a str {
        match &self.file.content {
            Content::Text(document) => document.text(),
            Content::Plain(source) => source.text(),
            _ => "",
        }
    }

    /// Tells whether the file is one that must be read: settings and kinds only where they count.
    pub(in crate::rules) fn is_read(&self) -> bool {
        self.file.path.is_markdown() || self.workspace
    }

    /// Returns where in the text rules should look closer.
    pub(in crate::rules) fn clues(&self) -> &Clues {
        self.clues.get_or_init(|| Clues::of(self.text()))
    }

    /// Returns the document, when the file is Markdown that was read.
    pub(in crate::rules) fn document(&self) -> Option<&'a Document> {
        match &self.file.content {
            Content::Text(document) => Some(document),
            _ => None,
        }
    }

    /// Returns the language that the document is written in, as far as its keys tell; else that of
    /// the workspace.
    pub(in crate::rules) fn language(&self) -> Language {
        let written = self.kind.zip(self.document()).and_then(|(kind, doc)| kind.language_of(doc));
        written.unwrap_or(self.config.language())
    }

    /// Returns kind and record of a document of one of the kinds, its front matter readable.
    pub(in crate::rules) fn known(&self) -> Option<(&'a Kind, &'a Record)> {
        self.kind.zip(self.record).filter(|(_, record)| record.readable)
    }
}
