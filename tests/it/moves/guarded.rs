//! Random moves by the real program before a repository that judges each push: by commands, by hand and by
//! mail.

use serde_json::Value;

use super::{TASK, team};
use crate::support::{Dice, Run, number};
use crate::sync::team::{Member, Team};

/// What a command may say of the task.
const COMMANDS: &[&[&str]] = &[
    &["send", "ola-1"],
    &["confirm", "ola-1", "-w", "WORD", "--first-step", "Count", "--can-meet-due", "yes"],
    &["ask", "ola-1", "-q", "Which WORD?"],
    &["start", "ola-1"],
    &["deliver", "ola-1", "-m", "https://example.com WORD", "--tick-all"],
    &["accept", "ola-1"],
    &["return", "ola-1", "-c", "WORD"],
    &["pause", "ola-1", "-r", "WORD"],
    &["resume", "ola-1"],
    &["cancel", "ola-1", "-r", "WORD"],
    &["reopen", "ola-1", "-r", "WORD"],
];
/// What somebody may write at the top of a text file in the task's folder.
const REPLIES: &[&str] = &[
    "",
    "type: confirm\ncan_meet_due: yes\n",
    "type: correct\n",
    "type: start\n",
    "type: delivery\n",
    "type: cancel\n",
    "type: praise\n",
    "kind: review\nverdict: accepted\n",
    "kind: review\nverdict: returned\n",
    // In somebody else's name.
    "type: confirm\nby: kari\ncan_meet_due: yes\n",
    "kind: review\nverdict: accepted\nby: ola\n",
];
const STATUSES: &[&str] = &["draft", "sent", "in_progress", "delivered", "accepted", "cancelled"];

/// A person before the guarded repository.
struct Guarded<'t> {
    who: Member<'t>,
    name: &'static str,
}

impl Guarded<'_> {
    fn handover(&self, args: &[&str]) -> Run {
        let root = self.who.root.to_string_lossy();
        let args = [&["-C", &root], args].concat();
        self.who.sandbox.handover_with(&[("HANDOVER_PUSHER", self.name)], &args)
    }

    /// Does one thing in the clone; what a command refuses changes nothing.
    fn act(&self, dice: &mut Dice, word: &str) -> String {
        match dice.below(8) {
            0..=3 => {
                let args: Vec<String> =
                    dice.one(COMMANDS).iter().map(|one| one.replace("WORD", word)).collect();
                let args: Vec<&str> = args.iter().map(String::as_str).collect();
                let run = self.handover(&args);
                assert!(matches!(run.code, 0 | 2), "{run:?}");
                format!("{args:?}: {}", run.code)
            }
            4 => {
                let fields = *dice.one(REPLIES);
                let path = format!("tasks/ola-1-bank/{word}.md");
                self.who.write(&path, format!("---\n{fields}---\n\n{word}\n"));
                format!("writes {fields:?}")
            }
            5 => {
                let status = *dice.one(STATUSES);
                let text = self.who.read(TASK);
                let line = text.lines().find(|line| line.starts_with("status:")).expect("one");
                self.who.edit(TASK, line, &format!("status: {status}"));
                format!("types {status}")
            }
            6 => {
                let asked = self.who.paths().into_iter().rfind(|path| path.contains("-question-"));
                let Some(path) = asked else { return "nothing is asked".to_owned() };
                let text = self.who.read(&path);
                self.who.write(&path, format!("{text}\n{word}\n"));
                format!("types below {path}")
            }
            _ => {
                let mail = format!(
                    "From: Ola <ola@example.org>\nTo: kari@example.org\nSubject: Re: [ola-1] Bank\n\
                     Message-ID: <{word}@example.org>\nDate: Fri, 27 Nov 2026 08:00:00 +0100\n\n{word}\n"
                );
                let file = self.who.sandbox.root().join(format!("{word}.eml"));
                std::fs::write(&file, mail).expect("written");
                let run = self.handover(&["capture", &file.to_string_lossy()]);
                assert!(matches!(run.code, 0 | 2), "{run:?}");
                format!("files a mail: {}", run.code)
            }
        }
    }

    /// Syncs; tells whether what is here was let in. What is not is taken back, as its author does.
    fn sync(&self) -> bool {
        let run = self.handover(&["sync", "--json"]);
        let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let went = json["result"] != "stopped";
        if went {
            assert_ne!(json["result"], "offline", "{run:?}");
            if json["held_back"].as_array().is_none_or(Vec::is_empty) {
                return true;
            }
        }
        self.who.git(&["fetch", "--quiet", "origin"]);
        self.who.git(&["reset", "--quiet", "--hard", "origin/main"]);
        self.who.git(&["clean", "--quiet", "-fd"]);
        went
    }
}

