//! What must hold once nobody types any more and everybody has synced.

use handover::document::Document;
use handover::schema::layout;
use handover::text::{RepoPath, Source};

use super::super::team::Member;
use super::{History, files};

impl History {
    /// Checks that all folders are alike, no word is lost, and every document can be read.
    pub(in crate::sync) fn check(&self, members: &[Member<'_>]) {
        let all = files(&members[0]);
        for member in &members[1..] {
            assert_eq!(files(member), all, "{:#?}", self.log);
        }
        let text: String = all.values().map(String::as_str).collect();
        for word in &self.typed {
            assert!(text.contains(word.as_str()), "{word} is lost: {:#?}", self.log);
        }
        for word in self.settled.iter().filter(|word| !text.contains(word.as_str())) {
            let is_there = members[0].ever_knew(word);
            assert!(is_there, "{word} of a note is lost: {:#?}", self.log);
        }
        for (path, text) in &all {
            assert!(!shows_markers(path, text), "{path} has markers: {:#?}", self.log);
            assert!(
                !path.ends_with(".md") || front_matter_parses(text),
                "{path}: {text} {:#?}",
                self.log
            );
        }
    }
}

/// Tells whether the front matter of a document can be read, each key once.
pub(in crate::sync) fn front_matter_parses(text: &str) -> bool {
    let document = Document::parse(Source::new(text));
    let Some(front) = document.front() else { return true };
    let mut keys: Vec<_> = front.entries.iter().map(|entry| entry.key.as_str()).collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    front.readable && keys.len() == count
}

/// Tells whether there are conflict markers in a file. A note on a conflict shows whole versions, each as code: what
/// somebody committed with markers, of which no two versions can be made any more, is there as it is.
pub(in crate::sync) fn shows_markers(path: &str, text: &str) -> bool {
    match RepoPath::new(path).is_below(layout::CONFLICTS) {
        true => !Document::parse(Source::new(text)).body_conflicts().is_empty(),
        false => text.contains("<<<<<<<"),
    }
}

/// What a title that breaks the front matter begins with.
pub(in crate::sync) fn breaks(text: &str) -> bool {
    text.contains("Broken: ")
}
