use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::figures::Figures;
use crate::process::Watched;

/// Files are saved by turns in this many.
const FILES: usize = 300;
/// From one save to the next passes no more than this: at times the watch looks at what a change means
/// for the whole folder between two, and at times it is about to.
const PAUSE: u64 = 600;

/// Saves tasks again and again, half of the time so that something is wrong with them: into the file
/// itself, or beside it and over it, as editors do. Returns how long it took until that was told, and
/// how often the page was written, and written as it was.
pub(crate) fn measure(
    watched: &mut Watched,
    folder: &Path,
    count: usize,
) -> Outcome<(Figures, (usize, usize))> {
    let files = tasks(folder)?;
    let (mut figures, mut page, mut dice) = (Figures::default(), Page::of(folder), 17_u64);
    let mut roll = |below: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (dice >> 33) % below
    };
    for save in 0..count {
        let (path, text) = &files[save / 2 % files.len()];
        let broken = save % 2 == 0;
        let name = path.strip_prefix(folder)?.to_str().ok_or("a name in UTF-8")?;
        let wanted = format!("\"path\":\"{name}\"");
        let text = if broken {
            text.replacen("\ntitle:", "\nnote: a: b\ntitle:", 1)
        } else {
            text.clone()
        };
        let began = Instant::now();
        if roll(2) == 0 {
            fs::write(path, text)?;
        } else {
            let beside = path.with_extension("part");
            fs::write(&beside, text)?;
            fs::rename(&beside, path)?;
        }
        let told = watched.until(&["\"event\":\"diagnostics\"", &wanted])?;
        figures.add(told.duration_since(began));
        std::thread::sleep(Duration::from_millis(roll(PAUSE)));
        page.look();
    }
    // What the last ones mean for the page is told by then.
    std::thread::sleep(Duration::from_secs(20));
    page.look();
    Ok((figures, (page.written, page.same)))
}

/// Finds tasks that can be broken.
fn tasks(folder: &Path) -> Outcome<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.join("tasks")];
    while let Some(next) = folders.pop() {
        let mut entries: Vec<PathBuf> = fs::read_dir(next)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        entries.sort();
        let mut taken = 0;
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if taken < 20
                && path.extension().is_some_and(|end| end == "md")
                && let Ok(text) = fs::read_to_string(&path)
                && text.starts_with("---\n")
                && text.contains("\nid: ")
                && text.contains("\ntitle:")
                && text.len() < 8_000
            {
                taken += 1;
                found.push((path, text));
            }
        }
        if found.len() > FILES {
            break;
        }
    }
    if found.is_empty() { Err("no task to save".into()) } else { Ok(found) }
}

/// The page of whoever works there.
struct Page {
    path: PathBuf,
    text: Option<String>,
    /// It is put in its place anew whenever it is written.
    inode: u64,
    written: usize,
    same: usize,
}

impl Page {
    fn of(folder: &Path) -> Self {
        let path = folder.join("Today.md");
        let mut page = Self { path, text: None, inode: 0, written: 0, same: 0 };
        page.look();
        page.written = 0;
        page
    }

    fn look(&mut self) {
        use std::os::unix::fs::MetadataExt;
        let Ok(metadata) = fs::metadata(&self.path) else { return };
        if metadata.ino() == self.inode {
            return;
        }
        let text = fs::read_to_string(&self.path).ok();
        self.written += 1;
        self.same += usize::from(text == self.text);
        self.inode = metadata.ino();
        self.text = text;
    }
}
