//! What a reply asks, and what was typed under it.

use super::answered;
use super::numbered::{Numbered, check, entries, numbered, said_lines};
use crate::document::Document;
use crate::schema::{Record, ValueRef};

/// From so many rounds of questions about one task on, talking may be quicker.
const ROUNDS: usize = 3;

/// That a question is better talked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Whoever asks has asked for it.
    Asked,
    /// Much was asked about the task before.
    Suggested,
}

impl Call {
    /// Tells whether the reply `question`, one of what was `said` about its task, is better talked about.
    pub fn about(question: &Record, said: &[&Record]) -> Option<Self> {
        let asks = |one: &&&Record| one.is("reply") && one.text("type") == Some("question");
        match question.value("needs_call") {
            Some(ValueRef::Bool(true)) => Some(Self::Asked),
            _ => (said.iter().filter(asks).count() >= ROUNDS).then_some(Self::Suggested),
        }
    }

    /// Returns the name that other programs know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Suggested => "suggested",
        }
    }
}

/// What a question says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// What stands under the heading of the questions; without such a heading, what stands before the
    /// first one, else the whole body.
    pub questions: String,
    /// All that it says.
    pub body: String,
}

impl Asking {
    /// Reads a reply that asks.
    pub fn of(record: &Record, document: &Document) -> Self {
        let (text, body) = (document.text(), document.body());
        let questions = section(record, document, "Questions");
        let questions = questions.filter(|text| !said_lines(text).is_empty()).or_else(|| {
            let first = document.outline().sections.first()?;
            let before = text.get(body.start..first.heading.start)?;
            (!said_lines(before).is_empty()).then(|| before.to_owned())
        });
        let body = body.of(text).to_owned();
        Self { questions: questions.unwrap_or_else(|| body.clone()), body }
    }

    /// Lists the questions by their numbers. A text without any number is the first and only one.
    pub fn list(&self) -> Vec<Numbered> {
        let found = numbered(&self.questions);
        let text = said_lines(&self.questions).join(" ");
        match found.is_empty() && !text.is_empty() {
            true => vec![Numbered { number: 1, text }],
            false => found,
        }
    }

    /// Returns the answers that `now` has typed under the questions, numbered as they are; `None`
    /// unless each question has got one, and says what it said before.
    ///
    /// Under an only question the answer may stand at the end of the text, too; the answers to several may
    /// stand there in a list of their own.
    pub fn answered_in(&self, now: &Asking) -> Option<String> {
        self.answered_under(now).or_else(|| answered::among(self, now))
    }

    /// Returns the answers that somebody has written over the questions; `None` unless that was done with
    /// each of them.
    pub fn replaced_in(&self, now: &Asking) -> Option<String> {
        answered::instead_of(self, now)
    }

    fn answered_under(&self, now: &Asking) -> Option<String> {
        let asked = match entries(&self.questions) {
            asked if asked.is_empty() => {
                let lines = said_lines(&self.questions);
                let said = answer_in(&lines, &said_lines(&now.questions));
                return said.filter(|_| !lines.is_empty()).map(|said| format!("1. {said}"));
            }
            asked => asked,
        };
        let answers = entries(&now.questions);
        let pairs = asked.iter().zip(&answers).filter(|((asked, _), (now, _))| asked == now);
        let under: Option<Vec<String>> = pairs
            .map(|((number, lines), (_, now))| {
                Some(format!("{number}. {}", answer_in(lines, now)?))
            })
            .collect();
        let is_whole = |all: &Vec<String>| all.len() == asked.len() && answers.len() == asked.len();
        let under = under.filter(is_whole).map(|all| all.join("\n"));
        under.or_else(|| {
            let [(number, _)] = asked.as_slice() else { return None };
            let said = answer_in(&said_lines(&self.body), &said_lines(&now.body))?;
            Some(format!("{number}. {said}"))
        })
    }
}

