//! Commands beside a running watch: they answer from what it knows, and never with what is old.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use handover::store::cache::program_stamp;
use handover::store::door;
use handover::watch::live::{Answer, Question, Want};
use serde_json::Value;

use crate::support::Sandbox;

const LONGEST: Duration = Duration::from_secs(60);

struct Watched {
    sandbox: Sandbox,
    child: Child,
    events: Receiver<Value>,
}

impl Watched {
    fn new() -> Self {
        let sandbox = Sandbox::in_memory();
        sandbox.git_init("Ola", "ola@example.com");
        sandbox.write("workspace.yml", "format: 1\nname: Nordlys\n");
        sandbox
            .write("people/ola.md", "---\nname: Ola\nemail: ola@example.com\nrole: client\n---\n");
        for number in 1..=3 {
            sandbox.write(&format!("tasks/ola-{number}.md"), &task(number, "ola"));
        }
        sandbox.git(&["add", "-A"]);
        sandbox.git(&["commit", "-q", "-m", "x"]);
        let (child, events) = watch(&sandbox);
        Self { sandbox, child, events }
    }

    /// Asks as a command of this build does; the program has another stamp than this test.
    fn ask(&self, program: &str) -> Option<Answer> {
        let line = Question::line(program, Want::Fresh);
        let answer = door::ask(&self.sandbox.path(".git"), &line, LONGEST)?;
        Some(Answer::read(&answer))
    }

    fn ids(&self) -> Vec<String> {
        let run = self.sandbox.handover(&["list", "kind:task", "--format", "ids"]);
        assert_eq!(run.code, 0, "{run:?}");
        run.stdout.lines().map(str::to_owned).collect()
    }

    fn until(&self, event: &str) -> Value {
        loop {
            let next = self.events.recv_timeout(LONGEST).expect("an event");
            if next["event"] == event {
                return next;
            }
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn watch(sandbox: &Sandbox) -> (Child, Receiver<Value>) {
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_handover"));
    command.args(["watch", "--json"]).stdout(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let (tell, events) = channel();
    let out = child.stdout.take().expect("piped");
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            let event: Value = serde_json::from_str(&line).expect("one object a line");
            if tell.send(event).is_err() {
                return;
            }
        }
    });
    let ready: Value = events.recv_timeout(LONGEST).expect("it begins");
    assert_eq!(ready["event"], "ready");
    (child, events)
}

fn task(number: u32, to: &str) -> String {
    format!(
        "---\nid: ola-{number}\ntitle: Flights {number}\nfrom: ola\nto: {to}\ndue: 2099-12-01\n\
         status: sent\n---\n\n## Result\n\nBooked.\n\n## Done when\n\n- [ ] Booked\n"
    )
}

/// A command sees what was saved before it began, however fast it comes.
#[test]
fn what_was_saved_a_moment_ago_is_listed() {
    let watched = Watched::new();
    for number in 4..=12 {
        watched.sandbox.write(&format!("tasks/ola-{number}.md"), &task(number, "ola"));
        assert_eq!(watched.ids().len(), number as usize);
    }
    watched.sandbox.write("tasks/deep/er/ola-13.md", &task(13, "ola"));
    assert_eq!(watched.ids().len(), 13);
    std::fs::remove_file(watched.sandbox.path("tasks/ola-1.md")).expect("removed");
    assert_eq!(watched.ids().len(), 12);
    let run = watched.sandbox.handover(&["show", "ola-13", "--raw"]);
    assert_eq!(run.stdout, task(13, "ola"), "{run:?}");
}

#[test]
fn another_build_is_not_answered_and_one_that_was_killed_is_not_missed() {
    let mut watched = Watched::new();
    assert_eq!(watched.ask("another"), Some(Answer::Strange));
    assert_eq!(watched.ask(&program_stamp()), Some(Answer::Strange), "a test is another build");
    watched.child.kill().expect("killed");
    watched.child.wait().expect("gone");
    assert!(watched.sandbox.path(".git/handover/live/socket").exists());
    assert_eq!(watched.ask("another"), None);
    watched.sandbox.write("tasks/ola-4.md", &task(4, "ola"));
    assert_eq!(watched.ids().len(), 4);
    // The next one takes its place.
    (watched.child, watched.events) = watch(&watched.sandbox);
    assert_eq!(watched.ask("another"), Some(Answer::Strange));
}

#[test]
fn one_line_tells_what_waits_with_a_watch_and_without() {
    let mut watched = Watched::new();
    let line = |watched: &Watched| {
        let run = watched.sandbox.handover(&["status", "--short"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        run.stdout
    };
    assert_eq!(line(&watched), "3 for you\n");
    watched.child.kill().expect("killed");
    watched.child.wait().expect("gone");
    watched.sandbox.write("tasks/ola-4.md", &task(4, "ola").replace("2099", "2020"));
    assert_eq!(line(&watched), "4 for you · 1 late · 1 unsent\n");
    let run = watched.sandbox.handover(&["status", "--json"]);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&json["waiting"], &json["unsent"]), (&4.into(), &1.into()));
}

#[test]
fn a_prompt_waits_for_no_look_at_many_files() {
    let mut watched = Watched::new();
    watched.child.kill().expect("killed");
    watched.child.wait().expect("gone");
    for number in 0..2001 {
        watched.sandbox.write(&format!("notes/{number}.md"), "A note.\n");
    }
    let status = |args: &[&str]| {
        let run = watched.sandbox.handover(&[&["status"], args].concat());
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        run.stdout
    };
    // Nothing is known of them yet.
    let counted = status(&["--short"]);
    assert_eq!(counted, "3 for you · 2001 unsent\n");
    watched.sandbox.write("tasks/ola-4.md", &task(4, "ola"));
    let remembered = status(&["--short"]);
    let told = remembered.strip_prefix(counted.trim_end()).expect("what was counted last");
    assert!(told.starts_with(" · as of "), "{remembered}");
    assert_eq!(status(&[]), "4 for you\n2002 unsent\n");
}

/// The page is written when it would say something else.
#[test]
fn the_page_follows_what_is_saved() {
    let watched = Watched::new();
    watched.sandbox.write("tasks/ola-2.md", &task(2, "ola").replace("Flights 2", "Hotels"));
    watched.until("changed");
    // What concerns the whole folder is looked at before the next is told.
    for number in 0..3 {
        watched.sandbox.write(&format!("notes/new-{number}/a.md"), "A note.\n");
        watched.until("changed");
    }
    let page = watched.sandbox.read("Today.md");
    assert!(page.contains("Hotels") && page.contains("Flights 3"), "{page}");
}
