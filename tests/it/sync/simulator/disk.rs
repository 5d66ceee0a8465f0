//! Disks that fail, are pulled out, or lose power in the middle of a sync.

use std::cell::{Cell, RefCell};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use handover::store::fault::{self, Event, Watcher};

use super::image::{self, Image, State};
use super::loss::Loss;

/// What goes wrong in one sync.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// From a step on the disk is full.
    Full,
    /// From a step on it is broken.
    Broken,
    /// One step fails.
    Once,
    /// The program is killed.
    Killed,
    /// The power is cut: what was not forced to the disk may be lost.
    Power(Loss),
    /// Somebody saves a file with a word more at its end.
    Typed { path: String, word: String },
}

/// The disk below a folder during one sync.
pub(super) struct Disk {
    root: PathBuf,
    fault: Option<Fault>,
    /// How many events are left until the fault.
    left: Cell<usize>,
    image: RefCell<Image>,
    /// What was there when the program was killed or the power cut.
    ended: RefCell<Option<State>>,
    typed: Cell<bool>,
}

impl Disk {
    /// Puts a disk under a folder that fails at its event `at`, counted from 1.
    pub(super) fn insert(root: &Path, fault: Option<(usize, Fault)>) -> Rc<Self> {
        let (at, fault) = fault.unzip();
        let image = match fault {
            Some(Fault::Power(_)) => Image::of(root),
            _ => Image::default(),
        };
        let disk = Rc::new(Self {
            root: root.to_owned(),
            fault,
            left: Cell::new(at.unwrap_or(usize::MAX)),
            image: RefCell::new(image),
            ended: RefCell::default(),
            typed: Cell::new(false),
        });
        let told = Rc::clone(&disk);
        let watcher: Watcher = Rc::new(move |event| told.happens(event));
        fault::watch(Some(watcher));
        disk
    }

    /// Takes the disk away; tells whether the program was killed or the power cut, and leaves what
    /// was there then.
    pub(super) fn take_out(&self) -> bool {
        fault::watch(None);
        let ended = self.ended.take();
        if let Some(state) = &ended {
            image::restore(&self.root, state);
        }
        ended.is_some()
    }

    /// Cuts the power now, behind the sync; returns what was there, and what is left of it.
    pub(super) fn cut_behind(&self) -> Option<(State, State)> {
        let Some(Fault::Power(loss)) = &self.fault else { return None };
        let before = image::now(&self.root);
        let after = self.image.borrow().after_loss(&self.root, loss);
        image::restore(&self.root, &after);
        Some((before, after))
    }

    /// Returns the state in which the program ended.
    pub(super) fn ended(&self) -> Option<State> {
        self.ended.borrow().clone()
    }

    pub(super) fn is_gone(&self) -> bool {
        self.ended.borrow().is_some()
    }

    pub(super) fn was_typed(&self) -> bool {
        self.typed.get()
    }

    fn happens(&self, event: Event<'_>) -> io::Result<()> {
        if self.is_gone() {
            return Err(io::Error::other("the program is no more"));
        }
        let is_step = matches!(event, Event::Step(_));
        // What git has forced to the disk is there: no time is left for a crash before it.
        let crashes = matches!(self.fault, Some(Fault::Killed | Fault::Power(_)))
            && !matches!(event, Event::ByGit(_));
        if is_step || crashes {
            let left = self.left.get().saturating_sub(1);
            self.left.set(left);
            if left == 0 {
                self.fail(is_step)?;
            }
        }
        if matches!(self.fault, Some(Fault::Power(_))) {
            let mut image = self.image.borrow_mut();
            match event {
                Event::Step(_) => {}
                Event::File(path) => image.force_file(path),
                Event::Folder(path) => image.force_folder(path),
                Event::Tree(path) => image.force_tree(path),
                Event::ByGit(path) => {
                    image.force_file(path);
                    image.force_folder(path.parent().expect("in a folder"));
                }
            }
        }
        Ok(())
    }

    fn fail(&self, is_step: bool) -> io::Result<()> {
        match &self.fault {
            Some(Fault::Full) => Err(io::ErrorKind::StorageFull.into()),
            Some(Fault::Broken) => Err(io::Error::other("input/output error")),
            Some(Fault::Once) => {
                self.left.set(usize::MAX);
                Err(io::Error::other("input/output error"))
            }
            Some(Fault::Killed) => {
                self.ended.replace(Some(image::now(&self.root)));
                Err(io::Error::other("killed"))
            }
            Some(Fault::Power(loss)) => {
                let left = self.image.borrow().after_loss(&self.root, loss);
                self.ended.replace(Some(left));
                Err(io::Error::other("no power"))
            }
            Some(Fault::Typed { path, word }) if is_step => {
                self.left.set(usize::MAX);
                let path = self.root.join(path);
                if let Ok(text) = std::fs::read_to_string(&path) {
                    std::fs::write(path, format!("{}\n\n{word}\n", text.trim_end()))
                        .expect("saved");
                    self.typed.set(true);
                }
                Ok(())
            }
            Some(Fault::Typed { .. }) | None => Ok(()),
        }
    }
}
