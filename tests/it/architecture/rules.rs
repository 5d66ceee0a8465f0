//! The rules, each over one module.

use super::scan::Module;

/// Each imports only from those before it.
pub(crate) const LAYERS: &[&str] = &[
    "text",
    "diagnostic",
    "document",
    "schema",
    "workflow",
    "rules",
    "query",
    "merge",
    "changes",
    "store",
    "index",
    "sync",
    "watch",
    "workspace",
    "ops",
    "interfaces",
];

/// The last of the layers that know no files, git, environment, clock or output.
const LAST_PURE: &str = "changes";

/// Paths that only some layers may name: the path, who may.
const RESERVED: &[(&str, &[&str])] = &[
    ("git2", &["store"]),
    ("walkdir", &["store"]),
    ("rusqlite", &["store"]),
    ("notify", &["watch"]),
    ("clap", &["interfaces/cli"]),
    ("clap_complete", &["interfaces/cli"]),
    ("ratatui", &["interfaces/tui"]),
    ("signal_hook", &["interfaces/tui"]),
    ("anyhow", &["main.rs", "interfaces"]),
    ("tempfile", &["store"]),
    ("std::fs", &["store", "interfaces/cli"]),
    ("std::net", &["watch", "interfaces"]),
    ("std::process::Command", &["store", "interfaces/cli"]),
    ("std::env", &["store", "interfaces/cli"]),
];

/// What the pure layers may not name, beside what is reserved.
const IMPURE: &[&str] = &[
    "std::process",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "std::thread::sleep",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "ZonedDateTime::now",
    "TimeZone::system",
    "print!",
    "println!",
    "eprint!",
    "eprintln!",
];

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|one| *one == layer)
}

/// A layer names only itself and those above it; an interface no other interface.
pub(crate) fn order(module: &Module) -> Vec<String> {
    let Some(own) = rank(&module.layer) else { return Vec::new() };
    let mut breaches = Vec::new();
    for path in &module.paths {
        let mut parts = path.strip_prefix("crate::").into_iter().flat_map(|rest| rest.split("::"));
        let Some(other) = parts.next().and_then(|layer| Some((layer, rank(layer)?))) else {
            continue;
        };
        if other.1 > own {
            breaches.push(format!("names {path}, and {} stands below {}", other.0, module.layer));
        }
        let interface = module.path.split('/').nth(1).unwrap_or_default();
        let named = parts.next().unwrap_or(interface);
        if other.0 == "interfaces" && interface != "mod.rs" && named != interface {
            breaches.push(format!("names {path}, another interface"));
        }
    }
    breaches
}

/// Reserved crates and parts of `std` are named by their owners only.
pub(crate) fn names(module: &Module) -> Vec<String> {
    let pure = rank(&module.layer) <= rank(LAST_PURE) && rank(&module.layer).is_some();
    let starts = |path: &str, with: &str| {
        path == with || path.strip_prefix(with).is_some_and(|rest| rest.starts_with("::"))
    };
    let mut breaches = Vec::new();
    for path in &module.paths_of_product {
        for (reserved, owners) in RESERVED {
            let owned = owners.iter().any(|owner| {
                module.path == *owner || module.path.starts_with(&format!("{owner}/"))
            });
            if starts(path, reserved) && !owned {
                breaches.push(format!("names {path}, which belongs to {}", owners.join(", ")));
            }
        }
        let impure = |what: &&str| starts(path, what) || path.ends_with(&format!("::{what}"));
        if pure && IMPURE.iter().any(impure) {
            breaches.push(format!("names {path}, and {} is pure", module.layer));
        }
    }
    breaches
}

/// A module that others lie in begins with what it owns.
pub(crate) fn module_docs(module: &Module) -> Vec<String> {
    let name = module.path.rsplit('/').next().unwrap_or(&module.path);
    let holds = matches!(name, "mod.rs" | "lib.rs")
        || module.declared.iter().any(|one| one.name != "tests");
    if holds && !module.text.starts_with("//!") {
        return vec!["does not begin with a //! that says what it owns".to_owned()];
    }
    Vec::new()
}

/// Counted without unit tests, which may hold long expected texts.
pub(crate) fn length(module: &Module) -> Vec<String> {
    const MOST: usize = 500;
    if module.path.ends_with("/tests.rs") {
        return Vec::new();
    }
    let end = module.text.find("#[cfg(test)]\nmod tests {").unwrap_or(module.text.len());
    let lines = module.text[..end].lines().count();
    if lines > MOST {
        return vec![format!("{lines} lines; divide it")];
    }
    Vec::new()
}
