//! One command a file: arguments to options, plain data to text.
//!
//! A new command is its file, a line here and its name in `help::GROUPS`.

pub(super) mod completions;
pub(super) mod init;
pub(super) mod join;
pub(super) mod sync;

use clap::Subcommand;

use super::{Exit, Globals};

macro_rules! commands {
    ($($variant:ident = $module:ident,)*) => {
        /// What the program can do.
        #[derive(Subcommand)]
        pub(super) enum Command {
            $($variant(Box<$module::Args>),)*
        }

        impl Command {
            pub(super) fn run(self, globals: &Globals) -> anyhow::Result<Exit> {
                match self {
                    $(Self::$variant(args) => $module::run(*args, globals),)*
                }
            }
        }
    };
}

commands! {
    Completions = completions,
    Init = init,
    Join = join,
    Sync = sync,
}
