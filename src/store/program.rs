//! Other programs, which know nothing of what this one has set for itself.

use std::ffi::OsStr;
use std::process::Command;

/// Where the allocator reads, as a program begins, how long it keeps free memory from the system.
pub const KEPT_MEMORY: &str = "MIMALLOC_PURGE_DELAY";

/// Where it reads whether it takes memory in pieces of two megabytes, where the system has such.
pub const HUGE_PAGES: &str = "MIMALLOC_ALLOW_THP";

/// Begins to run another program.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    for own in [KEPT_MEMORY, HUGE_PAGES] {
        command.env_remove(own);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_for_this_program_alone_goes_no_further() {
        let git = program("git");
        let taken_out: Vec<&OsStr> =
            git.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        assert_eq!(taken_out, [HUGE_PAGES, KEPT_MEMORY]);
    }
}