fn guard(team: &Team) {
    let hook = team.hub.join("hooks/pre-receive");
    std::fs::create_dir_all(hook.parent().expect("a folder")).expect("made");
    let program = env!("CARGO_BIN_EXE_handover");
    std::fs::write(&hook, format!("#!/bin/sh\nexec '{program}' hook pre-receive\n"))
        .expect("written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let all = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&hook, all).expect("set");
    }
}

/// A status that its author may not set stays here, and keeps nothing else from going, neither then nor
/// once it is set back.
#[cfg(unix)]
#[test]
fn what_may_not_be_set_waits_here_and_the_rest_goes() {
    let team = team();
    guard(&team);
    let kari = Guarded { who: team.member("kari"), name: "kari" };
    let sync = || -> Value {
        let run = kari.handover(&["sync", "--json"]);
        serde_json::from_str(&run.stdout).expect("JSON")
    };
    kari.who.edit(TASK, "status: draft", "status: accepted");
    kari.who.write("notes/one.md", "One.\n");
    for word in ["One", "Two"] {
        kari.who.write("notes/one.md", format!("{word}.\n"));
        let json = sync();
        assert_eq!(
            (&json["result"], &json["held_back"][0]["path"]),
            (&"sent".into(), &TASK.into())
        );
        let reason = json["held_back"][0]["reason"].as_str().expect("a reason");
        assert!(reason.contains("et it back"), "{reason}");
        assert_eq!(team.shared("notes/one.md"), Some(format!("{word}.\n")));
    }
    assert!(team.shared(TASK).is_some_and(|text| text.contains("status: draft")));
    assert!(kari.who.read(TASK).contains("status: accepted"));
    kari.who.edit(TASK, "status: accepted", "status: draft");
    let json = sync();
    assert_eq!(
        (&json["result"], &json["held_back"]),
        (&"up_to_date".into(), &Value::Array(vec![]))
    );
    kari.who.write("notes/two.md", "Two.\n");
    assert_eq!(sync()["result"], "sent");
    assert_eq!(kari.who.git(&["rev-parse", "HEAD"]), team.git(&team.hub, &["rev-parse", "main"]));
}

/// What plain git has recorded goes along with whatever follows: the server and a sync say what helps, and
/// it does.
#[cfg(unix)]
#[test]
fn what_git_recorded_and_the_server_refuses_is_made_anew_on_request() {
    let team = team();
    guard(&team);
    let kari = Guarded { who: team.member("kari"), name: "kari" };
    let clean = ["sync", "--clean-history"];
    kari.who.edit(TASK, "status: draft", "status: accepted");
    kari.who.commit("accepted");
    let mut push = kari.who.sandbox.command("git");
    push.env("HANDOVER_PUSHER", "kari").current_dir(&kari.who.root).arg("push");
    let pushed = Run::of(push.output().expect("git runs"));
    assert!(
        pushed.code != 0 && pushed.stderr.contains("handover sync --clean-history"),
        "{pushed:?}"
    );
    // As told, but as one more version; and something else, meanwhile.
    kari.who.edit(TASK, "status: accepted", "status: draft");
    kari.who.write("notes/one.md", "One.\n");
    kari.who.commit("set back");
    let old = kari.who.git(&["rev-parse", "HEAD"]);
    kari.who.write("notes/two.md", "Two.\n");
    for _ in 0..2 {
        let run = kari.handover(&["sync"]);
        assert_eq!(run.code, 2, "{run:?}");
        assert_eq!(run.stderr.matches("handover sync --clean-history").count(), 1, "{run:?}");
    }
    assert_eq!(team.shared("notes/two.md"), None);
    let sent = kari.handover(&clean);
    assert_eq!(sent.code, 0, "{sent:?}");
    assert_eq!(team.shared("notes/one.md").as_deref(), Some("One.\n"));
    assert_eq!(team.shared("notes/two.md").as_deref(), Some("Two.\n"));
    assert_eq!(kari.who.git(&["rev-parse", "HEAD"]), team.git(&team.hub, &["rev-parse", "main"]));
    let kept = "refs/worktree/handover/kept";
    let kept = kari.who.git(&["for-each-ref", "--format=%(objectname)", kept]);
    let is_kept = |one: &str| {
        let kept = ["merge-base", "--is-ancestor", old.trim(), one];
        kari.who.sandbox.command("git").current_dir(&kari.who.root).args(kept).status()
    };
    assert!(kept.lines().any(|one| is_kept(one).is_ok_and(|status| status.success())), "{kept}");
    // Where it was not set back, the file alone stays.
    kari.who.edit(TASK, "status: draft", "status: accepted");
    kari.who.write("notes/one.md", "One more.\n");
    kari.who.commit("accepted again");
    assert_eq!(kari.handover(&["sync"]).code, 2);
    let clean = |more: &[&str]| {
        let run = kari.handover(&[&["sync", "--clean-history", "--json"], more].concat());
        serde_json::from_str::<Value>(&run.stdout).expect("JSON")
    };
    let before = kari.who.git(&["rev-parse", "HEAD"]);
    let foreseen = clean(&["--dry-run"]);
    assert_eq!(kari.who.git(&["rev-parse", "HEAD"]), before);
    let json = clean(&[]);
    assert_eq!((&json["result"], &json["held_back"][0]["path"]), (&"sent".into(), &TASK.into()));
    assert_eq!((&foreseen["sent"], &foreseen["held_back"]), (&json["sent"], &json["held_back"]));
    let kept = json["kept"][0].as_str().expect("a name");
    assert_eq!(kari.who.git(&["rev-parse", kept]), before);
    assert_eq!(team.shared("notes/one.md").as_deref(), Some("One more.\n"));
    assert!(kari.who.read(TASK).contains("status: accepted"));
}

