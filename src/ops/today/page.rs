//! A day as a page of Markdown, for those who open no terminal.
//!
//! It says only what stays true until something is done, so that it is the same bytes until then.
//! Links are relative, and written so that Obsidian, Typora and VS Code follow them.

use std::fmt::Write;

use super::offer::Choice;
use super::words::Voice;
use super::{Item, Today, boxes};
use crate::ops::conflicts::Telling;
use crate::ops::story;
use crate::schema::message::{Boxes, Daily};
use crate::schema::{Language, Message, Schema, layout};
use crate::text::{RepoPath, harmless};
use crate::workflow::Want;

/// Items of one kind on the page, unless all are asked for.
const MOST: usize = 25;
/// News on the page.
const MOST_NEWS: usize = 10;

/// Returns the page, in the language of whose day it is, with no notes below.
pub fn page(today: &Today, schema: &Schema, language: Language) -> String {
    let zone = today.clocks.zone(&today.person);
    let voice = Voice { today, language, zone, lasting: true };
    let mut page = Page { voice, schema, out: String::new() };
    page.write();
    page.out
}

struct Page<'a> {
    voice: Voice<'a>,
    schema: &'a Schema,
    out: String,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn say(&self, message: Daily<'_>) -> String {
        self.voice.say(message)
    }

    fn write(&mut self) {
        let today = self.voice.today;
        let workspace = &escaped(&today.workspace);
        let title = self.say(Daily::Page { workspace });
        let intro = self.say(Daily::PageIntro { notes: &self.say(Daily::Notes) });
        self.line(&format!("# {title}\n\n{intro}"));
        if self.has_boxes() {
            self.line(&format!("\n{}", Boxes::Intro.text(self.voice.language)));
        }
        self.refused();
        self.saved_over();
        self.not_read();
        self.unmade();
        self.mine();
        self.disputes();
        self.understood();
        self.awaited();
        self.news();
        self.stays();
        let folder = &self.folder_at(&RepoPath::new(layout::TASKS));
        let new = self.say(Daily::PageNew { folder });
        self.line(&format!("\n---\n\n{new}"));
    }

    fn heading(&mut self, heading: &str, shown: usize, count: usize) {
        let part = match shown < count {
            true => format!(" ({})", self.say(Daily::ShownOf { shown, count })),
            false => String::new(),
        };
        self.line(&format!("\n## {heading}{part}"));
        self.line("");
    }

    fn mine(&mut self) {
        let today = self.voice.today;
        let shown = today.mine.len().min(MOST);
        let heading = self.say(Daily::WaitsForYou);
        self.heading(&heading, shown, today.mine_count);
        if today.mine.is_empty() {
            let nothing = escaped(&self.voice.nothing());
            self.line(&nothing);
        }
        for item in &today.mine[..shown] {
            let reason = escaped(&self.voice.reason(item));
            let times = self.voice.times(item);
            let said = sentence(std::iter::once(reason).chain(times));
            let title = titled(&item.id, &item.title, &item.path);
            self.line(&format!("- {title}  \n  {said}{}", self.how(item)));
            let date = item.date.map(|date| self.voice.date(date));
            self.boxes(&item.id, Choice::about(item), &item.bound, date.as_deref());
        }
    }

    fn has_boxes(&self) -> bool {
        let today = self.voice.today;
        let mut mine = today.mine.iter().take(MOST);
        mine.any(|item| !Choice::about(item).is_empty()) || !today.understood.is_empty()
    }

    /// Writes the boxes that a person may tick, below what they decide about.
    fn boxes(&mut self, task: &str, choices: &[Choice], bound: &str, date: Option<&str>) {
        let language = self.voice.language;
        let line = |choice: &Choice| {
            boxes::line(&choice.label(date, language), *choice, task, &choice.token(bound))
        };
        let boxes: Option<Vec<String>> = choices.iter().map(line).collect();
        if let Some(boxes) = boxes.filter(|boxes| !boxes.is_empty()) {
            self.line(&format!("\n{}\n", boxes.join("\n")));
        }
    }

    /// Says what was ticked and could not be done.
    fn refused(&mut self) {
        let refused = &self.voice.today.refused;
        if refused.is_empty() {
            return;
        }
        self.heading(&Boxes::NotDone.text(self.voice.language), refused.len(), refused.len());
        for one in refused {
            let said = escaped(&one.sentence(self.voice.language));
            if one.task.is_empty() {
                self.line(&format!("- {said}."));
                continue;
            }
            let title = titled(&one.task, &one.title, &RepoPath::new(&one.path));
            self.line(&format!("- {title}  \n  {said}."));
        }
    }

    /// Says which files were shared and are read as nothing.
    fn not_read(&mut self) {
        let files = &self.voice.today.not_read;
        if files.is_empty() {
            return;
        }
        self.heading(&self.say(Daily::NotRead), files.len(), files.len());
        for one in files {
            let file = &link(one.path.as_str(), &one.path);
            let said = one.sentence(file, code, self.voice.language);
            self.line(&format!("- {said}"));
        }
    }

    /// Says what was saved over what had come in, which a sync alone has told.
    fn saved_over(&mut self) {
        let files = &self.voice.today.saved_over;
        if files.is_empty() {
            return;
        }
        self.heading(&self.say(Daily::SavedOver), files.len(), files.len());
        for (path, is_set_back) in files {
            let path = &link(path.as_str(), path);
            let said = match is_set_back {
                true => Message::SetBack { path },
                false => Message::Reopened { path },
            };
            let said = said.text(self.voice.language);
            self.line(&format!("- {said}"));
        }
    }

    /// Says which routines make no tasks.
    fn unmade(&mut self) {
        let unmade = &self.voice.today.unmade;
        if unmade.is_empty() {
            return;
        }
        self.heading(&self.say(Daily::NothingMade), unmade.len(), unmade.len());
        for one in unmade {
            let routine = &link(&escaped(&one.title), &one.path);
            let why = &one.why.reason(self.voice.language);
            let said = self.say(Daily::NothingMadeOf { routine, why });
            self.line(&format!("- {said}"));
        }
    }

    fn understood(&mut self) {
        let today = self.voice.today;
        if today.understood.is_empty() {
            return;
        }
        let heading = self.say(Daily::HowUnderstood);
        let shown = today.understood.len().min(MOST);
        self.heading(&heading, shown, today.understood.len());
        for one in &today.understood[..shown] {
            let how = match one.cannot_meet {
                true => {
                    let task = &link(&self.say(Daily::TheTask), &one.path);
                    format!("  \n  {}", self.say(Daily::HowOtherDate { task }))
                }
                false => String::new(),
            };
            let said = link(&self.voice.name(&one.by), &one.said);
            let quote = escaped(&self.voice.understood(one));
            let title = titled(&one.id, &one.title, &one.path);
            self.line(&format!("- {title}  \n  {said}: {quote}{how}"));
            self.boxes(&one.id, Choice::about_read_back(one.cannot_meet), &one.bound, None);
        }
    }

    fn awaited(&mut self) {
        let today = self.voice.today;
        if today.awaited.is_empty() {
            return;
        }
        let heading = self.say(Daily::YouWaitFor);
        let shown = today.awaited.len().min(MOST);
        self.heading(&heading, shown, today.awaited_count);
        for item in &today.awaited[..shown] {
            let owes = escaped(&self.voice.owes(item));
            let said = sentence(std::iter::once(owes).chain(self.voice.times(item)));
            let title = titled(&item.id, &item.title, &item.path);
            self.line(&format!("- {title}  \n  {said}"));
        }
    }

    fn disputes(&mut self) {
        let today = self.voice.today;
        if today.disputes.is_empty() {
            return;
        }
        let heading = self.say(Daily::ToSettle);
        self.heading(&heading, today.disputes.len(), today.disputes_count);
        let telling = Telling {
            language: self.voice.language,
            zone: self.voice.zone,
            me: Some(&today.person),
        };
        for dispute in &today.disputes {
            let said = escaped(&telling.sentence(dispute));
            let note = &link(&self.say(Daily::ThisFile), &dispute.note);
            let how = self.say(Daily::HowSettle { note });
            self.line(&format!("- {said}  \n  {how}"));
        }
    }

    fn news(&mut self) {
        let Some(news) = &self.voice.today.news else { return };
        if news.documents.is_empty() {
            return;
        }
        let heading = self.voice.news_heading(news);
        let shown = news.documents.len().min(MOST_NEWS);
        self.heading(&heading, shown, news.documents.len());
        let voice = story::Voice {
            schema: self.schema,
            language: self.voice.language,
            people: &self.voice.today.people,
        };
        for one in &news.documents[..shown] {
            let title = titled(&one.id, one.title.as_deref().unwrap_or_default(), &one.path);
            let said: Vec<String> =
                self.voice.new_of(one, voice).iter().map(|line| escaped(line)).collect();
            self.line(&format!("- {title} – {}", said.join("  \n  ")));
        }
    }

    fn stays(&mut self) {
        let today = self.voice.today;
        if today.stays.is_empty() {
            return;
        }
        let heading = self.say(Daily::StaysHere);
        self.heading(&heading, today.stays.len(), today.stays_count);
        for one in &today.stays {
            let path = &link(one.path.as_str(), &one.path);
            let said = match &one.reason {
                Some([english, bokmal]) => {
                    let reason = match self.voice.language {
                        Language::English => english,
                        Language::Bokmal => bokmal,
                    };
                    self.say(Daily::HeldBackSince { path, reason: &prose(reason) })
                }
                None => self.say(Daily::Unreadable { path }),
            };
            self.line(&format!("- {said}"));
        }
    }

    /// Says what to write where, so that it moves on, on a line of its own; nothing where a box is enough.
    fn how(&self, item: &Item) -> String {
        let folder = &self.folder(&item.path);
        let task = &link(&self.say(Daily::TheTask), &item.path);
        let file = item.said.as_ref().unwrap_or(&item.path);
        let file = &link(&self.say(Daily::ThisFile), file);
        let how = match item.want {
            Want::Send if item.ready => return String::new(),
            Want::Send if !item.lacks.is_empty() => Daily::HowMend { task },
            Want::Send => Daily::HowSend { task },
            Want::Confirm | Want::Reconfirm => Daily::HowConfirm { folder },
            Want::Deliver | Want::Mend => Daily::HowDeliver { folder },
            Want::Answer | Want::AnswerAside => Daily::HowAnswer { file },
            Want::NameJudge => Daily::HowNameJudge { task },
            Want::Start | Want::Judge | Want::JudgeProposal | Want::Decide | Want::Resume => {
                return String::new();
            }
        };
        format!("  \n  {}", self.say(how))
    }

    /// Names the folder in which things are said about a task. It may not be there yet, and editors
    /// make a file of a link to a folder.
    fn folder(&self, task: &RepoPath) -> String {
        self.folder_at(&layout::folder_for_replies(task))
    }

    fn folder_at(&self, folder: &RepoPath) -> String {
        self.say(Daily::TheFolder { path: &code(folder.as_str()) })
    }
}

