use super::rule::{Example, HoldsBack, Rule, Sample};
use crate::diagnostic::Severity;
use crate::rules::all;

/// Writes the reference of all rules, as it stands in `docs/rules.md`.
pub fn reference() -> String {
    let mut out = String::from(
        "# Rules\n\n\
         What `handover check` looks for. Each rule has a stable name; `handover explain NAME` shows\n\
         one of them. `rules:` in `workspace.yml` sets a rule to `off`, `warning` or `error`, but for\n\
         those on paths and secrets; whether a rule holds a file back is never a setting.\n\n\
         | rule | weight | reports |\n|---|---|---|\n",
    );
    for rule in all() {
        let row = format!("| [`{0}`](#{0}) | {1} | {2} |\n", rule.name, weight(rule), rule.summary);
        out.push_str(&row);
    }
    for rule in all() {
        out.push('\n');
        out.push_str(&page(rule));
    }
    out
}

/// Writes what there is to say of one rule, in Markdown, as it stands in the reference.
pub fn page(rule: &Rule) -> String {
    let mut out = format!("## {}\n\n{}.\n\n", rule.name, rule.summary);
    out.push_str(&format!("*{}*\n\n{}\n", properties(rule), rule.docs.trim()));
    out.push_str(&format!("\nReported:\n\n{}", example(&rule.bad)));
    out.push_str(&format!("\nNot reported:\n\n{}", example(&rule.good)));
    out
}

fn weight(rule: &Rule) -> &'static str {
    match rule.severity {
        Severity::Error => "error",
        Severity::Warning if rule.strict => "warning; error under `strictness: new`",
        Severity::Warning => "warning",
    }
}

/// Says in one line how a rule weighs and what may change that.
fn properties(rule: &Rule) -> String {
    let mut out = weight(rule).to_owned();
    out.push_str(match rule.holds_back {
        HoldsBack::Never => "",
        HoldsBack::Always => "; holds the file back",
        HoldsBack::WhenUnreadable => "; holds the file back when its front matter cannot be read",
    });
    if rule.allowable {
        out.push_str("; `handover allow` may silence it");
    }
    if rule.locked {
        out.push_str("; cannot be switched off");
    }
    out
}

/// Writes each file of an example in a code block under its path.
fn example(example: &Example) -> String {
    let mut out = String::new();
    for (path, sample) in example.0 {
        let path = path.escape_default();
        match sample {
            Sample::Text("") => out.push_str(&format!("`{path}`, empty\n")),
            Sample::Text(text) => {
                let fence = if text.contains("```") { "````" } else { "```" };
                let text = shown(text);
                out.push_str(&format!("`{path}`\n\n{fence}text\n{text}\n{fence}\n"));
            }
            Sample::Bytes(bytes) => {
                out.push_str(&format!("`{path}`: the bytes `{}`\n", bytes.escape_ascii()));
            }
            Sample::Size(bytes) => out.push_str(&format!("`{path}`: {bytes} bytes\n")),
            Sample::Unreadable(reason) => {
                out.push_str(&format!("`{path}`: cannot be read ({reason})\n"));
            }
            Sample::Symlink => out.push_str(&format!("`{path}`: a symbolic link\n")),
        }
    }
    out
}

/// Shows tabs, which a page would hide, and drops the last line end.
fn shown(text: &str) -> String {
    text.trim_end().replace('\t', "→")
}
