//! Addresses: what of them may be shown, and whether two name one host.

/// Takes user names, passwords and tokens out of the addresses in a text; the user of an ssh address
/// stays.
pub fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '<' | '>'));
        let (address, further) = after.split_at(end.unwrap_or(after.len()));
        let host_end = address.find('/').unwrap_or(address.len());
        // A password may hold an `@` or even a `/`: the last `@` of what could still be the host ends it.
        let user_end = address[..host_end].rfind('@').or_else(|| {
            let colon = address[..host_end].find(':')?;
            let number = address[colon + 1..host_end].bytes().all(|b| b.is_ascii_digit());
            if number { None } else { address.rfind('@') }
        });
        let is_ssh = before[..at].ends_with("ssh");
        match user_end {
            Some(user_end) => {
                let user = address[..user_end].split(':').next().unwrap_or_default();
                if is_ssh {
                    out.push_str(user);
                    out.push('@');
                }
                out.push_str(without_query(&address[user_end + 1..]));
            }
            None => out.push_str(without_query(address)),
        }
        rest = further;
    }
    out.push_str(rest);
    out
}

fn without_query(address: &str) -> &str {
    address.split('?').next().unwrap_or(address)
}

/// Returns the host that a server sends us on to, when it is another one than that of `remote`.
pub(super) fn redirected_host(line: &str, remote: &str) -> Option<String> {
    let to = line.strip_prefix("warning: redirecting to ")?;
    let there = host(to)?;
    let same = host(remote).is_none_or(|here| here.eq_ignore_ascii_case(&there));
    (!same).then_some(there)
}

fn host(address: &str) -> Option<String> {
    let address = redact(address);
    let rest = address.split_once("://")?.1;
    let authority = rest.split('/').next()?.rsplit('@').next()?;
    let host = match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next()?,
        None => authority.split(':').next()?,
    };
    Some(host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_never_shown() {
        let check = |text: &str, expected: &str| assert_eq!(redact(text), expected);
        check("'https://kari:s3cret@a.example/x.git'", "'https://a.example/x.git'");
        check("https://token@a.example/x.git", "https://a.example/x.git");
        check("https://kari:a/b@c@a.example/x", "https://a.example/x");
        check("ssh://git@a.example:22/x", "ssh://git@a.example:22/x");
        check("ssh://git:s3cret@a.example/x", "ssh://git@a.example/x");
        check("https://a.example:8443/x@y?token=s3cret end", "https://a.example:8443/x@y end");
        check("two https://u:p@a/x and https://v:q@b/y", "two https://a/x and https://b/y");
        check("git@a.example:x.git", "git@a.example:x.git");
    }

    /// FAILURES 57.
    #[test]
    fn another_host_is_noticed() {
        let check = |remote: &str, to: &str, expected: Option<&str>| {
            let line = format!("warning: redirecting to {to}");
            assert_eq!(redirected_host(&line, remote).as_deref(), expected, "{remote} {to}");
        };
        check("https://a.example/x", "https://a.example/x.git/", None);
        check("http://A.example/x", "https://a.example:8443/x/", None);
        check("https://a.example/x", "https://evil.example/x/", Some("evil.example"));
        check("https://a.example@evil.example/x", "https://a.example/x/", Some("a.example"));
        check("https://[2001:db8::1]/x", "https://[2001:db8::2]/x/", Some("2001:db8::2"));
        check("gh:x", "https://a.example/x/", None);
    }
}
