//! Any bytes as `workspace.yml` and as a definition of kinds, with the queries that are saved there.
#![no_main]

use handover::query::check_saved;
use handover::schema::{Config, Schema};
use handover::text::{RepoPath, Source};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = Source::decode(bytes) else { return };
    let (config, findings) = Config::read(&source);
    let (schema, mistakes) =
        Schema::with_workspace_kinds(&[(RepoPath::new("kinds/a.yml"), source.clone())]);
    let places = findings.iter().chain(mistakes.iter().map(|(_, finding)| finding));
    for finding in places {
        assert!(source.text().get(finding.span.start..finding.span.end).is_some(), "{finding:?}");
    }
    for finding in check_saved(&config.queries, &schema) {
        assert!(source.text().get(finding.span.start..finding.span.end).is_some(), "{finding:?}");
    }
});
