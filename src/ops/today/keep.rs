//! Keeps a person's page in step, and what they typed into it.
//!
//! The page ends with a line that holds a digest of what stands above it, and the heading of the
//! notes; what stands below is the person's, and stays byte for byte. Whatever else was typed, above
//! that line, is moved down there, a line at a time, before the page is written anew.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::boxes::{Found, bare, cleaned, found, hinted, looks, ticked};
use super::decide::WRITING;
use super::{Today, TodayOptions, nobody, page, refused, today};
use crate::merge::ContentId;
use crate::ops::story::tip_of;
use crate::ops::sync::last;
use crate::ops::{Place, changes};
use crate::schema::layout::{PAGE_MARK as MARK, PAGE_MARK_END as MARK_END};
use crate::schema::message::Daily;
use crate::schema::{Language, layout};
use crate::store::draft::Draft;
use crate::store::files::{self, Done};
use crate::store::read::ReadError;
use crate::store::{Repo, SafePath, read};
use crate::text::{RepoPath, as_in_single_bytes, in_any_encoding};

/// A page that is larger is left alone.
pub(super) const MOST: u64 = 1 << 20;
/// So many bytes of earlier pages are remembered: a few dozen pages, which have most lines in common.
const MOST_EARLIER: usize = 1 << 18;
/// For how long a page is taken to be as it would be made now.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// What became of a person's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Nobody here has a page, or it says the same as before.
    Same,
    Written,
    /// It was written; what had been typed into it stands below the notes now. What to tell of it.
    Moved(String),
    /// It is being written to, a tick on it waits to be carried out, or it is not known who works here; what
    /// stands on it is left alone.
    Left,
    /// Something else is in its place, which is left alone. What to tell of it.
    Barred(String),
}

/// Writes the page of whoever works in this clone, when it would say something else than it does.
pub fn keep_page(place: &Place, now: Timestamp) -> Kept {
    let language = place.language();
    let options = || TodayOptions { person: None, full: false, boxes: true, now };
    let kept = match today(place, options()) {
        Ok(day) => {
            let text = |day: &Today| page(day, place.snapshot.schema(), language);
            let mut unsent = Vec::new();
            let kept = keep(place, &text(&day), language, now, &mut unsent).unwrap_or(Kept::Left);
            // The page tells what became of these words, too.
            if !unsent.is_empty()
                && let Ok(repo) = Repo::open(place.snapshot.root())
            {
                refused::not_ticked(&repo, &unsent, &day);
                if let Ok(day) = today(place, options()) {
                    keep(place, &text(&day), language, now, &mut Vec::new());
                }
            }
            kept
        }
        // Whose page it is, or who they are, is not known: what stands on it stays.
        Err(_) => match nobody::tell(place) {
            true => return Kept::Left,
            false => Kept::Same,
        },
    };
    if !matches!(kept, Kept::Left | Kept::Barred(_))
        && let Ok(repo) = Repo::open(place.snapshot.root())
        && let Ok(text) = serde_json::to_string(&Made::now(place, &repo, now))
    {
        // Without it, the page is made once more than it must be.
        let _ = made(&repo).write(&text);
    }
    kept
}

/// Tells whether a person's page was made a moment ago for the version that is here.
///
/// Where nobody has changed anything in the folder since, it would say the same, but for how long ago
/// something was.
pub fn is_page_fresh(place: &Place, now: Timestamp) -> bool {
    let Ok(repo) = Repo::open(place.snapshot.root()) else { return false };
    let known = made(&repo).read().ok().flatten();
    let known = known.and_then(|text| serde_json::from_str::<Made>(&text).ok());
    known.is_some_and(|known| {
        let age = now.duration_since(known.at);
        let same = Made { at: known.at, ..Made::now(place, &repo, now) } == known;
        same && !age.is_negative() && age < FRESH
    })
}

/// Tells whether a person's page, in whatever language, is as it was made last, or absent as it was then.
pub fn is_page_as_made(root: &Path) -> bool {
    let Ok(repo) = Repo::open(root) else { return true };
    let known = made(&repo).read().ok().flatten();
    let known = known.and_then(|text| serde_json::from_str::<Made>(&text).ok());
    let is = |language| known.as_ref().is_some_and(|known| known.page == content(&repo, language));
    Language::ALL.into_iter().any(is)
}

