//! What holds of every tree that anybody ever has.

use std::collections::BTreeSet;

use handover::schema::Record;
use handover::workflow::{Actor, Life, MoveName, Said, Want, demands};

use super::table::{SAID, may, may_of};
use super::world::{Files, World, body};
use crate::merge::memory::Tree;

impl World {
    /// Checks that every open task waits for one person, that what counts is what its author may say,
    /// and that each thing said is judged once.
    #[track_caller]
    pub(super) fn holds(&mut self, tree: &Tree) {
        let records = self.records(tree);
        let said = Said::of(&records);
        let mut by_mail = BTreeSet::new();
        let people: Vec<&str> =
            records.iter().filter(|one| one.is("person")).map(|one| &*one.id).collect();
        for task in records.iter().filter(|one| one.is("task")) {
            let told = || format!("{} {:#?}", task.id, self.log);
            assert!(task.readable, "{}", told());
            let files = Files(tree);
            let standing = said.standing(task, Some(&files)).expect("a task");
            let about = said.about(task);
            match &standing.waiting_on {
                None => assert!(standing.state.is_closed(), "it waits for nobody: {}", told()),
                Some(on) => {
                    assert!(!standing.state.is_closed(), "{}", told());
                    let spoke = about.iter().any(|one| one.text("by") == Some(on));
                    assert!(people.contains(&on.as_str()) || spoke, "{on} is nobody: {}", told());
                }
            }
            said.with_sources(Some(&files), |sources| {
                let all = demands(task, about, said.team(), sources, standing.state);
                let turns: Vec<&str> = all
                    .iter()
                    .filter(|one| one.want != Want::AnswerAside)
                    .map(|one| one.on)
                    .collect();
                let expected: Vec<&str> = standing.waiting_on.iter().map(String::as_str).collect();
                assert_eq!(turns, expected, "one turn: {}", told());
            });
            let life = said.life(task, Some(&files));
            self.is_judged(task, about, &life, tree, &mut by_mail);
            self.is_others_work(task, &life);
        }
        let spoken = Self::words_of(tree);
        let lost: Vec<&&str> =
            spoken.keys().filter(|word| !self.written.contains_key(**word)).collect();
        assert!(lost.is_empty(), "words of nobody: {lost:?}");
        self.by_mail.extend(by_mail);
    }

    /// Checks that nobody accepts what they handed in for somebody else.
    fn is_others_work(&self, task: &Record, life: &Life<'_>) {
        // It may have been one's own before it was given away.
        let from = task.text("from");
        let heard = life.counted.iter().map(|(record, _)| *record);
        let mut heard = heard.chain(life.uncounted.iter().map(|one| one.record));
        let own = from == task.text("to") || heard.any(|one| one.text("instead_of") == from);
        let mut handed_in: Vec<&str> = Vec::new();
        for (record, step) in &life.counted {
            let by = record.text("by").expect("somebody");
            match step.name {
                MoveName::Deliver => handed_in.push(by),
                MoveName::Return | MoveName::Reassign | MoveName::Reopen => handed_in.clear(),
                MoveName::Accept => assert!(
                    own || !handed_in.contains(&by),
                    "{by} accepts their own work: {} {:#?}",
                    record.path,
                    self.log
                ),
                _ => {}
            }
        }
    }

    /// Checks what became of each thing that was said about a task.
    fn is_judged(
        &self,
        task: &Record,
        about: &[&Record],
        life: &Life<'_>,
        tree: &Tree,
        by_mail: &mut BTreeSet<String>,
    ) {
        for record in about {
            let told = || format!("{} of {} {:#?}", record.path, task.id, self.log);
            let what = record.text("type").or(record.text("verdict"));
            let Some(what) = what.filter(|what| SAID.contains(what)) else { continue };
            let is = |one: &Record| std::ptr::eq(one, *record);
            let counted: Vec<_> = life.counted.iter().filter(|(one, _)| is(one)).collect();
            let refused = life.uncounted.iter().filter(|one| is(one.record)).count();
            assert_eq!(counted.len() + refused, 1, "it is judged once: {}", told());
            let Some((_, step)) = counted.first() else { continue };
            let words = body(&tree[record.path.as_str()]);
            let written = words_in(words)
                .find_map(|word| self.written.get(word))
                .unwrap_or_else(|| panic!("nobody wrote {}", told()));
            assert_eq!(record.text("by"), Some(written.by), "{}", told());
            if step.who == Actor::Anyone {
                continue;
            }
            // What is filed accepts and spends nothing, unless whoever says it has signed just that.
            let accepts = matches!(step.name, MoveName::Accept | MoveName::AcceptProposal);
            if accepts && record.field("captured_by").is_some() {
                assert!(written.signed, "filed: {}", told());
                by_mail.extend(
                    words_in(words)
                        .find(|word| self.written.contains_key(*word))
                        .map(str::to_owned),
                );
            }
            // Whoever was made assignee, or sender, since then may have said it too early.
            let day = record.moment("at").expect("a time").date_in(&jiff::tz::TimeZone::UTC);
            // Where it is not written who a party is, or was, anybody may be it but the other one.
            let gives = |one: &&&Record| one.text("type") == Some("reassign");
            let unknown = task.text("from").is_none()
                || about.iter().filter(gives).any(|one| one.field("instead_of").is_none());
            // Whoever had it once may have got it by hand, with no word of that but from whoever gave it on.
            let had = about.iter().filter(gives).filter_map(|one| one.text("instead_of"));
            let had_it = |to| may_of(what, written.by, (task, Some(to)), day);
            let may = written.may
                || unknown
                || may(what, written.by, task, day)
                || had.into_iter().any(had_it);
            assert!(may, "{what} by {} counts: {}", written.by, told());
        }
    }

    /// Checks that nothing said in `before` is missing from `after`.
    #[track_caller]
    pub(super) fn keeps(&self, before: &Tree, after: &Tree) {
        let now = Self::spoken(after);
        let lost: Vec<String> =
            Self::spoken(before).into_iter().filter(|word| !now.contains(word)).collect();
        assert!(lost.is_empty(), "{lost:?} is lost {:#?}", self.log);
    }
}

fn words_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
}
