//! A week of two people and an absent one, in Oslo and Manila, over the end of summer time: what the day
//! of each one says, as they read it. Kari has no network for two days of it.

use std::cell::{Cell, RefCell};
use std::fmt::Write;
use std::time::Duration;

use handover::ops::Place;
use handover::ops::moves::{self, Options, Ticks};
use handover::ops::sync::{Silent, SyncOptions, sync};
use handover::ops::today::{Item, Today, TodayOptions, Voice, today};
use handover::schema::Language;
use handover::schema::moment::find_zone;
use handover::sync::Clock;
use handover::workflow::{MoveName, Want};
use handover::workspace::SILENT;
use jiff::ZonedDateTime;
use jiff::civil::DateTime;

use crate::sync::team::{KARI, Member, OLA, SETTINGS, Team};

const PER: &str = "---\nkind: person\nid: per\nname: Per Hansen\nemail: per@example.org\nrole: assistant\n\
    timezone: Asia/Manila\nworking_days: [mon, tue, wed, thu, fri]\nworking_hours: 09:00-17:00\n\
    away: 2026-10-26..2026-10-28\nbackup: kari\n---\n";
const AGREEMENT: &str = "---\nkind: agreement\nanswer_within_hours: 8\nreview_within_days: 2\n---\n\n\
    ## Channels\n\nThis folder.\n\n## Expectations\n\nAnswers in a day.\n";

/// A clock that stands where it is put.
struct Set {
    now: RefCell<ZonedDateTime>,
    jitter: Cell<u64>,
}

impl Clock for Set {
    fn now(&self) -> ZonedDateTime {
        self.now.borrow().clone()
    }

    fn wait(&self, _: Duration) {}

    fn jitter(&self) -> u64 {
        self.jitter.set(self.jitter.get() + 1);
        self.jitter.get()
    }
}

/// Plays the week, and writes down what is read.
struct Week {
    clock: Set,
    read: String,
}

impl Week {
    /// Puts the clock to a time in Oslo.
    fn at(&mut self, time: &str) {
        let oslo = find_zone("Europe/Oslo").expect("bundled");
        let local: DateTime = time.parse().expect(time);
        let now = oslo
            .to_ambiguous_zoned_datetime(local)
            .unambiguous()
            .expect("a time that there is once");
        writeln!(self.read, "\n{}", now.strftime("%a %d %b %H:%M %Z in Oslo")).expect("written");
        self.clock.now.replace(now);
    }

    fn does(&mut self, what: &str) {
        writeln!(self.read, "  {what}").expect("written");
    }

    fn syncs(&mut self, who: &Member<'_>) {
        let synced = sync(&SyncOptions::at(&who.root), &self.clock, &Silent).expect("synced");
        let result = synced.outcome.verdict;
        self.does(&format!("{} syncs: {result:?}", name(who)));
    }

    fn place(&self, who: &Member<'_>) -> Place {
        Place::open(&who.root, Some(self.clock.now()), SILENT).expect("a workspace")
    }

