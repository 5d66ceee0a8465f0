//! gitolite, which says by the name of the key who pushes.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::receive::push;
use crate::support::needs;
use crate::sync::team::{KARI, Member, OLA, SETTINGS, Team};

const SHELL: &str = "/usr/share/gitolite3/gitolite-shell";

fn script(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Sets gitolite up in a home of its own, with the guarded repository `nordlys`; `None` where it is
/// missing.
fn server(team: &Team) -> Option<PathBuf> {
    let gitolite = needs("gitolite")?;
    let home = team.sandbox.home().join("gitolite");
    std::fs::create_dir(&home).unwrap();
    let run = |args: &[&str]| {
        let mut command = team.sandbox.command(&gitolite);
        let output = command.env("HOME", &home).args(args).output().expect("gitolite runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {said}");
    };
    run(&["setup", "-a", "admin"]);
    let settings = home.join(".gitolite.rc");
    let text = std::fs::read_to_string(&settings).unwrap();
    let text = text.replacen("# 'repo-specific-hooks',", "'repo-specific-hooks',", 1);
    let text = text.replacen("# LOCAL_CODE", "LOCAL_CODE", 1);
    std::fs::write(&settings, text).unwrap();
    let program = env!("CARGO_BIN_EXE_handover");
    let hook = home.join("local/hooks/repo-specific/handover");
    script(&hook, &format!("#!/bin/sh\nexec '{program}' hook pre-receive\n"));
    std::fs::write(
        home.join(".gitolite/conf/gitolite.conf"),
        "repo nordlys\n    RW = ola kari\n    option hook.pre-receive = handover\n",
    )
    .unwrap();
    run(&["compile"]);
    run(&["trigger", "POST_COMPILE"]);
    Some(home)
}

/// Lets a member push to it as gitolite's own lines in `authorized_keys` would.
fn over_gitolite(member: &Member<'_>, home: &Path, name: &str) {
    let ssh = home.join(format!("ssh-{name}"));
    let text = format!(
        "#!/bin/sh\nfor last; do :; done\nexport HOME='{}' SSH_ORIGINAL_COMMAND=\"$last\"\n\
         export SSH_CONNECTION='127.0.0.1 1 127.0.0.1 22'\nexec {SHELL} {name}\n",
        home.display()
    );
    script(&ssh, &text);
    member.git(&["config", "core.sshCommand", &ssh.to_string_lossy()]);
    member.git(&["config", "ssh.variant", "simple"]);
    member.git(&["remote", "set-url", "origin", "hub:nordlys"]);
}

/// FAILURES 53: whoever pushes is whom gitolite let in.
#[test]
fn gitolite_says_who_pushes() {
    let team = Team::empty();
    let Some(home) = server(&team) else { return };
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    over_gitolite(&ola, &home, "ola");
    over_gitolite(&kari, &home, "kari");
    ola.write("workspace.yml", SETTINGS);
    ola.write("people/ola.md", OLA);
    ola.write("people/kari.md", KARI);
    ola.commit("the workspace");
    assert_eq!(push(&ola), (true, String::new()));
    kari.git(&["pull", "-q", "origin", "main"]);
    kari.git(&["config", "user.email", "ola@example.org"]);
    kari.write("workspace.yml", format!("{SETTINGS}max_file_mb: 1\n"));
    kari.commit("settings");
    let (let_in, said) = push(&kari);
    assert!(!let_in && said.contains("only a client or a lead may change it"), "{said}");
    kari.git(&["reset", "-q", "--hard", "HEAD^"]);
    kari.write("notes/kari.md", "A note.\n");
    kari.commit("a note");
    assert_eq!(push(&kari), (true, String::new()));
}
