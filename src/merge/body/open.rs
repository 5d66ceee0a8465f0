//! Blocks that were never closed: code behind a fence and some HTML go on to the end of a text, whatever
//! follows there.

use super::super::shape::lines;
use crate::document::Document;
use crate::text::Source;

/// How HTML begins that ends with a sign of its own, and with which.
const HTML: [(&str, &str); 8] = [
    ("<!--", "-->"),
    ("<?", "?>"),
    ("<![cdata[", "]]>"),
    ("<script", "</script>"),
    ("<pre", "</pre>"),
    ("<style", "</style>"),
    ("<textarea", "</textarea>"),
    ("<!", ">"),
];

/// Returns the line that ends the last block of a text, where that takes in all that is put below it.
pub(super) fn closing(text: &str) -> Option<String> {
    if !["```", "~~~", "<"].iter().any(|sign| text.contains(sign)) {
        return None;
    }
    let start = taking(text)?;
    let bare = lines(&text[start..]).next()?.trim_start();
    let run = |sign: char| bare.len() - bare.trim_start_matches(sign).len();
    let fence = ['`', '~'].into_iter().find(|sign| run(*sign) >= 3);
    let closing = match fence {
        Some(sign) => sign.to_string().repeat(run(sign)),
        None => {
            let folded = bare.to_ascii_lowercase();
            HTML.iter().find(|(begin, _)| folded.starts_with(begin))?.1.to_owned()
        }
    };
    taking(&format!("{text}\n{closing}")).is_none().then_some(closing)
}

/// Returns where the block begins that takes in a paragraph put below the text.
fn taking(text: &str) -> Option<usize> {
    // The first paragraph keeps what looks like front matter from being that.
    const FIRST: &str = "x\n\n";
    let document = Document::parse(Source::new(format!("{FIRST}{text}\n\nx\n")));
    let last = document.outline().blocks.last()?.start;
    let start = last.checked_sub(FIRST.len())?;
    (start < text.len()).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(closing(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn what_was_never_closed_is_closed() {
        check("```\na\n## b", Some("```"));
        check("Text.\n\n  ~~~~yaml\na\n~~~", Some("~~~~"));
        check("<script>\na\n\nb", Some("</script>"));
        check("<!-- a\n\nb", Some("-->"));
        check("<PRE>\n\nb", Some("</pre>"));
    }

    #[test]
    fn what_ends_by_itself_is_left() {
        check("Text.", None);
        check("```\na\n```", None);
        check("- ```\n  a", None);
        check("> ```\n> a", None);
        check("<div>\na", None);
        check("a < b and ``` here", None);
        check("    ```\n    a", None);
        check("", None);
    }
}
