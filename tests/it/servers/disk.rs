//! A disk that is really full: a small file system of the test's own.

use crate::support::Small;
use crate::sync::team::{Member, Team};

const OLD: &str = "An old line that was there before.\n";

fn new(number: usize) -> String {
    format!("Line {number} of what came.\n").repeat(300)
}

/// Ola sends much while Kari's clone, whose parts lie where `place` says, has little room.
fn too_much(place: impl Fn(&Team) -> Option<(Small, Vec<String>)>) {
    let team = Team::new();
    let ola = team.member("ola");
    for number in 0..40 {
        ola.write(&format!("notes/{number}.md"), OLD);
    }
    ola.write(".gitignore", ".filler\n");
    ola.synced();
    let Some((small, more)) = place(&team) else { return };
    let hub = team.hub.to_string_lossy();
    let mut args = vec!["clone", "--quiet"];
    args.extend(more.iter().map(String::as_str));
    args.extend([&*hub, "kari"]);
    team.git(&team.sandbox.root(), &args);
    let kari = team.member("kari");
    kari.git(&["config", "user.name", "kari"]);
    kari.git(&["config", "user.email", "kari@example.org"]);
    kari.synced();
    for number in 0..40 {
        ola.write(&format!("notes/{number}.md"), new(number));
        ola.write(&format!("notes/more/{number}.md"), new(number));
    }
    ola.synced();
    kari.write("notes/kari.md", "Typed by Kari.\n");
    let mut failed = 0;
    for left in [0, 4, 8, 12, 16, 24, 32, 48, 64].map(|kib| kib << 10) {
        small.fill(left);
        let run = kari.handover(&["sync"]);
        if run.code == 0 {
            small.empty();
            break;
        }
        failed += 1;
        assert_eq!(run.code, 2, "{left}: {} {}", run.stdout, run.stderr);
        let said = run.stderr.to_lowercase();
        assert!(said.contains("no space left") || said.contains("disk"), "{}", run.stderr);
        assert!(!said.contains("panicked"), "{}", run.stderr);
        is_whole(&kari);
        small.empty();
    }
    assert!(failed > 1, "it was full {failed} times");
    kari.synced();
    team.settle(&[&ola, &kari]);
    assert_eq!(team.shared("notes/kari.md").as_deref(), Some("Typed by Kari.\n"));
}

/// No file is cut short, and nothing half written lies about.
fn is_whole(kari: &Member<'_>) {
    for number in 0..40 {
        let text = kari.read(&format!("notes/{number}.md"));
        assert!(text == OLD || text == new(number), "{number}: {} bytes", text.len());
        let more = format!("notes/more/{number}.md");
        assert!(!kari.has(&more) || kari.read(&more) == new(number), "{more}");
    }
    assert_eq!(kari.read("notes/kari.md"), "Typed by Kari.\n");
    let beside = |(path, _): &(String, String)| path.contains(".handover-");
    let mut files = kari.files();
    files.retain(|file| file.0 != ".filler");
    assert!(!files.iter().any(beside), "left over");
    kari.git(&["fsck", "--strict", "--no-dangling"]);
}

/// FAILURES 35.
#[test]
fn a_full_folder_cuts_no_file_short() {
    too_much(|team| {
        let small = Small::mount(&team.sandbox.root().join("kari"), "1m")?;
        let git = team.sandbox.root().join("kari-git");
        Some((small, vec![format!("--separate-git-dir={}", git.display())]))
    });
}

/// FAILURES 35.
#[test]
fn a_full_git_folder_cuts_no_file_short() {
    too_much(|team| {
        let small = Small::mount(&team.sandbox.root().join("small"), "1m")?;
        let git = small.path().join("git");
        Some((small, vec![format!("--separate-git-dir={}", git.display())]))
    });
}
