use super::team::Team;
use crate::servers::terminal;

/// So many come at once.
const MANY: usize = 2_000;

/// FAILURES 67: a folder of documents that somebody has put into the workspace.
#[test]
fn thousands_of_new_files_go_with_one_sync_that_says_what_it_does() {
    let team = Team::new();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    for number in 0..MANY {
        let text = format!("---\nkind: note\ntitle: Note {number}\n---\n\nThe text of {number}.\n");
        ola.write(&format!("notes/old/{}/{number}.md", number % 7), text);
    }
    let before = team.commits();
    match terminal::synced(&ola) {
        Some(screen) => {
            assert!(screen.contains("Reading the folder"), "{screen}");
            assert!(screen.contains("Sending, and waiting for the shared place"), "{screen}");
        }
        None => drop(ola.synced()),
    }
    assert_eq!(team.commits(), before + 1);
    assert_eq!(kari.synced().paths("received").len(), MANY);
    assert_eq!(kari.read("notes/old/6/1994.md"), ola.read("notes/old/6/1994.md"));
    assert_eq!(ola.synced().result(), "up_to_date");
    assert_eq!(ola.git(&["status", "--porcelain"]), "");
}
