//! What the rules look at in one source file.

/// A `mod name;` line.
pub(crate) struct Declared {
    pub(crate) name: String,
}

/// One source file, read for the paths that it names.
pub(crate) struct Module {
    /// Below the scanned folder, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
    /// The layer: the first folder, or the file's stem at the root.
    pub(crate) layer: String,
    /// Every path that the code names, such as `crate::text::Span`; groups are taken apart and
    /// `super` is resolved to `crate`.
    pub(crate) paths: Vec<String>,
    /// The same without those of the tests.
    pub(crate) paths_of_product: Vec<String>,
    pub(crate) declared: Vec<Declared>,
}

impl Module {
    pub(crate) fn read(path: &str, text: &str) -> Self {
        let code = code(text);
        let is_test = path.ends_with("/tests.rs") || path.contains("/tests/");
        let product = match code.find("#[cfg(test)]") {
            _ if is_test => "",
            Some(at) => &code[..at],
            None => &code,
        };
        let place = place(path);
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            layer: path.split('/').next().unwrap_or(path).trim_end_matches(".rs").to_owned(),
            paths: paths(&code, &place),
            paths_of_product: paths(product, &place),
            declared: declared(&code),
        }
    }
}

/// The module path of a file: `rules/secrets/card.rs` is `["rules", "secrets", "card"]`.
fn place(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').map(str::to_owned).filter(|part| part != "lib" && part != "main").collect()
}

/// The text without comments and without what stands in quotes.
fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '"' => quoted(rest),
            'r' if !ends_in_word(&out) => raw(rest).unwrap_or(0),
            '\'' => character(rest).unwrap_or(0),
            _ => 0,
        };
        if skipped == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            rest = &rest[skipped..];
        }
    }
    out
}

fn ends_in_word(text: &str) -> bool {
    text.ends_with(|last: char| last.is_alphanumeric() && last != 'b' || last == '_')
}

fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, each) in text.char_indices().skip(1) {
        match each {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw(text: &str) -> Option<usize> {
    let hashes = text[1..].len() - text[1..].trim_start_matches('#').len();
    text[1 + hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let from = 2 + hashes;
    Some(text[from..].find(&end).map_or(text.len(), |at| from + at + end.len()))
}

/// The length of a character literal; `None` for a lifetime.
fn character(text: &str) -> Option<usize> {
    let inner = text[1..].chars().next()?;
    if inner == '\\' {
        return text[3..].find('\'').map(|at| at + 4);
    }
    text[1 + inner.len_utf8()..].starts_with('\'').then(|| inner.len_utf8() + 2)
}

fn declared(code: &str) -> Vec<Declared> {
    code.lines()
        .filter_map(|line| {
            let line = line.trim().strip_suffix(';')?;
            let at = line.find("mod ").filter(|at| *at == 0 || line.starts_with("pub"))?;
            Some(Declared { name: line[at + 4..].trim().to_owned() })
        })
        .collect()
}

/// Finds `a::b::c` and `a::{b, c::d}` in code.
fn paths(code: &str, place: &[String]) -> Vec<String> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_name(tokens[at]) && tokens.get(at + 1) == Some(&"::") {
            at = path(&tokens, at, String::new(), &mut found);
        } else if is_name(tokens[at]) && tokens.get(at + 1) == Some(&"!") {
            found.push(format!("{}!", tokens[at]));
            at += 2;
        } else {
            at += 1;
        }
    }
    found.into_iter().map(|path| resolve(&path, place)).collect()
}

/// Reads one path from `at` on, with what `prefix` stands before it; returns where it ends.
fn path(tokens: &[&str], mut at: usize, prefix: String, found: &mut Vec<String>) -> usize {
    let mut path = prefix;
    loop {
        match tokens.get(at) {
            Some(name) if is_name(name) => {
                path.push_str(name);
                at += 1;
            }
            Some(&"{") => return group(tokens, at + 1, &path, found),
            _ => break,
        }
        if tokens.get(at) != Some(&"::") {
            break;
        }
        path.push_str("::");
        at += 1;
    }
    found.push(path);
    at
}

fn group(tokens: &[&str], mut at: usize, prefix: &str, found: &mut Vec<String>) -> usize {
    while let Some(token) = tokens.get(at) {
        match *token {
            "}" => return at + 1,
            token if is_name(token) || token == "{" => {
                at = path(tokens, at, prefix.to_owned(), found);
            }
            _ => at += 1,
        }
    }
    at
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let word = |each: char| each.is_alphanumeric() || each == '_';
        let length = if word(first) {
            rest.find(|each| !word(each)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

/// Replaces leading `self` and `super` by the module's own place.
fn resolve(path: &str, place: &[String]) -> String {
    let mut parts: Vec<&str> = path.split("::").collect();
    let mut place = place.to_vec();
    match parts[0] {
        "self" => {}
        "super" => {
            while parts.first() == Some(&"super") {
                place.pop();
                parts.remove(0);
            }
            parts.insert(0, "self");
        }
        "handover" => return format!("crate::{}", parts[1..].join("::")),
        _ => return path.to_owned(),
    }
    let tail = parts[1..].iter().map(|part| (*part).to_owned());
    ["crate".to_owned()].into_iter().chain(place).chain(tail).collect::<Vec<_>>().join("::")
}
