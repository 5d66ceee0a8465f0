//! Clocks that are wrong, and git's own memory of what a file looked like.

use std::time::{Duration, SystemTime};

use super::server;
use crate::support::needs;
use crate::sync::team::{Member, Team, task};

const TEN_YEARS: u64 = 10 * 365 * 24 * 3600;

fn set_time(member: &Member<'_>, path: &str, time: SystemTime) {
    let file = std::fs::File::options().write(true).open(member.path(path)).unwrap();
    file.set_modified(time).unwrap();
}

/// Two people edit one task and make one each; returns all they end up with. Kari's commands run
/// under `clock`.
fn round(clock: &[&str]) -> Vec<(String, String)> {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let sync = |member: &Member<'_>, clock: &[&str]| {
        let mut command = server::sync(member);
        if let Some((program, args)) = clock.split_first() {
            command = member.sandbox.command(program);
            command.args(args).arg(env!("CARGO_BIN_EXE_handover")).args(["sync", "--json"]);
            command.current_dir(&member.root);
        }
        let done = server::synced(&mut command);
        assert!(!matches!(done.result(), "stopped" | "offline"), "{done:?}");
    };
    ola.write("tasks/ola-1.md", task("ola-1", "2099-12-01", "One.\n\nTwo.\n\nThree."));
    sync(&ola, &[]);
    sync(&kari, clock);
    ola.edit("tasks/ola-1.md", "2099-12-01", "2099-12-03");
    ola.edit("tasks/ola-1.md", "One.", "One, by Ola.");
    kari.edit("tasks/ola-1.md", "2099-12-01", "2099-12-05");
    kari.edit("tasks/ola-1.md", "Three.", "Three, by Kari.");
    kari.write("notes/k.md", "By Kari.\n");
    for _ in 0..2 {
        sync(&kari, clock);
        sync(&ola, &[]);
    }
    sync(&kari, clock);
    assert_eq!(ola.files(), kari.files());
    kari.git(&["fsck", "--strict"]);
    let when = |email: &str| {
        let author = format!("--author={email}");
        let time = kari.git(&["log", "-1", "--format=%ct", &author, "--", "tasks/ola-1.md"]);
        time.trim().parse::<i64>().expect("a time")
    };
    let apart = when("kari@example.org").abs_diff(when("ola@example.org"));
    assert_eq!(apart > TEN_YEARS / 2, !clock.is_empty(), "{apart}");
    ola.files()
}

/// FAILURES 12.
#[test]
fn a_clock_wrong_by_ten_years_changes_nothing() {
    let Some(faketime) = needs("faketime") else { return };
    let faketime = faketime.to_str().unwrap().to_owned();
    let right = round(&[]);
    assert!(right.iter().any(|(_, text)| text.contains("Three, by Kari.")), "{right:?}");
    assert_eq!(round(&[&faketime, "-f", "-3650d"]), right);
    assert_eq!(round(&[&faketime, "-f", "+3650d"]), right);
}

/// FAILURES 12, 13: the times of files say nothing about whether they changed.
#[test]
fn times_of_files_are_no_proof() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let now = SystemTime::now();
    let span = Duration::from_secs(TEN_YEARS);
    let mut number = 0;
    for time in [now - span, now + span, SystemTime::UNIX_EPOCH, now] {
        for path in ["notes/a.md", "notes/b.md"] {
            number += 1;
            let text = format!("Version {number:03}.\n");
            ola.write(path, &text);
            set_time(&ola, path, time);
            assert_eq!(ola.synced().paths("sent"), [path], "{time:?}");
            assert_eq!(team.shared(path), Some(text));
            // Same size, same time; only what stands in it tells.
            let before = ola.path(path).metadata().unwrap().modified().unwrap();
            let text = format!("Version {:03}.\n", 500 + number);
            std::fs::write(ola.path(path), &text).unwrap();
            set_time(&ola, path, before);
            assert_eq!(ola.synced().paths("sent"), [path], "{time:?}");
            assert_eq!(team.shared(path), Some(text));
            kari.synced();
            set_time(&kari, path, time);
            assert_eq!(kari.synced().result(), "up_to_date");
        }
    }
    team.settle(&[&ola, &kari]);
}
