use std::borrow::Cow;

use super::super::{
    Held, Life, Move, MoveName, Sources, State, Team, Terms, TermsPart, Why, attempt, delivered,
};
use crate::document::Document;
use crate::schema::{Record, Schema};
use crate::text::{RepoPath, Source};

fn record(path: &str, text: &str) -> Record {
    Schema::builtin().decode(&RepoPath::new(path), &Document::parse(Source::new(text))).0
}

/// A file that everything delivered links to, and a brief.
struct World {
    file: u8,
    brief: Record,
}

impl Sources for World {
    fn brief(&self, _: &str) -> Option<Cow<'_, Record>> {
        Some(Cow::Borrowed(&self.brief))
    }

    fn held(&self, _: &RepoPath) -> Held {
        Held::Content([self.file; 20])
    }

    fn called(&self, _: &str) -> Option<RepoPath> {
        None
    }
}

fn world(file: u8, brief: &str) -> World {
    World {
        file,
        brief: record("briefs/ola-2.md", &format!("---\nid: ola-2\n---\n## Result\n{brief}\n")),
    }
}

fn task(due: &str) -> Record {
    let text = format!(
        "---\nid: ola-1\nfrom: ola\nto: kari\nstatus: sent\ndue: {due}\nbrief: ola-2\n---\n## Result\nA list.\n"
    );
    record("tasks/ola-1-a.md", &text)
}

/// What was said, each written when the task and the world were these.
struct Story {
    said: Vec<Record>,
}

impl Story {
    fn new() -> Self {
        Self { said: Vec::new() }
    }

    /// Adds `type by` or `verdict by`; what binds is filled in, as a command or a sync does.
    #[track_caller]
    fn say(mut self, line: &str, due: &str, world: &World) -> Self {
        let (what, by) = line.split_once(' ').expect("two words");
        let terms = Terms::of(&task(due), world).expect("known");
        let path = format!("tasks/ola-1-a/{:02}.md", self.said.len() + 1);
        let text = match what {
            "accepted" | "returned" => {
                let now = task(due);
                let said: Vec<&Record> = self.said.iter().collect();
                let round = Life::of(&now, &said, &Team::default(), Some(world)).round;
                let delivery = delivered(&round, world).expect("known");
                format!(
                    "---\nverdict: {what}\nby: {by}\nterms: {terms}\ndelivery: {delivery}\n---\n"
                )
            }
            "confirm" => format!("---\ntype: confirm\nby: {by}\nterms: {terms}\n---\n"),
            what => format!("---\ntype: {what}\nby: {by}\n---\n{what} [x](/attachments/x.csv)\n"),
        };
        self.said.push(record(&path, &text));
        self
    }

    /// What is told: the state, the doubt, and why the acceptance is void.
    #[track_caller]
    fn check(
        &self,
        due: &str,
        world: &World,
        state: &str,
        doubt: &[TermsPart],
        void: Option<(bool, bool)>,
    ) {
        let task = task(due);
        let said: Vec<&Record> = self.said.iter().collect();
        let life = Life::of(&task, &said, &Team::default(), Some(world));
        assert_eq!(life.state.name(), state);
        assert_eq!(life.doubt.map(|one| one.parts).unwrap_or_default(), doubt);
        assert_eq!(life.void.map(|one| (one.terms, one.delivery)), void);
    }
}

const DUE: &str = "2099-12-01";
const LATER: &str = "2099-12-02";
const CHANGED: [TermsPart; 1] = [TermsPart::Field("due")];

#[test]
fn terms_that_change_after_a_confirmation_ask_again() {
    let (now, other) = (world(1, "All."), world(1, "Some."));
    let story = Story::new().say("confirm kari", DUE, &now);
    story.check(DUE, &now, "confirmed", &[], None);
    story.check(LATER, &now, "confirmed", &CHANGED, None);
    story.check(DUE, &other, "confirmed", &[TermsPart::Brief], None);
    let story = story.say("start kari", LATER, &now);
    story.check(LATER, &now, "in_progress", &CHANGED, None);
    // Confirmed anew, the work goes on where it was.
    let story = story.say("confirm kari", LATER, &now);
    story.check(LATER, &now, "in_progress", &[], None);
    story.check(DUE, &now, "in_progress", &CHANGED, None);
    // What is delivered is for the other to judge.
    let story = story.say("delivery kari", LATER, &now);
    story.check(DUE, &now, "delivered", &[], None);
}

