//! What the repository itself must hold, and the sandbox that the other tests run in.

use std::process::Command;

use crate::support::{Sandbox, needs};

#[test]
fn the_gate_is_a_script_that_bash_reads() {
    let Some(bash) = needs("bash") else { return };
    let gate = concat!(env!("CARGO_MANIFEST_DIR"), "/.ci/run");
    assert!(Command::new(bash).args(["-n", gate]).status().unwrap().success());
}

#[test]
fn the_sandbox_has_an_identity_of_its_own() {
    let sandbox = Sandbox::new();
    sandbox.git_init("Kari Nordmann", "kari@example.com");
    sandbox.write("folder/a.md", "text\n");
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-q", "-m", "one"]);
    assert_eq!(sandbox.git(&["log", "--format=%an <%ae>"]), "Kari Nordmann <kari@example.com>\n");
    assert_eq!(sandbox.git(&["config", "--global", "--default", "none", "user.email"]), "none\n");
    assert_eq!(sandbox.read("folder/a.md"), "text\n");
}
