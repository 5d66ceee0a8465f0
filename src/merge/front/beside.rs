//! Values that lost, in the front matter itself.

use super::super::model::What;
use super::super::shape::lines;
use super::keys::Lost;
use crate::document::Document;
use crate::text::Source;

/// Writes the values that lost into a front matter, with its fences, as comments at its end; `None`
/// where it could not be read with them.
pub(in crate::merge) fn with_lost(front: &str, lost: &[Lost]) -> Option<String> {
    let document = Document::parse(Source::new(front));
    let close = document.front()?.close.start;
    let line = |line: &str| format!("# {}\n", line.trim_end_matches(['\n', '\r']));
    let told = lost.iter().flat_map(|lost| {
        let text = match &lost.what {
            What::Field(key) => format!("{key}: {}", lost.other),
            _ => lost.other.clone(),
        };
        lines(&text).map(line).collect::<Vec<_>>()
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
        let long = lost(What::FrontMatter, &"x\n".repeat(40_000));
        assert_eq!(with_lost("---\ntitle: a\n---\n", &[long]), None);
    }
}
