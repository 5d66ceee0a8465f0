//! The pages of the project hold: their examples run, their documents check, their links lead
//! somewhere.

mod page;
mod reliability;
mod transcript;

use std::path::Path;

use handover::diagnostic::Severity;
use handover::document::Document;
use handover::rules::{File, Ruleset};
use handover::schema::{Config, Schema};
use handover::text::{RepoPath, Source};

use crate::support::{Sandbox, needs};
use page::{Page, pages};
use transcript::{commands, matches, run};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Where an example stands that names no file of its own.
const USUAL_PLACE: &str = "tasks/example.md";

/// The examples of one page run in order, in one empty folder of their own.
#[test]
fn examples_do_what_the_pages_say() {
    let Some(shell) = needs("sh") else { return };
    let mut seen = 0;
    for page in pages() {
        let sandbox = Sandbox::new();
        let mut folder = sandbox.root();
        for block in page.blocks() {
            match (block.language.as_str(), &block.path) {
                ("console", _) => {
                    for (command, expected) in commands(&block.text) {
                        let found = run(&sandbox, &shell, &mut folder, &command);
                        assert!(
                            matches(&expected, &found),
                            "{}:{}: $ {command}\nexpected:\n{expected}\nfound:\n{found}",
                            page.name,
                            block.line
                        );
                        seen += 1;
                    }
                }
                (_, Some(path)) => {
                    let path = folder.join(path);
                    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                    std::fs::write(path, &block.text).unwrap();
                }
                _ => {}
            }
        }
    }
    assert!(seen > 0, "no page has an example");
}

#[test]
fn documents_on_the_pages_have_no_error() {
    let config = Config::default();
    let rules = Ruleset::new(Schema::builtin(), &config);
    let mut seen = 0;
    for page in pages() {
        for block in page.blocks().into_iter().filter(|block| block.language == "markdown") {
            let path = RepoPath::new(block.path.as_deref().unwrap_or(USUAL_PLACE));
            let bytes = block.text.as_bytes();
            let checked = rules.check_file(&File::from_bytes(path, bytes.len() as u64, bytes));
            let errors: Vec<String> = checked
                .diagnostics
                .iter()
                .filter(|one| one.severity == Severity::Error)
                .map(|one| format!("{}: {}", one.rule, one.message))
                .collect();
            assert!(errors.is_empty(), "{}:{}: {errors:#?}", page.name, block.line);
            seen += 1;
        }
    }
    assert!(seen > 0, "no page shows a document");
}

#[test]
fn links_of_the_pages_lead_somewhere() {
    for page in pages() {
        for target in page.links() {
            let (path, heading) = target.split_once('#').unwrap_or((&target, ""));
            let file = if path.is_empty() {
                Path::new(ROOT).join(&page.name)
            } else {
                Path::new(ROOT).join(&page.name).parent().unwrap().join(path)
            };
            assert!(file.exists(), "{}: {target} leads nowhere", page.name);
            if !heading.is_empty() {
                let text = std::fs::read_to_string(&file).unwrap();
                let found = Page { name: target.clone(), text }.anchors();
                assert!(
                    found.iter().any(|one| one == heading),
                    "{}: {target} names no heading of {found:?}",
                    page.name
                );
            }
        }
    }
}

/// On a fresh machine these two commands are all it takes.
#[test]
fn the_first_page_names_the_two_commands() {
    let readme = std::fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    for command in ["cargo run --release -- demo", "cargo test"] {
        assert!(readme.lines().any(|line| line == command), "{command}");
    }
}

#[test]
fn every_page_is_one_document_without_front_matter() {
    for page in pages() {
        let document = Document::parse(Source::new(page.text.as_str()));
        assert!(document.front().is_none(), "{}", page.name);
        let titles = document.outline().sections.iter().filter(|one| one.level == 1).count();
        assert_eq!(titles, 1, "{} has one title", page.name);
    }
}