#[test]
fn an_agreed_proposal_is_a_confirmation() {
    let now = world(1, "All.");
    let story = Story::new().say("confirm kari", DUE, &now).say("proposal kari", DUE, &now);
    story.check(DUE, &now, "proposed", &[], None);
    let story = story.say("accepted ola", LATER, &now);
    story.check(LATER, &now, "confirmed", &[], None);
    story.check(DUE, &now, "confirmed", &CHANGED, None);
}

#[test]
fn who_is_to_confirm_anyway_is_not_asked() {
    let now = world(1, "All.");
    let story = Story::new().say("confirm kari", DUE, &now).say("correct ola", DUE, &now);
    story.check(LATER, &now, "sent", &[], None);
    Story::new()
        .say("confirm kari", DUE, &now)
        .say("start kari", DUE, &now)
        .say("reassign ola", DUE, &now)
        .check(LATER, &now, "sent", &[], None);
}

#[test]
fn an_acceptance_holds_for_what_was_accepted() {
    let now = world(1, "All.");
    let story = Story::new().say("confirm kari", DUE, &now).say("delivery kari", DUE, &now).say(
        "accepted ola",
        DUE,
        &now,
    );
    story.check(DUE, &now, "accepted", &[], None);
    story.check(LATER, &now, "delivered", &[], Some((true, false)));
    story.check(DUE, &world(2, "All."), "delivered", &[], Some((false, true)));
    // A brief that others share is edited later: closed work stays closed.
    story.check(DUE, &world(1, "Some."), "accepted", &[], None);
    // Accepted anew, returned, reopened or called off.
    let next = |line: &str| Story { said: story.said.clone() }.say(line, LATER, &now);
    next("accepted ola").check(LATER, &now, "accepted", &[], None);
    next("returned ola").check(LATER, &now, "returned", &CHANGED, None);
    next("reopen ola").check(LATER, &now, "sent", &[], None);
    next("reopen ola").check(DUE, &now, "sent", &[], None);
    next("cancel ola").check(LATER, &now, "cancelled", &[], None);
    next("praise ola").check(LATER, &now, "delivered", &[], Some((true, false)));
    // The assignee never accepts.
    next("accepted kari").check(LATER, &now, "delivered", &[], Some((true, false)));
    let story = next("progress kari").say("reopen ola", LATER, &now);
    story.check(LATER, &now, "sent", &[], None);
}

/// FAILURES 82.
#[test]
fn a_delivery_that_came_meanwhile_was_not_accepted() {
    let now = world(1, "All.");
    let story = Story::new().say("delivery kari", DUE, &now).say("accepted ola", DUE, &now).say(
        "delivery kari",
        DUE,
        &now,
    );
    story.check(DUE, &now, "delivered", &[], Some((false, true)));
    let again = story.say("accepted ola", DUE, &now);
    again.check(DUE, &now, "accepted", &[], None);
    // In the other order of the names it was never accepted either: the review is of the first one.
    let (mut said, re) = (again.said, "re: \"01\"\n");
    said.truncate(3);
    let review = said.remove(1);
    let digests =
        ["terms", "delivery"].map(|key| format!("{key}: {}\n", review.text(key).expect(key)));
    let text = format!("---\nverdict: accepted\nby: ola\n{re}{}---\n", digests.concat());
    said.push(record("tasks/ola-1-a/04.md", &text));
    let story = Story { said };
    story.check(DUE, &now, "delivered", &[], Some((false, true)));
    story.say("accepted ola", DUE, &now).check(DUE, &now, "accepted", &[], None);
}

#[test]
fn rounds_are_judged_one_by_one() {
    let now = world(1, "All.");
    let story = Story::new()
        .say("delivery kari", DUE, &now)
        .say("returned ola", DUE, &now)
        .say("delivery kari", DUE, &now)
        .say("accepted ola", DUE, &now);
    story.check(DUE, &now, "accepted", &[], None);
    let story = story
        .say("reopen ola", DUE, &now)
        .say("confirm kari", LATER, &now)
        .say("delivery kari", LATER, &now)
        .say("accepted ola", LATER, &now);
    story.check(LATER, &now, "accepted", &[], None);
    story.check(DUE, &now, "delivered", &[], Some((true, false)));
}

