//! The mail that a newcomer needs.

use crate::support::Sandbox;
use crate::support::setup::{refused, shared};

fn invite(sandbox: &Sandbox, args: &[&str]) -> crate::support::Run {
    sandbox.handover(&[&["-C", "ola", "invite"], args].concat())
}

#[test]
fn the_mail_holds_the_one_command_that_works() {
    let sandbox = shared("nb");
    let run = invite(&sandbox, &["kari"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("--download"), "who invites is told what is missing: {run:?}");
    for words in [
        "To: Kari Hansen <kari@example.org>\nSubject: Velkommen til Nordlys\n\nHei Kari,\n",
        "https://git-scm.com",
        "spør Ola Nordmann <ola@nordlys.no>",
        "Vennlig hilsen\nOla Nordmann\n",
    ] {
        assert!(run.stdout.contains(words), "{words:?} is not in {}", run.stdout);
    }
    let command = run.stdout.lines().find_map(|line| line.trim().strip_prefix("handover join "));
    let words: Vec<&str> = command.expect("a command").split_whitespace().collect();
    let joined = sandbox.handover(&[&["join"], &words[..]].concat());
    assert_eq!(joined.code, 0, "{joined:?}");
    assert!(sandbox.path("shared/workspace.yml").exists());
}

#[test]
fn a_person_who_is_not_there_yet_gets_a_page() {
    let sandbox = shared("en");
    refused(&invite(&sandbox, &["per", "--name", "Per Dal"]), &["--email, --role", "such as"]);
    let more = ["--name", "Per Dal", "--email", "per@example.org", "--role"];
    refused(&invite(&sandbox, &[&["Per D"], &more[..], &["backup"]].concat()), &["short name"]);
    refused(&invite(&sandbox, &[&["per"], &more[..], &["boss"]].concat()), &["boss"]);
    assert!(!sandbox.path("ola/people/per.md").exists());

    let last = ["backup", "--output", "m.txt", "--download", "https://nordlys.no/handover"];
    let run = invite(&sandbox, &[&["per"], &more[..], &last].concat());
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("people/per.md is new") && run.stderr.contains("handover sync"));
    assert!(sandbox.read("ola/m.txt").contains("--as per\n"));
    assert!(sandbox.read("ola/m.txt").contains("    handover: https://nordlys.no/handover\n"));
    assert!(sandbox.read("ola/people/per.md").contains("role: backup"));
    let check = sandbox.handover(&["-C", "ola", "check", "people"]);
    assert_eq!(check.code, 0, "{check:?}");
    refused(&invite(&sandbox, &["per", "--output", "m.txt"]), &["m.txt"]);
}

#[test]
fn an_address_must_be_there_and_hold_no_secret() {
    let sandbox = shared("en");
    let set = |url: &str| sandbox.git(&["-C", "ola", "remote", "set-url", "origin", url]);
    set("https://ola:hunter2@example.org/n.git");
    let run = invite(&sandbox, &["kari"]);
    refused(&run, &["password", "git remote set-url"]);
    assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
    sandbox.git(&["-C", "ola", "remote", "remove", "origin"]);
    refused(&invite(&sandbox, &["kari"]), &["no address", "git remote add origin"]);
}
