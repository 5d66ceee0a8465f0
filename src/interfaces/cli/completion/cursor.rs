//! What stands at the cursor of a command line.

use clap::{Arg, ArgAction, Command};

/// What the word at the cursor is, and in which folder the command would work.
pub(super) struct Here<'a> {
    pub(super) cursor: Cursor<'a>,
    /// As `-C` names it.
    pub(super) folder: Option<&'a str>,
}

/// What the word at the cursor is.
pub(super) enum Cursor<'a> {
    /// The name of a command.
    Command,
    /// The name of an option of one of these.
    Option(Vec<&'a Command>),
    /// The value of an option, or an argument.
    Value {
        command: &'a Command,
        argument: &'a Arg,
        /// What stands before the value in the same word: `--format=`.
        lead: &'a str,
        typed: &'a str,
        /// The arguments before it that are no options.
        words: Vec<&'a str>,
    },
    /// Nothing is known of it.
    Nowhere,
}

/// What the words before the cursor have settled.
struct Before<'a> {
    root: &'a Command,
    command: Option<&'a Command>,
    /// The option whose value comes next.
    awaits: Option<&'a Arg>,
    /// Only arguments follow.
    closed: bool,
    words: Vec<&'a str>,
    folder: Option<&'a str>,
}

/// Finds what `typed` is behind the words `before`, the first of which is the program.
pub(super) fn find<'a>(typed: &'a str, before: &'a [String], root: &'a Command) -> Here<'a> {
    let mut state = Before {
        root,
        command: None,
        awaits: None,
        closed: false,
        words: Vec::new(),
        folder: None,
    };
    let Some((_, rest)) = before.split_first() else {
        return Here { cursor: Cursor::Nowhere, folder: None };
    };
    for word in rest {
        if !state.take(word) {
            return Here { cursor: Cursor::Nowhere, folder: None };
        }
    }
    Here { folder: state.folder, cursor: state.at(typed) }
}

impl<'a> Before<'a> {
    /// Goes on behind a word; `false` where there is no such command.
    fn take(&mut self, word: &'a str) -> bool {
        if let Some(option) = self.awaits.take() {
            if option.get_short() == Some('C') {
                self.folder = Some(word);
            }
        } else if self.closed {
            self.words.push(word);
        } else if word == "--" {
            self.closed = true;
        } else if let Some(option) = self.option(word) {
            let apart = takes_value(option) && !word.contains('=');
            self.awaits = apart.then_some(option);
        } else if self.command.is_none() && !word.starts_with('-') {
            self.command = self.root.find_subcommand(word);
            return self.command.is_some();
        } else {
            self.words.push(word);
        }
        true
    }

    fn at(self, typed: &'a str) -> Cursor<'a> {
        let value = |this: Self, command, argument, lead, typed| Cursor::Value {
            command,
            argument,
            lead,
            typed,
            words: this.words,
        };
        let command = self.command.unwrap_or(self.root);
        if let Some(option) = self.awaits {
            return value(self, command, option, "", typed);
        }
        if !self.closed && typed.starts_with("--") {
            if let Some(at) = typed.find('=') {
                let Some(option) = self.option(typed).filter(|one| takes_value(one)) else {
                    return Cursor::Nowhere;
                };
                let (lead, typed) = typed.split_at(at + 1);
                return value(self, command, option, lead, typed);
            }
            return Cursor::Option(self.commands());
        }
        if self.command.is_none() {
            return if typed.starts_with('-') {
                Cursor::Option(self.commands())
            } else {
                Cursor::Command
            };
        }
        match self.positional(command) {
            // What begins with a hyphen is an option, but for words that may.
            Some(argument)
                if self.closed
                    || !typed.starts_with('-')
                    || argument.is_allow_hyphen_values_set() =>
            {
                value(self, command, argument, "", typed)
            }
            _ if typed.starts_with('-') => Cursor::Option(self.commands()),
            _ => Cursor::Nowhere,
        }
    }

    /// The argument that comes next; the last one again and again where it takes several.
    fn positional(&self, command: &'a Command) -> Option<&'a Arg> {
        let all: Vec<&Arg> = command.get_positionals().filter(|one| !one.is_hide_set()).collect();
        let last = all.last().filter(|one| matches!(one.get_action(), ArgAction::Append));
        all.get(self.words.len()).or(last).copied()
    }

    fn commands(&self) -> Vec<&'a Command> {
        self.command.into_iter().chain([self.root]).collect()
    }

    fn option(&self, word: &str) -> Option<&'a Arg> {
        let mut commands = self.commands().into_iter();
        commands.find_map(|command| crate::interfaces::cli::words::option(word, command))
    }
}

fn takes_value(option: &Arg) -> bool {
    option.get_action().takes_values()
}
