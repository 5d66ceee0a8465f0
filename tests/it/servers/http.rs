//! Over HTTP: nginx before git's own program for it.

use std::path::Path;

use super::server::{self, Server, exchange, stopped, synced};
use super::terminal;
use crate::support::needs;
use crate::sync::team::{Member, Team};

struct Http {
    _servers: [Server; 2],
    port: u16,
}

impl Http {
    /// Serves the shared repository at `/open/`, with a password at `/locked/`, and at `/moved/` a
    /// word that it lies at another host.
    fn start(team: &Team) -> Option<Self> {
        let (nginx, fcgiwrap) = (needs("nginx")?, needs("fcgiwrap")?);
        let folder = team.sandbox.home().join("http");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("passwords"), "ola:{PLAIN}secret word\n").unwrap();
        let socket = folder.join("socket");
        let mut wrap = team.sandbox.command(fcgiwrap);
        wrap.arg("-s").arg(format!("unix:{}", socket.display()));
        let wrap = Server::start(&mut wrap, &folder.join("fcgiwrap.log"), || socket.exists());
        let wrap = wrap.expect("fcgiwrap runs");
        let (nginx, port) = Server::on_a_port(&folder.join("nginx.log"), |port| {
            let settings = settings(team, &folder, port);
            std::fs::write(folder.join("nginx.conf"), settings).unwrap();
            let mut command = team.sandbox.command(&nginx);
            command.arg("-p").arg(&folder).args(["-e", "stderr", "-c", "nginx.conf"]);
            command
        });
        Some(Self { _servers: [nginx, wrap], port })
    }

    fn address(&self, place: &str) -> String {
        format!("http://127.0.0.1:{}/{place}/hub.git", self.port)
    }
}

fn settings(team: &Team, folder: &Path, port: u16) -> String {
    let exec = team.sandbox.git(&["--exec-path"]);
    let root = team.hub.parent().unwrap();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("  {kind}_temp_path {}/{kind};\n", folder.display()))
        .concat();
    let location = |place: &str, more: &str| {
        format!(
            "    location ~ ^/{place}(/.*)$ {{\n{more}      \
             fastcgi_pass unix:{socket};\n      \
             fastcgi_param SCRIPT_FILENAME {exec}/git-http-backend;\n      \
             fastcgi_param GIT_PROJECT_ROOT {root};\n      \
             fastcgi_param GIT_HTTP_EXPORT_ALL 1;\n      \
             fastcgi_param GIT_CONFIG_NOSYSTEM 1;\n      \
             fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;\n      \
             fastcgi_param PATH_INFO $1;\n      \
             fastcgi_param QUERY_STRING $query_string;\n      \
             fastcgi_param REQUEST_METHOD $request_method;\n      \
             fastcgi_param CONTENT_TYPE $content_type;\n      \
             fastcgi_param REMOTE_USER $remote_user;\n      \
             fastcgi_param REMOTE_ADDR $remote_addr;\n    }}\n",
            socket = folder.join("socket").display(),
            exec = exec.trim(),
            root = root.display(),
        )
    };
    let password = format!(
        "      auth_basic handover;\n      auth_basic_user_file {}/passwords;\n",
        folder.display()
    );
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr;\n\
         events {{ worker_connections 64; }}\n\
         http {{\n  access_log off;\n  client_max_body_size 0;\n{temporary}  server {{\n    \
         listen 127.0.0.1:{port};\n    \
         location /moved/ {{ return 302 http://localhost:{port}/open/hub.git/info/refs?$args; }}\n\
         {}{}  }}\n}}\n",
        location("open", ""),
        location("locked", &password),
        folder = folder.display(),
    )
}

fn at(member: &Member<'_>, address: &str) {
    member.git(&["remote", "set-url", "origin", address]);
}

#[test]
fn two_people_share_over_http() {
    let team = Team::new();
    let Some(http) = Http::start(&team) else { return };
    team.git(&team.hub, &["config", "http.receivepack", "true"]);
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    for member in [&ola, &kari] {
        at(member, &http.address("open"));
    }
    exchange(&ola, &kari);
}

/// Whoever may read but not write is told so.
#[test]
fn no_right_to_write_is_told() {
    let team = Team::new();
    let Some(http) = Http::start(&team) else { return };
    let ola = team.member("ola");
    at(&ola, &http.address("open"));
    ola.write("notes/a.md", "Kept.\n");
    let reason = stopped(&mut server::sync(&ola));
    assert!(reason.contains("ask whoever runs it for the right to write"), "{reason}");
    team.git(&team.hub, &["config", "http.receivepack", "true"]);
    assert_eq!(synced(&mut server::sync(&ola)).paths("sent"), ["notes/a.md"]);
}

/// FAILURES 57.
#[test]
fn a_credential_helper_is_asked_for_the_password() {
    let team = Team::new();
    let Some(http) = Http::start(&team) else { return };
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    for member in [&ola, &kari] {
        at(member, &http.address("locked"));
    }
    let helper = "!f() { echo username=ola; echo 'password=secret word'; }; f";
    team.sandbox.git(&["config", "--global", "credential.helper", helper]);
    exchange(&ola, &kari);
}

/// FAILURES 57: nobody is asked, on a terminal neither, where the answer could not be given.
#[test]
fn without_the_password_it_is_refused_without_a_question() {
    let team = Team::new();
    let Some(http) = Http::start(&team) else { return };
    let ola = team.member("ola");
    at(&ola, &http.address("locked"));
    ola.write("notes/a.md", "Kept.\n");
    let needed = "wants a user name and a password or token; run `git ls-remote http://127.0.0.1";
    let reason = stopped(&mut server::sync(&ola));
    assert!(reason.contains(needed), "{reason}");
    if let Some(reason) = terminal::stopped(&ola) {
        assert!(reason.contains(needed), "{reason}");
    }
    let wrong = format!("http://ola:wrong@127.0.0.1:{}/locked/hub.git", http.port);
    at(&ola, &wrong);
    let reason = stopped(&mut server::sync(&ola));
    assert!(reason.contains("refuses the user name, password or token"), "{reason}");
    assert!(!reason.contains("wrong"), "{reason}");
    assert_eq!(ola.read("notes/a.md"), "Kept.\n");
}

/// FAILURES 57.
#[test]
fn a_redirect_to_another_host_is_refused() {
    let team = Team::new();
    let Some(http) = Http::start(&team) else { return };
    team.git(&team.hub, &["config", "http.receivepack", "true"]);
    let ola = team.member("ola");
    at(&ola, &http.address("moved"));
    ola.write("notes/a.md", "Kept.\n");
    let reason = stopped(&mut server::sync(&ola));
    assert!(reason.contains("sends you on to another server, localhost"), "{reason}");
    assert_eq!(team.shared("notes/a.md"), None);
}

/// A place that holds no repository, and an address of one kind that is not git's.
#[test]
fn a_wrong_address_is_told() {
    let team = Team::new();
    let Some(http) = Http::start(&team) else { return };
    let ola = team.member("ola");
    at(&ola, &http.address("open").replace("hub.git", "other.git"));
    let reason = stopped(&mut server::sync(&ola));
    assert!(reason.contains("there is no repository at http://127.0.0.1"), "{reason}");
    at(&ola, "gopher://127.0.0.1/hub.git");
    let reason = stopped(&mut server::sync(&ola));
    assert!(reason.contains("addresses such as gopher://127.0.0.1/hub.git"), "{reason}");
}
