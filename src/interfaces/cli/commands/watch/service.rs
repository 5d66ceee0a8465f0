use std::io::Write;

use super::Args;
use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::service::{Kept, Of, Service, ServiceError, System};
use crate::store::home::Home;
use crate::store::registry::Registry;
use crate::text::harmless;
use crate::workspace::Workspace;

/// What is to be done about the watch that the system keeps running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Install,
    Status,
    Stop,
}

pub(super) fn run(deed: Deed, args: &Args, globals: &Globals) -> anyhow::Result<Exit> {
    let home = Home::of_user().ok_or(ServiceError::NoHome)?;
    let mut service = service(args.all, globals)?;
    if args.notify {
        service.command.push("--notify".to_owned());
    }
    let file = service.file(&home);
    let mut out = globals.out();
    let exit = match deed {
        Deed::Install => match service.install(&home)? {
            Kept::Done => {
                writeln!(out, "{} runs, and begins whenever you log in", service.name)?;
                Exit::Done
            }
            Kept::Unstarted { said, command } => {
                writeln!(out, "written to {}, but not begun", file.display())?;
                writeln!(out, "  {}: {}", harmless(&command), harmless(&said))?;
                Exit::Attention
            }
        },
        Deed::Status => {
            let (runs, said) = service.state();
            let word = if runs { "runs" } else { "does not run" };
            writeln!(out, "{} {word} ({})", service.name, harmless(&said))?;
            if runs { Exit::Done } else { Exit::Attention }
        }
        Deed::Stop => match service.remove(&home)? {
            (false, _) => {
                writeln!(out, "{} was not installed", service.name)?;
                Exit::Done
            }
            (true, Kept::Done) => {
                writeln!(out, "{} has ended, and begins no more", service.name)?;
                Exit::Done
            }
            (true, Kept::Unstarted { said, command }) => {
                writeln!(out, "{} begins no more; it may still run", service.name)?;
                writeln!(out, "  {}: {}", harmless(&command), harmless(&said))?;
                Exit::Attention
            }
        },
    };
    out.finish()?;
    Ok(exit)
}

fn service(all: bool, globals: &Globals) -> anyhow::Result<Service> {
    let system = System::here().ok_or(ServiceError::NoSystem)?;
    let program = globals.environment.program.as_deref();
    let program = program.and_then(|path| std::fs::canonicalize(path).ok());
    let Some(program) = program else { anyhow::bail!("it is not known where this program lies") };
    if all {
        return Ok(Service::of(system, &program, Of::All)?);
    }
    let workspace = Workspace::require(&globals.directory)
        .hint("go into a workspace, name one with -C DIR, or take all of them with --all")?;
    let root = workspace.root();
    let listed = Registry::of_user().and_then(|registry| registry.read().ok());
    let listed = listed.into_iter().flatten().find(|(_, path)| path == root);
    let folder = || root.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = listed.map(|(name, _)| name).or_else(folder).unwrap_or_default();
    Ok(Service::of(system, &program, Of::One(&name, root))?)
}
