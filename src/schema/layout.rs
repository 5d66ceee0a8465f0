//! How a workspace's folder is laid out: names that mean something, and names for new documents.

use jiff::civil::DateTime;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Identity, Kind, Language};
use crate::text::RepoPath;

/// The file that makes a folder a workspace.
pub const WORKSPACE_FILE: &str = "workspace.yml";
/// The page that a newcomer reads first.
pub const START_FILE: &str = "START-HERE.md";
/// The folder of the people.
pub const PEOPLE: &str = "people";
/// The folder of the tasks, and of what was said about them.
pub const TASKS: &str = "tasks";
/// The folder below [`TASKS`] that closed work moves to.
pub const ARCHIVE: &str = "archive";
/// The folder of the conflict notes.
pub const CONFLICTS: &str = "conflicts";
/// The folder of files that are no documents.
pub const ATTACHMENTS: &str = "attachments";
/// The folder of the workspace's own kind definitions.
pub use super::template::KINDS_FOLDER as KINDS;

/// What names of the program's own temporary files start with.
pub const TEMP_PREFIX: &str = ".handover-";
/// What they end with.
pub const TEMP_SUFFIX: &str = ".tmp";

/// The longest slug, in bytes: a path stays short enough for every system.
const SLUG_BYTES: usize = 60;

/// Returns the name of a person's own page, which is never shared.
pub fn today_file(language: Language) -> &'static str {
    match language {
        Language::English => "Today.md",
        Language::Bokmal => "I dag.md",
    }
}

/// How the line begins that ends the program's own part of such a page; a digest stands behind it.
pub const PAGE_MARK: &str = "<!-- handover ";
/// How that line ends.
pub const PAGE_MARK_END: &str = " -->";

/// Tells whether a file holds what a workspace has settled for everybody: its settings, or a kind.
pub fn is_settings(path: &RepoPath) -> bool {
    path.as_str() == WORKSPACE_FILE || is_kind_file(path)
}

/// Tells whether a file defines kinds.
pub fn is_kind_file(path: &RepoPath) -> bool {
    path.is_below(KINDS) && matches!(path.extension(), Some("yml" | "yaml"))
}

/// Tells whether a path belongs to one machine alone: never sent, never applied.
///
/// Editors' settings, swap, backup and lock files, what desktops leave behind, the person's own
/// page, and the program's temporary files.
pub fn is_local_only(path: &RepoPath) -> bool {
    let root_page = !path.as_str().contains('/')
        && Language::ALL.iter().any(|one| today_file(*one).eq_ignore_ascii_case(path.as_str()));
    root_page
        || has_hidden_part(path.as_str()) && path.parts().any(is_local_part)
        || !is_plain_markdown(path) && is_local_file(&path.file_name().to_lowercase())
}

/// Tells whether a part of a path begins with a dot; nearly none does.
fn has_hidden_part(path: &str) -> bool {
    let starts = |at: usize| at.checked_sub(1).is_none_or(|before| path.as_bytes()[before] == b'/');
    memchr::memchr_iter(b'.', path.as_bytes()).any(starts)
}

/// Tells whether one part of a path makes everything at or below it local.
fn is_local_part(part: &str) -> bool {
    const NAMES: [&str; 6] =
        [".obsidian", ".vscode", ".idea", ".trash", ".fseventsd", ".spotlight-v100"];
    let starts =
        |start: &str| part.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    part.starts_with('.')
        && (NAMES.iter().any(|name| name.eq_ignore_ascii_case(part)) || starts(".trash-"))
}

