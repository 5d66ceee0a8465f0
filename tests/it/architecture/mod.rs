//! Keeps the rules of the architecture page by reading the sources.
//!
//! It sees the paths that the code names (`crate::…`, `super::…`, crates and parts of `std`), not
//! what they resolve to: enough to notice an import that goes the wrong way.

mod rules;
mod scan;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use rules::{length, module_docs, names, order};
use scan::Module;

/// The library and the program, read once for all tests.
static SOURCES: LazyLock<Vec<Module>> = LazyLock::new(|| modules("src"));
/// These tests.
static TESTS: LazyLock<Vec<Module>> = LazyLock::new(|| modules("tests"));

/// Reads every Rust file below `folder`, in order of the paths.
fn modules(folder: &str) -> Vec<Module> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let read = |file: &PathBuf| {
        let path = file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        Module::read(&path, &std::fs::read_to_string(file).unwrap())
    };
    files.iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
}

/// Runs one rule over all modules and shows every breach at once.
#[track_caller]
fn keeps(modules: &[Module], rule: impl Fn(&Module) -> Vec<String>) {
    assert!(!modules.is_empty(), "no sources found");
    let breaches: Vec<String> = modules
        .iter()
        .flat_map(|module| rule(module).into_iter().map(|what| format!("{}: {what}", module.path)))
        .collect();
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn each_layer_imports_only_from_those_above_it() {
    keeps(&SOURCES, order);
}

#[test]
fn files_git_clock_and_command_line_stay_where_they_belong() {
    keeps(&SOURCES, names);
}

#[test]
fn modules_say_what_they_own() {
    keeps(&SOURCES, module_docs);
}

#[test]
fn files_stay_readable() {
    keeps(&SOURCES, length);
    keeps(&TESTS, length);
}

#[test]
fn the_layers_are_those_of_the_library() {
    let library = SOURCES.iter().find(|module| module.path == "lib.rs").unwrap();
    let declared: Vec<&str> = library.declared.iter().map(|one| one.name.as_str()).collect();
    let expected: Vec<&str> =
        rules::LAYERS.iter().copied().filter(|layer| declared.contains(layer)).collect();
    assert_eq!(declared, expected, "lib.rs names the layers in their order, and no others");
}

#[test]
fn no_test_file_is_forgotten() {
    let modules = modules("tests/it");
    let main = modules.iter().find(|module| module.path == "main.rs").unwrap();
    let forgotten: Vec<&str> = modules
        .iter()
        .filter(|module| module.path != "main.rs")
        .filter(|module| {
            let top = module.path.split('/').next().unwrap().trim_end_matches(".rs");
            !main.declared.iter().any(|declared| declared.name == top)
        })
        .map(|module| module.path.as_str())
        .collect();
    assert!(forgotten.is_empty(), "not declared in tests/it/main.rs: {forgotten:?}");
}

#[test]
fn breaches_are_noticed() {
    let check = |path: &str, text: &str, rule: fn(&Module) -> Vec<String>| {
        rule(&Module::read(path, text)).len()
    };
    assert_eq!(check("text/a.rs", "use crate::rules::Rule;", order), 1);
    assert_eq!(check("text/a.rs", "use super::super::rules::Rule;", order), 1);
    assert_eq!(check("text/mod.rs", "use super::rules::Rule;", order), 1);
    assert_eq!(check("text/a.rs", "use crate::{text::Span, store::{Repo, Other}};", order), 2);
    assert_eq!(check("rules/a.rs", "use crate::text::Span; // crate::store", order), 0);
    assert_eq!(check("rules/a.rs", "let a = \"crate::store\"; let b = 'a';", order), 0);
    assert_eq!(check("rules/a.rs", "/* crate::store */ fn a<'a>() {}", order), 0);
    assert_eq!(check("interfaces/cli/a.rs", "use crate::interfaces::web::A;", order), 1);
    assert_eq!(check("interfaces/cli/a.rs", "use crate::interfaces::cli::A;", order), 0);

    assert_eq!(check("rules/a.rs", "use std::fs;", names), 1);
    assert_eq!(check("rules/a.rs", "use std::{fmt, env};", names), 1);
    assert_eq!(check("merge/a.rs", "let now = jiff::Timestamp::now();", names), 1);
    assert_eq!(check("text/a.rs", "println!(\"x\");", names), 1);
    assert_eq!(check("ops/a.rs", "use git2::Oid;", names), 1);
    assert_eq!(check("ops/a.rs", "use clap::Parser;", names), 1);
    assert_eq!(check("ops/a.rs", "std::fs::write(a, b);", names), 1);
    assert_eq!(check("rules/a.rs", "#[cfg(test)]\nmod tests { use std::fs; }", names), 0);
    assert_eq!(check("store/a.rs", "use git2::Oid; use std::fs;", names), 0);

    assert_eq!(check("rules/mod.rs", "use std::fmt;", module_docs), 1);
    assert_eq!(check("rules/mod.rs", "//! Owns rules.\n", module_docs), 0);
    assert_eq!(check("rules/a.rs", &"a;\n".repeat(501), length), 1);
}
