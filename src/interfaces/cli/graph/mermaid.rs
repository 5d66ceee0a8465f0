//! The language of Mermaid's flowcharts: <https://mermaid.js.org/syntax/flowchart.html>.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Drawing, Shape};

pub(in crate::interfaces::cli) fn write(drawing: &Drawing, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for (at, node) in drawing.nodes.iter().enumerate() {
        let lines: Vec<String> = node.label.iter().map(|line| escaped(line)).collect();
        let label = lines.join("<br/>");
        match node.shape {
            Shape::Start => writeln!(out, "  n{at}[[\"{label}\"]]")?,
            Shape::Document => writeln!(out, "  n{at}[\"{label}\"]")?,
            Shape::File => writeln!(out, "  n{at}([\"{label}\"])")?,
            Shape::Missing => writeln!(out, "  n{at}[\"{label}\"]:::missing")?,
        }
    }
    for (from, to, relation) in &drawing.edges {
        writeln!(out, "  n{from} -->|\"{}\"| n{to}", escaped(relation))?;
    }
    if drawing.nodes.iter().any(|node| node.shape == Shape::Missing) {
        writeln!(out, "  classDef missing stroke-dasharray: 5 5")?;
    }
    Ok(())
}

/// All but letters, digits and a few signs becomes a number between `#` and `;`: inside of quotes
/// Mermaid still reads HTML, Markdown and its own entities.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for each in text.chars() {
        match each {
            ' ' | '.' | ',' | '-' | '/' | ':' | '…' => out.push(each),
            each if each.is_alphanumeric() => out.push(each),
            each => {
                let _ = write!(out, "#{};", u32::from(each));
            }
        }
    }
    out
}
