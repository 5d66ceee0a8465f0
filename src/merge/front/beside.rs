//! Values that lost, in the front matter itself.

use std::collections::HashSet;

use super::super::model::What;
use super::super::shape::lines;
use super::comments::comment_of;
use super::keys::Lost;
use crate::document::Document;
use crate::text::Source;

/// Writes the values that lost into a front matter, with its fences, as comments at its end; `None`
/// where it could not be read with them.
pub(in crate::merge) fn with_lost(front: &str, lost: &[Lost]) -> Option<String> {
    let document = Document::parse(Source::new(front));
    let close = document.front()?.close.start;
    let known: HashSet<&str> = lines(front).filter_map(comment_of).collect();
    // A comment that stands there already is not said twice.
    let new = |line: &str| -> String {
        let line = line.trim_end_matches(['\n', '\r']);
        match comment_of(line).filter(|comment| known.contains(comment)) {
            Some(comment) => line.strip_suffix(comment).unwrap_or(line).trim_end().to_owned(),
            None => line.to_owned(),
        }
    };
    let line = |line: &str| {
        let new = new(line);
        let says_more = !new.is_empty() || line.trim().is_empty();
        says_more.then(|| format!("# {new}\n"))
    };
    let told = lost.iter().flat_map(|lost| {
        let text = match &lost.what {
            What::Field(key) => format!("{key}: {}", lost.other),
            _ => lost.other.clone(),
        };
        lines(&text).filter_map(line).collect::<Vec<_>>()
    });
    let told: String = told.collect();
    let text = format!("{}{told}{}", front.get(..close)?, &front[close..]);
    let reads =
        |text: &str| Document::parse(Source::new(text)).front().is_some_and(|front| front.readable);
    reads(&text).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::model::Reason;

    #[test]
    fn what_lost_stands_as_a_comment() {
        let lost = |what, other: &str| Lost {
            what,
            base: None,
            kept: "a".to_owned(),
            other: other.to_owned(),
            reason: Reason::Order,
        };
        let title = lost(What::Field("title".to_owned()), "b: \"c\"\nd");
        let found = with_lost("---\ntitle: a\n---\n", &[title]);
        assert_eq!(found.as_deref(), Some("---\ntitle: a\n# title: b: \"c\"\n# d\n---\n"));
        let list = lost(What::Field("id".to_owned()), "- b # wr1\n# wr2\n- \"c # d\"");
        let found = with_lost("---\n# wr1\nid: a # wr2\n---\n", &[list]);
        let expected = "---\n# wr1\nid: a # wr2\n# id: - b\n# - \"c # d\"\n---\n";
        assert_eq!(found.as_deref(), Some(expected));
        let long = lost(What::FrontMatter, &"x\n".repeat(40_000));
        assert_eq!(with_lost("---\ntitle: a\n---\n", &[long]), None);
    }
}
