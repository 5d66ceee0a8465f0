use super::portable::as_systems_see;
use super::{RepoPath, Span};

/// Tells whether git reads there which other repositories lie in the folder, on whichever system.
///
/// Source: git's `is_ntfs_dotgitmodules` and `is_hfs_dotgitmodules`.
pub fn is_of_submodules(path: &RepoPath) -> bool {
    // The first character settles nearly every name: one of ASCII is the first there on each system.
    if path.file_name().starts_with(|c: char| c.is_ascii() && !matches!(c, '.' | 'g' | 'G' | '~')) {
        return false;
    }
    let name = as_systems_see(path.file_name());
    name == ".gitmodules" || is_short(&name)
}

/// Tells whether NTFS may call the file so in eight characters: by the first six and a number up to four, else by
/// as many of a digest as a longer number leaves room for.
fn is_short(name: &str) -> bool {
    let Some((front, number)) = name.split_once('~').filter(|_| name.len() == 8) else {
        return false;
    };
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
    let is_first = front == "gitmod" && ("1"..="4").contains(&number);
    is_first || is_number && !number.is_empty() && "gi7eba".starts_with(front)
}

/// Finds the first entry of such a file that git holds to be unsafe: a command, an address or a path that would
/// be read as an option, an address that is another one than it seems, or a name that leads out of git's own
/// folder.
///
/// Source: git's `fsck` messages `gitmodulesUpdate`, `gitmodulesUrl`, `gitmodulesPath` and `gitmodulesName`.
pub fn unsafe_submodule(text: &str) -> Option<Span> {
    let mut reading = Reading { text, at: if text.starts_with('\u{feff}') { 3 } else { 0 } };
    let mut is_submodule = false;
    while let Some(start) = reading.next_entry() {
        let (is_unsafe, end) = match reading.peek() {
            Some('[') => {
                let (section, name) = reading.header();
                is_submodule = section.eq_ignore_ascii_case("submodule") && name.is_some();
                (is_submodule && name.is_some_and(|name| leads_out(&name)), reading.at)
            }
            _ => {
                let key = reading.key().to_ascii_lowercase();
                let (value, end) = reading.value();
                (is_submodule && is_unsafe_value(&key, &value), end)
            }
        };
        if is_unsafe {
            return Some(Span::new(start, end));
        }
    }
    None
}

fn leads_out(name: &str) -> bool {
    name.is_empty() || name.split(['/', '\\']).any(|part| part == "..")
}

fn is_unsafe_value(key: &str, value: &str) -> bool {
    match key {
        "update" => value.starts_with('!'),
        "path" => value.starts_with('-'),
        "url" => is_unsafe_address(value),
        _ => false,
    }
}

fn is_unsafe_address(address: &str) -> bool {
    if address.starts_with('-') {
        return true;
    }
    if address.starts_with("./") || address.starts_with("../") {
        return has_line_end(address) || replaces_host(address);
    }
    let schemes = ["http", "https", "ftp", "ftps"];
    let remote = schemes.iter().find_map(|scheme| {
        let rest = address.strip_prefix(scheme)?;
        // `http::` says which program of git's is to ask; the address follows.
        rest.strip_prefix("::")
            .map(|rest| rest.split_once("://").map_or(rest, |(_, rest)| rest))
            .or_else(|| rest.strip_prefix("://"))
    });
    remote.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || has_line_end(rest))
}

/// Tells whether so many folders are left that what follows stands in the place of the host.
fn replaces_host(address: &str) -> bool {
    let (mut rest, mut left) = (address, false);
    loop {
        if let Some(shorter) = rest.strip_prefix("../") {
            (rest, left) = (shorter, true);
        } else if let Some(shorter) = rest.strip_prefix("./") {
            rest = shorter;
        } else {
            return left && rest.starts_with([':', '/']);
        }
    }
}

/// Tells whether an address has a line end in it, as it is or as `%0a`.
fn has_line_end(address: &str) -> bool {
    address.contains('\n') || address.to_ascii_lowercase().contains("%0a")
}

