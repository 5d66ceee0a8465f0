use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Item, ReadBack, Today, Vain, VainWhy};
use crate::ops::amended::Amended;
use crate::ops::changes::{Basis, Changed, Changes, FIRST_LOOK};
use crate::ops::overstep::{parties_sentence, place_sentence};
use crate::ops::story::{self, Event, What};
use crate::schema::message::{Daily, Worked, clock_words, date_words, time_words, when_words};
use crate::schema::{Language, Message, Moment, Schema};
use crate::text::{RepoPath, harmless};
use crate::workflow::{Call, Evidence, Lacking, Leads, MOVES, State, Want};

/// Kind words about one document that are told beside what is new.
const MOST_KIND: usize = 3;

/// Short names among which somebody is looked for.
const MOST_NAMES: usize = 5;

/// Tells a day to somebody.
#[derive(Clone, Copy)]
pub struct Voice<'a> {
    pub today: &'a Today,
    /// Of whoever reads it.
    pub language: Language,
    /// The zone that the reader's clock is in.
    pub zone: &'a TimeZone,
    /// Whether what it says stays true: then nothing is told that another hour makes different.
    pub lasting: bool,
}

impl Voice<'_> {
    pub(super) fn say(&self, message: Daily<'_>) -> String {
        message.text(self.language)
    }

    /// Returns how a person is called.
    pub fn name(&self, person: &str) -> String {
        harmless(self.today.people.name(person)).into_owned()
    }

    /// Says that nothing waits, or that this is not known.
    pub fn nothing(&self) -> String {
        let unread: Vec<&str> = self.today.unread.iter().map(RepoPath::as_str).collect();
        if !unread.is_empty() {
            return self.say(Daily::NothingSeen { unread: &harmless(&unread.join(", ")) });
        }
        match self.today.own {
            true => self.say(Daily::NothingWaits),
            false => self.say(Daily::NothingWaitsFor { name: &self.name(&self.today.person) }),
        }
    }

    /// Says a moment on the reader's clock.
    pub fn when(&self, at: Timestamp) -> String {
        let [local, now] = [at, self.today.now].map(|at| self.zone.to_datetime(at));
        let words = if self.lasting { time_words } else { when_words };
        words(local, now, self.language)
    }

    /// Puts what somebody wrote into quotes.
    pub fn quote(&self, text: Option<&str>) -> String {
        let text = harmless(text.unwrap_or("…"));
        match self.language {
            Language::English => format!("“{text}”"),
            Language::Bokmal => format!("«{text}»"),
        }
    }

    /// Says why it waits for the person.
    pub fn reason(&self, item: &Item) -> String {
        let who = &self.name(item.asker.as_deref().unwrap_or(&item.on));
        let mut gist = self.quote(item.gist.as_deref());
        if item.more > 0 {
            gist = format!("{gist}, {}", self.say(Daily::MoreQuestions { count: item.more }));
        }
        let gist = &gist;
        let lacks: Vec<String> = item.lacks.iter().map(|one| self.lack(one, &item.on)).collect();
        let lacks = &lacks.join("; ");
        let date = item.date.map(|date| self.date(date));
        let message = match (item.want, &date) {
            (Want::Confirm, _) if item.corrected => Daily::Corrected { who, gist },
            (Want::Confirm, _) => Daily::New { who },
            (Want::Reconfirm, _) => Daily::TermsChanged,
            (Want::Answer, _) => Daily::Asks { who, gist },
            (Want::AnswerAside, _) => Daily::AsksAside { who, gist },
            (Want::JudgeProposal, Some(date)) => Daily::ProposesDate { who, date, gist },
            (Want::JudgeProposal, None) => Daily::Proposes { who, gist },
            (Want::Judge, _) => Daily::Delivered { who, gist },
            (Want::NameJudge, _) => Daily::OwnWork { who },
            (Want::Mend, _) => Daily::SentBack { who, gist },
            (Want::Decide, _) => Daily::Declined { who, gist },
            (Want::Resume, Some(day)) if self.has_come(item.date) => {
                Daily::LaidAsideTillNow { day, gist }
            }
            (Want::Resume, Some(day)) => Daily::LaidAsideUntil { day, gist },
            (Want::Resume, None) => Daily::LaidAside { gist },
            (Want::Start, _) => Daily::Confirmed,
            (Want::Deliver, _) => Daily::UnderWay,
            (Want::Send, _) if !item.lacks.is_empty() => match &item.left_behind {
                Some(had) => Daily::GoesToNobody { had: &self.name(had), lacks },
                None => Daily::NotYetSent { lacks },
            },
            (Want::Send, _) => Daily::Draft,
        };
        let reason = self.say(message);
        match &item.acting {
            Some(_) => {
                let name = &self.name(&item.on);
                format!("{reason} ({})", self.say(Daily::StandsInFor { name }))
            }
            None => reason,
        }
    }

    /// Tells whether a day has begun, or a time is over.
    fn has_come(&self, moment: Option<Moment>) -> bool {
        let zone = &self.today.zone;
        moment.is_some_and(|day| day.date_in(zone) <= zone.to_datetime(self.today.now).date())
    }

    /// Says one thing that a task lacks to be sent, to the one who is to write it.
    fn lack(&self, lack: &Lacking, writer: &str) -> String {
        let who = match lack {
            Lacking::NoSuchPerson(who) | Lacking::NoSuchSender(who) => harmless(who),
            Lacking::Sender(who) => self.name(who).into(),
            _ => "".into(),
        };
        self.say(match lack {
            Lacking::Status => Daily::Draft,
            Lacking::Assignee => Daily::LacksAssignee,
            Lacking::SeveralAssignees => Daily::LacksOneAssignee,
            Lacking::NoSuchSender(_) => Daily::LacksKnownSender { who: &who },
            Lacking::NoSuchPerson(_) => {
                let likely = self.today.people.likely(&who, writer);
                let (named, others) = likely.split_at(likely.len().min(MOST_NAMES));
                let (named, more) = (named.join(" / "), others.len());
                let names = &harmless(&named);
                return self.say(Daily::LacksPerson { who: &who, names, more });
            }
            Lacking::Due => Daily::LacksDue,
            Lacking::DueUnread => Daily::LacksReadableDue,
            Lacking::DuePast => Daily::LacksDueToCome,
            Lacking::Sender(_) => Daily::LacksSender { who: &who },
            Lacking::Section("Result") => Daily::LacksResult,
            Lacking::Section(_) => Daily::LacksDoneWhen,
        })
    }

    /// Says how somebody understood a task, behind their name: in their words, and whether the due date
    /// cannot be met.
    pub fn understood(&self, one: &ReadBack) -> String {
        let mut parts = vec![self.quote(one.gist.as_deref())];
        parts.extend(one.cannot_meet.then(|| self.say(Daily::CannotMeet)));
        parts.extend(one.amended.as_ref().map(|amended| self.amended(amended)));
        parts.join(" · ")
    }

    /// Says what others changed of what a task asks for.
    fn amended(&self, amended: &Amended) -> String {
        let who: Vec<String> = amended.by.iter().map(|name| self.name(name)).collect();
        let what = &harmless(amended.words(self.language));
        self.say(Daily::Amended { who: &who.join(", "), what })
    }

    /// Says what another person owes.
    pub fn owes(&self, item: &Item) -> String {
        // Whoever reads of their own work, while somebody stands in, waits for that one.
        let for_me = item.acting.as_ref().filter(|_| item.on == self.today.person);
        let who = &self.name(for_me.unwrap_or(&item.on));
        let sent_by = item.lacks.iter().find_map(|one| match one {
            Lacking::Sender(by) => Some(self.name(by)),
            _ => None,
        });
        let sent_by = sent_by.as_deref();
        let owes = self.say(match item.want {
            Want::Confirm => Daily::OwesConfirm { who },
            Want::Reconfirm => Daily::OwesReconfirm { who },
            Want::Answer | Want::AnswerAside => Daily::OwesAnswer { who },
            Want::Judge => Daily::OwesJudgement { who },
            Want::JudgeProposal => Daily::OwesJudgementOfProposal { who },
            Want::NameJudge | Want::Decide => Daily::OwesDecision { who },
            // Whoever stands in has not confirmed it.
            Want::Start if for_me.is_some() => Daily::OwesBeginning { who },
            Want::Start => Daily::OwesStart { who },
            Want::Deliver => Daily::OwesWork { who },
            Want::Mend => Daily::OwesChanges { who },
            Want::Resume => Daily::OwesResuming { who },
            Want::Send => match sent_by {
                Some(by) => Daily::OwesOwnWord { who, by },
                None => Daily::OwesSending { who },
            },
        });
        match &item.acting {
            Some(_) if for_me.is_some() => {
                format!("{owes} ({})", self.say(Daily::StandsInForYou))
            }
            Some(acting) => {
                let name = &self.name(acting);
                format!("{owes} ({})", self.say(Daily::StoodInBy { name }))
            }
            None => owes,
        }
    }

    /// Returns the line with which a text file shows that a task stands there; `None` where a line alone does not.
    fn evidence(&self, state: State) -> Option<String> {
        let step = MOVES.iter().find(|step| step.leads == Leads::To(state))?;
        let (kind, key, value) = match step.evidence {
            Evidence::Task => return None,
            // What was delivered is judged by a box of its own.
            Evidence::Review("accepted") => return None,
            Evidence::Reply(value) => ("reply", "type", value),
            Evidence::Review(value) => ("review", "verdict", value),
        };
        let schema = Schema::builtin();
        let kind = schema.kind(kind)?;
        let value = kind.choice(key, value, self.language);
        Some(format!("{}: {value}", schema.key(kind, key, self.language)))
    }

    /// Says since when it is owed and until when.
    pub fn times(&self, item: &Item) -> Vec<String> {
        let mut said = Vec::new();
        match item.since {
            Some(since) if !since.shared => said.push(self.say(Daily::NotSharedYet)),
            Some(since) => {
                let when = self.say(Daily::Since { when: &self.when(since.at) });
                let day = self.today.clocks.day(&item.on);
                let worked = item.worked.filter(|time| !self.lasting && time.as_mins() > 0);
                let worked = worked.map(|time| Worked { time, day }.text(self.language));
                said.push(
                    worked.map_or_else(|| when.clone(), |worked| format!("{when}, {worked}")),
                );
            }
            None => {}
        }
        let is_past = |at: Timestamp| at < self.today.now;
        if let Some(at) = item.answer_due {
            let when = &self.when(at);
            said.push(self.say(match (item.want, is_past(at)) {
                (Want::Judge | Want::NameJudge, true) => Daily::ReviewOverdue { when },
                (Want::Judge | Want::NameJudge, false) => Daily::ReviewDue { when },
                (_, true) => Daily::AnswerOverdue { when },
                (_, false) => Daily::AnswerDue { when },
            }));
        }
        let needed =
            item.needed_by.map(|at| Daily::NeededBy { when: &self.when(at) }.text(self.language));
        said.extend(needed);
        let assumed = item.assumes.as_deref().map(harmless);
        said.extend(assumed.map(|gist| self.say(Daily::WithoutAnswer { gist: &gist })));
        said.extend(item.call.map(|call| {
            self.say(match call {
                Call::Asked => Daily::CallAsked,
                Call::Suggested => Daily::CallSuggested,
            })
        }));
        let owed = item.state.is_under_way() || item.want == Want::Send;
        if let Some(at) = item.deadline.filter(|_| owed) {
            let when = &self.when(at);
            said.push(self.say(if item.late { Daily::Late { when } } else { Daily::Due { when } }));
        }
        // What was said about it counts again as soon as it is right to whom it goes.
        let counts = item.left_behind.is_none();
        said.extend(item.claims.filter(|_| counts).map(|claimed| {
            let status = &self.status(claimed);
            self.say(match (claimed, item.want) {
                (State::Accepted, Want::Judge | Want::NameJudge) => {
                    Daily::ClaimsAccepted { status }
                }
                (State::Accepted, _) => Daily::ClaimsUndelivered { status },
                _ => Daily::Claims { status },
            })
        }));
        said.extend(item.claims.filter(|_| counts).map(|claimed| {
            let state = &self.status(item.state);
            match self.evidence(claimed) {
                Some(line) => self.say(Daily::SetBackOrSay { state, line: &line }),
                None => self.say(Daily::SetBack { state }),
            }
        }));
        said.extend(item.vain.iter().filter(|_| counts).map(|one| self.in_vain(one)));
        said.extend(item.amended.as_ref().map(|amended| self.amended(amended)));
        if !item.to_mend.is_empty() {
            let what: Vec<String> =
                item.to_mend.iter().map(|one| self.lack(one, &item.on)).collect();
            said.push(self.say(Daily::ToMend { what: &what.join("; ") }));
        }
        if let Some(short) = item.short.filter(|_| !self.lasting) {
            let assignee = &item.on;
            let day = self.today.clocks.day(assignee);
            let text = |time| Worked { time, day }.text(self.language);
            let (needed, free) = (&text(short.needed), &text(short.free));
            said.push(self.say(Daily::AtRisk { needed, free }));
        }
        said
    }

    /// Says that what somebody said last does not count, and why.
    fn in_vain(&self, vain: &Vain) -> String {
        let (who, why) = (&self.name(&vain.by), &self.why(&vain.why));
        self.say(Daily::SaidInVain { who, why })
    }

    fn why(&self, why: &VainWhy) -> String {
        let names = |all: &[String]| {
            let all: Vec<String> = all.iter().map(|name| self.name(name)).collect();
            all.join(" / ")
        };
        match why {
            VainWhy::ForOthers(all) if all.is_empty() => self.say(Daily::VainForOthers),
            VainWhy::ForOthers(all) => self.say(Daily::VainForNamed { names: &names(all) }),
            VainWhy::NotNow(state) => self.say(Daily::VainThen { status: &self.status(*state) }),
            VainWhy::NotThis => self.say(Daily::VainNotThis),
            VainWhy::OwnWork => self.say(Daily::VainOwnWork),
            VainWhy::FiledBy(who) => self.say(Daily::VainFiled { who: &self.name(who) }),
        }
    }

    /// Says what is new about a document, a line each: what was done last, and each kind word, which
    /// nothing that came after it keeps from being read. What does not count is told with the reason.
    pub fn new_of(&self, one: &Changed, voice: story::Voice<'_>) -> Vec<String> {
        let in_vain = self.today.in_vain.get(&one.path);
        let line = |event: &Event| {
            let said = story::sentence(event, voice);
            let is_it = |vain: &&Vain| vain.path == event.path;
            let is_said = matches!(event.what, What::Said { .. });
            let vain = in_vain.filter(|_| is_said).and_then(|all| all.said.iter().find(is_it));
            match vain {
                Some(vain) => self.say(Daily::InVain { said: &said, why: &self.why(&vain.why) }),
                None => said,
            }
        };
        let (last, before) = one.events.split_first().unzip();
        let kind = before.unwrap_or_default().iter().filter(|event| is_kind(event));
        let mut lines: Vec<String> =
            last.into_iter().chain(kind.take(MOST_KIND)).map(line).collect();
        lines.extend(in_vain.and_then(|all| all.own.as_ref()).map(|vain| self.in_vain(vain)));
        let people = &self.today.people;
        let out = one.events.iter().filter_map(|event| self.today.out_of_place.get(&event.path));
        lines.extend(out.filter_map(|reply| place_sentence(reply, people, self.language)));
        let parties = self.today.parties.get(&one.path);
        lines.extend(parties.map(|all| parties_sentence(&one.id, all, people, self.language)));
        lines
    }

    /// Says what time it is where a person lives, where that is another.
    pub fn there(&self, person: &str) -> Option<String> {
        let zone = self.today.clocks.zone(person);
        let (there, here) =
            (zone.to_datetime(self.today.now), self.zone.to_datetime(self.today.now));
        let differs = there != here;
        differs.then(|| {
            let time = &clock_words(there, self.language);
            self.say(Daily::ThereItIs { time })
        })
    }

    /// Says until when a person is away and who stands in, where they are.
    pub fn away(&self, person: &str) -> Option<String> {
        let day = self.today.clocks.away_until(person, self.today.now)?;
        let away = self.say(Daily::AwayUntil { day: &date_words(day, self.language) });
        let acting = self.today.clocks.acting(person, self.today.now);
        if acting == person {
            return Some(away);
        }
        let name = &self.name(acting);
        Some(format!("{away}, {}", self.say(Daily::StoodInBy { name })))
    }

    /// Says since when news are new.
    pub fn news_heading(&self, news: &Changes) -> String {
        let days = usize::try_from(FIRST_LOOK).unwrap_or_default();
        match news.since {
            Basis::FirstLook(_) => self.say(Daily::NewInDays { days }),
            Basis::Look(_) | Basis::At(_) => Message::NewSinceLook.text(self.language),
        }
    }

    /// Returns the word that a task's status has for a state.
    fn status(&self, state: State) -> String {
        state.word(self.language).to_owned()
    }

    pub(super) fn date(&self, moment: Moment) -> String {
        match moment {
            Moment::Date(date) => date_words(date, self.language),
            Moment::Local(_) | Moment::Instant(_) => self.when(moment.in_zone(&self.today.zone)),
        }
    }
}

/// Tells whether somebody was thanked, or their work accepted.
fn is_kind(event: &Event) -> bool {
    matches!(&event.what, What::Said { what, .. } if matches!(what.as_str(), "praise" | "accepted"))
}