/// Names what the page of a language holds; `None` where there is none.
fn content(repo: &Repo, language: Language) -> Option<String> {
    let page = SafePath::new(&RepoPath::new(layout::today_file(language))).ok()?;
    Some(files::content_id(repo.root(), &page).ok().flatten()?.to_string())
}

/// What a page was made of.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Made {
    at: Timestamp,
    /// The version that was here.
    tip: Option<String>,
    /// The content of the page since; `None` where there is none.
    page: Option<String>,
    /// What was ticked in vain, and is told.
    refused: Option<String>,
    /// What was saved over what had come in, and is told.
    #[serde(default)]
    saved_over: Vec<(String, bool)>,
    /// The version up to which its person has seen what is new.
    looked: Option<String>,
}

impl Made {
    fn now(place: &Place, repo: &Repo, at: Timestamp) -> Self {
        let tip = tip_of(repo).ok().flatten().map(|tip| tip.to_string());
        let refused = refused::mark(repo);
        let saved_over = last(repo).map(|last| last.told_over(repo.root())).unwrap_or_default();
        let looked = changes::looked_up_to(place, repo).map(|commit| commit.to_string());
        let page = content(repo, place.language());
        Self { at, tip, page, refused, saved_over, looked }
    }
}

fn made(repo: &Repo) -> Draft {
    Draft::kept(repo.git_dir(), "today-made")
}

/// Returns the lines of the page as it was written last, where that is remembered, and behind them those of
/// earlier ones: an editor that was open all along saves these.
pub(super) fn known(repo: &Repo) -> Option<String> {
    let last = written(repo).read().ok().flatten()?;
    let before = earlier(repo).read().ok().flatten().unwrap_or_default();
    Some(format!("{last}\n{before}"))
}

pub(super) fn written(repo: &Repo) -> Draft {
    Draft::kept(repo.git_dir(), "today")
}

fn earlier(repo: &Repo) -> Draft {
    Draft::kept(repo.git_dir(), "today-earlier")
}

/// Remembers the page that is written next.
fn remember(repo: &Repo, text: &str) -> Option<()> {
    if let Some(known) = known(repo) {
        // First, so that no line of ours is ever nobody's.
        earlier(repo).write(&once_each(&known)).ok()?;
    }
    written(repo).write(text).ok()
}