/// A file of git's settings while it is read, as git reads it.
struct Reading<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reading<'t> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn skip_line(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.find('\n').unwrap_or(rest.len());
    }

    /// Goes on to the next entry or heading and returns where it begins.
    fn next_entry(&mut self) -> Option<usize> {
        loop {
            match self.peek()? {
                '#' | ';' => self.skip_line(),
                c if c.is_whitespace() => drop(self.take()),
                _ => return Some(self.at),
            }
        }
    }

    /// Reads `[section "name"]` or `[section.name]`.
    fn header(&mut self) -> (String, Option<String>) {
        self.take();
        let (mut section, mut name, mut quoted) = (String::new(), None::<String>, false);
        while let Some(c) = self.peek().filter(|c| *c != '\n') {
            self.take();
            match c {
                ']' if !quoted => break,
                '"' => {
                    quoted = !quoted;
                    name.get_or_insert_default();
                }
                '\\' if quoted => name.get_or_insert_default().extend(self.take()),
                '.' if !quoted && name.is_none() => name = Some(String::new()),
                c if c.is_whitespace() && !quoted => {}
                c => name.as_mut().unwrap_or(&mut section).push(c),
            }
        }
        (section, name)
    }

    fn key(&mut self) -> &'t str {
        let rest = &self.text[self.at..];
        let len = rest.find(['=', '\n', '#', ';']).unwrap_or(rest.len());
        self.at += len;
        rest[..len].trim()
    }

    /// Reads what follows a key, and where it ends.
    fn value(&mut self) -> (String, usize) {
        let (mut value, mut quoted, mut end) = (String::new(), false, self.at);
        if self.peek() != Some('=') {
            return (value, end);
        }
        self.take();
        let mut kept = 0;
        while let Some(c) = self.peek().filter(|c| *c != '\n') {
            if !quoted && matches!(c, '#' | ';') {
                self.skip_line();
                break;
            }
            self.take();
            match c {
                '"' => quoted = !quoted,
                '\\' => match self.take() {
                    Some('n') => value.push('\n'),
                    Some('t') => value.push('\t'),
                    Some('b') => value.push('\u{8}'),
                    // The line goes on in the next one.
                    Some('\n') => continue,
                    Some('\r') if self.peek() == Some('\n') => {
                        self.take();
                        continue;
                    }
                    other => value.extend(other),
                },
                c if c.is_whitespace() && !quoted => {
                    if !value.is_empty() {
                        value.push(c);
                    }
                    continue;
                }
                c => value.push(c),
            }
            (kept, end) = (value.len(), self.at);
        }
        value.truncate(kept);
        (value, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FAILURES 48.
    #[test]
    fn what_git_would_run_for_another_repository_is_found() {
        let check = |text: &str| unsafe_submodule(text).is_some();
        for line in [
            "update = !touch x",
            "UPDATE=\"!touch x\"",
            "update = \\\n!touch x",
            "url = -u./payload",
            "path = --upload-pack=x",
            "path = x\n# said \\\nurl = -u./p",
            "url = \"https://host/a%0ahost=evil\"",
            "url = ../../../:host/x",
            "url = https:///host/x",
            "url = ./x\\ny",
        ] {
            assert!(check(&format!("[submodule \"x\"]\n\t{line}\n")), "{line}");
            assert!(check(&format!("[submodule \"x\"] {line}\r\n")), "{line}");
        }
        for heading in
            ["[submodule \"../../hooks\"]", "[submodule \"a\\\\..\"]", "[Submodule \"\"]"]
        {
            assert!(check(&format!("\u{feff}{heading}\nurl = x\n")), "{heading}");
        }
        for plain in [
            "[submodule \"a..b/c\"]\n path = libs/x\n url = ../x.git\n update = merge\n",
            "[submodule \"x\"]\n# url = -x\n url = https://host/x ; -y\n[other \"y\"]\n url = -x\n",
            "[submodule \"x\"]\n url\n path = a-b\n shallow\n",
        ] {
            assert!(!check(plain), "{plain}");
        }
        let text = "[submodule \"x\"]\n\turl = \"-u\" # x\n";
        assert_eq!(unsafe_submodule(text).map(|span| span.of(text)), Some("url = \"-u\""));
    }

    #[test]
    fn the_file_is_known_by_every_name_that_some_system_has_for_it() {
        for name in [
            ".GitModules",
            "a/.gitmodules",
            "gitmod~1",
            "GI7EBA~9",
            "GI7EB~12",
            "gi7e~123",
            "g~123456. ",
            "~1234567",
            ".gitm\u{200c}odules",
            ".gitmodules. ",
        ] {
            assert!(is_of_submodules(&RepoPath::new(name)), "{name}");
        }
        for name in [
            "gitmodules",
            "gitmod~5",
            ".gitmodules.md",
            "gitmod~11",
            "gi7eb~1",
            "gi7eb~01",
            "gi7eba2~",
            "g~1234567",
            "gi7ec~12",
            "~",
        ] {
            assert!(!is_of_submodules(&RepoPath::new(name)), "{name}");
        }
    }
}
