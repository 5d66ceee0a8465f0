//! `secret-password`: passwords and the like, written behind their name.

use super::engine::{Check, Example, FileContext, Findings, HoldsBack, Rule, Sample::Text};
use super::scan::password;
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::text::RepoPath;

pub(super) const RULE: Rule = Rule {
    name: rule_name::SECRET_PASSWORD,
    summary: "A password, PIN or key written out behind its name",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Always,
    allowable: true,
    locked: true,
    docs: "\
A field or a line such as `password: …`, `Passord til Fiken: …`, `PIN: …` or `api_key = …` with a value that
looks like the thing itself; also a password inside a web address. What says where it is kept (`see
1Password`, `ask Kari`), a placeholder or a variable is left alone. In a program's source, only what
stands in quotes counts.

**Why.** A password in a shared folder is kept for good on every machine, and nobody notices who read it.

**To mend it**, put the password into a password manager, write where it is (kind `access`), and change it if
it was shared before. If it is none, say so with `handover allow`.",
    bad: Example(&[("access/fiken.md", Text("User: kari\nPassword: hunter2\n"))]),
    good: Example(&[("access/fiken.md", Text("User: kari\nPassword: see 1Password, under Fiken\n"))]),
    check: Check::File(check),
};

/// The extensions of programs' sources.
const SOURCES: &[&str] = &[
    "c", "cc", "cpp", "cs", "dart", "go", "h", "hpp", "java", "js", "jsx", "kt", "lua", "m", "mjs", "php", "pl", "pm", "py",
    "pyi", "r", "rb", "rs", "scala", "swift", "ts", "tsx", "vb",
];

fn is_source(path: &RepoPath) -> bool {
    path.extension().is_some_and(|extension| SOURCES.contains(&extension))
}

fn check(context: &FileContext<'_>, out: &mut Findings) {
    for (span, what) in password::find(context.text(), is_source(&context.file.path)) {
        if out.is_full() {
            return;
        }
        out.add(
            Finding::new(RULE.name, span, format!("this looks like {what}"))
                .note("put it into a password manager and write where it is kept; change it if it was shared before")
                .note("if it is none, `handover allow` says so"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, findings_at, secrets};

    #[test]
    fn passwords_are_found_behind_their_names() {
        for text in [
            "---\npassword: hunter2\n---\n",
            "---\npassord: \"sommer\"\n---\n",
            "Password: hunter2",
            "Password: xyz",
            "- **Passord:** Sommer2026!",
            "* Passord til Fiken: Sommer2026",
            "Wifi password = correct-horse-battery",
            "password: `hunter2`",
            "Password: hunter2 (change it soon)",
            "PIN: 4821",
            "pin-kode: 4821",
            "export API_KEY=abcd1234efgh5678ijkl",
            "DB_PASSWORD=s3cr3tpw",
            "\"password\": \"hunter2\",",
            "| Fiken | passord: Vinter99 |",
            "postgres://kari:hunter2@db.nordlys.no/x",
            "https://kari:Sommer2026@nordlys.no",
            "| Tjeneste | Bruker | Passord |\n|---|---|---|\n| Fiken | kari | Sommer2026 |",
        ] {
            check(text, &["secret-password"]);
        }
    }

    #[test]
    fn what_says_where_it_is_kept_is_left_alone() {
        for text in [
            "Password: see 1Password",
            "password: ask Kari",
            "Passord: se Bitwarden",
            "Passord: spør Kari",
            "Password: in the vault",
            "Password: 1Password",
            "Password: Bitwarden",
            "Password: [1Password](https://1password.com)",
            "Password: [[fiken]]",
            "Password:",
            "password: ********",
            "password: <your password>",
            "password: ${DB_PASSWORD}",
            "password: $PASSWORD",
            "password: {{ password }}",
            "password: xxxx",
            "password: …",
            "password: changed 2026-11-01",
            "Password reset: click the link",
            "Password: 8 characters or more",
            "The password: never by mail.",
            "Passord: sendes på SMS",
            "Password: required",
            "password: true",
            "password: null",
            "let password = read_password();",
            "password: str,",
            "PIN: ask the bank",
            "Pin: 5 needles",
            "pinned: 1234",
            "Passwords: 3",
            "https://example.com:8080/@kari",
            "https://user:password@example.com",
            "https://$USER:$PASS@example.com",
            "https://kari:hunter2@sub.example.com:8080/p",
            "https://user:pass@nordlys.no",
            "key_password = self.key_password",
            "params['MasterUserPassword'] = master_user_password",
            "mailto:kari@example.com",
            "| Tjeneste | Passord |\n|---|---|\n| Fiken | i 1Password |",
            "api key: see the vault",
            "API_KEY=your-api-key",
            "token: kari",
        ] {
            secrets(text, &[]);
        }
    }

    #[test]
    fn in_a_source_only_what_stands_in_quotes_is_a_value() {
        let check = |text: &str, expected: usize| {
            assert_eq!(findings_at("tools/send.rs", text).len(), expected, "{text}");
        };
        check("pub log_passwd: __u32,\n", 0);
        check("passphrase: Option<&str>,\n", 0);
        check("let (user, password) = split;\n", 0);
        check("let password = \"hunter2\";\n", 1);
    }
}
