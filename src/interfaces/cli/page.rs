//! `docs/commands.md`, made from the arguments themselves.

use std::fmt::Write;

use clap::{Arg, Command, CommandFactory};

use super::args::Cli;
use super::help::GROUPS;

const INTRODUCTION: &str = "# Commands

This page is made from the program's own help (`UPDATE_DOCS=1 cargo test --lib page`).

- `-C DIR` works in another folder, `--color auto|always|never` decides on colour; both may stand before or behind any
  command. `NO_COLOR` and `TERM=dumb` are respected.
- The workspace is found by walking up from the current folder to the one with `workspace.yml`.
- Who you are comes from git's `user.email` in the clone, looked up in `people/`.
- ID is an id, an unambiguous part of one, or a path.
- Exit code 0: done, warnings included. 1: done, and there is something to look at: `check` found errors, something was
  held back or is in conflict, or the remote was out of reach. 2: it could not run, was stopped or refused; the reason is
  on standard error.
";

fn page() -> String {
    let mut command = Cli::command();
    command.build();
    let mut page = INTRODUCTION.to_owned();
    for (title, names) in GROUPS {
        let _ = write!(page, "\n## {title}\n");
        for name in *names {
            let sub = command.find_subcommand_mut(name).expect("help lists only what there is");
            describe(&mut page, sub);
        }
    }
    page
}

fn describe(page: &mut String, command: &mut Command) {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").to_owned();
    let about = command.get_long_about().or(command.get_about());
    let about = about.map(ToString::to_string).unwrap_or_default();
    let _ = write!(page, "\n### {}\n\n{}\n\n", command.get_name(), sentences(&about));
    let _ = write!(page, "```text\n{usage}\n```\n\n");
    let own = |arg: &&Arg| !arg.is_global_set() && !arg.is_hide_set() && arg.get_id() != "help";
    let mut listed = false;
    for arg in command.get_arguments().filter(own) {
        listed = true;
        let _ = writeln!(page, "- {}", described(arg));
    }
    if listed {
        page.push('\n');
    }
    let example = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let _ = write!(page, "```text\n{}\n```\n", example.trim_end());
}

fn described(arg: &Arg) -> String {
    let mut text = format!("`{}`", spelled(arg));
    let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
    let _ = write!(text, ": {}", sentences(&help).replace("\n\n", " "));
    let values: Vec<String> =
        arg.get_possible_values().iter().map(|value| format!("`{}`", value.get_name())).collect();
    if !values.is_empty() && arg.get_action().takes_values() {
        let _ = write!(text, " One of {}.", values.join(", "));
    }
    if let [default] = arg.get_default_values()
        && arg.get_action().takes_values()
    {
        let _ = write!(text, " Without it: `{}`.", default.to_string_lossy());
    }
    text
}

fn spelled(arg: &Arg) -> String {
    match (arg.get_short(), arg.get_long()) {
        (Some(short), Some(_)) => format!("-{short}, {arg}"),
        _ => arg.to_string(),
    }
}

/// Ends the first line, which help shows without a full stop, with one.
fn sentences(help: &str) -> String {
    let (first, rest) = help.split_once('\n').unwrap_or((help, ""));
    let stop = if first.ends_with(['.', ':', '!', '?']) { "" } else { "." };
    let rest = if rest.is_empty() { String::new() } else { format!("\n{rest}") };
    format!("{first}{stop}{rest}")
}

/// `UPDATE_DOCS=1` writes the page anew.
#[test]
fn the_page_on_commands_is_in_step() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/commands.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &page).expect("the page can be written");
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == page, "docs/commands.md is old; run UPDATE_DOCS=1 cargo test --lib page");
}
