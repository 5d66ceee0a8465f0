//! The documents of a workspace, one round of work after another.

use std::fmt::Write;
use std::io;

use crate::Output;
use crate::faults::fault;
use crate::random::Random;
use crate::text::{name, slug};
use crate::words::{self, Words, words};

/// Tasks made in one month: with their folders of replies, well below 1,000 names a folder.
const TASKS_A_MONTH: u64 = 200;
const FIRST_YEAR: u64 = 2010;
/// Who makes documents; each numbers their own.
const AUTHORS: [&str; 2] = ["ola", "kari"];

/// What a round of work is about, while it is written.
struct Task {
    id: String,
    folder: String,
    month: String,
    to: &'static str,
    words: &'static Words,
}

pub(crate) struct Generator {
    output: Output,
    count: u64,
    written: u64,
    bytes: u64,
    random: Random,
    /// The highest number that ids of each author have.
    numbers: [u64; AUTHORS.len()],
    brief: String,
    brief_path: String,
    sop: String,
    project: String,
    attachment: String,
}

impl Generator {
    pub(crate) fn new(output: Output, count: u64, seed: u64) -> Self {
        Self {
            output,
            count,
            written: 0,
            bytes: 0,
            random: Random(seed),
            numbers: [0; AUTHORS.len()],
            brief: String::new(),
            brief_path: String::new(),
            sop: String::new(),
            project: String::new(),
            attachment: String::new(),
        }
    }

    /// Writes everything; returns how many bytes the documents have.
    pub(crate) fn run(mut self) -> io::Result<u64> {
        self.output.file("workspace.yml", words::SETTINGS.into())?;
        self.output.file(".gitattributes", "* -text\n".into())?;
        for (path, text) in words::PEOPLE {
            self.put(path, text.into())?;
        }
        let mut made: u64 = 0;
        while self.written < self.count {
            self.shared(made)?;
            self.round(made)?;
            made += 1;
        }
        self.output.finish()?;
        Ok(self.bytes)
    }

    /// What several tasks share, each at its time.
    fn shared(&mut self, made: u64) -> io::Result<()> {
        let words = words(self.random.below(2));
        if made.is_multiple_of(200) {
            self.sop(words)?;
        }
        if made.is_multiple_of(60) {
            self.project(words, made)?;
        }
        if made.is_multiple_of(150) {
            self.routine(words)?;
        }
        if made.is_multiple_of(50) {
            self.attachment(made)?;
        }
        if made.is_multiple_of(10) {
            self.brief(words, made)?;
        }
        Ok(())
    }

    fn sop(&mut self, words: &Words) -> io::Result<()> {
        self.sop = self.id(0);
        let head = self.head(words, "sop", 0);
        let steps = self.random.list(words, "1.", 12);
        let text = format!("{head}{}: ola\n---\n\n## {}\n\n{steps}", words.owner, words.steps);
        self.document(&format!("sops/{}.md", self.sop), text)
    }

    fn project(&mut self, words: &Words, made: u64) -> io::Result<()> {
        self.project = self.id(0);
        let head = self.head(words, words.project, 0);
        let [goal, coming, milestones] = words.project_sections;
        let text = format!(
            "{head}{}: ola\n---\n\n## {goal}\n\n{}\n## {coming}\n\n{}\n## {milestones}\n\n{}",
            words.owner,
            self.random.prose(words, 3),
            self.random.list(words, "-", 5),
            self.random.list(words, "- [ ]", 6),
        );
        let year = year(made);
        self.document(&format!("projects/{year}/{}.md", self.project), text)
    }

    fn routine(&mut self, words: &Words) -> io::Result<()> {
        let id = self.id(0);
        let head = self.head(words, words.routine, 0);
        let [result, done, ..] = words.sections;
        let text = format!(
            "{head}{}: ola\n{}: kari\n{}: FREQ=MONTHLY;BYMONTHDAY={}\n{}: 2098-01-01\n---\n\n## {result}\n\n\
             {}\n## {done}\n\n{}",
            words.from,
            words.to,
            words.rule,
            1 + self.random.below(28),
            words.begins,
            self.random.prose(words, 1),
            self.random.list(words, "- [ ]", 3),
        );
        self.document(&format!("routines/{id}.md"), text)
    }

