//! A workspace in the middle of its work, for tests of what is told of it.
#![expect(clippy::disallowed_methods, reason = "tests make the files that are told of")]

use jiff::{Timestamp, ZonedDateTime};

use crate::ops::Place;
use crate::schema::Moment;
use crate::schema::moment::find_zone;
use crate::workspace::SILENT;

/// A folder with a workspace; gone when the test ends.
pub(crate) struct World {
    temp: tempfile::TempDir,
    now: Timestamp,
}

/// Friday morning in Oslo, Friday evening in Manila.
const NOW: &str = "2026-11-27 10:24";

impl World {
    /// An empty workspace of Ola in Oslo, Kari in Manila, and Per, who stands in for Kari in December.
    pub(crate) fn empty() -> Self {
        let world = Self { temp: tempfile::tempdir().expect("a folder"), now: oslo(NOW) };
        let days = "working_days: [mon, tue, wed, thu, fri]\nworking_hours: 08:00-16:00\n";
        let person = |id: &str, more: &str| {
            world.write(&format!("people/{id}.md"), &format!("---\nid: {id}\n{days}{more}---\n"));
        };
        person(
            "ola",
            "name: Ola Nordmann\nemail: ola@example.com\nrole: client\ntimezone: Europe/Oslo\n",
        );
        person(
            "kari",
            "name: Kari Hansen\nemail: kari@example.com\nrole: assistant\ntimezone: Asia/Manila\n\
             away: 2026-12-20..2027-01-03\nbackup: per\n",
        );
        person(
            "per",
            "name: Per Olsen\nemail: per@example.com\nrole: backup\ntimezone: Europe/Oslo\n",
        );
        world.write("workspace.yml", "format: 1\nname: Nordlys\ntimezone: Europe/Oslo\n");
        world.write("agreement.md", "---\nanswer_within_hours: 8\nreview_within_days: 2\n---\n");
        world
    }

    /// The same with something of everything in it.
    pub(crate) fn busy() -> Self {
        let world = Self::empty();
        let (ask, deliver) =
            ("type: question\nby: kari\nblocking: yes\n", "type: delivery\nby: kari\n");
        let confirm = "type: confirm\nby: kari\ncan_meet_due: yes\n";
        world.task("ola-1", "Reconcile November", "due: 2026-12-01\n");
        world.said(
            "ola-1",
            "2026-11-24-091200-kari-question-0001",
            ask,
            "1. Which account are refunds booked on?",
        );
        world.task("ola-2", "The newsletter", "due: 2026-12-04\npriority: high\n");
        world.said(
            "ola-2",
            "2026-11-25-100000-kari-confirm-0002",
            confirm,
            "I write the newsletter.",
        );
        world.said(
            "ola-2",
            "2026-11-26-150000-kari-delivery-0003",
            deliver,
            "It is in the shared folder, with three pictures.",
        );
        world.task(
            "ola-3",
            "Book the flights to the meeting in June",
            "due: 2026-11-27 16:00\nestimate_hours: 6\n",
        );
        world.said(
            "ola-3",
            "2026-11-26-090000-kari-confirm-0004",
            confirm,
            "I find two flights for three people and ask before I pay for anything.",
        );
        world.task("ola-4", "Answer the mail of October", "due: 2026-11-26\n");
        world.task("kari-1", "Approve the price list", "from: kari\nto: ola\ndue: 2026-11-30\n");
        world.write(
            "tasks/ola-5-draft.md",
            "---\nid: ola-5\ntitle: Something later\nfrom: ola\nto: kari\nstatus: draft\n---\n",
        );
        world.task(
            "ola-6",
            "\"Evil \\e[31m red \\u202e [x](http://e) title\"",
            "due: 2026-12-10\n",
        );
        world.said(
            "ola-6",
            "2026-11-27-090000-kari-proposal-0005",
            "type: proposal\nby: kari\nnew_due: 2026-12-14\n",
            "The \u{1b}[1mprinter\u{202e} is closed that week, so [I](http://e) need four days more.",
        );
        world.write("tasks/broken.md", "---\nkind: task\ntitle: a: b\n---\n");
        world.write(
            "conflicts/ola-2-due-3f2a91c04b7e.md",
            "---\nkind: conflict\ndocument: ola-2\nfield: due\nkept: \"2026-12-04\"\nother: \"2026-12-05\"\nto: ola\n---\n",
        );
        world
    }

    /// A sent task of Ola's for Kari, unless `fields` says something else.
    pub(crate) fn task(&self, id: &str, title: &str, fields: &str) {
        let parties = if fields.contains("from:") { "" } else { "from: ola\nto: kari\n" };
        let text = format!(
            "---\nid: {id}\ntitle: {title}\n{parties}status: sent\n{fields}---\n\n## Result\n\nIt is there.\n\n\
             ## Done when\n\n- [ ] it can be seen\n"
        );
        self.write(&format!("tasks/{id}-a.md"), &text);
    }

    /// Something said about a task.
    pub(crate) fn said(&self, task: &str, name: &str, fields: &str, text: &str) {
        let path = format!("tasks/{task}-a/{name}.md");
        self.write(&path, &format!("---\ntask: {task}\n{fields}---\n\n{text}\n"));
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.temp.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// Closes a folder to whoever tests, or opens it again; tells whether it is closed, which the superuser finds
    /// of none.
    #[cfg(unix)]
    pub(crate) fn close(&self, path: &str, closed: bool) -> bool {
        use std::os::unix::fs::PermissionsExt;
        let path = self.temp.path().join(path);
        let mode = if closed { 0o000 } else { 0o700 };
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).expect("permissions");
        std::fs::read_dir(&path).is_err()
    }

    /// Makes it the clone of whoever has this address.
    #[cfg(feature = "mail")]
    pub(crate) fn clone_of(&self, email: &str) {
        let repo = git2::Repository::init(self.temp.path()).expect("a repository");
        let mut config = repo.config().expect("settings");
        config.set_str("user.email", email).expect("an address");
        config.set_str("user.name", email).expect("a name");
    }

    /// The same at another time.
    pub(crate) fn at(self, now: &str) -> Self {
        Self { now: oslo(now), ..self }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn place(&self) -> Place {
        let now = ZonedDateTime::new(self.now, find_zone("Europe/Oslo").expect("bundled"));
        Place::open(self.temp.path(), Some(now), SILENT).expect("a workspace")
    }
}

fn oslo(text: &str) -> Timestamp {
    Moment::parse(text).expect(text).in_zone(&find_zone("Europe/Oslo").expect("bundled"))
}
