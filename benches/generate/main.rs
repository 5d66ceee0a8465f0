//! Writes a workspace of made-up work to measure the program on: same count and seed, same bytes.
//!
//! `cargo bench --bench generate -- COUNT FOLDER [SEED]`; `benches/run.sh` does it for you. About
//! nine documents in ten are whole; the others have a fault that people make.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of its own that writes files and says what it did"
)]

mod words;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use words::{Words, words};

/// Tasks made in one month: with their folders of replies, well below 1,000 names a folder.
const TASKS_A_MONTH: u64 = 200;
const FIRST_YEAR: u64 = 2010;

fn main() -> ExitCode {
    // `cargo bench` adds an argument of its own.
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let parsed = match args.as_slice() {
        [count, folder] => count.parse().ok().map(|count| (count, folder, 1)),
        [count, folder, seed] => {
            count.parse().ok().zip(seed.parse().ok()).map(|(c, s)| (c, folder, s))
        }
        _ => None,
    };
    let Some((count, folder, seed)) = parsed else {
        eprintln!("usage: generate COUNT FOLDER [SEED]");
        return ExitCode::from(2);
    };
    match Generator::new(Path::new(folder), count, seed).run() {
        Ok(bytes) => {
            println!("{count} documents, {} bytes each, in {folder}", bytes / count.max(1));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to `below` - 1.
    fn below(&mut self, below: u64) -> u64 {
        self.next() % below.max(1)
    }

    /// True once in `times`.
    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.next() % from.len() as u64).unwrap_or(0)]
    }
}

/// What a round of work is about, while it is written.
struct Task {
    id: String,
    folder: String,
    month: String,
    words: &'static Words,
}

struct Generator {
    root: PathBuf,
    count: u64,
    written: u64,
    bytes: u64,
    random: Random,
    /// The highest number that ids of ola and kari have.
    numbers: [u64; 2],
    brief: String,
    sop: String,
}

impl Generator {
    fn new(root: &Path, count: u64, seed: u64) -> Self {
        let (root, random) = (root.to_owned(), Random(seed));
        let (brief, sop) = (String::new(), String::new());
        Self { root, count, written: 0, bytes: 0, random, numbers: [0, 0], brief, sop }
    }

    fn run(mut self) -> io::Result<u64> {
        self.file("workspace.yml", words::SETTINGS)?;
        self.file(".gitattributes", "* -text\n")?;
        for (path, text) in words::PEOPLE {
            self.written += 1;
            self.file(path, text)?;
        }
        let mut made: u64 = 0;
        while self.written < self.count {
            if made.is_multiple_of(10) {
                self.shared_instructions(made)?;
            }
            self.round(made)?;
            made += 1;
        }
        Ok(self.bytes)
    }

    /// A brief that the next ten tasks share, and now and then a procedure.
    fn shared_instructions(&mut self, made: u64) -> io::Result<()> {
        let words = words(self.random.below(2));
        if made.is_multiple_of(200) {
            self.sop = self.id(0);
            let title = self.title(words);
            let steps = self.list(words, "1.", 12);
            let text = format!(
                "---\n{}: sop\n{}: {}\n{}: \"{title}\"\n{}: ola\n---\n\n## {}\n\n{steps}",
                words.kind, words.id, self.sop, words.title, words.owner, words.steps,
            );
            self.document(&format!("sops/{}.md", self.sop), text)?;
        }
        self.brief = self.id(0);
        let title = self.title(words);
        let sections = self.brief_sections(words);
        let text = format!(
            "---\n{}: {}\n{}: {}\n{}: \"{title}\"\n---\n{sections}",
            words.kind, words.brief, words.id, self.brief, words.title
        );
        let year = month(made).split('-').next().unwrap_or_default().to_owned();
        self.document(&format!("briefs/{year}/{}.md", self.brief), text)
    }

