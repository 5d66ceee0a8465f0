//! What is done in another's place: it counts for good, whatever people's pages say afterwards.

use super::{TASK, confirm, leads, moved, newest, share, stands, team};
use crate::sync::team::KARI;

const AWAY: &str = "away: 2020-01-01..2099-12-31\nbackup: per\nrole:";

#[test]
fn what_somebody_delivered_standing_in_counts_when_the_other_is_back() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    ola.write("people/per.md", KARI.replace("Kari", "Per").replace("kari", "per"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    kari.write("people/kari.md", KARI.replace("role:", AWAY));
    share(&kari, &ola);
    let per = team.member("per");
    // By hand, with an editor: his own sync writes down for whom.
    per.write("tasks/ola-1-bank/went.md", "---\ntype: start\n---\nI look into it.\n");
    per.synced();
    let started = newest(&per, "tasks/ola-1-bank/");
    assert!(per.read(&started).contains("\nacting_for: kari\n"), "{}", per.read(&started));
    let delivery = ["deliver", "ola-1", "-m", "https://example.com", "--tick-all"];
    leads(&per, &delivery, "delivered", Some("ola"));
    let delivered = per.read(&newest(&per, "per-delivery"));
    assert!(delivered.contains("\nacting_for: kari\n"), "{delivered}");
    share(&per, &ola);
    leads(&ola, &["accept", "ola-1"], "accepted", None);
    share(&ola, &kari);
    // She is back, and somebody else stands in for her from now on; then he is gone.
    for page in [KARI.to_owned(), KARI.replace("role:", &AWAY.replace("per", "ola"))] {
        kari.write("people/kari.md", page);
        share(&kari, &ola);
        stands(&ola, "accepted", None);
    }
    kari.write("people/kari.md", KARI);
    kari.synced();
    ola.synced();
    ola.remove("people/per.md");
    share(&ola, &kari);
    stands(&kari, "accepted", None);
}

#[test]
fn what_a_lead_called_off_stays_off_when_they_lead_no_more() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    let lise = KARI.replace("Kari", "Lise").replace("kari", "lise");
    ola.write("people/lise.md", lise.replace("role: assistant", "role: lead"));
    moved(&ola, &["send", "ola-1"]);
    share(&ola, &kari);
    confirm(&kari);
    kari.synced();
    let lead = team.member("lise");
    leads(&lead, &["cancel", "ola-1", "-r", "Not now"], "cancelled", None);
    let called_off = lead.read(&newest(&lead, "lise-cancel"));
    assert!(called_off.contains("\nacting_for: ola\n"), "{called_off}");
    share(&lead, &ola);
    ola.write("people/lise.md", lise);
    share(&ola, &kari);
    stands(&kari, "cancelled", None);
    // For her own moves a sender needs nobody's place.
    leads(&ola, &["reopen", "ola-1", "-r", "After all"], "sent", Some("kari"));
    let reopened = ola.read(&newest(&ola, "ola-reopen"));
    assert!(!reopened.contains("acting_for"), "{reopened}");
    assert!(ola.read(TASK).contains("\nstatus: sent\n"));
}

/// Without a guard at the server anybody may write that they speak for another; who that is, is told.
#[test]
fn whoever_is_spoken_for_without_leave_is_told() {
    let team = team();
    let (ola, kari) = (team.member("ola"), team.member("kari"));
    moved(&ola, &["send", "ola-1"]);
    // A task that is known by its id alone, as it is where its file was named by hand.
    let named = "tasks/bank.md";
    ola.write(named, ola.read(TASK));
    ola.remove(TASK);
    share(&ola, &kari);
    kari.write(
        "tasks/bank/2026-11-24-091203-kari-cancel-0001.md",
        "---\nkind: reply\ntype: cancel\ntask: ola-1\nby: kari\nacting_for: ola\n---\n\n## Reason\n\nEnough.\n",
    );
    kari.synced();
    let told = ola.handover(&["sync"]).stdout;
    let words = "ola-1: Kari wrote in place of Ola, and nothing in people/ lets Kari do that";
    assert!(told.contains(words), "{told}");
    assert!(ola.read("Today.md").contains(words), "{}", ola.read("Today.md"));
    // One whose page says so is no news of that sort, and by hand it is filled in.
    ola.write("people/per.md", KARI.replace("Kari", "Per").replace("kari", "per"));
    kari.write("people/kari.md", KARI.replace("role:", AWAY));
    kari.synced();
    share(&ola, &kari);
    let per = team.member("per");
    per.write(
        "tasks/bank/began.md",
        "---\nkind: reply\ntask: ola-1\ntype: start\n---\nI look into it.\n",
    );
    per.synced();
    let began = newest(&per, "tasks/bank/began");
    assert!(per.read(&began).contains("\nacting_for: kari\n"), "{}", per.read(&began));
    let told = ola.handover(&["sync"]).stdout;
    assert!(!told.contains("in place of"), "{told}");
}
