//! Over git's own daemon.

use super::server::{self, Server, exchange, stopped};
use crate::support::needs;
use crate::sync::team::Team;

/// Serves the folder of the shared repository; `more` are further options. `None` where git has no
/// daemon.
///
/// It is started itself, not through `git`, which would leave it running when it is ended.
fn daemon(team: &Team, more: &'static [&str]) -> Option<(Server, u16)> {
    let root = team.hub.parent().unwrap().to_owned();
    let programs = team.git(&root, &["--exec-path"]);
    let program = needs(&format!("{}/git-daemon", programs.trim()))?;
    Some(Server::on_a_port(&team.sandbox.home().join("daemon.log"), |port| {
        let mut command = team.sandbox.command(&program);
        command.args(["--listen=127.0.0.1", "--reuseaddr", "--export-all"]);
        command.arg(format!("--port={port}")).arg(format!("--base-path={}", root.display()));
        command.args(more);
        command
    }))
}

#[test]
fn two_people_share_over_the_git_daemon() {
    let team = Team::new();
    let Some((_server, port)) = daemon(&team, &["--enable=receive-pack"]) else { return };
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    for member in [&ola, &kari] {
        member.git(&["remote", "set-url", "origin", &format!("git://127.0.0.1:{port}/hub.git")]);
    }
    exchange(&ola, &kari);
}

#[test]
fn a_daemon_that_takes_nothing_is_told() {
    let team = Team::new();
    let Some((_server, port)) = daemon(&team, &["--informative-errors"]) else { return };
    let ola = team.member("ola");
    ola.git(&["remote", "set-url", "origin", &format!("git://127.0.0.1:{port}/hub.git")]);
    ola.write("notes/a.md", "Kept.\n");
    let reason = stopped(&mut server::sync(&ola));
    assert!(reason.contains("ask whoever runs it for the right to write"), "{reason}");
    assert_eq!(ola.read("notes/a.md"), "Kept.\n");
}
