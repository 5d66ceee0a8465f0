//! What stands in a mail, part by part: written as text and as HTML.

use super::html::{escaped, of_markdown};

/// One part of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Heading(String),
    /// Words of ours; a line end in it stays one.
    Words(String),
    /// Something with an id, and what is to be said about it.
    Item {
        head: String,
        lines: Vec<String>,
    },
    /// A question with room for its answer.
    Question {
        number: u32,
        text: String,
    },
    /// What somebody wrote, as Markdown.
    Written(String),
    /// A line that is copied as it is.
    Line(String),
    Rule,
}

/// Writes all parts as text.
pub(super) fn to_text(blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks.iter().map(text_of).collect();
    format!("{}\n", parts.join("\n\n").trim_end())
}

fn text_of(block: &Block) -> String {
    match block {
        Block::Heading(text) => format!("\n{text}\n{}", "=".repeat(text.chars().count().min(60))),
        Block::Words(text) => text.clone(),
        Block::Item { head, lines } => {
            std::iter::once(head).chain(lines).cloned().collect::<Vec<_>>().join("\n")
        }
        Block::Question { number, text } => format!("{number}. {text}\n"),
        Block::Written(text) => text.trim().to_owned(),
        Block::Line(text) => format!("    {text}"),
        Block::Rule => "* * *".to_owned(),
    }
}

/// Writes all parts as a page of HTML, in this language.
pub(super) fn to_html(blocks: &[Block], title: &str, language: &str) -> String {
    let parts: Vec<String> = blocks.iter().map(html_of).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{}</title>\n</head>\n<body style=\"font-family: sans-serif; max-width: 42em\">\n{}\n\
         </body>\n</html>\n",
        escaped(title),
        parts.join("\n")
    )
}

fn html_of(block: &Block) -> String {
    let lines = |text: &str| escaped(text).replace('\n', "<br>\n");
    match block {
        Block::Heading(text) => format!("<h2 style=\"font-size: 1.1em\">{}</h2>", escaped(text)),
        Block::Words(text) => format!("<p>{}</p>", lines(text)),
        Block::Item { head, lines: below } => {
            let below: Vec<String> =
                below.iter().map(|line| format!("<br>\n{}", lines(line))).collect();
            format!("<p><b>{}</b>{}</p>", escaped(head), below.concat())
        }
        Block::Question { number, text } => format!("<p>{number}. {}</p>", lines(text)),
        Block::Written(text) => format!(
            "<div style=\"border-left: 3px solid #ccc; padding-left: 1em\">\n{}</div>",
            of_markdown(text)
        ),
        Block::Line(text) => {
            format!("<pre style=\"white-space: pre-wrap\">{}</pre>", escaped(text))
        }
        Block::Rule => "<hr>".to_owned(),
    }
}
