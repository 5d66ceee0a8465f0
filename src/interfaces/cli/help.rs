//! The order of the commands in `--help`: what is used daily first, plumbing last.

use std::fmt::Write;

use clap::Command;

/// The commands by heading, in the order in which help shows them.
///
/// Every command stands here once; a test sees to it. Those of a feature that is left out are skipped.
pub(super) const GROUPS: &[(&str, &[&str])] = &[
    (
        "Every day",
        &[
            "today", "sync", "list", "board", "search", "show", "new", "edit", "set", "check",
            "watch", "status",
        ],
    ),
    ("The assignee", &["confirm", "ask", "propose", "start", "progress", "deliver", "decline"]),
    (
        "The sender",
        &[
            "send", "correct", "answer", "accept", "return", "pause", "resume", "cancel", "reopen",
            "reassign", "praise",
        ],
    ),
    ("By mail", &["export", "capture"]),
    ("Looking back", &["log", "changes", "diff"]),
    ("When it is needed", &["links", "resolve", "undo", "explain", "allow"]),
    ("Setting up", &["demo", "init", "invite", "join"]),
    ("Upkeep and plumbing", &["doctor", "schema", "completions", "merge-driver", "hook"]),
];

/// Gives `command` a help that lists the subcommands by [`GROUPS`].
pub(super) fn arranged(command: Command) -> Command {
    let heading = *command.get_styles().get_header();
    let literal = *command.get_styles().get_literal();
    let width = command.get_subcommands().map(|one| one.get_name().len()).max().unwrap_or(0);
    let mut listing = String::new();
    for (title, names) in GROUPS {
        let known = || names.iter().filter_map(|name| Some((name, command.find_subcommand(name)?)));
        if known().next().is_none() {
            continue;
        }
        let _ = writeln!(listing, "{heading}{title}:{heading:#}");
        for (name, found) in known() {
            let about = found.get_about().map(ToString::to_string).unwrap_or_default();
            let gap = " ".repeat(width - name.len().min(width));
            let _ = writeln!(listing, "  {literal}{name}{literal:#}{gap}  {about}");
        }
        listing.push('\n');
    }
    command.help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{listing}\
         {heading}Options:{heading:#}\n{{options}}\n\n\
         `handover COMMAND --help` tells more of a command, with an example.\n"
    ))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::interfaces::cli::args::Cli;

    #[test]
    fn every_command_stands_in_the_help_once() {
        let mut listed: Vec<&str> =
            GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let command = Cli::command();
        let mut known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        if cfg!(not(feature = "mail")) {
            listed.retain(|name| known.contains(name));
        }
        listed.sort_unstable();
        known.sort_unstable();
        assert_eq!(listed, known);
    }

    #[test]
    fn every_command_says_what_it_does_and_shows_an_example() {
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.is_empty() && !about.ends_with('.'), "{name}: {about:?}");
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(after.contains(&format!("handover {name}")), "{name} shows no example");
        }
    }

    #[test]
    fn the_arguments_are_sound() {
        arranged(Cli::command()).debug_assert();
    }
}
