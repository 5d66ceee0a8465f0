//! Repositories that judge what is pushed to them.

use super::ssh::{Ssh, over_ssh};
use crate::sync::team::{KARI, Member, OLA, SETTINGS, Team, task};

const REVIEW: &str = "tasks/ola-1/2026-11-25-101500-ola-review-11aa.md";

/// Puts the hook into the shared repository.
fn guard(team: &Team) {
    let hook = team.hub.join("hooks/pre-receive");
    std::fs::create_dir_all(team.hub.join("hooks")).unwrap();
    let program = env!("CARGO_BIN_EXE_handover");
    std::fs::write(&hook, format!("#!/bin/sh\nexec '{program}' hook pre-receive\n")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// Pushes with plain git and returns what it said, and whether it was let in.
pub(super) fn push(member: &Member<'_>) -> (bool, String) {
    let mut command = member.sandbox.command("git");
    command.current_dir(&member.root).args(["push", "-q", "origin", "HEAD:main"]);
    let output = command.output().expect("git runs");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// FAILURES 53, 54 and 56, as they are pushed: by plain git and by a sync, each with a key of their own.
#[test]
fn a_guarded_repository_over_ssh_lets_in_what_people_may_write() {
    let team = Team::empty();
    let Some(ssh) = Ssh::start(&team) else { return };
    guard(&team);
    ssh.let_in(&[("id", "kari"), ("stranger", "ola")]);
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    for (member, key) in [(&ola, "stranger"), (&kari, "id")] {
        over_ssh(&team, member);
        member.git(&["config", "core.sshCommand", &ssh.client(key, "known")]);
    }
    for member in [&kari, &ola] {
        member.write("workspace.yml", SETTINGS);
        member.write("people/ola.md", OLA);
        member.write("people/kari.md", KARI);
    }
    let reason = kari.stopped();
    assert!(reason.contains("shared first by a client or a lead"), "{reason}");
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One."));
    assert_eq!(ola.synced().result(), "sent");
    let catch_up = |member: &Member<'_>| {
        member.git(&["fetch", "-q"]);
        member.git(&["reset", "-q", "--hard", "origin/main"]);
    };
    catch_up(&kari);
    kari.write("notes/kari.md", "A note.\n");
    kari.commit("a note");
    assert_eq!(push(&kari), (true, String::new()));
    ola.write("notes/ola.md", "A note.\n");
    assert_eq!(ola.synced().result(), "merged");

    // Kari calls herself Ola, and takes it back again in the next commit.
    catch_up(&kari);
    kari.git(&["config", "user.email", "ola@example.org"]);
    kari.write(REVIEW, "---\nverdict: accepted\nby: ola\n---\n\nFine.\n");
    kari.commit("accepted");
    kari.remove(REVIEW);
    kari.commit("taken back");
    let (let_in, said) = push(&kari);
    assert!(
        !let_in && said.contains("it says that ola wrote it, and it comes from kari"),
        "{said}"
    );
    catch_up(&kari);
    let token = format!("token: ghp_{}\n", "1a2B3c4D5e6F7g8H9i0J1a2B3c4D5e6F7g8H");
    kari.write("notes/kari.md", token);
    kari.commit("a secret");
    kari.write("notes/kari.md", "None.\n");
    kari.commit("none");
    let (let_in, said) = push(&kari);
    assert!(!let_in && said.contains("notes/kari.md") && said.contains("a secret"), "{said}");
    team.git(&team.hub, &["fsck", "--strict"]);
}