    /// A brief that the next ten tasks share.
    fn brief(&mut self, words: &Words, made: u64) -> io::Result<()> {
        self.brief = self.id(0);
        let title = self.random.title(words);
        let head = Self::front(words, words.brief, &self.brief, &title);
        let text = format!("{head}---\n{}", self.sections(words, ""));
        let name = match self.random.below(40) {
            0 => format!("{}-{}-må", self.brief, name(&title, true)).replace('å', "a\u{30a}"),
            1..=10 => format!("{}-{}", self.brief, name(&title, false)),
            _ => self.brief.clone(),
        };
        self.brief_path = format!("briefs/{}/{name}.md", year(made));
        self.document(&self.brief_path.clone(), text)
    }

    /// Bytes that no text is made of; one in a hundred is large. It is no document and not counted.
    fn attachment(&mut self, made: u64) -> io::Result<()> {
        self.attachment = format!("attachments/{}/scan-{made}.pdf", year(made));
        let blocks =
            if self.random.once_in(100) { 100_000 } else { 200 + self.random.below(2_000) };
        let mut bytes = b"%PDF-1.7\n".to_vec();
        bytes.extend((0..blocks).flat_map(|_| self.random.next().to_le_bytes()));
        self.output.file(&self.attachment, bytes)
    }

    /// One task with what was said about it; one in ten is still open.
    fn round(&mut self, made: u64) -> io::Result<()> {
        let words = words(self.random.below(2));
        let open = self.random.once_in(10);
        let by = usize::from(self.random.once_in(10));
        let id = self.id(by);
        let month = month(made);
        let place = if open { format!("tasks/{month}") } else { format!("tasks/archive/{month}") };
        let title = self.random.title(words);
        let stem = format!("{id}-{}", slug(&title));
        let to = self.random.pick(&["kari", "kari", "kari", "per"]);
        let task = Task { id, folder: format!("{place}/{stem}"), month, to, words };
        let (status, replies): (&str, &[&str]) = match (open, self.random.below(6)) {
            (true, 0 | 1) => ("sent", &[]),
            (true, 2) => ("confirmed", &["confirm"]),
            (true, 3) => ("asked", &["question"]),
            (true, 4) => ("in_progress", &["confirm", "progress"]),
            (true, _) => ("delivered", &["confirm", "delivery"]),
            (false, 0) => ("accepted", &["question", "answer", "confirm", "delivery", "review"]),
            (false, 1) => ("accepted", &["confirm", "progress", "note", "delivery", "review"]),
            (false, 2) => ("cancelled", &["confirm", "cancel"]),
            (false, _) => ("accepted", &["confirm", "delivery", "review"]),
        };
        let text = self.task(&task, &title, status, open);
        self.document(&format!("{}.md", task.folder), text)?;
        for (day, reply) in replies.iter().enumerate() {
            self.reply(&task, reply, day + 2)?;
        }
        Ok(())
    }

    fn task(&mut self, task: &Task, title: &str, status: &str, open: bool) -> String {
        let Words { kind, id, from, to, due, priority, category, hours, tags, .. } = *task.words;
        let words = task.words;
        let year = if open { "2098" } else { &task.month[..4] };
        let due_on = format!("{year}{}-{:02}", &task.month[4..], 1 + self.random.below(28));
        let mut text = format!("---\n{kind}: {}\n{id}: {}\n", words.task, task.id);
        let quoted = format!("\"{title}\"");
        let title = if title.contains(':') || self.random.once_in(2) { &quoted } else { title };
        let _ = write!(
            text,
            "{}: {title}\n{from}: ola\n{to}: {}\n{}: {status}\n{due}: {due_on}\n",
            words.title, task.to, words.status
        );
        if self.random.once_in(2) {
            let _ = writeln!(text, "{}: {}", words.brief, self.brief);
        }
        if self.random.once_in(8) {
            let _ = writeln!(text, "sop: \"[[{}]]\"", self.sop);
        }
        if self.random.once_in(5) {
            let _ = writeln!(text, "{}: {}", words.project, self.project);
        }
        let value = self.random.pick(&["low", "normal", "normal", "high"]);
        let _ = writeln!(text, "{priority}: {value}");
        let value = self.random.pick(&["routine", "useful"]);
        let _ = writeln!(text, "{category}: {value}\n{hours}: {}", 1 + self.random.below(9));
        let pair = [self.random.pick(words.nouns), self.random.pick(words.nouns)];
        let _ = writeln!(text, "{tags}: [{}, {}]\n---", pair[0], pair[1]);
        let up = "../".repeat(task.folder.matches('/').count());
        text + &self.sections(words, &up)
    }

