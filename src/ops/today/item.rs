use jiff::{SignedDuration, Timestamp};

use super::since::Evidence;
use super::{Since, Vain};
use crate::changes::{Version, shortened};
use crate::document::Document;
use crate::merge::ContentId;
use crate::ops::amended::Amended;
use crate::ops::moves::open_questions;
use crate::query::natural_order;
use crate::schema::{Language, Message, Moment, Record, ValueRef};
use crate::text::RepoPath;
use crate::workflow::{
    Agreement, Call, Clocks, Demand, Lacking, Life, Short, State, Team, Terms, Want, deadline,
    delivered, is_late, lacking, left_behind, to_mend, unearned, waiting_on,
};
use crate::workspace::Snapshot;

/// Something that one person owes a task.
#[derive(Clone, Debug)]
pub struct Item {
    pub id: String,
    pub title: String,
    pub path: RepoPath,
    pub state: State,
    pub want: Want,
    /// The short name of whom it waits for.
    pub on: String,
    /// Who has their turn now, where they are away.
    pub acting: Option<String>,
    /// Who made it wanted.
    pub asker: Option<String>,
    /// The reply or review that did; `None` where the task itself did.
    pub said: Option<RepoPath>,
    /// That one is a correction, and not a task that was handed over once more.
    pub corrected: bool,
    /// What it begins with, on one line.
    pub gist: Option<String>,
    /// How many more questions than that one are open in it.
    pub more: usize,
    /// What whoever asks does without an answer, as they said it.
    pub assumes: Option<String>,
    /// Whether it is better talked about.
    pub call: Option<Call>,
    /// What keeps a task from being sent that its sender has sent by its status.
    pub lacks: Vec<Lacking>,
    /// Who was at work on it, where it goes to nobody any more.
    pub left_behind: Option<String>,
    /// What is written in it and cannot be read, though it was taken up: somebody is to put it right.
    pub to_mend: Vec<Lacking>,
    /// What its status says, where nothing that was said supports that.
    pub claims: Option<State>,
    /// What people said last and what does not count.
    pub vain: Vec<Vain>,
    /// The date that is proposed, or until when it is laid aside.
    pub date: Option<Moment>,
    pub since: Option<Since>,
    /// The working time since then of whom it waits for.
    pub worked: Option<SignedDuration>,
    /// Until when an answer or a judgement is agreed on.
    pub answer_due: Option<Timestamp>,
    /// When the answer is needed, as whoever asks says.
    pub needed_by: Option<Timestamp>,
    /// When the work is due.
    pub deadline: Option<Timestamp>,
    /// The work is owed, and was due.
    pub late: bool,
    /// The answer or judgement was due.
    pub overdue: bool,
    /// The work does not fit in before it is due.
    pub short: Option<Short>,
    /// 0 is urgent, 3 is low.
    pub priority: u8,
    /// A draft that lacks nothing but to be sent.
    pub ready: bool,
    /// What others changed of what it asks for, where its sender is to judge what came of it.
    pub amended: Option<Amended>,
    /// What a decision about it is bound to: another version of it has another.
    pub bound: String,
}

/// How somebody understood a task.
#[derive(Clone, Debug)]
pub struct ReadBack {
    pub id: String,
    pub title: String,
    /// The task.
    pub path: RepoPath,
    pub by: String,
    /// The reply that says it.
    pub said: RepoPath,
    pub gist: Option<String>,
    /// They said that the due date cannot be met.
    pub cannot_meet: bool,
    pub since: Option<Since>,
    /// What others changed of what the task asks for.
    pub amended: Option<Amended>,
    /// As an item's.
    pub bound: String,
}

/// How pressing an item is; the lower, the more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Press {
    group: u8,
    priority: u8,
    /// When it is owed, else the end of time.
    by: Timestamp,
    want: Want,
    since: Timestamp,
}

/// What is due within so many hours presses more.
const SOON: SignedDuration = SignedDuration::from_hours(24);

/// What items are made with.
pub(super) struct Maker<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) clocks: &'a Clocks,
    /// The same without those who stand in.
    pub(super) alone: Clocks,
    pub(super) agreement: Agreement,
    pub(super) team: &'a Team,
    pub(super) now: Timestamp,
}

/// A task as it is looked at.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) task: &'a Record,
    pub(super) said: &'a [&'a Record],
    pub(super) state: State,
}

