//! The language of Graphviz: <https://graphviz.org/doc/info/lang.html>.

use std::io::{self, Write};

use super::{Drawing, Shape};

pub(in crate::interfaces::cli) fn write(drawing: &Drawing, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph links {{")?;
    writeln!(out, "  rankdir=LR;")?;
    writeln!(out, "  node [shape=box];")?;
    for (at, node) in drawing.nodes.iter().enumerate() {
        // In a label `\n` ends a line.
        let lines: Vec<String> = node.label.iter().map(|line| escaped(line)).collect();
        let more = match node.shape {
            Shape::Start => ", penwidth=2",
            Shape::Document => "",
            Shape::File => ", shape=note",
            Shape::Missing => ", style=dashed",
        };
        writeln!(out, "  n{at} [label=\"{}\"{more}];", lines.join("\\n"))?;
    }
    for (from, to, relation) in &drawing.edges {
        writeln!(out, "  n{from} -> n{to} [label=\"{}\"];", escaped(relation))?;
    }
    writeln!(out, "}}")
}

/// Inside of quotes a quote is escaped, and a backslash, which would begin an escape of its own; in a
/// label Graphviz also reads the entities of HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('\\', "\\\\").replace('"', "\\\"")
}
