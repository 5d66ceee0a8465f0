//! A small file system of the test's own. Only root may make one.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{account, skipped};

/// A file system in memory, taken away when the test ends.
pub(crate) struct Small(PathBuf);

impl Small {
    /// Makes one of this size; `None` where only root may, and it is not root who asks.
    pub(crate) fn mount(at: &Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(at);
        if account() == "root" && command.output().is_ok_and(|output| output.status.success()) {
            return Some(Self(at.to_owned()));
        }
        skipped("root, to make a small file system");
        None
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Lets nobody write to it any more.
    pub(crate) fn close(&self) {
        let mut command = Command::new("mount");
        let status = command.args(["-o", "remount,ro"]).arg(&self.0).status().expect("mount runs");
        assert!(status.success(), "it stays open");
    }

    /// Fills it but for about `left` bytes.
    pub(crate) fn fill(&self, left: u64) {
        let path = self.0.join(".filler");
        let mut file = std::fs::File::create(&path).unwrap();
        while file.write_all(&[b'x'; 4096]).is_ok() {}
        let size = file.metadata().unwrap().len();
        file.set_len(size.saturating_sub(left)).unwrap();
    }

    /// Takes away what [`fill`](Self::fill) has put there.
    pub(crate) fn empty(&self) {
        std::fs::remove_file(self.0.join(".filler")).unwrap();
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // Lazily, as a program may still be in it after a failed test.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