impl Maker<'_> {
    /// Returns the clocks by which something is owed: only for the assignee somebody stands in.
    fn clocks_of(&self, want: Want) -> &Clocks {
        if want.is_assignees() { self.clocks } else { &self.alone }
    }

    /// Makes an item of what is owed; since when is not known yet.
    pub(super) fn item(&self, seen: Seen<'_>, demand: &Demand<'_>) -> Item {
        let Seen { task, said, state } = seen;
        let raised = demand.raised;
        let sender = waiting_on(task, State::Draft, &[], self.team).unwrap_or(demand.on);
        let by = raised.map_or(Some(sender), |record| record.text("by"));
        let acting = self.clocks_of(demand.want).acting(demand.on, self.now);
        let deadline = deadline(task, self.clocks);
        let owed = state.is_under_way();
        let moment = |key: &str| raised.and_then(|record| record.moment(key));
        let asked = raised.filter(|_| matches!(demand.want, Want::Answer | Want::AnswerAside));
        let found = match demand.want {
            Want::Send => lacking(task, said, self.team),
            _ => Vec::new(),
        };
        let (open, more) = asked.and_then(|record| self.open_questions(record)).unzip();
        let assumes = asked.and_then(|record| self.assumed(record));
        Item {
            id: task.id.to_string(),
            title: task.title.to_string(),
            path: task.path.clone(),
            state,
            want: demand.want,
            on: demand.on.to_owned(),
            acting: (acting != demand.on).then(|| acting.to_owned()),
            asker: by.filter(|by| *by != demand.on).map(str::to_owned),
            said: raised.map(|record| record.path.clone()),
            corrected: raised.and_then(|record| record.text("type")) == Some("correct"),
            gist: open.or_else(|| raised.and_then(|record| self.gist(record))),
            more: more.unwrap_or_default(),
            assumes,
            call: asked.and_then(|record| Call::about(record, said)),
            to_mend: if state == State::Draft {
                Vec::new()
            } else {
                to_mend(task, said, self.team)
            },
            ready: demand.want == Want::Send
                && found.iter().all(|one| matches!(one, Lacking::Status | Lacking::Sender(_))),
            amended: None,
            bound: String::new(),
            left_behind: left_behind(task, said, self.team)
                .filter(|_| demand.want == Want::Send)
                .map(str::to_owned),
            // A draft is meant to be one.
            lacks: if found.contains(&Lacking::Status) { Vec::new() } else { found },
            claims: unearned(task, said, self.team).map(|one| one.claimed),
            vain: self.vain(seen),
            date: moment("new_due").or_else(|| moment("until")),
            since: None,
            worked: None,
            answer_due: None,
            needed_by: moment("needed_by")
                .map(|at| self.clocks.deadline(at, by.unwrap_or(demand.on))),
            deadline,
            late: is_late(state, deadline, self.now),
            overdue: false,
            short: deadline.filter(|_| owed).and_then(|at| self.short(task, said, at)),
            priority: priority(task),
        }
    }

    /// Returns what a decision is bound to: where the task stands and what was said; for a
    /// judgement, and for the word that a task is meant, the terms and the delivery, too.
    pub(super) fn bound(&self, seen: Seen<'_>, judges: bool, raised: Option<&Record>) -> String {
        let said = raised.and_then(|record| self.snapshot.source(&record.path));
        let said = said.map(|source| ContentId::of_blob(source.text().as_bytes()).to_string());
        let mut parts = vec![seen.task.id.to_string(), seen.state.name().to_owned()];
        parts.extend(raised.map(|record| record.path.to_string()));
        parts.extend(said);
        if judges {
            let near = self.snapshot.near();
            let life = Life::of(seen.task, seen.said, self.team, Some(near));
            parts.extend(Terms::of(seen.task, near).map(|terms| terms.to_string()));
            parts.extend(delivered(&life.round, near));
        }
        ContentId::of_blob(parts.join("\n").as_bytes()).to_string()
    }

    /// Finds what people said last and what does not count.
    fn vain(&self, seen: Seen<'_>) -> Vec<Vain> {
        let life = Life::of(seen.task, seen.said, self.team, None);
        let vain = life.last_in_vain(seen.said);
        vain.iter().map(|one| Vain::of(one, seen.task, self.team)).collect()
    }

    /// Adds since when, and what follows from it.
    pub(super) fn dated(&self, mut item: Item, since: Option<Since>) -> Item {
        if let Some(since) = since.filter(|since| since.shared) {
            let clocks = self.clocks_of(item.want);
            item.worked = Some(clocks.worked(&item.on, since.at, self.now));
            item.answer_due = clocks.answer_due(&self.agreement, item.want, &item.on, since.at);
        }
        let passed = |at: Option<Timestamp>| at.is_some_and(|at| at < self.now);
        item.overdue = passed(item.answer_due) || passed(item.needed_by);
        item.since = since;
        item
    }

    /// Tells whether the assignee has less working time than the work takes, by the last estimate.
    fn short(&self, task: &Record, said: &[&Record], deadline: Timestamp) -> Option<Short> {
        let number = |record: &Record, key: &str| match record.value(key)? {
            ValueRef::Number(number) => Some(number),
            _ => None,
        };
        let estimates = said.iter().rev().filter(|one| one.is("reply"));
        let last = estimates.filter_map(|one| number(one, "estimate_hours")).next();
        let estimate = last.or_else(|| number(task, "estimate_hours"))?;
        let spent: f64 = said.iter().filter_map(|one| number(one, "minutes")).sum();
        let assignee = task.text("to")?;
        // What is late already is told as that.
        let ahead = deadline > self.now;
        self.clocks.short(assignee, self.now, deadline, estimate, spent).filter(|_| ahead)
    }

    /// Returns the first question of a reply below which no answer stands, and how many more there are.
    fn open_questions(&self, record: &Record) -> Option<(String, usize)> {
        let open = open_questions(&Document::parse(self.snapshot.source(&record.path)?));
        let first = open.first()?;
        Some((shortened(&first.text), open.len() - 1))
    }

    /// Returns what a reply says is done without an answer.
    fn assumed(&self, record: &Record) -> Option<String> {
        let document = Document::parse(self.snapshot.source(&record.path)?);
        let body = document.body().of(document.text());
        let aside = Language::ALL.map(|language| Message::WithoutAnswer.text(language));
        let behind = |line: &str| {
            aside.iter().find_map(|label| line.trim().strip_prefix(label).map(str::to_owned))
        };
        let text = body.lines().find_map(behind)?;
        Some(shortened(text.trim())).filter(|text| !text.is_empty())
    }

    /// Returns what a reply or a review begins with, without the number of a first line.
    pub(super) fn gist(&self, record: &Record) -> Option<String> {
        let source = self.snapshot.source(&record.path)?;
        let bytes = source.text().as_bytes();
        let version = Version::read(self.snapshot.schema(), &record.path, Some(bytes));
        let gist = version.said()?.gist.clone()?;
        let digits = gist.len() - gist.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let rest = gist.get(digits..).filter(|_| digits > 0);
        let rest = rest.and_then(|rest| rest.strip_prefix(['.', ')']));
        Some(rest.map_or(&*gist, str::trim_start).to_owned())
    }
}

