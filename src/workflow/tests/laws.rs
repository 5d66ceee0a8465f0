//! What holds of whatever is said.

use super::*;

/// A reply or review by anyone, about anything that came before it.
fn line() -> impl Strategy<Value = String> {
    const WHAT: [&str; 19] = [
        "confirm", "correct", "question", "answer", "start", "progress", "proposal", "delivery",
        "decline", "pause", "resume", "cancel", "reopen", "reassign", "praise", "note", "accepted",
        "returned", "-",
    ];
    const MORE: [&str; 6] =
        ["", ", blocking: yes", ", re: 01", ", re: \"02#1\"", ", can_meet_due: no", ", to: per"];
    let by = prop::sample::select(vec!["ola", "kari", "liv", "per", ""]);
    (prop::sample::select(WHAT.to_vec()), by, prop::sample::select(MORE.to_vec()))
        .prop_map(|(what, by, more)| format!("{what} {by}{more}"))
}

fn fields() -> impl Strategy<Value = String> {
    let status = prop::sample::select(State::ALL.to_vec());
    let to = prop::sample::select(vec!["kari", "ola"]);
    let approver = prop::sample::select(vec!["", "approver: liv\n", "approver: kari\n"]);
    (status, to, approver).prop_map(|(status, to, approver)| {
        format!("from: ola\nto: {to}\ndue: 2026-12-01\n{approver}status: {}\n", status.name())
    })
}

proptest! {
    #[test]
    fn an_open_task_waits_for_exactly_one_of_its_people(
        fields in fields(),
        lines in prop::collection::vec(line(), 0..12),
    ) {
        let task = task(&fields, TEXT);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let records = said(&lines);
        let said: Vec<&Record> = records.iter().collect();
        let life = Life::of(&task, &said, &team(), None);
        prop_assert_eq!(life.passed.last(), Some(&life.state));
        let people: Vec<&str> =
            PARTY_FIELDS.into_iter().filter_map(|key| task.text(key)).collect();
        let everybody = team();
        match waiting_on(&task, life.state, &life.round, &everybody) {
            Some(person) => prop_assert!(!life.state.is_closed() && people.contains(&person)),
            None => prop_assert!(life.state.is_closed()),
        }
        // What did not count changes nothing when it is left out.
        let counted: Vec<&Record> = said
            .iter()
            .copied()
            .filter(|one| life.uncounted.iter().all(|other| other.record.path != one.path))
            .collect();
        let reassigns = |said: &[&Record]| {
            said.iter().filter(|one| one.text("type") == Some("reassign")).count()
        };
        if reassigns(&counted) == reassigns(&said) {
            prop_assert_eq!(Life::of(&task, &counted, &team(), None).state, life.state);
        }
    }

    #[test]
    fn nobody_accepts_what_they_did_for_someone_else(
        lines in prop::collection::vec(line(), 0..12),
    ) {
        let task = task(&format!("{WHOLE}status: accepted\n"), TEXT);
        let by_kari: Vec<String> = lines
            .iter()
            .map(|line| {
                let (what, rest) = line.split_once(' ').unwrap_or((line, ""));
                let more = rest.find(',').map_or("", |at| &rest[at..]);
                format!("{what} kari{more}")
            })
            .collect();
        let lines: Vec<&str> = by_kari.iter().map(String::as_str).collect();
        let records = said(&lines);
        let said: Vec<&Record> = records.iter().collect();
        let state = effective(&task, &said, &team(), None);
        prop_assert!(!state.is_closed(), "{:?}", state);
    }
}
