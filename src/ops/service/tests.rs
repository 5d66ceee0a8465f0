use std::path::Path;

use super::*;

fn service(system: System, root: &str) -> Service {
    let program = Path::new("/opt/a b/handover");
    Service::of(system, program, Of::One("Nordlys AS", Path::new(root))).expect("text")
}

fn home() -> Home {
    let account = Some("NORD\\R&D Ola".to_owned());
    Home { folder: "/home/ola".into(), settings: "/home/ola/.config".into(), account }
}

#[test]
fn a_unit_of_systemd() {
    let service = service(System::Systemd, "/home/ola/100% \"Nord\"$x\\y");
    assert!(service.name.starts_with("handover-nordlys-as-"), "{}", service.name);
    let file = service.file(&home());
    let folder = Path::new("/home/ola/.config/systemd/user");
    assert_eq!(file, folder.join(format!("{}.service", service.name)));
    let text = service.text(&home());
    let command =
        r#"ExecStart="/opt/a b/handover" "-C" "/home/ola/100%% \"Nord\"$$x\\y" "watch" "--sync""#;
    assert!(text.lines().any(|line| line == command), "{text}");
    for line in
        ["Restart=on-failure", "WantedBy=default.target", "[Unit]", "[Service]", "[Install]"]
    {
        assert!(text.lines().any(|one| one == line), "{line}: {text}");
    }
    let start = service.start(&file);
    assert_eq!(start[1][..4], ["systemctl", "--user", "enable", "--now"]);
    assert_eq!(start[1][4], format!("{}.service", service.name));
}

#[test]
fn a_list_of_launchd() {
    let service = service(System::Launchd, "/Users/ola/R&D <x>");
    let text = service.text(&home());
    assert!(text.contains("<string>/Users/ola/R&amp;D &lt;x&gt;</string>"), "{text}");
    assert!(text.contains(&format!("<string>{}</string>", service.name)), "{text}");
    let opened = text.matches("<string>").count();
    assert_eq!((opened, text.matches("</string>").count()), (9, 9), "{text}");
    let log = format!("<string>/home/ola/Library/Logs/{}.log</string>", service.name);
    assert_eq!(text.matches(&log).count(), 2, "{text}");
    let file = service.file(&home());
    assert!(file.starts_with("/home/ola/Library/LaunchAgents"), "{}", file.display());
    assert!(service.runs("{\n\t\"LastExitStatus\" = 0;\n\t\"PID\" = 501;\n};"));
    assert!(!service.runs("{\n\t\"LastExitStatus\" = 256;\n};"));
    assert_eq!(service.gist("{\n\t\"LastExitStatus\" = 0;\n\t\"PID\" = 501;\n};"), "\"PID\" = 501");
    assert_eq!(service.gist("Could not find it\n"), "Could not find it");
}

#[test]
fn a_task_of_windows() {
    let service = service(System::TaskScheduler, "C:\\Users\\Ola Å\\R&D\\");
    let text = service.text(&home());
    let args = "<Arguments>-C &quot;C:\\Users\\Ola Å\\R&amp;D\\\\&quot; watch --sync</Arguments>";
    assert!(text.contains(args), "{text}");
    assert!(text.contains("<Command>/opt/a b/handover</Command>"), "{text}");
    // The schema of tasks has a byte for it.
    let count = text.split_once("<Count>").and_then(|(_, rest)| rest.split_once('<'));
    assert!(count.is_some_and(|(count, _)| count.parse::<u8>().is_ok()), "{text}");
    assert_eq!(text.matches("<UserId>NORD\\R&amp;D Ola</UserId>").count(), 2, "{text}");
    assert!(service.runs("Running\r\n") && !service.runs("Ready"));
    let unknown = Home { account: None, ..home() };
    assert!(!service.text(&unknown).contains("UserId"));
    let bytes = service.bytes(&home());
    assert_eq!(bytes[..4], [0xff, 0xfe, b'<', 0]);
}

#[test]
fn all_workspaces_have_one_service_and_each_has_its_own() {
    let program = Path::new("/usr/bin/handover");
    let all = Service::of(System::Systemd, program, Of::All).expect("text");
    assert_eq!(all.name, "handover-all");
    assert_eq!(all.command, ["/usr/bin/handover", "watch", "--sync", "--all"]);
    let one = service(System::Systemd, "/home/ola/a").name;
    assert_ne!(one, service(System::Systemd, "/home/ola/b").name);
    assert_eq!(one, service(System::Systemd, "/home/ola/a").name);
}
