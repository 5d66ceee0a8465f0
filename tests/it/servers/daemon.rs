//! Over git's own daemon.

use super::server::{self, Server, exchange, stopped};
use crate::sync::team::Team;

/// Serves the folder of the shared repository; `more` are further options.
fn daemon(team: &Team, more: &'static [&str]) -> (Server, u16) {
    let root = team.hub.parent().unwrap().to_owned();
    Server::on_a_port(&team.sandbox.home().join("daemon.log"), |port| {
        let mut command = team.sandbox.command("git");
        command.args(["daemon", "--listen=127.0.0.1", "--reuseaddr", "--export-all"]);
        command.arg(format!("--port={port}")).arg(format!("--base-path={}", root.display()));
        command.args(more);
        command
    })
}

#[test]
fn two_people_share_over_the_git_daemon() {
    let team = Team::new();
    let (_server, port) = daemon(&team, &["--enable=receive-pack"]);
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    for member in [&ola, &kari] {
        member.git(&["remote", "set-url", "origin", &format!("git://127.0.0.1:{port}/hub.git")]);
    }
    exchange(&ola, &kari);
}

#[test]
fn a_daemon_that_takes_nothing_is_told() {
    let team = Team::new();
    let (_server, port) = daemon(&team, &["--informative-errors"]);
    let ola = team.member("ola");
    ola.git(&["remote", "set-url", "origin", &format!("git://127.0.0.1:{port}/hub.git")]);
    ola.write("notes/a.md", "Kept.\n");
    let reason = stopped(&mut server::sync(&ola));
    assert!(reason.contains("ask whoever runs it for the right to write"), "{reason}");
    assert_eq!(ola.read("notes/a.md"), "Kept.\n");
}
