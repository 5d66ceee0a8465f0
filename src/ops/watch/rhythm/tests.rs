use super::*;

const fn at(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A rhythm after its first sync, which ended at second 1; the middle of all jitter.
fn begun() -> Rhythm {
    let mut rhythm = Rhythm::new(Times::default());
    assert_eq!(rhythm.next(at(0)), Next::Sync);
    rhythm.begin(at(1));
    assert_eq!(rhythm.next(at(0)), Next::Working);
    rhythm.ended(at(1), Ended::Done, 250);
    rhythm
}

#[track_caller]
fn waits(rhythm: &Rhythm, now: u64, until: u64, why: Waiting) {
    assert_eq!(rhythm.next(at(now)), Next::Wait { until: at(until), why });
}

fn task() -> RepoPath {
    RepoPath::new("tasks/ola-1.md")
}

fn hinder(rhythm: &mut Rhythm, now: u64, hindrance: Hindrance) {
    match rhythm.next(at(now)) {
        Next::Ask => rhythm.ask(),
        _ => drop(rhythm.begin(at(now))),
    }
    rhythm.ended(at(now), Ended::Hindered(hindrance), 250);
}

#[test]
fn what_is_saved_goes_when_it_is_quiet() {
    let mut rhythm = begun();
    rhythm.changed(at(3));
    waits(&rhythm, 3, 8, Waiting::Quiet);
    rhythm.changed(at(7));
    waits(&rhythm, 8, 12, Waiting::Quiet);
    assert_eq!(rhythm.next(at(12)), Next::Sync);
    rhythm.begin(at(13));
    rhythm.ended(at(13), Ended::Done, 250);
    waits(&rhythm, 13, 23, Waiting::Time);
    assert_eq!(rhythm.next(at(23)), Next::Ask);
}

#[test]
fn an_answer_to_what_was_sent_is_looked_for_more_often_for_a_while() {
    let mut rhythm = begun();
    waits(&rhythm, 1, 31, Waiting::Time);
    rhythm.changed(at(2));
    let mut now = 7;
    rhythm.begin(at(now));
    rhythm.ended(at(now), Ended::Done, 250);
    let mut asked = Vec::new();
    while let Next::Wait { until, .. } = rhythm.next(at(now)) {
        asked.push(until.as_secs() - now);
        now = until.as_secs();
        rhythm.ask();
        rhythm.ended(until, Ended::Done, 250);
        if now > 400 {
            break;
        }
    }
    assert_eq!(asked.iter().filter(|wait| **wait == 10).count(), 30);
    assert_eq!(asked.iter().skip(30).collect::<Vec<_>>(), [&30; 4]);
    // What came from there may be the first of several things, too.
    rhythm.ask();
    rhythm.found(at(500));
    rhythm.begin(at(501));
    rhythm.ended(at(501), Ended::Done, 250);
    waits(&rhythm, 501, 511, Waiting::Time);
}

#[test]
fn whoever_never_stops_saving_is_not_waited_for_for_ever() {
    let mut rhythm = begun();
    for second in 2..=301 {
        rhythm.changed(at(second));
        assert_ne!(rhythm.next(at(second)), Next::Sync, "{second}");
        if rhythm.next(at(second)) == Next::Ask {
            rhythm.ask();
            rhythm.ended(at(second), Ended::Done, 250);
        }
    }
    assert_eq!(rhythm.next(at(302)), Next::Sync);
}

#[test]
fn a_move_made_by_hand_can_be_taken_back_for_a_minute() {
    let mut rhythm = begun();
    rhythm.moved(at(2), &task());
    waits(&rhythm, 8, 31, Waiting::ByHand);
    // Asking goes on meanwhile, and takes nothing along.
    assert_eq!(rhythm.next(at(31)), Next::Ask);
    rhythm.ask();
    rhythm.ended(at(31), Ended::Done, 250);
    // It is edited further, which moves nothing on.
    rhythm.saved(at(60), &task());
    rhythm.ask();
    rhythm.ended(at(61), Ended::Done, 250);
    waits(&rhythm, 64, 65, Waiting::ByHand);
    assert_eq!(rhythm.next(at(65)), Next::Sync);
    assert!(rhythm.begin(at(65)).is_empty());
    rhythm.ended(at(66), Ended::Done, 250);
    assert_eq!(rhythm.waiting().count(), 0);
    waits(&rhythm, 66, 76, Waiting::Time);
    // A command had made it: it goes as everything else does.
    rhythm.moved(at(67), &task());
    waits(&rhythm, 68, 76, Waiting::ByHand);
    rhythm.not_by_hand(&task());
    waits(&rhythm, 68, 72, Waiting::Quiet);
}

#[test]
fn a_move_made_by_hand_keeps_nothing_else_waiting() {
    let mut rhythm = begun();
    let other = RepoPath::new("tasks/ola-2.md");
    rhythm.moved(at(2), &task());
    rhythm.moved(at(20), &other);
    rhythm.changed(at(22));
    waits(&rhythm, 23, 27, Waiting::Quiet);
    assert_eq!(rhythm.next(at(27)), Next::Sync);
    assert_eq!(rhythm.begin(at(27)), [task(), other.clone()].into());
    rhythm.ended(at(28), Ended::Done, 250);
    // What is new there is fetched meanwhile, without them.
    waits(&rhythm, 28, 38, Waiting::ByHand);
    rhythm.ask();
    rhythm.found(at(38));
    assert_eq!(rhythm.next(at(38)), Next::Sync);
    assert_eq!(rhythm.begin(at(38)), [task(), other.clone()].into());
    rhythm.ended(at(61), Ended::Done, 250);
    // Each waits for itself.
    assert_eq!(rhythm.next(at(62)), Next::Sync);
    assert_eq!(rhythm.begin(at(62)), [other.clone()].into());
    // What could not be sent is due again; what was moved on anew meanwhile waits anew.
    rhythm.ended(at(63), Ended::Hindered(Hindrance::Away), 250);
    assert_eq!(rhythm.next(at(78)), Next::Sync);
    assert_eq!(rhythm.begin(at(78)), [other.clone()].into());
    rhythm.moved(at(79), &task());
    rhythm.ended(at(80), Ended::Hindered(Hindrance::Busy), 250);
    assert_eq!(rhythm.begin(at(85)), [task()].into());
}

#[test]
fn what_is_new_there_comes_at_once() {
    let mut rhythm = begun();
    rhythm.ask();
    rhythm.found(at(31));
    assert_eq!(rhythm.next(at(31)), Next::Sync);
    // But not over somebody who is typing.
    let mut rhythm = begun();
    rhythm.changed(at(29));
    rhythm.ask();
    rhythm.found(at(31));
    waits(&rhythm, 31, 34, Waiting::Quiet);
}

#[test]
fn days_out_of_reach_are_spent_with_fewer_and_fewer_tries() {
    let mut rhythm = begun();
    rhythm.changed(at(2));
    let mut now = 7;
    let mut tries = 0;
    while now < 3 * 24 * 3600 {
        hinder(&mut rhythm, now, Hindrance::Away);
        tries += 1;
        // What is typed meanwhile does not hurry it.
        rhythm.changed(at(now + 1));
        let Next::Wait { until, why } = rhythm.next(at(now + 1)) else { panic!("{now}") };
        assert_eq!(why, Waiting::Again(Hindrance::Away));
        assert!(until.as_secs() - now <= 600);
        now = until.as_secs();
    }
    assert!((432..450).contains(&tries), "{tries}");
    // Back in reach, all of it goes, and it is asked as often as before.
    assert_eq!(rhythm.next(at(now)), Next::Sync);
    rhythm.begin(at(now));
    rhythm.ended(at(now), Ended::Done, 250);
    waits(&rhythm, now, now + 10, Waiting::Time);
    hinder(&mut rhythm, now + 10, Hindrance::Away);
    waits(&rhythm, now + 10, now + 25, Waiting::Again(Hindrance::Away));
}

/// FAILURES 35, 57: a full disk, a changed password.
#[test]
fn what_somebody_must_mend_is_tried_again_when_something_changes() {
    for hindrance in [Hindrance::Stopped, Hindrance::Failed] {
        let mut rhythm = begun();
        rhythm.changed(at(2));
        for now in [7, 22, 52, 112] {
            hinder(&mut rhythm, now, hindrance);
        }
        waits(&rhythm, 112, 232, Waiting::Again(hindrance));
        rhythm.changed(at(120));
        waits(&rhythm, 120, 125, Waiting::Again(hindrance));
        assert_eq!(rhythm.next(at(125)), Next::Sync);
    }
}

/// FAILURES 9.
#[test]
fn another_command_is_waited_for() {
    let mut rhythm = begun();
    rhythm.changed(at(2));
    hinder(&mut rhythm, 7, Hindrance::Busy);
    waits(&rhythm, 7, 12, Waiting::Again(Hindrance::Busy));
    hinder(&mut rhythm, 12, Hindrance::Busy);
    waits(&rhythm, 12, 17, Waiting::Again(Hindrance::Busy));
    assert_eq!(rhythm.next(at(17)), Next::Sync);
}

/// FAILURES 45.
#[test]
fn after_a_sleep_it_is_synced_at_once() {
    let mut rhythm = begun();
    for now in [31, 46, 76] {
        hinder(&mut rhythm, now, Hindrance::Away);
    }
    rhythm.hurry();
    assert_eq!(rhythm.next(at(77)), Next::Sync);
}

#[test]
fn machines_do_not_ask_in_step() {
    let ask = |jitter: u64| {
        let mut rhythm = begun();
        rhythm.ask();
        rhythm.ended(at(100), Ended::Done, jitter);
        let Next::Wait { until, .. } = rhythm.next(at(100)) else { panic!() };
        (until - at(100)).as_millis()
    };
    assert_eq!(ask(0), 22_500);
    assert!(ask(499) > 37_000 && ask(499) < 37_500);
    assert_eq!(ask(500), ask(0));
}

/// What is saved while a sync runs is no part of it.
#[test]
fn what_changes_meanwhile_goes_next() {
    let mut rhythm = begun();
    rhythm.changed(at(2));
    rhythm.begin(at(9));
    rhythm.changed(at(8));
    rhythm.ended(at(9), Ended::Done, 250);
    waits(&rhythm, 9, 13, Waiting::Quiet);
    // Where it failed, all of it does.
    let mut rhythm = begun();
    rhythm.moved(at(2), &task());
    rhythm.begin(at(71));
    rhythm.changed(at(70));
    rhythm.ended(at(71), Ended::Hindered(Hindrance::Busy), 250);
    waits(&rhythm, 71, 76, Waiting::Again(Hindrance::Busy));
}
