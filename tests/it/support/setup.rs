//! Workspaces that are set up as people set them up.

use super::{Run, Sandbox};

/// A workspace of Ola and Kari, shared at `shared.git`.
pub(crate) fn shared(language: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "-q", "--bare", "-b", "main", "shared.git"]);
    let run = sandbox.handover(&[
        "init",
        "ola",
        "--lang",
        language,
        "--name",
        "Nordlys",
        "--client-name",
        "Ola Nordmann",
        "--client-email",
        "ola@nordlys.no",
        "--assistant-name",
        "Kari Hansen",
        "--assistant-email",
        "kari@example.org",
        "--remote",
        "shared.git",
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    sandbox.git(&["-C", "ola", "push", "-q", "origin", "main"]);
    sandbox
}

/// The run was refused, with each of these words on standard error.
#[track_caller]
pub(crate) fn refused(run: &Run, words: &[&str]) {
    assert_eq!(run.code, 2, "{run:?}");
    for word in words {
        assert!(run.stderr.contains(word), "{word:?} is not in {}", run.stderr);
    }
}
