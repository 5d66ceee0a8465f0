//! What is left of a template goes: hints, and headings under which nothing was written.

use super::MoveError;
use super::offered::without_unused;
use crate::document::{Document, comments};
use crate::schema::{Required, Schema};
use crate::text::{RepoPath, Source, Span};

/// Returns `text` without the comments of `template` that still stand in it, and without headings
/// that the kind does not ask for and nobody wrote under. Everything else stays as it was written.
///
/// # Errors
/// When the front matter cannot be read.
pub(super) fn tidied(
    schema: &Schema,
    path: &RepoPath,
    text: &str,
    template: &str,
) -> Result<String, MoveError> {
    let document = Document::parse(Source::new(text));
    if let Some(finding) = document.findings().first() {
        let (message, notes) = (finding.message.clone(), finding.notes.clone());
        return Err(MoveError::Value { message, notes });
    }
    let hints = |text: &str| -> Vec<String> {
        let document = Document::parse(Source::new(text));
        let found = comments(text, document.body());
        found.into_iter().map(|span| span.of(text).to_owned()).collect()
    };
    let known = hints(template);
    let left = comments(text, document.body()).into_iter();
    let left = left.filter(|hint| known.iter().any(|one| one.lines().eq(hint.of(text).lines())));
    let without_hints = cut(text, left.map(|hint| whole_lines(text, hint)));
    let document = Document::parse(Source::new(&without_hints));
    let (record, _) = schema.decode(path, &document);
    let kind = record.kind.as_deref().and_then(|kind| schema.kind(kind));
    let document = match (kind, record.text("type")) {
        (Some(kind), Some(of_type)) => {
            let used = without_unused(schema, kind, of_type, document.text());
            Document::parse(Source::new(used))
        }
        _ => document,
    };
    let optional = |title: &str| {
        let rule = kind.and_then(|kind| schema.section(kind, title));
        rule.is_some_and(|rule| matches!(rule.required, Required::No | Required::Expected))
    };
    let unwritten = document.outline().sections.iter().filter(|section| {
        optional(&section.title) && is_unwritten(section.body.of(document.text()))
    });
    let unwritten = unwritten.map(|section| Span::new(section.heading.start, section.body.end));
    let tidy = cut(document.text(), unwritten);
    Ok(format!("{}\n", tidy.trim_end()))
}

/// Returns `text` without `spans`, which come in its order.
fn cut(text: &str, spans: impl Iterator<Item = Span>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans.filter(|span| !span.is_empty()) {
        if span.start >= at {
            out.push_str(&text[at..span.start]);
        }
        at = at.max(span.end);
    }
    out.push_str(&text[at..]);
    out
}

/// Tells whether nobody wrote anything there: an empty box is nothing.
fn is_unwritten(text: &str) -> bool {
    text.lines().all(|line| matches!(line.trim(), "" | "- [ ]" | "* [ ]"))
}

/// Widens a comment to its lines and one blank line behind it, where nothing else stands on them.
fn whole_lines(text: &str, hint: Span) -> Span {
    let before = text[..hint.start].rfind('\n').map_or(0, |at| at + 1);
    let after = text[hint.end..].find('\n').map_or(text.len(), |at| hint.end + at + 1);
    let alone =
        text[before..hint.start].trim().is_empty() && text[hint.end..after].trim().is_empty();
    if !alone {
        return hint;
    }
    let blank = text[after..].find('\n').filter(|at| text[after..after + at].trim().is_empty());
    Span::new(before, blank.map_or(after, |at| after + at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, text: &str, expected: &str) {
        let path = RepoPath::new("tasks/ola-1-a/x.md");
        let found = tidied(Schema::builtin(), &path, text, template).unwrap();
        assert_eq!(found, expected);
    }

    const TEMPLATE: &str = "---\nkind: reply\ntype: progress\n---\n\n## Done\n\n<!-- What is finished. -->\n\n## Next\n\n<!-- What you do now. -->\n";

    #[test]
    fn hints_and_empty_headings_go() {
        let written = TEMPLATE.replace("<!-- What is finished. -->\n", "The list.\n");
        check(
            TEMPLATE,
            &written,
            "---\nkind: reply\ntype: progress\n---\n\n## Done\n\nThe list.\n",
        );
        let below = TEMPLATE.replace("finished. -->\n", "finished. -->\n\nThe list.\n");
        check(TEMPLATE, &below, "---\nkind: reply\ntype: progress\n---\n\n## Done\n\nThe list.\n");
    }

    #[test]
    fn hints_of_several_lines_go_with_any_line_ends() {
        let template = format!("{TEMPLATE}\n<!--\nola-1: A\n\nResult:\nX\n-->\n");
        let written = template.replace("<!-- What is finished. -->", "The list.");
        let text = "---\nkind: reply\ntype: progress\n---\n\n## Done\n\nThe list.\n";
        check(&template, &written, text);
        let expected = format!("{}\n", text.trim_end().replace('\n', "\r\n"));
        check(&template, &written.replace('\n', "\r\n"), &expected);
    }

    #[test]
    fn what_somebody_wrote_stays() {
        let own = TEMPLATE.replace("What is finished.", "What is finished: all of it");
        let expected = own.replace("\n## Next\n\n<!-- What you do now. -->\n", "");
        check(TEMPLATE, &own, &expected);
        let code = "---\nkind: reply\ntype: progress\n---\n\n## Done\n\n```\n<!-- What is finished. -->\n```\n";
        check(TEMPLATE, code, code);
        let more = "---\nkind: reply\ntype: progress\n---\n\n## My own\n\nText\n";
        check(TEMPLATE, more, more);
    }
}