/// A link and another repository that the server refuses do not go with what is made anew, whether they were taken
/// out of the folder or not.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_made_anew() {
    let team = team();
    guard(&team);
    let kari = Guarded { who: team.member("kari"), name: "kari" };
    std::os::unix::fs::symlink("a", kari.who.path("here")).unwrap();
    std::os::unix::fs::symlink("a", kari.who.path("gone")).unwrap();
    let head = kari.who.git(&["rev-parse", "HEAD"]);
    let module = format!("160000,{},module", head.trim());
    kari.who.git(&["update-index", "--add", "--cacheinfo", &module]);
    kari.who.write("notes/one.md", "One.\n");
    kari.who.git(&["add", "here", "gone", "notes"]);
    kari.who.git(&["commit", "-qm", "links"]);
    assert_eq!(kari.handover(&["sync"]).code, 2);
    kari.who.remove("gone");
    let run = kari.handover(&["sync", "--clean-history", "--json"]);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&json["result"], &json["held_back"][0]["path"]), (&"sent".into(), &"here".into()));
    let shared = team.git(&team.hub, &["ls-tree", "-r", "--name-only", "main"]);
    let is_there = |path: &str| shared.lines().any(|line| line == path);
    assert!(is_there("notes/one.md") && !["here", "gone", "module"].iter().any(|it| is_there(it)));
    assert_eq!(kari.who.git(&["status", "--porcelain"]), "?? here\n");
}

/// `HANDOVER_SEEDS` says how many walks.
#[cfg(unix)]
#[test]
fn by_command_by_hand_and_by_mail_only_what_is_allowed_lands() {
    let (walks, steps) = match number("HANDOVER_SEEDS") {
        Some(seeds) => (seeds.min(200), 40),
        None => (1, 12),
    };
    for seed in 0..walks {
        let mut dice = Dice(seed ^ 0x6a2d);
        let team = team();
        guard(&team);
        let [ola, kari] = ["ola", "kari"].map(|name| Guarded { who: team.member(name), name });
        let mut landed: Vec<String> = Vec::new();
        let mut log = vec![format!("seed {seed}")];
        for step in 0..steps {
            let (who, other) = if dice.below(2) == 0 { (&ola, &kari) } else { (&kari, &ola) };
            let word = format!("w{step}x");
            let did = who.act(&mut dice, &word);
            let before = team.git(&team.hub, &["rev-parse", "main"]);
            let let_in = who.sync();
            log.push(format!("{} {did}: {let_in}", who.name));
            if !let_in {
                let after = team.git(&team.hub, &["rev-parse", "main"]);
                assert_eq!(before, after, "{log:#?}");
                continue;
            }
            assert!(other.sync(), "{log:#?}");
            assert!(who.sync(), "{log:#?}");
            let files = who.who.files();
            assert_eq!(files, other.who.files(), "{log:#?}");
            let has = |word: &String| files.iter().any(|(_, text)| text.contains(word.as_str()));
            let lost: Vec<&String> = landed.iter().filter(|word| !has(word)).collect();
            assert!(lost.is_empty(), "{lost:?} is lost {log:#?}");
            landed.extend(Some(word).filter(has));
            stands(who, &files, &log);
        }
    }
}

/// Checks where the task stands, by what everybody has.
fn stands(who: &Guarded<'_>, files: &[(String, String)], log: &[String]) {
    let run = who.handover(&["list", "kind:task", "--json"]);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let item = &json["items"][0];
    let (state, waits) = (item["effective_status"].as_str(), item["waiting_on"].as_str());
    let state = state.expect("a state");
    let closed = matches!(state, "accepted" | "cancelled");
    assert_eq!(waits.is_none(), closed, "{item} {log:#?}");
    assert!(waits.is_none_or(|one| matches!(one, "ola" | "kari")), "{item} {log:#?}");
    let by_ola = |what: &str| {
        files.iter().any(|(_, text)| text.contains(what) && text.contains("\nby: ola\n"))
    };
    assert!(state != "accepted" || by_ola("verdict: accepted"), "{log:#?}");
    assert!(state != "cancelled" || by_ola("type: cancel"), "{log:#?}");
}
