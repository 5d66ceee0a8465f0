//! The program watching a folder: what it tells when files are saved, moved and removed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use crate::support::{Sandbox, skipped};

/// No event takes nearly as long; whoever waits in vain fails.
const LONGEST: Duration = Duration::from_secs(60);

const TASK: &str = "---\nid: ola-1\ntitle: Flights\nfrom: ola\nto: kari\ndue: 2099-12-01\n\
    status: sent\n---\n\n## Result\n\nBooked.\n\n## Done when\n\n- [ ] Booked\n";

struct Watched {
    sandbox: Sandbox,
    child: Child,
    events: Receiver<Value>,
}

impl Watched {
    fn new(args: &[&str]) -> Self {
        let sandbox = Sandbox::in_memory();
        sandbox.write("workspace.yml", "format: 1\nname: Nordlys\n");
        let person = |name: &str, role: &str| {
            format!("---\nname: {name}\nemail: {name}@example.com\nrole: {role}\n---\n")
        };
        sandbox.write("people/ola.md", &person("ola", "client"));
        sandbox.write("people/kari.md", &person("kari", "assistant"));
        sandbox.write("tasks/ola-1-flights.md", TASK);
        let mut command = sandbox.command(env!("CARGO_BIN_EXE_handover"));
        command.args(["watch", "--json"]).args(args);
        let (watched, ready) = Self::begun(sandbox, command);
        assert_eq!((&ready["event"], &ready["files"]), (&"ready".into(), &4.into()), "{ready}");
        if ready["polling"].is_string() && !args.contains(&"--poll") {
            // The folder is looked at all the same, which shows nothing of the system's notices.
            assert!(std::env::var_os("HANDOVER_REQUIRE_ALL").is_none(), "{ready}");
            skipped("a system that tells of changes");
        }
        watched
    }

