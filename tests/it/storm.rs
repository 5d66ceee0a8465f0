//! A storm of changes beside a running watch: what was told of it adds up to what a look finds.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::time::Duration;

use serde_json::Value;

use crate::support::{Dice, Sandbox, number};

const LONGEST: Duration = Duration::from_secs(60);
const FOLDERS: [&str; 5] = ["tasks", "briefs", "notes/a", "notes/b/c", "tasks/deep"];

/// What is known of each file: the codes of what is wrong with it, in their order.
type Picture = BTreeMap<String, Vec<String>>;

fn codes(diagnostics: &Value) -> Vec<(String, String)> {
    let all = diagnostics.as_array().into_iter().flatten();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    all.map(|one| (text(one, "path"), text(one, "code"))).collect()
}

/// Looks at everything.
fn look(sandbox: &Sandbox) -> Picture {
    let run = sandbox.handover(&["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let mut picture = Picture::new();
    let root = sandbox.root();
    let walk = walkdir::WalkDir::new(&root).into_iter();
    for entry in walk.filter_entry(|entry| entry.file_name() != ".git") {
        let entry = entry.expect("an entry");
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(&root).expect("below");
            picture.insert(path.to_str().expect("text").to_owned(), Vec::new());
        }
    }
    for (path, code) in codes(&report["diagnostics"]) {
        picture.entry(path).or_default().push(code);
    }
    picture
}

fn follow(picture: &mut Picture, event: &Value) {
    let path = || event["path"].as_str().expect("a path").to_owned();
    match event["event"].as_str() {
        Some("changed") => drop(picture.entry(path()).or_default()),
        Some("removed") => drop(picture.remove(&path())),
        Some("diagnostics") => {
            let found = codes(&event["diagnostics"]).into_iter().map(|(_, code)| code);
            picture.insert(path(), found.collect());
        }
        _ => {}
    }
}

/// Changes something, somewhere.
fn one_change(sandbox: &Sandbox, dice: &mut Dice, names: &BTreeSet<String>) {
    let names: Vec<&String> = names.iter().collect();
    let path = |dice: &mut Dice| {
        let name: &&String = dice.one(&names);
        sandbox.path(name)
    };
    let text = match dice.below(4) {
        0 => "---\ntitle: a: b\n---\n".to_owned(),
        1 => format!("A note, {}.\n", dice.next()),
        2 => format!("See [it]({}.md).\n", dice.below(9)),
        _ => format!("---\nid: ola-{}\ntitle: T\nto: nobody\n---\n", dice.below(40)),
    };
    let place = path(dice);
    let _ = std::fs::create_dir_all(place.parent().expect("a folder"));
    // Whatever cannot be done was not there.
    match dice.below(8) {
        0 => drop(std::fs::remove_file(place)),
        1 => drop(std::fs::rename(path(dice), place)),
        2 => drop(std::fs::remove_dir_all(sandbox.path("notes/b"))),
        3 => drop(std::fs::rename(sandbox.path("notes/a"), sandbox.path("notes/b/moved"))),
        4 => drop(std::fs::rename(sandbox.path("notes/b/moved"), sandbox.path("notes/a"))),
        _ => drop(std::fs::write(place, text)),
    }
}

/// FAILURES 39: `HANDOVER_STORM` changes, 1,500 where it is not set; far more than are looked at one by
/// one, and with a great number more than the system keeps notices of.
#[test]
fn what_was_told_adds_up_to_what_a_look_finds() {
    let sandbox = Sandbox::in_memory();
    sandbox.write("workspace.yml", "format: 1\nname: Nordlys\n");
    let names: BTreeSet<String> = FOLDERS
        .iter()
        .flat_map(|folder| (0..20).map(move |number| format!("{folder}/{number}.md")))
        .collect();
    for name in &names {
        sandbox.write(name, "A note.\n");
    }
    let mut picture = look(&sandbox);
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_handover"));
    let mut child =
        command.args(["watch", "--json"]).stdout(Stdio::piped()).spawn().expect("it starts");
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
    let ready = events.recv_timeout(LONGEST).expect("it begins");
    assert_eq!(ready["event"], "ready");
    let mut dice = Dice(number("HANDOVER_SEED").unwrap_or(17));
    for _ in 0..number("HANDOVER_STORM").unwrap_or(1500) {
        one_change(&sandbox, &mut dice, &names);
    }
    let found = look(&sandbox);
    while picture != found {
        match events.recv_timeout(LONGEST) {
            Ok(event) => follow(&mut picture, &event),
            Err(_) => {
                let _ = child.kill();
                assert_eq!(picture, found);
            }
        }
    }
    let _ = child.kill();
    let _ = child.wait();
}
