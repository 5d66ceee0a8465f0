//! `link-leaves-workspace`: links to files outside of the workspace.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use super::mentions::Mention;
use crate::document::target::Target;
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::Record;

pub(super) const RULE: Rule = Rule {
    name: rule_name::LINK_LEAVES_WORKSPACE,
    summary: "A link leads to a file outside of the workspace",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: true,
    docs: "\
A link or a field names a file by a drive (`C:\\`), from the root of the disk (`/Users/…`), by `file:`, in a home
folder, or with more `..` than there are folders. Plain Markdown outside of a workspace may link upwards.

**Why.** Nobody else has that file, and a program that follows such a link could be led to files it should not
touch.

**To mend it**, copy the file to `attachments/` and link to it there, or link to its web address.",
    bad: Example(&[(
        "notes/flights.md",
        Text("See [the offer](file:///Users/ola/Desktop/offer.pdf).\n"),
    )]),
    good: Example(&[("notes/flights.md", Text("See [the offer](https://example.com/offer.pdf).\n"))]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    tree.each_link(|from, link| {
        if let Some(reason) = leaves(tree, from, &link) {
            let message = format!("this link {reason}");
            out.add(
                &from.path,
                Finding::new(RULE.name, link.span, message)
                    .note("copy the file to `attachments/` and link to it there, or link to its web address"),
            );
        }
    });
}

/// Says how a link leaves the workspace; what is no document may link upwards outside of one.
fn leaves(tree: &Tree<'_>, from: &Record, link: &Mention<'_>) -> Option<&'static str> {
    let ours = tree.is_workspace() || from.kind.is_some();
    match link.target(&from.path) {
        Target::Machine(reason) => Some(reason),
        Target::Above if ours => Some("leads out of the workspace"),
        Target::Rooted(path) if ours && !tree.exists(&path) => Some("starts at the root of one computer's disk"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_tree;

    const SPACE: (&str, &str) = ("workspace.yml", "format: 1\n");

    #[test]
    fn every_way_out_is_told() {
        for link in ["C:\\x.pdf", "../../x", "%2e%2e/%2e%2e/x", "~/x.pdf"] {
            let text = Box::leak(format!("[x](<{link}>)\n").into_boxed_str());
            check_tree(&[("notes/n.md", text), SPACE], &["notes/n.md link-leaves-workspace"]);
        }
        let text = "[x](/etc/passwd)\n";
        check_tree(&[("notes/n.md", text), SPACE], &["notes/n.md dangling-link", "notes/n.md link-leaves-workspace"]);
        check_tree(&[("notes/n.md", "[x](/notes/n.md)\n"), SPACE], &[]);
        check_tree(&[("notes/n.md", "[x](../../x) [y](/guide)\n")], &[]);
    }

    #[test]
    fn fields_are_links_too() {
        let text = "---\nkind: access\ntitle: A\nowner: ola\nholders: [kari]\nheld_in: vault\nlevel: view\nreview_by: 2027-01-01\nlink: ../../x\n---\n";
        check_tree(&[("access/a.md", text)], &["access/a.md link-leaves-workspace"]);
        let text = "---\nattachment: ../../x\nvedlegg: [../../y]\n---\n";
        check_tree(&[("notes/a.md", text), SPACE], &["notes/a.md link-leaves-workspace", "notes/a.md link-leaves-workspace"]);
    }
}
