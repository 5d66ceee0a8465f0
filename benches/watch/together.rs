use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::figures::Figures;
use crate::process::Watched;

/// A file that has not come by then will not.
const LONGEST: Duration = Duration::from_secs(300);
/// How often it is looked for.
const STEP: Duration = Duration::from_millis(5);

/// Saves by turns in one of two folders that share by themselves; tells how long it took until the file
/// was in the other.
pub(crate) fn measure(
    program: &str,
    folders: [&Path; 2],
    saves: &str,
    more: &[&str],
) -> Outcome<()> {
    let args: Vec<&str> = [&["--sync"][..], more].concat();
    let watched: Vec<(Watched, Duration)> = folders
        .iter()
        .map(|folder| Watched::start(program, folder, &args))
        .collect::<Outcome<_>>()?;
    // Both have fetched once before anything is saved.
    std::thread::sleep(Duration::from_secs(20));
    let (mut figures, mut dice) = (Figures::default(), 29_u64);
    for save in 0..saves.parse::<usize>()? {
        let (from, to) = (folders[save % 2], folders[(save + 1) % 2]);
        let name = format!("briefs/measured-{save}.md");
        let began = Instant::now();
        fs::write(from.join(&name), format!("Measured, {save}.\n"))?;
        while !to.join(&name).exists() {
            if began.elapsed() > LONGEST {
                return Err(format!("{name} has not come").into());
            }
            std::thread::sleep(STEP);
        }
        figures.add(began.elapsed());
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        std::thread::sleep(Duration::from_millis((dice >> 33) % 10_000));
    }
    println!("| save here to file there, `watch {}` | {figures} | | |", args.join(" "));
    drop(watched);
    Ok(())
}