/// Tells whether a file is Markdown whose name begins as those of documents do, which no program
/// leaves behind.
fn is_plain_markdown(path: &RepoPath) -> bool {
    path.is_markdown() && path.file_name().starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// Tells whether a file's name, in lower case, is one that a program leaves behind.
fn is_local_file(lower: &str) -> bool {
    // Vim writes `4913` to see whether it may write.
    const NAMES: [&str; 6] =
        [".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".directory", "4913"];
    const STARTS: [&str; 5] = ["~$", ".~", ".#", "._", ".goutputstream-"];
    const ENDS: [&str; 8] =
        ["~", ".tmp", ".temp", ".bak", ".crdownload", ".part", ".kate-swp", ".crswap"];
    NAMES.contains(&lower)
        || STARTS.iter().any(|start| lower.starts_with(start))
        || ENDS.iter().any(|end| lower.ends_with(end))
        || (lower.starts_with('#') && lower.ends_with('#') && lower.len() > 2)
        || is_vim_swap(lower)
        || is_beside(lower)
        || (lower.starts_with(TEMP_PREFIX) && lower.ends_with(TEMP_SUFFIX))
}

/// `.name.swp`, and `.swo` to `.swa` when there are several.
fn is_vim_swap(lower: &str) -> bool {
    let extension = lower.rfind('.').map(|at| &lower[at + 1..]);
    let swap = extension.is_some_and(|ext| {
        ext.len() == 3 && ext.starts_with("sw") && ext.as_bytes()[2].is_ascii_lowercase()
    });
    swap && lower.starts_with('.')
}

/// Tells whether a file was written beside another, which it is to be renamed over: `x.md.sb-1a2b3c4d-Zz1234` by
/// programs of macOS, `x.md.tmp.123.456` by others, `sedAbC123` by sed.
fn is_beside(lower: &str) -> bool {
    let alphanumeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let saved = || {
        let (random, more) = lower.rsplit_once(".sb-")?.1.split_once('-')?;
        let hex = random.len() == 8 && random.bytes().all(|byte| byte.is_ascii_hexdigit());
        (hex && more.len() == 6 && alphanumeric(more)).then_some(())
    };
    let numbered = || {
        let numbers = lower.rsplit_once(".tmp.")?.1;
        let digits = numbers.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        (digits && !numbers.is_empty()).then_some(())
    };
    let seds = || {
        let random = lower.strip_prefix("sed")?;
        let has_digit = random.bytes().any(|byte| byte.is_ascii_digit());
        (random.len() == 6 && has_digit && alphanumeric(random)).then_some(())
    };
    saved().or_else(numbered).or_else(seds).is_some()
}

/// Returns the folder that holds what was said about one task, for a file that lies in it.
///
/// `tasks/ola-14-reconcile/…/x.md` gives `ola-14-reconcile`; so does the same below
/// `tasks/archive/2026-11/`. A folder counts only when its name could be a task's.
pub fn task_folder(path: &RepoPath) -> Option<&str> {
    let mut parts = path.parts();
    parts.next_back()?;
    if !is_tasks(parts.next()?) {
        return None;
    }
    parts.find(|part| names_task(part))
}

fn is_tasks(part: &str) -> bool {
    part.eq_ignore_ascii_case(TASKS) || part.to_lowercase() == "oppgaver"
}

/// Returns the id at the start of a file's or folder's name: `ola-14-reconcile` gives `ola-14`, an
/// instance of a routine `ola-3.2026-12-01` its whole name.
pub fn id_of_name(name: &str) -> Option<&str> {
    name.match_indices('-').find_map(|(at, _)| {
        let person = &name[..at];
        let named = person.starts_with(char::is_alphabetic)
            && person.chars().all(|c| c.is_alphanumeric() || c == '-');
        if named { id_at(name, at) } else { None }
    })
}

/// Returns the id whose number stands behind the dash at `dash`.
fn id_at(name: &str, dash: usize) -> Option<&str> {
    let digits = name[dash + 1..].bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 9 {
        return None;
    }
    let numbered = dash + 1 + digits;
    match name[numbered..].chars().next() {
        None | Some('-') => Some(&name[..numbered]),
        Some('.') => {
            let dated = numbered + 1 + "2026-12-01".len();
            let date = name.get(numbered + 1..dated)?;
            date.parse::<jiff::civil::Date>().ok()?;
            matches!(name[dated..].chars().next(), None | Some('-')).then(|| &name[..dated])
        }
        Some(_) => None,
    }
}

fn names_task(part: &str) -> bool {
    id_of_name(part).is_some()
}

/// Returns the folder in which what is said about the task at `task` belongs.
pub fn folder_for_replies(task: &RepoPath) -> RepoPath {
    RepoPath::in_folder(task.parent(), task.stem())
}

/// Returns the path for a new document; `id` is the number or the short name it got.
///
/// `None` for kinds that lie in a task's folder, whose names hold a time.
pub fn path_for(kind: &Kind, id: Option<&str>, title: &str) -> Option<RepoPath> {
    if kind.in_task_folder {
        return None;
    }
    if let Some(file) = kind.files.first() {
        return Some(RepoPath::new(file));
    }
    let slug = slug(title);
    let stem = match (kind.identity, id) {
        (Identity::Named, Some(id)) => id.to_owned(),
        (Identity::Numbered, Some(id)) if slug.is_empty() => id.to_owned(),
        (Identity::Numbered, Some(id)) => format!("{id}-{slug}"),
        _ if slug.is_empty() => kind.name.clone(),
        _ => slug,
    };
    let folder = kind.folder.as_deref().unwrap_or(&kind.name);
    Some(RepoPath::in_folder(folder, &format!("{stem}.md")))
}

/// Returns the name of a reply or review: `2026-11-24-091203-kari-confirm-7f3a.md`.
///
/// Only the last two bytes of `salt` count; they keep apart what one person writes in one second.
pub fn reply_name(at: DateTime, person: &str, what: &str, salt: u16) -> String {
    format!(
        "{}-{:02}{:02}{:02}-{person}-{what}-{salt:04x}.md",
        at.date(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// Reads the time that the name of a reply or review begins with; `None` where it has none.
pub fn reply_time(name: &str) -> Option<DateTime> {
    let (date, rest) = (name.get(..10)?, name.get(10..)?);
    let time = rest.strip_prefix('-')?.get(..6)?;
    let is_name = rest.get(7..).is_some_and(|rest| rest.starts_with('-'));
    let digits = time.bytes().all(|byte| byte.is_ascii_digit());
    let part = |at: usize| time[at..at + 2].parse().ok();
    if !is_name || !digits {
        return None;
    }
    let time = jiff::civil::Time::new(part(0)?, part(2)?, part(4)?, 0).ok()?;
    Some(date.parse::<jiff::civil::Date>().ok()?.to_datetime(time))
}

/// Returns the path of a conflict note; `hex` are its twelve digits.
pub fn conflict_path(document: &str, what: &str, hex: &str) -> RepoPath {
    let what = slug(what);
    let what = if what.is_empty() { "body" } else { &what };
    RepoPath::in_folder(CONFLICTS, &format!("{document}-{what}-{hex}.md"))
}

/// Makes a file name of a title: ASCII letters and digits with single dashes, at most 60 bytes,
/// cut between words.
///
/// `Regnskapet på plass: året 2026` gives `regnskapet-paa-plass-aaret-2026`.
pub fn slug(title: &str) -> String {
    let mut out = String::new();
    for c in title.nfc().flat_map(char::to_lowercase) {
        match c {
            'æ' | 'ä' => out.push_str("ae"),
            'ø' | 'ö' | 'œ' => out.push_str("oe"),
            'å' => out.push_str("aa"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'ð' | 'đ' => out.push('d'),
            'þ' => out.push_str("th"),
            'ł' => out.push('l'),
            '\'' | '’' => {}
            c if c.is_ascii_alphanumeric() => out.push(c),
            c => {
                let base = std::iter::once(c).nfd().find(|part| !is_combining_mark(*part));
                match base {
                    Some(base) if base.is_ascii_alphanumeric() => out.push(base),
                    _ if out.ends_with('-') || out.is_empty() => {}
                    _ => out.push('-'),
                }
            }
        }
    }
    let out = out.trim_end_matches('-');
    if out.len() <= SLUG_BYTES {
        return out.to_owned();
    }
    let cut = &out[..=SLUG_BYTES];
    match cut.rfind('-') {
        Some(at) if at > SLUG_BYTES / 2 => cut[..at].to_owned(),
        _ => out[..SLUG_BYTES].to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_ascii_and_short() {
        let check = |title: &str, expected: &str| assert_eq!(slug(title), expected, "{title}");
        check("Reconcile November", "reconcile-november");
        check("  Åpne dører: på Ås!", "aapne-doerer-paa-aas");
        check("Cafe\u{301} — naïve", "cafe-naive");
        check("Ola's list", "olas-list");
        check("日本", "");
        check("../../etc/passwd", "etc-passwd");
        let long = slug(&"a word and ".repeat(20));
        assert!(long.len() <= SLUG_BYTES && !long.ends_with('-'), "{long}");
        assert_eq!(slug(&"x".repeat(200)).len(), SLUG_BYTES);
    }

    #[test]
    fn local_names_are_known() {
        for name in [
            ".obsidian/workspace.json",
            "Today.md",
            "I dag.md",
            "today.md",
            "tasks/.x.md.swp",
            "tasks/x.md~",
            "~$brief.docx",
            ".~lock.brief.odt#",
            "tasks/.#x.md",
            "#x.md#",
            ".DS_Store",
            "a/Thumbs.db",
            "._x.md",
            "x.md.tmp",
            ".handover-ab12.tmp",
            "tasks/4913",
            "tasks/.x.md.kate-swp",
            "x.md.crswap",
            "x.md.sb-1a2b3c4d-zY1234",
            "x.md.tmp.123.456",
            "sedAbC123",
        ] {
            assert!(is_local_only(&RepoPath::new(name)), "{name}");
        }
        for name in [
            "tasks/4913/a.md",
            "old.bak/a.md",
            "tasks/Today.md",
            "tasks/ola-1.md",
            ".gitattributes",
            ".gitignore",
            "#1.md",
            "x.swp.md",
            "START-HERE.md",
            "attachments/answers.swf",
            "attachments/template.md",
            "attachments/x.sb-3.pdf",
            "attachments/x.tmp.2.pdf",
            "sedatives",
        ] {
            assert!(!is_local_only(&RepoPath::new(name)), "{name}");
        }
    }

    #[test]
    fn a_task_folder_is_told_by_its_name() {
        let check = |path: &str, expected: Option<&str>| {
            assert_eq!(task_folder(&RepoPath::new(path)), expected, "{path}");
        };
        check("tasks/ola-14-reconcile/2026-reply.md", Some("ola-14-reconcile"));
        check("tasks/ola-14/x.md", Some("ola-14"));
        check("tasks/archive/2026-11/ola-14-x/deep/er.md", Some("ola-14-x"));
        check("tasks/ola-3.2026-12-01-close/x.md", Some("ola-3.2026-12-01-close"));
        check("tasks/archive/2026-11/x.md", None);
        check("tasks/ola-14-reconcile.md", None);
        check("tasks/2026-11/x.md", None);
        check("briefs/ola-14-x/x.md", None);
    }

    #[test]
    fn an_id_stands_at_the_start_of_a_name() {
        let check = |name: &str, expected: Option<&str>| {
            assert_eq!(id_of_name(name), expected, "{name}");
        };
        check("ola-14-reconcile", Some("ola-14"));
        check("ola-14", Some("ola-14"));
        check("ola-3.2026-12-01", Some("ola-3.2026-12-01"));
        check("anne-marie-3-x", Some("anne-marie-3"));
        check("ola-14b", None);
        check("ola-x", None);
        check("reconcile", None);
        check("ola-3.2026-99-99", None);
    }

    #[test]
    fn names_of_replies_sort_by_time() {
        let at = jiff::civil::date(2026, 11, 24).at(9, 12, 3, 0);
        assert_eq!(
            reply_name(at, "kari", "confirm", 0x7f3a),
            "2026-11-24-091203-kari-confirm-7f3a.md"
        );
        assert_eq!(reply_time("2026-11-24-091203-kari-confirm-7f3a.md"), Some(at));
        for name in
            ["", "answer.md", "2026-11-24-0912.md", "2026-11-24-991203-x.md", "2026-11-24æ91203-x"]
        {
            assert_eq!(reply_time(name), None, "{name}");
        }
        assert_eq!(
            conflict_path("ola-11", "due", "3f2a91c04b7e").as_str(),
            "conflicts/ola-11-due-3f2a91c04b7e.md"
        );
    }
}
