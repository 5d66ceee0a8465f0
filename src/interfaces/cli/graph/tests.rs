use super::*;
use crate::ops::links::{Node as Document, PlacedStep};
use crate::query::graph::{Relation, Step};
use crate::text::Span;

const HOSTILE: &str = "a\"] --> b; \\ {x} <b>&amp;</b> `c` #35; \n\r\0\u{1b}[31m %% | \u{202e}end";

fn arrow(from: &str, relation: &str, written: &str, end: End) -> PlacedStep {
    let relation = Relation::Field(relation.to_owned());
    let (from, written, span) = (from.into(), written.to_owned(), Span::at(0));
    let arrow = Arrow { from, relation, written, end, span };
    PlacedStep { step: Step { depth: 1, arrow, seen: false }, position: None }
}

fn example() -> Drawing {
    let document = |id: &str, title: &str| Document {
        id: id.to_owned(),
        title: title.to_owned(),
        kind: Some("task".to_owned()),
    };
    let to = vec![
        arrow("tasks/a.md", "brief", "b", End::Document("briefs/b.md".into())),
        arrow("tasks/a.md", "brief", "b", End::Document("briefs/b.md".into())),
        arrow("tasks/a.md", HOSTILE, HOSTILE, End::Missing),
        arrow("tasks/a.md", "attachments", "å.pdf", End::File("attachments/å.pdf".into())),
        arrow("tasks/a.md", "link", "https://a.no/?x=1&y=\"2\"", End::Web),
        arrow("tasks/a.md", "link", "C:\\x", End::Outside("names a drive of one computer")),
        arrow("tasks/a.md", "depends", "ola-9", End::HeldBack),
    ];
    let documents =
        [("tasks/a.md", document("ola-1", HOSTILE)), ("briefs/b.md", document("b", "b"))];
    Drawing::of(&Linked {
        of: Some("tasks/a.md".into()),
        to,
        from: vec![arrow("briefs/b.md", "re", "ola-1", End::Document("tasks/a.md".into()))],
        documents: documents.map(|(path, node)| (path.into(), node)).into(),
    })
}

fn written(write: impl Fn(&Drawing, &mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&example(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn graphviz_is_written() {
    insta::assert_snapshot!(written(write_dot), @r#"
    digraph links {
      rankdir=LR;
      node [shape=box];
      n0 [label="ola-1\na\"] --> b; \\ {x} <b>&amp;amp;</b> `c` #35;   ␀␛[31m %% | �end", penwidth=2];
      n1 [label="b"];
      n2 [label="a\"] --> b; \\ {x} <b>&amp;amp;</b> `c` #35;   ␀␛[31m %% | �end\nnot there", style=dashed];
      n3 [label="attachments/å.pdf", shape=note];
      n4 [label="https://a.no/?x=1&amp;y=\"2\"", shape=note];
      n5 [label="C:\\x\noutside of the workspace", style=dashed];
      n6 [label="ola-9\nnot shared yet", style=dashed];
      n0 -> n1 [label="brief"];
      n0 -> n2 [label="a\"] --> b; \\ {x} <b>&amp;amp;</b> `c` #35;   ␀␛[31m %% | �end"];
      n0 -> n3 [label="attachments"];
      n0 -> n4 [label="link"];
      n0 -> n5 [label="link"];
      n0 -> n6 [label="depends"];
      n1 -> n0 [label="re"];
    }
    "#);
}

#[test]
fn mermaid_is_written() {
    insta::assert_snapshot!(written(write_mermaid), @r#"
    flowchart LR
      n0[["ola-1<br/>a#34;#93; --#62; b#59; #92; #123;x#125; #60;b#62;#38;amp#59;#60;/b#62; #96;c#96; #35;35#59;   #9216;#9243;#91;31m #37;#37; #124; #65533;end"]]
      n1["b"]
      n2["a#34;#93; --#62; b#59; #92; #123;x#125; #60;b#62;#38;amp#59;#60;/b#62; #96;c#96; #35;35#59;   #9216;#9243;#91;31m #37;#37; #124; #65533;end<br/>not there"]:::missing
      n3(["attachments/å.pdf"])
      n4(["https://a.no/#63;x#61;1#38;y#61;#34;2#34;"])
      n5["C:#92;x<br/>outside of the workspace"]:::missing
      n6["ola-9<br/>not shared yet"]:::missing
      n0 -->|"brief"| n1
      n0 -->|"a#34;#93; --#62; b#59; #92; #123;x#125; #60;b#62;#38;amp#59;#60;/b#62; #96;c#96; #35;35#59;   #9216;#9243;#91;31m #37;#37; #124; #65533;end"| n2
      n0 -->|"attachments"| n3
      n0 -->|"link"| n4
      n0 -->|"link"| n5
      n0 -->|"depends"| n6
      n1 -->|"re"| n0
      classDef missing stroke-dasharray: 5 5
    "#);
}

/// The part of Mermaid's grammar for flowcharts that is used: what stands in quotes holds neither a
/// quote, a line end nor a sign that begins something.
#[test]
fn mermaid_keeps_to_its_grammar() {
    let text = written(write_mermaid);
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("flowchart LR"));
    let name = |text: &str| text.strip_prefix('n').is_some_and(|n| n.parse::<usize>().is_ok());
    for line in lines {
        let line = line.strip_prefix("  ").expect("what follows is indented");
        if line.starts_with("classDef ") {
            continue;
        }
        let parts: Vec<&str> = line.split('"').collect();
        let [before, label, behind] = parts[..] else { panic!("one label in quotes: {line}") };
        let plain = |c: char| c.is_alphanumeric() || " .,-/:…#;<>".contains(c);
        assert!(label.replace("<br/>", "").chars().all(|c| plain(c) && c != '<'), "{label}");
        match before.strip_suffix("-->|") {
            Some(from) => {
                assert!(name(from.trim()) && name(behind.trim_start_matches("| ")), "{line}");
            }
            None => {
                let node = before.trim_end_matches(['[', '(']);
                let closed = behind.trim_end_matches(":::missing");
                assert!(name(node), "{line}");
                let opening: String = before[node.len()..].chars().rev().collect();
                let closing = opening.replace('[', "]").replace('(', ")");
                assert_eq!(closed, closing, "{line}");
            }
        }
    }
}

#[test]
fn nothing_of_a_title_gets_out_of_its_label() {
    for text in [written(write_dot), written(write_mermaid)] {
        assert!(!text.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{text:?}");
        // Nodes: the document, its brief, what is missing, a file, the web, outside, held back.
        let behind_name = |line: &str| {
            let rest = line.strip_prefix("  n")?.trim_start_matches(|c: char| c.is_ascii_digit());
            Some(rest.trim_start().starts_with(['[', '(']))
        };
        let nodes = text.lines().filter(|line| behind_name(line) == Some(true));
        assert_eq!(nodes.count(), 7, "{text}");
    }
}