    /// One task with what was said about it; one in ten is still open.
    fn round(&mut self, made: u64) -> io::Result<()> {
        let words = words(self.random.below(2));
        let open = self.random.once_in(10);
        let by = usize::from(self.random.once_in(10));
        let id = self.id(by);
        let month = month(made);
        let place = if open { format!("tasks/{month}") } else { format!("tasks/archive/{month}") };
        let title = self.title(words);
        let stem = format!("{id}-{}", slug(&title));
        let task = Task { id, folder: format!("{place}/{stem}"), month, words };
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
            "{}: {title}\n{from}: ola\n{to}: kari\n{}: {status}\n{due}: {due_on}\n",
            words.title, words.status
        );
        if self.random.once_in(2) {
            let _ = writeln!(text, "{}: {}", words.brief, self.brief);
        }
        if self.random.once_in(8) {
            let _ = writeln!(text, "sop: \"[[{}]]\"", self.sop);
        }
        let value = self.random.pick(&["low", "normal", "normal", "high"]);
        let _ = writeln!(text, "{priority}: {value}");
        let value = self.random.pick(&["routine", "useful"]);
        let _ = writeln!(text, "{category}: {value}\n{hours}: {}", 1 + self.random.below(9));
        let pair = [self.random.pick(words.nouns), self.random.pick(words.nouns)];
        let _ = writeln!(text, "{tags}: [{}, {}]\n---", pair[0], pair[1]);
        text + &self.brief_sections(words)
    }

    fn brief_sections(&mut self, words: &Words) -> String {
        let mut text = String::new();
        let [result, done, background, requirements, material, not_included] = words.sections;
        let size = self.size();
        let _ = write!(text, "\n## {result}\n\n{}", self.prose(words, 2));
        let _ = write!(text, "\n## {done}\n\n{}", self.list(words, "- [ ]", 4));
        let _ = write!(text, "\n## {background}\n\n{}", self.prose(words, 4 * size));
        let _ = write!(text, "\n## {requirements}\n\n{}", self.list(words, "-", 4 * size));
        let _ = write!(text, "\n## {material}\n\n{}", self.list(words, "-", 2));
        let _ = write!(text, "\n## {not_included}\n\n{}", self.prose(words, 1));
        text
    }

    fn reply(&mut self, task: &Task, what: &str, day: usize) -> io::Result<()> {
        let words = task.words;
        let by = if matches!(what, "answer" | "review" | "cancel") { "ola" } else { "kari" };
        let date = format!("{}-{day:02}", task.month);
        let mut text = format!(
            "---\n{}: {}\n{}: {}\n{}: {by}\n{}: {date} 09:12\n",
            words.kind,
            if what == "review" { "review" } else { "reply" },
            words.task,
            task.id,
            words.by,
            words.at,
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
        let size = self.size();
        for heading in words.headings(what) {
            let _ = write!(text, "\n## {heading}\n\n{}", self.prose(words, 8 * size));
        }
        if words.headings(what).is_empty() {
            let _ = write!(text, "\n{}", self.prose(words, 14 * size));
        }
        let time = format!(
            "{:02}{:02}{:02}",
            8 + self.random.below(8),
            self.random.below(60),
            self.random.below(60)
        );
        let salt = self.random.below(0x1_0000);
        self.document(&format!("{}/{date}-{time}-{by}-{what}-{salt:04x}.md", task.folder), text)
    }

    /// One text in two hundred is large.
    fn size(&mut self) -> u64 {
        if self.random.once_in(200) { 30 } else { 1 }
    }

    fn id(&mut self, by: usize) -> String {
        self.numbers[by] += 1;
        format!("{}-{}", ["ola", "kari"][by], self.numbers[by])
    }

    fn title(&mut self, words: &Words) -> String {
        let (verb, noun) = (self.random.pick(words.verbs), self.random.pick(words.nouns));
        format!("{verb} {noun} {}", 1 + self.random.below(900))
    }

    fn sentence(&mut self, words: &Words) -> String {
        let (start, verb) = (self.random.pick(words.starts), self.random.pick(words.verbs));
        let (noun, end) = (self.random.pick(words.nouns), self.random.pick(words.ends));
        format!("{start} {} {noun} {end}.", verb.to_lowercase())
    }

    fn prose(&mut self, words: &Words, sentences: u64) -> String {
        (0..sentences).map(|_| self.sentence(words) + "\n").collect()
    }

    fn list(&mut self, words: &Words, marker: &str, items: u64) -> String {
        (0..items).map(|_| format!("{marker} {}\n", self.sentence(words))).collect()
    }

    /// Writes a document, unless there are enough; one in ten gets a fault or an odd form.
    fn document(&mut self, path: &str, text: String) -> io::Result<()> {
        if self.written == self.count {
            return Ok(());
        }
        let text = match self.random.below(100) {
            0 => text.replace('\n', "\r\n"),
            1 => format!("\u{feff}{text}"),
            2 => text.replacen(": \"", ": Note: \"", 1),
            3 => text.replacen("status: ", "status: almost ", 1),
            4 => text.replacen("to: kari", "to: karin", 1),
            5 => text.replacen("\n---\n", "\nnote: “soon”\n---\n", 1),
            6 => text.replacen("- [ ] ", "", 9),
            7 => text.replacen(".\n", ". I need it asap.\n", 1),
            8 => text + "\nSee [the list](no-such-file.md).\n",
            9 => text.trim_end().to_owned(),
            _ => text,
        };
        self.written += 1;
        self.file(path, &text)
    }

    fn file(&mut self, path: &str, text: &str) -> io::Result<()> {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
        self.bytes += text.len() as u64;
        fs::write(path, text)
    }
}

/// The month in which a task is made, such as `2010-01`.
fn month(made: u64) -> String {
    let month = made / TASKS_A_MONTH;
    format!("{}-{:02}", FIRST_YEAR + month / 12, 1 + month % 12)
}

fn slug(title: &str) -> String {
    title
        .to_lowercase()
        .replace('æ', "ae")
        .replace('ø', "oe")
        .replace('å', "aa")
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}