#[test]
fn without_digests_or_sources_nothing_is_asked() {
    let now = world(1, "All.");
    let story = Story::new().say("delivery kari", DUE, &now).say("accepted ola", DUE, &now);
    let task = task(LATER);
    let said: Vec<&Record> = story.said.iter().collect();
    assert_eq!(Life::of(&task, &said, &Team::default(), None).state, State::Accepted);
    let bare = record(
        "tasks/ola-1-a/02.md",
        "---\nverdict: accepted\nby: ola\nterms: later\ndelivery: 2:00\n---\n",
    );
    let said = [&story.said[0], &bare];
    assert_eq!(Life::of(&task, &said, &Team::default(), Some(&now)).state, State::Accepted);
}

#[test]
fn a_command_does_what_was_not_done_already() {
    let now = world(1, "All.");
    let check = |story: &Story, new: &Record, due: &str, expected: Result<MoveName, Why>| {
        let (task, said) = (task(due), story.said.iter().collect::<Vec<_>>());
        let found = attempt(&task, &said, &Team::default(), Some(&now), new);
        let found = found.map(|(_, step)| step.map(|step: &Move| step.name).expect("a move"));
        assert_eq!(found.map_err(|one| one.why), expected);
    };
    let new = |what: &str, due: &str| {
        let terms = Terms::of(&task(due), &now).expect("known");
        record(
            "tasks/ola-1-a/09.md",
            &format!("---\ntype: {what}\nby: kari\nterms: {terms}\n---\n"),
        )
    };
    let confirmed = Story::new().say("confirm kari", DUE, &now);
    check(&confirmed, &new("confirm", DUE), DUE, Err(Why::NotNow(State::Confirmed)));
    check(&confirmed, &new("confirm", LATER), LATER, Ok(MoveName::Confirm));
    let accepted = Story::new().say("delivery kari", DUE, &now).say("accepted ola", DUE, &now);
    check(&accepted, &new("delivery", DUE), DUE, Err(Why::NotNow(State::Accepted)));
    // Where the acceptance does not hold, the delivery waits to be judged again.
    check(&accepted, &new("delivery", LATER), LATER, Ok(MoveName::Deliver));
}

/// FAILURES 18.
#[test]
fn who_returns_what_another_accepts_at_the_same_time_is_heard_in_either_order() {
    let now = world(1, "All.");
    let delivered = || Story::new().say("delivery kari", DUE, &now);
    let both = delivered().say("accepted ola", DUE, &now).say("returned ola", DUE, &now);
    both.check(DUE, &now, "returned", &[], None);
    let both = delivered().say("returned ola", DUE, &now);
    let digest = both.said[1].text("delivery").expect("bound").to_owned();
    let accepts = |delivery: &str| {
        let text = format!("---\nverdict: accepted\nby: ola\n{delivery}---\n");
        record("tasks/ola-1-a/03.md", &text)
    };
    let (task, said) = (task(DUE), |last| both.said.iter().chain([last]).collect::<Vec<&Record>>());
    let state = |last| Life::of(&task, &said(last), &Team::default(), Some(&now)).state;
    assert_eq!(state(&accepts(&format!("delivery: {digest}\n"))), State::Returned);
    // A return that says nothing of what it judges came when the work was accepted already.
    let accepted = delivered().say("accepted ola", DUE, &now);
    let late = record("tasks/ola-1-a/09.md", "---\nverdict: returned\nby: ola\n---\n");
    let said: Vec<&Record> = accepted.said.iter().chain([&late]).collect();
    assert_eq!(Life::of(&task, &said, &Team::default(), Some(&now)).state, State::Accepted);
    let bound = &delivered().say("accepted ola", DUE, &now).say("returned ola", DUE, &now).said[2];
    let said: Vec<&Record> = accepted.said.iter().collect();
    let knowing = attempt(&task, &said, &Team::default(), Some(&now), bound);
    assert_eq!(knowing.map(|_| ()).map_err(|one| one.why), Err(Why::NotNow(State::Accepted)));
}

#[test]
fn ones_own_task_needs_no_review() {
    let now = world(1, "All.");
    let own =
        record("tasks/ola-1-a.md", "---\nid: ola-1\nfrom: ola\nto: ola\nstatus: accepted\n---\n");
    let story = Story::new().say("delivery ola", DUE, &now).say("accepted ola", DUE, &now);
    let said: Vec<&Record> = story.said.iter().collect();
    assert_eq!(Life::of(&own, &said, &Team::default(), Some(&now)).state, State::Accepted);
}
