//! The user's own git settings ask for signed commits.

use crate::support::needs;
use crate::sync::team::{Member, Team, task};

/// Makes a key for `member` and has git sign with it; returns its public half.
fn sign_with_ssh(member: &Member<'_>) -> String {
    let key = member.sandbox.root().join("key");
    let made = member
        .sandbox
        .command("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(&key)
        .status();
    assert!(made.expect("ssh-keygen runs").success());
    let public = key.with_extension("pub");
    member.git(&["config", "gpg.format", "ssh"]);
    member.git(&["config", "user.signingkey", &public.to_string_lossy()]);
    member.git(&["config", "commit.gpgsign", "true"]);
    std::fs::read_to_string(public).expect("a key")
}

#[test]
fn every_commit_of_a_sync_is_signed_when_git_is_set_so() {
    if needs("ssh-keygen").is_none() {
        return;
    }
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let public = sign_with_ssh(&ola);
    let signers = ola.sandbox.root().join("signers");
    std::fs::write(&signers, format!("ola@example.org {public}")).expect("written");
    ola.git(&["config", "gpg.ssh.allowedSignersFile", &signers.to_string_lossy()]);
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One."));
    ola.synced();
    ola.git(&["verify-commit", "HEAD"]);
    // A merge is signed, too, and says who and when like any other commit.
    kari.write("notes/kari.md", "A note.\n");
    kari.synced();
    ola.write("notes/ola.md", "A note.\n");
    assert_eq!(ola.synced().result(), "merged");
    ola.git(&["verify-commit", "HEAD"]);
    ola.git(&["verify-commit", "HEAD^1"]);
    let merge = ola.git(&["log", "-1", "--format=%an <%ae>|%cn|%P|%s"]);
    assert!(merge.starts_with("ola <ola@example.org>|ola|"), "{merge}");
    assert!(merge.trim_end().ends_with("|Merge with the work of kari"), "{merge}");
    team.settle(&[&ola, &kari]);
}

#[test]
fn without_its_key_nothing_is_sent_and_nothing_lost() {
    let team = Team::new();
    let ola = team.member("ola");
    let commits = team.commits();
    ola.git(&["config", "gpg.format", "ssh"]);
    ola.git(&["config", "user.signingkey", "/nowhere/key.pub"]);
    ola.git(&["config", "commit.gpgsign", "true"]);
    ola.write("notes/ola.md", "A note.\n");
    let run = ola.handover(&["sync"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("sign"), "{}", run.stderr);
    assert_eq!(ola.read("notes/ola.md"), "A note.\n");
    assert_eq!(team.commits(), commits);
    ola.git(&["config", "commit.gpgsign", "false"]);
    assert_eq!(ola.synced().paths("sent"), ["notes/ola.md"]);
}