    /// Begins, and waits for the first event.
    fn begun(sandbox: Sandbox, mut command: Command) -> (Self, Value) {
        command.stdout(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let (tell, events) = channel();
        let out = child.stdout.take().expect("piped");
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let event = serde_json::from_str(&line).expect("one object a line");
                if tell.send(event).is_err() {
                    return;
                }
            }
        });
        let mut watched = Self { sandbox, child, events };
        let ready = watched.next();
        (watched, ready)
    }

    /// Puts a whole file in its place at one moment.
    fn save(&self, path: &str, text: &str) {
        let beside = self.sandbox.home().join("beside");
        std::fs::write(&beside, text).expect("written");
        std::fs::rename(&beside, self.sandbox.path(path)).expect("put in its place");
    }

    fn next(&mut self) -> Value {
        self.events.recv_timeout(LONGEST).expect("an event")
    }

    /// Waits for an event of this name about this path; returns what else came before it.
    fn until(&mut self, event: &str, path: &str) -> (Value, Vec<Value>) {
        let mut others = Vec::new();
        loop {
            let next = self.next();
            if next["event"] == event && next["path"] == path {
                return (next, others);
            }
            others.push(next);
        }
    }

    fn codes(diagnostics: &Value) -> Vec<&str> {
        let all = diagnostics["diagnostics"].as_array().expect("a list");
        all.iter().map(|one| one["code"].as_str().expect("a code")).collect()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_is_saved_is_judged_at_once() {
    for args in [&[][..], &["--poll"]] {
        let mut watched = Watched::new(args);
        watched.save("tasks/x.md", "---\ntitle: a: b\n---\n");
        let (found, others) = watched.until("diagnostics", "tasks/x.md");
        assert!(Watched::codes(&found).contains(&"yaml-colon"), "{found}");
        assert_eq!(others.len(), 1, "{others:?}");
        assert_eq!(others[0]["event"], "changed", "{others:?}");
        // The fix has its place, as in `check`.
        let fix = &found["diagnostics"][0]["fix"]["edits"][0]["start"]["line"];
        assert!(fix.is_u64(), "{found}");
        watched.save("tasks/x.md", "A note.\n");
        let (found, _) = watched.until("diagnostics", "tasks/x.md");
        assert!(Watched::codes(&found).is_empty(), "{found}");
        std::fs::remove_file(watched.sandbox.path("tasks/x.md")).expect("removed");
        watched.until("removed", "tasks/x.md");
    }
}

/// FAILURES 40: as vim, VS Code and others write; 43: what is looked at is no change.
#[test]
fn a_save_beside_and_over_is_one_change() {
    let mut watched = Watched::new(&[]);
    let path = watched.sandbox.path("tasks/ola-1-flights.md");
    let beside = watched.sandbox.path("tasks/.ola-1-flights.md.swp");
    std::fs::write(&beside, TASK.replace("Booked.", "Both are booked.")).expect("written");
    std::fs::rename(&beside, &path).expect("put in its place");
    let (_, others) = watched.until("changed", "tasks/ola-1-flights.md");
    assert_eq!(others, [] as [Value; 0]);
    // The same bytes again are no change, and what comes next is.
    watched.save("tasks/ola-1-flights.md", &TASK.replace("Booked.", "Both are booked."));
    watched.save("tasks/y.md", "A note.\n");
    let (_, others) = watched.until("changed", "tasks/y.md");
    assert_eq!(others, [] as [Value; 0]);
}

#[test]
fn a_task_that_waits_for_another_is_a_handoff() {
    let mut watched = Watched::new(&[]);
    watched.sandbox.write(
        "tasks/ola-1-flights/2026-11-24-091203-kari-question-7f3a.md",
        "---\ntask: ola-1\ntype: question\nby: kari\nat: 2026-11-24 09:12:03\nblocking: yes\n---\n\n\
         1. Which airport?\n",
    );
    let (handoff, _) = watched.until("handoff", "tasks/ola-1-flights.md");
    assert_eq!(handoff["id"], "ola-1");
    assert_eq!(handoff["waiting_on"], "ola");
    assert_eq!(handoff["before"], "kari");
    assert_eq!(handoff["effective_status"], "asked");
}

/// FAILURES 42: the limit of the system is reached while it watches.
#[cfg(target_os = "linux")]
#[test]
fn where_no_more_folders_can_be_watched_it_looks_by_itself() {
    // In a space of its own a user may be let watch fewer folders.
    const LIMIT: &str = "echo 8 > /proc/sys/user/max_inotify_watches";
    let mut tried = Command::new("unshare");
    tried.args(["-U", "-r", "sh", "-c", LIMIT]);
    if !tried.output().is_ok_and(|tried| tried.status.success()) {
        return skipped("a system that gives users a space of their own");
    }
    let sandbox = Sandbox::in_memory();
    sandbox.write("workspace.yml", "format: 1\n");
    sandbox.write("tasks/a.md", "A note.\n");
    let mut command = sandbox.command("unshare");
    let limited = format!("{LIMIT} && exec \"$0\" watch --json");
    command.args(["-U", "-r", "sh", "-c", &limited, env!("CARGO_BIN_EXE_handover")]);
    let (mut watched, ready) = Watched::begun(sandbox, command);
    assert_eq!(ready["polling"], Value::Null, "{ready}");
    for number in 0..9 {
        watched.sandbox.write(&format!("notes/{number}/a.md"), "A note.\n");
    }
    let told = loop {
        let next = watched.next();
        if next["event"] == "error" {
            break next["message"].as_str().expect("a message").to_owned();
        }
    };
    assert!(told.contains("max_user_watches"), "{told}");
    watched.save("notes/8/late.md", "A note.\n");
    watched.until("changed", "notes/8/late.md");
}

/// FAILURES 44.
#[test]
fn a_folder_that_is_gone_removes_nothing() {
    let mut watched = Watched::new(&[]);
    let (root, away) = (watched.sandbox.root(), watched.sandbox.home().join("away"));
    std::fs::rename(&root, &away).expect("moved away");
    let told = watched.next();
    assert_eq!(told["event"], "error", "{told}");
    std::fs::rename(&away, &root).expect("moved back");
    watched.sandbox.write("tasks/z.md", "A note.\n");
    let (_, others) = watched.until("changed", "tasks/z.md");
    assert!(others.iter().all(|event| event["event"] != "removed"), "{others:?}");
}

#[test]
fn many_files_in_a_new_folder_are_all_seen() {
    let mut watched = Watched::new(&[]);
    for number in 0..300 {
        watched.sandbox.write(&format!("briefs/deep/er/{number}.md"), "A note.\n");
    }
    let mut missing: std::collections::BTreeSet<String> =
        (0..300).map(|number| format!("briefs/deep/er/{number}.md")).collect();
    while !missing.is_empty() {
        let event = watched.next();
        assert_ne!(event["event"], "removed", "{event}");
        missing.remove(event["path"].as_str().unwrap_or_default());
    }
}

#[test]
fn without_a_workspace_it_says_what_to_do() {
    let sandbox = Sandbox::in_memory();
    let run = sandbox.handover(&["watch"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("-C DIR"), "{}", run.stderr);
}

#[test]
fn nobody_waits_longer_for_quiet_than_a_day() {
    let sandbox = Sandbox::in_memory();
    let run = sandbox.handover(&["watch", "--sync", "--after", "18446744073709551615"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("86400"), "{}", run.stderr);
}

/// FAILURES 40: what editors do to a file and beside it while they save, as seen on their disks.
#[test]
fn a_save_of_any_editor_is_one_change() {
    use std::fs::{remove_file, rename, write};
    type Save = fn(&std::path::Path, &str) -> std::io::Result<()>;
    let editors: [(&str, Save); 9] = [
        // Into the file itself: VS Code, Obsidian, Typora and Notepad.
        ("VS Code, Obsidian, Notepad", |path, text| write(path, text)),
        ("an editor that empties first", |path, text| {
            write(path, "")?;
            write(path, text)
        }),
        ("vim with a backup", |path, text| {
            let (probe, backup) = (path.with_file_name("4913"), path.with_file_name("bank.md~"));
            write(path.with_file_name(".bank.md.swp"), "swap")?;
            write(&probe, "")?;
            remove_file(&probe)?;
            rename(path, &backup)?;
            write(path, text)?;
            remove_file(&backup)
        }),
        ("Neovim", |path, text| {
            let backup = path.with_file_name("bank.md~");
            write(&backup, std::fs::read(path)?)?;
            write(path, text)?;
            remove_file(&backup)
        }),
        ("emacs", |path, text| {
            let auto = path.with_file_name("#bank.md#");
            write(&auto, text)?;
            rename(path, path.with_file_name("bank.md~"))?;
            write(path, text)?;
            remove_file(&auto)
        }),
        ("nano", |path, text| {
            let lock = path.with_file_name(".bank.md.swp");
            write(&lock, "lock")?;
            write(path, text)?;
            remove_file(&lock)
        }),
        ("GNOME Text Editor", |path, text| {
            let beside = path.with_file_name(".goutputstream-X1Y2Z3");
            write(&beside, text)?;
            rename(&beside, path)
        }),
        ("Typora, Kate", |path, text| {
            let beside = path.with_file_name("bank.md.part");
            write(&beside, text)?;
            rename(&beside, path)
        }),
        ("one that removes first", |path, text| {
            remove_file(path)?;
            write(path, text)
        }),
    ];
    let mut watched = Watched::new(&[]);
    watched.save("tasks/bank.md", "First.\n");
    watched.until("changed", "tasks/bank.md");
    let path = watched.sandbox.path("tasks/bank.md");
    for (number, (editor, save)) in editors.into_iter().enumerate() {
        save(&path, &format!("Saved, {number}.\n")).expect("saved");
        watched.until("changed", "tasks/bank.md");
        // What comes next comes with nothing of it.
        let mark = format!("tasks/mark-{number}.md");
        watched.save(&mark, "A note.\n");
        let (_, others) = watched.until("changed", &mark);
        let of_it = |event: &&Value| event["event"] != "diagnostics";
        let others: Vec<&Value> = others.iter().filter(of_it).collect();
        // A save that was seen half done is seen once more, and nothing else is.
        let only = others.iter().all(|one| {
            one["event"] == "changed" && one["path"] == "tasks/bank.md" && others.len() == 1
        });
        assert!(others.is_empty() || only, "{editor}: {others:?}");
    }
}

#[cfg(unix)]
#[test]
fn all_workspaces_are_watched_at_once_and_a_command_hears_of_it() {
    let sandbox = Sandbox::in_memory();
    let mut list = String::new();
    for name in ["nordlys", "fjord"] {
        // Nothing that a workspace says is run.
        let settings = "format: 1\nexec: touch $HOME/ran\nwatch:\n  exec: touch $HOME/ran\n";
        sandbox.write(&format!("{name}/workspace.yml"), settings);
        list.push_str(&format!("{name}: {}\n", sandbox.path(name).display()));
    }
    list.push_str("gone: /nowhere\n");
    let settings = sandbox.home().join(".config/handover");
    std::fs::create_dir_all(&settings).expect("made");
    std::fs::write(settings.join("workspaces.yml"), list).expect("written");
    let pipe = sandbox.home().join("pipe");
    let made = sandbox.command("mkfifo").arg(&pipe).status().expect("it runs");
    assert!(made.success());
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_handover"));
    command.args(["watch", "--all", "--json", "--exec", "(cat; env) > \"$HOME/pipe\""]);
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut out = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut ready: Vec<String> = (0..2)
        .map(|_| {
            let line = out.next().expect("a line").expect("text");
            let event: Value = serde_json::from_str(&line).expect("one object");
            assert_eq!(event["event"], "ready");
            event["workspace"].as_str().expect("a name").to_owned()
        })
        .collect();
    ready.sort();
    assert_eq!(ready, ["fjord", "nordlys"]);
    let heard = std::fs::read_to_string(&pipe).expect("told");
    assert!(heard.contains("\"event\":\"ready\""), "{heard}");
    // What the program has set for itself alone.
    assert!(heard.contains("\nHOME=") && !heard.contains("MALLOC_"), "{heard}");
    assert!(!sandbox.home().join("ran").exists());
    let mut told = BufReader::new(child.stderr.take().expect("piped")).lines();
    let told = told.next().expect("a line").expect("text");
    assert!(told.contains("gone (/nowhere)"), "{told}");
    child.kill().expect("killed");
    child.wait().expect("gone");
}

#[cfg(target_os = "linux")]
#[test]
fn the_system_is_asked_to_keep_it_running() {
    let sandbox = Sandbox::in_memory();
    sandbox.write("nord lys/workspace.yml", "format: 1\n");
    sandbox.write("bin/systemctl", "#!/bin/sh\necho \"$@\" >> \"$HOME/asked\"\n");
    sandbox.make_executable("bin/systemctl");
    let path = format!("{}:/usr/bin:/bin", sandbox.path("bin").display());
    let run = |flag: &str| {
        let run = sandbox.handover_with(&[("PATH", &path)], &["-C", "nord lys", "watch", flag]);
        assert_eq!(run.code, 0, "{run:?}");
        run.stdout
    };
    let units = sandbox.home().join(".config/systemd/user");
    assert!(run("--install").contains("runs, and begins whenever you log in"));
    let unit = std::fs::read_dir(&units).expect("made").next().expect("a unit").expect("read");
    let text = std::fs::read_to_string(unit.path()).expect("read");
    let root = sandbox.path("nord lys").canonicalize().expect("there");
    let command = format!("\"-C\" \"{}\" \"watch\" \"--sync\"", root.display());
    assert!(text.contains(&command), "{text}");
    assert!(run("--status").contains(" runs ("));
    assert!(run("--stop").contains("has ended"));
    assert!(run("--stop").contains("was not installed"));
    assert!(!unit.path().exists());
    let nowhere = sandbox.home().display().to_string();
    for flag in ["--install", "--status", "--stop"] {
        let args = ["-C", "nord lys", "watch", flag];
        let run = sandbox.handover_with(&[("PATH", &nowhere)], &args);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.stdout.contains("this machine has no `systemctl`"), "{run:?}");
    }
    let asked = std::fs::read_to_string(sandbox.home().join("asked")).expect("asked");
    let name = unit.file_name().into_string().expect("text");
    assert!(asked.starts_with(&format!("--user daemon-reload\n--user enable --now {name}\n")));
}