/// Returns each line once, up to a bound; the first ones stay.
fn once_each(lines: &str) -> String {
    let mut seen = HashSet::new();
    let mut out = String::new();
    for line in lines.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        if out.len() + line.len() < MOST_EARLIER && seen.insert(line) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Puts the page into its place; `None` where that cannot be.
/// Puts the boxes without a tick below which words stood that are below the notes now into `unsent`.
fn keep(
    place: &Place,
    text: &str,
    language: Language,
    now: Timestamp,
    unsent: &mut Vec<Found>,
) -> Option<Kept> {
    let root = place.snapshot.root();
    let name = layout::today_file(language);
    let path = SafePath::new(&RepoPath::new(name)).ok()?;
    let barred = |message: Daily<'_>| Some(Kept::Barred(message.text(language)));
    let old = match read::read_bounded(&root.join(name), MOST) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.is_absent() => None,
        Err(ReadError::TooLarge { .. }) => return barred(Daily::PageBarredLarge { page: name }),
        Err(ReadError::Symlink { .. } | ReadError::NotAFile { .. }) => {
            return barred(Daily::PageBarred { page: name });
        }
        Err(ReadError::Io { .. }) => return barred(Daily::PageBarredClosed { page: name }),
    };
    let repo = Repo::open(root).ok()?;
    let known = known(&repo);
    let before = old.as_ref().map(|bytes| text_of(bytes, known.as_deref()));
    if before == Some(None) {
        return barred(Daily::PageBarredEncoding { page: name });
    }
    let before = before.flatten();
    if before.as_deref().is_some_and(|page| !page.trim().is_empty() && !page.contains(MARK))
        && is_tracked(&repo, name)
    {
        return barred(Daily::PageBarredOwn { page: name });
    }
    // A tick is carried out by a sync, and words below a box may still get one. A tick that needs words stays as
    // it is on the new page, until it gets them.
    let boxes = found(before.as_deref().unwrap_or_default(), known.as_deref());
    let typed = boxes.iter().any(|one| !one.words.is_empty());
    let rests = |name: &str| {
        let is_saved = |now| repo.is_saved_within(&RepoPath::new(name), now, WRITING);
        !SystemTime::try_from(now).is_ok_and(is_saved)
    };
    if boxes.iter().any(|one| one.ticked && !one.waits()) || typed && !rests(name) {
        return None;
    }
    let mut waiting: Vec<&Found> = boxes.iter().filter(|one| one.waits()).collect();
    // A page shows only so much: what is not on it any more goes below the notes, when nobody writes there.
    if rests(name) {
        waiting.retain(|one| one.is_in(text));
    }
    let text = &hinted(text, &waiting, language)?;
    let plain = before.as_deref().map(|page| cleaned(page, &waiting));
    let (new, moved) = renewed(plain.as_deref(), known.as_deref(), text, language);
    let mut new = match new.split_at_checked(text.len()) {
        Some((above, below)) => format!("{}{below}", ticked(above, &waiting)),
        None => new,
    };
    let former = Former::find(&repo, language, known.as_deref(), &rests);
    if let Some(former) = &former {
        let lacking = former.lacking_in(&new);
        if !lacking.is_empty() && !new.ends_with('\n') {
            new.push('\n');
        }
        new.push_str(&lacking);
    }
    let taken_over = || former.and_then(|former| former.give_way(root, name, language));
    let is_utf8 = old.as_ref().is_none_or(|bytes| std::str::from_utf8(bytes).is_ok());
    if before.as_deref() == Some(&*new) && is_utf8 {
        return Some(taken_over().unwrap_or(Kept::Same));
    }
    // A page that git would commit with everything else is not written.
    repo.leave_aside(name).ok()?;
    // First what was written last is known, then it is written: a page that is taken for typed text
    // would be kept twice.
    remember(&repo, text)?;
    let expect = old.as_ref().map(|bytes| ContentId::of_blob(bytes));
    match files::write_atomic(root, &path, new.as_bytes(), None, expect).ok()? {
        Done::Done if moved => {
            let _ = taken_over();
            // Where the last page is not known, it is not known what was typed.
            let is_unsent = |one: &Found| known.is_some() && !one.ticked && !one.words.is_empty();
            unsent.extend(boxes.iter().filter(|one| is_unsent(one)).cloned());
            let notes = &Daily::Notes.text(language);
            Some(Kept::Moved(Daily::PageKept { page: name, notes }.text(language)))
        }
        Done::Done => Some(taken_over().unwrap_or(Kept::Written)),
        Done::Changed | Done::Refused(_) => None,
    }
}

/// A page under the name that it has in another language, which its person had before.
struct Former {
    name: &'static str,
    path: SafePath,
    saved: ContentId,
    /// What its person typed into it.
    typed: String,
}

impl Former {
    /// Finds one that is ours, and on which nothing waits to be carried out.
    fn find(
        repo: &Repo,
        language: Language,
        known: Option<&str>,
        rests: &dyn Fn(&str) -> bool,
    ) -> Option<Self> {
        Language::ALL.into_iter().filter(|one| *one != language).find_map(|one| {
            let name = layout::today_file(one);
            let path = SafePath::new(&RepoPath::new(name)).ok()?;
            let bytes = read::read_bounded(&repo.root().join(name), MOST).ok()?;
            let page = text_of(&bytes, known).filter(|page| page.contains(MARK))?;
            let boxes = found(&page, known);
            let is_typed_in = boxes.iter().any(|one| !one.words.is_empty()) && !rests(name);
            if is_typed_in || boxes.iter().any(|one| one.ticked) || is_tracked(repo, name) {
                return None;
            }
            let (mut typed, notes) = typed_into(&page, known);
            typed.push_str(notes);
            Some(Self { name, path, saved: ContentId::of_blob(&bytes), typed })
        })
    }

