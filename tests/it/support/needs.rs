//! Programs that only some machines have.

use std::path::PathBuf;

/// Finds a program that a test needs, also where Debian puts servers.
///
/// Where it is missing the test says so and is skipped, unless `HANDOVER_REQUIRE_ALL` asks for
/// everything: then it fails.
pub(crate) fn needs(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    let found = folders.map(|folder| folder.join(program)).find(|file| file.is_file());
    if found.is_none() {
        assert!(
            std::env::var_os("HANDOVER_REQUIRE_ALL").is_none(),
            "{program} is missing, and HANDOVER_REQUIRE_ALL is set"
        );
        skipped(program);
    }
    found
}

/// Returns the name of whoever runs the tests.
pub(crate) fn account() -> String {
    let output = std::process::Command::new("id").arg("-un").output().expect("`id` runs");
    String::from_utf8(output.stdout).expect("a name").trim().to_owned()
}

/// Says that a test is skipped, as it needs `what`.
pub(crate) fn skipped(what: &str) {
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    {
        eprintln!("skipped: needs {what}");
    }
}