    /// The sections of a brief; `up` leads to the root, where links may go.
    fn sections(&mut self, words: &Words, up: &str) -> String {
        let mut text = String::new();
        let [result, done, background, requirements, material, not_included] = words.sections;
        let random = &mut self.random;
        let size = random.size();
        let _ = write!(text, "\n## {result}\n\n{}", random.prose(words, 2));
        let _ = write!(text, "\n## {done}\n\n{}", random.list(words, "- [ ]", 4));
        let _ = write!(text, "\n## {background}\n\n{}", random.prose(words, 4 * size));
        if self.numbers[0] > 3 && random.once_in(4) {
            let _ = writeln!(text, "\n[[ola-{}]]", 1 + random.below(self.numbers[0] - 1));
        }
        let _ = write!(text, "\n## {requirements}\n\n{}", random.list(words, "-", 4 * size));
        if random.once_in(8) {
            let _ = write!(text, "\n{}", random.table(words, 5));
        }
        let _ = write!(text, "\n## {material}\n\n{}", random.list(words, "-", 2));
        if !up.is_empty() && random.once_in(3) {
            let title = random.pick(words.nouns);
            let _ = writeln!(text, "- [{title}]({up}{})", self.brief_path);
        }
        if !up.is_empty() && random.once_in(10) {
            let _ = writeln!(text, "- [PDF]({up}{})", self.attachment);
        }
        let _ = write!(text, "\n## {not_included}\n\n{}", random.prose(words, 1));
        text
    }

    fn reply(&mut self, task: &Task, what: &str, day: usize) -> io::Result<()> {
        let words = task.words;
        let by = if matches!(what, "answer" | "review" | "cancel") { "ola" } else { task.to };
        let date = format!("{}-{day:02}", task.month);
        let Words { kind, by: by_key, at, .. } = words;
        let of = if what == "review" { "review" } else { "reply" };
        let id = &task.id;
        let mut text = format!(
            "---\n{kind}: {of}\n{}: {id}\n{by_key}: {by}\n{at}: {date} 09:12\n",
            words.task
        );
        text.push_str(match what {
            "review" => "verdict: accepted\n",
            "confirm" => "type: confirm\ncan_meet_due: yes\nestimate_hours: 3\n",
            "question" => "type: question\nblocking: yes\n",
            "delivery" => "type: delivery\nminutes: 95\n",
            _ => "",
        });
        if matches!(what, "answer" | "progress" | "note" | "cancel") {
            let _ = writeln!(text, "type: {what}");
        }
        text.push_str("---\n");
        let random = &mut self.random;
        let size = random.size();
        for heading in words.headings(what) {
            let _ = write!(text, "\n## {heading}\n\n{}", random.prose(words, 8 * size));
        }
        if words.headings(what).is_empty() {
            let _ = write!(text, "\n{}", random.prose(words, 14 * size));
        }
        let (hour, minute, second) = (8 + random.below(8), random.below(60), random.below(60));
        let time = format!("{hour:02}{minute:02}{second:02}");
        let salt = random.below(0x1_0000);
        self.document(&format!("{}/{date}-{time}-{by}-{what}-{salt:04x}.md", task.folder), text)
    }

    fn id(&mut self, by: usize) -> String {
        self.numbers[by] += 1;
        format!("{}-{}", AUTHORS[by], self.numbers[by])
    }

    /// The fields that most kinds begin with, for the newest id of an author.
    fn head(&mut self, words: &Words, kind: &str, by: usize) -> String {
        let id = format!("{}-{}", AUTHORS[by], self.numbers[by]);
        let title = self.random.title(words);
        Self::front(words, kind, &id, &title)
    }

    fn front(words: &Words, kind: &str, id: &str, title: &str) -> String {
        format!("---\n{}: {kind}\n{}: {id}\n{}: \"{title}\"\n", words.kind, words.id, words.title)
    }

    /// Writes a document, unless there are enough.
    fn document(&mut self, path: &str, text: String) -> io::Result<()> {
        if self.written == self.count {
            return Ok(());
        }
        let bytes = fault(&mut self.random, text);
        self.put(path, bytes)
    }

    fn put(&mut self, path: &str, bytes: Vec<u8>) -> io::Result<()> {
        self.written += 1;
        self.bytes += bytes.len() as u64;
        self.output.file(path, bytes)
    }
}

/// The month in which a task is made, such as `2010-01`.
fn month(made: u64) -> String {
    let month = made / TASKS_A_MONTH;
    format!("{}-{:02}", FIRST_YEAR + month / 12, 1 + month % 12)
}

fn year(made: u64) -> u64 {
    FIRST_YEAR + made / TASKS_A_MONTH / 12
}
