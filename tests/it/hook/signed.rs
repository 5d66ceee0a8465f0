//! Whose a commit is by its signature.

#[cfg(feature = "mail")]
use std::io::Write;
#[cfg(feature = "mail")]
use std::process::Stdio;

use handover::ops::hook::{Options, Problem, Update, receive};
#[cfg(feature = "mail")]
use handover::workflow::rights::Breach;

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

/// MISSION 4a: whoever only mails accepts with their key, by `ssh-keygen`; the server judges it by the keys
/// that everybody has, and so does whoever files the mail.
#[cfg(feature = "mail")]
#[test]
fn a_signed_mail_accepts_what_it_was_signed_for() {
    if needs("ssh-keygen").is_none() {
        return;
    }
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let own = key(&team, &ola, "ola");
    let task = task("ola-1", "2099-12-01", "One.");
    ola.write("tasks/ola-1.md", &task);
    ola.commit("keys");
    ola.git(&["push", "-q", "origin", "HEAD:main"]);
    kari.synced();
    let deliver = ["deliver", "ola-1", "-m", "https://example.org/all", "--tick-all"];
    for run in [kari.handover(&deliver), kari.handover(&["sync"])] {
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    let mail = kari.handover(&["export", "mail", "ola-1"]).stdout;
    let mail = mail.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
    let line = mail.lines().find(|line| line.contains("ssh-keygen -Y sign")).expect("a command");
    let words = line.split('"').nth(1).expect("words").to_owned();
    let mail = |name: &str, key: &str| {
        let mut command = team.sandbox.command("ssh-keygen");
        command.args(["-Y", "sign", "-n", "handover-accept", "-f", key]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("ssh-keygen runs");
        child
            .stdin
            .take()
            .expect("a pipe")
            .write_all(format!("{words}\n").as_bytes())
            .expect("written");
        let signed = child.wait_with_output().expect("signed").stdout;
        let signed = String::from_utf8(signed).expect("text");
        let text = format!(
            "From: ola@example.org\nSubject: Re: [ola-1] Post\nMessage-ID: <{name}@x>\n\nGood.\n\n{signed}"
        );
        team.sandbox.write(name, &text);
        team.sandbox.path(name).to_string_lossy().into_owned()
    };
    // A key that only stands in her own copy of his page is nobody's.
    let page = kari.read("people/ola.md");
    let other = team.sandbox.home().join("other").to_string_lossy().into_owned();
    let mut command = team.sandbox.command("ssh-keygen");
    assert!(
        command
            .args(["-q", "-t", "ed25519", "-N", "", "-f", &other])
            .status()
            .expect("runs")
            .success()
    );
    let public = std::fs::read_to_string(format!("{other}.pub")).expect("a key");
    kari.edit("people/ola.md", "role:", &format!("signing_keys: {}\nrole:", public.trim()));
    let forged = kari.handover(&["capture", "--dry-run", "--json", &mail("forged", &other)]);
    assert!(forged.stdout.contains("signing_keys"), "{}{}", forged.stdout, forged.stderr);
    assert!(!forged.stdout.contains("\"accept\""), "{}", forged.stdout);
    kari.write("people/ola.md", page);
    let run = kari.handover(&["capture", &mail("good", &own)]);
    assert!(run.stdout.contains("accepted by ola, by signature"), "{}{}", run.stdout, run.stderr);
    let listed = kari.handover(&["list", "ola-1", "--json"]).stdout;
    assert!(
        listed.contains("\"effective_status\": \"accepted\"")
            || listed.contains("\"effective_status\":\"accepted\""),
        "{listed}"
    );
    assert_eq!(judged(&team, &kari, "kari"), []);
    // Without the signature it is what it always was: nobody accepts for somebody else.
    let review = kari.git(&["diff", "--name-only", "origin/main", "HEAD", "--", "tasks/ola-1"]);
    let review = review.trim();
    let text = kari.read(review);
    let unsigned: String =
        text.split_inclusive('\n').filter(|line| !line.starts_with("signature:")).collect();
    kari.write(review, unsigned);
    kari.commit("unsigned");
    let refused = judged(&team, &kari, "kari");
    assert!(
        refused
            .iter()
            .any(|one| matches!(one, Problem::Breach { breach: Breach::CapturedYes, .. })),
        "{refused:?}"
    );
}
