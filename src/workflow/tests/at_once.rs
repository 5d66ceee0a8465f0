//! Two moves at once.

use super::*;

/// What two people do at once, neither knowing of the other: where the order makes no difference, the
/// status that a merge keeps is where the task stands.
#[test]
fn of_two_moves_at_once_the_status_that_stays_is_the_one_that_holds() {
    const KARIS: [&str; 6] = [
        "confirm kari",
        "question kari, blocking: yes",
        "start kari",
        "proposal kari",
        "delivery kari",
        "decline kari",
    ];
    const OLAS: [&str; 7] = [
        "correct ola",
        "answer ola",
        "accepted ola",
        "returned ola",
        "pause ola",
        "cancel ola",
        "resume ola",
    ];
    const PERS: [&str; 3] = ["accepted per", "returned per", "note per"];
    const BEFORE: [&[&str]; 12] = [
        &[],
        &["question kari, blocking: yes"],
        &["confirm kari"],
        &["confirm kari", "question kari, blocking: yes"],
        &["proposal kari"],
        &["confirm kari", "start kari"],
        &["confirm kari", "start kari", "pause ola"],
        &["confirm kari", "start kari", "question kari, blocking: yes"],
        &["pause ola"],
        &["delivery kari"],
        &["delivery kari", "returned ola"],
        &["decline kari"],
    ];
    let task = task(&format!("{WHOLE}approver: per\nstatus: sent\n"), TEXT);
    let life = |before: &[&str], lines: &[&str]| {
        let records = said(&[before, lines].concat());
        let said: Vec<&Record> = records.iter().collect();
        let life = Life::of(&task, &said, &team(), None);
        (life.state, life.uncounted.is_empty())
    };
    let (mut compared, mut pairs) = (0, BTreeSet::new());
    for before in BEFORE {
        let was = life(before, &[]).0;
        for one in KARIS.into_iter().chain(PERS) {
            for other in OLAS {
                let (mine, theirs) = (life(before, &[one]), life(before, &[other]));
                let both_moved =
                    [mine, theirs].iter().all(|(state, counts)| *counts && *state != was);
                if !both_moved || mine.0 == theirs.0 {
                    continue;
                }
                let (first, then) = (life(before, &[one, other]).0, life(before, &[other, one]).0);
                if first != then {
                    continue;
                }
                let kept = if mine.0.outweighs(theirs.0) { mine.0 } else { theirs.0 };
                assert_eq!(kept, first, "{before:?}: {one}, {other}");
                compared += 1;
                pairs.insert((mine.0, theirs.0));
            }
        }
    }
    assert!(compared > 40 && pairs.len() > 15, "{compared} {}", pairs.len());
}