    /// Returns what was typed and does not stand in a page yet: all of it, or the lines that a run which was
    /// stopped, or an editor that is still open, has not brought there.
    fn lacking_in(&self, page: &str) -> String {
        let has = |line: &&str| page.lines().any(|one| one.trim_end() == line.trim_end());
        let lines = || self.typed.lines().filter(|line| !line.trim().is_empty());
        let lacking: Vec<&str> = lines().filter(|line| !has(line)).collect();
        match lacking.len() {
            0 => String::new(),
            all if all == lines().count() => self.typed.clone(),
            _ => format!("\n{}\n", lacking.join("\n")),
        }
    }

    /// Goes, where nobody has typed into it since; `page` has what was typed.
    fn give_way(self, root: &Path, page: &str, language: Language) -> Option<Kept> {
        let gone = files::delete(root, &self.path, self.saved).ok()?;
        let told = Daily::PageRenamed { page, old: self.name }.text(language);
        matches!(gone, Done::Done).then_some(Kept::Moved(told))
    }
}

/// Reads a page as text, `None` where that cannot be: in UTF-8, or, where it is one of ours, in another encoding
/// in which an editor has saved it. `known` is the page as it was written last: lines that look like those of it
/// where signs are missing are those.
pub(super) fn text_of(bytes: &[u8], known: Option<&str>) -> Option<String> {
    // Some editors put a mark in front, which is no text.
    let text = in_any_encoding(bytes)?;
    if std::str::from_utf8(bytes).is_ok() {
        return Some(text);
    }
    let (above, ..) = divided(&text);
    if above.len() == text.len() {
        return None;
    }
    let bare = |line: &str| as_in_single_bytes(line.trim_end());
    let known: HashMap<String, &str> =
        known.unwrap_or_default().lines().map(|line| (bare(line), line.trim_end())).collect();
    let written = |line: &str| match known.get(&bare(line)) {
        Some(known) => format!("{known}{}", &line[line.trim_end().len()..]),
        None => line.to_owned(),
    };
    let above_as_it_was: String = above.split_inclusive('\n').map(written).collect();
    Some(format!("{above_as_it_was}{}", &text[above.len()..]))
}

/// Tells whether the branch has a file of this name: then it is somebody's own.
pub(super) fn is_tracked(repo: &Repo, name: &str) -> bool {
    let tree = tip_of(repo).ok().flatten().and_then(|tip| repo.tree_of(tip).ok());
    tree.is_some_and(|tree| repo.entry(tree, &RepoPath::new(name)).is_ok_and(|one| one.is_some()))
}

/// Puts the new page above what a person wrote into the old one, and tells whether something of that
/// had to be moved. `known` is the page as it was written last, where that is remembered.
fn renewed(
    old: Option<&str>,
    known: Option<&str>,
    text: &str,
    language: Language,
) -> (String, bool) {
    let notes = format!("## {}", Daily::Notes.text(language));
    let head = format!("{text}\n{}\n\n{notes}\n", mark(text));
    let Some(old) = old else { return (head, false) };
    let (typed, notes) = typed_into(old, known);
    let moved = !typed.is_empty();
    let gap = if moved { "\n" } else { "" };
    (format!("{head}{gap}{typed}{notes}"), moved)
}

/// Returns what a person typed into a page elsewhere than below the notes, and what stands there.
fn typed_into<'p>(page: &'p str, known: Option<&str>) -> (String, &'p str) {
    let (above, behind, below) = divided(page);
    let mut typed = String::new();
    if mark(above.trim_end_matches(['\r', '\n'])) != found_mark(page) {
        let ours = looks(known.unwrap_or_default());
        let own = |line: &&str| !line.trim().is_empty() && !ours.contains(&bare(line));
        for line in above.lines().filter(own) {
            typed.push_str(line.trim_end());
            typed.push('\n');
        }
    }
    if !behind.is_empty() {
        typed.push_str(behind);
        typed.push('\n');
    }
    // The heading is written anew where it is still the first thing below.
    let rest = Language::ALL.iter().find_map(|language| {
        let heading = format!("## {}", Daily::Notes.text(*language));
        below.trim_start_matches(['\r', '\n']).strip_prefix(&heading)
    });
    let rest = rest.unwrap_or(below);
    (typed, rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest))
}

