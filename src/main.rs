//! The program: everything is in the library.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// What commands do most is to take small pieces of memory and give them back, in several threads at once.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    handover::interfaces::main()
}
