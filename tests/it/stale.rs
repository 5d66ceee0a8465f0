//! What is known from the last look at the folder, where something has changed since.

use serde_json::Value;

use crate::sync::team::{Team, task};

#[test]
fn a_page_that_has_left_its_folder_is_still_a_persons() {
    let team = Team::new();
    let ola = team.member("ola");
    assert_eq!(ola.handover(&["list"]).code, 0);
    ola.rename("people/ola.md", "team/ola.md");
    ola.rename("people/kari.md", "team/kari.md");
    for args in [&["today"][..], &["today", "--for", "kari"], &["list", "waiting:me"]] {
        let run = ola.handover(args);
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
    }
}

#[test]
fn a_copy_that_was_just_made_is_not_passed_over() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write("tasks/ola-1-post.md", task("ola-1", "2099-12-01", "x"));
    assert_eq!(ola.handover(&["list"]).code, 0);
    ola.write("tasks/copy.md", task("ola-1", "2099-12-01", "x"));
    let run = ola.handover(&["set", "ola-1", "priority=high"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("tasks/copy.md, tasks/ola-1-post.md"), "{run:?}");
    assert!(!ola.read("tasks/ola-1-post.md").contains("priority"));
}

#[test]
fn a_link_that_was_just_typed_leads_there() {
    let team = Team::new();
    let ola = team.member("ola");
    for id in ["ola-1", "ola-2"] {
        ola.write(&format!("tasks/{id}.md"), task(id, "2099-12-01", "x"));
    }
    assert_eq!(ola.handover(&["list"]).code, 0);
    ola.write("tasks/ola-2.md", task("ola-2", "2099-12-01", "As in [[ola-1]]."));
    let run = ola.handover(&["links", "ola-1", "--json"]);
    let links: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert!(links.to_string().contains("tasks/ola-2.md"), "{links}");
}

#[test]
fn whoever_has_a_page_elsewhere_sends_under_their_name() {
    let team = Team::new();
    let ola = team.member("ola");
    ola.rename("people/ola.md", "team/ola.md");
    ola.write("tasks/a.md", "---\ntitle: A\nto: kari\n---\n");
    let run = ola.handover(&["sync"]);
    assert!(!run.stdout.contains("not known who you are"), "{run:?}");
    assert!(ola.read("tasks/a.md").contains("\nfrom: ola\n"), "{}", ola.read("tasks/a.md"));
}