/// Divides a page into what stands above our mark, behind it in its line, and below; all of a page without
/// one is above.
fn divided(page: &str) -> (&str, &str, &str) {
    let Some(at) = page.rfind(MARK) else { return (page, "", "") };
    let (above, rest) = page.split_at(at);
    let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
    let (line, below) = rest.split_at(end);
    let behind = line.find(MARK_END).map_or(line.len(), |end| end + MARK_END.len());
    (above, line[behind..].trim(), below)
}

fn found_mark(page: &str) -> String {
    let found = page.rfind(MARK).and_then(|at| page[at..].lines().next());
    let found = found.unwrap_or_default();
    let end = found.find(MARK_END).map_or(found.len(), |end| end + MARK_END.len());
    found[..end].trim_end().to_owned()
}

/// Returns the line that tells whether what stands above it is as it was written, line ends aside.
fn mark(above: &str) -> String {
    let plain = above.replace("\r\n", "\n");
    let digest = ContentId::of_blob(plain.trim_end().as_bytes()).to_string();
    format!("{MARK}{}{MARK_END}", digest.get(..12).unwrap_or(&digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Today\n\n- one\n- two\n";

    fn written(text: &str) -> String {
        renewed(None, None, text, Language::English).0
    }

    #[track_caller]
    fn check(old: &str, known: Option<&str>, new: &str, below: &str, moved: bool) {
        let (page, found) = renewed(Some(old), known, new, Language::English);
        assert_eq!(page, format!("{}{below}", written(new)), "{old:?}");
        assert_eq!(found, moved, "{old:?}");
        let (again, _) = renewed(Some(&page), Some(new), new, Language::English);
        assert_eq!(again, page, "what is written once is the same the next time");
    }

    #[test]
    fn what_was_typed_is_kept() {
        let page = written(PAGE);
        let other = "# Today\n\n- three\n";
        check(&page, Some(PAGE), PAGE, "", false);
        check(&page, None, other, "", false);
        let noted = format!("{page}\nMilk\n\n- bread \n");
        check(&noted, Some(PAGE), other, "\nMilk\n\n- bread \n", false);
        // Above the line, a line that was changed stands below whole.
        let typed = noted.replace("- two\n", "- two: tomorrow\nAsk Kari\n");
        check(&typed, Some(PAGE), other, "\n- two: tomorrow\nAsk Kari\n\nMilk\n\n- bread \n", true);
        // Where the last page is not known, all of it is kept.
        check(
            &typed,
            None,
            other,
            "\n# Today\n- one\n- two: tomorrow\nAsk Kari\n\nMilk\n\n- bread \n",
            true,
        );
    }

    #[test]
    fn a_page_that_an_older_editor_saved_is_read() {
        let last = "# I dag\n\n- “Få” – nå\n- → videre\n";
        let page = format!("{}Høyt: “milk”\n", written(last));
        let old = |text: &str| -> Vec<u8> {
            let byte = |c: char| match c {
                '“' | '”' => b'"',
                '–' => b'-',
                '→' => b'?',
                c => u8::try_from(u32::from(c)).expect("a sign of Latin-1"),
            };
            text.chars().map(byte).collect()
        };
        let expected = page.replace(['“', '”'], "\"").replace("\"Få\"", "“Få”");
        assert_eq!(text_of(&old(&page), Some(last)), Some(expected));
        assert_eq!(text_of(&old("Høyt\n"), Some(last)), None, "it is none of ours");
        assert_eq!(text_of("Høyt\n".as_bytes(), None).as_deref(), Some("Høyt\n"));
        // A page in UTF-8 with a stray byte, or that ends within a letter, is none of an older editor.
        let whole = format!("{page}spør nå");
        assert_eq!(text_of(&[whole.as_bytes(), b"\xff"].concat(), Some(last)), None);
        assert_eq!(text_of(&whole.as_bytes()[..whole.len() - 1], Some(last)), None);
        // What was typed above is no line of the page.
        let typed = old(&page.replace("videre", "videre: spør Kari"));
        let typed = text_of(&typed, Some(last)).expect("a page");
        assert!(typed.contains("- “Få” – nå\n- ? videre: spør Kari\n"), "{typed}");
    }

    #[test]
    fn what_was_typed_into_a_former_page_is_brought_once() {
        let page = format!("{}\nMilk\n\n- bread\n", written(PAGE)).replace("- two", "- two: late");
        let (mut typed, notes) = typed_into(&page, Some(PAGE));
        typed.push_str(notes);
        assert_eq!(typed, "- two: late\n\nMilk\n\n- bread\n");
        let path = SafePath::new(&RepoPath::new("Today.md")).expect("a name");
        let former =
            Former { name: "Today.md", path, saved: ContentId::of_blob(b""), typed: typed.clone() };
        assert_eq!(former.lacking_in("# I dag\n"), typed);
        let brought = format!("# I dag\n{typed}");
        assert_eq!(former.lacking_in(&brought), "");
        assert_eq!(former.lacking_in(&brought.replace("- bread\n", "")), "\n- bread\n");
    }

    #[test]
    fn a_page_that_was_open_all_along_is_nobodys_words() {
        let open = format!("{}Milk\n", written(PAGE)).replace("- two", "- two: tomorrow");
        let (second, third) = ("# Today\n\n- three\n", "# Today\n\n- four\n");
        let known = format!("{third}\n{}", once_each(&format!("{second}\n{}", once_each(PAGE))));
        assert_eq!(known.matches("# Today").count(), 2, "once for the last page: {known}");
        check(&open, Some(&known), third, "\n- two: tomorrow\nMilk\n", true);
        let long = "a line of the page\n".repeat(3) + &"b".repeat(MOST_EARLIER);
        assert_eq!(once_each(&long), "a line of the page\n");
    }

    #[test]
    fn how_an_editor_writes_a_list_is_nobodys_words() {
        let last = "# Today\n\n- one_two\n  - [ ] Good <!-- accept ola-2 aaaa -->\n";
        for sign in ["*", "+", "  *", "-  "] {
            let listed = |line: &str| match line.trim_start().strip_prefix("- ") {
                Some(rest) => format!("{sign} {rest}\n\n"),
                None => format!("{line}\n"),
            };
            let page: String = written(last).lines().map(listed).collect();
            let page = page.replace("one_two", "one\\_two").replace("[ ]", "\\[ \\]");
            let (new, moved) = renewed(Some(&page), Some(last), PAGE, Language::English);
            assert!(!moved && !new.contains("Good"), "{new}");
            let typed = page.replace("two", "two: tomorrow");
            let (new, moved) = renewed(Some(&typed), Some(last), PAGE, Language::English);
            assert!(moved && new.contains("tomorrow"), "{new}");
        }
    }

    #[test]
    fn what_is_typed_behind_the_mark_is_kept() {
        let page = written(PAGE).replace(MARK_END, &format!("{MARK_END} Ask Kari"));
        check(&page, Some(PAGE), PAGE, "\nAsk Kari\n", true);
    }

    #[test]
    fn a_page_of_somebodys_own_is_kept_whole() {
        check("My plan\n\n- rest\n", None, PAGE, "\nMy plan\n- rest\n", true);
        check("", None, PAGE, "", false);
    }

    #[test]
    fn other_line_ends_and_other_languages_are_no_text() {
        let page = written(PAGE).replace('\n', "\r\n");
        let (new, moved) = renewed(Some(&page), None, PAGE, Language::English);
        assert_eq!((new, moved), (written(PAGE), false));
        let english = format!("{}Milk\n", written(PAGE));
        let (new, moved) = renewed(Some(&english), None, PAGE, Language::Bokmal);
        assert!(!moved && new.ends_with("## Notater\nMilk\n"), "{new}");
    }
}
