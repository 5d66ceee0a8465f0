//! Links and other entries of a version that are no files, and the folder.

use std::os::unix::fs::symlink;

use super::team::{Member, Team};

/// Lets plain git record and send what the folder holds.
fn push(member: &Member<'_>) {
    member.commit("by plain git");
    member.git(&["push", "-q", "--no-verify"]);
}

/// FAILURES 47: a link that git has put into the folder is replaced, and what it leads to is not touched.
#[test]
fn an_untouched_link_makes_room_for_the_file_of_the_others() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let outside = team.sandbox.root().join("outside.md");
    std::fs::write(&outside, "Outside.\n").unwrap();
    for (to, link) in [("../outside.md", "a.md"), ("people", "pf"), ("x", "own"), ("y", "gone")] {
        symlink(to, kari.path(link)).unwrap();
    }
    push(&kari);
    ola.git(&["pull", "-q"]);
    ola.synced();
    ola.remove("own");
    symlink("people/ola.md", ola.path("own")).unwrap();
    for link in ["a.md", "pf", "own", "gone"] {
        kari.remove(link);
    }
    for path in ["a.md", "pf/ola.md", "own"] {
        kari.write(path, "Hers.\n");
    }
    push(&kari);
    let page = ola.read("people/ola.md");
    let synced = ola.handover(&["sync"]);
    assert!(!synced.stdout.contains("git was told"), "{synced:?}");
    assert_eq!((ola.read("a.md"), ola.read("pf/ola.md")), ("Hers.\n".into(), "Hers.\n".into()));
    assert!(!ola.has("gone") && ola.path("own").is_symlink());
    assert_eq!(ola.read("people/ola.md"), page);
    assert_eq!(std::fs::read_to_string(&outside).unwrap(), "Outside.\n");
    assert_eq!(ola.git(&["status", "--porcelain"]), " T own\n");
}

/// An index that git wrote anew, or that an older build made, takes nothing away from anybody; what somebody takes
/// out of it stays out.
#[test]
fn what_is_never_in_the_folder_is_left_out_by_git_whoever_wrote_the_index() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    symlink("people", kari.path("link")).unwrap();
    symlink("people", kari.path("other")).unwrap();
    kari.write("CON.md", "Hers.\n");
    push(&kari);
    ola.synced();
    let status = || ola.git(&["status", "--porcelain"]);
    assert_eq!(status(), "");
    std::fs::remove_file(ola.path(".git/index")).unwrap();
    ola.git(&["reset", "-q"]);
    assert_eq!(status(), " D CON.md\n D link\n D other\n");
    ola.synced();
    assert_eq!(status(), "");
    ola.git(&["update-index", "--force-remove", "link"]);
    ola.synced();
    assert_eq!(status(), "D  link\n");
    ola.git(&["update-index", "--force-remove", "CON.md"]);
    ola.git(&["update-ref", "-d", "refs/worktree/handover/entries"]);
    ola.synced();
    assert_eq!(status(), "");
}

/// Files that were put where others have made a link stand, and that is told.
#[test]
fn a_link_that_gives_way_to_files_is_told() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("docs/a.md", "One.\n");
    ola.synced();
    kari.git(&["pull", "-q"]);
    kari.rename("docs/a.md", "real/a.md");
    std::fs::remove_dir(kari.path("docs")).unwrap();
    symlink("real", kari.path("docs")).unwrap();
    push(&kari);
    ola.write("docs/new.md", "Two.\n");
    let synced = ola.handover(&["sync"]);
    assert!(synced.stdout.contains("docs was made a link"), "{synced:?}");
    assert_eq!(team.shared("docs/new.md").as_deref(), Some("Two.\n"));
    assert_eq!(ola.read("real/a.md"), "One.\n");
}

/// Whoever receives a folder that was renamed in its letters' case has no twins of it.
#[test]
fn a_folder_in_other_letters_has_no_twin_that_is_gone() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("notes/sub/a.md", "One.\n");
    ola.synced();
    kari.synced();
    std::fs::rename(ola.path("notes"), ola.path("Notes")).unwrap();
    ola.synced();
    let received = kari.synced();
    assert!(received.json.get("twins").is_none() && kari.has("Notes/sub/a.md"), "{received:?}");
    ola.write("notes/b.md", "Two.\n");
    ola.commit("by plain git");
    ola.git(&["push", "-q", "--no-verify"]);
    assert_eq!(kari.synced().json["twins"], serde_json::json!([["notes", "Notes"]]));
}

/// Git looks at what is there in a sparse checkout, and so do we.
#[test]
fn what_is_typed_at_a_path_that_is_left_out_is_shared() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let lines: Vec<String> = (0..9).map(|at| format!("Line {at}.\n\n")).collect();
    kari.write("notes/a.md", lines.concat());
    kari.synced();
    ola.synced();
    ola.git(&["sparse-checkout", "set", "people"]);
    assert!(!ola.has("notes/a.md"));
    ola.synced();
    kari.edit("notes/a.md", "Line 1.", "Line 1, by Kari.");
    ola.write("notes/a.md", lines.concat().replace("Line 7.", "Line 7, by Ola."));
    assert_eq!(ola.synced().paths("sent"), ["notes/a.md"]);
    kari.synced();
    ola.synced();
    let both =
        lines.concat().replace("Line 1.", "Line 1, by Kari.").replace("Line 7.", "Line 7, by Ola.");
    assert_eq!((ola.read("notes/a.md"), team.shared("notes/a.md")), (both.clone(), Some(both)));
}