    /// Makes a move, as the command does.
    fn moves(
        &mut self,
        who: &Member<'_>,
        task: &str,
        step: MoveName,
        said: impl FnOnce(&mut Options<'_>),
    ) {
        let now = self.clock.now();
        let place = self.place(who);
        let mut options = Options::new(task, step, &now);
        said(&mut options);
        let prepared = moves::prepare(&place, &options).expect("it may be made");
        let moved = moves::carry_out(&prepared, None, &self.clock, &Silent).expect("made");
        let waits = moved.waiting_on.as_deref().unwrap_or("nobody");
        self.does(&format!(
            "{}: {step:?} {task}; it is {} and waits for {waits}",
            name(who),
            moved.state.name()
        ));
    }

    /// Reads a person's day, in their own zone.
    fn reads(&mut self, who: &Member<'_>) {
        let place = self.place(who);
        let now = self.clock.now().timestamp();
        let day = today(&place, TodayOptions { person: None, full: false, boxes: false, now })
            .expect("a day");
        let zone = day.clocks.zone(&day.person).clone();
        let voice = Voice { today: &day, language: Language::English, zone: &zone, lasting: false };
        let here = zone.to_datetime(now).strftime("%a %H:%M").to_string();
        self.does(&format!("{} looks at {here}", name(who)));
        let told = told(&day, voice);
        self.read.push_str(&told);
    }
}

fn name<'m>(who: &'m Member<'_>) -> &'m str {
    who.root.file_name().and_then(|name| name.to_str()).expect("a name")
}

fn told(day: &Today, voice: Voice<'_>) -> String {
    let mut out = String::new();
    let line = |out: &mut String, mark: &str, item: &Item, said: String| {
        // Since when the others can know of work that was done offline is a sync's affair, and told there.
        let told = item.want != Want::Judge;
        let times = told.then(|| format!("; {}", voice.times(item).join("; ")));
        writeln!(out, "    {mark} {}: {said}{}", item.id, times.unwrap_or_default())
            .expect("written");
    };
    for item in &day.mine {
        line(&mut out, "→", item, voice.reason(item));
    }
    for one in &day.understood {
        writeln!(out, "    ? {}: {}", one.id, voice.understood(one)).expect("written");
    }
    for item in &day.awaited {
        line(&mut out, "…", item, voice.owes(item));
    }
    for person in day.others() {
        let said = [voice.there(person), voice.away(person)].into_iter().flatten();
        let said: Vec<String> = said.collect();
        writeln!(out, "    {person}: {}", said.join("; ")).expect("written");
    }
    out
}

fn task(id: &str, title: &str, to: &str, due: &str) -> String {
    format!(
        "---\nkind: task\nid: {id}\ntitle: {title}\nfrom: ola\nto: {to}\nstatus: draft\ndue: {due}\n---\n\n\
         ## Result\n\nA list of all payments.\n\n## Done when\n\n- [ ] Every payment has a receipt\n"
    )
}

fn confirm(options: &mut Options<'_>) {
    options.fields = vec![("can_meet_due", "yes".to_owned()), ("estimate_hours", "6".to_owned())];
    options.sections = vec![
        ("In my own words", "Each payment gets its receipt".to_owned()),
        ("First step", "Count them".to_owned()),
    ];
}

#[test]
fn a_week_in_oslo_and_manila_with_one_away_and_one_offline() {
    let team = Team::empty();
    let ola = team.member("ola");
    let clock = Set { now: RefCell::new(ZonedDateTime::default()), jitter: Cell::new(0) };
    let mut week = Week { clock, read: String::new() };
    week.at("2026-10-22 08:30");
    ola.write("workspace.yml", SETTINGS);
    ola.write("people/ola.md", OLA);
    ola.write("people/kari.md", KARI);
    ola.write("people/per.md", PER);
    ola.write("agreement.md", AGREEMENT);
    ola.write("tasks/ola-1-books.md", task("ola-1", "Reconcile October", "kari", "2026-10-27"));
    ola.write("tasks/ola-2-paper.md", task("ola-2", "Order paper", "per", "2026-10-30"));
    week.syncs(&ola);
    let (kari, per) = (team.member("kari"), team.member("per"));

    week.at("2026-10-22 09:00");
    week.moves(&ola, "ola-1", MoveName::Send, |_| {});
    week.moves(&ola, "ola-2", MoveName::Send, |_| {});
    week.syncs(&ola);
    week.reads(&ola);
    week.syncs(&kari);
    week.reads(&kari);
    week.syncs(&per);
    week.reads(&per);

    week.at("2026-10-22 10:30");
    week.moves(&kari, "ola-1", MoveName::Confirm, confirm);
    week.moves(&kari, "ola-1", MoveName::Ask, |options| {
        options.fields = vec![("blocking", "yes".to_owned())];
        options.sections = vec![("Questions", "1. Which account?".to_owned())];
    });
    week.syncs(&kari);
    week.syncs(&ola);
    week.reads(&ola);

    week.at("2026-10-23 09:00");
    week.moves(&ola, "ola-1", MoveName::Answer, |options| {
        options.sections = vec![("Answers", "1. The one of the company".to_owned())];
    });
    week.syncs(&ola);
    week.syncs(&kari);
    week.reads(&kari);
    week.moves(&kari, "ola-1", MoveName::Start, |_| {});
    week.syncs(&kari);

    // Summer time has ended in Oslo; it never is in Manila.
    week.at("2026-10-26 08:30");
    for who in [&ola, &kari, &per] {
        week.syncs(who);
        week.reads(who);
    }

    // Kari has no network for two days, and goes on.
    week.at("2026-10-26 09:00");
    week.moves(&kari, "ola-2", MoveName::Confirm, confirm);
    week.reads(&kari);
    week.at("2026-10-27 03:00");
    week.moves(&kari, "ola-1", MoveName::Deliver, |options| {
        options.sections = vec![("Delivered", "https://example.org/list".to_owned())];
        options.ticks = Ticks { all: true, ..Ticks::default() };
    });
    week.at("2026-10-27 15:59");
    week.syncs(&ola);
    week.reads(&ola);
    week.at("2026-10-27 16:30");
    week.syncs(&ola);
    week.reads(&ola);

    week.at("2026-10-28 03:00");
    week.reads(&kari);
    week.syncs(&kari);
    week.at("2026-10-28 08:15");
    week.syncs(&ola);
    week.reads(&ola);
    week.reads(&kari);

    // Per is back.
    week.at("2026-10-29 04:00");
    for who in [&per, &kari] {
        week.syncs(who);
        week.reads(who);
    }
    week.at("2026-10-29 09:00");
    week.moves(&ola, "ola-1", MoveName::Accept, |_| {});
    week.syncs(&ola);
    week.syncs(&kari);
    week.reads(&kari);
    week.reads(&ola);
    insta::assert_snapshot!(week.read);
    team.settle(&[&ola, &kari, &per]);
}
