//! Clones in which git was told to turn line ends over.

use crate::sync::team::{Member, Team};

/// A shared workspace without `* -text`, with three files of which each line ends in LF.
fn team() -> Team {
    let team = Team::new();
    let ola = team.member("ola");
    ola.write(".gitattributes", "*.md merge=handover\n");
    for name in ["a", "b", "c"] {
        ola.write(&format!("notes/{name}.md"), "One.\n\nTwo.\n\nThree.\n");
    }
    ola.synced();
    team
}

/// Clones with plain git, which turns every LF into CRLF in the folder.
fn turned<'t>(team: &'t Team, name: &str) -> Member<'t> {
    team.sandbox.git(&["config", "--global", "core.autocrlf", "true"]);
    let member = team.member(name);
    team.sandbox.git(&["config", "--global", "--unset", "core.autocrlf"]);
    member.git(&["config", "core.autocrlf", "true"]);
    assert!(member.read("notes/a.md").contains("\r\n"), "git turned the line ends");
    member
}

/// FAILURES 58, 79: a line end that git turned is nobody's edit, and no reason to refuse one.
#[test]
fn turned_line_ends_are_neither_sent_nor_in_the_way() {
    let team = team();
    let (ola, kari) = (team.member("ola"), turned(&team, "kari"));
    let commits = team.commits();
    assert_eq!(kari.synced().result(), "up_to_date");
    assert_eq!(team.commits(), commits, "nothing that nobody typed is sent");
    ola.edit("notes/a.md", "Two.", "Two, by Ola.");
    ola.synced();
    let received = kari.synced();
    assert_eq!(received.paths("received"), ["notes/a.md"]);
    assert_eq!(received.paths("skipped"), [""; 0], "{received:?}");
    assert!(kari.read("notes/a.md").contains("Two, by Ola."));
    assert_eq!(kari.synced().result(), "up_to_date");
    let text = kari.read("notes/b.md");
    kari.write("notes/b.md", text.replace("Three.", "Three, by Kari."));
    assert_eq!(kari.synced().paths("sent"), ["notes/b.md"]);
    ola.synced();
    assert!(ola.read("notes/b.md").contains("Three, by Kari."));
    for member in [&ola, &kari, &ola, &kari] {
        assert_eq!(member.synced().result(), "up_to_date");
        assert_eq!(member.git(&["status", "--porcelain"]), "");
    }
    assert_eq!(team.shared("notes/c.md").as_deref(), Some("One.\n\nTwo.\n\nThree.\n"));
    assert_eq!(kari.read("notes/c.md"), "One.\r\n\r\nTwo.\r\n\r\nThree.\r\n", "left alone");
}

/// FAILURES 79: the workspace says later that line ends are nobody's business.
#[test]
fn turned_line_ends_stay_turned_when_the_setting_ends() {
    let team = team();
    let (ola, kari) = (team.member("ola"), turned(&team, "kari"));
    ola.write(".gitattributes", "* -text\n");
    ola.edit("notes/a.md", "Two.", "Two, by Ola.");
    ola.synced();
    assert_eq!(kari.synced().paths("received"), [".gitattributes", "notes/a.md"]);
    let commits = team.commits();
    for text in ["Once more.", "And again."] {
        ola.write("notes/a.md", text);
        ola.write("notes/b.md", text);
        ola.synced();
        let received = kari.synced();
        assert_eq!(received.result(), "received", "{received:?}");
        assert_eq!(received.paths("received"), ["notes/a.md", "notes/b.md"]);
        assert_eq!(received.paths("skipped"), [""; 0], "{received:?}");
        assert_eq!(kari.synced().result(), "up_to_date");
    }
    assert_eq!(team.commits(), commits + 2, "nothing of Kari's was sent");
    assert_eq!(
        (kari.read("notes/a.md"), kari.read("notes/b.md")),
        (ola.read("notes/a.md"), ola.read("notes/b.md"))
    );
    assert_eq!(kari.read("notes/c.md"), "One.\r\n\r\nTwo.\r\n\r\nThree.\r\n");
}

/// A file that its author wrote with CRLF has it in the shared version too.
#[test]
fn line_ends_that_somebody_typed_are_shared() {
    let team = team();
    let (ola, kari) = (team.member("ola"), turned(&team, "kari"));
    kari.write("notes/new.md", "Typed.\r\n\r\nSo.\r\n");
    kari.synced();
    assert_eq!(team.shared("notes/new.md").as_deref(), Some("Typed.\r\n\r\nSo.\r\n"));
    ola.synced();
    assert_eq!(ola.read("notes/new.md"), "Typed.\r\n\r\nSo.\r\n");
    ola.edit("notes/new.md", "So.", "So, by Ola.");
    ola.write("notes/c.md", "One.\r\n\r\nTwo.\r\n\r\nThree.\r\n");
    assert_eq!(ola.synced().paths("sent"), ["notes/c.md", "notes/new.md"]);
    kari.synced();
    for member in [&ola, &kari, &ola, &kari] {
        assert_eq!(member.synced().result(), "up_to_date");
        assert_eq!(member.git(&["status", "--porcelain"]), "");
    }
    assert_eq!(kari.read("notes/new.md"), "Typed.\r\n\r\nSo, by Ola.\r\n");
}
