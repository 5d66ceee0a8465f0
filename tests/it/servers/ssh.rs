//! Over OpenSSH, with a server of the test's own.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::server::{self, Server, exchange, stopped, synced};
use crate::support::{account, needs};
use crate::sync::team::{Member, Team};

/// A server that lets in whoever has the key `id`, and the settings of its users.
pub(super) struct Ssh {
    _server: Server,
    port: u16,
    folder: PathBuf,
}

impl Ssh {
    pub(super) fn start(team: &Team) -> Option<Self> {
        let sshd = needs("sshd")?;
        let keygen = needs("ssh-keygen")?;
        let folder = team.sandbox.home().join("ssh");
        std::fs::create_dir(&folder).unwrap();
        for key in ["host", "id", "stranger"] {
            let mut command = Command::new(&keygen);
            command.args(["-q", "-t", "ed25519", "-N", "", "-C", key, "-f"]);
            assert!(command.arg(folder.join(key)).status().unwrap().success());
        }
        std::fs::copy(folder.join("id.pub"), folder.join("authorized")).unwrap();
        if account() == "root" {
            // Where Debian's service would have made it before it started the server.
            std::fs::create_dir_all("/run/sshd").unwrap();
        }
        let log = folder.join("log");
        let (server, port) = Server::on_a_port(&log, |port| {
            let settings = settings(team, &folder, port);
            std::fs::write(folder.join("sshd_config"), settings).unwrap();
            let mut command = team.sandbox.command(&sshd);
            command.args(["-D", "-e", "-f"]).arg(folder.join("sshd_config"));
            command
        });
        let host = std::fs::read_to_string(folder.join("host.pub")).unwrap();
        std::fs::write(folder.join("known"), format!("[127.0.0.1]:{port} {host}")).unwrap();
        Some(Self { _server: server, port, folder })
    }

    /// Lets each key push as one person alone, as docs/server.md says.
    pub(super) fn let_in(&self, people: &[(&str, &str)]) {
        let lines = people.iter().map(|(key, person)| {
            let key = std::fs::read_to_string(self.folder.join(format!("{key}.pub"))).unwrap();
            format!(
                "restrict,command=\"HANDOVER_PUSHER={person} git-shell -c \\\"$SSH_ORIGINAL_COMMAND\\\"\" {key}"
            )
        });
        std::fs::write(self.folder.join("authorized"), lines.collect::<String>()).unwrap();
    }

    /// Writes settings for the ssh program and returns the command that uses them.
    pub(super) fn client(&self, key: &str, known: &str) -> String {
        let folder = self.folder.to_str().unwrap();
        let file = self.folder.join(format!("config-{key}-{known}"));
        let text = format!(
            "Host hub\n  HostName 127.0.0.1\n  Port {}\n  User {}\n  IdentityFile {folder}/{key}\n  \
             IdentitiesOnly yes\n  IdentityAgent none\n  UserKnownHostsFile {folder}/{known}\n  \
             GlobalKnownHostsFile /dev/null\n",
            self.port,
            account()
        );
        std::fs::write(&file, text).unwrap();
        format!("ssh -F {}", file.display())
    }
}

fn settings(team: &Team, folder: &Path, port: u16) -> String {
    let (folder, home) = (folder.display(), team.sandbox.home());
    format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\n\
         AuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n\
         PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n\
         SetEnv GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL={}/.gitconfig PATH={}\n",
        home.display(),
        std::env::var("PATH").unwrap()
    )
}

/// Lets a member share over ssh, at the name `hub` of the settings.
pub(super) fn over_ssh(team: &Team, member: &Member<'_>) {
    let address = format!("ssh://hub{}", team.hub.display());
    member.git(&["remote", "set-url", "origin", &address]);
}

/// FAILURES 57: with the person's own ssh settings, from git's settings or from the environment.
#[test]
fn two_people_share_over_ssh() {
    let team = Team::new();
    let Some(ssh) = Ssh::start(&team) else { return };
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    for member in [&ola, &kari] {
        over_ssh(&team, member);
        member.git(&["config", "core.sshCommand", &ssh.client("id", "known")]);
    }
    exchange(&ola, &kari);
    kari.git(&["config", "--unset", "core.sshCommand"]);
    kari.git(&["remote", "set-url", "origin", &format!("hub:{}", team.hub.display())]);
    kari.write("notes/more.md", "More.\n");
    let command = ssh.client("id", "known");
    let done = synced(server::sync(&kari).env("GIT_SSH_COMMAND", command));
    assert_eq!(done.result(), "sent", "{done:?}");
    assert_eq!(team.shared("notes/more.md").as_deref(), Some("More.\n"));
}

/// FAILURES 57: no key that the server knows; work stays and is sent later.
#[test]
fn a_refused_key_is_told() {
    let team = Team::new();
    let Some(ssh) = Ssh::start(&team) else { return };
    let ola = team.member("ola");
    over_ssh(&team, &ola);
    ola.write("notes/a.md", "Kept.\n");
    ola.git(&["config", "core.sshCommand", &ssh.client("stranger", "known")]);
    let reason = stopped(&mut server::sync(&ola));
    assert!(reason.contains("accepts none of your ssh keys"), "{reason}");
    assert_eq!(ola.read("notes/a.md"), "Kept.\n");
    ola.git(&["config", "core.sshCommand", &ssh.client("id", "known")]);
    assert_eq!(synced(&mut server::sync(&ola)).paths("sent"), ["notes/a.md"]);
}

/// FAILURES 57: an unknown server and one that shows another key than before; nothing is asked, on a
/// terminal neither.
#[test]
fn an_unknown_or_changed_server_is_refused_without_a_question() {
    let team = Team::new();
    let Some(ssh) = Ssh::start(&team) else { return };
    let ola = team.member("ola");
    over_ssh(&team, &ola);
    ola.git(&["config", "core.sshCommand", &ssh.client("id", "nobody-known")]);
    let reason = stopped(&mut server::sync(&ola));
    assert!(reason.contains("does not know the server"), "{reason}");
    if let Some(reason) = super::terminal::stopped(&ola) {
        assert!(reason.contains("does not know the server"), "{reason}");
    }
    let other = std::fs::read_to_string(ssh.folder.join("stranger.pub")).unwrap();
    let known = format!("[127.0.0.1]:{} {other}", ssh.port);
    std::fs::write(ssh.folder.join("changed"), known).unwrap();
    ola.git(&["config", "core.sshCommand", &ssh.client("id", "changed")]);
    let reason = stopped(&mut server::sync(&ola));
    assert!(reason.contains("shows another key than before"), "{reason}");
}

/// An address at which there is no repository.
#[test]
fn a_wrong_path_is_told() {
    let team = Team::new();
    let Some(ssh) = Ssh::start(&team) else { return };
    let ola = team.member("ola");
    ola.git(&["remote", "set-url", "origin", "ssh://hub/no/such/place.git"]);
    ola.git(&["config", "core.sshCommand", &ssh.client("id", "known")]);
    let reason = stopped(&mut server::sync(&ola));
    assert!(reason.contains("no repository at ssh://hub/no/such/place.git"), "{reason}");
}
