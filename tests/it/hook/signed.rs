//! Whose a commit is by its signature.

use handover::ops::hook::{Options, Problem, Update, receive};

use super::world::review;
use crate::support::needs;
use crate::sync::team::{Member, Team, task};

const REVIEW: &str = "tasks/ola-1/2026-11-25-101500-ola-review-11aa.md";

/// Makes a key for a person and says so in their file; returns where it lies.
fn key(team: &Team, member: &Member<'_>, name: &str) -> String {
    let key = team.sandbox.home().join(name);
    let mut command = team.sandbox.command("ssh-keygen");
    let made = command.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).status();
    assert!(made.expect("ssh-keygen runs").success());
    let public = std::fs::read_to_string(key.with_extension("pub")).expect("a key");
    let line = format!("signing_keys: {}\nrole:", public.trim());
    member.edit(&format!("people/{name}.md"), "role:", &line);
    key.to_string_lossy().into_owned()
}

/// Judges what a member's branch has over the shared one, pushed by an account.
fn judged(team: &Team, member: &Member<'_>, account: &str) -> Vec<Problem> {
    // The hub sees the new objects as git shows them to a hook.
    let id = |name: &str| member.git(&["rev-parse", name]).trim().parse().expect("an id");
    let update = Update {
        old: Some(id("origin/main")),
        new: Some(id("HEAD")),
        name: "refs/heads/main".into(),
    };
    let variable = |name: &str| (name == "GL_USER").then(|| account.to_owned());
    let options = Options {
        git_dir: team.hub.clone(),
        incoming: Some(member.path(".git/objects")),
        updates: &[update],
        variable: &variable,
    };
    let found = receive(&options).expect("judged").refusals.into_iter();
    found.map(|one| one.problem).collect()
}

/// FAILURES 53: a signature says who it is, whoever pushes; no other field does.
#[test]
fn a_signed_change_is_its_signers() {
    if needs("ssh-keygen").is_none() {
        return;
    }
    let team = Team::new();
    let ola = team.member("ola");
    let (key, karis) = (key(&team, &ola, "ola"), key(&team, &ola, "kari"));
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One."));
    ola.commit("keys");
    ola.git(&["push", "-q", "origin", "HEAD:main"]);
    ola.write(REVIEW, review("ola", ""));
    ola.git(&["add", "-A"]);
    let commit = |key: &str| {
        let key = format!("user.signingkey={key}");
        let settings = ["-c", "gpg.format=ssh", "-c", &key, "commit", "-q", "-S", "--amend"];
        ola.git(&[&settings[..], &["-m", "accepted"]].concat());
    };
    ola.git(&["commit", "-q", "-m", "accepted"]);
    assert_eq!(judged(&team, &ola, "kari").len(), 1);
    assert_eq!(judged(&team, &ola, "ola"), []);
    team.git(&team.hub, &["config", "handover.requireSignatures", "true"]);
    assert_eq!(judged(&team, &ola, "ola"), [Problem::Unsigned]);
    commit(&key);
    assert_eq!(judged(&team, &ola, "kari"), []);
    commit(&karis);
    assert!(
        matches!(&judged(&team, &ola, "ola")[..], [Problem::Breach { you, .. }] if you == "kari")
    );
}
