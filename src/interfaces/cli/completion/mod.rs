//! What a shell offers when Tab is pressed: the script for each shell, and the answers that the
//! script asks for.
//!
//! clap_complete can answer shells too (`unstable-dynamic`), but takes bash's division of a line at
//! `:` and `=`, on which every query and every `key=value` fails, and hands out names that a shell
//! would run. So the scripts hand the line over as it is, and nothing is offered that a shell reads
//! as more than a word.

mod cursor;
mod line;

use std::ffi::OsString;
use std::path::Path;

use clap::Command;
use clap_complete::Shell;

use crate::ops::complete::{Offers, Sought};
use crate::query::Offer;
use crate::text::harmless;
use cursor::{Cursor, Here};

/// Returns the script that makes a shell ask us; `None` for a shell that asks nobody.
pub(super) fn script(shell: Shell) -> Option<&'static str> {
    match shell {
        Shell::Bash => Some(include_str!("bash.sh")),
        Shell::Fish => Some(include_str!("fish.fish")),
        Shell::PowerShell => Some(include_str!("powershell.ps1")),
        Shell::Zsh => Some(include_str!("zsh.zsh")),
        _ => None,
    }
}

/// Answers a script: what may stand at the end of what was typed, a line each.
///
/// Bash and PowerShell hand over the whole line, bash with the part of the last word that an answer
/// takes the place of; the others hand over the words. `current` is the folder that the shell is in.
pub(super) fn answer(
    shell: Shell,
    given: &[OsString],
    command: &Command,
    current: &Path,
) -> Vec<String> {
    let given: Vec<String> = given.iter().map(|one| one.to_string_lossy().into_owned()).collect();
    let mut kept = 0;
    let words = match shell {
        Shell::Bash | Shell::PowerShell => {
            let [typed, rest @ ..] = given.as_slice() else { return Vec::new() };
            let words = line::words(typed, shell == Shell::Bash);
            let replaced = rest.first().map_or("", String::as_str);
            let last = words.last().map_or("", String::as_str);
            let before = last.strip_suffix(replaced).filter(|_| !rest.is_empty());
            kept = before.unwrap_or_default().len();
            words
        }
        _ => given,
    };
    let Some((typed, before)) = words.split_last() else { return Vec::new() };
    let offers = offers(typed, before, command, current);
    let safe = offers.iter().filter(|one| is_plain(&one.text));
    safe.map(|one| written(one, shell, kept)).collect()
}

/// Writes an offer as the script of a shell reads it, without what is kept of the word before.
fn written(offer: &Offer, shell: Shell, kept: usize) -> String {
    let help = harmless(&offer.help).replace(['\n', '\t'], " ");
    let described = |between: char, text: &str| match help.is_empty() {
        true => text.to_owned(),
        false => format!("{text}{between}{help}"),
    };
    match shell {
        Shell::Bash => offer.text.get(kept..).unwrap_or(&offer.text).to_owned(),
        Shell::Zsh => {
            let sign = if offer.open { '+' } else { '-' };
            format!("{sign}{}", described(':', &offer.text.replace(':', "\\:")))
        }
        _ => described('\t', &offer.text),
    }
}

/// Tells whether every shell takes a text for one word and nothing else.
fn is_plain(text: &str) -> bool {
    let plain = |each: char| each.is_alphanumeric() || "-_./:@,=+".contains(each);
    !text.is_empty() && text.chars().all(plain)
}

fn offers(typed: &str, before: &[String], command: &Command, current: &Path) -> Vec<Offer> {
    let Here { cursor, folder } = cursor::find(typed, before, command);
    let directory = folder.map_or_else(|| current.to_owned(), |folder| current.join(folder));
    match cursor {
        Cursor::Command => {
            named(typed, command.get_subcommands().map(|one| (one.get_name(), one.get_about())))
        }
        Cursor::Option(commands) => {
            let arguments = commands.iter().flat_map(|one| one.get_arguments());
            let longs = arguments.filter(|one| !one.is_hide_set());
            let longs =
                longs.filter_map(|one| Some((format!("--{}", one.get_long()?), one.get_help())));
            let longs: Vec<_> = longs.collect();
            named(typed, longs.iter().map(|(long, help)| (long.as_str(), *help)))
        }
        Cursor::Value { command, argument, lead, typed, words } => {
            let values = argument.get_possible_values();
            let shown = values.iter().filter(|one| !one.is_hide_set());
            let found = match sought(command, argument, &words) {
                _ if argument.get_action().takes_values() && !values.is_empty() => {
                    named(typed, shown.map(|one| (one.get_name(), one.get_help())))
                }
                Some(sought) => asked(sought, typed, &words, &directory),
                None => Vec::new(),
            };
            found.into_iter().map(|one| one.behind(lead)).collect()
        }
        Cursor::Nowhere => Vec::new(),
    }
}

