//! What one person does at a time.

use super::super::team::{Member, task};
use super::{History, Sharing, breaks, files, name};

/// One thing that people do to a document, and what they call it.
type Edit = fn(&mut History, &Member<'_>, &str) -> String;

/// What people do to a document, some of it more often than the rest.
const EDITS: &[Edit] = &[
    prose,
    prose,
    prose,
    due,
    due,
    title,
    status,
    tick,
    remove,
    rename,
    break_front_matter,
    add_tag,
    remove_tag,
    turn_tags,
    add_check,
    reword_check,
    add_row,
    restyle,
    turn_line_ends,
    rename_heading,
    move_section,
    unknown_key,
    copy,
];

impl History {
    /// Lets a person do one thing.
    pub(in crate::sync) fn step(
        &mut self,
        member: &Member<'_>,
        sharing: &mut dyn Sharing,
    ) -> String {
        match self.dice.below(20) {
            0 | 1 => return self.create(member),
            2 => return self.attach(member),
            3 => return self.append_to_list(member),
            4 => return self.reply(member),
            5 => return self.settle_note(member),
            6 => return self.move_folder(member),
            7 => {
                mend(member);
                return "mends everything".to_owned();
            }
            8 | 9 => {
                self.means_old_texts(member);
                let any = sharing.commit(member);
                self.is_looked_at(member);
                return if any { "commits by hand" } else { "has nothing to commit" }.to_owned();
            }
            _ => {}
        }
        let Some(path) = self.pick(member, "tasks/") else { return self.create(member) };
        let editor = (name(member), path.clone());
        match self.dice.below(12) {
            0 => {
                self.open.insert(editor, member.read(&path));
                return format!("opens {path}");
            }
            1 | 2 => return self.type_into_open_editor(member, &path, editor),
            3 if self.windows => return self.put_aside(member, &path, editor),
            _ => {}
        }
        if !self.windows {
            // Whoever changes a file by other means closes the editor first.
            self.open.remove(&editor);
        }
        let edit = *self.dice.one(EDITS);
        edit(self, member, &path)
    }

    fn create(&mut self, member: &Member<'_>) -> String {
        let name = name(member);
        let number = 1 + self.dice.below(40);
        let path = format!("tasks/{name}-{number}.md");
        if member.has(&path) {
            return format!("has {path} already");
        }
        let word = self.word();
        let id = format!("id: {name}-{number}\n");
        let taken = member.files().iter().any(|(_, text)| text.contains(&id));
        let mut text = task(&format!("{name}-{number}"), "2099-12-10", &format!("{word}\n\nEnd."));
        if taken || self.dice.below(3) == 0 {
            text = text.replace(&id, "");
        }
        // Whoever writes another document where one was put aside has taken out what git has of that one.
        let before = member.committed(&path);
        self.typed.retain(|word| !before.contains(word.as_str()));
        member.write(&path, text);
        format!("writes {path} with {word}")
    }

    /// Saves a file that is no text, over what is there.
    fn attach(&mut self, member: &Member<'_>) -> String {
        let path = format!("attachments/picture-{}.bin", self.dice.below(2));
        if member.has(&path) && self.dice.below(5) == 0 {
            return remove(self, member, &path);
        }
        let word = self.word();
        let text = format!("\0\u{1}{word}\0");
        if member.has(&path) {
            self.save(member, &path, &text);
        } else {
            member.write(&path, text);
        }
        format!("saves {path} with {word}")
    }

    /// Adds a line to a text that is no document.
    fn append_to_list(&mut self, member: &Member<'_>) -> String {
        let path = "notes/list.txt";
        let word = self.word();
        let mut text = if member.has(path) { member.read(path) } else { String::new() };
        if self.dice.below(2) == 0 {
            text.insert_str(0, &format!("{word}\n"));
        } else {
            text.push_str(&format!("{word}\n"));
        }
        member.write(path, text);
        format!("adds {word} to {path}")
    }

    /// Writes a reply without a field, under a name that another person, or machine, may choose too.
    fn reply(&mut self, member: &Member<'_>) -> String {
        let Some(task) = self.pick(member, "tasks/") else { return self.create(member) };
        let folder = task.strip_suffix(".md").unwrap_or(&task).to_owned();
        let second = self.dice.below(3);
        let path = format!("{folder}/2026-11-24-09120{second}-{}-note-aaaa.md", name(member));
        if member.has(&path) || member.path(&folder).is_file() {
            return format!("has {path} already");
        }
        let word = self.word();
        member.write(&path, format!("{word}\n"));
        format!("replies in {path} with {word}")
    }

    /// Ticks a box in a conflict note, or deletes it: what only the note has may go.
    fn settle_note(&mut self, member: &Member<'_>) -> String {
        let Some(path) = self.pick(member, "conflicts/") else {
            return "finds no conflict".to_owned();
        };
        let text = member.read(&path);
        self.typed.retain(|word| !text.contains(word.as_str()));
        match self.dice.below(3) {
            0 => {
                self.forget_noted(&text);
                member.remove(&path);
            }
            1 => member.write(&path, text.replacen("- [ ]", "- [x]", 1)),
            _ => member.write(&path, format!("{text}\nWhat is this?\n")),
        }
        format!("settles {path}")
    }

    /// Renames a folder of tasks with all that is in it, as a file manager does.
    fn move_folder(&mut self, member: &Member<'_>) -> String {
        let from = format!("tasks/moved{}", self.dice.below(3));
        let to = format!("tasks/moved{}", self.dice.below(5));
        if !member.has(&from) || member.has(&to) {
            return "looks around".to_owned();
        }
        member.rename(&from, &to);
        format!("moves the folder {from} to {to}")
    }

    /// Saves what the editor shows, whatever a sync has done to the file meanwhile, with a word more.
    fn type_into_open_editor(
        &mut self,
        member: &Member<'_>,
        path: &str,
        editor: (String, String),
    ) -> String {
        let word = self.word();
        let shown = self.open.remove(&editor).unwrap_or_else(|| member.read(path));
        let text = format!("{}\n\n{word} {word}b\n", shown.trim_end());
        self.write_over(member, path, &text);
        self.open.insert(editor, text);
        format!("types {word} into an open editor of {path}")
    }
}

impl History {
    /// Puts back whatever is aside.
    pub(in crate::sync) fn put_back(&mut self, members: &[Member<'_>]) {
        for ((who, path), text) in std::mem::take(&mut self.aside) {
            let member = members.iter().find(|member| name(member) == who).expect("a member");
            self.write_over(member, &path, &text);
        }
    }

    /// Takes a file away, or puts it back as it was, whatever stands there by then.
    fn put_aside(&mut self, member: &Member<'_>, path: &str, file: (String, String)) -> String {
        let mine: Vec<_> = self.aside.keys().filter(|(who, _)| *who == file.0).cloned().collect();
        if let Some(away) = mine.into_iter().next() {
            let text = self.aside.remove(&away).unwrap_or_default();
            self.write_over(member, &away.1, &text);
            return format!("puts {} back", away.1);
        }
        let text = member.read(path);
        member.remove(path);
        self.aside.insert(file, text);
        format!("puts {path} aside")
    }

    /// Writes over whatever stands there: what no commit has, what one typed there oneself, and another
    /// document are gone by that as with any program.
    fn write_over(&mut self, member: &Member<'_>, path: &str, text: &str) {
        let before = if member.has(path) { member.read(path) } else { String::new() };
        let mut lost = self.words_in(&before);
        lost.retain(|word| !text.contains(word));
        self.unseen.entry((name(member), path.to_owned())).or_default().extend(lost.clone());
        lost.retain(|_| self.windows);
        let id = |text: &str| text.lines().find(|line| line.starts_with("id:")).map(str::to_owned);
        let is_another = id(&before).zip(id(text)).is_some_and(|(old, new)| old != new);
        for word in lost {
            if is_another
                || self.own.contains(&(name(member), word.clone()))
                || !member.knows(&word)
            {
                self.forget(&word);
            }
        }
        member.write(path, text);
    }
}

fn prose(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let word = history.word();
    let text = member.read(path);
    let body = text.find("\n---\n").map_or(0, |at| at + 5);
    let places: Vec<usize> =
        text.match_indices("\n\n").map(|(at, _)| at + 1).filter(|at| *at > body).collect();
    let at = if places.is_empty() { text.len() } else { *history.dice.one(&places) };
    member.write(path, format!("{}\n{word} {word}b\n{}", &text[..at], &text[at..]));
    format!("types {word} into {path}")
}

fn due(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let due = format!("due: 2099-12-{:02}", 1 + history.dice.below(28));
    history.set_line(member, path, "due:", &due);
    format!("{due} in {path}")
}

fn title(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let title = format!("title: Post number {}", history.number());
    history.set_line(member, path, "title:", &title);
    format!("{title} in {path}")
}

fn status(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let status = history.dice.one(&["draft", "sent", "confirmed", "in_progress", "accepted"]);
    history.set_line(member, path, "status:", &format!("status: {status}"));
    format!("status: {status} in {path}")
}

fn tick(_: &mut History, member: &Member<'_>, path: &str) -> String {
    member.write(path, member.read(path).replace("- [ ]", "- [x]"));
    format!("ticks {path}")
}

/// Takes a file away, and what an old text took out of it since anybody looked: a file that is gone is all that is to
/// be seen of the two.
fn remove(history: &mut History, member: &Member<'_>, path: &str) -> String {
    history.save(member, path, "");
    for word in history.unseen.remove(&(name(member), path.to_owned())).unwrap_or_default() {
        history.forget(&word);
    }
    member.remove(path);
    format!("removes {path}")
}

fn rename(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let to = format!("tasks/moved{}/{name}", history.dice.below(3));
    if !member.has(&to) {
        member.rename(path, &to);
    }
    format!("moves {path} to {to}")
}

fn break_front_matter(_: &mut History, member: &Member<'_>, path: &str) -> String {
    member.write(path, member.read(path).replacen("title: ", "title: Broken: ", 1));
    format!("breaks {path}")
}

fn add_tag(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let word = history.word();
    let mut tags = tags(&member.read(path));
    let at = history.dice.below(tags.len() + 1);
    tags.insert(at, word.clone());
    if !history.set_tags(member, path, &tags) {
        history.forget(&word);
    }
    format!("tags {path} with {word}")
}

fn remove_tag(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let mut tags = tags(&member.read(path));
    if tags.len() < 2 {
        return format!("looks at {path}");
    }
    let tag = tags.remove(history.dice.below(tags.len()));
    history.set_tags(member, path, &tags);
    format!("takes the tag {tag} from {path}")
}

fn turn_tags(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let mut tags = tags(&member.read(path));
    tags.reverse();
    if !tags.is_empty() {
        history.set_tags(member, path, &tags);
    }
    format!("turns the tags of {path} about")
}

fn add_check(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let word = history.word();
    let text = member.read(path);
    let text = match text.find("- [") {
        Some(at) => format!("{}- [ ] {word}\n{}", &text[..at], &text[at..]),
        None => format!("{}\n\n- [ ] {word}\n", text.trim_end()),
    };
    member.write(path, text);
    format!("asks for {word} in {path}")
}

fn reword_check(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let text = member.read(path);
    let Some(at) = text.find("- [ ] ") else { return format!("looks at {path}") };
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let word = history.word();
    history.save(member, path, &format!("{}- [ ] {word}{}", &text[..at], &text[end..]));
    format!("words what is asked for anew, {word}, in {path}")
}

fn add_row(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let word = history.word();
    let mut text = member.read(path);
    let row = format!("| {word} | 1 |\n");
    match text.find("|---|---|\n") {
        Some(at) => text.insert_str(at + "|---|---|\n".len(), &row),
        None => {
            text = format!("{}\n\n## Costs\n\n| What | NOK |\n|---|---|\n{row}", text.trim_end());
        }
    }
    member.write(path, text);
    format!("adds the row {word} to {path}")
}

/// Saves the front matter as an editor would that quotes and orders in its own way.
fn restyle(_: &mut History, member: &Member<'_>, path: &str) -> String {
    let text = member.read(path);
    let text = if text.contains("to: kari\n") {
        text.replacen("to: kari\n", "to: \"[[kari]]\"\n", 1)
    } else {
        text.replacen("to: \"[[kari]]\"\n", "to: kari\n", 1)
    };
    let (from, kind) = ("from: ola\n", "kind: task\n");
    let text = if text.starts_with(&format!("---\n{kind}")) && text.contains(from) {
        text.replacen(kind, "", 1).replacen(from, &format!("{from}{kind}"), 1)
    } else {
        text
    };
    member.write(path, text);
    format!("restyles {path}")
}

fn turn_line_ends(_: &mut History, member: &Member<'_>, path: &str) -> String {
    let text = member.read(path);
    let turned = text.replace("\r\n", "\n");
    let turned = if turned == text { text.replace('\n', "\r\n") } else { turned };
    member.write(path, turned);
    format!("turns the line ends of {path}")
}

fn rename_heading(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let text = member.read(path);
    let Some(at) = text.find("## Costs") else { return format!("looks at {path}") };
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let word = history.word();
    history.save(member, path, &format!("{}## Costs {word}{}", &text[..at], &text[end..]));
    format!("calls a section {word} in {path}")
}

fn move_section(_: &mut History, member: &Member<'_>, path: &str) -> String {
    let text = member.read(path);
    let (Some(result), Some(done)) = (text.find("\n## Result\n"), text.find("\n## Done when\n"))
    else {
        return format!("looks at {path}");
    };
    if result > done {
        return format!("looks at {path}");
    }
    let (head, first, rest) = (&text[..result], &text[result..done], &text[done..]);
    member.write(path, format!("{}{}{first}", head, rest.trim_end_matches('\n').to_owned() + "\n"));
    format!("moves a section of {path}")
}

fn unknown_key(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let word = history.word();
    let line = format!("x_ref: {word}");
    if !history.set_line(member, path, "x_ref:", &line) {
        history.forget(&word);
    }
    format!("{line} in {path}")
}

/// Begins a new document with a copy of another one, id and all.
fn copy(history: &mut History, member: &Member<'_>, path: &str) -> String {
    let to = format!("tasks/copy-{}.md", history.dice.below(6));
    if member.has(&to) {
        return format!("has {to} already");
    }
    let word = history.word();
    member.write(&to, format!("{}\n\n{word}\n", member.read(path).trim_end()));
    format!("copies {path} to {to}, with {word}")
}

/// Repairs what was broken.
pub(super) fn mend(member: &Member<'_>) {
    for (path, text) in files(member) {
        if breaks(&text) {
            member.write(&path, text.replace("Broken: ", "Mended, "));
        }
    }
}

fn tags(text: &str) -> Vec<String> {
    let line = text.lines().find_map(|line| line.strip_prefix("tags: ["));
    let items = line.and_then(|line| line.trim_end().strip_suffix(']')).unwrap_or_default();
    items.split(", ").filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

impl History {
    fn set_tags(&mut self, member: &Member<'_>, path: &str, tags: &[String]) -> bool {
        self.set_line(member, path, "tags:", &format!("tags: [{}]", tags.join(", ")))
    }

    /// Replaces the line of the front matter that starts with `key`, or adds it at the end; tells
    /// whether there is a front matter.
    fn set_line(&mut self, member: &Member<'_>, path: &str, key: &str, line: &str) -> bool {
        let text = member.read(path);
        let Some(close) = text.find("\n---\n").or_else(|| text.find("\n---\r\n")) else {
            return false;
        };
        if !text.starts_with("---") {
            return false;
        }
        let front = &text[..close];
        let text = match front.find(&format!("\n{key}")) {
            Some(at) => {
                let end = front[at + 1..].find('\n').map_or(close, |end| at + 1 + end);
                let carriage = if text[..end].ends_with('\r') { "\r" } else { "" };
                format!("{}\n{line}{carriage}{}", &text[..at], &text[end..])
            }
            None => format!("{front}\n{line}{}", &text[close..]),
        };
        self.save(member, path, &text);
        true
    }
}