/// Returns a text as code, on one line.
fn code(text: &str) -> String {
    let fence = if text.contains('`') { "``" } else { "`" };
    format!("{fence}{}{fence}", harmless(text))
}

/// Returns a text of ours, in which code stands between backticks, as Markdown.
fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped(text);
    }
    let part =
        |(at, part): (usize, &&str)| if at.is_multiple_of(2) { escaped(part) } else { code(part) };
    parts.iter().enumerate().map(part).collect()
}

/// Puts parts into one sentence.
fn sentence(parts: impl Iterator<Item = String>) -> String {
    let said = parts.collect::<Vec<_>>().join("; ");
    format!("{said}.")
}

fn titled(id: &str, title: &str, path: &RepoPath) -> String {
    let words =
        if title.is_empty() || title == id { id.to_owned() } else { format!("{id} {title}") };
    format!("**{}**", link(&words, path))
}

/// Links to a file from the top of the workspace.
fn link(words: &str, path: &RepoPath) -> String {
    let mut target = String::new();
    for each in path.as_str().chars() {
        // What ends a link, or means something in an address; letters of any script stay as they are.
        let plain = each.is_alphanumeric() || "-_./~!$&'+,;=:@".contains(each);
        if plain {
            target.push(each);
        } else {
            let mut bytes = [0; 4];
            for byte in each.encode_utf8(&mut bytes).bytes() {
                // Writing to a String cannot fail.
                let _ = write!(target, "%{byte:02X}");
            }
        }
    }
    format!("[{}]({target})", escaped(words))
}

/// Returns a text that Markdown takes for nothing but text, on one line.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for each in harmless(text).chars() {
        if matches!(
            each,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$'
        ) {
            out.push('\\');
        }
        out.push(each);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_titles_are_nothing_but_text() {
        let check = |words: &str, path: &str, expected: &str| {
            assert_eq!(link(words, &RepoPath::new(path)), expected);
        };
        check("a", "tasks/ola-1-a.md", "[a](tasks/ola-1-a.md)");
        check("Å dele", "møter/å dele (1).md", "[Å dele](møter/å%20dele%20%281%29.md)");
        assert_eq!(prose("run `handover a_b` _now_"), "run `handover a_b` \\_now\\_");
        assert_eq!(prose("one ` alone"), "one \\` alone");
        check("[x](http://e) <b>", "a#b?c%.md", "[\\[x\\](http://e) \\<b\\>](a%23b%3Fc%25.md)");
        check("a\u{1b}[1m\u{202e}b\nc", "a\\b.md", "[a␛\\[1m\u{fffd}b c](a%5Cb.md)");
    }
}