/// Returns what stands under a heading of a document, in any of its names; `None` where it has no such
/// heading.
pub fn section(record: &Record, document: &Document, name: &str) -> Option<String> {
    let text = document.text();
    let sections = document.outline().sections.iter().zip(&record.sections);
    let mut named = sections.filter(|(_, fact)| fact.name == *name).peekable();
    named.peek()?;
    Some(named.map(|(section, _)| section.body.of(text)).collect())
}

/// Returns what was answered within a text: the boxes that were ticked in it, and what was typed into
/// it; `None` where there is neither, or the text says something else than before.
fn answer_in(before: &[&str], now: &[&str]) -> Option<String> {
    let mut ticked: Vec<&str> = Vec::new();
    let plain: Vec<&str> = now
        .iter()
        .map(|line| {
            let Some((true, option)) = check(line) else { return *line };
            match before.iter().find(|one| check(one) == Some((false, option))) {
                Some(unticked) => {
                    ticked.push(option);
                    unticked
                }
                None => line,
            }
        })
        .collect();
    if !ticked.is_empty() && plain == before {
        return Some(ticked.join(", "));
    }
    let typed = typed_into(before, &plain)?;
    Some(ticked.into_iter().chain([typed.as_str()]).collect::<Vec<_>>().join(", "))
}