/// What a value is to be, by what the help calls it.
#[derive(Clone, Copy)]
enum Wish {
    Plain(Sought<'static>),
    /// `key=value` of the document, or the kind, that stands before it.
    Change,
}

fn sought(command: &Command, argument: &clap::Arg, words: &[&str]) -> Option<Wish> {
    let name = argument.get_value_names()?.first()?.as_str();
    Some(match (name, command.get_name()) {
        ("ID" | "ID:LINE" | "REPLY", _) => Wish::Plain(Sought::Document),
        // A reply and a review are called by their task.
        ("TITLE", "new") if words.first().is_some_and(|kind| says_of_a_task(kind)) => {
            Wish::Plain(Sought::Task)
        }
        ("QUERY", _) | ("TEXT", "search") => Wish::Plain(Sought::Term),
        ("KIND", _) => Wish::Plain(Sought::Kind),
        ("CODE", _) => Wish::Plain(Sought::Rule),
        ("PERSON", _) => Wish::Plain(Sought::Person),
        ("KEY", _) => Wish::Plain(Sought::Key),
        ("KEYS", _) => Wish::Plain(Sought::Keys),
        ("TYPE", _) => Wish::Plain(Sought::Value { kind: "reply", key: "type" }),
        ("KEY=VALUE", _) => Wish::Change,
        _ => return None,
    })
}

fn says_of_a_task(kind: &str) -> bool {
    let kind = crate::schema::Schema::builtin().kind(kind);
    kind.is_some_and(|kind| kind.in_task_folder)
}

fn asked(wish: Wish, typed: &str, words: &[&str], directory: &Path) -> Vec<Offer> {
    let offers = Offers::at(directory);
    match wish {
        Wish::Plain(sought) => offers.of(sought, typed),
        Wish::Change => {
            let first = words.first();
            let of_document = first.and_then(|id| offers.kind_of(id));
            let kind = first.and_then(|kind| offers.kind_called(kind)).map(str::to_owned);
            let kind = of_document.or(kind);
            offers.of(Sought::Change { kind: kind.as_deref() }, typed)
        }
    }
}

fn named<'a>(
    typed: &str,
    all: impl Iterator<Item = (&'a str, Option<&'a clap::builder::StyledStr>)>,
) -> Vec<Offer> {
    let fitting = all.filter(|(name, _)| name.starts_with(typed));
    let offer = |(name, help): (&str, Option<&clap::builder::StyledStr>)| Offer {
        text: name.to_owned(),
        help: help.map(ToString::to_string).unwrap_or_default(),
        open: false,
    };
    fitting.map(offer).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::interfaces::cli::args::Cli;

    fn answers(shell: Shell, given: &[&str]) -> Vec<String> {
        let mut command = Cli::command();
        command.build();
        let given: Vec<OsString> = given.iter().map(OsString::from).collect();
        answer(shell, &given, &command, Path::new("/nowhere"))
    }

    /// Bash hands over a line, and the part of it that would be replaced: behind the last `:`, `=`
    /// or blank, where there are no quotes.
    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let replaced = line.rsplit([':', '=', ' ']).next().unwrap_or_default();
        assert_eq!(answers(Shell::Bash, &[line, replaced]), expected, "{line}");
    }

    #[test]
    fn what_needs_no_workspace_is_offered_anywhere() {
        check("handover sea", &["search"]);
        check("handover -C /x boa", &["board"]);
        check("handover explain vague", &["vague-deadline"]);
        check("handover list --for", &["--format"]);
        check("handover list --format cs", &["csv"]);
        check("handover list --format=cs", &["csv"]);
        check("handover list -- --for", &[]);
        check("handover --colo", &["--color"]);
        check("handover --color alw", &["always"]);
        check("handover new reply x --type conf", &["confirm"]);
        check("handover new retro", &["retrospective"]);
        check("handover new task x -f prio", &["priority="]);
        check("handover new task x -f priority=h", &["high"]);
        check("handover list november stat", &["status:"]);
        check("handover list status:dra", &["draft"]);
        check("handover list -status:sent,dra", &["sent,draft"]);
        check("handover board --by wait", &["waiting"]);
        check("handover list --columns id,tit", &["id,title"]);
        check("handover nosuch x", &[]);
        check("handover show", &["show"]);
        check("handover", &[]);
        check("", &[]);
        assert_eq!(
            answers(Shell::Bash, &["handover list 'status:dra", "'status:dra"]),
            ["status:draft"]
        );
        check("handover check ", &[]);
    }

    #[test]
    fn each_shell_gets_its_own_form() {
        let fish = answers(Shell::Fish, &["handover", "explain", "vague"]);
        assert!(fish[0].starts_with("vague-deadline\t"), "{fish:?}");
        assert_eq!(
            answers(Shell::Zsh, &["handover", "list", "limi"])[0]
                .split_once("\\::")
                .map(|one| one.0),
            Some("+limit")
        );
        let whole = answers(Shell::Zsh, &["handover", "list", "status:dra"]);
        assert_eq!(whole, ["-status\\:draft"]);
        assert_eq!(answers(Shell::PowerShell, &["handover list status:dra"]), ["status:draft"]);
        assert!(answers(Shell::Bash, &[]).is_empty());
    }

    /// FAILURES 50: what is put on a command line is run when Enter is pressed.
    #[test]
    fn nothing_is_offered_that_a_shell_reads_as_more_than_a_word() {
        for text in ["$(reboot)", "a b", "a;b", "a\u{1b}[2J", "*", "a'b", "~x", "a\u{202e}b", ""] {
            assert!(!is_plain(text), "{text:?}");
        }
        for text in ["ola-14", "blåbær", "status:sent,draft", "@urgent", "a/b.md", "key=value"] {
            assert!(is_plain(text), "{text:?}");
        }
        let offer = Offer { text: "a".to_owned(), help: "\u{1b}]0;x\n\t".to_owned(), open: false };
        assert_eq!(written(&offer, Shell::Fish, 0), "a\t␛]0;x  ");
    }
}
