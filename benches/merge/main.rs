//! Measures merges of two edited versions of one document: `cargo bench --bench merge [-- ROUNDS]`.
//!
//! Each shape is a document of about 20 KB and what two people typically do to one. The middle of many
//! rounds and the fastest of them are told, in microseconds; beside other work on the machine the fastest
//! is the one to go by. The document is built, not random: the same bytes each time.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program of its own that measures and says what it found"
)]

use std::hint::black_box;
use std::time::Instant;

use handover::merge::documents;
use handover::text::RepoPath;

const FRONT: &str = "---\nkind: task\nid: ola-14\ntitle: Reconcile the accounts for November\nfrom: ola\nto: kari\n\
                     # when the bank needs it\ndue: 2026-12-01 15:00\nstatus: sent\npriority: normal\n\
                     tags: [bank, november, monthly]\nmax_hours: 12\ncolor: green\n---\n";

/// A document and what two people made of it.
struct Shape {
    name: &'static str,
    base: String,
    left: String,
    right: String,
}

impl Shape {
    fn new(
        name: &'static str,
        base: String,
        left: &[(&str, &str)],
        right: &[(&str, &str)],
    ) -> Self {
        let edited = |edits: &[(&str, &str)]| {
            edits.iter().fold(base.clone(), |text, (from, to)| {
                assert!(text.contains(from), "{name}: {from} is not there");
                text.replacen(from, to, 1)
            })
        };
        let (left, right) = (edited(left), edited(right));
        Self { name, base, left, right }
    }

    /// Returns the fastest and the middle time of a merge in microseconds, and how many conflicts
    /// it tells.
    fn measure(&self, rounds: usize) -> (f64, f64, usize) {
        let path = RepoPath::new("tasks/ola-14-reconcile-november.md");
        let merge = || documents(&path, Some(&self.base), &self.left, &self.right);
        let conflicts = merge().conflicts.len();
        let mut times: Vec<f64> = (0..rounds.max(1))
            .map(|_| {
                let start = Instant::now();
                black_box(merge());
                start.elapsed().as_secs_f64() * 1e6
            })
            .collect();
        times.sort_by(f64::total_cmp);
        (times[0], times[times.len() / 2], conflicts)
    }
}

fn paragraph(number: usize) -> String {
    let words = [
        "the statement of account",
        "Møller & sønner",
        "an invoice that nobody knows",
        "the total for the month",
        "what the bank says",
        "every line of the ledger",
    ];
    let word = |at: usize| words[(number * 7 + at * 3) % words.len()];
    let line = |at: usize| {
        format!(
            "In {number}.{at} {} is compared with {}, and {}.\n",
            word(at),
            word(at + 1),
            word(at + 2)
        )
    };
    (0..4).map(line).collect()
}

/// Sections of prose, of about this many bytes in all.
fn prose(bytes: usize) -> String {
    let mut text = FRONT.to_owned();
    for section in 0.. {
        text.push_str(&format!("\n## Part {section}\n"));
        for at in 0..3 {
            text.push_str(&format!("\n{}", paragraph(section * 3 + at)));
        }
        if text.len() >= bytes {
            return text;
        }
    }
    text
}

fn checklist(items: usize) -> String {
    let item = |n: usize| {
        format!("- [ ] compare line {n} with the statement of the bank, page {}\n", n / 7)
    };
    let items: String = (0..items).map(item).collect();
    format!("{FRONT}\n## Done when\n\n{items}")
}

fn table(rows: usize) -> String {
    let row = |n: usize| {
        format!(
            "| supplier {n} | {}.00 | NOK | paid on the {}th of November, and entered by Kari as it came, with the voucher of the bank, the number of the order, and whatever the supplier had to say of it |\n",
            n * 37 % 1000,
            n % 28 + 1
        )
    };
    let rows: String = (0..rows).map(row).collect();
    format!("{FRONT}\n## Result\n\n| who | amount | currency | what |\n|---|---:|---|---|\n{rows}")
}

fn shapes() -> Vec<Shape> {
    let everything = |word: &str| -> String {
        let lines = prose(20_000).lines().skip(13).map(str::to_owned).collect::<Vec<_>>();
        let changed = lines.iter().map(|line| match line.is_empty() || line.starts_with('#') {
            true => format!("{line}\n"),
            false => format!("{word} {line}\n"),
        });
        FRONT.replace("green", word) + &changed.collect::<String>()
    };
    let swap = |text: &str, from: &str, to: &str| text.replace(from, to);
    let table_base = table(100);
    vec![
        Shape::new(
            "front matter only",
            prose(20_000),
            &[("status: sent", "status: confirmed")],
            &[("due: 2026-12-01 15:00", "due: 2026-12-03"), ("[bank, ", "[bank, urgent, ")],
        ),
        Shape::new(
            "the same date, two ways",
            prose(20_000),
            &[("due: 2026-12-01 15:00", "due: 2026-12-04")],
            &[("due: 2026-12-01 15:00", "due: 2026-12-03")],
        ),
        Shape::new(
            "prose in different sections",
            prose(20_000),
            &[("In 4.2", "Of all in 4.2"), ("In 7.0", "For 7.0")],
            &[("In 20.1", "Only in 20.1"), ("## Part 9\n", "## Part nine\n")],
        ),
        Shape::new(
            "the same paragraph",
            prose(20_000),
            &[("In 4.2", "Of all in 4.2")],
            &[("In 4.1", "Only in 4.1")],
        ),
        Shape::new(
            "a checklist of 300",
            checklist(300),
            &[("- [ ] compare line 7 ", "- [x] compare line 7 "), ("line 90 ", "line 90 of all ")],
            &[
                ("- [ ] compare line 8 ", "- [x] compare line 8 "),
                ("- [ ] compare line 200 ", "- [ ] one more\n- [ ] compare line 200 "),
            ],
        ),
        Shape::new(
            "a table of 100 rows",
            table_base.clone(),
            &[
                ("supplier 40 |", "supplier forty |"),
                ("| supplier 70 |", "| supplier new | 1 | NOK | x |\n| supplier 70 |"),
            ],
            &[("supplier 12 | 444.00", "supplier 12 | 445.00")],
        ),
        Shape {
            name: "a table, a column more against a row more",
            left: table_base
                .lines()
                .map(|line| {
                    if line.starts_with('|') {
                        format!("{line} y |\n")
                    } else {
                        format!("{line}\n")
                    }
                })
                .collect(),
            right: swap(
                &table_base,
                "| supplier 70 |",
                "| supplier new | 1 | NOK | x |\n| supplier 70 |",
            ),
            base: table_base,
        },
        Shape {
            name: "everything changed by both",
            base: prose(20_000),
            left: everything("ola"),
            right: everything("kari"),
        },
        Shape {
            name: "nothing alike",
            base: prose(20_000),
            left: checklist(300),
            right: table(100),
        },
    ]
}

fn main() {
    // `cargo bench` hands an option of its own over.
    let rounds = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(301);
    println!("{:40} {:>6} {:>8} {:>8} {:>9}", "shape", "KB", "fastest", "middle", "conflicts");
    for shape in shapes() {
        let (fastest, middle, conflicts) = shape.measure(rounds);
        let size = shape.base.len() as f64 / 1000.0;
        println!("{:40} {size:>6.1} {fastest:>8.0} {middle:>8.0} {conflicts:>9}", shape.name);
    }
}