/// Returns what was typed into a text at one place: lines between its own, or behind the end of one;
/// `None` where nothing was, or the text says something else than before.
fn typed_into(before: &[&str], now: &[&str]) -> Option<String> {
    let same = |(one, other): &(&&str, &&str)| one == other;
    let head = before.iter().zip(now).take_while(same).count();
    let (rest, new) = (&before[head..], &now[head..]);
    let tail = rest.iter().rev().zip(new.iter().rev()).take_while(same).count();
    let (rest, new) = (&rest[..rest.len() - tail], &new[..new.len() - tail]);
    // A heading above an answer is no part of it.
    let new: Vec<&str> = new.iter().copied().filter(|line| !line.starts_with("## ")).collect();
    let typed = match (rest, new.as_slice()) {
        ([], new) => new.join(" "),
        ([line], [first, new @ ..]) => {
            let behind = first.strip_prefix(line)?.trim();
            [behind].into_iter().chain(new.iter().copied()).collect::<Vec<_>>().join(" ")
        }
        _ => return None,
    };
    let typed = typed.trim().trim_start_matches(['>', '-', '*']).trim();
    (!typed.is_empty()).then(|| typed.to_owned())
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Asking, Call, Document, Numbered, Record};
    use crate::schema::Schema;
    use crate::text::{RepoPath, Source};

    pub(in crate::workflow) fn asking(body: &str) -> Asking {
        let text = format!("---\nkind: reply\ntype: question\n---\n{body}");
        let document = Document::parse(Source::new(text));
        let path = RepoPath::new("tasks/ola-1-a/x.md");
        Asking::of(&Schema::builtin().decode(&path, &document).0, &document)
    }

    #[track_caller]
    fn check(before: &str, now: &str, expected: Option<&str>) {
        assert_eq!(asking(before).answered_in(&asking(now)).as_deref(), expected, "{now}");
    }

    #[test]
    fn a_call_is_asked_for_or_comes_to_mind() {
        let question = |more: &str| {
            let text = format!("---\nkind: reply\ntype: question\n{more}---\nWhich?\n");
            let path = RepoPath::new("tasks/ola-1-a/x.md");
            Schema::builtin().decode(&path, &Document::parse(Source::new(text))).0
        };
        let check = |more: &str, rounds: usize, expected: Option<Call>| {
            let asked: Vec<Record> = (0..rounds).map(|_| question(more)).collect();
            let said: Vec<&Record> = asked.iter().collect();
            assert_eq!(Call::about(said[0], &said), expected, "{more} {rounds}");
        };
        check("", 1, None);
        check("needs_call: yes\n", 1, Some(Call::Asked));
        check("trenger_samtale: ja\n", 1, Some(Call::Asked));
        check("needs_call: no\n", 2, None);
        check("needs_call: no\n", 3, Some(Call::Suggested));
        check("", 3, Some(Call::Suggested));
    }

    #[test]
    fn answers_are_what_was_typed_under_each_question() {
        let asked = "## Questions\n\n1. Which account?\n2. Since when?\n";
        check(
            asked,
            "## Questions\n\n1. Which account?\n   The company's\n2. Since when? January\n",
            Some("1. The company's\n2. January"),
        );
        check(
            asked,
            "## Questions\n\n1. Which account?\n\n> The company's\n\n2. Since when?\n\n- January\n",
            Some("1. The company's\n2. January"),
        );
        check(asked, "## Questions\n\n1. Which account?\n   The company's\n2. Since when?\n", None);
        check(asked, "## Questions\n\n1. Which one?\n   The company's\n2. Since when? x\n", None);
        check(asked, asked, None);
    }

    #[test]
    fn a_box_that_is_ticked_is_an_answer() {
        let asked = "## Questions\n\n1. Which colour?\n   - [ ] Red\n   - [ ] Blue\n2. When?\n";
        let red = asked.replace("[ ] Red", "[x] Red");
        check(asked, &red, None);
        check(asked, &format!("{red}\n   Soon.\n"), Some("1. Red\n2. Soon."));
        let both = red.replace("[ ] Blue\n", "[X] Blue\n     For Per.\n");
        check(asked, &format!("{both}Soon.\n"), Some("1. Red, Blue, For Per.\n2. Soon."));
        let other = red.replace("Blue", "Green");
        check(asked, &format!("{other}Soon.\n"), None);
        check("Which?\n- [ ] Red\n", "Which?\n- [x] Red\n", Some("1. Red"));
    }

    #[test]
    fn what_happens_without_an_answer_is_no_part_of_a_question() {
        let asked = "## Questions\n\n1. Hotel?\n\nWithout an answer: Cheap\n";
        let typed = "## Questions\n\n1. Hotel?\n   Yes.\n\nWithout an answer: Cheap\n";
        check(asked, typed, Some("1. Yes."));
        check(asked, &format!("{asked}\nYes.\n"), Some("1. Yes."));
        check(asked, &asked.replace("Cheap", "Dear"), None);
        let asked = "\n## Questions\n\n1. Hotel?\n\n## Without an answer\n\nCheap\n";
        let typed = "\n## Questions\n\n1. Hotel?\n\nYes.\n\n## Without an answer\n\nCheap\n";
        check(asked, typed, Some("1. Yes."));
        check(asked, &format!("{asked}\nA dear one.\n"), Some("1. A dear one."));
        check(asked, asked, None);
        let two = "## Questions\n\n1. Hotel?\n2. Car?\n\n## Without an answer\n\nCheap\n";
        check(two, &format!("{two}\nA dear one.\n"), None);
    }

    #[test]
    fn a_text_without_a_number_is_the_first_question() {
        check("Hvor stort?\n", "Hvor stort?\n\n20 m2\n", Some("1. 20 m2"));
        check("Hvor stort?\n", "Hvor stort?\n\n1. 20 m2\n2. or so\n", Some("1. 1. 20 m2 2. or so"));
        let asked = "## Questions\n\n<!-- Number them. -->\n\nHvor stort?\n";
        assert_eq!(asking(asked).list(), [Numbered { number: 1, text: "Hvor stort?".to_owned() }]);
        check(asked, &format!("{asked}20 m2\n"), Some("1. 20 m2"));
        check(
            "Which?\n\n## Without an answer\n\nX\n",
            "Which?\nY\n\n## Without an answer\n\nX\n",
            Some("1. Y"),
        );
        assert_eq!(asking("").list(), []);
        check("", "An answer\n", None);
    }
}
