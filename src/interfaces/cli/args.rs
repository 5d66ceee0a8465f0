use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use super::commands::Command;

/// Hand work to a remote assistant, and know that it was understood
#[derive(Parser)]
#[command(name = "handover", version, max_term_width = 100, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) globals: GlobalArgs,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What may stand before or behind every command, as it was given.
#[derive(clap::Args)]
pub(super) struct GlobalArgs {
    /// Work in this folder instead of the current one
    #[arg(short = 'C', value_name = "DIR", global = true, hide_short_help = false)]
    pub(super) directory: Option<PathBuf>,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(super) color: ColorArg,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorArg {
    Auto,
    Always,
    Never,
}
