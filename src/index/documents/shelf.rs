use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Blocks double in size; no memory holds more things than these.
const BLOCKS: usize = 40;

/// Things that are added while others are looked at, and stay where they are.
#[derive(Debug)]
pub(super) struct Shelf<T> {
    next: AtomicUsize,
    blocks: [OnceLock<Box<[OnceLock<T>]>>; BLOCKS],
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { next: AtomicUsize::new(0), blocks: [const { OnceLock::new() }; BLOCKS] }
    }
}

impl<T> Shelf<T> {
    /// Adds a thing; returns its number.
    pub(super) fn add(&self, thing: T) -> usize {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (block, at) = place(number);
        let things = self.blocks[block]
            .get_or_init(|| (0..1_usize << block).map(|_| OnceLock::new()).collect());
        // Each number is given once.
        let _ = things[at].set(thing);
        number
    }

    /// Returns the thing with this number.
    pub(super) fn get(&self, number: usize) -> Option<&T> {
        let (block, at) = place(number);
        self.blocks.get(block)?.get()?.get(at)?.get()
    }
}

/// Returns the block of a number, and where it lies there.
fn place(number: usize) -> (usize, usize) {
    let block = (number + 1).ilog2() as usize;
    (block, number + 1 - (1 << block))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_stay_where_they_are() {
        let shelf = Shelf::default();
        let first = shelf.add(0);
        let kept = shelf.get(first);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    (1..=100).for_each(|thing| {
                        shelf.add(thing);
                    })
                });
            }
        });
        assert_eq!(kept, Some(&0));
        let things: Vec<i32> = (0..401).filter_map(|number| shelf.get(number)).copied().collect();
        assert_eq!((things.len(), things.iter().sum::<i32>()), (401, 4 * 5050));
        assert_eq!(shelf.get(401), None);
    }
}
