//! `secret-name`: passwords and tokens in the name of a file or a folder.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Size};
use super::scan::password;
use super::secret_token;
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    name: rule_name::SECRET_NAME,
    summary: "A password or a token in the name of a file or a folder",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: false,
    locked: true,
    docs: "\
The name of the file, or of a folder that it lies in, holds what `secret-password` or `secret-token` finds in
a text: `password=Sommer2026.txt`, or a token of a well-known service.

**Why.** A name is shared like a text: it stands in the history for good, and everybody who lists the folder
reads it.

**To mend it**, give it another name, and change the password if it was shared before.",
    bad: Example(&[("access/password=Sommer2026.txt", Size(1))]),
    good: Example(&[("access/password-for-fiken.txt", Size(1))]),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Findings) {
    let path = context.file.path.as_str();
    let secret = path.split('/').find_map(|part| {
        // What stands behind the last point says what kind of file it is.
        let name = part.rsplit_once('.').map_or(part, |(name, _)| name);
        let password = || password::find(name, false).into_iter().next().map(|(_, what)| what);
        secret_token::in_text(part).or_else(password)
    });
    if let Some(what) = secret {
        let message = format!("the name holds what looks like {what}");
        out.add(Finding::new(RULE.name, Span::at(0), message).note("give it another name; change it if it was shared before"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::names;

    #[test]
    fn secrets_are_found_in_any_part_of_a_path() {
        let token = "ghp_1a2B3c4D5e6F7g8H9i0J1a2B3c4D5e6F7g8H";
        for path in [
            "access/password=Sommer2026.txt",
            "passord = Vinter99/fiken.md",
            "pin=4821.png",
            &format!("access/{token}.txt"),
            &format!("{token}/readme"),
        ] {
            assert!(names(path).contains(&RULE.name), "{path}");
        }
        for path in [
            "access/password-for-fiken.txt",
            "access/Passord til Fiken.md",
            "tasks/ola-14-change-the-password.md",
            "tasks/ola-14-key=value.md",
            "bilag/2026-11-24 kvittering.pdf",
        ] {
            assert!(!names(path).contains(&RULE.name), "{path}");
        }
    }
}
