//! Arguments that are words of the user's own, with options anywhere among them.
//!
//! A query may hold `-kind:brief`, so a command that takes one lets words begin with a hyphen, and
//! then takes an option behind the first word for a word too. Options are therefore put first.

use std::ffi::OsString;

use clap::{Arg, Command};

use super::Hint;
use crate::schema::{nearest, question};

/// Returns the arguments of the process with the options before the words, where a command takes
/// words that may begin with a hyphen. What stands behind `--` is words.
pub(super) fn options_first(args: Vec<OsString>, command: &Command) -> Vec<OsString> {
    let Some(at) = subcommand(&args, command) else { return args };
    let named = args[at].to_str().and_then(|name| command.find_subcommand(name));
    let takes_words = |one: &Command| one.get_positionals().any(Arg::is_allow_hyphen_values_set);
    let Some(sub) = named.filter(|one| takes_words(one)) else { return args };
    let mut args = args.into_iter();
    let mut first: Vec<OsString> = args.by_ref().take(at + 1).collect();
    let mut words = Vec::new();
    while let Some(arg) = args.next() {
        let Some(text) = arg.to_str() else {
            words.push(arg);
            continue;
        };
        if text == "--" {
            words.push(arg);
            words.extend(args.by_ref());
            break;
        }
        let option = option(text, sub).or_else(|| option(text, command));
        match option {
            Some(option) => {
                let apart = option.get_action().takes_values() && !text.contains('=');
                first.push(arg);
                first.extend(apart.then(|| args.next()).flatten());
            }
            None if matches!(text, "-h" | "--help") => first.push(arg),
            None => words.push(arg),
        }
    }
    first.extend(words);
    first
}

/// Returns the arguments with `help` and what stands behind it as the option that every command has:
/// `help sync` is `sync --help`.
pub(super) fn help_as_option(mut args: Vec<OsString>, command: &Command) -> Vec<OsString> {
    if let Some(at) = subcommand(&args, command).filter(|at| args[*at] == "help") {
        args.remove(at);
        args.push("--help".into());
    }
    args
}

/// Finds the subcommand behind the options that stand before it.
fn subcommand(args: &[OsString], command: &Command) -> Option<usize> {
    let mut at = 1;
    loop {
        let text = args.get(at)?.to_str()?;
        if !text.starts_with('-') {
            return Some(at);
        }
        let apart = option(text, command)
            .is_some_and(|option| option.get_action().takes_values() && !text.contains('='));
        at += if apart { 2 } else { 1 };
    }
}

/// Finds the option that an argument names, by itself or with a value behind `=`.
pub(super) fn option<'a>(text: &str, command: &'a Command) -> Option<&'a Arg> {
    command.get_arguments().find(|arg| match text.strip_prefix("--") {
        Some(long) => arg.get_long() == Some(long.split('=').next().unwrap_or(long)),
        None => {
            arg.get_short().is_some_and(|short| text.strip_prefix('-') == Some(&*short.to_string()))
        }
    })
}

/// Puts the words of a query together.
///
/// # Errors
/// When one of them looks like an option, and is none of `options`.
pub(super) fn query(words: &[String], options: &[&str]) -> anyhow::Result<String> {
    if let Some(word) = words.iter().find(|word| word.starts_with("--") && word.len() > 2) {
        let name = word.split('=').next().unwrap_or(word);
        let hint = question(&nearest(name, options.iter().copied()), "");
        let hint = hint.unwrap_or_else(|| format!("options are {}", options.join(", ")));
        return Err(anyhow::anyhow!("there is no option `{name}` here")).hint(hint);
    }
    Ok(words.join(" "))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::interfaces::cli::args::Cli;

    #[track_caller]
    fn check(given: &str, expected: &str) {
        let mut command = Cli::command();
        command.build();
        let given = given.split(' ').map(OsString::from).collect();
        let found: Vec<String> = options_first(given, &command)
            .into_iter()
            .map(|arg| arg.to_string_lossy().into_owned())
            .collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn options_come_before_words() {
        check("h list a -b:c --json d", "h list --json a -b:c d");
        check("h list a --format csv -x -C dir y", "h list --format csv -C dir a -x y");
        check("h -C dir list a --format=csv", "h -C dir list --format=csv a");
        check("h --color=never list a --help", "h --color=never list --help a");
        check("h --color never list a -h", "h --color never list -h a");
        check("h list a -- --json", "h list a -- --json");
        check("h list a --format", "h list --format a");
        check("h show a --json", "h show a --json");
        check("h", "h");
        check("h --json", "h --json");
    }

    #[test]
    fn help_is_an_option_of_every_command() {
        let check = |given: &str, expected: &str| {
            let given = given.split(' ').map(OsString::from).collect();
            assert_eq!(help_as_option(given, &Cli::command()).join(" ".as_ref()), expected);
        };
        check("h help", "h --help");
        check("h help sync", "h sync --help");
        check("h -C dir help sync", "h -C dir sync --help");
        check("h list help", "h list help");
        check("h", "h");
    }

    #[test]
    fn what_looks_like_an_option_is_no_word() {
        let read = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            query(&words, &["--json", "--format"])
        };
        assert_eq!(read(&["a", "-b", "--"]).expect("words"), "a -b --");
        assert!(read(&["a", "--jsn"]).is_err());
        assert!(read(&["--formt=csv"]).is_err());
    }
}
