//! What the other end, or the way to it, may say instead of yes.

use super::server::{self, free_port, stopped, synced};
use crate::sync::team::{Member, Team};

fn hook(team: &Team, name: &str, script: &str) {
    let path = team.hub.join("hooks").join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, script).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// The words of a server's own check are shown, and can do nothing on a terminal.
#[cfg(unix)]
#[test]
fn a_check_at_the_server_says_why() {
    let team = Team::new();
    let ola = team.member("ola");
    hook(
        &team,
        "pre-receive",
        "#!/bin/sh\nprintf 'Not on a Sunday \\033[2J\\033]0;x\\007\\n' >&2\nexit 1\n",
    );
    ola.write("notes/a.md", "Kept.\n");
    let reason = stopped(&mut server::sync(&ola));
    assert!(reason.contains("Not on a Sunday"), "{reason}");
    assert!(!reason.contains(['\u{1b}', '\u{7}']), "{reason:?}");
    let mut plain = ola.sandbox.command(env!("CARGO_BIN_EXE_handover"));
    let run = server::run(plain.current_dir(&ola.root).arg("sync"));
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("Not on a Sunday"), "{}", run.stderr);
    assert!(!run.stderr.contains(['\u{1b}', '\u{7}']), "{:?}", run.stderr);
    assert_eq!(ola.read("notes/a.md"), "Kept.\n");
    std::fs::remove_file(team.hub.join("hooks/pre-receive")).unwrap();
    assert_eq!(synced(&mut server::sync(&ola)).paths("sent"), ["notes/a.md"]);
    assert_eq!(team.commits(), 2);
}

/// The work is committed here and sent once the place can be reached.
fn is_offline(team: &Team, ola: &Member<'_>, address: &str, words: &str) {
    let home = ola.git(&["remote", "get-url", "origin"]);
    ola.git(&["remote", "set-url", "origin", address]);
    let file = format!("notes/{}.md", ola.files().len());
    ola.write(&file, "Kept.\n");
    let done = synced(&mut server::sync(ola));
    assert_eq!((done.result(), done.code), ("offline", 1), "{done:?}");
    let reason = done.json["reason"].as_str().expect("a reason");
    assert!(reason.contains(words), "{reason}");
    assert_eq!(ola.git(&["show", &format!("HEAD:{file}")]), "Kept.\n");
    assert_eq!(team.shared(&file), None);
    ola.git(&["remote", "set-url", "origin", home.trim()]);
    assert_eq!(synced(&mut server::sync(ola)).paths("sent"), [file.as_str()]);
    assert_eq!(team.shared(&file).as_deref(), Some("Kept.\n"));
}

#[test]
fn a_place_out_of_reach_is_offline() {
    let team = Team::new();
    let ola = team.member("ola");
    // No resolver is asked for a name with a part of more than 63 letters.
    let host = format!("{}.invalid", "x".repeat(64));
    is_offline(&team, &ola, &format!("http://{host}/hub.git"), "no server named xxx");
    is_offline(&team, &ola, &format!("ssh://{host}/hub.git"), "no server named xxx");
    let port = free_port();
    for scheme in ["http", "ssh", "git"] {
        let address = format!("{scheme}://127.0.0.1:{port}/hub.git");
        is_offline(&team, &ola, &address, "is out of reach");
    }
}

/// A server that takes the connection and closes it, again and again.
#[test]
fn a_connection_that_breaks_off_is_offline() {
    let team = Team::new();
    let ola = team.member("ola");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            drop(connection)
        }
    });
    for scheme in ["http", "ssh", "git"] {
        let address = format!("{scheme}://127.0.0.1:{port}/hub.git");
        is_offline(&team, &ola, &address, "broke off");
    }
}
