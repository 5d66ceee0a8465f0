//! Drawings of links are understood by the programs that they are for.

use std::io::Write;
use std::process::Stdio;

use crate::support::{Run, Sandbox, needs};

/// Titles that end a label, begin something of Graphviz's or Mermaid's own, or reach the terminal.
const TITLES: &[&str] = &[
    r#"Quotes \" and \\ at the end \\"#,
    r"]; n0 -> n99 [label=x]; digraph {",
    r"<b>bold</b> &amp; &lt;",
    r"\\N \\G \\l \\r \\n",
    r"two\nlines\tand \e[31mred\0",
    "åæø 日本 \u{202e}gnirts",
    r"%% comment --> |x| `code` #35; ${x}",
];

#[test]
fn graphviz_reads_every_title() {
    let Some(dot) = needs("dot") else { return };
    let sandbox = Sandbox::new();
    sandbox.write("workspace.yml", "format: 1\n");
    for (at, title) in TITLES.iter().enumerate() {
        let next = at + 2;
        let text = format!(
            "---\nid: ola-{}\ntitle: \"{title}\"\ndepends: [ola-{next}]\n---\n[x](<gone \\\" {{}}.pdf>)\n",
            at + 1
        );
        sandbox.write(&format!("tasks/ola-{}.md", at + 1), &text);
    }
    let run = sandbox.handover(&["links", "--format", "dot"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mut child = sandbox
        .command(dot)
        .arg("-Tplain")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(run.stdout.as_bytes()).unwrap();
    let drawn = Run::of(child.wait_with_output().unwrap());
    assert_eq!((drawn.code, drawn.stderr.as_str()), (0, ""), "{}", run.stdout);
    let count = |what: &str| drawn.stdout.lines().filter(|line| line.starts_with(what)).count();
    // The tasks, the one that the last depends on, and the file that all of them link to.
    assert_eq!(count("node "), TITLES.len() + 2, "{}", drawn.stdout);
    assert_eq!(count("edge "), TITLES.len() * 2, "{}", drawn.stdout);
}
