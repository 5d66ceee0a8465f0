//! Where a link leads, without looking whether anything is there.

use crate::text::RepoPath;

/// What a link's target means from the file it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A web or mail address, a place in the same file, or a template's variable: not judged.
    Elsewhere,
    /// A path of the workspace, relative to its root.
    Inside(String),
    /// A path with `/` before it: the workspace's root to some, the machine's to others.
    Rooted(String),
    /// A file of this machine, whatever the workspace; the reason in words.
    Machine(&'static str),
    /// More `..` than there are folders above.
    Above,
}

/// Reads the target of a link in the file at `from`.
pub fn target(written: &str, from: &RepoPath) -> Target {
    let written = written.trim();
    if written.is_empty()
        || written.starts_with(['#', '?'])
        || ["{{", "{%", "${"].iter().any(|sign| written.contains(sign))
    {
        return Target::Elsewhere;
    }
    if written.starts_with("\\\\") {
        return Target::Machine("names a computer of one network");
    }
    if written.starts_with("//") {
        return Target::Elsewhere;
    }
    if written.starts_with("~/") {
        return Target::Machine("lies in one person's home folder");
    }
    match scheme(written) {
        Some(scheme) if scheme.len() == 1 => {
            return Target::Machine("names a drive of one computer");
        }
        Some(scheme) if scheme.eq_ignore_ascii_case("file") => {
            return Target::Machine("names a file of one computer");
        }
        Some(_) => return Target::Elsewhere,
        None => {}
    }
    let path = path(written);
    match path.strip_prefix('/') {
        Some(rooted) => normal("", rooted).map_or(Target::Above, Target::Rooted),
        None => normal(from.parent(), &path).map_or(Target::Above, Target::Inside),
    }
}

/// Returns the path in a target, without what stands behind `#` or `?`.
pub fn path(written: &str) -> String {
    let path = written.split(['#', '?']).next().unwrap_or("");
    percent_decoded(path).replace('\\', "/")
}

/// Returns `path` of `folder` from the root, `.` and `..` taken out; `None` when it leaves the root.
pub fn normal(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns what stands before a `:` when it reads as a scheme: a letter, then letters, digits,
/// `+`, `-`, `.`.
fn scheme(written: &str) -> Option<&str> {
    let (scheme, _) = written.split_once(':')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(plain))
        .then_some(scheme)
}

/// Decodes `%20` and the like; what is no UTF-8 afterwards stays as it was.
fn percent_decoded(written: &str) -> String {
    let bytes = written.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex =
            |offset: usize| bytes.get(at + offset).and_then(|byte| char::from(*byte).to_digit(16));
        match (bytes[at], hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'%'));
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| written.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: Target) {
        assert_eq!(target(written, &"tasks/a/x.md".into()), expected, "{written}");
    }

    #[test]
    fn addresses_and_places_are_not_judged() {
        for written in [
            "https://a.no/x",
            "mailto:a@b.no",
            "#top",
            "",
            "//cdn/x",
            "{{ url }}",
            "obsidian://open",
        ] {
            check(written, Target::Elsewhere);
        }
    }

    #[test]
    fn paths_are_relative_to_the_file() {
        check("b.md", Target::Inside("tasks/a/b.md".into()));
        check("../b%20c.md#x", Target::Inside("tasks/b c.md".into()));
        check("..\\b.pdf", Target::Inside("tasks/b.pdf".into()));
        check("../../b.md", Target::Inside("b.md".into()));
        check("../../../b.md", Target::Above);
        check("/b.md", Target::Rooted("b.md".into()));
        check("/../b.md", Target::Above);
        check("%2e%2e/%2e%2e/%2e%2e/b", Target::Above);
    }

    #[test]
    fn the_machine_is_no_place_to_link_to() {
        for written in ["C:\\x.pdf", "c:/x", "file:///etc/x", "\\\\server\\x", "~/x.pdf"] {
            assert!(matches!(target(written, &"x.md".into()), Target::Machine(_)), "{written}");
        }
    }
}
