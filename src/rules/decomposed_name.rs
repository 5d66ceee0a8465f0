//! `decomposed-name`: names whose letters are split into base and accent.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::DECOMPOSED_NAME,
    summary: "A file's name writes a letter such as `å` as two characters",
    severity: Severity::Warning,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: true,
    docs: "\
The name holds a letter and its accent as two characters (Unicode form NFD), as some Macs write it.

**Why.** It looks the same as the usual spelling but is another name: a link typed by hand does not find
the file, and a second file of the same name can appear beside it.

**To mend it**, rename the file and type the name anew.",
    bad: Example(&[("bilag/ma\u{30a}ned.md", Text("# Måned\n"))]),
    good: Example(&[("bilag/m\u{e5}ned.md", Text("# Måned\n"))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let path = context.file.path.as_str();
    if !path.is_ascii() && !is_nfc(path) {
        let usual: String = path.nfc().collect();
        let message = "the name writes a letter and its accent as two characters";
        out.add(Finding::new(RULE.name, Span::at(0), message).note(format!("rename it to `{}`, typed anew", usual.escape_debug())));
    }
}
