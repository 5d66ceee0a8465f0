//! Random histories of several people, played with the real program, which is killed now and then.
//!
//! `HANDOVER_SEEDS=500` plays so many; `HANDOVER_SEED=17` plays one of them again, and prints what
//! everybody did. A seed that ever failed is in [`ONCE_FAILED`] and is played every time.

use serde_json::Value;

use super::people::{History, Sharing, Stays, settle, tell};
use super::team::{Member, Team};
use crate::support::number;

/// Seeds that found a fault.
const ONCE_FAILED: &[u64] = &[];
/// How many others are played by default.
const USUAL: u64 = 3;
const PEOPLE: [&str; 3] = ["ola", "kari", "per"];

struct Program;

impl Sharing for Program {
    fn sync(&mut self, member: &Member<'_>, history: &mut History) -> String {
        let dice = &mut history.dice;
        if dice.below(4) > 0 {
            let synced = member.sync(&[]);
            assert!(synced.code < 2, "{synced:?}");
            return format!("syncs: {}", synced.result());
        }
        let at = 1 + dice.below(70);
        let how = *dice.one(&["stop", "full", "io"]);
        let mut command = member.sandbox.command(env!("CARGO_BIN_EXE_handover"));
        command.current_dir(&member.root).args(["sync"]);
        command.env("HANDOVER_FAIL_AT", at.to_string()).env("HANDOVER_FAIL_HOW", how);
        let output = command.output().expect("the program runs");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!errors.contains("panicked"), "{errors}");
        format!("syncs and fails ({how} at {at}): {:?}", output.status.code())
    }

    fn commit(&mut self, member: &Member<'_>) -> bool {
        let any = !member.git(&["status", "--porcelain"]).is_empty();
        if any {
            member.commit("by hand");
        }
        any
    }

    fn sync_well(&mut self, member: &Member<'_>) -> (String, Vec<Stays>) {
        let synced = member.sync(&[]);
        assert!(synced.code < 2, "{synced:?}");
        let all = synced.json["held_back"].as_array().cloned().unwrap_or_default();
        let stays = |one: &Value| {
            let told = one.to_string();
            let id = told.split_once("write `id: ").and_then(|(_, id)| id.split_once('`'));
            let path = one["path"].as_str().expect("a path").to_owned();
            Stays { path, known_as: id.map(|(id, _)| id.to_owned()) }
        };
        let held_back = all.iter().map(stays).collect();
        (synced.result().to_owned(), held_back)
    }
}

fn play(seed: u64, told: bool) {
    let team = Team::new();
    let members = PEOPLE.map(|name| team.member(name));
    let mut history = History::new(seed);
    history.play(&members, 40, &mut Program, told);
    history.forget_noted(&settle(&members, &mut Program));
    for member in &members {
        let status = member.git(&["status", "--porcelain"]);
        // A temporary file of a stopped run is cleared away when it is an hour old.
        let changes = status.lines().filter(|line| !line.contains(".handover-"));
        assert_eq!(changes.count(), 0, "{}: {status}", member.root.display());
        member.git(&["fsck", "--strict", "--no-dangling"]);
    }
    team.git(&team.hub, &["fsck", "--strict", "--no-dangling"]);
    history.check(&members);
}

#[test]
fn whatever_people_do_everything_ends_alike_and_nothing_is_lost() {
    if let Some(seed) = number("HANDOVER_SEED") {
        return play(seed, true);
    }
    let seeds = number("HANDOVER_SEEDS").unwrap_or(USUAL);
    for seed in ONCE_FAILED.iter().copied().chain(0..seeds) {
        tell(&format!("seed {seed}"));
        play(seed, false);
    }
}
