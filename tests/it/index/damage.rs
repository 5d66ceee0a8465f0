//! What may happen to the cache.

use std::path::PathBuf;

use crate::support::Dice;

/// A cache of a git folder, and what it once was.
pub(crate) struct Kept {
    folder: PathBuf,
    old: Option<Vec<u8>>,
}

impl Kept {
    pub(crate) fn new(git_dir: PathBuf) -> Self {
        Self { folder: git_dir.join("handover/cache"), old: None }
    }

    /// Does something to the cache that no program of ours does.
    pub(crate) fn harm(&mut self, dice: &mut Dice) -> &'static str {
        let file = self.folder.join("index.db");
        let Ok(bytes) = std::fs::read(&file) else { return "there is no cache to harm" };
        match dice.below(6) {
            0 => {
                let mut bytes = bytes;
                for _ in 0..1 + dice.below(40) {
                    let at = dice.below(bytes.len());
                    bytes[at] ^= 1 << dice.below(8);
                }
                std::fs::write(&file, bytes).unwrap();
                "bytes of the cache flip"
            }
            1 => {
                let length = dice.below(bytes.len());
                std::fs::write(&file, &bytes[..length]).unwrap();
                "the cache is cut short"
            }
            2 => {
                std::fs::remove_dir_all(&self.folder).unwrap();
                "the cache is deleted"
            }
            3 => {
                self.old = Some(bytes);
                "a copy of the cache is put aside"
            }
            4 => match &self.old {
                Some(old) => {
                    std::fs::write(&file, old).unwrap();
                    "an old copy of the cache comes back"
                }
                None => "there is no old copy of the cache",
            },
            _ => match &self.old {
                // As after a power cut: some pages are those of another time.
                Some(old) => {
                    let mut mixed = bytes;
                    let page = 16_384;
                    for at in (0..mixed.len().min(old.len())).step_by(page) {
                        if dice.below(3) == 0 {
                            let end = (at + page).min(mixed.len()).min(old.len());
                            mixed[at..end].copy_from_slice(&old[at..end]);
                        }
                    }
                    std::fs::write(&file, mixed).unwrap();
                    "pages of the cache are those of an old copy"
                }
                None => "there is no old copy of the cache",
            },
        }
    }
}