impl Press {
    /// Tells whether it cannot wait: something is over its time, or soon is.
    pub fn is_pressing(self) -> bool {
        self.group <= 1
    }
}

impl Item {
    /// Returns how pressing it is.
    pub fn press(&self, now: Timestamp) -> Press {
        let due = self.deadline.filter(|_| self.state.is_under_way());
        let owed = [self.answer_due, self.needed_by, due].into_iter().flatten().min();
        let soon = owed.is_some_and(|at| at.duration_since(now) <= SOON);
        let group = match self.want {
            _ if self.late || self.overdue => 0,
            _ if soon || self.short.is_some() || self.priority == 0 => 1,
            Want::Send | Want::Resume => 4,
            Want::Start | Want::Deliver | Want::AnswerAside => 3,
            _ => 2,
        };
        Press {
            group,
            priority: self.priority,
            by: owed.unwrap_or(Timestamp::MAX),
            want: self.want,
            since: self.since.map_or(Timestamp::MAX, |since| since.at),
        }
    }

    /// Tells anew what another moment makes different.
    pub(super) fn move_on(&mut self, clocks: &Clocks, now: Timestamp) {
        let passed = |at: Option<Timestamp>| at.is_some_and(|at| at < now);
        self.late = is_late(self.state, self.deadline, now);
        self.overdue = passed(self.answer_due) || passed(self.needed_by);
        self.short = self.short.filter(|_| !passed(self.deadline));
        if let Some(since) = self.since.filter(|since| since.shared) {
            self.worked = Some(clocks.worked(&self.on, since.at, now));
        }
    }

    /// Puts items in order, the most pressing first.
    pub(super) fn arrange(items: &mut [Item], now: Timestamp) {
        items.sort_by(|one, other| {
            let order = one.press(now).cmp(&other.press(now));
            let order = order.then_with(|| natural_order(&one.id, &other.id));
            // Two documents may have one id.
            order.then_with(|| one.path.cmp(&other.path))
        });
    }

    /// Returns the commands that move it on, the likeliest first, without the name of the program.
    pub fn commands(&self) -> Vec<String> {
        let names: &[&str] = match self.want {
            Want::Answer | Want::AnswerAside => &["answer"],
            Want::Judge | Want::JudgeProposal => &["accept", "return"],
            Want::NameJudge => &["edit", "return"],
            Want::Decide => &["reopen", "reassign", "cancel"],
            Want::Confirm => &["confirm", "ask"],
            Want::Reconfirm => &["confirm", "propose"],
            Want::Start => &["start"],
            Want::Deliver | Want::Mend => &["deliver"],
            Want::Send if !self.lacks.is_empty() => &["edit"],
            Want::Send => &["send"],
            Want::Resume => &["resume"],
        };
        names.iter().map(|name| format!("{name} {}", self.id)).collect()
    }
}

impl<'a> Evidence<'a> {
    /// Returns what shows since when something is owed.
    pub(super) fn of(seen: Seen<'a>, demand: &Demand<'a>) -> Self {
        match (demand.raised, demand.agreed) {
            (Some(record), _) => Self::Said(record),
            (None, Some(agreed)) => Self::Changed { task: seen.task, agreed },
            (None, None) => Self::Task(seen.task, seen.state),
        }
    }
}

fn priority(task: &Record) -> u8 {
    match task.text("priority") {
        Some("urgent") => 0,
        Some("high") => 1,
        Some("low") => 3,
        _ => 2,
    }
}
