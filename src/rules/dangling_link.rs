//! `dangling-link`: links and attachments that lead to no file.

use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use super::mentions::{Form, Leads};
use crate::diagnostic::{Finding, Severity, rule_name};

pub(super) const RULE: Rule = Rule {
    name: rule_name::DANGLING_LINK,
    summary: "A link or an attachment leads to a file that is not there",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
A link in the text, or a field such as `link`, names a file of the workspace that does not exist. A path is
looked for from the folder of the document, then from the workspace's root; `[[name]]` anywhere, by name or id.
Web and mail addresses are not followed.

**Why.** What the other person needs to begin is missing, and they find out only when they begin.

**To mend it**, add the file, or correct the path.",
    bad: Example(&[("notes/flights.md", Text("See [the offer](../attachments/offer.pdf).\n"))]),
    good: Example(&[
        ("notes/flights.md", Text("See [the offer](../attachments/offer.pdf).\n")),
        ("attachments/offer.pdf", Text("an offer\n")),
    ]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    if !tree.is_complete() {
        return;
    }
    tree.each_link(|from, link| {
        let is_link = !matches!(link.form, Form::Name(_));
        if is_link && matches!(tree.leads(from, &link), Leads::Nowhere) {
            let shown: String = link.written.chars().take(120).collect();
            let message = format!("`{}` leads to no file", shown.escape_debug());
            out.add(
                &from.path,
                Finding::new(RULE.name, link.span, message).note("add the file, or correct the path"),
            );
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_tree;

    fn check(link: &'static str, found: bool) {
        let text = Box::leak(format!("See {link}\n").into_boxed_str());
        let files = [("notes/a b.md", "x\n"), ("attachments/Å.pdf", "x\n"), ("tasks/ola-3-x.md", "---\nid: ola-3\n---\n"), ("notes/n.md", &*text)];
        let expected: &[&str] = if found { &[] } else { &["notes/n.md dangling-link"] };
        check_tree(&files, expected);
    }

    #[test]
    fn paths_are_relative_to_file_or_root() {
        check("[x](a%20b.md)", true);
        check("[x](<a b.md#top>)", true);
        check("[x](a%20b)", true);
        check("[x](../attachments/%C3%85.pdf)", true);
        check("[x](attachments/Å.pdf)", true);
        check("[x](../tasks/)", true);
        check("[x](https://example.com/gone.md)", true);
        check("<kari@example.com>", true);
        check("![x](gone.png)", false);
        check("[x](../notes/gone.md)", false);
        check("[x](../tasks/OLA-3-x.md)", false);
        check("[x](../tasks/../tasks/ola-3-x.md?y#z)", true);
        check("[x](/tasks/ola-3-x)", true);
    }

    #[test]
    fn wiki_links_go_by_name_anywhere() {
        check("[[a b]]", true);
        check("[[A B|text]]", true);
        check("[[ola-3]]", true);
        check("[[ola-3-x#Result]]", true);
        check("[[tasks/OLA-3-X.MD]]", true);
        check("[[ola-3-x.md]]", true);
        check("[[å.pdf]]", true);
        check("[[gone]]", false);
    }
}
